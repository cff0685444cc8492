//! What rules are asked about: trails, what they lead to, and buckets that let CloudTrail deliver.

use super::estate::{Entity, Estate};
use super::fields::Question;
use super::model_type;
use super::table::{Default, LinkKind};
use crate::value::{Data, Handle, List, TextPart, Value};
use foldhash::{HashMap, HashSet};
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
    let mut lists = Lists::default();
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

/// The lists that were gone through, by their addresses: kept, so that no other one takes the place of one.
#[derive(Default)]
struct Lists(HashMap<*const List, Arc<List>>);

impl Lists {
    /// Whether a list is not among them yet; it is then.
    fn insert(&mut self, list: &Arc<List>) -> bool {
        self.0.insert(Arc::as_ptr(list), Arc::clone(list)).is_none()
    }
}

/// All handles in a value, those of lists that were gone through before left out.
fn handles(value: &Value, lists: &mut Lists, found: &mut dyn FnMut(Handle)) {
    match &value.data {
        Data::Handle(handle) => found(*handle),
        Data::List(list) if lists.insert(list) => {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_in_the_place_of_one_that_is_gone_is_gone_through() {
        let (mut lists, mut found) = (Lists::default(), Vec::new());
        for index in 0..64 {
            // made for one look, as the lists are of links that are followed
            let list = Value::tuple(vec![Value::new(Data::Handle(Handle { space: 0, index }))]);
            handles(&list, &mut lists, &mut |handle| found.push(handle.index));
            handles(&list, &mut lists, &mut |handle| found.push(handle.index));
        }
        assert_eq!(found, (0..64).collect::<Vec<_>>());
    }
}
