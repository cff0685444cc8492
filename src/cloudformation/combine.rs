//! Building a value of parts that branch: one result for each combination that the conditions allow.

use crate::value::{Cause, Data, Formula, MAX_LEAVES, Value};

/// What `build` makes of the items, for every combination of those branches that `splits` names. Branches on the same
/// condition are decided together; over [`MAX_LEAVES`] combinations the result is unknown.
pub(super) fn combine(
    items: Vec<Value>,
    splits: fn(&Value) -> bool,
    build: &mut dyn FnMut(Vec<Value>) -> Value,
) -> Value {
    let mut leaves = Some(MAX_LEAVES);
    let combined = split(items, splits, build, &mut leaves);
    match leaves {
        Some(_) => combined,
        None => Value::unknown(Cause::bound("cases in one value")),
    }
}

fn split(
    mut items: Vec<Value>,
    splits: fn(&Value) -> bool,
    build: &mut dyn FnMut(Vec<Value>) -> Value,
    // how many more combinations there may be; none left is too many
    leaves: &mut Option<u32>,
) -> Value {
    let Some(left) = *leaves else { return Value::null() };
    let Some(condition) = items.iter().find(|item| splits(item)).and_then(condition) else {
        *leaves = left.checked_sub(1);
        return build(items);
    };
    let then = items.iter().map(|item| item.assuming(&condition, true)).collect();
    for item in &mut items {
        *item = item.assuming(&condition, false);
    }
    let then = split(then, splits, build, leaves);
    let otherwise = split(items, splits, build, leaves);
    Value::branches(&condition, then, otherwise)
}

fn condition(value: &Value) -> Option<Formula> {
    match &value.data {
        Data::Branches(branches) => Some(branches.condition.clone()),
        _ => None,
    }
}

/// Whether it branches.
pub(super) fn branches(value: &Value) -> bool {
    matches!(value.data, Data::Branches(_))
}

/// Whether it branches and is `AWS::NoValue` in one of its cases.
pub(super) fn may_be_left_out(value: &Value) -> bool {
    match &value.data {
        Data::Branches(branches) => has_null(&branches.then) || has_null(&branches.otherwise),
        _ => false,
    }
}

fn has_null(value: &Value) -> bool {
    match &value.data {
        Data::Null => true,
        Data::Branches(branches) => has_null(&branches.then) || has_null(&branches.otherwise),
        _ => false,
    }
}

/// The concatenation of strings, branches decided together.
pub(super) fn concatenate(parts: Vec<Value>) -> Value {
    combine(parts, branches, &mut |parts| Value::concatenation(&parts))
}

/// A list without what is `AWS::NoValue`.
pub(super) fn list(items: Vec<Value>) -> Value {
    combine(items, may_be_left_out, &mut |items| {
        Value::tuple(items.into_iter().filter(|item| !item.is_null()).collect())
    })
}
