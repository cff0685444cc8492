//! `templatestring`: a template that is a value, over names that are given with it.

use super::super::Call;
use super::super::arguments::Outcome;
use crate::expr::{Budget, Evaluator, PathStep, Resolved, Scope};
use crate::source::{SourceMap, Span};
use crate::syntax::hcl::parse_template;
use crate::value::{Data, Handle, Object, Origin, Text, TextPart, Value, to_string};
use std::path::Path;
use std::sync::Arc;

/// The names a template sees; everything else is asked of the scope around the call.
struct Names<'a> {
    names: &'a Object,
    outer: &'a dyn Scope,
    text: &'a str,
}

impl Scope for Names<'_> {
    fn resolve(&self, root: &str, _: &[PathStep<'_>], _: Span, _: &mut Evaluator<'_>) -> Option<Resolved> {
        let value = match (self.names.entries.get(root), &self.names.open) {
            (Some(value), _) => value.clone(),
            (None, Some(open)) => Value::new(Data::Unknown(Arc::clone(open))),
            (None, None) => Value::error(format!("the template is given no `{root}`")),
        };
        Some(Resolved { value, consumed: 0 })
    }

    fn attribute(&self, handle: Handle, name: &str, span: Span) -> Value {
        self.outer.attribute(handle, name, span)
    }

    fn expand(&self, handle: Handle) -> Value {
        self.outer.expand(handle)
    }

    fn call(&self, name: &str, arguments: &[Value], span: Span) -> Option<Value> {
        self.outer.call(name, arguments, span)
    }

    fn instance(&self) -> &str {
        self.outer.instance()
    }

    fn text(&self, span: Span) -> String {
        self.text.get(span.range()).unwrap_or("").to_owned()
    }

    fn budget(&self) -> &Budget {
        self.outer.budget()
    }
}

/// `templatestring(template, names)`
pub(super) fn render(call: &Call<'_>) -> Outcome {
    let (text, names) = (call.string(0)?, call.entries(1)?);
    if !call.scope.budget().spend(text.len() as u64 / 16) {
        return Err(Value::unknown(crate::value::Cause::bound("evaluation steps")));
    }
    let source = SourceMap::new().add(Path::new("template"), Arc::clone(&text));
    let whole = Span::new(source.id, 0, text.len());
    let (expr, problems) = parse_template(&source, whole, &text);
    if let Some(problem) = problems.first() {
        return Err(call.error(&problem.message));
    }
    let scope = Names { names, outer: call.scope, text: &text };
    Ok(without_places(to_string(&Evaluator::new(&scope).evaluate(&expr))))
}

/// Places in the template are places in no file.
fn without_places(value: Value) -> Value {
    let value = value.at(Origin::none());
    match &value.data {
        Data::Text(text) => {
            let parts = text.parts.iter().map(|part| match part {
                TextPart::Unknown(inner) => TextPart::Unknown(inner.clone().at(Origin::none())),
                TextPart::Literal(literal) => TextPart::Literal(Arc::clone(literal)),
            });
            let data = Data::Text(Arc::new(Text { parts: parts.collect() }));
            Value { data, ..value }
        }
        Data::Branches(branches) => {
            let then = without_places(branches.then.clone());
            let otherwise = without_places(branches.otherwise.clone());
            Value::branches(&branches.condition, then, otherwise).marked(value.sensitive)
        }
        _ => value,
    }
}
