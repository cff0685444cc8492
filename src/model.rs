//! The model: what a unit says about the audit trail, in terms of its own, whatever language it was written in.
//!
//! A [`ModelType`] is a table: one row a field, with its type, its documentation, its name and default in each
//! language, and the other places where it may be said (older forms, companion resources). An [`Estate`] holds the
//! entities of a unit, linked; rules see them as values through [`crate::rule`].

mod alarm_rule;
mod estate;
mod fields;
mod kinds;
mod links;
mod scope;
mod table;
pub mod tables;
mod waits;

pub use alarm_rule::holds_by;
pub use estate::{Entity, Estate, Joined};
pub use fields::{FieldValue, Fields, ReadField, field};
pub use kinds::{is_known, model_type_of};
pub use links::{Retold, references};
pub use scope::Scope;
pub use table::{By, Default, Field, FieldKind, Link, LinkKind, ModelType, Reading, Side, Source, first_of};

/// The model type of that name and its index.
pub fn model_type(name: &str) -> Option<(usize, &'static ModelType)> {
    tables::ALL.iter().copied().enumerate().find(|(_, model_type)| model_type.name == name)
}

/// The model type whose entities are listed under that name (`trails`, `key_aliases`).
pub fn listed(name: &str) -> Option<(usize, &'static ModelType)> {
    tables::ALL.iter().copied().enumerate().find(|(_, model_type)| model_type.plural() == name)
}

/// Fields that every entity has.
pub use tables::COMMON;

/// Whether a resource type is read only because something may wait by way of it.
pub fn is_waypoint(kind: &str) -> bool {
    tables::WAYPOINTS.contains(&kind)
}
