//! Who calls whom, who matters for that, and where to begin.

use super::terraform::{TerraformFolder, TerraformFolders, target};
use super::{ModuleSource, Reader, Selection};
use foldhash::{HashSet, HashSetExt};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Callers in these folders show or try a module; they do not stand for those who use it.
const EXAMPLE_FOLDERS: &[&str] = &["examples", "example", "test", "tests", "fixtures"];

/// Where Terraform notes which modules it has downloaded.
const MODULES_MANIFEST: &str = ".terraform/modules/modules.json";

/// Names one folder of [`TerraformFolders`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FolderId(u32);

impl FolderId {
    pub(super) fn new(index: usize) -> Self {
        FolderId(u32::try_from(index).unwrap_or(u32::MAX))
    }

    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

impl TerraformFolders {
    /// Where to begin: folders that matter, that no other's call reaches, and that are reported on or lead to one
    /// that is. What lies in rings of calls is not among them: see [`TerraformFolders::unreached`].
    pub fn roots(&self) -> Vec<FolderId> {
        self.wanted()
            .filter(|id| !self.callers[id.index()].iter().any(|caller| self.counts(*caller, *id)))
            .collect()
    }

    /// Where to begin anew so that every folder that matters is reached, when the analysis has `reached` (by their
    /// paths) only these: those that no other of the unreached ones leads to, and of a ring the first.
    pub fn unreached(&self, reached: &HashSet<PathBuf>) -> Vec<FolderId> {
        let open: Vec<FolderId> = self.wanted().filter(|id| !reached.contains(&self.get(*id).path)).collect();
        let is_open: HashSet<FolderId> = open.iter().copied().collect();
        let called = |id: &FolderId| {
            self.callers[id.index()]
                .iter()
                .any(|caller| is_open.contains(caller) && self.counts(*caller, *id))
        };
        let (inner, mut begin): (Vec<FolderId>, Vec<FolderId>) = open.iter().partition(|id| called(id));
        let mut covered = HashSet::new();
        for id in &begin {
            self.cover(*id, &mut covered);
        }
        for id in inner {
            if !covered.contains(&id) {
                begin.push(id);
                self.cover(id, &mut covered);
            }
        }
        begin.sort_unstable();
        begin
    }

    /// Adds the folder and all that its calls lead to.
    fn cover(&self, from: FolderId, covered: &mut HashSet<FolderId>) {
        let mut open = vec![from];
        while let Some(id) = open.pop() {
            if covered.insert(id) {
                open.extend(self.get(id).calls.iter().filter(|callee| self.counts(id, **callee)));
            }
        }
    }

    /// Whether a folder is reported on, or leads to one that is.
    pub fn is_reported(&self, id: FolderId) -> bool {
        self.reported[id.index()]
    }

    fn wanted(&self) -> impl Iterator<Item = FolderId> {
        self.iter()
            .filter(|(id, folder)| {
                let wanted = self.reported[id.index()] || self.context[id.index()];
                folder.relevant && folder.in_tree && wanted
            })
            .map(|(id, _)| id)
    }

    /// Whether being called from there stands for a module's own check.
    fn counts(&self, caller: FolderId, callee: FolderId) -> bool {
        !self.example[caller.index()] || self.example[callee.index()]
    }
}

/// Where the folders' local calls lead.
pub(super) fn local_targets<'a>(folders: impl Iterator<Item = &'a TerraformFolder>) -> BTreeSet<PathBuf> {
    let mut targets = BTreeSet::new();
    for folder in folders {
        for source in &folder.sources {
            if let ModuleSource::Local(way) = source {
                targets.insert(target(&folder.path, way));
            }
        }
    }
    targets
}

/// Joins the folders, sorted by path, by their calls and says which matter.
pub(super) fn connect(
    reader: &mut Reader<'_>,
    folders: Vec<TerraformFolder>,
    trees: &[PathBuf],
    selection: &Selection,
) -> TerraformFolders {
    let example = folders.iter().map(|folder| is_example(&folder.path, trees)).collect();
    let callers = vec![Vec::new(); folders.len()];
    let mut all = TerraformFolders { folders, example, callers, ..TerraformFolders::default() };
    for index in 0..all.folders.len() {
        let calls = calls(reader, &all, FolderId::new(index));
        for callee in &calls {
            all.callers[callee.index()].push(FolderId::new(index));
        }
        all.folders[index].calls = calls;
    }
    let anchored = all.folders.iter().any(|folder| folder.anchor);
    let matters = |folder: &TerraformFolder| {
        folder.anchor
            || reader.is_context(&folder.path)
            || folder.sources.iter().any(|source| match source {
                ModuleSource::Local(_) => false,
                ModuleSource::Remote(address) => reader.scanner.promises(address),
                ModuleSource::Computed => anchored,
            })
            || !folder.sources.is_empty() && downloaded_anchor(reader, &folder.path)
    };
    let relevant = all.led_to(all.iter().filter(|(_, folder)| matters(folder)).map(|(id, _)| id).collect());
    for (folder, relevant) in all.folders.iter_mut().zip(relevant) {
        folder.relevant = relevant;
    }
    let selected =
        all.iter().filter(|(_, folder)| selection.touches(&folder.path)).map(|(id, _)| id).collect();
    all.reported = all.led_to(selected);
    let beside = all.iter().filter(|(_, folder)| reader.is_context(&folder.path)).map(|(id, _)| id).collect();
    all.context = all.led_to(beside);
    all
}

impl TerraformFolders {
    /// By folder: whether it is one of these or calls, over however many steps, one of these.
    fn led_to(&self, these: Vec<FolderId>) -> Vec<bool> {
        let mut leads = vec![false; self.folders.len()];
        let mut open = these;
        while let Some(id) = open.pop() {
            if !std::mem::replace(&mut leads[id.index()], true) {
                open.extend(&self.callers[id.index()]);
            }
        }
        leads
    }
}

fn calls(reader: &Reader<'_>, all: &TerraformFolders, caller: FolderId) -> Vec<FolderId> {
    let folder = all.get(caller);
    let lookup = |source: &ModuleSource| {
        let ModuleSource::Local(way) = source else { return None };
        let target = target(&folder.path, way);
        all.find(&target).or_else(|| all.find(&reader.files.canonical(&target)?))
    };
    let calls: BTreeSet<FolderId> =
        folder.sources.iter().filter_map(lookup).filter(|callee| *callee != caller).collect();
    calls.into_iter().collect()
}

fn is_example(folder: &Path, trees: &[PathBuf]) -> bool {
    let below = trees.iter().find_map(|tree| folder.strip_prefix(tree).ok()).unwrap_or(folder);
    below.iter().any(|name| EXAMPLE_FOLDERS.iter().any(|example| name == *example))
}

/// Whether a module that was downloaded for this folder holds what is searched for.
fn downloaded_anchor(reader: &Reader<'_>, folder: &Path) -> bool {
    let manifest = folder.join(MODULES_MANIFEST);
    if !reader.files.is_file(&manifest) {
        return false;
    }
    let Ok(bytes) = reader.files.read(&manifest) else { return false };
    let Ok(manifest) = serde_json::from_slice::<serde_json::Value>(&bytes) else { return false };
    let modules = manifest.get("Modules").and_then(serde_json::Value::as_array).into_iter().flatten();
    let ways: BTreeSet<&str> = modules.filter_map(|module| module.get("Dir")?.as_str()).collect();
    ways.into_iter().filter(|way| way.starts_with(".terraform")).any(|way| {
        let module = folder.join(way);
        reader.files.list(&module).unwrap_or_default().iter().any(|name| {
            super::name::kind(name.as_bytes()) == super::name::FileKind::Configuration
                && reader
                    .files
                    .read(&module.join(name))
                    .is_ok_and(|bytes| reader.scanner.configuration(&bytes, name.ends_with(".json")).needle)
        })
    })
}
