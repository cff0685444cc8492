//! The model: what a unit says about the audit trail, in terms of its own, whatever language it was written in.
//!
//! A [`ModelType`] is a table: one row a field, with its type, its documentation, its name and default in each
//! language. An [`Estate`] holds the entities of a unit; rules see them as values through [`crate::rule`].

pub mod tables;

use crate::resource::{Language, Resource};
use crate::source::Span;
use crate::value::{Cause, Handle, Value};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A type of the model: a table of fields.
#[derive(Debug)]
pub struct ModelType {
    /// Its name in rules: `trail`.
    pub name: &'static str,
    /// What it is, for people.
    pub documentation: &'static str,
    /// The Terraform resource types it is read from (`data.` before those of data sources).
    pub terraform: &'static [&'static str],
    /// The CloudFormation resource types it is read from.
    pub cloudformation: &'static [&'static str],
    /// Its fields.
    pub fields: &'static [Field],
    /// What it refers to.
    pub links: &'static [Link],
}

/// A field of a model type: one row.
#[derive(Debug)]
pub struct Field {
    /// Its name in rules.
    pub name: &'static str,
    /// Its type.
    pub kind: FieldKind,
    /// The Terraform argument or block; empty where the language cannot say it.
    pub terraform: &'static str,
    /// The CloudFormation property, with dots for nested ones; empty where the language cannot say it.
    pub cloudformation: &'static str,
    /// What holds in Terraform where the argument is not written.
    pub terraform_default: Default,
    /// What holds in CloudFormation where the property is not written.
    pub cloudformation_default: Default,
    /// What it is, for people.
    pub documentation: &'static str,
}

/// What holds where a field is not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// It is not set.
    Null,
    /// That boolean.
    Bool(bool),
    /// That number.
    Number(i64),
    /// That string.
    String(&'static str),
    /// An empty list.
    Empty,
    /// The service or the provider makes one up: set, not known.
    Computed,
}

/// The type of a field.
#[derive(Clone, Copy, Debug)]
pub enum FieldKind {
    /// A boolean.
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// A list of strings.
    Strings,
    /// A map or object that is passed on as it stands.
    Map,
    /// A policy document: a string of JSON or an object.
    Document,
    /// Blocks or objects with fields of their own.
    Objects(&'static [Field]),
}

/// From one entity to another.
#[derive(Debug)]
pub struct Link {
    /// Its name in rules: `trail.bucket`.
    pub name: &'static str,
    /// The field whose value refers.
    pub field: &'static str,
    /// The model type it leads to.
    pub target: &'static str,
    /// The fields of the target that a literal may name.
    pub by: &'static [By],
    /// What it is, for people.
    pub documentation: &'static str,
}

/// How a literal names a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The literal is the value of that field of the target.
    Field(&'static str),
    /// The literal is an ARN whose last part (behind that text) is the value of that field.
    ArnEnding(&'static str, &'static str),
}

/// One thing of the model.
#[derive(Debug)]
pub struct Entity {
    /// Its table.
    pub model_type: &'static ModelType,
    /// The resource it was read from.
    pub resource: Resource,
    /// Its fields, read.
    pub fields: BTreeMap<&'static str, FieldValue>,
}

/// A field as it was read.
#[derive(Clone, Debug)]
pub struct FieldValue {
    /// The value, defaults applied.
    pub value: Value,
    /// The argument or property it was read from; the resource's head where it is not written.
    pub span: Span,
    /// Whether it is written.
    pub written: bool,
}

/// The entities of a unit (or of several that the configuration joins).
#[derive(Debug, Default)]
pub struct Estate {
    /// By model type (the index into [`tables::ALL`]), in the order of the resources.
    entities: Vec<Vec<Entity>>,
    by_address: HashMap<Arc<str>, Vec<Handle>>,
}

/// The model type of that name and its index.
pub fn model_type(name: &str) -> Option<(usize, &'static ModelType)> {
    tables::ALL.iter().copied().enumerate().find(|(_, model_type)| model_type.name == name)
}

/// The model type that a resource type of a language is read into.
pub fn model_type_of(language: Language, kind: &str) -> Option<(usize, &'static ModelType)> {
    tables::ALL.iter().copied().enumerate().find(|(_, model_type)| match language {
        Language::Terraform | Language::TerraformPlan => model_type.terraform.contains(&kind),
        Language::CloudFormation => model_type.cloudformation.contains(&kind),
    })
}

impl ModelType {
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The link of that name.
    pub fn link(&self, name: &str) -> Option<&'static Link> {
        self.links.iter().find(|link| link.name == name)
    }
}

impl Field {
    /// Its name in a language; empty where the language cannot say it.
    pub fn name_in(&self, language: Language) -> &'static str {
        match language {
            Language::Terraform | Language::TerraformPlan => self.terraform,
            Language::CloudFormation => self.cloudformation,
        }
    }

    /// What holds in a language where it is not written.
    pub fn default_in(&self, language: Language) -> Default {
        match language {
            Language::Terraform | Language::TerraformPlan => self.terraform_default,
            Language::CloudFormation => self.cloudformation_default,
        }
    }
}

impl Estate {
    /// An estate of these entities.
    pub fn new(entities: Vec<(usize, Entity)>) -> Self {
        let mut estate = Estate { entities: Vec::new(), by_address: HashMap::new() };
        estate.entities.resize_with(tables::ALL.len(), Vec::new);
        for (space, entity) in entities {
            let list = &mut estate.entities[space];
            let handle = Handle { space: to_u32(space), index: to_u32(list.len()) };
            estate.by_address.entry(Arc::clone(&entity.resource.address)).or_default().push(handle);
            list.push(entity);
        }
        estate
    }

    /// The entity of a handle.
    pub fn entity(&self, handle: Handle) -> Option<&Entity> {
        self.entities.get(handle.space as usize)?.get(handle.index as usize)
    }

    /// All entities.
    pub fn entities(&self) -> impl Iterator<Item = &Entity> {
        self.entities.iter().flatten()
    }

    /// All entities of a model type with their handles.
    pub fn all(&self, model_type: &str) -> impl Iterator<Item = (Handle, &Entity)> {
        let space = tables::ALL.iter().position(|it| it.name == model_type).unwrap_or(usize::MAX);
        self.entities
            .get(space)
            .into_iter()
            .flatten()
            .enumerate()
            .map(move |(index, entity)| (Handle { space: to_u32(space), index: to_u32(index) }, entity))
    }

    /// The entities read from the resource of an address (without the attribute).
    pub fn at_address(&self, address: &str) -> &[Handle] {
        self.by_address.get(address).map_or(&[], Vec::as_slice)
    }

    /// Where a link of an entity leads: a handle, null where the field is not set, unknown where it leads out of
    /// these files or is not known.
    pub fn follow(&self, from: &Entity, link: &Link) -> Value {
        let Some(field) = from.fields.get(link.field) else { return Value::null() };
        self.target(&field.value, link)
    }

    fn target(&self, value: &Value, link: &Link) -> Value {
        use crate::value::Data;
        match &value.data {
            Data::Null => Value::null().at(value.origin.clone()),
            Data::Branches(_) => value.map_leaves(&mut |leaf| self.target(leaf, link)),
            Data::String(text) if text.is_empty() => Value::null().at(value.origin.clone()),
            _ => self
                .referred(value, link)
                .or_else(|| self.named(value, link))
                .map_or_else(|| self.elsewhere(value), |handle| Value::new(Data::Handle(handle)))
                .at(value.origin.clone()),
        }
    }

    /// By reference: the value is made of an attribute of a resource that is here.
    fn referred(&self, value: &Value, link: &Link) -> Option<Handle> {
        let (space, _) = model_type(link.target)?;
        references(value).into_iter().find_map(|address| {
            self.at_address(&address).iter().copied().find(|handle| handle.space as usize == space)
        })
    }

    /// By literal name, within the unit.
    fn named(&self, value: &Value, link: &Link) -> Option<Handle> {
        let text = value.as_str()?;
        self.all(link.target)
            .find(|(_, entity)| {
                link.by.iter().any(|by| {
                    let (field, wanted) = match by {
                        By::Field(field) => (field, Some(text)),
                        By::ArnEnding(behind, field) => (
                            field,
                            text.starts_with("arn:")
                                .then(|| text.split_once(behind))
                                .flatten()
                                .map(|it| it.1),
                        ),
                    };
                    let known = entity.fields.get(field).and_then(|field| field.value.as_str());
                    wanted.is_some()
                        && known.is_some()
                        && wanted.map(without_stars) == known.map(without_stars)
                })
            })
            .map(|(handle, _)| handle)
    }

    fn elsewhere(&self, value: &Value) -> Value {
        match value.cause() {
            Some(cause) => Value::unknown(cause.clone()),
            None => {
                let name = value.as_str().unwrap_or("the neighbour");
                Value::unknown(Cause::new(crate::value::CauseKind::Elsewhere, name))
            }
        }
    }
}

/// Log group ARNs end in `:*` or not.
fn without_stars(text: &str) -> &str {
    text.strip_suffix(":*").unwrap_or(text)
}

/// Addresses of the resources that a value is made of: by what is unknown in it, and by the way it came.
pub fn references(value: &Value) -> Vec<Arc<str>> {
    use crate::value::{Data, Role, TextPart};
    let mut addresses: Vec<Arc<str>> = Vec::new();
    let mut add = |address: &Arc<str>| {
        if !addresses.contains(address) {
            addresses.push(Arc::clone(address));
        }
    };
    match &value.data {
        Data::Unknown(unknown) => {
            if let Some(reference) = &unknown.reference {
                add(&reference.address);
            }
        }
        Data::Text(text) => {
            for part in &text.parts {
                if let TextPart::Unknown(part) = part
                    && let Some(reference) = part.as_unknown().and_then(|unknown| unknown.reference.as_ref())
                {
                    add(&reference.address);
                }
            }
        }
        _ => {}
    }
    for step in value.origin.steps().iter().rev() {
        if let Role::Reference(address) = &step.role {
            add(address);
        }
    }
    addresses
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
