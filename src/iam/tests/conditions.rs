//! Condition operators, by AWS's documentation.

use super::super::condition::holds;
use super::super::{Context, ContextValue};
use super::{shown, text};
use crate::iam::json;

/// The condition, the request's `k` (`-` not carried, `?` not known, `[a,b]` several values), whether it holds.
const CASES: &[(&str, &str, &str)] = &[
    (r#"{"StringEquals": {"k": "a"}}"#, "a", "yes"),
    (r#"{"StringEquals": {"k": "a"}}"#, "A", "no"),
    (r#"{"StringEquals": {"k": ["b", "a"]}}"#, "a", "yes"),
    (r#"{"StringEquals": {"k": "a*"}}"#, "ab", "no"),
    (r#"{"StringEquals": {"k": "a"}}"#, "-", "no"),
    (r#"{"StringEquals": {"k": "a"}}"#, "?", "?"),
    (r#"{"StringEquals": {"K": "a"}}"#, "a", "yes"),
    (r#"{"stringequals": {"k": "a"}}"#, "a", "yes"),
    (r#"{"StringEqualsIfExists": {"k": "a"}}"#, "-", "yes"),
    (r#"{"StringEqualsIfExists": {"k": "a"}}"#, "b", "no"),
    (r#"{"StringNotEquals": {"k": "a"}}"#, "b", "yes"),
    (r#"{"StringNotEquals": {"k": "a"}}"#, "a", "no"),
    (r#"{"StringNotEquals": {"k": ["a", "b"]}}"#, "b", "no"),
    (r#"{"StringNotEquals": {"k": ["a", "b"]}}"#, "c", "yes"),
    (r#"{"StringNotEquals": {"k": "a"}}"#, "-", "yes"),
    (r#"{"StringNotEqualsIfExists": {"k": "a"}}"#, "-", "yes"),
    (r#"{"StringEqualsIgnoreCase": {"k": "AbC"}}"#, "aBc", "yes"),
    (r#"{"StringNotEqualsIgnoreCase": {"k": "AbC"}}"#, "aBc", "no"),
    (r#"{"StringLike": {"k": "a*c?"}}"#, "abbcd", "yes"),
    (r#"{"StringLike": {"k": "a*c?"}}"#, "abbc", "no"),
    (r#"{"StringLike": {"k": "*"}}"#, "-", "no"),
    (r#"{"StringLikeIfExists": {"k": "x"}}"#, "-", "yes"),
    (r#"{"StringNotLike": {"k": "a*"}}"#, "ab", "no"),
    (r#"{"StringNotLike": {"k": "a*"}}"#, "-", "yes"),
    (r#"{"StringEquals": {"k": "<account>"}}"#, "<account>", "yes"),
    (r#"{"StringEquals": {"k": "<account>"}}"#, "<region>", "?"),
    (r#"{"StringEquals": {"k": "111122223333"}}"#, "<account>", "?"),
    (r#"{"StringEquals": {"k": "11112222"}}"#, "<account>", "no"),
    (r#"{"StringNotEquals": {"k": "<account>"}}"#, "<account>", "no"),
    (
        r#"{"StringLike": {"k": "arn:aws:cloudtrail:*:<account>:trail/*"}}"#,
        "arn:aws:cloudtrail:<region>:<account>:trail/audit",
        "yes",
    ),
    (
        r#"{"StringLike": {"k": "arn:aws:cloudtrail:*:<account>:trail/other"}}"#,
        "arn:aws:cloudtrail:<region>:<account>:trail/audit",
        "no",
    ),
    (
        r#"{"StringEquals": {"k": "arn:aws:cloudtrail:eu-west-1:<account>:trail/audit"}}"#,
        "arn:aws:cloudtrail:<region>:<account>:trail/audit",
        "?",
    ),
    (
        r#"{"StringEquals": {"k": "arn:aws:cloudtrail:*:<account>:trail/audit"}}"#,
        "arn:aws:cloudtrail:<region>:<account>:trail/audit",
        "no",
    ),
    // a star stays within its part of an ARN
    (
        r#"{"ArnLike": {"k": "arn:aws:cloudtrail:*:<account>:trail/*"}}"#,
        "arn:aws:cloudtrail:<region>:<account>:trail/audit",
        "yes",
    ),
    (
        r#"{"ArnEquals": {"k": "arn:aws:cloudtrail:*:<account>:trail/*"}}"#,
        "arn:aws:cloudtrail:<region>:<account>:trail/audit",
        "yes",
    ),
    (r#"{"ArnLike": {"k": "arn:aws:s3:::b*"}}"#, "arn:aws:s3:::bucket", "yes"),
    (r#"{"ArnLike": {"k": "arn:*:*:*:*:*"}}"#, "arn:aws:sns:r:1:t:x", "yes"),
    (r#"{"ArnLike": {"k": "arn:aws:*:1:t"}}"#, "arn:aws:sns:r:1:t", "?"),
    (r#"{"ArnLike": {"k": "arn:aws:sns:*:1:t"}}"#, "arn:aws:sns:r:2:t", "no"),
    (r#"{"ArnNotLike": {"k": "arn:aws:iam::*:role/admin"}}"#, "arn:aws:iam::1:role/admin", "no"),
    (r#"{"ArnNotLike": {"k": "arn:aws:iam::*:role/admin"}}"#, "arn:aws:iam::1:role/x", "yes"),
    (r#"{"ArnNotEquals": {"k": "arn:aws:iam::1:role/a"}}"#, "-", "yes"),
    (r#"{"ArnLike": {"k": "<trail>"}}"#, "<trail>", "yes"),
    (r#"{"ArnLike": {"k": "<trail>"}}"#, "<other>", "?"),
    (r#"{"Bool": {"k": "false"}}"#, "true", "no"),
    (r#"{"Bool": {"k": false}}"#, "false", "yes"),
    (r#"{"Bool": {"k": "FALSE"}}"#, "false", "yes"),
    (r#"{"Bool": {"k": "false"}}"#, "-", "no"),
    (r#"{"BoolIfExists": {"k": "false"}}"#, "-", "yes"),
    (r#"{"BoolIfExists": {"k": "false"}}"#, "true", "no"),
    (r#"{"Null": {"k": "true"}}"#, "-", "yes"),
    (r#"{"Null": {"k": "true"}}"#, "a", "no"),
    (r#"{"Null": {"k": "false"}}"#, "a", "yes"),
    (r#"{"Null": {"k": false}}"#, "-", "no"),
    (r#"{"Null": {"k": "false"}}"#, "?", "?"),
    (r#"{"NumericEquals": {"k": "10"}}"#, "10.0", "yes"),
    (r#"{"NumericNotEquals": {"k": "10"}}"#, "11", "yes"),
    (r#"{"NumericLessThan": {"k": "1.2"}}"#, "1.1", "yes"),
    (r#"{"NumericLessThan": {"k": "1.2"}}"#, "1.2", "no"),
    (r#"{"NumericLessThanEquals": {"k": 10}}"#, "10", "yes"),
    (r#"{"NumericGreaterThan": {"k": "3600"}}"#, "3601", "yes"),
    (r#"{"NumericGreaterThanEquals": {"k": "3600"}}"#, "3599", "no"),
    (r#"{"NumericGreaterThanIfExists": {"k": "3600"}}"#, "-", "yes"),
    (r#"{"NumericEquals": {"k": "10"}}"#, "ten", "no"),
    (r#"{"NumericLessThan": {"k": "<var.n>"}}"#, "10", "?"),
    (r#"{"DateGreaterThan": {"k": "2026-01-01T00:00:00Z"}}"#, "2026-06-01T12:00:00Z", "yes"),
    (r#"{"DateLessThan": {"k": "2026-01-01T00:00:00Z"}}"#, "2026-06-01T12:00:00Z", "no"),
    (r#"{"DateEquals": {"k": "2026-01-01T01:00:00+01:00"}}"#, "2026-01-01T00:00:00Z", "yes"),
    (r#"{"DateLessThanEquals": {"k": "1767225600"}}"#, "2026-01-01T00:00:00Z", "yes"),
    (r#"{"DateNotEquals": {"k": "2026-01-01"}}"#, "2026-01-02", "yes"),
    (r#"{"IpAddress": {"k": "203.0.113.0/24"}}"#, "203.0.113.9", "yes"),
    (r#"{"IpAddress": {"k": "203.0.113.0/24"}}"#, "203.0.114.9", "no"),
    (r#"{"IpAddress": {"k": "0.0.0.0/0"}}"#, "203.0.114.9", "yes"),
    (r#"{"IpAddress": {"k": "0.0.0.0/0"}}"#, "2001:db8::1", "no"),
    (r#"{"IpAddress": {"k": "2001:db8::/32"}}"#, "2001:db8::1", "yes"),
    (r#"{"IpAddress": {"k": "203.0.113.9"}}"#, "203.0.113.9", "yes"),
    (r#"{"IpAddress": {"k": "203.0.113.0/24"}}"#, "-", "no"),
    (r#"{"NotIpAddress": {"k": "203.0.113.0/24"}}"#, "-", "yes"),
    (r#"{"NotIpAddress": {"k": ["203.0.113.0/24", "198.51.100.0/24"]}}"#, "198.51.100.1", "no"),
    (r#"{"BinaryEquals": {"k": "QmluYXJ5"}}"#, "QmluYXJ5", "yes"),
    // sets
    (r#"{"ForAllValues:StringEquals": {"k": ["a", "b"]}}"#, "[a]", "yes"),
    (r#"{"ForAllValues:StringEquals": {"k": ["a", "b"]}}"#, "[a,c]", "no"),
    (r#"{"ForAllValues:StringEquals": {"k": ["a", "b"]}}"#, "-", "yes"),
    (r#"{"ForAnyValue:StringEquals": {"k": ["a", "b"]}}"#, "[c,b]", "yes"),
    (r#"{"ForAnyValue:StringEquals": {"k": ["a", "b"]}}"#, "[c,d]", "no"),
    (r#"{"ForAnyValue:StringEquals": {"k": "a"}}"#, "-", "no"),
    (r#"{"ForAnyValue:StringNotEquals": {"k": "a"}}"#, "[a,b]", "yes"),
    (r#"{"ForAnyValue:StringNotEquals": {"k": "a"}}"#, "[a]", "no"),
    (r#"{"ForAllValues:StringNotEquals": {"k": "a"}}"#, "[a,b]", "no"),
    (r#"{"ForAllValues:StringNotEquals": {"k": "a"}}"#, "[b,c]", "yes"),
    (r#"{"ForAnyValue:StringLike": {"k": "o-1/*"}}"#, "[o-1/r-1/ou-1/]", "yes"),
    (r#"{"ForAnyValue:StringNotEquals": {"k": "a"}}"#, "-", "no"),
    (r#"{"ForAnyValue:StringEqualsIfExists": {"k": "a"}}"#, "-", "yes"),
    // several keys and operators must all hold
    (r#"{"StringEquals": {"k": "a", "other": "b"}}"#, "a", "?"),
    (r#"{"StringEquals": {"k": "a", "other": "b"}}"#, "x", "no"),
    (r#"{"StringEquals": {"k": "a"}, "Null": {"k": "false"}}"#, "a", "yes"),
    (r#"{"StringEquals": {"k": "a"}, "Bool": {"k": "true"}}"#, "a", "no"),
    ("{}", "a", "yes"),
    // nobody knows
    (r#"{"StringSame": {"k": "a"}}"#, "a", "?"),
    (r#"{"StringEquals": {"<var.key>": "a"}}"#, "a", "?"),
    (r#"{"StringEquals": {"<var.key>": "a", "k": "b"}}"#, "a", "no"),
    (r#"{"StringEquals": {"k": ["a", "<var.x>"]}}"#, "a", "yes"),
    (r#"{"StringEquals": {"k": ["a", "<var.x>"]}}"#, "b", "?"),
    (r#"{"StringNotEquals": {"k": ["a", "<var.x>"]}}"#, "a", "no"),
    // policy variables
    (r#"{"StringEquals": {"k": "${aws:Set}"}}"#, "here", "yes"),
    (r#"{"StringEquals": {"k": "x-${aws:Set}-y"}}"#, "x-here-y", "yes"),
    (r#"{"StringEquals": {"k": "${aws:Gone}"}}"#, "here", "no"),
    (r#"{"StringEquals": {"k": "${aws:Gone, 'there'}"}}"#, "there", "yes"),
    (r#"{"StringEquals": {"k": "${aws:Hidden}"}}"#, "here", "?"),
    (r#"{"StringLike": {"k": "a${*}"}}"#, "a*", "yes"),
    (r#"{"StringLike": {"k": "a${*}"}}"#, "ab", "no"),
    (r#"{"StringLike": {"k": "${aws:Star}"}}"#, "anything", "no"),
];

#[test]
fn operators_do_what_the_documentation_says() {
    let mut wrong = Vec::new();
    for (condition, request, wanted) in CASES {
        let value = match *request {
            "-" => ContextValue::Absent,
            "?" => ContextValue::Unknown(crate::value::Cause::bound("test")),
            several if several.starts_with('[') => {
                ContextValue::Several(several.trim_matches(['[', ']']).split(',').map(text).collect())
            }
            one => ContextValue::Is(vec![text(one)]),
        };
        let context = Context::new()
            .with("k", value)
            .with("aws:Set", ContextValue::text("here"))
            .with("aws:Star", ContextValue::text("*"))
            .without(&["aws:Gone"]);
        let condition_value = json::read(&text(condition)).unwrap();
        let said = shown(&holds(&condition_value, &context, true));
        if said != *wanted {
            wrong.push(format!("{condition} with {request}: {said}, wanted {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn one_of_several_possible_headers_decides_where_all_agree() {
    let context = Context::new()
        .with("k", ContextValue::OneOf(vec![ContextValue::text("AES256"), ContextValue::Absent]));
    let asked = |condition: &str| shown(&holds(&json::read(&text(condition)).unwrap(), &context, true));
    assert_eq!(asked(r#"{"StringNotEquals": {"k": "aws:kms"}}"#), "yes");
    assert_eq!(asked(r#"{"StringEquals": {"k": "aws:kms"}}"#), "no");
    assert_eq!(asked(r#"{"StringNotEquals": {"k": "AES256"}}"#), "?");
    assert_eq!(asked(r#"{"Null": {"k": "true"}}"#), "?");
}
