//! Links back, and those by likeness: what leads to an entity, and why there may be more.

use super::alike::{Alike, Likeness};
use super::{Lead, MAX_PARTLY, leads, list_of, may_be_one_of_here, may_be_this, pointer, present};
use crate::model::estate::{Entity, Estate, is_forward};
use crate::model::fields::Question;
use crate::model::table::{Default, Link, LinkKind, ModelType};
use crate::model::tables;
use crate::resource::Presence;
use crate::value::{Cause, CauseKind, Formula, Handle, Value};
use foldhash::HashMap;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What a link of an entity leads to, where it leads to anything, and why there may be more.
type Found = (Handle, &'static str, Option<Value>, Option<Cause>);

/// The links back (and those by likeness) of all entities, those left out that lead to nothing.
pub(in crate::model) fn backward(estate: &Estate) -> Vec<Found> {
    let mut found = Vec::new();
    for model_type in tables::ALL {
        for link in model_type.links {
            match link.kind {
                LinkKind::Alike(_) => {
                    let Some(mut likeness) = Likeness::of(estate, link) else { continue };
                    for (handle, entity) in estate.all(model_type.name) {
                        let Some(alike) = likeness.alike(entity) else { continue };
                        let list = (!alike.members.is_empty()).then(|| alike.list.clone());
                        add_found(&mut found, (handle, link.name, list, alike.open.clone()));
                    }
                }
                LinkKind::Back(forward) => back(estate, model_type, link, forward, &mut found),
                LinkKind::One | LinkKind::Several | LinkKind::InRule => {}
            }
        }
    }
    found
}

fn back(
    estate: &Estate,
    model_type: &'static ModelType,
    link: &'static Link,
    forward: &str,
    found: &mut Vec<Found>,
) {
    let mut members: BTreeMap<Handle, Vec<(Handle, Formula)>> = BTreeMap::new();
    let mut shared = Shared::default();
    let mut open: Vec<(u32, Value, Cause)> = Vec::new();
    let mut doubtful: BTreeMap<Handle, Cause> = BTreeMap::new();
    let mut likeness: Option<Likeness<'_>> = None;
    let Some((_, source_type)) = crate::model::model_type(link.target) else { return };
    let Some(of_source) = source_type.link(forward) else { return };
    let question = Question::of(source_type, of_source.field_read());
    for (source, entity) in estate.all(link.target).filter(|(_, it)| may_lead(it, question.as_ref())) {
        let leads = if is_forward(of_source) && !matches!(of_source.kind, LinkKind::Alike(_)) {
            leads(estate, &entity.resource, &pointer(entity, of_source), of_source.target)
        } else {
            if likeness.is_none() {
                likeness = Likeness::of(estate, of_source);
            }
            let Some(alike) = likeness.as_mut().and_then(|it| it.alike(entity)) else { continue };
            let unit = entity.resource.unit;
            open.extend(alike.open.clone().map(|cause| (unit, Value::unknown(cause.clone()), cause)));
            if matches!(entity.resource.presence, Presence::Always) && entity.resource.not_created.is_none() {
                shared.add(source, &alike);
                continue;
            }
            alike.members.iter().map(|(handle, when)| Lead { when: when.clone(), to: Ok(*handle) }).collect()
        };
        for lead in leads {
            match (lead.to, &entity.resource.presence) {
                (Ok(here), Presence::Unknown(cause)) => {
                    doubtful.insert(here, cause.clone());
                }
                (Ok(here), presence) => {
                    let absent = entity.resource.not_created.is_some()
                        && estate.entity(here).is_some_and(|it| it.resource.not_created.is_none());
                    let when = lead.when.and(&present(presence).unwrap_or(Formula::Constant(true)));
                    if !absent {
                        add(members.entry(here).or_default(), source, &when);
                    }
                }
                (Err(value), _) => {
                    let cause = value.cause().cloned();
                    let cause =
                        cause.unwrap_or_else(|| Cause::new(CauseKind::Elsewhere, &*entity.resource.address));
                    open.push((entity.resource.unit, value, cause));
                }
            }
        }
    }
    let lists = shared.lists(&mut members);
    add_otherwise(estate, (link.target, forward), &mut members);
    open.retain(|(unit, value, _)| may_be_one_of_here(estate, *unit, value));
    if members.is_empty() && lists.is_empty() && doubtful.is_empty() && open.is_empty() {
        return;
    }
    for (handle, entity) in estate.all(model_type.name) {
        let list = lists.get(&handle).cloned();
        let list = list.or_else(|| members.get(&handle).and_then(|members| listed(members)));
        let perhaps =
            || open.iter().take(MAX_PARTLY).find(|(unit, value, _)| may_be_this(*unit, value, entity));
        let cause = doubtful.remove(&handle).or_else(|| perhaps().map(|(_, _, cause)| cause.clone()));
        add_found(found, (handle, link.name, list, cause));
    }
}

/// Adds what leads somewhere only in the case that creates it.
fn add_otherwise(
    estate: &Estate,
    (target, forward): (&str, &str),
    members: &mut BTreeMap<Handle, Vec<(Handle, Formula)>>,
) {
    for (source, here) in estate.otherwise().by(target, forward) {
        let known = members.entry(here).or_default();
        if !known.iter().any(|(member, _)| *member == source) {
            known.push((source, Formula::Constant(true)));
        }
    }
}

/// Sources that are certainly there, by the targets that they share.
#[derive(Default)]
struct Shared {
    groups: Vec<(Rc<Alike>, Vec<Handle>)>,
    known: HashMap<*const Alike, usize>,
}

impl Shared {
    fn add(&mut self, source: Handle, alike: &Rc<Alike>) {
        let next = self.groups.len();
        let at = *self.known.entry(Rc::as_ptr(alike)).or_insert(next);
        if at == next {
            self.groups.push((Rc::clone(alike), Vec::new()));
        }
        self.groups[at].1.push(source);
    }

    /// The lists of the targets that one group of sources leads to, and nothing else; the others are made members.
    fn lists(self, members: &mut BTreeMap<Handle, Vec<(Handle, Formula)>>) -> BTreeMap<Handle, Value> {
        let mut of_targets: BTreeMap<Handle, Vec<(usize, &Formula)>> = BTreeMap::new();
        for (at, (alike, _)) in self.groups.iter().enumerate() {
            for (target, when) in &alike.members {
                of_targets.entry(*target).or_default().push((at, when));
            }
        }
        let certain = |source: &Handle| (*source, Formula::Constant(true));
        let whole = |sources: &Vec<Handle>| list_of(&sources.iter().map(certain).collect::<Vec<_>>());
        let whole: Vec<Value> = self.groups.iter().map(|(_, sources)| whole(sources)).collect();
        let mut lists = BTreeMap::new();
        for (target, groups) in of_targets {
            match groups.as_slice() {
                [(at, Formula::Constant(true))] if !members.contains_key(&target) => {
                    lists.insert(target, whole[*at].clone());
                }
                _ => {
                    let known = members.entry(target).or_default();
                    for (at, when) in groups {
                        known.extend(self.groups[at].1.iter().map(|source| (*source, when.clone())));
                    }
                    known.sort_by_key(|(source, _)| *source);
                }
            }
        }
        lists
    }
}

/// Whether an entity may lead anywhere: most policies, buckets and roles of a unit say nothing of it.
fn may_lead(entity: &Entity, by: Option<&Question>) -> bool {
    let unsaid = by.and_then(|field| entity.unsaid(field));
    !entity.resource.kind.starts_with("data.") && !matches!(unsaid, Some(Default::Null | Default::Empty))
}

fn listed(members: &[(Handle, Formula)]) -> Option<Value> {
    (!members.is_empty()).then(|| list_of(members))
}

fn add_found(found: &mut Vec<Found>, it: Found) {
    if it.2.is_some() || it.3.is_some() {
        found.push(it);
    }
}

/// Adds a member; those of one source come one after the other.
pub(super) fn add(members: &mut Vec<(Handle, Formula)>, source: Handle, when: &Formula) {
    match members.last_mut() {
        Some((last, known)) if *last == source => *known = known.or(when),
        _ => members.push((source, when.clone())),
    }
}
