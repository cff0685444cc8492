//! The functions of Terraform's built-in provider. They write and read variables files and are rare: what they give
//! is not worked out, only that it is set. Functions of other providers are not known at all.

use super::{Arity, Call, Function, OnUnknown};
use crate::value::{Cause, CauseKind, Type, Unknown, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function { run: |call| call.not_evaluated(None), ..row("provider::terraform::decode_tfvars") },
    row("provider::terraform::encode_tfvars"),
    row("provider::terraform::encode_expr"),
];

const fn row(name: &'static str) -> Function {
    Function {
        name,
        arity: Arity::exactly(1),
        unknown: OnUnknown::Own,
        result: || Some(Type::String),
        run: encoded,
    }
}

fn encoded(call: &Call<'_>) -> Value {
    let mut unknown = Unknown::because(Cause::new(CauseKind::Function, call.name)).of_type(Type::String);
    unknown.not_null = true;
    // an empty object makes an empty variables file; an expression always has text
    unknown.not_empty = call.name.ends_with("encode_expr");
    unknown.value()
}
