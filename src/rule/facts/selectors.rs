//! What event selectors record.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html>: an event is recorded when
//! any selector matches; without selectors all management events are.

pub(super) mod data_events;
pub(super) mod exclusions;
pub(super) mod shape;

use super::Fact;
use super::deciding::decided_by;
use crate::expr::logic;
use crate::model::Entity;
use crate::resource::{Language, Presence};
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Data, Handle, Origin, Role, Value};
use std::sync::Arc;

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "records_management_events",
        signature: "records_management_events(trail, \"read\" | \"write\")",
        documentation: "whether the union of a trail's selectors records all management events that read or write",
        answer: records_management_events,
    },
    Fact {
        name: "selects_data_events_only",
        signature: "selects_data_events_only(trail)",
        documentation: "whether every selector of a trail is about data events on purpose",
        answer: selects_data_events_only,
    },
    Fact {
        name: "other_trail_records_management_events",
        signature: "other_trail_records_management_events(trail)",
        documentation: "whether another trail here records all management events; not known where none here does",
        answer: other_trail_records_management_events,
    },
];

/// Another trail of these files that records everything; one that lives elsewhere may do so too.
fn other_trail_records_management_events(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let [Value { data: Data::Handle(this), .. }] = arguments else {
        return Value::error("`other_trail_records_management_events` takes a trail");
    };
    let recording: Arc<Vec<Handle>> =
        view.estate().remembered("trails that record all management events", None, &|| {
            let there = view.estate().all("trail").filter(|(_, trail)| {
                matches!(trail.resource.presence, Presence::Always) && trail.resource.not_created.is_none()
            });
            let records = |handle: Handle| {
                ["read", "write"].into_iter().all(|direction| {
                    let asked = [Value::new(Data::Handle(handle)), Value::string(direction)];
                    records_management_events(view, &asked, span).as_bool() == Some(true)
                })
            };
            there.map(|(handle, _)| handle).filter(|handle| records(*handle)).collect()
        });
    if recording.iter().any(|handle| handle != this) {
        return Value::bool(true);
    }
    let origin =
        selectors(view, &arguments[0], span).map(|(basic, advanced)| basic.origin.and(&advanced.origin));
    view.estate().elsewhere("another trail that records management events").at(origin.unwrap_or_default())
}

fn selectors(view: &View<'_>, trail: &Value, span: Span) -> Option<(Value, Value)> {
    let Data::Handle(handle) = trail.data else { return None };
    let field = |name| crate::expr::Scope::attribute(view, handle, name, span);
    // an event data store has advanced selectors only
    let has_basic = view.estate().entity(handle)?.model_type.field("basic_selectors").is_some();
    let basic = if has_basic { field("basic_selectors") } else { Value::tuple(Vec::new()) };
    Some((basic, field("advanced_selectors")))
}

fn records_management_events(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let [trail, Value { data: Data::String(direction), .. }] = arguments else {
        return Value::error("`records_management_events` takes a trail and \"read\" or \"write\"");
    };
    let Some((basic, advanced)) = selectors(view, trail, span) else {
        return Value::error("`records_management_events`: the first argument is no trail");
    };
    let none = logic::and(&is_empty(&basic), &is_empty(&advanced));
    let by_basic = logic::any(&basic, &mut |selector| basic_records(selector, direction));
    let by_advanced = logic::any(&advanced, &mut |selector| advanced_records(selector, direction));
    let answer = logic::or(&none, &logic::or(&by_basic, &by_advanced));
    match (answer.as_bool(), basic.as_list()) {
        (Some(false), Some([first, ..])) => {
            let language = language(view, trail);
            answer.at(basic.origin.deciding_as(&left_out_by(first, language)))
        }
        _ => answer,
    }
}

fn language(view: &View<'_>, entity: &Value) -> Language {
    let found = match entity.data {
        Data::Handle(handle) => view.estate().entity(handle),
        _ => None,
    };
    found.map_or(Language::Terraform, |entity| entity.resource.language)
}

/// What of a basic selector leaves events out.
fn left_out_by(selector: &Value, language: Language) -> Origin {
    let management = logic::field(selector, "management");
    match management.as_bool() {
        Some(false) => {
            decided_by(&management, language, ["include_management_events", "IncludeManagementEvents"])
        }
        _ => {
            let kind = logic::field(selector, "read_write");
            decided_by(&kind, language, ["read_write_type", "ReadWriteType"])
        }
    }
}

/// An answer that fails, placed where it is written what makes it fail: the field is the first of all selectors.
fn placed(answer: Value, failing: bool, wrong: Option<Origin>) -> Value {
    match wrong {
        Some(origin) if answer.as_bool() == Some(failing) => answer.at(origin),
        _ => answer,
    }
}

/// Where a trail says a value: at the value itself, else at what is around it; the names are Terraform's and
/// CloudFormation's for what holds it.
fn written(trail: &Entity, [terraform, cloudformation]: [&str; 2], places: &[&Value]) -> Option<Origin> {
    let inside = |place: &&Value| {
        let steps = place.origin.steps();
        steps.into_iter().rev().find(|step| trail.resource.block.contains(step.span))
    };
    let step = places.iter().find_map(inside)?;
    let role = match (step.role, trail.resource.language) {
        (role @ Role::Argument(_), _) => role,
        (_, Language::CloudFormation) => Role::Argument(cloudformation.into()),
        _ => Role::Argument(terraform.into()),
    };
    Some(places.first()?.origin.then(role, step.span))
}

fn is_empty(list: &Value) -> Value {
    list.map_leaves(&mut |leaf| match leaf.empty_test() {
        Some(empty) => Value::bool(empty).at(leaf.origin.clone()),
        None => crate::expr::unknown_from(leaf),
    })
}

fn basic_records(selector: &Value, direction: &str) -> Value {
    let management = logic::field(selector, "management");
    let kind = logic::field(selector, "read_write");
    let wanted = if direction == "read" { "ReadOnly" } else { "WriteOnly" };
    let matching = logic::or(&logic::is(&kind, "All"), &logic::is(&kind, wanted));
    logic::and(&management, &matching)
}

/// A selector of `eventCategory` `Management` whose other fields leave no event of that direction out; what sources
/// it excludes is judged by another rule.
fn advanced_records(selector: &Value, direction: &str) -> Value {
    let fields = logic::field(selector, "fields");
    let management = logic::any(&fields, &mut |field| {
        let named = logic::is(&logic::field(field, "field"), "eventCategory");
        let equals = logic::field(field, "equals");
        logic::and(&named, &logic::any(&equals, &mut |value| logic::is(value, "Management")))
    });
    let complete = logic::all(&fields, &mut |field| lets_all_through(field, direction));
    logic::and(&management, &complete)
}

fn lets_all_through(field: &Value, direction: &str) -> Value {
    let name = logic::field(field, "field");
    let category = logic::is(&name, "eventCategory");
    let wanted = if direction == "read" { "true" } else { "false" };
    let direction_named = logic::any(&logic::field(field, "equals"), &mut |value| logic::is(value, wanted));
    let read_only = logic::and(&logic::is(&name, "readOnly"), &direction_named);
    let positive = ["equals", "starts_with", "ends_with"];
    let no_positive = positive.iter().fold(Value::bool(true), |so_far, operator| {
        logic::and(&so_far, &is_empty(&logic::field(field, operator)))
    });
    let exclusion = logic::and(&logic::is(&name, "eventSource"), &no_positive);
    logic::or(&category, &logic::or(&read_only, &exclusion))
}

fn selects_data_events_only(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let [trail] = arguments else { return Value::error("`selects_data_events_only` takes a trail") };
    let Some((basic, advanced)) = selectors(view, trail, span) else {
        return Value::error("`selects_data_events_only`: the argument is no trail");
    };
    let some = logic::not(&logic::and(&is_empty(&basic), &is_empty(&advanced)));
    let basic_data = logic::all(&basic, &mut |selector| {
        let management = logic::field(selector, "management");
        let data = logic::field(selector, "data");
        logic::and(&logic::not(&management), &logic::not(&is_empty(&data)))
    });
    let advanced_data = logic::all(&advanced, &mut |selector| {
        logic::any(&logic::field(selector, "fields"), &mut |field| {
            let named = logic::is(&logic::field(field, "field"), "eventCategory");
            let equals = logic::field(field, "equals");
            let other = logic::any(&equals, &mut |value| logic::not(&logic::is(value, "Management")));
            logic::and(&named, &other)
        })
    });
    logic::and(&some, &logic::and(&basic_data, &advanced_data))
}
