//! Alarms on one event.

use super::{condition, hole};
use crate::metric_filter::{AlarmSettings, fires_on_one_event};
use crate::value::{Data, Value};

/// `setting=value` words on top of a good alarm; `?` is unknown, `-` not written.
fn settings(words: &str) -> AlarmSettings {
    let mut settings = AlarmSettings {
        statistic: Value::string("Sum"),
        threshold: Value::number(1_usize),
        comparison: Value::string("GreaterThanOrEqualToThreshold"),
        period: Value::number(300_usize),
        evaluation_periods: Value::number(1_usize),
        treat_missing: Value::string("notBreaching"),
        metric_value: Value::string("1"),
        ..AlarmSettings::unset()
    };
    for word in words.split_whitespace() {
        let (name, value) = word.split_once('=').unwrap();
        let value = match value {
            "?" => hole(name),
            "-" => Value::null(),
            "GT" => Value::string("GreaterThanThreshold"),
            "LT" => Value::string("LessThanThreshold"),
            value => Value::string(value),
        };
        match name {
            "statistic" => settings.statistic = value,
            "threshold" => settings.threshold = value,
            "comparison" => settings.comparison = value,
            "period" => settings.period = value,
            "evaluation" => settings.evaluation_periods = value,
            "datapoints" => settings.datapoints = value,
            "missing" => settings.treat_missing = value,
            "value" => settings.metric_value = value,
            "default" => settings.default_value = value,
            other => panic!("{other}"),
        }
    }
    settings
}

#[test]
fn alarms_fire_on_one_event_or_not() {
    let rows = [
        ("", Some(true)),
        ("threshold=0 comparison=GT", Some(true)),
        ("threshold=1 comparison=GT", Some(false)),
        ("threshold=5", Some(false)),
        ("threshold=0.5", Some(true)),
        ("threshold=5 value=10", Some(true)),
        ("statistic=Maximum", Some(true)),
        ("statistic=Maximum default=0", Some(true)),
        ("statistic=SampleCount", Some(true)),
        ("statistic=SampleCount value=0", Some(true)),
        ("statistic=SampleCount comparison=GT", Some(false)),
        ("statistic=Average", Some(true)),
        ("statistic=Average default=0", Some(false)),
        ("statistic=Minimum default=0", Some(false)),
        ("statistic=Minimum", Some(true)),
        ("default=0", Some(true)),
        ("default=1", Some(false)),
        ("default=1 threshold=0 comparison=GT", Some(false)),
        ("default=0 threshold=0", Some(false)),
        ("default=0 threshold=0 comparison=GT", Some(true)),
        ("default=1 threshold=3 value=10", None),
        ("default=1 threshold=3 value=10 period=60", Some(true)),
        ("statistic=Maximum default=1", Some(false)),
        ("statistic=SampleCount default=0", Some(false)),
        ("default=-1", None),
        ("statistic=p99", Some(true)),
        ("statistic=p99 default=0", None),
        ("statistic=-", None),
        ("comparison=LT", Some(false)),
        ("comparison=GreaterThanUpperThreshold", None),
        ("threshold=?", None),
        ("threshold=? missing=breaching", Some(false)),
        ("value=$.size", None),
        ("default=?", None),
        ("default=? threshold=2", Some(false)),
        ("missing=-", Some(true)),
        ("missing=ignore", Some(true)),
        ("missing=?", None),
        ("missing=breaching", Some(false)),
        ("missing=breaching default=0", None),
        ("evaluation=2", Some(false)),
        ("evaluation=3 datapoints=1", Some(true)),
        ("evaluation=3 datapoints=2", Some(false)),
        ("evaluation=2 missing=ignore", Some(false)),
        ("evaluation=2 missing=-", None),
        ("evaluation=2 missing=missing default=0", Some(false)),
        ("evaluation=?", None),
        ("evaluation=? datapoints=1", Some(true)),
        ("evaluation=? threshold=2", Some(false)),
        ("period=?", Some(true)),
    ];
    for (words, expected) in rows {
        let fires = fires_on_one_event(&settings(words));
        assert_eq!(fires.as_bool(), expected, "{words}: {fires:?}");
        assert!(expected.is_some() || fires.cause().is_some(), "{words}");
    }
}

#[test]
fn settings_that_branch_on_one_condition_are_one_case() {
    let prod = condition("prod");
    let mut both = settings("");
    both.threshold = Value::branches(&prod, Value::number(1_usize), Value::number(0_usize));
    both.comparison = Value::branches(
        &prod,
        Value::string("GreaterThanOrEqualToThreshold"),
        Value::string("GreaterThanThreshold"),
    );
    assert_eq!(fires_on_one_event(&both).as_bool(), Some(true));
    both.threshold = Value::branches(&prod, Value::number(1_usize), Value::number(1_usize));
    let fires = fires_on_one_event(&both);
    let Data::Branches(branches) = &fires.data else { panic!("{fires:?}") };
    assert_eq!((branches.then.as_bool(), branches.otherwise.as_bool()), (Some(true), Some(false)));
}
