//! Trails beside each other, their names and their regions.

use super::Fact;
use super::spellings::{read, subject};
use crate::expr::logic;
use crate::resource::{Argument, Presence};
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Alphabet, Cause, CauseKind, Data, Handle, Letters, TextPart, Value};
use foldhash::{HashMap, HashMapExt};
use std::sync::Arc;

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "management_events_are_recorded_once",
        signature: "management_events_are_recorded_once()",
        documentation: "whether no two trails of one account record management events",
        answer: management_events_are_recorded_once,
    },
    Fact {
        name: "deployment_region",
        signature: "deployment_region(trail)",
        documentation: "the Region that something is deployed to",
        answer: deployment_region,
    },
    Fact {
        name: "default_tags",
        signature: "default_tags(trail)",
        documentation: "the tags that the provider gives to all that it makes; null where it gives none",
        answer: default_tags,
    },
    Fact {
        name: "trail_name_is_valid",
        signature: "trail_name_is_valid(trail)",
        documentation: "whether CloudTrail takes the name of a trail",
        answer: trail_name_is_valid,
    },
];

/// The provider's Region, or that of the resource's own `region` argument (provider 6).
fn deployment_region(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let Some((handle, entity)) = subject(view, arguments) else {
        return Value::error("`deployment_region` takes an entity");
    };
    let own = entity.resource.arguments.get("region").map(Argument::value);
    if let Some(own) = own.filter(|region| !region.is_null()) {
        return own.clone();
    }
    let said = read(view, handle, "region");
    if said.is_null() { entity.resource.surroundings.region.clone().at(said.origin) } else { said }
}

fn default_tags(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    match subject(view, arguments) {
        Some((_, entity)) => entity.resource.surroundings.default_tags.clone(),
        None => Value::error("`default_tags` takes an entity"),
    }
}

/// The first copy of management events in a Region is free, each further one is not
/// (<https://aws.amazon.com/cloudtrail/pricing/>).
fn management_events_are_recorded_once(view: &View<'_>, _: &[Value], span: Span) -> Value {
    let trails: Vec<(Handle, Value)> = view
        .estate()
        .all("trail")
        .filter(|(_, trail)| trail.resource.not_created.is_none())
        .map(|(handle, trail)| (handle, present(&trail.resource.presence, records(view, handle, span))))
        .collect();
    let mut earlier = Earlier::default();
    let mut twice = Value::bool(false);
    for (trail, records) in trails.iter().filter(|(_, records)| records.as_bool() != Some(false)) {
        let account = read(view, *trail, "account");
        let place = read(view, *trail, "name").origin;
        let pair = logic::and(records, &earlier.of_account(&account));
        let pair = pair.map_leaves(&mut |leaf| leaf.clone().at(place.clone()));
        twice = logic::or(&twice, &pair);
        if twice.as_bool() == Some(true) {
            return Value::bool(false).at(place);
        }
        earlier.add(&account, records);
    }
    logic::not(&twice)
}

/// Whether trails that came before record, by their accounts. Aliases of a provider that say no account are taken
/// for Regions of one.
struct Earlier {
    all: Value,
    /// Of those that say no account.
    unsaid: Value,
    /// Of those whose account is known, by its id.
    known: HashMap<Arc<str>, Value>,
    /// Of those whose account is said and not known.
    open: Value,
}

impl Default for Earlier {
    fn default() -> Self {
        let none = || Value::bool(false);
        Earlier { all: none(), unsaid: none(), known: HashMap::new(), open: none() }
    }
}

impl Earlier {
    fn of_account(&self, account: &Value) -> Value {
        let perhaps = |records: &Value, because: &Value| {
            let cause = because.cause().cloned();
            let cause = cause.unwrap_or_else(|| Cause::new(CauseKind::Surroundings, "account"));
            logic::and(records, &Value::unknown(cause))
        };
        match &account.data {
            Data::Null => self.all.clone(),
            Data::String(id) => {
                let same = self.known.get(id).cloned().unwrap_or_else(|| Value::bool(false));
                logic::or(&logic::or(&self.unsaid, &same), &perhaps(&self.open, account))
            }
            _ => logic::or(&self.unsaid, &perhaps(&self.all, account)),
        }
    }

    fn add(&mut self, account: &Value, records: &Value) {
        self.all = logic::or(&self.all, records);
        match &account.data {
            Data::Null => self.unsaid = logic::or(&self.unsaid, records),
            Data::String(id) => {
                let known = self.known.entry(Arc::clone(id)).or_insert_with(|| Value::bool(false));
                *known = logic::or(known, records);
            }
            _ => self.open = logic::or(&self.open, records),
        }
    }
}

/// Whether a trail is on and records management events that read or write.
fn records(view: &View<'_>, trail: Handle, span: Span) -> Value {
    let Some(fact) = super::find("records_management_events") else { return Value::bool(false) };
    let ask = |direction: &str| {
        (fact.answer)(view, &[Value::new(Data::Handle(trail)), Value::string(direction)], span)
    };
    let some = logic::or(&ask("read"), &ask("write"));
    logic::and(&read(view, trail, "logging_enabled"), &some)
}

/// False in the cases in which something is not there.
fn present(presence: &Presence, answer: Value) -> Value {
    match presence {
        Presence::Always => answer,
        Presence::When(formula) => Value::branches(formula, answer, Value::bool(false)),
        Presence::Unknown(cause) => logic::and(&Value::unknown(cause.clone()), &answer),
    }
}

/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html>
fn trail_name_is_valid(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let Some((handle, trail)) = subject(view, arguments) else {
        return Value::error("`trail_name_is_valid` takes a trail");
    };
    if !trail.field("name").is_some_and(|name| name.written) {
        return Value::bool(true);
    }
    let name = read(view, handle, "name");
    let origin = name.origin.clone();
    name.map_leaves(&mut |leaf| judged(leaf).at(origin.clone()))
}

/// A piece of a name.
enum Piece<'a> {
    Known(&'a str),
    /// Unknown text of that many letters, digits and single dashes between them.
    Word {
        least: usize,
        most: usize,
    },
    Anything,
}

fn judged(name: &Value) -> Value {
    let pieces: Vec<Piece<'_>> = match &name.data {
        Data::String(text) => vec![Piece::Known(text)],
        Data::Text(text) => text
            .parts
            .iter()
            .map(|part| match part {
                TextPart::Literal(text) => Piece::Known(text),
                TextPart::Unknown(value) => unknown_piece(value),
            })
            .collect(),
        _ => vec![unknown_piece(name)],
    };
    if is_refused(&pieces) {
        return Value::bool(false);
    }
    if pieces.iter().any(|piece| matches!(piece, Piece::Anything)) {
        return crate::expr::unknown_from(name);
    }
    let longest: usize = pieces.iter().map(|piece| length(piece).1).sum();
    let shortest: usize = pieces.iter().map(|piece| length(piece).0).sum();
    if longest > MOST || shortest < LEAST { crate::expr::unknown_from(name) } else { Value::bool(true) }
}

const LEAST: usize = 3;
const MOST: usize = 128;

fn unknown_piece(value: &Value) -> Piece<'static> {
    let cause = value.as_unknown().map(|unknown| (unknown.cause.kind, &*unknown.cause.subject));
    match cause {
        Some((CauseKind::Surroundings, "account")) => Piece::Word { least: 12, most: 12 },
        // `me-south-1`, `us-gov-west-1` and what may come
        Some((CauseKind::Surroundings, "region")) => Piece::Word { least: 8, most: 25 },
        _ => match value.as_unknown().and_then(|unknown| unknown.letters) {
            Some(Letters { alphabet, least, most: Some(most) })
                if least > 0 && alphabet.is_within(Alphabet::ALPHANUMERIC) =>
            {
                Piece::Word { least, most }
            }
            _ => Piece::Anything,
        },
    }
}

fn length(piece: &Piece<'_>) -> (usize, usize) {
    match piece {
        Piece::Known(text) => (text.chars().count(), text.chars().count()),
        Piece::Word { least, most } => (*least, *most),
        Piece::Anything => (0, MOST),
    }
}

/// Whether the pieces are refused whatever the unknown ones are.
fn is_refused(pieces: &[Piece<'_>]) -> bool {
    let is_mark = |c: char| matches!(c, '.' | '_' | '-');
    let known = |piece: Option<&Piece<'_>>| match piece {
        Some(Piece::Known(text)) => Some((*text).to_owned()),
        _ => None,
    };
    let inside = pieces.iter().any(|piece| match piece {
        Piece::Known(text) => {
            let strange = text.chars().any(|c| !c.is_ascii_alphanumeric() && !is_mark(c));
            let adjacent = text.chars().zip(text.chars().skip(1)).any(|(a, b)| is_mark(a) && is_mark(b));
            strange || adjacent
        }
        Piece::Word { .. } | Piece::Anything => false,
    });
    let first = known(pieces.first()).is_some_and(|text| text.starts_with(is_mark));
    let last = known(pieces.last()).is_some_and(|text| text.ends_with(is_mark));
    let least: usize = pieces.iter().map(|piece| length(piece).0).sum();
    let most: usize = pieces.iter().map(|piece| length(piece).1).sum();
    let whole = match pieces {
        [Piece::Known(text)] => is_address(text),
        _ => false,
    };
    inside || first || last || whole || least > MOST || most < LEAST
}

/// `192.168.5.4`
fn is_address(text: &str) -> bool {
    let numbers: Vec<&str> = text.split('.').collect();
    numbers.len() == 4
        && numbers.iter().all(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()))
}
