//! Rules of AWS CloudFormation Guard: on both languages alike, on what is not known, on hostile rule files, from the
//! command and in its tests.

use crate::command::{Scratch, trailguard};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use trailguard::check::{Finding, Verdict};
use trailguard::config::rule_files;
use trailguard::fs::Memory;
use trailguard::guard::engine::InThisProcess;
use trailguard::linter::{Linter, Options, Report, RuleSettings};
use trailguard::rule::{Registry, Severity};

fn large<T: Send + 'static>(job: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(64 << 20).spawn(job).unwrap().join().unwrap()
}

fn registry(files: &[(&str, String)]) -> Registry {
    let memory = files
        .iter()
        .fold(Memory::new(), |memory, (name, text)| memory.with(format!("/r/{name}"), text.clone()));
    let mut registry = Registry::built_in();
    registry.add(rule_files(&memory, &[PathBuf::from("/r")]).unwrap().rules, false).unwrap();
    registry
}

fn report_with(rules: &[(&str, String)], files: &[(&str, String)], more: Options) -> Report {
    let registry = registry(rules);
    let files = files
        .iter()
        .fold(Memory::new(), |memory, (name, text)| memory.with(format!("/w/{name}"), text.clone()));
    large(move || {
        let select = if more.select.is_empty() { vec!["guard".to_owned()] } else { more.select.clone() };
        let options = Options { paths: vec![PathBuf::from("/w")], select, ..more };
        Linter::new(registry).with_guard(Box::new(InThisProcess)).run(&options, &files).unwrap()
    })
}

fn report(rule: &str, name: &str, text: &str) -> Report {
    let rules = [("own.guard", rule.to_owned())];
    report_with(&rules, &[(name, text.to_owned())], Options::default())
}

fn line(report: &Report, finding: &Finding) -> u32 {
    let Some(span) = finding.location else { return 0 };
    report.sources.get(span.source).map_or(0, |source| source.positions(span).0.line)
}

/// `address verdict line` of each finding, with when it fails.
fn said(report: &Report) -> Vec<String> {
    assert!(report.errors.is_empty(), "{:?}", report.errors);
    let one = |finding: &Finding| {
        let address = finding.resource.as_ref().map_or("-", |it| &it.address);
        let when = finding.fails_when.as_ref().map(|it| format!(" when {it}")).unwrap_or_default();
        format!("{address} {} {}{when}", finding.verdict, line(report, finding))
    };
    report.findings.iter().map(one).collect()
}

fn own_rules() -> Vec<(&'static str, String)> {
    ["trails.guard", "buckets.guard", "neighbours.guard"]
        .map(|name| (name, fs::read_to_string(Path::new("tests/data/guard").join(name)).unwrap()))
        .to_vec()
}

fn trail(arguments: &str) -> String {
    format!(
        "resource \"aws_cloudtrail\" \"t\" {{\n  name           = \"t\"\n  s3_bucket_name = \"logs\"\n{arguments}}}\n"
    )
}

const KEY: &str = "let t = Resources.*[ Type == 'AWS::CloudTrail::Trail' ]\nrule KEY when %t !empty {\n  %t.Properties.KMSKeyId exists\n}\n";

/// What the rules say of a unit, without the names that differ between languages.
fn by_type(report: &Report) -> BTreeMap<String, Vec<(String, Verdict)>> {
    let mut all: BTreeMap<String, Vec<(String, Verdict)>> = BTreeMap::new();
    for finding in &report.findings {
        let subject = finding.resource.as_ref().map_or("unit".to_owned(), |it| {
            trailguard::model::model_type_of(it.language, &it.kind).map_or("?", |(_, it)| it.name).to_owned()
        });
        all.entry(finding.rule.id.to_string()).or_default().push((subject, finding.verdict));
    }
    all.values_mut().for_each(|it| it.sort());
    all
}

#[test]
fn twins_get_the_same_verdicts() {
    let mut wrong = Vec::new();
    let (mut pairs, mut verdicts) = (0, 0);
    let mut paths: Vec<PathBuf> =
        fs::read_dir("tests/data/twins").unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|it| it == "tf")) {
        let text =
            |extension: &str, mark: &str| fs::read_to_string(path.with_extension(extension)).unwrap() + mark;
        let terraform = [("main.tf", text("tf", "\n# aws_cloudtrail\n"))];
        let cloudformation = [("template.yaml", text("yaml", "\n# AWS::CloudTrail::\n"))];
        let one = by_type(&report_with(&own_rules(), &terraform, Options::default()));
        let other = by_type(&report_with(&own_rules(), &cloudformation, Options::default()));
        pairs += 1;
        verdicts += one.values().map(Vec::len).sum::<usize>();
        for rule in one.keys().chain(other.keys()).collect::<std::collections::BTreeSet<_>>() {
            if one.get(rule) != other.get(rule) {
                let name = path.file_stem().unwrap().to_string_lossy();
                wrong.push(format!("{name} {rule}:\n  {:?}\n  {:?}", one.get(rule), other.get(rule)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(pairs >= 30 && verdicts >= 100, "{pairs} pairs, {verdicts} verdicts");
}

#[test]
fn a_failure_has_the_line_that_decides_and_the_words_of_its_author() {
    let text = format!(
        "variable \"multi\" {{\n  default = false\n}}\n{}",
        trail("  is_multi_region_trail = var.multi\n")
    );
    let report = report_with(&own_rules(), &[("main.tf", text)], Options::default());
    let of = |id: &str| report.findings.iter().find(|it| &*it.rule.id == id).unwrap();
    let key = of("guard/trails/trail-has-key");
    assert_eq!((key.verdict, line(&report, key)), (Verdict::Fail, 4));
    assert_eq!(key.message, "the log files of the trail are encrypted with no key of yours");
    assert_eq!(key.help.as_deref(), Some("set `KMSKeyId`"));
    assert_eq!(key.label, "no `KMSKeyId` here");
    let regions = of("guard/trails/trail-covers-all-regions");
    assert_eq!((regions.verdict, line(&report, regions)), (Verdict::Fail, 7));
    assert_eq!(regions.related[0].message, "default of variable `multi`");
    // what it names fails
    assert_eq!(of("guard/trails/trail-is-sound").verdict, Verdict::Fail);
    assert_eq!(of("guard/trails/trail-records").verdict, Verdict::Pass);
    assert!(!report.findings.iter().any(|it| it.rule.id.starts_with("guard/buckets")), "no bucket here");
    assert_eq!(report.not_applicable, 8);
}

#[test]
fn what_is_not_known_is_tried_with_all_that_it_may_be() {
    let variable = "variable \"x\" {}\n";
    let exists = KEY;
    let not_empty = KEY.replace("exists", "!empty");
    let other = KEY.replace("exists", "!= 'alias/aws/s3'");
    let equals = KEY.replace("exists", "== 'alias/audit'");
    let pattern = KEY.replace("exists", "== /^arn:/");
    let no_pattern = KEY.replace("exists", "!= /^alias/");
    let key = "resource \"aws_kms_key\" \"k\" {}\n";
    for (rule, argument, verdict) in [
        (exists, "var.x", "unknown"),
        (&*not_empty, "var.x", "unknown"),
        (&*other, "var.x", "unknown"),
        (&*equals, "var.x", "unknown"),
        (&*pattern, "var.x", "unknown"),
        (&*no_pattern, "var.x", "unknown"),
        (exists, "aws_kms_key.k.arn", "pass"),
        (&*not_empty, "aws_kms_key.k.arn", "pass"),
        (&*other, "aws_kms_key.k.arn", "pass"),
        (&*equals, "aws_kms_key.k.arn", "fail"),
        (exists, "\"alias/${var.x}\"", "pass"),
        (&*not_empty, "\"alias/${var.x}\"", "pass"),
        (&*equals, "\"alias/${var.x}\"", "unknown"),
        (&*equals, "\"${var.x}/other\"", "fail"),
    ] {
        let text = format!("{variable}{key}{}", trail(&format!("  kms_key_id = {argument}\n")));
        let report = report(rule, "main.tf", &text);
        let address = format!("aws_cloudtrail.t {verdict} ");
        assert!(said(&report)[0].starts_with(&address), "{rule}{argument}: {:?}", said(&report));
        if verdict == "unknown" {
            let causes = report.findings[0].causes.iter().map(ToString::to_string).collect::<Vec<_>>();
            assert_eq!(causes, ["variable `x` has no value"], "{rule}{argument}");
        }
    }
}

#[test]
fn numbers_are_tried_around_those_that_are_compared() {
    let rule = "rule KEPT {\n  AWS::Logs::LogGroup { Properties.RetentionInDays >= 365 }\n}\n";
    let group = |days: &str| {
        format!(
            "variable \"days\" {{\n  type = number\n}}\nresource \"aws_cloudwatch_log_group\" \"g\" {{\n  name = \"g\"\n  retention_in_days = {days}\n}}\n# aws_cloudtrail\n"
        )
    };
    for (days, verdict) in [("var.days", "unknown"), ("400", "pass"), ("90", "fail")] {
        let report = report(rule, "main.tf", &group(days));
        assert!(said(&report)[0].contains(verdict), "{days}: {:?}", said(&report));
    }
}

#[test]
fn what_no_rule_reads_costs_no_variant() {
    let arguments: String =
        ["s3_key_prefix", "sns_topic_name", "cloud_watch_logs_group_arn", "cloud_watch_logs_role_arn"]
            .iter()
            .map(|name| format!("  {name} = var.{name}\n"))
            .collect();
    let variables: String =
        ["s3_key_prefix", "sns_topic_name", "cloud_watch_logs_group_arn", "cloud_watch_logs_role_arn"]
            .iter()
            .map(|name| format!("variable \"{name}\" {{}}\n"))
            .collect();
    let text = format!("{variables}{}", trail(&(arguments + "  kms_key_id = \"k\"\n")));
    assert_eq!(said(&report(KEY, "main.tf", &text)), ["aws_cloudtrail.t pass 5"]);
    // one that reads all of them is over the bound
    let all = "rule ALL {\n  AWS::CloudTrail::Trail { Properties.* != 'a'\n  Properties.* != 'b'\n  Properties.* != 'c' }\n}\n";
    let report = report(all, "main.tf", &text);
    assert_eq!(report.findings[0].verdict, Verdict::Unknown);
    let causes: Vec<String> = report.findings[0].causes.iter().map(ToString::to_string).collect();
    assert!(causes.iter().any(|it| it.contains("variants of one resource")), "{causes:?}");
}

const BRANCHING: &str = "Parameters:
  Env: {Type: String}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  T:
    Type: AWS::CloudTrail::Trail
    Condition: IsProd
    Properties:
      S3BucketName: logs
      IsLogging: true
      IsMultiRegionTrail: !If [IsProd, true, false]
  U:
    Type: AWS::CloudTrail::Trail
    Properties:
      S3BucketName: logs
      IsLogging: true
      IsMultiRegionTrail: !If [IsProd, true, false]
      KMSKeyId: !If [IsProd, k, !Ref AWS::NoValue]
";

#[test]
fn cases_are_settled_like_those_of_other_rules() {
    let multi = "rule MULTI {\n  AWS::CloudTrail::Trail { Properties.IsMultiRegionTrail == true }\n}\n";
    assert_eq!(
        said(&report(multi, "t.yaml", BRANCHING)),
        ["T pass 6", "U unknown 18 when `IsProd` is false"]
    );
    // T is there only where it has no key
    assert_eq!(said(&report(KEY, "t.yaml", BRANCHING)), ["T fail 6", "U unknown 19 when `IsProd` is false"]);
}

#[test]
fn rules_that_relate_resources_are_asked_of_all_of_them() {
    let related = "let t = Resources.*[ Type == 'AWS::CloudTrail::Trail' ]\nlet b = Resources.*[ Type == 'AWS::S3::Bucket' ]\nrule R when %t !empty {\n  %b !empty\n  %b.Properties.VersioningConfiguration.Status == 'Enabled' <<a trail needs versions>>\n}\n";
    let bucket = "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"logs\"\n}\n";
    let versions = "resource \"aws_s3_bucket_versioning\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n  versioning_configuration {\n    status = \"Enabled\"\n  }\n}\n";
    let with = |text: &str| said(&report(related, "main.tf", &format!("{text}{}", trail(""))));
    assert_eq!(with(bucket), ["aws_s3_bucket.b fail 1"]);
    assert_eq!(with(&format!("{bucket}{versions}")), ["- pass 0"]);
    assert_eq!(with(""), ["- fail 0"]);
    let three: String = ["a", "b", "c", "d"]
        .map(|name| format!("resource \"aws_s3_bucket\" \"{name}\" {{\n  bucket = \"{name}\"\n}}\n"))
        .concat();
    let all = ["a fail 1", "b fail 4", "c fail 7", "d fail 10"].map(|it| format!("aws_s3_bucket.{it}"));
    assert_eq!(with(&three), all, "those alike fail alike");
    let counted =
        "let b = Resources.*[ Type == 'AWS::S3::Bucket' ]\nlet n = count(%b)\nrule N {\n  %n >= 4\n}\n";
    let said_of_count = said(&report(counted, "main.tf", &format!("{three}{}", trail(""))));
    assert_eq!(said_of_count, ["- pass 0"], "all are counted");
    // of Terraform not every type is shown
    let unseen = "rule U {\n  Resources.*[ Type == 'AWS::WAFv2::WebACL' ] !empty\n}\n";
    assert_eq!(said(&report(unseen, "main.tf", &trail(""))), ["- unknown 0"]);
    assert_eq!(said(&report(unseen, "t.yaml", BRANCHING)), ["- fail 0"]);
    let some = "rule SOME {\n  some Resources.*.Properties.KMSKeyId exists\n}\n";
    let keyed = format!("{bucket}{}", trail("  kms_key_id = \"k\"\n"));
    assert_eq!(said(&report(some, "main.tf", &keyed)), ["- pass 0"]);
}

#[test]
fn templates_are_shown_whole_types_outside_the_model_too() {
    let rule =
        "rule QUEUE {\n  AWS::SQS::Queue { Properties.KmsMasterKeyId exists <<the queue has no key>> }\n}\n";
    let template = "Resources:\n  T: {Type: AWS::CloudTrail::Trail, Properties: {S3BucketName: logs, IsLogging: true}}\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: {QueueName: q}\n";
    let report = report(rule, "t.yaml", template);
    assert_eq!(said(&report), ["Q fail 3"]);
    assert_eq!(report.findings[0].message, "the queue has no key");
}

#[test]
fn plans_are_asked_like_configurations() {
    let plan = r#"{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{"root_module":{"resources":[{"address":"aws_cloudtrail.t","mode":"managed","type":"aws_cloudtrail","name":"t","provider_name":"registry.terraform.io/hashicorp/aws","schema_version":0,"values":{"name":"t","s3_bucket_name":"logs","kms_key_id":null,"enable_logging":true}}]}},"resource_changes":[{"address":"aws_cloudtrail.t","mode":"managed","type":"aws_cloudtrail","name":"t","provider_name":"registry.terraform.io/hashicorp/aws","change":{"actions":["create"],"before":null,"after":{"name":"t","s3_bucket_name":"logs","kms_key_id":null,"enable_logging":true},"after_unknown":{"arn":true}}}],"configuration":{"root_module":{}}}"#;
    let said = said(&report(KEY, "plan.json", plan));
    assert!(said.len() == 1 && said[0].starts_with("aws_cloudtrail.t fail"), "{said:?}");
}

#[test]
fn what_is_silenced_is_told_as_silenced() {
    let template = "Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Metadata: {guard: {SuppressedRules: [TRAIL_HAS_KEY]}}\n    Properties: {S3BucketName: logs, IsLogging: true}\n";
    let report = report_with(&own_rules(), &[("t.yaml", template.to_owned())], Options::default());
    let key = report.findings.iter().find(|it| &*it.rule.id == "guard/trails/trail-has-key").unwrap();
    assert_eq!(key.verdict, Verdict::Fail);
    let suppressed = key.suppressed.as_ref().unwrap();
    assert_eq!(
        (suppressed.by.name(), &*suppressed.reason),
        ("metadata", "named in `Metadata.guard.SuppressedRules`")
    );
    for (name, others) in [("guard/own/key", 0), ("guard/own", 0), ("guard", 0), ("trail/multi-region", 1)] {
        let text = format!("# trailguard:ignore {name} -- a sandbox\n{}", trail(""));
        let report = self::report(KEY, "main.tf", &text);
        let open = report.findings.iter().filter(|it| it.suppressed.is_none()).count();
        assert_eq!(open, others, "{name}");
    }
    let suppressions = trailguard::linter::SuppressionPolicy {
        not_ignorable: vec!["guard".to_owned()],
        ..Default::default()
    };
    let strict = Options { suppressions, ..Options::default() };
    let report = report_with(&own_rules(), &[("t.yaml", template.to_owned())], strict);
    assert!(report.findings.iter().all(|it| it.suppressed.is_none()));
}

#[test]
fn severities_and_choices_are_those_of_other_rules() {
    let settings = RuleSettings { severity: Some(Severity::Critical), ..RuleSettings::default() };
    let options = Options {
        rule_settings: BTreeMap::from([("guard/own/key".to_owned(), settings)]),
        ..Options::default()
    };
    let files = [("main.tf", trail(""))];
    let report = report_with(&[("own.guard", KEY.to_owned())], &files, options);
    assert_eq!(report.findings[0].rule.severity, Severity::Critical);
    let two = format!("{KEY}rule other when %t !empty {{\n  %t.Properties.SnsTopicName exists\n}}\n");
    for (select, ignore, count) in [
        ("guard/own", "", 2),
        ("guard/own/key", "", 1),
        ("guard", "guard/own/other", 1),
        ("trail/insights", "", 1),
    ] {
        let ignore = if ignore.is_empty() { Vec::new() } else { vec![ignore.to_owned()] };
        let options = Options { select: vec![select.to_owned()], ignore, ..Options::default() };
        let report = report_with(&[("own.guard", two.clone())], &files, options);
        assert_eq!(report.findings.len(), count, "{select}");
    }
}

#[test]
fn without_somebody_who_evaluates_that_is_noted() {
    let registry = registry(&[("own.guard", KEY.to_owned())]);
    let files = Memory::new().with("/w/main.tf", trail(""));
    let report = large(move || {
        let options = Options { paths: vec![PathBuf::from("/w")], ..Options::default() };
        Linter::new(registry).run(&options, &files).unwrap()
    });
    assert!(report.notes.iter().any(|note| note.kind == "guard-not-evaluated"), "{:?}", report.notes);
}

/// A run of the program.
struct Ran {
    status: i32,
    out: String,
    err: String,
}

impl Ran {
    fn all(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

fn ran_in(folder: &Path, arguments: &[&str]) -> Ran {
    let output = trailguard(folder, arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran { status: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
}

fn folder_with(name: &str, files: &[(&str, &str)]) -> Scratch {
    let scratch = Scratch::new(&format!("guard-{name}"));
    files.iter().fold(scratch, |folder, (path, text)| folder.with(path, text))
}

fn check(folder: &Path, rules: &str) -> Ran {
    ran_in(
        folder,
        &["check", "--no-config", "--format", "concise", "--select", "guard", "--rules", rules, "main.tf"],
    )
}

/// Rule files that no process survives, or that say nothing: each is named, and the others are asked.
#[test]
fn a_hostile_rule_file_takes_no_other_with_it() {
    let nested = format!("rule a {{\n  Resources.*{} exists\n}}\n", "[ Type exists ]".repeat(2000));
    let deep = format!("rule a {{\n  Resources.*{} exists\n", "[ Properties exists ".repeat(2000));
    for (name, text, message) in [
        ("malformed", "rule a {\n  Resources.* ==\n}\n", "malformed.guard:2:17: error this is no Guard rule"),
        ("unclosed", "rule a {\n  Resources exists\n", "unclosed.guard:1:8: error `{` is never closed"),
        ("endless", "rule a {\n  b\n}\nrule b {\n  a\n}\n", "rule `a` refers to itself by way of `b`"),
        (
            "circle",
            "let x = count(%y)\nlet y = count(%x)\nrule a {\n  %x exists\n}\n",
            "its rules cannot be evaluated",
        ),
        ("missing", "rule a {\n  %nobody exists\n}\n", "Could not resolve variable by name nobody"),
        ("nested", &nested, "its rules cannot be evaluated"),
        ("deep", &deep, "brackets nest deeper than 64 here"),
    ] {
        let file = format!("rules/{name}.guard");
        let folder = folder_with(name, &[("main.tf", &trail("")), ("rules/good.guard", KEY), (&file, text)]);
        let ran = check(folder.path(), "rules");
        assert_eq!(ran.status, 2, "{name}: {}", ran.all());
        assert!(
            ran.all().contains(message) && ran.all().contains(&format!("{name}.guard")),
            "{name}: {}",
            ran.all()
        );
        assert!(ran.out.contains("guard/good/key"), "{name}: the other rules are asked: {}", ran.all());
    }
    let never =
        "rule a when Resources.*[ Type == 'AWS::Nobody::Knows' ] !empty {\n  Resources.* !exists\n}\n";
    let folder = folder_with("never", &[("main.tf", &trail("")), ("rules/never.guard", never)]);
    let ran = check(folder.path(), "rules");
    assert_eq!((ran.status, ran.out.contains("guard/never")), (0, false), "{}", ran.all());
}

#[test]
fn guard_files_are_tested_by_their_own_tests() {
    let rules = fs::read_to_string("tests/data/guard/trails.guard").unwrap();
    let tests = fs::read_to_string("tests/data/guard/tests/trails_tests.yaml").unwrap();
    let folder = folder_with("tests", &[("r/trails.guard", &rules), ("r/tests/trails_tests.yaml", &tests)]);
    let ran = ran_in(folder.path(), &["test", "r"]);
    assert_eq!(ran.status, 0, "{}", ran.all());
    assert!(ran.out.contains("18 tests of 7 rules: 18 passed, 0 failed"), "{}", ran.out);
    let wrong = tests.replacen("TRAIL_RECORDS: PASS", "TRAIL_RECORDS: FAIL", 1);
    fs::write(folder.path().join("r/tests/trails_tests.yaml"), &wrong).unwrap();
    let ran = ran_in(folder.path(), &["test", "r", "--format", "junit"]);
    assert_eq!(ran.status, 1, "{}", ran.all());
    assert!(ran.out.contains("status: expected FAIL, found PASS"), "{}", ran.out);
    let unknown = tests.replacen("TRAIL_RECORDS: SKIP", "TRAIL_RECORD: SKIP", 1);
    fs::write(folder.path().join("r/tests/trails_tests.yaml"), &unknown).unwrap();
    let ran = ran_in(folder.path(), &["test", "r"]);
    assert_eq!(ran.status, 2, "{}", ran.all());
    assert!(
        ran.out.contains("there is no rule `TRAIL_RECORD` in `trails.guard`; did you mean `TRAIL_RECORDS`?")
    );
    fs::remove_file(folder.path().join("r/tests/trails_tests.yaml")).unwrap();
    let ran = ran_in(folder.path(), &["test", "r"]);
    assert_eq!(ran.status, 2, "a rule without a test is an error: {}", ran.all());
}

#[test]
fn rules_are_listed_and_explained() {
    let folder = folder_with("listed", &[("rules/own.guard", KEY)]);
    let ran = ran_in(folder.path(), &["rules", "--no-config", "--rules", "rules"]);
    assert!(ran.out.contains("guard/own/key"), "{}", ran.all());
    let ran = ran_in(folder.path(), &["explain", "--no-config", "--rules", "rules", "guard/own/key"]);
    assert_eq!(ran.status, 0, "{}", ran.all());
    assert!(ran.out.contains("%t.Properties.KMSKeyId exists"), "{}", ran.out);
}
