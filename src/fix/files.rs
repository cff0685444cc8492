//! The files that edits are planned for: each template is read once, however many edits it gets.

use super::mapping::{self, Notation};
use crate::source::{Source, SourceId, SourceMap, Span};
use crate::syntax::node::{Entry, Node};
use crate::syntax::{json, yaml};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// The sources of a run, and the trees of those that were asked for.
pub(super) struct Files<'s> {
    sources: &'s SourceMap,
    documents: RefCell<HashMap<SourceId, Rc<[Node]>>>,
}

impl<'s> Files<'s> {
    pub(super) fn of(sources: &'s SourceMap) -> Self {
        Files { sources, documents: RefCell::default() }
    }

    /// The texts.
    pub(super) fn sources(&self) -> &'s SourceMap {
        self.sources
    }

    /// The source of that id.
    pub(super) fn get(&self, id: SourceId) -> Option<Arc<Source>> {
        self.sources.get(id)
    }

    /// The entry of a template whose key and value span exactly that text, or whose value does.
    pub(super) fn entry_at(&self, span: Span) -> Option<Entry> {
        mapping::entry_at(&self.documents(span.source)?, span).cloned()
    }

    fn documents(&self, id: SourceId) -> Option<Rc<[Node]>> {
        if let Some(documents) = self.documents.borrow().get(&id) {
            return Some(Rc::clone(documents));
        }
        let source = self.sources.get(id)?;
        let documents: Rc<[Node]> = match Notation::of(&source) {
            Notation::Json => json::parse(&source).0.into_iter().collect(),
            Notation::Yaml => yaml::parse_documents(&source).0.into(),
        };
        self.documents.borrow_mut().insert(id, Rc::clone(&documents));
        Some(documents)
    }
}
