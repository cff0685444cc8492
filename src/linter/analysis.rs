//! From paths to estates: discover, load, resolve, normalise; units in parallel.

use super::{FileError, Options, RunError};
use crate::cloudformation;
use crate::discover::{DiscoverError, Discovery, DocumentKind, Needles, Request, discover};
use crate::fs::{FileSystem, WalkOptions};
use crate::load::{Loaded, Loader, Syntax, Tree};
use crate::model::{Estate, tables};
use crate::normalise;
use crate::resource::{Language, Note, ResolvedUnit};
use crate::source::{ProblemKind, SourceMap};
use crate::terraform;
use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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

/// A unit that was analysed.
pub(super) struct Analysed {
    /// What the front end gave, its resources taken out.
    pub unit: ResolvedUnit,
    /// What they make.
    pub estate: Estate,
}

/// All units of a run.
pub(super) struct Analysis {
    /// In the order of their roots.
    pub units: Vec<Analysed>,
    /// Files that matter and could not be read or parsed.
    pub errors: Vec<FileError>,
    /// The files that the units were read from: kept so that their trees are let go with the rest, not before.
    #[expect(dead_code, reason = "held for the time at which it is dropped")]
    pub loaded: Vec<Arc<Loaded>>,
}

/// What one unit is begun with.
enum Start {
    Terraform { folder: PathBuf, project: PathBuf },
    Template(PathBuf),
    Plan(PathBuf),
}

/// Analyses what the options name.
pub(super) fn analyse(
    options: &Options,
    file_system: &dyn FileSystem,
    sources: &SourceMap,
) -> Result<Analysis, RunError> {
    let terraform_inputs = terraform_inputs(options);
    let mut cloudformation_inputs = cloudformation_inputs(options, file_system)?;
    let paths = if options.paths.is_empty() { vec![PathBuf::from(".")] } else { options.paths.clone() };
    let request = Request {
        paths: &paths,
        context: &[],
        walk: WalkOptions { respect_ignores: !options.no_ignore, threads: options.threads },
        needles: &NEEDLES,
        strict_parse: options.strict_parse,
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
    let run = Run { loader: &loader, terraform: &terraform_inputs, cloudformation: &cloudformation_inputs };
    let mut errors: Vec<FileError> = discovery.errors.iter().map(discover_error).collect();
    let mut units = Vec::new();
    resolve_all(&run, &first_starts(&discovery), &mut units, &mut errors);
    // rings of modules, and modules that only a false reading of a call seemed to reach
    let reached: HashSet<PathBuf> = units.iter().flat_map(|unit| unit.reached.iter().cloned()).collect();
    let again: Vec<Start> =
        discovery.terraform.unreached(&reached).into_iter().map(|id| folder_start(&discovery, id)).collect();
    resolve_all(&run, &again, &mut units, &mut errors);
    drop_nested(&mut units);
    // templates of the tree that are not asked for are read for those that they nest
    units.retain(|unit| {
        unit.language == Language::Terraform
            || discovery.selected(&unit.root)
            || unit.reached.iter().any(|path| discovery.selected(path))
    });
    named_files(&discovery, &loader, options.strict_parse, &mut errors);
    for unit in &units {
        unit_errors(unit, sources, &mut errors);
    }
    errors.sort();
    errors.dedup_by(|a, b| a.file == b.file && a.message == b.message && a.span == b.span);
    units.sort_by(|a, b| a.root.cmp(&b.root));
    let units = units
        .into_par_iter()
        .map(|mut unit| {
            let estate = normalise::estate(std::mem::take(&mut unit.resources));
            Analysed { unit, estate }
        })
        .collect();
    Ok(Analysis { units, errors, loaded: loader.into_loaded() })
}

struct Run<'r> {
    loader: &'r Loader<'r>,
    terraform: &'r terraform::Inputs,
    cloudformation: &'r cloudformation::Inputs,
}

fn terraform_inputs(options: &Options) -> terraform::Inputs {
    terraform::Inputs {
        variables: options.variables.clone(),
        variable_files: options.variable_files.clone(),
        workspace: options.workspace.clone(),
        region: options.region.clone(),
        account: options.account.clone(),
        partition: options.partition.clone(),
        environment: options.environment.clone(),
        deployment: None,
    }
}

fn cloudformation_inputs(
    options: &Options,
    file_system: &dyn FileSystem,
) -> Result<cloudformation::Inputs, RunError> {
    let mut inputs = cloudformation::Inputs {
        region: options.region.clone(),
        account: options.account.clone(),
        partition: options.partition.clone(),
        ..cloudformation::Inputs::default()
    };
    let sources = SourceMap::new();
    let loader = Loader::new(file_system, &sources);
    for file in &options.parameter_files {
        inputs.parameters.extend(parameters_file(&loader, file)?);
    }
    for (name, value) in &options.parameters {
        let given_by = "--parameter".to_owned();
        let given = cloudformation::GivenParameter { name: name.clone(), value: value.clone(), given_by };
        inputs.parameters.push(given);
    }
    Ok(inputs)
}

fn parameters_file(
    loader: &Loader<'_>,
    file: &Path,
) -> Result<Vec<cloudformation::GivenParameter>, RunError> {
    let name = file.display().to_string();
    let bad = |reason: &str| RunError::BadInput(format!("`{name}`: {reason}"));
    let loaded = loader.load(file, syntax_of(file)).map_err(|error| bad(&error.to_string()))?;
    if let Some(problem) = loaded.problems.first() {
        let line = loaded.source.positions(problem.span).0.line;
        return Err(bad(&format!("line {line}: {}", problem.message)));
    }
    let Tree::Documents(documents) = &loaded.tree else { return Ok(Vec::new()) };
    documents.first().and_then(|document| cloudformation::parse_parameters_file(document, &name)).ok_or_else(
        || bad("not a file of parameters: a list of `ParameterKey` and `ParameterValue`, or a map"),
    )
}

/// JSON is read strictly where the file says that it is JSON.
fn syntax_of(path: &Path) -> Syntax {
    let json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if json { Syntax::Json } else { Syntax::Yaml }
}

fn folder_start(discovery: &Discovery, id: crate::discover::FolderId) -> Start {
    let folder = discovery.terraform.get(id).path.clone();
    let tree = discovery
        .trees
        .iter()
        .filter(|tree| folder.starts_with(tree))
        .max_by_key(|tree| tree.as_os_str().len());
    Start::Terraform { project: tree.cloned().unwrap_or_else(|| folder.clone()), folder }
}

fn first_starts(discovery: &Discovery) -> Vec<Start> {
    let mut starts: Vec<Start> =
        discovery.terraform.roots().into_iter().map(|id| folder_start(discovery, id)).collect();
    for document in &discovery.documents {
        match document.kind {
            DocumentKind::Template | DocumentKind::Neighbour => {
                starts.push(Start::Template(document.path.clone()));
            }
            DocumentKind::Plan => starts.push(Start::Plan(document.path.clone())),
            DocumentKind::Unrecognised => {}
        }
    }
    starts
}

fn resolve_all(run: &Run<'_>, starts: &[Start], units: &mut Vec<ResolvedUnit>, errors: &mut Vec<FileError>) {
    let resolved: Vec<Result<Option<ResolvedUnit>, FileError>> =
        starts.par_iter().map(|start| resolve(run, start)).collect();
    for result in resolved {
        match result {
            Ok(Some(unit)) => units.push(unit),
            Ok(None) => {}
            Err(error) => errors.push(error),
        }
    }
}

/// Resolves one unit; a defect of this program in it must not take the others with it.
fn resolve(run: &Run<'_>, start: &Start) -> Result<Option<ResolvedUnit>, FileError> {
    let wanted = |kind: &str| tables::is_known(kind);
    let resolved = catch_unwind(AssertUnwindSafe(|| match start {
        Start::Terraform { folder, project } => {
            Some(terraform::resolve(run.loader, folder, project, &wanted, run.terraform, true))
        }
        Start::Template(path) => cloudformation::resolve(run.loader, path, &wanted, run.cloudformation),
        Start::Plan(path) => terraform::plan::resolve(run.loader, path, &wanted, None),
    }));
    resolved.map_err(|_| FileError {
        file: start.path().to_path_buf(),
        message: "internal error: this unit could not be analysed; please report it".to_owned(),
        help: None,
        span: None,
    })
}

impl Start {
    fn path(&self) -> &Path {
        match self {
            Start::Terraform { folder, .. } => folder,
            Start::Template(path) | Start::Plan(path) => path,
        }
    }
}

/// A template that another one nests is not analysed on its own.
fn drop_nested(units: &mut Vec<ResolvedUnit>) {
    let nested: HashSet<PathBuf> = units
        .iter()
        .flat_map(|unit| unit.reached.iter().filter(|path| **path != unit.root).cloned())
        .collect();
    units.retain(|unit| unit.language != Language::CloudFormation || !nested.contains(&unit.root));
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
fn named_files(discovery: &Discovery, loader: &Loader<'_>, all: bool, errors: &mut Vec<FileError>) {
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
            if all || discovery.selection.names(file) {
                let json = file.extension().is_some_and(|extension| extension == "json");
                check(file, if json { Syntax::Json } else { Syntax::Hcl });
            }
        }
    }
    let documents = discovery.documents.iter().filter(|document| document.kind == DocumentKind::Unrecognised);
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
