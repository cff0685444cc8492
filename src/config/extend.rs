//! A configuration file and those it extends, as one tree: a mapping is merged key by key, anything else is replaced by
//! what the extending file says. Every place stays one in the file that it was written in.

use super::error::{ConfigError, Fault};
use super::keys::FILE;
use super::{shape, version};
use crate::fs::{FileSystem, FsError};
use crate::rule::nearest;
use crate::source::{SourceMap, Span};
use crate::syntax::node::{Entry, Node, NodeKind};
use crate::syntax::{text, yaml};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many files one may extend, by whatever way.
const MAX_FILES: usize = 50;

/// Keys that hold for the file alone that writes them.
const OWN: &[&str] = &["extends", "locked", "required-version"];

/// What files are read with.
pub(super) struct Extension<'e> {
    pub(super) file_system: &'e dyn FileSystem,
    pub(super) sources: &'e SourceMap,
    pub(super) faults: Vec<Fault>,
    read: usize,
}

/// A key that may not be set by those who extend.
struct Lock {
    path: String,
    by: PathBuf,
    span: Span,
}

impl<'e> Extension<'e> {
    pub(super) fn new(file_system: &'e dyn FileSystem, sources: &'e SourceMap) -> Self {
        Extension { file_system, sources, faults: Vec::new(), read: 0 }
    }

    /// The tree of a file with those that it extends.
    pub(super) fn tree(&mut self, file: &Path) -> Node {
        let (node, _) = self.extended(file, None, &mut Vec::new());
        node
    }

    fn extended(&mut self, file: &Path, from: Option<Span>, chain: &mut Vec<PathBuf>) -> (Node, Vec<Lock>) {
        let fault = |error: ConfigError| Fault { error, span: from, help: None, related: None };
        let Some(path) = self.file_system.canonical(file) else {
            let error = ConfigError::Unreadable { file: file.to_path_buf(), error: FsError::NotFound };
            self.faults.push(fault(error));
            return (nothing(), Vec::new());
        };
        if chain.contains(&path) {
            self.faults.push(fault(ConfigError::Cycle(path)));
            return (nothing(), Vec::new());
        }
        if self.read >= MAX_FILES {
            self.faults.push(fault(ConfigError::TooMany(MAX_FILES)));
            return (nothing(), Vec::new());
        }
        self.read += 1;
        let own = match self.document(&path) {
            Ok(own) => own,
            Err(error) => {
                self.faults.push(fault(ConfigError::Unreadable { file: path, error }));
                return (nothing(), Vec::new());
            }
        };
        self.faults.extend(shape::check(&own, &FILE));
        self.version(&own);
        chain.push(path.clone());
        let (mut merged, mut locks) = (nothing(), Vec::new());
        for base in written_list(own.get("extends")) {
            let Some(text) = base.text() else { continue };
            let target = path.parent().unwrap_or(Path::new("")).join(text);
            let (tree, new) = self.extended(&target, Some(base.span), chain);
            self.respect(&locks, &tree);
            merged = merge(&merged, &tree);
            locks.extend(new);
        }
        chain.pop();
        self.respect(&locks, &own);
        locks.extend(self.locks(&own, &path));
        (merge(&merged, &own), locks)
    }

    /// The only document of a file; an empty file says nothing.
    fn document(&mut self, path: &Path) -> Result<Node, FsError> {
        let bytes = self.file_system.read(path)?;
        let text = text::decode(&bytes).map_err(|error| FsError::Io(error.to_string()))?;
        let source = self.sources.add(path, &*text);
        let (documents, problems) = yaml::parse_documents(&source);
        let fault = |problem: crate::source::Problem| Fault {
            error: ConfigError::Syntax(problem.message),
            span: Some(problem.span),
            help: problem.help,
            related: None,
        };
        self.faults.extend(problems.into_iter().map(fault));
        if let Some(second) = documents.get(1) {
            let error = ConfigError::Syntax("a second document: a configuration is one".to_owned());
            self.faults.push(Fault::at(second.span, error));
        }
        let empty = |node: &Node| node.text().is_some_and(|text| matches!(text, "" | "~" | "null"));
        let first = documents.into_iter().next().filter(|node| !empty(node));
        Ok(first.unwrap_or_else(|| mapping(Vec::new(), Span::new(source.id, 0, 0))))
    }

    /// Whether this program is one that the file is for.
    fn version(&mut self, own: &Node) {
        let Some((node, range)) =
            own.get("required-version").and_then(|node| node.text().map(|range| (node, range)))
        else {
            return;
        };
        let actual = env!("CARGO_PKG_VERSION");
        let fits = version::parse(actual).and_then(|actual| version::admits(range, actual));
        if fits == Some(false) {
            let error = ConfigError::Version { required: range.to_owned(), actual: actual.to_owned() };
            self.faults.push(Fault::at(node.span, error).help("install a version that the file asks for"));
        }
    }

    fn locks(&mut self, own: &Node, path: &Path) -> Vec<Lock> {
        let mut locks = Vec::new();
        for node in own.get("locked").map(Node::items).unwrap_or_default() {
            let Some(key) = node.text() else { continue };
            let first = key.split('.').next().unwrap_or(key);
            let names = || FILE.keys.iter().map(|key| key.name).filter(|name| !OWN.contains(name));
            if !names().any(|name| name == first) {
                let error = ConfigError::UnknownKey { key: first.to_owned() };
                self.faults.push(Fault::at(node.span, error).meant(nearest(first, names())));
            }
            locks.push(Lock { path: key.to_owned(), by: path.to_path_buf(), span: node.span });
        }
        locks
    }

    /// Reports what a tree says of locked keys.
    fn respect(&mut self, locks: &[Lock], tree: &Node) {
        for lock in locks {
            let Some(entry) = entry_at(tree, &lock.path) else { continue };
            let error = ConfigError::Locked { key: lock.path.clone(), by: lock.by.clone() };
            self.faults.push(Fault {
                related: Some((lock.span, "locked here".to_owned())),
                ..Fault::at(entry.key_span, error)
                    .help("take it out, or ask those who keep the extended file")
            });
        }
    }
}

/// The entry of a path `a.b.c`. A key may have dots itself.
fn entry_at<'n>(tree: &'n Node, path: &str) -> Option<&'n Entry> {
    if let Some(entry) = tree.entry(path) {
        return Some(entry);
    }
    let ends = path.char_indices().filter(|(_, c)| *c == '.').map(|(at, _)| at);
    ends.filter_map(|end| entry_at(tree.get(&path[..end])?, &path[end + 1..])).next()
}

/// A text, or the items of a list.
pub(super) fn written_list(node: Option<&Node>) -> &[Node] {
    match node {
        Some(node) if matches!(node.kind(), NodeKind::Sequence(_)) => node.items(),
        Some(node) if !shape::is_nothing(node) => std::slice::from_ref(node),
        Some(_) | None => &[],
    }
}

fn nothing() -> Node {
    mapping(Vec::new(), Span::new(crate::source::SourceId(0), 0, 0))
}

fn mapping(entries: Vec<Entry>, span: Span) -> Node {
    Node::new(NodeKind::Mapping(Arc::from(entries)), span)
}

/// What the second says, and what only the first does.
fn merge(base: &Node, own: &Node) -> Node {
    if !base.is_mapping() || !own.is_mapping() {
        return own.clone();
    }
    let inherited = base.entries().iter().filter(|entry| !OWN.contains(&&*entry.key));
    let mut entries: Vec<Entry> = inherited.cloned().collect();
    for entry in own.entries().iter().filter(|entry| !shape::is_nothing(&entry.value)) {
        match entries.iter_mut().find(|it| it.key == entry.key) {
            Some(inherited) => {
                *inherited = Entry { value: merge(&inherited.value, &entry.value), ..entry.clone() };
            }
            None => entries.push(entry.clone()),
        }
    }
    mapping(entries, own.span)
}
