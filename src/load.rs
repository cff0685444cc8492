//! Files to spanned trees, each read and parsed once however many units use it.
//!
//! Knows which parser belongs to a file, not what the tree means.

use crate::fs::{FileSystem, FsError};
use crate::source::{Problem, Source, SourceMap, Span};
use crate::syntax::{hcl, json, node::Node, text, yaml};
use foldhash::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

/// A file that was read: its source, its tree, and the problems of reading it.
#[derive(Debug)]
pub struct Loaded {
    /// The text.
    pub source: Arc<Source>,
    /// The tree.
    pub tree: Tree,
    /// What is wrong with its text.
    pub problems: Vec<Problem>,
}

/// What a file was parsed to.
#[derive(Debug)]
pub enum Tree {
    /// HCL native syntax.
    Hcl(hcl::Body),
    /// YAML or JSON: its documents.
    Documents(Vec<Node>),
    /// Not parsed: plain text (a template file, data for a function).
    Text,
}

/// How a file is to be parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// HCL native syntax.
    Hcl,
    /// JSON, strictly.
    Json,
    /// YAML (whose parser reads JSON too).
    Yaml,
    /// JSON where the text starts like it and is it, else YAML: `.template` files are either.
    JsonOrYaml,
    /// Not at all.
    Text,
}

/// What reading a file came to.
type Outcome = Result<Arc<Loaded>, FsError>;

/// Reads files through a [`FileSystem`] and remembers them.
pub struct Loader<'f> {
    file_system: &'f dyn FileSystem,
    sources: &'f SourceMap,
    memo: RwLock<HashMap<(PathBuf, Syntax), Outcome>>,
    given: RwLock<HashMap<PathBuf, Arc<[u8]>>>,
}

impl<'f> Loader<'f> {
    /// A loader that remembers nothing yet.
    pub fn new(file_system: &'f dyn FileSystem, sources: &'f SourceMap) -> Self {
        Loader { file_system, sources, memo: RwLock::default(), given: RwLock::default() }
    }

    /// The file system it reads through.
    pub fn file_system(&self) -> &'f dyn FileSystem {
        self.file_system
    }

    /// All sources it has read.
    pub fn sources(&self) -> &'f SourceMap {
        self.sources
    }

    /// Hands over bytes that were read before, so that the file is not read again.
    pub fn provide(&self, path: &Path, bytes: Arc<[u8]>) {
        let mut given = self.given.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        given.insert(path.to_path_buf(), bytes);
    }

    /// Reads and parses a file.
    ///
    /// # Errors
    /// [`FsError`] where there is no text to parse; text that does not parse is a problem in [`Loaded`].
    pub fn load(&self, path: &Path, syntax: Syntax) -> Result<Arc<Loaded>, FsError> {
        let key = (path.to_path_buf(), syntax);
        if let Some(known) = self.memo.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let result = self.read(path).map(|text| Arc::new(parse(self.sources.add(path, text), syntax)));
        let mut memo = self.memo.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        memo.entry(key).or_insert(result).clone()
    }

    /// All that was read, for whoever wants to keep it or to choose when it is let go.
    pub fn into_loaded(self) -> Vec<Arc<Loaded>> {
        let memo = self.memo.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        memo.into_values().filter_map(Result::ok).collect()
    }

    /// Parses text that stands inside another file (an inline template) as a source of its own.
    pub fn inline(&self, path: &Path, text: &str, syntax: Syntax) -> Arc<Loaded> {
        Arc::new(parse(self.sources.add(path, text), syntax))
    }

    fn read(&self, path: &Path) -> Result<String, FsError> {
        let given = self.given.write().unwrap_or_else(std::sync::PoisonError::into_inner).remove(path);
        let bytes = match given {
            Some(bytes) => bytes,
            None => self.file_system.read(path)?.into(),
        };
        text::decode(&bytes).map(std::borrow::Cow::into_owned).map_err(|error| FsError::Io(error.to_string()))
    }
}

fn parse(source: Arc<Source>, syntax: Syntax) -> Loaded {
    let (tree, problems) = match syntax {
        Syntax::Hcl => {
            let (body, problems) = hcl::parse_body(&source);
            (Tree::Hcl(body), problems)
        }
        Syntax::Json => {
            let (node, problems) = json::parse(&source);
            (Tree::Documents(node.into_iter().collect()), problems)
        }
        Syntax::Yaml => {
            let (nodes, problems) = yaml::parse_documents(&source);
            (Tree::Documents(nodes), problems)
        }
        Syntax::JsonOrYaml => {
            let (nodes, problems) = json_or_yaml(&source);
            (Tree::Documents(nodes), problems)
        }
        Syntax::Text => (Tree::Text, Vec::new()),
    };
    Loaded { source, tree, problems }
}

fn json_or_yaml(source: &Source) -> (Vec<Node>, Vec<Problem>) {
    let text = source.text.trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with(['{', '[']) {
        return yaml::parse_documents(source);
    }
    let (node, problems) = json::parse(source);
    if problems.is_empty() {
        return (node.into_iter().collect(), problems);
    }
    // a flow mapping that is no JSON; where it is neither, the JSON reader's words fit better
    let (nodes, yaml_problems) = yaml::parse_documents(source);
    if yaml_problems.is_empty() { (nodes, yaml_problems) } else { (node.into_iter().collect(), problems) }
}

/// The whole text of a source as a span.
pub fn whole(source: &Source) -> Span {
    Span::new(source.id, 0, source.text.len())
}
