//! Event patterns written as strings of JSON, of which parts may not be known.

use crate::metric_filter::pattern::{HOLE, with_holes};
use crate::source::SourceMap;
use crate::syntax::json;
use crate::syntax::node::{Node, NodeKind, ScalarStyle};
use crate::value::{Cause, CauseKind, Data, Number, Value};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Longest text that is read, in bytes (EventBridge takes 4,096 characters).
const MAX_BYTES: usize = 256 * 1024;

/// The object of a string of JSON; objects as they are. Strings with unknown parts have [`HOLE`]s.
pub(super) fn decoded(pattern: &Value) -> Value {
    pattern.map_leaves(&mut |leaf| {
        if !matches!(leaf.data, Data::String(_) | Data::Text(_)) {
            return leaf.clone();
        }
        let text = with_holes(leaf).unwrap_or_default();
        let value = if text.len() > MAX_BYTES {
            Value::unknown(Cause::bound("event pattern size"))
        } else {
            read(&quoted_holes(&text), leaf)
        };
        value.at(leaf.origin.clone())
    })
}

fn read(text: &str, leaf: &Value) -> Value {
    let source = SourceMap::new().add(Path::new("event-pattern"), text);
    let (node, problems) = json::parse(&source);
    match (node, problems.first(), leaf.cause()) {
        (Some(node), None, cause) => value(&node, cause),
        // what is not known may be the very text that is missed
        (_, _, Some(cause)) => Value::unknown(cause.clone()),
        (_, problem, None) => {
            let reason = problem.map_or("it is empty", |problem| &problem.message);
            Value::unknown(Cause::new(CauseKind::Error, format!("the event pattern is no JSON: {reason}")))
        }
    }
}

/// Unknown text outside of strings stands for some JSON: as a string of its own it passes the reader.
fn quoted_holes(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let (mut in_string, mut escaped) = (false, false);
    for c in text.chars() {
        match c {
            HOLE if !in_string => {
                written.push('"');
                written.push(HOLE);
                written.push('"');
                continue;
            }
            '"' if !escaped => in_string = !in_string,
            _ => {}
        }
        escaped = in_string && c == '\\' && !escaped;
        written.push(c);
    }
    written
}

fn value(node: &Node, cause: Option<&Cause>) -> Value {
    match node.kind() {
        NodeKind::Scalar(text, ScalarStyle::Quoted) => {
            let whole = text.chars().all(|c| c == HOLE) && !text.is_empty();
            match cause {
                Some(cause) if whole => Value::unknown(cause.clone()),
                _ => Value::string(Arc::clone(text)),
            }
        }
        NodeKind::Scalar(text, _) => match &**text {
            "null" => Value::null(),
            "true" => Value::bool(true),
            "false" => Value::bool(false),
            number => Number::parse(number)
                .map_or_else(|| Value::unknown(Cause::bound("number size")), Value::number),
        },
        NodeKind::Sequence(items) => Value::tuple(items.iter().map(|item| value(item, cause)).collect()),
        NodeKind::Mapping(entries) => {
            let entries: BTreeMap<Arc<str>, Value> =
                entries.iter().map(|entry| (Arc::clone(&entry.key), value(&entry.value, cause))).collect();
            Value::object(entries)
        }
        NodeKind::Unreadable => Value::unknown(Cause::new(CauseKind::UnreadableText, "the event pattern")),
    }
}
