//! `jsondecode`: over the project's own JSON reader.

use super::super::Call;
use crate::source::SourceMap;
use crate::syntax::json;
use crate::syntax::node::{Node, NodeKind, ScalarStyle};
use crate::value::{Cause, Number, Value};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

pub(super) fn run(call: &Call<'_>) -> Result<Value, Value> {
    let text = call.string(0)?;
    let source = SourceMap::new().add(Path::new("jsondecode"), text);
    let (node, problems) = json::parse(&source);
    // the reader reports what it cannot read; keys that stand twice are allowed here
    let read = node.map(|node| {
        let mut reader = Reader { call, duplicates: 0 };
        (reader.value(&node), reader.duplicates)
    });
    match read {
        Some((Ok(value), duplicates)) if duplicates >= problems.len() => Ok(value),
        Some((Err(Broken::Bound(which)), _)) => Err(Value::unknown(Cause::bound(which))),
        _ => Err(call.error(problems.first().map_or("not JSON", |problem| &problem.message))),
    }
}

enum Broken {
    Text,
    Bound(&'static str),
}

struct Reader<'a> {
    call: &'a Call<'a>,
    /// How many entries share their key with an earlier one: as many problems mean nothing here.
    duplicates: usize,
}

impl Reader<'_> {
    fn value(&mut self, node: &Node) -> Result<Value, Broken> {
        if !self.call.scope.budget().spend(1) {
            return Err(Broken::Bound("evaluation steps"));
        }
        match node.kind() {
            NodeKind::Scalar(text, ScalarStyle::Quoted) => Ok(Value::string(Arc::clone(text))),
            NodeKind::Scalar(text, _) => match &**text {
                "null" => Ok(Value::null()),
                "true" => Ok(Value::bool(true)),
                "false" => Ok(Value::bool(false)),
                number => Number::parse(number).map(Value::number).ok_or(Broken::Bound("number size")),
            },
            NodeKind::Sequence(items) => {
                Ok(Value::tuple(items.iter().map(|item| self.value(item)).collect::<Result<_, _>>()?))
            }
            NodeKind::Mapping(entries) => {
                let mut object = BTreeMap::new();
                for entry in entries.iter() {
                    let value = self.value(&entry.value)?;
                    self.duplicates += usize::from(object.insert(Arc::clone(&entry.key), value).is_some());
                }
                Ok(Value::object(object))
            }
            NodeKind::Unreadable => Err(Broken::Text),
        }
    }
}
