//! The policies of buckets, topics and keys, each read once for all that ask it: thousands of trails may deliver to one
//! bucket. Knows no question but whether AWS takes them.

use super::spellings::{of_document, read};
use crate::iam::Policy;
use crate::iam::questions::{Holder, accepted};
use crate::model::Entity;
use crate::rule::view::View;
use crate::value::{Data, Handle, Value};
use std::sync::{Arc, Mutex, PoisonError};

/// The policy of a resource.
pub(super) struct ResourcePolicy {
    pub policy: Policy,
    /// Whether AWS takes it.
    pub accepted: Value,
}

/// The policies that a resource has in one case or another, each with the text that says it.
type Texts = Mutex<Vec<(Data, Arc<ResourcePolicy>)>>;

/// The answer of a resource's own policy, in every case of its text, told at the place of the policy.
pub(super) fn of_own_policy(
    view: &View<'_>,
    holder: Handle,
    ask: &mut dyn FnMut(&ResourcePolicy) -> Value,
) -> Value {
    of_policy(view, holder, &read(view, holder, "policy"), ask)
}

/// The same, of a text that the resource has in some case.
pub(super) fn of_policy(
    view: &View<'_>,
    holder: Handle,
    document: &Value,
    ask: &mut dyn FnMut(&ResourcePolicy) -> Value,
) -> Value {
    of_document(document, &mut |document| ask(&read_once(view, holder, document)))
}

/// What is known of a policy that is not here: it may be elsewhere. `policy` (or the list of them) says in which cases
/// it is not here.
pub(super) fn elsewhere(view: &View<'_>, resource: &Entity, policy: &Value) -> Value {
    let absent = policy.map_leaves(&mut |leaf| {
        Value::bool(leaf.is_null() || leaf.as_list().is_some_and(<[Value]>::is_empty))
    });
    let address = &resource.resource.address;
    let what = match absent.formula().and_then(|absent| absent.description()) {
        Some(when) => format!("the policy of {address} where {when}"),
        None => format!("the policy of {address}"),
    };
    view.estate().elsewhere(what)
}

fn read_once(view: &View<'_>, holder: Handle, document: &Value) -> Arc<ResourcePolicy> {
    let texts = view.estate().remembered("policies of resources", Some(holder), &Texts::default);
    let mut texts = texts.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, known)) = texts.iter().find(|(data, _)| is_same(data, &document.data)) {
        return Arc::clone(known);
    }
    let policy = Policy::read(document);
    let of = view.estate().entity(holder).map_or(Holder::Key, holder_of);
    let made = Arc::new(ResourcePolicy { accepted: accepted(&policy, of), policy });
    texts.push((document.data.clone(), Arc::clone(&made)));
    made
}

/// A resource as the holder of a policy.
fn holder_of(entity: &Entity) -> Holder<'_> {
    match entity.model_type.name {
        "bucket" => {
            let name = entity.field("name").filter(|name| name.written && !name.value.sensitive);
            Holder::Bucket(name.and_then(|name| name.value.as_str()))
        }
        // of a bucket that is not in these files
        "bucket_policy" => {
            let name = entity.field("bucket_name").filter(|name| !name.value.sensitive);
            Holder::Bucket(name.and_then(|name| name.value.as_str()))
        }
        "topic" => Holder::Topic,
        _ => Holder::Key,
    }
}

/// Whether two are one and the same text, not only alike.
fn is_same(a: &Data, b: &Data) -> bool {
    match (a, b) {
        (Data::String(a), Data::String(b)) => Arc::ptr_eq(a, b),
        (Data::Text(a), Data::Text(b)) => Arc::ptr_eq(a, b),
        (Data::Object(a), Data::Object(b)) => Arc::ptr_eq(a, b),
        (Data::Unknown(a), Data::Unknown(b)) => Arc::ptr_eq(a, b),
        (Data::Branches(a), Data::Branches(b)) => Arc::ptr_eq(a, b),
        (Data::Null, Data::Null) => true,
        _ => false,
    }
}
