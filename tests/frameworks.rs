//! Frameworks over the example estates: what can be covered passes in the secure ones and fails in the insecure ones.

use crate::founding::all_rules;
use trailguard::check::{ControlResult, Standing};
use trailguard::linter::Scope;

const FRAMEWORKS: &[&str] = &["cis-aws-3.0", "cis-aws-5.0"];

fn wrong(path: &str, scope: Scope, wanted: Standing) -> Vec<String> {
    let report = all_rules(path, scope, FRAMEWORKS);
    assert_eq!(report.frameworks.len(), FRAMEWORKS.len());
    let all = report.frameworks.iter().flat_map(|it| it.controls.iter().map(move |control| (it, control)));
    // controls that no rule can check, or not in this language, say why
    let said = |control: &ControlResult| {
        let inexpressible = |rule: &std::sync::Arc<trailguard::rule::Rule>| {
            path.contains("cloudformation")
                && rule.cannot.iter().any(|it| it.language.is_some() && it.verdict.is_none())
        };
        control.standing == Standing::NotChecked
            && control.reason.is_some()
            && control.rules.iter().all(inexpressible)
    };
    all.filter(|(_, control)| control.standing != wanted && !said(control))
        .map(|(framework, control)| {
            format!("{path}: {} {}: {}", framework.id, control.id, control.standing.word())
        })
        .collect()
}

#[test]
fn every_control_passes_in_the_secure_estates() {
    for path in ["examples/terraform/secure", "examples/cloudformation/secure.yaml"] {
        let wrong = wrong(path, Scope::Files, Standing::Passed);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[test]
fn every_control_fails_in_the_insecure_estates() {
    for path in ["examples/terraform/insecure", "examples/cloudformation/insecure.yaml"] {
        let wrong = wrong(path, Scope::Account, Standing::Failed);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// A framework selects its rules whatever their profile, and no others.
#[test]
fn a_framework_selects_the_rules_that_carry_its_controls() {
    use std::path::PathBuf;
    use trailguard::linter::{Linter, Options, RunError};
    let run = |frameworks: &[&str], ignore: &[&str]| {
        let options = Options {
            paths: vec![PathBuf::from("examples/terraform/secure")],
            frameworks: frameworks.iter().map(|it| (*it).to_owned()).collect(),
            ignore: ignore.iter().map(|it| (*it).to_owned()).collect(),
            ..Options::default()
        };
        let work = move || Linter::default().run(&options, &trailguard::fs::Disk);
        std::thread::Builder::new().stack_size(64 << 20).spawn(work).unwrap().join().unwrap()
    };
    let report = run(&["cis-aws-5.0"], &[]).unwrap();
    let carries = |id: &str| report.findings.iter().any(|it| *it.rule.id == *id);
    assert!(carries("bucket/tls-only"), "it is of the extended profile");
    assert!(!carries("trail/global-service-events"), "it carries no control of that benchmark");
    let report = run(&["cis-aws-5.0"], &["bucket/tls-only"]).unwrap();
    let control = report.frameworks[0].controls.iter().find(|it| &*it.id == "2.1.1").unwrap();
    assert_eq!(control.standing, Standing::NotChecked);
    assert_eq!(control.reason.as_deref(), Some("its rules are switched off"));
    match run(&["cis-aws-50"], &[]) {
        Err(error @ RunError::NoSuchFramework { .. }) => {
            assert_eq!(error.to_string(), "there is no framework `cis-aws-50`; did you mean `cis-aws-5.0`?");
        }
        other => panic!("{other:?}"),
    }
}
