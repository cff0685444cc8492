//! `aws_iam_policy_document`: the JSON that the provider makes of it; what is unknown stays a part of the text.
//!
//! Order and form are those of the provider (`internal/service/iam/policy_document_data_source.go`).

mod sources;

use crate::terraform::scope::written;
use crate::terraform::tree::{ResourceInstance, Unit};
use crate::value::{Cause, CauseKind, Data, Layout, Part, Text, TextPart, Value, to_string};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A statement: its id, its JSON, and where its parts are written.
#[derive(Clone, Debug)]
struct Statement {
    sid: Option<Arc<str>>,
    text: Value,
    part: Part,
}

/// The elements of a statement and the arguments and blocks that say them.
const ELEMENTS: &[(&str, &str)] = &[
    ("Effect", "effect"),
    ("Action", "actions"),
    ("NotAction", "not_actions"),
    ("Resource", "resources"),
    ("NotResource", "not_resources"),
    ("Principal", "principals"),
    ("NotPrincipal", "not_principals"),
    ("Condition", "condition"),
];

/// The document as JSON.
pub(super) fn json(unit: &Unit<'_>, resource: &ResourceInstance) -> Value {
    let argument = |name: &str| written(unit, resource, &name.into()).unwrap_or_else(Value::null);
    if resource.block.block.broken {
        return Value::unknown(Cause::new(CauseKind::UnreadableText, Arc::clone(&resource.address)));
    }
    let sources = sources::list(&argument("source_json"), &argument("source_policy_documents"));
    let overrides = sources::list(&argument("override_json"), &argument("override_policy_documents"));
    let version = argument("version");
    let id = argument("policy_id");
    let own = argument("statement");
    let value = sources::each_world([&sources, &overrides], &own, &mut |sources, overrides, own| {
        let Some(mut statements) = sources::statements(unit, sources) else {
            return unknown(sources, resource);
        };
        match (own.as_list(), own.is_null()) {
            (Some(items), _) => {
                for item in items {
                    merge(&mut statements, statement(item, &version));
                }
            }
            (None, true) => {}
            (None, false) if own.certain_items().is_empty() => {
                return unknown(std::slice::from_ref(own), resource);
            }
            (None, false) => {
                for item in own.certain_items() {
                    merge(&mut statements, statement(item, &version));
                }
                // stands for the statements that are not known
                let text = crate::expr::unknown_from(own);
                statements.push(Statement { sid: None, text, part: Part::default() });
            }
        }
        match sources::statements(unit, overrides) {
            Some(over) if overrides.iter().all(|it| it.as_unknown().is_none()) => {
                over.into_iter().for_each(|statement| merge(&mut statements, statement));
            }
            _ => return unknown(overrides, resource),
        }
        document(&statements, &version, &id)
    });
    let origin = crate::value::Origin::of(
        crate::value::Role::Reference(Arc::clone(&resource.address)),
        resource.block.block.header,
    );
    let origin = value.origin.and(&origin);
    value.at(origin)
}

fn unknown(because: &[Value], resource: &ResourceInstance) -> Value {
    let cause = because.iter().find_map(Value::cause).cloned();
    let cause = cause.unwrap_or_else(|| Cause::new(CauseKind::DataSource, Arc::clone(&resource.address)));
    crate::value::Unknown::because(cause)
        .set()
        .of_type(crate::value::Type::String)
        .named(format!("{}.json", resource.address))
        .value()
}

/// A statement of the same id is replaced in its place.
fn merge(statements: &mut Vec<Statement>, statement: Statement) {
    let same = |known: &&mut Statement| known.sid.is_some() && known.sid == statement.sid;
    match statements.iter_mut().find(same) {
        Some(known) => *known = statement,
        None => statements.push(statement),
    }
}

fn document(statements: &[Statement], version: &Value, id: &Value) -> Value {
    let mut parts = vec![Value::string("{\n  \"Version\": ")];
    parts.push(if version.is_null() { Value::string("\"2012-10-17\"") } else { quoted(version) });
    if !id.is_null() {
        parts.push(Value::string(",\n  \"Id\": "));
        parts.push(quoted(id));
    }
    parts.push(Value::string(",\n  \"Statement\": ["));
    for (at, statement) in statements.iter().enumerate() {
        parts.push(Value::string(if at == 0 { "\n    " } else { ",\n    " }));
        parts.push(statement.text.clone());
    }
    parts.push(Value::string("\n  ]\n}"));
    let items = statements.iter().map(|statement| statement.part.clone()).collect();
    let statements = Part { items, ..Part::default() };
    let whole = Part { entries: vec![("Statement".into(), statements)], ..Part::default() };
    let layout = Layout::Made(whole);
    Value::concatenation(&parts).map_leaves(&mut |leaf| leaf.clone().at(leaf.origin.laid(layout.clone())))
}

/// Where a `statement` block and what it says are written.
fn part_of_block(block: &Value) -> Part {
    let place = |value: &Value| value.origin.last().map(|step| step.span);
    let entry = |(element, name): &(&str, &str)| {
        let span = place(block.as_object()?.entries.get(name)?);
        Some((Arc::from(*element), Part { span, ..Part::default() }))
    };
    Part { span: place(block), entries: ELEMENTS.iter().filter_map(entry).collect(), items: Vec::new() }
}

fn statement(block: &Value, version: &Value) -> Statement {
    let argument = |name: &str| {
        block.as_object().and_then(|object| object.entries.get(name)).cloned().unwrap_or_else(Value::null)
    };
    let with_variables = version.as_str() != Some("2008-10-17");
    let sid = argument("sid");
    let mut parts = vec![Value::string("{")];
    parts.push(sid.map_leaves(&mut |sid| match (sid.is_null(), sid.as_str()) {
        (true, _) | (_, Some("")) => Value::string(""),
        _ => Value::concatenation(&[Value::string("\n      \"Sid\": "), quoted(sid), Value::string(",")]),
    }));
    parts.push(Value::string("\n      \"Effect\": "));
    let effect = argument("effect");
    parts.push(if effect.is_null() { Value::string("\"Allow\"") } else { quoted(&effect) });
    for (member, name) in [("Action", "actions"), ("NotAction", "not_actions")] {
        parts.push(member_of(member, &argument(name), false));
    }
    for (member, name) in [("Resource", "resources"), ("NotResource", "not_resources")] {
        parts.push(member_of(member, &argument(name), with_variables));
    }
    parts.push(principals("Principal", &argument("principals"), with_variables));
    parts.push(principals("NotPrincipal", &argument("not_principals"), with_variables));
    parts.push(conditions(&argument("condition"), with_variables));
    parts.push(Value::string("\n    }"));
    let sid = sid.as_str().filter(|sid| !sid.is_empty()).map(Arc::from);
    Statement { sid, text: Value::concatenation(&parts), part: part_of_block(block) }
}

/// `,"Name": …` or nothing where the list is empty or null.
fn member_of(member: &str, list: &Value, with_variables: bool) -> Value {
    list.map_leaves(&mut |list| {
        if list.is_null() || list.as_list().is_some_and(<[Value]>::is_empty) {
            return Value::string("");
        }
        let head = Value::string(format!(",\n      \"{member}\": "));
        Value::concatenation(&[head, strings(list, with_variables, true)])
    })
}

/// A list of strings as the provider prints it: one as a string, more in reverse order.
fn strings(list: &Value, with_variables: bool, sorted: bool) -> Value {
    let Some(items) = list.as_list() else { return list.clone() };
    let mut items: Vec<Value> = items
        .iter()
        .map(|item| if with_variables { replaced(&to_string(item)) } else { to_string(item) })
        .collect();
    if sorted && items.iter().all(|item| item.as_str().is_some()) {
        items.sort_by(|a, b| b.as_str().cmp(&a.as_str()));
    }
    if let [only] = items.as_slice() {
        return quoted(only);
    }
    let mut parts = vec![Value::string("[")];
    for (at, item) in items.iter().enumerate() {
        parts.push(Value::string(if at == 0 { "" } else { ", " }));
        parts.push(quoted(item));
    }
    parts.push(Value::string("]"));
    Value::concatenation(&parts)
}

/// The blocks of a list, or `None` where they are not known.
fn blocks(list: &Value) -> Option<&[Value]> {
    if list.is_null() { Some(&[]) } else { list.as_list() }
}

fn part_of(block: &Value, name: &str) -> Value {
    block.as_object().and_then(|object| object.entries.get(name)).cloned().unwrap_or_else(Value::null)
}

fn principals(member: &str, list: &Value, with_variables: bool) -> Value {
    let head = || Value::string(format!(",\n      \"{member}\": "));
    list.map_leaves(&mut |list| {
        let Some(blocks) = blocks(list) else { return Value::concatenation(&[head(), list.clone()]) };
        if blocks.is_empty() {
            return Value::string("");
        }
        if let [only] = blocks
            && part_of(only, "type").as_str() == Some("*")
            && let Some([id]) = part_of(only, "identifiers").as_list()
            && id.as_str() == Some("*")
        {
            return Value::concatenation(&[head(), Value::string("\"*\"")]);
        }
        let merged = grouped(blocks, "type", "identifiers");
        let mut parts = vec![head(), Value::string("{")];
        for (at, (kind, ids)) in merged.iter().enumerate() {
            parts.push(Value::string(if at == 0 { "\n        " } else { ",\n        " }));
            parts.push(quoted(kind));
            parts.push(Value::string(": "));
            parts.push(ids.map_leaves(&mut |ids| strings(ids, with_variables, true)));
        }
        parts.push(Value::string("\n      }"));
        Value::concatenation(&parts)
    })
}

/// Blocks by one of their arguments; lists of those with the same are joined, in the order of the keys.
fn grouped(blocks: &[Value], by: &str, list: &str) -> Vec<(Value, Value)> {
    let mut known: BTreeMap<Arc<str>, (Value, Value)> = BTreeMap::new();
    let mut others = Vec::new();
    for block in blocks {
        let (key, list) = (part_of(block, by), part_of(block, list));
        let Some(text) = key.as_str() else {
            others.push((key, list));
            continue;
        };
        match known.get_mut(text) {
            Some((_, before)) => match (before.as_list(), list.as_list()) {
                (Some(a), Some(b)) => *before = Value::tuple(a.iter().chain(b).cloned().collect()),
                _ => others.push((key, list)),
            },
            None => {
                known.insert(text.into(), (key.clone(), list));
            }
        }
    }
    known.into_values().chain(others).collect()
}

fn conditions(list: &Value, with_variables: bool) -> Value {
    let head = || Value::string(",\n      \"Condition\": ");
    list.map_leaves(&mut |list| {
        let Some(blocks) = blocks(list) else { return Value::concatenation(&[head(), list.clone()]) };
        if blocks.is_empty() {
            return Value::string("");
        }
        let mut tests: Vec<(Value, Vec<Value>)> = Vec::new();
        for block in blocks {
            let test = part_of(block, "test");
            match tests.iter_mut().find(|(known, _)| known.equals(&test) == Some(true)) {
                Some((_, blocks)) => blocks.push(block.clone()),
                None => tests.push((test, vec![block.clone()])),
            }
        }
        tests.sort_by(|(a, _), (b, _)| a.as_str().cmp(&b.as_str()));
        let mut parts = vec![head(), Value::string("{")];
        for (at, (test, blocks)) in tests.iter().enumerate() {
            parts.push(Value::string(if at == 0 { "\n        " } else { ",\n        " }));
            parts.push(quoted(test));
            parts.push(Value::string(": {"));
            for (at, (variable, values)) in grouped(blocks, "variable", "values").iter().enumerate() {
                parts.push(Value::string(if at == 0 { "\n          " } else { ",\n          " }));
                parts.push(quoted(variable));
                parts.push(Value::string(": "));
                parts.push(values.map_leaves(&mut |values| strings(values, with_variables, false)));
            }
            parts.push(Value::string("\n        }"));
        }
        parts.push(Value::string("\n      }"));
        Value::concatenation(&parts)
    })
}

/// `&{aws:username}` stands for `${aws:username}`, which Terraform would take for a template.
fn replaced(value: &Value) -> Value {
    let text = |text: &str| Arc::<str>::from(text.replace("&{", "${"));
    value.map_leaves(&mut |leaf| {
        let mut leaf = leaf.clone();
        leaf.data = match &leaf.data {
            Data::String(known) if known.contains("&{") => Data::String(text(known)),
            Data::Text(parts) => {
                let parts = parts.parts.iter().map(|part| match part {
                    TextPart::Literal(literal) => TextPart::Literal(text(literal)),
                    TextPart::Unknown(value) => TextPart::Unknown(value.clone()),
                });
                Data::Text(Arc::new(Text { parts: parts.collect() }))
            }
            _ => return leaf,
        };
        leaf
    })
}

/// A string value in quotes, escaped as JSON; unknown parts stay as they are.
fn quoted(value: &Value) -> Value {
    value.map_leaves(&mut |leaf| {
        let leaf = to_string(leaf);
        let inner = match &leaf.data {
            Data::String(text) => vec![Value::string(escaped(text))],
            Data::Text(text) => text
                .parts
                .iter()
                .map(|part| match part {
                    TextPart::Literal(literal) => Value::string(escaped(literal)),
                    TextPart::Unknown(value) => value.clone(),
                })
                .collect(),
            _ => vec![leaf.clone()],
        };
        let mut parts = vec![Value::string("\"")];
        parts.extend(inner);
        parts.push(Value::string("\""));
        Value::concatenation(&parts).at(leaf.origin.clone()).marked(leaf.sensitive)
    })
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}
