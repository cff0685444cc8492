//! Which trees the given paths belong to, and all files in them.

use super::name::{FileKind, kind};
use super::{DiscoverError, Request};
use crate::fs::{FileSystem, FoundFile, FsError, Tell, Walk, WalkOptions};
use std::collections::BTreeSet;
use std::ops::Bound;
use std::path::{Path, PathBuf};

/// A folder with one of these is a tree; so is one with `.git`.
const CONFIGURATION_FILES: &[&str] = &[".trailguard.yaml", "trailguard.yaml"];

/// What is reported on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    folders: BTreeSet<PathBuf>,
    files: BTreeSet<PathBuf>,
}

impl Selection {
    /// Whether a file, or a folder as a whole, is reported on.
    pub fn contains(&self, path: &Path) -> bool {
        self.files.contains(path) || path.ancestors().any(|folder| self.folders.contains(folder))
    }

    /// Whether a file is given by its own name: such a one matters whatever is in it.
    pub fn names(&self, path: &Path) -> bool {
        self.files.contains(path)
    }

    /// The files given by their own names.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(PathBuf::as_path)
    }

    /// The same without these files that are given by their own names.
    pub(super) fn without<'p>(&self, files: impl Iterator<Item = &'p Path>) -> Selection {
        let mut rest = self.clone();
        for file in files {
            rest.files.remove(file);
        }
        rest
    }

    /// Whether a folder or a file directly in it is reported on.
    pub(super) fn touches(&self, folder: &Path) -> bool {
        let from = (Bound::Included(folder), Bound::Unbounded);
        let mut below = self.files.range::<Path, _>(from).take_while(|file| file.starts_with(folder));
        self.contains(folder) || below.any(|file| file.parent() == Some(folder))
    }
}

/// What the given paths come to, before anything is walked.
#[derive(Default)]
pub(super) struct Given {
    pub(super) selection: Selection,
    pub(super) errors: Vec<DiscoverError>,
    folders: BTreeSet<PathBuf>,
    named: BTreeSet<PathBuf>,
    trees: BTreeSet<PathBuf>,
}

impl Given {
    /// Of what is asked for.
    pub(super) fn of(files: &dyn FileSystem, request: &Request<'_>) -> Self {
        let mut this = Given::default();
        let given = request.paths.iter().map(|path| (path, true));
        for (path, selected) in given.chain(request.context.iter().map(|path| (path, false))) {
            let Some(canonical) = files.canonical(path) else {
                this.errors.push(DiscoverError::NoSuchPath(path.clone()));
                continue;
            };
            let is_folder = files.is_folder(&canonical);
            let folder =
                if is_folder { canonical.as_path() } else { canonical.parent().unwrap_or(Path::new("")) };
            this.trees.insert(tree(files, folder));
            if is_folder { &mut this.folders } else { &mut this.named }.insert(canonical.clone());
            if selected {
                let selection = &mut this.selection;
                if is_folder { &mut selection.folders } else { &mut selection.files }.insert(canonical);
            }
        }
        this
    }
}

/// The trees and their files, sorted.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) trees: Vec<PathBuf>,
    pub(super) found: Vec<FoundFile>,
    pub(super) errors: Vec<DiscoverError>,
}

/// Walks the trees of the given paths, telling of files meanwhile. What is given by name is found though it be hidden or
/// ignored.
pub(super) fn gather(
    files: &dyn FileSystem,
    walk_options: WalkOptions,
    given: &Given,
    tell: Tell<'_>,
) -> Gathered {
    let walk = |root: &Path, gathered: &mut Gathered| {
        gathered.take(files.walk_and_tell(root, walk_options, tell));
    };
    let mut gathered = Gathered::default();
    for tree in &given.trees {
        if !gathered.trees.iter().any(|outer| tree.starts_with(outer)) {
            walk(tree, &mut gathered);
            gathered.trees.push(tree.clone());
        }
    }
    if gathered.trees.len() > 1 {
        gathered.found.sort_by(|a, b| a.path.cmp(&b.path));
    }
    let walked = gathered.found.len();
    for folder in &given.folders {
        if !holds(&gathered.found, folder) && !gathered.trees.contains(folder) {
            walk(folder, &mut gathered);
        }
    }
    let named = given.named.iter().cloned();
    gathered.found.extend(named.map(|path| FoundFile { path, link_to: None }));
    if gathered.found.len() > walked {
        gathered.found.sort_by(|a, b| a.path.cmp(&b.path));
        gathered.found.dedup_by(|a, b| a.path == b.path);
    }
    gathered
}

/// The nearest ancestor that is a tree by what lies in it, else the folder itself.
fn tree(files: &dyn FileSystem, folder: &Path) -> PathBuf {
    let marked = |ancestor: &&Path| {
        let git = ancestor.join(".git");
        files.is_folder(&git)
            || files.is_file(&git)
            || CONFIGURATION_FILES.iter().any(|name| files.is_file(&ancestor.join(name)))
    };
    folder.ancestors().find(marked).unwrap_or(folder).to_path_buf()
}

/// Whether any of the sorted files lies in the folder.
fn holds(found: &[FoundFile], folder: &Path) -> bool {
    let first = found.partition_point(|file| file.path.as_path() < folder);
    found.get(first).is_some_and(|file| file.path.starts_with(folder))
}

impl Gathered {
    fn take(&mut self, (mut found, errors): Walk) {
        if self.found.is_empty() {
            self.found = found;
        } else {
            self.found.append(&mut found);
        }
        for (path, error) in errors {
            let name = path.file_name().map(|name| kind(name.as_encoded_bytes()));
            match (name, error) {
                (Some(FileKind::Configuration | FileKind::VariableFile), error) => {
                    self.errors.push(DiscoverError::Terraform { path, error });
                }
                (Some(FileKind::Document), error) => {
                    self.errors.push(DiscoverError::Document { path, error });
                }
                // a dangling link or a socket that nobody would have read
                (_, FsError::NotFound | FsError::NotAFile(_)) => {}
                (_, error) => self.errors.push(DiscoverError::Walk { path, error }),
            }
        }
    }
}
