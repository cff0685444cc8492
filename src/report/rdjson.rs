//! reviewdog's diagnostic format. <https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>
//!
//! Its columns count bytes of UTF-8. File names are relative to the working directory: reviewdog runs there.

use super::issue::{Place, UNREADABLE, file, message, numbered_issues};
use super::level::{Grade, level};
use super::serialised::write_json;
use super::{View, visible};
use crate::check::Verdict;
use crate::fix::Edit;
use crate::linter::Report;
use crate::source::{Position, Source};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::Path;

/// Writes the report.
pub(super) fn render(report: &Report, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let errors = report.errors.iter().map(|error| {
        let place = error.span.and_then(|span| Place::of(report, span));
        json!({
            "message": visible::text(&error.message),
            "location": location(&error.file, place.as_ref(), view),
            "severity": Grade::Error.rdjson(),
            "code": { "value": UNREADABLE },
        })
    });
    let findings = numbered_issues(report, view).map(|(at, finding)| {
        let place = finding.location.and_then(|span| Place::of(report, span));
        let grade = level(finding.rule.severity).grade;
        let grade = if finding.verdict == Verdict::Fail { grade } else { grade.softened() };
        let mut code = json!({ "value": visible::line(&finding.rule.id) });
        if let Some(url) = finding.rule.references.first() {
            code["url"] = visible::line(url).into();
        }
        let help = finding.help.as_ref().map(|help| format!("\n{}", visible::text(help))).unwrap_or_default();
        let related: Vec<Value> = finding
            .related
            .iter()
            .filter_map(|label| {
                let place = Place::of(report, label.span)?;
                let location = location(place.path(), Some(&place), view);
                Some(json!({ "message": visible::line(&label.message), "location": location }))
            })
            .collect();
        let mut diagnostic = json!({
            "message": message(finding) + &help,
            "location": location(&file(finding, place.as_ref()), place.as_ref(), view),
            "severity": grade.rdjson(),
            "code": code,
        });
        if !related.is_empty() {
            diagnostic["related_locations"] = related.into();
        }
        let suggestions = suggestions(report, view, at);
        if !suggestions.is_empty() {
            diagnostic["suggestions"] = suggestions.into();
        }
        diagnostic
    });
    let document = json!({
        "source": { "name": env!("CARGO_PKG_NAME") },
        "diagnostics": errors.chain(findings).collect::<Vec<Value>>(),
    });
    write_json(&document, out)
}

/// Proven edits of the finding at that place in the report. A suggestion is about the file of its diagnostic: what needs
/// another file changed too is none.
fn suggestions(report: &Report, view: &View, at: usize) -> Vec<Value> {
    let (Some(plan), Some(finding)) = (view.fixes.get(&at), report.findings.get(at)) else {
        return Vec::new();
    };
    let own = finding.location.map(|span| span.source);
    if plan.edits.iter().any(|edit| Some(edit.span.source) != own) {
        return Vec::new();
    }
    let suggestion = |edit: &Edit| {
        let place = Place::of(report, edit.span)?;
        let range = json!({
            "start": position(&place.source, place.start),
            "end": position(&place.source, place.end),
        });
        Some(json!({ "range": range, "text": edit.text }))
    };
    plan.edits.iter().filter_map(suggestion).collect()
}

fn location(file: &Path, place: Option<&Place>, view: &View) -> Value {
    let mut location = json!({ "path": view.working_directory.relative(file) });
    if let Some(place) = place {
        location["range"] = json!({
            "start": position(&place.source, place.start),
            "end": position(&place.source, place.end),
        });
    }
    location
}

fn position(source: &Source, at: Position) -> Value {
    let line = source.lines().line_range(&source.text, at.line as usize - 1).unwrap_or_default();
    let column = (at.offset as usize).saturating_sub(line.start) + 1;
    json!({ "line": at.line, "column": column })
}
