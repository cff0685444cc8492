//! The one type that several values are converted to, by Terraform's rules: what `list(any)`, conditionals,
//! `tolist`, `setunion` and others do before they do anything else.

use super::{Cause, Data, ListKind, ObjectAttribute, Type, Unknown, Value, convert};
use std::sync::Arc;

/// Deepest type that is looked at; deeper values keep their own types.
const MAX_DEPTH: u16 = 32;

/// The type of a value; [`Type::Any`] where it is not certain.
pub(crate) fn type_of(value: &Value) -> Type {
    type_within(value, 0)
}

fn type_within(value: &Value, depth: u16) -> Type {
    if depth > MAX_DEPTH {
        return Type::Any;
    }
    match &value.data {
        Data::Null | Data::Branches(_) | Data::Handle(_) => Type::Any,
        Data::Bool(_) => Type::Bool,
        Data::Number(_) => Type::Number,
        Data::String(_) | Data::Text(_) => Type::String,
        Data::Unknown(unknown) => unknown.kind.clone().unwrap_or(Type::Any),
        Data::List(list) if list.kind == ListKind::Tuple => {
            Type::Tuple(list.items.iter().map(|item| type_within(item, depth + 1)).collect())
        }
        Data::List(list) => {
            let item =
                shared(list.items.iter().map(|item| type_within(item, depth + 1))).unwrap_or(Type::Any);
            if list.kind == ListKind::Set { Type::Set(Arc::new(item)) } else { Type::List(Arc::new(item)) }
        }
        Data::Object(object) if object.is_map => {
            let items = object.entries.values().map(|item| type_within(item, depth + 1));
            Type::Map(Arc::new(shared(items).unwrap_or(Type::Any)))
        }
        Data::Object(object) if object.open.is_some() => Type::Any,
        Data::Object(object) => Type::Object(
            object
                .entries
                .iter()
                .map(|(name, item)| ObjectAttribute {
                    name: Arc::clone(name),
                    kind: type_within(item, depth + 1),
                    optional: false,
                    default: None,
                })
                .collect(),
        ),
    }
}

/// The type that all values can be converted to; `None` where there is none.
pub(crate) fn common_type<'v>(values: impl Iterator<Item = &'v Value>) -> Option<Type> {
    shared(values.map(type_of))
}

fn shared(kinds: impl Iterator<Item = Type>) -> Option<Type> {
    let mut scalars = [false; 3];
    let mut others: Option<Type> = None;
    for kind in kinds {
        match kind {
            Type::Any => {}
            Type::Bool => scalars[0] = true,
            Type::Number => scalars[1] = true,
            Type::String => scalars[2] = true,
            kind => {
                others = Some(match others {
                    None => kind,
                    Some(before) => both(&before, &kind)?,
                });
            }
        }
    }
    match (scalars, others) {
        ([false, false, false], None) => Some(Type::Any),
        ([false, false, false], Some(kind)) => Some(kind),
        (_, Some(_)) => None,
        ([_, _, true], None) => Some(Type::String),
        ([true, false, false], None) => Some(Type::Bool),
        ([false, true, false], None) => Some(Type::Number),
        ([true, true, false], None) => None,
    }
}

fn pair(a: &Type, b: &Type) -> Option<Arc<Type>> {
    shared([a.clone(), b.clone()].into_iter()).map(Arc::new)
}

/// The type of two collection types.
fn both(a: &Type, b: &Type) -> Option<Type> {
    match (a, b) {
        (Type::Tuple(a), Type::Tuple(b)) if a.len() == b.len() => {
            let items: Option<Vec<Type>> =
                a.iter().zip(b.iter()).map(|(a, b)| shared([a.clone(), b.clone()].into_iter())).collect();
            items.map(|items| Type::Tuple(items.into()))
        }
        (Type::Tuple(a), Type::Tuple(b)) => {
            shared(a.iter().chain(b.iter()).cloned()).map(|item| Type::List(Arc::new(item)))
        }
        (Type::List(a), Type::List(b)) => pair(a, b).map(Type::List),
        (Type::Set(a), Type::Set(b)) => pair(a, b).map(Type::Set),
        // a set can be converted to a list
        (Type::Set(set), Type::List(list)) | (Type::List(list), Type::Set(set)) => {
            pair(set, list).map(|_| Type::List(Arc::clone(list)))
        }
        (Type::List(item), Type::Tuple(items)) | (Type::Tuple(items), Type::List(item)) => {
            shared(items.iter().cloned().chain([Type::clone(item)])).map(|item| Type::List(Arc::new(item)))
        }
        (Type::Set(item), Type::Tuple(items)) | (Type::Tuple(items), Type::Set(item)) => {
            shared(items.iter().cloned().chain([Type::clone(item)])).map(|item| Type::Set(Arc::new(item)))
        }
        (Type::Map(a), Type::Map(b)) => pair(a, b).map(Type::Map),
        (Type::Map(item), Type::Object(attributes)) | (Type::Object(attributes), Type::Map(item)) => {
            let kinds = attributes.iter().map(|attribute| attribute.kind.clone());
            shared(kinds.chain([Type::clone(item)])).map(|item| Type::Map(Arc::new(item)))
        }
        (Type::Object(a), Type::Object(b)) => objects(a, b),
        _ => None,
    }
}

fn objects(a: &[ObjectAttribute], b: &[ObjectAttribute]) -> Option<Type> {
    let same_names = a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.name == b.name);
    if !same_names {
        let kinds = a.iter().chain(b).map(|attribute| attribute.kind.clone());
        return shared(kinds).map(|item| Type::Map(Arc::new(item)));
    }
    let attributes: Option<Vec<ObjectAttribute>> = a
        .iter()
        .zip(b)
        .map(|(a, b)| {
            let kind = shared([a.kind.clone(), b.kind.clone()].into_iter())?;
            Some(ObjectAttribute { kind, ..a.clone() })
        })
        .collect();
    attributes.map(|attributes| Type::Object(attributes.into()))
}

/// The values converted to the type they share; `None` where they share none. Values whose type is not certain
/// stay as they are.
pub(crate) fn unified(values: &[Value]) -> Option<Vec<Value>> {
    let kind = common_type(values.iter())?;
    let open = values.iter().find(|value| value.as_unknown().is_some_and(|unknown| unknown.kind.is_none()));
    Some(values.iter().map(|value| in_common(value, &kind, open)).collect())
}

/// A value converted to the type that it shares with others, one of which is `open`: of no known type. Numbers and
/// booleans, in collections too, become strings where that one has strings in their place.
fn in_common(value: &Value, kind: &Type, open: Option<&Value>) -> Value {
    match open.and_then(Value::cause) {
        None => convert(value, kind),
        Some(_) if value.as_unknown().is_some_and(|unknown| unknown.kind.is_none()) => value.clone(),
        Some(cause) => loosened(&convert(value, kind), cause),
    }
}

/// A value of which only what is a string for certain keeps its type.
fn loosened(value: &Value, cause: &Cause) -> Value {
    let same = |data: Value| data.at(value.origin.clone()).marked(value.sensitive);
    match &value.data {
        Data::Null | Data::String(_) | Data::Text(_) | Data::Handle(_) => value.clone(),
        Data::Number(_) | Data::Bool(_) => same(Unknown::because(cause.clone()).set().value()),
        Data::Unknown(unknown) if unknown.kind.as_ref().is_none_or(is_of_strings) => value.clone(),
        Data::Unknown(unknown) => {
            let unknown = Unknown { kind: None, formula: None, identity: None, ..Unknown::clone(unknown) };
            Value { data: unknown.value().data, ..value.clone() }
        }
        Data::List(list) => {
            let items = list.items.iter().map(|item| loosened(item, cause)).collect();
            same(if list.kind == ListKind::Set { Value::set(items) } else { Value::list(list.kind, items) })
        }
        Data::Object(object) => {
            let entries = object.entries.iter().map(|(name, item)| (Arc::clone(name), loosened(item, cause)));
            same(Value::object_of(object.is_map, entries.collect::<Vec<_>>(), object.open.clone()))
        }
        Data::Branches(_) => value.map_leaves(&mut |leaf| loosened(leaf, cause)),
    }
}

fn is_of_strings(kind: &Type) -> bool {
    match kind {
        Type::String => true,
        Type::List(item) | Type::Map(item) => is_of_strings(item),
        _ => false,
    }
}
