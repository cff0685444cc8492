//! `jsonencode`, letter by letter as Go prints. What is unknown stays an unknown part of a text that is known around
//! it, so that a reader of the JSON still finds its structure.

use super::super::Call;
use crate::expr::Scope;
use crate::value::{Cause, Data, Layout, MAX_VALUE_DEPTH, Object, Part, TextPart, Type, Unknown, Value};
use std::fmt::Write;
use std::sync::Arc;

pub(super) fn run(call: &Call<'_>) -> Value {
    match call.arguments.first() {
        Some(value) => {
            let text = encode(call.scope, value);
            if value.as_object().is_none() {
                return text;
            }
            let parts = Part::of(value);
            text.map_leaves(&mut |leaf| {
                // without a way of its own it is that of what was encoded
                let origin = if leaf.origin.last().is_some() { &leaf.origin } else { &value.origin };
                leaf.clone().at(origin.laid(Layout::Made(parts.clone())))
            })
        }
        None => call.error("argument 1 is missing"),
    }
}

/// The JSON text of a value: a string, a text with unknown parts, or branches of those; never empty.
pub(in super::super) fn encode(scope: &dyn Scope, value: &Value) -> Value {
    let mut writer = Writer { scope, parts: Vec::new(), literal: String::new(), depth: 0, failed: None };
    writer.value(value);
    writer.finish()
}

struct Writer<'s> {
    scope: &'s dyn Scope,
    parts: Vec<Value>,
    literal: String,
    depth: u16,
    failed: Option<Value>,
}

impl Writer<'_> {
    fn finish(mut self) -> Value {
        if let Some(failed) = self.failed {
            return failed;
        }
        self.flush();
        let parts = std::mem::take(&mut self.parts);
        let text = Value::distributed(parts, &mut |parts| Value::concatenation(&parts));
        match &text.data {
            Data::Unknown(unknown) if !text.is_error() => Unknown::clone(unknown)
                .set()
                .of_type(Type::String)
                .value()
                .at(text.origin.clone())
                .marked(text.sensitive),
            _ => text,
        }
    }

    fn flush(&mut self) {
        if !self.literal.is_empty() {
            self.parts.push(Value::string(std::mem::take(&mut self.literal)));
        }
    }

    fn part(&mut self, value: Value) {
        self.flush();
        self.parts.push(value);
    }

    fn value(&mut self, value: &Value) {
        if self.failed.is_some() {
            return;
        }
        if !self.scope.budget().spend(1) {
            self.failed = Some(super::super::over_steps());
            return;
        }
        if self.depth > MAX_VALUE_DEPTH {
            self.part(
                Unknown::because(Cause::bound("nesting of values")).set().of_type(Type::String).value(),
            );
            return;
        }
        self.depth += 1;
        self.kind(value);
        self.depth -= 1;
    }

    fn kind(&mut self, value: &Value) {
        match &value.data {
            Data::Null => self.literal.push_str("null"),
            Data::Bool(holds) => self.literal.push_str(if *holds { "true" } else { "false" }),
            // writing into a string does not fail
            Data::Number(number) => {
                let _ = write!(self.literal, "{number}");
            }
            Data::String(text) => {
                self.literal.push('"');
                push_escaped(&mut self.literal, text);
                self.literal.push('"');
            }
            Data::Text(text) => {
                self.literal.push('"');
                for part in &text.parts {
                    match part {
                        TextPart::Literal(text) => push_escaped(&mut self.literal, text),
                        TextPart::Unknown(part) => self.part(escaped_part(part)),
                    }
                }
                self.literal.push('"');
            }
            Data::List(list) => {
                if list.kind == crate::value::ListKind::Set
                    && list.items.len() > 1
                    && !value.is_wholly_known()
                {
                    // the order of the set hangs on what is unknown, and whether items are the same
                    self.part(raw_part(value, Some(("[", "]"))));
                    return;
                }
                self.literal.push('[');
                for (at, item) in list.items.iter().enumerate() {
                    if at > 0 {
                        self.literal.push(',');
                    }
                    self.value(item);
                }
                self.literal.push(']');
            }
            Data::Object(object) => self.object(value, object),
            Data::Unknown(_) if value.is_error() => self.failed = Some(value.clone()),
            Data::Unknown(unknown) => self.unknown(value, unknown),
            Data::Handle(handle) => self.value(&self.scope.expand(*handle)),
            Data::Branches(_) => {
                let (scope, depth) = (self.scope, self.depth);
                let text = value.map_leaves(&mut |leaf| {
                    let mut writer =
                        Writer { scope, parts: Vec::new(), literal: String::new(), depth, failed: None };
                    writer.value(leaf);
                    writer.finish()
                });
                self.part(text);
            }
        }
    }

    fn object(&mut self, value: &Value, object: &Object) {
        if object.open.is_some() {
            // where further keys would stand is not known
            self.part(raw_part(value, Some(("{", "}"))));
            return;
        }
        self.literal.push('{');
        for (at, (key, item)) in object.entries.iter().enumerate() {
            if at > 0 {
                self.literal.push(',');
            }
            self.literal.push('"');
            push_escaped(&mut self.literal, key);
            self.literal.push_str("\":");
            self.value(item);
        }
        self.literal.push('}');
    }

    fn unknown(&mut self, value: &Value, unknown: &Unknown) {
        let identifier =
            !unknown.made_of && unknown.reference.as_ref().is_some_and(|it| names_a_string(&it.attribute));
        let affix = unknown.prefix.is_some() || unknown.suffix.is_some();
        let is_string = match unknown.kind {
            Some(Type::String) => true,
            None | Some(Type::Any) => identifier || affix,
            _ => false,
        };
        let set = unknown.not_null || unknown.reference.is_some();
        match &unknown.kind {
            _ if is_string && set => {
                self.literal.push('"');
                self.part(escaped_part(value));
                self.literal.push('"');
            }
            Some(Type::List(_) | Type::Set(_) | Type::Tuple(_)) if set => {
                self.part(raw_part(value, Some(("[", "]"))));
            }
            Some(Type::Map(_) | Type::Object(_)) if set => self.part(raw_part(value, Some(("{", "}")))),
            _ => self.part(raw_part(value, None)),
        }
    }
}

/// Attributes that are strings in every resource, where a schema has not said it.
fn names_a_string(attribute: &str) -> bool {
    let last = attribute.rsplit('.').next().unwrap_or(attribute);
    matches!(last, "arn" | "id" | "Arn")
        || last.ends_with("_arn")
        || last.ends_with("_id")
        || last.ends_with("Arn")
}

/// An unknown string between its quotes. It keeps its names: whoever reads the JSON back has the string again.
fn escaped_part(value: &Value) -> Value {
    let Data::Unknown(unknown) = &value.data else { return value.clone() };
    let escaped = |text: &Arc<str>| {
        let mut out = String::new();
        push_escaped(&mut out, text);
        Arc::from(out)
    };
    let mut part = Unknown::clone(unknown).of_type(Type::String);
    part.prefix = unknown.prefix.as_ref().map(escaped);
    part.suffix = unknown.suffix.as_ref().map(escaped);
    part.not_null = true;
    part.value().at(value.origin.clone()).marked(value.sensitive)
}

/// The JSON text of an unknown value that may be of any type: its text is not the value's own.
fn raw_part(value: &Value, ends: Option<(&str, &str)>) -> Value {
    let cause = value.cause().cloned().unwrap_or_else(|| Cause::bound("cases in one value"));
    let mut part = Unknown::because(cause).set().of_type(Type::String);
    if let Some(identity) = value.as_unknown().and_then(|unknown| unknown.identity.as_ref()) {
        part = part.named(format!("jsonencode({identity})"));
    }
    if let Some((start, end)) = ends {
        part.prefix = Some(start.into());
        part.suffix = Some(end.into());
    }
    // whoever reads the text finds the items again
    part = part.holding(value.certain_items().to_vec());
    part.value().at(value.origin.clone()).marked(value.sensitive)
}

/// Go's escapes: also what would be special in HTML and JavaScript.
fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                // writing into a string does not fail
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
}
