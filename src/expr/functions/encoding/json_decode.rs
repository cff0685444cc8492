//! `jsondecode`: over the project's own JSON reader.

use super::super::Call;
use crate::source::SourceMap;
use crate::syntax::json;
use crate::syntax::node::{Node, NodeKind, ScalarStyle};
use crate::value::{Number, Value};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

pub(super) fn run(call: &Call<'_>) -> Result<Value, Value> {
    let text = call.string(0)?;
    let source = SourceMap::new().add(Path::new("jsondecode"), text);
    let (node, problems) = json::parse(&source);
    // the reader reports what it cannot read; keys that stand twice are allowed here
    match node.map(|node| value(call, &node)) {
        Some(Ok(value)) => Ok(value),
        Some(Err(Broken::Steps)) => Err(super::over_steps()),
        _ => Err(call.error(problems.first().map_or("not JSON", |problem| &problem.message))),
    }
}

enum Broken {
    Text,
    Steps,
}

fn value(call: &Call<'_>, node: &Node) -> Result<Value, Broken> {
    if !call.scope.budget().spend(1) {
        return Err(Broken::Steps);
    }
    match &node.kind {
        NodeKind::Scalar(text, ScalarStyle::Quoted) => Ok(Value::string(Arc::clone(text))),
        NodeKind::Scalar(text, _) => match &**text {
            "null" => Ok(Value::null()),
            "true" => Ok(Value::bool(true)),
            "false" => Ok(Value::bool(false)),
            number => Number::parse(number).map(Value::number).ok_or(Broken::Text),
        },
        NodeKind::Sequence(items) => {
            Ok(Value::tuple(items.iter().map(|item| value(call, item)).collect::<Result<_, _>>()?))
        }
        NodeKind::Mapping(entries) => {
            let mut object = BTreeMap::new();
            for entry in entries.iter() {
                object.insert(Arc::clone(&entry.key), value(call, &entry.value)?);
            }
            Ok(Value::object(object))
        }
        NodeKind::Unreadable => Err(Broken::Text),
    }
}
