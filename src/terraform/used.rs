//! Which variables of the root the resources hang on that are handed over: what a variables file that is not applied
//! would change.

use super::module::Module;
use crate::resource::{Argument, Presence, Resource};
use crate::value::{Cause, CauseKind, Data, Formula, Origin, Role, TextPart, Value};
use foldhash::{HashSet, HashSetExt};
use std::sync::Arc;

/// Most values that are looked at; beyond, every variable counts as used.
const MAX_VALUES: usize = 100_000;

/// The variables that were met.
pub(super) struct Used<'m> {
    root: &'m Module,
    names: HashSet<Arc<str>>,
    values: usize,
}

impl<'m> Used<'m> {
    /// Those that the resources hang on.
    pub fn by(root: &'m Module, resources: &[Resource]) -> Self {
        let mut used = Used { root, names: HashSet::new(), values: 0 };
        for resource in resources {
            match &resource.presence {
                Presence::Always => {}
                Presence::When(formula) => used.formula(formula),
                Presence::Unknown(cause) => used.cause(cause),
            }
            for value in resource.arguments.values().filter_map(Argument::evaluated) {
                used.value(value);
            }
        }
        used
    }

    /// Adds what a way tells.
    pub fn origin(&mut self, origin: &Origin) {
        for step in origin.steps() {
            if let Role::VariableDefault(name) | Role::UnsetVariable(name) = &step.role
                && self.root.variables.get(name).is_some_and(|it| it.block.span.contains(step.span))
            {
                self.names.insert(Arc::clone(name));
            }
        }
    }

    /// Whether a variable was met.
    pub fn contains(&self, name: &str) -> bool {
        self.values > MAX_VALUES || self.names.contains(name)
    }

    fn formula(&mut self, formula: &Formula) {
        let mut atoms = Vec::new();
        formula.collect_atoms(&mut atoms);
        atoms.iter().for_each(|atom| self.identity(&atom.subject));
    }

    fn cause(&mut self, cause: &Cause) {
        if cause.kind == CauseKind::Variable {
            self.names.insert(Arc::clone(&cause.subject));
        }
    }

    /// `var.name.attribute` is about `name`, and so is what functions make of it.
    fn identity(&mut self, identity: &str) {
        for (at, _) in identity.match_indices("var.") {
            let before = identity[..at].chars().next_back();
            if before.is_some_and(|c| !matches!(c, '(' | ' ' | '[')) {
                continue;
            }
            let path = &identity[at + "var.".len()..];
            let end = path.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').unwrap_or(path.len());
            self.names.insert(path[..end].into());
        }
    }

    fn value(&mut self, value: &Value) {
        self.values += 1;
        if self.values > MAX_VALUES {
            return;
        }
        self.origin(&value.origin);
        match &value.data {
            Data::List(list) => list.items.iter().for_each(|item| self.value(item)),
            Data::Object(object) => {
                if let Some(open) = &object.open {
                    self.cause(&open.cause);
                }
                object.entries.values().for_each(|item| self.value(item));
            }
            Data::Text(text) => {
                for part in &text.parts {
                    if let TextPart::Unknown(part) = part {
                        self.value(part);
                    }
                }
            }
            Data::Unknown(unknown) => {
                self.cause(&unknown.cause);
                unknown.identity.iter().for_each(|identity| self.identity(identity));
                value.certain_items().iter().for_each(|item| self.value(item));
            }
            Data::Branches(branches) => {
                self.formula(&branches.condition);
                self.value(&branches.then);
                self.value(&branches.otherwise);
            }
            _ => {}
        }
    }
}
