//! What an identity's policies let it do to log files, to what keeps them, and to the trail that writes them.

use super::super::action::{asked, matches_action};
use super::super::context::{Context, ContextValue};
use super::super::document::{Element, Policy, Statement};
use super::super::evaluate::{Extent, Question, denied_throughout, statement_matches};
use super::super::matching::{Outcome, relation};
use super::super::pattern::{Pattern, Reading};
use super::super::principal::Principal;
use super::super::{both, either};
use super::{TRAIL_ACTIONS, joined, over_leaves};
use crate::expr::logic;
use crate::value::{Cause, CauseKind, Data, Value};

/// A log bucket and the trails that deliver to it.
pub struct Tampered<'a> {
    /// The bucket's ARN, in all its spellings.
    pub bucket_arns: &'a [Value],
    /// What the keys of log files are, of each trail: `/audit/AWSLogs/111122223333/*`.
    pub log_keys: &'a [Value],
    /// The ARNs of the trails, each in all its spellings.
    pub trails: &'a [Vec<Value>],
    /// The account of all of them.
    pub account: &'a Value,
    /// The policy of the bucket.
    pub policy: &'a Policy,
    /// Whether an item of `Resource` certainly names something else.
    pub is_other: &'a dyn Fn(&Value) -> bool,
}

/// Who holds a policy.
pub struct Identity<'a> {
    /// Its ARN, in all its spellings; none where it is not here.
    pub arns: &'a [Value],
    /// All policies that it holds: what they deny is denied.
    pub held: &'a [Policy],
    /// The policy that bounds what it may do.
    pub boundary: Option<&'a Policy>,
}

/// What a policy lets its holder do.
#[derive(Clone, Debug)]
pub struct Deed {
    /// Whether it does: a boolean, unknown or branching.
    pub value: Value,
    /// Which action; of several the first.
    pub action: &'static str,
}

/// Actions by which log files go away.
const ON_LOGS: &[&str] = &["s3:DeleteObject", "s3:DeleteObjectVersion"];

/// Actions by which what keeps them does.
const ON_BUCKET: &[&str] = &[
    "s3:DeleteBucket",
    "s3:DeleteBucketPolicy",
    "s3:PutBucketPolicy",
    "s3:PutBucketVersioning",
    "s3:PutBucketObjectLockConfiguration",
    "s3:PutLifecycleConfiguration",
];

/// Whether a policy lets its holder delete log files, change what keeps them, or stop, change or delete the trail. The
/// first action that it certainly does is told.
pub fn may_tamper(policy: &Policy, identity: &Identity<'_>, target: &Tampered<'_>) -> Deed {
    let mut found = Deed { value: Value::bool(false), action: "" };
    let with = |suffix: &Value| -> Vec<Value> {
        target.bucket_arns.iter().map(|bucket| joined(&[bucket, suffix])).collect()
    };
    let on_logs = target.log_keys.iter().map(|key| (ON_LOGS, with(key)));
    let on_bucket = std::iter::once((ON_BUCKET, target.bucket_arns.to_vec()));
    let on_trails = target.trails.iter().map(|arns| (TRAIL_ACTIONS, arns.clone()));
    for (actions, resource) in on_logs.chain(on_bucket).chain(on_trails) {
        for action in actions {
            let value =
                over_leaves(&resource, &mut |spellings| may(policy, action, spellings, identity, target));
            if value.as_bool() == Some(true) {
                return Deed { value, action };
            }
            if found.action.is_empty() && value.as_bool().is_none() {
                found.action = action;
            }
            found.value = either(&found.value, &value);
        }
    }
    found
}

/// Whether a policy may allow any of this, on whatever resource.
pub fn touches(policy: &Policy) -> bool {
    let actions: Vec<Pattern> = [ON_LOGS, ON_BUCKET, TRAIL_ACTIONS].concat().into_iter().map(asked).collect();
    let touches = policy.any(&mut |statement| {
        let is = |action: &Pattern| matches_action(statement, action, Extent::Some);
        let some = actions.iter().fold(Value::bool(false), |so_far, action| either(&so_far, &is(action)));
        both(&logic::is(&statement.effect, "Allow"), &some)
    });
    touches.as_bool() != Some(false)
}

fn may(
    policy: &Policy,
    action: &str,
    resource: &[Value],
    identity: &Identity<'_>,
    target: &Tampered<'_>,
) -> Value {
    let context = of_the_ablest(identity, target.account);
    let question =
        Question { principal: &Principal::Holder, action, resource: Some(resource), context: &context };
    let granted = allowed(policy, &question, target);
    if granted.as_bool() == Some(false) {
        return granted;
    }
    let bounded = identity.boundary.map_or_else(|| Value::bool(true), |it| allowed(it, &question, target));
    let granted = both(&granted, &bounded);
    if granted.as_bool() == Some(false) {
        return granted;
    }
    let held = identity.held.iter().chain(identity.boundary).cloned();
    let own = denied(&held.collect::<Vec<_>>(), &question);
    let arn = identity.arns.first().cloned().map_or(Principal::Anyone, Principal::Aws);
    let by_bucket = if action.starts_with("s3:") {
        denied(std::slice::from_ref(target.policy), &Question { principal: &arn, ..question })
    } else {
        Value::bool(false)
    };
    both(&granted, &logic::not(&either(&own, &by_bucket)))
}

/// What is known of a request of somebody who does all to be let: over TLS, with a second factor.
fn of_the_ablest(identity: &Identity<'_>, account: &Value) -> Context {
    let account = || ContextValue::Is(vec![account.clone()]);
    let context = Context::new()
        .with("aws:SecureTransport", ContextValue::text("true"))
        .with("aws:MultiFactorAuthPresent", ContextValue::text("true"))
        .with("aws:PrincipalIsAWSService", ContextValue::text("false"))
        .with("aws:PrincipalAccount", account())
        .with("aws:ResourceAccount", account())
        .with("s3:ResourceAccount", account());
    match identity.arns {
        [] => context,
        arns => context.with("aws:PrincipalArn", ContextValue::Is(arns.to_vec())),
    }
}

/// Whether a statement allows some of it.
fn allowed(policy: &Policy, question: &Question<'_>, target: &Tampered<'_>) -> Value {
    policy.any(&mut |statement| {
        let allows = logic::is(&statement.effect, "Allow");
        if allows.as_bool() == Some(false) {
            return allows;
        }
        let statement = about_the_rest(statement, target);
        both(&allows, &statement_matches(&statement, question, Extent::Some))
    })
}

/// A statement without the resources that are certainly others.
fn about_the_rest(statement: &Statement, target: &Tampered<'_>) -> Statement {
    let mut rest = statement.clone();
    if let Some(Element { value, .. }) = &mut rest.resource {
        *value = value.map_leaves(&mut |leaf| match &leaf.data {
            Data::List(list) => {
                let items = list.items.iter().filter(|item| !(target.is_other)(item)).cloned();
                Value::tuple(items.collect()).at(leaf.origin.clone())
            }
            _ if (target.is_other)(leaf) => Value::null(),
            _ => leaf.clone(),
        });
    }
    rest
}

/// Whether all of it is denied; not known where some of it is.
fn denied(policies: &[Policy], question: &Question<'_>) -> Value {
    let all = denied_throughout(policies, question).value;
    if all.as_bool().is_some_and(|denied| denied) {
        return all;
    }
    let some = policies.iter().fold(Value::bool(false), |so_far, policy| {
        let denies = policy.any(&mut |statement| {
            let denies = logic::is(&statement.effect, "Deny");
            both(&denies, &statement_matches(statement, question, Extent::Some))
        });
        either(&so_far, &denies)
    });
    if some.as_bool() == Some(false) || all.as_bool().is_none() {
        return all;
    }
    some.map_leaves(&mut |leaf| match leaf.as_bool() {
        Some(true) => Value::unknown(Cause::new(CauseKind::Elsewhere, "how much of it a `Deny` is about")),
        _ => leaf.clone(),
    })
}

/// Whether a name is one of those that patterns stand for.
pub fn is_named(name: &Value, patterns: &[Value]) -> Value {
    let Some(name) = Pattern::read(name, Reading::EXACT) else { return Value::bool(false) };
    let patterns = patterns.iter().filter_map(|pattern| Pattern::read(pattern, Reading::WILD));
    patterns
        .fold(Outcome::No, |so_far, pattern| match (so_far, relation(&pattern, &name, Extent::All)) {
            (Outcome::Yes, _) | (_, Outcome::Yes) => Outcome::Yes,
            (Outcome::No, other) => other,
            (unknown, _) => unknown,
        })
        .value()
}
