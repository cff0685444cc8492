//! The identifiers of the `Fn::ForEach` loops around a place.

use crate::value::Value;
use std::sync::Arc;

/// The loops around a place, innermost first; none outside loops.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope(Option<Arc<Loop>>);

#[derive(Debug)]
struct Loop {
    identifier: Arc<str>,
    value: Value,
    outer: Scope,
}

impl Scope {
    /// Inside a loop more, in the round of that value.
    pub(super) fn inside(&self, identifier: Arc<str>, value: Value) -> Scope {
        Scope(Some(Arc::new(Loop { identifier, value, outer: self.clone() })))
    }

    /// Whether there are loops around the place.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The value of an identifier.
    pub(super) fn get(&self, identifier: &str) -> Option<&Value> {
        let mut scope = self;
        while let Some(inner) = &scope.0 {
            if &*inner.identifier == identifier {
                return Some(&inner.value);
            }
            scope = &inner.outer;
        }
        None
    }

    /// All rounds in words, to tell the instances of one place apart.
    pub(super) fn words(&self) -> String {
        let mut words = String::new();
        let mut scope = self;
        while let Some(inner) = &scope.0 {
            words.push_str(&format!("/{}={}", inner.identifier, inner.value.as_str().unwrap_or("*")));
            scope = &inner.outer;
        }
        words
    }

    /// A name with the identifiers in it replaced; a value that is not known becomes `*`.
    pub(super) fn name(&self, text: &Arc<str>) -> Arc<str> {
        if !self.concerns(text) {
            return Arc::clone(text);
        }
        self.pieces(text).iter().map(|piece| piece.as_str().unwrap_or("*")).collect::<String>().into()
    }

    /// Whether a text may hold identifiers of loops around it.
    pub(super) fn concerns(&self, text: &str) -> bool {
        !self.is_empty() && (text.contains("${") || text.contains("&{"))
    }

    /// The text in pieces, `${Identifier}` and `&{Identifier}` (letters and digits only) replaced, as the transform
    /// does wherever they stand.
    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html>
    pub(super) fn pieces(&self, text: &str) -> Vec<Value> {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('{') {
            let sign = if at > 0 { rest.as_bytes()[at - 1] } else { 0 };
            let close = rest[at..].find('}').map(|length| at + length);
            let value = close.and_then(|close| self.get(rest[at + 1..close].trim()));
            let (Some(close), Some(value), b'$' | b'&') = (close, value, sign) else {
                literal.push_str(&rest[..=at]);
                rest = &rest[at + 1..];
                continue;
            };
            literal.push_str(&rest[..at - 1]);
            match (value.as_str(), sign) {
                (Some(text), b'&') => literal.extend(text.chars().filter(char::is_ascii_alphanumeric)),
                (Some(text), _) => literal.push_str(text),
                (None, _) => {
                    pieces.push(Value::string(std::mem::take(&mut literal)));
                    pieces.push(value.clone());
                }
            }
            rest = &rest[close + 1..];
        }
        literal.push_str(rest);
        pieces.push(Value::string(literal));
        pieces
    }
}
