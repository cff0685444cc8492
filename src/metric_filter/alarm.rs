//! Whether an alarm goes off when a filter matches one event.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html>. One event is one data
//! point in one period. The filter's default value is written in minutes in which log events come and none matches, so
//! the periods around it are full of defaults, or missing where there is no default.

use crate::expr::unknown_from;
use crate::value::{Cause, CauseKind, Data, Value, to_number, to_string};

/// What decides whether an alarm goes off; null where it is not written.
#[derive(Clone, Debug)]
pub struct AlarmSettings {
    /// `Sum`, `Maximum`, …, or an extended statistic; null for metric math.
    pub statistic: Value,
    /// The threshold.
    pub threshold: Value,
    /// `GreaterThanOrEqualToThreshold`, …
    pub comparison: Value,
    /// Seconds.
    pub period: Value,
    /// How many periods are looked at.
    pub evaluation_periods: Value,
    /// How many of them must breach; all where null.
    pub datapoints: Value,
    /// `missing` where null.
    pub treat_missing: Value,
    /// What the filter writes for a match: a number, or `$.field`.
    pub metric_value: Value,
    /// What it writes where nothing matches.
    pub default_value: Value,
}

impl AlarmSettings {
    /// Nothing written.
    pub fn unset() -> Self {
        let null = Value::null;
        AlarmSettings {
            statistic: null(),
            threshold: null(),
            comparison: null(),
            period: null(),
            evaluation_periods: null(),
            datapoints: null(),
            treat_missing: null(),
            metric_value: null(),
            default_value: null(),
        }
    }

    fn each_mut(&mut self) -> [&mut Value; 9] {
        [
            &mut self.statistic,
            &mut self.threshold,
            &mut self.comparison,
            &mut self.period,
            &mut self.evaluation_periods,
            &mut self.datapoints,
            &mut self.treat_missing,
            &mut self.metric_value,
            &mut self.default_value,
        ]
    }
}

/// Whether one matching event makes the alarm go off.
pub fn fires_on_one_event(settings: &AlarmSettings) -> Value {
    let mut settings = settings.clone();
    let branching = settings.each_mut().into_iter().find_map(|value| match &value.data {
        Data::Branches(branches) => Some(branches.condition.clone()),
        _ => None,
    });
    let Some(condition) = branching else { return decided(&settings) };
    // the same condition is the same in all settings, so every step leaves one condition less
    let case = |holds: bool| {
        let mut case = settings.clone();
        case.each_mut().into_iter().for_each(|value| *value = value.assuming(&condition, holds));
        fires_on_one_event(&case)
    };
    let (then, otherwise) = (case(true), case(false));
    Value::branches(&condition, then, otherwise)
}

fn decided(settings: &AlarmSettings) -> Value {
    let facts = Facts {
        statistic: text(&settings.statistic),
        threshold: number(&settings.threshold),
        comparison: text(&settings.comparison),
        period: number(&settings.period),
        evaluation_periods: number(&settings.evaluation_periods).or(Known::Is(1.0)),
        datapoints: number(&settings.datapoints),
        treat_missing: text(&settings.treat_missing),
        metric_value: number(&settings.metric_value).or(Known::Is(1.0)),
        default_value: number(&settings.default_value),
    };
    let mut settings = settings.clone();
    let all = settings.each_mut();
    let origin =
        all.iter().take(3).fold(crate::value::Origin::none(), |origin, value| origin.and(&value.origin));
    match facts.fires() {
        Some(fires) => Value::bool(fires),
        None => match all.iter().find(|value| value.cause().is_some()) {
            Some(value) => unknown_from(value),
            None => Value::unknown(Cause::new(CauseKind::EventField, "the metric")),
        },
    }
    .at(origin)
}

/// A setting, as far as it is known.
#[derive(Clone, Debug)]
enum Known<T> {
    Unset,
    Is(T),
    Open,
}

impl<T: Clone> Known<T> {
    fn or(self, default: Known<T>) -> Known<T> {
        if matches!(self, Known::Unset) { default } else { self }
    }

    fn get(&self) -> Option<T> {
        match self {
            Known::Is(value) => Some(value.clone()),
            Known::Unset | Known::Open => None,
        }
    }
}

fn number(value: &Value) -> Known<f64> {
    match value.null_test() {
        Some(true) => Known::Unset,
        _ => to_number(value).as_number().map_or(Known::Open, |number| Known::Is(number.as_float())),
    }
}

fn text(value: &Value) -> Known<String> {
    match value.null_test() {
        Some(true) => Known::Unset,
        _ => to_string(value).as_str().map_or(Known::Open, |text| Known::Is(text.to_owned())),
    }
}

struct Facts {
    statistic: Known<String>,
    threshold: Known<f64>,
    comparison: Known<String>,
    period: Known<f64>,
    evaluation_periods: Known<f64>,
    datapoints: Known<f64>,
    treat_missing: Known<String>,
    metric_value: Known<f64>,
    default_value: Known<f64>,
}

impl Facts {
    fn fires(&self) -> Option<bool> {
        match (self.breaches(), self.evaluates(), self.is_on_without_events()) {
            (Some(false), ..) | (_, Some(false), _) | (.., Some(true)) => Some(false),
            (Some(true), Some(true), Some(false)) => Some(true),
            _ => None,
        }
    }

    /// Whether the period of the event breaches.
    fn breaches(&self) -> Option<bool> {
        let value = self.metric_value.get()?;
        let statistic = self.statistic.get()?;
        let default = match self.default_value {
            Known::Unset => None,
            Known::Is(default) => Some(default),
            // a default that is not known matters where it is added or averaged
            Known::Open if matches!(statistic.as_str(), "SampleCount") => None,
            Known::Open => return self.breaching(value).filter(|breaches| !breaches),
        };
        match (statistic.as_str(), default) {
            ("SampleCount", _) => self.breaching(1.0),
            (_, None) => self.breaching(value),
            ("Sum", Some(default)) => {
                let minutes = (self.period.get().unwrap_or(86_400.0) / 60.0 - 1.0).max(0.0);
                self.at_both(value, value + default * minutes)
            }
            ("Maximum", Some(default)) => self.at_both(value, value.max(default)),
            // the more log events come, the nearer to the default
            ("Average" | "Minimum", Some(default)) => {
                Some(self.breaching(value)? && self.breaching(value.min(default))?)
            }
            (_, Some(_)) => None,
        }
    }

    /// Whether the defaults alone breach: then the alarm is on all the time, and an event changes nothing.
    fn is_on_without_events(&self) -> Option<bool> {
        let default = match self.default_value {
            Known::Unset => return Some(false),
            Known::Is(default) => default,
            Known::Open => return None,
        };
        match self.statistic.get()?.as_str() {
            "SampleCount" => self.breaching(1.0),
            "Sum" => {
                let minutes = (self.period.get().unwrap_or(86_400.0) / 60.0).max(1.0);
                self.at_both(default, default * minutes)
            }
            _ => self.breaching(default),
        }
    }

    fn at_both(&self, one: f64, other: f64) -> Option<bool> {
        let (one, other) = (self.breaching(one)?, self.breaching(other)?);
        (one == other).then_some(one)
    }

    fn breaching(&self, value: f64) -> Option<bool> {
        let threshold = self.threshold.get()?;
        match self.comparison.get()?.as_str() {
            "GreaterThanOrEqualToThreshold" => Some(value >= threshold),
            "GreaterThanThreshold" => Some(value > threshold),
            "LessThanThreshold" => Some(value < threshold),
            "LessThanOrEqualToThreshold" => Some(value <= threshold),
            // bands of an anomaly detector
            _ => None,
        }
    }

    /// Whether one breaching period is enough, and news.
    fn evaluates(&self) -> Option<bool> {
        let treat_missing = match &self.treat_missing {
            Known::Unset => Some("missing"),
            Known::Is(text) => Some(text.as_str()),
            Known::Open => None,
        };
        let filled = !matches!(self.default_value, Known::Unset);
        if treat_missing == Some("breaching") {
            // without data the alarm is on all the time: an event changes nothing
            return if filled { None } else { Some(false) };
        }
        let needed = match &self.datapoints {
            Known::Unset => self.evaluation_periods.get(),
            known => known.get(),
        };
        match (needed?, treat_missing) {
            (needed, Some(_)) if needed <= 1.0 => Some(true),
            (_, Some("notBreaching" | "ignore")) => Some(false),
            (_, Some("missing")) if filled => Some(false),
            // periods without data are left out, and one that breaches is all there is; only then is it enough
            (_, _) => None,
        }
    }
}
