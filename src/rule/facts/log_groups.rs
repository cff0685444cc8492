//! What a log group's ARN ends in.

use super::Fact;
use crate::model::Entity;
use crate::resource::Language;
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Data, TextPart, Unknown, Value};

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
    let origin = arn.origin.clone();
    arn.map_leaves(&mut |leaf| count(view, leaf)).at(origin)
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
