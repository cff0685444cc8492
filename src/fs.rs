//! The only door to the disk, the clock and the environment: a [`FileSystem`], walking included.
//!
//! [`Disk`] is the real one, [`Memory`] serves tests and proofs, [`Overlay`] lays unsaved editor buffers over
//! another. Regular files only are ever opened: FIFOs, sockets and devices are named, not read.

mod disk;
mod memory;
mod overlay;

pub use disk::Disk;
pub use memory::Memory;
pub use overlay::Overlay;

use std::path::{Path, PathBuf};

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
    /// Its length in bytes.
    pub length: u64,
}

/// How to walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WalkOptions {
    /// Whether `.gitignore`, `.ignore` and git's exclude files count.
    pub respect_ignores: bool,
    /// How many threads may walk; 0: as many as there are cores.
    pub threads: usize,
}

/// Files, folders and what else the program may ask of its surroundings.
pub trait FileSystem: Sync {
    /// All regular files below `root` (or `root` itself where it is a file), hidden ones and `.terraform` left
    /// out, symlinks followed but never round in a ring nor to a file twice, sorted by path. Unreadable folders
    /// come as errors beside.
    fn walk(&self, root: &Path, options: WalkOptions) -> (Vec<FoundFile>, Vec<(PathBuf, FsError)>);

    /// A regular file's bytes.
    ///
    /// # Errors
    /// [`FsError`], without ever opening what is not a regular file.
    fn read(&self, path: &Path) -> Result<Vec<u8>, FsError>;

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
}
