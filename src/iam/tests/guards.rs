//! Keys of topics and buckets, asked as the services ask: for something, in an account, by way of another service.

use super::super::Policy;
use super::super::questions::{KeyGuard, key_admits};
use super::{document, shown, text};

/// Conditions of a grant to CloudWatch Alarms, and whether the grant holds for an alarm on a topic.
const CONDITIONS: &[(&str, &str)] = &[
    ("{}", "yes"),
    (r#"{"StringEquals": {"aws:SourceAccount": "<account>"}}"#, "yes"),
    (r#"{"StringEquals": {"aws:SourceAccount": "11112222"}}"#, "no"),
    (r#"{"StringEquals": {"aws:SourceAccount": "111122223333"}}"#, "?"),
    (r#"{"ArnLike": {"aws:SourceArn": "arn:aws:cloudwatch:<region>:<account>:alarm:*"}}"#, "yes"),
    (r#"{"ArnLike": {"aws:SourceArn": "arn:aws:cloudwatch:*:<account>:alarm:*"}}"#, "yes"),
    (r#"{"ArnEquals": {"aws:SourceArn": "arn:aws:cloudwatch:<region>:<account>:alarm:root"}}"#, "yes"),
    (r#"{"ArnEquals": {"aws:SourceArn": "arn:aws:cloudwatch:<region>:<account>:alarm:other"}}"#, "no"),
    (r#"{"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:<account>:trail/*"}}"#, "no"),
    (r#"{"StringEquals": {"kms:ViaService": "sns.<region>.amazonaws.com"}}"#, "yes"),
    (r#"{"StringLike": {"kms:ViaService": "sns.*.amazonaws.com"}}"#, "yes"),
    (r#"{"StringLike": {"kms:ViaService": ["s3.*.amazonaws.com", "sns.*.amazonaws.com"]}}"#, "yes"),
    (r#"{"StringEquals": {"kms:ViaService": "sns.eu-west-1.amazonaws.com"}}"#, "?"),
    (r#"{"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}}"#, "no"),
    (r#"{"StringEquals": {"kms:CallerAccount": "<account>"}}"#, "yes"),
    (
        r#"{"StringEquals": {"kms:EncryptionContext:aws:sns:topicArn": "arn:aws:sns:<region>:<account>:t"}}"#,
        "yes",
    ),
    (
        r#"{"StringEquals": {"kms:EncryptionContext:aws:sns:topicArn": "arn:aws:sns:<region>:<account>:u"}}"#,
        "no",
    ),
    (r#"{"StringEquals": {"aws:SourceAccount": "<account>", "kms:CallerAccount": "11112222"}}"#, "no"),
    (r#"{"Bool": {"aws:SecureTransport": "true"}}"#, "yes"),
    (r#"{"Null": {"aws:SourceVpce": "false"}}"#, "no"),
    (r#"{"StringEquals": {"aws:PrincipalOrgID": "o-x"}}"#, "no"),
    (r#"{"StringEquals": {"aws:RequestedRegion": "x"}}"#, "?"),
];

#[test]
fn what_a_topics_key_grants_to_alarms() {
    let sources = [text("arn:aws:cloudwatch:<region>:<account>:alarm:root")];
    let topics = [text("arn:aws:sns:<region>:<account>:t"), text("<topic>")];
    let (region, account) = (text("<region>"), text("<account>"));
    let guard = KeyGuard {
        service: "cloudwatch.amazonaws.com",
        by: "sns",
        region: &region,
        account: &account,
        source_arns: &sources,
        encryption_context: ("aws:sns:topicArn", &topics),
        key_arns: &[],
    };
    for (condition, wanted) in CONDITIONS {
        let statement = format!(
            r#"{{"Effect": "Allow", "Principal": {{"Service": "cloudwatch.amazonaws.com"}}, "Action": ["kms:Decrypt", "kms:GenerateDataKey*"], "Resource": "*", "Condition": {condition}}}"#
        );
        let policy = Policy::read(&document(&statement));
        let answer = key_admits(&policy, &guard, &["kms:GenerateDataKey", "kms:Decrypt"]);
        assert_eq!(shown(&answer.value), *wanted, "{condition}");
    }
}
