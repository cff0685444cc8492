//! Values in HCL's notation, laid out as `terraform fmt` does it: the equals signs of neighbouring lines stand below
//! each other, except where a value goes over several lines.

use crate::value::{Data, Object, Value};
use std::fmt::Write;
use std::sync::Arc;

/// Deepest nesting that is written; values are bounded anyway.
const MAX_DEPTH: usize = 300;

/// A variables file that sets the entries.
pub(super) fn file(object: &Object) -> String {
    let mut out = String::new();
    let entries = object.entries.iter().map(|(name, value)| (name.to_string(), written(value, 0)));
    assignments(&mut out, &entries.collect::<Vec<_>>(), 0);
    out
}

/// A value as an expression.
pub(super) fn expression(value: &Value) -> String {
    written(value, 0)
}

/// Whether a text can stand as a name without quotes.
pub(super) fn is_name(text: &str) -> bool {
    let starts = |character: char| character.is_alphabetic();
    text.starts_with(starts) && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

fn written(value: &Value, depth: usize) -> String {
    if depth > MAX_DEPTH {
        return "null".to_owned();
    }
    match &value.data {
        Data::Bool(known) => known.to_string(),
        Data::Number(number) => number.to_string(),
        Data::String(text) => quoted(text),
        Data::List(list) => {
            // brackets on one line indent once, so items stay at the depth of the list
            let items: Vec<String> = list.items.iter().map(|item| written(item, depth)).collect();
            format!("[{}]", items.join(", "))
        }
        Data::Object(object) if object.entries.is_empty() => "{}".to_owned(),
        Data::Object(object) => {
            let key = |key: &Arc<str>| if is_name(key) { key.to_string() } else { quoted(key) };
            let entries = object.entries.iter().map(|(name, value)| (key(name), written(value, depth + 1)));
            let mut out = String::from("{\n");
            assignments(&mut out, &entries.collect::<Vec<_>>(), depth + 1);
            out.push_str(&"  ".repeat(depth));
            out.push('}');
            out
        }
        _ => "null".to_owned(),
    }
}

/// One line an entry.
fn assignments(out: &mut String, entries: &[(String, String)], depth: usize) {
    let is_long = |entry: &(String, String)| entry.1.contains('\n');
    for group in entries.chunk_by(|a, b| !is_long(a) && !is_long(b)) {
        let width = group.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, value) in group {
            let indent = "  ".repeat(depth);
            let _ = writeln!(out, "{indent}{name:width$} = {value}");
        }
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if characters.peek() == Some(&'{') => {
                out.push(character);
                out.push(character);
            }
            control if control.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}
