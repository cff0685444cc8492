//! The configuration file: what is read from it, what is wrong with it, and what it does to a run.

mod inputs;
mod paths;
mod policy;
mod written;

pub use written::{BAD, GOOD, Judged};

use std::path::{Path, PathBuf};
use trailguard::check::Finding;
use trailguard::config::{self, Configuration, Faults};
use trailguard::fs::Memory;
use trailguard::linter::{Linter, Options, Report};
use trailguard::rule::Registry;

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
