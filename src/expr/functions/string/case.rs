//! Upper and lower case, character by character as Go does it (no context, no character becomes two).

use super::super::Call;
use super::super::arguments::Outcome;
use crate::value::{Data, TextPart, Unknown, Value};
use std::sync::Arc;

/// `lower(string)`
pub(super) fn lower(call: &Call<'_>) -> Outcome {
    Ok(mapped(call, &call.text(0)?, lower_of))
}

/// `upper(string)`
pub(super) fn upper(call: &Call<'_>) -> Outcome {
    Ok(mapped(call, &call.text(0)?, upper_of))
}

/// `title(string)`: the first letter of each word, where a word starts behind anything but letters, digits, `_`.
pub(super) fn title(call: &Call<'_>) -> Outcome {
    let text = call.string(0)?;
    let mut inside = false;
    let titled: String = text
        .chars()
        .map(|character| {
            let first = !inside;
            inside = !separates(character);
            if first { upper_of(character) } else { character }
        })
        .collect();
    Ok(Value::string(titled))
}

fn separates(character: char) -> bool {
    if character.is_ascii() {
        return !(character.is_ascii_alphanumeric() || character == '_');
    }
    !character.is_alphanumeric() && character.is_whitespace()
}

fn lower_of(character: char) -> char {
    if character == 'İ' {
        return 'i';
    }
    let mut lowered = character.to_lowercase();
    match (lowered.next(), lowered.next()) {
        (Some(one), None) => one,
        _ => character,
    }
}

fn upper_of(character: char) -> char {
    let mut raised = character.to_uppercase();
    match (raised.next(), raised.next()) {
        (Some(one), None) => one,
        _ => character,
    }
}

fn mapped(call: &Call<'_>, value: &Value, map: fn(char) -> char) -> Value {
    let over = |text: &str| -> Arc<str> { text.chars().map(map).collect::<String>().into() };
    match &value.data {
        Data::String(text) => Value::string(over(text)),
        Data::Text(text) => {
            let parts: Vec<Value> = text
                .parts
                .iter()
                .map(|part| match part {
                    TextPart::Literal(text) => Value::string(over(text)),
                    TextPart::Unknown(value) => mapped(call, value, map),
                })
                .collect();
            Value::concatenation(&parts)
        }
        Data::Unknown(unknown) => {
            // another string than the attribute itself; but the same one for the same name
            let name = unknown.identity.as_ref().map(|identity| format!("{}({identity})", call.name).into());
            Unknown {
                not_null: true,
                prefix: unknown.prefix.as_deref().map(over),
                suffix: unknown.suffix.as_deref().map(over),
                made_of: true,
                identity: name,
                letters: None,
                formula: None,
                ..Unknown::clone(unknown)
            }
            .value()
        }
        _ => call.unknown_because(value, (call.result)()),
    }
}
