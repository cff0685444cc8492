//! Who hears what a trail's log group tells: filters, alarms, their actions, and event rules beside them.

mod control;

use super::Fact;
use super::spellings::placed;
use super::topic::denies_alarm;
use crate::expr::{Scope, equal, logic, unknown_from};
use crate::metric_filter::{AlarmSettings, Meaningless, fires_on_one_event, meaning};
use crate::model::{holds_by, model_type, references};
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Cause, CauseKind, Data, Handle, List, Value};
use foldhash::HashMap;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "alarm_is_about",
        signature: "alarm_is_about(trail, \"cloudtrail-config-changes\")",
        documentation: "whether something here is meant to watch a trail's events: a metric filter on its log group; \
                        for changes of CloudTrail an event rule too",
        answer: control::is_about,
    },
    Fact {
        name: "alarm_covers",
        signature: "alarm_covers(trail, \"cloudtrail-config-changes\")",
        documentation: "whether every event of a control is noticed and somebody told; not known where nothing here tries",
        answer: control::covers,
    },
    Fact {
        name: "alarm_gap",
        signature: "alarm_gap(trail, \"cloudtrail-config-changes\")",
        documentation: "for messages: what is not noticed",
        answer: control::gap,
    },
    Fact {
        name: "alarm_tells",
        signature: "alarm_tells(alarm)",
        documentation: "whether an alarm, or a composite alarm over it, does something when it fires",
        answer: alarm_tells,
    },
    Fact {
        name: "alarm_publishes",
        signature: "alarm_publishes(alarm)",
        documentation: "whether an alarm's actions may be SNS topics",
        answer: alarm_publishes,
    },
    Fact {
        name: "alarm_reads_its_metric",
        signature: "alarm_reads_its_metric(alarm)",
        documentation: "whether a metric filter here writes the metric that an alarm reads, namespace and dimensions included",
        answer: alarm_reads_its_metric,
    },
    Fact {
        name: "alarm_fires_on_one_event",
        signature: "alarm_fires_on_one_event(alarm)",
        documentation: "whether one event that a filter counts makes the alarm on its metric fire",
        answer: alarm_fires_on_one_event,
    },
    Fact {
        name: "has_subscriber",
        signature: "has_subscriber(alarm)",
        documentation: "whether a topic of an alarm has a subscription here; not known where none has",
        answer: has_subscriber,
    },
    Fact {
        name: "filter_is_meaningful",
        signature: "filter_is_meaningful(metric_filter)",
        documentation: "whether a filter's pattern matches neither nearly everything nor nothing",
        answer: filter_is_meaningful,
    },
    Fact {
        name: "filter_mistake",
        signature: "filter_mistake(metric_filter)",
        documentation: "for messages: what a meaningless pattern matches",
        answer: filter_mistake,
    },
];

/// What may be somewhere else, in the words of one cause for all of it.
fn elsewhere(view: &View<'_>) -> Value {
    view.estate().elsewhere("an alarm on the trail's log group")
}

fn subject(arguments: &[Value]) -> Option<Handle> {
    match arguments.first()?.data {
        Data::Handle(handle) => Some(handle),
        _ => None,
    }
}

/// All that are here of a model type.
fn all(view: &View<'_>, name: &str) -> Value {
    model_type(name).map_or_else(|| Value::tuple(Vec::new()), |(_, it)| view.estate().listed(it))
}

/// Whether a list has items.
fn nonempty(list: &Value) -> Value {
    let origin = list.origin.clone();
    list.map_leaves(&mut |leaf| match leaf.empty_test() {
        Some(empty) => Value::bool(!empty),
        None if leaf.is_null() => Value::bool(false),
        None => unknown_from(leaf),
    })
    .at(origin)
}

/// Whether an alarm (or a composite one) is switched on and does something.
fn acts(view: &View<'_>, alarm: Handle, span: Span) -> Value {
    let enabled = view.attribute(alarm, "actions_enabled", span);
    let actions = view.attribute(alarm, "actions", span);
    // CloudWatch refuses what is no ARN: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    let is_action = |item: &Value| Value::bool(item.as_str().is_none_or(|text| text.starts_with("arn:")));
    let acts = logic::and(&nonempty(&actions), &logic::any(&actions, &mut |item| is_action(item)));
    let acts = logic::and(&enabled, &acts);
    if acts.as_bool() == Some(false) {
        return acts;
    }
    logic::and(&acts, &is_let_in(view, alarm, &actions, span))
}

/// Whether something that an alarm does is not refused: publishing to a topic whose policy denies it is.
fn is_let_in(view: &View<'_>, alarm: Handle, actions: &Value, span: Span) -> Value {
    let Some(entity) = view.estate().entity(alarm) else { return Value::bool(true) };
    let topics = view.attribute(alarm, "topics", span);
    let answer = topics.map_leaves(&mut |leaf| match leaf.as_list() {
        Some(known) if !known.is_empty() && actions.as_list().map(<[Value]>::len) == Some(known.len()) => {
            logic::any(leaf, &mut |topic| match topic.data {
                Data::Handle(topic) => logic::not(&denies_alarm(view, topic, entity)),
                _ => Value::bool(true),
            })
        }
        // what it does besides is not known to be refused
        _ => Value::bool(true),
    });
    placed(&answer, &actions.origin)
}

fn alarm_tells(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let Some(alarm) = subject(arguments) else { return Value::error("`alarm_tells` takes an alarm") };
    tells(view, alarm, span)
}

fn tells(view: &View<'_>, alarm: Handle, span: Span) -> Value {
    let own = acts(view, alarm, span);
    let composites = view.attribute(alarm, "composites", span);
    let by_composite = logic::any(&composites, &mut |composite| match composite.data {
        Data::Handle(composite) => {
            logic::and(&acts(view, composite, span), &goes_off_by(view, composite, alarm, span))
        }
        _ => unknown_from(composite),
    });
    let more = logic::not(&view.attribute(alarm, "composites_complete", span));
    let by_composite = logic::or(&by_composite, &more);
    match by_composite.as_bool() {
        // the alarm's own fields are what there is to mend
        Some(false) => own,
        _ => logic::or(&own, &by_composite),
    }
}

/// Whether a composite alarm goes off when one of its alarms does.
fn goes_off_by(view: &View<'_>, composite: Handle, alarm: Handle, span: Span) -> Value {
    let Some(entity) = view.estate().entity(alarm) else { return Value::bool(false) };
    let name = view.attribute(alarm, "name", span);
    holds_by(&view.attribute(composite, "alarm_rule", span), &|written| {
        let text = written.as_str().map(|text| text.rsplit_once(":alarm:").map_or(text, |(_, name)| name));
        match text {
            Some(text) => name.equals(&Value::string(text)),
            None if references(written).contains(&entity.resource.address) => Some(true),
            None => name.equals(written),
        }
    })
}

/// Actions that are literal ARNs of other services tell nobody through a topic.
fn alarm_publishes(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let Some(alarm) = subject(arguments) else { return Value::error("`alarm_publishes` takes an alarm") };
    logic::any(&view.attribute(alarm, "actions", span), &mut |action| {
        let other = action.as_str().is_some_and(|arn| arn.starts_with("arn:") && !arn.contains(":sns:"));
        Value::bool(!other)
    })
}

fn has_subscriber(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let Some(alarm) = subject(arguments) else { return Value::error("`has_subscriber` takes an alarm") };
    let topics = view.attribute(alarm, "topics", span);
    let here = logic::any(&topics, &mut |topic| {
        let Data::Handle(topic) = topic.data else { return unknown_from(topic) };
        let inline = nonempty(&view.attribute(topic, "inline_subscriptions", span));
        logic::or(&inline, &nonempty(&view.attribute(topic, "subscriptions", span)))
    });
    logic::or(&here, &view.estate().elsewhere("subscriptions of the alarms' topics")).at(topics.origin)
}

/// Whether a metric that a filter writes is the one that an alarm reads.
fn is_read(view: &View<'_>, alarm: Handle, metric: &Value, span: Span) -> Value {
    let same = |of_alarm: &str, of_metric: &str| {
        equal(&view.attribute(alarm, of_alarm, span), &logic::field(metric, of_metric))
    };
    // an alarm that names a unit sees data points of that unit only
    let unit = view.attribute(alarm, "unit", span).map_leaves(&mut |unit| match unit.null_test() {
        Some(true) => Value::bool(true),
        _ => equal(unit, &logic::field(metric, "unit")),
    });
    let named = logic::and(&same("metric_name", "name"), &same("namespace", "namespace"));
    let dimensions =
        reads_dimensions(&view.attribute(alarm, "dimensions", span), &logic::field(metric, "dimensions"));
    logic::and(&logic::and(&named, &unit), &dimensions)
}

/// Whether an alarm sees what is written with those dimensions: it sees one set of them only, and none is one.
///
/// A filter takes the values from the events, so that an alarm that names one value hears of some events; which ones
/// is not known here: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html>.
fn reads_dimensions(of_alarm: &Value, of_metric: &Value) -> Value {
    let (some, written) = (nonempty(of_alarm), nonempty(of_metric));
    let one_value = || Value::unknown(Cause::new(CauseKind::EventField, "the metric's dimensions"));
    let seen = match (names(of_alarm), names(of_metric)) {
        (Some(asked), Some(written)) if asked != written => Value::bool(false),
        _ => one_value(),
    };
    let both = logic::and(&logic::and(&some, &written), &seen);
    logic::or(&logic::and(&logic::not(&some), &logic::not(&written)), &both)
}

/// The names of dimensions, written as a map or as a list, where all are known.
fn names(dimensions: &Value) -> Option<BTreeSet<&str>> {
    match &dimensions.data {
        Data::Object(object) if object.open.is_none() => {
            Some(object.entries.keys().map(|name| &**name).collect())
        }
        Data::List(list) => {
            let names = list.items.iter().map(|item| match &item.data {
                Data::Object(object) => {
                    object.entries.get("Name").or_else(|| object.entries.get("Key"))?.as_str()
                }
                _ => None,
            });
            names.collect()
        }
        _ => None,
    }
}

/// Asks about every metric of that name that a filter on a trail's log group writes.
fn any_metric(view: &View<'_>, alarm: Handle, span: Span, holds: &mut dyn FnMut(&Value) -> Value) -> Value {
    let filters = view.attribute(alarm, "named_filters", span);
    let answer = filters.map_leaves(&mut |leaf| match &leaf.data {
        Data::List(list) => {
            let metrics = metrics(view, list, span);
            metrics.iter().fold(Value::bool(false), |so_far, metrics| match so_far.as_bool() {
                Some(true) => so_far,
                _ => logic::or(&so_far, &logic::any(metrics, holds)),
            })
        }
        _ => unknown_from(leaf),
    });
    let origin = filters.origin.deciding_as(&answer.origin);
    answer.at(origin)
}

/// What the filters of a list write, each kind of it once: thousands of alarms may share a list of thousands.
fn metrics(view: &View<'_>, filters: &Arc<List>, span: Span) -> Arc<Vec<Value>> {
    type Known = Mutex<HashMap<usize, (Arc<List>, Arc<Vec<Value>>)>>;
    let known = view.estate().remembered("metrics of lists of filters", None, &Known::default);
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    let (_, metrics) = known.entry(Arc::as_ptr(filters).addr()).or_insert_with(|| {
        let mut all: Vec<Value> = Vec::new();
        for filter in &filters.items {
            let Data::Handle(handle) = filter.data else { continue };
            let metrics = view.attribute(handle, "metrics", span);
            let said = || all.iter().any(|other| other.equals(&metrics) == Some(true));
            if view.estate().in_scope(handle) && !said() {
                all.push(metrics);
            }
        }
        // the list is kept with them, so that no other one takes its place
        (Arc::clone(filters), Arc::new(all))
    });
    Arc::clone(metrics)
}

fn alarm_reads_its_metric(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let Some(alarm) = subject(arguments) else {
        return Value::error("`alarm_reads_its_metric` takes an alarm");
    };
    let namespace = view.attribute(alarm, "namespace", span).origin;
    any_metric(view, alarm, span, &mut |metric| is_read(view, alarm, metric, span)).at(namespace)
}

fn alarm_fires_on_one_event(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let Some(alarm) = subject(arguments) else {
        return Value::error("`alarm_fires_on_one_event` takes an alarm");
    };
    let settings = settings(view, alarm, span);
    let origin = settings.threshold.origin.and(&settings.statistic.origin).and(&settings.period.origin);
    let silent = any_metric(view, alarm, span, &mut |metric| {
        let fires = fires_on_one_event(&with_metric(&settings, metric));
        logic::and(&is_read(view, alarm, metric, span), &logic::not(&fires))
    });
    logic::not(&silent).at(origin)
}

/// Whether an alarm fires when a filter that writes these metrics counts one event.
fn hears(view: &View<'_>, alarm: Handle, metrics: &Value, span: Span) -> Value {
    let settings = settings(view, alarm, span);
    logic::any(metrics, &mut |metric| {
        let fires = fires_on_one_event(&with_metric(&settings, metric));
        logic::and(&is_read(view, alarm, metric, span), &fires)
    })
}

/// What an alarm says of when it fires.
fn settings(view: &View<'_>, alarm: Handle, span: Span) -> AlarmSettings {
    let of_alarm = |name: &str| view.attribute(alarm, name, span);
    let extended = of_alarm("extended_statistic");
    let statistic = if extended.is_null() { of_alarm("statistic") } else { extended };
    AlarmSettings {
        statistic,
        threshold: of_alarm("threshold"),
        comparison: of_alarm("comparison"),
        period: of_alarm("period"),
        evaluation_periods: of_alarm("evaluation_periods"),
        datapoints: of_alarm("datapoints"),
        treat_missing: of_alarm("treat_missing_data"),
        ..AlarmSettings::unset()
    }
}

/// The settings together with what a filter writes.
fn with_metric(settings: &AlarmSettings, metric: &Value) -> AlarmSettings {
    AlarmSettings {
        metric_value: logic::field(metric, "value"),
        default_value: logic::field(metric, "default_value"),
        ..settings.clone()
    }
}

fn filter_is_meaningful(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let Some(filter) = subject(arguments) else {
        return Value::error("`filter_is_meaningful` takes a metric filter");
    };
    let pattern = view.attribute(filter, "pattern", span);
    meaning(&pattern).value.at(pattern.origin)
}

fn filter_mistake(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let Some(filter) = subject(arguments) else {
        return Value::error("`filter_mistake` takes a metric filter");
    };
    Value::string(match meaning(&view.attribute(filter, "pattern", span)).wrong {
        Some(Meaningless::AlwaysTrue) => "matches nearly every event",
        Some(Meaningless::NeverTrue) => "can match no event",
        Some(Meaningless::TooLong) => "has more than the 1,024 characters that CloudWatch Logs takes",
        None => "may match nearly every event, or none",
    })
}
