//! Planned values: the JSON of a value, what is unknown in it, what is sensitive, and where it is written.

use super::index::{Index, Instance};
use super::references::{self, Origin, Origins, Scope};
use super::written::Written;
use crate::source::Span;
use crate::syntax::node::{Entry, Node, NodeKind, Scalar};
use crate::value::Origin as Way;
use crate::value::{Cause, CauseKind, ListKind, Number, Role, Unknown, Value};
use foldhash::HashMap;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// What the plan says beside a value, followed down into it in step.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Beside<'d, 'w> {
    /// `after_unknown`
    pub(super) unknown: Option<&'d Node>,
    /// `sensitive_values` and `after_sensitive`.
    pub(super) sensitive: [Option<&'d Node>; 2],
    /// The expression or the nested blocks of the configuration.
    pub(super) expression: Option<&'d Node>,
    /// The block of the configuration's text.
    pub(super) written: Option<Written<'w>>,
}

/// [`Beside`] a mapping, ready to be asked key by key.
pub(super) struct BesideKeys<'d, 'w> {
    pub(super) of: Beside<'d, 'w>,
    unknown: Keys<'d>,
    sensitive: [Keys<'d>; 2],
    expression: Keys<'d>,
}

/// The entries of a mapping by key; what holds for the whole holds for each of them.
enum Keys<'d> {
    Whole(Option<&'d Node>),
    Each(HashMap<&'d str, &'d Node>),
}

impl<'d> Keys<'d> {
    fn of(node: Option<&'d Node>, is_whole: bool) -> Self {
        match node {
            Some(node) if !is_whole => {
                Keys::Each(node.entries().iter().map(|entry| (&*entry.key, &entry.value)).collect())
            }
            node => Keys::Whole(node),
        }
    }

    fn get(&self, key: &str) -> Option<&'d Node> {
        match self {
            Keys::Whole(node) => *node,
            Keys::Each(entries) => entries.get(key).copied(),
        }
    }
}

impl<'d, 'w> BesideKeys<'d, 'w> {
    fn get(&self, key: &str) -> Beside<'d, 'w> {
        Beside {
            unknown: self.unknown.get(key),
            sensitive: [self.sensitive[0].get(key), self.sensitive[1].get(key)],
            expression: self.expression.get(key),
            written: self.of.written.map(|it| it.of_key(key)),
        }
    }
}

impl<'d, 'w> Beside<'d, 'w> {
    pub(super) fn by_key(self) -> BesideKeys<'d, 'w> {
        BesideKeys {
            of: self,
            unknown: Keys::of(self.unknown, is_true(self.unknown)),
            sensitive: self.sensitive.map(|marks| Keys::of(marks, is_true(marks))),
            expression: Keys::of(self.expression, self.expression.is_some_and(references::is_expression)),
        }
    }

    fn of_item(self, at: usize, of: usize) -> Self {
        Beside {
            unknown: mark_of_item(self.unknown, at),
            sensitive: self.sensitive.map(|marks| mark_of_item(marks, at)),
            expression: match self.expression.map(|node| (node, node.kind())) {
                Some((_, NodeKind::Sequence(blocks))) => blocks.get(at).filter(|_| blocks.len() == of),
                Some((node, _)) if references::is_expression(node) || of == 1 => Some(node),
                _ => None,
            },
            written: self.written.map(|it| it.of_item(at, of)),
        }
    }

    /// Without knowing which item is written where.
    fn as_a_whole(self) -> Self {
        let written = self.written.and_then(Written::value).map(Written::Value);
        Beside { expression: None, written, ..self }
    }

    fn is_unknown(self) -> bool {
        is_true(self.unknown)
    }

    fn is_sensitive(self) -> bool {
        self.sensitive.into_iter().any(is_true)
    }
}

/// Whether the nested blocks of the configuration may stand in the order of the values: the plan sorts sets.
fn blocks_agree(expression: Option<&Node>, items: &[Node]) -> bool {
    let blocks = expression.map(Node::items).unwrap_or_default();
    blocks.iter().zip(items).all(|(block, item)| {
        block.entries().iter().all(|entry| {
            let constant = entry.value.get("constant_value").and_then(Node::text);
            let planned = item.get(&entry.key).and_then(Node::text);
            constant.is_none() || planned.is_none() || constant == planned
        })
    })
}

fn is_true(node: Option<&Node>) -> bool {
    node.and_then(Node::scalar) == Some(Scalar::Bool(true))
}

/// The mark of a whole holds for its parts.
fn mark_of_item(marks: Option<&Node>, at: usize) -> Option<&Node> {
    if is_true(marks) { marks } else { marks?.items().get(at) }
}

/// Reads the values of one instance.
pub(super) struct Reader<'i, 'd> {
    index: &'i Index<'d>,
    instance: &'i Instance<'d>,
    scope: Scope<'d>,
    /// An expression belongs to many values where it makes a collection.
    followed: RefCell<HashMap<Span, Rc<Origins>>>,
}

impl<'i, 'd> Reader<'i, 'd> {
    pub(super) fn new(index: &'i Index<'d>, instance: &'i Instance<'d>, scope: Scope<'d>) -> Self {
        Reader { index, instance, scope, followed: RefCell::default() }
    }

    /// A value by itself.
    pub(super) fn whole(&self, node: &'d Node, beside: Beside<'d, '_>) -> Value {
        self.value("before", Some(node), beside, node.span)
    }

    /// The argument of that name; `planned` is its entry among the values, where there is one.
    pub(super) fn argument(
        &self,
        name: &Arc<str>,
        planned: Option<&'d Entry>,
        all: &BesideKeys<'d, '_>,
    ) -> (Value, Span) {
        let beside = all.get(name);
        let fallback = planned.map(|entry| entry.key_span.to(entry.value.span)).or_else(|| {
            let entry = all.of.unknown.and_then(|marks| marks.entry(name))?;
            Some(entry.key_span.to(entry.value.span))
        });
        let fallback = fallback.unwrap_or(self.instance.address_span);
        let span = all.of.written.and_then(|block| block.argument(name)).unwrap_or(fallback);
        let value = match planned {
            Some(entry) if entry.duplicate => self.unreadable(name),
            Some(entry) => self.value(name, Some(&entry.value), beside, fallback),
            None => self.value(name, None, beside, fallback),
        };
        (value.through(Role::Argument(Arc::clone(name)), span), span)
    }

    fn value(&self, path: &str, node: Option<&'d Node>, beside: Beside<'d, '_>, outer: Span) -> Value {
        let span = beside.written.and_then(Written::value).or(node.map(|it| it.span)).unwrap_or(outer);
        if beside.is_unknown() {
            return self.unknown(path, beside.expression, span).marked(beside.is_sensitive());
        }
        let value = match node.map(|node| node.kind()) {
            // absent here and partly unknown there: all that is known of it is in the marks
            None => match beside.unknown.map(|marks| marks.kind()) {
                Some(NodeKind::Mapping(_)) => self.object(path, node, beside, span),
                Some(NodeKind::Sequence(_)) => self.list(path, &[], beside, span),
                _ => Value::null(),
            },
            Some(NodeKind::Mapping(_)) => self.object(path, node, beside, span),
            Some(NodeKind::Sequence(items)) => self.list(path, items, beside, span),
            Some(NodeKind::Scalar(..)) => scalar(node),
            Some(NodeKind::Unreadable) => self.unreadable(path),
        };
        let way = Way::of(Role::Literal, span);
        let way = self.linked(way, &value, beside.expression);
        value.at(way).marked(beside.is_sensitive())
    }

    fn object(&self, path: &str, node: Option<&'d Node>, beside: Beside<'d, '_>, span: Span) -> Value {
        let mut entries: BTreeMap<Arc<str>, Value> = BTreeMap::new();
        let mut gap = false;
        let keys = beside.by_key();
        for entry in node.map(Node::entries).unwrap_or_default() {
            gap |= entry.is_gap();
            let inner = format!("{path}.{}", entry.key);
            let value = match entry.duplicate {
                true => self.unreadable(&inner),
                false => self.value(&inner, Some(&entry.value), keys.get(&entry.key), span),
            };
            if !entry.is_gap() {
                entries.insert(Arc::clone(&entry.key), value);
            }
        }
        for mark in beside.unknown.map(Node::entries).unwrap_or_default() {
            if !entries.contains_key(&mark.key) && references::has_mark(&mark.value) {
                let inner = format!("{path}.{}", mark.key);
                let value = self.value(&inner, None, keys.get(&mark.key), span);
                entries.insert(Arc::clone(&mark.key), value);
            }
        }
        let open = gap.then(|| Arc::new(Unknown::because(self.cause(CauseKind::UnreadableText, path))));
        Value::object_of(false, entries, open)
    }

    fn list(&self, path: &str, items: &'d [Node], beside: Beside<'d, '_>, span: Span) -> Value {
        let unreadable = |item: &Node| matches!(item.kind(), NodeKind::Unreadable);
        if items.iter().any(unreadable) {
            return self.unreadable(path);
        }
        let beside = if blocks_agree(beside.expression, items) { beside } else { beside.as_a_whole() };
        let marked = beside.unknown.map_or(0, |marks| marks.items().len());
        let count = items.len().max(marked);
        let values = (0..count)
            .map(|at| self.value(&format!("{path}[{at}]"), items.get(at), beside.of_item(at, count), span));
        Value::list(ListKind::Tuple, values.collect())
    }

    fn unknown(&self, path: &str, expression: Option<&'d Node>, span: Span) -> Value {
        let mut unknown = Unknown::because(self.cause(CauseKind::Plan, path));
        let mut way = Way::of(Role::Literal, span);
        let origins = expression.map(|it| self.origins(it));
        if let Some(origin) = origins.as_ref().and_then(|origins| origins.only_unknown(self.index)) {
            // `g.arn` and `"${g.arn}:*"` have the same references in a plan
            unknown = unknown.referring(origin.address.as_str(), origin.attribute.as_str()).derived();
            if references::is_always_set(origin) {
                unknown = unknown.set();
            }
            way = step(&way, origin);
        }
        unknown.value().at(way)
    }

    /// A known text is linked to the resources whose attributes it is made of.
    fn linked(&self, way: Way, value: &Value, expression: Option<&'d Node>) -> Way {
        let (Some(text), Some(expression)) = (value.as_str(), expression) else { return way };
        let origins = self.origins(expression);
        origins.found_in(self.index, text).into_iter().fold(way, |way, origin| step(&way, origin))
    }

    fn origins(&self, expression: &'d Node) -> Rc<Origins> {
        let known = self.followed.borrow().get(&expression.span).cloned();
        known.unwrap_or_else(|| {
            let origins = Rc::new(references::origins(self.index, expression, &self.scope));
            self.followed.borrow_mut().insert(expression.span, Rc::clone(&origins));
            origins
        })
    }

    fn unreadable(&self, path: &str) -> Value {
        Value::unknown(self.cause(CauseKind::UnreadableText, path))
    }

    fn cause(&self, kind: CauseKind, path: &str) -> Cause {
        Cause::new(kind, format!("{}.{path}", self.instance.address))
    }
}

fn step(way: &Way, origin: &Origin) -> Way {
    way.then(Role::Reference(origin.address.as_str().into()), origin.span)
}

fn scalar(node: Option<&Node>) -> Value {
    let NodeKind::Scalar(shared, _) = node.map_or(&NodeKind::Unreadable, |node| node.kind()) else {
        return Value::null();
    };
    match node.and_then(Node::scalar) {
        None | Some(Scalar::Null) => Value::null(),
        Some(Scalar::Bool(value)) => Value::bool(value),
        Some(Scalar::Number(text)) => match Number::parse(text) {
            Some(number) => Value::number(number),
            None => Value::unknown(Cause::bound("numbers")),
        },
        Some(Scalar::String(_)) => Value::string(Arc::clone(shared)),
    }
}
