//! What a key reference names.

use super::Fact;
use super::references::undecided;
use crate::model::references;
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{CauseKind, Data, TextPart, Value};

pub(super) const FACTS: &[Fact] = &[Fact {
    name: "names_aws_managed_key",
    signature: "names_aws_managed_key(trail.kms_key_id)",
    documentation: "whether a key reference names a key that AWS manages (`alias/aws/…`)",
    answer: names_aws_managed_key,
}];

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
