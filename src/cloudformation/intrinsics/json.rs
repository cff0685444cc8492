//! `Fn::ToJsonString`.

use super::super::combine::concatenate;
use super::super::scope::Scope;
use super::super::stack::{Stack, as_string};
use super::made_of;
use crate::source::Span;
use crate::syntax::node::Node;
use crate::value::{Data, Role, Type, Value};

/// `Fn::ToJsonString: object or list`; what is not known inside stays a part that is not known.
pub(super) fn to_json_string(stack: &Stack<'_>, argument: &Node, span: Span, scope: &Scope) -> Value {
    let value = stack.value(argument, scope);
    let mut parts = Vec::new();
    let text = match write(&value, &mut parts) {
        Some(()) => concatenate(parts),
        None => made_of(&value, Some(Type::String)),
    };
    text.marked(value.holds_sensitive()).through(Role::Literal, span)
}

/// Adds the JSON of a value in parts; `None` where its very shape is not known.
fn write(value: &Value, parts: &mut Vec<Value>) -> Option<()> {
    let mut literal = |text: &str| parts.push(Value::string(text));
    match &value.data {
        Data::Null => literal("null"),
        Data::Bool(value) => literal(if *value { "true" } else { "false" }),
        Data::Number(number) => literal(&number.to_string()),
        Data::String(text) => literal(&quoted(text)),
        Data::List(list) => {
            literal("[");
            for (at, item) in list.items.iter().enumerate() {
                if at > 0 {
                    parts.push(Value::string(","));
                }
                write(item, parts)?;
            }
            parts.push(Value::string("]"));
        }
        Data::Object(object) => {
            if object.open.is_some() {
                return None;
            }
            literal("{");
            let present = object.entries.iter().filter(|(_, value)| !value.is_null());
            for (at, (key, value)) in present.enumerate() {
                let comma = if at > 0 { "," } else { "" };
                parts.push(Value::string(format!("{comma}{}:", quoted(key))));
                write(value, parts)?;
            }
            parts.push(Value::string("}"));
        }
        Data::Text(_) | Data::Unknown(_) => {
            let is_string =
                !matches!(&value.data, Data::Unknown(unknown) if !matches!(unknown.kind, Some(Type::String)));
            let reference =
                value.as_unknown().is_some_and(|it| it.reference.is_some() || it.identity.is_some());
            if !(is_string || reference) {
                return None;
            }
            literal("\"");
            parts.push(as_string(value));
            parts.push(Value::string("\""));
        }
        Data::Branches(_) => {
            let written = Value::combined(vec![value.clone()], Value::is_branching, &mut |leaves| {
                let mut inner = Vec::new();
                let leaf = leaves.into_iter().next().unwrap_or_else(Value::null);
                match write(&leaf, &mut inner) {
                    Some(()) => concatenate(inner),
                    None => made_of(&leaf, Some(Type::String)),
                }
            });
            parts.push(written);
        }
        Data::Handle(_) => return None,
    }
    Some(())
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
