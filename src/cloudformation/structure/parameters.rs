//! What CloudFormation takes for the declaration of a parameter.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>

use super::super::entries;
use super::super::form::{self, Form};
use super::super::spelling::nearest;
use super::Refusals;
use crate::syntax::node::{Entry, Node, Scalar};

/// Tells of types that there are not, and of defaults that are no texts.
pub(super) fn check(document: &Node, refusals: &Refusals<'_>) {
    let parameters = document.get("Parameters").map_or(&[][..], Node::entries);
    if !parameters.iter().any(|entry| entries::own_macro(entry).is_some()) {
        defaults(parameters, refusals);
    }
    // what an include makes of names is its own affair
    let named = parameters.iter().filter(|it| !it.is_gap() && !it.key.contains("::"));
    for parameter in named.filter(|it| it.value.is_whole() && it.value.tag.is_none()) {
        if parameter.value.is_mapping() {
            kind(parameter, refusals);
            attributes(parameter, refusals);
        } else {
            let message =
                format!("parameter `{}` is no mapping: CloudFormation refuses the template", parameter.key);
            refusals.tell(parameter.key_span, message, "write its `Type` below it");
        }
    }
}

/// What may stand in a parameter.
const ATTRIBUTES: &[&str] = &[
    "AllowedPattern",
    "AllowedValues",
    "ConstraintDescription",
    "Default",
    "Description",
    "MaxLength",
    "MaxValue",
    "MinLength",
    "MinValue",
    "NoEcho",
    "Type",
];

fn attributes(parameter: &Entry, refusals: &Refusals<'_>) {
    let id = &parameter.key;
    for attribute in parameter.value.entries() {
        let key = &*attribute.key;
        if attribute.is_gap() || key.contains("::") {
            continue;
        }
        if !ATTRIBUTES.contains(&key) {
            let message = format!("parameter `{id}` has no `{key}`: CloudFormation refuses the template");
            let help = match nearest(key, ATTRIBUTES.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "take it out".to_owned(),
            };
            refusals.tell(attribute.key_span, message, help);
        }
        if key == "AllowedValues" && attribute.value.tag.is_none() && attribute.value.scalar().is_some() {
            let message = format!(
                "the allowed values of parameter `{id}` are no list: CloudFormation refuses the template"
            );
            refusals.tell(attribute.key_span, message, "write a list");
        }
    }
}

/// A default is a text, be it that of a number or of a list.
fn defaults(parameters: &[Entry], refusals: &Refusals<'_>) {
    for parameter in parameters {
        let Some(default) = parameter.value.entry("Default") else { continue };
        let is_text =
            default.value.tag.is_none() && default.value.scalar().is_some_and(|it| it != Scalar::Null);
        let is_left = default.value.get("Fn::Transform").is_some() || !default.value.is_whole();
        let is_foreign = matches!(form::of(&default.value), Form::Foreign(_));
        if !is_text && !is_left && !is_foreign {
            let message =
                format!("the default of `{}` is no text: CloudFormation refuses the template", parameter.key);
            refusals.tell(default.key_span, message, "write a text, or take `Default` out");
        }
    }
}

fn kind(parameter: &Entry, refusals: &Refusals<'_>) {
    const TYPES: &[&str] = &["String", "Number", "CommaDelimitedList", "List<Number>"];
    let id = &parameter.key;
    let is_included = parameter.value.entries().iter().any(|entry| entry.key.contains("::"));
    let Some(kind) = parameter.value.entry("Type") else {
        if !is_included {
            let message = format!("parameter `{id}` has no `Type`: CloudFormation refuses the template");
            refusals.tell(parameter.key_span, message, "write its `Type`: `String`, `Number`, …");
        }
        return;
    };
    let Some(written) = kind.value.text().filter(|_| kind.value.tag.is_none()) else { return };
    let of_aws = |kind: &str| kind.starts_with("AWS::");
    let of_list = written.starts_with("List<") && written.ends_with('>');
    if TYPES.contains(&written) || of_aws(written) || of_list {
        return;
    }
    let message = format!(
        "parameter `{id}` has the type `{written}`: there is none, and CloudFormation refuses the template"
    );
    let help = match nearest(written, TYPES.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "write `String`, `Number`, `CommaDelimitedList` or one of AWS's own types".to_owned(),
    };
    refusals.tell(kind.value.span, message, help);
}
