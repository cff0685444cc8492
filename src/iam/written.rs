//! Where the statements of a policy and their elements are written, and the step of a way that says which of them
//! decided. Reads no file.

use super::document::Statement;
use crate::source::Span;
use crate::value::{Decides, DecidesAt, Key, Layout, Origin, Part, Role, Value};
use std::sync::Arc;

/// Where one statement is written.
#[derive(Clone, Debug)]
pub(super) enum Written {
    /// As a value that has a place of its own.
    Value(Value),
    /// In a text, of whose parts the places are known.
    Laid(Arc<Layout>),
    /// Nobody knows.
    Unknown,
}

impl Written {
    /// Of a statement as it was read, in its document's layout.
    pub(super) fn of(statement: &Value, layout: Option<&Arc<Layout>>) -> Self {
        match layout {
            Some(layout) => Written::Laid(Arc::clone(layout)),
            None if statement.origin.last().is_some() => Written::Value(statement.clone()),
            None => Written::Unknown,
        }
    }

    /// The place of one of these elements, the first that is there; else that of the whole statement.
    fn place(&self, index: usize, elements: &[&'static str]) -> Option<(Span, DecidesAt)> {
        match self {
            Written::Value(value) => {
                let part = Part::of_statement(value);
                Some((place_in(&part, elements)?, DecidesAt::Here))
            }
            Written::Laid(layout) => match &**layout {
                Layout::Literal(span) => {
                    let keys = [Key::Name("Statement"), Key::Item(index)].into_iter();
                    let keys = keys.chain(elements.iter().copied().map(Key::Name)).collect();
                    Some((*span, DecidesAt::Within(keys)))
                }
                Layout::Made(whole) => {
                    let statements = whole.entry("Statement")?;
                    let part = match statements.items.as_slice() {
                        [] => statements,
                        items => items.get(index)?,
                    };
                    Some((place_in(part, elements)?, DecidesAt::Here))
                }
            },
            Written::Unknown => None,
        }
    }
}

fn place_in(statement: &Part, elements: &[&str]) -> Option<Span> {
    let place = |name: &&str| {
        let element = statement.entry(name)?;
        match element.entries.as_slice() {
            // of `{ Service = … }` what is in it
            [(_, only)] => only.span.or(element.span),
            _ => element.span,
        }
    };
    elements.iter().find_map(place).or(statement.span)
}

/// The way of an answer that a statement decided by one of these elements, the first that it has.
pub(super) fn decided_by(statement: &Statement, elements: &[&'static str], words: String) -> Origin {
    match statement.written.place(statement.index, elements) {
        Some((span, at)) => statement.origin.then(Role::Decides(Arc::new(Decides { words, at })), span),
        None => decided_by_nothing(&statement.origin, words),
    }
}

/// The way of an answer that is so because nothing in a document says otherwise.
pub(super) fn decided_by_nothing(document: &Origin, words: String) -> Origin {
    match document.last() {
        Some(step) => {
            let decides = Decides { words, at: DecidesAt::Whole };
            document.then(Role::Decides(Arc::new(decides)), step.span)
        }
        None => document.clone(),
    }
}
