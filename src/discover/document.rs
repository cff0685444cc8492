//! Templates and plan files: which of the candidates matter.

use super::ahead::Read;
use super::name::{FileKind, kind_of};
use super::scan::DocumentScan;
use super::{DiscoverError, Reader, Selection};
use crate::fs::FoundFile;
use foldhash::{HashSet, HashSetExt};
use std::path::{Path, PathBuf};

/// What a document looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// A CloudFormation template with what is searched for, or with nested templates.
    Template,
    /// What `terraform show -json` writes of a plan.
    Plan,
    /// A template that does not itself matter but lies beside one that does, and may be broken.
    Neighbour,
    /// Neither, but named by itself, or everything is read.
    Unrecognised,
}

/// A file that matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundDocument {
    /// Its path.
    pub path: PathBuf,
    /// What it looks like.
    pub kind: DocumentKind,
    /// Whether it was given by its own name.
    pub named: bool,
}

/// What was found among the candidates.
pub(super) struct Documents {
    /// Those that matter.
    pub(super) documents: Vec<FoundDocument>,
    /// Templates that may export what one that matters imports.
    pub(super) exporters: Vec<PathBuf>,
    /// How many were read.
    pub(super) seen: usize,
}

/// What a document's bytes say, and whether they are kept.
pub(super) fn look(
    reader: &Reader<'_>,
    selection: &Selection,
    path: &Path,
    bytes: &[u8],
) -> (DocumentScan, bool) {
    let scan = reader.scanner.document(bytes);
    let keep = matters(scan) || scan.doubtful || selection.names(path) || reader.in_context(path);
    (scan, keep)
}

/// The documents that matter.
pub(super) fn documents(
    reader: &mut Reader<'_>,
    mut ahead: Read<DocumentScan>,
    found: &[FoundFile],
    selection: &Selection,
) -> Documents {
    let candidates = candidates(found, selection);
    let scans = reader.read_all(&candidates, &mut ahead, |path, bytes| look(reader, selection, path, bytes));
    let mut seen = Vec::with_capacity(candidates.len());
    for (path, read) in candidates.iter().zip(scans) {
        match read {
            Ok((scan, kept)) => seen.push((*path, scan, kept)),
            Err(error) => reader.errors.push(DiscoverError::Document { path: path.to_path_buf(), error }),
        }
    }
    let folders: HashSet<&Path> =
        seen.iter().filter(|(_, scan, _)| matters(*scan)).filter_map(|(path, ..)| path.parent()).collect();
    let mut documents = Vec::new();
    for (path, scan, kept) in &seen {
        let named = selection.names(path);
        let wanted = named || reader.in_context(path);
        let beside = scan.doubtful && path.parent().is_some_and(|folder| folders.contains(folder));
        let kind = match scan {
            _ if !(matters(*scan) || wanted || beside) => continue,
            DocumentScan { plan: true, .. } => DocumentKind::Plan,
            DocumentScan { template: true, .. } if matters(*scan) || wanted => DocumentKind::Template,
            DocumentScan { template: true, .. } => DocumentKind::Neighbour,
            _ if named || reader.everything => DocumentKind::Unrecognised,
            _ => continue,
        };
        if let Some(bytes) = kept {
            reader.kept.insert(path.to_path_buf(), bytes.clone());
        }
        documents.push(FoundDocument { path: path.to_path_buf(), kind, named });
    }
    let exporters = if seen.iter().any(|(_, scan, _)| scan.imports) {
        let templates = seen.iter().filter(|(_, scan, _)| scan.template).map(|(path, ..)| *path);
        exporters(reader, &templates.collect::<Vec<_>>())
    } else {
        Vec::new()
    };
    Documents { documents, exporters, seen: seen.len() }
}

/// Those that export something: read once more, for few trees import anything.
fn exporters(reader: &mut Reader<'_>, templates: &[&Path]) -> Vec<PathBuf> {
    let scans = reader.read_all(templates, &mut Read::default(), |_, bytes| {
        let exports = reader.scanner.exports(bytes);
        (exports, exports)
    });
    let mut exporters = Vec::new();
    for (path, read) in templates.iter().zip(scans) {
        // one that was read before and no longer can be has its error, or is gone
        if let Ok((true, kept)) = read {
            exporters.push(path.to_path_buf());
            reader.kept.extend(kept.map(|bytes| (path.to_path_buf(), bytes)));
        }
    }
    exporters
}

fn matters(scan: DocumentScan) -> bool {
    scan.needle || scan.parent
}

/// Files that may be documents, each once: a link to one that is found anyway is left out.
fn candidates<'a>(found: &'a [FoundFile], selection: &Selection) -> Vec<&'a Path> {
    let mut targets: HashSet<&Path> = HashSet::new();
    let mut candidates = Vec::new();
    for FoundFile { path, link_to } in found {
        let named = selection.names(path);
        let wanted = match kind_of(path) {
            FileKind::Document => true,
            FileKind::Other => named,
            FileKind::Configuration | FileKind::VariableFile | FileKind::Terragrunt => false,
        };
        if !wanted {
            continue;
        }
        if let (Some(target), false) = (link_to, named) {
            let in_found = found.binary_search_by(|file| file.path.cmp(target)).is_ok();
            if in_found && kind_of(target) == FileKind::Document || !targets.insert(target) {
                continue;
            }
        }
        candidates.push(path.as_path());
    }
    candidates
}
