//! Which intrinsic a node is: short form, long form, a foreign tag or none.

use super::spelling::nearest;
use crate::syntax::node::{Node, NodeKind, Tag};

/// The names of all intrinsics, without `Fn::`.
pub(super) const INTRINSICS: &[&str] = &[
    "And",
    "Base64",
    "Cidr",
    "Condition",
    "Contains",
    "EachMemberEquals",
    "EachMemberIn",
    "Equals",
    "FindInMap",
    "ForEach",
    "GetAtt",
    "GetAZs",
    "GetStackOutput",
    "If",
    "ImportValue",
    "Join",
    "Length",
    "Not",
    "Or",
    "Ref",
    "RefAll",
    "Select",
    "Split",
    "Sub",
    "ToJsonString",
    "Transform",
    "ValueOf",
    "ValueOfAll",
];

/// Those that most calls are of, looked for first.
const USUAL: &[&str] = &["Ref", "Sub", "GetAtt", "If", "Join"];

/// What a node is.
pub(super) enum Form {
    /// Data.
    Plain,
    /// A call of the intrinsic of that name (without `Fn::`), with its argument.
    Call(&'static str, Node),
    /// A directive of another tool that prepares templates (org-formation, Rain).
    Foreign(String),
    /// No intrinsic that there is; the second is what was probably meant.
    Misspelt(String, Option<String>),
}

/// Whether a node is data.
pub(super) fn is_plain(node: &Node) -> bool {
    node.was_put_off()
        || own_tag(node).is_none() && node.entries().len() != 1
        || matches!(of(node), Form::Plain)
}

/// Whether a node is a list of nothing, and no function of one.
pub(super) fn is_empty_list(node: &Node) -> bool {
    node.tag.is_none() && matches!(node.kind(), NodeKind::Sequence(items) if items.is_empty())
}

/// Which intrinsic a node is.
pub(super) fn of(node: &Node) -> Form {
    if node.was_put_off() {
        return Form::Plain;
    }
    if let Some(tag) = own_tag(node) {
        let argument = node.clone().tagged(None);
        return by_tag(&tag.name, argument);
    }
    let [entry] = node.entries() else { return Form::Plain };
    let key = &*entry.key;
    if key == "Ref" {
        return Form::Call("Ref", entry.value.clone());
    }
    if key.starts_with("Rain::") {
        return Form::Foreign(key.to_owned());
    }
    let Some(name) = key.strip_prefix("Fn::") else { return Form::Plain };
    if name.starts_with("ForEach::") {
        return Form::Plain;
    }
    match known(name) {
        Some(name) if name != "Ref" && name != "Condition" => Form::Call(name, entry.value.clone()),
        _ => Form::Misspelt(key.to_owned(), meant(name).map(|name| format!("Fn::{name}"))),
    }
}

/// A tag that is none of YAML's.
fn own_tag(node: &Node) -> Option<&Tag> {
    node.tag.as_deref().filter(|tag| !tag.name.starts_with("tag:yaml.org,2002:"))
}

fn by_tag(tag: &str, argument: Node) -> Form {
    if let Some(name) = known(tag) {
        return Form::Call(name, argument);
    }
    let written = format!("!{tag}");
    match meant(tag) {
        Some(name) if !tag.contains(':') => Form::Misspelt(written, Some(format!("!{name}"))),
        _ => Form::Foreign(written),
    }
}

fn known(name: &str) -> Option<&'static str> {
    USUAL.iter().chain(INTRINSICS).find(|known| **known == name).copied()
}

fn meant(name: &str) -> Option<&'static str> {
    let near = nearest(name, INTRINSICS.iter().copied())?;
    INTRINSICS.iter().find(|known| **known == near).copied()
}
