//! What strings start and end with: tests, and taking it off. Works on strings of which only parts are known.

use super::super::Call;
use super::super::arguments::Outcome;
use crate::value::{Data, Reference, TextPart, Type, Unknown, Value};

/// `startswith(string, prefix)`
pub(super) fn startswith(call: &Call<'_>) -> Outcome {
    tested(call, Value::starts_with)
}

/// `endswith(string, suffix)`
pub(super) fn endswith(call: &Call<'_>) -> Outcome {
    tested(call, Value::ends_with)
}

fn tested(call: &Call<'_>, test: fn(&Value, &str) -> Option<bool>) -> Outcome {
    let (text, affix) = (call.text(0)?, call.text(1)?);
    let answer = match affix.as_str() {
        Some(affix) => test(&text, affix),
        None => (text.equals(&affix) == Some(true)).then_some(true),
    };
    let unknown = if text.as_str().is_some() { &affix } else { &text };
    Ok(answer.map_or_else(|| call.unknown_because(unknown, Some(Type::Bool)), Value::bool))
}

/// `strcontains(string, substring)`
pub(super) fn strcontains(call: &Call<'_>) -> Outcome {
    let (text, part) = (call.text(0)?, call.text(1)?);
    let Some(known) = part.as_str() else { return Ok(call.unknown_because(&part, Some(Type::Bool))) };
    let found = match &text.data {
        Data::String(text) => return Ok(Value::bool(text.contains(known))),
        Data::Text(text) => text.parts.iter().any(|piece| match piece {
            TextPart::Literal(text) => text.contains(known),
            TextPart::Unknown(value) => {
                value.known_prefix().contains(known) || value.known_suffix().contains(known)
            }
        }),
        _ => text.known_prefix().contains(known) || text.known_suffix().contains(known),
    };
    Ok(if found || known.is_empty() {
        Value::bool(true)
    } else {
        call.unknown_because(&text, Some(Type::Bool))
    })
}

/// `trimprefix(string, prefix)`
pub(super) fn trimprefix(call: &Call<'_>) -> Outcome {
    let (text, prefix) = (call.text(0)?, call.string(1)?);
    Ok(match text.starts_with(&prefix) {
        Some(false) => text,
        Some(true) => without_front(&text, prefix.len()).unwrap_or_else(|| call.remains_unknown(&text)),
        None => call.remains_unknown(&text),
    })
}

/// `trimsuffix(string, suffix)`
pub(super) fn trimsuffix(call: &Call<'_>) -> Outcome {
    let (text, suffix) = (call.text(0)?, call.string(1)?);
    Ok(match text.ends_with(&suffix) {
        Some(false) => text,
        Some(true) => without_back(&text, suffix.len()).unwrap_or_else(|| call.remains_unknown(&text)),
        None => call.remains_unknown(&text),
    })
}

/// `trim(string, characters)`
pub(super) fn trim(call: &Call<'_>) -> Outcome {
    let (text, cutset) = (call.text(0)?, call.string(1)?);
    let cut = |character: char| cutset.contains(character);
    Ok(trimmed(call, &text, true, &cut))
}

/// `trimspace(string)`
pub(super) fn trimspace(call: &Call<'_>) -> Outcome {
    Ok(trimmed(call, &call.text(0)?, true, &char::is_whitespace))
}

/// `chomp(string)`: line ends at the end.
pub(super) fn chomp(call: &Call<'_>) -> Outcome {
    Ok(trimmed(call, &call.text(0)?, false, &|character| matches!(character, '\n' | '\r')))
}

/// Without the characters `cut` at the ends, where it is sure how many there are.
fn trimmed(call: &Call<'_>, text: &Value, both: bool, cut: &dyn Fn(char) -> bool) -> Value {
    if let Data::String(text) = &text.data {
        let text = text.trim_end_matches(cut);
        return Value::string(if both { text.trim_start_matches(cut) } else { text });
    }
    let (start, end) = (text.known_prefix(), text.known_suffix());
    let front = if both { start.len() - start.trim_start_matches(cut).len() } else { 0 };
    let back = end.len() - end.trim_end_matches(cut).len();
    let sure = (!both || front < start.len()) && back < end.len();
    let shorter = sure.then(|| without_front(text, front)).flatten().and_then(|it| without_back(&it, back));
    shorter.unwrap_or_else(|| call.remains_unknown(text))
}

/// Without its first bytes, where they are all in known text.
fn without_front(value: &Value, bytes: usize) -> Option<Value> {
    if bytes == 0 {
        return Some(value.clone());
    }
    match &value.data {
        Data::String(text) => text.get(bytes..).map(Value::string),
        Data::Text(text) => match text.parts.split_first()? {
            (TextPart::Literal(first), rest) => {
                let first = first.get(bytes..)?;
                let mut parts = vec![Value::string(first)];
                parts.extend(rest.iter().map(part_value));
                Some(Value::concatenation(&parts))
            }
            (TextPart::Unknown(_), _) => None,
        },
        _ => None,
    }
}

/// Without its last bytes, where they are all in known text.
fn without_back(value: &Value, bytes: usize) -> Option<Value> {
    if bytes == 0 {
        return Some(value.clone());
    }
    match &value.data {
        Data::String(text) => text.get(..text.len().checked_sub(bytes)?).map(Value::string),
        Data::Text(text) => match text.parts.split_last()? {
            (TextPart::Literal(last), rest) => {
                let last = last.get(..last.len().checked_sub(bytes)?)?;
                let mut parts: Vec<Value> = rest.iter().map(part_value).collect();
                parts.push(Value::string(last));
                Some(Value::concatenation(&parts))
            }
            (TextPart::Unknown(_), _) => None,
        },
        _ => None,
    }
}

pub(super) fn part_value(part: &TextPart) -> Value {
    match part {
        TextPart::Literal(text) => Value::string(std::sync::Arc::clone(text)),
        TextPart::Unknown(value) => value.clone(),
    }
}

impl Call<'_> {
    /// A string that is not null, of which nothing else is known.
    pub(super) fn remains_unknown(&self, text: &Value) -> Value {
        match text.cause() {
            Some(cause) => {
                let mut unknown = Unknown::because(cause.clone()).of_type(Type::String);
                unknown.not_null = true;
                unknown.reference = referred(text).cloned();
                unknown.made_of = true;
                unknown.value()
            }
            None => self.unknown_because(text, Some(Type::String)),
        }
    }
}

/// What a string is made of, where it is one thing.
fn referred(text: &Value) -> Option<&Reference> {
    match &text.data {
        Data::Unknown(unknown) => unknown.reference.as_ref(),
        Data::Text(text) => {
            let mut references = text.parts.iter().filter_map(|part| match part {
                TextPart::Literal(_) => None,
                TextPart::Unknown(value) => Some(value.as_unknown().and_then(|it| it.reference.as_ref())),
            });
            let first = references.next()??;
            references.all(|other| other == Some(first)).then_some(first)
        }
        _ => None,
    }
}
