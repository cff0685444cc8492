//! Questions that rules may ask and that are answered in Rust: `records_management_events(trail)`.
//!
//! A fact takes values (the subject's handle first) and gives a value, three-valued like every other; the fields it
//! reads become witnesses. Facts see the estate, never a file format.

mod alarms;
mod data_stores;
mod keys;
mod log_groups;
mod recorders;
mod selectors;

use super::view::View;
use crate::source::Span;
use crate::value::Value;

/// A question.
pub struct Fact {
    /// Its name in rules.
    pub name: &'static str,
    /// How it is asked.
    pub signature: &'static str,
    /// What it answers, for people.
    pub documentation: &'static str,
    /// The answer.
    pub(super) answer: fn(&View<'_>, &[Value], Span) -> Value,
}

/// All facts.
pub const ALL: &[&[Fact]] = &[
    alarms::FACTS,
    data_stores::FACTS,
    keys::FACTS,
    log_groups::FACTS,
    recorders::FACTS,
    selectors::FACTS,
    selectors::data_events::FACTS,
    selectors::exclusions::FACTS,
    selectors::shape::FACTS,
];

/// Fields that every entity has besides those of its table.
pub const PSEUDO_FIELDS: &[(&str, &str)] = &[
    ("address", "the resource's address or logical id"),
    ("language", "`terraform`, `cloudformation` or `terraform-plan`"),
    ("type", "the resource's type in its language; where no field has that name"),
];

/// Whether there is a fact of that name.
pub fn exists(name: &str) -> bool {
    find(name).is_some()
}

/// The fact of that name.
pub fn find(name: &str) -> Option<&'static Fact> {
    ALL.iter().flat_map(|family| family.iter()).find(|fact| fact.name == name)
}
