//! The contract for machines: one JSON object, `schema_version` 1. Its fields and their order do not change.

use super::coverage::{self, FrameworkEntry};
use super::serialised::write_json;
use super::{Counts, View};
use crate::check::{Finding, Label, Suppressed, Verdict};
use crate::linter::{Report, Since};
use crate::resource::Note;
use crate::source::{Position, SourceMap, Span};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Version of the shape.
const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    tool: Tool,
    summary: Summary,
    results: Vec<Outcome<'a>>,
    notes: Vec<NoteEntry<'a>>,
    errors: Vec<ErrorEntry<'a>>,
    /// Only where frameworks were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    frameworks: Vec<FrameworkEntry<'a>>,
    /// Only where a comparison was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<SinceEntry<'a>>,
}

#[derive(Serialize)]
struct SinceEntry<'a> {
    revision: &'a str,
    already: usize,
    mended: Vec<MendedEntry<'a>>,
}

#[derive(Serialize)]
struct MendedEntry<'a> {
    rule: &'a str,
    verdict: &'static str,
    unit: Unit<'a>,
    address: Option<&'a str>,
    message: &'a str,
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Summary {
    files: usize,
    units: usize,
    trails: usize,
    pass: usize,
    fail: usize,
    unknown: usize,
    not_applicable: usize,
    suppressed: usize,
    errors: usize,
}

#[derive(Serialize)]
struct Outcome<'a> {
    rule: &'a str,
    severity: &'static str,
    kind: &'static str,
    verdict: &'static str,
    fails_when: Option<&'a str>,
    unit: Unit<'a>,
    resource: Option<Resource<'a>>,
    message: &'a str,
    help: Option<&'a str>,
    location: Option<Location>,
    related: Vec<Related<'a>>,
    controls: BTreeMap<&'a str, Vec<&'a str>>,
    /// Edits that are proven to mend it.
    fix: Option<FixEntry<'a>>,
    fingerprint: &'a str,
    suppressed: Option<SuppressedEntry<'a>>,
}

#[derive(Serialize)]
struct FixEntry<'a> {
    safety: &'static str,
    title: &'a str,
    edits: Vec<EditEntry<'a>>,
}

#[derive(Serialize)]
struct EditEntry<'a> {
    file: String,
    start: Point,
    end: Point,
    text: &'a str,
}

#[derive(Serialize)]
struct Unit<'a> {
    root: String,
    deployment: Option<&'a str>,
}

#[derive(Serialize)]
struct Resource<'a> {
    address: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    language: &'static str,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    location: Option<Location>,
}

#[derive(Serialize)]
struct SuppressedEntry<'a> {
    reason: &'a str,
    until: Option<&'a str>,
    location: Option<Location>,
    by: &'static str,
}

#[derive(Serialize)]
struct NoteEntry<'a> {
    kind: &'a str,
    message: &'a str,
    location: Option<Location>,
}

#[derive(Serialize)]
struct ErrorEntry<'a> {
    file: String,
    message: &'a str,
    location: Option<Location>,
}

#[derive(Serialize)]
pub(super) struct Location {
    file: String,
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
    offset: u32,
}

/// Writes the report.
pub(super) fn render(report: &Report, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let places = Places { sources: &report.sources, view };
    let shown = |finding: &Finding| match finding.verdict {
        Verdict::Fail | Verdict::Unknown => true,
        Verdict::Pass => view.show_all,
        Verdict::NotApplicable => false,
    };
    let document = Document {
        schema_version: SCHEMA_VERSION,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        summary: summary(report),
        results: report
            .findings
            .iter()
            .enumerate()
            .filter(|(_, finding)| shown(finding))
            .map(|(at, finding)| Outcome { fix: places.fix(at), ..places.outcome(finding) })
            .collect(),
        notes: report.notes.iter().map(|note| places.note(note)).collect(),
        errors: report
            .errors
            .iter()
            .map(|error| ErrorEntry {
                file: view.working_directory.relative(&error.file),
                message: &error.message,
                location: error.span.and_then(|span| places.location(span)),
            })
            .collect(),
        frameworks: report.frameworks.iter().map(coverage::checked).collect(),
        since: report.since.as_deref().map(|since| places.since(since)),
    };
    write_json(&document, out)
}

fn summary(report: &Report) -> Summary {
    let Counts { pass, fail, unknown, suppressed } = Counts::of(&report.findings);
    Summary {
        files: report.files,
        units: report.units,
        trails: report.trails,
        pass,
        fail,
        unknown,
        not_applicable: report.not_applicable,
        suppressed,
        errors: report.errors.len(),
    }
}

pub(super) struct Places<'a> {
    pub(super) sources: &'a SourceMap,
    pub(super) view: &'a View,
}

impl Places<'_> {
    fn outcome<'f>(&'f self, finding: &'f Finding) -> Outcome<'f> {
        let rule = &finding.rule;
        Outcome {
            rule: &rule.id,
            severity: rule.severity.name(),
            kind: rule.kind.name(),
            verdict: finding.verdict.name(),
            fails_when: finding.fails_when.as_deref(),
            unit: self.unit(finding),
            resource: finding.resource.as_ref().map(|resource| Resource {
                address: &resource.address,
                kind: &resource.kind,
                language: resource.language.name(),
            }),
            message: &finding.message,
            help: finding.help.as_deref(),
            location: finding.location.and_then(|span| self.location(span)),
            related: finding.related.iter().map(|label| self.related(label)).collect(),
            controls: rule
                .controls
                .iter()
                .map(|(framework, ids)| (&**framework, ids.iter().map(|id| &**id).collect()))
                .collect(),
            fix: None,
            fingerprint: &finding.fingerprint,
            suppressed: finding.suppressed.as_ref().map(|it| self.suppressed(it)),
        }
    }

    fn fix(&self, at: usize) -> Option<FixEntry<'_>> {
        let plan = self.view.fixes.get(&at)?;
        let edits = plan.edits.iter().filter_map(|edit| {
            let Location { file, start, end } = self.location(edit.span)?;
            Some(EditEntry { file, start, end, text: &edit.text })
        });
        Some(FixEntry { safety: plan.safety.name(), title: &plan.title, edits: edits.collect() })
    }

    fn related<'f>(&self, label: &'f Label) -> Related<'f> {
        Related { message: &label.message, location: self.location(label.span) }
    }

    fn suppressed<'f>(&self, suppressed: &'f Suppressed) -> SuppressedEntry<'f> {
        SuppressedEntry {
            reason: &suppressed.reason,
            until: suppressed.until.as_deref(),
            location: suppressed.span.and_then(|span| self.location(span)),
            by: suppressed.by.name(),
        }
    }

    fn since<'s>(&self, since: &'s Since) -> SinceEntry<'s> {
        let mended = since.mended.iter().map(|finding| MendedEntry {
            rule: &finding.rule.id,
            verdict: finding.verdict.name(),
            unit: self.unit(finding),
            address: finding.resource.as_ref().map(|resource| &*resource.address),
            message: &finding.message,
            fingerprint: &finding.fingerprint,
        });
        SinceEntry { revision: &since.revision, already: since.already, mended: mended.collect() }
    }

    fn unit<'f>(&self, finding: &'f Finding) -> Unit<'f> {
        let root = self.view.working_directory.relative(&finding.unit.root);
        Unit { root, deployment: finding.unit.deployment.as_deref() }
    }

    fn note<'n>(&self, note: &'n Note) -> NoteEntry<'n> {
        NoteEntry {
            kind: note.kind,
            message: &note.message,
            location: note.span.and_then(|span| self.location(span)),
        }
    }

    pub(super) fn location(&self, span: Span) -> Option<Location> {
        let source = self.sources.get(span.source)?;
        let (start, end) = source.positions(span);
        let point = |at: Position| Point { line: at.line, column: at.column, offset: at.offset };
        Some(Location {
            file: self.view.working_directory.relative(&source.path),
            start: point(start),
            end: point(end),
        })
    }
}
