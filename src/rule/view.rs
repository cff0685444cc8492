//! What a rule sees: the estate as a scope for expressions, with the subject under its own name.

use super::facts;
use crate::expr::{Budget, Evaluator, PathStep, Resolved, Scope};
use crate::model::Estate;
use crate::source::{SourceMap, Span};
use crate::value::{Cause, CauseKind, Handle, Role, Value};

/// An estate seen from one subject.
pub struct View<'e> {
    estate: &'e Estate,
    sources: &'e SourceMap,
    subject: Option<(&'e str, Handle)>,
    budget: Budget,
}

impl<'e> View<'e> {
    /// The estate with that subject; none for rules about the account.
    pub fn new(estate: &'e Estate, sources: &'e SourceMap, subject: Option<(&'e str, Handle)>) -> Self {
        View { estate, sources, subject, budget: Budget::default() }
    }

    /// The estate.
    pub fn estate(&self) -> &'e Estate {
        self.estate
    }
}

impl Scope for View<'_> {
    fn resolve(&self, root: &str, _: &[PathStep<'_>], _: Span, _: &mut Evaluator<'_>) -> Option<Resolved> {
        let (name, handle) = self.subject?;
        let value = Value::new(crate::value::Data::Handle(handle));
        (root == name).then_some(Resolved { value, consumed: 0 })
    }

    fn attribute(&self, handle: Handle, name: &str, _: Span) -> Value {
        let Some(entity) = self.estate.entity(handle) else { return Value::null() };
        match name {
            "address" => return Value::string(entity.resource.address.clone()),
            "language" => return Value::string(entity.resource.language.name()),
            _ => {}
        }
        let path = |field: &str| format!("{}.{field}", entity.model_type.name);
        if let Some(field) = entity.fields.get(name) {
            return field.value.clone().through(Role::Field(path(name).into()), field.span);
        }
        match entity.model_type.link(name) {
            Some(link) => {
                let span = entity.fields.get(link.field).map_or(entity.resource.head, |field| field.span);
                self.estate.follow(entity, link).through(Role::Field(path(link.field).into()), span)
            }
            None => Value::unknown(Cause::new(CauseKind::Undeclared, path(name))),
        }
    }

    fn expand(&self, handle: Handle) -> Value {
        let Some(entity) = self.estate.entity(handle) else { return Value::null() };
        let fields = entity.fields.iter().map(|(name, field)| ((*name).into(), field.value.clone()));
        Value::object(fields.collect())
    }

    fn call(&self, name: &str, arguments: &[Value], span: Span) -> Option<Value> {
        Some((facts::find(name)?.answer)(self, arguments, span))
    }

    fn instance(&self) -> &str {
        ""
    }

    fn text(&self, span: Span) -> String {
        self.sources.slice(span)
    }

    fn budget(&self) -> &Budget {
        &self.budget
    }

    fn null_is_at_home(&self) -> bool {
        true
    }
}
