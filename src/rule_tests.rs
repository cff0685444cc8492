//! Tests of rules: the examples in rule files and those in files beside them, each run with its own rule only.
//!
//! Runs what it is given on files in memory; knows neither where rule files lie nor how a result is written.

mod fixed;
pub mod guard;
mod read;

pub use read::{TestError, Tests, tests};

use crate::check::{Finding, Verdict};
use crate::fs::Memory;
use crate::linter::{Linter, Options, Report, Scope};
use crate::rule::Severity;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a line of a test has where the finding belongs.
pub const MARK: &str = "<- the finding is here";

/// Where the files of a test lie while it runs.
const ROOT: &str = "/test";

/// What a rule is expected to say of some files.
#[derive(Clone, Debug)]
pub struct Test {
    /// The rule.
    pub rule: Arc<str>,
    /// What it shows.
    pub title: Arc<str>,
    /// `terraform`, `cloudformation` or `files`.
    pub form: &'static str,
    /// Where it is written: file and line.
    pub place: (PathBuf, u32),
    /// What the rule says.
    pub verdict: Verdict,
    /// How bad the failure is, where that is said.
    pub severity: Option<Severity>,
    /// In which case it fails, where that is said.
    pub fails_when: Option<Arc<str>>,
    /// What the files are taken for.
    pub scope: Scope,
    /// The files: name and text.
    pub files: Vec<(String, Arc<str>)>,
    /// What was there before, for rules about changes.
    pub before: Vec<(String, Arc<str>)>,
    /// What the rule's fix makes of the files, where that is said; a file that is not named stays as it is.
    pub fixed: Vec<(String, Arc<str>)>,
}

/// A test that was run.
#[derive(Clone, Debug)]
pub struct Tested {
    /// Which.
    pub test: Test,
    /// What is not as expected; empty: nothing.
    pub differences: Vec<Difference>,
}

/// What is not as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What was asked: `verdict`, `line`, …
    pub what: &'static str,
    /// What was expected.
    pub expected: String,
    /// What there is.
    pub found: String,
}

/// Runs tests, in parallel; their results in the same order.
pub fn run(linter: &Linter, tests: &[Test]) -> Vec<Tested> {
    tests
        .par_iter()
        .map(|test| Tested { test: test.clone(), differences: differences(linter, test) })
        .collect()
}

fn differences(linter: &Linter, test: &Test) -> Vec<Difference> {
    let options = Options {
        paths: vec![PathBuf::from(ROOT)],
        select: vec![test.rule.to_string()],
        scope: test.scope,
        ..Options::default()
    };
    let files = memory(&test.files);
    let report = match test.before.is_empty() {
        true => linter.run(&options, &files),
        false => linter.run_since(&options, &files, &memory(&test.before)).map(|(report, _)| report),
    };
    match report {
        Ok(report) => judged(test, &report).into_iter().chain(fixed::differences(linter, test)).collect(),
        Err(error) => vec![difference("run", "one that can begin", error.to_string())],
    }
}

fn memory(files: &[(String, Arc<str>)]) -> Memory {
    files.iter().fold(Memory::new(), |memory, (name, text)| {
        memory.with(Path::new(ROOT).join(name), text.as_bytes().to_vec())
    })
}

fn difference(what: &'static str, expected: impl Into<String>, found: impl Into<String>) -> Difference {
    Difference { what, expected: expected.into(), found: found.into() }
}

/// What the report says otherwise than the test.
fn judged(test: &Test, report: &Report) -> Vec<Difference> {
    if let Some(error) = report.errors.first() {
        return vec![difference("files", "readable ones", error.message.clone())];
    }
    let said: Vec<&Finding> = report.findings.iter().collect();
    if test.verdict == Verdict::NotApplicable {
        let right = said.is_empty() && report.not_applicable > 0;
        return if right { Vec::new() } else { vec![difference("verdict", "not-applicable", shown(report))] };
    }
    let marks = marks(test);
    let wanted = marks.len().max(1);
    if said.is_empty() || said.iter().any(|finding| finding.verdict != test.verdict) {
        return vec![difference("verdict", test.verdict.name(), shown(report))];
    }
    let mut wrong = Vec::new();
    if test.verdict != Verdict::Pass && said.len() != wanted {
        wrong.push(difference("results", wanted.to_string(), said.len().to_string()));
    }
    for finding in &said {
        if let Some(severity) = test.severity.filter(|it| *it != finding.rule.severity) {
            wrong.push(difference("severity", severity.name(), finding.rule.severity.name()));
        }
        if let Some(when) = test.fails_when.as_deref().filter(|it| finding.fails_when.as_deref() != Some(*it))
        {
            wrong.push(difference("fails when", when, finding.fails_when.as_deref().unwrap_or("always")));
        }
        let place = place(finding, report);
        if !marks.is_empty() && place.as_ref().is_none_or(|place| !marks.contains(place)) {
            let all: Vec<String> = marks.iter().map(|(file, line)| format!("{file}:{line}")).collect();
            let found = place.map_or("nowhere".to_owned(), |(file, line)| format!("{file}:{line}"));
            wrong.push(difference("line", all.join(", "), found));
        }
    }
    wrong
}

/// The lines that are marked.
fn marks(test: &Test) -> Vec<(String, usize)> {
    let of = |(name, text): &(String, Arc<str>)| -> Vec<(String, usize)> {
        let lines = text.lines().enumerate().filter(|(_, line)| line.contains(MARK));
        lines.map(|(at, _)| (name.clone(), at + 1)).collect()
    };
    test.files.iter().flat_map(of).collect()
}

fn place(finding: &Finding, report: &Report) -> Option<(String, usize)> {
    let span = finding.location?;
    let source = report.sources.get(span.source)?;
    let name = source.path.strip_prefix(ROOT).unwrap_or(&source.path).to_string_lossy().into_owned();
    Some((name, source.positions(span).0.line as usize))
}

/// What a report says, in one line.
fn shown(report: &Report) -> String {
    let one = |finding: &Finding| {
        let because: Vec<String> = finding.causes.iter().map(ToString::to_string).collect();
        let because =
            if because.is_empty() { String::new() } else { format!(" because {}", because.join(", ")) };
        let at = place(finding, report).map(|(file, line)| format!(" at {file}:{line}")).unwrap_or_default();
        match finding.verdict {
            Verdict::Pass => format!("pass{at}"),
            verdict => format!("{verdict}{at} ({}){because}", finding.message),
        }
    };
    match report.findings.as_slice() {
        [] if report.not_applicable > 0 => "not-applicable".to_owned(),
        [] => "nothing: the rule found no subject".to_owned(),
        findings => findings.iter().map(one).collect::<Vec<_>>().join("; "),
    }
}
