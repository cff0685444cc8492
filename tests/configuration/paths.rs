//! Which file counts, and what it says of some paths.

use super::{BARE, ONE_RULE, check, notes, told, world};
use std::path::{Path, PathBuf};
use trailguard::config;
use trailguard::fs::Memory;

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
