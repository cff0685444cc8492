//! Which data events and network activity events selectors record.

use super::{is_empty, selectors};
use crate::expr::{Scope, logic, unknown_from};
use crate::model::model_type;
use crate::rule::facts::Fact;
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{CauseKind, Data, TextPart, Value};

pub(in crate::rule::facts) const FACTS: &[Fact] = &[
    Fact {
        name: "some_trail_records",
        signature: "some_trail_records(\"AWS::S3::Object\", \"read\" | \"write\" | \"all\")",
        documentation: "whether a multi-Region trail here records all data events of a type; not known where none does",
        answer: some_trail_records,
    },
    Fact {
        name: "some_trail_records_network_activity",
        signature: "some_trail_records_network_activity()",
        documentation: "whether a trail here records what passes VPC endpoints; not known where none does",
        answer: some_trail_records_network_activity,
    },
    Fact {
        name: "records_data_events",
        signature: "records_data_events(trail)",
        documentation: "whether a trail records data events of any kind",
        answer: records_data_events,
    },
];

fn some_trail_records(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let [Value { data: Data::String(kind), .. }, Value { data: Data::String(direction), .. }] = arguments
    else {
        return Value::error("`some_trail_records` takes a resource type and \"read\", \"write\" or \"all\"");
    };
    let directions: &[&str] = if **direction == *"all" { &["read", "write"] } else { &[direction] };
    let records = |trail: &Value| {
        directions.iter().fold(Value::bool(true), |so_far, direction| {
            logic::and(&so_far, &records_all(view, trail, kind, direction, span))
        })
    };
    or_elsewhere(view, "data events", &mut |trail| {
        let Data::Handle(handle) = trail.data else { return unknown_from(trail) };
        logic::and(&view.attribute(handle, "multi_region", span), &records(trail))
    })
}

fn some_trail_records_network_activity(view: &View<'_>, _: &[Value], span: Span) -> Value {
    or_elsewhere(view, "network activity events", &mut |trail| {
        let Some((_, advanced)) = selectors(view, trail, span) else { return unknown_from(trail) };
        logic::any(&advanced, &mut |selector| has(selector, "eventCategory", "NetworkActivity"))
    })
}

/// Whether it holds for a trail here; one that lives elsewhere may do so too.
fn or_elsewhere(view: &View<'_>, events: &str, holds: &mut dyn FnMut(&Value) -> Value) -> Value {
    let trails = model_type("trail").map_or_else(Value::null, |(_, it)| view.estate().listed(it));
    let here = logic::any(&trails, holds);
    logic::or(&here, &view.estate().elsewhere(format!("another trail that records {events}")))
}

fn records_all(view: &View<'_>, trail: &Value, kind: &str, direction: &str, span: Span) -> Value {
    let Some((basic, advanced)) = selectors(view, trail, span) else { return unknown_from(trail) };
    let by_basic = logic::any(&basic, &mut |selector| basic_records(selector, kind, direction));
    let by_advanced = logic::any(&advanced, &mut |selector| advanced_records(selector, kind, direction));
    logic::or(&by_basic, &by_advanced)
}

fn basic_records(selector: &Value, kind: &str, direction: &str) -> Value {
    let wanted = if direction == "read" { "ReadOnly" } else { "WriteOnly" };
    let read_write = logic::field(selector, "read_write");
    let matching = logic::or(&logic::is(&read_write, "All"), &logic::is(&read_write, wanted));
    let everything = logic::any(&logic::field(selector, "data"), &mut |data| {
        let values = logic::any(&logic::field(data, "values"), &mut |value| is_whole_service(value, kind));
        logic::and(&logic::is(&logic::field(data, "type"), kind), &values)
    });
    logic::and(&matching, &everything)
}

fn advanced_records(selector: &Value, kind: &str, direction: &str) -> Value {
    let wanted = if direction == "read" { "true" } else { "false" };
    let complete = logic::all(&logic::field(selector, "fields"), &mut |field| {
        let name = logic::field(field, "field");
        let equals = logic::field(field, "equals");
        let read_only = logic::and(
            &logic::is(&name, "readOnly"),
            &logic::any(&equals, &mut |value| logic::is(value, wanted)),
        );
        let whole =
            logic::any(&logic::field(field, "starts_with"), &mut |value| is_whole_service(value, kind));
        let arn = logic::and(&logic::is(&name, "resources.ARN"), &logic::and(&whole, &only_starts(field)));
        let named = logic::or(&logic::is(&name, "eventCategory"), &logic::is(&name, "resources.type"));
        logic::or(&named, &logic::or(&read_only, &arn))
    });
    let about = logic::and(&has(selector, "eventCategory", "Data"), &has(selector, "resources.type", kind));
    logic::and(&about, &complete)
}

/// Whether a field's only operator is `StartsWith`.
fn only_starts(field: &Value) -> Value {
    let others = ["equals", "not_equals", "not_starts_with", "ends_with", "not_ends_with"];
    others.iter().fold(Value::bool(true), |so_far, operator| {
        logic::and(&so_far, &is_empty(&logic::field(field, operator)))
    })
}

/// Whether a selector asks for that value of a field.
pub(super) fn has(selector: &Value, field: &str, value: &str) -> Value {
    logic::any(&logic::field(selector, "fields"), &mut |condition| {
        let equals = logic::field(condition, "equals");
        let holds = logic::any(&equals, &mut |item| logic::is(item, value));
        logic::and(&logic::is(&logic::field(condition, "field"), field), &holds)
    })
}

/// Whether a value is the beginning of all ARNs of a service: `arn:<partition>:s3` (`:::` behind it), and no more.
fn is_whole_service(value: &Value, kind: &str) -> Value {
    let service = match kind {
        "AWS::S3::Object" => "s3",
        "AWS::Lambda::Function" => "lambda",
        _ => return Value::bool(false),
    };
    value.map_leaves(&mut |leaf| {
        // the partition may be unknown: what surrounds it decides
        let ends: Option<bool> = match &leaf.data {
            Data::String(text) => Some(is_whole(text, service)),
            Data::Text(text) => match text.parts.as_slice() {
                [TextPart::Literal(arn), TextPart::Unknown(partition), TextPart::Literal(rest)]
                    if &**arn == "arn:" && is_partition(partition) =>
                {
                    Some(is_whole(&format!("arn:aws{rest}"), service))
                }
                _ => leaf.ends_with("/").and_then(|ends| ends.then_some(false)),
            },
            Data::Null => Some(false),
            _ => None,
        };
        ends.map_or_else(|| unknown_from(leaf), Value::bool)
    })
}

fn is_partition(part: &Value) -> bool {
    part.cause().is_some_and(|cause| matches!(cause.kind, CauseKind::Surroundings | CauseKind::DataSource))
}

fn is_whole(arn: &str, service: &str) -> bool {
    let Some((_, rest)) = arn.strip_prefix("arn:").and_then(|rest| rest.split_once(':')) else {
        return false;
    };
    rest == service || (service == "s3" && rest == "s3:::")
}

fn records_data_events(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let Some((basic, advanced)) = arguments.first().and_then(|trail| selectors(view, trail, span)) else {
        return Value::error("`records_data_events` takes a trail");
    };
    let by_basic = logic::any(&basic, &mut |selector| logic::not(&is_empty(&logic::field(selector, "data"))));
    let by_advanced = logic::any(&advanced, &mut |selector| has(selector, "eventCategory", "Data"));
    logic::or(&by_basic, &by_advanced)
}
