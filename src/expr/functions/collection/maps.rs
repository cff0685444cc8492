//! Maps and objects.

use super::super::Call;
use super::super::arguments::{Collection, Outcome};
use super::{MAX_ITEMS, too_many};
use crate::value::unify::{common_type, type_of};
use crate::value::{Cause, Data, Entries, ListKind, Object, Type, Unknown, Value, to_string};
use std::collections::BTreeMap;
use std::sync::Arc;

fn sequence(object: &Object, items: Vec<Value>) -> Value {
    if object.is_map { Value::list(ListKind::List, items) } else { Value::tuple(items) }
}

/// An unknown list of what is in an open object: the entries' share of it is certain.
fn list_of_open(call: &Call<'_>, item: Type, items: Vec<Value>) -> Value {
    super::lists::holding(call, &call.arguments[0], Some(super::lists::list_type(item)), items)
}

/// `keys(map)`
pub(super) fn keys(call: &Call<'_>) -> Outcome {
    match call.collection(0)? {
        Collection::Entries(object) => {
            let keys = object.entries.keys().map(|key| Value::string(Arc::clone(key))).collect();
            Ok(match object.open {
                None => sequence(object, keys),
                Some(_) => list_of_open(call, Type::String, keys),
            })
        }
        Collection::Unknown(unknown) => {
            let mut result = Unknown::because(unknown.cause.clone());
            result.not_null = true;
            result.not_empty = unknown.not_empty;
            Ok(result.of_type(super::lists::list_type(Type::String)).value())
        }
        Collection::Items(_) => Err(call.error("a map or object is needed")),
    }
}

/// `values(map)`, in the order of the keys
pub(super) fn values(call: &Call<'_>) -> Outcome {
    let object = call.entries(0)?;
    let values = object.entries.values().cloned().collect();
    Ok(match object.open {
        None => sequence(object, values),
        Some(_) => list_of_open(call, Type::Any, values),
    })
}

/// `merge(maps…)`: later ones win, nulls are skipped; what is unknown makes the result open, and hides what came
/// before it.
pub(super) fn merge(call: &Call<'_>) -> Outcome {
    let mut entries: BTreeMap<Arc<str>, Value> = BTreeMap::new();
    let mut open: Option<Arc<Unknown>> = None;
    let mut all_maps = true;
    let mut some = false;
    for argument in call.arguments {
        match &argument.data {
            Data::Null => all_maps = false,
            Data::Object(object) => {
                some = true;
                all_maps &= object.is_map;
                if let Some(cause) = &object.open {
                    hide(&mut entries, cause);
                    open = open.or_else(|| Some(Arc::clone(cause)));
                }
                for (key, value) in &object.entries {
                    let origin = value.origin.and(&argument.origin);
                    entries.insert(Arc::clone(key), value.clone().at(origin).marked(argument.sensitive));
                }
            }
            Data::Unknown(unknown) if !super::super::arguments::scalar(unknown) => {
                let rest = Arc::new(Unknown::because(unknown.cause.clone()));
                hide(&mut entries, &rest);
                all_maps = false;
                open = open.or(Some(rest));
            }
            _ => return Err(call.error("all arguments must be maps or objects")),
        }
        if entries.len() > MAX_ITEMS {
            return Err(too_many());
        }
    }
    let is_map = some && all_maps && common_scalar(&entries);
    Ok(Value::object_of(is_map, entries, open))
}

/// Maps of different types merge to an object.
fn common_scalar(entries: &BTreeMap<Arc<str>, Value>) -> bool {
    let mut kinds = entries.values().map(type_of).filter(|kind| !matches!(kind, Type::Any));
    let first = kinds.next();
    first
        .is_none_or(|first| kinds.all(|kind| std::mem::discriminant(&kind) == std::mem::discriminant(&first)))
}

/// Entries that something unknown may replace are there, but not known.
fn hide(entries: &mut BTreeMap<Arc<str>, Value>, cause: &Arc<Unknown>) {
    for value in entries.values_mut() {
        *value = Unknown::because(Cause::clone(&cause.cause)).value().at(value.origin.clone());
    }
}

/// `transpose(map of lists)`
pub(super) fn transpose(call: &Call<'_>) -> Outcome {
    let object = call.entries(0)?;
    if object.open.is_some() {
        return Ok(call.unknown_because(&call.arguments[0], None));
    }
    let mut turned: BTreeMap<Arc<str>, Vec<Value>> = BTreeMap::new();
    for (key, list) in &object.entries {
        let items = match &list.data {
            Data::List(list) => &list.items,
            Data::Unknown(_) | Data::Branches(_) => return Ok(call.unknown_because(list, None)),
            _ => return Err(call.error("the values must be lists of strings")),
        };
        for item in items {
            let text = to_string(item);
            match text.as_str() {
                Some(text) => turned.entry(text.into()).or_default().push(Value::string(Arc::clone(key))),
                None if text.is_error() => return Err(text),
                None if text.is_null() => return Err(call.error("an item is null")),
                None => return Ok(call.unknown_because(&text, None)),
            }
        }
    }
    let lists = turned.into_iter().map(|(key, items)| (key, Value::list(ListKind::List, items)));
    Ok(Value::map(Entries::from_iter(lists)))
}

/// `zipmap(keys, values)`
pub(super) fn zipmap(call: &Call<'_>) -> Outcome {
    let keys = call.list(0)?;
    let values = call.sequence(1)?;
    if keys.items.len() != values.items.len() {
        return Err(call.error("keys and values must have the same length"));
    }
    let mut entries = BTreeMap::new();
    // keys have no mark of their own
    let secret = keys.items.iter().any(|key| key.sensitive);
    for (key, value) in keys.items.iter().zip(&values.items) {
        let key = to_string(key);
        match key.as_str() {
            Some(key) => {
                entries.insert(Arc::from(key), value.clone());
            }
            None if key.is_error() => return Err(key),
            None if key.is_null() => return Err(call.error("a key is null")),
            None => return Ok(call.unknown_because(&key, None)),
        }
    }
    let is_map = values.kind == ListKind::List && common_type(entries.values()).is_some();
    Ok(Value::object_of(is_map, entries, None).marked(secret))
}
