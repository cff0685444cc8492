//! How policies spell the things of the estate: ARNs by name and by reference. Knows no question.

use crate::expr::Scope;
use crate::model::Entity;
use crate::resource::{Language, Surroundings};
use crate::rule::view::View;
use crate::value::{Cause, CauseKind, Data, Handle, Origin, Unknown, Value};

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

/// The ARN of an alarm.
pub(super) fn alarm_arns(alarm: &Entity) -> Vec<Value> {
    by_name_and_reference(alarm, &["cloudwatch", "alarm:"], "name")
}

/// The ARN of an identity; it has no Region.
pub(super) fn identity_arns(identity: &Entity) -> Vec<Value> {
    let Surroundings { account, partition, .. } = &*identity.resource.surroundings;
    let attribute = match identity.resource.language {
        Language::CloudFormation => "Arn",
        Language::Terraform | Language::TerraformPlan => "arn",
    };
    let kind = identity.model_type.name;
    let path = identity.resource.arguments.get(if attribute == "Arn" { "Path" } else { "path" });
    let path = path.map_or_else(|| Value::string("/"), |path| path.value().clone());
    let parts = |name: &Value| {
        let text = |text: String| Value::string(text.as_str());
        let before = [text("arn:".to_owned()), partition.clone(), text(":iam::".to_owned()), account.clone()];
        let behind = [text(format!(":{kind}")), path.clone(), name.clone()];
        Value::concatenation(&[&before[..], &behind[..]].concat())
    };
    let name = identity.field("name").filter(|name| name.written);
    let by_name = name.map(|name| name.value.map_leaves(&mut |name| parts(name)));
    by_name.into_iter().chain([reference(identity, attribute).starting("arn:").value()]).collect()
}

fn by_name_and_reference(entity: &Entity, [service, before]: &[&str; 2], name: &str) -> Vec<Value> {
    let Surroundings { account, region, partition, .. } = &*entity.resource.surroundings;
    let (arn, names): (_, &[&str]) = match entity.resource.language {
        Language::CloudFormation => ("Arn", &[""]),
        Language::Terraform | Language::TerraformPlan => ("arn", &["id", "name", "key_id"]),
    };
    let text = |text: &str| Value::string(text);
    let (service, before) = (text(&format!(":{service}:")), text(&format!(":{before}")));
    let parts =
        [text("arn:"), partition.clone(), service, region.clone(), text(":"), account.clone(), before];
    let named = |name: &Value| {
        let parts: Vec<Value> = parts.iter().cloned().chain([name.clone()]).collect();
        Value::concatenation(&parts)
    };
    let written = entity.field(name).map(|name| &name.value);
    let mut spellings: Vec<Value> =
        written.map(|name| name.map_leaves(&mut |name| named(name))).into_iter().collect();
    if written.is_none_or(|name| name.as_str().is_none()) {
        let by_attribute = |attribute: &&str| named(&reference(entity, attribute).value());
        spellings.extend(names.iter().map(by_attribute));
    }
    spellings.push(reference(entity, arn).starting("arn:").value());
    spellings
}

/// An attribute of an entity, as its files refer to it.
fn reference(entity: &Entity, attribute: &str) -> Unknown {
    let address = entity.resource.key();
    let cause = Cause::new(CauseKind::Attribute, format!("{}.{attribute}", entity.resource.address));
    Unknown::because(cause).set().referring(address, attribute)
}

/// The answer of a policy in every case of its text, told at the place of the policy.
pub(super) fn of_document(document: &Value, ask: &mut dyn FnMut(&Value) -> Value) -> Value {
    let place = document.origin.clone();
    placed(&ask(document), &place)
}

/// An answer told at a place, with what in the document there decided.
pub(super) fn placed(answer: &Value, place: &Origin) -> Value {
    answer.map_leaves(&mut |leaf| leaf.clone().at(place.deciding_as(&leaf.origin)))
}
