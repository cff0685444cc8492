//! A directive that silences one finding, where it is proven to do so: as a comment above its line or above what that line
//! is part of; in JSON, which has no comments, in the resource's metadata.

use crate::check::Finding;
use crate::fs::{FileSystem, Memory, Overlay};
use crate::linter::{Linter, Options};
use crate::source::{Source, SourceMap, Span};
use crate::syntax::json;
use crate::syntax::node::Node;

/// What is written where a person has to say why.
const REASON: &str = "TODO: say why";

/// So many lines are tried, from the inside outwards.
const MOST_LINES: usize = 6;

/// What a directive is tried in.
pub(super) struct Within<'a> {
    pub linter: &'a Linter,
    pub options: &'a Options,
    pub under: &'a dyn FileSystem,
}

/// What to put in and where, in the file of the finding's place; none where nothing that is tried silences it.
pub(super) fn insertion(
    finding: &Finding,
    sources: &SourceMap,
    within: &Within<'_>,
) -> Option<(usize, String)> {
    let span = finding.location?;
    let source = sources.get(span.source)?;
    let is_json = source.path.extension().is_some_and(|it| it.eq_ignore_ascii_case("json"))
        || (source.text.trim_start().starts_with('{') && json::parse(&source).1.is_empty());
    let rule = &*finding.rule.id;
    let candidates = match is_json {
        true => in_metadata(&source, span, rule).into_iter().collect(),
        false => comments(&source, span, rule),
    };
    candidates.into_iter().find(|(offset, text)| silences(finding, &source, *offset, text, within))
}

/// Whether a text put in there silences the finding.
fn silences(finding: &Finding, source: &Source, offset: usize, text: &str, within: &Within<'_>) -> bool {
    let (Some(before), Some(after)) = (source.text.get(..offset), source.text.get(offset..)) else {
        return false;
    };
    let changed = Memory::new().with(&source.path, format!("{before}{text}{after}"));
    let overlay = Overlay::new(within.under, changed);
    let options = Options { select: vec![finding.rule.id.to_string()], ..within.options.clone() };
    let Ok(report) = within.linter.run(&options, &overlay) else { return false };
    let mut same = report.findings.iter().filter(|it| {
        it.fingerprint == finding.fingerprint && it.unit == finding.unit && it.rule.id == finding.rule.id
    });
    same.next().is_some_and(|it| it.suppressed.is_some())
}

/// Comments above the line of a place, and above lines before it that are indented less and less.
fn comments(source: &Source, span: Span, rule: &str) -> Vec<(usize, String)> {
    let text = &*source.text;
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let first = source.lines().line(&source.text, span.start as usize) as usize - 1;
    let mut candidates = Vec::new();
    let mut outer = usize::MAX;
    for line in (0..=first).rev() {
        let Some(range) = source.lines().line_range(text, line) else { continue };
        let mark = if text[range.clone()].starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let line_text = &text[range.start + mark..range.end];
        let trimmed = line_text.trim_start_matches([' ', '\t']);
        let indentation = &line_text[..line_text.len() - trimmed.len()];
        if trimmed.is_empty() || trimmed.starts_with(['#', '}', ']']) || indentation.len() >= outer {
            continue;
        }
        outer = indentation.len();
        candidates.push((
            range.start + mark,
            format!("{indentation}# trailguard:ignore {rule} -- {REASON}{ending}"),
        ));
        if outer == 0 || candidates.len() == MOST_LINES {
            break;
        }
    }
    candidates
}

/// An entry of the metadata of the resource that a place is in.
fn in_metadata(source: &Source, span: Span, rule: &str) -> Option<(usize, String)> {
    let (document, _) = json::parse(source);
    let document = document?;
    let resources = document.get("Resources")?;
    let resource = resources
        .entries()
        .iter()
        .find(|entry| entry.value.span.contains(span) || entry.key_span.contains(span))?;
    let resource = &resource.value;
    let item = format!("{{\"rule\": \"{rule}\", \"reason\": \"{REASON}\"}}");
    let Some(metadata) = resource.get("Metadata") else {
        let value = format!("\"Metadata\": {{\"trailguard\": {{\"ignore\": [{item}]}}}}");
        return inside(source, resource, &value);
    };
    let Some(trailguard) = metadata.get("trailguard") else {
        return inside(source, metadata, &format!("\"trailguard\": {{\"ignore\": [{item}]}}"));
    };
    match trailguard.get("ignore") {
        None => inside(source, trailguard, &format!("\"ignore\": [{item}]")),
        Some(ignore) => inside(source, ignore, &item),
    }
}

/// Puts a member in as the first one of an object, or an item as the first of a list, in the style of what follows.
fn inside(source: &Source, node: &Node, text: &str) -> Option<(usize, String)> {
    let open = node.span.start as usize;
    if !source.text[open..].starts_with(['{', '[']) {
        return None;
    }
    let rest = &source.text[open + 1..];
    let blanks = &rest[..rest.len() - rest.trim_start().len()];
    let empty = node.entries().is_empty() && node.items().is_empty();
    let text = match empty {
        true => text.to_owned(),
        false if blanks.is_empty() => format!("{text}, "),
        false => format!("{blanks}{text},"),
    };
    Some((open + 1, text))
}
