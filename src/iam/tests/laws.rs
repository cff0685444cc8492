//! What must hold of every policy.

use super::super::{Context, Policy, Principal, Question, may};
use super::{document, text};
use proptest::prelude::*;

/// Texts with unknown parts `<x>` and `<y>`.
fn pattern() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec!["a", "b", "/", "*", "?", "<x>", "<y>", "<account>"]);
    prop::collection::vec(piece, 0..6).prop_map(|pieces| format!("r{}", pieces.concat()))
}

fn needed() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec!["a", "b", "/", "<x>", "<y>", "<account>", "111122223333"]);
    let end = prop::sample::select(vec!["", "*"]);
    (prop::collection::vec(piece, 0..5), end).prop_map(|(pieces, end)| format!("r{}{end}", pieces.concat()))
}

fn statement() -> impl Strategy<Value = String> {
    let effect = prop::sample::select(vec!["Allow", "Allow", "Deny", "<effect>"]);
    let action = prop::sample::select(vec!["s3:Get*", "s3:PutObject", "*", "s3:<action>"]);
    let not = prop::sample::select(vec!["", "", "Not"]);
    let negated = prop::sample::select(vec!["", "", "", "Not"]);
    let condition = prop::sample::select(vec![
        "{}",
        r#"{"StringEquals": {"k": "<x>"}}"#,
        r#"{"StringNotLike": {"k": ["a*", "<y>"]}}"#,
        r#"{"Null": {"k": "false"}}"#,
        r#"{"StringLikeIfExists": {"gone": "<x>"}}"#,
    ]);
    (effect, action, not, negated, pattern(), condition).prop_map(
        |(effect, action, not, negated, resource, condition)| {
            format!(
                r#"{{"Effect": "{effect}", "{not}Action": "{action}", "{negated}Resource": "{resource}", "Condition": {condition}}}"#
            )
        },
    )
}

fn decide(statements: &[String], resource: &str) -> Option<bool> {
    let resource = [text(resource)];
    let context = Context::new().with("k", super::super::ContextValue::text("ab")).without(&["gone"]);
    let question = Question {
        principal: &Principal::Holder,
        action: "s3:GetObject",
        resource: Some(&resource),
        context: &context,
    };
    may(&Policy::read(&document(&statements.join(","))), &question).value.as_bool()
}

/// From denied over unknown to granted.
fn rank(answer: Option<bool>) -> u8 {
    match answer {
        Some(false) => 0,
        None => 1,
        Some(true) => 2,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_denial_more_never_grants(
        statements in prop::collection::vec(statement(), 0..4),
        more in statement(),
        resource in needed(),
    ) {
        let denial = more.replace("\"Allow\"", "\"Deny\"").replace("<effect>", "Deny");
        let before = decide(&statements, &resource);
        let after = decide(&[statements, vec![denial]].concat(), &resource);
        prop_assert!(rank(after) <= rank(before));
    }

    #[test]
    fn an_allowance_more_never_revokes(
        statements in prop::collection::vec(statement(), 0..4),
        more in statement(),
        resource in needed(),
    ) {
        let allowance = more.replace("\"Deny\"", "\"Allow\"").replace("<effect>", "Allow");
        let before = decide(&statements, &resource);
        let after = decide(&[statements, vec![allowance]].concat(), &resource);
        prop_assert!(rank(after) >= rank(before));
    }

    #[test]
    fn a_wider_allowance_never_revokes(action in pattern(), resource in needed()) {
        let allow = |resource: &str| format!(r#"{{"Effect": "Allow", "Action": "*", "Resource": "{resource}"}}"#);
        let narrow = decide(&[allow(&action)], &resource);
        for wide in [format!("{action}*"), action.replace('?', "*"), "r*".to_owned()] {
            // a star behind a pattern leaves out nothing where the needed text goes on
            let wider = decide(&[allow(&wide)], &resource);
            prop_assert!(narrow != Some(true) || wider == Some(true), "{} {} {}", action, wide, resource);
        }
    }

    #[test]
    fn what_is_decided_stays_so_whatever_the_unknown_is(
        statements in prop::collection::vec(statement(), 1..4),
        resource in needed(),
        x in prop::sample::select(vec!["a", "ab", "/", "a/b", "b"]),
        y in prop::sample::select(vec!["a", "b", "ba", "/a"]),
        effect in prop::sample::select(vec!["Allow", "Deny"]),
        action in prop::sample::select(vec!["GetObject", "*", "Put*"]),
    ) {
        let known = |written: &str| {
            written.replace("<account>", "111122223333").replace("<x>", x).replace("<y>", y).replace("<effect>", effect).replace("<action>", action)
        };
        let before = decide(&statements, &resource);
        let replaced: Vec<String> = statements.iter().map(|it| known(it)).collect();
        let after = decide(&replaced, &known(&resource));
        if before.is_some() && after.is_some() {
            prop_assert_eq!(before, after, "{:?} {}", statements, resource);
        }
    }
}
