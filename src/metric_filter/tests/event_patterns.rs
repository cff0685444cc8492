//! EventBridge patterns.

use super::{answer, condition, hole, partly};
use crate::metric_filter::{Control, event_rule_covers, event_rules_cover};
use crate::value::{Data, Value};
use std::collections::BTreeMap;

const TRAIL: Control = Control::CloudtrailConfigChanges;

fn object(entries: &[(&str, Value)]) -> Value {
    Value::object(
        entries.iter().map(|(key, value)| ((*key).into(), value.clone())).collect::<BTreeMap<_, _>>(),
    )
}

fn strings(items: &[&str]) -> Value {
    Value::tuple(items.iter().map(|item| Value::string(*item)).collect())
}

const JSON: &[(Control, &str, &str)] = &[
    (
        TRAIL,
        r#"{"source":["aws.cloudtrail"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventSource":["cloudtrail.amazonaws.com"],"eventName":["StopLogging","DeleteTrail","UpdateTrail"]}}"#,
        "covers",
    ),
    (
        TRAIL,
        r#"{"source":["aws.cloudtrail"],"detail":{"eventName":[{"prefix":"Create"},{"prefix":"Update"},{"prefix":"Delete"},{"prefix":"St"},{"prefix":"Put"}]}}"#,
        "covers",
    ),
    (
        Control::SelectorTampering,
        r#"{"source":["aws.cloudtrail"],"detail":{"eventName":[{"prefix":"Put"}]}}"#,
        "covers",
    ),
    (
        TRAIL,
        r#"{"source":["aws.cloudtrail"],"detail":{"eventName":["StopLogging","DeleteTrail"]}}"#,
        "misses",
    ),
    (
        TRAIL,
        r#"{"source":["aws.s3"],"detail":{"eventName":["StopLogging","DeleteTrail","UpdateTrail"]}}"#,
        "misses",
    ),
    (
        TRAIL,
        r#"{"detail-type":["AWS Console Sign In via CloudTrail"],"detail":{"eventName":["StopLogging"]}}"#,
        "misses",
    ),
    (TRAIL, r#"{"source":["aws.cloudtrail"]}"#, "covers"),
    (TRAIL, r#"{"source":["aws.ec2"]}"#, "other"),
    (
        TRAIL,
        r#"{"source":[{"prefix":"aws.cloud"}],"detail":{"eventName":[{"suffix":"Trail"},{"suffix":"Logging"}]}}"#,
        "covers",
    ),
    (
        TRAIL,
        r#"{"source":["aws.cloudtrail"],"detail":{"eventName":[{"anything-but":["StopLogging"]}]}}"#,
        "misses",
    ),
    (
        TRAIL,
        r#"{"source":["aws.cloudtrail"],"detail":{"eventName":[{"anything-but":{"prefix":"Get"}}]}}"#,
        "covers",
    ),
    (
        TRAIL,
        r#"{"source":["aws.cloudtrail"],"detail":{"eventName":[{"anything-but":"LookupEvents"}]}}"#,
        "covers",
    ),
    (
        TRAIL,
        r#"{"source":["aws.cloudtrail"],"detail":{"eventName":[{"wildcard":"*Trail"},{"equals-ignore-case":"stoplogging"}]}}"#,
        "covers",
    ),
    (TRAIL, r#"{"source":["aws.cloudtrail"],"detail":{"errorCode":[{"exists":false}]}}"#, "covers"),
    (
        TRAIL,
        r#"{"source":["aws.cloudtrail"],"detail":{"errorCode":[{"exists":true}],"eventName":["StopLogging"]}}"#,
        "misses",
    ),
    (TRAIL, r#"{"source":["aws.cloudtrail"],"detail":{"readOnly":[false]}}"#, "covers"),
    (TRAIL, r#"{"source":["aws.cloudtrail"],"detail":{"readOnly":[true]}}"#, "other"),
    (
        TRAIL,
        r#"{"detail":{"$or":[{"eventName":["StopLogging"]},{"eventName":["DeleteTrail","UpdateTrail"]}]}}"#,
        "covers",
    ),
    (TRAIL, r#"{"detail":{"$or":[{"eventName":["StopLogging"]},{"eventName":["DeleteTrail"]}]}}"#, "misses"),
    (TRAIL, r#"{"$or":[{"source":["aws.cloudtrail"]},{"source":["aws.s3"]}]}"#, "covers"),
    (
        TRAIL,
        r#"{"detail":{"eventName":["StopLogging","DeleteTrail","UpdateTrail"],"recipientAccountId":["1"]}}"#,
        "unknown",
    ),
    (
        TRAIL,
        r#"{"account":["1"],"detail":{"eventName":["StopLogging","DeleteTrail","UpdateTrail"]}}"#,
        "unknown",
    ),
    (TRAIL, r#"{"detail":{"eventname":["StopLogging","DeleteTrail","UpdateTrail"]}}"#, "misses"),
    (
        TRAIL,
        r#"{"detail":{"requestParameters":{"name":["audit"]},"eventName":["StopLogging","DeleteTrail","UpdateTrail"]}}"#,
        "unknown",
    ),
    (TRAIL, r#"{"detail":{"eventName":"StopLogging"}}"#, "unknown"),
    (TRAIL, r#"{"detail":"#, "unknown"),
    (TRAIL, "{}", "covers"),
    (Control::RootUsage, r#"{"detail":{"userIdentity":{"type":["Root"]}}}"#, "covers"),
    (
        Control::RootUsage,
        r#"{"detail-type":["AWS Console Sign In via CloudTrail"],"detail":{"userIdentity":{"type":["Root"]}}}"#,
        "misses",
    ),
    (
        Control::KmsDisableOrDelete,
        r#"{"source":["aws.kms"],"detail":{"eventName":["DisableKey","ScheduleKeyDeletion"]}}"#,
        "covers",
    ),
    (
        Control::KmsDisableOrDelete,
        r#"{"source":["aws.kms"],"detail":{"eventName":["DisableKey"]}}"#,
        "misses",
    ),
];

#[test]
fn patterns_as_json() {
    for (control, pattern, expected) in JSON {
        let coverage = event_rule_covers(&Value::string(*pattern), *control);
        assert_eq!(answer(&coverage), *expected, "{pattern}: {coverage:?}");
    }
}

#[test]
fn patterns_as_objects() {
    let names = strings(&["StopLogging", "DeleteTrail", "UpdateTrail"]);
    let pattern = |names: Value| {
        object(&[("source", strings(&["aws.cloudtrail"])), ("detail", object(&[("eventName", names)]))])
    };
    assert_eq!(answer(&event_rule_covers(&pattern(names.clone()), TRAIL)), "covers");
    assert_eq!(answer(&event_rule_covers(&pattern(hole("names")), TRAIL)), "unknown");
    let one = Value::tuple(vec![Value::string("StopLogging"), hole("name")]);
    assert_eq!(answer(&event_rule_covers(&pattern(one), TRAIL)), "unknown");
    let branching = Value::branches(&condition("prod"), names, strings(&["StopLogging"]));
    let coverage = event_rule_covers(&pattern(branching), TRAIL);
    let Data::Branches(branches) = &coverage.value.data else { panic!("{coverage:?}") };
    assert_eq!((branches.then.as_bool(), branches.otherwise.as_bool()), (Some(true), Some(false)));
    let split = [pattern(strings(&["StopLogging"])), pattern(strings(&["DeleteTrail", "UpdateTrail"]))];
    assert_eq!(answer(&event_rules_cover(&split, TRAIL)), "covers");
}

#[test]
fn unknown_parts_of_json() {
    let rows = [
        (
            r#"{"source":["aws.cloudtrail"],"detail":{"eventName":["StopLogging","DeleteTrail","UpdateTrail","@"]}}"#,
            "covers",
        ),
        (r#"{"source":["aws.cloudtrail"],"detail":{"eventName":@}}"#, "unknown"),
        (r#"{"source":["aws.s3"],"detail":{"eventName":["StopLogging", @]}}"#, "misses"),
        (
            r#"{"source":["aws.@"],"detail":{"eventName":["StopLogging","DeleteTrail","UpdateTrail"]}}"#,
            "unknown",
        ),
        (r#"@"#, "unknown"),
        (r#"{"source":["aws.cloudtrail"] @ }"#, "unknown"),
    ];
    for (pattern, expected) in rows {
        let coverage = event_rule_covers(&partly(pattern), TRAIL);
        assert_eq!(answer(&coverage), expected, "{pattern}: {coverage:?}");
    }
}

#[test]
fn hostile_patterns_end() {
    let deep = format!("{}1{}", r#"{"detail":"#.repeat(10_000), "}".repeat(10_000));
    let ors = format!("{}1{}", r#"{"$or":["#.repeat(100), "]}".repeat(100));
    for pattern in [deep, ors, "[".repeat(100_000), "{\"a\":[".to_owned() + &"1,".repeat(50_000)] {
        let coverage = event_rule_covers(&Value::string(pattern), TRAIL);
        assert_ne!(coverage.value.as_bool(), Some(true));
    }
}
