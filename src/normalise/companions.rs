//! What companion resources say of an entity: `aws_s3_bucket_versioning` of its bucket.

use super::coerce::{coerce, over, plain_default, reread};
use super::path;
use crate::model::{Estate, Field, FieldValue, Joined, ModelType, Source, tables};
use crate::resource::{Note, Presence, Resource};
use crate::value::{Cause, Formula, Handle, Value};
use foldhash::HashMap;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// One place of the tables where a companion speaks.
struct Place {
    model_type: &'static ModelType,
    field: &'static Field,
    source: &'static Source,
    /// Its rank among the sources of the field: the first wins.
    rank: usize,
}

/// What one companion says of one field of one entity.
struct Said {
    rank: usize,
    value: FieldValue,
    presence: Presence,
    joined: Joined,
    /// Only against a default.
    not_created: bool,
}

/// Joins all companions to their entities; `others` are resources that are no entities.
pub(super) fn join(estate: &mut Estate, others: &[Resource]) {
    let mut said: BTreeMap<(Handle, &'static str), Vec<Said>> = BTreeMap::new();
    for resource in estate.everything().map(|(_, entity)| &entity.resource).chain(others) {
        let Some(places) = PLACES.get(&*resource.kind) else { continue };
        let mut joined: HashMap<(&str, &str), Vec<(Handle, Joined)>> = HashMap::default();
        for place in places {
            let key = (place.model_type.name, place.source.via);
            let targets = joined.entry(key).or_insert_with(|| targets(estate, resource, place));
            for (target, how) in targets {
                let entry = said.entry((*target, place.field.name)).or_default();
                entry.push(Said {
                    rank: place.rank,
                    value: spoken(resource, place),
                    presence: resource.presence.clone(),
                    joined: how.clone(),
                    not_created: resource.not_created.is_some(),
                });
            }
        }
    }
    let mut notes: Vec<Note> = Vec::new();
    for ((target, name), mut said) in said {
        let reported = estate.entity(target).is_some_and(|entity| estate.is_reported(entity));
        let Some(entity) = estate.entity_mut(target) else { continue };
        if entity.resource.not_created.is_none() {
            said.retain(|it| !it.not_created);
        }
        said.sort_by_key(|it| it.rank);
        let address = Arc::clone(&entity.resource.address);
        let Some(own) = entity.field_mut(name) else { continue };
        notes.extend(conflict(&address, name, own, &said).filter(|_| reported));
        for one in said.into_iter().rev() {
            *own = layered(own, one);
        }
    }
    notes.dedup_by(|a, b| a.span == b.span);
    estate.notes.extend(notes);
}

/// The places by the type of the resource that speaks there.
static PLACES: LazyLock<HashMap<&'static str, Vec<Place>>> = LazyLock::new(|| {
    let mut places: HashMap<&'static str, Vec<Place>> = HashMap::default();
    for model_type in tables::ALL {
        for field in model_type.fields {
            for (rank, source) in field.sources.iter().enumerate().filter(|(_, it)| !it.resource.is_empty()) {
                places.entry(source.resource).or_default().push(Place { model_type, field, source, rank });
            }
        }
    }
    places
});

fn targets(estate: &Estate, resource: &Resource, place: &Place) -> Vec<(Handle, Joined)> {
    match (path::find(resource, place.source.via), &resource.open) {
        (Some(found), _) => estate.joined(resource, &found.value, place.model_type),
        (None, Some(cause)) => estate.joined(resource, &Value::unknown(cause.clone()), place.model_type),
        (None, None) => Vec::new(),
    }
}

/// What a companion says; null where it says nothing and has no default of its own.
fn spoken(resource: &Resource, place: &Place) -> FieldValue {
    let source = place.source;
    let companion = Some(Arc::clone(&resource.address));
    let default = || plain_default(source.default);
    let Some(found) = path::find(resource, source.path) else {
        let value = resource.open.as_ref().map_or_else(default, |cause| Value::unknown(cause.clone()));
        let written = !value.is_null();
        return FieldValue { value, span: resource.head, written, name: source.path, companion };
    };
    let raw = reread(&found.value, source.reading);
    let value = over(&coerce(&raw, place.field, resource.language), &default());
    let written = !value.is_null();
    let origin = value.origin.and(&found.value.origin);
    FieldValue { value: value.at(origin), span: found.span, written, name: source.path, companion }
}

/// A field with what a companion says laid over it.
fn layered(own: &FieldValue, said: Said) -> FieldValue {
    if !said.value.written {
        return own.clone();
    }
    let because = |cause: &Cause| {
        if own.written {
            return own.clone();
        }
        let value = Value::unknown(cause.clone()).at(said.value.value.origin.clone());
        FieldValue { value, ..said.value.clone() }
    };
    let when = match (&said.joined, &said.presence) {
        (Joined::Perhaps(cause), _) | (_, Presence::Unknown(cause)) => return because(cause),
        (Joined::When(joined), Presence::Always) => joined.clone(),
        (Joined::When(joined), Presence::When(formula)) => joined.and(formula),
    };
    let spoken = over(&said.value.value, &own.value);
    let value = match &when {
        Formula::Constant(true) => spoken,
        Formula::Constant(false) => return own.clone(),
        when => Value::branches(when, spoken.assuming(when, true), own.value.assuming(when, false)),
    };
    FieldValue { value, ..said.value }
}

/// Two that certainly speak of one field and do not say the same.
fn conflict(address: &str, name: &str, own: &FieldValue, said: &[Said]) -> Option<Note> {
    let certain = said.iter().filter(|it| {
        it.value.written
            && matches!(it.presence, Presence::Always)
            && matches!(it.joined, Joined::When(Formula::Constant(true)))
    });
    let mut speakers = certain.map(|it| &it.value).chain(own.written.then_some(own));
    let first = speakers.next()?;
    let other =
        speakers.find(|it| it.companion != first.companion && it.value.equals(&first.value) != Some(true))?;
    let who = |value: &FieldValue| value.companion.as_deref().unwrap_or(address).to_owned();
    Some(Note {
        kind: "conflicting-resources",
        message: format!(
            "`{}` and `{}` both say what `{name}` of `{address}` is; the first is taken",
            who(first),
            who(other)
        ),
        span: Some(other.span),
        ..Note::default()
    })
}
