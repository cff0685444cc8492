//! What is read while the trees are still walked: one thread that walks leaves the others nothing else to do.

use super::name::{FileKind, kind_of};
use super::scan::{ConfigurationScan, DocumentScan};
use super::tree::{self, Gathered, Given};
use super::{Reader, Seen, document, terraform};
use crate::fs::{FoundFile, WalkOptions};
use foldhash::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What was seen in files of one kind, in the order in which they were read.
pub(super) type InOrder<T> = Vec<(PathBuf, Seen<T>)>;

/// What was seen in files of one kind, by their paths, byte by byte: a walk writes each in one way.
pub(super) struct Read<T>(HashMap<OsString, Seen<T>>);

impl<T> Default for Read<T> {
    fn default() -> Self {
        Read(HashMap::default())
    }
}

impl<T> From<InOrder<T>> for Read<T> {
    fn from(read: InOrder<T>) -> Self {
        Read(read.into_iter().map(|(path, seen)| (path.into_os_string(), seen)).collect())
    }
}

impl<T> Read<T> {
    /// Takes out what was seen in a file, if it was read.
    pub(super) fn take(&mut self, path: &Path) -> Option<Seen<T>> {
        self.0.remove::<OsStr>(path.as_os_str())
    }
}

/// What was read ahead.
pub(super) struct Ahead {
    pub(super) documents: InOrder<DocumentScan>,
    pub(super) configuration: InOrder<ConfigurationScan>,
}

/// Walks, and reads what the walk tells of. Nothing is decided by what is read: it may be asked for, or not.
pub(super) fn while_walking(reader: &Reader<'_>, given: &Given, options: WalkOptions) -> (Gathered, Ahead) {
    let (documents, configuration) = (Mutex::default(), Mutex::default());
    let gathered = rayon::scope(|scope| {
        let (documents, configuration) = (&documents, &configuration);
        tree::gather(reader.files, options, given, &|found| {
            let batch = Batch::of(found);
            if !batch.is_empty() {
                scope.spawn(move |_| batch.read(reader, given, documents, configuration));
            }
        })
    });
    (gathered, Ahead { documents: inner(documents), configuration: inner(configuration) })
}

fn inner<T>(all: Mutex<T>) -> T {
    all.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Files that are read by one thread, one behind the other.
struct Batch {
    documents: Vec<PathBuf>,
    configuration: Vec<PathBuf>,
}

impl Batch {
    fn of(found: &[FoundFile]) -> Self {
        let of_kind = |wanted: FileKind| {
            let paths = found.iter().map(|file| &file.path).filter(|path| kind_of(path) == wanted);
            paths.cloned().collect()
        };
        Batch { documents: of_kind(FileKind::Document), configuration: of_kind(FileKind::Configuration) }
    }

    fn is_empty(&self) -> bool {
        self.documents.is_empty() && self.configuration.is_empty()
    }

    fn read(
        self,
        reader: &Reader<'_>,
        given: &Given,
        documents: &Mutex<InOrder<DocumentScan>>,
        configuration: &Mutex<InOrder<ConfigurationScan>>,
    ) {
        let mut buffer = Vec::new();
        let look = |path: &Path, bytes: &[u8]| document::look(reader, &given.selection, path, bytes);
        extend(documents, self.documents, |path| reader.read(path, &mut buffer, look));
        let look = |path: &Path, bytes: &[u8]| terraform::look(reader, path, bytes);
        extend(configuration, self.configuration, |path| reader.read(path, &mut buffer, look));
    }
}

fn extend<T>(all: &Mutex<InOrder<T>>, paths: Vec<PathBuf>, mut read: impl FnMut(&Path) -> Seen<T>) {
    let seen = |path: PathBuf| {
        let seen = read(&path);
        (path, seen)
    };
    let seen: InOrder<T> = paths.into_iter().map(seen).collect();
    all.lock().unwrap_or_else(PoisonError::into_inner).extend(seen);
}
