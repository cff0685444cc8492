//! Macros: those that AWS documents are followed as far as they matter here, of others only their names are known.

use super::form;
use super::scope::Scope;
use super::stack::Stack;
use super::structure;
use crate::fs::normalised;
use crate::load::{Syntax, Tree};
use crate::syntax::node::Node;
use crate::value::{Cause, CauseKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// `Fn::Transform` with `AWS::Include` of a local file: its content. Otherwise the cause.
pub(super) fn included(stack: &Stack<'_>, call: &Node, scope: &Scope) -> Result<Node, Cause> {
    let name = call.get("Name").and_then(Node::text).unwrap_or("Fn::Transform");
    let cause = Cause::new(CauseKind::Macro, name);
    let note = |cause: Cause| {
        let message = format!("`{name}` cannot be run here: what it adds or changes is not known");
        stack.journal().note("macro-not-run", message, call.span);
        cause
    };
    if name != "AWS::Include" {
        return Err(note(cause));
    }
    let location = call.get("Parameters").and_then(|parameters| parameters.get("Location"));
    let location = location.map(|location| stack.string(location, scope));
    let local = location.as_ref().and_then(|location| location.as_str()).and_then(|text| {
        let folder = stack.template.path.parent().unwrap_or(Path::new(""));
        local_file(stack, folder, text)
    });
    match local {
        Some(path) => load_fragment(stack, &path).ok_or_else(|| note(cause)),
        None => Err(note(cause)),
    }
}

/// The file that a relative location names, where it is there.
pub(super) fn local_file(stack: &Stack<'_>, folder: &Path, location: &str) -> Option<PathBuf> {
    let location = location.strip_prefix("file://").unwrap_or(location);
    if location.is_empty() || location.contains("://") || Path::new(location).has_root() {
        return None;
    }
    let path = normalised(&folder.join(location));
    stack.around.loader.file_system().is_file(&path).then_some(path)
}

fn load_fragment(stack: &Stack<'_>, path: &Path) -> Option<Node> {
    let loaded = match stack.around.loader.load(path, Syntax::JsonOrYaml) {
        Ok(loaded) => loaded,
        Err(error) => {
            stack.journal().unreadable(path, error.to_string());
            return None;
        }
    };
    stack.journal().reach(path, loaded.source.id);
    for problem in &loaded.problems {
        stack.journal().problem(problem.clone());
    }
    match &loaded.tree {
        Tree::Documents(documents) => documents.first().cloned(),
        _ => None,
    }
}

/// What the macros of a template come to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Macros {
    /// Whether there are any.
    pub any: bool,
    /// Whether `AWS::LanguageExtensions` is one of them.
    pub extend_language: bool,
    /// Whether one is not known here: it may change everything.
    pub unknown: bool,
}

impl Macros {
    /// Those that a template declares for the whole of it.
    pub(super) fn of(document: &Node) -> Self {
        let declared = declared(document);
        let is_known = |name: &str| is_understood(name) || name == "AWS::Include";
        Macros {
            any: !declared.is_empty(),
            extend_language: declared.iter().any(|(name, _)| &**name == "AWS::LanguageExtensions"),
            unknown: !document.is_whole()
                || is_of_another_tool(document)
                || declared.iter().any(|(name, _)| !is_known(name)),
        }
    }
}

/// Whether another tool makes a template of this, by the version that it writes.
pub(super) fn is_of_another_tool(document: &Node) -> bool {
    let version = document.get("AWSTemplateFormatVersion").and_then(Node::text);
    version.is_some_and(structure::is_of_another_tool)
}

/// The macros that a template declares for the whole of it, with the node of each.
pub(super) fn declared(document: &Node) -> Vec<(Arc<str>, Node)> {
    let mut declared = Vec::new();
    for entry in document.entries() {
        match (&*entry.key, entry.value.items()) {
            ("Transform", []) if form::is_empty_list(&entry.value) => {}
            ("Transform", []) => declared.push(named(&entry.value)),
            ("Transform", items) => declared.extend(items.iter().map(named)),
            ("Fn::Transform", _) => declared.push(named(&entry.value)),
            _ => {}
        }
    }
    declared
}

/// `Name`, `{Name: …}`, `{Fn::Transform: {Name: …}}`
fn named(node: &Node) -> (Arc<str>, Node) {
    let call = node.get("Fn::Transform").unwrap_or(node);
    let name = call.text().or_else(|| call.get("Name").and_then(Node::text));
    (Arc::from(name.unwrap_or("Transform")), call.clone())
}

/// Whether a macro leaves resources as they are written, but for those of its own types.
pub(super) fn is_understood(name: &str) -> bool {
    matches!(
        name,
        "AWS::LanguageExtensions"
            | "AWS::Serverless-2016-10-31"
            | "AWS::CodeDeployBlueGreen"
            | "AWS::CodeStar"
            | "AWS::ServiceCatalog"
    ) || name.starts_with("AWS::SecretsManager-")
}
