//! Whether a literal that is not in the argument itself is read by others too: the proof by another run sees what the model
//! knows of, and a database that reads the same default is nothing of it.

use crate::check::Now;
use crate::source::{SourceMap, Span};
use crate::value::Role;
use std::collections::BTreeSet;
use std::path::Path;

/// How a name is declared, beside how it is read.
enum Declared {
    /// `variable "on"`, read as `var.on`.
    ByAnotherText,
    /// A parameter or mapping, read by its name.
    ByTheSameText,
}

/// Whether more than that argument reads the literal there. An alias of YAML always shares it with what is anchored.
pub(super) fn is_read_by_others(now: &Now, literal: Span, sources: &SourceMap) -> bool {
    if now.argument.contains(literal) {
        return false;
    }
    let mut names = now.steps.iter().filter_map(|step| match &step.role {
        Role::VariableDefault(name) | Role::VariablesFile(name) | Role::ModuleArgument(name) => {
            Some((format!("var.{name}"), Declared::ByAnotherText))
        }
        Role::Local(name) => Some((format!("local.{name}"), Declared::ByAnotherText)),
        Role::ParameterDefault(name) | Role::Mapping(name) => {
            Some((name.to_string(), Declared::ByTheSameText))
        }
        _ => None,
    });
    let spans = now.steps.iter().map(|step| step.span).chain([now.argument, literal]);
    let ids: BTreeSet<_> = spans.map(|span| span.source).collect();
    let on_the_way: Vec<_> = ids.into_iter().filter_map(|id| sources.get(id)).collect();
    let folders: BTreeSet<&Path> = on_the_way.iter().filter_map(|source| source.path.parent()).collect();
    let all = sources.all();
    let in_folder = |folder: &Path, name: &str| -> usize {
        let own = all.iter().filter(|source| source.path.parent() == Some(folder));
        own.map(|source| times(&source.text, name)).sum()
    };
    let mut is_named = false;
    let is_shared = names.any(|(name, declared)| {
        is_named = true;
        match declared {
            // each module of the way reads its own variable of that name
            Declared::ByAnotherText => folders.iter().any(|folder| in_folder(folder, &name) > 1),
            // where it is declared, and where it is read
            Declared::ByTheSameText => {
                on_the_way.iter().map(|source| times(&source.text, &name)).sum::<usize>() > 2
            }
        }
    });
    is_shared || !is_named
}

/// How often a name stands in a text, and not as a part of another.
fn times(text: &str, name: &str) -> usize {
    let is_of_name =
        |byte: Option<&u8>| byte.is_some_and(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-'));
    let bytes = text.as_bytes();
    let whole = |at: &usize| {
        !is_of_name(at.checked_sub(1).and_then(|before| bytes.get(before)))
            && !is_of_name(bytes.get(at + name.len()))
    };
    memchr::memmem::find_iter(bytes, name).filter(whole).count()
}
