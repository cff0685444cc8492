//! What formats that know nothing but issues are given: which findings are issues, in which words, and where they are.
//!
//! Such formats (of forges, reviewers, quality servers) have no place for what is not known: an unknown is an issue to
//! them only where it fails the run. What is said is clean ([`visible`]); how it is escaped is each format's own.

use super::{View, visible};
use crate::check::{Finding, Verdict};
use crate::linter::Report;
use crate::source::{Position, Source, Span};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The rule under which formats without a place for errors report a file that cannot be read.
pub(super) const UNREADABLE: &str = "unreadable-file";

/// The findings that are issues, in the order of the report.
pub(super) fn issues<'r>(report: &'r Report, view: &View) -> impl Iterator<Item = &'r Finding> {
    numbered_issues(report, view).map(|(_, finding)| finding)
}

/// The same with their places in the report.
pub(super) fn numbered_issues<'r>(
    report: &'r Report,
    view: &View,
) -> impl Iterator<Item = (usize, &'r Finding)> {
    let unknowns_fail = view.unknowns_fail;
    let issue = move |finding: &Finding| finding.suppressed.is_none() && fails(finding, unknowns_fail);
    report.findings.iter().enumerate().filter(move |(_, finding)| issue(finding))
}

/// Whether a finding fails the run, were it not suppressed.
pub(super) fn fails(finding: &Finding, unknowns_fail: bool) -> bool {
    match finding.verdict {
        Verdict::Fail => true,
        Verdict::Unknown => unknowns_fail,
        Verdict::Pass | Verdict::NotApplicable => false,
    }
}

/// The message on one line, with why it is not known.
pub(super) fn message(finding: &Finding) -> String {
    let mut text = visible::line(&finding.message).into_owned();
    let reasons = reasons(finding);
    if finding.verdict == Verdict::Unknown {
        let reasons = if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join("; ")) };
        text.push_str(&format!(" (undecided{reasons})"));
    }
    text
}

/// Why a finding is not known, and when it would fail: each reason once, on one line.
pub(super) fn reasons(finding: &Finding) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    let fails_when = finding.fails_when.iter().map(|when| format!("fails when {when}"));
    for reason in finding.causes.iter().map(ToString::to_string).chain(fails_when) {
        let reason = visible::line(&reason).into_owned();
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}

/// A place in a file.
pub(super) struct Place {
    /// The file.
    pub source: Arc<Source>,
    /// Where it starts.
    pub start: Position,
    /// Where it ends; never before the start.
    pub end: Position,
}

impl Place {
    /// The place of a span, if its file is known.
    pub(super) fn of(report: &Report, span: Span) -> Option<Self> {
        let source = report.sources.get(span.source)?;
        let (start, end) = source.positions(span);
        Some(Place { source, start, end })
    }

    /// The file's path.
    pub(super) fn path(&self) -> &Path {
        &self.source.path
    }
}

/// The file that a finding is shown in: that of its place, else the unit's own.
pub(super) fn file(finding: &Finding, place: Option<&Place>) -> PathBuf {
    place.map_or_else(|| finding.unit.root.clone(), |place| place.path().to_path_buf())
}

/// The address of what a finding is about.
pub(super) fn subject(finding: &Finding) -> String {
    let address = finding.resource.as_ref().map_or("the account", |resource| &resource.address);
    visible::line(address).into_owned()
}
