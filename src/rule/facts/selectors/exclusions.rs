//! Sources whose management events are left out by one selector and taken in by no other.

use super::{basic_records, is_empty, placed, selectors, written};
use crate::expr::{logic, unknown_from};
use crate::rule::facts::Fact;
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Data, Value};

pub(in crate::rule::facts) const FACTS: &[Fact] = &[
    Fact {
        name: "excludes_sources",
        signature: "excludes_sources(trail)",
        documentation: "whether management events of some source are left out by all selectors together",
        answer: excludes_sources,
    },
    Fact {
        name: "excludes_source",
        signature: "excludes_source(trail, \"kms.amazonaws.com\")",
        documentation: "whether management events of that source are left out by all selectors together",
        answer: excludes_source,
    },
];

/// Whether something holds for one of the sources that a selector leaves out.
type ForExcluded = fn(&Value, &mut dyn FnMut(&Value) -> Value) -> Value;

/// A trail's selectors of one kind, and how they are read.
struct Family {
    selectors: Value,
    /// What holds the sources that are left out, in Terraform and in CloudFormation.
    named: [&'static str; 2],
    /// Whether a selector takes management events of a direction.
    takes: fn(&Value, &str) -> Value,
    /// The sources that a selector leaves out.
    excluded: ForExcluded,
}

fn excludes_sources(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    excluded(view, arguments, span, &mut |_| Value::bool(true))
}

fn excludes_source(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let wanted = arguments.get(1).and_then(Value::as_str).unwrap_or_default().to_owned();
    excluded(view, arguments, span, &mut |source| logic::is(source, &wanted))
}

/// Whether management events of a source that is wanted are left out by one selector and taken in by no other.
fn excluded(
    view: &View<'_>,
    arguments: &[Value],
    span: Span,
    wanted: &mut dyn FnMut(&Value) -> Value,
) -> Value {
    let Some((basic, advanced)) = arguments.first().and_then(|trail| selectors(view, trail, span)) else {
        return Value::error("`excludes_sources` takes a trail");
    };
    let families = [
        Family {
            selectors: basic,
            named: ["exclude_management_event_sources", "ExcludeManagementEventSources"],
            takes: basic_records,
            excluded: basic_excluded,
        },
        Family {
            selectors: advanced,
            named: ["not_equals", "NotEquals"],
            takes: advanced_takes,
            excluded: advanced_excluded,
        },
    ];
    let taken = |source: &Value, direction: &str| {
        families.iter().fold(Value::bool(false), |so_far, family| {
            let by_one = logic::any(&family.selectors, &mut |selector| {
                let left_out = (family.excluded)(selector, &mut |excluded| same(excluded, source));
                logic::and(&(family.takes)(selector, direction), &logic::not(&left_out))
            });
            logic::or(&so_far, &by_one)
        })
    };
    let trail = match arguments.first().map(|it| &it.data) {
        Some(Data::Handle(handle)) => view.estate().entity(*handle),
        _ => None,
    };
    let mut wrong = None;
    let answer = families.iter().fold(Value::bool(false), |so_far, family| {
        let lost = logic::any(&family.selectors, &mut |selector| {
            (family.excluded)(selector, &mut |source| {
                let lost = ["read", "write"].iter().fold(Value::bool(false), |so_far, direction| {
                    let here = (family.takes)(selector, direction);
                    logic::or(&so_far, &logic::and(&here, &logic::not(&taken(source, direction))))
                });
                let lost = logic::and(&wanted(source), &lost);
                if lost.as_bool() == Some(true) && wrong.is_none() {
                    wrong = trail.and_then(|trail| written(trail, family.named, &[source, selector]));
                }
                lost
            })
        });
        logic::or(&so_far, &lost)
    });
    placed(answer, true, wrong)
}

fn same(a: &Value, b: &Value) -> Value {
    match a.equals(b) {
        Some(same) => Value::bool(same),
        None => unknown_from(if a.is_wholly_known() { b } else { a }),
    }
}

fn basic_excluded(selector: &Value, holds: &mut dyn FnMut(&Value) -> Value) -> Value {
    logic::any(&logic::field(selector, "exclude_sources"), holds)
}

/// The sources that `eventSource` must not be.
fn advanced_excluded(selector: &Value, holds: &mut dyn FnMut(&Value) -> Value) -> Value {
    logic::any(&logic::field(selector, "fields"), &mut |field| {
        let excluded = logic::any(&logic::field(field, "not_equals"), holds);
        logic::and(&logic::is(&logic::field(field, "field"), "eventSource"), &excluded)
    })
}

fn advanced_takes(selector: &Value, direction: &str) -> Value {
    let wanted = if direction == "read" { "true" } else { "false" };
    let fields = logic::field(selector, "fields");
    let direction = logic::all(&fields, &mut |field| {
        let values = logic::field(field, "equals");
        let named = logic::any(&values, &mut |value| logic::is(value, wanted));
        logic::or(&logic::not(&logic::is(&logic::field(field, "field"), "readOnly")), &named)
    });
    let narrowed = logic::any(&fields, &mut |field| {
        let name = logic::field(field, "field");
        let only_some = logic::not(&is_empty(&logic::field(field, "equals")));
        logic::and(&logic::is(&name, "eventSource"), &only_some)
    });
    let management = super::data_events::has(selector, "eventCategory", "Management");
    logic::and(&management, &logic::and(&direction, &logic::not(&narrowed)))
}
