//! A value that is one of two, by a condition that the files leave open.

use super::{Cause, Data, Formula, Value};
use std::sync::Arc;

/// Most leaves of one branching value; beyond, it is unknown.
pub const MAX_LEAVES: u32 = 64;

/// `condition ? then : otherwise`, undecided.
#[derive(Clone, Debug)]
pub struct Branches {
    /// When `then` holds.
    pub condition: Formula,
    /// The value where the condition holds.
    pub then: Value,
    /// The value where it does not.
    pub otherwise: Value,
    pub(super) depth: u16,
    pub(super) weight: u32,
    leaves: u32,
}

impl Branches {
    /// The same branches under other names.
    pub(super) fn renamed(&self, renaming: &super::Renaming<'_>) -> Branches {
        Branches {
            condition: self.condition.renamed(renaming),
            then: self.then.renamed(renaming),
            otherwise: self.otherwise.renamed(renaming),
            ..*self
        }
    }
}

impl Value {
    /// One of two by an undecided condition; the one where the condition is decided or both are the same.
    pub fn branches(condition: &Formula, then: Value, otherwise: Value) -> Value {
        if let Formula::Constant(holds) = condition {
            return if *holds { then } else { otherwise };
        }
        Value::joined(condition, then.assuming(condition, true), otherwise.assuming(condition, false))
    }

    /// Branches whose arms do not branch on `condition` themselves.
    fn joined(condition: &Formula, then: Value, otherwise: Value) -> Value {
        if then.sensitive == otherwise.sensitive && then.equals(&otherwise) == Some(true) {
            let origin = then.origin.and(&otherwise.origin);
            return then.at(origin);
        }
        let (then, otherwise) = (then.narrowed(condition, true), otherwise.narrowed(condition, false));
        let leaves = then.leaves() + otherwise.leaves();
        let depth = then.depth().max(otherwise.depth()) + 1;
        if leaves > MAX_LEAVES || depth > super::MAX_VALUE_DEPTH {
            return Value::unknown(Cause::bound("cases in one value"));
        }
        let weight = then.weight().saturating_add(otherwise.weight());
        if weight > super::MAX_WEIGHT {
            return Value::unknown(Cause::bound("collection size"));
        }
        let origin = then.origin.and(&otherwise.origin);
        let sensitive = then.sensitive || otherwise.sensitive;
        let branches = Branches { condition: condition.clone(), then, otherwise, depth, weight, leaves };
        Value { data: Data::Branches(Arc::new(branches)), origin, sensitive }
    }

    fn leaves(&self) -> u32 {
        match &self.data {
            Data::Branches(branches) => branches.leaves,
            _ => 1,
        }
    }

    /// The value where `condition` is known to hold or not: branches on the very condition are cut.
    #[must_use]
    pub fn assuming(&self, condition: &Formula, holds: bool) -> Value {
        let Data::Branches(branches) = &self.data else { return self.clone() };
        let negation = condition.negate();
        if !self.branches_on(condition, &negation) {
            return self.clone();
        }
        if branches.condition == *condition {
            let chosen = if holds { &branches.then } else { &branches.otherwise };
            return chosen.assuming(condition, holds);
        }
        if branches.condition == negation {
            let chosen = if holds { &branches.otherwise } else { &branches.then };
            return chosen.assuming(condition, holds);
        }
        let then = branches.then.assuming(condition, holds);
        let otherwise = branches.otherwise.assuming(condition, holds);
        // the arms were built knowing their own condition: to assume it again at every level costs 2^levels
        Value::joined(&branches.condition, then, otherwise).marked(self.sensitive)
    }

    fn branches_on(&self, condition: &Formula, negation: &Formula) -> bool {
        match &self.data {
            Data::Branches(branches) => {
                branches.condition == *condition
                    || branches.condition == *negation
                    || branches.then.branches_on(condition, negation)
                    || branches.otherwise.branches_on(condition, negation)
            }
            _ => false,
        }
    }

    /// Applies `f` to every leaf.
    pub fn map_leaves(&self, f: &mut dyn FnMut(&Value) -> Value) -> Value {
        match &self.data {
            Data::Branches(branches) => {
                let then = branches.then.map_leaves(f);
                let otherwise = branches.otherwise.map_leaves(f);
                Value::branches(&branches.condition, then, otherwise).marked(self.sensitive)
            }
            _ => f(self).marked(self.sensitive),
        }
    }

    /// When this boolean is true, as far as its conditions say; `None` where it may be true for other reasons.
    pub fn formula(&self) -> Option<Formula> {
        match &self.data {
            Data::Bool(value) => Some(Formula::Constant(*value)),
            Data::Unknown(unknown) => unknown.formula.clone(),
            Data::Branches(branches) => {
                let then = branches.condition.and(&branches.then.formula()?);
                let otherwise = branches.condition.negate().and(&branches.otherwise.formula()?);
                Some(then.or(&otherwise))
            }
            _ => None,
        }
    }
}
