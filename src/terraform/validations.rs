//! What a variable's `validation` blocks say of a value that is not given: finitely many values, or how it begins and
//! ends.
//!
//! Only conditions whose form is known are read; the others say nothing.

use crate::syntax::hcl::{BinaryOperator, Body, Expr, ExprKind, UnaryOperator};
use crate::value::{Letters, Unknown};
use std::sync::Arc;

/// The constants that the conditions leave for a variable, where they are finitely many.
pub(super) fn domain(variable: &Body, name: &str) -> Option<Vec<Expr>> {
    let mut domain = conditions(variable).find_map(|condition| domain_of(condition, name))?;
    domain.retain(|constant| conditions(variable).all(|condition| !rules_out(condition, name, constant)));
    Some(domain)
}

/// Whether a condition refuses a constant, as far as its form says.
fn rules_out(condition: &Expr, variable: &str, constant: &Expr) -> bool {
    match &condition.kind {
        ExprKind::Parenthesis(inner) | ExprKind::Wrapped(inner) => rules_out(inner, variable, constant),
        ExprKind::Binary(BinaryOperator::And, left, right) => {
            rules_out(left, variable, constant) || rules_out(right, variable, constant)
        }
        ExprKind::Binary(BinaryOperator::NotEqual, left, right) => {
            (is_variable(left, variable) && same_text(right, constant))
                || (is_variable(right, variable) && same_text(left, constant))
        }
        ExprKind::Unary(UnaryOperator::Not, inner) => domain_of(inner, variable)
            .is_some_and(|refused| is_exact(inner) && refused.iter().any(|it| same_text(it, constant))),
        _ => domain_of(condition, variable).is_some_and(|left| {
            let text = |it: &Expr| matches!(it.kind, ExprKind::String(_));
            text(constant) && left.iter().all(text) && !left.iter().any(|it| same_text(it, constant))
        }),
    }
}

/// Whether a condition holds for all of its domain: not where only one side of an `&&` was read.
fn is_exact(condition: &Expr) -> bool {
    match &condition.kind {
        ExprKind::Parenthesis(inner) | ExprKind::Wrapped(inner) => is_exact(inner),
        ExprKind::Binary(BinaryOperator::Or, left, right) => is_exact(left) && is_exact(right),
        ExprKind::Binary(BinaryOperator::Equal, ..) => true,
        ExprKind::Call { name, .. } => &*name.text == "contains",
        _ => false,
    }
}

fn same_text(a: &Expr, b: &Expr) -> bool {
    matches!((&a.kind, &b.kind), (ExprKind::String(a), ExprKind::String(b)) if a == b)
}

/// What the conditions say of the variable's text.
pub(super) fn narrowed(variable: &Body, name: &str, mut unknown: Unknown) -> Unknown {
    for condition in conditions(variable) {
        narrow(condition, name, &mut unknown);
    }
    unknown
}

fn conditions(variable: &Body) -> impl Iterator<Item = &Expr> {
    variable
        .blocks_of("validation")
        .filter_map(|validation| validation.body.attribute("condition"))
        .map(|condition| &condition.expr)
}

/// `contains([…], var.x)`, `var.x == "a" || var.x == "b"`, `can(regex("^(a|b)$", var.x))`,
/// `var.x == null ? true : …`.
fn domain_of(condition: &Expr, variable: &str) -> Option<Vec<Expr>> {
    match &condition.kind {
        ExprKind::Parenthesis(inner) | ExprKind::Wrapped(inner) => domain_of(inner, variable),
        ExprKind::Call { name, arguments, .. } => match (&*name.text, &**arguments) {
            ("contains", [list, needle]) if is_variable(needle, variable) => constants(list),
            ("can", [call]) => alternatives(pattern_of(call, "regex", variable)?, condition),
            ("anytrue", [list]) => any_of(list, variable),
            _ => None,
        },
        ExprKind::Binary(BinaryOperator::Or, left, right) => {
            let mut all = domain_of(left, variable)?;
            all.extend(domain_of(right, variable)?);
            Some(all)
        }
        // each side narrows; either is a bound
        ExprKind::Binary(BinaryOperator::And, left, right) => {
            domain_of(left, variable).or_else(|| domain_of(right, variable))
        }
        ExprKind::Binary(BinaryOperator::Equal, left, right) => {
            let constant = match (is_variable(left, variable), is_variable(right, variable)) {
                (true, false) => right,
                (false, true) => left,
                _ => return None,
            };
            is_constant(constant).then(|| vec![(**constant).clone()])
        }
        ExprKind::Binary(..) => alternatives(counted_pattern(condition, variable)?, condition),
        ExprKind::Conditional(when, then, otherwise) if matches!(then.kind, ExprKind::Bool(true)) => {
            let mut all = domain_of(when, variable)?;
            all.extend(domain_of(otherwise, variable)?);
            Some(all)
        }
        _ => None,
    }
}

fn any_of(list: &Expr, variable: &str) -> Option<Vec<Expr>> {
    let ExprKind::Tuple(items) = &list.kind else { return None };
    let all: Option<Vec<Vec<Expr>>> = items.iter().map(|item| domain_of(item, variable)).collect();
    Some(all?.into_iter().flatten().collect())
}

fn constants(list: &Expr) -> Option<Vec<Expr>> {
    match &list.kind {
        ExprKind::Tuple(items) => items.iter().all(is_constant).then(|| items.to_vec()),
        ExprKind::Parenthesis(inner) => constants(inner),
        ExprKind::Call { name, arguments, .. } if matches!(&*name.text, "toset" | "tolist") => {
            constants(arguments.first()?)
        }
        _ => None,
    }
}

/// The pattern of `regex("…", var.x)`.
fn pattern_of<'e>(call: &'e Expr, function: &str, variable: &str) -> Option<&'e str> {
    let ExprKind::Call { name, arguments, .. } = &call.kind else { return None };
    let [pattern, text] = &**arguments else { return None };
    let ExprKind::String(pattern) = &pattern.kind else { return None };
    (&*name.text == function && is_variable(text, variable)).then_some(pattern)
}

/// The pattern of `length(regexall("…", var.x)) > 0`.
fn counted_pattern<'e>(condition: &'e Expr, variable: &str) -> Option<&'e str> {
    let ExprKind::Binary(operator, left, right) = &condition.kind else { return None };
    let ExprKind::Number(bound) = &right.kind else { return None };
    let at_least_one = matches!(
        (operator, &**bound),
        (BinaryOperator::Greater | BinaryOperator::NotEqual, "0") | (BinaryOperator::GreaterEqual, "1")
    );
    let ExprKind::Call { name, arguments, .. } = &left.kind else { return None };
    (at_least_one && &*name.text == "length").then_some(())?;
    pattern_of(arguments.first()?, "regexall", variable)
}

/// The texts that `^(a|b)$` matches; `None` where the pattern is no list of plain texts.
fn alternatives(pattern: &str, condition: &Expr) -> Option<Vec<Expr>> {
    let whole = pattern.strip_prefix('^')?.strip_suffix('$')?;
    let grouped =
        whole.strip_prefix("(?:").or_else(|| whole.strip_prefix('(')).and_then(|it| it.strip_suffix(')'));
    let texts: Vec<&str> = match grouped {
        Some(inner) => inner.split('|').collect(),
        None if whole.contains('|') => return None,
        None => vec![whole],
    };
    let constant = |text: &str| {
        let (known, rest) = literal_start(text);
        rest.is_empty().then(|| Expr { kind: ExprKind::String(known.into()), span: condition.span })
    };
    texts.into_iter().map(constant).collect()
}

/// The literal text that a pattern begins with, and what follows it.
fn literal_start(pattern: &str) -> (String, &str) {
    let mut known = String::new();
    let mut rest = pattern;
    loop {
        let mut characters = rest.chars();
        let (character, behind) = match characters.next() {
            Some('\\') => match characters.next() {
                Some(escaped) if escaped.is_ascii_punctuation() => (escaped, characters.as_str()),
                _ => return (known, rest),
            },
            Some(plain) if plain.is_alphanumeric() || " -_/:,;=@#&%'\"<>!~".contains(plain) => {
                (plain, characters.as_str())
            }
            _ => return (known, rest),
        };
        // `a?`, `a*` and `a{0}` may be no `a`
        if behind.starts_with(['?', '*', '{']) {
            return (known, rest);
        }
        known.push(character);
        rest = behind;
    }
}

/// What a condition that holds says of the variable.
fn narrow(condition: &Expr, variable: &str, unknown: &mut Unknown) {
    match &condition.kind {
        ExprKind::Parenthesis(inner) | ExprKind::Wrapped(inner) => narrow(inner, variable, unknown),
        ExprKind::Binary(BinaryOperator::And, left, right) => {
            narrow(left, variable, unknown);
            narrow(right, variable, unknown);
        }
        ExprKind::Binary(BinaryOperator::NotEqual, left, right) if is_variable(left, variable) => {
            unknown.not_null |= matches!(right.kind, ExprKind::Null);
            unknown.not_empty |= matches!(&right.kind, ExprKind::String(text) if text.is_empty());
        }
        ExprKind::Binary(..) => match counted_pattern(condition, variable) {
            Some(pattern) => {
                begins_as(pattern, unknown);
                consists(Letters::of_pattern(pattern), unknown);
            }
            None if counts_some(condition, variable) => {
                // the length of null is an error
                unknown.not_null = true;
                unknown.not_empty = true;
            }
            None => {}
        },
        ExprKind::Call { name, arguments, .. } => match (&*name.text, &**arguments) {
            ("can", [call]) => {
                if let Some(pattern) = pattern_of(call, "regex", variable) {
                    begins_as(pattern, unknown);
                    consists(Letters::of_pattern(pattern), unknown);
                }
            }
            ("startswith", [text, affix]) if is_variable(text, variable) => {
                if let ExprKind::String(prefix) = &affix.kind {
                    begins_with(prefix, unknown);
                }
            }
            ("endswith", [text, affix]) if is_variable(text, variable) => {
                if let ExprKind::String(suffix) = &affix.kind {
                    unknown.not_null = true;
                    unknown.not_empty |= !suffix.is_empty();
                    unknown.suffix = Some(Arc::clone(suffix)).filter(|suffix| !suffix.is_empty());
                }
            }
            _ => {}
        },
        _ => {}
    }
}

/// `length(var.x) > 0`
fn counts_some(condition: &Expr, variable: &str) -> bool {
    let ExprKind::Binary(operator, left, right) = &condition.kind else { return false };
    let (ExprKind::Call { name, arguments, .. }, ExprKind::Number(bound)) = (&left.kind, &right.kind) else {
        return false;
    };
    let bound: i64 = bound.parse().unwrap_or(-1);
    let enough = match operator {
        BinaryOperator::Greater => bound >= 0,
        BinaryOperator::GreaterEqual | BinaryOperator::Equal => bound >= 1,
        _ => false,
    };
    enough
        && &*name.text == "length"
        && arguments.first().is_some_and(|argument| is_variable(argument, variable))
}

fn begins_as(pattern: &str, unknown: &mut Unknown) {
    // null matches nothing
    unknown.not_null = true;
    let Some(rest) = pattern.strip_prefix('^') else { return };
    // `^a|b`: either side may be what matches
    let in_groups = rest.starts_with('(') && rest.find('|') > rest.find('(') || !rest.contains('|');
    if in_groups
        || rest.split('|').next().is_some_and(|first| first.matches('(').count() > first.matches(')').count())
    {
        begins_with(&literal_start(rest).0, unknown);
    }
}

/// Its characters, and how many of them.
pub(super) fn consists(letters: Option<Letters>, unknown: &mut Unknown) {
    let Some(letters) = letters else { return };
    unknown.not_null = true;
    unknown.not_empty |= letters.least > 0;
    unknown.letters = Some(letters);
}

fn begins_with(prefix: &str, unknown: &mut Unknown) {
    unknown.not_null = true;
    if unknown.prefix.as_ref().is_none_or(|known| known.len() < prefix.len()) && !prefix.is_empty() {
        unknown.prefix = Some(prefix.into());
        unknown.not_empty = true;
    }
}

/// Whether an expression is just `var.x`.
pub(super) fn is_variable(expr: &Expr, variable: &str) -> bool {
    match &expr.kind {
        ExprKind::Parenthesis(inner) | ExprKind::Wrapped(inner) => is_variable(inner, variable),
        ExprKind::Attribute(source, name) => {
            matches!(&source.kind, ExprKind::Variable(root) if &**root == "var") && &*name.text == variable
        }
        _ => false,
    }
}

fn is_constant(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::String(_) | ExprKind::Number(_) | ExprKind::Bool(_) | ExprKind::Null)
}
