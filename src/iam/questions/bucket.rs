//! What a bucket's policy opens and guards: the public, plain HTTP, deletion, other accounts' trails.

use super::super::action;
use super::super::context::{Context, ContextValue};
use super::super::document::{Element, Policy, Statement};
use super::super::evaluate::{Extent, Question, denied_throughout, statement_is_about};
use super::super::matching::Outcome;
use super::super::pattern::{Pattern, Reading};
use super::super::principal::{self, Principal};
use super::super::{any_item, both, either};
use super::limits::{CALLER, SOURCE, limited, open_to_everyone, tied};
use super::{Answer, cloudtrail, find, joined, over_leaves};
use crate::expr::logic;
use crate::value::{Cause, CauseKind, Data, Value};

/// Whether a statement allows something to everyone under no condition that limits who comes.
pub fn public_access(policy: &Policy) -> Answer {
    find(policy, &mut open_to_everyone)
}

/// Whether reading and writing over plain HTTP is denied to everyone, on the bucket and on its objects.
pub fn tls_only(policy: &Policy, bucket_arns: &[Value]) -> Answer {
    let context = Context::of_all_requests().with("aws:SecureTransport", ContextValue::text("false"));
    let policies = std::slice::from_ref(policy);
    let denied = |action: &str, suffix: &str| {
        let resource: Vec<Value> =
            bucket_arns.iter().map(|bucket| joined(&[bucket, &Value::string(suffix)])).collect();
        let mut told = None;
        let value = over_leaves(&resource, &mut |resource| {
            let question = Question {
                principal: &Principal::Anyone,
                action,
                resource: Some(resource),
                context: &context,
            };
            let decision = denied_throughout(policies, &question);
            if told.is_none() {
                told = decision.witness;
            }
            decision.value
        });
        Answer::new(value, told)
    };
    // the statement names the bucket too, for one action or another
    let bucket = denied("s3:ListBucket", "").or(denied("s3:GetObject", ""));
    denied("s3:GetObject", "/*").and(denied("s3:PutObject", "/*")).and(bucket)
}

/// Whether each statement that lets CloudTrail write asks for the trail, account or organization it comes for.
pub fn scoped_delivery(policy: &Policy) -> Answer {
    let (who, context) = (cloudtrail(), Context::new());
    let question = Question { principal: &who, action: "s3:PutObject", resource: None, context: &context };
    let loose = find(policy, &mut |statement| {
        let allows = logic::is(&statement.effect, "Allow");
        let writes = both(&allows, &statement_is_about(statement, &question, Extent::Some));
        if writes.as_bool() == Some(false) {
            return writes;
        }
        both(&writes, &logic::not(&tied(statement, SOURCE)))
    });
    Answer { value: logic::not(&loose.value), ..loose }
}

/// Actions by which logs, or what keeps them, go away.
const DESTRUCTIVE: &[(&str, &str)] = &[
    ("s3:DeleteObject", "/*"),
    ("s3:DeleteObjectVersion", "/*"),
    ("s3:PutBucketPolicy", ""),
    ("s3:PutLifecycleConfiguration", ""),
];

/// Whether a statement lets somebody else than the account's root and the allowed principals (ARN patterns, service
/// names) delete logs, or change the bucket's policy or lifecycle. What a Deny takes back from everyone does not count.
pub fn broad_delete(policy: &Policy, bucket_arns: &[Value], account: &Value, allowed: &[Value]) -> Answer {
    let mut told = None;
    let value = over_leaves(bucket_arns, &mut |bucket_arns| {
        let answer = lets_others_delete(policy, bucket_arns, account, allowed);
        if told.is_none() {
            told = answer.witness;
        }
        answer.value
    });
    Answer::new(value, told)
}

fn lets_others_delete(policy: &Policy, bucket_arns: &[Value], account: &Value, allowed: &[Value]) -> Answer {
    let context = Context::of_all_requests();
    let left: Vec<&str> = DESTRUCTIVE
        .iter()
        .filter(|(action, suffix)| {
            let resource: Vec<Value> =
                bucket_arns.iter().map(|bucket| joined(&[bucket, &Value::string(*suffix)])).collect();
            let question = Question {
                principal: &Principal::Anyone,
                action,
                resource: Some(&resource),
                context: &context,
            };
            let denied = denied_throughout(std::slice::from_ref(policy), &question).value;
            bucket_arns.is_empty() || denied.as_bool() != Some(true)
        })
        .map(|(action, _)| *action)
        .collect();
    let account = Pattern::read(account, Reading::EXACT);
    let allowed: Vec<Pattern> = allowed.iter().filter_map(|it| Pattern::read(it, Reading::WILD)).collect();
    find(policy, &mut |statement| {
        let mut answer = logic::is(&statement.effect, "Allow");
        if answer.as_bool() == Some(false) {
            return answer;
        }
        let destructive = left.iter().fold(Value::bool(false), |so_far, action| {
            either(&so_far, &action::matches_action(statement, &action::asked(action), Extent::All))
        });
        answer = both(&answer, &destructive);
        if answer.as_bool() == Some(false) {
            return answer;
        }
        both(&answer, &names_others(statement, account.as_ref(), &allowed))
    })
}

/// Whether a statement's principals are more than the account itself and the allowed ones.
fn names_others(statement: &Statement, account: Option<&Pattern>, allowed: &[Pattern]) -> Value {
    let Some(Element { negated, value }) = &statement.principal else {
        return Value::error("the statement has no `Principal`");
    };
    if *negated {
        return Value::bool(true);
    }
    let everyone = principal::matches(statement, &Principal::Anyone);
    if everyone.as_bool() != Some(false) {
        // who meets the condition is not read from it
        let limited = limited(statement, CALLER, false);
        if limited.as_bool() != Some(false) {
            let words = "who meets the condition of a statement for everyone";
            return Value::unknown(Cause::new(CauseKind::Elsewhere, words));
        }
        return everyone;
    }
    value.map_leaves(&mut |leaf| match &leaf.data {
        Data::Object(object) => object.entries.iter().fold(Value::bool(false), |so_far, (kind, items)| {
            either(&so_far, &any_item(items, &mut |item| is_other(kind, item, account, allowed).value()))
        }),
        _ => Value::error("principals are not an object"),
    })
}

fn is_other(kind: &str, item: &Value, account: Option<&Pattern>, allowed: &[Pattern]) -> Outcome {
    let Some(pattern) = Pattern::read(item, Reading::EXACT) else { return Outcome::Yes };
    let mut outcomes: Vec<Outcome> = allowed
        .iter()
        .map(|allowed| super::super::matching::relation(allowed, &pattern, Extent::All))
        .collect();
    if kind == "AWS" {
        match account {
            Some(account) => outcomes.push(principal::is_account(item, account)),
            None => outcomes.push(Outcome::Unknown(Cause::new(CauseKind::Surroundings, "account"))),
        }
    }
    if outcomes.contains(&Outcome::Yes) {
        return Outcome::No;
    }
    outcomes.into_iter().find(|it| matches!(it, Outcome::Unknown(_))).unwrap_or(Outcome::Yes)
}
