//! `root.name[index].name`: looked up in the scope as far as it knows, then step by step.

use super::{Evaluator, unknown_from};
use crate::source::Span;
use crate::syntax::hcl::{Expr, ExprKind};
use crate::value::{Cause, CauseKind, Data, ListKind, Origin, Unknown, Value, to_string};
use std::sync::Arc;

/// One step of a traversal.
#[derive(Clone, Copy, Debug)]
pub enum PathStep<'e> {
    /// `.name`
    Attribute(&'e str, Span),
    /// `[key]`, not evaluated yet.
    Index(&'e Expr),
}

impl Evaluator<'_> {
    pub(super) fn traverse(&mut self, expr: &Expr) -> Value {
        let mut steps = Vec::new();
        let mut inner = expr;
        loop {
            match &inner.kind {
                ExprKind::Attribute(source, name) => {
                    steps.push(PathStep::Attribute(&name.text, name.span));
                    inner = source;
                }
                ExprKind::Index(source, key) => {
                    steps.push(PathStep::Index(key));
                    inner = source;
                }
                _ => break,
            }
        }
        steps.reverse();
        let (mut value, consumed) = match &inner.kind {
            ExprKind::Variable(name) => match self.bound(name) {
                Some(value) => (value.clone(), 0),
                None => match self.scope.resolve(name, &steps, expr.span, self) {
                    Some(resolved) => (resolved.value, resolved.consumed),
                    None => return Value::unknown(Cause::new(CauseKind::Undeclared, &**name)),
                },
            },
            _ => (self.evaluate(inner), 0),
        };
        for step in &steps[consumed.min(steps.len())..] {
            value = self.step(&value, step);
        }
        value
    }

    /// One step from a value.
    pub fn step(&mut self, value: &Value, step: &PathStep<'_>) -> Value {
        match step {
            PathStep::Attribute(name, span) => self.attribute(value, name, *span),
            PathStep::Index(key) => {
                let key = self.evaluate(key);
                let found = self.index(value, &key, key_span(step));
                found.marked(key.sensitive).hushed(key.sensitive)
            }
        }
    }

    /// `value.name`
    pub fn attribute(&self, value: &Value, name: &str, span: Span) -> Value {
        match &value.data {
            Data::Handle(handle) => self.scope.attribute(*handle, name, span).marked(value.sensitive),
            Data::Branches(_) => value.map_leaves(&mut |leaf| self.attribute(leaf, name, span)),
            Data::Null if self.scope.null_is_at_home() => Value::null().at(value.origin.clone()),
            // a list of blocks: `x.0.y` in old configurations, `a.b.c` over a block of which there may be one only
            _ => attribute_of(value, name),
        }
    }

    /// `value[key]`
    pub fn index(&self, value: &Value, key: &Value, span: Span) -> Value {
        match (&value.data, key.as_str()) {
            (Data::Handle(handle), Some(name)) => self.scope.attribute(*handle, name, span),
            (Data::Handle(handle), None) => index_of(&self.scope.expand(*handle), key),
            (Data::Branches(_), _) => value.map_leaves(&mut |leaf| self.index(leaf, key, span)),
            (_, _) if matches!(key.data, Data::Branches(_)) => {
                key.map_leaves(&mut |leaf| self.index(value, leaf, span))
            }
            (Data::Null, _) if self.scope.null_is_at_home() => Value::null().at(value.origin.clone()),
            (Data::List(list), _) if list.kind == ListKind::Set && !self.scope.null_is_at_home() => {
                Value::error("a set has no elements by number")
            }
            (Data::Object(object), None) if key.as_unknown().is_some() && !key.is_error() => {
                self.under_unknown_key(object, key, value)
            }
            (Data::List(_), _) if self.errors_are_taken && is_open_number(key) => unknown_from(key),
            _ => index_of(value, key),
        }
    }
}

fn is_open_number(key: &Value) -> bool {
    let number = crate::value::to_number(key);
    number.as_number().is_none() && !number.is_error()
}

fn key_span(step: &PathStep<'_>) -> Span {
    match step {
        PathStep::Attribute(_, span) => *span,
        PathStep::Index(key) => key.span,
    }
}

/// The attribute of an object or map, without looking through handles or branches.
pub fn attribute_of(value: &Value, name: &str) -> Value {
    match &value.data {
        Data::Object(object) => match (object.entries.get(name), &object.open) {
            (Some(found), _) => within(found, value),
            (None, Some(open)) => Value::new(Data::Unknown(Arc::clone(open))).at(value.origin.clone()),
            (None, None) => Value::error(format!("there is no attribute `{name}`")),
        },
        Data::Unknown(unknown) => part_of_unknown(unknown, value, &format!(".{name}")),
        Data::Null => Value::error(format!("attribute `{name}` of null")),
        _ => Value::error(format!("`{name}`: this value has no attributes")),
    }
}

/// An item of a list, object or map, without looking through handles or branches.
pub fn index_of(value: &Value, key: &Value) -> Value {
    if key.is_error() {
        return key.clone();
    }
    match &value.data {
        Data::Branches(_) => value.map_leaves(&mut |leaf| index_of(leaf, key)),
        Data::Object(object) => {
            let text = to_string(key);
            match text.as_str() {
                Some(name) => match (object.entries.get(name), &object.open) {
                    (Some(found), _) => within(found, value),
                    (None, Some(open)) => Value::new(Data::Unknown(Arc::clone(open))),
                    (None, None) => Value::error(format!("there is no element with the key `{name}`")),
                },
                None if matches!(key.data, Data::Branches(_)) => {
                    key.map_leaves(&mut |leaf| index_of(value, leaf))
                }
                None => any_of(object.entries.values(), object.open.is_some(), key, value),
            }
        }
        Data::List(list) => {
            let number = crate::value::to_number(key);
            if number.is_error() {
                return Value::error("a list is indexed by whole numbers");
            }
            match number.as_number() {
                Some(number) => match number.as_index().and_then(|at| list.items.get(at)) {
                    Some(found) => within(found, value),
                    None => Value::error(format!("there is no element {number}")),
                },
                None if matches!(key.data, Data::Branches(_)) => {
                    key.map_leaves(&mut |leaf| index_of(value, leaf))
                }
                None => any_of(list.items.iter(), false, key, value),
            }
        }
        Data::Unknown(unknown) => {
            let text = to_string(key);
            match text.as_str() {
                // the path is a name that conditions are told by
                Some(name) if !key.sensitive => part_of_unknown(unknown, value, &format!("[{name:?}]")),
                _ => part_of_unknown(unknown, value, ""),
            }
        }
        Data::Null => Value::error("element of null"),
        _ => Value::error("this value has no elements"),
    }
}

/// An element by a key that is not known: known all the same where all elements are equal.
pub(super) fn any_of<'v>(
    mut items: impl Iterator<Item = &'v Value>,
    open: bool,
    key: &Value,
    whole: &Value,
) -> Value {
    if !open
        && let Some(first) = items.next()
        && items.all(|item| item.equals(first) == Some(true))
    {
        return within(first, whole);
    }
    unknown_from(key)
}

/// An element of a collection has come the way the collection came.
pub(super) fn within(found: &Value, whole: &Value) -> Value {
    let origin: Origin = found.origin.and(&whole.origin);
    found.clone().at(origin).marked(whole.sensitive)
}

fn part_of_unknown(unknown: &Unknown, whole: &Value, path: &str) -> Value {
    let mut part = Unknown::because(unknown.cause.clone());
    part.fallible = true;
    if !path.is_empty() {
        part.identity = unknown.identity.as_ref().map(|identity| format!("{identity}{path}").into());
    }
    if let Some(
        crate::value::Type::List(item) | crate::value::Type::Set(item) | crate::value::Type::Map(item),
    ) = &unknown.kind
    {
        part.kind = Some((**item).clone());
    }
    part.value().at(whole.origin.clone()).marked(whole.sensitive)
}
