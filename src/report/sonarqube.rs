//! SonarQube's generic format for issues from elsewhere, as it is since version 10.3.
//! <https://docs.sonarsource.com/sonarqube-server/analyzing-source-code/importing-external-issues/generic-issue-import-format>
//!
//! Columns count UTF-16 code units from 0, and a range that holds nothing is refused.

use super::issue::{Place, UNREADABLE, file, issues, message};
use super::level::level;
use super::serialised::write_json;
use super::{View, visible};
use crate::linter::Report;
use crate::rule::{Kind, Rule};
use indexmap::IndexMap;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::Path;

/// Writes the report.
pub(super) fn render(report: &Report, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let mut rules: IndexMap<&str, Value> = IndexMap::new();
    let mut entries: Vec<Value> = Vec::new();
    for error in &report.errors {
        rules.entry(UNREADABLE).or_insert_with(unreadable);
        let place = error.span.and_then(|span| Place::of(report, span));
        entries.push(json!({
            "ruleId": UNREADABLE,
            "primaryLocation": location(&error.message, &error.file, place.as_ref(), view),
        }));
    }
    for finding in issues(report, view) {
        rules.entry(&finding.rule.id).or_insert_with(|| description(&finding.rule));
        let place = finding.location.and_then(|span| Place::of(report, span));
        let file = file(finding, place.as_ref());
        let mut entry = json!({
            "ruleId": visible::line(&finding.rule.id),
            "primaryLocation": location(&message(finding), &file, place.as_ref(), view),
        });
        let secondary: Vec<Value> = finding
            .related
            .iter()
            .filter_map(|label| {
                let place = Place::of(report, label.span)?;
                Some(location(&label.message, place.path(), Some(&place), view))
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

fn location(message: &str, file: &Path, place: Option<&Place>, view: &View) -> Value {
    let mut location = json!({ "message": visible::line(message), "filePath": view.project.relative(file) });
    if let Some(place) = place {
        let at = |offset: u32| place.source.lines().utf16_position(&place.source.text, offset as usize);
        let (start, end) = (at(place.start.offset), at(place.end.offset));
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

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
