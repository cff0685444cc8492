//! Results that are not worked out, and what is certain of them all the same.

use super::Call;
use crate::value::{Cause, CauseKind, Type, Unknown, Value};

impl Call<'_> {
    /// Unknown for the reason of that argument: a string that is not null, and not empty where the argument is not.
    pub(super) fn text_like(&self, argument: &Value) -> Value {
        let mut unknown = self.unknown_for(argument);
        unknown.not_empty = argument.empty_test() == Some(false);
        unknown.value()
    }

    /// Unknown for the reason of that argument: a string that is neither null nor empty.
    pub(super) fn set_text_because(&self, argument: &Value) -> Value {
        self.unknown_for(argument).set().value()
    }

    /// A result that is not worked out, of that type; never null.
    pub(super) fn not_evaluated(&self, kind: Option<Type>) -> Value {
        let mut unknown = Unknown::because(Cause::new(CauseKind::Function, self.name));
        unknown.not_null = true;
        unknown.kind = kind;
        unknown.value()
    }

    fn unknown_for(&self, argument: &Value) -> Unknown {
        let function = || Cause::new(CauseKind::Function, self.name);
        let mut unknown =
            Unknown::because(argument.cause().cloned().unwrap_or_else(function)).of_type(Type::String);
        unknown.not_null = true;
        unknown
    }
}
