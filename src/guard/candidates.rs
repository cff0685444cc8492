//! The values that something which is not known may take, as far as a rule can tell them apart: absent, empty, true and
//! false, a sample that fits what is known of it, and whatever the rule compares with.

use super::reading::Reading;
use crate::model::FieldKind;
use crate::value::{Data, TextPart, Type, Unknown, Value};
use serde_json::{Value as Json, json};

/// What stands for a string that is not known: no rule compares with it.
pub(super) const SAMPLE: &str = "not-known-before-deployment";

/// What stands for a number that is not known, as long as no rule compares with it.
const SAMPLE_NUMBER: i64 = 1;

/// Most values that one unknown is tried with.
const MAX_CANDIDATES: usize = 24;

/// The values to try; `None` among them: it is absent.
#[derive(Clone, Debug)]
pub(super) struct Candidates {
    /// In order: the first is a plain one.
    pub values: Vec<Option<Json>>,
    /// Whether there are others that a rule might tell from these.
    pub more: bool,
}

/// What a scalar or collection may be that is not wholly known.
pub(super) fn candidates(value: &Value, kind: Option<FieldKind>, reading: &Reading) -> Candidates {
    let mut found = match &value.data {
        Data::Text(_) => of_text(value, kind, reading),
        Data::Unknown(unknown) => of_unknown(unknown, value, kind, reading),
        _ => Candidates { values: vec![Some(json!(SAMPLE))], more: true },
    };
    let mut values: Vec<Option<Json>> = Vec::new();
    for value in found.values {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    found.more |= values.len() > MAX_CANDIDATES;
    values.truncate(MAX_CANDIDATES);
    Candidates { values, more: found.more }
}

/// The kinds of things that rules tell apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Bool,
    Number,
    Text,
    Collection,
    Any,
}

fn shape(unknown: &Unknown, kind: Option<FieldKind>) -> Shape {
    match kind {
        Some(FieldKind::Bool) => return Shape::Bool,
        Some(FieldKind::Number) => return Shape::Number,
        Some(FieldKind::String) => return Shape::Text,
        Some(
            FieldKind::Strings
            | FieldKind::Map
            | FieldKind::Tags
            | FieldKind::Objects(_)
            | FieldKind::Document,
        ) => {
            return Shape::Collection;
        }
        None => {}
    }
    match &unknown.kind {
        Some(Type::Bool) => Shape::Bool,
        Some(Type::Number) => Shape::Number,
        Some(Type::String) => Shape::Text,
        Some(Type::List(_) | Type::Set(_) | Type::Map(_) | Type::Tuple(_) | Type::Object(_)) => {
            Shape::Collection
        }
        Some(Type::Any) | None if unknown.reference.is_some() && !unknown.made_of => Shape::Text,
        Some(Type::Any) | None => Shape::Any,
    }
}

fn of_unknown(unknown: &Unknown, value: &Value, kind: Option<FieldKind>, reading: &Reading) -> Candidates {
    let shape = shape(unknown, kind);
    let mut values: Vec<Option<Json>> = Vec::new();
    if matches!(shape, Shape::Text | Shape::Any) {
        values.extend(texts(value, reading).into_iter().map(|text| Some(json!(text))));
    }
    if matches!(shape, Shape::Bool | Shape::Any) {
        values.extend([Some(json!(true)), Some(json!(false))]);
    }
    if matches!(shape, Shape::Number | Shape::Any) {
        values.extend(numbers(reading).into_iter().map(|number| Some(json!(number))));
    }
    if shape == Shape::Collection {
        values.push(Some(match kind {
            Some(FieldKind::Map | FieldKind::Document) => json!({ SAMPLE: SAMPLE }),
            Some(FieldKind::Objects(_)) => json!([{}]),
            _ => json!([SAMPLE]),
        }));
    }
    if matches!(shape, Shape::Collection | Shape::Any) && value.empty_test() != Some(false) {
        values.push(Some(json!([])));
    }
    if !unknown.not_null {
        values.push(None);
    }
    Candidates { values, more: matches!(shape, Shape::Collection | Shape::Any) }
}

/// A text of which the ends are known, or more.
fn of_text(value: &Value, kind: Option<FieldKind>, reading: &Reading) -> Candidates {
    let filled = filled(value);
    if matches!(kind, Some(FieldKind::Document | FieldKind::Map))
        && let Ok(document) = serde_json::from_str::<Json>(&filled)
    {
        return Candidates { values: vec![Some(document)], more: true };
    }
    let others = texts(value, reading);
    let values = std::iter::once(filled).chain(others).map(|text| Some(json!(text))).collect();
    Candidates { values, more: false }
}

/// The text with a sample in place of what is not known of it.
pub(super) fn filled(value: &Value) -> String {
    match &value.data {
        Data::String(text) => text.to_string(),
        Data::Text(text) => {
            let part = |part: &TextPart| match part {
                TextPart::Literal(text) => text.to_string(),
                TextPart::Unknown(value) => sample(value),
            };
            text.parts.iter().map(part).collect()
        }
        _ => sample(value),
    }
}

fn sample(value: &Value) -> String {
    format!("{}{SAMPLE}{}", value.known_prefix(), value.known_suffix())
}

/// A sample, what the rule compares with as far as it fits, and nothing at all where that may be.
fn texts(value: &Value, reading: &Reading) -> Vec<String> {
    let (prefix, suffix) = (value.known_prefix(), value.known_suffix());
    let least = prefix.len().max(suffix.len());
    let fits = |text: &&String| {
        text.starts_with(prefix) && text.ends_with(suffix) && text.len() >= least && !text.is_empty()
    };
    let mut texts = vec![sample(value)];
    texts.extend(reading.texts.iter().filter(fits).cloned());
    if value.empty_test() != Some(false) {
        texts.push(String::new());
    }
    texts
}

/// Numbers around those that the rule compares with.
fn numbers(reading: &Reading) -> Vec<i64> {
    let around = |number: &i64| [number.saturating_sub(1), *number, number.saturating_add(1)];
    let mut numbers: Vec<i64> = reading.numbers.iter().flat_map(around).collect();
    if numbers.is_empty() {
        numbers.push(SAMPLE_NUMBER);
    }
    numbers
}
