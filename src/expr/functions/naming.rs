//! A name for a result that is not known: one function of the same arguments gives the same, wherever it is called.

use crate::value::{CauseKind, Data, ListKind, TextPart, Unknown, Value};
use std::fmt::Write;

/// Longer names are not given, in bytes.
const LONGEST: usize = 400;

/// The result of a call, named by the call where nothing else names it. Not where the function is not evaluated at all,
/// which may answer otherwise each time, and not where a secret would be told.
pub(super) fn named(name: &str, arguments: &[Value], result: Value) -> Value {
    let Data::Unknown(unknown) = &result.data else { return result };
    let is_attribute = unknown.reference.is_some() && !unknown.made_of;
    let kind = unknown.cause.kind;
    if unknown.identity.is_some()
        || unknown.formula.is_some()
        || is_attribute
        || matches!(kind, CauseKind::Error | CauseKind::Function | CauseKind::Bound)
        || arguments.iter().any(Value::holds_sensitive)
    {
        return result;
    }
    match call_of(name, arguments) {
        Some(identity) => {
            let named = Unknown::clone(unknown).named(identity).value();
            Value { data: named.data, ..result }
        }
        None => result,
    }
}

fn call_of(name: &str, arguments: &[Value]) -> Option<String> {
    let mut call = format!("{name}(");
    for (at, argument) in arguments.iter().enumerate() {
        if at > 0 {
            call.push_str(", ");
        }
        spell(argument, &mut call)?;
    }
    call.push(')');
    Some(call)
}

/// Adds what tells a value from all others; nothing does where a part of it has no name.
fn spell(value: &Value, call: &mut String) -> Option<()> {
    match &value.data {
        Data::Null => call.push_str("null"),
        Data::Bool(truth) => write!(call, "{truth}").ok()?,
        Data::Number(number) => write!(call, "{number}").ok()?,
        Data::String(text) if text.len() <= LONGEST => write!(call, "{text:?}").ok()?,
        Data::Unknown(unknown) => call.push_str(&crate::expr::operators::name_of(unknown)?),
        Data::Text(text) => {
            for (at, part) in text.parts.iter().enumerate() {
                if at > 0 {
                    call.push_str(" & ");
                }
                match part {
                    TextPart::Literal(text) if text.len() <= LONGEST => write!(call, "{text:?}").ok()?,
                    TextPart::Literal(_) => return None,
                    TextPart::Unknown(part) => spell(part, call)?,
                }
            }
        }
        Data::List(list) => {
            let (before, behind) = match list.kind {
                ListKind::Tuple => ("[", "]"),
                ListKind::List => ("tolist([", "])"),
                ListKind::Set => ("toset([", "])"),
            };
            call.push_str(before);
            for (at, item) in list.items.iter().enumerate() {
                call.push_str(if at > 0 { ", " } else { "" });
                spell(item, call)?;
            }
            call.push_str(behind);
        }
        Data::Object(object) if object.open.is_none() => {
            let (before, behind) = if object.is_map { ("tomap({", "})") } else { ("{", "}") };
            call.push_str(before);
            for (at, (key, item)) in object.entries.iter().enumerate() {
                write!(call, "{}{key:?} = ", if at > 0 { ", " } else { "" }).ok()?;
                spell(item, call)?;
            }
            call.push_str(behind);
        }
        _ => return None,
    }
    (call.len() <= LONGEST).then_some(())
}
