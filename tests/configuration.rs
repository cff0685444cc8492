//! The configuration file: what is read from it, what is wrong with it, and what it does to a run.

use std::path::{Path, PathBuf};
use trailguard::check::{Finding, Verdict};
use trailguard::config::{self, Configuration, Faults};
use trailguard::fs::Memory;
use trailguard::linter::{Linter, Options, Report};
use trailguard::rule::{Registry, Severity};

/// How a bad configuration can be told to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// By its form: the schema refuses it, too.
    ByForm,
    /// By its meaning: rules, files, versions, or text that no tree shows.
    ByMeaning,
}

/// Configurations that nothing is wrong with.
pub const GOOD: &[&str] = &[
    "",
    "# nothing\n",
    "{}",
    "profile: extended\nframeworks: [cis-aws-5.0]\nfail-on: high\nunknown: fail\nscope: account\n",
    "select: [trail, bucket/tls-only]\nignore: [trail/tags]\n",
    "include: [infra, \"infra/**\"]\nexclude: [\"**/legacy\", \"*.tf\"]\n",
    "rules:\n  trail/multi-region: {severity: low}\n  log-group/retention: {parameters: {min_days: 90}}\n",
    "rules:\n  trail/tags: {parameters: {required: [Owner, 111122223333]}}\n",
    "rules: {}\noverrides: []\n",
    "account: 012345678901\n",
    "account: 111122223333\npartition: aws-us-gov\nregion: us-gov-west-1\n",
    "account: \"012345678901\"\nregion: eu-central-1\n",
    "accounts: [{name: a, paths: [a/**], account: 111122223333, region: eu-west-1, partition: aws}]\n",
    "deployments:\n  - {name: on, root: infra, workspace: no, variables: {a: true, b: [1, x], c: {d: null}}}\n  - {name: x, template: t.yaml, parameters: {A: 1.10}}\n",
    "deployments: [{name: x, root: infra, var-files: [infra/x.tfvars], account: 012345678901}]\n",
    "deployments: [{name: x, template: t.yaml, parameters-file: p.json}]\n",
    "deployments: [{name: x, template: t.yaml, parameters-file: [p.json, p.json]}]\n",
    "organization-trail: {name: org}\n",
    "organization-trail: {name: org, arn: \"arn:aws:cloudtrail:eu-west-1:111122223333:trail/org\", home-region: eu-west-1, account: 111122223333, bucket: b, kms-key: k}\n",
    "suppressions: {require-reason: yes, longest-expiry: 90, not-ignorable: [trail]}\n",
    "required-version: \">=0.1, <9\"\n",
    "required-version: ^0.1\n",
    "required-version: 0.1\n",
    "overrides: [{paths: [a], select: [key], ignore: [key/rotation], rules: {key/rotation: {severity: info}}}]\n",
    "extends: base.yaml\nlocked: [suppressions, rules.trail/tags]\n",
    "extends: [base.yaml]\ncontext: [infra]\nrules-folders: [infra]\n",
    "rules:\noverrides:\nextends:\norganization-trail:\ndeployments:\nsuppressions:\n",
    "select: &x [trail]\nignore: *x\n",
];

/// Configurations that something is wrong with, and all that is.
pub const BAD: &[(&str, Judged, &[&str])] = &[
    ("- a\n", Judged::ByForm, &["1:1 `the file` must be a mapping, and this is a list"]),
    ("exlude: [a]\n", Judged::ByForm, &["1:1 `exlude` is not a key here (did you mean `exclude`?)"]),
    (
        "failOn: high\nfail_on: high\n",
        Judged::ByForm,
        &[
            "1:1 `failOn` is not a key here (did you mean `fail-on`?)",
            "2:1 `fail_on` is not a key here (did you mean `fail-on`?)",
        ],
    ),
    (
        "fail-on: hihg\n",
        Judged::ByForm,
        &["1:10 `hihg` is not `info`, `low`, `medium`, `high` or `critical` (did you mean `high`?)"],
    ),
    ("fail-on: no\n", Judged::ByForm, &["1:10 `no` is not `info`, `low`, `medium`, `high` or `critical`"]),
    ("unknown: on\n", Judged::ByForm, &["1:10 `on` is not `warn`, `fail` or `ignore`"]),
    (
        "select: trail\n",
        Judged::ByForm,
        &["1:9 `select` must be a list, and this is a text (write `[trail]`)"],
    ),
    (
        "select: [trail/multi-regoin]\n",
        Judged::ByMeaning,
        &["1:10 there is no rule or group `trail/multi-regoin` (did you mean `trail/multi-region`?)"],
    ),
    (
        "rules: {trail/multi-region: {severity: off}}\n",
        Judged::ByForm,
        &[
            "1:40 `off` is not `info`, `low`, `medium`, `high` or `critical` (to turn a rule off, write its id in `ignore`)",
        ],
    ),
    (
        "rules: {trail: {severity: low}}\n",
        Judged::ByMeaning,
        &["1:9 there is no rule `trail` (`trail` is a group: name its rules, `trail/…`)"],
    ),
    (
        "rules: {log-group/retention: {parameters: {min-days: 90}}}\n",
        Judged::ByMeaning,
        &["1:44 rule `log-group/retention` has no parameter `min-days` (did you mean `min_days`?)"],
    ),
    (
        "rules: {log-group/retention: {parameters: {min_days: \"90\"}}}\n",
        Judged::ByMeaning,
        &["1:54 `min_days` must be a number, and this is a text in quotes"],
    ),
    (
        "rules: {trail/tags: {parameters: {required: Owner}}}\n",
        Judged::ByMeaning,
        &["1:45 `required` must be a list of strings, and this is a text"],
    ),
    (
        "account: 12345678901\n",
        Judged::ByMeaning,
        &["1:10 `12345678901` is not an account id of twelve digits (account ids keep their leading zeros)"],
    ),
    (
        "account: \"1234\"\nregion: frankfurt\n",
        Judged::ByForm,
        &[
            "1:10 `1234` is not an account id of twelve digits (account ids keep their leading zeros)",
            "2:9 `frankfurt` is not a region such as `eu-central-1`",
        ],
    ),
    ("deployments: [{root: infra}]\n", Judged::ByForm, &["1:16 `name` is missing"]),
    ("deployments: [{name: a}]\n", Judged::ByForm, &["1:16 one of `root` and `template` is missing"]),
    (
        "deployments: [{name: a, root: infra, template: t.yaml}]\n",
        Judged::ByForm,
        &["1:38 `root` and `template` do not go together"],
    ),
    (
        "deployments: [{name: a, root: infra, parameters: {A: b}}]\n",
        Judged::ByForm,
        &["1:38 `parameters` does not go with `root`"],
    ),
    (
        "deployments: [{name: a, root: infra, var-files: [infra/y.tfvars]}]\n",
        Judged::ByMeaning,
        &["1:50 `infra/y.tfvars` is not there: no such file or folder"],
    ),
    (
        "deployments: [{name: a, root: infra}, {name: a, root: infra}]\n",
        Judged::ByMeaning,
        &["1:46 there are two deployments `a` (give them different names)"],
    ),
    (
        "deployments: [{name: a, root: infra, variables: {on: yes}}]\n",
        Judged::ByMeaning,
        &[
            "1:54 `yes` is not clear: YAML 1.1 takes it for a boolean, YAML 1.2 for a text (write `true` or `false`, or `\"yes\"` in quotes)",
        ],
    ),
    (
        "suppressions: {require-reason: false}\n",
        Judged::ByForm,
        &["1:32 `require-reason` must be `true`: it cannot be turned off, and this is a boolean"],
    ),
    ("suppressions: {longest-expiry: 0}\n", Judged::ByForm, &["1:32 `0` is not a whole number from 1"]),
    (
        "suppressions: {longest-expiry: 90d}\n",
        Judged::ByForm,
        &["1:32 `longest-expiry` must be a whole number, and this is a text"],
    ),
    ("organization-trail: {}\n", Judged::ByForm, &["1:21 one of `name` and `arn` is missing"]),
    ("overrides: [{ignore: [trail]}]\n", Judged::ByForm, &["1:14 `paths` is missing"]),
    (
        "exclude: [\"a[\"]\n",
        Judged::ByMeaning,
        &["1:11 `a[` is not a pattern of paths: unclosed character class; missing ']'"],
    ),
    ("exclude: [\"\"]\n", Judged::ByForm, &["1:11 `` is not a pattern of paths"]),
    (
        "required-version: latest\n",
        Judged::ByForm,
        &["1:19 `latest` is not a range of versions such as `>=0.1, <1`"],
    ),
    (
        "required-version: \">=3\"\n",
        Judged::ByMeaning,
        &[
            "1:19 this file asks for trailguard `>=3`, and this is trailguard 0.1.0 (install a version that the file asks for)",
        ],
    ),
    (
        "profile: default\nprofile: extended\n",
        Judged::ByMeaning,
        &[
            "2:1 key `profile` stands twice in one mapping, first on line 1 (keep one of them: readers disagree about which one counts)",
        ],
    ),
    ("profile: [\n", Judged::ByForm, &["1:10 `[` is never closed"]),
    ("extends: .trailguard.yaml\n", Judged::ByMeaning, &["1:10 `/w/.trailguard.yaml` extends itself"]),
    (
        "extends: nowhere.yaml\n",
        Judged::ByMeaning,
        &["1:10 `/w/nowhere.yaml` cannot be read: no such file or directory"],
    ),
    ("context: [nowhere]\n", Judged::ByMeaning, &["1:11 `nowhere` is not there: no such file or folder"]),
    (
        "locked: [supressions]\n",
        Judged::ByMeaning,
        &["1:10 `supressions` is not a key here (did you mean `suppressions`?)"],
    ),
];

const BARE: &str = "resource \"aws_cloudtrail\" \"t\" {\n  name = \"audit\"\n  s3_bucket_name = \"b\"\n}\n";
const ONE_RULE: &str = "select: [trail/multi-region]\n";

fn world() -> Memory {
    Memory::new()
        .with("/w/infra/x.tfvars", "a = 1\n")
        .with("/w/p.json", "{}")
        .with("/w/t.yaml", "Resources: {}\n")
        .with("/w/base.yaml", "fail-on: low\n")
}

fn read(files: &Memory) -> Result<Configuration, Faults> {
    config::read(files, Path::new("/w/.trailguard.yaml"), &Registry::built_in())
}

/// Faults as `line:column message (help)`.
fn listed(faults: &Faults) -> Vec<String> {
    let line = |fault: &config::Fault| {
        let place = fault.span.and_then(|span| faults.place(span));
        let place = place.map(|(_, line, column)| format!("{line}:{column} ")).unwrap_or_default();
        let help = fault.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{place}{}{help}", fault.error)
    };
    faults.faults.iter().map(line).collect()
}

/// What is wrong with a configuration.
pub fn faults_of(text: &str) -> Vec<String> {
    match read(&world().with("/w/.trailguard.yaml", text)) {
        Ok(_) => Vec::new(),
        Err(faults) => listed(&faults),
    }
}

/// Checks `/w` as its configuration says.
fn check(files: &Memory) -> Report {
    check_with(files, Options::default())
}

fn check_with(files: &Memory, given: Options) -> Report {
    let configuration = read(files).unwrap_or_else(|faults| panic!("{faults}"));
    let mut options = Options { paths: vec![PathBuf::from("/w")], ..given };
    configuration.lay_under(&mut options);
    let files = files.clone();
    let work = move || Linter::default().run(&options, &files).unwrap();
    std::thread::Builder::new().stack_size(64 << 20).spawn(work).unwrap().join().unwrap()
}

/// `root deployment rule verdict severity` of each finding.
fn told(report: &Report) -> Vec<String> {
    let line = |it: &Finding| {
        let root = it.unit.root.strip_prefix("/w").unwrap_or(&it.unit.root).display().to_string();
        let deployment = it.unit.deployment.as_deref().unwrap_or("-");
        let silenced = if it.suppressed.is_some() { " silenced" } else { "" };
        format!("{root} {deployment} {} {} {}{silenced}", it.rule.id, it.verdict, it.rule.severity)
    };
    report.findings.iter().map(line).collect()
}

fn notes<'r>(report: &'r Report, kind: &str) -> Vec<&'r str> {
    report.notes.iter().filter(|note| note.kind == kind).map(|note| &*note.message).collect()
}

#[test]
fn everything_that_is_wrong_is_told_in_its_place() {
    let mut wrong = Vec::new();
    for (text, _, wanted) in BAD {
        let found = faults_of(text);
        if found != *wanted {
            wrong.push(format!("{text}  wanted {wanted:#?}\n  found {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_nearest_file_counts_and_none_beyond_the_repository() {
    let files = Memory::new()
        .with("/.trailguard.yaml", "")
        .with("/w/trailguard.yaml", "")
        .with("/w/a/.trailguard.yaml", "")
        .with("/w/a/trailguard.yaml", "")
        .with("/w/a/b/main.tf", BARE)
        .with("/w/c/.git/HEAD", "")
        .with("/w/c/d/main.tf", BARE);
    for (path, wanted) in [
        ("/w/a/b", Some("/w/a/.trailguard.yaml")),
        ("/w/a/b/main.tf", Some("/w/a/.trailguard.yaml")),
        ("/w", Some("/w/trailguard.yaml")),
        ("/w/c/d", None),
        ("/nowhere", None),
    ] {
        assert_eq!(config::find(&files, Path::new(path)), wanted.map(PathBuf::from), "{path}");
    }
}

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
fn severity_and_parameters_are_set_by_rule_and_by_path() {
    let group = |days: u32| {
        format!(
            "{BARE}resource \"aws_cloudwatch_log_group\" \"g\" {{\n  name = \"g\"\n  retention_in_days = {days}\n}}\n"
        )
        .replace("s3_bucket_name = \"b\"", "s3_bucket_name = \"b\"\n  cloud_watch_logs_group_arn = \"${aws_cloudwatch_log_group.g.arn}:*\"")
    };
    let files = world()
        .with("/w/a/main.tf", group(90))
        .with("/w/b/main.tf", group(90))
        .with("/w/c/main.tf", group(30))
        .with(
            "/w/.trailguard.yaml",
            "select: [log-group/retention]\n\
             rules: {log-group/retention: {severity: low, parameters: {min_days: 180}}}\n\
             overrides:\n  \
             - {paths: [b, c], rules: {log-group/retention: {parameters: {min_days: 60}}}}\n  \
             - {paths: [c/main.tf], rules: {log-group/retention: {severity: critical}}}\n",
        );
    let report = check(&files);
    assert_eq!(
        told(&report),
        [
            "a - log-group/retention fail low",
            "b - log-group/retention pass low",
            "c - log-group/retention fail critical",
        ]
    );
    let help: Vec<&str> = report.findings.iter().filter_map(|it| it.help.as_deref()).collect();
    assert!(
        help[0].contains("retention_in_days = 180") && help[1].contains("retention_in_days = 60"),
        "{help:?}"
    );
}

#[test]
fn rules_are_on_and_off_by_path() {
    let files =
        world().with("/w/a/main.tf", BARE).with("/w/b/main.tf", BARE).with("/w/c/main.tf", BARE).with(
            "/w/.trailguard.yaml",
            "select: [trail/multi-region]\n\
         overrides:\n  \
         - {paths: ['a/**'], ignore: [trail]}\n  \
         - {paths: [b], select: [trail/logging-enabled]}\n  \
         - {paths: [d], ignore: [trail]}\n",
        );
    let report = check(&files);
    assert_eq!(
        told(&report),
        ["b - trail/logging-enabled pass critical", "c - trail/multi-region fail high"]
    );
    assert_eq!(notes(&report, "configuration"), ["`d` in the configuration matches no file"]);
    let span = report.notes.iter().find(|note| note.kind == "configuration").unwrap().span.unwrap();
    let source = report.sources.get(span.source).unwrap();
    assert_eq!((source.slice(span), source.path.to_str()), ("d", Some("/w/.trailguard.yaml")));
}

/// A finding about a resource of another file is one of the file it is located in, too.
#[test]
fn what_is_excluded_is_neither_reported_nor_a_broken_file() {
    let call = "module \"m\" {\n  source = \"../modules/trail\"\n}\n";
    let files = world()
        .with("/w/modules/trail/main.tf", BARE)
        .with("/w/legacy/main.tf", format!("{call}resource \"x\" {{\n"))
        .with("/w/live/main.tf", BARE)
        .with("/w/other/main.tf", BARE);
    let with = |more: &str| files.clone().with("/w/.trailguard.yaml", format!("{ONE_RULE}{more}"));
    assert_eq!(check(&with("")).errors.len(), 1);
    let report = check(&with("exclude: [legacy, other/, gone]\n"));
    assert_eq!(report.errors, []);
    // nobody else calls the module, so it is checked by itself
    assert_eq!(
        told(&report),
        ["live - trail/multi-region fail high", "modules/trail - trail/multi-region fail high"]
    );
    assert_eq!(notes(&report, "configuration"), ["`gone` in the configuration matches no file"]);
    let report = check(&with("include: [\"live/*.tf\"]\n"));
    assert_eq!(told(&report), ["live - trail/multi-region fail high"]);
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
fn a_suppression_keeps_to_the_policy() {
    let with = |directive: &str| {
        world().with("/w/main.tf", format!("# trailguard:ignore {directive}\n{BARE}")).with(
            "/w/.trailguard.yaml",
            "select: [trail/multi-region, trail/logging-enabled]\nsuppressions: {longest-expiry: 30, not-ignorable: [trail/multi-region]}\n",
        )
    };
    // the day is 2026-01-01
    for (directive, silenced, note) in [
        ("trail/logging-enabled -- x until 2026-01-31", true, None),
        (
            "trail/logging-enabled -- x until 2026-02-01",
            false,
            Some("it ends with 2026-02-01, and may hold for 30 days: until 2026-01-31"),
        ),
        ("trail/logging-enabled -- x", false, Some("it never ends, and may hold for 30 days")),
        (
            "trail/multi-region -- x until 2026-01-31",
            false,
            Some(
                "suppression of `trail/multi-region` does not count: the configuration does not let it be ignored",
            ),
        ),
        ("trail -- x until 2026-01-31", true, Some("suppression of `trail/multi-region` does not count")),
    ] {
        let files = with(directive).with("/w/more.tf", "");
        let mut files = files;
        let text = format!(
            "# trailguard:ignore {directive}\n{}",
            BARE.replace("name =", "enable_logging = false\n  name =")
        );
        files.insert("/w/main.tf", text);
        let report = check(&files);
        let logging = report.findings.iter().find(|it| &*it.rule.id == "trail/logging-enabled").unwrap();
        let regions = report.findings.iter().find(|it| &*it.rule.id == "trail/multi-region").unwrap();
        assert_eq!(logging.suppressed.is_some(), silenced, "{directive}");
        assert!(regions.suppressed.is_none(), "{directive}");
        let said: Vec<&str> = report
            .notes
            .iter()
            .filter(|it| it.kind.starts_with("suppression"))
            .map(|it| &*it.message)
            .collect();
        match note {
            Some(note) => assert!(said.iter().any(|it| it.contains(note)), "{directive}: {said:?}"),
            None => assert!(said.is_empty(), "{directive}: {said:?}"),
        }
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

#[test]
fn what_is_extended_holds_until_it_is_said_otherwise_and_what_is_locked_always() {
    let base = "fail-on: low\nprofile: extended\nrules:\n  trail/tags: {severity: high}\n  key/rotation: {severity: low}\nexclude: [vendor]\nsuppressions: {not-ignorable: [trail]}\nlocked: [suppressions.not-ignorable, rules.trail/tags]\n";
    let files = world().with("/w/policy/base.yaml", base);
    let with = |text: &str| {
        read(&files.clone().with("/w/.trailguard.yaml", format!("extends: policy/base.yaml\n{text}")))
    };
    let merged = with(
        "fail-on: high\nrules: {key/rotation: {severity: critical}}\nsuppressions: {longest-expiry: 9}\n",
    )
    .unwrap();
    assert_eq!(merged.fail_on, Some(Severity::High));
    assert_eq!(merged.rules["trail/tags"].severity, Some(Severity::High));
    assert_eq!(merged.rules["key/rotation"].severity, Some(Severity::Critical));
    assert_eq!(
        merged.exclude[0].glob, "/w/policy/vendor",
        "patterns are meant from the file that writes them"
    );
    assert_eq!(merged.suppressions.not_ignorable, ["trail"]);
    assert_eq!(merged.suppressions.longest_expiry, Some(9));
    let faults =
        with("rules: {trail/tags: {severity: info}}\nsuppressions: {not-ignorable: []}\n").unwrap_err();
    assert_eq!(
        listed(&faults),
        [
            "2:9 `rules.trail/tags` is locked by `/w/policy/base.yaml` (take it out, or ask those who keep the extended file)",
            "3:16 `suppressions.not-ignorable` is locked by `/w/policy/base.yaml` (take it out, or ask those who keep the extended file)",
        ]
    );
    let locked = faults.faults[0].related.as_ref().and_then(|(span, _)| faults.place(*span)).unwrap();
    assert_eq!((locked.0.to_str(), locked.1), (Some("/w/policy/base.yaml"), 8));
    let ring = files.clone().with("/w/policy/base.yaml", "extends: ../.trailguard.yaml\n");
    let faults = read(&ring.with("/w/.trailguard.yaml", "extends: policy/base.yaml\n")).unwrap_err();
    assert_eq!(listed(&faults), ["1:10 `/w/.trailguard.yaml` extends itself"]);
    assert_eq!(faults.place(faults.faults[0].span.unwrap()).unwrap().0, Path::new("/w/policy/base.yaml"));
}

/// The file that `init` writes says nothing; with its comments taken away, every line of it is right.
#[test]
fn what_init_writes_is_a_configuration() {
    let files = world()
        .with("/w/trail/main.tf", BARE)
        .with("/w/trail/prod.tfvars", "")
        .with("/w/trail/dev blue.tfvars", "")
        .with("/w/trail/auto.auto.tfvars", "")
        .with("/w/nested/main.tf", BARE)
        .with("/w/nested/env/prod/terraform.tfvars", "")
        .with("/w/nested/env/dev.tfvars", "")
        .with("/w/single/main.tf", BARE)
        .with("/w/single/a.tfvars", "");
    let roots = config::init::roots(&files, Path::new("/w"));
    let folders: Vec<&str> = roots.iter().filter_map(|root| root.folder.to_str()).collect();
    assert_eq!(folders, ["nested", "trail"]);
    for roots in [roots, Vec::new()] {
        let text = config::init::text(&roots);
        let plain = files.clone().with("/w/.trailguard.yaml", text.as_str());
        let read_as_is = read(&plain).unwrap();
        let nothing = Configuration { sources: read_as_is.sources.clone(), ..Configuration::default() };
        assert_eq!(format!("{read_as_is:?}"), format!("{nothing:?}"));
        let uncommented: String = text
            .lines()
            .filter(|line| !line.starts_with("# ") || line.starts_with("#  "))
            .map(|line| format!("{}\n", line.strip_prefix('#').unwrap_or(line)))
            .collect();
        for name in config::keys::FILE.keys.iter().map(|key| key.name) {
            assert!(uncommented.contains(&format!("\n{name}:")), "`{name}` is not in what init writes");
        }
        let files = files
            .clone()
            .with("/platform/logging/x.tf", "")
            .with("/w/infra/trail/prod.tfvars", "")
            .with("/w/stacks/trail.yaml", "")
            .with("/w/policy/rules/x.yaml", "")
            .with("/w/policy/trailguard.yaml", "")
            .with("/w/.trailguard.yaml", uncommented.as_str());
        let configuration = read(&files).unwrap_or_else(|faults| panic!("{faults}\n{uncommented}"));
        assert_eq!(configuration.deployments.len(), if roots.is_empty() { 3 } else { 4 });
    }
}
