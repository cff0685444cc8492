//! Edits in YAML and JSON: a new entry in a mapping, a value replaced, in the style of what stands there. Knows no
//! model and no template.

use super::edit::Edit;
use super::lines;
use crate::source::{Source, Span};
use crate::syntax::node::{Entry, Node, NodeKind, ScalarStyle};

/// What is written: a scalar, or a mapping around one.
#[derive(Clone)]
pub(super) enum Written<'t> {
    /// `true`, `365`, `Retain`
    Scalar(&'t str),
    /// Text as it stands: an intrinsic.
    Raw(&'t str),
    /// A list of texts.
    Texts(&'t [String]),
    /// A mapping.
    Nested(Vec<(&'t str, Written<'t>)>),
}

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    /// YAML, block style where nothing else is said.
    Yaml,
    /// JSON.
    Json,
}

impl Notation {
    /// That of a file, by its content.
    pub(super) fn of(source: &Source) -> Self {
        let text = source.text.trim_start_matches('\u{feff}').trim_start();
        if text.starts_with('{') { Notation::Json } else { Notation::Yaml }
    }
}

/// The entry whose key and value span exactly that text, or whose value does.
pub(super) fn entry_at(documents: &[Node], span: Span) -> Option<&Entry> {
    // a mapping around it may end where it ends, so the key decides first
    let with_key = |entry: &Entry| {
        let (key, value) = (entry.key_span, entry.value.span);
        key.source == span.source && key.start == span.start && value.end == span.end
    };
    let value_only = |entry: &Entry| entry.value.span == span;
    let found = documents.iter().find_map(|document| find(document, span, &with_key));
    found.or_else(|| documents.iter().find_map(|document| find(document, span, &value_only)))
}

fn find<'n>(node: &'n Node, span: Span, whole: &dyn Fn(&Entry) -> bool) -> Option<&'n Entry> {
    let near =
        |within: Span| within.source == span.source && within.start <= span.end && span.start <= within.end;
    match node.kind() {
        NodeKind::Mapping(entries) => entries.iter().find(|entry| whole(entry)).or_else(|| {
            let around = |entry: &&Entry| near(entry.key_span.to(entry.value.span));
            entries.iter().filter(around).find_map(|entry| find(&entry.value, span, whole))
        }),
        NodeKind::Sequence(items) => {
            items.iter().filter(|item| near(item.span)).find_map(|item| find(item, span, whole))
        }
        NodeKind::Scalar(..) | NodeKind::Unreadable => None,
    }
}

/// A scalar as it is written in place of another one: quotes stay, and what YAML would take for something else
/// gets some.
pub(super) fn scalar_like(old: Option<&str>, text: &str, notation: Notation) -> String {
    let quote = old.and_then(|old| old.chars().next()).filter(|first| matches!(first, '"' | '\''));
    let plain = matches!(text, "true" | "false") || text.bytes().all(|byte| byte.is_ascii_digit());
    match (quote, notation) {
        (Some(quote), _) => format!("{quote}{text}{quote}"),
        (None, Notation::Json) if !plain => format!("\"{text}\""),
        (None, Notation::Yaml) if !plain && !plain_in_yaml(text) => format!("\"{text}\""),
        _ => text.to_owned(),
    }
}

fn plain_in_yaml(text: &str) -> bool {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(inside)
}

/// A value replaced by a scalar.
pub(super) fn replace(source: &Source, node: &Node, text: &str) -> Option<Edit> {
    let NodeKind::Scalar(_, style) = node.kind() else {
        return Some(Edit::replace(source, node.span, &scalar_like(None, text, Notation::of(source))));
    };
    let old = source.slice(node.span);
    // a block scalar's text is lines of its own
    if *style == ScalarStyle::Quoted && !old.starts_with(['"', '\'']) {
        return None;
    }
    Some(Edit::replace(source, node.span, &scalar_like(Some(old), text, Notation::of(source))))
}

/// Whether a mapping is written in braces.
pub(super) fn is_flow(source: &Source, node: &Node) -> bool {
    source.slice(node.span).starts_with('{')
}

/// A new entry in a mapping.
pub(super) fn insert(source: &Source, node: &Node, key: &str, value: &Written<'_>) -> Option<Edit> {
    insert_all(source, node, &[(key, value.clone())])
}

/// New entries in a mapping.
pub(super) fn insert_all(source: &Source, node: &Node, new: &[(&str, Written<'_>)]) -> Option<Edit> {
    let text: &str = &source.text;
    let entries = node.entries();
    if !node.is_mapping() || entries.iter().any(Entry::is_gap) {
        return None;
    }
    if is_flow(source, node) {
        return insert_in_flow(source, node, new);
    }
    let first = entries.first()?;
    let start = lines::start(text, first.key_span.start as usize);
    // a mapping that begins behind a dash is indented by the dash too
    let indentation = " ".repeat(text[start..first.key_span.start as usize].chars().count());
    let newline = lines::ending(text);
    let written: Vec<String> =
        new.iter().map(|(key, value)| block_entry(key, value, &indentation, newline)).collect();
    let ends = |entry: &&Entry| ends_on_its_line(text, entry) && node.span.contains(entry.key_span);
    match entries.iter().rev().find(ends) {
        Some(entry) => {
            let end = lines::end(text, entry.value.span.end.max(entry.key_span.end) as usize);
            let lines: String =
                written.iter().map(|written| format!("{newline}{indentation}{written}")).collect();
            Some(Edit::insert(source, end, &lines))
        }
        None => {
            let lines: String =
                written.iter().map(|written| format!("{written}{newline}{indentation}")).collect();
            Some(Edit::insert(source, first.key_span.start as usize, &lines))
        }
    }
}

/// Whether an entry is one line: key, scalar, nothing that goes on below.
fn ends_on_its_line(text: &str, entry: &Entry) -> bool {
    let from = entry.key_span.start as usize;
    let to = entry.value.span.end.max(entry.key_span.end) as usize;
    let whole = text.get(from..to).is_some_and(|whole| !whole.contains('\n'));
    let block = text.get(entry.value.span.range()).is_some_and(|value| value.starts_with(['|', '>']));
    whole && !block && entry.value.span.start >= entry.key_span.end
}

fn block_entry(key: &str, value: &Written<'_>, indentation: &str, newline: &str) -> String {
    match value {
        Written::Raw(text) => format!("{key}: {text}"),
        Written::Scalar(text) => format!("{key}: {}", scalar_like(None, text, Notation::Yaml)),
        Written::Texts([only]) => format!("{key}: {only}"),
        Written::Texts(texts) => {
            let item = |text: &String| format!("{newline}{indentation}  - {text}");
            format!("{key}:{}", texts.iter().map(item).collect::<String>())
        }
        Written::Nested(entries) => {
            let deeper = format!("{indentation}  ");
            let line = |(inner, value): &(&str, Written<'_>)| {
                format!("{newline}{deeper}{}", block_entry(inner, value, &deeper, newline))
            };
            format!("{key}:{}", entries.iter().map(line).collect::<String>())
        }
    }
}

fn flow_value(value: &Written<'_>, notation: Notation) -> String {
    match value {
        Written::Raw(text) => (*text).to_owned(),
        Written::Scalar(text) => scalar_like(None, text, notation),
        Written::Texts([only]) => scalar_like(None, only, notation),
        Written::Texts(texts) => {
            let items: Vec<String> = texts.iter().map(|text| scalar_like(None, text, notation)).collect();
            format!("[{}]", items.join(", "))
        }
        Written::Nested(entries) => {
            let entry = |(inner, value): &(&str, Written<'_>)| {
                format!("{}: {}", flow_key(inner, notation), flow_value(value, notation))
            };
            format!("{{ {} }}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

fn flow_key(key: &str, notation: Notation) -> String {
    if notation == Notation::Json { format!("\"{key}\"") } else { key.to_owned() }
}

fn insert_in_flow(source: &Source, node: &Node, new: &[(&str, Written<'_>)]) -> Option<Edit> {
    let text: &str = &source.text;
    let notation = Notation::of(source);
    let entries = node.entries();
    let colon =
        entries.last().and_then(|last| text.get(last.key_span.end as usize..last.value.span.start as usize));
    let colon = colon.filter(|colon| colon.contains(':') && !colon.contains('\n')).unwrap_or(": ");
    let written: Vec<String> = new
        .iter()
        .map(|(key, value)| format!("{}{colon}{}", flow_key(key, notation), flow_value(value, notation)))
        .collect();
    let Some(last) = entries.last() else {
        return Some(Edit::replace(source, node.span, &format!("{{ {} }}", written.join(", "))));
    };
    let start = lines::start(text, last.key_span.start as usize);
    let own_line = text[start..last.key_span.start as usize].trim().is_empty();
    let indentation = lines::indentation(text, last.key_span.start as usize);
    let between = if own_line { format!(",{}{indentation}", lines::ending(text)) } else { ", ".to_owned() };
    let all: String = written.iter().map(|written| format!("{between}{written}")).collect();
    Some(Edit::insert(source, last.value.span.end as usize, &all))
}
