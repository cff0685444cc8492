//! `Fn::Select`, `Fn::Length`.

use super::super::scope::Scope;
use super::super::stack::Stack;
use super::made_of;
use crate::source::Span;
use crate::syntax::node::Node;
use crate::value::{Data, Role, Type, Value};

/// `Fn::Select: [index, list]`
pub(super) fn select(stack: &Stack<'_>, argument: &Node, span: Span, scope: &Scope) -> Value {
    let [index, list] = argument.items() else {
        return stack.error(span, "`Fn::Select` takes an index and a list".to_owned(), None);
    };
    let operands = vec![stack.string(index, scope), stack.value(list, scope)];
    let selected =
        Value::combined(operands, Value::is_branching, &mut |operands| match operands.as_slice() {
            [index, list] => selected(stack, index, list, span),
            _ => Value::null(),
        });
    selected.through(Role::Literal, span)
}

fn selected(stack: &Stack<'_>, index: &Value, list: &Value, span: Span) -> Value {
    let Data::List(items) = &list.data else {
        return match list.cause() {
            Some(_) if list.is_error() => list.clone(),
            Some(_) => made_of(list, None),
            None => stack.error(span, "`Fn::Select` takes a list".to_owned(), None),
        };
    };
    let items = &items.items;
    match index.as_str().map(|text| text.trim().parse::<usize>()) {
        Some(Ok(index)) => match items.get(index) {
            Some(item) => item.clone().marked(list.sensitive),
            None => {
                let message = format!("index {index} is outside the list of {} values", items.len());
                stack.error(span, message, None)
            }
        },
        Some(Err(_)) => stack.error(span, "the index of `Fn::Select` is no whole number".to_owned(), None),
        None => match items.split_first() {
            Some((first, rest)) if rest.iter().all(|item| first.equals(item) == Some(true)) => {
                first.clone().marked(list.sensitive)
            }
            _ => made_of(index, None),
        },
    }
}

/// `Fn::Length: list`
pub(super) fn length(stack: &Stack<'_>, argument: &Node, span: Span, scope: &Scope) -> Value {
    let list = stack.value(argument, scope);
    let length = Value::combined(vec![list], Value::is_branching, &mut |lists| match lists.first() {
        Some(list) => match &list.data {
            Data::List(list) => Value::number(list.items.len()),
            _ if list.is_error() => list.clone(),
            _ if list.cause().is_some() => made_of(list, Some(Type::Number)),
            _ => stack.error(span, "`Fn::Length` takes a list".to_owned(), None),
        },
        None => Value::null(),
    });
    length.through(Role::Literal, span)
}
