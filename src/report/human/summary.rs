//! The last line: what was looked at, and what came out.

use super::style::{BOLD, GREEN, RED, Style, YELLOW, count};
use super::unknowns::causes;
use crate::check::{Finding, Verdict};
use crate::linter::Report;
use crate::report::{Counts, View, visible};
use crate::rule::Severity;
use indexmap::IndexMap;

/// How many causes are named before the rest is counted.
const NAMED_CAUSES: usize = 3;

/// The sentence.
pub(super) fn line(report: &Report, view: &View, style: Style) -> String {
    let counts = Counts::of(&report.findings);
    let mut text = style.paint(BOLD, &subject(report, view, counts));
    let outcome = outcome(report, counts, style);
    if !outcome.is_empty() {
        text.push_str(": ");
        text.push_str(&outcome.join(", "));
    }
    text
}

fn subject(report: &Report, view: &View, counts: Counts) -> String {
    let found_nothing = report.trails == 0 && counts == Counts::default();
    if found_nothing {
        let asked: Vec<String> =
            view.looked_at.iter().map(|path| format!("`{}`", visible::line(path))).collect();
        let among = match asked.len() {
            0 => String::new(),
            1..=3 => format!(" in {}", asked.join(", ")),
            more => format!(" in {} and {} more", asked[..2].join(", "), more - 2),
        };
        let is_off = report.notes.iter().any(|note| note.kind == "not-created");
        let none = if is_off { "no trail is created by default" } else { "no trail in these files" };
        return format!("{none} (looked at {}{among})", count(report.files, "file"));
    }
    match report.trails {
        0 => format!("no trail in {}", count(report.files, "file")),
        trails => format!("{} in {}", count(trails, "trail"), count(report.files, "file")),
    }
}

fn outcome(report: &Report, counts: Counts, style: Style) -> Vec<String> {
    let mut parts = Vec::new();
    let decided = counts != Counts::default();
    if decided {
        parts.push(painted(style, GREEN, counts.pass, "passed"));
        let severities = severities(&report.findings);
        let severities = if severities.is_empty() { severities } else { format!(" ({severities})") };
        parts.push(painted(style, RED, counts.fail, "failed") + &severities);
    }
    if counts.unknown > 0 {
        let causes = unknown_causes(&report.findings);
        let causes = if causes.is_empty() { causes } else { format!(" ({causes})") };
        parts.push(painted(style, YELLOW, counts.unknown, "unknown") + &causes);
    }
    if counts.suppressed > 0 {
        parts.push(format!("{} suppressed", counts.suppressed));
    }
    if !report.errors.is_empty() {
        parts.push(style.paint(RED, &format!("{} with errors", count(report.files_with_errors(), "file"))));
    }
    parts
}

fn painted(style: Style, colour: &str, number: usize, word: &str) -> String {
    let text = format!("{number} {word}");
    if number == 0 { text } else { style.paint(colour, &text) }
}

/// `1 high, 2 medium`, the gravest first.
fn severities(findings: &[Finding]) -> String {
    let failed = |severity: Severity| {
        findings
            .iter()
            .filter(|it| {
                it.verdict == Verdict::Fail && it.suppressed.is_none() && it.rule.severity == severity
            })
            .count()
    };
    let parts: Vec<String> = Severity::ALL
        .iter()
        .rev()
        .map(|severity| (failed(*severity), severity))
        .filter(|(number, _)| *number > 0)
        .map(|(number, severity)| format!("{number} {severity}"))
        .collect();
    parts.join(", ")
}

/// The causes, the commonest first; with how many checks hang on each where there are several.
fn unknown_causes(findings: &[Finding]) -> String {
    let mut tally: IndexMap<String, usize> = IndexMap::new();
    let unknown = |it: &&Finding| it.verdict == Verdict::Unknown && it.suppressed.is_none();
    for cause in findings.iter().filter(unknown).flat_map(causes) {
        *tally.entry(cause).or_default() += 1;
    }
    // stable: causes of equal weight stay in the order of the findings
    tally.sort_by(|_, a, _, b| b.cmp(a));
    let rest = tally.len().saturating_sub(NAMED_CAUSES);
    let several = tally.len() > 1;
    let mut parts: Vec<String> = tally
        .into_iter()
        .take(NAMED_CAUSES)
        .map(|(cause, number)| if several { format!("{number}: {cause}") } else { cause })
        .collect();
    if rest > 0 {
        parts.push(count(rest, "more cause"));
    }
    parts.join("; ")
}
