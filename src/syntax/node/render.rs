//! Trees as one line of text, for the tests of both parsers.

use super::{Node, NodeKind, ScalarStyle};
use crate::source::{Problem, Source, Span};

/// `{key: value, list: [!Ref 'quoted', plain]}`; `!` behind a duplicate key, `?` for what could not be read.
pub(in crate::syntax) fn compact(node: &Node) -> String {
    let tag = node.tag.as_ref().map_or(String::new(), |tag| format!("!{} ", tag.name));
    let value = match node.kind() {
        NodeKind::Scalar(text, ScalarStyle::Quoted) => format!("'{text}'"),
        NodeKind::Scalar(text, _) => text.to_string(),
        NodeKind::Sequence(items) => {
            format!("[{}]", items.iter().map(compact).collect::<Vec<_>>().join(", "))
        }
        NodeKind::Mapping(entries) => {
            let entry = |entry: &super::Entry| match entry.is_gap() {
                true => "?".to_owned(),
                false => {
                    let mark = if entry.duplicate { "!" } else { "" };
                    format!("{}{mark}: {}", entry.key, compact(&entry.value))
                }
            };
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        NodeKind::Unreadable => "?".to_owned(),
    };
    tag + &value
}

/// Problems as `line:column message`.
pub(in crate::syntax) fn problems(source: &Source, problems: &[Problem]) -> Vec<String> {
    let line = |problem: &Problem| {
        let (start, _) = source.positions(problem.span);
        format!("{}:{} {}", start.line, start.column, problem.message)
    };
    problems.iter().map(line).collect()
}

/// The spans of all nodes, keys and tags in the order of the text.
pub(in crate::syntax) fn spans(node: &Node) -> Vec<Span> {
    let mut spans = vec![node.span];
    spans.extend(node.tag.as_ref().map(|tag| tag.span));
    for entry in node.entries() {
        spans.push(entry.key_span);
        spans.extend(self::spans(&entry.value));
    }
    spans.extend(node.items().iter().flat_map(self::spans));
    spans
}
