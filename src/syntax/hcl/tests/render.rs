//! Trees as s-expressions, and the spans in them.

use crate::source::Span;
use crate::syntax::hcl::{BinaryOperator, Body, Expr, ExprKind, ForExpr, Ident, TemplatePart, UnaryOperator};

pub fn body(body: &Body) -> String {
    let attributes =
        body.attributes.iter().map(|a| (a.span.start, format!("{}={}", a.name.text, expr(&a.expr))));
    let blocks = body.blocks.iter().map(|b| {
        let labels: String = b.labels.iter().map(|label| format!("'{}'", label.text)).collect();
        let broken = if b.broken { "!" } else { "" };
        (b.span.start, format!("{}{labels}{broken}{{{}}}", b.kind.text, self::body(&b.body)))
    });
    let mut items: Vec<(u32, String)> = attributes.chain(blocks).collect();
    items.sort();
    join(items.into_iter().map(|(_, text)| text))
}

pub fn expr(e: &Expr) -> String {
    match &e.kind {
        ExprKind::Null => "null".into(),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Number(text) | ExprKind::Variable(text) => text.to_string(),
        ExprKind::String(text) => format!("'{text}'"),
        ExprKind::Template(parts) => format!("(t {})", template(parts)),
        ExprKind::Wrapped(inner) => format!("(wrap {})", expr(inner)),
        ExprKind::Tuple(items) => format!("[{}]", join(items.iter().map(expr))),
        ExprKind::Object(items) => {
            let items = items.iter().map(|item| format!("{}={}", expr(&item.key), expr(&item.value)));
            format!("{{{}}}", join(items))
        }
        ExprKind::Attribute(source, name) => format!("(. {} {})", expr(source), name.text),
        ExprKind::Index(source, key) => format!("(at {} {})", expr(source), expr(key)),
        ExprKind::Splat { source, each, full } => {
            format!("(splat{} {} {})", if *full { "" } else { "." }, expr(source), expr(each))
        }
        ExprKind::SplatItem => "@".into(),
        ExprKind::Call { name, arguments, expand_last } => {
            let dots = if *expand_last { "..." } else { "" };
            let parts = std::iter::once(name.text.to_string()).chain(arguments.iter().map(expr));
            format!("(call {}{dots})", join(parts))
        }
        ExprKind::Unary(UnaryOperator::Not, inner) => format!("(! {})", expr(inner)),
        ExprKind::Unary(UnaryOperator::Negate, inner) => format!("(- {})", expr(inner)),
        ExprKind::Binary(operator, left, right) => {
            format!("({} {} {})", sign(*operator), expr(left), expr(right))
        }
        ExprKind::Conditional(condition, then, otherwise) => {
            format!("(? {} {} {})", expr(condition), expr(then), expr(otherwise))
        }
        ExprKind::For(inner) => for_expr(inner),
        ExprKind::Parenthesis(inner) => format!("(paren {})", expr(inner)),
        ExprKind::Unreadable => "?".into(),
    }
}

fn for_expr(inner: &ForExpr) -> String {
    let names = names(inner.key_name.as_ref(), &inner.value_name);
    let condition = inner.condition.as_ref().map(|condition| format!(" if {}", expr(condition)));
    let condition = condition.unwrap_or_default();
    let (source, value) = (expr(&inner.source), expr(&inner.value));
    let dots = if inner.grouping { "..." } else { "" };
    match &inner.key {
        Some(key) => format!("{{for {names} in {source} : {} => {value}{dots}{condition}}}", expr(key)),
        None => format!("[for {names} in {source} : {value}{condition}]"),
    }
}

fn names(key: Option<&Ident>, value: &Ident) -> String {
    join(key.into_iter().chain([value]).map(|name| name.text.to_string()))
}

fn template(parts: &[TemplatePart]) -> String {
    join(parts.iter().map(|part| match part {
        TemplatePart::Literal(text, _) => format!("'{text}'"),
        TemplatePart::Interpolation(inner) => expr(inner),
        TemplatePart::If { condition, then, otherwise, .. } => {
            format!("(if {} ({}) ({}))", expr(condition), template(then), template(otherwise))
        }
        TemplatePart::For { key_name, value_name, source, parts, .. } => {
            format!("(for {} {} ({}))", names(key_name.as_ref(), value_name), expr(source), template(parts))
        }
    }))
}

fn sign(operator: BinaryOperator) -> &'static str {
    use BinaryOperator as Op;
    match operator {
        Op::Or => "||",
        Op::And => "&&",
        Op::Equal => "==",
        Op::NotEqual => "!=",
        Op::Less => "<",
        Op::LessEqual => "<=",
        Op::Greater => ">",
        Op::GreaterEqual => ">=",
        Op::Add => "+",
        Op::Subtract => "-",
        Op::Multiply => "*",
        Op::Divide => "/",
        Op::Remainder => "%",
    }
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(" ")
}

/// The spans of an expression and of those in it, outer before inner.
pub fn spans(e: &Expr, into: &mut Vec<Span>) {
    into.push(e.span);
    match &e.kind {
        ExprKind::Unary(_, inner) | ExprKind::Attribute(inner, _) | ExprKind::Wrapped(inner) => {
            spans(inner, into);
        }
        ExprKind::Index(left, right) | ExprKind::Splat { source: left, each: right, .. } => {
            spans(left, into);
            spans(right, into);
        }
        ExprKind::Call { arguments, .. } => arguments.iter().for_each(|argument| spans(argument, into)),
        ExprKind::Template(parts) => {
            for part in parts.iter() {
                match part {
                    TemplatePart::Literal(_, span) => into.push(*span),
                    TemplatePart::Interpolation(inner) => spans(inner, into),
                    TemplatePart::If { .. } | TemplatePart::For { .. } => {}
                }
            }
        }
        _ => {}
    }
}
