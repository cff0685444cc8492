//! Arguments by dotted paths: through nested blocks, of which one is looked through, and through objects.

use crate::model::first_of;
use crate::resource::Resource;
use crate::source::Span;
use crate::value::{Data, Object, Role, Value};

/// What stands at a path.
pub(super) struct Found {
    /// The value; null in the cases where it is not written.
    pub value: Value,
    /// The innermost argument that is written.
    pub span: Span,
}

/// What a resource writes at a path; `None` where not even its first argument is written.
pub(super) fn find(resource: &Resource, path: &str) -> Option<Found> {
    let (name, rest) = first_of(path);
    let argument = resource.arguments.get(name)?;
    let value = within(argument.value(), rest);
    let span = if rest.is_empty() { argument.span } else { innermost(&value, argument.span, rest, resource) };
    Some(Found { value, span })
}

/// The value at a path in an object or in the one block of a list; null where something on the way is missing,
/// unknown where something on the way is.
pub(super) fn within(value: &Value, path: &str) -> Value {
    if path.is_empty() {
        return value.clone();
    }
    value.map_leaves(&mut |leaf| match &leaf.data {
        Data::List(list) => match list.items.first() {
            Some(first) => within(first, path),
            None => Value::null().at(leaf.origin.clone()),
        },
        Data::Object(object) => in_object(object, leaf, path),
        Data::Unknown(unknown) => Value::unknown(unknown.cause.clone()).at(leaf.origin.clone()),
        _ => Value::null().at(leaf.origin.clone()),
    })
}

fn in_object(object: &Object, leaf: &Value, path: &str) -> Value {
    let (name, rest) = first_of(path);
    match (object.entries.get(name), &object.open) {
        (Some(value), _) => within(value, rest),
        (None, Some(open)) => Value::unknown(open.cause.clone()).at(leaf.origin.clone()),
        (None, None) => Value::null().at(leaf.origin.clone()),
    }
}

/// The place of a nested argument: its own step on the way of the value, else the outer argument.
fn innermost(value: &Value, outer: Span, path: &str, resource: &Resource) -> Span {
    let name = path.rsplit('.').next().unwrap_or(path);
    let own = value.origin.steps().into_iter().rev().find(|step| {
        matches!(&step.role, Role::Argument(argument) if **argument == *name)
            && resource.block.contains(step.span)
    });
    own.map_or(outer, |step| step.span)
}
