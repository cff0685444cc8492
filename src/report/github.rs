//! Annotations for GitHub Actions: workflow commands, one a line, and a last line that says what came out.
//! <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>
//!
//! GitHub shows ten annotations a level and step and drops the others without a word: the most severe are written, and
//! the last line says how many are not.

use super::issue::{Place, file, issues, message};
use super::level::{Grade, level};
use super::{Counts, View, visible};
use crate::linter::Report;
use std::cmp::Reverse;
use std::io::{self, Write};
use std::path::Path;

/// How many annotations of a level GitHub shows.
pub(super) const MOST_OF_A_LEVEL: usize = 10;

struct Annotation {
    grade: Grade,
    properties: Vec<(&'static str, String)>,
    message: String,
}

/// Writes the report.
pub(super) fn render(report: &Report, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let annotations = annotations(report, view);
    let mut left_out = 0;
    for grade in Grade::ALL {
        let of_grade: Vec<&Annotation> = annotations.iter().filter(|it| it.grade == grade).collect();
        for annotation in of_grade.iter().take(MOST_OF_A_LEVEL) {
            annotation.write(out)?;
        }
        left_out += of_grade.len().saturating_sub(MOST_OF_A_LEVEL);
    }
    let rest = match left_out {
        0 => String::new(),
        number => format!("; {number} more not annotated, since GitHub shows {MOST_OF_A_LEVEL} of a level"),
    };
    writeln!(out, "trailguard: {}{rest}", Counts::of(&report.findings).sentence(report.files_with_errors()))
}

/// Files that cannot be read first, then the most severe.
fn annotations(report: &Report, view: &View) -> Vec<Annotation> {
    let errors = report.errors.iter().map(|error| {
        let place = error.span.and_then(|span| Place::of(report, span));
        let mut properties = place_properties(&error.file, place.as_ref(), view);
        properties.push(("title", "file cannot be read".to_owned()));
        Annotation { grade: Grade::Error, properties, message: visible::text(&error.message).into_owned() }
    });
    let mut findings: Vec<_> = issues(report, view).collect();
    findings.sort_by_key(|finding| (Reverse(finding.rule.severity), finding.verdict.name()));
    let findings = findings.into_iter().map(|finding| {
        let place = finding.location.and_then(|span| Place::of(report, span));
        let mut properties = place_properties(&file(finding, place.as_ref()), place.as_ref(), view);
        let level = level(finding.rule.severity);
        properties.push(("title", format!("{}: {}", level.word, visible::line(&finding.rule.id))));
        let help = finding.help.as_ref().map(|help| format!("\n{}", visible::text(help))).unwrap_or_default();
        let decided = finding.verdict == crate::check::Verdict::Fail;
        let grade = if decided { level.grade } else { level.grade.softened() };
        Annotation { grade, properties, message: message(finding) + &help }
    });
    errors.chain(findings).collect()
}

fn place_properties(file: &Path, place: Option<&Place>, view: &View) -> Vec<(&'static str, String)> {
    let name = visible::line(&view.project.relative(file)).into_owned();
    let mut properties = vec![("file", name)];
    if let Some(place) = place {
        properties.push(("line", place.start.line.to_string()));
        properties.push(("endLine", place.end.line.to_string()));
        properties.push(("col", place.start.column.to_string()));
        if place.end.line == place.start.line {
            properties.push(("endColumn", place.end.column.to_string()));
        }
    }
    properties
}

impl Annotation {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let properties: Vec<String> =
            self.properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
        writeln!(out, "::{} {}::{}", self.grade.github(), properties.join(","), data(&self.message))
    }
}

/// As `@actions/core` escapes data; the runner's older command form is broken up.
fn data(text: &str) -> String {
    visible::without_commands(text, " ").replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// As `@actions/core` escapes properties.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_runner_acts_on_is_escaped() {
        assert_eq!(data("50%\r\n::error::x ##[y]"), "50%25%0D%0A::error::x ## [y]");
        assert_eq!(property("a:b,c%"), "a%3Ab%2Cc%25");
    }
}
