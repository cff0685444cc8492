//! The questions that rules ask of policies, by subject. Pure over values: the callers hand in the pieces (ARNs in
//! all their spellings, the account's symbol), nothing here looks a resource up.
//!
//! Every [`Answer`] is a boolean that may be unknown or branch; its origin is the deciding statement's.

mod accepted;
mod bucket;
mod delivery;
mod identity;
mod key;
mod limits;
mod logs;
mod organization;
mod topic;

pub use accepted::{Holder, accepted};
pub use bucket::{broad_delete, pinned_delivery, public_access, scoped_delivery, tls_only};
pub use delivery::{Delivery, DeliveryAnswer, cloudtrail_delivery, delivery_denied, prefix_covered};
pub use identity::{Deed, Identity, Tampered, is_named, may_tamper, touches};
pub use key::{KeyGuard, KeyUse, key_admits, key_allows_cloudtrail, key_allows_logs, key_public, key_scoped};
pub use logs::{LogDelivery, least_privilege, may_write_logs, trusts_service};
pub use organization::{Protection, TRAIL_ACTIONS, scp_denies};
pub use topic::{publishing_denied, topic_allows, topic_public};

use super::context::{Context, ContextValue};
use super::document::{Policy, Statement};
use super::evaluate::{Decision, Question, Witness, may_any, placed, witness};
use super::over_leaves;
use super::principal::Principal;
use super::written::{decided_by, decided_by_nothing};
use crate::value::{Cause, CauseKind, Origin, Value};

/// The service that writes trails; the same name in every partition.
pub const CLOUDTRAIL: &str = "cloudtrail.amazonaws.com";

/// What a policy says to a question.
#[derive(Clone, Debug)]
pub struct Answer {
    /// A boolean, unknown or branching.
    pub value: Value,
    /// What decided, in a few words for messages: "statement `Write` allows `s3:PutObject` on `…`". Empty where
    /// nothing in particular did.
    pub detail: String,
    /// The statement that decided.
    pub witness: Option<Witness>,
}

impl Answer {
    fn new(value: Value, witness: Option<Witness>) -> Self {
        Answer { value, detail: witness.as_ref().map(|it| it.words.clone()).unwrap_or_default(), witness }
    }

    /// Both hold; told is what hinders, else the first.
    fn and(self, other: Answer) -> Answer {
        let value = super::both(&self.value, &other.value);
        let other_hinders = self.value.as_bool() == Some(true) && other.value.as_bool() != Some(true);
        let other_fails = other.value.as_bool() == Some(false) && self.value.as_bool().is_none();
        let told = if other_hinders || other_fails { other } else { self };
        Answer { value, ..told }
    }

    /// At least one holds; told is the one that does.
    fn or(self, other: Answer) -> Answer {
        let value = super::either(&self.value, &other.value);
        let told = match (self.value.as_bool(), other.value.as_bool()) {
            (Some(true), _) => self,
            (_, Some(true)) | (Some(false), None) => other,
            _ => self,
        };
        Answer { value, ..told }
    }
}

/// CloudTrail as a principal.
fn cloudtrail() -> Principal {
    Principal::Service(Value::string(CLOUDTRAIL))
}

/// What every request of CloudTrail carries and does not carry.
fn cloudtrail_context(trail_arns: &[Value], account: &Value, own_organization: &Value) -> Context {
    service_context(CLOUDTRAIL, account)
        .with("aws:SourceArn", ContextValue::Is(trail_arns.to_vec()))
        .with("aws:SourceOrgID", ContextValue::Is(vec![own_organization.clone()]))
}

/// What every request of an AWS service carries and does not carry that comes for something in that account.
///
/// It comes over TLS (1.2 at least) from the service's own network: from no VPC, no endpoint, no address of a caller,
/// and its principal belongs to no account or organization.
fn service_context(service: &str, account: &Value) -> Context {
    let protocols = ["1.2", "1.3"].map(ContextValue::text).to_vec();
    Context::new()
        .with("s3:TlsVersion", ContextValue::OneOf(protocols))
        .with("aws:SourceAccount", ContextValue::Is(vec![account.clone()]))
        .with("aws:SecureTransport", ContextValue::text("true"))
        .with("aws:PrincipalIsAWSService", ContextValue::text("true"))
        .with("aws:PrincipalServiceName", ContextValue::text(service))
        .with("aws:PrincipalServiceNamesList", ContextValue::Several(vec![Value::string(service)]))
        .with("aws:ViaAWSService", ContextValue::text("false"))
        .without(&[
            "aws:SourceVpc",
            "aws:SourceVpce",
            "aws:SourceVpcArn",
            "aws:VpceAccount",
            "aws:VpceOrgID",
            "aws:VpceOrgPaths",
            "aws:SourceIp",
            "aws:VpcSourceIp",
            "aws:PrincipalOrgID",
            "aws:PrincipalOrgPaths",
            "aws:PrincipalAccount",
            "aws:PrincipalArn",
            "aws:PrincipalType",
            "aws:MultiFactorAuthPresent",
            "aws:MultiFactorAuthAge",
            "aws:CalledVia",
            "aws:CalledViaFirst",
            "aws:CalledViaLast",
            "aws:username",
            "aws:referer",
        ])
}

/// What of a decision counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counts {
    /// That it is granted and not denied.
    Allowed,
    /// That a statement grants it.
    Granted,
    /// That a statement denies it.
    Denied,
}

/// Asks for each combination of branches in the resource's spellings.
fn ask(
    policies: &[Policy],
    who: &Principal,
    action: &str,
    resource: Option<&[Value]>,
    context: &Context,
    counts: Counts,
) -> Answer {
    let mut told = None;
    let mut once = |resource: Option<&[Value]>| {
        let decision = may_any(policies, &Question { principal: who, action, resource, context });
        let hinders = counts != Counts::Denied;
        let value = match counts {
            Counts::Allowed => &decision.value,
            Counts::Granted => &decision.granted,
            Counts::Denied => &decision.denied,
        };
        let value = match value.as_bool() == Some(!hinders) {
            true => value.clone().at(against(&decision, value, policies, (who, action))),
            false => value.clone(),
        };
        if told.is_none() {
            told = decision.witness;
        }
        value
    };
    let value = match resource {
        Some(spellings) => over_leaves(spellings, &mut |spellings| once(Some(spellings))),
        None => once(None),
    };
    Answer::new(value, told)
}

/// The way of an answer against somebody: with the statement that denies it or comes nearest, or that none allows it.
fn against(
    decision: &Decision,
    value: &Value,
    policies: &[Policy],
    (who, action): (&Principal, &str),
) -> Origin {
    if let Some(against) = decision.witness.as_ref().and_then(|it| it.against.as_ref()) {
        return against.clone();
    }
    let [policy] = policies else { return value.origin.clone() };
    let whom = match who {
        Principal::Service(service) => service.as_str().map(|service| format!(" to `{service}`")),
        _ => None,
    };
    let words = format!("no statement allows `{action}`{}", whom.unwrap_or_default());
    decided_by_nothing(&policy.origin, words)
}

/// Statements beyond that many are not told each.
const MOST_TOLD: usize = 2;

/// By which of these elements, the first that it has, a statement decides, and in which words.
type Telling = (&'static [&'static str], String);

/// The first statement for which it holds, or may hold; where it holds, its place is told, and the next one's.
fn find(
    policy: &Policy,
    holds: &mut dyn FnMut(&Statement) -> Value,
    tell: &dyn Fn(&Statement) -> Telling,
) -> Answer {
    let told = |statement: &Statement| {
        let (elements, words) = tell(statement);
        decided_by(statement, elements, words)
    };
    let mut answer = find_any(policy, &mut |statement| {
        holds(statement).map_leaves(&mut |leaf| match leaf.as_bool() {
            Some(true) => leaf.clone().at(told(statement)),
            _ => leaf.clone(),
        })
    });
    if answer.value.as_bool() == Some(true) {
        let mut all: Vec<Origin> = Vec::new();
        policy.each(&mut |statement| {
            if all.len() < MOST_TOLD && holds(statement).as_bool() == Some(true) {
                all.push(told(statement));
            }
        });
        let all = all.iter().rev().fold(answer.value.origin.undecided(), |way, one| way.deciding_as(one));
        answer.value = answer.value.at(all);
    }
    answer
}

/// The first statement for which it holds, or may hold.
fn find_any(policy: &Policy, holds: &mut dyn FnMut(&Statement) -> Value) -> Answer {
    let mut told: Option<(bool, Witness)> = None;
    let value = policy.any(&mut |statement| {
        let answer = holds(statement);
        let certain = answer.as_bool().is_some();
        let better = told.as_ref().is_none_or(|(known, _)| certain && !known);
        if answer.as_bool() != Some(false) && better {
            told = Some((certain, witness(statement)));
        }
        answer
    });
    Answer::new(placed(&value, &policy.origin), told.map(|it| it.1))
}

/// The answer where two readings are possible: theirs where they agree, else unknown for that cause.
fn agreed(a: &Value, b: &Value, cause: Option<&Cause>) -> Value {
    if a.as_bool().is_some() && a.as_bool() == b.as_bool() {
        return a.clone();
    }
    Value::unknown(cause.cloned().unwrap_or_else(|| Cause::new(CauseKind::Error, "not known")))
}

fn joined(parts: &[&Value]) -> Value {
    Value::concatenation(&parts.iter().copied().cloned().collect::<Vec<_>>())
}
