//! Policy documents understood, not matched: who may do what on which resource, three-valued.
//!
//! [`Policy::read`] takes a document in any form (JSON text with unknown parts, an object, branches of those);
//! [`may`] decides a [`Question`] by AWS's policy evaluation: default deny, explicit deny wins, an unknown part makes
//! the answer unknown only where it matters. [`questions`] are the ones about the audit trail. Pure over values: knows
//! nothing of resources, of the model, or of the language a document was written in.

mod action;
mod arn;
mod compare;
mod condition;
mod context;
mod document;
mod evaluate;
mod json;
mod matching;
mod pattern;
mod principal;
pub mod questions;
mod show;
#[cfg(test)]
mod tests;
mod written;

pub use context::{Context, ContextValue};
pub use document::{Element, Policy, Statement};
pub use evaluate::{
    Asked, Decision, Extent, Question, Witness, denied_throughout, may, may_any, statement_matches,
};
pub use principal::Principal;

use crate::expr::logic;
use crate::value::{Data, Value};

/// Whether it holds for an item of an element that is one value or a list of them (`"Action": "a"` is
/// `"Action": ["a"]`); nulls are no items.
fn any_item(value: &Value, holds: &mut dyn FnMut(&Value) -> Value) -> Value {
    value.map_leaves(&mut |leaf| match &leaf.data {
        Data::List(list) => {
            let mut so_far = Value::bool(false);
            for item in &list.items {
                let answer = item.map_leaves(&mut |item| match &item.data {
                    Data::Null => Value::bool(false),
                    Data::List(_) => any_item(item, holds),
                    _ => holds(item),
                });
                so_far = either(&so_far, &answer);
                if so_far.as_bool() == Some(true) {
                    break;
                }
            }
            so_far
        }
        Data::Null => Value::bool(false),
        _ => leaf.certain_items().iter().fold(holds(leaf), |so_far, item| match so_far.as_bool() {
            Some(true) => so_far,
            _ => either(&so_far, &item.map_leaves(holds)),
        }),
    })
}

/// Applies `f` to every combination of the values' leaves that can be.
fn over_leaves(values: &[Value], f: &mut dyn FnMut(&[Value]) -> Value) -> Value {
    Value::distributed(values.to_vec(), &mut |values| f(&values))
}

/// `a || b`, cheap where one of them decides.
fn either(a: &Value, b: &Value) -> Value {
    match (a.as_bool(), b.as_bool()) {
        (Some(true), _) | (_, Some(false)) => a.clone(),
        (Some(false), _) | (_, Some(true)) => b.clone(),
        _ => logic::or(a, b),
    }
}

/// `a && b`, cheap where one of them decides.
fn both(a: &Value, b: &Value) -> Value {
    match (a.as_bool(), b.as_bool()) {
        (Some(false), _) | (_, Some(true)) => a.clone(),
        (Some(true), _) | (_, Some(false)) => b.clone(),
        _ => logic::and(a, b),
    }
}
