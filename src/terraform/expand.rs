//! `count` and `for_each`: which instances a block has, each with its key and when it is there.

use super::tree::{object_of, unknown_element};
use crate::expr::Evaluator;
use crate::resource::Presence;
use crate::source::Problem;
use crate::syntax::hcl::Body;
use crate::value::{
    Cause, CauseKind, Data, Formula, Handle, ListKind, Origin, Type, Unknown, Value, to_number, to_string,
};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Most instances of one block.
const MAX_MEMBERS: usize = 10_000;
/// Most groups of members that are there by different conditions, in one value.
const MAX_CONDITIONS: usize = 4;

/// The instances of a block.
#[derive(Clone, Debug)]
pub(super) struct Expansion {
    shape: Shape,
    /// Those that are or may be there.
    pub members: Vec<Member>,
    /// The way of `count` or `for_each`.
    pub origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Single,
    Count,
    Each,
}

/// One instance.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub key: Key,
    pub iteration: Iteration,
    pub presence: Presence,
}

/// What `each` and `count` are in an instance.
#[derive(Clone, Debug, Default)]
pub(super) struct Iteration {
    /// `each`, an object of `key` and `value`.
    pub each: Option<Value>,
    /// `count`, an object of `index`.
    pub count: Option<Value>,
}

/// The key of an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    None,
    Index(usize),
    Text(Arc<str>),
    /// Not known: stands for any number of instances.
    Unknown,
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::None => Ok(()),
            Key::Index(at) => write!(out, "[{at}]"),
            Key::Text(text) => {
                out.write_str("[\"")?;
                for (at, c) in text.char_indices() {
                    match c {
                        '"' => out.write_str("\\\"")?,
                        '\\' => out.write_str("\\\\")?,
                        '\n' => out.write_str("\\n")?,
                        '$' | '%' if text[at + 1..].starts_with('{') => write!(out, "{c}{c}")?,
                        _ => write!(out, "{c}")?,
                    }
                }
                out.write_str("\"]")
            }
            Key::Unknown => out.write_str("[*]"),
        }
    }
}

/// There where both are.
pub(super) fn both(a: &Presence, b: &Presence) -> Presence {
    match (a, b) {
        (Presence::Always, other) | (other, Presence::Always) => other.clone(),
        (Presence::Unknown(cause), _) | (_, Presence::Unknown(cause)) => Presence::Unknown(cause.clone()),
        (Presence::When(a), Presence::When(b)) => when(a.and(b)),
    }
}

fn when(formula: Formula) -> Presence {
    match formula {
        Formula::Constant(true) => Presence::Always,
        other => Presence::When(other),
    }
}

impl Expansion {
    /// No instance at all.
    pub fn none() -> Self {
        Expansion { shape: Shape::Count, members: Vec::new(), origin: Origin::none() }
    }

    /// One instance of a block with a `count`.
    pub fn once() -> Self {
        let members = vec![counted_member(Key::Index(0), Value::number(0_usize), Presence::Always)];
        Expansion { shape: Shape::Count, members, origin: Origin::none() }
    }

    /// The instances that a body's `count` or `for_each` makes.
    pub fn of(body: &Body, address: &str, evaluator: &mut Evaluator<'_>) -> Self {
        if let Some(attribute) = body.attribute("count") {
            let value = evaluator.evaluate(&attribute.expr);
            let value = to_number(&value);
            report(evaluator, &value, attribute.expr.span);
            let members = counted(&leaves(&value), address);
            return Expansion { shape: Shape::Count, members, origin: value.origin };
        }
        if let Some(attribute) = body.attribute("for_each") {
            let value = evaluator.evaluate(&attribute.expr);
            let value = shown(&evaluator.expanded(value));
            report(evaluator, &value, attribute.expr.span);
            let members = keyed(&leaves(&value), address, evaluator);
            return Expansion { shape: Shape::Each, members, origin: value.origin };
        }
        let only = Member { key: Key::None, iteration: Iteration::default(), presence: Presence::Always };
        Expansion { shape: Shape::Single, members: vec![only], origin: Origin::none() }
    }

    /// What a reference to the whole block gives; `handles` are those of the members.
    pub fn value(&self, handles: &[Handle], address: &str) -> Value {
        let items: Vec<(&Member, Value)> = self
            .members
            .iter()
            .zip(handles)
            .map(|(member, handle)| (member, Value::new(Data::Handle(*handle))))
            .collect();
        if self.shape == Shape::Single {
            return items.into_iter().next().map_or_else(Value::null, |(_, value)| value);
        }
        let mut conditions: Vec<&Formula> = Vec::new();
        for (member, _) in &items {
            match &member.presence {
                Presence::Unknown(_) => {
                    let cause = Cause::new(CauseKind::Expansion, address);
                    return Unknown::because(cause).named(address).value();
                }
                Presence::When(formula) if !conditions.contains(&formula) => conditions.push(formula),
                _ => {}
            }
        }
        if conditions.len() > MAX_CONDITIONS {
            return Value::unknown(Cause::new(CauseKind::Expansion, address));
        }
        self.assuming(&items, &conditions, &mut Vec::new()).at(self.origin.clone())
    }

    fn assuming<'c>(
        &self,
        items: &[(&Member, Value)],
        conditions: &[&'c Formula],
        holding: &mut Vec<&'c Formula>,
    ) -> Value {
        let Some((first, rest)) = conditions.split_first() else {
            let there = items.iter().filter(|(member, _)| match &member.presence {
                Presence::When(formula) => holding.contains(&formula),
                _ => true,
            });
            return match self.shape {
                Shape::Each => object_of(there.map(|(member, value)| (member.key.clone(), value.clone()))),
                _ => Value::tuple(there.map(|(_, value)| value.clone()).collect()),
            };
        };
        holding.push(first);
        let with = self.assuming(items, rest, holding);
        holding.pop();
        let without = self.assuming(items, rest, holding);
        Value::branches(first, with, without)
    }
}

/// Terraform refuses sensitive keys, which addresses would show.
/// <https://developer.hashicorp.com/terraform/language/meta-arguments/for_each#limitations-on-values-used-in-for_each>
fn shown(value: &Value) -> Value {
    value.map_leaves(&mut |leaf| {
        let keys = match &leaf.data {
            Data::List(list) => &list.items[..],
            _ => leaf.certain_items(),
        };
        let secret =
            (leaf.sensitive && !matches!(leaf.data, Data::Null)) || keys.iter().any(|key| key.sensitive);
        match secret && !leaf.is_error() {
            true => Value::error("`for_each` cannot be made of a sensitive value").at(leaf.origin.clone()),
            false => leaf.clone(),
        }
    })
}

fn report(evaluator: &Evaluator<'_>, value: &Value, span: crate::source::Span) {
    let message = match value.as_error() {
        Some(message) => message,
        None if value.is_null() => "`count` and `for_each` cannot be null",
        None => return,
    };
    evaluator.scope().budget().report(Problem::evaluation(span, message));
}

/// The leaves of a branching value, each with the condition it holds under.
fn leaves(value: &Value) -> Vec<(Formula, Value)> {
    fn collect(value: &Value, when: &Formula, out: &mut Vec<(Formula, Value)>) {
        match &value.data {
            Data::Branches(branches) => {
                collect(&branches.then, &when.and(&branches.condition), out);
                collect(&branches.otherwise, &when.and(&branches.condition.negate()), out);
            }
            _ => out.push((when.clone(), value.clone())),
        }
    }
    let mut out = Vec::new();
    collect(value, &Formula::Constant(true), &mut out);
    out
}

/// Presence of what is there in those leaves only. All leaves: always.
fn presence_in(all: usize, chosen: &[&Formula]) -> Presence {
    if chosen.len() == all {
        return Presence::Always;
    }
    when(chosen.iter().fold(Formula::Constant(false), |any, formula| any.or(formula)))
}

fn counted(leaves: &[(Formula, Value)], address: &str) -> Vec<Member> {
    let count = |value: &Value| value.as_number().and_then(|number| number.as_index());
    if let Some((_, open)) = leaves.iter().find(|(_, value)| count(value).is_none()) {
        let cause = open.cause().cloned().unwrap_or_else(|| Cause::new(CauseKind::Expansion, address));
        let index = Unknown::because(cause.clone()).of_type(Type::Number).value();
        return vec![counted_member(Key::Unknown, index, Presence::Unknown(cause))];
    }
    let most = leaves.iter().filter_map(|(_, value)| count(value)).max().unwrap_or(0);
    if most > MAX_MEMBERS {
        let cause = Cause::bound("instances");
        return vec![counted_member(Key::Unknown, Value::unknown(cause.clone()), Presence::Unknown(cause))];
    }
    (0..most)
        .map(|at| {
            let there: Vec<&Formula> = leaves
                .iter()
                .filter(|(_, value)| count(value).is_some_and(|count| count > at))
                .map(|(formula, _)| formula)
                .collect();
            counted_member(Key::Index(at), Value::number(at), presence_in(leaves.len(), &there))
        })
        .collect()
}

fn counted_member(key: Key, index: Value, presence: Presence) -> Member {
    let count = Value::object(BTreeMap::from([(Arc::from("index"), index)]));
    Member { key, iteration: Iteration { each: None, count: Some(count) }, presence }
}

/// Elements of one leaf by key; the cause where there may be more.
type Elements = (Vec<(Arc<str>, Value, Value)>, Option<Cause>);

fn keyed(leaves: &[(Formula, Value)], address: &str, evaluator: &Evaluator<'_>) -> Vec<Member> {
    let mut open: Option<Cause> = None;
    let mut by_key: BTreeMap<Arc<str>, Vec<(&Formula, Value, Value)>> = BTreeMap::new();
    for (formula, value) in leaves {
        let (elements, more) = elements_of(&evaluator.expanded(value.clone()), address);
        open = open.or(more);
        for (key, key_value, value) in elements {
            by_key.entry(key).or_default().push((formula, key_value, value));
        }
    }
    if by_key.len() > MAX_MEMBERS {
        (by_key, open) = (BTreeMap::new(), Some(Cause::bound("instances")));
    }
    let mut members: Vec<Member> = by_key
        .into_iter()
        .map(|(key, found)| {
            let formulas: Vec<&Formula> = found.iter().map(|(formula, ..)| *formula).collect();
            let presence = presence_in(leaves.len(), &formulas);
            let key_value = found[0].1.clone();
            let mut found = found.into_iter().rev();
            let mut value = found.next().map_or_else(Value::null, |(_, _, value)| value);
            for (formula, _, other) in found {
                value = Value::branches(formula, other, value);
            }
            keyed_member(Key::Text(key), key_value, value, presence)
        })
        .collect();
    if let Some(cause) = open {
        let mut key = Unknown::because(cause.clone()).of_type(Type::String);
        key.not_null = true;
        let element = unknown_element(&cause);
        members.push(keyed_member(Key::Unknown, key.value(), element, Presence::Unknown(cause)));
    }
    members
}

fn keyed_member(key: Key, key_value: Value, value: Value, presence: Presence) -> Member {
    let each = Value::object(BTreeMap::from([(Arc::from("key"), key_value), (Arc::from("value"), value)]));
    Member { key, iteration: Iteration { each: Some(each), count: None }, presence }
}

fn elements_of(value: &Value, address: &str) -> Elements {
    let marked = |item: &Value| {
        let origin = item.origin.and(&value.origin);
        item.clone().at(origin).marked(value.sensitive)
    };
    match &value.data {
        Data::Object(object) => {
            let elements = object.entries.iter().map(|(key, item)| {
                let text = Value::string(Arc::clone(key)).at(value.origin.clone());
                (Arc::clone(key), text, marked(item))
            });
            (elements.collect(), object.open.as_ref().map(|open| open.cause.clone()))
        }
        Data::List(list) if list.kind == ListKind::Set || list.items.is_empty() => {
            let mut elements = Vec::with_capacity(list.items.len());
            let mut open = None;
            for item in &list.items {
                let text = to_string(item);
                match text.as_str() {
                    Some(key) => elements.push((Arc::from(key), marked(&text), marked(&text))),
                    None => {
                        let cause = text.cause().cloned();
                        open = open.or(cause).or_else(|| Some(Cause::new(CauseKind::Expansion, address)));
                    }
                }
            }
            (elements, open)
        }
        Data::List(_) => {
            let message = "`for_each` needs a map or a set of strings, but this is a list";
            (Vec::new(), Some(Cause::new(CauseKind::Error, message)))
        }
        // what is certainly in a set is a key for certain
        Data::Unknown(unknown) if matches!(unknown.kind, Some(Type::Set(_))) => {
            let keys = value.certain_items().iter().map(to_string);
            let known = keys.filter_map(|key| Some((Arc::from(key.as_str()?), marked(&key), marked(&key))));
            (known.collect(), Some(unknown.cause.clone()))
        }
        Data::Unknown(unknown) => (Vec::new(), Some(unknown.cause.clone())),
        _ => (Vec::new(), Some(Cause::new(CauseKind::Expansion, address))),
    }
}
