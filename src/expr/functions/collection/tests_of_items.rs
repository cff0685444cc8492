//! Questions about collections: how many, which, whether.

use super::super::Call;
use super::super::arguments::{Collection, Outcome, scalar};
use super::super::string::clusters;
use crate::value::{Data, ListKind, Type, Value, to_bool};

/// `length(collection or string)`: known for lists with unknown items.
pub(super) fn length(call: &Call<'_>) -> Outcome {
    let value = call.present(0)?;
    match &value.data {
        Data::String(text) => Ok(Value::number(clusters(text))),
        Data::List(list) if list.kind == ListKind::Set => Ok(match certain_count(&list.items) {
            Some(count) => Value::number(count),
            None => call.unknown_because(value, Some(Type::Number)),
        }),
        Data::List(list) => Ok(Value::number(list.items.len())),
        Data::Object(object) if object.open.is_none() => Ok(Value::number(object.entries.len())),
        Data::Bool(_) | Data::Number(_) => Err(call.error("a collection or a string is needed")),
        Data::Unknown(unknown) if matches!(unknown.kind, Some(Type::Bool | Type::Number)) => {
            Err(call.error("a collection or a string is needed"))
        }
        Data::Unknown(unknown) => Ok(match &unknown.kind {
            Some(Type::Tuple(kinds)) if unknown.not_null => Value::number(kinds.len()),
            Some(Type::Object(attributes)) if unknown.not_null => Value::number(attributes.len()),
            _ => call.unknown_because(value, Some(Type::Number)),
        }),
        _ => Ok(call.unknown_because(value, Some(Type::Number))),
    }
}

/// How many items a set has: unknown ones may be equal to others.
fn certain_count(items: &[Value]) -> Option<usize> {
    let unknown: Vec<usize> = (0..items.len()).filter(|at| !items[*at].is_wholly_known()).collect();
    if unknown.is_empty() || items.len() == 1 {
        return Some(items.len());
    }
    if unknown.len() > 32 {
        return None;
    }
    let apart = unknown.iter().all(|at| {
        items.iter().enumerate().all(|(other, item)| other == *at || item.equals(&items[*at]) == Some(false))
    });
    apart.then_some(items.len())
}

/// Whether both are one value; a list is never a tuple or set.
fn same(a: &Value, b: &Value) -> Option<bool> {
    match (&a.data, &b.data) {
        (Data::List(x), Data::List(y)) if x.kind != y.kind => Some(false),
        (Data::Object(x), Data::Object(y)) if x.is_map != y.is_map => Some(false),
        _ => a.equals(b),
    }
}

/// `contains(list, value)`
pub(super) fn contains(call: &Call<'_>) -> Outcome {
    let collection = call.collection(0)?;
    let wanted = call.present(1)?;
    let mut undecided = match collection {
        Collection::Items(_) => None,
        Collection::Unknown(_) => Some(&call.arguments[0]),
        Collection::Entries(_) => return Err(call.error("the first argument must be a list or set")),
    };
    for item in call.arguments[0].certain_items() {
        match same(item, wanted) {
            Some(true) => return Ok(Value::bool(true)),
            Some(false) => {}
            None => undecided = undecided.or(Some(if item.cause().is_some() { item } else { wanted })),
        }
    }
    Ok(match undecided {
        None => Value::bool(false),
        Some(value) => call.unknown_because(value, Some(Type::Bool)),
    })
}

/// `index(list, value)`
pub(super) fn index(call: &Call<'_>) -> Outcome {
    let list = call.sequence(0)?;
    let wanted = call.present(1)?;
    for (at, item) in list.items.iter().enumerate() {
        match same(item, wanted) {
            Some(true) => return Ok(Value::number(at)),
            Some(false) => {}
            None => {
                let value = if item.cause().is_some() { item } else { wanted };
                return Ok(call.unknown_because(value, Some(Type::Number)));
            }
        }
    }
    Err(call.error("the item is not in the list"))
}

/// `alltrue(list)`: one false or null decides.
pub(super) fn alltrue(call: &Call<'_>) -> Outcome {
    quantified(call, false)
}

/// `anytrue(list)`: one true decides.
pub(super) fn anytrue(call: &Call<'_>) -> Outcome {
    quantified(call, true)
}

fn quantified(call: &Call<'_>, decisive: bool) -> Outcome {
    let mut undecided = match call.collection(0)? {
        Collection::Items(_) => None,
        Collection::Unknown(unknown) if !scalar(unknown) => Some(call.arguments[0].clone()),
        _ => return Err(call.error("a list of bool is needed")),
    };
    let mut decided = false;
    for item in call.arguments[0].certain_items() {
        let truth = to_bool(item);
        match &truth.data {
            Data::Bool(value) => decided |= *value == decisive,
            // null counts as not true
            Data::Null => decided |= !decisive,
            _ if truth.is_error() => return Err(truth),
            _ => undecided = undecided.or(Some(truth)),
        }
    }
    Ok(match undecided {
        _ if decided => Value::bool(decisive),
        Some(value) => call.unknown_because(&value, Some(Type::Bool)),
        None => Value::bool(!decisive),
    })
}
