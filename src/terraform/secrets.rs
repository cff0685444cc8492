//! Secrets that are written in a configuration: places that no output shows, whatever is shown around them.
//!
//! What is sensitive is said by declarations and by `sensitive(…)`. Values carry their mark by themselves; this is about
//! the text that they are written as.

use super::module::Module;
use crate::source::{Source, SourceMap, Span};
use crate::syntax::hcl::{Block, Body, Expr, ExprKind, TemplatePart};

/// Whether the author of a variable or an output does not want its value shown. What is ephemeral is in no plan and no
/// state. <https://developer.hashicorp.com/terraform/language/manage-sensitive-data>
pub(super) fn is_secret(block: &Block) -> bool {
    let flag = |name: &str| {
        block.body.attribute(name).is_some_and(|flag| matches!(flag.expr.kind, ExprKind::Bool(true)))
    };
    flag("sensitive") || flag("ephemeral")
}

/// Hides the defaults of a module's variables and the values of its outputs that are secret.
pub(super) fn hide_declared(sources: &SourceMap, module: &Module) {
    let declared = module.variables.values().chain(module.outputs.values());
    for declared in declared.filter(|declared| is_secret(&declared.block)) {
        for name in ["default", "value"] {
            if let Some(attribute) = declared.block.body.attribute(name) {
                hide_literals(sources, &attribute.expr);
            }
        }
    }
}

/// Hides what is written in calls of `sensitive`.
pub(super) fn hide_calls(sources: &SourceMap, source: &Source, body: &Body) {
    if source.text.contains("sensitive(") {
        calls_in(sources, body);
    }
}

fn calls_in(sources: &SourceMap, body: &Body) {
    for attribute in &body.attributes {
        each(&attribute.expr, &mut |expr| {
            if let ExprKind::Call { name, arguments, .. } = &expr.kind
                && &*name.text == "sensitive"
            {
                arguments.iter().for_each(|argument| hide_literals(sources, argument));
            }
        });
    }
    body.blocks.iter().for_each(|block| calls_in(sources, &block.body));
}

/// Hides the literals in an expression that gives a secret its value.
pub(super) fn hide_literals(sources: &SourceMap, expr: &Expr) {
    each(expr, &mut |expr| match &expr.kind {
        ExprKind::String(_) | ExprKind::Number(_) => sources.hide(expr.span),
        ExprKind::Template(parts) => texts(parts, &mut |span| sources.hide(span)),
        _ => {}
    });
}

/// Hides the lines of a file that does not parse which name a secret variable.
pub(super) fn hide_lines(sources: &SourceMap, source: &Source, module: &Module) {
    let secret = module.variables.iter().filter(|(_, declared)| is_secret(&declared.block));
    for (name, _) in secret {
        let mut at = 0;
        for line in source.text.split_inclusive('\n') {
            if line.contains(&**name) {
                sources.hide(Span::new(source.id, at, at + line.len()));
            }
            at += line.len();
        }
    }
}

fn texts(parts: &[TemplatePart], f: &mut dyn FnMut(Span)) {
    for part in parts {
        match part {
            TemplatePart::Literal(_, span) => f(*span),
            TemplatePart::Interpolation(_) => {}
            TemplatePart::If { then, otherwise, .. } => {
                texts(then, f);
                texts(otherwise, f);
            }
            TemplatePart::For { parts, .. } => texts(parts, f),
        }
    }
}

/// The expression and those in it. The parser bounds how deep they lie.
fn each(expr: &Expr, f: &mut dyn FnMut(&Expr)) {
    f(expr);
    match &expr.kind {
        ExprKind::Wrapped(inner)
        | ExprKind::Parenthesis(inner)
        | ExprKind::Attribute(inner, _)
        | ExprKind::Unary(_, inner)
        | ExprKind::Splat { source: inner, .. } => each(inner, f),
        ExprKind::Tuple(items) | ExprKind::Call { arguments: items, .. } => {
            items.iter().for_each(|item| each(item, f));
        }
        ExprKind::Object(items) => items.iter().for_each(|item| {
            each(&item.key, f);
            each(&item.value, f);
        }),
        ExprKind::Index(a, b) | ExprKind::Binary(_, a, b) => {
            each(a, f);
            each(b, f);
        }
        ExprKind::Conditional(a, b, c) => [a, b, c].into_iter().for_each(|part| each(part, f)),
        ExprKind::For(details) => {
            each(&details.source, f);
            details.key.iter().chain(&details.condition).for_each(|part| each(part, f));
            each(&details.value, f);
        }
        ExprKind::Template(parts) => {
            for part in parts.iter() {
                if let TemplatePart::Interpolation(inner) = part {
                    each(inner, f);
                }
            }
        }
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Number(_)
        | ExprKind::String(_)
        | ExprKind::Variable(_)
        | ExprKind::SplatItem
        | ExprKind::Unreadable => {}
    }
}
