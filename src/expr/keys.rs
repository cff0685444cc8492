//! An element by a key that is not known, case by case: `local.settings[var.environment]`.

use super::operators::equality_formula;
use super::traversal::{any_of, within};
use super::{Evaluator, unknown_from};
use crate::value::{CauseKind, Formula, Object, Value, to_string};
use std::sync::Arc;

/// Most elements that are told apart by a key.
const MOST_KEYS: usize = 16;

/// An element and when it is the one that is meant.
type Candidate<'v> = (Formula, &'v Value);

impl Evaluator<'_> {
    /// The element of an object or map under a key that is not known. A key that is none of its keys is an error, which
    /// `try` and `can` see and nothing else survives.
    pub(super) fn under_unknown_key(&self, object: &Object, key: &Value, whole: &Value) -> Value {
        let one = || match self.errors_are_taken {
            false => any_of(object.entries.values(), object.open.is_some(), key, whole),
            true => unknown_from(key),
        };
        let missing = self.errors_are_taken.then(|| Value::error("there is no element with this key"));
        by_key(object, key, whole, missing).unwrap_or_else(one)
    }
}

/// The element under a key in the cases of the key; `missing` is what stands for a key that is none of its keys, where
/// there may be such. `None` where the cases cannot be told apart, or are too many.
pub(super) fn by_key(object: &Object, key: &Value, whole: &Value, missing: Option<Value>) -> Option<Value> {
    if key.sensitive || whole.sensitive {
        // the cases are told by their keys
        return None;
    }
    let mut candidates = candidates(object, key)?;
    let rest = match missing {
        Some(missing) => missing,
        None => within(candidates.pop()?.1, whole),
    };
    let found = candidates
        .iter()
        .rev()
        .fold(rest, |rest, (condition, element)| Value::branches(condition, within(element, whole), rest));
    let over_bounds = found.cause().is_some_and(|cause| cause.kind == CauseKind::Bound);
    (!over_bounds).then_some(found)
}

/// The elements that a key may lead to; `None` where they cannot be told apart, or are too many.
fn candidates<'v>(object: &'v Object, key: &Value) -> Option<Vec<Candidate<'v>>> {
    if object.open.is_some() || object.entries.len() > MOST_KEYS {
        return None;
    }
    let key = to_string(key);
    let mut candidates = Vec::new();
    for (name, element) in &object.entries {
        let name = Value::string(Arc::clone(name));
        if key.equals(&name) != Some(false) {
            candidates.push((equality_formula(&key, &name)?, element));
        }
    }
    Some(candidates)
}
