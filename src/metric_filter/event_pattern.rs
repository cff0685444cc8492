//! EventBridge event patterns, judged on the same events as filter patterns.
//!
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html>. CloudTrail hands calls
//! to EventBridge as `{"source": "aws.<service>", "detail-type": "AWS API Call via CloudTrail", "detail": {…}}`.

mod json;
mod matcher;

use super::control::Control;
use super::event::{Event, Field, Found};
use super::naming::Words;
use super::pattern::{HOLE, Segment, Selector, with_holes};
use super::{Coverage, required};
use crate::expr::{logic, unknown_from};
use crate::value::{Cause, CauseKind, Data, Value};

/// Deepest nesting of a pattern that is looked at; event fields are not deeper.
const MAX_DEPTH: usize = 32;

/// The events of CloudTrail's own configuration that an event rule must notice: those that end or blind a trail.
const TAMPERING: &[&str] = &["StopLogging", "DeleteTrail", "UpdateTrail"];

/// Whether an event rule's pattern (a string of JSON or an object) covers a control.
pub fn event_rule_covers(pattern: &Value, control: Control) -> Coverage {
    event_rules_cover(std::slice::from_ref(pattern), control)
}

/// Whether several event rules cover a control together.
pub fn event_rules_cover(patterns: &[Value], control: Control) -> Coverage {
    let all: Vec<_> = patterns.iter().map(|pattern| (pattern.clone(), Value::bool(true))).collect();
    heard_event_rules_cover(&all, control)
}

/// As [`event_rules_cover`], where each rule counts only as far as it is on and leads to somebody.
pub fn heard_event_rules_cover(rules: &[(Value, Value)], control: Control) -> Coverage {
    let rules: Vec<(Value, &Value)> =
        rules.iter().map(|(pattern, heard)| (json::decoded(pattern), heard)).collect();
    let needed =
        |event: &&Event| control != Control::CloudtrailConfigChanges || TAMPERING.contains(&event.label);
    let mut coverage = required(control.events().iter().filter(needed), |event| {
        let envelope = Envelope::of(event);
        rules.iter().fold(Value::bool(false), |so_far, (pattern, heard)| {
            logic::or(&so_far, &logic::and(&envelope.fits(pattern, &mut Vec::new()), heard))
        })
    });
    coverage.tries = rules.iter().fold(Value::bool(false), |so_far, (pattern, _)| {
        logic::or(&so_far, &pattern.map_leaves(&mut |leaf| tries(leaf, control)))
    });
    coverage
}

/// Whether a pattern names one of a control's events or fields.
fn tries(pattern: &Value, control: Control) -> Value {
    let mut words = Words::default();
    collect(pattern, &mut String::new(), 0, &mut words);
    match words.name(control) {
        Some(names) => Value::bool(names),
        None => unknown_from(pattern),
    }
    .at(pattern.origin.clone())
}

fn collect(pattern: &Value, path: &mut String, depth: usize, words: &mut Words) {
    if depth > MAX_DEPTH {
        words.open = true;
        return;
    }
    match &pattern.data {
        Data::Object(object) => {
            words.open |= object.open.is_some();
            for (key, value) in &object.entries {
                let length = path.len();
                match (&**key, with_holes(value)) {
                    ("prefix", Some(text)) => words.add(path, &format!("{text}*")),
                    ("suffix", Some(text)) => words.add(path, &format!("*{text}")),
                    ("prefix" | "suffix" | "anything-but" | "wildcard" | "equals-ignore-case" | "$or", _) => {
                        collect(value, path, depth + 1, words);
                    }
                    _ => {
                        path.push('.');
                        path.push_str(key);
                        words.add(path, "");
                        collect(value, path, depth + 1, words);
                    }
                }
                path.truncate(length);
            }
        }
        Data::List(list) => list.items.iter().for_each(|item| collect(item, path, depth + 1, words)),
        Data::Branches(branches) => {
            collect(&branches.then, path, depth + 1, words);
            collect(&branches.otherwise, path, depth + 1, words);
        }
        Data::Unknown(_) | Data::Handle(_) => words.open = true,
        Data::String(_) | Data::Text(_) => words.add(path, &with_holes(pattern).unwrap_or_default()),
        Data::Null | Data::Bool(_) | Data::Number(_) => {}
    }
}

/// An event as EventBridge gets it.
struct Envelope<'e> {
    event: &'e Event,
    source: Option<String>,
    detail_type: Option<&'static str>,
}

impl<'e> Envelope<'e> {
    fn of(event: &'e Event) -> Self {
        let source = match event.source {
            Field::Text(source) => Some(format!("aws.{}", source.split('.').next().unwrap_or(source))),
            _ => None,
        };
        let detail_type = Some(match event.name {
            Field::Text("ConsoleLogin") => "AWS Console Sign In via CloudTrail",
            _ => "AWS API Call via CloudTrail",
        });
        Envelope { event, source, detail_type }
    }

    /// Whether the fields below `path` fit an object of a pattern.
    fn fits(&self, pattern: &Value, path: &mut Vec<String>) -> Value {
        if path.len() > MAX_DEPTH {
            return Value::unknown(Cause::bound("nesting of event patterns"));
        }
        pattern.map_leaves(&mut |leaf| {
            let Data::Object(object) = &leaf.data else { return open(leaf, "an event pattern is an object") };
            let mut fits = Value::bool(true);
            for (key, value) in &object.entries {
                if fits.as_bool() == Some(false) {
                    break;
                }
                let one = if &**key == "$or" {
                    self.one_of(value, path)
                } else if key.contains(HOLE) {
                    open(value, "a field's name is not known")
                } else {
                    path.push(key.to_string());
                    let one = self.field_fits(value, path);
                    path.pop();
                    one
                };
                fits = logic::and(&fits, &one);
            }
            match &object.open {
                Some(open) => logic::and(&fits, &Value::unknown(open.cause.clone())),
                None => fits,
            }
        })
    }

    fn one_of(&self, alternatives: &Value, path: &mut Vec<String>) -> Value {
        path.push(String::new());
        let depth = path.len();
        let fits = logic::any(alternatives, &mut |alternative| {
            // alternatives stand at the level of the `$or` itself
            let mut level: Vec<String> = path[..depth - 1].to_vec();
            self.fits(alternative, &mut level)
        });
        path.pop();
        fits
    }

    fn field_fits(&self, value: &Value, path: &mut Vec<String>) -> Value {
        value.map_leaves(&mut |leaf| match &leaf.data {
            Data::Object(_) => self.fits(leaf, path),
            Data::List(_) => {
                let source = self.source.as_deref();
                let found = self.find(path, source);
                logic::any(leaf, &mut |item| matcher::fits(item, found))
            }
            _ => open(leaf, "in an event pattern every value is a list"),
        })
    }

    fn find<'a>(&self, path: &[String], source: Option<&'a str>) -> Found<'a> {
        let names: Vec<&str> = path.iter().map(String::as_str).collect();
        match names.as_slice() {
            ["source"] => source.map_or(Found::Varies(&[]), Found::Text),
            ["detail-type"] => self.detail_type.map_or(Found::Varies(&[]), Found::Text),
            ["account" | "region" | "time" | "id" | "resources" | "version"] => Found::Varies(&[]),
            ["detail"] => Found::Container,
            ["detail", ..] => {
                let path = path[1..].iter().cloned().map(Segment::Name).collect();
                self.event.find(&Selector { path, known: true })
            }
            _ => Found::Foreign,
        }
    }
}

/// Unknown, for the value's own reason or else for that one.
fn open(value: &Value, reason: &str) -> Value {
    match value.cause() {
        Some(_) => unknown_from(value),
        None => Value::unknown(Cause::new(CauseKind::Error, reason)).at(value.origin.clone()),
    }
}
