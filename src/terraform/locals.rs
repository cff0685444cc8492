//! Long chains of locals: what a local needs is evaluated before it where the evaluation is deep already, so that the
//! length of a chain is not the depth of the stack.

use super::scope::ModuleScope;
use crate::syntax::hcl::{Expr, ExprKind, TemplatePart};
use crate::value::{Data, Unknown, Value};
use foldhash::{HashSet, HashSetExt};
use std::sync::Arc;

/// From this depth on, needs are evaluated first.
const DEEP: u32 = 200;

/// Evaluates the locals that a local needs, the innermost first.
pub(super) fn prepare(scope: &ModuleScope<'_>, name: &Arc<str>) {
    let instance = &scope.instance;
    if scope.unit.budget.depth() < DEEP || instance.preparing.replace(true) {
        return;
    }
    let mut pending = vec![(Arc::clone(name), false)];
    let mut seen = HashSet::new();
    while let Some((name, is_prepared)) = pending.pop() {
        let Some(local) = instance.module.locals.get(&name) else { continue };
        if is_prepared {
            scope.local(&name, local.span);
        } else if !instance.locals.borrow().contains_key(&name) && seen.insert(Arc::clone(&name)) {
            pending.push((name, true));
            needs(&local.expr, &mut |needed| pending.push((Arc::clone(needed), false)));
        }
    }
    instance.preparing.set(false);
}

/// A local that is not known, by its name: it is evaluated once, so whoever reads it reads the same.
pub(super) fn named(value: Value, name: impl FnOnce() -> String) -> Value {
    let nameless = |unknown: &Unknown| {
        let is_attribute = unknown.reference.is_some() && !unknown.made_of;
        unknown.identity.is_none() && unknown.formula.is_none() && !is_attribute
    };
    let by_call = |unknown: &Unknown| {
        unknown.called.is_none() && unknown.identity.as_ref().is_some_and(|name| name.contains('('))
    };
    match &value.data {
        Data::Unknown(unknown) if !value.is_error() && nameless(unknown) => {
            let named = Unknown::clone(unknown).named(name()).value();
            Value { data: named.data, ..value }
        }
        // what a function makes is the same wherever it is called, and has a shorter word here
        Data::Unknown(unknown) if by_call(unknown) => {
            let called = Some(name().into());
            let named = Unknown { called, ..Unknown::clone(unknown) }.value();
            Value { data: named.data, ..value }
        }
        _ => value,
    }
}

/// Calls `f` with the names of the locals in an expression; it nests as deep as the parser allows.
fn needs(expr: &Expr, f: &mut dyn FnMut(&Arc<str>)) {
    match &expr.kind {
        ExprKind::Attribute(source, name) => match &source.kind {
            ExprKind::Variable(root) if &**root == "local" => f(&name.text),
            _ => needs(source, f),
        },
        ExprKind::Template(parts) => in_template(parts, f),
        ExprKind::Tuple(items) => items.iter().for_each(|item| needs(item, f)),
        ExprKind::Call { arguments, .. } => arguments.iter().for_each(|argument| needs(argument, f)),
        ExprKind::Object(items) => items.iter().for_each(|item| {
            needs(&item.key, f);
            needs(&item.value, f);
        }),
        ExprKind::Wrapped(inner) | ExprKind::Parenthesis(inner) | ExprKind::Unary(_, inner) => {
            needs(inner, f);
        }
        ExprKind::Index(first, second)
        | ExprKind::Binary(_, first, second)
        | ExprKind::Splat { source: first, each: second, .. } => {
            needs(first, f);
            needs(second, f);
        }
        ExprKind::Conditional(condition, then, otherwise) => {
            [condition, then, otherwise].into_iter().for_each(|part| needs(part, f));
        }
        ExprKind::For(details) => {
            let parts = [Some(&details.source), details.key.as_ref(), Some(&details.value)];
            parts.into_iter().chain([details.condition.as_ref()]).flatten().for_each(|part| needs(part, f));
        }
        _ => {}
    }
}

fn in_template(parts: &[TemplatePart], f: &mut dyn FnMut(&Arc<str>)) {
    for part in parts {
        match part {
            TemplatePart::Literal(..) => {}
            TemplatePart::Interpolation(expr) => needs(expr, f),
            TemplatePart::If { condition, then, otherwise, .. } => {
                needs(condition, f);
                in_template(then, f);
                in_template(otherwise, f);
            }
            TemplatePart::For { source, parts, .. } => {
                needs(source, f);
                in_template(parts, f);
            }
        }
    }
}
