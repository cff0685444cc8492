//! Templates: interpolation, `%{ if }`, `%{ for }`.

use super::{Evaluator, composed, unknown_from};
use crate::syntax::hcl::TemplatePart;
use crate::value::{Data, Value, to_bool, to_string};

impl Evaluator<'_> {
    pub(super) fn template(&mut self, parts: &[TemplatePart]) -> Value {
        let mut values = Vec::with_capacity(parts.len());
        for part in parts {
            let value = self.template_part(part);
            if value.is_error() {
                return value;
            }
            values.push(value);
        }
        self.joined(&values)
    }

    fn joined(&self, values: &[Value]) -> Value {
        let text = Value::concatenation(values);
        if self.scope.budget().make(&text) { text } else { super::over_steps() }
    }

    fn template_part(&mut self, part: &TemplatePart) -> Value {
        match part {
            TemplatePart::Literal(text, _) => Value::string(composed(text)),
            TemplatePart::Interpolation(expr) => {
                let value = self.evaluate(expr);
                in_text(&value)
            }
            TemplatePart::If { condition, then, otherwise, .. } => {
                let decided = to_bool(&self.evaluate(condition));
                match decided.data {
                    Data::Bool(true) => self.template(then),
                    Data::Bool(false) => self.template(otherwise),
                    _ if decided.is_error() => decided,
                    _ if self.may_be_taken(&decided) => unknown_from(&decided),
                    _ => {
                        let formula = self.formula_of(&decided, condition.span);
                        let (then, otherwise) = (self.template(then), self.template(otherwise));
                        Value::branches(&formula, then, otherwise)
                    }
                }
            }
            TemplatePart::For { key_name, value_name, source, parts, .. } => {
                let source = self.evaluate(source);
                let source = self.expanded(source);
                let Some(items) = super::iteration::items_of(&source) else { return unknown_from(&source) };
                let mut texts = Vec::with_capacity(items.len());
                for (key, item) in items {
                    if !self.scope.budget().spend(1) {
                        return super::over_steps();
                    }
                    texts.push(self.with_iteration(key_name.as_ref(), value_name, key, item, |evaluator| {
                        evaluator.template(parts)
                    }));
                }
                self.joined(&texts)
            }
        }
    }
}

/// A value inside a string: null and collections are errors there, and unknown text is not null.
fn in_text(value: &Value) -> Value {
    if let Data::Branches(_) = value.data {
        return value.map_leaves(&mut in_text);
    }
    if value.is_null() {
        return Value::error("a null value cannot be part of a string").at(value.origin.clone());
    }
    let text = to_string(value);
    if let Some(unknown) = text.as_unknown()
        && !unknown.not_null
        && !text.is_error()
    {
        let mut unknown = unknown.clone();
        unknown.not_null = true;
        return unknown.value().at(text.origin.clone()).marked(text.sensitive);
    }
    text
}
