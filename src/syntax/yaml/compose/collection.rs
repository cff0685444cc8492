//! One open sequence or mapping.

use super::super::super::node::{Entry, Node, NodeKind, ScalarStyle, Tag, flag_duplicates};
use super::super::merge;
use super::Composed;
use crate::source::{Problem, Source, Span};
use granit_parser::StructureStyle;
use std::sync::Arc;

/// A collection whose end is not reached.
pub(super) struct Collection {
    pub(super) style: StructureStyle,
    /// The parser's number of its anchor, 0 for none.
    pub(super) anchor: usize,
    /// End of what was read of it.
    pub(super) end: usize,
    start: usize,
    tag: Option<Tag>,
    content: Content,
    size: usize,
    height: usize,
}

enum Content {
    Sequence(Vec<Node>),
    Mapping {
        entries: Vec<Entry>,
        /// The key whose value comes next.
        key: Option<Key>,
        /// Indices of the merge keys' entries.
        merges: Vec<usize>,
    },
}

struct Key {
    /// Its text; `None` for a key that is not a scalar.
    text: Option<Arc<str>>,
    span: Span,
    merges: bool,
}

impl Collection {
    pub(super) fn sequence(style: StructureStyle, anchor: usize, tag: Option<Tag>, start: usize) -> Self {
        Collection::new(style, anchor, tag, start, Content::Sequence(Vec::new()))
    }

    pub(super) fn mapping(style: StructureStyle, anchor: usize, tag: Option<Tag>, start: usize) -> Self {
        let content = Content::Mapping { entries: Vec::new(), key: None, merges: Vec::new() };
        Collection::new(style, anchor, tag, start, content)
    }

    fn new(style: StructureStyle, anchor: usize, tag: Option<Tag>, start: usize, content: Content) -> Self {
        Collection { style, anchor, end: start, start, tag, content, size: 1, height: 1 }
    }

    /// Where the key ends whose value comes next.
    pub(super) fn key_end(&self) -> Option<usize> {
        match &self.content {
            Content::Mapping { key: Some(key), .. } => Some(key.span.range().end),
            _ => None,
        }
    }

    /// Takes its next item, key or value, written at `written` (for an alias that is not where the node is).
    pub(super) fn take(&mut self, composed: Composed, written: Span, problems: &mut Vec<Problem>) {
        self.size = self.size.saturating_add(composed.size);
        self.height = self.height.max(composed.height + 1);
        self.end = self.end.max(written.range().end);
        match &mut self.content {
            Content::Sequence(items) => items.push(composed.node),
            Content::Mapping { entries, key, merges } => match key.take() {
                None => *key = Some(Key::new(&composed.node, written, problems)),
                Some(Key { text: None, span, .. }) => entries.push(Entry::gap(span)),
                Some(Key { text: Some(text), span, merges: merging }) => {
                    if merging {
                        merges.push(entries.len());
                    }
                    entries.push(Entry { key: text, key_span: span, value: composed.node, duplicate: false });
                }
            },
        }
    }

    /// Marks what was lost of it.
    pub(super) fn break_off(&mut self, lost: Span) {
        match &mut self.content {
            Content::Sequence(items) => {
                // an item that broke off has its own gap; how many follow is not known either
                items.push(Node::unreadable(lost));
            }
            Content::Mapping { entries, key, .. } => {
                if let Some(Key { text: Some(text), span, merges: false }) = key.take() {
                    let value = Node::unreadable(lost);
                    entries.push(Entry { key: text, key_span: span, value, duplicate: false });
                }
                entries.push(Entry::gap(lost));
            }
        }
    }

    /// The complete node, its text ending at `end`.
    pub(super) fn close(
        self,
        source: &Source,
        end: usize,
        budget: &mut merge::Budget,
        problems: &mut Vec<Problem>,
    ) -> Composed {
        let kind = match self.content {
            Content::Sequence(items) => NodeKind::Sequence(items.into()),
            Content::Mapping { mut entries, merges, .. } => {
                flag_duplicates(&mut entries, source, problems);
                if !merges.is_empty() {
                    entries = merge::merge(entries, &merges, budget, problems);
                }
                NodeKind::Mapping(entries.into())
            }
        };
        let start = self.tag.as_ref().map_or(self.start, |tag| self.start.min(tag.span.range().start));
        let node = Node::new(kind, Span::new(source.id, start, end)).tagged(self.tag.map(Arc::new));
        Composed { node, size: self.size, height: self.height }
    }
}

impl Key {
    fn new(node: &Node, written: Span, problems: &mut Vec<Problem>) -> Self {
        match node.kind() {
            NodeKind::Scalar(text, style) => {
                let merges = &**text == "<<" && *style == ScalarStyle::Plain && node.tag.is_none();
                Key { text: Some(text.clone()), span: written, merges }
            }
            kind => {
                // an unreadable key has its problem already
                if !matches!(kind, NodeKind::Unreadable) {
                    problems.push(
                        Problem::syntax(written, "the key is a collection, only text can be a key")
                            .with_help("put the text in quotes if the brackets belong to it"),
                    );
                }
                Key { text: None, span: written, merges: false }
            }
        }
    }
}
