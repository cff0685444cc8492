//! Directives in `Metadata` of templates, which JSON and generated templates need: `{trailguard: {ignore: [{rule,
//! reason, until}]}}`, of the template or of any resource in it, a nested stack's included.

use super::Written;
use super::directive::{last_day, rules};
use super::item::{Text, whole, written_in};
use crate::check::Silencer;
use crate::source::{Source, Span};
use crate::syntax::comments::{CommentSyntax, has_comment_properties};
use crate::syntax::node::Node;
use crate::syntax::{json, yaml};
use memchr::memmem;
use std::path::Path;

/// Adds the directives in a source's metadata. They need not be resolved: nobody computes a reason.
pub(super) fn read(source: &Source, written: &mut Vec<Written>) {
    let holds = |word: &str| memmem::find(source.text.as_bytes(), word.as_bytes()).is_some();
    let hcl = Text::syntax_of(source) == Some(CommentSyntax::Hcl);
    if hcl
        || has_comment_properties(&source.path)
        || is_variable_file(&source.path)
        || !holds("Metadata")
        || !holds("trailguard")
        || !holds("ignore")
    {
        return;
    }
    let documents = match Text::syntax_of(source) {
        None => json::parse(source).0.into_iter().collect(),
        Some(_) => yaml::parse_documents(source).0,
    };
    for document in &documents {
        search(document, whole(source), written);
    }
}

fn is_variable_file(path: &Path) -> bool {
    path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase().ends_with(".tfvars.json")
}

/// Metadata at any depth: resources may lie in a `Fn::ForEach`. It is about the item it is in.
fn search(node: &Node, item: Span, written: &mut Vec<Written>) {
    let ignore = || node.get("Metadata")?.get("trailguard")?.get("ignore");
    if let Some(ignore) = ignore() {
        let one = std::slice::from_ref(ignore);
        for entry in if ignore.is_mapping() { one } else { ignore.items() } {
            written.push(directive(entry, item));
        }
    }
    for (span, value) in written_in(node) {
        if let Some(value) = value {
            search(value, span, written);
        }
    }
}

fn directive(entry: &Node, item: Span) -> Written {
    let text = |key: &str| entry.get(key).and_then(Node::text).map(str::trim).filter(|text| !text.is_empty());
    let named = |key: &str| {
        let value = entry.get(key)?;
        Some(match value.text() {
            Some(text) => rules(text),
            None => value.items().iter().filter_map(Node::text).flat_map(rules).collect(),
        })
    };
    let reason = text("reason").unwrap_or_default();
    let (reason, until) = match text("until") {
        Some(until) => (reason.to_owned(), Some(until.to_owned())),
        None => last_day(reason),
    };
    let rules = named("rule").unwrap_or_default();
    Written { span: entry.span, scope: Some(item), rules, reason, until, by: Silencer::Metadata }
}
