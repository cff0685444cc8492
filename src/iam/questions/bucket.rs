//! What a bucket's policy opens and guards: the public, plain HTTP, deletion, other accounts' trails.

use super::super::action;
use super::super::context::{Context, ContextValue};
use super::super::document::{Element, Policy, Statement};
use super::super::evaluate::{Asked, Extent, Question, denied_throughout};
use super::super::matching::Outcome;
use super::super::pattern::{Pattern, Reading};
use super::super::principal::{self, Principal};
use super::super::show;
use super::super::written::decided_by_nothing;
use super::super::{any_item, both, either};
use super::limits::{CALLER, SOURCE, limited, loose, open, open_to_everyone, tied};
use super::{Answer, cloudtrail, find, joined, over_leaves};
use crate::expr::logic;
use crate::value::{Cause, CauseKind, Data, TextPart, Value};

/// Whether a statement allows something to everyone under no condition that limits who comes.
pub fn public_access(policy: &Policy) -> Answer {
    find(policy, &mut open_to_everyone, &open)
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
            match decision.value.as_bool() {
                Some(false) => {
                    let words = format!("no statement denies everyone `{action}` over plain HTTP");
                    decision.value.at(decided_by_nothing(&policy.origin, words))
                }
                _ => decision.value,
            }
        });
        Answer::new(value, told)
    };
    // the statement names the bucket too, for one action or another
    let bucket = denied("s3:ListBucket", "").or(denied("s3:GetObject", ""));
    denied("s3:GetObject", "/*").and(denied("s3:PutObject", "/*")).and(bucket)
}

/// Whether each statement that lets CloudTrail write asks for the trail, account or organization it comes for.
pub fn scoped_delivery(policy: &Policy) -> Answer {
    let loose = find(policy, &mut writes_loosely, &|statement| loose(statement, SOURCE));
    Answer { value: logic::not(&loose.value), ..loose }
}

/// Whether each statement that lets CloudTrail write for whoever asks is about the log files of some account or
/// organization alone: CloudTrail writes those of each below its id, and takes no key prefix with `AWSLogs/` in it.
pub fn pinned_delivery(policy: &Policy) -> Value {
    logic::not(&policy.any(&mut |statement| {
        let loose = writes_loosely(statement);
        if loose.as_bool() == Some(false) {
            return loose;
        }
        let open = match &statement.resource {
            Some(Element { negated: false, value }) => {
                any_item(value, &mut |item| Value::bool(!is_pinned(item)))
            }
            _ => Value::bool(true),
        };
        both(&loose, &open)
    }))
}

/// Lets CloudTrail write and does not ask for whom.
fn writes_loosely(statement: &Statement) -> Value {
    let (who, context) = (cloudtrail(), Context::new());
    let question = Question { principal: &who, action: "s3:PutObject", resource: None, context: &context };
    let allows = logic::is(&statement.effect, "Allow");
    let writes = both(&allows, &Asked::of(&question).is_met_unconditionally_by(statement, Extent::Some));
    if writes.as_bool() == Some(false) {
        return writes;
    }
    both(&writes, &logic::not(&tied(statement, SOURCE)))
}

/// Whether what stands behind `AWSLogs/` is one name, known or not.
fn is_pinned(resource: &Value) -> bool {
    const UNKNOWN: &str = "\u{0}";
    let text: String = match &resource.data {
        Data::String(text) => text.to_string(),
        Data::Text(text) => text
            .parts
            .iter()
            .map(|part| match part {
                TextPart::Literal(literal) => literal,
                TextPart::Unknown(_) => UNKNOWN,
            })
            .collect(),
        _ => return false,
    };
    let owner = text.split_once("/AWSLogs/").and_then(|(_, below)| below.split_once('/'));
    owner.is_some_and(|(owner, _)| !owner.is_empty() && !owner.contains(['*', '?']))
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
    let mut holds = |statement: &Statement| {
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
    };
    find(policy, &mut holds, &|statement| (&["Action", "NotAction"], show::statement(statement)))
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
            None => outcomes.push(Outcome::Unknown(Cause::new(CauseKind::Surroundings, "account").into())),
        }
    }
    if outcomes.contains(&Outcome::Yes) {
        return Outcome::No;
    }
    outcomes.into_iter().find(|it| matches!(it, Outcome::Unknown(_))).unwrap_or(Outcome::Yes)
}
