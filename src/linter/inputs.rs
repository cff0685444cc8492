//! What each unit is given from outside: by the options of the run, by what they say of its path, by its deployment.

use super::analysis::syntax_of;
use super::per_path::of_unit;
use super::{Deployment, FileError, Options, PathPattern, RunError};
use crate::cloudformation::{self, GivenParameter};
use crate::fs::FileSystem;
use crate::load::{Loader, Tree};
use crate::model::model_type;
use crate::resource::{Language, Note, ResolvedUnit};
use crate::rule::nearest;
use crate::source::{SourceMap, Span};
use crate::terraform;
use std::collections::BTreeSet;
use std::path::Path;

/// All patterns of the options.
pub(super) fn patterns(options: &Options) -> Vec<PathPattern> {
    let overrides = options.overrides.iter().flat_map(|it| &it.paths);
    let accounts = options.surroundings.iter().flat_map(|it| &it.paths);
    options.include.iter().chain(&options.exclude).chain(overrides).chain(accounts).cloned().collect()
}

/// Region, account and partition of a unit.
struct Surroundings {
    region: Option<String>,
    account: Option<String>,
    partition: Option<String>,
}

/// What is said of the deployment counts before what is said of the path, and that before what is said of all.
fn surroundings(options: &Options, root: &Path, deployment: Option<&Deployment>) -> Surroundings {
    let mut found = Surroundings {
        region: deployment.and_then(|it| it.region.clone()),
        account: deployment.and_then(|it| it.account.clone()),
        partition: deployment.and_then(|it| it.partition.clone()),
    };
    for it in options.surroundings.iter().filter(|it| of_unit(&PathPattern::compile(&it.paths), root)) {
        found.region = found.region.or_else(|| it.region.clone());
        found.account = found.account.or_else(|| it.account.clone());
        found.partition = found.partition.or_else(|| it.partition.clone());
    }
    found.region = found.region.or_else(|| options.region.clone());
    found.account = found.account.or_else(|| options.account.clone());
    found.partition = found.partition.or_else(|| options.partition.clone());
    found
}

/// The inputs of a root module.
pub(super) fn terraform(
    options: &Options,
    root: &Path,
    deployment: Option<&Deployment>,
) -> terraform::Inputs {
    let Surroundings { region, account, partition } = surroundings(options, root, deployment);
    terraform::Inputs {
        deployed_variables: deployment.map(|it| it.variables.clone()).unwrap_or_default(),
        deployed_files: deployment.map(|it| it.variable_files.clone()).unwrap_or_default(),
        variables: options.variables.clone(),
        variable_files: options.variable_files.clone(),
        workspace: deployment.and_then(|it| it.workspace.clone()).or_else(|| options.workspace.clone()),
        region,
        account,
        partition,
        environment: options.environment.clone(),
        deployment: deployment.map(|it| it.name.as_str().into()),
        // that there is none is what an audit asks first
        told_always: model_type("trail").map_or_else(Vec::new, |(_, trail)| trail.terraform.to_vec()),
    }
}

/// The inputs that all templates have.
pub(super) fn cloudformation(
    options: &Options,
    file_system: &dyn FileSystem,
) -> Result<cloudformation::Inputs, RunError> {
    let mut inputs = cloudformation::Inputs::default();
    let sources = SourceMap::new();
    let loader = Loader::new(file_system, &sources);
    for file in &options.parameter_files {
        let parameters = parameters_file(&loader, file).map_err(|(span, reason)| {
            let line = span.and_then(|span| Some(sources.get(span.source)?.positions(span).0.line));
            let line = line.map(|line| format!("line {line}: ")).unwrap_or_default();
            RunError::BadInput(format!("`{}`: {line}{reason}", file.display()))
        })?;
        inputs.parameters.extend(parameters);
    }
    inputs.parameters.extend(given(&options.parameters, "--parameter"));
    Ok(inputs)
}

/// The inputs of one template.
pub(super) fn of_template(
    shared: &cloudformation::Inputs,
    options: &Options,
    loader: &Loader<'_>,
    root: &Path,
    deployment: Option<&Deployment>,
) -> Result<cloudformation::Inputs, FileError> {
    let Surroundings { region, account, partition } = surroundings(options, root, deployment);
    let mut inputs = cloudformation::Inputs { region, account, partition, ..Default::default() };
    if let Some(deployment) = deployment {
        for file in &deployment.parameter_files {
            let broken = |(span, message)| FileError { file: file.clone(), message, help: None, span };
            inputs.parameters.extend(parameters_file(loader, file).map_err(broken)?);
        }
        let given_by = format!("deployment `{}`", deployment.name);
        inputs.parameters.extend(given(&deployment.parameters, &given_by));
    }
    inputs.parameters.extend(shared.parameters.iter().cloned());
    inputs.exports.clone_from(&shared.exports);
    Ok(inputs)
}

/// Values that are given to what no unit declares: a slip of the pen would change nothing, and nobody would see it.
pub(super) fn undeclared<'u>(
    options: &Options,
    parameters: &[GivenParameter],
    units: &(impl Iterator<Item = &'u ResolvedUnit> + Clone),
) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut look = |language: Language, name: &str, given_by: &str, kind: &str, unit: &str| {
        let mut of_language = units.clone().filter(|it| it.language == language).peekable();
        let is_there = of_language.peek().is_some();
        let names: BTreeSet<&str> =
            of_language.flat_map(|it| it.declared.iter().map(|name| &**name)).collect();
        if !is_there || names.contains(name) {
            return;
        }
        let meant = nearest(name, names.into_iter()).map(|meant| format!(": did you mean `{meant}`?"));
        let meant = meant.unwrap_or_default();
        let message =
            format!("no {unit} that was looked at declares {kind} `{name}`, given by {given_by}{meant}");
        notes.push(Note { kind: "configuration", message, ..Note::default() });
    };
    for given in parameters {
        look(Language::CloudFormation, &given.name, &given.given_by, "parameter", "template");
    }
    for (name, _) in &options.variables {
        look(Language::Terraform, name, "`--var`", "variable", "root module");
    }
    notes
}

fn given(parameters: &[(String, String)], given_by: &str) -> impl Iterator<Item = GivenParameter> {
    parameters.iter().map(move |(name, value)| GivenParameter {
        name: name.clone(),
        value: Some(value.clone()),
        given_by: given_by.to_owned(),
    })
}

/// A file of parameters, or where and why it is none.
fn parameters_file(loader: &Loader<'_>, file: &Path) -> Result<Vec<GivenParameter>, (Option<Span>, String)> {
    let loaded = loader.load(file, syntax_of(file)).map_err(|error| (None, error.to_string()))?;
    if let Some(problem) = loaded.problems.first() {
        return Err((Some(problem.span), problem.message.clone()));
    }
    let Tree::Documents(documents) = &loaded.tree else { return Ok(Vec::new()) };
    let name = file.display().to_string();
    documents.first().and_then(|document| cloudformation::parse_parameters_file(document, &name)).ok_or((
        None,
        "not a file of parameters: a list of `ParameterKey` and `ParameterValue`, or a map".to_owned(),
    ))
}
