//! Arguments as the types that functions want: conversions as Terraform does them, errors where it refuses.

use super::Call;
use crate::value::{Cause, CauseKind, Type, Unknown, Value, to_number, to_string};
use std::sync::Arc;

impl Call<'_> {
    /// The argument as a string; the call's result where it is none: an error, or unknown.
    pub(super) fn text_at(&self, index: usize) -> Result<Arc<str>, Value> {
        let text = to_string(self.given(index)?);
        match text.as_str() {
            Some(text) => Ok(text.into()),
            None if text.is_error() => Err(text),
            None => Err(self.unknown_because(&text, None)),
        }
    }

    /// The argument as a whole number; an error where it has a fraction.
    pub(super) fn integer_at(&self, index: usize) -> Result<i128, Value> {
        let number = to_number(self.given(index)?);
        match number.as_number() {
            Some(number) => number.as_integer().ok_or_else(|| self.error("a whole number is required")),
            None if number.is_error() => Err(number),
            None => Err(self.unknown_because(&number, None)),
        }
    }

    /// The argument, which must not be null.
    pub(super) fn given(&self, index: usize) -> Result<&Value, Value> {
        match self.arguments.get(index) {
            Some(value) if value.is_null() => Err(self.error("argument must not be null")),
            Some(value) => Ok(value),
            None => Err(self.error("an argument is missing")),
        }
    }

    /// An unknown string that is set, for the reason of that argument.
    pub(super) fn set_text_because(&self, argument: &Value) -> Value {
        let function = || Cause::new(CauseKind::Function, self.name);
        let cause = argument.cause().cloned().unwrap_or_else(function);
        Unknown::because(cause).set().of_type(Type::String).value()
    }

    /// A result that is not worked out, of that type; never null.
    pub(super) fn not_evaluated(&self, kind: Option<Type>) -> Value {
        let mut unknown = Unknown::because(Cause::new(CauseKind::Function, self.name));
        unknown.not_null = true;
        unknown.kind = kind;
        unknown.value()
    }
}
