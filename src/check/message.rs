//! The message of a rule, filled in.

use crate::expr::Evaluator;
use crate::syntax::hcl::{Expr, ExprKind, TemplatePart};
use crate::value::{CauseKind, Data, TextPart, Unknown, Value};
use std::sync::Arc;

/// Longer values are not shown in messages, in bytes.
const LONGEST_SHOWN: usize = 2_000;
/// Of a text that hangs on the case, at most so many are shown.
const MOST_TEXTS_SHOWN: usize = 4;

/// A rule's message, filled in; a name that is not wholly known is the resource's address, another field what the files
/// call it.
pub(super) fn message(evaluator: &mut Evaluator<'_>, template: &Expr, address: &str) -> String {
    let mut shown = |expr: &Expr| {
        let value = evaluator.evaluate(expr);
        let said = if value.sensitive { None } else { texts_of(&value) };
        let called = || if value.sensitive || !is_other_field(expr) { None } else { called(&value) };
        said.or_else(called).unwrap_or_else(|| address.to_owned())
    };
    match &template.kind {
        ExprKind::Template(parts) => parts
            .iter()
            .map(|part| match part {
                TemplatePart::Literal(text, _) => text.to_string(),
                TemplatePart::Interpolation(expr) => shown(expr),
                TemplatePart::If { .. } | TemplatePart::For { .. } => String::new(),
            })
            .collect(),
        _ => shown(template),
    }
}

/// Whether a field is read that names nothing.
fn is_other_field(expr: &Expr) -> bool {
    let ExprKind::Attribute(_, field) = &expr.kind else { return false };
    !["name", "address", "arn"].iter().any(|end| field.text.ends_with(end))
}

/// What the files call a value that is not known: `${Prefix}/x`; none where it has no name.
fn called(value: &Value) -> Option<String> {
    let named = |unknown: &Unknown| {
        let kinds = [CauseKind::Parameter, CauseKind::Variable, CauseKind::Surroundings];
        kinds.contains(&unknown.cause.kind).then(|| format!("${{{}}}", unknown.cause.subject))
    };
    match &value.data {
        Data::Unknown(unknown) => named(unknown),
        Data::Text(text) => text
            .parts
            .iter()
            .map(|part| match part {
                TextPart::Literal(text) => Some(text.to_string()),
                TextPart::Unknown(part) => part.as_unknown().and_then(named),
            })
            .collect(),
        Data::Branches(branches) => {
            let shown = |arm: &Value| match arm.is_null() {
                true => None,
                false => texts_of(arm).or_else(|| called(arm)),
            };
            let arms = [shown(&branches.then), shown(&branches.otherwise)];
            Some(arms.into_iter().flatten().collect::<Vec<_>>().join(" or ")).filter(|it| !it.is_empty())
        }
        _ => None,
    }
}

/// The text of a value, `1 or 3` where it hangs on the case; none where that is not known, or too long or too much.
fn texts_of(value: &Value) -> Option<String> {
    let mut texts: Vec<Arc<str>> = Vec::new();
    let mut is_known = true;
    value.map_leaves(&mut |leaf| {
        match crate::value::to_string(leaf).as_str() {
            Some(text) if text.len() <= LONGEST_SHOWN => {
                if !texts.iter().any(|known| **known == *text) {
                    texts.push(text.into());
                }
            }
            _ => is_known = false,
        }
        leaf.clone()
    });
    (is_known && texts.len() <= MOST_TEXTS_SHOWN).then(|| texts.join(" or "))
}
