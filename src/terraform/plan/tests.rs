//! Plans as text, and what is read of them in one line a resource or argument.

mod arguments;
mod places;
mod real;
mod whole;

use super::{removed, resolve};
use crate::fs::Memory;
use crate::load::Loader;
use crate::resource::{ResolvedUnit, Resource};
use crate::source::SourceMap;
use crate::value::{Data, Role, Value};
use std::path::Path;

/// A plan file and what may lie beside it.
struct Files {
    memory: Memory,
    sources: SourceMap,
}

impl Files {
    fn of(files: &[(&str, &str)]) -> Files {
        let memory = files.iter().fold(Memory::new(), |memory, (path, text)| memory.with(path, *text));
        Files { memory, sources: SourceMap::new() }
    }

    fn resolve(&self, wanted: &[&str], source_root: Option<&str>) -> Option<ResolvedUnit> {
        let loader = Loader::new(&self.memory, &self.sources);
        resolve(&loader, Path::new("p/plan.json"), &|kind| wanted.contains(&kind), source_root.map(Path::new))
    }

    fn removed(&self, wanted: &[&str]) -> Vec<Resource> {
        let loader = Loader::new(&self.memory, &self.sources);
        removed(&loader, Path::new("p/plan.json"), &|kind| wanted.contains(&kind), None)
    }

    /// `file:line: text` of a place.
    fn place(&self, span: crate::source::Span) -> String {
        let source = self.sources.get(span.source).expect("the source of a span");
        let line = source.positions(span).0.line;
        let file = source.path.to_str().expect("a path in UTF-8");
        format!("{file}:{line}: {}", source.slice(span))
    }
}

fn plan(text: &str) -> Option<ResolvedUnit> {
    Files::of(&[("p/plan.json", text)]).resolve(&["aws_cloudtrail"], None)
}

/// The resource of that address.
fn at<'u>(unit: &'u ResolvedUnit, address: &str) -> &'u Resource {
    unit.resources.iter().find(|it| &*it.address == address).unwrap_or_else(|| panic!("{address} is there"))
}

/// A value in one line: what is known of it, what it refers to, whether it is sensitive.
fn shown(value: &Value) -> String {
    let mut text = match &value.data {
        Data::Null => "null".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Number(number) => number.to_string(),
        Data::String(text) => format!("{text:?}"),
        Data::List(list) => format!("[{}]", list.items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Data::Object(object) => {
            let entries = object.entries.iter().map(|(key, value)| format!("{key}: {}", shown(value)));
            let open = if object.open.is_some() { ", …" } else { "" };
            format!("{{{}{open}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Data::Unknown(unknown) => {
            let set = if unknown.not_null && unknown.not_empty { "set" } else { "unknown" };
            match &unknown.reference {
                Some(reference) => format!("{set}({}#{})", reference.address, reference.attribute),
                None => format!("{set}<{:?} {}>", unknown.cause.kind, unknown.cause.subject),
            }
        }
        Data::Text(_) | Data::Branches(_) | Data::Handle(_) => "?".to_owned(),
    };
    for step in value.origin.steps() {
        if let (Role::Reference(address), true) = (&step.role, value.is_wholly_known()) {
            text.push_str(&format!(" from {address}"));
        }
    }
    if value.sensitive {
        text.push_str(" (sensitive)");
    }
    text
}

/// An argument of a resource in one line; `absent` where it is not there.
fn argument(resource: &Resource, name: &str) -> String {
    resource.arguments.get(name).map_or("absent".to_owned(), |it| shown(it.value()))
}
