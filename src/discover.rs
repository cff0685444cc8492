//! From paths to what is worth reading: Terraform folders and who calls whom, templates, plan files.
//!
//! Walks the trees that hold the given paths, reads every candidate once (most while it walks), and decides by a scan
//! of the bytes which can matter; nothing is parsed here. The scan may take in too much, never too little. What the
//! texts are searched for is the caller's to say ([`Needles`]): this module knows neither syntax trees nor what a trail
//! is.

mod ahead;
mod document;
mod graph;
mod name;
mod scan;
mod source;
mod terraform;
#[cfg(test)]
mod tests;
mod tree;

pub use document::{DocumentKind, FoundDocument};
pub use graph::FolderId;
pub use source::ModuleSource;
pub use terraform::{TerraformFolder, TerraformFolders};
pub use tree::Selection;

use crate::fs::{Content, FileSystem, FsError, PathGlobs, WalkOptions};
use foldhash::{HashMap, HashMapExt};
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many bytes of read files are kept for those who parse them; what is over is read again.
const KEPT_BYTES: usize = 32 * 1024 * 1024;

/// Files that one thread reads before another may take from what is left: files differ in size.
const FILES_AT_A_TIME: usize = 16;

/// What to discover.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// What is reported on: folders and files.
    pub paths: &'a [PathBuf],
    /// What is read too, every folder and template of it, and not reported on.
    pub context: &'a [PathBuf],
    /// How to walk.
    pub walk: WalkOptions,
    /// Text that makes a file matter.
    pub needles: &'a Needles,
    /// Whether everything matters.
    pub strict_parse: bool,
    /// Patterns of which it is wanted whether any file matches them.
    pub watched: &'a PathGlobs,
}

/// Texts whose presence makes a file matter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Needles {
    /// In Terraform's configuration and plans.
    pub terraform: &'static [&'static str],
    /// In CloudFormation templates.
    pub cloudformation: &'static [&'static str],
    /// In both.
    pub both: &'static [&'static str],
    /// In the source address of a module that is not on disk, in small letters.
    pub module_sources: &'static [&'static str],
}

/// What could not be had, and what it was wanted for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DiscoverError {
    /// A given path that is not there.
    #[error("`{}`: no such file or folder", .0.display())]
    NoSuchPath(PathBuf),
    /// A folder, or what lies in it, that cannot be walked.
    #[error("`{}`: {error}", path.display())]
    Walk {
        /// Which.
        path: PathBuf,
        /// Why.
        error: FsError,
    },
    /// A file of a Terraform configuration that cannot be read.
    #[error("`{}`: {error}", path.display())]
    Terraform {
        /// Which.
        path: PathBuf,
        /// Why.
        error: FsError,
    },
    /// A file that may be a template or a plan and cannot be read.
    #[error("`{}`: {error}", path.display())]
    Document {
        /// Which.
        path: PathBuf,
        /// Why.
        error: FsError,
    },
}

impl DiscoverError {
    /// The path it is about.
    pub fn path(&self) -> &Path {
        match self {
            DiscoverError::NoSuchPath(path)
            | DiscoverError::Walk { path, .. }
            | DiscoverError::Terraform { path, .. }
            | DiscoverError::Document { path, .. } => path,
        }
    }
}

/// What was found. Paths are canonical; all lists are sorted by path.
#[derive(Debug, Default)]
pub struct Discovery {
    /// The folders that were walked: what the given paths belong to.
    pub trees: Vec<PathBuf>,
    /// What is reported on.
    pub selection: Selection,
    /// How many files were read: Terraform configuration and possible templates and plans.
    pub files_seen: usize,
    /// Folders with Terraform configuration.
    pub terraform: TerraformFolders,
    /// Templates and plans that matter.
    pub documents: Vec<FoundDocument>,
    /// Templates, whether they matter or not, that may export what one that matters imports.
    pub exporters: Vec<PathBuf>,
    /// What could not be had.
    pub errors: Vec<DiscoverError>,
    /// The watched patterns that a file matches, by their place in the list.
    pub watched: BTreeSet<usize>,
    kept: HashMap<PathBuf, Content>,
}

impl Discovery {
    /// Whether what is found in this file is reported.
    pub fn selected(&self, path: &Path) -> bool {
        self.selection.contains(path)
    }

    /// Takes out what was kept of files that matter, for those who parse them.
    pub fn take_kept(&mut self) -> impl Iterator<Item = (PathBuf, Content)> {
        std::mem::take(&mut self.kept).into_iter()
    }

    /// What was kept of a file when it was scanned.
    pub fn kept(&self, path: &Path) -> Option<&Content> {
        self.kept.get(path)
    }
}

/// Finds what matters in and around the given paths.
pub fn discover(files: &dyn FileSystem, request: &Request<'_>) -> Discovery {
    let given = tree::Given::of(files, request);
    let mut reader = Reader {
        files,
        scanner: scan::Scanner::new(request.needles),
        kept_bytes: AtomicUsize::new(0),
        everything: request.strict_parse,
        context: request.context.iter().filter_map(|path| files.canonical(path)).collect(),
        kept: HashMap::new(),
        errors: Vec::new(),
    };
    let (gathered, ahead) = ahead::while_walking(&reader, &given, request.walk);
    let tree::Given { selection, errors: mut errors_of_given, .. } = given;
    let tree::Gathered { trees, found, errors } = gathered;
    reader.errors = errors;
    reader.errors.append(&mut errors_of_given);
    let watched = found.iter().flat_map(|file| request.watched.matching(&file.path)).collect();
    let ahead::Ahead { documents, configuration } = ahead;
    let ((layout, configuration), read) = rayon::join(
        || (terraform::Layout::new(&found, &selection), configuration.into()),
        || document::documents(&mut reader, documents.into(), &found, &selection),
    );
    let document::Documents { documents, exporters, seen } = read;
    let of_documents = std::mem::take(&mut reader.kept);
    // who names a template or a plan asks about that, not about the module it happens to lie beside
    let units = documents.iter().filter(|document| document.kind != DocumentKind::Unrecognised);
    let others = selection.without(units.map(|document| document.path.as_path()));
    let (terraform, configuration_files) =
        terraform::folders(&mut reader, layout, configuration, &trees, &others);
    let Reader { mut kept, mut errors, .. } = reader;
    kept.extend(of_documents);
    errors.sort_by(|a, b| a.path().cmp(b.path()));
    errors.dedup();
    Discovery {
        trees,
        selection,
        files_seen: configuration_files + seen,
        terraform,
        documents,
        exporters,
        errors,
        watched,
        kept,
    }
}

/// What was seen in a file, and its bytes where they are kept; or why it could not be read.
type Seen<T> = Result<(T, Option<Content>), FsError>;

/// What both kinds of files are read with.
struct Reader<'a> {
    files: &'a dyn FileSystem,
    scanner: scan::Scanner,
    /// Of all files so far, dropped ones included.
    kept_bytes: AtomicUsize,
    everything: bool,
    context: Vec<PathBuf>,
    kept: HashMap<PathBuf, Content>,
    errors: Vec<DiscoverError>,
}

impl Reader<'_> {
    /// Gives what `look` sees in the bytes of every file (kept where it says so), in order. Those that were not read
    /// ahead are read now, in parallel.
    fn read_all<T: Send>(
        &self,
        paths: &[&Path],
        ahead: &mut ahead::Read<T>,
        look: impl Fn(&Path, &[u8]) -> (T, bool) + Sync,
    ) -> Vec<Seen<T>> {
        let known: Vec<Option<Seen<T>>> = paths.iter().map(|path| ahead.take(path)).collect();
        let unread = paths.iter().zip(&known).filter(|(_, known)| known.is_none()).map(|(path, _)| *path);
        let read: Vec<Seen<T>> = unread
            .collect::<Vec<_>>()
            .par_iter()
            .with_max_len(FILES_AT_A_TIME)
            .map_init(Vec::new, |buffer, path| self.read(path, buffer, &look))
            .collect();
        let mut read = read.into_iter();
        known.into_iter().filter_map(|known| known.or_else(|| read.next())).collect()
    }

    fn read<T>(
        &self,
        path: &Path,
        buffer: &mut Vec<u8>,
        look: impl Fn(&Path, &[u8]) -> (T, bool),
    ) -> Seen<T> {
        self.files.read_into(path, buffer)?;
        let (seen, keep) = look(path, buffer);
        Ok((seen, if keep { self.keep(buffer) } else { None }))
    }

    fn keep(&self, bytes: &[u8]) -> Option<Content> {
        let before = self.kept_bytes.fetch_add(bytes.len(), Ordering::Relaxed);
        (before.saturating_add(bytes.len()) <= KEPT_BYTES).then(|| Content::of(bytes))
    }

    fn in_context(&self, path: &Path) -> bool {
        self.everything || self.is_context(path)
    }

    /// Whether a path is read beside what is reported on, whatever is in it.
    fn is_context(&self, path: &Path) -> bool {
        self.context.iter().any(|context| path.starts_with(context))
    }
}
