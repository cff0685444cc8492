//! SonarQube's generic format for issues from elsewhere, as it is since version 10.3.
//! <https://docs.sonarsource.com/sonarqube-server/analyzing-source-code/importing-external-issues/generic-issue-import-format>
//!
//! Columns count UTF-16 code units from 0. A range that holds nothing, or that lies where the scanner sees no text, fails
//! the whole scan: lines are counted as the scanner counts them.

use super::issue::{Place, UNREADABLE, file, issues, message};
use super::level::level;
use super::serialised::write_json;
use super::{View, visible};
use crate::linter::Report;
use crate::rule::{Kind, Rule};
use crate::source::{Source, SourceId};
use indexmap::IndexMap;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

/// Writes the report.
pub(super) fn render(report: &Report, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let mut scanner = Scanner { view, lines: HashMap::new() };
    let mut rules: IndexMap<&str, Value> = IndexMap::new();
    let mut entries: Vec<Value> = Vec::new();
    for error in &report.errors {
        rules.entry(UNREADABLE).or_insert_with(unreadable);
        let place = error.span.and_then(|span| Place::of(report, span));
        entries.push(json!({
            "ruleId": UNREADABLE,
            "primaryLocation": scanner.location(&error.message, &error.file, place.as_ref()),
        }));
    }
    for finding in issues(report, view) {
        rules.entry(&finding.rule.id).or_insert_with(|| description(&finding.rule));
        let place = finding.location.and_then(|span| Place::of(report, span));
        let file = file(finding, place.as_ref());
        let mut entry = json!({
            "ruleId": visible::line(&finding.rule.id),
            "primaryLocation": scanner.location(&message(finding), &file, place.as_ref()),
        });
        let secondary: Vec<Value> = finding
            .related
            .iter()
            .filter_map(|label| {
                let place = Place::of(report, label.span)?;
                Some(scanner.location(&label.message, place.path(), Some(&place)))
            })
            .collect();
        if !secondary.is_empty() {
            entry["secondaryLocations"] = secondary.into();
        }
        entries.push(entry);
    }
    write_json(&json!({ "rules": rules.into_values().collect::<Vec<Value>>(), "issues": entries }), out)
}

fn description(rule: &Rule) -> Value {
    let (attribute, quality) = match rule.kind {
        Kind::Security => ("TRUSTWORTHY", "SECURITY"),
        Kind::Correctness => ("LOGICAL", "RELIABILITY"),
        Kind::Cost => ("EFFICIENT", "MAINTAINABILITY"),
    };
    json!({
        "id": visible::line(&rule.id),
        "name": visible::line(&rule.title),
        // shown as HTML
        "description": html(&visible::text(rule.why.trim())),
        "engineId": env!("CARGO_PKG_NAME"),
        "cleanCodeAttribute": attribute,
        "impacts": [{ "softwareQuality": quality, "severity": level(rule.severity).sonarqube }],
    })
}

fn unreadable() -> Value {
    json!({
        "id": UNREADABLE,
        "name": "Files that matter can be read",
        "description": "What is in a file that cannot be read or parsed is not checked.",
        "engineId": env!("CARGO_PKG_NAME"),
        "cleanCodeAttribute": "COMPLETE",
        "impacts": [{ "softwareQuality": "RELIABILITY", "severity": "HIGH" }],
    })
}

/// What the scanner makes of places.
struct Scanner<'v> {
    view: &'v View,
    lines: HashMap<SourceId, Lines>,
}

impl Scanner<'_> {
    fn location(&mut self, message: &str, file: &Path, place: Option<&Place>) -> Value {
        let name = self.view.project.relative(file);
        let mut location = json!({ "message": visible::line(message), "filePath": name });
        if let Some(place) = place {
            let lines = self.lines.entry(place.source.id).or_insert_with(|| Lines::of(&place.source));
            let text = &place.source.text;
            let (start, end) =
                (lines.position(text, place.start.offset), lines.position(text, place.end.offset));
            location["textRange"] = if start < end {
                json!({
                    "startLine": start.0 + 1,
                    "endLine": end.0 + 1,
                    "startColumn": start.1,
                    "endColumn": end.1,
                })
            } else {
                json!({ "startLine": start.0 + 1 })
            };
        }
        location
    }
}

/// Where the lines of a text start and end for the scanner: a carriage return ends one, with and without a line feed
/// behind it, and a byte order mark is not there.
struct Lines(Vec<(usize, usize)>);

impl Lines {
    fn of(source: &Source) -> Self {
        let text = source.text.as_bytes();
        let mut start = if source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut lines = Vec::new();
        for at in memchr::memchr2_iter(b'\n', b'\r', text) {
            let inside = text[at] == b'\n' && at > 0 && text[at - 1] == b'\r';
            if !inside {
                lines.push((start, at));
            }
            start = at + 1;
        }
        lines.push((start, text.len()));
        Lines(lines)
    }

    /// 0-based line, and column in UTF-16 code units; between two lines it is the end of the first.
    fn position(&self, text: &str, offset: u32) -> (usize, usize) {
        let offset = offset as usize;
        let line = self.0.partition_point(|(start, _)| *start <= offset).saturating_sub(1);
        let (start, end) = self.0[line];
        let before = text.get(start..offset.min(end)).unwrap_or("");
        (line, before.chars().map(char::len_utf16).sum())
    }
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
