//! What a key reference names.

use super::Fact;
use crate::model::references;
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Cause, CauseKind, Data, TextPart, Value};

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "names_aws_managed_key",
        signature: "names_aws_managed_key(trail.kms_key_id)",
        documentation: "whether a key reference names a key that AWS manages (`alias/aws/…`)",
        answer: names_aws_managed_key,
    },
    Fact {
        name: "is_arn",
        signature: "is_arn(trail.kms_key_id)",
        documentation: "whether a reference is an ARN",
        answer: is_arn,
    },
];

/// Whether a reference is an ARN: by its beginning, or by the attribute that it is. The provider's `id` and `key_id`
/// of a key are its bare id, `id` and `name` of an alias its name
/// (<https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key>).
fn is_arn(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let [reference] = arguments else { return Value::error("`is_arn` takes one argument") };
    let origin = reference.origin.clone();
    reference
        .map_leaves(&mut |leaf| match leaf.starts_with("arn:") {
            Some(known) => Value::bool(known),
            None if is_bare_id(view, leaf) => Value::bool(false),
            None => undecided(leaf, leaf),
        })
        .at(origin)
}

fn is_bare_id(view: &View<'_>, reference: &Value) -> bool {
    let Some(of) = reference.as_unknown().filter(|it| !it.made_of).and_then(|it| it.reference.as_ref())
    else {
        return false;
    };
    let estate = view.estate();
    let mut entities =
        estate.at_address(view.unit(), &of.address).iter().filter_map(|handle| estate.entity(*handle));
    entities.any(|entity| match entity.model_type.name {
        "key" => matches!(&*of.attribute, "id" | "key_id") && !entity.resource.kind.starts_with("data."),
        "key_alias" => matches!(&*of.attribute, "id" | "name"),
        _ => false,
    })
}

/// AWS managed keys are only ever named by their aliases, which begin with `alias/aws/`
/// (<https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html>).
fn names_aws_managed_key(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let [reference] = arguments else { return Value::error("`names_aws_managed_key` takes one argument") };
    reference.map_leaves(&mut |leaf| is_managed(view, leaf))
}

fn is_managed(view: &View<'_>, reference: &Value) -> Value {
    let answer = |managed: bool| Value::bool(managed).at(reference.origin.clone());
    if let Some(alias) = alias_named(view, reference) {
        return alias.map_leaves(&mut |name| match name.starts_with("alias/aws/") {
            Some(managed) => answer(managed),
            None => undecided(name, reference),
        });
    }
    match &reference.data {
        Data::String(text) => answer(text.starts_with("alias/aws/") || text.contains(":alias/aws/")),
        Data::Text(text) => {
            let literal =
                |part: &TextPart| matches!(part, TextPart::Literal(text) if text.contains("alias/aws/"));
            if text.parts.iter().any(literal) {
                return answer(true);
            }
            // what is unknown in it may spell the alias, unless it is made of a resource's attribute or says `key/`
            let key = |part: &TextPart| matches!(part, TextPart::Literal(text) if text.contains("key/"));
            let other = !references(reference).is_empty() || text.parts.iter().any(key);
            if other { answer(false) } else { undecided(reference, reference) }
        }
        // whoever gives the value may name any key
        Data::Unknown(unknown)
            if matches!(unknown.cause.kind, CauseKind::Variable | CauseKind::Parameter)
                && references(reference).is_empty() =>
        {
            undecided(reference, reference)
        }
        // something set from elsewhere (an import, say): AWS managed keys have no exports, and whether it is set at all
        // is asked apart
        _ => answer(false),
    }
}

/// The name of the alias that a reference goes through, where it does.
fn alias_named(view: &View<'_>, reference: &Value) -> Option<Value> {
    references(reference).into_iter().find_map(|address| {
        view.estate().at_address(view.unit(), &address).iter().find_map(|handle| {
            let entity = view.estate().entity(*handle)?;
            let field = match entity.model_type.name {
                "key_alias" => "name",
                "key" if entity.resource.kind.starts_with("data.") => "key_id",
                _ => return None,
            };
            Some(entity.field(field)?.value.clone())
        })
    })
}

fn undecided(because: &Value, reference: &Value) -> Value {
    let cause = because.cause().cloned().unwrap_or_else(|| Cause::new(CauseKind::Elsewhere, "the key"));
    Value::unknown(cause).at(reference.origin.clone())
}
