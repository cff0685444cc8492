//! SARIF 2.1.0, one run, as GitHub's code scanning takes it.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>,
//! <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>
//!
//! Only rules that have results are described. Places are lines and columns in characters; offsets are left out, since
//! SARIF counts them otherwise than any editor does. There is no `primaryLocationLineHash`: GitHub computes it from the
//! file, and would take ours for its own.

mod description;

use super::issue::{Place, fails, file, message, subject};
use super::level::{Grade, level};
use super::serialised::write_json;
use super::{View, visible};
use crate::check::{Finding, Label, Suppressed, Verdict};
use crate::fix::Plan;
use crate::linter::Report;
use crate::rule::Rule;
use crate::source::Span;
use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use std::cmp::Reverse;
use std::io::{self, Write};
use std::path::Path;

/// The base that relative addresses of files are relative to: the name that GitHub's own tools use.
const BASE: &str = "%SRCROOT%";

/// GitHub refuses a run with more results than this.
const MOST_RESULTS: usize = 25_000;

/// The name of our fingerprint, with the version of what it is made of.
const FINGERPRINT: &str = "trailguard/v1";

/// Writes the report.
pub(super) fn render(report: &Report, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let log = Log { report, view };
    let (shown, left_out) = log.results();
    let mut rules: IndexMap<&str, &Rule> = IndexMap::new();
    for (_, finding) in &shown {
        rules.entry(&finding.rule.id).or_insert(&finding.rule);
    }
    let results: Vec<Value> = shown
        .iter()
        .map(|(at, finding)| {
            let rule = rules.get_index_of(&*finding.rule.id).unwrap_or_default();
            log.result(*at, finding, rule)
        })
        .collect();
    let mut base =
        json!({ "description": { "text": "the root of the repository, else the working directory" } });
    if let Some(uri) = view.project.uri() {
        base["uri"] = uri.into();
    }
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.values().map(|rule| description::of(rule)).collect::<Vec<Value>>(),
            } },
            "invocations": [log.invocation(left_out)],
            "originalUriBaseIds": { BASE: base },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    write_json(&document, out)
}

struct Log<'a> {
    report: &'a Report,
    view: &'a View,
}

impl Log<'_> {
    /// GitHub opens an alert for every result, suppressed and passed ones too: they are there only when asked for.
    fn shows(&self, finding: &Finding) -> bool {
        match finding.verdict {
            Verdict::Pass => self.view.show_all,
            _ if finding.suppressed.is_some() => self.view.show_all,
            _ => fails(finding, self.view.unknowns_fail),
        }
    }

    /// What is shown, and how many results are left out: the least severe ones.
    fn results(&self) -> (Vec<(usize, &Finding)>, usize) {
        let all = self.report.findings.iter().enumerate();
        let mut shown: Vec<(usize, &Finding)> = all.filter(|(_, finding)| self.shows(finding)).collect();
        let left_out = shown.len().saturating_sub(MOST_RESULTS);
        if left_out > 0 {
            shown.sort_by_key(|(_, finding)| Reverse(finding.rule.severity));
            shown.truncate(MOST_RESULTS);
        }
        (shown, left_out)
    }

    /// The result of the finding that stands at that place in the report.
    fn result(&self, at: usize, finding: &Finding, rule_index: usize) -> Value {
        let grade = level(finding.rule.severity).grade;
        let (kind, grade) = match finding.verdict {
            Verdict::Pass => ("pass", "none"),
            Verdict::Unknown => ("fail", grade.softened().sarif()),
            Verdict::Fail | Verdict::NotApplicable => ("fail", grade.sarif()),
        };
        let mut text = message(finding);
        if let Some(help) = &finding.help {
            text.push('\n');
            text.push_str(&visible::text(help));
        }
        let mut result = json!({
            "ruleId": visible::line(&finding.rule.id),
            "ruleIndex": rule_index,
            "kind": kind,
            "level": grade,
            "message": { "text": plain(&text) },
            "locations": [self.location(finding)],
            "partialFingerprints": { FINGERPRINT: finding.fingerprint },
        });
        let related: Vec<Value> = finding
            .related
            .iter()
            .enumerate()
            .filter_map(|(number, label)| self.related(number, label))
            .collect();
        if !related.is_empty() {
            result["relatedLocations"] = related.into();
        }
        if let Some(flow) = self.way(finding) {
            result["codeFlows"] = json!([flow]);
        }
        if let Some(suppressed) = &finding.suppressed {
            result["suppressions"] = json!([self.suppression(suppressed)]);
        }
        if let Some(plan) = self.view.fixes.get(&at) {
            result["fixes"] = json!([self.fix(plan)]);
        }
        result["properties"] = self.properties(finding);
        result
    }

    /// Proven edits, by file.
    fn fix(&self, plan: &Plan) -> Value {
        let mut files: IndexMap<&Path, Vec<Value>> = IndexMap::new();
        for edit in &plan.edits {
            let Some(place) = Place::of(self.report, edit.span) else { continue };
            let replacement =
                json!({ "deletedRegion": region(&place), "insertedContent": { "text": edit.text } });
            files.entry(&edit.path).or_default().push(replacement);
        }
        let changes: Vec<Value> = files
            .into_iter()
            .map(|(path, edits)| json!({ "artifactLocation": self.artifact(path), "replacements": edits }))
            .collect();
        json!({ "description": { "text": plain(&visible::line(&plan.title)) }, "artifactChanges": changes })
    }

    fn properties(&self, finding: &Finding) -> Value {
        let mut properties = json!({
            "verdict": finding.verdict.name(),
            "severity": finding.rule.severity.name(),
            "unit": self.view.working_directory.relative(&finding.unit.root),
        });
        if let Some(deployment) = &finding.unit.deployment {
            properties["deployment"] = (**deployment).into();
        }
        properties
    }

    fn location(&self, finding: &Finding) -> Value {
        let place = finding.location.and_then(|span| Place::of(self.report, span));
        let mut physical = json!({ "artifactLocation": self.artifact(&file(finding, place.as_ref())) });
        if let Some(place) = &place {
            physical["region"] = region(place);
        }
        let mut location = json!({ "physicalLocation": physical });
        if let Some(resource) = &finding.resource {
            location["logicalLocations"] = json!([{
                "fullyQualifiedName": subject(finding),
                "kind": visible::line(&resource.kind),
            }]);
        }
        location
    }

    fn related(&self, number: usize, label: &Label) -> Option<Value> {
        let mut location = self.labelled(label.span, &label.message)?;
        location["id"] = number.into();
        Some(location)
    }

    fn labelled(&self, span: Span, message: &str) -> Option<Value> {
        let place = Place::of(self.report, span)?;
        Some(json!({
            "physicalLocation": {
                "artifactLocation": self.artifact(place.path()),
                "region": region(&place),
            },
            "message": { "text": plain(&visible::line(message)) },
        }))
    }

    /// The way of the value that decided, from where it was written to where it is read.
    fn way(&self, finding: &Finding) -> Option<Value> {
        let way = finding.related.get(..finding.way).filter(|way| !way.is_empty())?;
        let end = finding.location.and_then(|span| self.labelled(span, &finding.label));
        let steps = way.iter().filter_map(|label| self.labelled(label.span, &label.message)).chain(end);
        let locations: Vec<Value> = steps.map(|location| json!({ "location": location })).collect();
        Some(json!({ "threadFlows": [{ "locations": locations }] }))
    }

    fn suppression(&self, suppressed: &Suppressed) -> Value {
        let until = suppressed.until.as_ref().map(|day| format!(" (until {day})")).unwrap_or_default();
        let reason = format!("{}{until}", suppressed.reason);
        let mut suppression = json!({
            "kind": "inSource",
            "status": "accepted",
            "justification": visible::line(&reason),
        });
        if let Some(place) = Place::of(self.report, suppressed.span) {
            suppression["location"] = json!({ "physicalLocation": {
                "artifactLocation": self.artifact(place.path()),
                "region": region(&place),
            } });
        }
        suppression
    }

    fn invocation(&self, left_out: usize) -> Value {
        let errors = self.report.errors.iter().map(|error| {
            let name = self.view.working_directory.relative(&error.file);
            let text = format!("`{}`: {}", visible::line(&name), visible::line(&error.message));
            let place = error.span.and_then(|span| Place::of(self.report, span));
            self.notification(Grade::Error, super::issue::UNREADABLE, &text, Some(&error.file), place)
        });
        let notes = self.report.notes.iter().map(|note| {
            let place = note.span.and_then(|span| Place::of(self.report, span));
            self.notification(Grade::Notice, note.kind, &visible::line(&note.message), None, place)
        });
        let rest = (left_out > 0).then(|| {
            let text = format!("{left_out} less severe results are left out: GitHub takes {MOST_RESULTS}");
            self.notification(Grade::Warning, "limit", &text, None, None)
        });
        json!({
            "executionSuccessful": self.report.errors.is_empty(),
            "toolExecutionNotifications": errors.chain(notes).chain(rest).collect::<Vec<Value>>(),
        })
    }

    fn notification(
        &self,
        grade: Grade,
        id: &str,
        text: &str,
        file: Option<&Path>,
        place: Option<Place>,
    ) -> Value {
        let mut notification = json!({
            "descriptor": { "id": id },
            "level": grade.sarif(),
            "message": { "text": plain(text) },
        });
        let artifact = place.as_ref().map(Place::path).or(file).map(|path| self.artifact(path));
        if let Some(artifact) = artifact {
            let mut physical = json!({ "artifactLocation": artifact });
            if let Some(place) = place {
                physical["region"] = region(&place);
            }
            notification["locations"] = json!([{ "physicalLocation": physical }]);
        }
        notification
    }

    /// Relative to the project where the file is in it, since only such addresses mean something on another machine.
    fn artifact(&self, path: &Path) -> Value {
        let (uri, relative) = self.view.project.uri_of(path);
        let mut artifact = Map::new();
        artifact.insert("uri".to_owned(), uri.into());
        if relative {
            artifact.insert("uriBaseId".to_owned(), BASE.into());
        }
        artifact.into()
    }
}

fn region(place: &Place) -> Value {
    json!({
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    })
}

/// In a message of SARIF `[text](target)` is a link: what comes from analysed files must not make one.
fn plain(text: &str) -> String {
    text.replace("](", "] (")
}
