//! Whether what is written are properties that there are, and lists where there must be.

use super::Fact;
use crate::resource::{Refusal, RefusedArgument};
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Cause, CauseKind, Data, Origin, Role, Value};
use std::sync::Arc;

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "properties_are_taken",
        signature: "properties_are_taken(resource)",
        documentation: "whether every property that is written is one that the resource type has, and a list where it must be one",
        answer: properties_are_taken,
    },
    Fact {
        name: "refused_properties",
        signature: "refused_properties(resource)",
        documentation: "the properties that are not taken, with what was meant, as a text",
        answer: refused_properties,
    },
];

/// False where a misspelt one is written, or no list where one must be; not known where one is that is near none: the service may have it by now.
fn properties_are_taken(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let Some(refused) = refused_arguments(view, arguments) else {
        return Value::error("`properties_are_taken` takes a resource");
    };
    let at =
        |argument: &RefusedArgument| Origin::of(Role::Argument(Arc::clone(&argument.path)), argument.span);
    if let Some(certain) = refused.iter().find(|argument| argument.why != Refusal::Unknown) {
        return Value::bool(false).at(at(certain));
    }
    match refused.first() {
        Some(argument) => {
            let cause = Cause::new(CauseKind::Undeclared, Arc::clone(&argument.path));
            Value::unknown(cause).at(at(argument))
        }
        None => Value::bool(true),
    }
}

fn refused_properties(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let Some(refused) = refused_arguments(view, arguments) else {
        return Value::error("`refused_properties` takes a resource");
    };
    let words: Vec<String> = refused
        .iter()
        .map(|argument| match &argument.why {
            Refusal::Misspelt(meant) => format!("`{}` (meant: `{meant}`)", argument.path),
            Refusal::NoList => format!("`{}` (a list is needed)", argument.path),
            Refusal::Unknown => format!("`{}`", argument.path),
        })
        .collect();
    Value::string(words.join(", "))
}

fn refused_arguments<'v>(view: &View<'v>, arguments: &[Value]) -> Option<&'v [RefusedArgument]> {
    let [Value { data: Data::Handle(handle), .. }] = arguments else { return None };
    let resource = &view.estate().entity(*handle)?.resource;
    Some(resource.refused_arguments.as_ref().map_or(&[], |known| &known[..]))
}
