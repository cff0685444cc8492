//! `for` expressions and splats.

use super::{Evaluator, unknown_from};
use crate::source::Span;
use crate::syntax::hcl::{Expr, ForExpr, Ident};
use crate::value::{Cause, CauseKind, Data, Formula, ListKind, Type, Unknown, Value, to_bool, to_string};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Items that may be left out by undecided conditions, at most; beyond, the result is unknown.
const MAX_OPTIONAL_ITEMS: usize = 5;

/// One item of a result: its key, its value, and when it is there.
struct Produced {
    key: Option<Arc<str>>,
    value: Value,
    when: Option<Formula>,
    /// Whether the key's text is not to be shown.
    secret: bool,
}

/// Keys and values of a collection; `None` where they are not all known.
pub(super) fn items_of(source: &Value) -> Option<Vec<(Value, Value)>> {
    match &source.data {
        Data::List(list) if list.kind == ListKind::Set => {
            Some(list.items.iter().map(|item| (item.clone(), item.clone())).collect())
        }
        Data::List(list) => {
            Some(list.items.iter().enumerate().map(|(at, item)| (Value::number(at), item.clone())).collect())
        }
        Data::Object(object) if object.open.is_none() => Some(
            object.entries.iter().map(|(key, item)| (Value::string(Arc::clone(key)), item.clone())).collect(),
        ),
        _ => None,
    }
}

/// Keys and values that a collection certainly has, where it is not wholly known; items of a list have no known place.
pub(crate) fn certain_entries(source: &Value, cause: &Cause) -> Vec<(Value, Value)> {
    let place = |item: &Value| match &source.data {
        Data::Unknown(unknown) if matches!(unknown.kind, Some(Type::Set(_))) => item.clone(),
        _ => Value::unknown(cause.clone()),
    };
    match &source.data {
        Data::Object(object) => {
            object.entries.iter().map(|(key, item)| (Value::string(Arc::clone(key)), item.clone())).collect()
        }
        _ => source.certain_items().iter().map(|item| (place(item), item.clone())).collect(),
    }
}

impl Evaluator<'_> {
    pub(super) fn with_iteration(
        &mut self,
        key_name: Option<&Ident>,
        value_name: &Ident,
        key: Value,
        value: Value,
        run: impl FnOnce(&mut Self) -> Value,
    ) -> Value {
        let bound = self.bindings.len();
        if let Some(name) = key_name {
            self.bindings.push((Arc::clone(&name.text), key));
        }
        self.bindings.push((Arc::clone(&value_name.text), value));
        let result = run(self);
        self.bindings.truncate(bound);
        result
    }

    pub(super) fn for_expression(&mut self, details: &ForExpr, span: Span) -> Value {
        let source = self.evaluate(&details.source);
        let source = self.expanded(source);
        if let Data::Branches(_) = source.data {
            return source.map_leaves(&mut |leaf| {
                let leaf = self.expanded(leaf.clone());
                self.for_over(details, &leaf, span)
            });
        }
        self.for_over(details, &source, span)
    }

    fn for_over(&mut self, details: &ForExpr, source: &Value, span: Span) -> Value {
        if source.is_error() {
            return source.clone();
        }
        let Some(items) = items_of(source) else {
            return match source.data {
                Data::Null => Value::error("`for` over null"),
                Data::Unknown(_) | Data::Object(_) => self.for_over_some(details, source),
                _ => Value::error("`for` needs a list, set, map or object"),
            };
        };
        let mut produced: Vec<Produced> = Vec::with_capacity(items.len());
        for (key, value) in items {
            if !self.scope.budget().spend(1) {
                return super::over_steps();
            }
            match self.with_names(details, key, value, |evaluator| evaluator.produce(details)) {
                Ok(Some(item)) => produced.push(item),
                Ok(None) => {}
                Err(value) => return value.hushed(source.sensitive),
            }
        }
        let secret = source.sensitive || produced.iter().any(|item| item.secret);
        let optional = produced.iter().filter(|item| item.when.is_some()).count();
        if optional > MAX_OPTIONAL_ITEMS {
            return Value::unknown(Cause::bound("undecided items of a `for`"));
        }
        assemble(&produced, 0, &mut Vec::new(), details)
            .marked(secret)
            .hushed(secret)
            .at(source.origin.then(crate::value::Role::Literal, span))
    }

    /// Over a collection of which only some items are known: what they certainly make is in the result.
    fn for_over_some(&mut self, details: &ForExpr, source: &Value) -> Value {
        let cause = source.cause().cloned().unwrap_or_else(|| Cause::new(CauseKind::Error, "not known"));
        let (mut values, mut entries) = (Vec::new(), BTreeMap::new());
        let mut secret = source.sensitive;
        for (key, value) in certain_entries(source, &cause) {
            let outcome = self.with_names(details, key, value, |evaluator| evaluator.produce(details));
            let produced = match outcome {
                Ok(Some(produced)) if produced.when.is_none() => produced,
                Ok(_) => continue,
                Err(value) if value.is_error() => return value.hushed(source.sensitive),
                Err(_) => continue,
            };
            secret |= produced.secret;
            match produced.key {
                // another item with the key would be an error
                Some(key) => drop(entries.insert(key, produced.value)),
                None => values.push(produced.value),
            }
        }
        let unknown = Unknown { not_null: true, ..Unknown::because(cause) };
        let result = match (&details.key, details.grouping) {
            (Some(_), false) if !entries.is_empty() => {
                Value::object_of(false, entries, Some(Arc::new(unknown)))
            }
            (Some(_), _) => unknown.value(),
            (None, _) => unknown.holding(values).value(),
        };
        result.at(source.origin.clone()).marked(secret)
    }

    fn with_names<T>(
        &mut self,
        details: &ForExpr,
        key: Value,
        value: Value,
        run: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let bound = self.bindings.len();
        if let Some(name) = &details.key_name {
            self.bindings.push((Arc::clone(&name.text), key));
        }
        self.bindings.push((Arc::clone(&details.value_name.text), value));
        let outcome = run(self);
        self.bindings.truncate(bound);
        outcome
    }

    /// One item, nothing where the condition leaves it out, or the value that ends the whole.
    fn produce(&mut self, details: &ForExpr) -> Result<Option<Produced>, Value> {
        let mut when = None;
        if let Some(condition) = &details.condition {
            let decided = to_bool(&self.evaluate(condition));
            match decided.data {
                Data::Bool(true) => {}
                Data::Bool(false) => return Ok(None),
                _ if decided.is_error() => return Err(decided),
                Data::Null => return Err(Value::error("the condition of a `for` is null")),
                _ => when = Some(self.formula_of(&decided, condition.span)),
            }
        }
        let mut secret = false;
        let key = match &details.key {
            None => None,
            Some(key) => {
                let key = to_string(&self.evaluate(key));
                secret = key.sensitive;
                match key.as_str() {
                    Some(text) => Some(Arc::from(text)),
                    None if key.is_error() => return Err(key),
                    None if key.is_null() => return Err(Value::error("a key of a `for` is null")),
                    None => return Err(unknown_from(&key)),
                }
            }
        };
        let value = self.evaluate(&details.value);
        if value.is_error() {
            return Err(value);
        }
        Ok(Some(Produced { key, value, when, secret }))
    }

    pub(super) fn splat(&mut self, source: &Expr, each: &Expr) -> Value {
        let source = self.evaluate(source);
        self.splat_over(&source, each)
    }

    fn splat_over(&mut self, source: &Value, each: &Expr) -> Value {
        match &source.data {
            Data::Branches(_) => source.map_leaves(&mut |leaf| self.splat_over(leaf, each)),
            Data::Null => Value::tuple(Vec::new()).at(source.origin.clone()),
            _ if source.is_error() => source.clone(),
            Data::List(list) => {
                if !self.scope.budget().make(source) {
                    return super::over_steps();
                }
                let items: Vec<Value> = list.items.iter().map(|item| self.splat_item(item, each)).collect();
                let kind = if list.kind == ListKind::Tuple { ListKind::Tuple } else { ListKind::List };
                match items.iter().find(|item| item.is_error()) {
                    Some(error) => error.clone(),
                    None => Value::list(kind, items).at(source.origin.clone()).marked(source.sensitive),
                }
            }
            Data::Unknown(unknown) => {
                let scalar = matches!(unknown.kind, Some(Type::Bool | Type::Number | Type::String));
                if scalar && unknown.not_null {
                    let item = self.splat_item(source, each);
                    return Value::tuple(vec![item]).at(source.origin.clone());
                }
                let items = source.certain_items().iter();
                let items: Vec<Value> = items.map(|item| self.splat_item(item, each)).collect();
                if let Some(error) = items.iter().find(|item| item.is_error()) {
                    return error.clone();
                }
                let rest = Unknown { not_null: unknown.not_null, ..Unknown::because(unknown.cause.clone()) };
                rest.holding(items).value().at(source.origin.clone()).marked(source.sensitive)
            }
            _ => {
                let item = self.splat_item(source, each);
                if item.is_error() {
                    return item;
                }
                Value::tuple(vec![item]).at(source.origin.clone()).marked(source.sensitive)
            }
        }
    }

    fn splat_item(&mut self, item: &Value, each: &Expr) -> Value {
        self.splat_items.push(item.clone());
        let value = self.evaluate(each);
        self.splat_items.pop();
        value
    }
}

/// The result with every undecided item there or not.
fn assemble(produced: &[Produced], at: usize, chosen: &mut Vec<usize>, details: &ForExpr) -> Value {
    let Some(item) = produced.get(at) else { return finish(produced, chosen, details) };
    match &item.when {
        None => {
            chosen.push(at);
            let value = assemble(produced, at + 1, chosen, details);
            chosen.pop();
            value
        }
        Some(when) => {
            chosen.push(at);
            let with = assemble(produced, at + 1, chosen, details);
            chosen.pop();
            let without = assemble(produced, at + 1, chosen, details);
            Value::branches(when, with, without)
        }
    }
}

fn finish(produced: &[Produced], chosen: &[usize], details: &ForExpr) -> Value {
    let items = chosen.iter().map(|at| &produced[*at]);
    if details.key.is_none() {
        return Value::tuple(items.map(|item| item.value.clone()).collect());
    }
    let mut entries: BTreeMap<Arc<str>, Value> = BTreeMap::new();
    let mut groups: BTreeMap<Arc<str>, Vec<Value>> = BTreeMap::new();
    for item in items {
        let Some(key) = &item.key else { continue };
        if details.grouping {
            groups.entry(Arc::clone(key)).or_default().push(item.value.clone());
        } else if entries.insert(Arc::clone(key), item.value.clone()).is_some() {
            return Value::error(format!("two items of a `for` have the key `{key}`"));
        }
    }
    entries.extend(groups.into_iter().map(|(key, items)| (key, Value::tuple(items))));
    Value::object(entries)
}
