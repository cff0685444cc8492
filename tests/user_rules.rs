//! Rules of a user's own: taken in, refused with places, tested; what other linters were told.

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use trailguard::check::Verdict;
use trailguard::config::{self, rule_files};
use trailguard::fs::Memory;
use trailguard::linter::{Linter, Options};
use trailguard::rule::{Registry, Severity};
use trailguard::rule_tests::{self, Tests};

pub(crate) const GOOD: &str = r#"title: Trail files are validated
severity: high
kind: security
profile: default
subject: trail
parameters:
  wanted: {type: bool, default: true, doc: what validation has to be}
require: |
  trail.log_file_validation == parameters.wanted
message: "trail `${trail.name}` validates nothing"
why: without digests nobody can prove that a file was not changed
equivalents: {checkov: [CKV_AWS_36]}
fix: {set: trail.log_file_validation, to: parameters.wanted, safety: safe}
examples:
  - title: left out
    verdict: fail
    terraform: |
      resource "aws_cloudtrail" "audit" {   # <- the finding is here
        name           = "audit"
        s3_bucket_name = "logs"
      }
  - title: written
    verdict: pass
    cloudformation: |
      Resources:
        Audit: {Type: AWS::CloudTrail::Trail, Properties: {S3BucketName: logs, IsLogging: true, EnableLogFileValidation: true}}
"#;

/// The rules, and the files with tests beside them.
type TakenIn = (Registry, Vec<(PathBuf, String)>);

fn large<T: Send + 'static>(job: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(64 << 20).spawn(job).unwrap().join().unwrap()
}

fn taken_in(files: &[(&str, &str)], replace: bool) -> Result<TakenIn, Vec<String>> {
    let memory = files.iter().fold(Memory::new(), |memory, (path, text)| memory.with(path, *text));
    let found = rule_files(&memory, &[PathBuf::from("/r")])
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let mut registry = Registry::built_in();
    registry.add(found.rules, replace).map_err(|broken| {
        broken
            .iter()
            .flat_map(|it| it.to_string().lines().map(str::to_owned).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    })?;
    Ok((registry, found.tests))
}

fn faults(path: &str, text: &str) -> Vec<String> {
    taken_in(&[(path, text)], false).err().unwrap_or_default()
}

#[test]
fn a_rule_of_ones_own_runs_like_any_other() {
    let (registry, _) = taken_in(&[("/r/acme/validation.yaml", GOOD)], false).unwrap();
    assert_eq!(registry.own().collect::<Vec<_>>(), ["acme/validation"]);
    assert!(registry.groups().contains(&"acme"));
    let report = large(move || {
        let files = Memory::new().with(
            "/w/main.tf",
            "resource \"aws_cloudtrail\" \"t\" {\n  name = \"t\"\n  s3_bucket_name = \"logs\"\n}\n",
        );
        let options = Options { paths: vec!["/w".into()], select: vec!["acme".into()], ..Options::default() };
        Linter::new(registry).run(&options, &files).unwrap()
    });
    let [finding] = report.findings.as_slice() else { panic!("{:?}", report.findings) };
    assert_eq!((&*finding.rule.id, finding.verdict), ("acme/validation", Verdict::Fail));
    assert_eq!(finding.message, "trail `t` validates nothing");
    assert!(finding.remedy.is_some());
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (path, change, wanted) in [
        ("/r/top.yaml", ("", ""), "/r/top.yaml:1:1: rule `top` has no namespace"),
        ("/r/a/b/c.yaml", ("", ""), "rule files lie one folder deep"),
        ("/r/Acme/c.yaml", ("", ""), "small letters, digits and hyphens"),
        ("/r/trail/multi-region.yaml", ("", ""), "there is a built-in rule `trail/multi-region`"),
        ("/r/trail/own.yaml", ("", ""), "`trail` is a group of built-in rules"),
        ("/r/a/b.yaml", ("severity: high", "severity: hihg"), "/r/a/b.yaml:2:11: `severity` must be one of"),
        (
            "/r/a/b.yaml",
            ("subject: trail", "subject: trails"),
            "/r/a/b.yaml:5:10: `trails` is not a type of the model; did you mean `trail`?",
        ),
        (
            "/r/a/b.yaml",
            ("  trail.log_file_validation", "  trail.log_file_validatoin"),
            "/r/a/b.yaml:9:9: there is no field `log_file_validatoin` here; did you mean `log_file_validation`?",
        ),
        (
            "/r/a/b.yaml",
            ("== parameters.wanted", "== \"true\""),
            "/r/a/b.yaml:9:32: this string is compared with what is a bool",
        ),
        (
            "/r/a/b.yaml",
            ("== parameters.wanted", "== true && is_arm(trail.kms_key_id)"),
            "there is no function `is_arm`; did you mean `is_arn`?",
        ),
        (
            "/r/a/b.yaml",
            ("== parameters.wanted", "== true && trail.name"),
            "a string is neither true nor false",
        ),
        ("/r/a/b.yaml", ("message:", "mesage:"), "`mesage` is not a key here; did you mean `message`?"),
        ("/r/a/b.yaml", ("{checkov:", "{chekov:"), "`chekov` is not a key here; did you mean `checkov`?"),
        (
            "/r/a/b.yaml",
            ("verdict: fail", "verdict: fial"),
            "`verdict` is pass, fail, unknown or not-applicable",
        ),
        ("/r/a/b.yaml", ("title: Trail", "title: [Trail"), "/r/a/b.yaml:"),
    ] {
        let faults = faults(path, &GOOD.replacen(change.0, change.1, 1));
        assert!(faults.iter().any(|it| it.contains(wanted)), "{path} {change:?}: {faults:#?}");
    }
    let several =
        GOOD.replace("severity: high", "severity: x").replace("log_file_validation ==", "nothing ==");
    assert!(faults("/r/a/b.yaml", &several.replace("why:", "wy:")).len() >= 4);
    assert_eq!(faults("/r/readme.md", "x"), ["there is no rule file in `/r`"]);
    assert_eq!(faults("/r/a/empty.yaml", ""), ["/r/a/empty.yaml:1:1: nothing is written here"]);
}

#[test]
fn the_configuration_knows_rules_of_its_folders() {
    let text = "rules-folders: [policy]\nselect: [acme]\nrules: {acme/validation: {severity: low, parameters: {wanted: false}}}\n";
    let files = Memory::new().with("/w/.trailguard.yaml", text).with("/w/policy/acme/validation.yaml", GOOD);
    let file = Path::new("/w/.trailguard.yaml");
    let mut registry = Registry::built_in();
    assert!(config::read(&files, file, &registry).is_err());
    let folders = config::rules_folders(&files, file, &registry);
    assert_eq!(folders, [PathBuf::from("/w/policy")]);
    registry.add(rule_files(&files, &folders).unwrap().rules, false).unwrap();
    let configuration = config::read(&files, file, &registry).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(configuration.rules["acme/validation"].severity, Some(Severity::Low));
}

fn tested(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let (registry, tests) = taken_in(files, true).unwrap_or_else(|faults| panic!("{faults:?}"));
    let own: Vec<String> = registry.own().map(str::to_owned).collect();
    let ids: Vec<&str> = own.iter().map(String::as_str).collect();
    let Tests { tests, errors } = rule_tests::tests(&registry, &ids, &tests);
    let results = large(move || rule_tests::run(&Linter::new(registry), &tests));
    let shown = |it: &rule_tests::Tested| {
        let wrong: Vec<String> =
            it.differences.iter().map(|it| format!("{} {} / {}", it.what, it.expected, it.found)).collect();
        format!("{} {}: {}", it.test.title, it.test.form, wrong.join(", "))
    };
    (results.iter().map(shown).collect(), errors.into_iter().map(|it| it.message).collect())
}

#[test]
fn examples_and_test_files_are_run() {
    let (results, errors) = tested(&[("/r/a/b.yaml", GOOD)]);
    assert_eq!(
        (results, errors),
        (vec!["left out terraform: ".to_owned(), "written cloudformation: ".to_owned()], vec![])
    );
    let wrong = GOOD
        .replace("{   # <- the finding is here", "{")
        .replace("\"logs\"\n", "\"logs\" # <- the finding is here\n");
    assert_eq!(tested(&[("/r/a/b.yaml", &wrong)]).0[0], "left out terraform: line main.tf:3 / main.tf:1");
    let bare = GOOD.split("examples:").next().unwrap();
    assert_eq!(
        tested(&[("/r/a/b.yaml", bare)]).1,
        ["rule `a/b` has no examples: nothing shows that it works"]
    );
    let beside = "tests:\n  - {rule: a/b, title: t, verdict: fail, files: {x/main.tf: 'resource \"aws_cloudtrail\" \"t\" {}'}}\n";
    let (results, errors) = tested(&[("/r/a/b.yaml", bare), ("/r/a/b_test.yaml", beside)]);
    assert_eq!((results, errors), (vec!["t files: ".to_owned()], vec![]));
    for (test, wanted) in [
        ("rule: a/c", "rule `a/c` does not exist; did you mean `a/b`?"),
        ("rule: trail/tags", "rule `trail/tags` is built in, and not tested here"),
        ("rule: a/b, verdit: fail", "`verdit` is not a key here; did you mean `verdict`?"),
    ] {
        let text = format!("tests:\n  - {{{test}, title: t, verdict: pass, terraform: ''}}\n");
        let errors = tested(&[("/r/a/b.yaml", GOOD), ("/r/a/b_test.yaml", &text)]).1;
        assert!(errors.iter().any(|it| it == wanted), "{test}: {errors:?}");
    }
}

#[test]
fn what_is_fixed_was_broken_and_can_be_mended() {
    for (verdict, fixed, wanted) in [
        ("pass", "{cloudformation: x}", "`fixed` in an example that is `pass`: there is nothing to mend"),
        ("fail", "{cloudformation: x}", "the example has no `cloudformation` that could be fixed"),
        ("fail", "{teraform: x}", "`teraform` is not a key here; did you mean `terraform`?"),
        ("fail", "x", "`fixed` must be a mapping"),
        ("fail", "{terraform: [x]}", "`terraform` must be text"),
    ] {
        let verdict = format!("verdict: {verdict}");
        let text = GOOD.replacen(&verdict, &format!("{verdict}\n    fixed: {fixed}"), 1);
        let faults = faults("/r/a/b.yaml", &text);
        assert!(faults.iter().any(|it| it.contains(wanted)), "{fixed}: {faults:#?}");
    }
}

/// What `fixed` says is what the fix of the rule writes, byte for byte.
#[test]
fn what_a_fix_writes_is_compared() {
    let fixed = |validation: &str| {
        let text = "\"logs\"\n      }\n    fixed:\n      terraform: |\n        resource \"aws_cloudtrail\" \"audit\" {\n          \
            name                       = \"audit\"\n          s3_bucket_name             = \"logs\"\n          \
            enable_log_file_validation = VALIDATION\n        }\n";
        GOOD.replacen("\"logs\"\n      }\n", &text.replace("VALIDATION", validation), 1)
    };
    assert_eq!(tested(&[("/r/a/b.yaml", &fixed("true"))]).0[0], "left out terraform: ");
    let wrong = &tested(&[("/r/a/b.yaml", &fixed("false"))]).0[0];
    assert!(wrong.contains("fixed resource") && wrong.contains("= false"), "{wrong}");
    let without = fixed("true")
        .replace("fix: {set: trail.log_file_validation, to: parameters.wanted, safety: safe}\n", "");
    let faults = faults("/r/a/b.yaml", &without);
    assert_eq!(faults, ["/r/a/b.yaml:22:7: `fixed` in a rule without a `fix`"]);
    let beside = |verdict: &str, becomes: &str| {
        format!(
            "tests:\n  - rule: a/b\n    title: t\n    verdict: {verdict}\n    files:\n      main.tf: |\n        resource \"aws_cloudtrail\" \"t\" {{\n          \
             enable_log_file_validation = false\n        }}\n      other.tf: |\n        locals {{}}\n    fixed:\n      files:\n        {becomes}"
        )
    };
    let right = "main.tf: |\n          resource \"aws_cloudtrail\" \"t\" {\n            enable_log_file_validation = true\n          }\n";
    let of = |test: &str| tested(&[("/r/a/b.yaml", GOOD), ("/r/a/b_test.yaml", test)]);
    assert_eq!(of(&beside("fail", right)).0[2], "t files: ");
    assert!(
        of(&beside("fail", &right.replace("main", "x"))).0[2].contains("fixed a file of the test / x.tf")
    );
    assert_eq!(of(&beside("pass", right)).1, ["`fixed` in a test that is `pass`: there is nothing to mend"]);
}

/// The rules and tests in `rules/README.md` are what they say.
#[test]
fn the_worked_examples_of_the_reference_work() {
    let text = std::fs::read_to_string("rules/README.md").unwrap();
    let blocks: Vec<(String, &str)> = text
        .split("```yaml\n# policy/")
        .skip(1)
        .map(|block| {
            let block = block.split("```").next().unwrap();
            let (name, file) = block.split_once('\n').unwrap();
            (format!("/r/{name}"), file)
        })
        .collect();
    assert!(blocks.len() >= 4, "{blocks:?}");
    let files: Vec<(&str, &str)> = blocks.iter().map(|(path, file)| (&**path, *file)).collect();
    let (results, errors) = tested(&files);
    assert_eq!(errors, Vec::<String>::new());
    assert!(results.len() >= 4 && results.iter().all(|it| it.ends_with(": ")), "{results:#?}");
}

const TRAIL: &str = "resource \"aws_cloudtrail\" \"t\" {\n  name = \"t\"\n  s3_bucket_name = \"logs\"\n}\n";

fn silenced(path: &str, text: &str, peers: &[&str]) -> Vec<(String, String)> {
    let files = Memory::new().with(format!("/w/{path}"), text);
    let select = ["trail/customer-key", "trail/multi-region", "trail/log-file-validation"];
    let options = Options {
        paths: vec!["/w".into()],
        select: select.iter().map(|it| (*it).to_owned()).collect(),
        import_ignores: peers.iter().map(|it| (*it).to_owned()).collect(),
        ..Options::default()
    };
    let report = large(move || Linter::default().run(&options, &files).unwrap());
    assert_eq!(report.findings.len(), 3, "{text}");
    assert!(report.notes.iter().all(|note| !note.kind.starts_with("suppression")), "{:?}", report.notes);
    let one = |it: &trailguard::check::Finding| Some((it.rule.id.to_string(), it.suppressed.clone()?.reason));
    report.findings.iter().filter_map(one).collect()
}

#[test]
fn suppressions_of_other_linters_count_where_they_are_asked_for() {
    let inside = |comment: &str| TRAIL.replacen("\n", &format!("\n  {comment}\n"), 1);
    let template = |metadata: &str| {
        format!(
            "Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Metadata: {metadata}\n    Properties: {{S3BucketName: b, IsLogging: true}}\n"
        )
    };
    for (path, text, peer, wanted) in [
        (
            "main.tf",
            inside("#checkov:skip=CKV_AWS_35:no key yet"),
            "checkov",
            &[("trail/customer-key", "no key yet")][..],
        ),
        (
            "main.tf",
            inside("# checkov:skip=CKV_AWS_67"),
            "checkov",
            &[("trail/multi-region", "imported from checkov")],
        ),
        ("main.tf", inside("#checkov:skip=CKV_AWS_1:other"), "checkov", &[]),
        (
            "main.tf",
            format!("#trivy:ignore:AVD-AWS-0014 trivy:ignore:aws-0016\n{TRAIL}"),
            "trivy",
            &[
                ("trail/log-file-validation", "imported from trivy"),
                ("trail/multi-region", "imported from trivy"),
            ],
        ),
        ("main.tf", format!("#trivy:ignore:AVD-AWS-0014:exp:2020-01-01\n{TRAIL}"), "trivy", &[]),
        (
            "main.tf",
            format!("#tfsec:ignore:aws-cloudtrail-enable-all-regions one is enough\n{TRAIL}"),
            "tfsec",
            &[("trail/multi-region", "one is enough")],
        ),
        ("main.tf", format!("# kics-scan enable=x\n{TRAIL}"), "kics", &[]),
        (
            "t.yaml",
            template("{checkov: {skip: [{id: CKV_AWS_36, comment: why}]}}"),
            "checkov",
            &[("trail/log-file-validation", "why")],
        ),
        (
            "t.yaml",
            template("{guard: {SuppressedRules: [CLOUD_TRAIL_ENCRYPTION_ENABLED]}}"),
            "guard",
            &[("trail/customer-key", "imported from guard")],
        ),
    ] {
        let found = silenced(path, &text, &[peer]);
        let found: Vec<(&str, &str)> = found.iter().map(|(rule, reason)| (&**rule, &**reason)).collect();
        assert_eq!(found, wanted, "{text}");
        assert_eq!(silenced(path, &text, &[]), [], "not asked for: {text}");
    }
    assert_eq!(silenced("main.tf", &format!("# kics-scan ignore-block\n{TRAIL}"), &["kics"]).len(), 3);
}

/// Twins look alike, whatever language they are written in; what is not known is marked.
#[test]
fn the_estate_is_shown_in_the_shape_of_a_template() {
    let project = |path: &str, text: &str| -> Value {
        let files = Memory::new().with(format!("/w/{path}"), text);
        let options = Options { paths: vec!["/w".into()], ..Options::default() };
        let model = large(move || Linter::default().model(&options, &files).unwrap());
        let mut out = Vec::new();
        trailguard::report::projection::render(&model, &trailguard::report::View::default(), &mut out)
            .unwrap();
        serde_json::from_slice(&out).unwrap()
    };
    let terraform = project(
        "main.tf",
        "variable \"key\" {}\nresource \"aws_cloudtrail\" \"t\" {\n  name = \"t\"\n  s3_bucket_name = \"logs\"\n  kms_key_id = var.key\n  event_selector {\n    read_write_type = \"All\"\n  }\n}\n",
    );
    let trail = &terraform["Resources"]["aws_cloudtrail.t"];
    assert_eq!(trail["Type"], "AWS::CloudTrail::Trail");
    let properties = &trail["Properties"];
    assert_eq!((&properties["TrailName"], &properties["IsLogging"]), (&json!("t"), &json!(true)));
    assert_eq!(properties["KMSKeyId"]["unknown"], "variable `key` has no value");
    assert_eq!(properties["EventSelectors"][0]["ReadWriteType"], "All");
    assert_eq!(properties["IsMultiRegionTrail"], Value::Null, "it goes without saying");
    let template = project(
        "t.yaml",
        "Parameters:\n  Key: {Type: String}\nResources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties: {TrailName: t, S3BucketName: logs, IsLogging: true, KMSKeyId: !Ref Key, EventSelectors: [{ReadWriteType: All}]}\n",
    );
    let mut twin = template["Resources"]["T"].clone();
    twin["Properties"]["KMSKeyId"] = properties["KMSKeyId"].clone();
    // Terraform's provider writes what it has a default for
    twin["Properties"]["IncludeGlobalServiceEvents"] = properties["IncludeGlobalServiceEvents"].clone();
    assert_eq!(twin, *trail);
}
