//! What decided in a document, by its place in the files: a statement of a policy, also within the text of a heredoc.

use super::Label;
use crate::source::{SourceMap, Span};
use crate::syntax::embedded::Embedded;
use crate::syntax::node::{Node, NodeKind};
use crate::value::{Decides, DecidesAt, Key, Origin, Role, Step};

/// So many places in one document are told.
const MOST: usize = 2;

/// What decided.
pub(super) struct Decision {
    words: String,
    /// Where; none where it is the document as a whole, or its text cannot be followed.
    span: Option<Span>,
    /// Of an argument: the way of its value.
    way: Option<Vec<Step>>,
}

/// What decided in documents on a way, the newest reading first.
pub(super) fn decisions(way: &Origin, sources: &SourceMap) -> Vec<Decision> {
    let steps = way.steps().into_iter().rev();
    let decided = steps.filter_map(|step| match step.role {
        Role::Decides(decides) => Some((step.span, decides)),
        _ => None,
    });
    decided
        .take(MOST)
        .map(|(span, decides)| Decision {
            span: place(span, &decides, sources),
            words: decides.words.clone(),
            way: match &decides.at {
                DecidesAt::Argument(steps) => Some(steps.clone()),
                _ => None,
            },
        })
        .collect()
}

fn place(span: Span, decides: &Decides, sources: &SourceMap) -> Option<Span> {
    match &decides.at {
        DecidesAt::Here | DecidesAt::Argument(_) => Some(span),
        DecidesAt::Whole => None,
        DecidesAt::Within(keys) => {
            let embedded = Embedded::read(&*sources.get(span.source)?, span)?;
            embedded.place(within(&embedded.root, keys)?)
        }
    }
}

/// Of names that follow each other the first that is there leads on: they are said one for another.
fn within(root: &Node, keys: &[Key]) -> Option<Span> {
    let mut node = root;
    let mut item_found = false;
    for key in keys {
        match key {
            Key::Name(name) => match node.entry(name) {
                // an element, which ends the way: of one in brackets what is in it
                Some(entry) if item_found => {
                    let entry = match entry.value.entries() {
                        [only] => only,
                        _ => entry,
                    };
                    return Some(entry.key_span.to(entry.value.span));
                }
                Some(entry) => node = &entry.value,
                None if item_found => {}
                None => return None,
            },
            Key::Item(at) => {
                node = match node.kind() {
                    NodeKind::Sequence(items) => items.get(*at)?,
                    _ => node,
                };
                item_found = true;
            }
        }
    }
    Some(node.span)
}

/// What is said at the document's own place, and the labels at others: what stands on the line where the document begins
/// is told there, where both could not be drawn.
pub(super) fn told(
    decisions: &[Decision],
    document: Span,
    sources: &SourceMap,
) -> (Option<String>, Vec<Label>) {
    let (mut own, mut labels) = (None, Vec::new());
    for Decision { words, span, way } in decisions {
        // a template says nothing of the place that takes a parameter: there its default is the place
        let source = way.iter().flatten().find(|step| Some(step.span) == *span);
        let words = match source.and_then(|step| super::explain::words(&step.role)) {
            Some(source) => format!("{words}: {source}"),
            None => words.clone(),
        };
        match span.filter(|span| !begins_with(document, *span, sources)) {
            Some(span) => labels.push(Label { span, message: words }),
            None => {
                own.get_or_insert(words);
            }
        }
    }
    (own, labels)
}

/// An argument within a field that decided: it is the finding's place.
pub(super) fn argument(decisions: &[Decision], field: Span) -> Option<(Span, String, &[Step])> {
    let [Decision { words, span: Some(span), way: Some(way) }, ..] = decisions else { return None };
    let is_argument = |step: &Step| step.span == *span && matches!(step.role, Role::Argument(_));
    // what a template takes from elsewhere is told as the way of the value
    let is_place = field.contains(*span) || way.iter().any(is_argument);
    is_place.then(|| (*span, words.clone(), way.as_slice()))
}

fn begins_with(document: Span, part: Span, sources: &SourceMap) -> bool {
    let between = Span { end: part.start, ..document };
    document.contains(part) && !sources.slice(between).contains('\n')
}
