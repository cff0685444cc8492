//! What functions ask of their arguments: converted to the parameter's type, or the value that ends the call.

use super::Call;
use crate::value::{Data, List, ListKind, Number, Object, Type, Unknown, Value, to_number, to_string};
use std::sync::Arc;

/// The outcome of a function: `Err` holds the value that ended it early, an error or an unknown.
pub(crate) type Outcome = Result<Value, Value>;

/// Both outcomes are values.
pub(super) fn settled(outcome: Outcome) -> Value {
    outcome.unwrap_or_else(|early| early)
}

/// An argument that is a collection, or not known.
pub(super) enum Collection<'a> {
    /// A list, tuple or set.
    Items(&'a List),
    /// An object or map.
    Entries(&'a Object),
    /// Not known at all.
    Unknown(&'a Unknown),
}

impl<'a> Call<'a> {
    /// An argument as a string that may be a text or unknown, but is not null for certain.
    pub(super) fn text(&self, at: usize) -> Outcome {
        let text = to_string(self.present(at)?);
        if text.is_error() { Err(text) } else { Ok(text) }
    }

    /// An argument that is not null for certain.
    pub(super) fn present(&self, at: usize) -> Result<&'a Value, Value> {
        match self.arguments.get(at) {
            Some(value) if value.is_null() => Err(self.error(format!("argument {} is null", at + 1))),
            Some(value) => Ok(value),
            None => Err(self.error(format!("argument {} is missing", at + 1))),
        }
    }

    /// An argument as a known string.
    pub(super) fn string(&self, at: usize) -> Result<Arc<str>, Value> {
        let text = self.text(at)?;
        match &text.data {
            Data::String(text) => Ok(Arc::clone(text)),
            _ => Err(self.unknown_because(&text, (self.result)())),
        }
    }

    /// An argument as a known number.
    pub(super) fn number(&self, at: usize) -> Result<Number, Value> {
        let value = to_number(self.present(at)?);
        match &value.data {
            Data::Number(number) => Ok(number.clone()),
            _ if value.is_error() => Err(value),
            _ => Err(self.unknown_because(&value, (self.result)())),
        }
    }

    /// An argument as a known whole number.
    pub(super) fn integer(&self, at: usize) -> Result<i128, Value> {
        self.number(at)?
            .as_integer()
            .ok_or_else(|| self.error(format!("argument {} must be a whole number", at + 1)))
    }

    /// An argument as a collection.
    pub(super) fn collection(&self, at: usize) -> Result<Collection<'a>, Value> {
        let value = self.present(at)?;
        match &value.data {
            Data::List(list) => Ok(Collection::Items(list)),
            Data::Object(object) => Ok(Collection::Entries(object)),
            Data::Unknown(unknown) if !scalar(unknown) => Ok(Collection::Unknown(unknown)),
            _ => Err(self.error(format!("argument {} must be a collection", at + 1))),
        }
    }

    /// An argument as a list, tuple or set whose length is known.
    pub(super) fn list(&self, at: usize) -> Result<&'a List, Value> {
        match self.collection(at)? {
            Collection::Items(list) => Ok(list),
            Collection::Entries(_) => Err(self.error(format!("argument {} must be a list", at + 1))),
            Collection::Unknown(_) => Err(self.unknown_because(&self.arguments[at], (self.result)())),
        }
    }

    /// An argument as a list or tuple: sets are refused, as they have no order.
    pub(super) fn sequence(&self, at: usize) -> Result<&'a List, Value> {
        let list = self.list(at)?;
        if list.kind == ListKind::Set {
            return Err(self.error(format!("argument {} must be a list, not a set", at + 1)));
        }
        Ok(list)
    }

    /// An argument as an object or map, which may be open.
    pub(super) fn entries(&self, at: usize) -> Result<&'a Object, Value> {
        match self.collection(at)? {
            Collection::Entries(object) => Ok(object),
            Collection::Items(_) => Err(self.error(format!("argument {} must be a map", at + 1))),
            Collection::Unknown(_) => Err(self.unknown_because(&self.arguments[at], (self.result)())),
        }
    }

    /// The items of a list argument as strings that are not null.
    pub(super) fn texts(&self, at: usize) -> Result<Vec<Value>, Value> {
        self.list(at)?.items.iter().map(|item| self.text_item(item)).collect()
    }

    fn text_item(&self, item: &Value) -> Outcome {
        if item.is_null() {
            return Err(self.error("an item is null"));
        }
        let text = to_string(item);
        if text.is_error() { Err(text) } else { Ok(text) }
    }
}

/// Whether what is unknown is known to be no collection.
pub(super) fn scalar(unknown: &Unknown) -> bool {
    matches!(unknown.kind, Some(Type::Bool | Type::Number | Type::String))
        || unknown.prefix.is_some()
        || unknown.suffix.is_some()
}

/// A list of strings, for tables.
pub(super) fn list_of_strings() -> Option<Type> {
    Some(Type::List(Arc::new(Type::String)))
}

/// Whether what is unknown is known to be no list, tuple or set.
pub(super) fn no_list(unknown: &Unknown) -> bool {
    scalar(unknown) || matches!(unknown.kind, Some(Type::Map(_) | Type::Object(_)))
}
