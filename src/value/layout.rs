//! Where the parts of a text are written that stands for a document (a policy, say): what was made of a value loses
//! the places of its parts otherwise. Knows no document.

use super::{Data, Value};
use crate::source::Span;
use std::sync::Arc;

/// How a text is laid out over the files.
#[derive(Clone, Debug)]
pub enum Layout {
    /// The text is written there, as a string or heredoc: who wants to know more reads it.
    Literal(Span),
    /// The text was made of something that has parts.
    Made(Part),
}

/// A part and its parts.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Where it is written.
    pub span: Option<Span>,
    /// The entries of an object.
    pub entries: Vec<(Arc<str>, Part)>,
    /// The items of a list.
    pub items: Vec<Part>,
}

/// Parts are told so deep: a document, its statements, each of them, their elements, what is in those.
const DEPTH: usize = 5;

/// So many parts of one whole; of a longer list nothing is told.
const MOST_PARTS: usize = 128;

impl Part {
    /// The parts of a value.
    pub fn of(value: &Value) -> Self {
        Part::to_depth(value, DEPTH)
    }

    /// The parts of one of its statements.
    pub fn of_statement(value: &Value) -> Self {
        Part::to_depth(value, 3)
    }

    fn to_depth(value: &Value, depth: usize) -> Self {
        let mut part = Part { span: value.origin.last().map(|step| step.span), ..Part::default() };
        let Some(below) = depth.checked_sub(1) else { return part };
        match &value.data {
            Data::List(list) if list.items.len() <= MOST_PARTS => {
                part.items = list.items.iter().map(|item| Part::to_depth(item, below)).collect();
            }
            Data::Object(object) if object.entries.len() <= MOST_PARTS => {
                let entry = |(key, item): (&Arc<str>, &Value)| {
                    let mut entry = Part::to_depth(item, below);
                    // what is taken from elsewhere is not written here
                    entry.span =
                        entry.span.filter(|span| part.span.is_some_and(|whole| whole.contains(*span)));
                    (Arc::clone(key), entry)
                };
                part.entries = object.entries.iter().map(entry).collect();
            }
            _ => {}
        }
        part
    }

    /// The entry of that name.
    pub fn entry(&self, name: &str) -> Option<&Part> {
        self.entries.iter().find(|(key, _)| &**key == name).map(|(_, part)| part)
    }
}
