//! What is made of several values that branch: one result for each combination that their conditions allow.

use super::{Cause, Data, Formula, MAX_LEAVES, Value};

/// How the combinations are gone through.
struct Cases<'a> {
    /// Which values are split into their cases.
    splits: fn(&Value) -> bool,
    build: &'a mut dyn FnMut(Vec<Value>) -> Value,
    /// How many combinations there were; more than [`MAX_LEAVES`] where some were left out.
    leaves: u32,
}

impl Value {
    /// What `build` makes of the items, for every combination of those branches that `splits` names. Branches on the
    /// same condition are decided together; over [`MAX_LEAVES`] combinations the result is unknown.
    pub fn combined(
        items: Vec<Value>,
        splits: fn(&Value) -> bool,
        build: &mut dyn FnMut(Vec<Value>) -> Value,
    ) -> Value {
        let sensitive = items.iter().any(|item| item.sensitive);
        let mut cases = Cases { splits, build, leaves: 0 };
        let combined = cases.of(items, 0);
        if cases.leaves > MAX_LEAVES { too_many().marked(sensitive) } else { combined }
    }

    /// Like [`Value::combined`], of all branches; only the combinations beyond [`MAX_LEAVES`] are unknown.
    pub fn distributed(items: Vec<Value>, build: &mut dyn FnMut(Vec<Value>) -> Value) -> Value {
        Cases { splits: Value::is_branching, build, leaves: 0 }.of(items, 0)
    }

    /// Whether it is one of several by an undecided condition.
    pub fn is_branching(&self) -> bool {
        matches!(self.data, Data::Branches(_))
    }
}

impl Cases<'_> {
    fn of(&mut self, items: Vec<Value>, depth: u32) -> Value {
        let splits = self.splits;
        let Some(condition) = items.iter().find(|item| splits(item)).and_then(condition) else {
            self.leaves += 1;
            return (self.build)(items);
        };
        // every level has at least one combination on its other side
        if self.leaves >= MAX_LEAVES || depth >= MAX_LEAVES {
            self.leaves = MAX_LEAVES + 1;
            return too_many();
        }
        let then = assuming(&items, &condition, true);
        let otherwise = assuming(&items, &condition, false);
        drop(items);
        let then = self.of(then, depth + 1);
        let otherwise = self.of(otherwise, depth + 1);
        Value::branches(&condition, then, otherwise)
    }
}

fn assuming(items: &[Value], condition: &Formula, holds: bool) -> Vec<Value> {
    items.iter().map(|item| item.assuming(condition, holds).marked(item.sensitive)).collect()
}

fn condition(value: &Value) -> Option<Formula> {
    match &value.data {
        Data::Branches(branches) => Some(branches.condition.clone()),
        _ => None,
    }
}

fn too_many() -> Value {
    Value::unknown(Cause::bound("cases in one value"))
}
