//! The model of the units that were analysed, as `trailguard model` shows it: what the evaluator made of the files.

use super::FileError;
use crate::model::{COMMON, Entity, Estate, ModelType, tables};
use crate::resource::{Language, Presence, ResolvedUnit};
use crate::source::{SourceMap, Span};
use crate::value::{Data, Value};
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
    /// The table that it was read by.
    pub model_type: &'static ModelType,
    /// The type of that resource in its language.
    pub resource_type: Arc<str>,
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

impl ModelUnit {
    /// What a unit has in its estate, to be shown; `place` is the unit's there.
    pub(super) fn of(unit: &ResolvedUnit, place: usize, estate: &Estate) -> Self {
        let entities = tables::ALL.iter().map(|model_type| {
            let all = estate.all(model_type.name).filter(|(_, entity)| estate.unit_place(entity) == place);
            let all = all.map(|(_, entity)| shown(entity, estate)).collect();
            (Arc::from(model_type.plural()), all)
        });
        ModelUnit {
            root: unit.root.clone(),
            deployment: unit.deployment.clone(),
            language: unit.language,
            entities: entities.collect(),
        }
    }
}

fn shown(entity: &Entity, estate: &Estate) -> ModelEntity {
    let field = |field: &crate::model::Field| {
        let read = entity.field(field.name)?;
        Some((field.name.into(), ModelField { value: read.value.clone(), absent: !read.written }))
    };
    let link =
        |link: &crate::model::Link| (link.name.into(), addresses(&estate.follow(entity, link), estate));
    let open = |link: &crate::model::Link| {
        let cause = estate.open(entity, link)?;
        Some((format!("{}_complete", link.name).into(), Value::unknown(cause.clone())))
    };
    // what surrounds its life, where the file says something
    let said = |field: &&crate::model::Field| entity.field(field.name).is_some_and(|it| it.written);
    let common = COMMON.iter().filter(said).filter_map(field);
    let presence = match &entity.resource.presence {
        _ if entity.resource.not_created.is_some() => "not created by default".to_owned(),
        Presence::Always => "always".to_owned(),
        Presence::When(_) => "conditional".to_owned(),
        Presence::Unknown(cause) => format!("not known: {cause}"),
    };
    ModelEntity {
        address: Arc::clone(&entity.resource.address),
        model_type: entity.model_type,
        resource_type: Arc::clone(&entity.resource.kind),
        location: Some(entity.resource.head),
        presence,
        fields: entity.model_type.fields.iter().filter_map(field).chain(common).collect(),
        links: entity
            .model_type
            .links
            .iter()
            .map(link)
            .chain(entity.model_type.links.iter().filter_map(open))
            .collect(),
    }
}

/// Handles as the addresses of what they lead to.
fn addresses(value: &Value, estate: &Estate) -> Value {
    value.map_leaves(&mut |leaf| match &leaf.data {
        Data::Handle(handle) => match estate.entity(*handle) {
            Some(neighbour) => Value::string(Arc::clone(&neighbour.resource.address)),
            None => Value::null(),
        },
        Data::List(list) => Value::tuple(list.items.iter().map(|item| addresses(item, estate)).collect())
            .at(leaf.origin.clone()),
        _ => leaf.clone(),
    })
}
