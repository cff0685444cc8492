//! `Fn::Cidr`, for IPv4 blocks that are known.

use super::super::scope::Scope;
use super::super::stack::Stack;
use super::{made_of, unevaluated};
use crate::source::Span;
use crate::syntax::node::Node;
use crate::value::{Role, Type, Value};
use std::net::Ipv4Addr;
use std::sync::Arc;

/// `Fn::Cidr: [block, count, bits of each]`
pub(super) fn cidr(stack: &Stack<'_>, argument: &Node, span: Span, scope: &Scope) -> Value {
    let operands: Vec<Value> = argument.items().iter().map(|item| stack.string(item, scope)).collect();
    let kind = Type::List(Arc::new(Type::String));
    if let Some(unknown) = operands.iter().find(|operand| operand.as_str().is_none()) {
        return made_of(unknown, Some(kind)).through(Role::Literal, span);
    }
    let texts: Vec<&str> = operands.iter().filter_map(Value::as_str).collect();
    let blocks = match texts.as_slice() {
        [block, count] => blocks(block, count, "8"),
        [block, count, bits] => blocks(block, count, bits),
        _ => None,
    };
    match blocks {
        Some(blocks) => {
            Value::tuple(blocks.into_iter().map(Value::string).collect()).through(Role::Literal, span)
        }
        None => unevaluated("Cidr", span),
    }
}

fn blocks(block: &str, count: &str, bits: &str) -> Option<Vec<String>> {
    let (address, length) = block.split_once('/')?;
    let address = u32::from(address.parse::<Ipv4Addr>().ok()?);
    let length: u32 = length.parse().ok().filter(|length| *length <= 32)?;
    let count: u64 = count.parse().ok().filter(|count| (1..=256).contains(count))?;
    let bits: u32 = bits.parse().ok().filter(|bits| (1..=32 - length).contains(bits))?;
    let start = u64::from(address) & !((1_u64 << (32 - length)) - 1);
    let size = 1_u64 << bits;
    let fits = count * size <= 1_u64 << (32 - length);
    fits.then(|| {
        (0..count)
            .filter_map(|at| u32::try_from(start + at * size).ok())
            .map(|address| format!("{}/{}", Ipv4Addr::from(address), 32 - bits))
            .collect()
    })
}
