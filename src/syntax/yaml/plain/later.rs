//! What is put off: found to be data and to be right, and read when somebody asks for it.

use super::super::super::node::{Node, NodeKind};
use super::Reader;
use super::thin::Place;
use crate::source::{SourceId, Span};
use std::sync::Arc;

impl Reader<'_> {
    /// Puts off the collection below the key at that column, `at` being behind its colon, and goes to the next content.
    /// Nothing is done where that is not asked for, or not all of it is data.
    pub(super) fn put_off(&mut self, column: usize) -> Option<Node> {
        if self.place != Place::Property {
            return None;
        }
        let behind = (self.at, self.line);
        if self.bytes.get(self.behind_spaces(self.at)) != Some(&b'\n') {
            return None;
        }
        let before = (self.nesting, self.nodes, self.keys.len(), self.levels.len());
        self.place = Place::Data;
        let span = self.pass_over_collection(column).filter(|span| self.is_data_text(*span));
        self.place = Place::Property;
        let Some(span) = span else {
            let (keys, levels);
            (self.at, self.line) = behind;
            (self.nesting, self.nodes, keys, levels) = before;
            self.keys.truncate(keys);
            self.levels.truncate(levels);
            return None;
        };
        let (source, text) = (self.source, Arc::clone(self.shared));
        Some(Node::later(move || value_at(source, &text, behind, column, span), span))
    }

    fn is_data_text(&self, span: Span) -> bool {
        self.thinning.is_some_and(|thinning| (thinning.is_data_text)(&self.text[span.range()]))
    }
}

/// The value of the key at that column, read now: it has that span, and behind the key's colon is that place, and the
/// start of its line.
fn value_at(
    source: SourceId,
    text: &Arc<str>,
    behind_key: (usize, usize),
    column: usize,
    span: Span,
) -> NodeKind {
    let mut reader = Reader::new(source, text, span.range().len());
    (reader.at, reader.line) = behind_key;
    // it was found to be right
    reader.value(column, true).map_or(NodeKind::Unreadable, |node| node.kind().clone())
}
