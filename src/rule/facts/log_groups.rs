//! What a log group's ARN ends in.

use super::Fact;
use crate::model::Entity;
use crate::resource::Language;
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Data, Decides, DecidesAt, Origin, Reference, Role, TextPart, Unknown, Value};
use std::sync::Arc;

pub(super) const FACTS: &[Fact] = &[Fact {
    name: "stream_suffixes",
    signature: "stream_suffixes(trail.log_group_arn)",
    documentation: "how many times a log group ARN ends in `:*`",
    answer: stream_suffixes,
}];

const SUFFIX: &str = ":*";

/// The Terraform provider gives the ARN without `:*` since 3.0
/// (<https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-3-upgrade>), CloudFormation's
/// `GetAtt` gives it with one; names of log groups hold no `*`.
fn stream_suffixes(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let [arn] = arguments else { return Value::error("`stream_suffixes` takes one argument") };
    let suffixes = arn.map_leaves(&mut |leaf| count(view, leaf));
    let is_bare = suffixes.as_number().is_some_and(|it| it.as_integer() == Some(0));
    let origin = if is_bare { bare(arn) } else { arn.origin.clone() };
    suffixes.at(origin)
}

/// The way of an ARN without a suffix: of a log group's `arn` in Terraform with the version that makes it so.
fn bare(arn: &Value) -> Origin {
    let steps = arn.origin.steps();
    let ends_in_arn = |unknown: &Unknown| {
        let is_arn = |it: &&Reference| &*it.attribute == "arn" && !unknown.made_of;
        unknown.reference.as_ref().filter(is_arn).map(|_| Arc::clone(&unknown.cause.subject))
    };
    let last = match &arn.data {
        Data::Text(text) => match text.parts.last() {
            Some(TextPart::Unknown(part)) => part.as_unknown(),
            _ => None,
        },
        Data::Unknown(unknown) => Some(&**unknown),
        _ => None,
    };
    let (Some(name), Some(place)) = (last.and_then(ends_in_arn), arn.origin.last()) else {
        return arn.origin.clone();
    };
    let decides = |words: String, at| Role::Decides(Arc::new(Decides { words, at }));
    let asked = steps.iter().find_map(|step| match &step.role {
        Role::Requirement(constraint) => {
            let words = format!("asked for is `{constraint}`");
            Some((decides(words, DecidesAt::Here), step.span))
        }
        _ => None,
    });
    let way = asked.into_iter().fold(arn.origin.clone(), |way, (role, span)| way.then(role, span));
    let words = format!("`{name}` does not end in `:*` since version 3.0 of the provider");
    way.then(decides(words, DecidesAt::Whole), place.span)
}

fn count(view: &View<'_>, arn: &Value) -> Value {
    match &arn.data {
        Data::String(text) => Value::number(trailing(text).0),
        Data::Text(text) => match text.parts.as_slice() {
            [before @ .., TextPart::Literal(tail)] => {
                let (suffixes, rest) = trailing(tail);
                match before.last() {
                    Some(TextPart::Unknown(part)) if rest.is_empty() => match at_end_of(view, part) {
                        Some(more) => Value::number(suffixes + more),
                        None => crate::expr::unknown_from(arn),
                    },
                    _ => Value::number(suffixes),
                }
            }
            [.., TextPart::Unknown(part)] => of_unknown(view, part, arn),
            [] => Value::number(0_usize),
        },
        Data::Unknown(_) => of_unknown(view, arn, arn),
        _ => crate::expr::unknown_from(arn),
    }
}

fn of_unknown(view: &View<'_>, part: &Value, whole: &Value) -> Value {
    at_end_of(view, part).map_or_else(|| crate::expr::unknown_from(whole), Value::number)
}

/// How many suffixes an unknown part ends in, where that is certain.
fn at_end_of(view: &View<'_>, part: &Value) -> Option<usize> {
    let unknown: &Unknown = part.as_unknown()?;
    if let Some(suffix) = &unknown.suffix {
        let (suffixes, rest) = trailing(suffix);
        return (suffixes == 0 || !rest.is_empty() || unknown.reference.is_some() && !unknown.made_of)
            .then_some(suffixes);
    }
    let reference = unknown.reference.as_ref().filter(|_| !unknown.made_of)?;
    let group = view.estate().at_address(view.unit(), &reference.address).iter().find_map(|handle| {
        view.estate().entity(*handle).filter(|entity| entity.model_type.name == "log_group")
    });
    let without = |group: &Entity| match group.resource.language {
        Language::Terraform => &*reference.attribute == "arn",
        // a plan says what is referred to, not what is written around it
        Language::TerraformPlan | Language::CloudFormation => false,
    };
    // the name of a log group (`Ref` in CloudFormation) ends in no `*`, and is what its ARN ends in
    let named = matches!(&*reference.attribute, "id" | "name" | "");
    group.filter(|group| without(group) || named).map(|_| 0)
}

/// How many suffixes a text ends in, and what is before them.
fn trailing(text: &str) -> (usize, &str) {
    let mut rest = text;
    let mut suffixes = 0;
    while let Some(shorter) = rest.strip_suffix(SUFFIX) {
        rest = shorter;
        suffixes += 1;
    }
    (suffixes, rest)
}
