//! Building a value of parts that branch: one result for each combination that the conditions allow.

use crate::value::{Data, Value};

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
    Value::combined(parts, Value::is_branching, &mut |parts| Value::concatenation(&parts))
}

/// A list without what is `AWS::NoValue`.
pub(super) fn list(items: Vec<Value>) -> Value {
    Value::combined(items, may_be_left_out, &mut |items| {
        Value::tuple(items.into_iter().filter(|item| !item.is_null()).collect())
    })
}
