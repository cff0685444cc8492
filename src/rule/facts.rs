//! Questions that rules may ask and that are answered in Rust: `records_management_events(trail)`.
//!
//! A fact takes values (the subject's handle first) and gives a value, three-valued like every other; the fields it
//! reads become witnesses. Facts see the estate, never a file format.

mod alarms;
mod bucket_delivery;
mod bucket_elsewhere;
mod bucket_policies;
mod bucket_retention;
mod data_stores;
mod deciding;
mod delivery_roles;
mod held_policies;
mod identities;
mod key_policies;
mod keys;
mod log_groups;
mod organizations;
mod properties;
mod recorders;
mod references;
mod resource_policies;
mod selectors;
mod spellings;
mod topic;
mod trails;

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
    bucket_delivery::FACTS,
    bucket_policies::FACTS,
    bucket_retention::FACTS,
    data_stores::FACTS,
    delivery_roles::FACTS,
    identities::FACTS,
    key_policies::FACTS,
    keys::FACTS,
    log_groups::FACTS,
    organizations::FACTS,
    properties::FACTS,
    recorders::FACTS,
    references::FACTS,
    selectors::FACTS,
    selectors::data_events::FACTS,
    selectors::exclusions::FACTS,
    selectors::shape::FACTS,
    topic::FACTS,
    trails::FACTS,
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
