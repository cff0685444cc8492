//! What a key's policy grants to CloudTrail, to CloudWatch Logs, and to everyone.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html>,
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html>

use super::super::both;
use super::super::context::{Context, ContextValue};
use super::super::document::{Policy, Statement};
use super::super::evaluate::{Asked, Extent, Question};
use super::super::principal::Principal;
use super::limits::{loose, open, open_to_everyone, tied};
use super::{
    Answer, Counts, ask, cloudtrail, cloudtrail_context, find, joined, over_leaves, service_context,
};
use crate::expr::logic;
use crate::value::{Cause, CauseKind, Value};

/// How a trail uses a key.
#[derive(Clone, Copy, Debug)]
pub struct KeyUse<'a> {
    /// The key's ARN, in all its spellings; empty where it is not known (then only `"Resource": "*"` is certain).
    pub key_arns: &'a [Value],
    /// The trail's ARN, in all its spellings.
    pub trail_arns: &'a [Value],
    /// The account of the trail.
    pub account: &'a Value,
    /// The id of the organization that the account is in.
    pub own_organization: &'a Value,
    /// The region of the bucket and its key: S3 encrypts there.
    pub region: &'a Value,
    /// Whether the bucket uses an S3 Bucket Key, so that `kms:Decrypt` is needed: a boolean, unknown or branching.
    pub needs_decrypt: &'a Value,
}

/// A key that a service uses by way of another one: messages of a topic, objects of a bucket.
#[derive(Clone, Copy, Debug)]
pub struct KeyGuard<'a> {
    /// The service that asks: `cloudwatch.amazonaws.com`.
    pub service: &'a str,
    /// The service that encrypts: `sns`, `s3`.
    pub by: &'a str,
    /// The region that it does so in.
    pub region: &'a Value,
    /// The account that it is done for.
    pub account: &'a Value,
    /// What it is done for, in all the spellings of its ARN; empty where that is not known.
    pub source_arns: &'a [Value],
    /// Key and value of the encryption context; the value in all its spellings.
    pub encryption_context: (&'a str, &'a [Value]),
    /// The key's ARN, in all its spellings.
    pub key_arns: &'a [Value],
}

/// Whether a service may do all of that with a key by way of another service.
pub fn key_admits(policy: &Policy, guard: &KeyGuard<'_>, actions: &[&str]) -> Answer {
    let via =
        joined(&[&Value::string(format!("{}.", guard.by)), guard.region, &Value::string(".amazonaws.com")]);
    let (name, spellings) = guard.encryption_context;
    let mut context = service_context(guard.service, guard.account)
        .with("kms:ViaService", ContextValue::Is(vec![via]))
        .with("kms:CallerAccount", ContextValue::Is(vec![guard.account.clone()]))
        .with(&format!("kms:EncryptionContext:{name}"), ContextValue::Is(spellings.to_vec()));
    if !guard.source_arns.is_empty() {
        context = context.with("aws:SourceArn", ContextValue::Is(guard.source_arns.to_vec()));
    }
    let who = Principal::Service(Value::string(guard.service));
    let answers = actions.iter().map(|action| granted(policy, &who, action, guard.key_arns, &context));
    answers.reduce(Answer::and).unwrap_or_else(|| Answer::new(Value::bool(true), None))
}

/// Whether CloudTrail may make data keys and describe the key (and decrypt, where that is needed).
pub fn key_allows_cloudtrail(policy: &Policy, usage: &KeyUse<'_>) -> Answer {
    let request = cloudtrail_context(usage.trail_arns, usage.account, usage.own_organization)
        .with("kms:CallerAccount", ContextValue::Is(vec![usage.account.clone()]));
    // a request that encrypts carries the trail as encryption context, DescribeKey carries none
    let via = joined(&[&Value::string("s3."), usage.region, &Value::string(".amazonaws.com")]);
    let encrypting = request
        .clone()
        .with("kms:ViaService", ContextValue::Is(vec![via]))
        .with("kms:EncryptionContext:aws:cloudtrail:arn", ContextValue::Is(usage.trail_arns.to_vec()));
    let describing =
        request.without(&["kms:EncryptionContext:aws:cloudtrail:arn", "kms:EncryptionContextKeys"]);
    let needed = granted(policy, &cloudtrail(), "kms:GenerateDataKey", usage.key_arns, &encrypting)
        .and(granted(policy, &cloudtrail(), "kms:DescribeKey", usage.key_arns, &describing));
    let decrypts = granted(policy, &cloudtrail(), "kms:Decrypt", usage.key_arns, &encrypting);
    let value = super::super::either(&logic::not(usage.needs_decrypt), &decrypts.value);
    needed.and(Answer { value, ..decrypts })
}

/// Whether each statement that lets CloudTrail make data keys or decrypt asks for a trail, account or organization.
pub fn key_scoped(policy: &Policy) -> Answer {
    const KEYS: &[&str] = &[
        "kms:encryptioncontext:aws:cloudtrail:arn",
        "aws:sourcearn",
        "aws:sourceaccount",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
    ];
    let (who, context) = (cloudtrail(), Context::new());
    let mut holds = |statement: &Statement| {
        let grants =
            ["kms:GenerateDataKey", "kms:Decrypt"].iter().fold(Value::bool(false), |so_far, action| {
                let question = Question { principal: &who, action, resource: None, context: &context };
                super::super::either(
                    &so_far,
                    &Asked::of(&question).is_met_unconditionally_by(statement, Extent::Some),
                )
            });
        let grants = both(&logic::is(&statement.effect, "Allow"), &grants);
        if grants.as_bool() == Some(false) {
            return grants;
        }
        both(&grants, &logic::not(&tied(statement, KEYS)))
    };
    let loose = find(policy, &mut holds, &|statement| loose(statement, KEYS));
    Answer { value: logic::not(&loose.value), ..loose }
}

/// Whether a statement grants something to everyone under no condition that limits who comes (`kms:ViaService` says
/// by which way, not who).
pub fn key_public(policy: &Policy) -> Answer {
    find(policy, &mut open_to_everyone, &open)
}

/// Whether CloudWatch Logs of that region may use the key for that log group (ARN without `:*`).
pub fn key_allows_logs(
    policy: &Policy,
    key_arns: &[Value],
    region: &Value,
    account: &Value,
    group_arns: &[Value],
) -> Answer {
    let service = joined(&[&Value::string("logs."), region, &Value::string(".amazonaws.com")]);
    let context = Context::new()
        .with("kms:EncryptionContext:aws:logs:arn", ContextValue::Is(group_arns.to_vec()))
        .with("aws:SourceArn", ContextValue::Is(group_arns.to_vec()))
        .with("aws:SourceAccount", ContextValue::Is(vec![account.clone()]))
        .with("aws:SecureTransport", ContextValue::text("true"))
        .with("aws:PrincipalIsAWSService", ContextValue::text("true"));
    let mut told = None;
    let mut allowed = |service: Value| {
        let who = Principal::Service(service);
        let actions = [
            "kms:Encrypt",
            "kms:Decrypt",
            "kms:ReEncryptFrom",
            "kms:ReEncryptTo",
            "kms:GenerateDataKey",
            "kms:DescribeKey",
        ];
        let answers = actions.iter().map(|action| granted(policy, &who, action, key_arns, &context));
        let answer = answers.reduce(Answer::and);
        if told.is_none() {
            told = answer.as_ref().and_then(|it| it.witness.clone());
        }
        answer.map_or_else(|| Value::bool(false), |it| it.value)
    };
    let value = over_leaves(&[service], &mut |service| {
        let regional = allowed(service[0].clone());
        // AWS documents the regional name alone; policies in use name the service without it
        let is_named = regional.as_bool() != Some(false)
            || allowed(Value::string("logs.amazonaws.com")).as_bool() == Some(false);
        if !is_named {
            let words = "whether CloudWatch Logs is meant by `logs.amazonaws.com`";
            return Value::unknown(Cause::new(CauseKind::Elsewhere, words)).at(regional.origin);
        }
        regional
    });
    Answer::new(value, told)
}

/// Granted and not denied.
fn granted(policy: &Policy, who: &Principal, action: &str, key_arns: &[Value], context: &Context) -> Answer {
    let unknown = [Value::unknown(Cause::new(CauseKind::Elsewhere, "the key's ARN"))];
    let resource = if key_arns.is_empty() { &unknown[..] } else { key_arns };
    ask(std::slice::from_ref(policy), who, action, Some(resource), context, Counts::Allowed)
}
