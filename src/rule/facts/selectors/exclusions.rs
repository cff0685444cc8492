//! Sources whose management events are left out by one selector and taken in by no other.

use super::{basic_records, is_empty, placed, selectors, written};
use crate::expr::{logic, unknown_from};
use crate::rule::facts::Fact;
use crate::rule::facts::spellings::subject;
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Cause, Value};

pub(in crate::rule::facts) const FACTS: &[Fact] = &[
    Fact {
        name: "excludes_sources",
        signature: "excludes_sources(trail)",
        documentation: "whether management events of some source are left out by all selectors together",
        answer: excludes_sources,
    },
    Fact {
        name: "excludes_other_sources",
        signature: "excludes_other_sources(trail, \"rdsdata.amazonaws.com\")",
        documentation: "whether management events of another source than that one are left out by all selectors together",
        answer: excludes_other_sources,
    },
];

/// Sources that a selector leaves out, by the operator that says so and one of its values.
struct Excluded<'v> {
    operator: &'static str,
    value: &'v Value,
}

/// Whether something holds for some of the sources that a selector leaves out.
type ForExcluded = fn(&Value, &mut dyn FnMut(&Excluded<'_>) -> Value) -> Value;

/// A trail's selectors of one kind, and how they are read.
struct Family {
    selectors: Value,
    /// What holds the sources that are left out, in Terraform and in CloudFormation.
    named: [&'static str; 2],
    /// Whether a selector takes management events of a direction.
    takes: fn(&Value, &str) -> Value,
    /// The sources that a selector leaves out.
    excluded: ForExcluded,
    /// Whether a selector takes, of the sources that another one leaves out, all.
    restores: fn(&Value, &Excluded<'_>) -> Value,
}

fn excludes_sources(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    excluded(view, arguments, span, &mut |_| Value::bool(true))
}

fn excludes_other_sources(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let known = Value::string(arguments.get(1).and_then(Value::as_str).unwrap_or_default());
    excluded(view, arguments, span, &mut |source| match source.operator {
        "not_equals" => logic::not(&same(source.value, &known)),
        _ => Value::bool(true),
    })
}

/// Whether management events of sources that are wanted are left out by one selector and taken in by no other.
fn excluded(
    view: &View<'_>,
    arguments: &[Value],
    span: Span,
    wanted: &mut dyn FnMut(&Excluded<'_>) -> Value,
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
            restores: |selector, source| {
                logic::not(&basic_excluded(selector, &mut |excluded| source.is_of(excluded.value)))
            },
        },
        Family {
            selectors: advanced,
            named: ["not_equals", "NotEquals"],
            takes: advanced_takes,
            excluded: advanced_excluded,
            restores: advanced_restores,
        },
    ];
    let compared = families.iter().map(|family| count_values(&family.selectors)).sum();
    let mut left = MOST_COMPARISONS;
    let mut taken = |source: &Excluded<'_>, direction: &str| {
        left = left.saturating_sub(compared);
        if left == 0 {
            return Value::unknown(Cause::bound("values of event selectors"));
        }
        families.iter().fold(Value::bool(false), |so_far, family| {
            let by_one = logic::any(&family.selectors, &mut |selector| {
                logic::and(&(family.takes)(selector, direction), &(family.restores)(selector, source))
            });
            logic::or(&so_far, &by_one)
        })
    };
    let trail = subject(view, arguments.get(..1).unwrap_or_default()).map(|(_, trail)| trail);
    let mut wrong = None;
    let answer = families.iter().fold(Value::bool(false), |so_far, family| {
        let lost = logic::any(&family.selectors, &mut |selector| {
            (family.excluded)(selector, &mut |source| {
                let wanted = wanted(source);
                if wanted.as_bool() == Some(false) {
                    return wanted;
                }
                let lost = ["read", "write"].iter().fold(Value::bool(false), |so_far, direction| {
                    let here = (family.takes)(selector, direction);
                    logic::or(&so_far, &logic::and(&here, &logic::not(&taken(source, direction))))
                });
                let lost = logic::and(&wanted, &lost);
                if lost.as_bool() == Some(true) && wrong.is_none() {
                    wrong = trail.and_then(|trail| written(trail, family.named, &[source.value, selector]));
                }
                lost
            })
        });
        logic::or(&so_far, &lost)
    });
    placed(answer, true, wrong)
}

/// Most comparisons of sources: more than there are between all values that CloudTrail takes in a trail's selectors.
const MOST_COMPARISONS: usize = 1 << 19;

/// How many values selectors hold, of either kind.
fn count_values(selectors: &Value) -> usize {
    let length = |list: &Value| list.as_list().map_or(1, <[Value]>::len);
    let of_selector = |selector: &Value| {
        let fields = logic::field(selector, "fields");
        let operators = POSITIVE.iter().chain(&NEGATIVE);
        let of_field = |field: &Value| {
            operators.clone().map(|operator| length(&logic::field(field, operator))).sum::<usize>()
        };
        let advanced: usize = fields.as_list().unwrap_or_default().iter().map(of_field).sum();
        advanced + length(&logic::field(selector, "exclude_sources"))
    };
    selectors.as_list().unwrap_or_default().iter().map(of_selector).sum()
}

fn basic_excluded(selector: &Value, holds: &mut dyn FnMut(&Excluded<'_>) -> Value) -> Value {
    logic::any(&logic::field(selector, "exclude_sources"), &mut |value| {
        holds(&Excluded { operator: "not_equals", value })
    })
}

/// What `eventSource` must not be.
fn advanced_excluded(selector: &Value, holds: &mut dyn FnMut(&Excluded<'_>) -> Value) -> Value {
    logic::any(&logic::field(selector, "fields"), &mut |field| {
        let of_sources = logic::is(&logic::field(field, "field"), "eventSource");
        if of_sources.as_bool() == Some(false) {
            return of_sources;
        }
        let excluded = NEGATIVE.iter().fold(Value::bool(false), |so_far, operator| {
            let by_one =
                logic::any(&logic::field(field, operator), &mut |value| holds(&Excluded { operator, value }));
            logic::or(&so_far, &by_one)
        });
        logic::and(&of_sources, &excluded)
    })
}

const POSITIVE: [&str; 3] = ["equals", "starts_with", "ends_with"];

const NEGATIVE: [&str; 3] = ["not_equals", "not_starts_with", "not_ends_with"];

/// Whether all that is left out elsewhere is taken here: by what `eventSource` is asked to be, and not to be.
fn advanced_restores(selector: &Value, source: &Excluded<'_>) -> Value {
    logic::all(&logic::field(selector, "fields"), &mut |field| {
        let other = logic::not(&logic::is(&logic::field(field, "field"), "eventSource"));
        let positive = POSITIVE.iter().fold(Value::bool(true), |so_far, operator| {
            let values = logic::field(field, operator);
            let some = logic::any(&values, &mut |value| source.lies_in(operator, value));
            logic::and(&so_far, &logic::or(&is_empty(&values), &some))
        });
        let negative = NEGATIVE.iter().fold(Value::bool(true), |so_far, operator| {
            let values = logic::field(field, operator);
            let none = logic::all(&values, &mut |value| source.is_apart_from(operator, value));
            logic::and(&so_far, &none)
        });
        logic::or(&other, &logic::and(&positive, &negative))
    })
}

impl Excluded<'_> {
    /// Whether a source is one of these.
    fn is_of(&self, source: &Value) -> Value {
        match self.operator {
            "not_starts_with" => texts(source, self.value, |source, start| source.starts_with(start)),
            "not_ends_with" => texts(source, self.value, |source, end| source.ends_with(end)),
            _ => same(source, self.value),
        }
    }

    /// Whether all of these fulfil an operator with that value.
    fn lies_in(&self, operator: &str, value: &Value) -> Value {
        match (self.operator, operator) {
            ("not_equals", "equals") => same(self.value, value),
            ("not_equals" | "not_starts_with", "starts_with") => {
                texts(self.value, value, |own, start| own.starts_with(start))
            }
            ("not_equals" | "not_ends_with", "ends_with") => {
                texts(self.value, value, |own, end| own.ends_with(end))
            }
            _ => Value::bool(false),
        }
    }

    /// Whether none of these is left out by an operator with that value.
    fn is_apart_from(&self, operator: &'static str, value: &Value) -> Value {
        let other = Excluded { operator, value };
        match (self.operator, operator) {
            ("not_equals", _) => logic::not(&other.is_of(self.value)),
            (_, "not_equals") => logic::not(&self.is_of(value)),
            (own, other) if own == other => {
                logic::not(&logic::or(&self.is_of(value), &Excluded { operator, value }.is_of(self.value)))
            }
            // what begins so may end so
            _ => Value::bool(false),
        }
    }
}

fn texts(a: &Value, b: &Value, holds: fn(&str, &str) -> bool) -> Value {
    match (a.as_str(), b.as_str()) {
        (Some(a), Some(b)) => Value::bool(holds(a, b)),
        (None, _) => unknown_from(a),
        _ => unknown_from(b),
    }
}

fn same(a: &Value, b: &Value) -> Value {
    match a.equals(b) {
        Some(same) => Value::bool(same),
        None => unknown_from(if a.is_wholly_known() { b } else { a }),
    }
}

/// Whether a selector takes management events of a direction, of whatever sources.
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
        let known = ["eventCategory", "readOnly", "eventSource"];
        logic::not(
            &known
                .iter()
                .fold(Value::bool(false), |so_far, known| logic::or(&so_far, &logic::is(&name, known))),
        )
    });
    let management = super::data_events::has(selector, "eventCategory", "Management");
    logic::and(&management, &logic::and(&direction, &logic::not(&narrowed)))
}
