//! Folders with Terraform configuration: what lies in them and what their text says.

use super::ahead::Read;
use super::graph::{self, FolderId};
use super::name::{FileKind, applied_rank, kind, kind_of, shadowing};
use super::scan::ConfigurationScan;
use super::source::ModuleSource;
use super::{DiscoverError, Reader, Selection};
use crate::fs::{Content, FoundFile, normalised};
use foldhash::{HashMap, HashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// Folders that are read outside the trees at most: those that local calls lead to.
const MAX_OUTSIDE_FOLDERS: usize = 10_000;

/// A folder with configuration. Its files are named by their whole paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TerraformFolder {
    /// Its path.
    pub path: PathBuf,
    /// The configuration files that count, sorted: `x.tofu` stands in for `x.tf`.
    pub configuration: Vec<PathBuf>,
    /// The configuration files that others stand in for.
    pub shadowed: Vec<PathBuf>,
    /// Variable files that Terraform applies unasked, in the order in which it applies them.
    pub applied_variable_files: Vec<PathBuf>,
    /// The other variable files.
    pub other_variable_files: Vec<PathBuf>,
    /// Whether there is a `terragrunt.hcl`.
    pub terragrunt: bool,
    /// Whether its text holds what is searched for.
    pub anchor: bool,
    /// Whether it can matter: is an anchor, or leads to one, or may.
    pub relevant: bool,
    /// Whether it lies in a walked tree; one that does not is there because a call leads to it.
    pub in_tree: bool,
    /// The sources of its module calls.
    pub sources: Vec<ModuleSource>,
    /// The folders that its calls lead to, itself left out.
    pub calls: Vec<FolderId>,
    /// What is kept of its configuration files' bytes, by their places, until it is known whether it matters.
    bytes: Vec<(usize, Content)>,
}

impl TerraformFolder {
    /// Whether it calls modules that are not folders beside it.
    pub fn has_remote_calls(&self) -> bool {
        self.sources.iter().any(|source| matches!(source, ModuleSource::Remote(_)))
    }
}

/// All folders with configuration, sorted by path; and who calls whom.
#[derive(Debug, Default)]
pub struct TerraformFolders {
    pub(super) folders: Vec<TerraformFolder>,
    /// Variable files in folders without configuration.
    pub loose_variable_files: Vec<PathBuf>,
    /// By folder: whether it lies under `examples` or the like, so that its calls do not count.
    pub(super) example: Vec<bool>,
    /// By folder: whether it is reported on, or leads to one that is.
    pub(super) reported: Vec<bool>,
    /// By folder: whether it is read beside those that are reported on, or leads to one that is.
    pub(super) context: Vec<bool>,
    /// By folder: those that call it.
    pub(super) callers: Vec<Vec<FolderId>>,
}

impl TerraformFolders {
    /// The folder.
    pub fn get(&self, id: FolderId) -> &TerraformFolder {
        &self.folders[id.index()]
    }

    /// All, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (FolderId, &TerraformFolder)> {
        self.folders.iter().enumerate().map(|(index, folder)| (FolderId::new(index), folder))
    }

    /// The folder of that path.
    pub fn find(&self, path: &Path) -> Option<FolderId> {
        self.folders.binary_search_by(|folder| folder.path.as_path().cmp(path)).ok().map(FolderId::new)
    }
}

/// The found files by their folders.
#[derive(Default)]
pub(super) struct Layout {
    folders: Vec<TerraformFolder>,
    /// Where a folder is by its path, byte by byte: the walk writes each in one way.
    places: HashMap<OsString, usize>,
}

impl Layout {
    /// Sorts the files into their folders by their names.
    pub(super) fn new(found: &[FoundFile], selection: &Selection) -> Self {
        let mut layout = Layout::default();
        for file in found {
            // Terraform reads no hidden file; who names one wants it read
            layout.add(&file.path, true);
        }
        for file in selection.files() {
            layout.add(file, true);
        }
        layout
    }

    fn add(&mut self, path: &Path, in_tree: bool) {
        let kind = kind_of(path);
        if matches!(kind, FileKind::Document | FileKind::Other) {
            return;
        }
        let Some(folder) = path.parent().map(Path::as_os_str) else { return };
        let place = self.place(folder, in_tree);
        let entry = &mut self.folders[place];
        match kind {
            FileKind::Configuration => entry.configuration.push(path.to_path_buf()),
            FileKind::VariableFile if applied_rank(&name_of(path)).is_some() => {
                entry.applied_variable_files.push(path.to_path_buf());
            }
            FileKind::VariableFile => entry.other_variable_files.push(path.to_path_buf()),
            FileKind::Terragrunt => entry.terragrunt = true,
            FileKind::Document | FileKind::Other => {}
        }
    }

    fn place(&mut self, folder: &OsStr, in_tree: bool) -> usize {
        // most files lie beside the one before
        if let Some(last) = self.folders.last()
            && last.path.as_os_str() == folder
        {
            return self.folders.len() - 1;
        }
        if let Some(place) = self.places.get(folder) {
            return *place;
        }
        let new = TerraformFolder { path: folder.into(), in_tree, ..TerraformFolder::default() };
        self.folders.push(new);
        self.places.insert(folder.to_owned(), self.folders.len() - 1);
        self.folders.len() - 1
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Whether a file may stand in for another one.
fn may_shadow(path: &Path) -> bool {
    let name = path.as_os_str().as_encoded_bytes();
    name.ends_with(b".tofu") || name.ends_with(b".tofu.json")
}

impl TerraformFolder {
    /// Brings its files into order once all are there.
    fn settle(&mut self) {
        // all of one folder: their bytes differ in the name alone, and compare at once
        self.configuration.sort_unstable_by(|a, b| a.as_os_str().cmp(b.as_os_str()));
        self.configuration.dedup_by(|a, b| a.as_os_str() == b.as_os_str());
        if self.configuration.iter().any(|path| may_shadow(path)) {
            let names: HashSet<String> = self.configuration.iter().map(|path| name_of(path)).collect();
            let shadowed = |path: &PathBuf| shadowing(&name_of(path)).is_some_and(|it| names.contains(&it));
            (self.shadowed, self.configuration) =
                std::mem::take(&mut self.configuration).into_iter().partition(shadowed);
        }
        self.applied_variable_files.sort_by_key(|path| (applied_rank(&name_of(path)), path.clone()));
        self.applied_variable_files.dedup();
        self.other_variable_files.sort();
        self.other_variable_files.dedup();
    }
}

/// Reads the folders' configuration and says who calls whom and who matters. Also how many files were read.
pub(super) fn folders(
    reader: &mut Reader<'_>,
    layout: Layout,
    mut ahead: Read<ConfigurationScan>,
    trees: &[PathBuf],
    selection: &Selection,
) -> (TerraformFolders, usize) {
    let mut loose = Vec::new();
    let mut fresh = Vec::new();
    for mut folder in layout.folders {
        folder.settle();
        if folder.configuration.is_empty() {
            loose.append(&mut folder.applied_variable_files);
            loose.append(&mut folder.other_variable_files);
        } else {
            fresh.push(folder);
        }
    }
    loose.sort();
    fresh.sort_by(|a, b| a.path.cmp(&b.path));
    let mut files = scan(reader, &mut ahead, &mut fresh);
    let mut folders: BTreeMap<PathBuf, TerraformFolder> =
        fresh.into_iter().map(|folder| (folder.path.clone(), folder)).collect();
    let mut targets = graph::local_targets(folders.values());
    let mut asked = BTreeSet::new();
    while !targets.is_empty() && asked.len() < MAX_OUTSIDE_FOLDERS {
        targets.retain(|target| !folders.contains_key(target) && asked.insert(target.clone()));
        let mut outside = outside(reader, &targets, &folders);
        files += scan(reader, &mut ahead, &mut outside);
        targets = graph::local_targets(outside.iter());
        folders.extend(outside.into_iter().map(|folder| (folder.path.clone(), folder)));
    }
    let mut folders = graph::connect(reader, folders.into_values().collect(), trees, selection);
    for folder in &mut folders.folders {
        let bytes = std::mem::take(&mut folder.bytes);
        if folder.relevant {
            let path = |at: usize| folder.configuration.get(at).cloned();
            reader.kept.extend(bytes.into_iter().filter_map(|(at, bytes)| Some((path(at)?, bytes))));
        }
    }
    (TerraformFolders { loose_variable_files: loose, ..folders }, files)
}

/// What a configuration file's bytes say; they are kept until it is known which folders matter.
pub(super) fn look(reader: &Reader<'_>, path: &Path, bytes: &[u8]) -> (ConfigurationScan, bool) {
    let json = path.extension().is_some_and(|extension| extension == "json");
    (reader.scanner.configuration(bytes, json), true)
}

/// Reads the folders' files. How many were.
fn scan(
    reader: &mut Reader<'_>,
    ahead: &mut Read<ConfigurationScan>,
    folders: &mut [TerraformFolder],
) -> usize {
    let paths: Vec<&Path> =
        folders.iter().flat_map(|it| it.configuration.iter().map(PathBuf::as_path)).collect();
    let scans = reader.read_all(&paths, ahead, |path, bytes| look(reader, path, bytes));
    let mut scans = scans.into_iter();
    let mut count = 0;
    for folder in folders {
        for at in 0..folder.configuration.len() {
            match scans.next() {
                Some(Ok((mut scan, bytes))) => {
                    count += 1;
                    folder.anchor |= scan.needle || reader.in_context(&folder.path);
                    folder.sources.append(&mut scan.sources);
                    folder.bytes.extend(bytes.map(|bytes| (at, bytes)));
                }
                Some(Err(error)) => {
                    let path = folder.configuration[at].clone();
                    reader.errors.push(DiscoverError::Terraform { path, error });
                }
                None => {}
            }
        }
        folder.sources.sort_unstable();
        folder.sources.dedup();
    }
    count
}

/// The folders that calls lead to and no walk has found: outside the trees, ignored, or behind a link.
fn outside(
    reader: &Reader<'_>,
    targets: &BTreeSet<PathBuf>,
    known: &BTreeMap<PathBuf, TerraformFolder>,
) -> Vec<TerraformFolder> {
    let mut layout = Layout::default();
    for target in targets {
        let Some(canonical) = reader.files.canonical(target) else { continue };
        if known.contains_key(&canonical) {
            continue;
        }
        // a source that leads to no folder is no call
        for name in reader.files.list(&canonical).unwrap_or_default() {
            let path = canonical.join(&name);
            if !name.starts_with('.')
                && kind(name.as_bytes()) != FileKind::Document
                && reader.files.is_file(&path)
            {
                layout.add(&path, false);
            }
        }
    }
    let mut folders = layout.folders;
    folders.iter_mut().for_each(TerraformFolder::settle);
    folders.retain(|folder| !folder.configuration.is_empty());
    folders
}

/// Where a local source leads from a folder.
pub(super) fn target(folder: &Path, source: &str) -> PathBuf {
    normalised(&folder.join(source))
}
