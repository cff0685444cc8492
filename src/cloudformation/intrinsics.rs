//! Intrinsic functions: which does what.

mod cidr;
mod json;
mod lists;
mod strings;

use super::conditions::Truth;
use super::form::{self, Form};
use super::scope::Scope;
use super::stack::Stack;
use super::{mappings, references, transforms};
use crate::source::Span;
use crate::syntax::node::Node;
use crate::value::{Cause, CauseKind, Data, HIDDEN, Origin, Role, Type, Unknown, Value};
use std::sync::Arc;

/// What the call of an intrinsic gives. `span` is the whole call.
pub(super) fn call(stack: &Stack<'_>, name: &str, argument: &Node, span: Span, scope: &Scope) -> Value {
    match name {
        "Ref" => references::reference(stack, argument, span, scope),
        "GetAtt" => references::attribute(stack, argument, span, scope),
        "Sub" => strings::substitute(stack, argument, span, scope),
        "Join" => strings::join(stack, argument, span, scope),
        "Split" => strings::split(stack, argument, span, scope),
        "Base64" => strings::base64(stack, argument, span, scope),
        "Select" => lists::select(stack, argument, span, scope),
        "Length" => lists::length(stack, argument, span, scope),
        "GetAZs" => surroundings_list("availability zones", span),
        "Cidr" => cidr::cidr(stack, argument, span, scope),
        "ToJsonString" => json::to_json_string(stack, argument, span, scope),
        "FindInMap" => mappings::find(stack, argument, span, scope),
        "If" => choose(stack, argument, span, scope),
        "And" | "Or" | "Not" | "Equals" | "Condition" | "Contains" | "EachMemberIn" | "EachMemberEquals" => {
            condition(stack, name, argument, span, scope)
        }
        "ImportValue" => import(stack, argument, span, scope),
        "Transform" => transform(stack, argument, span, scope),
        "GetStackOutput" => {
            let cause = Cause::new(CauseKind::Elsewhere, "Fn::GetStackOutput");
            Unknown::because(cause).set().value().at(Origin::of(Role::Literal, span))
        }
        _ => unevaluated(name, span),
    }
}

/// A function whose result is not worked out.
pub(super) fn unevaluated(name: &str, span: Span) -> Value {
    let cause = Cause::new(CauseKind::Function, format!("Fn::{name}"));
    Value::unknown(cause).at(Origin::of(Role::Literal, span))
}

fn surroundings_list(what: &str, span: Span) -> Value {
    let unknown = Unknown::because(Cause::new(CauseKind::Surroundings, what)).set();
    unknown.of_type(Type::List(Arc::new(Type::String))).value().at(Origin::of(Role::Literal, span))
}

/// `Fn::If: [condition, then, otherwise]`
fn choose(stack: &Stack<'_>, argument: &Node, span: Span, scope: &Scope) -> Value {
    let [condition, then, otherwise] = argument.items() else {
        return stack.error(span, "`Fn::If` takes a condition and two values".to_owned(), None);
    };
    let truth = match (form::of(condition), condition.text()) {
        (Form::Plain, Some(name)) => stack.condition(&scope.name(&name.into()), condition.span),
        _ => stack.truth(condition, scope),
    };
    let value = match truth {
        Truth::Where(formula, _) => match formula {
            crate::value::Formula::Constant(true) => stack.value(then, scope),
            crate::value::Formula::Constant(false) => stack.value(otherwise, scope),
            open => {
                let (then, otherwise) = (stack.value(then, scope), stack.value(otherwise, scope));
                Value::branches(&open, then, otherwise)
            }
        },
        Truth::Unknown(cause) => {
            let (then, otherwise) = (stack.value(then, scope), stack.value(otherwise, scope));
            if then.equals(&otherwise) == Some(true) {
                then
            } else {
                let mut unknown = Unknown::because(cause);
                unknown.not_null = then.null_test() == Some(false) && otherwise.null_test() == Some(false);
                unknown.not_empty = then.empty_test() == Some(false) && otherwise.empty_test() == Some(false);
                unknown.value().marked(then.sensitive || otherwise.sensitive)
            }
        }
    };
    value.through(Role::Condition, span)
}

/// A condition function where a value is wanted.
fn condition(stack: &Stack<'_>, name: &str, argument: &Node, span: Span, scope: &Scope) -> Value {
    let key = if name == "Condition" { "Condition".to_owned() } else { format!("Fn::{name}") };
    let entry = crate::syntax::node::Entry {
        key: key.into(),
        key_span: span,
        value: argument.clone(),
        duplicate: false,
    };
    let kind = crate::syntax::node::NodeKind::Mapping(Arc::from([entry]));
    let node = Node::new(kind, span);
    stack.truth(&node, scope).value().at(Origin::of(Role::Condition, span))
}

/// `Fn::ImportValue`: set, for an export is never empty.
fn import(stack: &Stack<'_>, argument: &Node, span: Span, scope: &Scope) -> Value {
    let name = stack.string(argument, scope);
    Value::combined(vec![name], Value::is_branching, &mut |names| {
        let name = names.into_iter().next().unwrap_or_else(Value::null);
        let name_is_secret = name.sensitive;
        let words = match name.as_str() {
            Some(name) => {
                if let Some(known) = stack.around.inputs.exports.get(name) {
                    let name = if name_is_secret { HIDDEN } else { name };
                    return known.clone().through(Role::Reference(name.into()), span);
                }
                if name_is_secret { HIDDEN.to_owned() } else { name.to_owned() }
            }
            None => super::conditions::canonical(&name)
                .unwrap_or_else(|| stack.around.loader.sources().shown(argument.span)),
        };
        let identity = super::conditions::canonical(&name).or(name.as_str().map(str::to_owned));
        let mut unknown = Unknown::because(Cause::new(CauseKind::Import, words)).set();
        unknown.identity = identity.map(|name| format!("import:{name}").into());
        unknown.value().at(Origin::of(Role::Literal, span))
    })
}

/// `Fn::Transform` in the place of a value.
fn transform(stack: &Stack<'_>, argument: &Node, span: Span, scope: &Scope) -> Value {
    match transforms::included(stack, argument, scope) {
        Ok(included) => stack.value(&included, scope),
        Err(cause) => Value::unknown(cause).at(Origin::of(Role::Literal, span)),
    }
}

/// A list's items, the list itself where it has none to show.
pub(super) fn as_items(value: &Value) -> Result<Vec<Value>, Value> {
    match &value.data {
        Data::List(list) => Ok(list.items.clone()),
        _ => Err(value.clone()),
    }
}

/// Something made of what is not known: the cause stays, the rest does not.
pub(super) fn made_of(value: &Value, kind: Option<Type>) -> Value {
    let cause = value.cause().cloned().unwrap_or_else(|| Cause::bound("evaluation"));
    let mut unknown = Unknown::because(cause);
    unknown.not_null = true;
    unknown.kind = kind;
    unknown.value().at(value.origin.clone()).marked(value.sensitive)
}
