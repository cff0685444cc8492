//! What companion resources say of an entity: `aws_s3_bucket_versioning` of its bucket.

use super::coerce::{coerce, over, plain_default, reread};
use super::path;
use crate::model::{Estate, Field, FieldValue, Joined, ModelType, Source, tables};
use crate::resource::{Note, Presence, Resource};
use crate::value::{Atom, Cause, CauseKind, Constant, Formula, Handle, Value};
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

/// Those that speak of one field of one entity.
#[derive(Default)]
struct Speakers(Vec<Said>);

impl Speakers {
    /// Of those that are perhaps joined only the last is kept: it says why the field is not known, and a thousand that
    /// may be of any entity would be kept for each of a thousand.
    fn add(&mut self, new: Said) {
        let is_doubtful = |it: &Said| matches!(it.joined, Joined::Perhaps(_));
        if is_doubtful(&new) {
            let before = self.0.iter().position(|it| is_doubtful(it) && it.not_created == new.not_created);
            match before {
                _ if !new.value.written => return,
                Some(before) if self.0[before].rank > new.rank => return,
                Some(before) => drop(self.0.remove(before)),
                None => {}
            }
        }
        self.0.push(new);
    }
}

/// Joins all companions to their entities; `others` are resources that are no entities.
pub(super) fn join(estate: &mut Estate, others: &[Resource]) {
    let mut said: BTreeMap<(Handle, &'static str), Speakers> = BTreeMap::new();
    for resource in estate.everything().map(|(_, entity)| &entity.resource).chain(others) {
        let Some(places) = PLACES.get(&*resource.kind) else { continue };
        let mut joined: HashMap<(&str, &str), Vec<(Handle, Joined)>> = HashMap::default();
        for place in places {
            let key = (place.model_type.name, place.source.via);
            let targets = joined.entry(key).or_insert_with(|| targets(estate, resource, place));
            if targets.is_empty() {
                continue;
            }
            let value = spoken(resource, place);
            for (target, how) in targets {
                let one = Said {
                    rank: place.rank,
                    value: value.clone(),
                    presence: resource.presence.clone(),
                    joined: how.clone(),
                    not_created: resource.not_created.is_some(),
                };
                said.entry((*target, place.field.name)).or_default().add(one);
            }
        }
    }
    let mut notes: Vec<Note> = Vec::new();
    for ((target, name), Speakers(mut said)) in said {
        let reported = estate.entity(target).is_some_and(|entity| estate.is_reported(entity));
        let Some(entity) = estate.entity_mut(target) else { continue };
        if entity.resource.not_created.is_none() {
            said.retain(|it| !it.not_created);
        }
        said.sort_by_key(|it| it.rank);
        let address = Arc::clone(&entity.resource.address);
        let Some(own) = entity.field_mut(name) else { continue };
        let rivals = rivals(own, &said);
        notes.extend(conflict(&address, name, &rivals).filter(|_| reported));
        for one in said.into_iter().rev() {
            *own = layered(own, one);
        }
        own.value = in_any_order(&address, &own.value, &rivals);
    }
    notes.dedup_by(|a, b| a.span == b.span);
    estate.notes.extend(notes);
}

/// What a companion says of fields of entities that it is joined to for certain.
pub(super) fn said_by(estate: &Estate, resource: &Resource) -> Vec<(Handle, &'static str, Value)> {
    let mut said = Vec::new();
    for place in PLACES.get(&*resource.kind).into_iter().flatten() {
        for (target, how) in targets(estate, resource, place) {
            if let Joined::When(_) = how {
                said.push((target, place.field.name, spoken(resource, place).value));
            }
        }
    }
    said
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

/// Most of those that speak of one field that are told apart.
const MAX_RIVALS: usize = 8;

/// Those that certainly speak of one field and do not say the same as the first, behind it; none where all agree.
fn rivals(own: &FieldValue, said: &[Said]) -> Vec<FieldValue> {
    let certain = said.iter().filter(|it| {
        it.value.written
            && matches!(it.presence, Presence::Always)
            && matches!(it.joined, Joined::When(Formula::Constant(true)))
    });
    let mut speakers = certain.map(|it| &it.value).chain(own.written.then_some(own));
    let Some(first) = speakers.next() else { return Vec::new() };
    let others =
        speakers.filter(|it| it.companion != first.companion && it.value.equals(&first.value) != Some(true));
    let others: Vec<FieldValue> = others.take(MAX_RIVALS).cloned().collect();
    if others.is_empty() { others } else { [first.clone()].into_iter().chain(others).collect() }
}

/// The address of what speaks.
fn who<'a>(address: &'a str, value: &'a FieldValue) -> &'a str {
    value.companion.as_deref().unwrap_or(address)
}

/// A field of which several speak: what is applied last counts, and nothing orders them.
fn in_any_order(address: &str, value: &Value, rivals: &[FieldValue]) -> Value {
    let Some((_, others)) = rivals.split_first() else { return value.clone() };
    let names: Vec<&str> = rivals.iter().map(|it| who(address, it)).collect();
    let constants: Arc<[Constant]> = names.iter().map(|name| Constant::String((*name).into())).collect();
    let subject: Arc<str> = format!("last of {}", names.join(", ")).into();
    let words = format!("`{}` speak of one thing", names.join("` and `"));
    others.iter().fold(value.clone(), |value, other| {
        let last = Formula::Atom(Arc::new(Atom {
            subject: Arc::clone(&subject),
            constant: Constant::String(who(address, other).into()),
            domain: Some(Arc::clone(&constants)),
            words: "what is applied last".into(),
            cause: Some(Cause::new(CauseKind::Error, words.clone())),
        }));
        Value::branches(&last, other.value.clone(), value)
    })
}

/// That two do not say the same.
fn conflict(address: &str, name: &str, rivals: &[FieldValue]) -> Option<Note> {
    let [first, other, ..] = rivals else { return None };
    let (one, two) = (who(address, first), who(address, other));
    Some(Note {
        kind: "conflicting-resources",
        message: format!(
            "`{one}` and `{two}` both say what `{name}` of `{address}` is: which is applied last, counts"
        ),
        span: Some(other.span),
        ..Note::default()
    })
}
