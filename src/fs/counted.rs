//! A file system that counts what is read from another one: how far a long run is.

use super::{Date, FileSystem, FsError, Tell, Walk, WalkOptions};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The counting file system.
#[derive(Debug)]
pub struct Counted<F> {
    under: F,
    reads: AtomicUsize,
}

impl<F> Counted<F> {
    /// Counts what is read from `under`.
    pub fn new(under: F) -> Self {
        Counted { under, reads: AtomicUsize::new(0) }
    }

    /// How many files were read so far.
    pub fn reads(&self) -> usize {
        self.reads.load(Ordering::Relaxed)
    }
}

impl<F: FileSystem> FileSystem for Counted<F> {
    fn walk(&self, root: &Path, options: WalkOptions) -> Walk {
        self.under.walk(root, options)
    }

    fn walk_and_tell(&self, root: &Path, options: WalkOptions, tell: Tell<'_>) -> Walk {
        self.under.walk_and_tell(root, options, tell)
    }

    fn read_into(&self, path: &Path, buffer: &mut Vec<u8>) -> Result<(), FsError> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.under.read_into(path, buffer)
    }

    fn list(&self, folder: &Path) -> Result<Vec<String>, FsError> {
        self.under.list(folder)
    }

    fn is_file(&self, path: &Path) -> bool {
        self.under.is_file(path)
    }

    fn is_folder(&self, path: &Path) -> bool {
        self.under.is_folder(path)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        self.under.canonical(path)
    }

    fn today(&self) -> Date {
        self.under.today()
    }
}
