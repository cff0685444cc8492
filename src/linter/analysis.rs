//! From paths to estates: discover, load, resolve, normalise; units in parallel.

use super::grouping::{Grouping, Part};
use super::per_path::{Reported, matches_nothing};
use super::survival::{Step, survived};
use super::{Deployment, FileError, Options, PathPattern, RunError, inputs, joining};
use crate::changes;
use crate::check::Checked;
use crate::cloudformation;
use crate::discover::{DiscoverError, Discovery, DocumentKind, Needles, Request, discover};
use crate::fs::{FileSystem, WalkOptions};
use crate::load::{Loaded, Loader, Syntax};
use crate::model::{Estate, is_known};
use crate::normalise;
use crate::resource::{Language, Note, ResolvedUnit, Resource};
use crate::source::{ProblemKind, SourceMap};
use crate::suppress::Suppressions;
use crate::terraform;
use foldhash::{HashMap, HashSet};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Text that makes a file matter.
const NEEDLES: Needles = Needles {
    terraform: &[
        "aws_cloudtrail",
        "aws_config_configuration_recorder",
        "aws_organizations_organization",
        "aws_organizations_policy",
    ],
    cloudformation: &[
        "AWS::CloudTrail::",
        "AWS::Config::ConfigurationRecorder",
        "AWS::Organizations::Organization",
        "AWS::Organizations::Policy",
    ],
    both: &["cloudtrail.amazonaws.com"],
    module_sources: &["trail", "audit"],
};

/// One estate: of a unit, or of several that are joined.
pub(super) struct Analysed {
    /// The units that are reported on, as the front end gave them, their resources taken out.
    pub units: Vec<ResolvedUnit>,
    /// What they make.
    pub estate: Estate,
    /// For Guard rules: resources of templates that the model does not know, for each unit.
    pub beside: Vec<Vec<Resource>>,
    /// For a plan: what was there before it.
    pub before: Option<Estate>,
    /// How many trails there are for certain or in some case.
    pub trails: usize,
    /// Where it was checked as soon as it was made: what came of it. The estate holds its notes and nothing else then.
    pub verdicts: Option<Result<Verdicts, FileError>>,
}

/// What checking an estate gave.
pub(super) type Verdicts = (Checked, Suppressions);

/// What is done with an estate as soon as it is made, in parallel.
pub(super) type Each<'e> = &'e (dyn Fn(Analysed) -> Analysed + Sync);

impl Analysed {
    pub(super) fn new(units: Vec<ResolvedUnit>, estate: Estate, beside: Vec<Vec<Resource>>) -> Self {
        let own = estate.all("trail").filter(|(_, trail)| estate.is_reported(trail));
        let trails = own.filter(|(_, trail)| trail.resource.not_created.is_none()).count();
        Analysed { units, estate, beside, before: None, trails, verdicts: None }
    }
}

/// All estates of a run.
#[derive(Default)]
pub(super) struct Analysis {
    /// In the order of the roots of their first units.
    pub estates: Vec<Analysed>,
    /// Files that matter and could not be read or parsed.
    pub errors: Vec<FileError>,
    /// What is said in the options and matches nothing.
    pub notes: Vec<Note>,
    /// The files that the units were read from: kept so that their trees are let go with the rest, not before.
    #[expect(dead_code, reason = "held for the time at which it is dropped")]
    pub loaded: Vec<Arc<Loaded>>,
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

/// Analyses what the options name; `whole_templates`: resources of templates too that the model does not know.
pub(super) fn analyse(
    options: &Options,
    file_system: &dyn FileSystem,
    sources: &SourceMap,
    whole_templates: bool,
    each: Each<'_>,
) -> Result<Analysis, RunError> {
    let mut cloudformation_inputs = inputs::cloudformation(options, file_system)?;
    let patterns = inputs::patterns(options);
    let grouping = Grouping::of(options, file_system)?;
    let there = |path: &PathBuf| {
        file_system.canonical(path).ok_or_else(|| RunError::NoSuchPath(path.display().to_string()))
    };
    let source_root = options.source_root.as_ref().map(there).transpose()?;
    let paths = if options.paths.is_empty() { vec![PathBuf::from(".")] } else { options.paths.clone() };
    let request = Request {
        paths: &paths,
        context: &grouping.read_beside,
        walk: WalkOptions { respect_ignores: !options.no_ignore, threads: options.threads },
        needles: &NEEDLES,
        strict_parse: options.strict_parse,
        watched: &PathPattern::compile(&patterns),
    };
    let mut discovery = discover(file_system, &request);
    if let Some(DiscoverError::NoSuchPath(path)) =
        discovery.errors.iter().find(|error| matches!(error, DiscoverError::NoSuchPath(_)))
    {
        return Err(RunError::NoSuchPath(path.display().to_string()));
    }
    let loader = Loader::new(file_system, sources);
    for (path, bytes) in discovery.take_kept() {
        loader.provide(&path, bytes);
    }
    if !discovery.exporters.is_empty() {
        cloudformation_inputs.exports =
            cloudformation::exports(&loader, &discovery.exporters, &cloudformation_inputs);
    }
    let reported = Reported::new(options);
    let run = Run {
        loader: &loader,
        options,
        source_root: source_root.as_deref(),
        cloudformation: &cloudformation_inputs,
        reported: &reported,
        whole_templates,
    };
    let (units, mut errors) = resolve_units(&run, &discovery, &grouping, sources);
    let notes = unmatched(&discovery, options, &patterns);
    let before = Mutex::new(before_plans(&run, &units, &mut errors));
    let complete = |mut analysed: Analysed| {
        analysed.estate.organization_trail_elsewhere = options.organization_trail.is_some();
        if let [unit] = analysed.units.as_slice() {
            analysed.before = before.lock().unwrap_or_else(PoisonError::into_inner).remove(&unit.root);
        }
        each(analysed)
    };
    let asked_for = |unit: &ResolvedUnit| is_reported(&discovery, unit);
    let part = |unit: &ResolvedUnit| if asked_for(unit) { Part::Reported } else { Part::Beside };
    let (estates, defects) = if grouping.is_trivial() {
        joining::alone(units, &complete)
    } else {
        let units = units.into_iter().map(|unit| (part(&unit), unit)).map(|(part, unit)| (unit, part));
        let sources = joining::Sources { loader: &loader, inputs: &cloudformation_inputs };
        joining::joined(&grouping, units.collect(), &sources, &complete)
    };
    errors.extend(defects);
    Ok(Analysis { estates, errors, notes, loaded: loader.into_loaded() })
}

/// The units that are reported on or linked to, by root and deployment, and what is wrong with their files.
fn resolve_units(
    run: &Run<'_>,
    discovery: &Discovery,
    grouping: &Grouping,
    sources: &SourceMap,
) -> (Vec<ResolvedUnit>, Vec<FileError>) {
    let broken = discovery.errors.iter().filter(|error| run.reported.file(error.path()));
    let mut errors: Vec<FileError> = broken.map(discover_error).collect();
    let mut units = Vec::new();
    resolve_all(run, first_starts(discovery, run), &mut units, &mut errors);
    // rings of modules, and modules that only a false reading of a call seemed to reach
    let mut reached: HashSet<PathBuf> = units.iter().flat_map(|unit| unit.reached.iter().cloned()).collect();
    let left_out = discovery.terraform.iter().filter(|(_, folder)| !run.reported.folder(folder));
    reached.extend(left_out.map(|(_, folder)| folder.path.clone()));
    let again: Vec<Start<'_>> =
        discovery.terraform.unreached(&reached).into_iter().map(|id| folder_start(discovery, id)).collect();
    resolve_all(run, again, &mut units, &mut errors);
    drop_nested(&mut units);
    // templates of the tree that are not asked for are read for those that they nest
    units.retain(|unit| {
        is_reported(discovery, unit) || grouping.reads(&unit.root, unit.reached.iter().map(PathBuf::as_path))
    });
    named_files(discovery, run, run.options.strict_parse, &mut errors);
    for unit in &units {
        unit_errors(unit, sources, &mut errors);
    }
    errors.sort();
    errors.dedup_by(|a, b| a.file == b.file && a.message == b.message && a.span == b.span);
    units.sort_by(|a, b| (&a.root, &a.deployment).cmp(&(&b.root, &b.deployment)));
    (units, errors)
}

/// What was there before each plan.
fn before_plans(
    run: &Run<'_>,
    units: &[ResolvedUnit],
    errors: &mut Vec<FileError>,
) -> HashMap<PathBuf, Estate> {
    let mut before = HashMap::default();
    for unit in units.iter().filter(|unit| unit.language == Language::TerraformPlan) {
        let estate = survived(&unit.root, Step::Linked, || {
            let deleted = terraform::plan::removed(run.loader, &unit.root, &is_known, run.source_root);
            normalise::estate(changes::before_of(&unit.resources, deleted))
        });
        match estate {
            Ok(estate) => drop(before.insert(unit.root.clone(), estate)),
            Err(defect) => errors.push(defect),
        }
    }
    before
}

/// Whether a unit is reported on, or leads to something that is.
fn is_reported(discovery: &Discovery, unit: &ResolvedUnit) -> bool {
    if unit.language == Language::Terraform {
        let folder = discovery.terraform.find(&unit.root);
        return folder.is_none_or(|folder| discovery.terraform.is_reported(folder));
    }
    discovery.selected(&unit.root) || unit.reached.iter().any(|path| discovery.selected(path))
}

struct Run<'r> {
    loader: &'r Loader<'r>,
    options: &'r Options,
    /// Where plans were made.
    source_root: Option<&'r Path>,
    /// Those that hold for every template.
    cloudformation: &'r cloudformation::Inputs,
    reported: &'r Reported,
    whole_templates: bool,
}

/// JSON is read strictly where the file says that it is JSON.
pub(super) fn syntax_of(path: &Path) -> Syntax {
    let json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if json { Syntax::Json } else { Syntax::Yaml }
}

fn folder_start<'o>(discovery: &Discovery, id: crate::discover::FolderId) -> Start<'o> {
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
fn first_starts<'o>(discovery: &Discovery, run: &Run<'o>) -> Vec<Start<'o>> {
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

fn resolve_all<'o>(
    run: &Run<'o>,
    starts: Vec<Start<'o>>,
    units: &mut Vec<ResolvedUnit>,
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
    let resolved: Vec<Result<Option<ResolvedUnit>, FileError>> =
        deployed.par_iter().map(|start| resolve(run, start)).collect();
    for result in resolved {
        match result {
            Ok(Some(unit)) => units.push(unit),
            Ok(None) => {}
            Err(error) => errors.push(error),
        }
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

/// Patterns and deployments that nothing matches.
fn unmatched(discovery: &Discovery, options: &Options, patterns: &[PathPattern]) -> Vec<Note> {
    let known = |root: &Path| {
        discovery.terraform.find(root).is_some() || discovery.documents.iter().any(|it| it.path == root)
    };
    let idle = patterns.iter().enumerate().filter(|(at, _)| !discovery.watched.contains(at));
    let mut notes: Vec<Note> =
        idle.map(|(_, pattern)| matches_nothing(&pattern.written, pattern.span)).collect();
    for deployment in options.deployments.iter().filter(|it| !known(&it.root)) {
        let message = format!("deployment `{}` has no root module or template", deployment.name);
        notes.push(Note { kind: "configuration", message, span: deployment.span });
    }
    notes
}

/// A template that another one nests is not analysed on its own; of those that nest each other the first one is.
fn drop_nested(units: &mut Vec<ResolvedUnit>) {
    let pairs = |unit: &ResolvedUnit| {
        let below = unit.reached.iter().filter(|path| **path != unit.root);
        below.map(|path| (unit.root.clone(), path.clone())).collect::<Vec<_>>()
    };
    let nests: HashSet<(PathBuf, PathBuf)> = units.iter().flat_map(pairs).collect();
    let in_ring = |outer: &PathBuf, inner: &PathBuf| nests.contains(&(inner.clone(), outer.clone()));
    let nested: HashSet<PathBuf> = nests
        .iter()
        .filter(|(outer, inner)| !(inner < outer && in_ring(outer, inner)))
        .map(|(_, inner)| inner.clone())
        .collect();
    units.retain(|unit| {
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

/// What means nothing, as notes.
pub(super) fn evaluation_notes(unit: &ResolvedUnit) -> impl Iterator<Item = Note> + '_ {
    unit.problems.iter().filter(|problem| problem.kind == ProblemKind::Evaluation).map(|problem| Note {
        kind: "evaluation",
        message: problem.message.clone(),
        span: Some(problem.span),
    })
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
