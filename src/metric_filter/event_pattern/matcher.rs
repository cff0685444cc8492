//! One matcher of an event pattern: a value, or `prefix`, `suffix`, `anything-but`, `exists`, `numeric`, `wildcard`,
//! `equals-ignore-case`.

use super::open;
use crate::metric_filter::evaluate::{Truth, wildcard_matches};
use crate::metric_filter::event::Found;
use crate::metric_filter::pattern::{HOLE, with_holes};
use crate::value::{Cause, CauseKind, Data, Value};

/// Whether what is found fits a matcher.
pub(super) fn fits(matcher: &Value, found: Found<'_>) -> Value {
    let answer = |truth: Truth, leaf: &Value| match (truth, leaf.cause()) {
        (Some(truth), _) => Value::bool(truth),
        (None, None) => Value::unknown(Cause::new(CauseKind::EventField, "a field of the pattern")),
        (None, Some(_)) => open(leaf, ""),
    };
    matcher.map_leaves(&mut |leaf| match &leaf.data {
        Data::Object(object) => {
            let mut entries = object.entries.iter();
            let (Some((operator, wanted)), None, None) = (entries.next(), entries.next(), &object.open)
            else {
                return open(leaf, "a matcher has one operator");
            };
            wanted.map_leaves(&mut |wanted| answer(by_operator(operator, wanted, found), wanted))
        }
        _ => answer(is(leaf, found), leaf),
    })
}

fn by_operator(operator: &str, wanted: &Value, found: Found<'_>) -> Truth {
    match (operator, found) {
        ("exists", Found::Varies(_)) => None,
        ("exists", found) => {
            let there = !matches!(found, Found::Missing | Found::Foreign | Found::Container);
            wanted.as_bool().map(|wanted| wanted == there)
        }
        (_, Found::Missing | Found::Foreign | Found::Container) => Some(false),
        (_, Found::Varies(_)) => None,
        ("anything-but", found) => anything_but(wanted, found).map(|is_that| !is_that),
        ("prefix" | "suffix" | "wildcard" | "equals-ignore-case", Found::Text(text)) => {
            textual(operator, wanted, text)
        }
        ("numeric", Found::Number(number)) => numeric(wanted.as_list()?, number),
        ("prefix" | "suffix" | "wildcard" | "equals-ignore-case" | "numeric", _) => Some(false),
        // `cidr` and what may come
        _ => None,
    }
}

fn textual(operator: &str, wanted: &Value, text: &str) -> Truth {
    if let Some(object) = wanted.as_object() {
        let inner = with_holes(object.entries.get("equals-ignore-case")?).filter(|it| !it.contains(HOLE))?;
        let (inner, text) = (inner.to_lowercase(), text.to_lowercase());
        return match operator {
            "prefix" => Some(text.starts_with(&inner)),
            "suffix" => Some(text.ends_with(&inner)),
            _ => None,
        };
    }
    let wanted = with_holes(wanted)?;
    if wanted.contains(HOLE) {
        return None;
    }
    match operator {
        "prefix" => Some(text.starts_with(&wanted)),
        "suffix" => Some(text.ends_with(&wanted)),
        "wildcard" => (!wanted.contains('\\')).then(|| wildcard_matches(&wanted, text)),
        _ => Some(text.to_lowercase() == wanted.to_lowercase()),
    }
}

/// Whether what is found is what `anything-but` leaves out.
fn anything_but(wanted: &Value, found: Found<'_>) -> Truth {
    match &wanted.data {
        Data::List(list) => {
            crate::metric_filter::evaluate::any(list.items.iter().map(|item| is(item, found)))
        }
        Data::Object(object) => {
            let (operator, wanted) = object.entries.iter().next()?;
            let Found::Text(text) = found else { return Some(false) };
            match wanted.as_list() {
                Some(items) => crate::metric_filter::evaluate::any(
                    items.iter().map(|item| textual(operator, item, text)),
                ),
                None => textual(operator, wanted, text),
            }
        }
        _ => is(wanted, found),
    }
}

/// Whether what is found is that value: strings and numbers are never each other.
fn is(wanted: &Value, found: Found<'_>) -> Truth {
    match (&wanted.data, found) {
        (Data::Branches(_) | Data::Unknown(_) | Data::Handle(_), _) => None,
        (_, Found::Missing | Found::Foreign | Found::Container) => Some(false),
        (_, Found::Varies(others)) => match wanted.as_str() {
            Some(text) if others.contains(&text) => Some(false),
            _ => None,
        },
        (Data::String(_) | Data::Text(_), Found::Text(text)) => {
            let wanted = with_holes(wanted)?;
            if wanted.contains(HOLE) {
                let may_be = wildcard_matches(&wanted.replace('*', &HOLE.to_string()), text);
                return if may_be { None } else { Some(false) };
            }
            Some(wanted == text)
        }
        (Data::Bool(wanted), Found::Bool(value)) => Some(*wanted == value),
        (Data::Number(wanted), Found::Number(value)) => Some(wanted.as_float() == value),
        (Data::Null, Found::Null) => Some(true),
        _ => Some(false),
    }
}

fn numeric(conditions: &[Value], number: f64) -> Truth {
    let mut holds = true;
    for pair in conditions.chunks(2) {
        let [operator, bound] = pair else { return None };
        let bound = bound.as_number()?.as_float();
        holds &= match operator.as_str()? {
            "=" => number == bound,
            "<" => number < bound,
            "<=" => number <= bound,
            ">" => number > bound,
            ">=" => number >= bound,
            _ => return None,
        };
    }
    Some(holds)
}
