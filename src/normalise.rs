//! Resources to entities: every field read by its row of the table, coerced, defaults applied, companions joined.
//!
//! Knows the tables and both languages' manners of leaving things out; no rule, no syntax.

mod coerce;
mod companions;
mod otherwise;
mod path;
pub mod unit;

use crate::model::{
    COMMON, Default, Entity, Estate, Field, FieldValue, Fields, ModelType, Scope, is_known, is_waypoint,
    model_type_of,
};
use crate::resource::Resource;
use crate::value::{Cause, CauseKind, Data, Origin, Role, Unknown, Value};
use coerce::{coerce, over, plain_default, reread};
use std::sync::Arc;

/// So many types are looked through one by one.
const FEW_TYPES: usize = 8;

/// The estate that the resources of one unit make.
pub fn estate(resources: Vec<Resource>) -> Estate {
    estate_of(resources, Scope::Files, 1)
}

/// The estate that the resources of several units make (see [`unit::tell_apart`]), as many of which are reported on.
pub fn estate_of(resources: Vec<Resource>, scope: Scope, reported: u32) -> Estate {
    let places = places(&resources);
    let spaces = places.iter().flatten().map(|(space, _)| *space);
    let mut estate = Estate::new(scope, reported, spaces);
    let mut others = Vec::new();
    let mut retold = Vec::new();
    let mut places = places.into_iter();
    for resource in resources {
        let place = places.next().flatten();
        if resource.retold {
            retold.push(resource);
        } else if let Some((space, model_type)) = place {
            estate.add(space, entity(model_type, resource));
        } else {
            others.push(resource);
        }
    }
    companions::join(&mut estate, &others);
    others.retain(|resource| is_waypoint(&resource.kind) || !is_known(&resource.kind));
    let retold = otherwise::read(&estate, &retold);
    estate.link(others, &retold);
    estate
}

/// What each resource is read into.
fn places(resources: &[Resource]) -> Vec<Option<(usize, &'static ModelType)>> {
    // those of one type share its text, and there are few types
    let mut known: Vec<(&Resource, Option<(usize, &'static ModelType)>)> = Vec::with_capacity(FEW_TYPES);
    let mut places = Vec::with_capacity(resources.len());
    for resource in resources {
        let is_alike = |other: &Resource| {
            Arc::ptr_eq(&other.kind, &resource.kind) && other.language == resource.language
        };
        if let Some((_, place)) = known.iter().find(|(other, _)| is_alike(other)) {
            places.push(*place);
            continue;
        }
        let place = model_type_of(resource.language, &resource.kind);
        if known.len() < FEW_TYPES {
            known.push((resource, place));
        }
        places.push(place);
    }
    places
}

#[inline]
fn entity(model_type: &'static ModelType, resource: Resource) -> Entity {
    Entity::new(model_type, resource, Fields::read_by(read_field))
}

fn read_field(resource: &Resource, field: &'static Field) -> FieldValue {
    let is_common = COMMON.iter().any(|it| it.name == field.name);
    if is_common { surrounding(resource, field) } else { read(resource, field) }
}

/// Reads one field of a resource: its own argument and its other forms, over the default.
fn read(resource: &Resource, field: &'static Field) -> FieldValue {
    let language = resource.language;
    let own = (!field.own_name_in(language).is_empty()).then_some((field.own_name_in(language), None));
    let forms = field
        .sources_in(language)
        .filter(|source| source.resource.is_empty())
        .map(|source| (source.path, Some(source)));
    let mut result: Option<FieldValue> = None;
    for (name, source) in forms.rev().chain(own) {
        let Some(found) = path::find(resource, name) else { continue };
        let raw = source.map_or_else(|| found.value.clone(), |source| reread(&found.value, source.reading));
        let nested = name.contains('.');
        if raw.is_null() && (nested || result.is_some()) {
            continue;
        }
        let mut value = coerce(&raw, field, language);
        if matches!(value.data, Data::Null | Data::Branches(_)) {
            let rest = result.unwrap_or_else(|| unwritten(resource, field));
            value = over(&value, &rest.value).at(value.origin.clone());
        }
        result = Some(FieldValue { value, span: found.span, written: true, name, companion: None });
    }
    result.unwrap_or_else(|| unwritten(resource, field))
}

/// What holds where nothing is written.
fn unwritten(resource: &Resource, field: &'static Field) -> FieldValue {
    let name = field.name_in(resource.language);
    let looked_up = resource.kind.starts_with("data.");
    let value = match resource.open.as_ref().filter(|_| !name.is_empty()) {
        Some(cause) => Value::unknown(cause.clone()),
        None if looked_up && !name.is_empty() => {
            let cause = Cause::new(CauseKind::DataSource, Arc::clone(&resource.address));
            Value::unknown(cause)
        }
        None => default_value(field.default_in(resource.language), resource, name),
    };
    let origin = Origin::of(Role::Default(name), resource.head);
    FieldValue { value: value.at(origin), span: resource.head, written: false, name, companion: None }
}

fn default_value(default: Default, resource: &Resource, name: &str) -> Value {
    match default {
        Default::Computed => {
            let path = format!("{}.{name}", resource.address);
            let cause = Cause::new(CauseKind::Attribute, path);
            Unknown::because(cause).set().referring(resource.key(), name).value()
        }
        other => plain_default(other),
    }
}

/// Reads what surrounds a resource's life.
fn surrounding(resource: &Resource, field: &'static Field) -> FieldValue {
    let name = field.name_in(resource.language);
    let strings = |texts: Vec<Value>| Value::tuple(texts);
    let lifecycle = &resource.lifecycle;
    let value = match field.name {
        "prevent_destroy" => lifecycle.prevent_destroy.clone(),
        "deletion_policy" => lifecycle.deletion_policy.clone(),
        "update_replace_policy" => lifecycle.update_replace_policy.clone(),
        "ignore_changes" if !lifecycle.ignore_changes.is_empty() => {
            let origin = Origin::of(Role::Argument("ignore_changes".into()), lifecycle.ignore_changes[0].1);
            let paths = lifecycle.ignore_changes.iter();
            let paths = paths.map(|(path, span)| {
                Value::string(Arc::clone(path)).through(Role::Argument("ignore_changes".into()), *span)
            });
            strings(paths.collect()).at(origin)
        }
        "depends_on" if !resource.depends_on.is_empty() => {
            let origin = |span| Origin::of(Role::Argument("depends_on".into()), span);
            let origin = resource.depends_on_at.map_or_else(Origin::none, origin);
            strings(resource.depends_on.iter().map(|it| Value::string(Arc::clone(it))).collect()).at(origin)
        }
        "region" | "account" => match resource.provider.as_object() {
            Some(provider) => provider.entries.get(field.name).cloned().unwrap_or_else(Value::null),
            None => Value::null(),
        },
        _ => Value::null(),
    };
    if value.is_null() {
        return unwritten(resource, field);
    }
    let span = value.origin.last().map(|step| step.span).filter(|span| resource.block.contains(*span));
    let span = span.unwrap_or(resource.head);
    let value = coerce(&value, field, resource.language).at(value.origin.clone());
    FieldValue { value, span, written: true, name, companion: None }
}
