//! CloudWatch Logs metric filters over CloudTrail events: what their patterns notice, and whether an alarm hears it.
//!
//! A pattern is judged by what it means, never by its text: it is evaluated on the events that a control must notice
//! ([`covers`]) and on events that nobody wants to hear of ([`meaning`]). EventBridge patterns are judged on the same
//! events ([`event_rule_covers`]). Knows nothing of Terraform, CloudFormation, the estate or rules.

mod alarm;
mod control;
mod evaluate;
mod event;
mod event_pattern;
mod meaning;
mod naming;
mod pattern;
mod read;
#[cfg(test)]
mod tests;

pub use alarm::{AlarmSettings, fires_on_one_event};
pub use control::Control;
pub use event_pattern::{event_rule_covers, event_rules_cover, heard_event_rules_cover};
pub use meaning::{Meaning, Meaningless, meaning};

use crate::expr::logic;
use crate::value::{Cause, CauseKind, Data, Number, Value};
use evaluate::Truth;
use event::Event;
use naming::Words;
use pattern::Pattern;

/// Whether patterns notice what a control is about.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// Whether every event that the control must notice is noticed.
    pub value: Value,
    /// Whether a pattern names one of the control's events or fields: one that does and does not cover is a mistake.
    pub tries: Value,
    /// The events that are not noticed (in some case), in the control's order.
    pub missing: Vec<&'static str>,
    /// For people: what is not noticed, or why that is not known.
    pub detail: Option<String>,
}

/// A filter pattern, read: once for each of the values it may have.
#[derive(Debug)]
pub struct MetricFilter {
    /// The value with the index of a reading in the place of each leaf.
    shape: Value,
    readings: Vec<Reading>,
}

#[derive(Debug)]
struct Reading {
    pattern: Pattern,
    words: Words,
    /// Whether unknown parts of it certainly hold no wildcard.
    plain: bool,
    /// Why it is not wholly known.
    cause: Option<Cause>,
}

/// Whether a filter's pattern covers a control.
pub fn covers(pattern: &Value, control: Control) -> Coverage {
    covers_together(std::slice::from_ref(pattern), control)
}

/// Whether the patterns of several filters that write one metric cover a control together.
pub fn covers_together(patterns: &[Value], control: Control) -> Coverage {
    let filters: Vec<MetricFilter> = patterns.iter().map(MetricFilter::read).collect();
    filters_cover(&filters.iter().collect::<Vec<_>>(), control)
}

/// As [`covers_together`], for filters that were read before.
pub fn filters_cover(filters: &[&MetricFilter], control: Control) -> Coverage {
    let all: Vec<_> = filters.iter().map(|filter| (*filter, Value::bool(true))).collect();
    heard_filters_cover(&all, control)
}

/// Whether filters cover a control together, where each counts only as far as somebody hears of what it counts.
pub fn heard_filters_cover(filters: &[(&MetricFilter, Value)], control: Control) -> Coverage {
    let noticed = |event: &Event| {
        filters.iter().fold(Value::bool(false), |so_far, (filter, heard)| {
            if so_far.as_bool() == Some(true) {
                return so_far;
            }
            logic::or(&so_far, &logic::and(&filter.matches(event), heard))
        })
    };
    let mut coverage = covered(control, noticed);
    coverage.tries = filters
        .iter()
        .fold(Value::bool(false), |so_far, (filter, _)| logic::or(&so_far, &filter.tries(control)));
    if let Some(reason) = filters.iter().find_map(|(filter, _)| filter.refusal())
        && coverage.value.as_bool().is_none()
    {
        coverage.detail = Some(format!("the pattern cannot be read: {reason}"));
    }
    coverage
}

/// A control's coverage by what its events are answered with.
fn covered(control: Control, noticed: impl Fn(&Event) -> Value) -> Coverage {
    required(control.events().iter(), noticed)
}

fn required<'e>(events: impl Iterator<Item = &'e Event>, noticed: impl Fn(&Event) -> Value) -> Coverage {
    let (mut value, mut missing, mut open) = (Value::bool(true), Vec::new(), Vec::new());
    for event in events {
        let mut answer = noticed(event);
        if answer.as_bool().is_none() {
            let mut single = event.single().map(|one| noticed(&one));
            if let Some(not_that) = single.find(|it| it.as_bool() == Some(false)) {
                answer = not_that;
            }
        }
        match possible(&answer) {
            (_, true) => missing.push(event.label),
            (false, false) if answer.as_bool().is_none() => open.push(event.label),
            _ => {}
        }
        value = logic::and(&value, &answer);
    }
    let named = |labels: &[&str]| {
        let shown: Vec<String> = labels.iter().take(4).map(|label| format!("`{label}`")).collect();
        let more = if labels.len() > 4 { format!(" and {} more", labels.len() - 4) } else { String::new() };
        format!("{}{more}", shown.join(", "))
    };
    let detail = match (missing.is_empty(), open.is_empty(), value.cause()) {
        (false, ..) => Some(format!("{} not matched", named(&missing))),
        (true, false, Some(cause)) => Some(format!("whether {} matches is not known: {cause}", named(&open))),
        _ => None,
    };
    Coverage { value, tries: Value::bool(false), missing, detail }
}

/// Whether a boolean may be true, may be false, for certain in some case.
fn possible(value: &Value) -> (bool, bool) {
    match &value.data {
        Data::Bool(value) => (*value, !value),
        Data::Branches(branches) => {
            let (then, otherwise) = (possible(&branches.then), possible(&branches.otherwise));
            (then.0 || otherwise.0, then.1 || otherwise.1)
        }
        _ => (false, false),
    }
}

impl MetricFilter {
    /// Reads the pattern of a filter.
    pub fn read(pattern: &Value) -> MetricFilter {
        let mut readings = Vec::new();
        let shape = pattern.map_leaves(&mut |leaf| {
            readings.push(Reading::of(leaf));
            Value::number(index_number(readings.len() - 1)).at(leaf.origin.clone())
        });
        MetricFilter { shape, readings }
    }

    /// What AWS would not take in it, in some case.
    pub fn refusal(&self) -> Option<&str> {
        self.readings.iter().find_map(|reading| match &reading.pattern {
            Pattern::Refused(reason) | Pattern::TooLong(reason) => Some(reason.as_str()),
            _ => None,
        })
    }

    /// Whether it names one of a control's events or fields.
    pub fn tries(&self, control: Control) -> Value {
        self.each(&mut |reading| reading.answer(reading.words.name(control)))
    }

    fn matches(&self, event: &Event) -> Value {
        self.each(&mut |reading| match evaluate::matches(&reading.pattern, event) {
            None if reading.cause.is_none() => {
                let field = evaluate::undecided_field(&reading.pattern, event);
                field.map_or_else(
                    || reading.answer(None),
                    |field| Value::unknown(Cause::new(CauseKind::EventField, field)),
                )
            }
            truth => reading.answer(truth),
        })
    }

    /// The answers of its readings in the places of its leaves.
    fn each(&self, answer: &mut dyn FnMut(&Reading) -> Value) -> Value {
        self.shape.map_leaves(&mut |leaf| {
            let index = leaf.as_number().and_then(|number| number.as_index());
            match index.and_then(|index| self.readings.get(index)) {
                Some(reading) => answer(reading).at(leaf.origin.clone()),
                None => Value::unknown(Cause::bound("cases in one value")).at(leaf.origin.clone()),
            }
        })
    }
}

fn index_number(index: usize) -> Number {
    Number::from(index)
}

impl Reading {
    fn of(leaf: &Value) -> Reading {
        let pattern = pattern::with_holes(leaf).map_or(Pattern::Undecided, |text| read::read(&text));
        let plain = pattern::is_plain(leaf);
        Reading { words: Words::of(&pattern), plain, cause: leaf.cause().cloned(), pattern }
    }

    /// Whether a part of it is not known.
    fn is_open(&self) -> bool {
        self.words.open || matches!(&self.pattern, Pattern::Json(node) if node.has_hole())
    }

    fn answer(&self, truth: Truth) -> Value {
        match truth {
            Some(truth) => Value::bool(truth),
            None => Value::unknown(self.why()),
        }
    }

    /// Why what it matches is not known.
    fn why(&self) -> Cause {
        match (&self.cause, &self.pattern) {
            (Some(cause), _) => cause.clone(),
            (None, Pattern::Refused(reason) | Pattern::TooLong(reason)) => {
                Cause::new(CauseKind::Error, format!("the filter pattern cannot be read: {reason}"))
            }
            (None, Pattern::Undecided) => Cause::new(CauseKind::Error, "the filter pattern is not set"),
            (None, _) => Cause::new(CauseKind::EventField, "what the pattern looks at"),
        }
    }
}
