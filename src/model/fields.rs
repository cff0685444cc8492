//! The fields of an entity, each read when it is first asked for: of most buckets and roles of a unit nothing but the
//! name ever is.

use super::table::{Default, Field, ModelType};
use super::tables::COMMON;
use crate::resource::Resource;
use crate::source::Span;
use crate::value::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// A field as it was read.
#[derive(Clone, Debug)]
pub struct FieldValue {
    /// The value, defaults applied.
    pub value: Value,
    /// The argument or property it was read from (a companion's too); the resource's head where it is not written.
    pub span: Span,
    /// Whether it is written.
    pub written: bool,
    /// Its name where it was read, with dots through nested blocks.
    pub name: &'static str,
    /// The address of the companion resource it was read from; none for the entity's own resource.
    pub companion: Option<Arc<str>>,
}

/// How a field is read from a resource.
pub type ReadField = fn(&Resource, &'static Field) -> FieldValue;

/// The fields of one entity: those of its type, then those that every entity has.
#[derive(Debug)]
pub struct Fields {
    values: Box<[OnceLock<Box<FieldValue>>]>,
    /// Reads what is not known yet; none where all there is was given.
    read: Option<ReadField>,
}

impl Fields {
    /// Fields that are read when they are asked for.
    pub fn read_by(model_type: &ModelType, read: ReadField) -> Self {
        let count = model_type.fields.len() + COMMON.len();
        Fields { values: (0..count).map(|_| OnceLock::new()).collect(), read: Some(read) }
    }

    /// Fields that are known, by name; the type's others are none.
    pub fn of(model_type: &'static ModelType, mut known: BTreeMap<&'static str, FieldValue>) -> Self {
        let value = |field: &Field| {
            known.remove(field.name).map_or_else(OnceLock::new, |it| OnceLock::from(Box::new(it)))
        };
        Fields { values: rows(model_type).map(value).collect(), read: None }
    }

    pub(super) fn get(
        &self,
        model_type: &'static ModelType,
        resource: &Resource,
        name: &str,
    ) -> Option<&FieldValue> {
        let (at, field) = row(model_type, name)?;
        let value = self.values.get(at)?;
        match self.read {
            Some(read) => Some(value.get_or_init(|| Box::new(read(resource, field)))),
            None => value.get().map(|value| &**value),
        }
    }

    /// The default that a field has because nothing says it: told without reading it; none where that is not certain.
    pub(super) fn unsaid(
        &self,
        model_type: &'static ModelType,
        resource: &Resource,
        name: &str,
    ) -> Option<Default> {
        // what every entity has is said elsewhere than in arguments
        let (at, field) = row(model_type, name).filter(|(at, _)| *at < model_type.fields.len())?;
        let is_read = self.values.get(at).is_none_or(|value| value.get().is_some());
        if self.read.is_none() || is_read || resource.open.is_some() || resource.kind.starts_with("data.") {
            return None;
        }
        let own = Some(field.own_name_in(resource.language)).filter(|name| !name.is_empty());
        let forms = field.sources_in(resource.language).filter(|source| source.resource.is_empty());
        let first = |path: &'static str| path.split_once('.').map_or(path, |(first, _)| first);
        let mut names = own.into_iter().chain(forms.map(|source| source.path)).map(first);
        let said = names.any(|name| resource.arguments.get(name).is_some());
        (!said).then(|| field.default_in(resource.language))
    }

    pub(super) fn get_mut(
        &mut self,
        model_type: &'static ModelType,
        resource: &Resource,
        name: &str,
    ) -> Option<&mut FieldValue> {
        self.get(model_type, resource, name)?;
        let (at, _) = row(model_type, name)?;
        self.values.get_mut(at)?.get_mut().map(|value| &mut **value)
    }

    pub(super) fn all(
        &self,
        model_type: &'static ModelType,
        resource: &Resource,
    ) -> Vec<(&'static str, &FieldValue)> {
        let mut all: Vec<_> = rows(model_type)
            .filter_map(|field| Some((field.name, self.get(model_type, resource, field.name)?)))
            .collect();
        all.sort_unstable_by_key(|(name, _)| *name);
        all.dedup_by_key(|(name, _)| *name);
        all
    }
}

fn rows(model_type: &'static ModelType) -> impl Iterator<Item = &'static Field> {
    model_type.fields.iter().chain(COMMON)
}

fn row(model_type: &'static ModelType, name: &str) -> Option<(usize, &'static Field)> {
    rows(model_type).enumerate().find(|(_, field)| field.name == name)
}
