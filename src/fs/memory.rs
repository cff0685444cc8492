//! Files that are nowhere but in memory: for tests, proofs and standard input. Paths are taken by their text
//! (`a/./b/../c` is `a/c`); folders are there because files lie in them; there are no links and no ignore files.

use super::{Date, FileSystem, FoundFile, FsError, MAX_FILE_BYTES, WalkOptions, normalised};
use std::collections::BTreeMap;
use std::ops::Bound;
use std::path::{Component, Path, PathBuf};

/// The day where none was given, 2026-01-01, in days since 1970-01-01.
const FIRST_DAY: u64 = 20_454;

/// The memory file system.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<PathBuf, Vec<u8>>,
    today: Option<Date>,
}

impl Memory {
    /// An empty one.
    pub fn new() -> Self {
        Memory::default()
    }

    /// The same with a file more.
    #[must_use]
    pub fn with(mut self, path: impl AsRef<Path>, bytes: impl Into<Vec<u8>>) -> Self {
        self.insert(path, bytes);
        self
    }

    /// The same on that day; without it, the day is 2026-01-01.
    #[must_use]
    pub fn on(mut self, today: Date) -> Self {
        self.today = Some(today);
        self
    }

    /// Puts a file in, in place of the one that was there.
    pub fn insert(&mut self, path: impl AsRef<Path>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(normalised(path.as_ref()), bytes.into());
    }

    /// Takes a file out; whether it was there.
    pub fn remove(&mut self, path: impl AsRef<Path>) -> bool {
        self.files.remove(&normalised(path.as_ref())).is_some()
    }

    /// The paths of all files, sorted, hidden ones included.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.keys().map(PathBuf::as_path)
    }

    /// The bytes of a file.
    pub(super) fn bytes(&self, path: &Path) -> Option<&[u8]> {
        self.files.get(&normalised(path)).map(Vec::as_slice)
    }

    /// The files below a normalised folder, with the way from there. Paths sort by component, so they lie together.
    fn below<'a>(&'a self, folder: &'a Path) -> impl Iterator<Item = &'a Path> {
        // the empty path is a prefix of absolute ones by its text; they lie elsewhere
        let relative = folder.as_os_str().is_empty();
        self.files
            .range::<Path, _>((Bound::Excluded(folder), Bound::Unbounded))
            .map(|(path, _)| path)
            .skip_while(move |path| relative && path.has_root())
            .map_while(move |path| path.strip_prefix(folder).ok())
    }
}

impl FileSystem for Memory {
    fn walk(&self, root: &Path, _options: WalkOptions) -> (Vec<FoundFile>, Vec<(PathBuf, FsError)>) {
        let folder = normalised(root);
        if self.files.contains_key(&folder) {
            return (vec![FoundFile { path: root.to_path_buf(), link_to: None }], Vec::new());
        }
        let files: Vec<FoundFile> = self
            .below(&folder)
            .filter(|way| !is_hidden(way))
            .map(|way| FoundFile { path: root.join(way), link_to: None })
            .collect();
        let missing = files.is_empty() && !self.is_folder(&folder);
        let errors = if missing { vec![(root.to_path_buf(), FsError::NotFound)] } else { Vec::new() };
        (files, errors)
    }

    fn read_into(&self, path: &Path, buffer: &mut Vec<u8>) -> Result<(), FsError> {
        buffer.clear();
        let Some(bytes) = self.bytes(path) else {
            return Err(if self.is_folder(path) { FsError::NotAFile("folder") } else { FsError::NotFound });
        };
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(FsError::TooLarge(bytes.len() as u64));
        }
        buffer.extend_from_slice(bytes);
        Ok(())
    }

    fn list(&self, folder: &Path) -> Result<Vec<String>, FsError> {
        if !self.is_folder(folder) {
            return Err(FsError::NotFound);
        }
        let mut names: Vec<String> = self
            .below(&normalised(folder))
            .filter_map(|way| way.components().next())
            .map(|name| name.as_os_str().to_string_lossy().into_owned())
            .collect();
        names.dedup();
        names.sort_unstable();
        Ok(names)
    }

    fn is_file(&self, path: &Path) -> bool {
        self.files.contains_key(&normalised(path))
    }

    fn is_folder(&self, path: &Path) -> bool {
        let folder = normalised(path);
        folder.as_os_str().is_empty() || self.below(&folder).next().is_some()
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        (self.is_file(path) || self.is_folder(path)).then(|| normalised(path))
    }

    fn today(&self) -> Date {
        self.today.unwrap_or_else(|| Date::from_unix_days(FIRST_DAY))
    }
}

/// Whether a way passes through a hidden folder or ends in a hidden file; `.terraform` is one.
fn is_hidden(way: &Path) -> bool {
    way.components().any(
        |component| matches!(component, Component::Normal(name) if name.as_encoded_bytes().starts_with(b".")),
    )
}
