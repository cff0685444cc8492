//! What `scope: account`, account groups and context change: what is linked, what is absent, what is reported.

use std::path::PathBuf;
use trailguard::fs::Memory;
use trailguard::linter::{AccountGroup, Linter, Options, Scope};

/// A trail whose bucket is named by a literal and is not in its files.
const TRAIL: &str = r#"
resource "aws_cloudtrail" "main" {
  name           = "main"
  s3_bucket_name = "audit-logs"
}
"#;

/// That bucket with what CloudTrail needs; it shares its address with nothing.
const BUCKET: &str = r#"
data "aws_caller_identity" "current" {}
resource "aws_s3_bucket" "logs" {
  bucket = "audit-logs"
}
resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:GetBucketAcl", Resource = aws_s3_bucket.logs.arn },
      { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject",
        Resource = "${aws_s3_bucket.logs.arn}/AWSLogs/${data.aws_caller_identity.current.account_id}/*",
        Condition = { StringEquals = { "s3:x-amz-acl" = "bucket-owner-full-control" } } },
    ]
  })
}
"#;

const GROUP: &str = "prod";

/// How a run is meant.
#[derive(Clone, Copy)]
enum Mode {
    Files,
    Account,
    Group(&'static [&'static str]),
    Context(&'static [&'static str]),
}

/// Every verdict of a rule as `unit address verdict`, sorted.
fn verdicts(rule: &str, mode: Mode, paths: &[&str], files: &[(&str, &str)]) -> Vec<String> {
    let mut options = Options { select: vec![rule.to_owned()], ..Options::default() };
    options.paths = paths.iter().map(PathBuf::from).collect();
    match mode {
        Mode::Files => {}
        Mode::Account => options.scope = Scope::Account,
        Mode::Group(paths) => {
            let paths = paths.iter().map(ToString::to_string).collect();
            options.accounts = vec![AccountGroup { name: GROUP.to_owned(), paths }];
        }
        Mode::Context(paths) => options.context = paths.iter().map(PathBuf::from).collect(),
    }
    let memory = files.iter().fold(Memory::new(), |memory, (path, text)| memory.with(*path, *text));
    let work = move || Linter::default().run(&options, &memory).unwrap();
    let report = std::thread::Builder::new().stack_size(64 << 20).spawn(work).unwrap().join().unwrap();
    assert!(report.errors.is_empty(), "{:?}", report.errors);
    let mut said: Vec<String> = report
        .findings
        .iter()
        .map(|finding| {
            let address = finding.resource.as_ref().map_or("-", |it| &*it.address);
            format!("{} {address} {}", finding.unit.root.display(), finding.verdict)
        })
        .collect();
    said.sort();
    said
}

#[test]
fn what_is_not_here_is_absent_from_an_account() {
    let files = [("/w/a/main.tf", TRAIL)];
    let cases = [
        ("bucket/allows-delivery", "/w/a aws_cloudtrail.main"),
        ("config/recorder-exists", "/w/a -"),
        ("events/s3-write-data-events", "/w/a -"),
        ("alarm/root-usage", "/w/a aws_cloudtrail.main"),
        ("organization/scp-protects-trail", "/w/a -"),
    ];
    for (rule, who) in cases {
        let open = verdicts(rule, Mode::Files, &["/w"], &files);
        assert!(open.is_empty() || open == [format!("{who} unknown")], "{rule}: {open:?}");
        for mode in [Mode::Account, Mode::Group(&["/w/a"]), Mode::Group(&["/w/*"])] {
            assert_eq!(verdicts(rule, mode, &["/w"], &files), [format!("{who} fail")], "{rule}");
        }
    }
}

#[test]
fn a_neighbour_in_another_unit_of_the_account_is_found() {
    let files = [("/w/a/main.tf", TRAIL), ("/w/b/main.tf", BUCKET)];
    let rule = "bucket/allows-delivery";
    let says = |mode, verdict: &str| {
        let said = verdicts(rule, mode, &["/w"], &files);
        assert_eq!(said, [format!("/w/a aws_cloudtrail.main {verdict}")]);
    };
    says(Mode::Files, "unknown");
    says(Mode::Account, "pass");
    says(Mode::Group(&["/w/a", "/w/b"]), "pass");
    says(Mode::Group(&["/w/*"]), "pass");
    says(Mode::Group(&["/w/a"]), "fail");
}

/// The bucket's own rules are asked once a trail leads to it, in the unit that it is in.
#[test]
fn findings_keep_their_unit() {
    let files = [("/w/a/main.tf", TRAIL), ("/w/b/main.tf", &BUCKET.replace("cloudtrail.amazonaws.com", "x"))];
    let rule = "bucket/versioning";
    assert!(verdicts(rule, Mode::Files, &["/w"], &files).is_empty());
    let said = verdicts(rule, Mode::Group(&["/w"]), &["/w"], &files);
    assert_eq!(said, ["/w/b aws_s3_bucket.logs fail"]);
}

#[test]
fn context_is_linked_to_and_not_reported() {
    let files = [("/w/a/main.tf", TRAIL), ("/w/b/main.tf", BUCKET)];
    let delivery = verdicts("bucket/allows-delivery", Mode::Context(&["/w/b"]), &["/w/a"], &files);
    // whose account the policy speaks of is not said
    assert_eq!(delivery, ["/w/a aws_cloudtrail.main unknown"]);
    let fixed = BUCKET.replace("${data.aws_caller_identity.current.account_id}", "*");
    let files = [("/w/a/main.tf", TRAIL), ("/w/b/main.tf", fixed.as_str())];
    let delivery = verdicts("bucket/allows-delivery", Mode::Context(&["/w/b"]), &["/w/a"], &files);
    assert_eq!(delivery, ["/w/a aws_cloudtrail.main pass"]);
    let versioning = verdicts("bucket/versioning", Mode::Context(&["/w/b"]), &["/w/a"], &files);
    assert_eq!(versioning, Vec::<String>::new());
}

/// Two units with the same addresses, the same variables and the same names inside.
#[test]
fn units_of_one_account_do_not_clash() {
    let unit = |name: &str, versioning: &str| {
        format!(
            r#"
variable "prefix" {{ type = string }}
resource "aws_cloudtrail" "t" {{
  name           = "{name}"
  s3_bucket_name = aws_s3_bucket.logs.id
}}
resource "aws_s3_bucket" "logs" {{
  bucket = "${{var.prefix}}-logs"
}}
resource "aws_s3_bucket_versioning" "logs" {{
  bucket = aws_s3_bucket.logs.id
  versioning_configuration {{ status = "{versioning}" }}
}}
"#
        )
    };
    let (a, b) = (unit("one", "Enabled"), unit("two", "Suspended"));
    let files = [("/w/a/main.tf", a.as_str()), ("/w/b/main.tf", b.as_str())];
    let said = verdicts("bucket/versioning", Mode::Account, &["/w"], &files);
    assert_eq!(said, ["/w/a aws_s3_bucket.logs pass", "/w/b aws_s3_bucket.logs fail"]);
}

#[test]
fn exports_link_templates_of_one_account() {
    let trail = "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      IsLogging: true\n      S3BucketName: !ImportValue log-bucket\n";
    let bucket = "Resources:\n  Trail:\n    Type: AWS::S3::Bucket\n    Properties:\n      VersioningConfiguration: {Status: Enabled}\nOutputs:\n  Bucket:\n    Value: !Ref Trail\n    Export: {Name: log-bucket}\n";
    let files = [("/w/trail.yaml", trail), ("/w/bucket.yaml", bucket)];
    assert!(verdicts("bucket/versioning", Mode::Files, &["/w"], &files).is_empty());
    let said = verdicts("bucket/versioning", Mode::Group(&["/w"]), &["/w"], &files);
    assert_eq!(said, ["/w/bucket.yaml Trail pass"]);
    let before = verdicts("bucket/policy-before-trail", Mode::Group(&["/w"]), &["/w"], &files);
    assert_eq!(before, ["/w/trail.yaml Trail fail"]);
}

#[test]
fn another_account_stays_elsewhere() {
    let key = r#"
resource "aws_cloudtrail" "main" {
  name           = "main"
  s3_bucket_name = "b"
  kms_key_id     = "arn:aws:kms:eu-west-1:111122223333:key/1234"
}
"#;
    let said = verdicts("key/policy-allows-cloudtrail", Mode::Account, &["/w"], &[("/w/main.tf", key)]);
    assert_eq!(said, ["/w aws_cloudtrail.main unknown"]);
}

#[test]
fn a_path_of_an_account_that_is_not_there_is_an_error() {
    let options = Options {
        paths: vec![PathBuf::from("/w")],
        accounts: vec![AccountGroup { name: GROUP.to_owned(), paths: vec!["/w/gone".to_owned()] }],
        ..Options::default()
    };
    let memory = Memory::new().with("/w/main.tf", TRAIL);
    let error = Linter::default().run(&options, &memory).unwrap_err();
    assert!(error.to_string().contains("gone"), "{error}");
}

/// Composite alarms, whose own actions tell of alarms that have none.
#[test]
fn a_composite_alarm_speaks_for_its_members() {
    let estate = |rule: &str, actions: &str| {
        format!(
            r#"
resource "aws_cloudtrail" "t" {{
  name                       = "t"
  s3_bucket_name             = "b"
  cloud_watch_logs_group_arn = "${{aws_cloudwatch_log_group.g.arn}}:*"
}}
resource "aws_cloudwatch_log_group" "g" {{
  name = "g"
}}
resource "aws_cloudwatch_log_metric_filter" "f" {{
  name           = "f"
  log_group_name = aws_cloudwatch_log_group.g.name
  pattern        = "{{ $.userIdentity.type = Root }}"
  metric_transformation {{
    name      = "M"
    namespace = "N"
    value     = "1"
  }}
}}
resource "aws_cloudwatch_metric_alarm" "a" {{
  alarm_name          = "root-usage"
  metric_name         = "M"
  namespace           = "N"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
}}
resource "aws_cloudwatch_composite_alarm" "c" {{
  alarm_name    = "c"
  alarm_rule    = {rule}
  alarm_actions = {actions}
}}
variable "rule" {{ type = string }}
"#
        )
    };
    let told = r#"["arn:aws:sns:eu-west-1:111122223333:x"]"#;
    let cases = [
        (r#""ALARM(root-usage)""#, told, "pass"),
        (r#""ALARM(\"root-usage\") OR ALARM(y)""#, told, "pass"),
        (r#""ALARM(${aws_cloudwatch_metric_alarm.a.alarm_name})""#, told, "pass"),
        (r#""ALARM(\"${aws_cloudwatch_metric_alarm.a.arn}\")""#, told, "pass"),
        (r#"join(" OR ", [for a in [aws_cloudwatch_metric_alarm.a] : "ALARM(${a.arn})"])"#, told, "pass"),
        (r#""ALARM(root-usage-2)""#, told, "fail"),
        (r#""ALARM(\"my root-usage\")""#, told, "fail"),
        (r#""ALARM(root-usage)""#, "[]", "fail"),
        ("var.rule", told, "unknown"),
    ];
    for (rule, actions, verdict) in cases {
        let text = estate(rule, actions);
        let said = verdicts("alarm/actions", Mode::Files, &["/w"], &[("/w/main.tf", &text)]);
        assert_eq!(said, [format!("/w aws_cloudwatch_metric_alarm.a {verdict}")], "{rule}");
    }
}

/// Without its bucket a trail is refused: that no bucket is here says nothing of a bucket elsewhere.
#[test]
fn a_trail_without_a_bucket_is_told_so() {
    let cases = [
        ("main.tf", "resource \"aws_cloudtrail\" \"t\" {\n  name = \"t\"\n}\n", "s3_bucket_name"),
        (
            "template.yaml",
            "Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      IsLogging: true\n",
            "S3BucketName",
        ),
    ];
    for (file, text, argument) in cases {
        let report = crate::rules::run("bucket/allows-delivery", Scope::Files, file, text);
        let [finding] = report.findings.as_slice() else { panic!("{:?}", report.findings) };
        let causes: Vec<String> = finding.causes.iter().map(ToString::to_string).collect();
        assert_eq!(causes, [format!("the trail has no `{argument}`, which is required")]);
        let report = crate::rules::run("bucket/allows-delivery", Scope::Account, file, text);
        assert_eq!(report.findings[0].verdict.to_string(), "fail", "{file}");
    }
}
