//! What a run found, written for people and machines: one module a format.
//!
//! Formats take a finished [`Report`](crate::linter::Report) and a [`View`], and write; none decides anything, and
//! none knows another. What they share is here and in [`level`], [`paths`] and [`visible`].

pub mod catalogue;
mod concise;
pub mod diff;
mod human;
mod json;
pub mod level;
pub mod model;
pub mod paths;
pub mod visible;

use crate::check::{Finding, Verdict};
use crate::fix::Plan;
use crate::linter::Report;
use paths::WorkingDirectory;
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
}

impl Format {
    /// All of them, in the order of the help text.
    pub const ALL: &[Format] = &[Format::Human, Format::Concise, Format::Json];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Concise => "concise",
            Format::Json => "json",
        }
    }

    /// Whether edits are part of it: they are proven first.
    pub fn carries_edits(self) -> bool {
        matches!(self, Format::Json)
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
    /// Only failures and errors.
    pub quiet: bool,
    /// Escape sequences for colour.
    pub colour: bool,
    /// Escape sequences for hyperlinks.
    pub hyperlinks: bool,
    /// Columns to write in.
    pub width: usize,
    /// What file names are relative to.
    pub working_directory: WorkingDirectory,
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
            quiet: false,
            colour: false,
            hyperlinks: false,
            width: DEFAULT_WIDTH,
            working_directory: WorkingDirectory::default(),
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
    let mut lines = visible::Lines::new(out);
    match format {
        Format::Human => human::render(report, view, &mut lines).and_then(|()| lines.flush()),
        Format::Concise => concise::render(report, view, &mut lines).and_then(|()| lines.flush()),
        Format::Json => json::render(report, view, out),
    }
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
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
