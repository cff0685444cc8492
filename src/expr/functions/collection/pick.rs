//! Functions that pick a part of what they are given: it keeps the way it came.

use super::super::Call;
use super::super::arguments::{Collection, Outcome};
use crate::expr::keys::by_key;
use crate::expr::{index_of, unknown_from};
use crate::value::unify::{common_type, type_of};
use crate::value::{Data, ListKind, Object, Type, Unknown, Value, convert};

/// `coalesce(values…)`: the first that is neither null nor an empty string.
pub(super) fn coalesce(call: &Call<'_>) -> Outcome {
    let kind = common_type(call.arguments.iter())
        .ok_or_else(|| call.error("all arguments must have the same type"))?;
    for value in call.arguments {
        if value.is_null() {
            continue;
        }
        let value = convert(value, &kind);
        let string_possible = matches!(value.data, Data::String(_) | Data::Text(_) | Data::Unknown(_));
        let not_empty = match &value.data {
            Data::Unknown(unknown) if collection_or_other(unknown) => Some(true),
            _ if string_possible => value.empty_test().map(|empty| !empty),
            _ => Some(true),
        };
        match (value.null_test(), not_empty) {
            (_, Some(false)) => {}
            (Some(false), Some(true)) => return Ok(value),
            _ => return Ok(undecided(call, &value, &kind)),
        }
    }
    Err(call.error("all arguments are null or empty"))
}

/// Whether what is unknown is of a type that has no empty string.
fn collection_or_other(unknown: &Unknown) -> bool {
    unknown.kind.as_ref().is_some_and(|kind| !matches!(kind, Type::String | Type::Any))
}

/// Which one it is depends on something unknown; that there is one is certain where any is.
fn undecided(call: &Call<'_>, value: &Value, kind: &Type) -> Value {
    let cause = value.cause().cloned();
    // whatever else one of no certain type is, a text it may be
    let open = call.arguments.iter().any(|it| !it.is_null() && matches!(type_of(it), Type::Any));
    let kind = Some(kind.clone())
        .filter(|kind| !matches!(kind, Type::Any) && (!open || matches!(kind, Type::String)));
    let unknown = call.unknown_because(value, kind);
    match (cause, unknown.as_unknown()) {
        (Some(_), Some(inner)) => {
            // a result is never an empty string: that would have been an error
            Unknown { not_empty: matches!(inner.kind, Some(Type::String)), ..inner.clone() }.value()
        }
        _ => unknown,
    }
    .at(value.origin.clone())
}

/// `coalescelist(lists…)`: the first that is not empty.
pub(super) fn coalescelist(call: &Call<'_>) -> Outcome {
    for at in 0..call.arguments.len() {
        match call.collection(at)? {
            Collection::Items(list) if list.items.is_empty() => {}
            Collection::Items(list) if list.kind == ListKind::Set => {
                return Err(call.error("all arguments must be lists"));
            }
            Collection::Items(_) => return Ok(call.arguments[at].clone()),
            Collection::Entries(_) => return Err(call.error("all arguments must be lists")),
            Collection::Unknown(unknown) if unknown.not_null && unknown.not_empty => {
                return Ok(call.arguments[at].clone());
            }
            Collection::Unknown(unknown) => {
                let mut result = Unknown::because(unknown.cause.clone()).set();
                result.kind = None;
                return Ok(result.value());
            }
        }
    }
    Err(call.error("all lists are empty"))
}

/// `element(list, index)`: the index wraps.
pub(super) fn element(call: &Call<'_>) -> Outcome {
    let collection = call.collection(0)?;
    let position = call.number(1);
    if let (Err(early), true) = (&position, position.as_ref().is_err_and(Value::is_error)) {
        return Err(early.clone());
    }
    let list = match collection {
        Collection::Items(list) if list.kind != ListKind::Set => list,
        Collection::Unknown(_) => return Ok(item_of_unknown(&call.arguments[0])),
        _ => return Err(call.error("the first argument must be a list")),
    };
    if list.items.is_empty() {
        return Err(call.error("the list is empty"));
    }
    let Ok(position) = position else { return Ok(any_item(call, &list.items, &call.arguments[1])) };
    // the sign stays, so that a negative index is only right where it is a multiple of the length
    let position = position.as_integer().filter(|position| i64::try_from(*position).is_ok());
    let wrapped = position.map(|position| position % list.items.len() as i128);
    match wrapped.and_then(|position| usize::try_from(position).ok()).and_then(|at| list.items.get(at)) {
        Some(item) => Ok(within(call, item)),
        None => Err(call.error("the index must be a whole number that is neither negative nor huge")),
    }
}

fn within(call: &Call<'_>, item: &Value) -> Value {
    let whole = &call.arguments[0];
    let origin = item.origin.and(&whole.origin);
    item.clone().at(origin).marked(whole.sensitive)
}

/// One of the items: known all the same where all are equal.
fn any_item(call: &Call<'_>, items: &[Value], position: &Value) -> Value {
    match items.split_first() {
        Some((first, rest)) if rest.iter().all(|item| item.equals(first) == Some(true)) => {
            within(call, first)
        }
        _ => unknown_from(position),
    }
}

fn item_of_unknown(value: &Value) -> Value {
    let Some(unknown) = value.as_unknown() else { return unknown_from(value) };
    let mut item = Unknown::because(unknown.cause.clone());
    if let Some(Type::List(kind) | Type::Set(kind) | Type::Map(kind)) = &unknown.kind
        && !matches!(**kind, Type::Any)
    {
        item.kind = Some(Type::clone(kind));
    }
    item.value().at(value.origin.clone()).marked(value.sensitive)
}

/// `lookup(map, key, default)`
pub(super) fn lookup(call: &Call<'_>) -> Outcome {
    let collection = call.collection(0)?;
    let key = call.text(1)?;
    let default = call.arguments.get(2);
    let object = match collection {
        Collection::Entries(object) => object,
        Collection::Unknown(_) => return Ok(item_of_unknown(&call.arguments[0])),
        Collection::Items(_) => return Err(call.error("the first argument must be a map")),
    };
    let Some(name) = key.as_str() else {
        // `try` may see the error
        let missing = || default_of(object, default).unwrap_or_else(|| call.error("there is no such key"));
        if let Some(found) = by_key(object, &key, &call.arguments[0], Some(missing())) {
            return Ok(found);
        }
        let mut candidates: Vec<Value> = object.entries.values().cloned().collect();
        candidates.extend(default.cloned());
        return Ok(if object.open.is_none() {
            any_item(call, &candidates, &key)
        } else {
            unknown_from(&key)
        });
    };
    if let Some(found) = object.entries.get(name) {
        return Ok(within(call, found));
    }
    if object.open.is_some() {
        return Ok(index_of(&call.arguments[0], &Value::string(name)));
    }
    let default = default_of(object, default);
    let default = default.ok_or_else(|| call.error(format!("there is no key `{name}`")))?;
    if default.is_error() { Err(default) } else { Ok(default) }
}

/// The default of a lookup, of the type of a map's elements.
fn default_of(object: &Object, default: Option<&Value>) -> Option<Value> {
    let default = default?;
    if !object.is_map {
        return Some(default.clone());
    }
    Some(convert(default, &common_type(object.entries.values()).unwrap_or(Type::Any)))
}

/// `one(list)`: the item of a list of one, null of an empty one.
pub(super) fn one(call: &Call<'_>) -> Outcome {
    let list = match call.collection(0)? {
        Collection::Items(list) => list,
        Collection::Unknown(_) => return Ok(item_of_unknown(&call.arguments[0])),
        Collection::Entries(_) => return Err(call.error("a list, set or tuple is needed")),
    };
    match list.items.as_slice() {
        [] => Ok(Value::null().at(call.arguments[0].origin.clone())),
        [item] => Ok(within(call, item)),
        items if list.kind == ListKind::Set && items.iter().any(|item| !item.is_wholly_known()) => {
            Ok(item_of_unknown_set(items))
        }
        _ => Err(call.error("the list has more than one item")),
    }
}

/// Unknown items of a set may all be the same one.
fn item_of_unknown_set(items: &[Value]) -> Value {
    match items.iter().find(|item| !item.is_wholly_known()) {
        Some(item) => unknown_from(item),
        None => Value::null(),
    }
}
