//! Directives in comment properties of Terraform's JSON: `"//": "trailguard:ignore …"`, one or a list of them, in the
//! object that they are about. <https://developer.hashicorp.com/terraform/language/syntax/json#comment-properties>

use super::Written;
use super::directive::{Reach, WORD, misplaced, parse, parts};
use super::item::{whole, written_in};
use crate::source::{Source, Span};
use crate::syntax::comments::{COMMENT_PROPERTY, has_comment_properties};
use crate::syntax::json;
use crate::syntax::node::Node;
use memchr::memmem;

/// Adds the directives in a source's comment properties, and what is none though it looks like one.
pub(super) fn read(source: &Source, written: &mut Vec<Written>, faults: &mut Vec<(Span, String)>) {
    let holds = |word: &str| memmem::find(source.text.as_bytes(), word.as_bytes()).is_some();
    if !has_comment_properties(&source.path) || !holds(WORD) || !holds("\"//\"") {
        return;
    }
    if let Some(document) = json::parse(source).0 {
        search(&document, None, source, written, faults);
    }
}

/// Comment properties at any depth; each is about the `item` it is in, or about the whole file.
fn search(
    node: &Node,
    item: Option<Span>,
    source: &Source,
    written: &mut Vec<Written>,
    faults: &mut Vec<(Span, String)>,
) {
    if let Some(comment) = node.get(COMMENT_PROPERTY) {
        let one = std::slice::from_ref(comment);
        for says in if comment.text().is_some() { one } else { comment.items() } {
            match says.text().and_then(|text| parse(text.trim())) {
                Some(Ok((Reach::File, _))) if item.is_some() => faults.push((says.span, misplaced())),
                Some(Ok((_, rest))) => {
                    written.push(parts(rest, says.span, Some(item.unwrap_or_else(|| whole(source)))));
                }
                Some(Err(message)) => faults.push((says.span, message)),
                None => {}
            }
        }
    }
    for (span, value) in written_in(node) {
        // a list of one block says the same as the block by itself, whose head is its key
        let Some(value) = value.map(|value| if let [one] = value.items() { one } else { value }) else {
            continue;
        };
        search(value, Some(span), source, written, faults);
    }
}
