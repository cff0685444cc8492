//! Documents that a policy document is built on: JSON text, taken apart into statements.
//!
//! Unknown parts of the text are put in as marks, so that the rest can be read, and taken out again.

use super::Statement;
use crate::load::{Syntax, Tree};
use crate::syntax::node::{Node, NodeKind};
use crate::terraform::tree::Unit;
use crate::value::{Data, Layout, ListKind, Part, TextPart, Value};
use std::path::Path;
use std::sync::Arc;

/// Marks around the number of an unknown part: private characters, which no policy has.
const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

/// The single document of the old argument, then those of the list.
pub(super) fn list(single: &Value, many: &Value) -> Value {
    many.map_leaves(&mut |many| {
        let mut all = Vec::new();
        if !single.is_null() {
            all.push(single.clone());
        }
        match many.as_list() {
            Some(items) => all.extend(items.iter().cloned()),
            None if many.is_null() => {}
            None => all.push(many.clone()),
        }
        Value::list(ListKind::Tuple, all)
    })
}

/// What is made of two lists of documents without branches, and of the value beside them.
type OfDocuments<'a> = &'a mut dyn FnMut(&[Value], &[Value], &Value) -> Value;

/// Runs for every way that the branches in two lists of documents, and a value beside them, can go together.
pub(super) fn each_world(lists: [&Value; 2], beside: &Value, run: OfDocuments<'_>) -> Value {
    let given = vec![lists[0].clone(), lists[1].clone(), beside.clone()];
    Value::combined(given, Value::is_branching, &mut |mut given| {
        let beside = given.pop().unwrap_or_else(Value::null);
        let [first, second] =
            [0, 1].map(|at| given.get(at).and_then(Value::as_list).unwrap_or_default().to_vec());
        let behind = first.len();
        let items = [first, second].concat();
        Value::combined(items, Value::is_branching, &mut |items| {
            let (first, second) = items.split_at(behind);
            run(first, second, &beside)
        })
    })
}

/// The statements of all documents, in order; of one that is unknown, a part that stands for its statements.
/// `None` where the text of one is no policy.
pub(super) fn statements(unit: &Unit<'_>, documents: &[Value]) -> Option<Vec<Statement>> {
    let mut all = Vec::new();
    for document in documents {
        match &document.data {
            Data::Null => {}
            Data::String(text) if text.trim().is_empty() => {}
            Data::Unknown(_) => {
                all.push(Statement { sid: None, text: document.clone(), part: Part::default() });
            }
            Data::String(_) | Data::Text(_) => {
                for statement in parsed(unit, document)? {
                    super::merge(&mut all, statement);
                }
            }
            _ => return None,
        }
    }
    Some(all)
}

fn parsed(unit: &Unit<'_>, document: &Value) -> Option<Vec<Statement>> {
    let (text, parts) = marked(document)?;
    let loaded = unit.modules.loader.inline(Path::new("policy document"), &text, Syntax::Json);
    let Tree::Documents(nodes) = &loaded.tree else { return None };
    let root = nodes.first().filter(|_| loaded.problems.is_empty())?;
    let statement = root.get("Statement")?;
    let nodes = match statement.kind() {
        NodeKind::Sequence(items) => &items[..],
        _ => std::slice::from_ref(statement),
    };
    let origin = document.origin.clone();
    let layout = document.origin.layout();
    let parts_of = match layout.as_deref() {
        Some(Layout::Made(whole)) => whole.entry("Statement").map_or(&[][..], |it| &it.items),
        Some(Layout::Literal(_)) | None => &[],
    };
    let read = |(at, node): (usize, &Node)| {
        let sid = node.get("Sid").and_then(Node::text);
        let sid = sid.filter(|sid| !sid.is_empty() && !sid.contains(OPEN)).map(Arc::from);
        let text = unmarked(loaded.source.slice(node.span), &parts);
        Statement { sid, text: text.at(origin.clone()), part: parts_of.get(at).cloned().unwrap_or_default() }
    };
    Some(nodes.iter().enumerate().map(read).collect())
}

/// The text with marks, in quotes where they stand outside of a string, and the parts that they stand for.
fn marked(document: &Value) -> Option<(String, Vec<(Value, bool)>)> {
    let mut text = String::new();
    let mut parts = Vec::new();
    let (mut in_string, mut escape) = (false, false);
    let mut add = |literal: &str, text: &mut String, in_string: &mut bool| {
        for c in literal.chars() {
            match c {
                _ if escape => escape = false,
                '\\' => escape = *in_string,
                '"' => *in_string = !*in_string,
                _ => {}
            }
        }
        text.push_str(literal);
        !literal.contains([OPEN, CLOSE])
    };
    match &document.data {
        Data::String(known) => {
            add(known, &mut text, &mut in_string).then_some(())?;
        }
        Data::Text(known) => {
            for part in &known.parts {
                match part {
                    TextPart::Literal(literal) => {
                        add(literal, &mut text, &mut in_string).then_some(())?;
                    }
                    TextPart::Unknown(value) => {
                        let quote = if in_string { "" } else { "\"" };
                        text.push_str(&format!("{quote}{OPEN}{}{CLOSE}{quote}", parts.len()));
                        parts.push((value.clone(), !in_string));
                    }
                }
            }
        }
        _ => return None,
    }
    Some((text, parts))
}

fn unmarked(text: &str, parts: &[(Value, bool)]) -> Value {
    let mut out: Vec<Value> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(OPEN) {
        let behind = &rest[at + OPEN.len_utf8()..];
        let Some(end) = behind.find(CLOSE) else { break };
        let part = behind[..end].parse::<usize>().ok().and_then(|number| parts.get(number));
        let mut literal = &rest[..at];
        rest = &behind[end + CLOSE.len_utf8()..];
        if let Some((value, was_quoted)) = part {
            if *was_quoted {
                literal = literal.strip_suffix('"').unwrap_or(literal);
                rest = rest.strip_prefix('"').unwrap_or(rest);
            }
            out.push(Value::string(literal));
            out.push(value.clone());
        }
    }
    out.push(Value::string(rest));
    Value::concatenation(&out)
}
