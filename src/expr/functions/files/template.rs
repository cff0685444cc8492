//! Templates with variables of their own: `templatefile` and `templatestring`.

use crate::expr::{Budget, Evaluator, PathStep, Resolved, Scope};
use crate::source::{Source, Span};
use crate::syntax::hcl::parse_template;
use crate::value::{Data, Handle, Object, Value};
use std::sync::Arc;

/// Evaluates the text of `span` of `source` as a template in which the entries of `variables` are the only names.
/// Functions work as outside, except for templates within templates.
pub fn render_template(
    outer: &dyn Scope,
    source: &Source,
    span: Span,
    text: &str,
    variables: &Object,
) -> Value {
    let (template, problems) = parse_template(source, span, text);
    if let Some(problem) = problems.first() {
        return Value::error(format!("the template does not parse: {}", problem.message));
    }
    // the same text with other variables has other conditions
    let instance = format!("{}#{}", outer.instance(), outer.budget().steps.get());
    let scope = TemplateScope { outer, source, variables, instance };
    Evaluator::new(&scope).evaluate(&template)
}

struct TemplateScope<'a> {
    outer: &'a dyn Scope,
    source: &'a Source,
    variables: &'a Object,
    instance: String,
}

impl Scope for TemplateScope<'_> {
    fn resolve(&self, root: &str, _: &[PathStep<'_>], _: Span, _: &mut Evaluator<'_>) -> Option<Resolved> {
        let value = match (self.variables.entries.get(root), &self.variables.open) {
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
        if matches!(name, "templatefile" | "templatestring") {
            return Some(Value::error(format!("`{name}` cannot be called within a template")));
        }
        self.outer.call(name, arguments, span)
    }

    fn instance(&self) -> &str {
        &self.instance
    }

    fn text(&self, span: Span) -> String {
        if span.source == self.source.id { self.source.slice(span).to_owned() } else { self.outer.text(span) }
    }

    fn budget(&self) -> &Budget {
        self.outer.budget()
    }
}
