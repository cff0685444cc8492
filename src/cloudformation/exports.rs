//! What templates export to other stacks: [`Inputs::exports`] of those that import it.
//!
//! A value keeps what holds in every stack of the region: known text, account and region. What depends on the exporting
//! stack's own resources and parameters is an import that is set.

use super::journal::Journal;
use super::resources;
use super::stack::{Stack, Surroundings, as_string};
use super::{Inputs, combine, dynamic, nested, read};
use crate::load::Loader;
use crate::syntax::node::Node;
use crate::value::{Cause, CauseKind, Data, TextPart, Type, Unknown, Value};
use foldhash::HashSet;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How often exports are read again that are made of imports.
const MAX_ROUNDS: usize = 4;

/// The exports of one file's templates and of those nested in them.
struct Exported {
    exports: Vec<(Arc<str>, Value)>,
    /// The nested ones' files: they export with what their parents pass.
    nested: Vec<PathBuf>,
}

/// What the templates of these files export, by name, where the name is known. A name that two of them export is not
/// known, for which of them is deployed beside the importing stack nobody says.
pub fn exports(loader: &Loader<'_>, paths: &[PathBuf], inputs: &Inputs) -> BTreeMap<Arc<str>, Value> {
    let mut known = BTreeMap::new();
    let mut waiting = usize::MAX;
    for _ in 0..MAX_ROUNDS {
        let inputs = Inputs { exports: known, ..inputs.clone() };
        let exported: Vec<Exported> =
            paths.par_iter().map(|path| exported_by(loader, path, &inputs)).collect();
        known = by_name(paths, &exported);
        let open = known.values().filter(|value| !value.is_wholly_known()).count();
        if open == 0 || open >= waiting {
            break;
        }
        waiting = open;
    }
    known
}

/// What one template exports, by name, as it reads it itself: references lead to its own resources.
pub fn own_exports(loader: &Loader<'_>, path: &Path, inputs: &Inputs) -> BTreeMap<Arc<str>, Value> {
    let journal = Journal::default();
    let mut exports = Vec::new();
    for template in read(loader, path, &journal).unwrap_or_default() {
        let around = Surroundings { loader, inputs, journal: &journal };
        collect(&nested::outermost(around, template), &mut exports);
    }
    exports.into_iter().collect()
}

fn exported_by(loader: &Loader<'_>, path: &Path, inputs: &Inputs) -> Exported {
    let journal = Journal::default();
    let mut exports = Vec::new();
    for template in read(loader, path, &journal).unwrap_or_default() {
        let around = Surroundings { loader, inputs, journal: &journal };
        collect(&nested::outermost(around, template), &mut exports);
    }
    // a reader elsewhere knows nothing of the exporter's own resources
    let exports =
        exports.into_iter().map(|(name, value)| (Arc::clone(&name), imported(&value, &name))).collect();
    let nested = journal.finish().reached.into_iter().filter(|reached| reached != path).collect();
    Exported { exports, nested }
}

fn collect(stack: &Stack<'_>, exports: &mut Vec<(Arc<str>, Value)>) {
    for output in &stack.outputs().list {
        let name = output.value.get("Export").and_then(|export| export.get("Name"));
        let (Some(name), Some(value)) = (name, output.value.get("Value")) else { continue };
        let never = resources::is_never_made(stack, output);
        let name = stack.string(name, &output.scope);
        if let (Some(name), false, None) = (name.as_str(), never, &output.doubtful) {
            exports.push((name.into(), dynamic::resolve(&stack.string(value, &output.scope))));
        }
    }
    for entry in &stack.resources().list {
        let holds = entry.value.get("Type").and_then(Node::text).is_some_and(nested::holds_template);
        if holds
            && !resources::is_never_made(stack, entry)
            && let Some(child) = stack.nested(entry)
        {
            collect(&child, exports);
        }
    }
}

fn by_name(paths: &[PathBuf], exported: &[Exported]) -> BTreeMap<Arc<str>, Value> {
    let nested: HashSet<&PathBuf> = exported.iter().flat_map(|it| &it.nested).collect();
    let mut known: BTreeMap<Arc<str>, (&PathBuf, Value)> = BTreeMap::new();
    let roots = paths.iter().zip(exported).filter(|(path, _)| !nested.contains(path));
    for (path, (name, value)) in roots.flat_map(|(path, it)| it.exports.iter().map(move |it| (path, it))) {
        let value = match known.get(name) {
            None => value.clone(),
            Some((first, _)) => {
                let file = |path: &PathBuf| path.file_name().unwrap_or_default().display().to_string();
                let both = format!("{name}, exported by {} and {}", file(first), file(path));
                Unknown::because(Cause::new(CauseKind::Import, both)).set().value()
            }
        };
        known.insert(Arc::clone(name), (path, value));
    }
    known.into_iter().map(|(name, (_, value))| (name, value)).collect()
}

/// A value as another stack reads it under that name.
fn imported(value: &Value, name: &str) -> Value {
    let read = match &value.data {
        Data::Null | Data::Bool(_) | Data::Number(_) | Data::String(_) => as_string(value),
        Data::Text(text) => {
            let part = |(at, part): (usize, &TextPart)| match part {
                TextPart::Literal(text) => Value::string(Arc::clone(text)),
                TextPart::Unknown(value) => imported(value, &format!("{name}/{at}")),
            };
            combine::concatenate(text.parts.iter().enumerate().map(part).collect())
        }
        Data::Unknown(unknown) if is_everywhere(unknown) => value.clone(),
        Data::Unknown(unknown) => {
            let mut read = import(name);
            read.prefix.clone_from(&unknown.prefix);
            read.suffix.clone_from(&unknown.suffix);
            read.value()
        }
        _ => import(name).value(),
    };
    read.at(value.origin.clone()).marked(value.sensitive)
}

fn import(name: &str) -> Unknown {
    let cause = Cause::new(CauseKind::Import, name.split('/').next().unwrap_or(name));
    Unknown::because(cause).set().of_type(Type::String).named(format!("import:{name}"))
}

/// Account and region are the same in the stack that imports.
fn is_everywhere(unknown: &Unknown) -> bool {
    // those of a stack set's instances have the set's name in front
    let own = unknown.identity.as_deref().is_some_and(|name| name.starts_with("AWS::"));
    own && unknown.cause.kind == CauseKind::Surroundings
        && matches!(&*unknown.cause.subject, "account" | "region")
}
