//! The fields of an entity, each read when it is first asked for: of most buckets and roles of a unit nothing but the
//! name ever is.

use super::table::{self, Field, ModelType, Side, first_of};
use super::tables::{self, COMMON};
use crate::resource::{Language, Resource};
use crate::source::Span;
use crate::value::{FieldNumber, Value};
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

/// A field of a type, found once to ask of many entities whether anything says it.
pub(super) struct Question {
    row: usize,
    field: &'static Field,
    /// The arguments that may say it: in Terraform, in CloudFormation.
    names: [OnceLock<Vec<&'static str>>; 2],
}

impl Question {
    /// None where the type has no such field of its own: what every entity has is said elsewhere than in arguments.
    pub(super) fn of(model_type: &'static ModelType, name: &str) -> Option<Self> {
        let (row, field) = row(model_type, name).filter(|(row, _)| *row < model_type.fields.len())?;
        Some(Question { row, field, names: Default::default() })
    }

    fn names_in(&self, language: Language) -> &[&'static str] {
        let [terraform, cloudformation] = &self.names;
        let names = match Side::of(language) {
            Side::Terraform => terraform,
            Side::CloudFormation => cloudformation,
        };
        names.get_or_init(|| {
            let own = Some(self.field.own_name_in(language)).filter(|name| !name.is_empty());
            let forms = self.field.sources_in(language).filter(|source| source.resource.is_empty());
            own.into_iter().chain(forms.map(|source| source.path)).map(|path| first_of(path).0).collect()
        })
    }
}

/// How a field is read from a resource.
pub type ReadField = fn(&Resource, &'static Field) -> FieldValue;

/// The fields of one entity: those of its type, then those that every entity has.
#[derive(Debug)]
pub struct Fields {
    /// A place for each field, made when the first one is asked for.
    values: OnceLock<Box<[OnceLock<Box<FieldValue>>]>>,
    /// Reads what is not known yet; none where all there is was given.
    read: Option<ReadField>,
}

impl Fields {
    /// Fields that are read when they are asked for.
    pub fn read_by(read: ReadField) -> Self {
        Fields { values: OnceLock::new(), read: Some(read) }
    }

    /// Fields that are known, by name; the type's others are none.
    pub fn of(model_type: &'static ModelType, mut known: BTreeMap<&'static str, FieldValue>) -> Self {
        let value = |field: &Field| {
            known.remove(field.name).map_or_else(OnceLock::new, |it| OnceLock::from(Box::new(it)))
        };
        let values: Box<[_]> = rows(model_type).map(value).collect();
        Fields { values: OnceLock::from(values), read: None }
    }

    pub(super) fn numbered(
        &self,
        model_type: &'static ModelType,
        resource: &Resource,
        name: &str,
    ) -> Option<(usize, &FieldValue)> {
        let (at, field) = row(model_type, name)?;
        let values = self.values.get_or_init(|| rows(model_type).map(|_| OnceLock::new()).collect());
        let value = values.get(at)?;
        let value = match self.read {
            Some(read) => value.get_or_init(|| Box::new(read(resource, field))),
            None => value.get()?,
        };
        Some((at, value))
    }

    /// The default that a field has because nothing says it: told without reading it; none where that is not certain.
    pub(super) fn unsaid(&self, resource: &Resource, question: &Question) -> Option<table::Default> {
        let value = self.values.get().and_then(|values| values.get(question.row));
        let is_read = value.is_some_and(|value| value.get().is_some());
        if self.read.is_none() || is_read || resource.open.is_some() || resource.kind.starts_with("data.") {
            return None;
        }
        let said =
            question.names_in(resource.language).iter().any(|name| resource.arguments.contains_key(name));
        (!said).then(|| question.field.default_in(resource.language))
    }

    pub(super) fn get_mut(
        &mut self,
        model_type: &'static ModelType,
        resource: &Resource,
        name: &str,
    ) -> Option<&mut FieldValue> {
        let (at, _) = self.numbered(model_type, resource, name)?;
        self.values.get_mut()?.get_mut(at)?.get_mut().map(|value| &mut **value)
    }

    pub(super) fn all(
        &self,
        model_type: &'static ModelType,
        resource: &Resource,
    ) -> Vec<(&'static str, &FieldValue)> {
        let mut all: Vec<_> = rows(model_type)
            .filter_map(|field| Some((field.name, self.numbered(model_type, resource, field.name)?.1)))
            .collect();
        all.sort_unstable_by_key(|(name, _)| *name);
        all.dedup_by_key(|(name, _)| *name);
        all
    }
}

/// The field of that number.
pub fn field(number: FieldNumber) -> Option<(&'static ModelType, &'static Field)> {
    let model_type = *tables::ALL.get(number.space as usize)?;
    Some((model_type, rows(model_type).nth(number.row as usize)?))
}

fn rows(model_type: &'static ModelType) -> impl Iterator<Item = &'static Field> {
    model_type.fields.iter().chain(COMMON)
}

fn row(model_type: &'static ModelType, name: &str) -> Option<(usize, &'static Field)> {
    rows(model_type).enumerate().find(|(_, field)| field.name == name)
}
