//! From what was discovered to resolved units: where to begin, each unit resolved in parallel and handed on at once,
//! and what is wrong with their files. Knows no estate: what is made of a unit is the caller's.

use super::analysis::syntax_of;
use super::grouping::Grouping;
use super::per_path::Reported;
use super::survival::{Step, survived};
use super::{Deployment, FileError, Options, inputs};
use crate::cloudformation;
use crate::discover::{DiscoverError, Discovery, DocumentKind, FolderId};
use crate::fs;
use crate::load::{Loader, Syntax};
use crate::model::is_known;
use crate::resource::{Language, ResolvedUnit};
use crate::source::{ProblemKind, SourceMap};
use crate::terraform;
use foldhash::HashSet;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use std::path::{Path, PathBuf};

/// What units are resolved with.
pub(super) struct Run<'r> {
    pub loader: &'r Loader<'r>,
    pub options: &'r Options,
    pub discovery: &'r Discovery,
    pub grouping: &'r Grouping,
    /// Where plans were made.
    pub source_root: Option<&'r Path>,
    /// Those that hold for every template.
    pub cloudformation: &'r cloudformation::Inputs,
    pub reported: &'r Reported,
    pub whole_templates: bool,
}

/// What is made of a resolved unit as soon as it is there, in parallel: lets go of its resources where they are not wanted
/// any more.
pub(super) struct Making<'m, T> {
    /// Makes it, and says what could not be done.
    pub make: &'m (dyn Fn(ResolvedUnit) -> (T, Vec<FileError>) + Sync),
    /// The unit in it.
    pub unit: fn(&T) -> &ResolvedUnit,
}

/// What one unit is begun with.
#[derive(Clone)]
struct Start<'o> {
    kind: StartKind,
    /// Folder of a root module, file of a template or plan.
    root: PathBuf,
    deployment: Option<&'o Deployment>,
}

#[derive(Clone)]
enum StartKind {
    Terraform { project: PathBuf },
    Template,
    Plan,
}

/// What is made of the units that are reported on or linked to, by root and deployment, and what is wrong with their
/// files.
pub(super) fn resolve_units<T: Send>(run: &Run<'_>, making: &Making<'_, T>) -> (Vec<T>, Vec<FileError>) {
    let discovery = run.discovery;
    let broken = discovery.errors.iter().filter(|error| run.reported.file(error.path()));
    let mut errors: Vec<FileError> = broken.map(discover_error).collect();
    let mut made = Vec::new();
    resolve_all(run, making, first_starts(run), &mut made, &mut errors);
    // rings of modules, and modules that only a false reading of a call seemed to reach
    let units = made.iter().map(making.unit);
    let mut reached: HashSet<PathBuf> = units.flat_map(|unit| unit.reached.iter().cloned()).collect();
    let left_out = discovery.terraform.iter().filter(|(_, folder)| !run.reported.folder(folder));
    reached.extend(left_out.map(|(_, folder)| folder.path.clone()));
    let again = discovery.terraform.unreached(&reached).into_iter();
    let again: Vec<Start<'_>> = again.map(|id| folder_start(discovery, id)).collect();
    resolve_all(run, making, again, &mut made, &mut errors);
    drop_nested(&mut made, making.unit);
    // templates of the tree that are not asked for are read for those that they nest
    made.retain(|it| {
        let unit = (making.unit)(it);
        let reached = unit.reached.iter().map(PathBuf::as_path);
        is_reported(discovery, unit) || run.grouping.reads(&unit.root, reached)
    });
    named_files(discovery, run, run.options.strict_parse, &mut errors);
    for it in &made {
        unit_errors((making.unit)(it), run.loader.sources(), &mut errors);
    }
    errors.sort();
    errors.dedup_by(|a, b| a.file == b.file && a.message == b.message && a.span == b.span);
    made.sort_by_cached_key(|it| {
        let unit = (making.unit)(it);
        (fs::sort_key(&unit.root), unit.deployment.clone())
    });
    (made, errors)
}

/// Whether a unit is reported on, or leads to something that is.
pub(super) fn is_reported(discovery: &Discovery, unit: &ResolvedUnit) -> bool {
    if unit.language == Language::Terraform {
        let folder = discovery.terraform.find(&unit.root);
        return folder.is_none_or(|folder| discovery.terraform.is_reported(folder));
    }
    discovery.selected(&unit.root) || unit.reached.iter().any(|path| discovery.selected(path))
}

fn folder_start<'o>(discovery: &Discovery, id: FolderId) -> Start<'o> {
    let folder = discovery.terraform.get(id).path.clone();
    let tree = discovery
        .trees
        .iter()
        .filter(|tree| folder.starts_with(tree))
        .max_by_key(|tree| tree.as_os_str().len());
    let project = tree.cloned().unwrap_or_else(|| folder.clone());
    Start { kind: StartKind::Terraform { project }, root: folder, deployment: None }
}

/// Where to begin. What has deployments begins once for each of them.
fn first_starts<'o>(run: &Run<'o>) -> Vec<Start<'o>> {
    let discovery = run.discovery;
    let roots = discovery.terraform.roots().into_iter();
    let mut starts: Vec<Start<'o>> = roots
        .filter(|id| run.reported.folder(discovery.terraform.get(*id)))
        .map(|id| folder_start(discovery, id))
        .collect();
    for document in discovery.documents.iter().filter(|document| run.reported.file(&document.path)) {
        let kind = match document.kind {
            DocumentKind::Template | DocumentKind::Neighbour => StartKind::Template,
            DocumentKind::Plan => StartKind::Plan,
            DocumentKind::Unrecognised => continue,
        };
        starts.push(Start { kind, root: document.path.clone(), deployment: None });
    }
    // a module that others call is deployed by itself, too, where that is said
    for deployment in &run.options.deployments {
        let known = starts.iter().any(|start| start.root == deployment.root);
        if let Some(id) = discovery.terraform.find(&deployment.root)
            && !known
            && discovery.selected(&deployment.root)
            && discovery.terraform.get(id).relevant
            && run.reported.folder(discovery.terraform.get(id))
        {
            starts.push(folder_start(discovery, id));
        }
    }
    starts
}

fn resolve_all<'o, T: Send>(
    run: &Run<'o>,
    making: &Making<'_, T>,
    starts: Vec<Start<'o>>,
    made: &mut Vec<T>,
    errors: &mut Vec<FileError>,
) {
    let mut deployed = Vec::with_capacity(starts.len());
    for start in starts {
        let named = run.options.deployments.iter().filter(|it| it.root == start.root);
        let before = deployed.len();
        deployed.extend(named.map(|it| Start { deployment: Some(it), ..start.clone() }));
        if deployed.len() == before {
            deployed.push(start);
        }
    }
    let make = |start: &Start<'o>| match resolve(run, start) {
        Ok(Some(unit)) => {
            let (made, errors) = (making.make)(unit);
            (Some(made), errors)
        }
        Ok(None) => (None, Vec::new()),
        Err(error) => (None, vec![error]),
    };
    // one by one: units differ in size, and who has none left takes the next
    let outcomes: Vec<(Option<T>, Vec<FileError>)> = deployed.par_iter().with_max_len(1).map(make).collect();
    for (it, defects) in outcomes {
        made.extend(it);
        errors.extend(defects);
    }
}

/// Resolves one unit; a defect of this program in it must not take the others with it.
fn resolve(run: &Run<'_>, start: &Start<'_>) -> Result<Option<ResolvedUnit>, FileError> {
    let wanted = is_known;
    let resolved = survived(&start.root, Step::Analysed, || match &start.kind {
        StartKind::Terraform { project } => {
            let inputs = inputs::terraform(run.options, &start.root, start.deployment);
            let unit = terraform::resolve(run.loader, &start.root, project, &wanted, &inputs, true);
            if start.deployment.is_none() {
                terraform::release(run.loader, &start.root);
            }
            Ok(Some(unit))
        }
        StartKind::Template => {
            let inputs = inputs::of_template(
                run.cloudformation,
                run.options,
                run.loader,
                &start.root,
                start.deployment,
            )?;
            let wanted = |kind: &str| wanted(kind) || run.whole_templates && kind.contains("::");
            let unit = cloudformation::resolve(run.loader, &start.root, &wanted, &inputs);
            if start.deployment.is_none() {
                cloudformation::release(run.loader, &start.root);
            }
            let deployment = start.deployment.map(|it| it.name.as_str().into());
            Ok(unit.map(|unit| ResolvedUnit { deployment, ..unit }))
        }
        StartKind::Plan => Ok(terraform::plan::resolve(run.loader, &start.root, &wanted, run.source_root)),
    });
    resolved?
}

/// A template that another one nests is not analysed on its own; of those that nest each other the first one is.
fn drop_nested<T>(made: &mut Vec<T>, unit: fn(&T) -> &ResolvedUnit) {
    let pairs = |unit: &ResolvedUnit| {
        let below = unit.reached.iter().filter(|path| **path != unit.root);
        below.map(|path| (unit.root.clone(), path.clone())).collect::<Vec<_>>()
    };
    let nests: HashSet<(PathBuf, PathBuf)> = made.iter().map(unit).flat_map(pairs).collect();
    let in_ring = |outer: &PathBuf, inner: &PathBuf| nests.contains(&(inner.clone(), outer.clone()));
    let nested: HashSet<PathBuf> = nests
        .iter()
        .filter(|(outer, inner)| !(inner < outer && in_ring(outer, inner)))
        .map(|(_, inner)| inner.clone())
        .collect();
    made.retain(|it| {
        let unit = unit(it);
        unit.language != Language::CloudFormation || unit.deployment.is_some() || !nested.contains(&unit.root)
    });
}

fn discover_error(error: &DiscoverError) -> FileError {
    let message = match error {
        DiscoverError::NoSuchPath(_) => "no such file or folder".to_owned(),
        DiscoverError::Walk { error, .. }
        | DiscoverError::Terraform { error, .. }
        | DiscoverError::Document { error, .. } => error.to_string(),
    };
    FileError { file: error.path().to_path_buf(), message, help: None, span: None }
}

/// Syntax problems and unreadable files of a unit.
fn unit_errors(unit: &ResolvedUnit, sources: &SourceMap, errors: &mut Vec<FileError>) {
    for (file, message) in &unit.unreadable {
        errors.push(FileError { file: file.clone(), message: message.clone(), help: None, span: None });
    }
    for problem in &unit.problems {
        if problem.kind == ProblemKind::Evaluation {
            continue;
        }
        let Some(source) = sources.get(problem.span.source) else { continue };
        errors.push(FileError {
            file: source.path.clone(),
            message: problem.message.clone(),
            help: problem.help.clone(),
            span: Some(problem.span),
        });
    }
}

/// Files that matter because they are named (or because all are to be parsed), whether a unit reads them or not.
fn named_files(discovery: &Discovery, run: &Run<'_>, all: bool, errors: &mut Vec<FileError>) {
    let loader = run.loader;
    let mut check = |path: &Path, syntax: Syntax| match loader.load(path, syntax) {
        Ok(loaded) => errors.extend(loaded.problems.iter().map(|problem| FileError {
            file: path.to_path_buf(),
            message: problem.message.clone(),
            help: problem.help.clone(),
            span: Some(problem.span),
        })),
        Err(error) => {
            errors.push(FileError {
                file: path.to_path_buf(),
                message: error.to_string(),
                help: None,
                span: None,
            });
        }
    };
    for (_, folder) in discovery.terraform.iter() {
        for file in &folder.configuration {
            if (all || discovery.selection.names(file)) && run.reported.file(file) {
                let json = file.extension().is_some_and(|extension| extension == "json");
                check(file, if json { Syntax::Json } else { Syntax::Hcl });
            }
        }
    }
    let documents = discovery.documents.iter().filter(|document| document.kind == DocumentKind::Unrecognised);
    let documents = documents.filter(|document| run.reported.file(&document.path));
    for document in documents.filter(|document| all || document.named) {
        if !is_template_text(loader, &document.path) {
            check(&document.path, syntax_of(&document.path));
        }
    }
}

/// Helm charts and the like: text that becomes YAML only later is nobody's broken file.
fn is_template_text(loader: &Loader<'_>, path: &Path) -> bool {
    loader.load(path, Syntax::Text).is_ok_and(|loaded| loaded.source.text.contains("{{"))
}
