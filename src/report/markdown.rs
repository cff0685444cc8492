//! Markdown for the comment on a pull request and the summary of a job, as GitHub and GitLab show it.
//!
//! Bounded: GitHub refuses a summary of more than a mebibyte. What comes from analysed files can make no markup, no
//! mention and no link ([`text`]).

mod since;
mod text;

use super::issue::{Place, file, inputs, reasons, subject};
use super::level::level;
use super::{Counts, View};
use crate::check::{Answer, Finding, Suppressed, Verdict};
use crate::linter::Report;
use crate::source::Span;
use indexmap::IndexMap;
use std::cmp::Reverse;
use std::io::{self, Write};
use std::path::Path;
use text::{code, prose};

/// Rows of a table, or items of a list, that are written before the rest is counted.
const MOST_ROWS: usize = 200;

/// Rules that are named in one item.
const MOST_NAMES: usize = 20;

/// Writes the report.
pub(super) fn render(report: &Report, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let page = Page { report, view };
    writeln!(out, "## trailguard: {}\n", Counts::of(&report.findings).sentence(report.files_with_errors()))?;
    match &report.since {
        None => page.trails(out)?,
        Some(since) => page.since(since, out)?,
    }
    page.failures(out)?;
    page.errors(out)?;
    if view.show_unknowns && !view.quiet {
        page.unknowns(out)?;
    }
    // a reviewer sees who silenced what
    if view.show_all || report.since.is_some() {
        page.suppressed(out)?;
    }
    if view.show_all {
        page.passes(out)?;
    }
    if !view.quiet {
        page.notes(out)?;
    }
    Ok(())
}

struct Page<'a> {
    report: &'a Report,
    view: &'a View,
}

impl Page<'_> {
    /// The posture of each trail: a row a trail.
    fn trails(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.report.postures.is_empty() {
            return Ok(());
        }
        writeln!(out, "| trail | posture |\n|---|---|")?;
        let rows = self.report.postures.iter().map(|posture| {
            let facets: Vec<String> = posture
                .facets
                .iter()
                .map(|(name, standing)| format!("{} {name}", emoji(*standing)))
                .collect();
            format!("| {} | {} |", code(&posture.trail), facets.join(" · "))
        });
        self.rows(rows, out)
    }

    fn failures(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut failed: Vec<&Finding> = self.of(Verdict::Fail).collect();
        if failed.is_empty() {
            return Ok(());
        }
        // what is removed comes first: nothing mends that but putting it back
        failed.sort_by_key(|finding| (finding.rule.group() != "change", Reverse(finding.rule.severity)));
        writeln!(out, "### Failed\n\n| severity | rule | where | what |\n|---|---|---|---|")?;
        let rows = failed.into_iter().map(|finding| {
            let help = finding.help.as_ref().map(|help| format!("<br>{}", prose(help))).unwrap_or_default();
            let (word, rule) = (level(finding.rule.severity).word, code(&finding.rule.id));
            let place = self.place(finding);
            format!("| {word} | {rule} | {place} | {}{help} |", prose(&finding.message))
        });
        self.rows(rows, out)
    }

    fn errors(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.report.errors.is_empty() {
            return Ok(());
        }
        writeln!(out, "### Not readable\n")?;
        let items = self.report.errors.iter().map(|error| {
            let place = self.at(error.span, &error.file);
            format!("- {place}: {}", prose(&error.message))
        });
        self.rows(items, out)
    }

    /// One item for each resource and cause, however many rules hang on it.
    fn unknowns(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut groups: IndexMap<(String, Vec<String>), Vec<&Finding>> = IndexMap::new();
        for finding in self.of(Verdict::Unknown) {
            groups.entry((subject(finding), reasons(finding))).or_default().push(finding);
        }
        if groups.is_empty() {
            return Ok(());
        }
        writeln!(out, "### Not decided by these files\n")?;
        let items = groups.into_iter().map(|((subject, reasons), findings)| {
            let because = if reasons.is_empty() { findings[0].message.clone() } else { reasons.join("; ") };
            let rules = names(&findings);
            let settle = inputs(&findings).into_iter().map(|input| prose(&input)).collect::<Vec<_>>();
            let settle = if settle.is_empty() {
                String::new()
            } else {
                format!("; to settle it, {}", settle.join(", "))
            };
            let place = self.place(findings[0]);
            format!("- {} ({place}): {}{settle} ({rules})", code(&subject), prose(&because))
        });
        self.rows(items, out)
    }

    fn suppressed(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut items = Vec::new();
        for finding in &self.report.findings {
            let shown = |it: &&Suppressed| self.view.show_all || it.span.is_some();
            let Some(suppressed) = finding.suppressed.as_ref().filter(shown) else { continue };
            let until =
                suppressed.until.as_ref().map(|day| format!(" until {}", prose(day))).unwrap_or_default();
            let (rule, about) = (code(&finding.rule.id), code(&subject(finding)));
            let place = self.at(suppressed.span, &finding.unit.root);
            items.push(format!("- {rule} on {about}{until}: {} ({place})", prose(&suppressed.reason)));
        }
        if items.is_empty() {
            return Ok(());
        }
        writeln!(out, "### Suppressed\n")?;
        self.rows(items.into_iter(), out)
    }

    fn passes(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut passed: IndexMap<String, Vec<&Finding>> = IndexMap::new();
        for finding in self.of(Verdict::Pass) {
            passed.entry(subject(finding)).or_default().push(finding);
        }
        if passed.is_empty() {
            return Ok(());
        }
        writeln!(out, "### Passed\n")?;
        let items = passed
            .into_iter()
            .map(|(subject, findings)| format!("- {}: {}", code(&subject), names(&findings)));
        self.rows(items, out)
    }

    fn notes(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.report.notes.is_empty() {
            return Ok(());
        }
        writeln!(out, "### Notes\n")?;
        let items = self.report.notes.iter().map(|note| {
            let place = note.span.map(|span| format!(" ({})", self.at(Some(span), Path::new(""))));
            format!("- {}{}", prose(&note.message), place.unwrap_or_default())
        });
        self.rows(items, out)
    }

    /// Lines that make one block, bounded.
    fn rows(&self, rows: impl ExactSizeIterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
        let rest = rows.len().saturating_sub(MOST_ROWS);
        for row in rows.take(MOST_ROWS) {
            writeln!(out, "{row}")?;
        }
        if rest > 0 {
            writeln!(out, "\nand {rest} more")?;
        }
        writeln!(out)
    }

    fn of(&self, verdict: Verdict) -> impl Iterator<Item = &Finding> {
        let findings = self.report.findings.iter();
        findings.filter(move |finding| finding.verdict == verdict && finding.suppressed.is_none())
    }

    fn place(&self, finding: &Finding) -> String {
        self.at(finding.location, &file(finding, None))
    }

    fn at(&self, span: Option<Span>, otherwise: &Path) -> String {
        match span.and_then(|span| Place::of(self.report, span)) {
            Some(place) => {
                code(&format!("{}:{}", self.view.project.relative(place.path()), place.start.line))
            }
            None => code(&self.view.project.relative(otherwise)),
        }
    }
}

fn names(findings: &[&Finding]) -> String {
    let rest = findings.len().saturating_sub(MOST_NAMES);
    let names: Vec<String> = findings.iter().take(MOST_NAMES).map(|finding| code(&finding.rule.id)).collect();
    let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    names.join(", ") + &rest
}

fn emoji(standing: Answer) -> &'static str {
    match standing {
        Answer::Good => "✅",
        Answer::Bad => "❌",
        Answer::Unknown => "❔",
        Answer::Silenced => "🔕",
    }
}
