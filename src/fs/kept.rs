//! A file system that remembers what it was told by another one until it is asked to forget: for a process that looks at
//! the same tree again and again, and is told when it changes. Knows nothing of who tells it.

use super::{Date, FileSystem, FsError, Walk, WalkOptions};
use foldhash::HashMap;
use std::hash::Hash;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

/// More bytes than this are not kept: what is over is read again.
const MAX_KEPT_BYTES: usize = 256 * 1024 * 1024;

/// The remembering file system.
#[derive(Debug, Default)]
pub struct Kept<F> {
    under: F,
    walks: RwLock<HashMap<(PathBuf, bool), Walk>>,
    texts: RwLock<Texts>,
    lists: RwLock<HashMap<PathBuf, Result<Vec<String>, FsError>>>,
    files: RwLock<HashMap<PathBuf, bool>>,
    folders: RwLock<HashMap<PathBuf, bool>>,
    canonical: RwLock<HashMap<PathBuf, Option<PathBuf>>>,
}

#[derive(Debug, Default)]
struct Texts {
    known: HashMap<PathBuf, Result<Arc<[u8]>, FsError>>,
    bytes: usize,
}

impl<F> Kept<F> {
    /// Remembers nothing of `under` yet.
    pub fn new(under: F) -> Self {
        Kept {
            under,
            walks: RwLock::default(),
            texts: RwLock::default(),
            lists: RwLock::default(),
            files: RwLock::default(),
            folders: RwLock::default(),
            canonical: RwLock::default(),
        }
    }

    /// Forgets everything.
    pub fn forget(&mut self) {
        fn clear<T: Default>(lock: &mut RwLock<T>) {
            *lock.get_mut().unwrap_or_else(PoisonError::into_inner) = T::default();
        }
        clear(&mut self.walks);
        clear(&mut self.texts);
        clear(&mut self.lists);
        clear(&mut self.files);
        clear(&mut self.folders);
        clear(&mut self.canonical);
    }

    /// Forgets what one file says; that it is there stays known.
    pub fn forget_text(&mut self, path: &Path) {
        let texts = self.texts.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(Ok(bytes)) = texts.known.remove(path) {
            texts.bytes = texts.bytes.saturating_sub(bytes.len());
        }
    }
}

impl<F: FileSystem> FileSystem for Kept<F> {
    fn walk(&self, root: &Path, options: WalkOptions) -> Walk {
        let key = (root.to_path_buf(), options.respect_ignores);
        remembered(&self.walks, &key, || self.under.walk(root, options))
    }

    fn read_into(&self, path: &Path, buffer: &mut Vec<u8>) -> Result<(), FsError> {
        buffer.clear();
        let known = self.texts.read().unwrap_or_else(PoisonError::into_inner).known.get(path).cloned();
        if let Some(known) = known {
            buffer.extend_from_slice(&known?);
            return Ok(());
        }
        let read = self.under.read_into(path, buffer);
        let mut texts = self.texts.write().unwrap_or_else(PoisonError::into_inner);
        if texts.bytes.saturating_add(buffer.len()) <= MAX_KEPT_BYTES {
            let outcome = read.clone().map(|()| Arc::from(buffer.as_slice()));
            if texts.known.insert(path.to_path_buf(), outcome).is_none() {
                texts.bytes += buffer.len();
            }
        }
        read
    }

    fn list(&self, folder: &Path) -> Result<Vec<String>, FsError> {
        remembered(&self.lists, &folder.to_path_buf(), || self.under.list(folder))
    }

    fn is_file(&self, path: &Path) -> bool {
        remembered(&self.files, &path.to_path_buf(), || self.under.is_file(path))
    }

    fn is_folder(&self, path: &Path) -> bool {
        remembered(&self.folders, &path.to_path_buf(), || self.under.is_folder(path))
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        remembered(&self.canonical, &path.to_path_buf(), || self.under.canonical(path))
    }

    fn today(&self) -> Date {
        self.under.today()
    }
}

/// What is known of a key, else what is asked now.
fn remembered<K: Clone + Eq + Hash, V: Clone>(
    known: &RwLock<HashMap<K, V>>,
    key: &K,
    ask: impl FnOnce() -> V,
) -> V {
    if let Some(value) = known.read().unwrap_or_else(PoisonError::into_inner).get(key) {
        return value.clone();
    }
    let value = ask();
    known.write().unwrap_or_else(PoisonError::into_inner).insert(key.clone(), value.clone());
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fs::{Counted, Memory};

    #[test]
    fn what_was_read_is_read_again_only_after_it_is_forgotten() {
        let mut kept = Kept::new(Counted::new(Memory::new().with("/w/a.tf", "a").with("/w/b.tf", "b")));
        for _ in 0..3 {
            assert_eq!(kept.read(Path::new("/w/a.tf")), Ok(b"a".to_vec()));
            assert_eq!(kept.read(Path::new("/w/b.tf")), Ok(b"b".to_vec()));
            assert_eq!(kept.read(Path::new("/w/c.tf")), Err(FsError::NotFound));
        }
        assert_eq!(kept.under.reads(), 3);
        kept.forget_text(Path::new("/w/a.tf"));
        assert_eq!(kept.read(Path::new("/w/a.tf")), Ok(b"a".to_vec()));
        assert_eq!(kept.read(Path::new("/w/b.tf")), Ok(b"b".to_vec()));
        assert_eq!(kept.under.reads(), 4);
        assert!(!kept.is_file(Path::new("/w/c.tf")));
        kept.forget();
        kept.under = Counted::new(Memory::new().with("/w/c.tf", "c"));
        assert!(kept.is_file(Path::new("/w/c.tf")) && !kept.is_file(Path::new("/w/a.tf")));
    }
}
