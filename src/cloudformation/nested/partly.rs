//! A template in a text of which parts are not known: each part is passed to it as a parameter that its texts refer to.
//!
//! Only where values stand: a part that may be a key, a type or a name of something leaves the template unread.

use super::super::form::{self, Form};
use crate::source::Span;
use crate::syntax::node::{Entry, Node, NodeKind, ScalarStyle, Tag};
use crate::value::{Data, TextPart, Value};
use std::sync::Arc;

/// Around the number of a part, in the text that is parsed: no keyboard has them, and YAML takes them for letters.
const OPENING: char = '\u{e000}';
const CLOSING: char = '\u{e001}';

/// A text with a mark for each part that is not known.
pub(super) struct Marked {
    pub text: String,
    /// The parts, by the name of the parameter that each is passed as.
    pub parts: Vec<(Arc<str>, Value)>,
}

/// The text of a value; `None` where it has none, or another one in some case, and where a secret is in it: what is
/// read of a template may be shown.
pub(super) fn marked(value: &Value) -> Option<Marked> {
    if value.sensitive {
        return None;
    }
    let mut marked = Marked { text: String::new(), parts: Vec::new() };
    match &value.data {
        Data::String(text) => marked.text.push_str(text),
        Data::Text(text) => {
            for part in &text.parts {
                match part {
                    TextPart::Literal(text) => marked.text.push_str(text),
                    TextPart::Unknown(value) => {
                        let number = marked.parts.len();
                        marked.text.extend([OPENING].into_iter().chain(number.to_string().chars()));
                        marked.text.push(CLOSING);
                        marked.parts.push((name(&number.to_string()), value.clone()));
                    }
                }
            }
            let marks = marked.text.matches(OPENING).count();
            if marks != marked.parts.len() {
                return None;
            }
        }
        _ => return None,
    }
    Some(marked)
}

/// Stands in the names of parameters that nobody wrote.
pub(in super::super) const PART: char = '/';

/// No parameter that is written has a slash in its name.
fn name(number: &str) -> Arc<str> {
    format!("TemplateBody{PART}{number}").into()
}

/// The template with references to its parts in place of their marks; `None` where one is not in a value.
pub(super) fn referring(document: &Node, parts: &[(Arc<str>, Value)]) -> Option<Node> {
    let mut has_parameters = false;
    let mut root = entries(document, &mut |entry| match &*entry.key {
        "Resources" => entries(&entry.value, &mut |it| body(it, &["Properties"])),
        "Outputs" => entries(&entry.value, &mut |it| body(it, &["Value", "Export"])),
        "Conditions" | "Rules" => value(&entry.value),
        "Parameters" => {
            has_parameters = true;
            unmarked(&entry.value).map(|section| with_entries(&section, &declarations(parts, section.span)))
        }
        key => aside(key, &entry.value),
    })?;
    if !has_parameters {
        let span = document.span;
        let section = mapping(&declarations(parts, span), span);
        root = with_entries(&root, &[entry("Parameters".into(), section)]);
    }
    Some(root)
}

/// A resource or an output, with values in those of its entries.
fn body(written: &Entry, values: &[&str]) -> Option<Node> {
    if !written.value.is_mapping() {
        return unmarked(&written.value);
    }
    entries(&written.value, &mut |it| match &*it.key {
        key if values.contains(&key) => value(&it.value),
        key => aside(key, &it.value),
    })
}

/// What means nothing here may hold anything.
fn aside(key: &str, node: &Node) -> Option<Node> {
    if matches!(key, "Description" | "Metadata") { Some(node.clone()) } else { unmarked(node) }
}

/// A value with references in it.
fn value(node: &Node) -> Option<Node> {
    match form::of(node) {
        Form::Call("Sub", argument) => {
            let text = argument.text().or_else(|| argument.items().first().and_then(Node::text));
            match text.is_some_and(is_marked) {
                true => substituted(node),
                false => inside(node),
            }
        }
        Form::Call("Condition" | "Transform", _) => unmarked(node),
        Form::Call("If", argument) if argument.items().first().is_some_and(holds_mark) => None,
        _ => inside(node),
    }
}

fn inside(node: &Node) -> Option<Node> {
    match node.kind() {
        NodeKind::Scalar(text, _) if is_marked(text) => {
            // what is no reference stays none
            let text = referred(&text.replace("${", "${!"));
            let tag = Tag { name: "Sub".into(), span: node.span };
            let sub = scalar(&text, node.span).tagged(Some(Arc::new(tag)));
            match &node.tag {
                None => Some(sub),
                // `!Ref part`
                Some(tag) => Some(mapping(&[entry(call_key(&tag.name), sub)], node.span)),
            }
        }
        NodeKind::Sequence(items) => {
            let items: Vec<Node> = items.iter().map(value).collect::<Option<_>>()?;
            Some(node.with(NodeKind::Sequence(items.into())))
        }
        NodeKind::Mapping(_) => entries(node, &mut |entry| value(&entry.value)),
        _ => Some(node.clone()),
    }
}

fn call_key(function: &str) -> Arc<str> {
    if function == "Ref" { "Ref".into() } else { format!("Fn::{function}").into() }
}

/// A call of `Fn::Sub` whose text has marks: they become references like its own.
fn substituted(node: &Node) -> Option<Node> {
    match node.kind() {
        NodeKind::Scalar(text, _) => Some(scalar(&referred(text), node.span).tagged(node.tag.clone())),
        NodeKind::Sequence(items) => {
            let (text, variables) = items.split_first()?;
            let variables = variables.iter().map(value);
            let items: Vec<Node> =
                std::iter::once(substituted(text)).chain(variables).collect::<Option<_>>()?;
            Some(node.with(NodeKind::Sequence(items.into())))
        }
        NodeKind::Mapping(_) => entries(node, &mut |entry| substituted(&entry.value)),
        NodeKind::Unreadable => None,
    }
}

/// The text with `${name}` for each mark.
fn referred(text: &str) -> String {
    let mut pieces = text.split(OPENING);
    let mut referred = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (number, behind) = piece.split_once(CLOSING).unwrap_or((piece, ""));
        referred.push_str(&format!("${{{}}}{behind}", name(number)));
    }
    referred
}

fn is_marked(text: &str) -> bool {
    text.contains(OPENING)
}

fn holds_mark(node: &Node) -> bool {
    match node.kind() {
        NodeKind::Scalar(text, _) => is_marked(text),
        NodeKind::Sequence(items) => items.iter().any(holds_mark),
        NodeKind::Mapping(entries) => entries.iter().any(|it| is_marked(&it.key) || holds_mark(&it.value)),
        NodeKind::Unreadable => false,
    }
}

fn unmarked(node: &Node) -> Option<Node> {
    (!holds_mark(node)).then(|| node.clone())
}

/// The mapping with other values; `None` where a key is marked or a value is none.
fn entries(node: &Node, value: &mut dyn FnMut(&Entry) -> Option<Node>) -> Option<Node> {
    let mut changed = |entry: &Entry| {
        let value = if is_marked(&entry.key) { None } else { value(entry) };
        Some(Entry { value: value?, ..entry.clone() })
    };
    let entries: Vec<Entry> = node.entries().iter().map(&mut changed).collect::<Option<_>>()?;
    Some(node.with(NodeKind::Mapping(entries.into())))
}

fn with_entries(node: &Node, more: &[Entry]) -> Node {
    let entries: Vec<Entry> = node.entries().iter().chain(more).cloned().collect();
    node.with(NodeKind::Mapping(entries.into()))
}

fn declarations(parts: &[(Arc<str>, Value)], span: Span) -> Vec<Entry> {
    let kind = mapping(&[entry("Type".into(), scalar("String", span))], span);
    parts.iter().map(|(name, _)| entry(Arc::clone(name), kind.clone())).collect()
}

fn mapping(entries: &[Entry], span: Span) -> Node {
    Node::new(NodeKind::Mapping(entries.into()), span)
}

fn entry(key: Arc<str>, value: Node) -> Entry {
    Entry { key, key_span: value.span, value, duplicate: false }
}

fn scalar(text: &str, span: Span) -> Node {
    Node::new(NodeKind::Scalar(text.into(), ScalarStyle::Quoted), span)
}
