//! Conversion between types, by Terraform's rules: unknown and branching values keep what is known of them.

use super::{Cause, Data, ListKind, Number, Object, ObjectAttribute, Type, Unknown, Value, unify};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The value as that type; an error value where Terraform would refuse.
pub fn convert(value: &Value, kind: &Type) -> Value {
    let converted = match (&value.data, kind) {
        (_, Type::Any) | (Data::Null, _) => return value.clone(),
        (Data::Branches(_), _) => return value.map_leaves(&mut |leaf| convert(leaf, kind)),
        (Data::Unknown(unknown), _) => unknown_as(unknown, kind),
        (Data::Handle(_), _) => return value.clone(),
        (_, Type::Bool) => to_bool(value),
        (_, Type::Number) => to_number(value),
        (_, Type::String) => to_string(value),
        (Data::List(list), Type::List(item)) => Value::list(ListKind::List, convert_items(&list.items, item)),
        (Data::List(list), Type::Set(item)) => Value::set(convert_items(&list.items, item)),
        (Data::List(list), Type::Tuple(kinds)) if list.items.len() == kinds.len() => Value::tuple(
            list.items.iter().zip(kinds.iter()).map(|(item, kind)| convert(item, kind)).collect(),
        ),
        (Data::Object(object), Type::Map(item)) => {
            let values: Vec<Value> = object.entries.values().cloned().collect();
            let values = convert_items(&values, item);
            let entries: Vec<_> = object.entries.keys().map(Arc::clone).zip(values).collect();
            Value::object_of(true, entries, object.open.clone())
        }
        (Data::Object(object), Type::Object(attributes)) => convert_object(object, attributes),
        _ => Value::error(format!("{kind} required, but this is {}", described(value))),
    };
    let converted = first_error(&converted).unwrap_or(converted);
    converted.at(value.origin.clone()).marked(value.sensitive).hushed(value.sensitive)
}

fn convert_items(items: &[Value], item: &Type) -> Vec<Value> {
    if matches!(item, Type::Any) {
        return of_one_type(items);
    }
    let converted: Vec<Value> = items.iter().map(|value| convert(value, item)).collect();
    if item.holds_any() { of_one_type(&converted) } else { converted }
}

/// `any` within a collection is one type for all its items.
fn of_one_type(items: &[Value]) -> Vec<Value> {
    unify::unified(items).unwrap_or_else(|| items.to_vec())
}

fn first_error(value: &Value) -> Option<Value> {
    let is_error = |value: &&Value| value.is_error();
    match &value.data {
        Data::List(list) => list.items.iter().find(is_error).cloned(),
        Data::Object(object) => object.entries.values().find(is_error).cloned(),
        _ => None,
    }
}

fn convert_object(object: &Object, attributes: &[ObjectAttribute]) -> Value {
    let mut entries = BTreeMap::new();
    for attribute in attributes {
        let given = object.entries.get(&attribute.name);
        let value = match (given, &attribute.default) {
            (Some(value), Some(default)) if value.is_null() => convert(default, &attribute.kind),
            (Some(value), _) => convert(value, &attribute.kind),
            (None, _) if object.open.is_some() => match &object.open {
                Some(open) => Value::new(Data::Unknown(Arc::clone(open))),
                None => Value::null(),
            },
            (None, Some(default)) => convert(default, &attribute.kind),
            (None, None) if attribute.optional => Value::null(),
            (None, None) => return Value::error(format!("attribute `{}` is required", attribute.name)),
        };
        entries.insert(Arc::clone(&attribute.name), value);
    }
    Value::object(entries)
}

fn unknown_as(unknown: &Unknown, kind: &Type) -> Value {
    let mut unknown = unknown.clone();
    if let Some(items) = unknown.items.take()
        && let Type::List(item) | Type::Set(item) = kind
    {
        let items = convert_items(&items.items, item);
        if let Some(error) = items.iter().find(|item| item.is_error()) {
            return error.clone();
        }
        unknown = unknown.holding(items);
    }
    let was_string = matches!(unknown.kind, Some(Type::String));
    if was_string && !matches!(kind, Type::String) {
        unknown.prefix = None;
        unknown.suffix = None;
        unknown.letters = None;
    }
    let always = match (&unknown.kind, kind) {
        (Some(Type::Bool | Type::Number | Type::String), Type::String) => true,
        (Some(own), kind) => std::mem::discriminant(own) == std::mem::discriminant(kind),
        (None, _) => false,
    };
    unknown.fallible |= !always;
    unknown.kind = Some(kind.clone());
    unknown.value()
}

/// As a boolean: `"true"` and `"false"` are; other strings and all numbers are errors.
pub fn to_bool(value: &Value) -> Value {
    let result = match &value.data {
        Data::Bool(_) | Data::Null => return value.clone(),
        Data::Branches(_) => return value.map_leaves(&mut |leaf| to_bool(leaf)),
        Data::Unknown(unknown) => unknown_as(unknown, &Type::Bool),
        Data::Text(_) => match value.cause() {
            Some(cause) => Unknown::because(cause.clone()).set().of_type(Type::Bool).value(),
            None => Value::error("bool required"),
        },
        Data::String(text) => match &**text {
            "true" => Value::bool(true),
            "false" => Value::bool(false),
            _ => Value::error("bool required, but this is another string"),
        },
        _ => Value::error(format!("bool required, but this is {}", described(value))),
    };
    result.at(value.origin.clone()).marked(value.sensitive)
}

/// As a number: strings in decimal notation are; booleans are errors.
pub fn to_number(value: &Value) -> Value {
    let result = match &value.data {
        Data::Number(_) | Data::Null => return value.clone(),
        Data::Branches(_) => return value.map_leaves(&mut |leaf| to_number(leaf)),
        Data::Unknown(unknown) => unknown_as(unknown, &Type::Number),
        Data::Text(_) => match value.cause() {
            Some(cause) => Unknown::because(cause.clone()).set().of_type(Type::Number).value(),
            None => Value::error("number required"),
        },
        Data::String(text) => number_written(text)
            .unwrap_or_else(|| Value::error("number required, but this is another string")),
        _ => Value::error(format!("number required, but this is {}", described(value))),
    };
    result.at(value.origin.clone()).marked(value.sensitive)
}

/// The number that a text stands for: unknown where it has more digits than are kept; `None` where it is none.
pub fn number_written(text: &str) -> Option<Value> {
    let inexact = || Unknown::because(Cause::bound("number precision")).set().of_type(Type::Number).value();
    Number::parse(text).map(Value::number).or_else(|| Number::is_notation(text).then(inexact))
}

/// As a string: numbers and booleans have one; collections are errors.
pub fn to_string(value: &Value) -> Value {
    let result = match &value.data {
        Data::String(_) | Data::Text(_) | Data::Null => return value.clone(),
        Data::Branches(_) => return value.map_leaves(&mut |leaf| to_string(leaf)),
        Data::Unknown(unknown) => {
            let mut unknown = Unknown::clone(unknown);
            // a boolean's or number's text is never empty
            unknown.not_empty |= matches!(unknown.kind, Some(Type::Bool | Type::Number));
            unknown.formula = None;
            unknown.items = None;
            unknown.kind = Some(Type::String);
            unknown.value()
        }
        Data::Bool(value) => Value::string(if *value { "true" } else { "false" }),
        Data::Number(number) => Value::string(number.to_string()),
        _ => Value::error(format!("string required, but this is {}", described(value))),
    };
    result.at(value.origin.clone()).marked(value.sensitive)
}

/// What a value is, for messages.
pub(super) fn described(value: &Value) -> &'static str {
    match &value.data {
        Data::Null => "null",
        Data::Bool(_) => "a bool",
        Data::Number(_) => "a number",
        Data::String(_) | Data::Text(_) => "a string",
        Data::List(list) => match list.kind {
            ListKind::Tuple => "a tuple",
            ListKind::List => "a list",
            ListKind::Set => "a set",
        },
        Data::Object(object) if object.is_map => "a map",
        Data::Object(_) | Data::Handle(_) => "an object",
        Data::Unknown(_) | Data::Branches(_) => "not known",
    }
}
