//! Hard cases: each file of `tests/data/cloudformation` (how templates are resolved) and of `tests/data/chain` (what
//! is around a trail, in both languages) says why it is hard, what holds, and its files.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use trailguard::check::Verdict;
use trailguard::fs::Memory;
use trailguard::linter::{Linter, Options, Report};

/// A verdict that a case expects: the rule, its word, and the address where the case has several.
struct Expected<'t> {
    rule: &'t str,
    verdict: &'t str,
    address: Option<&'t str>,
}

fn expectations(text: &str) -> Vec<Expected<'_>> {
    let line = text.lines().find_map(|line| line.strip_prefix("# expect: ")).unwrap();
    line.split("; ")
        .map(|part| {
            let mut words = part.split(' ');
            let (rule, verdict) = (words.next().unwrap(), words.next().unwrap());
            Expected { rule, verdict, address: words.next() }
        })
        .collect()
}

/// What is said of a case's files, which stand behind `=== NAME`, by these rules (none: those that run by default).
pub fn run(text: &str, rules: &[&str]) -> Report {
    let files = text.split("=== ").skip(1).fold(Memory::new(), |memory, file| {
        let (name, text) = file.split_once('\n').unwrap();
        memory.with(Path::new("/w").join(name).to_str().unwrap(), text)
    });
    let options = Options {
        paths: vec![PathBuf::from("/w")],
        select: rules.iter().map(|rule| (*rule).to_owned()).collect(),
        ..Options::default()
    };
    Linter::default().run(&options, &files).unwrap()
}

/// A verdict as cases write it.
pub fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "pass",
        Verdict::Fail => "fail",
        Verdict::Unknown => "unknown",
        Verdict::NotApplicable => "not-applicable",
    }
}

/// `absent` for no verdict: `pass`, `fail`, `unknown`.
fn verdicts(report: &Report, expected: &Expected<'_>) -> Vec<&'static str> {
    let mut words: Vec<&'static str> = report
        .findings
        .iter()
        .filter(|finding| *finding.rule.id == *expected.rule)
        .filter(|finding| {
            let address = finding.resource.as_ref().map(|resource| &*resource.address);
            expected.address.is_none() || address == expected.address
        })
        .map(|finding| word(finding.verdict))
        .collect();
    if words.is_empty() {
        words.push("absent");
    }
    words
}

/// How many cases a folder has, and what is said otherwise than they expect.
fn judged(folder: &str) -> (usize, String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut wrong = String::new();
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().display();
        let expected = expectations(&text);
        let rules: Vec<&str> = expected.iter().map(|expected| expected.rule).collect();
        let report = run(&text, &rules);
        count += 1;
        for error in &report.errors {
            writeln!(wrong, "{name}: {}", error.message).unwrap();
        }
        for expected in &expected {
            let said = verdicts(&report, expected);
            if said != [expected.verdict] {
                let address = expected.address.unwrap_or_default();
                writeln!(wrong, "{name}: {} {address}: {said:?}, not {}", expected.rule, expected.verdict)
                    .unwrap();
            }
        }
    }
    (count, wrong)
}

#[test]
fn hard_templates_are_resolved_as_cloudformation_does() {
    let (count, wrong) = judged("tests/data/cloudformation");
    assert!(count >= 25, "{count} cases");
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_is_around_a_trail_is_judged_as_aws_does() {
    let (count, wrong) = judged("tests/data/chain");
    assert!(count >= 10, "{count} cases");
    assert!(wrong.is_empty(), "{wrong}");
}
