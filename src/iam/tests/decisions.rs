//! Whole decisions: default deny, explicit deny, the `Not…` elements, principals.

use super::super::{Context, ContextValue, Policy, Principal, Question, may};
use super::{document, shown, text};

// one row a line, however long
/// Statements, who (`service`, an ARN, `*`, `holder`), action, resource, the answer.
#[rustfmt::skip]
const CASES: &[(&str, &str, &str, &str, &str)] = &[
    ("", "holder", "s3:GetObject", "arn:aws:s3:::b/k", "no"),
    (r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/k", "yes"),
    (r#"{"Effect": "Allow", "Action": "S3:getobject", "Resource": "*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/k", "yes"),
    (r#"{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/k", "yes"),
    (r#"{"Effect": "Allow", "Action": "s3:?etObject", "Resource": "*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/k", "yes"),
    (r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/k", "yes"),
    (r#"{"Effect": "Allow", "Action": "s3:Put*", "Resource": "*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/k", "no"),
    (r#"{"Effect": "Allow", "Action": ["s3:Put*", "s3:GetObject"], "Resource": ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"]}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/k", "yes"),
    (r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/k", "no"),
    (r#"{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/k", "yes"),
    (r#"{"Effect": "Allow", "NotAction": ["iam:*", "s3:*"], "Resource": "*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/k", "no"),
    (r#"{"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::b/secret/*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/k", "yes"),
    (r#"{"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::b/*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/k", "no"),
    // all of what is asked, less some of it, is not all of it
    (r#"{"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::b/x/y/*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/x/*", "no"),
    (r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/x/y/*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/x/*", "no"),
    (r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/z/*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/x/*", "yes"),
    (r#"{"Effect": "Deny", "Action": "*", "Resource": "*"}, {"Effect": "Allow", "Action": "*", "Resource": "*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/x", "no"),
    (r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "NotAction": "s3:Get*", "Resource": "*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/x", "yes"),
    (r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/x", "no"),
    // conditions
    (r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}"#, "holder", "s3:GetObject", "x", "yes"),
    (r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}"#, "holder", "s3:GetObject", "x", "no"),
    (r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"aws:RequestTag/a": "b"}}}"#, "holder", "s3:GetObject", "x", "?"),
    (r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"aws:RequestTag/a": "b"}}}"#, "holder", "s3:GetObject", "x", "?"),
    (r#"{"Effect": "Deny", "Action": "*", "Resource": "*"}, {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"aws:RequestTag/a": "b"}}}"#, "holder", "s3:GetObject", "x", "no"),
    (r#"{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::b/${aws:Home}/*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/me/k", "yes"),
    (r#"{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::b/${aws:Gone}/*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/me/k", "no"),
    // no condition key: nothing fills it in
    (r#"{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::${Bucket}/*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/k", "no"),
    (r#"{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::b/${AWS::AccountId}/*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/1/k", "no"),
    (r#"{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::b/${Home, 'me'}/*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/me/k", "yes"),
    (r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "Action": "*", "Resource": "arn:aws:s3:::${Bucket}/*"}"#, "holder", "s3:GetObject", "arn:aws:s3:::b/k", "yes"),
    // principals
    (r#"{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}"#, "svc.amazonaws.com", "a:b", "x", "yes"),
    (r#"{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "*", "Resource": "*"}"#, "svc.amazonaws.com", "a:b", "x", "yes"),
    (r#"{"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": "*", "Resource": "*"}"#, "*", "a:b", "x", "yes"),
    (r#"{"Effect": "Allow", "Principal": {"Service": "svc.amazonaws.com"}, "Action": "*", "Resource": "*"}"#, "svc.amazonaws.com", "a:b", "x", "yes"),
    (r#"{"Effect": "Allow", "Principal": {"Service": ["o.amazonaws.com", "svc.amazonaws.com"]}, "Action": "*", "Resource": "*"}"#, "svc.amazonaws.com", "a:b", "x", "yes"),
    (r#"{"Effect": "Allow", "Principal": {"Service": "*.amazonaws.com"}, "Action": "*", "Resource": "*"}"#, "svc.amazonaws.com", "a:b", "x", "no"),
    (r#"{"Effect": "Allow", "Principal": {"Service": "svc.amazonaws.com"}, "Action": "*", "Resource": "*"}"#, "*", "a:b", "x", "no"),
    (r#"{"Effect": "Allow", "Principal": {"Service": "svc.<region>.amazonaws.com"}, "Action": "*", "Resource": "*"}"#, "svc.<region>.amazonaws.com", "a:b", "x", "yes"),
    (r#"{"Effect": "Allow", "Principal": {"Service": "svc.eu-west-1.amazonaws.com"}, "Action": "*", "Resource": "*"}"#, "svc.<region>.amazonaws.com", "a:b", "x", "?"),
    (r#"{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "*", "Resource": "*"}"#, "arn:aws:iam::111122223333:role/r", "a:b", "x", "yes"),
    (r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "*", "Resource": "*"}"#, "arn:aws:iam::111122223333:role/r", "a:b", "x", "yes"),
    (r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::<account>:root"}, "Action": "*", "Resource": "*"}"#, "arn:aws:iam::<account>:role/r", "a:b", "x", "yes"),
    (r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/r"}, "Action": "*", "Resource": "*"}"#, "arn:aws:iam::111122223333:role/r", "a:b", "x", "yes"),
    (r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/*"}, "Action": "*", "Resource": "*"}"#, "arn:aws:iam::111122223333:role/r", "a:b", "x", "no"),
    (r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:root"}, "Action": "*", "Resource": "*"}"#, "arn:aws:iam::111122223333:role/r", "a:b", "x", "no"),
    (r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:root"}, "Action": "*", "Resource": "*"}"#, "arn:aws:iam::<account>:role/r", "a:b", "x", "?"),
    (r#"{"Effect": "Allow", "Principal": {"CanonicalUser": "abc"}, "Action": "*", "Resource": "*"}"#, "*", "a:b", "x", "no"),
    (r#"{"Effect": "Allow", "Principal": {"Federated": "cognito-identity.amazonaws.com"}, "Action": "*", "Resource": "*"}"#, "cognito-identity.amazonaws.com", "a:b", "x", "no"),
    (r#"{"Effect": "Allow", "NotPrincipal": {"AWS": "arn:aws:iam::1:role/r"}, "Action": "*", "Resource": "*"}"#, "svc.amazonaws.com", "a:b", "x", "yes"),
    (r#"{"Effect": "Allow", "NotPrincipal": {"Service": "svc.amazonaws.com"}, "Action": "*", "Resource": "*"}"#, "svc.amazonaws.com", "a:b", "x", "no"),
    (r#"{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "NotPrincipal": {"AWS": "arn:aws:iam::1:role/r"}, "Action": "*", "Resource": "*"}"#, "svc.amazonaws.com", "a:b", "x", "no"),
    (r#"{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "NotPrincipal": {"Service": "svc.amazonaws.com"}, "Action": "*", "Resource": "*"}"#, "svc.amazonaws.com", "a:b", "x", "yes"),
    (r#"{"Effect": "Allow", "Principal": {"AWS": "<var.who>"}, "Action": "*", "Resource": "*"}"#, "svc.amazonaws.com", "a:b", "x", "?"),
    (r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::<var.a>:root"}, "Action": "*", "Resource": "*"}"#, "svc.amazonaws.com", "a:b", "x", "no"),
    (r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#, "svc.amazonaws.com", "a:b", "x", "?"),
    // unknown parts
    (r#"{"Effect": "Allow", "Action": "<var.action>", "Resource": "*"}"#, "holder", "s3:GetObject", "x", "?"),
    (r#"{"Effect": "Allow", "Action": "s3:<var.action>", "Resource": "*"}"#, "holder", "sns:Publish", "x", "no"),
    (r#"{"Effect": "<var.effect>", "Action": "*", "Resource": "*"}"#, "holder", "s3:GetObject", "x", "?"),
    (r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "<var.effect>", "Action": "*", "Resource": "*"}"#, "holder", "s3:GetObject", "x", "?"),
    (r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "<var.effect>", "Action": "sns:*", "Resource": "*"}"#, "holder", "s3:GetObject", "x", "yes"),
    (r#"{"Effect": "Deny", "Action": "*", "Resource": "*"}, {"Effect": "<var.effect>", "Action": "*", "Resource": "*"}"#, "holder", "s3:GetObject", "x", "no"),
    (r#"{"Effect": "Allow", "Action": ["s3:*"], "Resource": <var.list>}"#, "holder", "s3:GetObject", "x", "?"),
    (r#"{"Effect": "Allow", "Action": ["s3:*"], "Resource": ["*", <var.item>]}"#, "holder", "s3:GetObject", "x", "yes"),
    (r#"{"Effect": "Allow", "NotAction": [<var.item>], "Resource": ["*"]}"#, "holder", "s3:GetObject", "x", "?"),
    (r#"<var.statement>, {"Effect": "Allow", "Action": "*", "Resource": "*"}"#, "holder", "s3:GetObject", "x", "?"),
    (r#"<var.statement>, {"Effect": "Deny", "Action": "*", "Resource": "*"}"#, "holder", "s3:GetObject", "x", "no"),
    (r#"<var.statement>"#, "holder", "s3:GetObject", "x", "?"),
    (r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": <var.condition>}"#, "holder", "s3:GetObject", "x", "?"),
    (r#"{"Effect": "Allow", "Action": "sns:*", "Resource": "*", "Condition": <var.condition>}"#, "holder", "s3:GetObject", "x", "no"),
    // what AWS refuses is not understood
    (r#"{"Effect": "Allow", "Action": "*", "NotAction": "s3:*", "Resource": "*"}"#, "holder", "s3:GetObject", "x", "?"),
    (r#"{"Effect": "allow", "Action": "*", "Resource": "*"}"#, "holder", "s3:GetObject", "x", "?"),
    (r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "condition": {}}"#, "holder", "s3:GetObject", "x", "?"),
    (r#"{"Effect": "Allow", "Resource": "*"}"#, "holder", "s3:GetObject", "x", "?"),
];

#[test]
fn decisions_are_those_of_the_documentation() {
    let mut wrong = Vec::new();
    for (statements, who, action, resource, wanted) in CASES {
        let who = match *who {
            "holder" => Principal::Holder,
            "*" => Principal::Anyone,
            arn if arn.starts_with("arn:") => Principal::Aws(text(arn)),
            service => Principal::Service(text(service)),
        };
        let context = Context::new()
            .with("aws:SecureTransport", ContextValue::text("true"))
            .with("aws:Home", ContextValue::text("me"))
            .without(&["aws:Gone"]);
        let resource = [text(resource)];
        let question = Question { principal: &who, action, resource: Some(&resource), context: &context };
        let decision = may(&Policy::read(&document(statements)), &question);
        let said = shown(&decision.value);
        if said != *wanted {
            wrong.push(format!("{statements} for {action}: {said}, wanted {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_deciding_statement_is_the_witness() {
    let policy = Policy::read(&document(
        r#"{"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*"},
           {"Sid": "Keep", "Effect": "Deny", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/secret/*"}"#,
    ));
    let asked = |resource: &str, action: &str| {
        let resource = [text(resource)];
        let context = Context::new();
        let question =
            Question { principal: &Principal::Holder, action, resource: Some(&resource), context: &context };
        may(&policy, &question).witness.map(|it| it.words)
    };
    assert_eq!(
        asked("arn:aws:s3:::b/k", "s3:GetObject").as_deref(),
        Some("statement `Read` allows `s3:Get*` on `*`")
    );
    assert_eq!(
        asked("arn:aws:s3:::b/secret/k", "s3:GetObject").as_deref(),
        Some("statement `Keep` denies `s3:Get*` on `arn:aws:s3:::b/secret/*`")
    );
    assert_eq!(asked("arn:aws:s3:::b/k", "s3:PutObject"), None);
}
