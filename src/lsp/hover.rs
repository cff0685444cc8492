//! What is told of the place under the pointer: how a trail stands, what an argument is and where its value comes from, what
//! a rule is about that a comment names.

use super::client::Refusal;
use super::markup::{code, link, prose};
use super::meaning::{Said, arguments, heads, posture};
use super::project::Project;
use super::session::Asked;
use crate::check::{Answer, Posture};
use crate::linter::ModelReport;
use crate::model::{Default, listed};
use crate::report::model::{said, words};
use crate::report::visible;
use crate::source::{LineIndex, Span};
use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};
use std::path::Path;

/// A module that many call comes to many values: so many are told.
const MOST_VALUES: usize = 4;

/// What is told of a place.
pub(super) fn at(asked: &mut Asked<'_>, path: &Path, position: Position) -> Result<Option<Hover>, Refusal> {
    let place = asked.place(path)?;
    if let Some(text) = rule_at(asked, &asked.projects[place], path, position) {
        return Ok(Some(hover(text)));
    }
    let mut projects = std::mem::take(asked.projects);
    let told = told(asked, &mut projects[place], path, position);
    *asked.projects = projects;
    Ok(told?.map(hover))
}

fn hover(value: String) -> Hover {
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
    Hover { contents, range: None }
}

fn told(
    asked: &Asked<'_>,
    project: &mut Project,
    path: &Path,
    position: Position,
) -> Result<Option<String>, Refusal> {
    let model = project.model(asked.overlay).map_err(Refusal::failed)?;
    let is_there = |span: Span| {
        let source = model.sources.get(span.source).filter(|it| asked.is_same(&it.path, path));
        source.is_some_and(|source| {
            let range = asked.encoding.range(&source, span);
            range.start <= position && position <= range.end
        })
    };
    let mut there: Vec<Said<'_>> = arguments(model).into_iter().filter(|it| is_there(it.argument)).collect();
    // the innermost; a nested block holds the arguments in it
    if let Some(narrowest) = there.iter().map(|it| it.argument.len()).min() {
        there.retain(|it| it.argument.len() == narrowest);
        return Ok(of_argument(asked, model, &there));
    }
    let head = heads(model).find(|(.., entity)| entity.location.is_some_and(is_there));
    let head = head.map(|(unit, plural, entity)| (unit.clone(), plural.to_owned(), entity.address.clone()));
    let Some((unit, plural, address)) = head else { return Ok(None) };
    let posture = project.report.as_ref().ok().and_then(|report| posture(report, &unit, &address));
    let documentation = listed(&plural).map_or("", |(_, model_type)| model_type.documentation);
    Ok(Some(match posture {
        Some(posture) => of_trail(posture),
        None => format!("{}: {documentation}", code(&address)),
    }))
}

fn of_trail(posture: &Posture) -> String {
    let mut text = format!("**trail {}**\n\n", code(&posture.trail));
    for (name, answer) in &posture.facets {
        let mark = match answer {
            Answer::Good => "✓",
            Answer::Bad => "✗",
            Answer::Unknown => "?",
            Answer::Silenced => "–",
        };
        text.push_str(&format!("- {mark} {name}\n"));
    }
    if !posture.neighbours.is_empty() {
        let names: Vec<String> = posture.neighbours.iter().map(|it| code(it)).collect();
        text.push_str(&format!("\nwith {}\n", names.join(", ")));
    }
    text
}

fn of_argument(asked: &Asked<'_>, model: &ModelReport, there: &[Said<'_>]) -> Option<String> {
    let first = there.first()?;
    let name = first.field.name_in(first.language);
    let mut text = format!("**`{name}`**: {}\n", first.field.documentation);
    if let Some(default) = default(first.field.default_in(first.language)) {
        text.push_str(&format!("\nnot written: {default}\n"));
    }
    let mut values: Vec<(String, String)> = Vec::new();
    for it in there {
        let value = code(&words(it.value));
        if !values.iter().any(|(known, _)| *known == value) {
            values.push((value, way(asked, model, it)));
        }
    }
    let several = values.len() > 1;
    for (at, (value, way)) in values.into_iter().take(MOST_VALUES).enumerate() {
        let of = if several { format!(" in {}", code(there[at].address)) } else { String::new() };
        text.push_str(&format!("\nvalue{of}: {value}\n\n{way}"));
    }
    Some(text)
}

fn default(default: Default) -> Option<String> {
    Some(match default {
        Default::Null => return None,
        Default::Bool(value) => format!("`{value}`"),
        Default::Number(value) => format!("`{value}`"),
        Default::String(value) => format!("`\"{value}\"`"),
        Default::Empty => "`[]`".to_owned(),
        Default::Computed => "made up by the service".to_owned(),
    })
}

/// The steps by which a value came, each with a link to its place.
fn way(asked: &Asked<'_>, model: &ModelReport, it: &Said<'_>) -> String {
    let mut text = String::new();
    for step in it.value.origin.steps() {
        let Some(source) = model.sources.get(step.span.source) else { continue };
        let file = source.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let line = source.lines().line(&source.text, step.span.start as usize);
        let place = match asked.uri_of(&source.path) {
            Some(uri) => link(&format!("{file}:{line}"), &format!("{}#L{line}", uri.as_str())),
            None => code(&format!("{file}:{line}")),
        };
        text.push_str(&format!("- {}, {place}\n", prose(&said(&step))));
    }
    text
}

/// The rule that is named in a comment for us.
fn rule_at(asked: &Asked<'_>, project: &Project, path: &Path, position: Position) -> Option<String> {
    let text = String::from_utf8(crate::fs::FileSystem::read(asked.overlay, path).ok()?).ok()?;
    let lines = LineIndex::new(&text);
    let offset = asked.encoding.offset(&text, &lines, position);
    let line = &text[lines.line_range(&text, position.line as usize)?];
    if !line.contains("trailguard:ignore") && !line.contains("\"rule\"") {
        return None;
    }
    let belongs = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '_');
    let start = text[..offset].rfind(|c| !belongs(c)).map_or(0, |at| at + 1);
    let start = (start..=offset).find(|at| text.is_char_boundary(*at))?;
    let end = text[offset..].find(|c| !belongs(c)).map_or(text.len(), |at| offset + at);
    let rule = project.rules.linter.registry().get(&text[start..end])?.ok()?;
    // the reason is Markdown of the rule's author
    let why = visible::text(rule.why.trim());
    let mut told = format!("**{}** ({}, {})\n\n{why}\n", prose(&rule.title), code(&rule.id), rule.severity);
    for reference in &rule.references {
        told.push_str(&format!("\n{}\n", link(reference, reference)));
    }
    Some(told)
}
