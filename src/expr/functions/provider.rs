//! The functions of Terraform's built-in provider, which write and read variables files. Functions of other
//! providers are not known at all.

mod notation;

use super::arguments::{Outcome, settled};
use super::{Arity, Call, Function, OnUnknown};
use crate::expr::{Budget, Evaluator, PathStep, Resolved, Scope};
use crate::source::{SourceMap, Span};
use crate::syntax::hcl::{ExprKind, parse_body};
use crate::value::{Cause, CauseKind, Handle, Origin, Type, Unknown, Value};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        result: || None,
        run: |call| settled(decode_variables(call)),
        ..row("provider::terraform::decode_tfvars")
    },
    Function { run: |call| settled(encode_variables(call)), ..row("provider::terraform::encode_tfvars") },
    Function { run: |call| settled(encode_expression(call)), ..row("provider::terraform::encode_expr") },
];

const fn row(name: &'static str) -> Function {
    Function {
        name,
        arity: Arity::exactly(1),
        unknown: OnUnknown::Own,
        result: || Some(Type::String),
        run: |call| call.not_evaluated(None),
    }
}

/// `decode_tfvars(text)`: the variables that a variables file of that text sets.
fn decode_variables(call: &Call<'_>) -> Outcome {
    let text = call.string(0)?;
    if !call.scope.budget().spend(text.len() as u64 / 16) {
        return Err(super::over_steps());
    }
    let source = SourceMap::new().add(Path::new("variables"), text);
    let (body, problems) = parse_body(&source);
    if let Some(problem) = problems.first() {
        return Err(call.error(format!("the text does not parse: {}", problem.message)));
    }
    if let Some(block) = body.blocks.first() {
        return Err(call.error(format!("`{}` is a block, not a variable", block.kind.text)));
    }
    let scope = NoNames { outer: call.scope };
    let mut entries = BTreeMap::new();
    for attribute in &body.attributes {
        if matches!(attribute.expr.kind, ExprKind::Call { .. }) {
            return Err(call.error("functions cannot be called in a variables file"));
        }
        let value = Evaluator::new(&scope).evaluate(&attribute.expr);
        if value.is_error() {
            return Err(value.at(Origin::none()));
        }
        // places in the text are places in no file
        entries.insert(Arc::clone(&attribute.name.text), without_places(&value));
    }
    Ok(Value::object(entries))
}

fn without_places(value: &Value) -> Value {
    let bare = match (value.as_list(), value.as_object()) {
        (Some(items), _) => Value::tuple(items.iter().map(without_places).collect()),
        (_, Some(object)) => Value::object(
            object
                .entries
                .iter()
                .map(|(key, value)| (Arc::clone(key), without_places(value)))
                .collect::<Vec<_>>(),
        ),
        _ => value.clone(),
    };
    bare.at(Origin::none())
}

/// `encode_tfvars(object)`
fn encode_variables(call: &Call<'_>) -> Outcome {
    let value = call.present(0)?;
    if value.as_unknown().is_none() && value.as_object().is_none() {
        return Err(call.error("the argument must be an object"));
    }
    if !value.is_wholly_known() {
        return Err(text_because(call, false));
    }
    let object = call.entries(0)?;
    if let Some(name) = object.entries.keys().find(|name| !notation::is_name(name)) {
        return Err(call.error(format!("`{name}` is no name of a variable")));
    }
    Ok(Value::string(notation::file(object)))
}

/// `encode_expr(value)`
fn encode_expression(call: &Call<'_>) -> Outcome {
    let value = call.present(0)?;
    if !value.is_wholly_known() {
        return Err(text_because(call, true));
    }
    Ok(Value::string(notation::expression(value)))
}

/// An empty object makes an empty variables file; an expression always has text.
fn text_because(call: &Call<'_>, not_empty: bool) -> Value {
    let cause = call.arguments.first().and_then(Value::cause).cloned();
    let cause = cause.unwrap_or_else(|| Cause::new(CauseKind::Function, call.name));
    let mut unknown = Unknown::because(cause).of_type(Type::String);
    unknown.not_null = true;
    unknown.not_empty = not_empty;
    unknown.value()
}

/// A variables file: nothing has a name there.
struct NoNames<'a> {
    outer: &'a dyn Scope,
}

impl Scope for NoNames<'_> {
    fn resolve(&self, root: &str, _: &[PathStep<'_>], _: Span, _: &mut Evaluator<'_>) -> Option<Resolved> {
        let value = Value::error(format!("`{root}` cannot be referred to in a variables file"));
        Some(Resolved { value, consumed: 0 })
    }

    fn attribute(&self, _: Handle, name: &str, _: Span) -> Value {
        Value::error(format!("`{name}` cannot be referred to in a variables file"))
    }

    fn expand(&self, _: Handle) -> Value {
        Value::null()
    }

    fn call(&self, name: &str, _: &[Value], _: Span) -> Option<Value> {
        Some(Value::error(format!("`{name}` cannot be called in a variables file")))
    }

    fn instance(&self) -> &str {
        self.outer.instance()
    }

    fn text(&self, _: Span) -> String {
        String::new()
    }

    fn budget(&self) -> &Budget {
        self.outer.budget()
    }
}
