//! What rules are asked about: trails, what they lead to, and buckets that let CloudTrail deliver.

use super::estate::{Entity, Estate};
use super::fields::Question;
use super::model_type;
use super::table::{Default, LinkKind};
use crate::value::{Data, Handle, List, TextPart, Value};
use foldhash::HashSet;
use std::sync::Arc;

/// Whether the files say all there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// What is not in these files may be elsewhere.
    #[default]
    Files,
    /// These files are the whole account: what is not in them is not there.
    Account,
}

const SERVICE: &str = "cloudtrail.amazonaws.com";

/// The entities that are in scope, of the types that are asked about nowhere else.
pub(super) fn of(estate: &Estate) -> HashSet<Handle> {
    let mut pending = Vec::new();
    for name in ["trail", "bucket", "event_data_store"] {
        let policy = (name == "bucket")
            .then(|| model_type(name).and_then(|it| Question::of(it.1, "policy")))
            .flatten();
        // most buckets of a unit have none
        let has_none = |entity: &Entity| {
            policy.as_ref().is_some_and(|policy| matches!(entity.unsaid(policy), Some(Default::Null)))
        };
        let begins = |entity: &Entity| match name {
            "trail" => true,
            "bucket" => {
                !has_none(entity) && entity.field("policy").is_some_and(|policy| grants(&policy.value))
            }
            _ => !entity.model_type.only_in_scope,
        };
        pending.extend(estate.all(name).filter(|(_, entity)| begins(entity)).map(|(handle, _)| handle));
    }
    let mut scope = HashSet::default();
    let mut seen: HashSet<Handle> = pending.iter().copied().collect();
    let mut lists = HashSet::default();
    while let Some(handle) = pending.pop() {
        scope.insert(handle);
        let Some(entity) = estate.entity(handle) else { continue };
        // trails of a bucket are trails anyway
        let links = entity.model_type.links.iter().filter(|link| link.carries_scope);
        for link in links.filter(|link| link.kind != LinkKind::Back("bucket") || link.target != "trail") {
            handles(&estate.follow(entity, link), &mut lists, &mut |next| {
                if seen.insert(next) {
                    pending.push(next);
                }
            });
        }
        // in the case that creates it, it is in scope
        pending.extend(estate.otherwise().of(handle).filter(|next| seen.insert(*next)));
    }
    scope
}

/// All handles in a value, those of lists that were gone through before left out; lists live as long as the estate.
fn handles(value: &Value, lists: &mut HashSet<*const List>, found: &mut dyn FnMut(Handle)) {
    match &value.data {
        Data::Handle(handle) => found(*handle),
        Data::List(list) if lists.insert(Arc::as_ptr(list)) => {
            list.items.iter().for_each(|item| handles(item, lists, found));
        }
        Data::Branches(branches) => {
            handles(&branches.then, lists, found);
            handles(&branches.otherwise, lists, found);
        }
        _ => {}
    }
}

/// Whether a policy document speaks of CloudTrail as a principal that it allows something.
fn grants(document: &Value) -> bool {
    match &document.data {
        Data::String(text) => text.contains(SERVICE),
        Data::Text(text) => text.parts.iter().any(|part| match part {
            TextPart::Literal(text) => text.contains(SERVICE),
            TextPart::Unknown(value) => grants(value),
        }),
        Data::List(list) => list.items.iter().any(grants),
        Data::Object(object) => {
            let denies = object.entries.get("Effect").and_then(Value::as_str) == Some("Deny");
            !denies && object.entries.values().any(grants)
        }
        Data::Branches(branches) => grants(&branches.then) || grants(&branches.otherwise),
        _ => false,
    }
}
