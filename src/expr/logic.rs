//! Three-valued logic over values, for questions that are asked in Rust: what the operators do, without syntax.

use super::operators::{and_values, equal, not_value};
use super::{attribute_of, unknown_from};
use crate::value::{Data, Value};

/// Applies `f` to every leaf of a value that branches.
pub fn each_leaf(value: &Value, f: &mut dyn FnMut(&Value) -> Value) -> Value {
    value.map_leaves(f)
}

/// `a && b`
pub fn and(a: &Value, b: &Value) -> Value {
    and_values(a, b)
}

/// `a || b`
pub fn or(a: &Value, b: &Value) -> Value {
    not(&and(&not(a), &not(b)))
}

/// `!a`
pub fn not(value: &Value) -> Value {
    not_value(value)
}

/// `value == text`; false for null.
pub fn is(value: &Value, text: &str) -> Value {
    if let (Some(known), false) = (value.as_str(), value.sensitive) {
        return Value::bool(known == text).at(value.origin.clone());
    }
    let wanted = Value::string(text);
    let origin = value.origin.clone();
    value.map_leaves(&mut |leaf| equal(leaf, &wanted)).at(origin)
}

/// A field of an object; unknown where the object is.
pub fn field(object: &Value, name: &str) -> Value {
    object.map_leaves(&mut |leaf| attribute_of(leaf, name))
}

/// Whether it holds for some item of a list; unknown where the list is, unless a known item decides.
pub fn any(list: &Value, holds: &mut dyn FnMut(&Value) -> Value) -> Value {
    let found = list.map_leaves(&mut |leaf| match &leaf.data {
        Data::List(items) => items.items.iter().fold(Value::bool(false), |so_far, item| {
            if so_far.as_bool() == Some(true) { so_far } else { or(&so_far, &item.map_leaves(holds)) }
        }),
        Data::Null => Value::bool(false),
        _ => leaf.certain_items().iter().fold(unknown_from(leaf), |so_far, item| {
            if so_far.as_bool() == Some(true) { so_far } else { or(&so_far, &item.map_leaves(holds)) }
        }),
    });
    let origin = list.origin.deciding_as(&found.origin);
    found.at(origin)
}

/// Whether it holds for every item of a list.
pub fn all(list: &Value, holds: &mut dyn FnMut(&Value) -> Value) -> Value {
    not(&any(list, &mut |item| not(&holds(item))))
}
