//! Documents that are meant to hurt: long, deep, full of stars.

use super::super::{Context, Policy, Principal, Question, may};
use super::shown;
use crate::value::Value;
use std::time::{Duration, Instant};

fn asked(policy: &str, resource: &str) -> &'static str {
    let start = Instant::now();
    let resource = [Value::string(resource)];
    let context = Context::new();
    let question = Question {
        principal: &Principal::Holder,
        action: "s3:GetObject",
        resource: Some(&resource),
        context: &context,
    };
    let answer = may(&Policy::read(&Value::string(policy)), &question);
    assert!(start.elapsed() < Duration::from_secs(10), "took {:?}", start.elapsed());
    shown(&answer.value)
}

#[test]
fn ten_thousand_statements() {
    let statement = r#"{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::other*bucket/*"}"#;
    let policy = format!(r#"{{"Statement": [{}]}}"#, vec![statement; 10_000].join(","));
    assert_eq!(asked(&policy, "arn:aws:s3:::b/k"), "no");
}

#[test]
fn ten_thousand_stars() {
    for star in ["*", "*a", "*?"] {
        let policy = format!(
            r#"{{"Statement": [{{"Effect": "Allow", "Action": "*", "Resource": "{}b"}}]}}"#,
            star.repeat(10_000)
        );
        assert_eq!(asked(&policy, &"a".repeat(1000)), "no");
    }
}

#[test]
fn patterns_too_long_to_compare() {
    let policy = format!(
        r#"{{"Statement": [{{"Effect": "Allow", "Action": "*", "Resource": "{}b"}}]}}"#,
        "*a".repeat(50_000)
    );
    assert_eq!(asked(&policy, &format!("{}b", "a".repeat(50_000))), "?");
}

#[test]
fn deep_json() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(asked(&deep, "x"), "?");
    let policy = format!(r#"{{"Statement": [{{"Effect": "Allow", "Action": {deep}, "Resource": "*"}}]}}"#);
    assert_eq!(asked(&policy, "x"), "?");
}
