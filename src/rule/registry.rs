//! The rules of a run: built-in ones and those a user gives.

use super::Rule;
use std::sync::Arc;

/// All rules that are known.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    rules: Vec<Arc<Rule>>,
}

impl Registry {
    /// The built-in rules.
    pub fn built_in() -> Self {
        Registry::default()
    }

    /// All of them, by id.
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }

    /// The rule of that id.
    pub fn get(&self, id: &str) -> Option<&Arc<Rule>> {
        self.rules.iter().find(|rule| &*rule.id == id)
    }
}
