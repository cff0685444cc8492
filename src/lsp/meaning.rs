//! What arguments come to: the fields of the model by the place of the argument that says them; the values beside the
//! text, and the line above a trail.

use super::client::Refusal;
use super::session::Asked;
use crate::check::{Posture, Verdict};
use crate::linter::{ModelEntity, ModelField, ModelReport, ModelUnit, Report};
use crate::model::{Field, FieldKind, listed};
use crate::report::model::words;
use crate::report::{model, visible};
use crate::resource::Language;
use crate::source::{Source, SourceMap, Span};
use crate::value::{Data, Role, Step, Value};
use lsp_types::{CodeLens, Command, InlayHint, InlayHintKind, InlayHintLabel, Range};
use std::collections::BTreeMap;
use std::path::Path;

/// Lists in the model nest no deeper than this.
const DEEPEST: usize = 8;

/// An argument that says a field of the model.
pub(super) struct Said<'m> {
    /// Where the argument is written, its name included.
    pub argument: Span,
    pub field: &'static Field,
    pub value: &'m Value,
    /// The address of the resource.
    pub address: &'m str,
    pub language: Language,
}

/// All arguments that say a field.
pub(super) fn arguments(model: &ModelReport) -> Vec<Said<'_>> {
    let mut all = Vec::new();
    for unit in &model.units {
        for (plural, entities) in &unit.entities {
            let Some((_, model_type)) = listed(plural) else { continue };
            for entity in entities {
                for (name, ModelField { value, absent }) in &entity.fields {
                    let Some(field) = model_type.field(name).filter(|_| !absent) else { continue };
                    said_by(field, value, (entity, unit.language), DEEPEST, &mut all);
                }
            }
        }
    }
    all
}

fn said_by<'m>(
    field: &'static Field,
    value: &'m Value,
    (entity, language): (&'m ModelEntity, Language),
    depth: usize,
    all: &mut Vec<Said<'m>>,
) {
    let steps = value.origin.steps();
    let own = steps.iter().rev().find(|step| matches!(step.role, Role::Argument(_)));
    if let Some(step) = own {
        all.push(Said { argument: step.span, field, value, address: &entity.address, language });
    }
    let (FieldKind::Objects(fields), Data::List(list)) = (&field.kind, &value.data) else { return };
    if depth == 0 {
        return;
    }
    for item in &list.items {
        let Data::Object(object) = &item.data else { continue };
        for inner in *fields {
            let value =
                object.entries.iter().find(|(name, _)| ***name == *inner.name).map(|(_, value)| value);
            if let Some(value) = value {
                said_by(inner, value, (entity, language), depth - 1, all);
            }
        }
    }
}

/// The heads of resources, with what they are of.
pub(super) fn heads(model: &ModelReport) -> impl Iterator<Item = (&ModelUnit, &str, &ModelEntity)> {
    model.units.iter().flat_map(|unit| {
        let entities = unit.entities.iter();
        entities.flat_map(move |(plural, all)| all.iter().map(move |entity| (unit, &**plural, entity)))
    })
}

/// How the trail of a head stands.
pub(super) fn posture<'r>(report: &'r Report, unit: &ModelUnit, address: &str) -> Option<&'r Posture> {
    report.postures.iter().find(|posture| {
        posture.unit.root == unit.root
            && posture.unit.deployment == unit.deployment
            && *posture.trail == *address
    })
}

/// The values that arguments in a range come to, where the text does not say it by itself.
pub(super) fn hints(asked: &mut Asked<'_>, path: &Path, range: Range) -> Result<Vec<InlayHint>, Refusal> {
    let place = asked.place(path)?;
    let overlay = asked.overlay;
    let mut projects = std::mem::take(asked.projects);
    let hints = projects[place].model(overlay).map(|model| {
        // a module that several call comes to several values
        let mut by_place: BTreeMap<Span, Vec<String>> = BTreeMap::new();
        for said in arguments(model) {
            let Some(source) = model.sources.get(said.argument.source) else { continue };
            if !asked.is_same(&source.path, path) {
                continue;
            }
            if let Some(text) = hint(&said, &source, &model.sources) {
                let texts = by_place.entry(said.argument).or_default();
                if !texts.contains(&text) && texts.len() < 3 {
                    texts.push(text);
                }
            }
        }
        let hint = |(span, texts): (Span, Vec<String>)| {
            let source = model.sources.get(span.source)?;
            let position = asked.encoding.range(&source, span).end;
            (range.start <= position && position <= range.end).then(|| InlayHint {
                position,
                label: InlayHintLabel::String(format!("⟶ {}", texts.join(" | "))),
                kind: Some(InlayHintKind::TYPE),
                text_edits: None,
                tooltip: None,
                padding_left: Some(true),
                padding_right: None,
                data: None,
            })
        };
        by_place.into_iter().filter_map(hint).collect()
    });
    *asked.projects = projects;
    hints.map_err(Refusal::failed)
}

/// `false, from prod.tfvars`; nothing where the value is written there, or is no single one.
fn hint(said: &Said<'_>, source: &Source, sources: &SourceMap) -> Option<String> {
    let single = matches!(&said.value.data, Data::Bool(_) | Data::Number(_) | Data::String(_) | Data::Null);
    let steps = said.value.origin.steps();
    let step = steps.iter().find(|step| !said.argument.contains(step.span))?;
    if !single {
        return None;
    }
    Some(format!("{}, from {}", words(said.value), from(step, source, sources)))
}

/// The file where a value comes from, else what it is there.
fn from(step: &Step, here: &Source, sources: &SourceMap) -> String {
    let other = sources.get(step.span.source).filter(|source| source.path != here.path);
    match other.as_ref().and_then(|source| source.path.file_name()) {
        Some(name) => visible::line(&name.to_string_lossy()).into_owned(),
        None => visible::line(&model::said(step)).into_owned(),
    }
}

/// A line above each trail: how many verdicts there are on it and on what belongs to it.
pub(super) fn lenses(asked: &mut Asked<'_>, path: &Path) -> Result<Vec<CodeLens>, Refusal> {
    let place = asked.place(path)?;
    let overlay = asked.overlay;
    let mut projects = std::mem::take(asked.projects);
    let project = &mut projects[place];
    let spans: Result<Vec<_>, _> = project.model(overlay).map(|model| {
        let trails = heads(model).filter(|(_, plural, _)| *plural == "trails");
        let own = trails.filter_map(|(unit, _, entity)| {
            let span = entity.location?;
            let source = model.sources.get(span.source).filter(|it| asked.is_same(&it.path, path))?;
            let range = asked.encoding.range(&source, span);
            let unit = ModelUnit { entities: Vec::new(), ..unit.clone() };
            Some((range, unit, entity.address.clone()))
        });
        own.collect()
    });
    let mut lenses: Vec<CodeLens> = Vec::new();
    if let (Ok(spans), Ok(report)) = (&spans, &project.report) {
        for (range, unit, address) in spans {
            let Some(posture) = posture(report, unit, address) else { continue };
            let command = Command { title: count(report, posture), command: String::new(), arguments: None };
            lenses.push(CodeLens { range: *range, command: Some(command), data: None });
        }
    }
    *asked.projects = projects;
    spans.map(|_| lenses).map_err(Refusal::failed)
}

/// `3 failed, 2 undecided, 12 passed`
fn count(report: &Report, posture: &Posture) -> String {
    let (mut failed, mut undecided, mut passed, mut suppressed) = (0, 0, 0, 0);
    for finding in report.findings.iter().filter(|it| it.unit == posture.unit) {
        let Some(resource) = &finding.resource else { continue };
        if resource.address != posture.trail && !posture.neighbours.contains(&resource.address) {
            continue;
        }
        match finding.verdict {
            _ if finding.suppressed.is_some() => suppressed += 1,
            Verdict::Fail => failed += 1,
            Verdict::Unknown => undecided += 1,
            Verdict::Pass => passed += 1,
            Verdict::NotApplicable => {}
        }
    }
    let mut text = format!("trailguard: {failed} failed, {undecided} undecided, {passed} passed");
    if suppressed > 0 {
        text.push_str(&format!(", {suppressed} ignored"));
    }
    text
}
