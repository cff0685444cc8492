//! Statements and texts in few words, for messages. What is sensitive is not shown.

use super::document::{Element, Statement};
use crate::value::{Data, HIDDEN, TextPart, Unknown, Value};

/// Longest text that is shown of one value, in characters.
const MAX_CHARACTERS: usize = 90;

/// A statement by its name or number.
pub(super) fn name(statement: &Statement) -> String {
    match &statement.sid {
        Some(sid) if !sid.is_empty() => format!("statement `{sid}`"),
        _ => format!("statement {}", statement.index + 1),
    }
}

/// "statement `Write` allows `s3:PutObject` on `…/AWSLogs/*`"
pub(super) fn statement(statement: &Statement) -> String {
    let verb = match statement.effect.as_str() {
        Some("Allow") => "allows",
        Some("Deny") => "denies",
        _ => "is about",
    };
    let mut words = format!("{} {verb} {}", name(statement), element(statement.action.as_ref()));
    if statement.resource.is_some() {
        words.push_str(" on ");
        words.push_str(&element(statement.resource.as_ref()));
    }
    if statement.condition.as_ref().is_some_and(|it| !it.is_null()) {
        words.push_str(" under a condition");
    }
    words
}

fn element(element: Option<&Element>) -> String {
    let Some(Element { negated, value }) = element else { return "nothing".to_owned() };
    let but = if *negated { "everything but " } else { "" };
    let items = value.as_list();
    let first = items.and_then(<[Value]>::first).unwrap_or(value);
    let more = items.map_or(0, |items| items.len().saturating_sub(1));
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{but}`{}`{more}", text(first))
}

/// A text with its unknown parts by name.
pub(super) fn text(value: &Value) -> String {
    if value.sensitive {
        return HIDDEN.to_owned();
    }
    let whole = match &value.data {
        Data::String(text) => text.to_string(),
        Data::Text(text) => {
            let parts = text.parts.iter().map(|part| match part {
                TextPart::Literal(text) => text.to_string(),
                TextPart::Unknown(part) if part.sensitive => HIDDEN.to_owned(),
                TextPart::Unknown(part) => part.as_unknown().map_or_else(|| "…".to_owned(), unknown),
            });
            parts.collect()
        }
        Data::Unknown(it) => unknown(it),
        Data::Bool(holds) => holds.to_string(),
        Data::Number(number) => number.to_string(),
        _ => "…".to_owned(),
    };
    match whole.char_indices().nth(MAX_CHARACTERS) {
        Some((at, _)) => format!("{}…", &whole[..at]),
        None => whole,
    }
}

fn unknown(unknown: &Unknown) -> String {
    format!("${{{}}}", unknown.cause.subject)
}
