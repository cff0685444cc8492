//! Whether a bucket's policy lets CloudTrail deliver: the check of the ACL and the writing of log files.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html>

use super::super::context::{Context, ContextValue};
use super::super::document::Policy;
use super::super::evaluate::{Asked, Extent, Question};
use super::{Answer, Counts, agreed, ask, cloudtrail, cloudtrail_context, find_any, joined, over_leaves};
use crate::expr::logic;
use crate::value::{Data, Value};

/// What a trail delivers where.
#[derive(Clone, Copy, Debug)]
pub struct Delivery<'a> {
    /// The bucket's ARN, in all its spellings (by name, by reference).
    pub bucket_arns: &'a [Value],
    /// The trail's key prefix; null or empty where it has none.
    pub key_prefix: &'a Value,
    /// The account of the trail (the management account of an organization trail).
    pub account: &'a Value,
    /// The organization's id, for an organization trail.
    pub organization: Option<&'a Value>,
    /// The id of the organization that the account is in, whatever the trail records.
    pub own_organization: &'a Value,
    /// The trail's ARN, in all its spellings.
    pub trail_arns: &'a [Value],
    /// Whether the trail has a customer key: a boolean, unknown or branching.
    pub encrypted: &'a Value,
    /// That key's ARN, in all its spellings; may be empty.
    pub key_arns: &'a [Value],
}

/// What the policy allows of a delivery. Denials are [`delivery_denied`]'s.
#[derive(Clone, Debug)]
pub struct DeliveryAnswer {
    /// `s3:GetBucketAcl` on the bucket.
    pub acl_check: Answer,
    /// `s3:PutObject` under the account's path.
    pub write: Answer,
    /// `s3:PutObject` under the organization's path, for an organization trail.
    pub organization_write: Option<Answer>,
}

impl DeliveryAnswer {
    /// Whether the account's logs can be delivered.
    pub fn allowed(&self) -> Answer {
        self.acl_check.clone().and(self.write.clone())
    }
}

/// Whether statements of the policy allow CloudTrail the check and the writes.
pub fn cloudtrail_delivery(policy: &Policy, delivery: &Delivery<'_>) -> DeliveryAnswer {
    DeliveryAnswer {
        acl_check: acl(policy, delivery, false),
        write: write(policy, delivery, delivery.account, false),
        organization_write: delivery.organization.map(|owner| write(policy, delivery, owner, false)),
    }
}

/// Whether a statement denies CloudTrail the check, or some of the writes.
pub fn delivery_denied(policy: &Policy, delivery: &Delivery<'_>) -> Answer {
    let account = acl(policy, delivery, true).or(write(policy, delivery, delivery.account, true));
    match delivery.organization {
        Some(owner) => account.or(write(policy, delivery, owner, true)),
        None => account,
    }
}

/// Whether a statement that lets CloudTrail write is about the trail's key prefix, whatever account or condition.
pub fn prefix_covered(policy: &Policy, delivery: &Delivery<'_>) -> Answer {
    let (who, context) = (cloudtrail(), Context::new());
    let below = Value::string("*");
    let mut told = None;
    let value = over_prefix(delivery.key_prefix, &mut |prefix| {
        over_leaves(&targets(delivery, prefix, &below), &mut |resource| {
            let question = Question {
                principal: &who,
                action: "s3:PutObject",
                resource: Some(resource),
                context: &context,
            };
            let asked = Asked::of(&question);
            let answer = find_any(policy, &mut |statement| {
                let allows = logic::is(&statement.effect, "Allow");
                super::super::both(&allows, &asked.is_met_unconditionally_by(statement, Extent::Some))
            });
            if told.is_none() {
                told = answer.witness;
            }
            answer.value
        })
    });
    Answer::new(value, told)
}

fn acl(policy: &Policy, delivery: &Delivery<'_>, denial: bool) -> Answer {
    // the request for the ACL writes nothing: it carries no header of an upload
    let context = cloudtrail_context(delivery.trail_arns, delivery.account, delivery.own_organization)
        .without(&[
            "s3:x-amz-acl",
            "s3:x-amz-server-side-encryption",
            "s3:x-amz-server-side-encryption-aws-kms-key-id",
        ]);
    let counts = if denial { Counts::Denied } else { Counts::Granted };
    ask(
        std::slice::from_ref(policy),
        &cloudtrail(),
        "s3:GetBucketAcl",
        Some(delivery.bucket_arns),
        &context,
        counts,
    )
}

fn write(policy: &Policy, delivery: &Delivery<'_>, owner: &Value, denial: bool) -> Answer {
    let counts = if denial { Counts::Denied } else { Counts::Granted };
    let mut told = None;
    let mut asked = |prefix: Option<&Value>, context: &Context| {
        let policies = std::slice::from_ref(policy);
        let resource = targets(delivery, prefix, owner);
        let answer = ask(policies, &cloudtrail(), "s3:PutObject", Some(&resource), context, counts);
        if told.is_none() {
            told = answer.witness;
        }
        answer.value
    };
    let value = over_prefix(delivery.key_prefix, &mut |prefix| {
        delivery.encrypted.map_leaves(&mut |encrypted| match encrypted.as_bool() {
            Some(encrypted) => asked(prefix, &upload(delivery, encrypted)),
            None if encrypted.is_null() => asked(prefix, &upload(delivery, false)),
            None => {
                let (with, without) =
                    (asked(prefix, &upload(delivery, true)), asked(prefix, &upload(delivery, false)));
                agreed(&with, &without, encrypted.cause())
            }
        })
    });
    Answer::new(value, told)
}

/// `<bucket>/[<prefix>/]AWSLogs/<owner>/CloudTrail*`, in every spelling of the bucket: the folders that CloudTrail
/// writes begin with its name (`CloudTrail`, `CloudTrail-Digest`, `CloudTrail-Insight`). Below an organization they
/// are in a folder for each account.
fn targets(delivery: &Delivery<'_>, prefix: Option<&Value>, owner: &Value) -> Vec<Value> {
    let below = match delivery.organization {
        Some(organization) if std::ptr::eq(organization, owner) => "/*/CloudTrail*",
        _ => "/CloudTrail*",
    };
    let (slash, logs, all) = (Value::string("/"), Value::string("/AWSLogs/"), Value::string(below));
    let target = |bucket: &Value| match prefix {
        Some(prefix) => joined(&[bucket, &slash, prefix, &logs, owner, &all]),
        None => joined(&[bucket, &logs, owner, &all]),
    };
    delivery.bucket_arns.iter().map(target).collect()
}

/// Asks with the prefix, without it, or (where nobody knows whether there is one) both ways.
fn over_prefix(prefix: &Value, f: &mut dyn FnMut(Option<&Value>) -> Value) -> Value {
    prefix.map_leaves(&mut |leaf| match (&leaf.data, leaf.null_test(), leaf.empty_test()) {
        (_, Some(true), _) | (_, _, Some(true)) => f(None),
        (Data::String(_), ..) | (_, Some(false), Some(false)) => f(Some(leaf)),
        _ => {
            let (with, without) = (f(Some(leaf)), f(None));
            agreed(&with, &without, leaf.cause())
        }
    })
}

/// What an upload of CloudTrail carries. Without a customer key the encryption header is `AES256` or left out:
/// AWS does not say which.
fn upload(delivery: &Delivery<'_>, encrypted: bool) -> Context {
    let context = cloudtrail_context(delivery.trail_arns, delivery.account, delivery.own_organization)
        .with("s3:x-amz-acl", ContextValue::text("bucket-owner-full-control"));
    if encrypted {
        let context = context.with("s3:x-amz-server-side-encryption", ContextValue::text("aws:kms"));
        if delivery.key_arns.is_empty() {
            return context;
        }
        let key = ContextValue::Is(delivery.key_arns.to_vec());
        return context.with("s3:x-amz-server-side-encryption-aws-kms-key-id", key);
    }
    let either = ContextValue::OneOf(vec![ContextValue::text("AES256"), ContextValue::Absent]);
    context
        .with("s3:x-amz-server-side-encryption", either)
        .without(&["s3:x-amz-server-side-encryption-aws-kms-key-id"])
}
