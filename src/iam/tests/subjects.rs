//! The questions about the bucket that a trail delivers to.

use super::super::Policy;
use super::super::questions::*;
use super::{document, shown, text};
use crate::value::Value;

const ACL: &str = r#"{"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:GetBucketAcl", "Resource": "<bucket>", "Condition": {"StringEquals": {"aws:SourceAccount": "<account>"}}}"#;

/// A write statement on that path under that condition.
fn put(path: &str, condition: &str) -> String {
    format!(
        r#"{ACL}, {{"Sid": "Write", "Effect": "Allow", "Principal": {{"Service": "cloudtrail.amazonaws.com"}}, "Action": "s3:PutObject", "Resource": "{path}", "Condition": {{{condition}}}}}"#
    )
}

const GOOD: &str =
    r#""StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceAccount": "<account>"}"#;

/// A Deny for everyone of that action on that resource under that condition.
fn deny(action: &str, path: &str, condition: &str) -> String {
    format!(
        r#"{}, {{"Sid": "No", "Effect": "Deny", "Principal": "*", "Action": "{action}", "Resource": "{path}", "Condition": {{{condition}}}}}"#,
        put("<bucket>/AWSLogs/<account>/*", GOOD)
    )
}

struct Asked {
    allowed: &'static str,
    denied: &'static str,
    scoped: &'static str,
    public: &'static str,
}

fn asked(statements: &str, prefix: &Value, encrypted: &Value) -> Asked {
    let policy = Policy::read(&document(statements));
    let (account, organization) = (text("<account>"), text("<org>"));
    let (buckets, trails) = ([text("<bucket>")], [text("arn:aws:cloudtrail:<region>:<account>:trail/audit")]);
    let delivery = Delivery {
        bucket_arns: &buckets,
        key_prefix: prefix,
        account: &account,
        organization: Some(&organization),
        own_organization: &organization,
        trail_arns: &trails,
        encrypted,
        key_arns: &[],
    };
    let delivered = cloudtrail_delivery(&policy, &delivery);
    let delivery = Delivery { organization: None, ..delivery };
    Asked {
        allowed: shown(&delivered.allowed().value),
        denied: shown(&delivery_denied(&policy, &delivery).value),
        scoped: shown(&scoped_delivery(&policy).value),
        public: shown(&public_access(&policy).value),
    }
}

#[test]
fn delivery_to_the_bucket() {
    let none = Value::null();
    let arn = |region: &str, name: &str| {
        format!(r#""ArnLike": {{"AWS:SourceArn": "arn:aws:cloudtrail:{region}:<account>:trail/{name}"}}"#)
    };
    let at = "<bucket>/AWSLogs/<account>/*";
    let cases: Vec<(String, Value, &str, &str)> = vec![
        (put(at, GOOD), none.clone(), "yes", "yes"),
        (put(at, ""), none.clone(), "yes", "no"),
        (put(at, &arn("<region>", "audit")), none.clone(), "yes", "yes"),
        (put(at, &arn("*", "*")), none.clone(), "yes", "yes"),
        (put(at, &arn("eu-west-1", "audit")), none.clone(), "?", "yes"),
        (put(at, &arn("<region>", "other")), none.clone(), "no", "yes"),
        (put(at, r#""StringEquals": {"s3:x-amz-acl": "private"}"#), none.clone(), "no", "no"),
        (put(at, r#""StringLike": {"aws:SourceArn": "*"}"#), none.clone(), "yes", "no"),
        (put(at, r#""StringEquals": {"aws:SourceOrgID": "o-1"}"#), none.clone(), "?", "yes"),
        (put(at, r#""StringEquals": {"aws:SourceOrgID": "<org>"}"#), none.clone(), "yes", "yes"),
        (put("<bucket>/AWSLogs/111122223333/*", GOOD), none.clone(), "?", "yes"),
        (put("<bucket>/AWSLogs/<account>/", GOOD), none.clone(), "no", "yes"),
        (put("<bucket>/cloudtrail/AWSLogs/<account>/*", GOOD), none.clone(), "no", "yes"),
        (put("<bucket>/*/AWSLogs/<account>/*", GOOD), text("security/audit"), "yes", "yes"),
        (put("<bucket>/<prefix>/AWSLogs/<account>/*", GOOD), text("<prefix>"), "yes", "yes"),
        (put("<bucket>/<prefix>/AWSLogs/<account>/*", GOOD), text("audit"), "?", "yes"),
        (put("<bucket>/*", GOOD), text("<var.p>"), "yes", "yes"),
        (put("<var.bucket>/*", GOOD), none.clone(), "?", "yes"),
        (put("<bucket>/archive/*", GOOD), text(""), "no", "yes"),
        (ACL.to_owned(), none.clone(), "no", "yes"),
        (
            r#"{"Effect": "Allow", "Principal": {"Service": ["config.amazonaws.com", "cloudtrail.amazonaws.com"]}, "Action": "s3:*", "Resource": ["<bucket>*"]}"#.to_owned(),
            text("audit"),
            "yes",
            "no",
        ),
        (
            r#"{"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "NotAction": ["s3:DeleteObject*", "s3:DeleteBucket*"], "Resource": ["<bucket>", "<bucket>/*"]}"#.to_owned(),
            none.clone(),
            "yes",
            "no",
        ),
        // the ACL is asked for without the header of an upload
        (
            r#"{"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": ["s3:GetBucketAcl", "s3:PutObject"], "Resource": ["<bucket>", "<bucket>/*"], "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}}"#.to_owned(),
            none,
            "no",
            "no",
        ),
    ];
    for (statements, prefix, allowed, scoped) in cases {
        let said = asked(&statements, &prefix, &Value::bool(false));
        assert_eq!((said.allowed, said.scoped), (allowed, scoped), "{statements} with {prefix:?}");
        assert_eq!((said.denied, said.public), ("no", "no"), "{statements}");
    }
}

#[test]
fn denials_are_weighed_as_they_meet_cloudtrail() {
    let (all, sse) = ("<bucket>/*", "s3:x-amz-server-side-encryption");
    let not = |operator: &str, key: &str, value: &str| format!(r#""{operator}": {{"{key}": "{value}"}}"#);
    let vpce = not("StringNotEquals", "aws:SourceVpce", "vpce-1");
    let both = r#""StringNotEquals": {"aws:SourceVpce": "vpce-1", "aws:PrincipalServiceName": "cloudtrail.amazonaws.com"}"#;
    let cases: Vec<(String, Option<bool>, &str)> = vec![
        (deny("s3:*", all, &not("Bool", "aws:SecureTransport", "false")), Some(false), "no"),
        (deny("s3:*", all, &not("NumericLessThan", "s3:TlsVersion", "1.2")), Some(false), "no"),
        (deny("s3:*", all, &not("NumericLessThan", "s3:TlsVersion", "1.3")), Some(false), "?"),
        (deny("s3:PutObject", all, &not("StringNotEquals", sse, "AES256")), Some(true), "yes"),
        (deny("s3:PutObject", all, &not("StringNotEquals", sse, "aws:kms")), Some(true), "no"),
        (deny("s3:PutObject", all, &not("StringNotEquals", sse, "aws:kms")), Some(false), "yes"),
        (deny("s3:PutObject", all, &not("StringNotEquals", sse, "aws:kms")), None, "?"),
        (deny("s3:PutObject", all, &not("Null", sse, "true")), Some(true), "no"),
        (deny("s3:PutObject", all, &not("Null", sse, "true")), Some(false), "?"),
        (deny("s3:*", all, &not("StringNotEqualsIfExists", "aws:PrincipalOrgID", "o-1")), Some(false), "yes"),
        (deny("s3:*", all, &vpce), Some(false), "yes"),
        (deny("s3:*", all, both), Some(false), "no"),
        (deny("s3:*", all, &not("NotIpAddress", "aws:SourceIp", "10.0.0.0/8")), Some(false), "yes"),
        (
            deny("s3:*", all, &format!("{vpce}, {}", not("Bool", "aws:PrincipalIsAWSService", "false"))),
            Some(false),
            "no",
        ),
        (deny("s3:PutObject", "<bucket>/manual/*", ""), Some(false), "no"),
        (deny("s3:PutObject", "<bucket>/AWSLogs/<account>/CloudTrail-Digest/*", ""), Some(false), "yes"),
        (deny("s3:GetBucketAcl", "<bucket>", ""), Some(false), "yes"),
        (deny("s3:DeleteObject", all, ""), Some(false), "no"),
    ];
    for (statements, encrypted, denied) in cases {
        let encrypted = encrypted.map_or_else(|| text("<var.key>"), Value::bool);
        let said = asked(&statements, &Value::null(), &encrypted);
        assert_eq!(said.denied, denied, "{statements} with a key: {encrypted:?}");
        assert_eq!(said.allowed, "yes", "{statements}");
    }
}

#[test]
fn organization_paths_are_the_organizations() {
    let trails = [text("arn:aws:cloudtrail:<region>:<account>:trail/audit")];
    let (account, organization, buckets) = (text("<account>"), text("<org>"), [text("<bucket>")]);
    let asked = |statements: &str| {
        let delivery = Delivery {
            bucket_arns: &buckets,
            key_prefix: &Value::null(),
            account: &account,
            organization: Some(&organization),
            own_organization: &organization,
            trail_arns: &trails,
            encrypted: &Value::bool(false),
            key_arns: &[],
        };
        let answer = cloudtrail_delivery(&Policy::read(&document(statements)), &delivery);
        shown(&answer.organization_write.unwrap().value)
    };
    assert_eq!(asked(&put("<bucket>/AWSLogs/<account>/*", GOOD)), "no");
    assert_eq!(asked(&put("<bucket>/AWSLogs/<org>/*", GOOD)), "yes");
    assert_eq!(asked(&put("<bucket>/AWSLogs/*", GOOD)), "yes");
    assert_eq!(asked(&put("<bucket>/AWSLogs/o-abcdefghij/*", GOOD)), "?");
}

/// Statements for a bucket `b`, public, TLS only, broad delete.
const BUCKETS: &[(&str, &str, &str, &str)] = &[
    ("", "no", "no", "no"),
    (
        r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "b/*"}"#,
        "yes",
        "no",
        "no",
    ),
    (
        r#"{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "s3:GetObject", "Resource": "b/*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}"#,
        "no",
        "no",
        "no",
    ),
    (
        r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "b/*", "Condition": {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}}}"#,
        "yes",
        "no",
        "no",
    ),
    (
        r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "b/*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}}"#,
        "yes",
        "no",
        "no",
    ),
    (
        r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "b/*", "Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}}"#,
        "yes",
        "no",
        "no",
    ),
    (
        r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "b/*", "Condition": {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}}}"#,
        "no",
        "no",
        "no",
    ),
    (
        r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "b/*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}"#,
        "yes",
        "no",
        "no",
    ),
    (
        r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "b/*", "Condition": {"StringLike": {"aws:PrincipalArn": "*"}}}"#,
        "yes",
        "no",
        "no",
    ),
    (
        r#"{"Effect": "Allow", "NotPrincipal": {"AWS": "arn:aws:iam::1:role/r"}, "Action": "s3:GetObject", "Resource": "b/*"}"#,
        "yes",
        "no",
        "no",
    ),
    (
        r#"{"Effect": "Allow", "Principal": {"AWS": "<var.who>"}, "Action": "s3:GetObject", "Resource": "b/*"}"#,
        "?",
        "no",
        "no",
    ),
    (
        r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["b", "b/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}}"#,
        "no",
        "yes",
        "no",
    ),
    (
        r#"{"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": ["s3:GetObject", "s3:PutObject"], "Resource": ["b", "b/*"], "Condition": {"Bool": {"aws:SecureTransport": false}}}"#,
        "no",
        "yes",
        "no",
    ),
    (
        r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "b/*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}"#,
        "no",
        "no",
        "no",
    ),
    (
        r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["b", "b/*"], "Condition": {"Bool": {"aws:SecureTransport": "true"}}}"#,
        "no",
        "no",
        "no",
    ),
    (
        r#"{"Effect": "Deny", "Principal": {"AWS": "111122223333"}, "Action": "s3:*", "Resource": ["b", "b/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}}"#,
        "no",
        "no",
        "no",
    ),
    (
        r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["b", "b/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}, "StringEquals": {"aws:PrincipalOrgID": "o-1"}}}"#,
        "no",
        "no",
        "no",
    ),
    (
        r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:role/x"}, "Action": "s3:Delete*", "Resource": "b/*"}"#,
        "no",
        "no",
        "yes",
    ),
    (
        r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:role/x"}, "NotAction": "s3:GetBucketLocation", "Resource": "b/*"}"#,
        "no",
        "no",
        "yes",
    ),
    (
        r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:role/x"}, "Action": "s3:Get*", "Resource": "b/*"}"#,
        "no",
        "no",
        "no",
    ),
    (
        r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::<account>:root"}, "Action": "s3:*", "Resource": "b/*"}"#,
        "no",
        "no",
        "no",
    ),
    (
        r#"{"Effect": "Allow", "Principal": {"AWS": "<account>"}, "Action": "s3:*", "Resource": "b/*"}"#,
        "no",
        "no",
        "no",
    ),
    (
        r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "s3:*", "Resource": "b/*"}"#,
        "no",
        "no",
        "?",
    ),
    (
        r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::<account>:role/janitor"}, "Action": "s3:*", "Resource": "b/*"}"#,
        "no",
        "no",
        "no",
    ),
    (
        r#"{"Effect": "Allow", "Principal": {"AWS": "<var.who>"}, "Action": "s3:PutBucketPolicy", "Resource": "b"}"#,
        "?",
        "no",
        "?",
    ),
    (
        r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:role/x"}, "Action": "s3:DeleteObject", "Resource": "b/*"}, {"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObject*", "Resource": "b/*"}"#,
        "no",
        "no",
        "no",
    ),
];

#[test]
fn what_a_bucket_opens_and_guards() {
    let (account, buckets) = (text("<account>"), [text("b")]);
    let allowed = [text("arn:aws:iam::*:role/janitor")];
    for (statements, public, tls, delete) in BUCKETS {
        let policy = Policy::read(&document(statements));
        let said = (
            shown(&public_access(&policy).value),
            shown(&tls_only(&policy, &buckets).value),
            shown(&broad_delete(&policy, &buckets, &account, &allowed).value),
        );
        assert_eq!(said, (*public, *tls, *delete), "{statements}");
    }
}
