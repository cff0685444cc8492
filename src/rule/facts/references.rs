//! What form a reference has: an ARN, a name.

use super::Fact;
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Cause, CauseKind, Data, TextPart, Value};

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "is_arn",
        signature: "is_arn(trail.kms_key_id)",
        documentation: "whether a reference is an ARN",
        answer: is_arn,
    },
    Fact {
        name: "is_bucket_name",
        signature: "is_bucket_name(trail.bucket_name)",
        documentation: "whether a reference is the name of a bucket, not its ARN or address; null where nothing here tells",
        answer: is_bucket_name,
    },
    Fact {
        name: "is_role_arn",
        signature: "is_role_arn(trail.role_arn)",
        documentation: "whether a reference is the ARN of a role, not its name; null where nothing here tells",
        answer: is_role_arn,
    },
];

/// Attributes of a type that are no ARN. The provider's `id` and `key_id` of a key are its bare id, `id` and `name` of an
/// alias or a role its name
/// (<https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key>); so is what `Ref` gives of a
/// role (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html>).
const NO_ARNS: &[(&str, &[&str])] = &[
    ("key", &["id", "key_id"]),
    ("key_alias", &["id", "name"]),
    ("role", &["", "id", "name", "unique_id", "RoleId"]),
];

/// Attributes of a bucket that are its name.
const BUCKET_NAMES: &[&str] = &["", "id", "bucket"];

/// Attributes of a bucket that are something else. ARNs are known by their beginning.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html>,
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket>
const NO_BUCKET_NAMES: &[&str] = &[
    "DomainName",
    "DualStackDomainName",
    "RegionalDomainName",
    "WebsiteURL",
    "bucket_domain_name",
    "bucket_regional_domain_name",
    "hosted_zone_id",
    "website_domain",
    "website_endpoint",
];

/// Whether a reference is an ARN: by its beginning, or by the attribute that it is.
fn is_arn(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let [reference] = arguments else { return Value::error("`is_arn` takes one argument") };
    answer(reference, &|leaf| starts_as_arn(view, leaf).map_or_else(|| undecided(leaf, leaf), Value::bool))
}

/// Whoever gives the value of a variable answers for its form.
fn is_role_arn(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let [reference] = arguments else { return Value::error("`is_role_arn` takes one argument") };
    answer(reference, &|leaf| starts_as_arn(view, leaf).map_or_else(Value::null, Value::bool))
}

fn starts_as_arn(view: &View<'_>, reference: &Value) -> Option<bool> {
    let is_no_arn = |model_type: &str, attribute: &str, is_data: bool| {
        let of_type = NO_ARNS.iter().find(|(name, _)| *name == model_type);
        of_type.is_some_and(|(_, attributes)| attributes.contains(&attribute))
            && !(model_type == "key" && is_data)
    };
    match reference.starts_with("arn:") {
        None if attribute(view, reference, &is_no_arn) => Some(false),
        known => known,
    }
}

/// Whether a reference is a bucket's name: no name holds what an ARN and an address do.
fn is_bucket_name(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let [reference] = arguments else { return Value::error("`is_bucket_name` takes one argument") };
    let is_one_of = |attributes: &'static [&str]| {
        move |model_type: &str, attribute: &str, _: bool| {
            model_type == "bucket" && attributes.contains(&attribute)
        }
    };
    let is_no_part = |text: &str| text.contains([':', '/']);
    let decided = |leaf: &Value| match &leaf.data {
        Data::String(text) => Some(!is_no_part(text)),
        Data::Text(text) => {
            let mut parts = text.parts.iter();
            let broken = parts.any(|part| matches!(part, TextPart::Literal(text) if is_no_part(text)));
            broken.then_some(false)
        }
        _ if leaf.starts_with("arn:") == Some(true) => Some(false),
        _ if attribute(view, leaf, &is_one_of(BUCKET_NAMES)) => Some(true),
        _ if attribute(view, leaf, &is_one_of(NO_BUCKET_NAMES)) => Some(false),
        _ => None,
    };
    answer(reference, &|leaf| decided(leaf).map_or_else(Value::null, Value::bool))
}

/// An answer for each case of a reference, in its place.
fn answer(reference: &Value, decide: &dyn Fn(&Value) -> Value) -> Value {
    reference.map_leaves(&mut |leaf| decide(leaf)).at(reference.origin.clone())
}

/// Whether a reference is an attribute of something here for which that holds: by its model type, the attribute's
/// name, and whether it is only looked up.
fn attribute(view: &View<'_>, reference: &Value, holds: &dyn Fn(&str, &str, bool) -> bool) -> bool {
    let Some(of) = reference.as_unknown().filter(|it| !it.made_of).and_then(|it| it.reference.as_ref())
    else {
        return false;
    };
    let estate = view.estate();
    let mut entities =
        estate.at_address(view.unit(), &of.address).iter().filter_map(|handle| estate.entity(*handle));
    entities
        .any(|entity| holds(entity.model_type.name, &of.attribute, entity.resource.kind.starts_with("data.")))
}

/// That a reference does not tell, because of something in it.
pub(super) fn undecided(because: &Value, reference: &Value) -> Value {
    let cause = because.cause().cloned().unwrap_or_else(|| Cause::new(CauseKind::Elsewhere, "the key"));
    Value::unknown(cause).at(reference.origin.clone())
}
