//! `format` and `formatlist`: Terraform's own subset of C's notation. Unknown arguments become parts of a text.

use super::super::Call;
use super::super::arguments::Outcome;
use super::pieces::{MAX_BYTES, never_null};
use super::verb::{Verb, rendered};
use crate::value::{Cause, Data, ListKind, TextPart, Type, Unknown, Value};

/// Most strings one `formatlist` makes.
const MAX_RESULTS: usize = 65_536;

/// `format(notation, values…)`
pub(super) fn format(call: &Call<'_>) -> Outcome {
    formatted(call, &call.text(0)?, &call.arguments[1..])
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

/// A notation of which parts are not known holds these parts as they are: all values are taken by the verbs that are
/// known, and Terraform refuses one more.
fn formatted(call: &Call<'_>, notation: &Value, values: &[Value]) -> Outcome {
    let mut filling = Filling { call, values, parts: Vec::new(), next: 0, highest: 0, size: 0 };
    let filled = match &notation.data {
        Data::String(text) => filling.literal(text)?,
        Data::Text(text) => {
            let mut filled = true;
            for part in &text.parts {
                match part {
                    TextPart::Literal(text) => filled = filled && filling.literal(text)?,
                    TextPart::Unknown(part) => filling.parts.push(never_null(part.clone())),
                }
            }
            filled
        }
        _ => false,
    };
    let takes_all = filling.highest >= values.len();
    match notation.as_str() {
        Some(_) if !filled => Err(call.error("the notation is not valid")),
        Some(_) if !takes_all => Err(call.error("there are too many arguments")),
        None if !filled || !takes_all => Ok(of_unknown_notation(call, notation)),
        _ => Ok(Value::concatenation(&filling.parts)),
    }
}

/// A notation being filled in.
struct Filling<'c> {
    call: &'c Call<'c>,
    values: &'c [Value],
    parts: Vec<Value>,
    /// The value that the next verb takes.
    next: usize,
    highest: usize,
    size: usize,
}

impl Filling<'_> {
    /// Fills in the verbs of known text; false where one is none, or is cut off.
    fn literal(&mut self, notation: &str) -> Result<bool, Value> {
        let mut rest = notation;
        while let Some(at) = rest.find('%') {
            if at > 0 {
                self.parts.push(Value::string(&rest[..at]));
            }
            let Some((verb, behind)) = Verb::read(&rest[at..]) else { return Ok(false) };
            rest = behind;
            if verb.letter == '%' {
                self.parts.push(Value::string("%"));
                continue;
            }
            let position = verb.position.unwrap_or(self.next);
            self.next = position + 1;
            self.highest = self.highest.max(self.next);
            let too_few = || self.call.error("there are too few arguments");
            let part = rendered(self.call, &verb, self.values.get(position).ok_or_else(too_few)?)?;
            self.size += part.as_str().map_or(0, str::len);
            if self.size > MAX_BYTES || self.parts.len() > MAX_RESULTS {
                return Err(Value::unknown(Cause::bound("string size")));
            }
            self.parts.push(part);
        }
        if !rest.is_empty() {
            self.parts.push(Value::string(rest));
        }
        Ok(true)
    }
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
        let result = formatted(call, &notation, &values)?;
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
