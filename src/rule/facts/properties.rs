//! Whether what is written are properties that there are.

use super::Fact;
use crate::resource::UnknownArgument;
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Cause, CauseKind, Data, Origin, Role, Value};
use std::sync::Arc;

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "has_known_properties_only",
        signature: "has_known_properties_only(resource)",
        documentation: "whether every property that is written is one that the resource type has",
        answer: has_known_properties_only,
    },
    Fact {
        name: "misspelt_properties",
        signature: "misspelt_properties(resource)",
        documentation: "the misspelt properties with the right spelling, as a text",
        answer: misspelt_properties,
    },
];

/// False where a misspelt one is written; not known where one is that is near none: the service may have it by now.
fn has_known_properties_only(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let Some(unknown) = unknown_arguments(view, arguments) else {
        return Value::error("`has_known_properties_only` takes a resource");
    };
    let at =
        |argument: &UnknownArgument| Origin::of(Role::Argument(Arc::clone(&argument.path)), argument.span);
    if let Some(misspelt) = unknown.iter().find(|argument| argument.meant.is_some()) {
        return Value::bool(false).at(at(misspelt));
    }
    match unknown.first() {
        Some(argument) => {
            let cause = Cause::new(CauseKind::Undeclared, Arc::clone(&argument.path));
            Value::unknown(cause).at(at(argument))
        }
        None => Value::bool(true),
    }
}

fn misspelt_properties(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let Some(unknown) = unknown_arguments(view, arguments) else {
        return Value::error("`misspelt_properties` takes a resource");
    };
    let words: Vec<String> = unknown
        .iter()
        .map(|argument| match &argument.meant {
            Some(meant) => format!("`{}` (meant: `{meant}`)", argument.path),
            None => format!("`{}`", argument.path),
        })
        .collect();
    Value::string(words.join(", "))
}

fn unknown_arguments<'v>(view: &View<'v>, arguments: &[Value]) -> Option<&'v [UnknownArgument]> {
    let [Value { data: Data::Handle(handle), .. }] = arguments else { return None };
    let resource = &view.estate().entity(*handle)?.resource;
    Some(resource.unknown_arguments.as_ref().map_or(&[], |known| &known[..]))
}
