//! Type constraints: the expressions of `type = …` to [`Type`].
//!
//! Knows the type keywords only; defaults of `optional` come evaluated from the caller.

use crate::syntax::hcl::{Expr, ExprKind};
use crate::value::{ObjectAttribute, Type, Value};
use std::sync::Arc;

/// Deepest nesting of a type constraint; what lies deeper is `any`.
const MAX_NESTING: u16 = 64;

/// The type that an expression names; `None` where it names none. `literal` evaluates the defaults of `optional`.
pub(super) fn constraint(expr: &Expr, literal: &mut dyn FnMut(&Expr) -> Value) -> Option<Type> {
    nested(expr, literal, 0)
}

fn nested(expr: &Expr, literal: &mut dyn FnMut(&Expr) -> Value, depth: u16) -> Option<Type> {
    if depth > MAX_NESTING {
        return Some(Type::Any);
    }
    match &expr.kind {
        ExprKind::Variable(name) | ExprKind::String(name) => keyword(name),
        ExprKind::Parenthesis(inner) | ExprKind::Wrapped(inner) => nested(inner, literal, depth + 1),
        ExprKind::Call { name, arguments, .. } => {
            let argument = arguments.first()?;
            match &*name.text {
                "list" => Some(Type::List(Arc::new(nested(argument, literal, depth + 1)?))),
                "set" => Some(Type::Set(Arc::new(nested(argument, literal, depth + 1)?))),
                "map" => Some(Type::Map(Arc::new(nested(argument, literal, depth + 1)?))),
                "optional" => nested(argument, literal, depth + 1),
                "tuple" => match &argument.kind {
                    ExprKind::Tuple(items) => {
                        let kinds: Option<Vec<Type>> =
                            items.iter().map(|item| nested(item, literal, depth + 1)).collect();
                        Some(Type::Tuple(kinds?.into()))
                    }
                    _ => None,
                },
                "object" => object(argument, literal, depth),
                _ => None,
            }
        }
        _ => None,
    }
}

fn keyword(name: &str) -> Option<Type> {
    Some(match name {
        "string" => Type::String,
        "number" => Type::Number,
        "bool" => Type::Bool,
        "any" => Type::Any,
        "list" => Type::List(Arc::new(Type::Any)),
        "set" => Type::Set(Arc::new(Type::Any)),
        "map" => Type::Map(Arc::new(Type::Any)),
        _ => return None,
    })
}

fn object(argument: &Expr, literal: &mut dyn FnMut(&Expr) -> Value, depth: u16) -> Option<Type> {
    let ExprKind::Object(items) = &argument.kind else { return None };
    let mut attributes = Vec::with_capacity(items.len());
    for item in items.iter() {
        let (ExprKind::String(name) | ExprKind::Variable(name)) = &item.key.kind else { return None };
        let mut attribute = ObjectAttribute {
            name: Arc::clone(name),
            kind: nested(&item.value, literal, depth + 1)?,
            optional: false,
            default: None,
        };
        if let ExprKind::Call { name, arguments, .. } = &item.value.kind
            && &*name.text == "optional"
        {
            attribute.optional = true;
            attribute.default = arguments.get(1).map(&mut *literal);
        }
        attributes.push(attribute);
    }
    Some(Type::Object(attributes.into()))
}
