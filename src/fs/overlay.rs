//! Files in memory laid over another file system: what an editor has open and not saved, or standard input.

use super::{Date, FileSystem, FoundFile, FsError, Memory, Tell, Walk, WalkOptions};
use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The overlay file system.
#[derive(Clone)]
pub struct Overlay<'a> {
    under: &'a dyn FileSystem,
    files: Memory,
    /// The files above by their names.
    named: HashMap<OsString, Alike>,
}

/// Files above that have one name.
#[derive(Clone, Default)]
struct Alike {
    paths: Vec<PathBuf>,
    /// What is meant by a canonical path: asked of the disk when a file of that name is read, once.
    canonical: OnceLock<HashMap<PathBuf, PathBuf>>,
}

impl std::fmt::Debug for Overlay<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Overlay").field("files", &self.files).finish_non_exhaustive()
    }
}

impl<'a> Overlay<'a> {
    /// `files` over `under`.
    pub fn new(under: &'a dyn FileSystem, files: Memory) -> Self {
        let mut named: HashMap<OsString, Alike> = HashMap::new();
        for path in files.paths() {
            let Some(name) = path.file_name() else { continue };
            named.entry(name.to_os_string()).or_default().paths.push(path.to_path_buf());
        }
        Overlay { under, files, named }
    }

    /// The files above.
    pub fn files(&self) -> &Memory {
        &self.files
    }

    /// The path of the file above that is meant, if one is. An editor names files in its own way, so another
    /// way to the same file counts; that is asked of the disk only where the name fits.
    fn above(&self, path: &Path) -> Option<PathBuf> {
        if self.files.is_file(path) {
            return Some(path.to_path_buf());
        }
        let name = path.file_name()?;
        let alike = self.named.get(name)?;
        let meant = alike.canonical.get_or_init(|| {
            let below = |it: &PathBuf| self.under.canonical(it).unwrap_or_else(|| it.clone());
            alike.paths.iter().map(|it| (below(it), it.clone())).collect()
        });
        let canonical = self.under.canonical(path)?;
        meant.get(&canonical).cloned().or_else(|| self.files.is_file(&canonical).then_some(canonical))
    }
}

impl FileSystem for Overlay<'_> {
    fn walk(&self, root: &Path, options: WalkOptions) -> Walk {
        self.walk_and_tell(root, options, &|_| {})
    }

    fn walk_and_tell(&self, root: &Path, options: WalkOptions, tell: Tell<'_>) -> Walk {
        let (mut files, mut errors) = self.under.walk_and_tell(root, options, tell);
        let (above, _) = self.files.walk(root, options);
        // a file that lies below as well was left out of that walk for a reason, or is in it
        let new: Vec<FoundFile> = above.into_iter().filter(|file| !self.under.is_file(&file.path)).collect();
        if !new.is_empty() {
            errors.retain(|(path, error)| *error != FsError::NotFound || !self.files.is_folder(path));
            files.extend(new);
            files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        }
        (files, errors)
    }

    fn read_into(&self, path: &Path, buffer: &mut Vec<u8>) -> Result<(), FsError> {
        match self.above(path) {
            Some(above) => self.files.read_into(&above, buffer),
            None => self.under.read_into(path, buffer),
        }
    }

    fn list(&self, folder: &Path) -> Result<Vec<String>, FsError> {
        match (self.under.list(folder), self.files.list(folder)) {
            (Ok(mut names), Ok(above)) => {
                names.extend(above);
                names.sort_unstable();
                names.dedup();
                Ok(names)
            }
            (Err(FsError::NotFound), Ok(above)) if !above.is_empty() => Ok(above),
            (under, _) => under,
        }
    }

    fn is_file(&self, path: &Path) -> bool {
        self.files.is_file(path) || self.under.is_file(path)
    }

    fn is_folder(&self, path: &Path) -> bool {
        self.under.is_folder(path) || self.files.is_folder(path)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        self.under.canonical(path).or_else(|| self.files.canonical(path))
    }

    fn today(&self) -> Date {
        self.under.today()
    }
}
