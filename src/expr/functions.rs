//! Terraform's functions by name. One file a family; each is pure, bounded and says what it can of unknowns.
//!
//! The dispatcher here does what all functions share: how many arguments, errors, branches, unknowns, the way the
//! value came and whether it is sensitive. It knows no function's meaning.

mod arguments;
mod collection;
mod conversion;
mod date;
mod encoding;
pub mod files;
mod hash;
mod impure;
mod naming;
mod network;
mod numeric;
mod pattern;
mod provider;
mod string;
mod unevaluated;

use super::{BYTES_PER_STEP, Scope, composed, over_steps};
use crate::source::Span;
use crate::value::{Cause, CauseKind, Data, Origin, Type, Unknown, Value};
use foldhash::HashMap;
use std::sync::LazyLock;

/// A function: one row of its family's table.
pub struct Function {
    /// Its name, without namespace.
    pub name: &'static str,
    /// How many arguments it takes.
    pub arity: Arity,
    /// Who deals with arguments that are not wholly known.
    pub unknown: OnUnknown,
    /// The type of its results, where it is one and the same.
    pub result: fn() -> Option<Type>,
    /// What it does.
    pub run: fn(&Call<'_>) -> Value,
}

/// How many arguments a function takes.
#[derive(Clone, Copy, Debug)]
pub struct Arity {
    /// At least.
    pub min: usize,
    /// At most; any number where `None`.
    pub max: Option<usize>,
}

impl Arity {
    /// Exactly that many.
    pub const fn exactly(count: usize) -> Self {
        Arity { min: count, max: Some(count) }
    }

    /// That many or more.
    pub const fn at_least(min: usize) -> Self {
        Arity { min, max: None }
    }

    /// Between the two, both included.
    pub const fn between(min: usize, max: usize) -> Self {
        Arity { min, max: Some(max) }
    }

    fn allows(self, count: usize) -> bool {
        count >= self.min && self.max.is_none_or(|max| count <= max)
    }
}

/// Who deals with arguments that are not wholly known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnUnknown {
    /// The dispatcher: the result is unknown for the first argument's cause, not null, of the result's type.
    Propagate,
    /// The function: it decides as much as holds for every value the unknown can take.
    Own,
}

/// One call: arguments are no errors, no handles and, but for `issensitive`, no branches (inside of collections they
/// may be).
pub struct Call<'a> {
    /// Where the call stands, for functions that need its surroundings.
    pub scope: &'a dyn Scope,
    /// The name, without the `core::` namespace.
    pub name: &'a str,
    /// The arguments.
    pub arguments: &'a [Value],
    /// The call's text.
    pub span: Span,
    /// The type of the function's results, where it is one and the same.
    pub result: fn() -> Option<Type>,
}

const FAMILIES: &[&[Function]] = &[
    string::FUNCTIONS,
    collection::FUNCTIONS,
    conversion::FUNCTIONS,
    numeric::FUNCTIONS,
    impure::FUNCTIONS,
    encoding::FUNCTIONS,
    hash::FUNCTIONS,
    date::FUNCTIONS,
    network::FUNCTIONS,
    pattern::FUNCTIONS,
    files::FUNCTIONS,
    provider::FUNCTIONS,
];

/// Functions that look at errors instead of passing them on.
const TAKE_ERRORS: &[&str] = &["try", "can"];

/// Functions whose result is sensitive only where an argument is as a whole: what they keep of an argument keeps
/// its own mark.
const KEEP_MARKS: &[&str] = &[
    "chunklist",
    "coalesce",
    "concat",
    "element",
    "flatten",
    "keys",
    "length",
    "lookup",
    "merge",
    "one",
    "reverse",
    "setproduct",
    "slice",
    "tolist",
    "tomap",
    "try",
    "values",
    "zipmap",
];

/// Functions whose result is not marked for their argument's sake.
const ANSWER_ABOUT_MARKS: &[&str] = &["can", "issensitive", "nonsensitive"];

/// Functions that look at all cases of their argument at once: each case would bear the mark of the whole.
const TAKE_CASES: &[&str] = &["issensitive"];

/// Functions that pick something out of a collection or look at it, and make nothing of its size.
const PICK: &[&str] = &[
    "alltrue",
    "anytrue",
    "can",
    "contains",
    "element",
    "index",
    "issensitive",
    "length",
    "lookup",
    "nonsensitive",
    "one",
    "sensitive",
    "try",
    "type",
];

/// No type that all results share.
pub(crate) fn any_type() -> Option<Type> {
    None
}

/// Whether a function looks at the errors of its arguments.
pub(super) fn takes_errors(name: &str) -> bool {
    TAKE_ERRORS.contains(&name.strip_prefix("core::").unwrap_or(name))
}

/// Calls a function. Errors are values; an argument that is an error makes the call that error, except for `try`
/// and `can`.
pub fn call(scope: &dyn Scope, name: &str, arguments: &[Value], span: Span) -> Value {
    let name = name.strip_prefix("core::").unwrap_or(name);
    if !takes_errors(name)
        && let Some(error) = arguments.iter().find(|argument| argument.is_error())
    {
        return error.clone();
    }
    let Some(function) = function_named(name) else {
        return scope.call(name, arguments, span).unwrap_or_else(|| {
            Unknown::because(Cause::new(CauseKind::Function, name)).value().at(joined_origin(arguments))
        });
    };
    if !function.arity.allows(arguments.len()) {
        return Value::error(format!("`{name}` does not take {} arguments", arguments.len()));
    }
    let arguments: Vec<Value> = arguments.iter().map(|argument| expanded(scope, argument)).collect();
    if TAKE_CASES.contains(&name) {
        return run(function, scope, name, &arguments, span);
    }
    Value::distributed(arguments, &mut |arguments| run(function, scope, name, &arguments, span))
}

/// Whether there is a function of that name.
pub fn exists(name: &str) -> bool {
    function_named(name).is_some()
}

/// The names of all functions.
pub fn names() -> impl Iterator<Item = &'static str> {
    FAMILIES.iter().copied().flatten().map(|function| function.name)
}

fn function_named(name: &str) -> Option<&'static Function> {
    static BY_NAME: LazyLock<HashMap<&str, &Function>> = LazyLock::new(|| {
        FAMILIES.iter().copied().flatten().map(|function| (function.name, function)).collect()
    });
    BY_NAME.get(name).copied()
}

fn expanded(scope: &dyn Scope, value: &Value) -> Value {
    match &value.data {
        Data::Handle(handle) => scope.expand(*handle).marked(value.sensitive),
        Data::Branches(_) => value.map_leaves(&mut |leaf| expanded(scope, leaf)),
        _ => value.clone(),
    }
}

fn run(function: &Function, scope: &dyn Scope, name: &str, arguments: &[Value], span: Span) -> Value {
    if !TAKE_ERRORS.contains(&name)
        && let Some(error) = arguments.iter().find(|argument| argument.is_error())
    {
        return error.clone();
    }
    let picks = PICK.contains(&name);
    let read: u64 = arguments.iter().map(|argument| steps_to_read(argument, picks)).sum();
    let read = read + arguments.len() as u64 / 2;
    if !scope.budget().spend(read) {
        return over_steps();
    }
    let call = Call { scope, name, arguments, span, result: function.result };
    let unusable = match function.unknown {
        OnUnknown::Propagate => arguments.iter().find(|argument| !argument.is_wholly_known()),
        OnUnknown::Own => None,
    };
    let value = match unusable {
        Some(argument) => call.unknown_because(argument, (function.result)()),
        None => (function.run)(&call),
    };
    if !picks && !scope.budget().make(&value) {
        return over_steps();
    }
    let value = naming::named(name, arguments, value);
    let value = match &value.data {
        Data::String(text) if !text.is_ascii() => Value { data: Data::String(composed(text)), ..value },
        _ => value,
    };
    if ANSWER_ABOUT_MARKS.contains(&name) {
        return value;
    }
    let keeps = KEEP_MARKS.contains(&name);
    let sensitive =
        arguments.iter().any(|argument| argument.sensitive || (!keeps && argument.holds_sensitive()));
    // what does not fit is told by its text
    let quotes = value.is_error() || matches!(value.cause(), Some(cause) if cause.kind == CauseKind::File);
    let secret = sensitive || (quotes && arguments.iter().any(|argument| argument.holds_sensitive()));
    let value = value.marked(sensitive).hushed(secret);
    if value.origin.last().is_some() { value } else { value.at(joined_origin(arguments)) }
}

/// What a function reads costs steps: a text all of it, a collection less where only a part of it is looked for.
fn steps_to_read(argument: &Value, picks: bool) -> u64 {
    match &argument.data {
        Data::String(text) => text.len() as u64 / BYTES_PER_STEP,
        _ if picks => u64::from(argument.weight() / 8),
        _ => u64::from(argument.weight() - 1),
    }
}

/// The ways of the first arguments: enough to show where a value comes from.
fn joined_origin(arguments: &[Value]) -> Origin {
    arguments.iter().take(8).fold(Origin::none(), |origin, argument| origin.and(&argument.origin))
}

impl Call<'_> {
    /// Unknown for the reason of that argument, set to nothing but not null, of that type.
    pub(crate) fn unknown_because(&self, argument: &Value, kind: Option<Type>) -> Value {
        let cause = argument.cause().cloned().unwrap_or_else(|| Cause::new(CauseKind::Function, self.name));
        let mut unknown = Unknown::because(cause);
        unknown.not_null = true;
        unknown.kind = kind;
        unknown.value()
    }

    /// An error of this call.
    pub(crate) fn error(&self, what: impl std::fmt::Display) -> Value {
        Value::error(format!("`{}`: {what}", self.name))
    }
}

#[cfg(test)]
mod tests;
