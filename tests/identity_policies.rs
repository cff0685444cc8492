//! What identity policies let roles, users and groups do to a log bucket and its trail: cases in
//! `tests/data/identity_policies.txt`, each `=== verdict: title` and the Terraform of it.

use super::rules::run;
use std::fs;
use std::path::PathBuf;
use trailguard::fs::Memory;
use trailguard::linter::{Linter, Options, Report, RuleSettings, Scope};
use trailguard::rule::{Setting, Settings};

const RULE: &str = "bucket/identity-tamper";

/// In every case.
const COMMON: &str = r#"
resource "aws_s3_bucket" "logs" {
  bucket = "audit-logs"
}

resource "aws_cloudtrail" "audit" {
  name           = "audit"
  s3_bucket_name = aws_s3_bucket.logs.id
}

data "aws_caller_identity" "me" {}
"#;

/// What the rule says of the one bucket; `None` where it says nothing.
fn said(report: &Report) -> Option<String> {
    assert!(report.errors.is_empty(), "{:?}", report.errors);
    assert!(report.findings.len() <= 1, "{:?}", report.findings);
    report.findings.first().map(|finding| finding.verdict.to_string())
}

#[test]
fn what_identities_may_do_is_known() {
    let cases = fs::read_to_string("tests/data/identity_policies.txt").unwrap();
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in cases.split("\n=== ").skip(1) {
        let (head, body) = case.split_once('\n').unwrap();
        let (verdict, title) = head.split_once(": ").unwrap();
        let report = run(RULE, Scope::Files, "main.tf", &format!("{COMMON}\n{body}"));
        let said = said(&report);
        if said.as_deref() != Some(verdict) {
            wrong.push(format!("{title}: {verdict} wanted, but {said:?}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty() && count > 30, "of {count}:\n{}", wrong.join("\n"));
}

/// These files being the whole account, a policy that nothing here attaches is nobody's.
#[test]
fn what_nobody_holds_lets_nobody_do_anything() {
    let policy = r#"
resource "aws_iam_policy" "storage" {
  name = "storage"

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }]
  })
}
"#;
    let text = format!("{COMMON}\n{policy}");
    let in_scope = |scope| said(&run(RULE, scope, "main.tf", &text));
    assert_eq!(in_scope(Scope::Files).as_deref(), Some("unknown"));
    assert_eq!(in_scope(Scope::Account).as_deref(), Some("pass"));
}

/// Who may all the same is named by name or by address.
#[test]
fn those_who_may_are_left_out() {
    let role = r#"
resource "aws_iam_role" "emergency" {
  name = "break-glass"

  inline_policy {
    name = "all"
    policy = jsonencode({
      Version   = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }]
    })
  }
}
"#;
    for (allowed, verdict) in
        [("break-*", "pass"), ("aws_iam_role.emergency", "pass"), ("break", "fail"), ("other", "fail")]
    {
        let parameters =
            Settings::from([("allowed_identities".to_owned(), Setting::Strings(vec![allowed.to_owned()]))]);
        let settings = RuleSettings { parameters, ..RuleSettings::default() };
        let options = Options {
            paths: vec![PathBuf::from("/w")],
            select: vec![RULE.to_owned()],
            rule_settings: [(RULE.to_owned(), settings)].into(),
            ..Options::default()
        };
        let files = Memory::new().with("/w/main.tf", format!("{COMMON}\n{role}"));
        assert_eq!(
            said(&Linter::default().run(&options, &files).unwrap()).as_deref(),
            Some(verdict),
            "{allowed}"
        );
    }
}
