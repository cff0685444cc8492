//! The only door to the disk, the clock and the environment: a [`FileSystem`], walking included.
//!
//! [`Disk`] is the real one, [`Memory`] serves tests and proofs, [`Overlay`] lays unsaved editor buffers over
//! another, [`GitTree`] is a revision. Regular files only are ever opened: FIFOs, sockets and devices are named, not read.

mod content;
mod counted;
mod date;
mod disk;
mod git_tree;
mod globs;
mod kept;
mod memory;
mod output;
mod overlay;
mod replace;
#[cfg(test)]
mod tests;

pub use content::Content;
pub use counted::Counted;
pub use date::Date;
pub use disk::Disk;
pub use git_tree::{GitTree, MAX_BLOB_BYTES, Objects};
pub use globs::{PathGlobs, anchored};
pub use kept::Kept;
pub use memory::Memory;
pub use output::{append, read_stream, write_whole};
pub use overlay::Overlay;
pub use replace::{ReplaceError, replace};

use std::path::{Component, Path, PathBuf};

/// Largest file that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 128 * 1024 * 1024;

/// Why something on the file system could not be had. Each says whose fault it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FsError {
    /// The caller named something that is not there.
    #[error("no such file or directory")]
    NotFound,
    /// A directory, FIFO, socket or device where a file was wanted.
    #[error("not a regular file ({0})")]
    NotAFile(&'static str),
    /// Larger than [`MAX_FILE_BYTES`].
    #[error("{0} bytes: larger than the limit of {MAX_FILE_BYTES} bytes")]
    TooLarge(u64),
    /// The operating system's own words.
    #[error("{0}")]
    Io(String),
}

/// What a walk finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFile {
    /// Its path: the walked root's path joined with the way to it.
    pub path: PathBuf,
    /// Where the file itself is a symlink: the regular file it leads to, which may be among the found ones too.
    pub link_to: Option<PathBuf>,
}

/// The files of a walk and what could not be had.
pub type Walk = (Vec<FoundFile>, Vec<(PathBuf, FsError)>);

/// Who is told of files while a walk goes on.
pub type Tell<'t> = &'t (dyn Fn(&[FoundFile]) + Sync);

/// How to walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WalkOptions {
    /// Whether `.gitignore`, `.ignore` and git's exclude files count.
    pub respect_ignores: bool,
    /// How many threads may walk; 0: as many as there are cores.
    pub threads: usize,
}

/// The path without `.` and without `name/..`, by its text alone. A `..` that nothing precedes stays.
pub fn normalised(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => match normal.components().next_back() {
                Some(Component::Normal(_)) => {
                    normal.pop();
                }
                Some(Component::RootDir | Component::Prefix(_)) => {}
                Some(Component::CurDir | Component::ParentDir) | None => normal.push(component),
            },
            Component::Normal(_) | Component::RootDir | Component::Prefix(_) => normal.push(component),
        }
    }
    normal
}

/// A path as bytes that compare as its components do, at less cost: a separator comes before whatever else may stand in a
/// name, as the byte that stands in none.
pub fn sort_key(path: &Path) -> Box<[u8]> {
    path.as_os_str().as_encoded_bytes().iter().map(in_order).collect()
}

/// A byte of a path by its place in that order.
fn in_order(byte: &u8) -> u8 {
    if std::path::is_separator(char::from(*byte)) { 0 } else { *byte }
}

/// Files, folders and what else the program may ask of its surroundings.
pub trait FileSystem: Sync {
    /// All regular files below `root` (or `root` itself where it is a file), hidden ones and `.terraform` left
    /// out, sorted by path. Symlinks are followed: a link to a folder never round in a ring nor into a folder that
    /// was walked already; a link to a file is a file of the folder it lies in, for Terraform reads it there.
    /// Unreadable folders, dangling links and what is no regular file come as errors beside.
    fn walk(&self, root: &Path, options: WalkOptions) -> Walk;

    /// The same walk, for those who would read files while others are still looked for: most are told of as soon as they
    /// are found, in no order and by several threads. Nobody may count on being told.
    fn walk_and_tell(&self, root: &Path, options: WalkOptions, _tell: Tell<'_>) -> Walk {
        self.walk(root, options)
    }

    /// A regular file's bytes, in place of what `buffer` holds; nothing is in it after an error. For readers of many
    /// files, who look and forget.
    ///
    /// # Errors
    /// [`FsError`], without ever opening what is not a regular file.
    fn read_into(&self, path: &Path, buffer: &mut Vec<u8>) -> Result<(), FsError>;

    /// A regular file's bytes.
    ///
    /// # Errors
    /// [`FsError`], without ever opening what is not a regular file.
    fn read(&self, path: &Path) -> Result<Vec<u8>, FsError> {
        let mut buffer = Vec::new();
        self.read_into(path, &mut buffer)?;
        Ok(buffer)
    }

    /// Names of what lies directly in a folder, sorted; hidden ones included.
    ///
    /// # Errors
    /// [`FsError`] where it is not a folder or cannot be read.
    fn list(&self, folder: &Path) -> Result<Vec<String>, FsError>;

    /// Whether a regular file is there.
    fn is_file(&self, path: &Path) -> bool;

    /// Whether a folder is there.
    fn is_folder(&self, path: &Path) -> bool;

    /// The path with symlinks and `..` resolved; `None` where nothing is there.
    fn canonical(&self, path: &Path) -> Option<PathBuf>;

    /// The day it is, in UTC.
    fn today(&self) -> Date;
}
