//! Resources as Guard sees them: a template's `Resources`, in CloudFormation's own words. What is written in
//! CloudFormation stands as it is written, resolved; the rest by the field tables. And back again: from a place in such
//! a template to the lines that it comes from.

use crate::model::{Default, Entity, Estate, FieldKind, model_type_of};
use crate::projection;
use crate::resource::{Language, Resource};
use crate::source::Span;
use crate::value::{Data, Formula, Origin, Role, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What of a unit is shown to Guard.
#[derive(Debug)]
pub struct Unit<'e> {
    /// Its resources, by address.
    pub resources: Vec<Seen<'e>>,
    /// What must hold for them to be created.
    pub limits: &'e [Formula],
    /// Whether resources of every type are among them: templates are shown whole, of Terraform what the tables know.
    pub is_whole: bool,
}

/// A resource as Guard sees it.
#[derive(Debug)]
pub struct Seen<'e> {
    /// The resource.
    pub resource: &'e Resource,
    /// Its type in CloudFormation.
    pub resource_type: Arc<str>,
    /// Its properties.
    pub(super) properties: BTreeMap<Arc<str>, Property>,
    /// Guard rules that its metadata silences.
    pub silenced: Vec<String>,
}

/// A property of a resource.
#[derive(Debug)]
pub(super) struct Property {
    /// Its value.
    pub value: Value,
    /// Of what kind it is, where the tables know it.
    pub kind: Option<FieldKind>,
    /// Where it is written, and what is in it: dotted paths, the property's own an empty one.
    spans: Vec<(&'static str, Span)>,
}

/// A place in a resource, in the files.
#[derive(Debug)]
pub(super) struct Written {
    /// Where.
    pub span: Span,
    /// What stands there, in the words of CloudFormation; empty: nothing does, it is the resource's head.
    pub property: String,
    /// The way of the value.
    pub origin: Origin,
}

impl<'e> Unit<'e> {
    /// The resources of one unit of an estate: at that place, with those that the model does not know.
    pub fn of(estate: &'e Estate, place: usize, beside: &'e [Resource], language: Language) -> Self {
        let here = |entity: &&Entity| estate.unit_place(entity) == place && estate.is_reported(entity);
        let entities = estate.everything().map(|(_, entity)| entity).filter(here);
        let mut resources: Vec<Seen<'e>> = entities.filter_map(Seen::of_entity).collect();
        resources.extend(beside.iter().map(Seen::as_written));
        // what is made only against a default is no part of what is deployed
        resources.retain(|it| it.resource.not_created.is_none());
        resources.sort_by(|a, b| a.resource.address.cmp(&b.resource.address));
        resources.dedup_by(|a, b| a.resource.address == b.resource.address);
        Unit { resources, limits: &estate.limits, is_whole: language == Language::CloudFormation }
    }
}

impl<'e> Seen<'e> {
    fn of_entity(entity: &'e Entity) -> Option<Self> {
        let resource = &entity.resource;
        if resource.language == Language::CloudFormation {
            return Some(Seen::as_written(resource));
        }
        if resource.kind.starts_with("data.") {
            return None;
        }
        let kind = projection::resource_type(&resource.kind, entity.model_type)?;
        let mut values: BTreeMap<Arc<str>, Value> = BTreeMap::new();
        let mut properties: BTreeMap<Arc<str>, Property> = BTreeMap::new();
        for field in entity.model_type.fields {
            let Some(read) = entity.field(field.name) else { continue };
            // the service makes it up, which a template does not say; else it may be said where nobody could read
            let made_up = field.terraform_default == Default::Computed && resource.open.is_none();
            let absent = !read.written && (made_up || read.value.as_unknown().is_none());
            let Some((path, value)) = projection::property(field, &read.value, absent) else { continue };
            projection::put(&mut values, path, value);
            let (name, rest) = path.split_once('.').unwrap_or((path, ""));
            let property = properties.entry(name.into()).or_insert_with(|| Property {
                value: Value::null(),
                kind: None,
                spans: Vec::new(),
            });
            if read.written {
                property.spans.push((rest, read.span));
            }
            if rest.is_empty() {
                property.kind = Some(field.kind);
            }
        }
        for (name, value) in values {
            if let Some(property) = properties.get_mut(&name) {
                property.value = value;
            }
        }
        Some(Seen { resource, resource_type: kind.into(), properties, silenced: Vec::new() })
    }

    /// A resource of CloudFormation as it stands.
    fn as_written(resource: &'e Resource) -> Self {
        let fields = model_type_of(resource.language, &resource.kind).map(|(_, it)| it.fields);
        let kind = |name: &str| {
            let named = |field: &&crate::model::Field| field.own_name_in(Language::CloudFormation) == name;
            fields?.iter().find(named).map(|field| field.kind)
        };
        let property = |(name, argument): (&Arc<str>, &crate::resource::Argument)| {
            let property = Property {
                value: argument.value().clone(),
                kind: kind(name),
                spans: vec![("", argument.span)],
            };
            (Arc::clone(name), property)
        };
        Seen {
            resource,
            resource_type: Arc::clone(&resource.kind),
            properties: resource.arguments.iter().map(property).collect(),
            silenced: silenced(&resource.metadata),
        }
    }

    /// The place in the files of what Guard names by a path below the resource, as far as something is written.
    pub(super) fn written(&self, path: &str) -> Written {
        let mut steps = path.split('/').filter(|it| !it.is_empty());
        let at_head = Written { span: self.resource.head, property: String::new(), origin: Origin::none() };
        if steps.next() != Some("Properties") {
            return at_head;
        }
        let steps: Vec<&str> = steps.collect();
        let Some((name, below)) = steps.split_first() else { return at_head };
        let Some(property) = self.properties.get(*name) else { return at_head };
        let mut value = property.value.clone();
        let mut origin = value.origin.clone();
        for step in below {
            let Some(inner) = within(&value, step) else { break };
            value = inner;
            origin = value.origin.clone();
        }
        let dotted = below.join(".");
        let of_field = property.spans.iter().filter(|(path, _)| is_around(path, &dotted));
        let of_field = of_field.max_by_key(|(path, _)| path.len()).map(|(_, span)| *span);
        let Some(outer) = of_field.or_else(|| property.spans.first().map(|it| it.1)) else { return at_head };
        let own = origin
            .steps()
            .into_iter()
            .rev()
            .find(|step| matches!(step.role, Role::Argument(_)) && outer.contains(step.span));
        let span = own.map_or(outer, |step| step.span);
        Written { span, property: steps.join("."), origin }
    }
}

/// Whether a dotted path is that of something, or of what it lies in.
fn is_around(outer: &str, path: &str) -> bool {
    outer.is_empty() || path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// What a value has under a key or at a place; of branches the first side that has it.
fn within(value: &Value, step: &str) -> Option<Value> {
    match &value.data {
        Data::Object(object) => object.entries.get(step).cloned(),
        Data::List(list) => list.items.get(step.parse::<usize>().ok()?).cloned(),
        Data::Branches(branches) => {
            within(&branches.then, step).or_else(|| within(&branches.otherwise, step))
        }
        _ => None,
    }
}

/// `Metadata.guard.SuppressedRules`, as far as it is known.
fn silenced(metadata: &Value) -> Vec<String> {
    let guard = metadata.as_object().and_then(|it| it.entries.get("guard"));
    let rules = guard.and_then(Value::as_object).and_then(|it| it.entries.get("SuppressedRules"));
    let rules = rules.and_then(Value::as_list).unwrap_or_default();
    rules.iter().filter_map(|rule| rule.as_str().map(str::to_owned)).collect()
}
