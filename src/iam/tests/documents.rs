//! Forms in which a document may be written.

use super::super::{Context, Policy, Principal, Question, may};
use super::{shown, text};
use crate::value::{Atom, Constant, Data, Formula, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

fn reads(policy: &Value) -> Value {
    let resource = [Value::string("arn:aws:s3:::b/k")];
    let context = Context::new();
    let question = Question {
        principal: &Principal::Holder,
        action: "s3:GetObject",
        resource: Some(&resource),
        context: &context,
    };
    may(&Policy::read(policy), &question).value
}

fn object(entries: &[(&str, Value)]) -> Value {
    let entries: BTreeMap<Arc<str>, Value> =
        entries.iter().map(|(key, value)| (Arc::from(*key), value.clone())).collect();
    Value::object(entries)
}

fn allow(action: Value) -> Value {
    object(&[("Effect", Value::string("Allow")), ("Action", action), ("Resource", Value::string("*"))])
}

fn condition() -> Formula {
    Formula::Atom(Arc::new(Atom {
        subject: "var.on".into(),
        constant: Constant::Bool(true),
        domain: None,
        words: "var.on".into(),
        cause: None,
    }))
}

#[test]
fn documents_come_in_many_forms() {
    let cases = [
        (Value::null(), "no"),
        (Value::string(""), "no"),
        (Value::string("not JSON"), "?"),
        (Value::string("[]"), "?"),
        (Value::string(r#""text""#), "?"),
        (Value::string("{}"), "?"),
        (Value::string(r#"{"Statement": []}"#), "no"),
        (Value::string(r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#), "yes"),
        (text("<var.policy>"), "?"),
        (text(r#"{"Statement": [{"Effect": "Allow"<var.rest>}]}"#), "?"),
        (
            text(r#"{"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "arn:aws:s3:::<var.b>"}]}"#),
            "no",
        ),
        (object(&[("Statement", Value::tuple(vec![allow(Value::string("s3:*"))]))]), "yes"),
        (object(&[("Statement", allow(Value::tuple(vec![Value::string("s3:GetObject")])))]), "yes"),
        (object(&[("Statement", Value::tuple(vec![Value::null(), allow(Value::string("*"))]))]), "yes"),
        (object(&[("Statement", Value::tuple(vec![Value::number(1_usize)]))]), "?"),
    ];
    for (policy, wanted) in cases {
        assert_eq!(shown(&reads(&policy)), wanted, "{policy:?}");
    }
}

#[test]
fn what_is_no_policy_is_told() {
    let problems = |written: &str| Policy::read(&Value::string(written)).problems;
    assert!(problems("nonsense")[0].starts_with("the policy is not JSON"));
    assert_eq!(problems("{}"), ["the policy has no `Statement`"]);
    assert_eq!(
        problems(r#"{"Statement": [{"Effect": "Allow"}]}"#),
        ["statement 1 has neither `Action` nor `NotAction`"]
    );
    assert!(problems(r#"{"Statement": []}"#).is_empty());
}

#[test]
fn branches_are_kept_wherever_they_stand() {
    let or_null = |value: Value| Value::branches(&condition(), value, Value::null());
    let statement = allow(Value::string("s3:*"));
    let policies = [
        or_null(Value::string(r#"{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#)),
        object(&[("Statement", or_null(statement.clone()))]),
        object(&[("Statement", Value::tuple(vec![or_null(statement)]))]),
        object(&[("Statement", allow(or_null(Value::string("s3:*"))))]),
        object(&[("Statement", allow(Value::tuple(vec![or_null(Value::string("s3:*"))])))]),
    ];
    for policy in policies {
        let answer = reads(&policy);
        assert!(matches!(answer.data, Data::Branches(_)), "{policy:?}: {answer:?}");
        assert_eq!(shown(&answer.assuming(&condition(), true)), "yes");
        assert_eq!(shown(&answer.assuming(&condition(), false)), "no");
    }
}

#[test]
fn sensitive_text_is_not_shown() {
    let secret = Value::string("arn:aws:s3:::secret/*").marked(true);
    let statement =
        object(&[("Effect", Value::string("Allow")), ("Action", Value::string("*")), ("Resource", secret)]);
    let mut words = String::new();
    Policy::read(&object(&[("Statement", statement)]))
        .each(&mut |statement| words = super::super::show::statement(statement));
    assert_eq!(words, "statement 1 allows `*` on `(sensitive)`");
}
