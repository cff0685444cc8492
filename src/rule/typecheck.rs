//! Predicates against the model: every field and link that a rule reads exists, every function is known.

use super::{Action, PARAMETERS, Parameter, Rule, facts, load::RuleError, nearest};
use crate::expr::functions;
use crate::model::{COMMON, Field, FieldKind, LinkKind, ModelType, listed, model_type, tables};
use crate::source::Span;
use crate::syntax::hcl::{BinaryOperator, Expr, ExprKind, TemplatePart};
use std::sync::Arc;

/// The type of an expression over the model, as far as it matters here.
#[derive(Clone, Copy)]
enum Shape {
    /// An entity.
    Entity(&'static ModelType),
    /// A list of entities.
    Entities(&'static ModelType),
    /// A list of objects with these fields.
    Objects(&'static [Field]),
    /// One of those objects.
    Object(&'static [Field]),
    /// The rule's parameters.
    Parameters,
    /// A field's or parameter's value: what it is, for people.
    Scalar(&'static str),
    /// Anything else.
    Other,
}

/// What is wrong with a rule's expressions.
pub fn check(rule: &Rule) -> Vec<RuleError> {
    let mut checker = Checker { errors: Vec::new(), bound: Vec::new(), parameters: &rule.parameters };
    let subject = match &*rule.subject {
        "account" => None,
        name => match model_type(name) {
            Some((_, subject)) => Some(subject),
            None => {
                let near = nearest(name, tables::ALL.iter().map(|it| it.name));
                let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                let message = format!("`{name}` is not a type of the model{hint}");
                checker.errors.push(RuleError { span: rule.require.span, message });
                return checker.errors;
            }
        },
    };
    if let Some(subject) = subject {
        checker.bound.push((subject.name.into(), Shape::Entity(subject)));
    }
    if !rule.parameters.is_empty() {
        checker.bound.push((PARAMETERS.into(), Shape::Parameters));
    }
    let milder = rule.milder.iter().flat_map(|milder| std::iter::once(&milder.when).chain(&milder.message));
    for expr in std::iter::once(&rule.message).chain(milder) {
        checker.shape(expr);
    }
    for predicate in rule.when.iter().chain([&rule.require]) {
        let shape = checker.shape(predicate);
        checker.condition(shape, predicate);
    }
    let actions = rule.fix.iter().flat_map(|fix| fix.terraform.iter().chain(&fix.cloudformation));
    let set = actions.filter_map(|action| if let Action::Set { to, .. } = action { Some(to) } else { None });
    let named = set.filter_map(|to| to.strip_prefix(PARAMETERS).and_then(|rest| rest.strip_prefix('.')));
    let mut named: Vec<&str> = named.collect();
    named.dedup();
    named.into_iter().for_each(|name| checker.parameter(name, rule.require.span));
    checker.errors
}

struct Checker<'r> {
    errors: Vec<RuleError>,
    parameters: &'r [Parameter],
    bound: Vec<(Arc<str>, Shape)>,
}

impl Checker<'_> {
    fn parameter(&mut self, name: &str, span: Span) {
        if self.parameters.iter().any(|parameter| &*parameter.name == name) {
            return;
        }
        let near = nearest(name, self.parameters.iter().map(|parameter| &*parameter.name));
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        self.error(span, format!("there is no parameter `{name}`{hint}"));
    }

    fn error(&mut self, span: Span, message: String) {
        self.errors.push(RuleError { span, message });
    }

    fn shape(&mut self, expr: &Expr) -> Shape {
        match &expr.kind {
            ExprKind::Variable(name) => self.variable(name, expr.span),
            ExprKind::Attribute(source, name) => {
                let source = self.shape(source);
                self.attribute(source, &name.text, name.span)
            }
            ExprKind::Index(source, key) => {
                self.shape(key);
                match self.shape(source) {
                    Shape::Objects(fields) => Shape::Object(fields),
                    Shape::Entities(model_type) => Shape::Entity(model_type),
                    _ => Shape::Other,
                }
            }
            ExprKind::Splat { source, .. } => {
                self.shape(source);
                Shape::Other
            }
            ExprKind::Call { name, arguments, .. } => {
                if !functions::exists(&name.text) && !facts::exists(&name.text) {
                    let facts = facts::ALL.iter().flat_map(|family| family.iter()).map(|fact| fact.name);
                    let near = nearest(&name.text, facts.chain(functions::names()));
                    let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                    self.error(name.span, format!("there is no function `{}`{hint}", name.text));
                }
                arguments.iter().for_each(|argument| drop_shape(self.shape(argument)));
                Shape::Other
            }
            ExprKind::For(details) => {
                let item = match self.shape(&details.source) {
                    Shape::Objects(fields) => Shape::Object(fields),
                    Shape::Entities(model_type) => Shape::Entity(model_type),
                    _ => Shape::Other,
                };
                let bound = self.bound.len();
                if let Some(key) = &details.key_name {
                    self.bound.push((Arc::clone(&key.text), Shape::Other));
                }
                self.bound.push((Arc::clone(&details.value_name.text), item));
                let parts = [details.key.as_ref(), Some(&details.value), details.condition.as_ref()];
                parts.into_iter().flatten().for_each(|part| drop_shape(self.shape(part)));
                self.bound.truncate(bound);
                Shape::Other
            }
            _ => {
                self.operands(expr);
                Shape::Other
            }
        }
    }

    fn operands(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Wrapped(inner) | ExprKind::Parenthesis(inner) | ExprKind::Unary(_, inner) => {
                self.shape(inner);
            }
            ExprKind::Binary(operator, left, right) => {
                let shapes = (self.shape(left), self.shape(right));
                match *operator {
                    BinaryOperator::Equal | BinaryOperator::NotEqual => {
                        self.comparable(shapes.0, right);
                        self.comparable(shapes.1, left);
                    }
                    BinaryOperator::Or | BinaryOperator::And => {
                        self.condition(shapes.0, left);
                        self.condition(shapes.1, right);
                    }
                    _ => {}
                }
            }
            ExprKind::Conditional(condition, then, otherwise) => {
                [condition, then, otherwise].into_iter().for_each(|part| drop_shape(self.shape(part)));
            }
            ExprKind::Tuple(items) => items.iter().for_each(|item| drop_shape(self.shape(item))),
            ExprKind::Object(items) => items.iter().for_each(|item| drop_shape(self.shape(&item.value))),
            ExprKind::Template(parts) => {
                for part in parts.iter() {
                    if let TemplatePart::Interpolation(inner) = part {
                        self.shape(inner);
                    }
                }
            }
            _ => {}
        }
    }

    /// A literal beside a field of another type is never equal to it.
    fn comparable(&mut self, one: Shape, other: &Expr) {
        let literal = match &other.kind {
            ExprKind::Bool(_) => "bool",
            ExprKind::Number(_) => "number",
            ExprKind::String(_) => "string",
            _ => return,
        };
        let kind = match one {
            Shape::Scalar(kind) if kind != literal => format!("a {kind}"),
            Shape::Entity(_) | Shape::Object(_) => "no single value".to_owned(),
            Shape::Entities(_) | Shape::Objects(_) => "a list".to_owned(),
            _ => return,
        };
        self.error(
            other.span,
            format!("this {literal} is compared with what is {kind}: they are never equal"),
        );
    }

    /// What `&&` and `||` join is true or false.
    fn condition(&mut self, shape: Shape, expr: &Expr) {
        let kind = match shape {
            Shape::Scalar("bool") | Shape::Other | Shape::Parameters => return,
            Shape::Scalar(kind) => kind,
            Shape::Entity(_) | Shape::Object(_) => "thing",
            Shape::Entities(_) | Shape::Objects(_) => "list",
        };
        self.error(expr.span, format!("a {kind} is neither true nor false: compare it with something"));
    }

    fn variable(&mut self, name: &str, span: Span) -> Shape {
        if let Some((_, shape)) = self.bound.iter().rev().find(|(bound, _)| &**bound == name) {
            return *shape;
        }
        if let Some((_, model_type)) = listed(name) {
            return Shape::Entities(model_type);
        }
        if name.strip_suffix("_complete").and_then(listed).is_some() {
            return Shape::Other;
        }
        let known: Vec<Arc<str>> = self.bound.iter().map(|(name, _)| Arc::clone(name)).collect();
        let near = nearest(name, known.iter().map(|name| &**name));
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        self.error(span, format!("`{name}` is nothing here{hint}"));
        Shape::Other
    }

    fn attribute(&mut self, source: Shape, name: &str, span: Span) -> Shape {
        let (fields, links): (&'static [Field], &'static [crate::model::Link]) = match source {
            Shape::Entity(model_type) => (model_type.fields, model_type.links),
            Shape::Object(fields) => (fields, &[]),
            Shape::Objects(_) | Shape::Entities(_) => {
                self.error(span, format!("`{name}`: this is a list; use `for` or an index"));
                return Shape::Other;
            }
            Shape::Parameters => {
                self.parameter(name, span);
                return Shape::Other;
            }
            Shape::Scalar(kind) => {
                self.error(span, format!("`{name}`: a {kind} has no fields"));
                return Shape::Other;
            }
            Shape::Other => return Shape::Other,
        };
        if let Some(link) = links.iter().find(|link| link.name == name) {
            let many = link.kind != LinkKind::One;
            return model_type(link.target).map_or(Shape::Other, |(_, target)| {
                if many { Shape::Entities(target) } else { Shape::Entity(target) }
            });
        }
        if let Some(field) = fields.iter().find(|field| field.name == name) {
            return match field.kind {
                FieldKind::Objects(nested) => Shape::Objects(nested),
                FieldKind::Bool => Shape::Scalar("bool"),
                FieldKind::Number => Shape::Scalar("number"),
                FieldKind::String => Shape::Scalar("string"),
                _ => Shape::Other,
            };
        }
        if let Shape::Entity(model_type) = source {
            let pseudo = facts::PSEUDO_FIELDS.iter().any(|(field, _)| *field == name);
            if pseudo || model_type.complete(name).is_some() || COMMON.iter().any(|field| field.name == name)
            {
                return Shape::Other;
            }
        }
        let names = fields.iter().map(|field| field.name).chain(links.iter().map(|link| link.name));
        let near = nearest(name, names);
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        self.error(span, format!("there is no field `{name}` here{hint}"));
        Shape::Other
    }
}

fn drop_shape(_: Shape) {}
