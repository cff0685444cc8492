//! What a rule sees: the estate as a scope for expressions, with the subject under its own name.

use super::{PARAMETERS, Parameter, facts, parameters};
use crate::expr::{Budget, Evaluator, PathStep, Resolved, Scope};
use crate::model::{Estate, listed};
use crate::source::{SourceMap, Span};
use crate::value::{Cause, CauseKind, Data, Entries, FieldNumber, Handle, Role, Value};
use std::sync::Arc;

/// The number of what is read from no field: a link that leads back.
const NO_FIELD: u32 = u32::MAX;

/// An estate seen from one subject.
pub struct View<'e> {
    estate: &'e Estate,
    sources: &'e SourceMap,
    subject: Option<(&'e str, Handle)>,
    parameters: &'e [Parameter],
    budget: Budget,
}

impl<'e> View<'e> {
    /// The estate with that subject; none for rules about the account.
    pub fn new(estate: &'e Estate, sources: &'e SourceMap, subject: Option<(&'e str, Handle)>) -> Self {
        View { estate, sources, subject, parameters: &[], budget: Budget::default() }
    }

    /// The same for a rule with these parameters.
    #[must_use]
    pub fn with_parameters(mut self, parameters: &'e [Parameter]) -> Self {
        self.parameters = parameters;
        self
    }

    /// All of a model type (`trails`), or whether that is all of them for certain (`trails_complete`).
    fn list(&self, root: &str) -> Option<Value> {
        if let Some((_, model_type)) = listed(root) {
            return Some(self.estate.listed(model_type));
        }
        let (_, model_type) = listed(root.strip_suffix("_complete")?)?;
        Some(complete(self.estate.listed_open(model_type)))
    }

    /// The unit whose files the subject is in.
    pub fn unit(&self) -> u32 {
        let subject = self.subject.and_then(|(_, handle)| self.estate.entity(handle));
        subject.map_or(0, |entity| entity.resource.unit)
    }

    /// The estate.
    pub fn estate(&self) -> &'e Estate {
        self.estate
    }
}

/// True, or unknown for a cause: there may be more than is known.
fn complete(open: Option<&Cause>) -> Value {
    open.map_or_else(|| Value::bool(true), |cause| Value::unknown(cause.clone()))
}

impl Scope for View<'_> {
    fn resolve(&self, root: &str, _: &[PathStep<'_>], _: Span, _: &mut Evaluator<'_>) -> Option<Resolved> {
        let value = match self.subject {
            Some((name, handle)) if root == name => Value::new(Data::Handle(handle)),
            _ if root == PARAMETERS => parameters::object(self.parameters),
            _ => self.list(root)?,
        };
        Some(Resolved { value, consumed: 0 })
    }

    fn attribute(&self, handle: Handle, name: &str, _: Span) -> Value {
        let Some(entity) = self.estate.entity(handle) else { return Value::null() };
        match name {
            "address" => return Value::string(entity.resource.address.clone()),
            "language" => return Value::string(entity.resource.language.name()),
            _ => {}
        }
        let read_as = |row: u32| Role::Field(FieldNumber { space: handle.space, row });
        if let Some((row, field)) = entity.numbered(name) {
            return field.value.clone().through(read_as(row), field.span);
        }
        match entity.model_type.link(name) {
            Some(link) => {
                let (row, span) = match entity.numbered(link.field_read()) {
                    Some((row, field)) => (row, field.span),
                    None => (NO_FIELD, entity.resource.head),
                };
                self.estate.follow(entity, link).through(read_as(row), span)
            }
            None => match entity.model_type.complete(name) {
                Some(link) => complete(self.estate.open(entity, link)),
                None if name == "type" => Value::string(Arc::clone(&entity.resource.kind)),
                None => {
                    let path = [entity.model_type.name, ".", name].concat();
                    Value::unknown(Cause::new(CauseKind::Undeclared, path))
                }
            },
        }
    }

    fn expand(&self, handle: Handle) -> Value {
        let Some(entity) = self.estate.entity(handle) else { return Value::null() };
        let fields = entity.fields().into_iter().map(|(name, field)| (Arc::from(name), field.value.clone()));
        Value::object(Entries::from_iter(fields))
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
