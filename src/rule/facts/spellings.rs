//! How policies spell the things of the estate: ARNs by name and by reference. Knows no question.

use crate::expr::Scope;
use crate::model::Entity;
use crate::resource::{Language, Surroundings};
use crate::rule::view::View;
use crate::value::{Cause, CauseKind, Data, Handle, Unknown, Value};

/// The entity that a fact is asked about, from its only argument.
pub(super) fn subject<'e>(view: &View<'e>, arguments: &[Value]) -> Option<(Handle, &'e Entity)> {
    let [Value { data: Data::Handle(handle), .. }] = arguments else { return None };
    Some((*handle, view.estate().entity(*handle)?))
}

/// A field or link of an entity, with the reading of it on its way.
pub(super) fn read(view: &View<'_>, handle: Handle, name: &str) -> Value {
    view.estate().entity(handle).map_or_else(Value::null, |it| view.attribute(handle, name, it.resource.head))
}

/// Not known, because it is said elsewhere.
pub(super) fn elsewhere(what: impl Into<std::sync::Arc<str>>) -> Value {
    Value::unknown(Cause::new(CauseKind::Elsewhere, what))
}

/// The ARN of a trail.
pub(super) fn trail_arns(trail: &Entity) -> Vec<Value> {
    by_name_and_reference(trail, &["cloudtrail", "trail/"], "name")
}

/// The ARN of a log group, without `:*`.
pub(super) fn group_arns(group: &Entity) -> Vec<Value> {
    by_name_and_reference(group, &["logs", "log-group:"], "name")
}

/// The ARN of a key.
pub(super) fn key_arns(key: &Entity) -> Vec<Value> {
    by_name_and_reference(key, &["kms", "key/"], "key_id")
}

fn by_name_and_reference(entity: &Entity, [service, before]: &[&str; 2], name: &str) -> Vec<Value> {
    let Surroundings { account, region, partition, .. } = &entity.resource.surroundings;
    let attribute = if entity.resource.language == Language::CloudFormation { "Arn" } else { "arn" };
    let address = &entity.resource.address;
    let cause = Cause::new(CauseKind::Attribute, format!("{address}.{attribute}"));
    let reference =
        Unknown::because(cause).set().starting("arn:").referring(address.clone(), attribute).value();
    let text = |text: &str| Value::string(text);
    let by_name = entity.fields.get(name).map(|name| {
        let colon = text(":");
        let service = text(&format!(":{service}:"));
        let before = text(&format!(":{before}"));
        let parts = [text("arn:"), partition.clone(), service, region.clone(), colon, account.clone(), before];
        name.value.map_leaves(&mut |name| {
            let parts: Vec<Value> = parts.iter().cloned().chain([name.clone()]).collect();
            Value::concatenation(&parts)
        })
    });
    by_name.into_iter().chain([reference]).collect()
}

/// The answer of a policy in every case of its text, told at the place of the policy.
pub(super) fn of_document(document: &Value, ask: &mut dyn FnMut(&Value) -> Value) -> Value {
    let place = document.origin.clone();
    ask(document).map_leaves(&mut |leaf| leaf.clone().at(place.clone()))
}
