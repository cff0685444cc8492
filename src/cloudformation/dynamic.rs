//! Dynamic references: `{{resolve:service:…}}` in the strings of properties, replaced at deployment.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html>

use super::combine::concatenate;
use super::conditions::canonical;
use crate::value::{Cause, CauseKind, Data, HIDDEN, TextPart, Type, Unknown, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

const OPENING: &str = "{{resolve:";

/// Most texts have no brace, and to look for one takes less.
pub(super) fn holds_opening(text: &str) -> bool {
    memchr::memchr(b'{', text.as_bytes()).is_some() && text.contains(OPENING)
}

/// The value with all dynamic references in its strings unknown, and set.
pub(super) fn resolve(value: &Value) -> Value {
    let resolved = match &value.data {
        Data::String(text) if holds_opening(text) => {
            told(resolve_parts(&[TextPart::Literal(Arc::clone(text))]), value)
        }
        Data::Text(text) if parts_contain(value, OPENING) => told(resolve_parts(&text.parts), value),
        Data::List(list) if list.items.iter().any(holds_one) => {
            Value::list(list.kind, list.items.iter().map(resolve).collect())
        }
        Data::Object(object) if object.entries.values().any(holds_one) => {
            let entries: BTreeMap<Arc<str>, Value> =
                object.entries.iter().map(|(key, value)| (Arc::clone(key), resolve(value))).collect();
            Value::object_of(object.is_map, entries, object.open.clone())
        }
        Data::Branches(_) if holds_one(value) => value.map_leaves(&mut |leaf| resolve(leaf)),
        _ => return value.clone(),
    };
    let sensitive = value.sensitive || resolved.sensitive;
    resolved.at(value.origin.clone()).marked(sensitive)
}

/// What a reference says is not told where something secret is in it.
fn told(resolved: Value, written: &Value) -> Value {
    let hidden = |unknown: &Unknown| Unknown {
        cause: Cause::new(CauseKind::DynamicReference, HIDDEN),
        ..unknown.clone()
    };
    match &resolved.data {
        Data::Unknown(unknown) if written.sensitive => hidden(unknown).value(),
        Data::Text(text) if written.sensitive => {
            let part = |part: &TextPart| match part {
                TextPart::Unknown(value) => match &value.data {
                    Data::Unknown(unknown) if unknown.cause.kind == CauseKind::DynamicReference => {
                        hidden(unknown).value()
                    }
                    _ => value.clone(),
                },
                TextPart::Literal(text) => Value::string(Arc::clone(text)),
            };
            concatenate(text.parts.iter().map(part).collect())
        }
        _ => resolved,
    }
}

fn holds_one(value: &Value) -> bool {
    match &value.data {
        Data::String(text) => holds_opening(text),
        Data::Text(_) => parts_contain(value, OPENING),
        Data::List(list) => list.items.iter().any(holds_one),
        Data::Object(object) => object.entries.values().any(holds_one),
        Data::Branches(branches) => holds_one(&branches.then) || holds_one(&branches.otherwise),
        _ => false,
    }
}

/// Whether a literal part of a text holds that.
fn parts_contain(value: &Value, text: &str) -> bool {
    let Data::Text(parts) = &value.data else { return false };
    parts.parts.iter().any(|part| matches!(part, TextPart::Literal(literal) if literal.contains(text)))
}

fn resolve_parts(parts: &[TextPart]) -> Value {
    let mut done: Vec<Value> = Vec::new();
    // the text of a reference that is not closed yet
    let mut open: Option<String> = None;
    for part in parts {
        match (part, &mut open) {
            (TextPart::Unknown(value), Some(reference)) => {
                reference.push_str(&canonical(value).map_or("…".to_owned(), |name| format!("${{{name}}}")));
            }
            (TextPart::Unknown(value), None) => done.push(value.clone()),
            (TextPart::Literal(text), _) => resolve_literal(text, &mut open, &mut done),
        }
    }
    if let Some(rest) = open {
        // never closed: with unknown parts in it, it may be after all
        done.push(reference(&rest));
    }
    concatenate(done)
}

fn resolve_literal(text: &str, open: &mut Option<String>, done: &mut Vec<Value>) {
    let mut rest = text;
    loop {
        match open {
            None => match rest.find(OPENING) {
                Some(at) => {
                    done.push(Value::string(&rest[..at]));
                    *open = Some(OPENING.to_owned());
                    rest = &rest[at + OPENING.len()..];
                }
                None => {
                    done.push(Value::string(rest));
                    return;
                }
            },
            Some(inside) => match rest.find("}}") {
                Some(at) => {
                    inside.push_str(&rest[..at]);
                    inside.push_str("}}");
                    done.push(reference(inside));
                    *open = None;
                    rest = &rest[at + 2..];
                }
                None => {
                    inside.push_str(rest);
                    return;
                }
            },
        }
    }
}

fn reference(text: &str) -> Value {
    let service = text.trim_start_matches(OPENING).split(':').next().unwrap_or("");
    let secret = matches!(service, "secretsmanager" | "ssm-secure");
    let cause = Cause::new(CauseKind::DynamicReference, text);
    Unknown::because(cause).set().of_type(Type::String).named(text).value().marked(secret)
}
