//! Tables of policies and answers, laws that must hold for all of them, and hostile documents.
//!
//! In the tables `<name>` stands for an unknown text of that name, `<account>` and `<region>` for those of the
//! deployment.

mod conditions;
mod decisions;
mod documents;
mod guards;
mod hostile;
mod laws;
mod patterns;
mod subjects;
mod surroundings;

use crate::value::{Cause, CauseKind, Unknown, Value};

/// A text with unknown parts.
fn text(written: &str) -> Value {
    let mut parts = Vec::new();
    let mut rest = written;
    while let Some((before, after)) = rest.split_once('<') {
        let (name, behind) = after.split_once('>').expect("a name is closed");
        parts.push(Value::string(before));
        parts.push(symbol(name));
        rest = behind;
    }
    parts.push(Value::string(rest));
    let parts: Vec<Value> = parts.into_iter().filter(|part| part.as_str() != Some("")).collect();
    if parts.is_empty() { Value::string("") } else { Value::concatenation(&parts) }
}

fn symbol(name: &str) -> Value {
    let cause = match name {
        "account" | "region" => Cause::new(CauseKind::Surroundings, name),
        "org" => {
            let cause = Cause::new(CauseKind::Surroundings, "organization");
            return Unknown::because(cause).set().named("org").starting("o-").value();
        }
        "group" => {
            let cause = Cause::new(CauseKind::Attribute, "LogGroup.Arn");
            let mut unknown = Unknown::because(cause).set().referring("LogGroup", "Arn").starting("arn:");
            unknown.suffix = Some(":*".into());
            return unknown.value();
        }
        name if name.starts_with("var.") => Cause::new(CauseKind::Variable, name),
        name => Cause::new(CauseKind::Attribute, name),
    };
    Unknown::because(cause).set().named(name).value()
}

/// A boolean as the tables have it.
fn shown(value: &Value) -> &'static str {
    match value.as_bool() {
        Some(true) => "yes",
        Some(false) => "no",
        None => "?",
    }
}

fn document(statements: &str) -> Value {
    text(&format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#))
}
