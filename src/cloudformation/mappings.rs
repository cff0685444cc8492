//! `Fn::FindInMap`: rows and columns whose keys may be open.

use super::conditions::{canonical, words};
use super::scope::Scope;
use super::spelling::nearest;
use super::stack::{Stack, unreadable};
use crate::source::Span;
use crate::syntax::node::{Entry, Node};
use crate::value::{Atom, Cause, CauseKind, Constant, Formula, HIDDEN, Role, Unknown, Value};
use std::sync::Arc;

/// Up to so many keys are told apart where the key is not known.
const MAX_KEYS: usize = 32;

/// One call: its place, and the value for keys that are not there.
struct Lookup<'s, 'a> {
    stack: &'s Stack<'a>,
    span: Span,
    default: Option<Value>,
}

/// `Fn::FindInMap: [map, top-level key, second-level key, {DefaultValue: …}]`
pub(super) fn find(stack: &Stack<'_>, argument: &Node, span: Span, scope: &Scope) -> Value {
    let (operands, default) = match argument.items() {
        [map, top, second] => ([map, top, second], None),
        [map, top, second, options] => ([map, top, second], options.get("DefaultValue")),
        _ => return stack.error(span, "`Fn::FindInMap` takes a map and two keys".to_owned(), None),
    };
    let lookup = Lookup { stack, span, default: default.map(|node| stack.value(node, scope)) };
    let operands = operands.map(|operand| stack.name(operand, scope)).to_vec();
    let found = Value::combined(operands, Value::is_branching, &mut |operands| match operands.as_slice() {
        [map, top, second] => lookup.find(map, top, second),
        _ => Value::null(),
    });
    found.through(Role::Literal, span)
}

impl Lookup<'_, '_> {
    fn find(&self, map: &Value, top: &Value, second: &Value) -> Value {
        let Some(name) = map.as_str() else { return self.open(map) };
        let Some(mapping) = self.stack.template.mappings.get(name) else {
            return self.undeclared(name);
        };
        if mapping.duplicate || !mapping.value.is_whole() {
            return Value::unknown(unreadable(name));
        }
        let rows = entries(&mapping.value);
        if let Some(key) = top.as_str() {
            return match rows.iter().find(|row| &*row.key == key) {
                Some(row) => self.in_row(name, row, second),
                None => self.missing(top, key, name, &rows),
            };
        }
        self.by_key(top, &rows, &|row| self.in_row(name, row, second))
    }

    fn in_row(&self, map: &str, row: &Entry, second: &Value) -> Value {
        if row.duplicate || !row.value.is_whole() {
            return Value::unknown(unreadable(map));
        }
        let cells = entries(&row.value);
        if let Some(key) = second.as_str() {
            return match cells.iter().find(|cell| &*cell.key == key) {
                Some(cell) => self.cell(map, cell),
                None => self.missing(second, key, map, &cells),
            };
        }
        self.by_key(second, &cells, &|cell| self.cell(map, cell))
    }

    fn cell(&self, map: &str, cell: &Entry) -> Value {
        if cell.duplicate {
            return Value::unknown(unreadable(map));
        }
        let span = cell.key_span.to(cell.value.span);
        self.stack.value(&cell.value, &Scope::default()).through(Role::Mapping(map.into()), span)
    }

    /// What is found under a key that is not known: one value if all agree, else a case for each other value.
    fn by_key(&self, key: &Value, entries: &[Entry], found: &dyn Fn(&Entry) -> Value) -> Value {
        let possible: Vec<&Entry> = entries
            .iter()
            .filter(|entry| key.equals(&Value::string(Arc::clone(&entry.key))) != Some(false))
            .take(MAX_KEYS + 1)
            .collect();
        if possible.len() > MAX_KEYS || key.is_error() {
            return self.open_unless_agreed(key, entries, found);
        }
        let values: Vec<Value> = possible.iter().map(|entry| found(entry)).collect();
        let is_most_frequent =
            |at: &usize| values.iter().filter(|it| values[*at].equals(it) == Some(true)).count();
        let rest = match (&self.default, (0..values.len()).max_by_key(is_most_frequent)) {
            (Some(default), _) => default.clone(),
            // where it is none of the keys, CloudFormation refuses the template
            (None, Some(at)) => values[at].clone(),
            (None, None) => return self.open(key),
        };
        let others: Vec<usize> =
            (0..values.len()).filter(|at| values[*at].equals(&rest) != Some(true)).collect();
        if others.is_empty() {
            return rest;
        }
        let Some(name) = canonical(key) else { return self.open(key) };
        others.into_iter().rev().fold(rest, |rest, at| {
            let atom = Atom {
                subject: name.as_str().into(),
                constant: Constant::String(Arc::clone(&possible[at].key)),
                domain: None,
                words: words(&name).into(),
                cause: None,
            };
            Value::branches(&Formula::Atom(Arc::new(atom)), values[at].clone(), rest)
        })
    }

    fn open_unless_agreed(&self, key: &Value, entries: &[Entry], found: &dyn Fn(&Entry) -> Value) -> Value {
        let mut agreed: Option<Value> = self.default.clone();
        for entry in entries {
            let value = found(entry);
            match &agreed {
                Some(known) if known.equals(&value) != Some(true) => return self.open(key),
                Some(_) => {}
                None => agreed = Some(value),
            }
        }
        agreed.filter(|_| !key.is_error()).unwrap_or_else(|| self.open(key))
    }

    fn open(&self, key: &Value) -> Value {
        let cause = key.cause().cloned().unwrap_or_else(|| Cause::new(CauseKind::Function, "Fn::FindInMap"));
        // by a name that nothing declares nothing is found
        let is_found = cause.kind != CauseKind::Undeclared;
        let mut unknown = Unknown::because(cause);
        unknown.not_null = is_found;
        unknown.value().at(key.origin.clone())
    }

    fn missing(&self, asked: &Value, key: &str, map: &str, entries: &[Entry]) -> Value {
        if let Some(default) = &self.default {
            return default.clone();
        }
        if asked.sensitive {
            return self.stack.error(self.span, format!("mapping `{map}` has no key `{HIDDEN}`"), None);
        }
        let near = nearest(key, entries.iter().map(|entry| &*entry.key));
        let help = near.map(|near| format!("did you mean `{near}`?"));
        self.stack.error(self.span, format!("mapping `{map}` has no key `{key}`"), help)
    }

    fn undeclared(&self, name: &str) -> Value {
        if let Some(cause) = &self.stack.template.more_names {
            return Value::unknown(cause.clone());
        }
        // with `DefaultValue`, even the mapping may be missing
        if let Some(default) = &self.default {
            return default.clone();
        }
        let near = nearest(name, self.stack.template.mappings.keys().map(|key| &**key));
        let help = near.map(|near| format!("did you mean `{near}`?"));
        self.stack.journal().evaluation(self.span, format!("mapping `{name}` is not declared"), help);
        Value::unknown(Cause::new(CauseKind::Undeclared, name))
    }
}

fn entries(node: &Node) -> Vec<Entry> {
    match node.kind() {
        crate::syntax::node::NodeKind::Mapping(_) => {
            node.entries().iter().filter(|entry| !entry.is_gap()).cloned().collect()
        }
        _ => Vec::new(),
    }
}
