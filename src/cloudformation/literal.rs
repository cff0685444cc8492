//! Nodes that are what they say: no intrinsic, no loop, no dynamic reference in them, nothing unread. What such a node
//! comes to hangs on no parameter and on no other node.

use super::entries::is_plain;
use super::{combine, dynamic};
use crate::syntax::node::{Entry, Node, NodeKind, Scalar};
use crate::value::{Number, Origin, Role, Value};
use std::sync::Arc;

/// Whether a key is what it says.
pub fn is_data_key(key: &str) -> bool {
    !key.starts_with("Fn::") && !key.starts_with("Rain::") && key != "Ref"
}

/// Whether a text is what it says.
pub fn is_data_text(text: &str) -> bool {
    !dynamic::holds_opening(text)
}

/// Whether a node is a literal.
pub(super) fn is_literal(node: &Node) -> bool {
    // what was put off is data by these very words
    if node.was_put_off() {
        return true;
    }
    let says_itself = |entry: &Entry| is_plain(entry) && is_data_key(&entry.key);
    node.tag.is_none()
        && match node.kind() {
            NodeKind::Scalar(text, _) => is_data_text(text),
            NodeKind::Sequence(items) => items.iter().all(is_literal),
            NodeKind::Mapping(entries) => {
                entries.iter().all(|entry| says_itself(entry) && is_literal(&entry.value))
            }
            NodeKind::Unreadable => false,
        }
}

/// The value of a literal.
pub(super) fn value(node: &Node) -> Value {
    let value = match node.kind() {
        NodeKind::Sequence(items) => combine::list(items.iter().map(value).collect()),
        NodeKind::Mapping(entries) => {
            let entry = |entry: &Entry| (Arc::clone(&entry.key), value(&entry.value));
            Value::object(entries.iter().map(entry).collect::<Vec<_>>())
        }
        NodeKind::Scalar(..) | NodeKind::Unreadable => scalar(node),
    };
    value.at(Origin::of(Role::Literal, node.span))
}

/// The value of a scalar that is what it says; null of any other node.
pub(super) fn scalar(node: &Node) -> Value {
    match (node.kind(), node.scalar()) {
        (_, None | Some(Scalar::Null)) => Value::null(),
        (_, Some(Scalar::Bool(value))) => Value::bool(value),
        (_, Some(Scalar::Number(text))) => {
            Number::parse(text).map_or_else(|| Value::string(text), Value::number)
        }
        (NodeKind::Scalar(whole, _), Some(Scalar::String(_))) => Value::string(Arc::clone(whole)),
        (_, Some(Scalar::String(text))) => Value::string(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;
    use crate::syntax::yaml::parse_documents;
    use std::path::Path;

    #[test]
    fn only_what_hangs_on_nothing_is_a_literal() {
        for (text, expected) in [
            ("[a, 1, true, ~, '']", true),
            ("{Version: '2012-10-17', Statement: [{Effect: Allow, Condition: {Bool: {a:b: 'x'}}}]}", true),
            ("[!Ref x]", false),
            ("{a: {Ref: x}}", false),
            ("{a: {Ref: x, b: 1}}", false),
            ("{a: [{Fn::Sub: x}]}", false),
            ("{Fn::ForEach::L: [i, [a], {b: 1}]}", false),
            ("{a: {Fn::Transform: {Name: AWS::Include}}}", false),
            ("[{'Rain::Include': x}]", false),
            ("[!CurrentAccount x]", false),
            ("{a: 1, a: 2}", false),
            ("['{{resolve:ssm:x}}']", false),
            ("['{{name}}']", true),
        ] {
            let source = SourceMap::new().add(Path::new("t.yaml"), format!("k: {text}\n"));
            let (documents, _) = parse_documents(&source);
            let node = documents.first().and_then(|root| root.get("k")).expect("a node");
            assert_eq!(is_literal(node), expected, "{text}");
        }
    }
}
