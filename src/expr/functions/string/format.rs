//! `format` and `formatlist`: Terraform's own subset of C's notation. Unknown arguments become parts of a text.

use super::super::Call;
use super::super::arguments::Outcome;
use super::pieces::MAX_BYTES;
use super::verb::{Verb, rendered};
use crate::value::{Cause, Data, ListKind, Type, Unknown, Value};

/// Most strings one `formatlist` makes.
const MAX_RESULTS: usize = 65_536;

/// `format(notation, values…)`
pub(super) fn format(call: &Call<'_>) -> Outcome {
    let notation = call.text(0)?;
    let Some(known) = notation.as_str() else { return Ok(of_unknown_notation(call, &notation)) };
    formatted(call, known, &call.arguments[1..])
}

/// The text before the first verb of a notation that is only known in part.
fn of_unknown_notation(call: &Call<'_>, notation: &Value) -> Value {
    let start = notation.known_prefix().split('%').next().unwrap_or("");
    let result = call.unknown_because(notation, Some(Type::String));
    match result.as_unknown() {
        Some(unknown) if !start.is_empty() => {
            Unknown { not_empty: true, prefix: Some(start.into()), ..unknown.clone() }.value()
        }
        _ => result,
    }
}

fn formatted(call: &Call<'_>, notation: &str, values: &[Value]) -> Outcome {
    let mut parts: Vec<Value> = Vec::new();
    let mut rest = notation;
    let mut next = 0;
    let mut highest = 0;
    let mut size = 0;
    while let Some(at) = rest.find('%') {
        if at > 0 {
            parts.push(Value::string(&rest[..at]));
        }
        let (verb, behind) =
            Verb::read(&rest[at..]).ok_or_else(|| call.error("the notation is not valid"))?;
        rest = behind;
        if verb.letter == '%' {
            parts.push(Value::string("%"));
            continue;
        }
        let position = verb.position.unwrap_or(next);
        next = position + 1;
        highest = highest.max(next);
        let value = values.get(position).ok_or_else(|| call.error("there are too few arguments"))?;
        let part = rendered(call, &verb, value)?;
        size += part.as_str().map_or(0, str::len);
        if size > MAX_BYTES || parts.len() > MAX_RESULTS {
            return Err(Value::unknown(Cause::bound("string size")));
        }
        parts.push(part);
    }
    if highest < values.len() {
        return Err(call.error("there are too many arguments"));
    }
    if !rest.is_empty() {
        parts.push(Value::string(rest));
    }
    Ok(Value::concatenation(&parts))
}

/// `formatlist(notation, values…)`: lists are gone through together, other values stay the same.
pub(super) fn formatlist(call: &Call<'_>) -> Outcome {
    let notation = call.text(0)?;
    let mut length = None;
    for value in &call.arguments[1..] {
        match &value.data {
            Data::List(list) if length.is_some_and(|length| length != list.items.len()) => {
                return Err(call.error("all lists must have the same length"));
            }
            Data::List(list) if list.kind == ListKind::Set && !value.is_wholly_known() => {
                return Ok(call.unknown_because(value, (call.result)()));
            }
            Data::List(list) => length = Some(list.items.len()),
            Data::Unknown(unknown) if !super::super::arguments::no_list(unknown) => {
                return Ok(call.unknown_because(value, (call.result)()));
            }
            _ => {}
        }
    }
    let length = length.unwrap_or(1);
    if length > MAX_RESULTS {
        return Err(Value::unknown(Cause::bound("collection size")));
    }
    let mut results = Vec::with_capacity(length);
    let mut size = 0;
    for at in 0..length {
        let values: Vec<Value> = call.arguments[1..]
            .iter()
            .map(|value| value.as_list().map_or(value, |items| &items[at]).clone())
            .collect();
        let result = match notation.as_str() {
            Some(notation) => formatted(call, notation, &values)?,
            None => of_unknown_notation(call, &notation),
        };
        if result.is_error() {
            return Err(result);
        }
        size += result.as_str().map_or(64, str::len);
        if size > MAX_BYTES {
            return Err(Value::unknown(Cause::bound("string size")));
        }
        results.push(result);
    }
    Ok(Value::list(ListKind::List, results))
}
