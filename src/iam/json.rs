//! JSON text with unknown parts, as a value: the text is read with marks in the unknown parts' places, then the
//! parts are put back. Knows JSON, not policies.

use crate::source::SourceMap;
use crate::syntax::json;
use crate::syntax::node::{Node, NodeKind, Scalar};
use crate::value::{Cause, CauseKind, Data, Number, Text, TextPart, Unknown, Value};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// What a JSON text says; the message where it is no JSON and wholly known. A text whose structure is hidden in an
/// unknown part is unknown for that part's cause.
pub(super) fn read(text: &Value) -> Result<Value, String> {
    let marked = match &text.data {
        Data::String(known) => Marked { text: String::from(&**known), mark: None, parts: Vec::new() },
        Data::Text(parts) => match Marked::of(parts) {
            Some(marked) => marked,
            None => return Ok(Value::unknown(Cause::bound("characters in a JSON text"))),
        },
        _ => return Ok(text.clone()),
    };
    let sources = SourceMap::new();
    let source = sources.add(Path::new("policy.json"), marked.text.as_str());
    let (node, problems) = json::parse(&source);
    let broken = problems.iter().find(|it| it.kind == crate::source::ProblemKind::Syntax);
    if let Some(problem) = broken {
        return match text.cause() {
            Some(cause) => Ok(Value::unknown(cause.clone())),
            None => Err(problem.message.clone()),
        };
    }
    let value = node.map_or_else(Value::null, |node| marked.value(&node));
    Ok(with_origin(value, text))
}

/// All that is read from a text came the way the text came.
fn with_origin(value: Value, text: &Value) -> Value {
    let value = if text.sensitive { wholly_marked(&value) } else { value };
    value.at(text.origin.clone())
}

/// Of a sensitive text every part is.
fn wholly_marked(value: &Value) -> Value {
    let marked = match &value.data {
        Data::List(list) => Value::list(list.kind, list.items.iter().map(wholly_marked).collect()),
        Data::Object(object) => {
            let entries = object.entries.iter().map(|(key, item)| (Arc::clone(key), wholly_marked(item)));
            Value::object_of(object.is_map, entries.collect::<Vec<_>>(), object.open.clone())
        }
        _ => value.clone(),
    };
    marked.at(value.origin.clone()).marked(true)
}

/// A text in which marks stand for the unknown parts: inside a string literal `mark number mark`, elsewhere a
/// string of its own, `"mark mark number mark"`.
struct Marked {
    text: String,
    mark: Option<char>,
    parts: Vec<Value>,
}

impl Marked {
    fn of(text: &Text) -> Option<Marked> {
        // a private-use character that does not occur
        let occurs = |mark: char| {
            text.parts.iter().any(|part| matches!(part, TextPart::Literal(literal) if literal.contains(mark)))
        };
        let mark = ('\u{e000}'..='\u{e0ff}').find(|mark| !occurs(*mark))?;
        let mut marked = Marked { text: String::new(), mark: Some(mark), parts: Vec::new() };
        let (mut in_string, mut escaped) = (false, false);
        for part in &text.parts {
            match part {
                TextPart::Literal(literal) => {
                    for byte in literal.bytes() {
                        match byte {
                            _ if escaped => escaped = false,
                            b'\\' if in_string => escaped = true,
                            b'"' => in_string = !in_string,
                            _ => {}
                        }
                    }
                    marked.text.push_str(literal);
                }
                TextPart::Unknown(part) => {
                    let number = marked.parts.len();
                    let place = if in_string {
                        format!("{mark}{number}{mark}")
                    } else {
                        format!("\"{mark}{mark}{number}{mark}\"")
                    };
                    marked.text.push_str(&place);
                    marked.parts.push(part.clone());
                }
            }
        }
        Some(marked)
    }

    fn value(&self, node: &Node) -> Value {
        match node.kind() {
            NodeKind::Unreadable => Value::unknown(Cause::bound("nesting of JSON")),
            NodeKind::Sequence(items) => Value::tuple(items.iter().map(|item| self.value(item)).collect()),
            NodeKind::Mapping(entries) => {
                let mut values = BTreeMap::new();
                let mut open = None;
                for entry in entries.iter() {
                    let key = self.string(&entry.key);
                    if entry.is_gap() {
                        open = Some(Arc::new(Unknown::because(Cause::bound("nesting of JSON"))));
                    } else if let Some(cause) = key.cause() {
                        open = Some(Arc::new(Unknown::because(cause.clone())));
                    } else if entry.duplicate {
                        let message = format!("the key `{}` stands twice", entry.key);
                        values.insert(Arc::clone(&entry.key), Value::error(message));
                    } else {
                        values.insert(Arc::clone(&entry.key), self.value(&entry.value));
                    }
                }
                Value::object_of(false, values, open)
            }
            NodeKind::Scalar(text, _) => match node.scalar() {
                Some(Scalar::Null) => Value::null(),
                Some(Scalar::Bool(holds)) => Value::bool(holds),
                Some(Scalar::Number(number)) => {
                    Number::parse(number).map_or_else(|| Value::string(Arc::clone(text)), Value::number)
                }
                _ => self.string(text),
            },
        }
    }

    /// A string literal with the unknown parts back in it.
    fn string(&self, text: &Arc<str>) -> Value {
        let Some(mark) = self.mark.filter(|mark| text.contains(*mark)) else {
            return Value::string(Arc::clone(text));
        };
        let doubled: String = [mark, mark].iter().collect();
        if let Some(number) = text.strip_prefix(&doubled).and_then(|rest| rest.strip_suffix(mark)) {
            // what stood outside a string literal is JSON text of any kind, not a string
            let part = number.parse::<usize>().ok().and_then(|at| self.parts.get(at));
            let cause = part.and_then(Value::cause).cloned();
            let unknown =
                Unknown::because(cause.unwrap_or_else(|| Cause::new(CauseKind::Error, "not known")));
            let items = part.map(Value::certain_items).unwrap_or_default();
            return unknown.holding(items.to_vec()).value();
        }
        let mut parts = Vec::new();
        for (at, piece) in text.split(mark).enumerate() {
            if at % 2 == 0 {
                if !piece.is_empty() {
                    parts.push(Value::string(piece));
                }
            } else if let Some(part) = piece.parse::<usize>().ok().and_then(|at| self.parts.get(at)) {
                parts.push(part.clone());
            }
        }
        Value::concatenation(&parts)
    }
}
