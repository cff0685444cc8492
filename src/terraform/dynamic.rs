//! Arguments and nested blocks of a body, `dynamic` ones unrolled.

use super::overrides::nested_type;
use crate::expr::{Evaluator, certain_entries};
use crate::source::Problem;
use crate::syntax::hcl::{Attribute, Block, Body, ExprKind};
use crate::value::{Cause, CauseKind, Data, ListKind, Origin, Role, Unknown, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What Terraform itself reads of a resource.
const META_ARGUMENTS: &[&str] = &["count", "for_each", "provider", "depends_on"];
const META_BLOCKS: &[&str] = &["lifecycle", "provisioner", "connection"];

/// Most blocks of one type.
const MAX_BLOCKS: usize = 4096;

/// Names of the written arguments and nested block types, in the order of the text, each once.
pub(super) fn names(body: &Body) -> Vec<Arc<str>> {
    let mut names: Vec<Arc<str>> = Vec::new();
    let attributes = body.attributes.iter().map(|attribute| &attribute.name.text);
    let attributes = attributes.filter(|name| !META_ARGUMENTS.contains(&&***name));
    for name in attributes {
        if !names.contains(name) {
            names.push(Arc::clone(name));
        }
    }
    for kind in body.blocks.iter().map(|block| nested_type(block)).filter(|kind| !META_BLOCKS.contains(kind))
    {
        if !names.iter().any(|name| &**name == kind) {
            names.push(kind.into());
        }
    }
    names
}

/// Whether the body has an argument or blocks of that name.
pub(super) fn writes(body: &Body, name: &str) -> bool {
    (body.attribute(name).is_some() && !META_ARGUMENTS.contains(&name))
        || (!META_BLOCKS.contains(&name) && body.blocks.iter().any(|block| nested_type(block) == name))
}

/// The value of an argument, or the list of the blocks of that name.
pub(super) fn argument(evaluator: &mut Evaluator<'_>, body: &Body, name: &str) -> Value {
    match body.attribute(name) {
        Some(attribute) => attribute_value(evaluator, attribute),
        None => blocks(evaluator, body, name),
    }
}

fn attribute_value(evaluator: &mut Evaluator<'_>, attribute: &Attribute) -> Value {
    let value = evaluator.evaluate(&attribute.expr);
    let value = evaluator.expanded(value);
    if let Some(message) = value.as_error() {
        evaluator.scope().budget().report(Problem::evaluation(attribute.expr.span, message));
    }
    value.through(Role::Argument(Arc::clone(&attribute.name.text)), attribute.span)
}

/// The object that a nested body makes.
fn object(evaluator: &mut Evaluator<'_>, body: &Body, broken: bool) -> Value {
    let mut entries = BTreeMap::new();
    for name in names(body) {
        let value = argument(evaluator, body, &name);
        entries.insert(name, value);
    }
    let open = broken.then(|| {
        let cause = Cause::new(CauseKind::UnreadableText, "this block");
        Arc::new(Unknown::because(cause))
    });
    Value::object_of(false, entries, open)
}

/// The blocks of that type as a list of objects, static and dynamic ones in the order of the text.
fn blocks(evaluator: &mut Evaluator<'_>, body: &Body, kind: &str) -> Value {
    let mut all = Value::list(ListKind::List, Vec::new());
    let mut first = None;
    for block in body.blocks.iter().filter(|block| nested_type(block) == kind) {
        first.get_or_insert(block.header);
        let more = if &*block.kind.text == "dynamic" {
            dynamic(evaluator, block, kind)
        } else {
            let origin = Origin::of(Role::Argument(kind.into()), block.header);
            Value::list(ListKind::List, vec![object(evaluator, &block.body, block.broken).at(origin)])
        };
        all = joined(&all, &more);
    }
    match first {
        Some(span) => all.through(Role::Argument(kind.into()), span),
        None => all,
    }
}

fn joined(all: &Value, more: &Value) -> Value {
    let origin = all.origin.and(&more.origin);
    let sensitive = all.sensitive || more.sensitive;
    let value = all.map_leaves(&mut |all| {
        more.map_leaves(&mut |more| match (all.as_list(), more.as_list()) {
            (Some(a), Some(b)) if a.len() + b.len() <= MAX_BLOCKS => {
                Value::list(ListKind::List, a.iter().chain(b).cloned().collect())
            }
            (Some(_), Some(_)) => Value::unknown(Cause::bound("nested blocks")),
            (None, _) => holding_both(all, more),
            (_, None) => holding_both(more, all),
        })
    });
    value.at(origin).marked(sensitive)
}

/// Blocks that are not all known, with further ones.
fn holding_both(open: &Value, more: &Value) -> Value {
    let Some(unknown) = open.as_unknown() else { return open.clone() };
    let items = open.certain_items().iter().chain(more.certain_items()).cloned();
    some_of(unknown.clone(), items.collect()).at(open.origin.clone())
}

/// Blocks of which some are known; where none is, there may be none at all.
fn some_of(unknown: Unknown, blocks: Vec<Value>) -> Value {
    Unknown { not_null: unknown.not_null || !blocks.is_empty(), ..unknown }.holding(blocks).value()
}

fn dynamic(evaluator: &mut Evaluator<'_>, block: &Block, kind: &str) -> Value {
    let unreadable = || Value::unknown(Cause::new(CauseKind::UnreadableText, format!("dynamic {kind}")));
    let (Some(each), Some(content)) =
        (block.body.attribute("for_each"), block.body.blocks_of("content").next())
    else {
        return unreadable();
    };
    let iterator = match block.body.attribute("iterator").map(|attribute| &attribute.expr.kind) {
        Some(ExprKind::Variable(name) | ExprKind::String(name)) => Arc::clone(name),
        _ => Arc::from(kind),
    };
    let source = evaluator.evaluate(&each.expr);
    let source = evaluator.expanded(source);
    if let Some(message) = source.as_error() {
        evaluator.scope().budget().report(Problem::evaluation(each.expr.span, message));
    }
    let blocks = source.map_leaves(&mut |source| {
        let source = evaluator.expanded(source.clone());
        let (items, open) = match entries(&source) {
            Some(items) => (items, None),
            None => {
                let cause = source.cause().cloned().unwrap_or_else(|| {
                    Cause::new(CauseKind::Error, "`for_each` of a dynamic block needs a collection")
                });
                (certain_entries(&source, &cause), Some(cause))
            }
        };
        let mut objects = Vec::with_capacity(items.len());
        for (key, value) in items {
            if !evaluator.scope().budget().spend(1) {
                return Value::unknown(Cause::bound("evaluation steps"));
            }
            let item = Value::object(BTreeMap::from([(Arc::from("key"), key), (Arc::from("value"), value)]));
            let origin = source.origin.then(Role::Argument(kind.into()), block.header);
            let made = evaluator
                .with_binding(&iterator, item, |evaluator| object(evaluator, &content.body, block.broken));
            objects.push(made.at(origin));
        }
        match open {
            Some(cause) => some_of(Unknown::because(cause), objects),
            None => Value::list(ListKind::List, objects),
        }
    });
    blocks.at(source.origin.clone()).marked(source.sensitive)
}

/// Keys and values of a collection; `None` where they are not all known.
fn entries(source: &Value) -> Option<Vec<(Value, Value)>> {
    match &source.data {
        Data::List(list) => {
            let keyed = list.items.iter().enumerate().map(|(at, item)| {
                let key = if list.kind == ListKind::Set { item.clone() } else { Value::number(at) };
                (key, item.clone())
            });
            Some(keyed.collect())
        }
        Data::Object(object) if object.open.is_none() => {
            let keyed = object.entries.iter();
            Some(keyed.map(|(key, item)| (Value::string(Arc::clone(key)), item.clone())).collect())
        }
        _ => None,
    }
}
