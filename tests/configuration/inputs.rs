//! What a run is given: by the command line, by deployments, by what surrounds them.

use super::{BARE, ONE_RULE, check, check_with, notes, read, told, world};
use crate::command::{Scratch, trailguard};
use trailguard::check::Verdict;
use trailguard::linter::{Linter, Options};

#[test]
fn the_command_line_wins() {
    let files = world().with("/w/main.tf", BARE).with(
        "/w/.trailguard.yaml",
        "select: [trail/tags]\nignore: [trail/multi-region]\nregion: eu-west-1\noverrides: [{paths: ['**/*.tf'], ignore: [trail]}]\n",
    );
    let given = Options { select: vec!["trail/multi-region".to_owned()], ..Options::default() };
    assert_eq!(told(&check_with(&files, given)), [" - trail/multi-region fail high"]);
    let mut options = Options { region: Some("us-east-1".to_owned()), ..Options::default() };
    read(&files).unwrap().lay_under(&mut options);
    assert_eq!(options.region.as_deref(), Some("us-east-1"));
    let mut options = Options { ignore: vec!["key".to_owned()], ..Options::default() };
    read(&files).unwrap().lay_under(&mut options);
    assert_eq!(options.ignore, ["trail/multi-region", "key"]);
    assert_eq!(options.region.as_deref(), Some("eu-west-1"));
}

#[test]
fn each_deployment_is_a_unit() {
    let root = "variable \"multi\" {\n  type = bool\n}\nresource \"aws_cloudtrail\" \"t\" {\n  name = terraform.workspace\n  s3_bucket_name = \"b\"\n  is_multi_region_trail = var.multi\n}\n";
    let template = "Parameters:\n  Multi: {Type: String}\nResources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: b\n      IsLogging: true\n      IsMultiRegionTrail: !Ref Multi\n";
    let files = world()
        .with("/w/trail/main.tf", root)
        .with("/w/trail/prod.tfvars", "multi = true\n")
        .with("/w/plain/main.tf", root)
        .with("/w/stack.yaml", template)
        .with("/w/dev.json", "[{\"ParameterKey\": \"Multi\", \"ParameterValue\": \"false\"}]")
        .with(
            "/w/.trailguard.yaml",
            format!(
                "{ONE_RULE}deployments:\n  \
                 - {{name: prod, root: trail, var-files: [trail/prod.tfvars]}}\n  \
                 - {{name: dev, root: trail, var-files: [trail/prod.tfvars], variables: {{multi: false}}}}\n  \
                 - {{name: blue, template: stack.yaml, parameters: {{Multi: true}}}}\n  \
                 - {{name: green, template: stack.yaml, parameters-file: dev.json}}\n  \
                 - {{name: gone, root: nowhere}}\n"
            ),
        );
    let report = check(&files);
    let mut found = told(&report);
    found.sort();
    assert_eq!(
        found,
        [
            "plain - trail/multi-region unknown high",
            "stack.yaml blue trail/multi-region pass high",
            "stack.yaml green trail/multi-region fail high",
            "trail dev trail/multi-region fail high",
            "trail prod trail/multi-region pass high",
        ]
    );
    assert_eq!(notes(&report, "configuration"), ["deployment `gone` has no root module or template"]);
    let fingerprints: std::collections::HashSet<&str> =
        report.findings.iter().map(|it| &*it.fingerprint).collect();
    assert_eq!(fingerprints.len(), report.findings.len(), "deployments are told apart");
    let given = Options { variables: vec![("multi".to_owned(), "true".to_owned())], ..Options::default() };
    let report = check_with(&files, given);
    assert!(
        report.findings.iter().all(|it| it.verdict == Verdict::Pass || it.unit.root.ends_with("stack.yaml"))
    );
}

#[test]
fn surroundings_come_from_deployment_then_account_then_file() {
    let root = "data \"aws_region\" \"r\" {}\nresource \"aws_cloudtrail\" \"t\" {\n  name = \"trail-${data.aws_region.r.name}\"\n  s3_bucket_name = \"b\"\n}\n";
    let files =
        world().with("/w/a/main.tf", root).with("/w/b/main.tf", root).with("/w/c/main.tf", root).with(
            "/w/.trailguard.yaml",
            "select: [trail/multi-region]\nregion: eu-west-1\n\
         accounts: [{name: x, paths: ['b/**', 'c/**'], region: eu-west-2}]\n\
         deployments: [{name: d, root: c, region: eu-west-3}]\n",
        );
    let mut options = Options { paths: vec!["/w".into()], ..Options::default() };
    let mut configuration = read(&files).unwrap();
    configuration.accounts.clear();
    configuration.lay_under(&mut options);
    let report = Linter::default().run(&options, &files).unwrap();
    let messages: Vec<&str> = report.findings.iter().map(|it| &*it.message).collect();
    for (message, region) in messages.iter().zip(["eu-west-1", "eu-west-2", "eu-west-3"]) {
        assert!(message.contains(&format!("`trail-{region}`")), "{messages:?}");
    }
}

#[test]
fn an_organization_trail_elsewhere_answers_for_the_account() {
    let files = world().with(
        "/w/main.tf",
        "resource \"aws_organizations_organization\" \"o\" {\n  feature_set = \"ALL\"\n}\n",
    );
    let rules = "select: [trail/exists, organization/organization-trail]\n";
    let without = check(&files.clone().with("/w/.trailguard.yaml", rules));
    assert!(!without.findings.is_empty() && without.findings.iter().all(|it| it.verdict == Verdict::Unknown));
    let with =
        check(&files.with("/w/.trailguard.yaml", format!("{rules}organization-trail: {{name: org}}\n")));
    assert_eq!(with.findings.len(), without.findings.len());
    assert!(with.findings.iter().all(|it| it.verdict == Verdict::Pass));
}

const SWITCHED: &str = "Parameters: {Env: {Type: String, Default: b}}\nConditions: {A: !Equals [!Ref Env, a]}\n\
    Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties: {S3BucketName: logs, IsLogging: true, \
    IsMultiRegionTrail: !If [A, false, true]}\n";

#[test]
fn a_value_for_what_nobody_declares_is_told() {
    let folder = Scratch::new("undeclared")
        .with("t.yaml", SWITCHED)
        .with("main.tf", "variable \"on\" {\n  default = true\n}\nresource \"aws_cloudtrail\" \"t\" {\n  enable_logging = var.on\n}\n");
    let said = |arguments: &[&str]| {
        let all = [&["check", "--no-config", "--select", "trail/multi-region"], arguments].concat();
        let output = trailguard(folder.path(), &all);
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    };
    for (arguments, expected) in [
        (
            &["--parameter", "Envv=a"][..],
            "no template that was looked at declares parameter `Envv`, given by --parameter: did you mean `Env`?",
        ),
        (
            &["--var", "onn=false"],
            "no root module that was looked at declares variable `onn`, given by `--var`: did you mean `on`?",
        ),
    ] {
        let said = said(arguments).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(expected), "{said}");
    }
    for arguments in [&["--parameter", "Env=a"][..], &["--var", "on=false"], &[]] {
        assert!(!said(arguments).contains("declares"), "{arguments:?}");
    }
}

#[test]
fn a_previous_value_is_not_the_default() {
    let folder = Scratch::new("previous")
        .with("t.yaml", SWITCHED)
        .with("p.json", "[{\"ParameterKey\": \"Env\", \"UsePreviousValue\": true}]");
    let passed = |arguments: &[&str]| {
        let all =
            [&["check", "--no-config", "--select", "trail/multi-region", "--format", "json"], arguments]
                .concat();
        let output = trailguard(folder.path(), &all);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        report["summary"]["pass"].clone()
    };
    assert_eq!(passed(&[]), 1);
    assert_eq!(passed(&["--parameters", "p.json"]), 0);
}
