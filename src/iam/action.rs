//! The `Action` and `Resource` elements, plain and negated, against what is asked.

use super::any_item;
use super::context::Context;
use super::document::{Element, Statement};
use super::evaluate::Extent;
use super::matching::{Outcome, relation};
use super::pattern::{Pattern, Reading};
use crate::expr::logic;
use crate::value::{Cause, Value};

/// Names of actions count without case.
pub(super) fn asked(action: &str) -> Pattern {
    Pattern::known(action, Reading { fold: true, ..Reading::WILD })
}

/// Whether the statement is about the action: about all that a name with wildcards stands for, or some of it.
pub(super) fn matches_action(statement: &Statement, action: &Pattern, extent: Extent) -> Value {
    let Some(element) = &statement.action else { return Value::error("the statement has no `Action`") };
    let reading = Reading { fold: true, ..Reading::WILD };
    listed(element, extent, &mut |item, extent| {
        if let Some(same) = item.as_str().and_then(|text| action.at_a_glance(text, reading)) {
            return Value::bool(same);
        }
        match Pattern::read(item, reading) {
            Some(pattern) => relation(&pattern, action, extent).value(),
            None => Value::error("an action is not a string"),
        }
    })
}

/// Whether the statement is about the resource. Spellings are names of the same resource: what is certain by one of
/// them is certain.
pub(super) fn matches_resource(
    statement: &Statement,
    spellings: &[Pattern],
    context: &Context,
    extent: Extent,
) -> Value {
    let Some(element) = &statement.resource else { return Value::error("the statement has no `Resource`") };
    let reading = Reading { variables: statement.variables.then_some(context), ..Reading::WILD };
    // what is certainly not one of its names is not the resource
    let otherwise = |item: &Value| {
        let differs = |spelling: &Pattern, text| spelling.at_a_glance(text, reading) == Some(false);
        item.as_str().is_some_and(|text| spellings.iter().any(|spelling| differs(spelling, text)))
    };
    listed(element, extent, &mut |item, extent| {
        if otherwise(item) {
            return Value::bool(false);
        }
        match Pattern::read(item, reading) {
            Some(pattern) => by_spelling(spellings, &mut |needed| relation(&pattern, needed, extent))
                .unwrap_or_else(|| Outcome::Unknown(Cause::bound("names of a resource").into()))
                .value(),
            None => Value::error("a resource is not a string"),
        }
    })
}

/// `Not…` of all means: of none of the listed; `Not…` of some means: not of all.
fn listed(element: &Element, extent: Extent, matches: &mut dyn FnMut(&Value, Extent) -> Value) -> Value {
    if !element.negated {
        return any_item(&element.value, &mut |item| matches(item, extent));
    }
    let opposite = match extent {
        Extent::All => Extent::Some,
        Extent::Some => Extent::All,
    };
    logic::not(&any_item(&element.value, &mut |item| matches(item, opposite)))
}

/// The answer that the names of one thing give together: what matches one of them matches the thing, and what is
/// certainly not one of them is not the thing.
pub(super) fn by_spelling<S>(spellings: &[S], answer: &mut dyn FnMut(&S) -> Outcome) -> Option<Outcome> {
    let mut kept: Option<Outcome> = None;
    for spelling in spellings {
        match (answer(spelling), &kept) {
            (Outcome::Yes, _) => return Some(Outcome::Yes),
            (outcome @ Outcome::No, _) | (outcome, None) => kept = Some(outcome),
            (Outcome::Unknown(_), Some(_)) => {}
        }
    }
    kept
}
