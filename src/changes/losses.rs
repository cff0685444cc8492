//! What something that is still there has lost.

use crate::model::Entity;
use crate::value::{Cause, Value};

/// What is lost.
#[derive(Clone, Debug)]
pub(super) enum Loss {
    /// Nothing.
    None,
    /// That, in words.
    Certain(String),
    /// Not known, and why.
    Perhaps(Cause),
}

/// When a field says that something is guarded, and what is lost when it does not.
struct Guard {
    model_type: &'static str,
    field: &'static str,
    good: fn(&Value) -> Option<bool>,
    words: &'static str,
}

const fn guard(
    model_type: &'static str,
    field: &'static str,
    good: fn(&Value) -> Option<bool>,
    words: &'static str,
) -> Guard {
    Guard { model_type, field, good, words }
}

const GUARDS: &[Guard] = &[
    guard("trail", "logging_enabled", is_true, "is stopped: it does not log any more"),
    guard("event_data_store", "ingestion", is_true, "is stopped: it takes no events any more"),
    guard("event_data_store", "termination_protection", is_true, "loses its termination protection"),
    guard("bucket", "versioning", is_enabled, "loses its versioning"),
    guard("bucket", "object_lock_enabled", is_true, "loses its object lock"),
    guard("bucket", "object_lock_mode", is_set, "loses its object lock retention"),
    guard("bucket", "policy", is_set, "loses its policy"),
    guard("bucket", "block_public_policy", is_true, "loses its public access block"),
    guard("key", "enabled", is_true, "is disabled"),
    guard("recorder", "started", is_true, "is stopped"),
    guard("alarm", "actions_enabled", is_true, "takes no actions any more"),
    guard("alarm", "actions", is_filled, "has no actions any more"),
    guard("composite_alarm", "actions", is_filled, "has no actions any more"),
    guard("event_rule", "state", is_enabled, "is disabled"),
];

/// What a trail loses that is a matter of what it depends on.
const OF_TRAILS: &[(&str, Guard)] = &[
    ("guard", guard("trail", "log_group_arn", is_set, "does not deliver to CloudWatch Logs any more")),
    ("guard", guard("trail", "log_file_validation", is_true, "loses its log file validation")),
    ("key", guard("trail", "kms_key_id", is_set, "is not encrypted with a customer key any more")),
];

fn is_true(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| value.is_null().then_some(false))
}

fn is_enabled(value: &Value) -> Option<bool> {
    if value.is_null() {
        return Some(false);
    }
    value.as_str().map(|text| text.eq_ignore_ascii_case("enabled") || text.starts_with("ENABLED"))
}

fn is_set(value: &Value) -> Option<bool> {
    match (value.null_test(), value.equals(&Value::string(""))) {
        (Some(true), _) | (_, Some(true)) => Some(false),
        // a policy may be an object, which is no text at all
        (Some(false), Some(false)) => Some(true),
        (Some(false), None) if value.as_object().is_some() => Some(true),
        _ => None,
    }
}

fn is_filled(value: &Value) -> Option<bool> {
    match value.as_list() {
        Some(items) => Some(!items.is_empty()),
        None => value.is_null().then_some(false),
    }
}

/// What the thing itself has lost.
pub(super) fn losses(before: &Entity, after: &Entity) -> Loss {
    let of_type = GUARDS.iter().filter(|guard| guard.model_type == before.model_type.name);
    join(of_type.map(|guard| loss(guard, before, after)))
}

/// What a trail has lost of others, by what those are.
pub(super) fn of_neighbours(before: &Entity, after: &Entity) -> Vec<(&'static str, Loss)> {
    let found = OF_TRAILS.iter().map(|(of, guard)| (*of, loss(guard, before, after)));
    found.filter(|(_, loss)| !matches!(loss, Loss::None)).collect()
}

fn loss(guard: &Guard, before: &Entity, after: &Entity) -> Loss {
    let read = |entity: &Entity| entity.field(guard.field).map(|field| field.value.clone());
    let (Some(was), Some(is)) = (read(before), read(after)) else { return Loss::None };
    // what was not known to be guarded has nothing to lose
    if (guard.good)(&was) != Some(true) {
        return Loss::None;
    }
    match (guard.good)(&is) {
        Some(true) => Loss::None,
        Some(false) => Loss::Certain(guard.words.to_owned()),
        None => is.cause().map_or(Loss::None, |cause| Loss::Perhaps(cause.clone())),
    }
}

/// All certain ones together, else the first that is not known.
fn join(losses: impl Iterator<Item = Loss>) -> Loss {
    let mut words: Vec<String> = Vec::new();
    let mut perhaps = Loss::None;
    for loss in losses {
        match loss {
            Loss::None => {}
            Loss::Certain(text) => words.push(text),
            Loss::Perhaps(_) if matches!(perhaps, Loss::None) => perhaps = loss,
            Loss::Perhaps(_) => {}
        }
    }
    if words.is_empty() { perhaps } else { Loss::Certain(words.join(", ")) }
}
