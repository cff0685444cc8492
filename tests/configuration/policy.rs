//! What a file asks of others: of suppressions, of files that extend it; and the file that `init` writes.

use super::{BARE, check, listed, read, world};
use std::path::Path;
use trailguard::config::{self, Configuration};
use trailguard::rule::Severity;

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
