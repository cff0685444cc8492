//! GitLab's code quality report. <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>
//!
//! It is a part of Code Climate's format, whose required members are there too, for what else reads that:
//! <https://github.com/codeclimate/platform/blob/master/spec/analyzers/SPEC.md#issues>.
//! GitLab matches entries of two pipelines by their fingerprints and drops repeated ones, so each is there once. There is
//! no place for what passed, is suppressed or is not known.

use super::issue::{Place, UNREADABLE, file, issues, message};
use super::level::level;
use super::serialised::write_json;
use super::{View, visible};
use crate::linter::Report;
use crate::rule::Kind;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

/// Writes the report.
pub(super) fn render(report: &Report, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let mut fingerprints = Fingerprints::default();
    let mut entries: Vec<Value> = Vec::new();
    for error in &report.errors {
        let place = error.span.and_then(|span| Place::of(report, span));
        let name = view.project.relative(&error.file);
        entries.push(json!({
            "type": "issue",
            "description": visible::line(&error.message),
            "check_name": UNREADABLE,
            "categories": [category(Kind::Correctness)],
            "fingerprint": fingerprints.once(&format!("{UNREADABLE} {name}")),
            "severity": "blocker",
            "location": location(&error.file, place.as_ref(), view),
        }));
    }
    for finding in issues(report, view) {
        let place = finding.location.and_then(|span| Place::of(report, span));
        entries.push(json!({
            "type": "issue",
            "description": message(finding),
            "check_name": visible::line(&finding.rule.id),
            "categories": [category(finding.rule.kind)],
            "fingerprint": fingerprints.once(&finding.fingerprint),
            "severity": level(finding.rule.severity).gitlab,
            "location": location(&file(finding, place.as_ref()), place.as_ref(), view),
        }));
    }
    write_json(&entries, out)
}

/// One of the ten that Code Climate knows.
fn category(kind: Kind) -> &'static str {
    match kind {
        Kind::Security => "Security",
        Kind::Correctness => "Bug Risk",
        Kind::Cost => "Performance",
    }
}

fn location(file: &Path, place: Option<&Place>, view: &View) -> Value {
    let lines = match place {
        Some(place) => json!({ "begin": place.start.line, "end": place.end.line }),
        None => json!({ "begin": 1, "end": 1 }),
    };
    json!({ "path": view.project.relative(file), "lines": lines })
}

/// Gives each fingerprint once: the second of the same name gets a number.
#[derive(Default)]
struct Fingerprints(HashMap<String, usize>);

impl Fingerprints {
    fn once(&mut self, fingerprint: &str) -> String {
        let number = self.0.entry(fingerprint.to_owned()).or_default();
        *number += 1;
        match *number {
            1 => fingerprint.to_owned(),
            number => format!("{fingerprint}-{number}"),
        }
    }
}
