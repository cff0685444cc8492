//! JUnit XML, as Jenkins, GitLab and others read it: a suite a unit, a case a check.
//!
//! What passed is always there, since a report of tests says which ran. What is not known was not tested: it is skipped,
//! and so is what is suppressed, where all is shown. A file that cannot be read is an error.
//!
//! Readers tell the cases of a suite by class and name, and keep the last of two that have both: each pair is there once.

use super::issue::{Place, reasons, subject};
use super::level::level;
use super::{View, visible};
use crate::check::{Finding, UnitName, Verdict};
use crate::linter::{FileError, Report};
use indexmap::IndexMap;
use std::collections::HashMap;
use std::io::{self, Write};

#[derive(Default)]
struct Suite {
    name: String,
    cases: Vec<Case>,
}

struct Case {
    class: String,
    name: String,
    place: Option<(String, u32)>,
    outcome: Outcome,
}

enum Outcome {
    Passed,
    Skipped(String),
    /// Severity, message, and the whole text.
    Failed(&'static str, String, String),
    Error(String),
}

/// Writes the report.
pub(super) fn render(report: &Report, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let suites = suites(report, view);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    let all = suites.iter().flat_map(|suite| &suite.cases);
    writeln!(out, "<testsuites name=\"{}\" {}>", env!("CARGO_PKG_NAME"), numbers(all))?;
    for suite in &suites {
        writeln!(out, "  <testsuite name=\"{}\" {}>", attribute(&suite.name), numbers(suite.cases.iter()))?;
        suite.cases.iter().try_for_each(|case| case.write(out))?;
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn suites(report: &Report, view: &View) -> Vec<Suite> {
    let mut by_unit: IndexMap<&UnitName, Suite> = IndexMap::new();
    for finding in &report.findings {
        let Some(outcome) = outcome(report, finding, view) else { continue };
        let place = finding.location.and_then(|span| Place::of(report, span));
        let case = Case {
            class: subject(finding),
            name: finding.rule.id.to_string(),
            place: place.map(|place| (view.project.relative(place.path()), place.start.line)),
            outcome,
        };
        let named = || Suite { name: unit_name(&finding.unit, view), cases: Vec::new() };
        by_unit.entry(&finding.unit).or_insert_with(named).cases.push(case);
    }
    let errors: Vec<Case> = report.errors.iter().map(|error| error_case(report, error, view)).collect();
    let errors = (!errors.is_empty()).then(|| Suite { name: "files".to_owned(), cases: errors });
    let mut suites: Vec<Suite> = errors.into_iter().chain(by_unit.into_values()).collect();
    suites.iter_mut().for_each(Suite::tell_apart);
    suites
}

impl Suite {
    /// The second case of a class and name gets a number.
    fn tell_apart(&mut self) {
        let mut seen: HashMap<(String, String), usize> = HashMap::new();
        for case in &mut self.cases {
            let number = seen.entry((case.class.clone(), case.name.clone())).or_default();
            *number += 1;
            if *number > 1 {
                case.name.push_str(&format!(" ({number})"));
            }
        }
    }
}

fn unit_name(unit: &UnitName, view: &View) -> String {
    let root = view.project.relative(&unit.root);
    match &unit.deployment {
        Some(deployment) => format!("{root}, deployment {deployment}"),
        None => root,
    }
}

fn outcome(report: &Report, finding: &Finding, view: &View) -> Option<Outcome> {
    if let Some(suppressed) = &finding.suppressed {
        let until = suppressed.until.as_ref().map(|day| format!(" until {day}")).unwrap_or_default();
        return view.show_all.then(|| Outcome::Skipped(format!("suppressed{until}: {}", suppressed.reason)));
    }
    match finding.verdict {
        Verdict::Pass => Some(Outcome::Passed),
        Verdict::NotApplicable => None,
        Verdict::Unknown if !view.show_unknowns => None,
        Verdict::Unknown => {
            let reasons = reasons(finding);
            let because = if reasons.is_empty() { finding.message.clone() } else { reasons.join("; ") };
            Some(Outcome::Skipped(format!("undecided: {because}")))
        }
        Verdict::Fail => {
            let place = finding.location.and_then(|span| Place::of(report, span));
            let mut text =
                place.map(|it| place_text(&it, view) + ": ").unwrap_or_default() + &finding.message;
            for label in &finding.related {
                if let Some(place) = Place::of(report, label.span) {
                    text.push_str(&format!("\n  {}: {}", place_text(&place, view), label.message));
                }
            }
            if let Some(help) = &finding.help {
                text.push_str(&format!("\nhelp: {help}"));
            }
            Some(Outcome::Failed(level(finding.rule.severity).word, finding.message.clone(), text))
        }
    }
}

fn place_text(place: &Place, view: &View) -> String {
    format!("{}:{}:{}", view.project.relative(place.path()), place.start.line, place.start.column)
}

fn error_case(report: &Report, error: &FileError, view: &View) -> Case {
    let name = view.project.relative(&error.file);
    let place = error.span.and_then(|span| Place::of(report, span));
    let at = place.as_ref().map(|place| place_text(place, view)).unwrap_or_else(|| name.clone());
    Case {
        class: "files".to_owned(),
        place: Some((name.clone(), place.map_or(1, |place| place.start.line))),
        name,
        outcome: Outcome::Error(format!("{at}: {}", error.message)),
    }
}

fn numbers<'c>(cases: impl Iterator<Item = &'c Case>) -> String {
    let (mut tests, mut failures, mut errors, mut skipped) = (0, 0, 0, 0);
    for case in cases {
        tests += 1;
        match case.outcome {
            Outcome::Passed => {}
            Outcome::Skipped(_) => skipped += 1,
            Outcome::Failed(..) => failures += 1,
            Outcome::Error(_) => errors += 1,
        }
    }
    format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\"")
}

impl Case {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let place =
            self.place.as_ref().map(|(file, line)| format!(" file=\"{}\" line=\"{line}\"", attribute(file)));
        let place = place.unwrap_or_default();
        let (class, name) = (attribute(&self.class), attribute(&self.name));
        write!(out, "    <testcase classname=\"{class}\" name=\"{name}\"{place}")?;
        let inside = match &self.outcome {
            Outcome::Passed => return writeln!(out, "/>"),
            Outcome::Skipped(why) => format!("<skipped message=\"{}\"/>", attribute(why)),
            Outcome::Failed(kind, message, text) => {
                format!(
                    "<failure type=\"{kind}\" message=\"{}\">{}</failure>",
                    attribute(message),
                    content(text)
                )
            }
            Outcome::Error(text) => format!(
                "<error type=\"{}\" message=\"{}\">{}</error>",
                super::issue::UNREADABLE,
                attribute(text),
                content(text)
            ),
        };
        writeln!(out, ">\n      {inside}\n    </testcase>")
    }
}

/// Text between tags. XML 1.0 has no way at all to say most control characters, escaped or not.
pub(super) fn content(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in visible::text(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push(visible::REPLACEMENT),
            other => escaped.push(other),
        }
    }
    escaped
}

/// The value of an attribute: on one line, since readers make blanks of line breaks.
pub(super) fn attribute(text: &str) -> String {
    content(&visible::line(text))
}
