//! What a run found, written for people and machines: one module a format.
//!
//! Formats take a finished [`Report`](crate::linter::Report) and a [`View`], and write; none decides anything, and
//! none knows another. What they share is here and in `issue`, [`level`], [`paths`], `serialised` and [`visible`].

pub mod catalogue;
mod concise;
pub mod coverage;
pub mod diff;
pub mod equivalents;
mod github;
mod gitlab;
mod human;
mod issue;
mod json;
mod junit;
pub mod level;
mod markdown;
pub mod model;
pub mod paths;
pub mod projection;
mod rdjson;
mod remedy;
pub mod rule_tests;
mod sarif;
mod serialised;
mod since;
mod sonarqube;
pub mod visible;

use crate::check::{Finding, Verdict};
use crate::fix::Plan;
use crate::linter::Report;
use paths::{Project, WorkingDirectory};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The formats there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// For a person at a terminal.
    Human,
    /// A line a finding: `file:line:col: severity rule message`.
    Concise,
    /// The contract for machines, `schema_version` 1.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// JUnit XML.
    Junit,
    /// reviewdog's diagnostic format.
    Rdjson,
    /// SonarQube's generic format.
    Sonarqube,
    /// For the comment on a pull request.
    Markdown,
}

impl Format {
    /// All of them, in the order of the help text.
    pub const ALL: &[Format] = &[
        Format::Human,
        Format::Concise,
        Format::Json,
        Format::Sarif,
        Format::Github,
        Format::Gitlab,
        Format::Junit,
        Format::Rdjson,
        Format::Sonarqube,
        Format::Markdown,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Concise => "concise",
            Format::Json => "json",
            Format::Sarif => "sarif",
            Format::Github => "github",
            Format::Gitlab => "gitlab",
            Format::Junit => "junit",
            Format::Rdjson => "rdjson",
            Format::Sonarqube => "sonarqube",
            Format::Markdown => "markdown",
        }
    }

    /// Whether edits are part of it: they are proven first.
    pub fn carries_edits(self) -> bool {
        matches!(self, Format::Json | Format::Sarif | Format::Rdjson)
    }

    /// The one of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name() == name)
    }
}

/// What of a report is shown, and how. Everything that depends on the surroundings is decided before.
#[derive(Clone, Debug)]
pub struct View {
    /// Passes and suppressed findings too.
    pub show_all: bool,
    /// Whether formats for people show unknown verdicts one by one; they are counted all the same.
    pub show_unknowns: bool,
    /// Whether unknown verdicts fail the run: formats that know issues only have them then.
    pub unknowns_fail: bool,
    /// Only failures and errors.
    pub quiet: bool,
    /// Whether a terminal shows it, which acts on escape sequences in the text of files.
    pub terminal: bool,
    /// Escape sequences for colour.
    pub colour: bool,
    /// Escape sequences for hyperlinks.
    pub hyperlinks: bool,
    /// Columns to write in.
    pub width: usize,
    /// What file names are relative to.
    pub working_directory: WorkingDirectory,
    /// What file names are relative to in formats that forges read.
    pub project: Project,
    /// What the caller asked to look at, in the caller's words.
    pub looked_at: Vec<String>,
    /// Edits that are proven, by the place of their finding in the report.
    pub fixes: BTreeMap<usize, Plan>,
}

/// Width where there is no terminal to ask.
pub const DEFAULT_WIDTH: usize = 100;

impl Default for View {
    fn default() -> Self {
        View {
            show_all: false,
            show_unknowns: true,
            unknowns_fail: false,
            quiet: false,
            terminal: false,
            colour: false,
            hyperlinks: false,
            width: DEFAULT_WIDTH,
            working_directory: WorkingDirectory::default(),
            project: Project::default(),
            looked_at: Vec::new(),
            fixes: BTreeMap::new(),
        }
    }
}

/// Writes the report in that format.
///
/// # Errors
/// Those of `out`.
pub fn render(format: Format, report: &Report, view: &View, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Human => for_terminals(human::render, report, view, out),
        Format::Concise => for_terminals(concise::render, report, view, out),
        Format::Markdown => for_terminals(markdown::render, report, view, out),
        Format::Junit => for_terminals(junit::render, report, view, out),
        Format::Json => json::render(report, view, out),
        Format::Sarif => sarif::render(report, view, out),
        Format::Github => github::render(report, view, out),
        Format::Gitlab => gitlab::render(report, view, out),
        Format::Rdjson => rdjson::render(report, view, out),
        Format::Sonarqube => sonarqube::render(report, view, out),
    }
}

type Render = fn(&Report, &View, &mut dyn Write) -> io::Result<()>;

/// Lines of text, in which a CI runner finds no commands.
fn for_terminals(render: Render, report: &Report, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = visible::Lines::new(out);
    render(report, view, &mut lines)?;
    lines.flush()
}

/// How many findings of each verdict there are. What is suppressed counts as that alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Passes.
    pub pass: usize,
    /// Failures.
    pub fail: usize,
    /// Unknowns.
    pub unknown: usize,
    /// Failures and unknowns that the author silenced.
    pub suppressed: usize,
}

impl Counts {
    /// Counts.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mut counts = Counts::default();
        for finding in findings {
            match finding.verdict {
                Verdict::Pass => counts.pass += 1,
                Verdict::NotApplicable => {}
                Verdict::Fail | Verdict::Unknown if finding.suppressed.is_some() => counts.suppressed += 1,
                Verdict::Fail => counts.fail += 1,
                Verdict::Unknown => counts.unknown += 1,
            }
        }
        counts
    }

    /// What came out, in a line: `2 failed, 4 unknown, 1 suppressed`.
    pub fn sentence(self, files_with_errors: usize) -> String {
        let parts: Vec<String> = [
            (self.fail, "failed"),
            (self.unknown, "unknown"),
            (self.suppressed, "suppressed"),
            (
                files_with_errors,
                if files_with_errors == 1 { "file with errors" } else { "files with errors" },
            ),
        ]
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
        match (parts.is_empty(), self.pass) {
            (true, 0) => "nothing to check".to_owned(),
            (true, passed) => format!("all {passed} checks passed"),
            (false, _) => parts.join(", "),
        }
    }
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
