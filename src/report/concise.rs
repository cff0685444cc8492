//! One line a finding: `file:line:col: severity rule message`, for editors, `grep` and `sort`.

use super::{View, visible};
use crate::check::{Finding, Verdict};
use crate::linter::Report;
use crate::source::{SourceMap, Span};
use std::io::{self, Write};
use std::path::Path;

/// Writes the report.
pub(super) fn render(report: &Report, view: &View, out: &mut dyn Write) -> io::Result<()> {
    for error in &report.errors {
        let place = place(&report.sources, error.span, &error.file, view);
        writeln!(out, "{place}: error {}", visible::line(&error.message))?;
    }
    for finding in report.findings.iter().filter(|finding| shown(finding, view)) {
        let place = place(&report.sources, finding.location, &finding.unit.root, view);
        let (word, because) = match finding.verdict {
            Verdict::Fail => (finding.rule.severity.name(), String::new()),
            Verdict::Unknown => ("unknown", because(finding)),
            Verdict::Pass | Verdict::NotApplicable => (finding.verdict.name(), String::new()),
        };
        let message = visible::line(&finding.message);
        writeln!(out, "{place}: {word} {} {message}{because}", visible::line(&finding.rule.id))?;
    }
    Ok(())
}

fn shown(finding: &Finding, view: &View) -> bool {
    match finding.verdict {
        Verdict::Fail | Verdict::Unknown if finding.suppressed.is_some() => false,
        Verdict::Fail => true,
        Verdict::Unknown => view.show_unknowns && !view.quiet,
        Verdict::Pass => view.show_all,
        Verdict::NotApplicable => false,
    }
}

fn because(finding: &Finding) -> String {
    let mut reasons: Vec<String> = finding.causes.iter().map(ToString::to_string).collect();
    if let Some(fails_when) = &finding.fails_when {
        reasons.push(format!("fails when {fails_when}"));
    }
    if reasons.is_empty() { String::new() } else { format!(" ({})", visible::line(&reasons.join("; "))) }
}

fn place(sources: &SourceMap, span: Option<Span>, otherwise: &Path, view: &View) -> String {
    let Some((span, source)) = span.and_then(|span| Some((span, sources.get(span.source)?))) else {
        return visible::line(&view.working_directory.relative(otherwise)).into_owned();
    };
    let file = view.working_directory.relative(&source.path);
    let (start, _) = source.positions(span);
    format!("{}:{}:{}", visible::line(&file), start.line, start.column)
}
