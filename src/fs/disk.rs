//! The real disk. Walks as ripgrep does, so that what people see of their tree in one tool they see in the other.
//!
//! The walk itself never follows a symlink: links are gathered and followed afterwards, in the order of their
//! paths and each folder once, so that neither rings nor a thousand links to one folder cost anything, and the
//! answer does not hang on which thread came first.

use super::{Date, FileSystem, FoundFile, FsError, MAX_FILE_BYTES, Tell, Walk, WalkOptions, in_order};
use foldhash::HashSet;
use ignore::{DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};
use rayon::slice::ParallelSliceMut;
use std::collections::BTreeSet;
use std::fs::{File, FileType, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// The disk file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl FileSystem for Disk {
    fn walk(&self, root: &Path, options: WalkOptions) -> Walk {
        self.walk_and_tell(root, options, &|_| {})
    }

    fn walk_and_tell(&self, root: &Path, options: WalkOptions, tell: Tell<'_>) -> Walk {
        let (options, mut too_large) = without_large_ignores(root, options);
        let mut gathered = gather(root, options, None, tell);
        gathered.errors.append(&mut too_large);
        if !gathered.links.is_empty() {
            follow(root, options, &mut gathered);
        }
        let Gathered { mut files, mut errors, .. } = gathered;
        sort(&mut files);
        errors.sort_by(|a, b| a.0.cmp(&b.0));
        (files, errors)
    }

    fn read_into(&self, path: &Path, buffer: &mut Vec<u8>) -> Result<(), FsError> {
        let read = read(path, buffer);
        if read.is_err() {
            buffer.clear();
        }
        read
    }

    fn list(&self, folder: &Path) -> Result<Vec<String>, FsError> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(io_error)? {
            names.push(entry.map_err(io_error)?.file_name().to_string_lossy().into_owned());
        }
        names.sort_unstable();
        Ok(names)
    }

    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn is_folder(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        std::fs::canonicalize(path).ok()
    }

    fn today(&self) -> Date {
        // a clock before 1970 is not set
        let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Date::from_unix_days(elapsed.as_secs() / (24 * 60 * 60))
    }
}

/// Sorts by path: by component, as `Path` compares them, at the cost of comparing bytes.
fn sort(files: &mut Vec<FoundFile>) {
    if cfg!(windows) {
        return files.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
    }
    let start = files.first().map_or(0, |first| shared(files, first.path.as_os_str().as_encoded_bytes()));
    let mut keyed: Vec<(SortKey, FoundFile)> =
        files.drain(..).map(|file| (SortKey::of(&file.path, start), file)).collect();
    keyed.par_sort_unstable_by(|a, b| a.0.cmp(&b.0));
    files.extend(keyed.into_iter().map(|(_, file)| file));
}

/// How many bytes all paths begin with.
fn shared(files: &[FoundFile], first: &[u8]) -> usize {
    files.iter().fold(first.len(), |shared, file| {
        let path = file.path.as_os_str().as_encoded_bytes();
        let same = shared.min(path.len());
        if path[..same] == first[..same] {
            return same;
        }
        path.iter().zip(first).take_while(|(a, b)| a == b).count()
    })
}

/// A path as [`super::sort_key`] has it, the first bytes as a number, which is enough to tell most from each other.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct SortKey {
    begins: u128,
    rest: Box<[u8]>,
}

impl SortKey {
    /// Of a path, behind what all paths begin with.
    fn of(path: &Path, start: usize) -> Self {
        let own = path.as_os_str().as_encoded_bytes().get(start..).unwrap_or_default();
        let (head, rest) = own.split_at(own.len().min(16));
        let mut begins = [0; 16];
        begins.iter_mut().zip(head).for_each(|(to, from)| *to = in_order(from));
        SortKey { begins: u128::from_be_bytes(begins), rest: rest.iter().map(in_order).collect() }
    }
}

/// Opens for reading, without waiting for somebody to write into a FIFO.
#[cfg(unix)]
fn open(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().read(true).custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> std::io::Result<File> {
    File::open(path)
}

fn read(path: &Path, buffer: &mut Vec<u8>) -> Result<(), FsError> {
    let mut file = open(path).map_err(io_error)?;
    let metadata = file.metadata().map_err(io_error)?;
    regular(&metadata)?;
    match usize::try_from(metadata.len()) {
        Ok(length @ 1..) => read_told(&mut file, length, buffer).map_err(io_error),
        _ => read_untold(file, buffer),
    }
}

/// Reads as many bytes as were told, or fewer where the file has fewer by now, in one call mostly. What the buffer holds
/// already is room that need not be made again.
fn read_told(file: &mut File, length: usize, buffer: &mut Vec<u8>) -> std::io::Result<()> {
    if buffer.capacity() < length {
        // what is in it need not be moved
        buffer.clear();
    }
    buffer.resize(length, 0);
    let mut filled = 0;
    while let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
        match file.read(room) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    buffer.truncate(filled);
    Ok(())
}

/// Reads to the end, for files that say nothing of their length, as those in `/proc`. Never past the bound.
fn read_untold(file: File, buffer: &mut Vec<u8>) -> Result<(), FsError> {
    buffer.clear();
    file.take(MAX_FILE_BYTES + 1).read_to_end(buffer).map_err(io_error)?;
    if buffer.len() as u64 > MAX_FILE_BYTES {
        return Err(FsError::TooLarge(buffer.len() as u64));
    }
    Ok(())
}

fn regular(metadata: &Metadata) -> Result<(), FsError> {
    if !metadata.is_file() {
        return Err(FsError::NotAFile(type_name(metadata.file_type())));
    }
    if metadata.len() > MAX_FILE_BYTES {
        return Err(FsError::TooLarge(metadata.len()));
    }
    Ok(())
}

#[cfg(unix)]
fn type_name(file_type: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    match file_type {
        t if t.is_dir() => "folder",
        t if t.is_fifo() => "FIFO",
        t if t.is_socket() => "socket",
        t if t.is_block_device() || t.is_char_device() => "device",
        _ => "special file",
    }
}

#[cfg(not(unix))]
fn type_name(file_type: FileType) -> &'static str {
    if file_type.is_dir() { "folder" } else { "special file" }
}

#[expect(clippy::needless_pass_by_value, reason = "stands in `map_err`")]
fn io_error(error: std::io::Error) -> FsError {
    match error.kind() {
        std::io::ErrorKind::NotFound => FsError::NotFound,
        // the suffix ` (os error 13)` says nothing to people
        _ => FsError::Io(error.to_string().split(" (os error").next().unwrap_or_default().to_lowercase()),
    }
}

/// Why a link leads nowhere: one that leads back to itself holds no file, as one that dangles.
#[cfg(unix)]
fn link_error(error: std::io::Error) -> FsError {
    match error.raw_os_error() {
        Some(libc::ELOOP) => FsError::NotAFile("link that leads back to itself"),
        _ => io_error(error),
    }
}

#[cfg(not(unix))]
fn link_error(error: std::io::Error) -> FsError {
    io_error(error)
}

/// What one walk, or one thread of it, has found.
#[derive(Default)]
struct Gathered {
    files: Vec<FoundFile>,
    /// How many of these were told of.
    told: usize,
    folders: Vec<PathBuf>,
    links: BTreeSet<PathBuf>,
    errors: Vec<(PathBuf, FsError)>,
}

impl Gathered {
    fn append(&mut self, mut other: Gathered) {
        self.files.append(&mut other.files);
        self.folders.append(&mut other.folders);
        self.links.append(&mut other.links);
        self.errors.append(&mut other.errors);
    }

    /// Tells of the files that were not told of, where there are so many.
    fn tell(&mut self, tell: Tell<'_>, at_least: usize) {
        let untold = &self.files[self.told..];
        if untold.len() >= at_least {
            tell(untold);
            self.told = self.files.len();
        }
    }

    fn take(&mut self, entry: Result<DirEntry, ignore::Error>) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return self.errors.extend(walk_error(error, None)),
        };
        let Some(file_type) = entry.file_type() else { return };
        if file_type.is_file() {
            self.files.push(FoundFile { path: entry.into_path(), link_to: None });
        } else if file_type.is_dir() || file_type.is_symlink() && entry.depth() == 0 {
            // where a walk begins at a link it goes into it, and one thread alone tells of it as a link
            self.folders.push(entry.into_path());
        } else if file_type.is_symlink() {
            self.links.insert(entry.into_path());
        } else {
            self.errors.push((entry.into_path(), FsError::NotAFile(type_name(file_type))));
        }
    }
}

/// The error with the path it is about; an ignore file's own errors have none and are nothing to us.
fn walk_error(error: ignore::Error, path: Option<PathBuf>) -> Option<(PathBuf, FsError)> {
    match error {
        ignore::Error::WithPath { path, err } => walk_error(*err, Some(path)),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            walk_error(*err, path)
        }
        ignore::Error::Io(error) => path.map(|path| (path, io_error(error))),
        _ => None,
    }
}

/// Ignore files of more bytes would take seconds to make ready.
const MAX_IGNORE_BYTES: u64 = 1024 * 1024;

/// Ignore files of the root that are too large to be taken in: then none is.
fn without_large_ignores(root: &Path, options: WalkOptions) -> (WalkOptions, Vec<(PathBuf, FsError)>) {
    let mut too_large = Vec::new();
    for name in [".gitignore", ".ignore"].iter().filter(|_| options.respect_ignores) {
        let path = root.join(name);
        let length = std::fs::metadata(&path).map_or(0, |it| it.len());
        if length > MAX_IGNORE_BYTES {
            let message =
                format!("{length} bytes of paths to ignore: over the limit of {MAX_IGNORE_BYTES} bytes");
            too_large.push((path, FsError::Io(message)));
        }
    }
    (WalkOptions { respect_ignores: options.respect_ignores && too_large.is_empty(), ..options }, too_large)
}

/// Walks without following links. A folder that `skip` names, by its path with links resolved, is left out;
/// the root's own is given with it.
fn gather(
    root: &Path,
    options: WalkOptions,
    skip: Option<(PathBuf, Arc<HashSet<PathBuf>>)>,
    tell: Tell<'_>,
) -> Gathered {
    let mut builder = WalkBuilder::new(root);
    // those of the pool that this runs in: to ask the system how many there are takes a dozen calls
    let threads = if options.threads == 0 { rayon::current_num_threads() } else { options.threads };
    builder.standard_filters(options.respect_ignores).hidden(true).threads(threads);
    if !global_ignores() {
        builder.git_global(false);
    }
    if let Some((canonical_root, walked)) = skip {
        let root = root.to_path_buf();
        builder.filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|file_type| file_type.is_dir());
            !is_folder || !walked.contains(&moved(entry.path(), &root, &canonical_root))
        });
    }
    if let Some(gathered) = gather_alone(&builder, threads, tell) {
        return gathered;
    }
    let all = Mutex::new(Gathered::default());
    builder.build_parallel().visit(&mut VisitorBuilder { all: &all, tell });
    all.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Trees of fewer files and folders are walked by one thread alone.
const FEW: usize = 128;

/// So many threads walk no faster than one: what they share costs half of the work, and one that finds nothing to do
/// sleeps for a millisecond before it looks again. One thread that walks leaves the other to read what is found.
const TOO_FEW_THREADS: usize = 2;

/// So many files are told of at a time.
const TOLD_AT_A_TIME: usize = 16;

/// What this thread alone finds, if that is little, or there are no others to help: to start threads for little costs
/// more than the walk.
fn gather_alone(builder: &WalkBuilder, threads: usize, tell: Tell<'_>) -> Option<Gathered> {
    let mut gathered = Gathered::default();
    let mut walk = builder.build();
    if threads <= TOO_FEW_THREADS {
        for entry in walk {
            gathered.take(entry);
            gathered.tell(tell, TOLD_AT_A_TIME);
        }
    } else {
        walk.by_ref().take(FEW).for_each(|entry| gathered.take(entry));
        // who walks all of it tells of these too
        if walk.next().is_some() {
            return None;
        }
    }
    gathered.tell(tell, 1);
    Some(gathered)
}

/// Whether git may have ignore files for all repositories of this person: to look for their names in git's
/// configuration by a pattern costs more than to check a small file.
fn global_ignores() -> bool {
    let Some(home) = std::env::var_os("HOME").map(PathBuf::from) else { return true };
    let settings = std::env::var_os("XDG_CONFIG_HOME")
        .filter(|path| !path.is_empty())
        .map_or_else(|| home.join(".config"), PathBuf::from);
    let names_one = |path: PathBuf| {
        std::fs::read(path)
            .is_ok_and(|text| text.to_ascii_lowercase().windows(12).any(|it| it == b"excludesfile"))
    };
    settings.join("git/ignore").exists()
        || names_one(home.join(".gitconfig"))
        || names_one(settings.join("git/config"))
}

/// The path below `from` as a path below `to`.
fn moved(path: &Path, from: &Path, to: &Path) -> PathBuf {
    match path.strip_prefix(from) {
        Ok(rest) if rest.as_os_str().is_empty() => to.to_path_buf(),
        Ok(rest) => to.join(rest),
        Err(_) => path.to_path_buf(),
    }
}

/// Follows the gathered links and those found on the way.
fn follow(root: &Path, options: WalkOptions, gathered: &mut Gathered) {
    let Ok(canonical_root) = std::fs::canonicalize(root) else { return };
    let mut walked: Arc<HashSet<PathBuf>> =
        Arc::new(gathered.folders.iter().map(|folder| moved(folder, root, &canonical_root)).collect());
    while let Some(link) = gathered.links.pop_first() {
        let target = match std::fs::canonicalize(&link) {
            Ok(target) => target,
            Err(error) => {
                gathered.errors.push((link, link_error(error)));
                continue;
            }
        };
        match std::fs::metadata(&target) {
            Ok(metadata) if metadata.is_file() => {
                gathered.files.push(FoundFile { path: link, link_to: Some(target) });
            }
            Ok(metadata) if metadata.is_dir() => {
                if walked.contains(&target) || canonical_root.starts_with(&target) {
                    continue;
                }
                let found = gather(&link, options, Some((target.clone(), Arc::clone(&walked))), &|_| {});
                let new = found.folders.iter().map(|folder| moved(folder, &link, &target));
                // unshared by now: the walk that looked into it is over
                Arc::make_mut(&mut walked).extend(new);
                gathered.append(found);
            }
            Ok(metadata) => gathered.errors.push((link, FsError::NotAFile(type_name(metadata.file_type())))),
            Err(error) => gathered.errors.push((link, io_error(error))),
        }
    }
}

struct VisitorBuilder<'a> {
    all: &'a Mutex<Gathered>,
    tell: Tell<'a>,
}

impl<'s, 'a: 's> ParallelVisitorBuilder<'s> for VisitorBuilder<'a> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 's> {
        Box::new(Visitor { found: Gathered::default(), all: self.all, tell: self.tell })
    }
}

/// One thread's findings, handed over when it ends.
struct Visitor<'a> {
    found: Gathered,
    all: &'a Mutex<Gathered>,
    tell: Tell<'a>,
}

impl ParallelVisitor for Visitor<'_> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        self.found.take(entry);
        self.found.tell(self.tell, TOLD_AT_A_TIME);
        WalkState::Continue
    }
}

impl Drop for Visitor<'_> {
    fn drop(&mut self) {
        let mut found = std::mem::take(&mut self.found);
        found.tell(self.tell, 1);
        self.all.lock().unwrap_or_else(PoisonError::into_inner).append(found);
    }
}
