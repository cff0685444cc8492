//! `Fn::Sub`, `Fn::Join`, `Fn::Split`, `Fn::Base64`.

use super::super::combine::concatenate;
use super::super::references;
use super::super::scope::Scope;
use super::super::stack::{Stack, as_string, over_steps};
use super::{as_items, made_of};
use crate::source::Span;
use crate::syntax::node::Node;
use crate::value::{CauseKind, Data, Role, TextPart, Type, Value};
use std::sync::Arc;

/// `Fn::Sub: text` or `[text, variables]`.
pub(super) fn substitute(stack: &Stack<'_>, argument: &Node, span: Span, scope: &Scope) -> Value {
    let (text, variables) = match argument.items() {
        [] => (argument, None),
        [text] => (text, None),
        [text, variables] => (text, Some(variables)),
        _ => return stack.error(span, "`Fn::Sub` takes a text and a mapping".to_owned(), None),
    };
    let Some(text) = text.text() else {
        return match argument.kind() {
            crate::syntax::node::NodeKind::Unreadable => stack.value(argument, scope),
            _ => stack.error(span, "`Fn::Sub` takes a text that is written there".to_owned(), None),
        };
    };
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = memchr::memmem::find(rest.as_bytes(), b"${") {
        let Some(length) = memchr::memchr(b'}', &rest.as_bytes()[at..]) else { break };
        push_literal(&rest[..at], scope, &mut parts);
        let name = &rest[at + 2..at + length];
        rest = &rest[at + length + 1..];
        match name.strip_prefix('!') {
            Some(literal) => parts.push(Value::string(format!("${{{literal}}}"))),
            None => parts.push(substituted(stack, name.trim(), variables, span, scope)),
        }
    }
    push_literal(rest, scope, &mut parts);
    concatenate(parts).through(Role::Literal, span)
}

fn push_literal(text: &str, scope: &Scope, parts: &mut Vec<Value>) {
    if scope.concerns(text) {
        parts.extend(scope.pieces(text));
    } else if !text.is_empty() {
        parts.push(Value::string(text));
    }
}

fn substituted(stack: &Stack<'_>, name: &str, variables: Option<&Node>, span: Span, scope: &Scope) -> Value {
    let written = variables.and_then(|variables| variables.get(name));
    let value = match (written, name.split_once('.')) {
        (Some(node), _) => stack.string(node, scope),
        (None, Some((logical_id, attribute))) if !name.starts_with("AWS::") => {
            references::attribute_of(stack, logical_id, attribute, span)
        }
        _ => match scope.get(name) {
            Some(value) => value.clone(),
            None => references::named(stack, name, span),
        },
    };
    if let Data::List(_) = value.data {
        return stack.error(span, format!("`${{{name}}}` is a list and has no text"), None);
    }
    as_string(&value)
}

/// `Fn::Join: [delimiter, list]`
pub(super) fn join(stack: &Stack<'_>, argument: &Node, span: Span, scope: &Scope) -> Value {
    let [delimiter, list] = argument.items() else {
        return stack.error(span, "`Fn::Join` takes a delimiter and a list".to_owned(), None);
    };
    let delimiter = stack.string(delimiter, scope);
    let list = string_list(stack, list, scope);
    let joined = Value::combined(vec![list], Value::is_branching, &mut |lists| {
        let list = lists.into_iter().next().unwrap_or_else(Value::null);
        let items = match as_items(&list) {
            Ok(items) => items,
            Err(unknown) if unknown.cause().is_some() => return made_of(&unknown, Some(Type::String)),
            Err(_) => return stack.error(span, "`Fn::Join` takes a list of strings".to_owned(), None),
        };
        let mut parts = Vec::with_capacity(items.len() * 2);
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                parts.push(delimiter.clone());
            }
            parts.push(as_string(item));
        }
        concatenate(parts).marked(list.sensitive)
    });
    joined.through(Role::Literal, span)
}

/// A list whose numbers keep the text they are written with.
fn string_list(stack: &Stack<'_>, node: &Node, scope: &Scope) -> Value {
    let plain = node.tag.is_none() && !node.items().is_empty() && node.is_whole();
    if !plain {
        return stack.value(node, scope);
    }
    let item = |item: &Node| match item.scalar() {
        Some(crate::syntax::node::Scalar::Number(_)) => stack.string(item, scope),
        _ => stack.value(item, scope),
    };
    super::super::combine::list(node.items().iter().map(item).collect())
}

/// `Fn::Split: [delimiter, text]`
pub(super) fn split(stack: &Stack<'_>, argument: &Node, span: Span, scope: &Scope) -> Value {
    let [delimiter, text] = argument.items() else {
        return stack.error(span, "`Fn::Split` takes a delimiter and a text".to_owned(), None);
    };
    let operands = vec![stack.string(delimiter, scope), stack.string(text, scope)];
    let list_kind = Type::List(Arc::new(Type::String));
    // a piece is a value of its own, be it empty
    if !operands.iter().all(|operand| stack.journal().spend(4 * (operand.weight() - 1))) {
        return over_steps(span);
    }
    let parts = Value::combined(operands, Value::is_branching, &mut |operands| match operands.as_slice() {
        [delimiter, text] => match (delimiter.as_str().filter(|it| !it.is_empty()), &text.data) {
            (Some(delimiter), Data::String(known)) => {
                let item = |item: &str| Value::string(item).at(text.origin.clone()).marked(text.sensitive);
                Value::tuple(known.split(delimiter).map(item).collect())
            }
            (Some(delimiter), Data::Text(parts)) => {
                let pieces = split_parts(delimiter, &parts.parts);
                pieces.unwrap_or_else(|| made_of(text, Some(list_kind.clone()))).marked(text.sensitive)
            }
            _ if text.is_error() => text.clone(),
            _ => made_of(text, Some(list_kind.clone())),
        },
        _ => Value::null(),
    });
    parts.through(Role::Literal, span)
}

/// The pieces of a text with unknown parts, where no unknown part can hold the delimiter.
fn split_parts(delimiter: &str, parts: &[TextPart]) -> Option<Value> {
    let mut pieces: Vec<Vec<Value>> = vec![Vec::new()];
    for part in parts {
        match part {
            TextPart::Literal(text) => {
                for (at, piece) in text.split(delimiter).enumerate() {
                    if at > 0 {
                        pieces.push(Vec::new());
                    }
                    pieces.last_mut()?.push(Value::string(piece));
                }
            }
            TextPart::Unknown(value) => {
                // these are letters, digits and hyphens
                let simple = value.cause().is_some_and(|cause| {
                    let subjects = ["region", "account", "stack name", "stack id"];
                    cause.kind == CauseKind::Surroundings && subjects.contains(&&*cause.subject)
                });
                let apart = delimiter.chars().any(|c| !c.is_ascii_alphanumeric() && c != '-');
                if !(simple && apart) {
                    return None;
                }
                pieces.last_mut()?.push(value.clone());
            }
        }
    }
    Some(Value::tuple(pieces.iter().map(|piece| Value::concatenation(piece)).collect()))
}

/// `Fn::Base64: text`
pub(super) fn base64(stack: &Stack<'_>, argument: &Node, span: Span, scope: &Scope) -> Value {
    let text = stack.string(argument, scope);
    let encoded = Value::combined(vec![text], Value::is_branching, &mut |texts| {
        let text = texts.into_iter().next().unwrap_or_else(Value::null);
        match text.as_str() {
            Some(known) => {
                Value::string(encode(known.as_bytes())).marked(text.sensitive).at(text.origin.clone())
            }
            None if text.is_error() => text,
            None => made_of(&text, Some(Type::String)),
        }
    });
    encoded.through(Role::Literal, span)
}

fn encode(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let index = (bits >> (18 - 6 * digit)) & 63;
            let padded = digit > chunk.len() as u32;
            encoded.push(if padded { '=' } else { char::from(ALPHABET[index as usize]) });
        }
    }
    encoded
}
