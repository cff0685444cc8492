//! The model of the units that were analysed, as `trailguard model` shows it: what the evaluator made of the files.

use super::FileError;
use crate::resource::Language;
use crate::source::{SourceMap, Span};
use crate::value::Value;
use std::path::PathBuf;
use std::sync::Arc;

/// What [`Linter::model`](super::Linter::model) gives.
#[derive(Clone, Debug)]
pub struct ModelReport {
    /// The units, by root and deployment.
    pub units: Vec<ModelUnit>,
    /// Files that matter and could not be read or parsed.
    pub errors: Vec<FileError>,
    /// The texts that spans point into.
    pub sources: Arc<SourceMap>,
}

/// One unit's estate.
#[derive(Clone, Debug)]
pub struct ModelUnit {
    /// Folder of a root module, file of a template or plan.
    pub root: PathBuf,
    /// The named deployment.
    pub deployment: Option<Arc<str>>,
    /// Its language.
    pub language: Language,
    /// Name of a model type in the plural (`trails`) and what there is of it, in the order of the model's tables.
    pub entities: Vec<(Arc<str>, Vec<ModelEntity>)>,
}

/// A trail, a bucket, a key, …
#[derive(Clone, Debug)]
pub struct ModelEntity {
    /// The address of the resource that it was made of.
    pub address: Arc<str>,
    /// Where that stands.
    pub location: Option<Span>,
    /// Whether it is there: `always`, "when `var.on` is true", …
    pub presence: String,
    /// Its fields, in the order of the table.
    pub fields: Vec<(Arc<str>, ModelField)>,
    /// Its links by name: the address of the neighbour, null where there is none, unknown where it is elsewhere.
    pub links: Vec<(Arc<str>, Value)>,
}

/// A field of an entity.
#[derive(Clone, Debug)]
pub struct ModelField {
    /// Its value, with the way it came.
    pub value: Value,
    /// Whether the files do not write it (the value is then the default that holds, or null).
    pub absent: bool,
}
