//! What CloudFormation takes for a resource, and resources that nobody reads where they stand.

use super::super::form::{self, Form};
use super::super::properties::{self, Properties};
use super::super::spelling::nearest;
use super::super::template::is_resource_type;
use super::super::transforms::{self, Macros};
use super::Refusals;
use crate::syntax::node::{Entry, Node, Scalar};

/// What may stand in a resource.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-product-attribute-reference.html>
const ATTRIBUTES: &[&str] = &[
    "Type",
    "Properties",
    "Condition",
    "DependsOn",
    "Metadata",
    "DeletionPolicy",
    "UpdateReplacePolicy",
    "CreationPolicy",
    "UpdatePolicy",
    "Description",
];

/// Tells of resources that are not read where they stand, and of attributes that are not taken.
pub(super) fn check(document: &Node, macros: Macros, refusals: &Refusals<'_>) {
    let is_transformed = macros.any || transforms::is_of_another_tool(document);
    let Some(resources) = document.entry("Resources") else {
        if let Some(entry) = misnamed(document) {
            let message = format!("`{}` is no section of a template: what it holds is not read", entry.key);
            refusals.tell(entry.key_span, message, "write `Resources`");
        }
        return;
    };
    if !resources.value.items().is_empty() {
        let message = "`Resources` is a list: CloudFormation refuses the template";
        refusals.tell(resources.key_span, message, "write a mapping of logical ids");
    }
    for entry in resources.value.entries() {
        if entry.is_gap() || entry.key.starts_with("Fn::") || entry.value.tag.is_some() {
            continue;
        }
        if &*entry.key == "Type" && entry.value.text().is_some_and(is_resource_type) {
            let message = "`Type` stands where a logical id is read: CloudFormation refuses the template";
            let help = "indent it, and what belongs to it, below a logical id";
            refusals.tell(entry.key_span, message, help);
        } else if entry.value.is_mapping() && entry.value.is_whole() {
            resource(entry, is_transformed, refusals);
        }
    }
}

fn resource(resource: &Entry, is_transformed: bool, refusals: &Refusals<'_>) {
    let (id, node) = (&resource.key, &resource.value);
    let Some(kind) = node.entry("Type") else {
        let alike = node.entries().iter().find(|entry| entry.key.eq_ignore_ascii_case("Type"));
        if let Some(alike) = alike {
            let message = format!("`{}` is not read: resource `{id}` has no `Type`", alike.key);
            refusals.tell(alike.key_span, message, "write `Type`");
        } else if node.get("Properties").is_some() && !is_transformed {
            let message = format!("resource `{id}` has no `Type`: CloudFormation refuses the template");
            refusals.tell(resource.key_span, message, "write its `Type`");
        }
        return;
    };
    let Some(written) = kind.value.text().filter(|_| kind.value.tag.is_none()) else { return };
    // others are a transform's
    if !is_transformed {
        attributes(resource, properties::of(written).is_some(), refusals);
    }
    let Some(schema) = properties::of(written) else {
        if let Some(meant) = properties::misspelt(written) {
            let message = format!("there is no resource type `{written}`: resource `{id}` is not read");
            refusals.tell(kind.value.span, message, format!("did you mean `{meant}`?"));
        }
        return;
    };
    if is_transformed {
        return;
    }
    for entry in node.entries() {
        let key = &*entry.key;
        let is_left = entry.is_gap() || key.starts_with("Fn::");
        if is_left || ATTRIBUTES.contains(&key) || is_of_pack(written, schema, key) {
            continue;
        }
        let message =
            format!("`{key}` stands beside `Properties` in `{id}`: CloudFormation refuses the template");
        let meant = nearest(key, ATTRIBUTES.iter().copied());
        let help = meant.map_or_else(
            || "indent it below `Properties`, or take it out".to_owned(),
            |meant| format!("did you mean `{meant}`?"),
        );
        refusals.tell(entry.key_span, message, help);
    }
}

/// What becomes of a resource's real thing when it is deleted, or replaced. The last makes a copy of it, of few types.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html>
const DELETION_POLICIES: &[&str] = &["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"];
const REPLACEMENT_POLICIES: &[&str] = &["Delete", "Retain", "Snapshot"];

/// What AWS writes beside the properties of Config's rules in conformance packs, which no stack is made of as they are.
fn is_of_pack(kind: &str, schema: Properties, key: &str) -> bool {
    kind.starts_with("AWS::Config::")
        && properties::kind_of(schema, key).is_none()
        && nearest(key, ATTRIBUTES.iter().copied()).is_none()
}

/// Those attributes that name something: the names themselves are looked for where they lead. `is_known`: of types that
/// we know, nothing can be copied before it goes.
fn attributes(resource: &Entry, is_known: bool, refusals: &Refusals<'_>) {
    for entry in resource.value.entries() {
        attribute(&resource.key, entry, is_known, refusals);
    }
}

fn attribute(id: &str, attribute: &Entry, is_known: bool, refusals: &Refusals<'_>) {
    let (key, node) = (&*attribute.key, &attribute.value);
    let is_name =
        |node: &Node| node.tag.is_none() && node.scalar().is_some_and(|scalar| scalar != Scalar::Null);
    let taken = |policies: &'static [&'static str]| &policies[..policies.len() - usize::from(is_known)];
    let refused = match key {
        "DependsOn" if matches!(form::of(node), Form::Call("Transform", _)) => None,
        "DependsOn" => {
            let is_list = node.tag.is_none() && !node.items().is_empty() && node.items().iter().all(is_name);
            (!is_name(node) && !is_list && node.is_whole() && !form::is_empty_list(node))
                .then(|| ("is no name and no list of names", "write the logical ids themselves".to_owned()))
        }
        "DeletionPolicy" => policy(node, taken(DELETION_POLICIES)),
        "UpdateReplacePolicy" => policy(node, taken(REPLACEMENT_POLICIES)),
        _ => None,
    };
    if let Some((wrong, help)) = refused {
        let message = format!("`{key}` of `{id}` {wrong}: CloudFormation refuses the template");
        refusals.tell(attribute.key_span, message, help);
    }
}

/// A policy that there is not; functions choose one of those that there are.
fn policy(node: &Node, policies: &[&str]) -> Option<(&'static str, String)> {
    let written = node.text().filter(|written| node.tag.is_none() && !policies.contains(written))?;
    let help = match nearest(written, policies.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("write `{}`", policies.join("`, `")),
    };
    Some(("is none that there is", help))
}

/// The section that was meant to be `Resources`.
pub(super) fn misnamed(document: &Node) -> Option<&Entry> {
    let is_typed = |entry: &Entry| entry.value.get("Type").and_then(Node::text).is_some_and(is_resource_type);
    let holds = |entry: &&Entry| entry.value.entries().iter().any(is_typed);
    let is_alike = |entry: &&Entry| nearest(&entry.key, std::iter::once("Resources")).is_some();
    document.entries().iter().filter(is_alike).find(holds)
}
