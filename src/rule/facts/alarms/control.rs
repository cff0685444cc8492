//! Whether the events of one control are noticed: filters on a trail's log group and event rules, taken together.
//!
//! A log group that several trails write to is judged once, for the first of them; event rules hear of events
//! whatever trail records them, so that without filters the first trail stands for all.

use super::{all, elsewhere, hears, nonempty, tells};
use crate::expr::{Scope, equal, logic, unknown_from};
use crate::metric_filter::{Control, Coverage, MetricFilter, heard_event_rules_cover, heard_filters_cover};
use crate::model::Scope as WholeAccount;
use crate::resource::{Language, Presence};
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Cause, CauseKind, Data, Handle, List, Value};
use foldhash::{HashMap, HashSet, HashSetExt};
use std::sync::{Arc, Mutex, PoisonError};

/// Whether somebody is told of metrics, by the list of alarms that is asked: filters that write the same share it.
#[derive(Default)]
struct Heard(Mutex<HashMap<usize, Vec<Told>>>);

/// The list, which is kept so that no other one takes its place; the metrics; the answer.
type Told = (Arc<List>, Value, Value);

impl Heard {
    /// Empty lists are all the same.
    fn place(alarms: &Arc<List>) -> usize {
        if alarms.items.is_empty() { 0 } else { Arc::as_ptr(alarms).addr() }
    }

    fn of(&self, alarms: &Arc<List>, metrics: &Value) -> Option<Value> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut told = known.get(&Heard::place(alarms))?.iter();
        told.find(|(_, other, _)| other.equals(metrics) == Some(true)).map(|(_, _, answer)| answer.clone())
    }

    fn keep(&self, alarms: &Arc<List>, metrics: &Value, answer: Value) -> Value {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let told = (Arc::clone(alarms), metrics.clone(), answer.clone());
        known.entry(Heard::place(alarms)).or_default().push(told);
        answer
    }
}

/// One trail, one control.
struct Question<'v, 'e> {
    view: &'v View<'e>,
    trail: Handle,
    control: Control,
    span: Span,
}

pub(super) fn is_about(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let question = match Question::of(view, arguments, span) {
        Ok(question) => question,
        Err(error) => return error,
    };
    let filters = question.filters(question.trail);
    let alone = question.is_first() && question.no_trail_has_filters();
    let tries = question.event_rules().map_leaves(&mut |rules| {
        let meant = question.by_event_rules(rules, false).meant();
        meant.map_leaves(&mut |leaf| Value::bool(leaf.as_bool() == Some(true)))
    });
    let by_filters = logic::and(&nonempty(&filters), &Value::bool(question.is_first_of_its_group()));
    let by_rules = logic::and(&tries, &Value::bool(alone));
    // of a whole account it is asked whether anything tries: of the first trail, where none does
    let of_all = alone && view.estate().scope() == WholeAccount::Account;
    logic::or(&logic::or(&by_filters, &by_rules), &Value::bool(of_all))
}

pub(super) fn covers(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let question = match Question::of(view, arguments, span) {
        Ok(question) => question,
        Err(error) => return error,
    };
    let group = view.attribute(question.trail, "log_group", span);
    let (filters, rules) = (question.filters(question.trail), question.event_rules());
    let by_filters = filters.map_leaves(&mut |leaf| question.by_filters(leaf, true).value);
    let by_rules = rules.map_leaves(&mut |leaf| question.by_event_rules(leaf, true).value);
    let covered = logic::or(&by_filters, &by_rules);
    if covered.as_bool() == Some(true) {
        return covered.at(group.origin);
    }
    let filters_try = filters.map_leaves(&mut |leaf| question.by_filters(leaf, false).tries);
    let rules_try = rules.map_leaves(&mut |leaf| question.by_event_rules(leaf, false).meant());
    let meant = logic::or(&filters_try, &rules_try);
    let nothing_here = logic::and(&logic::not(&meant), &another_elsewhere(view, &filters));
    let more_filters = group.map_leaves(&mut |leaf| match leaf.data {
        Data::Handle(handle) => logic::not(&view.attribute(handle, "filters_complete", span)),
        _ => Value::bool(false),
    });
    // that the alarm may be elsewhere says more than what a filter for something else happens to match
    logic::or(&logic::or(&nothing_here, &more_filters), &covered).at(group.origin)
}

/// What covers a control may be elsewhere; where filters are here, they do not.
fn another_elsewhere(view: &View<'_>, filters: &Value) -> Value {
    match filters.as_list().map_or(0, <[Value]>::len) {
        0 => elsewhere(view),
        1 => view
            .estate()
            .elsewhere("the metric filter on the trail's log group does not cover this, and another one"),
        more => view.estate().elsewhere(format!(
            "none of the {more} metric filters on the trail's log group covers this, and another one"
        )),
    }
}

pub(super) fn gap(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let question = match Question::of(view, arguments, span) {
        Ok(question) => question,
        Err(error) => return error,
    };
    let mut details = Vec::new();
    question.filters(question.trail).map_leaves(&mut |leaf| {
        let unheard = question.by_filters(leaf, false);
        if unheard.tries.as_bool() == Some(true) {
            let untold = || "what counts them has no alarm here that tells somebody".to_owned();
            details.push(unheard.detail.unwrap_or_else(untold));
        }
        Value::null()
    });
    question.event_rules().map_leaves(&mut |leaf| {
        let unheard = question.by_event_rules(leaf, false);
        if unheard.meant().as_bool() == Some(true) {
            let untold = || "the event rule is off or has no target".to_owned();
            details.push(unheard.detail.unwrap_or_else(untold));
        }
        Value::null()
    });
    Value::string(details.first().map_or_else(String::new, |detail| format!(": {detail}")))
}

/// Whether an alarm goes by that one of its queries; what an expression makes of a metric is not computed.
fn watches(query: &Value, queries: &Value) -> Value {
    let watched = |query: &Value| logic::field(query, "return_data");
    let metric_math = || Value::unknown(Cause::new(CauseKind::Function, "metric math"));
    watched(query).map_leaves(&mut |own| match own.as_bool() {
        Some(true) => Value::bool(true),
        Some(false) => metric_math(),
        None if !own.is_null() => unknown_from(own),
        // one query is watched: this one, unless it is said of another
        None => match logic::any(queries, &mut |other| {
            let said = watched(other);
            if said.is_null() { Value::bool(false) } else { said }
        })
        .as_bool()
        {
            Some(false) => Value::bool(true),
            _ => metric_math(),
        },
    })
}

impl Coverage {
    /// Whether event rules are meant for a control: they name what it is about, or match all of it by other words.
    fn meant(&self) -> Value {
        logic::or(&self.tries, &self.value)
    }
}

impl<'v, 'e> Question<'v, 'e> {
    fn of(view: &'v View<'e>, arguments: &[Value], span: Span) -> Result<Self, Value> {
        let [Value { data: Data::Handle(trail), .. }, Value { data: Data::String(slug), .. }] = arguments
        else {
            return Err(Value::error("this takes a trail and the name of a control"));
        };
        match Control::named(slug) {
            Some(control) => Ok(Question { view, trail: *trail, control, span }),
            None => Err(Value::error(format!("there is no control `{slug}`"))),
        }
    }

    /// The metric filters on a trail's log group.
    fn filters(&self, trail: Handle) -> Value {
        self.view.attribute(trail, "log_group", self.span).map_leaves(&mut |leaf| match leaf.data {
            Data::Handle(group) => self.view.attribute(group, "filters", self.span),
            _ => Value::tuple(Vec::new()),
        })
    }

    /// Trails that are there for certain, in order.
    fn trails(&self) -> impl Iterator<Item = Handle> {
        let here = self.view.estate().all("trail").filter(|(_, trail)| {
            matches!(trail.resource.presence, Presence::Always) && trail.resource.not_created.is_none()
        });
        here.map(|(handle, _)| handle)
    }

    fn no_trail_has_filters(&self) -> bool {
        let with_filters: Arc<Vec<Handle>> =
            self.view.estate().remembered("trails with filters", None, &|| {
                let trails = self.view.estate().all("trail").map(|(handle, _)| handle);
                trails.filter(|trail| nonempty(&self.filters(*trail)).as_bool() != Some(false)).collect()
            });
        with_filters.is_empty()
    }

    fn is_first(&self) -> bool {
        self.trails().next().is_none_or(|first| first >= self.trail)
    }

    fn log_group(&self, trail: Handle) -> Option<Handle> {
        match self.view.attribute(trail, "log_group", self.span).data {
            Data::Handle(group) => Some(group),
            _ => None,
        }
    }

    fn is_first_of_its_group(&self) -> bool {
        if self.log_group(self.trail).is_none() {
            return true;
        }
        let later: Arc<Vec<Handle>> =
            self.view.estate().remembered("trails behind another one of their log group", None, &|| {
                let mut seen = HashSet::new();
                let here: HashSet<Handle> = self.trails().collect();
                let all = self.view.estate().all("trail").map(|(handle, _)| handle);
                let of_groups = all.filter_map(|trail| Some((trail, self.log_group(trail)?)));
                let later = of_groups.filter(|(trail, group)| {
                    let is_first = !seen.contains(group);
                    if here.contains(trail) {
                        seen.insert(*group);
                    }
                    !is_first
                });
                later.map(|(trail, _)| trail).collect()
            });
        later.binary_search(&self.trail).is_err()
    }

    /// What a list of filters covers: as far as somebody is told, or whoever is told.
    fn by_filters(&self, list: &Value, told: bool) -> Coverage {
        let handles = list.as_list().unwrap_or_default().iter().filter_map(|item| match item.data {
            Data::Handle(handle) => Some(handle),
            _ => None,
        });
        let filters: Vec<(MetricFilter, Value)> = handles
            .map(|handle| {
                let pattern = self.view.attribute(handle, "pattern", self.span);
                let heard = if told { self.heard(handle) } else { Value::bool(true) };
                (MetricFilter::read(&pattern), heard)
            })
            .collect();
        let filters: Vec<_> = filters.iter().map(|(filter, heard)| (filter, heard.clone())).collect();
        heard_filters_cover(&filters, self.control)
    }

    /// Whether an alarm on what a filter counts fires at one event and tells somebody; not known where no alarm is here.
    fn heard(&self, filter: Handle) -> Value {
        let metrics = self.view.attribute(filter, "metrics", self.span);
        let by_alarms = self.view.attribute(filter, "alarms", self.span).map_leaves(&mut |leaf| {
            let Data::List(alarms) = &leaf.data else { return self.heard_by(leaf, &metrics) };
            let known = self.view.estate().remembered("metrics that alarms hear", None, &Heard::default);
            let known_answer = known.of(alarms, &metrics);
            known_answer.unwrap_or_else(|| known.keep(alarms, &metrics, self.heard_by(leaf, &metrics)))
        });
        let more = logic::not(&self.view.attribute(filter, "alarms_complete", self.span));
        logic::or(&by_alarms, &more)
    }

    /// Whether one of these alarms does, or where there is none, one that computes with the metrics.
    fn heard_by(&self, alarms: &Value, metrics: &Value) -> Value {
        let tells = logic::any(alarms, &mut |alarm| match alarm.data {
            Data::Handle(alarm) => {
                let fires = hears(self.view, alarm, metrics, self.span);
                self.and_tells(fires, alarm)
            }
            _ => unknown_from(alarm),
        });
        let none = alarms.empty_test() == Some(true);
        if none { logic::or(&self.heard_by_formula(metrics), &elsewhere(self.view)) } else { tells }
    }

    /// Whether an alarm that computes with what a filter counts tells somebody.
    fn heard_by_formula(&self, metrics: &Value) -> Value {
        logic::any(&all(self.view, "alarm"), &mut |alarm| {
            let Data::Handle(alarm) = alarm.data else { return unknown_from(alarm) };
            let queries = self.view.attribute(alarm, "queries", self.span);
            let reads = logic::any(&queries, &mut |query| {
                logic::any(metrics, &mut |metric| {
                    let same = |theirs: &str, ours: &str| {
                        equal(&logic::field(query, theirs), &logic::field(metric, ours))
                    };
                    logic::and(&same("metric_name", "name"), &same("namespace", "namespace"))
                })
                .map_leaves(&mut |reads| match reads.as_bool() {
                    Some(true) => watches(query, &queries),
                    _ => reads.clone(),
                })
            });
            self.and_tells(reads, alarm)
        })
    }

    /// Whether something holds of an alarm and that alarm tells somebody, which is not asked of those of which it does not.
    fn and_tells(&self, holds: Value, alarm: Handle) -> Value {
        if holds.as_bool() == Some(false) {
            holds
        } else {
            logic::and(&holds, &tells(self.view, alarm, self.span))
        }
    }

    /// Event rules, for the controls that they answer.
    fn event_rules(&self) -> Value {
        match self.control {
            Control::CloudtrailConfigChanges | Control::SelectorTampering => all(self.view, "event_rule"),
            _ => Value::tuple(Vec::new()),
        }
    }

    fn by_event_rules(&self, list: &Value, told: bool) -> Coverage {
        let estate = self.view.estate();
        let handles = list.as_list().unwrap_or_default().iter().filter_map(|item| match item.data {
            // a trail is changed in its own Region
            Data::Handle(handle) if !estate.in_different_regions(self.trail, handle) => Some(handle),
            _ => None,
        });
        let rules: Vec<(Value, Value)> = handles
            .filter_map(|handle| {
                let pattern = self.view.attribute(handle, "pattern", self.span);
                let heard = if told { self.leads_somewhere(handle) } else { Value::bool(true) };
                (!pattern.is_null()).then_some((pattern, heard))
            })
            .collect();
        heard_event_rules_cover(&rules, self.control)
    }

    /// Whether an event rule is on and has a target; in Terraform the target may be elsewhere.
    fn leads_somewhere(&self, rule: Handle) -> Value {
        let field = |name| self.view.attribute(rule, name, self.span);
        let on = logic::not(&logic::is(&field("state"), "DISABLED"));
        let targets = logic::or(&nonempty(&field("inline_targets")), &nonempty(&field("targets")));
        let language = self.view.estate().entity(rule).map(|entity| entity.resource.language);
        let may_be_elsewhere = language != Some(Language::CloudFormation);
        let targets = if may_be_elsewhere { logic::or(&targets, &elsewhere(self.view)) } else { targets };
        logic::and(&logic::and(&on, &targets), &self.hears_of_calls(rule))
    }

    /// Whether CloudTrail's events come to the rule's bus: to the default one they do, to others when they are sent on.
    fn hears_of_calls(&self, rule: Handle) -> Value {
        self.view.attribute(rule, "bus", self.span).map_leaves(&mut |bus| match bus.as_str() {
            Some(name) if name == "default" || name.ends_with(":event-bus/default") => Value::bool(true),
            Some(_) => self.view.estate().elsewhere("a rule that sends events on to the event bus"),
            None => unknown_from(bus),
        })
    }
}
