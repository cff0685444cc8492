//! The files of a git revision, read through git's objects: nothing is checked out, nothing is written.
//!
//! Paths are those of the working directory, so that what is found there has the names it has on the disk. What no
//! revision holds (files outside the repository, downloaded modules, submodules, what git ignores) is read as it is now.
//! Who starts git is not known here: the objects come through [`Objects`].

use super::{Date, FileSystem, FoundFile, FsError, MAX_FILE_BYTES, WalkOptions, normalised};
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::ops::Bound;
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

/// Links that are followed one after another.
const MAX_HOPS: usize = 8;

/// Where the bytes of git's objects come from.
pub trait Objects: Sync + Send {
    /// The bytes of a blob, in place of what `buffer` holds.
    ///
    /// # Errors
    /// [`FsError`] where there is none of that name, or it cannot be had.
    fn blob(&self, id: &str, buffer: &mut Vec<u8>) -> Result<(), FsError>;
}

/// One entry of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Entry {
    File(Box<str>),
    Link(Box<str>),
    Folder,
    /// Of another repository.
    Submodule,
}

/// What a path leads to.
enum Place<'t> {
    /// In the tree, without links.
    Inside(PathBuf, &'t Entry),
    /// Nowhere.
    Nothing,
    /// What the revision does not hold.
    Outside,
}

/// The git tree file system.
pub struct GitTree<'a> {
    entries: BTreeMap<PathBuf, Entry>,
    objects: Box<dyn Objects + 'a>,
    /// The repository's folder and the working directory: absolute, without links.
    root: PathBuf,
    here: PathBuf,
    /// What is read where the revision holds nothing.
    beside: &'a dyn FileSystem,
    ignored: OnceLock<BTreeMap<PathBuf, Gitignore>>,
}

impl std::fmt::Debug for GitTree<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("GitTree").field("entries", &self.entries.len()).finish_non_exhaustive()
    }
}

impl<'a> GitTree<'a> {
    /// The tree that `git ls-tree -r -z --full-tree` lists, of the repository in `root`, seen from `here`.
    pub fn new(
        listing: &[u8],
        objects: Box<dyn Objects + 'a>,
        (root, here): (PathBuf, PathBuf),
        beside: &'a dyn FileSystem,
    ) -> Self {
        let mut entries = BTreeMap::new();
        for line in listing.split(|byte| *byte == 0).filter(|line| !line.is_empty()) {
            let Some((path, entry)) = entry_of(line) else { continue };
            for folder in path.ancestors().skip(1) {
                entries.entry(folder.to_path_buf()).or_insert(Entry::Folder);
            }
            entries.insert(path, entry);
        }
        entries.entry(PathBuf::new()).or_insert(Entry::Folder);
        GitTree { entries, objects, root, here, beside, ignored: OnceLock::new() }
    }

    fn place(&self, path: &Path) -> Place<'_> {
        let mut wanted = normalised(&self.here.join(path));
        if wanted.components().any(|part| part.as_os_str() == ".terraform") {
            return Place::Outside;
        }
        for _ in 0..=MAX_HOPS {
            let Ok(inside) = wanted.strip_prefix(&self.root) else { return Place::Outside };
            match self.first_link(inside) {
                Some((_, Entry::Submodule)) => return Place::Outside,
                Some((link, Entry::Link(id))) => {
                    let Some(target) = self.target(id) else { return Place::Nothing };
                    let folder = self.root.join(link.parent().unwrap_or(Path::new("")));
                    let rest = inside.strip_prefix(&link).unwrap_or(Path::new(""));
                    wanted = normalised(&folder.join(target).join(rest));
                }
                _ => {
                    return match self.entries.get(inside) {
                        Some(entry) => Place::Inside(inside.to_path_buf(), entry),
                        // what git is told to ignore has no earlier state: variables on this machine, say
                        None if self.is_ignored(inside) => Place::Outside,
                        None => Place::Nothing,
                    };
                }
            }
        }
        Place::Nothing
    }

    /// The first part of the way that is no folder and no file.
    fn first_link(&self, inside: &Path) -> Option<(PathBuf, &Entry)> {
        let mut way = PathBuf::new();
        for part in inside.components() {
            way.push(part);
            match self.entries.get(&way)? {
                Entry::Folder => {}
                Entry::File(_) => return None,
                other => return Some((way, other)),
            }
        }
        None
    }

    fn target(&self, id: &str) -> Option<PathBuf> {
        let mut bytes = Vec::new();
        self.objects.blob(id, &mut bytes).ok()?;
        Some(path_of(&bytes))
    }

    /// The entries below a folder, with the way from there. Paths sort by component, so they lie together.
    fn below<'t>(&'t self, folder: &'t Path) -> impl Iterator<Item = (&'t Path, &'t Entry)> {
        self.entries
            .range::<Path, _>((Bound::Excluded(folder), Bound::Unbounded))
            .map_while(move |(path, entry)| Some((path.strip_prefix(folder).ok()?, entry)))
    }

    fn gather(
        &self,
        shown: &Path,
        folder: &Path,
        respect: bool,
        seen: &mut BTreeSet<PathBuf>,
    ) -> Vec<FoundFile> {
        let mut found = Vec::new();
        let mut links = Vec::new();
        seen.insert(folder.to_path_buf());
        for (way, entry) in self.below(folder).filter(|(way, _)| !is_hidden(way)) {
            if respect && self.is_ignored(&folder.join(way)) {
                continue;
            }
            match entry {
                Entry::File(_) => found.push(FoundFile { path: shown.join(way), link_to: None }),
                Entry::Link(_) => links.push(way),
                Entry::Folder | Entry::Submodule => {}
            }
        }
        for way in links {
            match self.place(&self.root.join(folder).join(way)) {
                Place::Inside(target, Entry::File(_)) => {
                    let target = self.shown(&target);
                    found.push(FoundFile { path: shown.join(way), link_to: Some(target) });
                }
                Place::Inside(target, Entry::Folder) => {
                    let walked =
                        seen.iter().any(|seen| target.starts_with(seen) || seen.starts_with(&target));
                    if !walked {
                        found.extend(self.gather(&shown.join(way), &target, respect, seen));
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// A path in the tree as an absolute one.
    fn shown(&self, inside: &Path) -> PathBuf {
        self.root.join(inside)
    }

    /// Whether the revision's own ignore files leave a tracked file out, as they do on the disk.
    fn is_ignored(&self, path: &Path) -> bool {
        let matchers = self.ignored.get_or_init(|| self.read_ignore_files());
        let folders = path.ancestors().skip(1).filter_map(|folder| Some((folder, matchers.get(folder)?)));
        for (_, matcher) in folders {
            match matcher.matched_path_or_any_parents(path, false) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => {}
            }
        }
        false
    }

    fn read_ignore_files(&self) -> BTreeMap<PathBuf, Gitignore> {
        let mut builders: BTreeMap<&Path, GitignoreBuilder> = BTreeMap::new();
        for (path, entry) in &self.entries {
            let named = path.file_name().is_some_and(|name| name == ".gitignore" || name == ".ignore");
            let (Entry::File(id), true, Some(folder)) = (entry, named, path.parent()) else { continue };
            let mut bytes = Vec::new();
            if self.objects.blob(id, &mut bytes).is_err() {
                continue;
            }
            let builder = builders.entry(folder).or_insert_with(|| GitignoreBuilder::new(folder));
            for line in String::from_utf8_lossy(&bytes).lines() {
                // a line that is no pattern is none on the disk either
                let _ = builder.add_line(None, line);
            }
        }
        let built = |(folder, builder): (&Path, GitignoreBuilder)| {
            Some((folder.to_path_buf(), builder.build().ok()?))
        };
        builders.into_iter().filter_map(built).collect()
    }
}

impl FileSystem for GitTree<'_> {
    fn walk(&self, root: &Path, options: WalkOptions) -> (Vec<FoundFile>, Vec<(PathBuf, FsError)>) {
        match self.place(root) {
            Place::Outside => self.beside.walk(root, options),
            Place::Nothing => (Vec::new(), vec![(root.to_path_buf(), FsError::NotFound)]),
            Place::Inside(folder, Entry::Folder) => {
                let mut seen = BTreeSet::new();
                let mut found = self.gather(root, &folder, options.respect_ignores, &mut seen);
                found.sort_by(|a, b| a.path.cmp(&b.path));
                (found, Vec::new())
            }
            Place::Inside(..) => (vec![FoundFile { path: root.to_path_buf(), link_to: None }], Vec::new()),
        }
    }

    fn read_into(&self, path: &Path, buffer: &mut Vec<u8>) -> Result<(), FsError> {
        buffer.clear();
        match self.place(path) {
            Place::Outside => self.beside.read_into(path, buffer),
            Place::Inside(_, Entry::File(id)) => {
                let read = self.objects.blob(id, buffer);
                if read.is_err() {
                    buffer.clear();
                }
                read
            }
            Place::Inside(..) => Err(FsError::NotAFile("folder")),
            Place::Nothing => Err(FsError::NotFound),
        }
    }

    fn list(&self, folder: &Path) -> Result<Vec<String>, FsError> {
        match self.place(folder) {
            Place::Outside => self.beside.list(folder),
            Place::Inside(inside, Entry::Folder) => {
                let names = self.below(&inside).filter_map(|(way, _)| way.components().next());
                let mut names: Vec<String> =
                    names.map(|name| name.as_os_str().to_string_lossy().into_owned()).collect();
                let beside = self.beside.list(folder).unwrap_or_default();
                names.extend(beside.into_iter().filter(|name| self.is_ignored(&inside.join(name))));
                names.sort_unstable();
                names.dedup();
                Ok(names)
            }
            _ => Err(FsError::NotFound),
        }
    }

    fn is_file(&self, path: &Path) -> bool {
        match self.place(path) {
            Place::Outside => self.beside.is_file(path),
            place => matches!(place, Place::Inside(_, Entry::File(_))),
        }
    }

    fn is_folder(&self, path: &Path) -> bool {
        match self.place(path) {
            Place::Outside => self.beside.is_folder(path),
            place => matches!(place, Place::Inside(_, Entry::Folder)),
        }
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        match self.place(path) {
            Place::Outside => self.beside.canonical(path),
            Place::Inside(inside, _) => Some(self.shown(&inside)),
            Place::Nothing => None,
        }
    }

    fn today(&self) -> Date {
        self.beside.today()
    }
}

/// `MODE TYPE ID\tPATH`
fn entry_of(line: &[u8]) -> Option<(PathBuf, Entry)> {
    let tab = line.iter().position(|byte| *byte == b'\t')?;
    let head = std::str::from_utf8(&line[..tab]).ok()?;
    let mut words = head.split(' ');
    let (mode, kind, id) = (words.next()?, words.next()?, words.next()?);
    let entry = match (kind, mode) {
        ("commit", _) => Entry::Submodule,
        ("blob", "120000") => Entry::Link(id.into()),
        ("blob", _) => Entry::File(id.into()),
        _ => Entry::Folder,
    };
    Some((path_of(&line[tab + 1..]), entry))
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(OsStr::new(&*String::from_utf8_lossy(bytes)))
}

/// Whether a way passes through a hidden folder or ends in a hidden file; `.terraform` is one.
fn is_hidden(way: &Path) -> bool {
    way.components().any(
        |component| matches!(component, Component::Normal(name) if name.as_encoded_bytes().starts_with(b".")),
    )
}

/// The most bytes that a blob may have.
pub const MAX_BLOB_BYTES: u64 = MAX_FILE_BYTES;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fs::Memory;

    struct Blobs(BTreeMap<&'static str, &'static str>);

    impl Objects for Blobs {
        fn blob(&self, id: &str, buffer: &mut Vec<u8>) -> Result<(), FsError> {
            buffer.clear();
            buffer.extend_from_slice(self.0.get(id).ok_or(FsError::NotFound)?.as_bytes());
            Ok(())
        }
    }

    const TREE: &[u8] = b"100644 blob a\tinfra/main.tf\x00120000 blob b\tinfra/link.tf\x00120000 blob c\tmodule\x00\
        120000 blob d\tring\x00160000 commit e\tsub\x00100644 blob f\t.gitignore\x00100644 blob a\tinfra/out/gen.tf\x00\
        120000 blob g\tdangling\x00100644 blob a\tinfra/.hidden.tf\x00120000 blob h\tinfra/loop";

    fn tree(beside: &Memory) -> GitTree<'_> {
        let blobs = [
            ("a", "# main"),
            ("b", "main.tf"),
            ("c", "infra"),
            ("d", "ring"),
            ("f", "out/\n"),
            ("g", "../../nowhere"),
            ("h", "."),
        ];
        let paths = (PathBuf::from("/repo"), PathBuf::from("/repo/infra"));
        GitTree::new(TREE, Box::new(Blobs(blobs.into())), paths, beside)
    }

    fn walked(tree: &GitTree<'_>, root: &str, respect_ignores: bool) -> Vec<String> {
        let (files, _) = tree.walk(Path::new(root), WalkOptions { respect_ignores, threads: 1 });
        files.iter().map(|file| file.path.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_tree_is_seen_from_the_working_directory() {
        let beside =
            Memory::new().with("/else/x.tf", "x").with("out/new.tf", "new").with(".terraform/m/main.tf", "m");
        let tree = tree(&beside);
        let read =
            |path: &str| tree.read(Path::new(path)).map(|it| String::from_utf8_lossy(&it).into_owned());
        assert_eq!(read("main.tf"), Ok("# main".to_owned()));
        assert_eq!(read("link.tf"), Ok("# main".to_owned()), "a link is followed");
        assert_eq!(read("../module/main.tf"), Ok("# main".to_owned()), "a link to a folder too");
        assert_eq!(read("../ring/main.tf"), Err(FsError::NotFound), "a ring leads nowhere");
        assert_eq!(read("../dangling"), Err(FsError::NotFound));
        assert_eq!(read("new.tf"), Err(FsError::NotFound));
        assert_eq!(read("/else/x.tf"), Ok("x".to_owned()), "outside it is as it is now");
        assert_eq!(read(".terraform/m/main.tf"), Ok("m".to_owned()));
        assert_eq!(read("out/new.tf"), Ok("new".to_owned()), "ignored: as it is now");
        assert_eq!(tree.list(Path::new("out")).map(|it| it.join(" ")), Ok("gen.tf new.tf".to_owned()));
        assert_eq!(tree.canonical(Path::new("link.tf")), Some(PathBuf::from("/repo/infra/main.tf")));
        assert_eq!(tree.list(Path::new("..")).map(|it| it.len()), Ok(6));
        assert!(tree.is_folder(Path::new("../module")) && !tree.is_file(Path::new("../module")));
    }

    #[test]
    fn a_walk_has_what_a_walk_on_the_disk_has() {
        let beside = Memory::new();
        let tree = tree(&beside);
        assert_eq!(walked(&tree, ".", true), ["./link.tf", "./main.tf"]);
        assert_eq!(walked(&tree, ".", false), ["./link.tf", "./main.tf", "./out/gen.tf"]);
        assert_eq!(walked(&tree, "..", true), ["../infra/link.tf", "../infra/main.tf"], "each folder once");
        assert_eq!(walked(&tree, "main.tf", true), ["main.tf"]);
        assert!(walked(&tree, "nothing", true).is_empty());
    }
}
