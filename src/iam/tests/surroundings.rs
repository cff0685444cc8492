//! The questions about keys, log groups, delivery roles, topics and organizations.

use super::super::questions::*;
use super::super::{Context, Policy};
use super::{document, shown, text};
use crate::value::Value;

const ROOT: &str = r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::<account>:root"}, "Action": "kms:*", "Resource": "*"}"#;

/// Statements beside the account's, without and with the need to decrypt, scoped, public.
const KEYS: &[(&str, &str, &str, &str, &str)] = &[
    ("", "no", "no", "yes", "no"),
    (
        r#", {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": ["kms:GenerateDataKey*", "kms:DescribeKey"], "Resource": "*"}"#,
        "yes",
        "no",
        "no",
        "no",
    ),
    (
        r#", {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": ["kms:GenerateDataKey*", "kms:De*"], "Resource": "*", "Condition": {"StringEquals": {"aws:SourceAccount": "<account>"}}}"#,
        "yes",
        "yes",
        "yes",
        "no",
    ),
    (
        r#", {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": ["kms:GenerateDataKey*", "kms:DescribeKey"], "Resource": "*", "Condition": {"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": "arn:aws:cloudtrail:*:<account>:trail/*"}}}"#,
        "no",
        "no",
        "yes",
        "no",
    ),
    (
        r#", {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "kms:GenerateDataKey*", "Resource": "*", "Condition": {"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": "arn:aws:cloudtrail:*:<account>:trail/*"}}}, {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "kms:DescribeKey", "Resource": "*"}"#,
        "yes",
        "no",
        "yes",
        "no",
    ),
    (
        r#", {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:Decrypt", "Resource": "*", "Condition": {"StringEquals": {"kms:CallerAccount": "<account>"}, "Null": {"kms:EncryptionContext:aws:cloudtrail:arn": "false"}}}"#,
        "no",
        "no",
        "yes",
        "no",
    ),
    (
        r#", {"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": "kms:Encrypt", "Resource": "*", "Condition": {"StringEquals": {"kms:ViaService": "s3.<region>.amazonaws.com"}}}"#,
        "no",
        "no",
        "yes",
        "yes",
    ),
    (
        r#", {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "kms:*", "Resource": "*"}, {"Effect": "Deny", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"}"#,
        "yes",
        "no",
        "no",
        "no",
    ),
];

#[test]
fn what_a_key_grants() {
    let (account, trails) = (text("<account>"), [text("arn:aws:cloudtrail:<region>:<account>:trail/audit")]);
    for (statements, plain, decrypting, scoped, public) in KEYS {
        let policy = Policy::read(&document(&format!("{ROOT}{statements}")));
        let allows = |needs: bool| {
            let needs = Value::bool(needs);
            let usage = KeyUse {
                key_arns: &[],
                trail_arns: &trails,
                account: &account,
                own_organization: &text("<org>"),
                region: &text("<region>"),
                needs_decrypt: &needs,
            };
            shown(&key_allows_cloudtrail(&policy, &usage).value)
        };
        let said = (allows(false), allows(true), shown(&key_public(&policy).value));
        assert_eq!(said, (*plain, *decrypting, *public), "{statements}");
        assert_eq!(shown(&key_scoped(&policy).value), *scoped, "{statements}");
    }
}

#[test]
fn what_a_key_grants_to_log_groups() {
    let statement = |operator: &str, arn: &str, service: &str| {
        format!(
            r#"{ROOT}, {{"Effect": "Allow", "Principal": {{"Service": "{service}"}}, "Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"], "Resource": "*", "Condition": {{"{operator}": {{"kms:EncryptionContext:aws:logs:arn": "{arn}"}}}}}}"#
        )
    };
    let regional = "logs.<region>.amazonaws.com";
    let own = "arn:aws:logs:<region>:<account>:log-group:/audit/trail";
    let cases = [
        (statement("ArnEquals", own, regional), "yes"),
        (statement("ArnEquals", "arn:aws:logs:<region>:<account>:log-group:/audit/flow", regional), "no"),
        (statement("ArnLike", "arn:aws:logs:<region>:<account>:*", regional), "yes"),
        (statement("ArnLike", "arn:aws:logs:<region>:<account>:*", "logs.eu-west-1.amazonaws.com"), "?"),
        (statement("ArnLike", own, "cloudtrail.amazonaws.com"), "no"),
        (ROOT.to_owned(), "no"),
    ];
    for (statements, wanted) in cases {
        let policy = Policy::read(&document(&statements));
        let answer = key_allows_logs(&policy, &[], &text("<region>"), &text("<account>"), &[text(own)]);
        assert_eq!(shown(&answer.value), wanted, "{statements}");
    }
}

/// Resource of a role's statement, action, may write, writes no more.
const ROLES: &[(&str, &str, &str, &str)] = &[
    ("<group>", r#"["logs:CreateLogStream", "logs:PutLogEvents"]"#, "yes", "yes"),
    ("*", r#"["logs:CreateLogStream", "logs:PutLogEvents"]"#, "yes", "no"),
    ("<group>", r#""logs:*""#, "yes", "no"),
    ("<other>:*", r#""logs:*""#, "?", "no"),
    ("<group>", r#""logs:PutLogEvents""#, "no", "yes"),
    ("<group>", r#""logs:Put*""#, "no", "yes"),
    ("*", r#""*""#, "yes", "no"),
    ("arn:aws:sns:r:1:t", r#""logs:*""#, "no", "no"),
];

#[test]
fn what_the_delivery_role_may() {
    let (account, region, groups) = (text("<account>"), text("<region>"), [text("<group>")]);
    for (resource, actions, writes, least) in ROLES {
        let statement = format!(r#"{{"Effect": "Allow", "Action": {actions}, "Resource": "{resource}"}}"#);
        let policies = [Policy::read(&document(&statement))];
        let delivery =
            LogDelivery { group_arns: &groups, account: &account, region: &region, organization: None };
        let said = (
            shown(&may_write_logs(&policies, &delivery).value),
            shown(&least_privilege(&policies, &groups).value),
        );
        assert_eq!(said, (*writes, *least), "{statement}");
    }
    let streams = |resource: &str, organization: Option<&Value>| {
        let statement = format!(r#"{{"Effect": "Allow", "Action": "logs:*", "Resource": "{resource}"}}"#);
        let groups = [text("<arn>")];
        let delivery = LogDelivery { group_arns: &groups, account: &account, region: &region, organization };
        shown(&may_write_logs(&[Policy::read(&document(&statement))], &delivery).value)
    };
    let org = text("<org>");
    assert_eq!(streams("<arn>:log-stream:<account>_CloudTrail_<region>*", None), "yes");
    assert_eq!(streams("<arn>:log-stream:<account>_CloudTrail_<region>", None), "no");
    assert_eq!(streams("<arn>:log-stream:111122223333_CloudTrail_*", None), "?");
    assert_eq!(streams("<arn>:log-stream:<org>_*", Some(&org)), "yes");
    assert_eq!(streams("<arn>:log-stream:<account>_*", Some(&org)), "no");
    let trust = |service: &str| {
        let statement = format!(
            r#"{{"Effect": "Allow", "Principal": {{"Service": "{service}"}}, "Action": "sts:AssumeRole"}}"#
        );
        shown(&trusts_service(&Policy::read(&document(&statement)), CLOUDTRAIL, &Context::new()).value)
    };
    assert_eq!((trust(CLOUDTRAIL), trust("logs.amazonaws.com"), trust("<var.service>")), ("yes", "no", "?"));
}

#[test]
fn what_a_topic_lets() {
    let (topics, trails) = ([text("<topic>")], [text("arn:aws:cloudtrail:<region>:<account>:trail/audit")]);
    let cases = [
        (
            r#"{"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "SNS:Publish", "Resource": "<topic>"}"#,
            "yes",
            "no",
        ),
        (
            r#"{"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "sns:Subscribe", "Resource": "<topic>"}"#,
            "no",
            "no",
        ),
        (
            r#"{"Effect": "Allow", "Principal": {"Service": "cloudwatch.amazonaws.com"}, "Action": "sns:Publish", "Resource": "<topic>"}"#,
            "no",
            "no",
        ),
        (
            r#"{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sns:Publish", "Resource": "*"}"#,
            "yes",
            "yes",
        ),
        (
            r#"{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sns:Publish", "Resource": "*", "Condition": {"StringEquals": {"AWS:SourceOwner": "<account>"}}}"#,
            "?",
            "no",
        ),
    ];
    for (statement, publishes, public) in cases {
        let policy = Policy::read(&document(statement));
        let said = (
            shown(&topic_allows(&policy, &topics, &trails, &text("<account>"), &text("<org>")).value),
            shown(&topic_public(&policy).value),
        );
        assert_eq!(said, (publishes, public), "{statement}");
    }
}

/// A service control policy's statement, protects, denied in part.
const GUARDS: &[(&str, &str, usize)] = &[
    (
        r#"{"Effect": "Deny", "Action": ["cloudtrail:Stop*", "cloudtrail:Delete*", "cloudtrail:Update*"], "Resource": "*"}"#,
        "yes",
        0,
    ),
    (
        r#"{"Effect": "Deny", "Action": ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail"], "Resource": "*"}"#,
        "no",
        0,
    ),
    (r#"{"Effect": "Deny", "Action": "cloudtrail:*", "Resource": "*"}"#, "yes", 0),
    (r#"{"Effect": "Deny", "NotAction": ["iam:*", "s3:*"], "Resource": "*"}"#, "yes", 0),
    (r#"{"Effect": "Deny", "NotAction": ["cloudtrail:*"], "Resource": "*"}"#, "no", 0),
    (
        r#"{"Effect": "Deny", "Action": "cloudtrail:*", "Resource": "*", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}"#,
        "no",
        3,
    ),
    (
        r#"{"Effect": "Deny", "Action": "cloudtrail:*", "Resource": "*", "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/break-glass"}}}"#,
        "yes",
        0,
    ),
    (
        r#"{"Effect": "Deny", "Action": "cloudtrail:*", "Resource": "*", "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}}"#,
        "no",
        3,
    ),
    (
        r#"{"Effect": "Deny", "Action": "cloudtrail:*", "Resource": "arn:aws:cloudtrail:*:*:trail/one"}"#,
        "no",
        3,
    ),
    (r#"{"Effect": "Deny", "Action": <var.actions>, "Resource": "*"}"#, "?", 0),
    (r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#, "no", 0),
];

#[test]
fn what_organizations_guard() {
    for (statement, protects, partial) in GUARDS {
        let said = scp_denies(&[Policy::read(&document(statement))], TRAIL_ACTIONS, &[]);
        assert_eq!((shown(&said.all.value), said.partial.len()), (*protects, *partial), "{statement}");
    }
}
