//! What Terraform plans beside what is evaluated here, argument by argument.

use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use trailguard::resource::{Presence, ResolvedUnit, Resource};
use trailguard::value::{Data, Value, to_string};

/// What the oracle writes for what is known after apply.
const UNKNOWN: &str = "__unknown__";

/// Arguments that are not written, and what the provider's schema plans for them.
const DEFAULTS: &[(&str, &str)] = &[
    ("enable_key_rotation", "false"),
    ("enable_log_file_validation", "false"),
    ("enable_logging", "true"),
    ("force_destroy", "false"),
    ("include_global_service_events", "true"),
    ("is_enabled", "true"),
    ("is_multi_region_trail", "false"),
    ("is_organization_trail", "false"),
    ("retention_in_days", "0"),
];

/// The outcome of one argument.
enum Outcome {
    Agreed,
    /// Terraform does not know it, we do.
    KnownHere,
    /// Terraform knows it, we do not.
    UnknownHere,
    Differed,
    /// The oracle cannot say.
    NoAnswer,
}

/// All outcomes.
#[derive(Default)]
pub struct Tally {
    pub roots: usize,
    /// Plans of roots that Terraform refuses without values for their variables.
    pub worlds: usize,
    pub not_asked: usize,
    /// Arguments that are known without values for the variables, and are so in plans with them.
    pub held: usize,
    pub agreed: usize,
    pub silent: usize,
    /// Arguments that are not written, with the provider's default in the plan.
    pub defaults: usize,
    pub resources: usize,
    /// What is known here only: by type and argument.
    pub known_here: BTreeMap<String, Vec<String>>,
    /// What Terraform knows and we do not.
    pub unknown_here: Vec<String>,
    pub differed: Vec<String>,
    pub unanswered: Vec<String>,
}

impl Tally {
    pub fn no_answer(&mut self, root: &str, reason: &str) {
        let reason = reason.lines().find(|line| line.contains("Error:")).unwrap_or(reason);
        self.unanswered.push(format!("{root}: {}", reason.trim_start_matches(['│', ' ', '╷'])));
    }

    pub fn compare(&mut self, root: &str, unit: &ResolvedUnit, truths: BTreeMap<&str, &Json>) {
        for resource in &unit.resources {
            if resource.not_created.is_some() || !matches!(resource.presence, Presence::Always) {
                continue;
            }
            let known_key = !resource.address.contains("[*]");
            if known_key && !truths.contains_key(&*resource.address) {
                self.differed.push(format!("{root}: {} is not planned", resource.address));
            }
        }
        let names = names(truths.values().copied());
        for (address, truth) in truths {
            self.resources += 1;
            let ours = unit.resources.iter().find(|it| &*it.address == address && it.not_created.is_none());
            match ours {
                Some(resource) => self.arguments(root, resource, truth, &names),
                None if unit.resources.iter().any(|it| it.address.contains("[*]") || it.open.is_some()) => {
                    self.unknown_here.push(format!("{root}: {address}: its key"));
                }
                None => self.differed.push(format!("{root}: {address} is planned and not found here")),
            }
        }
    }

    fn arguments(&mut self, root: &str, resource: &Resource, truth: &Json, names: &BTreeSet<&str>) {
        let nothing = serde_json::Map::new();
        let truth = truth.as_object().unwrap_or(&nothing);
        for (name, argument) in &resource.arguments {
            let known = truth.get(&**name).unwrap_or(&Json::Null);
            let value = argument.value();
            let place = || format!("{root}: {}.{name}", resource.address);
            // null is as good as not written
            if value.is_null() && DEFAULTS.contains(&(&**name, known.to_string().as_str())) {
                self.defaults += 1;
                continue;
            }
            match outcome(value, known, false) {
                Outcome::Agreed => self.agreed += 1,
                Outcome::NoAnswer => self.silent += 1,
                Outcome::KnownHere if !follows(value, names) => {
                    self.differed.push(format!("{}: {} is known here only", place(), shown(value)));
                }
                Outcome::KnownHere => {
                    let kind = format!("{}.{name}", resource.kind);
                    self.known_here.entry(kind).or_default().push(format!("{}: {}", place(), shown(value)));
                }
                Outcome::UnknownHere => {
                    self.unknown_here.push(format!("{}: {} is {known}", place(), shown(value)));
                }
                Outcome::Differed => self.differed.push(format!("{}: {} is {known}", place(), shown(value))),
            }
        }
        for (name, known) in truth.iter().filter(|(name, _)| !resource.arguments.contains_key(name.as_str()))
        {
            if is_nothing(known) || is_unknown(known) || name == "id" {
                continue;
            }
            // what is not written is not handed over: the model's tables hold the defaults
            if DEFAULTS.contains(&(name.as_str(), known.to_string().as_str())) {
                self.defaults += 1;
            } else if resource.open.is_none() {
                self.differed.push(format!("{root}: {}.{name} is {known} and not found", resource.address));
            }
        }
    }

    pub fn report(&self) -> String {
        let known_here: usize = self.known_here.values().map(Vec::len).sum();
        let mut out = format!(
            "{} plans ({} of them with values for variables), {} resources: {} arguments agreed, {} left to defaults, {} held without values, \
             {known_here} known here only, {} unknown here only, {} differed, {} without an answer; {} roots unanswered, {} not asked\n",
            self.roots,
            self.worlds,
            self.resources,
            self.agreed,
            self.defaults,
            self.held,
            self.unknown_here.len(),
            self.differed.len(),
            self.silent,
            self.unanswered.len(),
            self.not_asked,
        );
        let lists = [
            ("differed", &self.differed),
            ("unknown here", &self.unknown_here),
            ("unanswered", &self.unanswered),
        ];
        for (title, list) in lists {
            for line in list {
                let _ = writeln!(out, "{title}: {line}");
            }
        }
        for (kind, places) in &self.known_here {
            let _ = writeln!(out, "known here: {kind}: {} times, as in {}", places.len(), places[0]);
        }
        out
    }
}

/// The names that resources are planned with.
fn names<'t>(truths: impl Iterator<Item = &'t Json>) -> BTreeSet<&'t str> {
    truths.flat_map(|truth| ["bucket", "name"].map(|name| truth.get(name)?.as_str())).flatten().collect()
}

/// Whether a value that Terraform does not know, as the provider computes it, follows from the configuration: the `id` of a
/// resource that is its name, the text of an `aws_iam_policy_document`.
fn follows(value: &Value, names: &BTreeSet<&str>) -> bool {
    let text = to_string(value);
    text.as_str().is_some_and(|text| {
        let is_policy =
            |document: Json| document.get("Version").is_some() && document.get("Statement").is_some();
        names.contains(text) || serde_json::from_str(text).is_ok_and(is_policy)
    })
}

fn shown(value: &Value) -> String {
    if let Some(text) = to_string(value).as_str() {
        return format!("{text:?}");
    }
    match value.cause() {
        Some(cause) => format!("unknown ({cause})"),
        None => format!("{:?}", value.data).chars().take(300).collect(),
    }
}

fn is_unknown(known: &Json) -> bool {
    known.as_str().is_some_and(|text| text.contains(UNKNOWN))
}

fn is_nothing(known: &Json) -> bool {
    match known {
        Json::Null => true,
        Json::Array(items) => items.is_empty(),
        Json::Object(entries) => entries.is_empty(),
        _ => false,
    }
}

/// Compares a value. What is unknown within a block is left out of a plan's JSON.
#[expect(clippy::too_many_lines, reason = "one arm a form of value")]
fn outcome(ours: &Value, known: &Json, within: bool) -> Outcome {
    if is_unknown(known) {
        let sure = ours.is_wholly_known() && !ours.is_null();
        let whole = known.as_str() == Some(UNKNOWN);
        return match (sure, whole) {
            (true, true) => Outcome::KnownHere,
            (true, false) => Outcome::NoAnswer,
            _ => Outcome::Agreed,
        };
    }
    if within && known.is_null() && !ours.is_null() {
        return Outcome::NoAnswer;
    }
    match &ours.data {
        Data::Handle(_) => Outcome::NoAnswer,
        Data::Unknown(_) => Outcome::UnknownHere,
        Data::Text(_) => match known.as_str() {
            Some(text) if text.starts_with(ours.known_prefix()) && text.ends_with(ours.known_suffix()) => {
                Outcome::UnknownHere
            }
            _ => Outcome::Differed,
        },
        Data::Branches(branches) => {
            let sides = [&branches.then, &branches.otherwise];
            let differ = sides.iter().all(|side| matches!(outcome(side, known, within), Outcome::Differed));
            if differ { Outcome::Differed } else { Outcome::UnknownHere }
        }
        Data::Null => {
            if is_nothing(known) {
                Outcome::Agreed
            } else {
                Outcome::Differed
            }
        }
        Data::Object(object) => match known {
            Json::Object(entries) => {
                let keys = object.entries.iter().map(|(key, value)| {
                    let known = entries.get(&**key).unwrap_or(&Json::Null);
                    outcome(value, known, true)
                });
                let more = entries.iter().any(|(key, known)| {
                    !is_nothing(known) && !object.entries.contains_key(key.as_str()) && object.open.is_none()
                });
                if more { Outcome::Differed } else { worst(keys) }
            }
            // a block that stands once
            Json::Array(items) if items.len() == 1 => outcome(ours, &items[0], true),
            _ => Outcome::Differed,
        },
        Data::List(list) => match known {
            Json::Array(items) if items.len() == list.items.len() => {
                let pairs = || list.items.iter().zip(items).map(|(ours, known)| outcome(ours, known, true));
                match worst(pairs()) {
                    Outcome::Differed => unordered(&list.items, items),
                    other => other,
                }
            }
            Json::Object(_) if list.items.len() == 1 => outcome(&list.items[0], known, true),
            Json::Null if list.items.is_empty() => Outcome::Agreed,
            _ => Outcome::Differed,
        },
        Data::Bool(_) | Data::Number(_) | Data::String(_) => {
            let text = to_string(ours);
            let known = match known {
                Json::String(text) => text.clone(),
                other => other.to_string(),
            };
            if text.as_str() == Some(&known) { Outcome::Agreed } else { Outcome::Differed }
        }
    }
}

/// Sets come in another order, and without doubles.
fn unordered(ours: &[Value], known: &[Json]) -> Outcome {
    let mut left: Vec<&Json> = known.iter().collect();
    let mut outcomes = Vec::new();
    for value in ours {
        let found = left.iter().position(|known| !matches!(outcome(value, known, true), Outcome::Differed));
        match found {
            Some(at) => outcomes.push(outcome(value, left.swap_remove(at), true)),
            None => return Outcome::Differed,
        }
    }
    worst(outcomes.into_iter())
}

fn worst(outcomes: impl Iterator<Item = Outcome>) -> Outcome {
    let rank = |outcome: &Outcome| match outcome {
        Outcome::Agreed => 0,
        Outcome::NoAnswer => 1,
        Outcome::KnownHere => 2,
        Outcome::UnknownHere => 3,
        Outcome::Differed => 4,
    };
    outcomes.max_by_key(rank).unwrap_or(Outcome::Agreed)
}
