//! The arguments of a resource: what they are, and where they are written.

use crate::later::{Later, later};
use crate::source::Span;
use crate::value::Value;

/// An argument or property: its value and where it is written.
#[derive(Clone, Debug)]
pub struct Argument {
    said: Said,
    /// From the name to the end of the value; for blocks, the first block's head.
    pub span: Span,
}

#[derive(Clone, Debug)]
enum Said {
    Value(Value),
    Literal(Later<Value>),
}

impl Argument {
    /// An argument of that value, whose origin ends with the argument.
    pub fn new(value: Value, span: Span) -> Self {
        Argument { said: Said::Value(value), span }
    }

    /// An argument that is a literal, in which nothing is unknown and which refers to nothing: most are never asked for.
    pub fn literal(read: impl FnOnce() -> Value + Send + 'static, span: Span) -> Self {
        Argument { said: Said::Literal(later(read)), span }
    }

    /// The value; its origin ends with the argument.
    pub fn value(&self) -> &Value {
        match &self.said {
            Said::Value(value) => value,
            Said::Literal(literal) => literal,
        }
    }

    /// The value, where it may hang on anything or refer to anything.
    pub fn evaluated(&self) -> Option<&Value> {
        match &self.said {
            Said::Value(value) => Some(value),
            Said::Literal(_) => None,
        }
    }

    /// Changes what of the value hangs on anything or refers to anything.
    pub fn change(&mut self, change: impl FnOnce(&Value) -> Value) {
        if let Said::Value(value) = &mut self.said {
            *value = change(value);
        }
    }
}
