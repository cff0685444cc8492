//! What a run found, as the editor shows it: by file, with the way a value came as related places.

use super::position::Encoding;
use super::project::Project;
use crate::check::{Finding, Verdict};
use crate::config::{Faults, UnknownPolicy};
use crate::linter::Report;
use crate::report::level::{Grade, level};
use crate::report::visible;
use crate::source::{Source, SourceMap, Span};
use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location,
    NumberOrString, Range, Uri,
};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::Arc;

/// Diagnostics by file.
pub(super) type ByFile = BTreeMap<PathBuf, Vec<Diagnostic>>;

/// Who shows them.
pub(super) struct Shown<'a> {
    pub encoding: Encoding,
    /// The address of a file.
    pub uri: &'a dyn Fn(&Path) -> Option<Uri>,
}

/// A place in a file, as the editor names it.
struct Place {
    path: PathBuf,
    range: Range,
}

/// All diagnostics of all groups. What several units find in the same place is said once.
pub(super) fn of(projects: &[Project], shown: &Shown<'_>) -> ByFile {
    let mut found = ByFile::new();
    let mut add = |place: Place, diagnostic: Diagnostic| {
        let of_file = found.entry(place.path).or_default();
        if !of_file.contains(&diagnostic) {
            of_file.push(diagnostic);
        }
    };
    for project in projects {
        if let Some(faults) = &project.faults {
            of_configuration(faults, project.configuration.as_deref(), shown, &mut add);
        }
        of_rules(project, shown, &mut add);
        match &project.report {
            Ok(report) => of_report(report, project.unknown, shown, &mut add),
            Err(error) => {
                // a run that cannot be begun has been told to do something that is not there
                if let Some(path) = project.configuration.clone() {
                    add(Place { path, range: Range::default() }, bare(Range::default(), &error.to_string()));
                }
            }
        }
    }
    found
}

type Add<'a> = dyn FnMut(Place, Diagnostic) + 'a;

fn of_report(report: &Report, unknown: UnknownPolicy, shown: &Shown<'_>, add: &mut Add<'_>) {
    let sources = &report.sources;
    for error in &report.errors {
        let place = error.span.and_then(|span| place(sources, span, shown));
        let place = place.unwrap_or_else(|| Place { path: error.file.clone(), range: Range::default() });
        let help = error.help.iter().map(|help| format!("\nhelp: {help}"));
        let message: String = std::iter::once(error.message.clone()).chain(help).collect();
        let diagnostic = Diagnostic {
            code: Some(NumberOrString::String("unreadable-text".to_owned())),
            ..bare(place.range, &message)
        };
        add(place, diagnostic);
    }
    let mut undecided: BTreeMap<(Option<Span>, Vec<String>), Vec<&Finding>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|it| it.suppressed.is_none()) {
        match finding.verdict {
            Verdict::Fail => {
                let place = place_of(finding, sources, shown);
                let diagnostic = diagnostic(finding, &place, sources, shown);
                add(place, diagnostic);
            }
            Verdict::Unknown if unknown != UnknownPolicy::Ignore => {
                let causes = finding.causes.iter().map(ToString::to_string);
                let causes = causes.chain(finding.fails_when.iter().map(|it| format!("fails when {it}")));
                undecided.entry((finding.location, causes.collect())).or_default().push(finding);
            }
            Verdict::Unknown | Verdict::Pass | Verdict::NotApplicable => {}
        }
    }
    for ((_, causes), findings) in undecided {
        let place = place_of(findings[0], sources, shown);
        let diagnostic = of_unknowns(&findings, &causes, unknown, &place, sources, shown);
        add(place, diagnostic);
    }
    for note in &report.notes {
        let Some(place) = note.span.and_then(|span| place(sources, span, shown)) else { continue };
        let about_suppressions = note.kind.starts_with("suppression");
        let severity = match about_suppressions {
            true => DiagnosticSeverity::WARNING,
            false => DiagnosticSeverity::HINT,
        };
        let unused = note.kind == "suppression-unused";
        let diagnostic = Diagnostic {
            severity: Some(severity),
            code: Some(NumberOrString::String(note.kind.to_owned())),
            tags: unused.then(|| vec![DiagnosticTag::UNNECESSARY]),
            ..bare(place.range, &note.message)
        };
        add(place, diagnostic);
    }
}

/// A failure.
fn diagnostic(finding: &Finding, place: &Place, sources: &SourceMap, shown: &Shown<'_>) -> Diagnostic {
    let mut message = finding.message.clone();
    if let Some(help) = &finding.help {
        message.push_str(&format!("\nhelp: {help}"));
    }
    Diagnostic {
        severity: Some(severity(level(finding.rule.severity).grade)),
        ..about(finding, &message, place, sources, shown)
    }
}

/// What is undecided in one place for one cause: one line, however many rules wait for it.
fn of_unknowns(
    findings: &[&Finding],
    causes: &[String],
    unknown: UnknownPolicy,
    place: &Place,
    sources: &SourceMap,
    shown: &Shown<'_>,
) -> Diagnostic {
    let first = findings[0];
    let why = if causes.is_empty() { String::new() } else { format!(": {}", causes.join("; ")) };
    let message = match findings {
        [only] => format!("{} is undecided{why}", only.rule.id),
        several => {
            let rules: Vec<&str> = several.iter().map(|it| &*it.rule.id).collect();
            format!("{} rules are undecided{why}\n{}", several.len(), rules.join(", "))
        }
    };
    let severity = match unknown {
        UnknownPolicy::Fail => severity(level(first.rule.severity).grade.softened()),
        UnknownPolicy::Warn | UnknownPolicy::Ignore => DiagnosticSeverity::HINT,
    };
    Diagnostic { severity: Some(severity), ..about(first, &message, place, sources, shown) }
}

fn about(
    finding: &Finding,
    message: &str,
    place: &Place,
    sources: &SourceMap,
    shown: &Shown<'_>,
) -> Diagnostic {
    // an editor may do more than show what other addresses name
    let reference = finding.rule.references.first().filter(|it| it.starts_with("https://"));
    let href = reference.and_then(|it| Uri::from_str(it).ok());
    let related = finding.related.iter().filter_map(|label| {
        let there = self::place(sources, label.span, shown)?;
        Some(DiagnosticRelatedInformation {
            location: Location::new((shown.uri)(&there.path)?, there.range),
            message: visible::line(&label.message).into_owned(),
        })
    });
    let related: Vec<DiagnosticRelatedInformation> = related.collect();
    Diagnostic {
        code: Some(NumberOrString::String(finding.rule.id.to_string())),
        code_description: href.map(|href| CodeDescription { href }),
        related_information: Some(related).filter(|it| !it.is_empty()),
        data: Some(serde_json::json!({ "fingerprint": finding.fingerprint })),
        ..bare(place.range, message)
    }
}

/// An error without more to it.
fn bare(range: Range, message: &str) -> Diagnostic {
    Diagnostic {
        range,
        severity: Some(DiagnosticSeverity::ERROR),
        source: Some("trailguard".to_owned()),
        message: visible::text(message).into_owned(),
        ..Diagnostic::default()
    }
}

fn severity(grade: Grade) -> DiagnosticSeverity {
    match grade {
        Grade::Error => DiagnosticSeverity::ERROR,
        Grade::Warning => DiagnosticSeverity::WARNING,
        Grade::Notice => DiagnosticSeverity::INFORMATION,
    }
}

fn of_configuration(faults: &Faults, file: Option<&Path>, shown: &Shown<'_>, add: &mut Add<'_>) {
    let there = |span: Span| {
        let source = faults.sources.iter().find(|source| source.id == span.source)?;
        Some(in_source(source, span, shown))
    };
    for fault in &faults.faults {
        let place = fault.span.and_then(there);
        let file = file.unwrap_or(Path::new(""));
        let place = place.unwrap_or_else(|| Place { path: file.to_path_buf(), range: Range::default() });
        let help = fault.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        let related = fault.related.as_ref().and_then(|(span, words)| {
            let other = there(*span)?;
            let location = Location::new((shown.uri)(&other.path)?, other.range);
            Some(vec![DiagnosticRelatedInformation { location, message: words.clone() }])
        });
        let diagnostic = Diagnostic {
            code: Some(NumberOrString::String("configuration".to_owned())),
            related_information: related,
            ..bare(place.range, &format!("{}{help}", fault.error))
        };
        add(place, diagnostic);
    }
}

/// What is wrong with the user's own rules: the others are checked all the same.
fn of_rules(project: &Project, shown: &Shown<'_>, add: &mut Add<'_>) {
    let code = Some(NumberOrString::String("rule".to_owned()));
    for broken in &project.rules.broken {
        for error in &broken.errors {
            let Some(source) = project.rules.linter.registry().source(error.span) else { continue };
            let place = in_source(&source, error.span, shown);
            let diagnostic = Diagnostic { code: code.clone(), ..bare(place.range, &error.message) };
            add(place, diagnostic);
        }
    }
    for (file, message) in &project.unread {
        let Some(path) = file.as_ref().or(project.configuration.as_ref()) else { continue };
        let diagnostic = Diagnostic { code: code.clone(), ..bare(Range::default(), message) };
        add(at_top(path, shown), diagnostic);
    }
}

/// Where a finding is shown: in its place, else at the top of a file of its unit.
fn place_of(finding: &Finding, sources: &SourceMap, shown: &Shown<'_>) -> Place {
    let there = finding.location.and_then(|span| place(sources, span, shown));
    there.unwrap_or_else(|| {
        let root = &finding.unit.root;
        let of_unit = |source: &Arc<Source>| source.path == *root || source.path.parent() == Some(root);
        let path = sources.all().iter().find(|it| of_unit(it)).map_or(root.clone(), |it| it.path.clone());
        Place { path, range: Range::default() }
    })
}

fn place(sources: &SourceMap, span: Span, shown: &Shown<'_>) -> Option<Place> {
    sources.get(span.source).map(|source| in_source(&source, span, shown))
}

fn in_source(source: &Source, span: Span, shown: &Shown<'_>) -> Place {
    Place { range: shown.encoding.range(source, span), ..at_top(&source.path, shown) }
}

fn at_top(file: &Path, shown: &Shown<'_>) -> Place {
    // an editor may name the file in another way than the walk did
    let path = (shown.uri)(file).and_then(|uri| super::address::path(&uri));
    Place { path: path.unwrap_or_else(|| file.to_path_buf()), range: Range::default() }
}
