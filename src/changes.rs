//! What a change does: two estates of one unit, before and after, compared into entities of type `change` that rules ask
//! about. Looks at what trails depend on; knows no rule, no file format and no version control.

mod losses;
mod place;

pub use place::Lines;

use crate::model::{Entity, Estate, FieldValue, Fields, Scope, tables};
use crate::resource::{Change, Presence, Resource};
use crate::source::{SourceId, SourceMap, Span};
use crate::value::{Cause, CauseKind, Value};
use losses::{Loss, losses};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is compared.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// The estate as it was.
    pub before: &'a Estate,
    /// The estate as it will be; none where the unit is gone.
    pub after: Option<&'a Estate>,
    /// The texts that the spans of `before` point into.
    pub sources: &'a SourceMap,
    /// Addresses that `moved` blocks lead from and to, without their module and keys.
    pub moved: &'a [(String, String)],
}

/// What became of one thing.
#[derive(Debug)]
enum Fate<'a> {
    /// It is still there.
    Kept(&'a Entity),
    /// It is deleted and created anew.
    Replaced(&'a Entity),
    /// It is not there any more, in these words.
    Gone(String),
    /// Not known, and why.
    Perhaps(Cause),
}

/// One `change` for each thing that was there and that trails depend on. Spans are those of what it was.
pub fn changes(compared: Compared<'_>) -> Estate {
    let space = tables::ALL.iter().position(|it| it.name == "change").unwrap_or_default();
    let watched = compared.before.everything().filter(|(handle, entity)| {
        let looked_up = entity.resource.kind.starts_with("data.");
        let there = entity.resource.not_created.is_none();
        !looked_up && there && compared.before.in_scope(*handle)
    });
    let entities = watched.filter_map(|(_, entity)| {
        let of = subject(entity)?;
        let fate = fate(compared, entity);
        let loss = match &fate {
            Fate::Gone(words) => Loss::Certain(words.clone()),
            Fate::Perhaps(cause) => Loss::Perhaps(cause.clone()),
            Fate::Kept(after) | Fate::Replaced(after) => losses(entity, after),
        };
        let replaced = matches!(fate, Fate::Replaced(_));
        Some((space, described(of, entity, &loss, replaced, compared.sources)))
    });
    let mut entities: Vec<(usize, Entity)> = entities.collect();
    entities.extend(
        compared
            .before
            .all("trail")
            .filter_map(|(_, trail)| {
                let (Fate::Kept(after) | Fate::Replaced(after)) = fate(compared, trail) else { return None };
                Some((trail, after))
            })
            .flat_map(|(trail, after)| {
                losses::of_neighbours(trail, after)
                    .into_iter()
                    .map(|(of, loss)| (space, described(of, trail, &loss, false, compared.sources)))
                    .collect::<Vec<_>>()
            }),
    );
    let spaces = entities.iter().map(|(space, _)| *space);
    let mut estate = Estate::new(Scope::Account, u32::MAX, spaces);
    entities.into_iter().for_each(|(space, entity)| estate.add(space, entity));
    estate.link(Vec::new(), &[]);
    estate
}

/// What a thing is to the audit trail.
fn subject(entity: &Entity) -> Option<&'static str> {
    Some(match entity.model_type.name {
        "trail" | "event_data_store" => "trail",
        "bucket" | "bucket_policy" => "log-bucket",
        "key" => "key",
        "log_group"
        | "role"
        | "metric_filter"
        | "alarm"
        | "composite_alarm"
        | "topic"
        | "topic_policy"
        | "subscription"
        | "event_rule"
        | "event_target"
        | "recorder"
        | "organization_policy"
        | "organization_policy_attachment" => "guard",
        _ => return None,
    })
}

fn fate<'a>(compared: Compared<'a>, entity: &'a Entity) -> Fate<'a> {
    let address = &entity.resource.address;
    let kind = entity.model_type.name;
    let Some(after) = compared.after else { return Fate::Gone("is removed".to_owned()) };
    let same_type = |entity: &&Entity| entity.model_type.name == kind;
    let unit = entity.resource.unit;
    let at = |address: &str| {
        let found = after.at_address(unit, &Arc::from(address)).iter();
        found.filter_map(|handle| after.entity(*handle)).find(same_type)
    };
    let moved = || compared.moved.iter().find_map(|(from, to)| at(&renamed(address, from, to)?));
    match at(address).or_else(moved) {
        Some(kept) => still_there(entity, kept),
        // the same name under another address: what was there is deleted, what is there is new
        None => match all_of(after, kind).find(|other| {
            same_name(entity, other) && compared.before.at_address(unit, &other.resource.address).is_empty()
        }) {
            Some(new) if new.resource.not_created.is_none() => Fate::Replaced(new),
            _ => Fate::Gone("is removed".to_owned()),
        },
    }
}

fn all_of<'a>(estate: &'a Estate, kind: &str) -> impl Iterator<Item = &'a Entity> {
    estate.all(kind).map(|(_, entity)| entity).filter(|entity| !entity.resource.kind.starts_with("data."))
}

fn still_there<'a>(before: &'a Entity, after: &'a Entity) -> Fate<'a> {
    if let Some(words) = &after.resource.not_created {
        return Fate::Gone(format!("is not created any more: {words}"));
    }
    let actions = after.resource.change.as_deref().map(|change: &Change| change.actions.as_slice());
    let replaced =
        |actions: &[Arc<str>]| actions.len() > 1 && actions.iter().any(|action| &**action == "delete");
    if actions.is_some_and(replaced) || renames(before, after) {
        return Fate::Replaced(after);
    }
    match (&before.resource.presence, &after.resource.presence) {
        (Presence::Always, Presence::Unknown(cause)) => Fate::Perhaps(cause.clone()),
        (Presence::Always, Presence::When(_)) => {
            Fate::Perhaps(Cause::new(CauseKind::Error, "it is created in some cases only"))
        }
        _ => Fate::Kept(after),
    }
}

/// Whether a name that cannot be changed in place is another one.
fn renames(before: &Entity, after: &Entity) -> bool {
    let name =
        |entity: &Entity| entity.field("name").filter(|name| name.written).map(|name| name.value.clone());
    match (name(before), name(after)) {
        (Some(old), Some(new)) => old.equals(&new) == Some(false),
        _ => false,
    }
}

fn same_name(before: &Entity, after: &Entity) -> bool {
    let name =
        |entity: &Entity| entity.field("name").filter(|name| name.written).map(|name| name.value.clone());
    match (name(before), name(after)) {
        (Some(old), Some(new)) => old.as_str().is_some() && old.equals(&new) == Some(true),
        _ => false,
    }
}

/// An address after a `moved` block, whatever module and key stand around.
pub fn renamed(address: &str, from: &str, to: &str) -> Option<String> {
    let at = address.find(from)?;
    let before = &address[..at];
    let rest = &address[at + from.len()..];
    let whole = before.is_empty() || before.ends_with('.');
    let ends = rest.is_empty() || rest.starts_with('[') || rest.starts_with('.');
    (whole && ends).then(|| {
        // a `to` with a key stands for the key that was there
        let rest = if to.ends_with(']') { rest.find(']').map_or(rest, |at| &rest[at + 1..]) } else { rest };
        format!("{before}{to}{rest}")
    })
}

fn described(of: &'static str, entity: &Entity, loss: &Loss, replaced: bool, sources: &SourceMap) -> Entity {
    let name = entity.field("name").filter(|name| name.value.as_str().is_some() && !name.value.sensitive);
    let name =
        name.map_or_else(|| Value::string(Arc::clone(&entity.resource.address)), |name| name.value.clone());
    let loss = match loss {
        Loss::None => Value::null(),
        Loss::Certain(words) => Value::string(words.as_str()),
        Loss::Perhaps(cause) => Value::unknown(cause.clone()),
    };
    let outcome = match &loss {
        _ if replaced => "is deleted and created anew",
        value if value.is_null() => "stays as it is",
        value => value.as_str().unwrap_or("may not be there any more"),
    };
    let outcome = Value::string(outcome);
    let place = place::words(entity.resource.head, sources);
    let fields = [
        ("of", Value::string(of)),
        ("name", name),
        ("loss", loss),
        ("outcome", outcome),
        ("replaced", Value::bool(replaced)),
        ("place", Value::string(place)),
    ];
    let field = |(name, value): (&'static str, Value)| {
        (name, FieldValue { value, span: entity.resource.head, written: true, name: "", companion: None })
    };
    let fields: BTreeMap<&'static str, FieldValue> = fields.into_iter().map(field).collect();
    let resource = Resource {
        // what is lost is lost whatever its presence was made of
        presence: Presence::Always,
        not_created: None,
        ..entity.resource.clone()
    };
    let table = tables::ALL.iter().find(|it| it.name == "change").copied().unwrap_or(entity.model_type);
    Entity::new(table, resource, Fields::of(table, fields))
}

/// What a plan says was there before: of each resource that it changes, and of those it deletes.
pub fn before_of(planned: &[Resource], deleted: Vec<Resource>) -> Vec<Resource> {
    let was = |resource: &Resource| {
        let change = resource.change.as_ref()?;
        let object = change.before.as_object()?;
        let argument = |(name, value): (&Arc<str>, &Value)| {
            let argument = crate::resource::Argument::new(value.clone(), resource.head);
            (Arc::clone(name), argument)
        };
        Some(Resource {
            arguments: object.entries.iter().map(argument).collect(),
            change: None,
            presence: Presence::Always,
            ..resource.clone()
        })
    };
    planned.iter().filter_map(was).chain(deleted).collect()
}

/// A span that points nowhere.
pub const NOWHERE: Span = Span { source: SourceId(u32::MAX), start: 0, end: 0 };
