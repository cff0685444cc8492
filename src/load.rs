//! Files to spanned trees, each read and parsed once however many units use it.
//!
//! Knows which parser belongs to a file, not what the tree means.

use crate::fs::{Content, FileSystem, FsError};
use crate::source::{Problem, Source, SourceMap, Span};
use crate::syntax::yaml::{self, Thinning};
use crate::syntax::{hcl, json, node::Node, text};
use foldhash::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

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
    /// The same, of a CloudFormation template: without what nobody will ask for, where that was said.
    Template,
    /// Not at all.
    Text,
}

/// What reading a file came to.
type Outcome = Result<Arc<Loaded>, FsError>;

/// Reads files through a [`FileSystem`] and remembers them.
pub struct Loader<'f> {
    file_system: &'f dyn FileSystem,
    sources: &'f SourceMap,
    files: RwLock<HashMap<PathBuf, Known>>,
    listed: RwLock<HashMap<PathBuf, Arc<[String]>>>,
    /// What is left out of templates.
    thinning: Option<Thinning<'f>>,
}

/// What is known of a file.
#[derive(Default)]
struct Known {
    /// What was read of it before anybody asked.
    given: Option<Content>,
    /// Its text, that of one whose trees were let go too.
    source: Option<Arc<Source>>,
    /// What it was parsed to, by how; of most one.
    parsed: Vec<(Syntax, Outcome)>,
}

impl Known {
    fn parsed(&self, syntax: Syntax) -> Option<&Outcome> {
        self.parsed.iter().find(|(known, _)| *known == syntax).map(|(_, outcome)| outcome)
    }
}

impl<'f> Loader<'f> {
    /// A loader that remembers nothing yet.
    pub fn new(file_system: &'f dyn FileSystem, sources: &'f SourceMap) -> Self {
        Loader { file_system, sources, files: RwLock::default(), listed: RwLock::default(), thinning: None }
    }

    /// The same, without what nobody will ask for in templates.
    #[must_use]
    pub fn thinning(self, thinning: Thinning<'f>) -> Self {
        Loader { thinning: Some(thinning), ..self }
    }

    /// The file system it reads through.
    pub fn file_system(&self) -> &'f dyn FileSystem {
        self.file_system
    }

    /// The names of what lies in a folder, sorted; none where it cannot be listed.
    pub fn list(&self, folder: &Path) -> Arc<[String]> {
        if let Some(known) = self.listed.read().unwrap_or_else(PoisonError::into_inner).get(folder) {
            return Arc::clone(known);
        }
        let names: Arc<[String]> = self.file_system.list(folder).unwrap_or_default().into();
        let mut listed = self.listed.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(listed.entry(folder.to_path_buf()).or_insert(names))
    }

    /// All sources it has read.
    pub fn sources(&self) -> &'f SourceMap {
        self.sources
    }

    /// Hands over what was read before, so that the file is not read again.
    pub fn provide(&self, files: impl IntoIterator<Item = (PathBuf, Content)>) {
        let known = |content| Known { given: Some(content), ..Known::default() };
        let files = files.into_iter().map(|(path, content)| (path, known(content)));
        self.files.write().unwrap_or_else(PoisonError::into_inner).extend(files);
    }

    /// Reads and parses a file.
    ///
    /// # Errors
    /// [`FsError`] where there is no text to parse; text that does not parse is a problem in [`Loaded`].
    pub fn load(&self, path: &Path, syntax: Syntax) -> Result<Arc<Loaded>, FsError> {
        let (source, given) = {
            let files = self.files.read().unwrap_or_else(PoisonError::into_inner);
            let known = files.get(path);
            if let Some(known) = known.and_then(|known| known.parsed(syntax)) {
                return known.clone();
            }
            known.map_or((None, None), |known| (known.source.clone(), known.given.clone()))
        };
        let source = source.map_or_else(|| Ok(self.source(path, self.read(path, given.as_ref())?)), Ok);
        let outcome = source.map(|source| Arc::new(self.parse(source, syntax)));
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        let known = files.entry(path.to_path_buf()).or_default();
        known.given = None;
        // another thread may have been as fast
        if let Some(known) = known.parsed(syntax) {
            return known.clone();
        }
        known.parsed.push((syntax, outcome.clone()));
        outcome
    }

    /// Lets the tree of a file go that nobody is expected to ask for again: who does has its text parsed once more.
    pub fn release(&self, path: &Path, syntax: Syntax) {
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = files.get_mut(path) else { return };
        let tree = known.parsed.iter().position(|(known, outcome)| *known == syntax && outcome.is_ok());
        let tree = tree.map(|at| known.parsed.swap_remove(at));
        // to take a tree down takes its time, in which others may read
        drop(files);
        drop(tree);
    }

    /// All that was read, for whoever wants to keep it or to choose when it is let go.
    pub fn into_loaded(self) -> Vec<Arc<Loaded>> {
        let files = self.files.into_inner().unwrap_or_else(PoisonError::into_inner);
        let outcomes = files.into_values().flat_map(|known| known.parsed);
        outcomes.filter_map(|(_, outcome)| outcome.ok()).collect()
    }

    /// Parses text that stands inside another file (an inline template) as a source of its own.
    pub fn inline(&self, path: &Path, text: &str, syntax: Syntax) -> Arc<Loaded> {
        Arc::new(self.parse(self.sources.add(path, text), syntax))
    }

    /// The source of a file with that text: the same for all threads, for what one says of a place the others compare.
    fn source(&self, path: &Path, text: Arc<str>) -> Arc<Source> {
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        let known = files.entry(path.to_path_buf()).or_default();
        Arc::clone(known.source.get_or_insert_with(|| self.sources.add(path, text)))
    }

    /// The text of a file, of which that was read before.
    fn read(&self, path: &Path, given: Option<&Content>) -> Result<Arc<str>, FsError> {
        let read;
        let bytes = match given {
            Some(Content::Text(text)) => return Ok(Arc::clone(text)),
            Some(Content::Bytes(bytes)) => &bytes[..],
            None => {
                read = self.file_system.read(path)?;
                &read
            }
        };
        let text = text::decode(bytes).map_err(|error| FsError::Io(error.to_string()))?;
        Ok(Arc::from(&*text))
    }

    fn parse(&self, source: Arc<Source>, syntax: Syntax) -> Loaded {
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
            Syntax::JsonOrYaml | Syntax::Template => {
                let thinning = self.thinning.as_ref().filter(|_| syntax == Syntax::Template);
                let (nodes, problems) = json_or_yaml(&source, thinning);
                (Tree::Documents(nodes), problems)
            }
            Syntax::Text => (Tree::Text, Vec::new()),
        };
        Loaded { source, tree, problems }
    }
}

fn json_or_yaml(source: &Source, thinning: Option<&Thinning<'_>>) -> (Vec<Node>, Vec<Problem>) {
    if !json::begins(&source.text) {
        return yaml::parse_thinned(source, thinning);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fs::{Date, FoundFile, Memory, WalkOptions};
    use std::sync::Barrier;

    #[test]
    fn a_file_that_is_parsed_in_two_ways_is_one_source() {
        let files = Memory::new().with("a.json", "{\"k\": 1}\n");
        let sources = SourceMap::new();
        let loader = Loader::new(&files, &sources);
        let path = Path::new("a.json");
        let json = loader.load(path, Syntax::Json).expect("there");
        let yaml = loader.load(path, Syntax::Yaml).expect("there");
        assert!(!Arc::ptr_eq(&json, &yaml) && Arc::ptr_eq(&json.source, &yaml.source));
    }

    /// Files that several threads read at the same time.
    struct AtOnce {
        files: Memory,
        readers: Barrier,
    }

    impl FileSystem for AtOnce {
        fn walk(&self, root: &Path, options: WalkOptions) -> (Vec<FoundFile>, Vec<(PathBuf, FsError)>) {
            self.files.walk(root, options)
        }

        fn read_into(&self, path: &Path, buffer: &mut Vec<u8>) -> Result<(), FsError> {
            self.readers.wait();
            self.files.read_into(path, buffer)
        }

        fn list(&self, folder: &Path) -> Result<Vec<String>, FsError> {
            self.files.list(folder)
        }

        fn is_file(&self, path: &Path) -> bool {
            self.files.is_file(path)
        }

        fn is_folder(&self, path: &Path) -> bool {
            self.files.is_folder(path)
        }

        fn canonical(&self, path: &Path) -> Option<PathBuf> {
            self.files.canonical(path)
        }

        fn today(&self) -> Date {
            self.files.today()
        }
    }

    #[test]
    fn a_file_that_is_read_by_many_at_once_is_one_source() {
        let readers = 4;
        let files = AtOnce { files: Memory::new().with("a.tf", "a = 1\n"), readers: Barrier::new(readers) };
        let sources = SourceMap::new();
        let loader = Loader::new(&files, &sources);
        let read = || loader.load(Path::new("a.tf"), Syntax::Hcl).expect("there");
        let loaded: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..readers).map(|_| scope.spawn(read)).collect();
            threads.into_iter().map(|thread| thread.join().expect("it ends")).collect()
        });
        assert!(loaded.iter().all(|one| Arc::ptr_eq(one, &loaded[0])));
        assert_eq!(sources.all().len(), 1);
    }

    #[test]
    fn what_was_let_go_is_parsed_again_and_not_read_again() {
        let (before, after) = (Memory::new().with("a.yaml", "k: 1\n"), Memory::new());
        let sources = SourceMap::new();
        let mut loader = Loader::new(&before, &sources);
        let path = Path::new("a.yaml");
        let first = loader.load(path, Syntax::Yaml).expect("there");
        loader.release(path, Syntax::Yaml);
        loader.file_system = &after;
        let again = loader.load(path, Syntax::Yaml).expect("its text is remembered");
        assert!(!Arc::ptr_eq(&first, &again) && Arc::ptr_eq(&first.source, &again.source));
        assert!(Arc::ptr_eq(&again, &loader.load(path, Syntax::Yaml).expect("there")));
        loader.release(Path::new("never read"), Syntax::Yaml);
        assert!(loader.load(Path::new("never read"), Syntax::Yaml).is_err());
    }
}
