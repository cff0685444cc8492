//! What is not created only because of a default is told in one note, by what it would fail; and nothing else changes.

use std::path::PathBuf;
use trailguard::check::Verdict;
use trailguard::fs::Memory;
use trailguard::linter::{Linter, Options, Report};

const KEY: &str = r#"
variable "kms" { default = false }
resource "aws_kms_key" "k" {
  count  = var.kms ? 1 : 0
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "kms:*", Resource = "*" }] })
}
"#;

const PUBLIC_KEY: &str =
    "`aws_kms_key.k[0]` is not created: `var.kms` is false by default; if created, it fails key/not-public";

fn run(file: &str, text: &str) -> Report {
    let options = Options {
        paths: vec![PathBuf::from("/w")],
        select: ["key/not-public", "log-group/retention", "trail/customer-key"].map(str::to_owned).to_vec(),
        ..Options::default()
    };
    Linter::default().run(&options, &Memory::new().with(format!("/w/{file}").as_str(), text)).unwrap()
}

fn told(report: &Report) -> Vec<&str> {
    let notes = report.notes.iter().filter(|note| note.kind == "not-created");
    notes.map(|note| note.message.as_str()).collect()
}

fn failed(report: &Report) -> Vec<String> {
    let fails = report.findings.iter().filter(|it| it.verdict == Verdict::Fail);
    let address = |it: &trailguard::check::Finding| it.resource.as_ref().map(|it| it.address.to_string());
    fails.map(|it| format!("{} {}", it.rule.id, address(it).unwrap_or_default())).collect()
}

fn trail(arguments: &str) -> String {
    format!(
        "resource \"aws_cloudtrail\" \"t\" {{\n  name = \"ttt\"\n  s3_bucket_name = \"logs\"\n{arguments}}}\n"
    )
}

/// Under the default the trail has no key, and the key is a trail's where there is one.
#[test]
fn a_key_that_the_same_default_takes_from_the_trail_is_told() {
    for reference in [
        r#"join("", aws_kms_key.k[*].arn)"#,
        "one(aws_kms_key.k[*].arn)",
        "var.kms ? aws_kms_key.k[0].arn : null",
        "try(aws_kms_key.k[0].arn, null)",
    ] {
        let report = run("main.tf", &(KEY.to_owned() + &trail(&format!("  kms_key_id = {reference}\n"))));
        assert_eq!(told(&report), [PUBLIC_KEY], "{reference}");
        assert_eq!(failed(&report), ["trail/customer-key aws_cloudtrail.t"], "{reference}");
    }
}

/// By way of what the trail always has: its log group, its bucket with the companion that encrypts it.
#[test]
fn so_is_one_that_a_neighbour_or_its_companion_names() {
    let group = r#"
resource "aws_cloudwatch_log_group" "g" {
  retention_in_days = 365
  kms_key_id        = one(aws_kms_key.k[*].arn)
}
"#;
    let of_group = "  cloud_watch_logs_group_arn = \"${aws_cloudwatch_log_group.g.arn}:*\"\n";
    let report = run("main.tf", &[KEY, group, &trail(of_group)].concat());
    assert_eq!(told(&report), [PUBLIC_KEY]);
    let bucket = r#"
resource "aws_s3_bucket" "b" { bucket = "logs" }
resource "aws_s3_bucket_server_side_encryption_configuration" "b" {
  bucket = aws_s3_bucket.b.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.kms ? aws_kms_key.k[0].arn : null
    }
  }
}
"#;
    let report = run("main.tf", &[KEY, bucket, &trail("")].concat());
    assert_eq!(told(&report), [PUBLIC_KEY]);
}

/// A key that no trail comes to in any case is nobody's business.
#[test]
fn one_that_nothing_names_is_not() {
    let report = run("main.tf", &(KEY.to_owned() + &trail("")));
    assert_eq!(told(&report), [""; 0]);
    let kept = KEY.replace("default = false", "default = true");
    let report = run("main.tf", &(kept + &trail("  kms_key_id = one(aws_kms_key.k[*].arn)\n")));
    assert_eq!(told(&report), [""; 0]);
    assert_eq!(failed(&report), ["key/not-public aws_kms_key.k[0]"]);
}

/// A number decides, and a template names it.
#[test]
fn so_is_a_log_group_that_a_number_leaves_out() {
    let group = r#"
variable "days" {
  type    = number
  default = 0
}
resource "aws_cloudwatch_log_group" "g" {
  count             = var.days > 0 ? 1 : 0
  retention_in_days = 7
}
"#;
    let arn =
        "  cloud_watch_logs_group_arn = var.days > 0 ? \"${aws_cloudwatch_log_group.g[0].arn}:*\" : null\n";
    let report = run("main.tf", &[group, &trail(arn)].concat());
    assert_eq!(
        told(&report),
        [
            "`aws_cloudwatch_log_group.g[0]` is not created: `var.days` is 0 by default; if created, it fails log-group/retention"
        ]
    );
}

#[test]
fn cloudformation_is_alike() {
    let template = "
Parameters:
  UseOwnKey: {Type: String, Default: 'false', AllowedValues: ['true', 'false']}
Conditions:
  UseKey: !Equals [!Ref UseOwnKey, 'true']
Resources:
  Key:
    Type: AWS::KMS::Key
    Condition: UseKey
    Properties:
      KeyPolicy: {Statement: [{Effect: Allow, Principal: {AWS: '*'}, Action: 'kms:*', Resource: '*'}]}
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      IsLogging: true
      S3BucketName: logs
      KMSKeyId: !If [UseKey, !GetAtt Key.Arn, !Ref AWS::NoValue]
";
    let report = run("t.yaml", template);
    let expected =
        "`Key` is not created: `UseOwnKey` is \"false\" by default; if created, it fails key/not-public";
    assert_eq!(told(&report), [expected]);
    assert_eq!(failed(&report), ["trail/customer-key Trail"]);
    let report = run(
        "t.yaml",
        &template.replace("      KMSKeyId: !If [UseKey, !GetAtt Key.Arn, !Ref AWS::NoValue]\n", ""),
    );
    assert_eq!(told(&report), [""; 0]);
}

/// A table by environment switches it off everywhere: nobody's default, and nothing that was given.
#[test]
fn a_trail_that_no_case_creates_is_told_once() {
    let table = r#"
variable "environment" { type = string }
locals {
  trails  = { dev = { enabled = false }, prod = { enabled = false } }
  enabled = local.trails[var.environment].enabled
}
"#;
    let text = [table, &trail("  count = local.enabled ? 1 : 0\n")].concat();
    let report = run("main.tf", &text);
    let expected = "`aws_cloudtrail.t[0]` is not created: `local.enabled ? 1 : 0` is 0 in every case; if created, it fails trail/customer-key";
    assert_eq!(told(&report), [expected]);
    assert_eq!(failed(&report), [""; 0]);
    let report = run("main.tf", &text.replace("prod = { enabled = false", "prod = { enabled = true"));
    assert_eq!(told(&report), [""; 0]);
    let report = run("main.tf", &trail("  count = 0\n"));
    assert_eq!(
        told(&report),
        ["`aws_cloudtrail.t[0]` is not created: `count` is 0; if created, it fails trail/customer-key"]
    );
    let group = "resource \"aws_cloudwatch_log_group\" \"g\" {\n  count = 0\n}\n";
    assert_eq!(told(&run("main.tf", group)), [""; 0]);
}
