//! Types and errors: `tolist` and its like, `try`, `can`, the sensitive mark.

mod template;

use super::arguments::{Outcome, scalar, settled};
use super::{Arity, Call, Function, OnUnknown, any_type};
use crate::value::unify::{type_of, unified};
use crate::value::{Data, ListKind, Type, Value, convert};
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[
    row("can", Arity::exactly(1), || Some(Type::Bool), can),
    row("ephemeralasnull", Arity::exactly(1), any_type, ephemeralasnull),
    row("issensitive", Arity::exactly(1), || Some(Type::Bool), issensitive),
    row("nonsensitive", Arity::exactly(1), any_type, nonsensitive),
    row("sensitive", Arity::exactly(1), any_type, |call| call.arguments[0].clone().marked(true)),
    row("templatestring", Arity::exactly(2), || Some(Type::String), |call| settled(template::render(call))),
    row("tobool", Arity::exactly(1), || Some(Type::Bool), |call| convert(&call.arguments[0], &Type::Bool)),
    row("tolist", Arity::exactly(1), any_type, |call| settled(to_list(call))),
    row("tomap", Arity::exactly(1), any_type, |call| settled(to_map(call))),
    row(
        "tonumber",
        Arity::exactly(1),
        || Some(Type::Number),
        |call| convert(&call.arguments[0], &Type::Number),
    ),
    row("toset", Arity::exactly(1), any_type, |call| settled(to_set(call))),
    row(
        "tostring",
        Arity::exactly(1),
        || Some(Type::String),
        |call| convert(&call.arguments[0], &Type::String),
    ),
    row("try", Arity::at_least(1), any_type, attempt),
];

const fn row(
    name: &'static str,
    arity: Arity,
    result: fn() -> Option<Type>,
    run: fn(&Call<'_>) -> Value,
) -> Function {
    Function { name, arity, unknown: OnUnknown::Own, result, run }
}

/// `try(values…)`: the first that is no error. An unknown that may yet turn out to be one is returned without what does
/// not hold for the next ones, too.
fn attempt(call: &Call<'_>) -> Value {
    let Some(at) = call.arguments.iter().position(|argument| !holds_error(argument, 0)) else {
        return call.error("no argument is without an error");
    };
    let found = &call.arguments[at];
    let (Some(unknown), [next, ..]) = (found.as_unknown(), &call.arguments[at + 1..]) else {
        return found.clone();
    };
    let rest = &call.arguments[at + 1..];
    // an attribute of a resource that is there can be read
    if !unknown.fallible && unknown.reference.is_some() {
        return found.clone();
    }
    let mut either = unknown.clone();
    either.kind = either.kind.filter(|kind| kind.to_string() == type_of(next).to_string());
    if either.fallible || either.identity.is_none() {
        either.not_null &= rest.iter().all(|next| next.null_test() == Some(false));
        either.not_empty &= rest.iter().all(|next| next.empty_test() == Some(false));
        (either.prefix, either.suffix, either.formula, either.items) = (None, None, None, None);
        (either.letters, either.called, either.reference, either.fallible) = (None, None, None, false);
        // the same text of the same values is the same wherever it is read
        let names: Option<Vec<String>> = rest.iter().map(spelled).collect();
        either.identity = either
            .identity
            .zip(names)
            .map(|(name, names)| format!("try({name}, {})", names.join(", ")).into());
    }
    either.value().at(found.origin.clone()).marked(found.sensitive)
}

/// A scalar in letters, or the name of one that is not known.
fn spelled(value: &Value) -> Option<String> {
    match &value.data {
        Data::Null => Some("null".to_owned()),
        Data::Unknown(unknown) => unknown.identity.as_deref().map(str::to_owned),
        Data::String(text) if !value.sensitive => Some(format!("{text:?}")),
        Data::Bool(_) | Data::Number(_) if !value.sensitive => {
            convert(value, &Type::String).as_str().map(str::to_owned)
        }
        _ => None,
    }
}

/// `can(value)`
fn can(call: &Call<'_>) -> Value {
    let value = &call.arguments[0];
    if holds_error(value, 0) {
        Value::bool(false)
    } else if value.is_wholly_known() {
        Value::bool(true)
    } else {
        call.unknown_because(value, Some(Type::Bool))
    }
}

/// An error anywhere in a collection is an error of the whole.
fn holds_error(value: &Value, depth: u16) -> bool {
    if depth > crate::value::MAX_VALUE_DEPTH {
        return false;
    }
    match &value.data {
        Data::List(list) => list.items.iter().any(|item| holds_error(item, depth + 1)),
        Data::Object(object) => object.entries.values().any(|item| holds_error(item, depth + 1)),
        _ => value.is_error(),
    }
}

/// `ephemeralasnull(value)`: the value, unless the scope knows of ephemeral ones.
fn ephemeralasnull(call: &Call<'_>) -> Value {
    let answer = call.scope.call(call.name, call.arguments, call.span);
    answer.unwrap_or_else(|| call.arguments[0].clone())
}

fn issensitive(call: &Call<'_>) -> Value {
    let value = &call.arguments[0];
    is_marked(value).map_or_else(|| call.unknown_because(value, Some(Type::Bool)), Value::bool)
}

/// Whether a value is sensitive in all of its cases or in none.
fn is_marked(value: &Value) -> Option<bool> {
    match &value.data {
        // a mark may be that of one of the things only that it may be
        Data::Unknown(_) => None,
        Data::Branches(branches) => match (is_marked(&branches.then)?, is_marked(&branches.otherwise)?) {
            // the whole bears the marks of its cases; where none has one, the mark is that of the whole
            (false, false) => Some(value.sensitive),
            (then, otherwise) => (then == otherwise).then_some(then),
        },
        _ => Some(value.sensitive),
    }
}

fn nonsensitive(call: &Call<'_>) -> Value {
    Value { sensitive: false, ..call.arguments[0].clone() }
}

/// A null or unknown argument as it is; else what `known` makes of it.
fn converted(
    call: &Call<'_>,
    kind: fn(Arc<Type>) -> Type,
    known: fn(&Call<'_>, &Value) -> Outcome,
) -> Outcome {
    let value = &call.arguments[0];
    let result = match &value.data {
        Data::Null => return Ok(value.clone()),
        Data::Unknown(unknown) if scalar(unknown) => Err(call.error("a collection is needed")),
        Data::Unknown(unknown) => {
            let mut unknown = unknown.as_ref().clone();
            // the items' type stays where it is known; the collection is another value than the one it is made of
            let item = match &unknown.kind {
                Some(Type::List(item) | Type::Set(item) | Type::Map(item)) => Arc::clone(item),
                _ => Arc::new(Type::Any),
            };
            unknown.kind = Some(kind(item));
            unknown.reference = None;
            unknown.identity = unknown.identity.map(|identity| format!("{}({identity})", call.name).into());
            Ok(unknown.value())
        }
        _ => known(call, value),
    };
    result.map(|result| result.at(value.origin.clone()))
}

fn to_list(call: &Call<'_>) -> Outcome {
    converted(call, Type::List, |call, value| {
        if matches!(&value.data, Data::List(list) if list.kind == ListKind::Set) && !value.is_wholly_known() {
            let kind = Some(Type::List(Arc::new(Type::Any)));
            let unknown = call.unknown_because(value, kind);
            let items = value.certain_items().to_vec();
            return Ok(unknown.as_unknown().map_or(unknown.clone(), |it| it.clone().holding(items).value()));
        }
        items(call, value).map(|items| Value::list(ListKind::List, items))
    })
}

fn to_set(call: &Call<'_>) -> Outcome {
    converted(call, Type::Set, |call, value| items(call, value).map(Value::set))
}

fn to_map(call: &Call<'_>) -> Outcome {
    converted(call, Type::Map, |call, value| {
        let Data::Object(object) = &value.data else { return Err(call.error("a map or object is needed")) };
        let values: Vec<Value> = object.entries.values().cloned().collect();
        let values = unified(&values).ok_or_else(|| call.error("all values must have the same type"))?;
        let entries: Vec<_> = object.entries.keys().map(Arc::clone).zip(values).collect();
        Ok(Value::object_of(true, entries, object.open.clone()))
    })
}

/// The items of a list, tuple or set, converted to one type.
fn items(call: &Call<'_>, value: &Value) -> Result<Vec<Value>, Value> {
    let Data::List(list) = &value.data else { return Err(call.error("a list, set or tuple is needed")) };
    unified(&list.items).ok_or_else(|| call.error("all items must have the same type"))
}
