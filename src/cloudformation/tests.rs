//! Templates and what they resolve to.

use super::*;
use crate::fs::Memory;
use crate::resource::Presence;
use crate::source::SourceMap;
use crate::value::{Data, Formula, TextPart, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

mod cases;
mod refused;
mod structure;

/// Resolves `t.yaml` (or the first file) among files, all types wanted.
fn resolve_files(files: &[(&str, &str)], inputs: &Inputs) -> (Option<ResolvedUnit>, SourceMap) {
    let sources = SourceMap::new();
    let mut memory = Memory::new();
    for (path, text) in files {
        memory.insert(path, *text);
    }
    let unit = {
        let loader = Loader::new(&memory, &sources);
        resolve(&loader, Path::new(files[0].0), &|_| true, inputs)
    };
    (unit, sources)
}

fn unit(text: &str) -> ResolvedUnit {
    resolve_files(&[("t.yaml", text)], &Inputs::default()).0.expect("a template")
}

/// A value in one line: `"text"`, `(condition ? a : b)`, `<cause flags>`.
fn show(value: &Value) -> String {
    let mark = if value.sensitive { "secret " } else { "" };
    let shown = match &value.data {
        Data::Null => "null".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Number(number) => number.to_string(),
        Data::String(text) => format!("{text:?}"),
        Data::List(list) => format!("[{}]", list.items.iter().map(show).collect::<Vec<_>>().join(", ")),
        Data::Object(object) => {
            let mut parts: Vec<String> =
                object.entries.iter().map(|(key, value)| format!("{key}: {}", show(value))).collect();
            parts.extend(object.open.as_ref().map(|unknown| format!("..{:?}", unknown.cause.kind)));
            format!("{{{}}}", parts.join(", "))
        }
        Data::Text(text) => text
            .parts
            .iter()
            .map(|part| match part {
                TextPart::Literal(text) => text.to_string(),
                TextPart::Unknown(value) => show(value),
            })
            .collect(),
        Data::Unknown(unknown) => {
            let mut text = format!("<{:?} {}", unknown.cause.kind, unknown.cause.subject);
            if let Some(reference) = &unknown.reference {
                text.push_str(&format!(" ->{}.{}", reference.address, reference.attribute));
            }
            if let Some(prefix) = &unknown.prefix {
                text.push_str(&format!(" {prefix}…"));
            }
            if let Some(suffix) = &unknown.suffix {
                text.push_str(&format!(" …{suffix}"));
            }
            let set = match (unknown.not_null, unknown.not_empty) {
                (true, true) => " set",
                (true, false) => " not-null",
                (false, true) => " not-empty",
                (false, false) => "",
            };
            format!("{text}{set}>")
        }
        Data::Branches(branches) => format!(
            "({} ? {} : {})",
            show_formula(&branches.condition),
            show(&branches.then),
            show(&branches.otherwise)
        ),
        Data::Handle(_) => "handle".to_owned(),
    };
    format!("{mark}{shown}")
}

fn show_formula(formula: &Formula) -> String {
    let list = |parts: &[Formula], sign: &str| {
        format!("({})", parts.iter().map(show_formula).collect::<Vec<_>>().join(sign))
    };
    match formula {
        Formula::Constant(value) => value.to_string(),
        Formula::Atom(atom) => format!("{}=={}", atom.subject, atom.constant),
        Formula::Not(inner) => format!("!{}", show_formula(inner)),
        Formula::All(parts) => list(parts, " & "),
        Formula::Any(parts) => list(parts, " | "),
        Formula::Named(name, _) => name.to_string(),
    }
}

/// `Address[: presence]`
fn show_presence(resource: &crate::resource::Resource) -> String {
    let presence = match &resource.presence {
        Presence::Always => String::new(),
        Presence::When(formula) => format!(" when {}", show_formula(formula)),
        Presence::Unknown(cause) => format!(" perhaps ({:?})", cause.kind),
    };
    let not_created =
        resource.not_created.as_ref().map_or(String::new(), |words| format!(" not created: {words}"));
    format!("{}{presence}{not_created}", resource.address)
}

fn argument(unit: &ResolvedUnit, address: &str, name: &str) -> String {
    let resource = unit.resources.iter().find(|it| &*it.address == address).expect("the resource");
    resource.arguments.get(name).map_or("absent".to_owned(), |argument| show(argument.value()))
}

fn problems(unit: &ResolvedUnit) -> Vec<String> {
    unit.problems.iter().map(|problem| problem.message.clone()).collect()
}
