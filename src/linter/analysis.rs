//! From paths to estates: discover, resolve, normalise; units in parallel.

use super::grouping::{Grouping, Part};
use super::per_path::{Reported, matches_nothing};
use super::resolving::{Making, Run, is_reported, resolve_units};
use super::survival::{Step, survived};
use super::{FileError, Options, PathPattern, RunError, inputs, joining};
use crate::changes;
use crate::check::Checked;
use crate::cloudformation;
use crate::discover::{DiscoverError, Discovery, Needles, Request, discover};
use crate::fs::{FileSystem, WalkOptions};
use crate::load::{Loaded, Loader, Syntax};
use crate::model::{Estate, is_known};
use crate::normalise;
use crate::resource::{Language, Note, ResolvedUnit, Resource};
use crate::source::{ProblemKind, SourceMap};
use crate::suppress::Suppressions;
use crate::syntax::yaml::Thinning;
use crate::terraform;
use foldhash::HashMap;
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

/// Of the resources in templates, those of types that the model does not know are asked for their names at most.
const ASKED_FOR: Thinning<'static> = Thinning {
    section: "Resources",
    kind: "Type",
    body: "Properties",
    passes: &|kind| !is_known(kind) && !cloudformation::holds_template(kind),
    keeps: &cloudformation::may_give_name,
    is_data_key: &cloudformation::is_data_key,
    is_data_text: &cloudformation::is_data_text,
};

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
    let loader = match whole_templates {
        true => Loader::new(file_system, sources),
        false => Loader::new(file_system, sources).thinning(ASKED_FOR),
    };
    loader.provide(discovery.take_kept());
    if !discovery.exporters.is_empty() {
        cloudformation_inputs.exports =
            cloudformation::exports(&loader, &discovery.exporters, &cloudformation_inputs);
    }
    let reported = Reported::new(options);
    let run = Run {
        loader: &loader,
        options,
        discovery: &discovery,
        grouping: &grouping,
        source_root: source_root.as_deref(),
        cloudformation: &cloudformation_inputs,
        reported: &reported,
        whole_templates,
    };
    let complete = |mut analysed: Analysed| {
        analysed.estate.organization_trail_elsewhere = options.organization_trail.is_some();
        each(analysed)
    };
    let (estates, errors) =
        if grouping.is_trivial() { each_alone(&run, &complete) } else { together(&run, &complete) };
    let mut notes = unmatched(&discovery, options, &patterns);
    let units = estates.iter().flat_map(|analysed| &analysed.units);
    notes.extend(inputs::undeclared(options, &cloudformation_inputs.parameters, &units));
    Ok(Analysis { estates, errors, notes, loaded: loader.into_loaded() })
}

/// The estates of units that all stand alone: each is made and completed as soon as its unit is resolved, so that only
/// as many units as there are threads are there at one time.
fn each_alone(run: &Run<'_>, complete: Each<'_>) -> (Vec<Analysed>, Vec<FileError>) {
    let make = |unit: ResolvedUnit| {
        if !is_reported(run.discovery, &unit) {
            return (Alone::Unit(Box::new(unit)), Vec::new());
        }
        let (before, mut defects) = match before_plan(run, &unit).transpose() {
            Ok(before) => (before, Vec::new()),
            Err(defect) => (None, vec![defect]),
        };
        match joining::alone(unit) {
            Ok(analysed) => (Alone::Estate(Box::new(complete(Analysed { before, ..analysed }))), defects),
            Err((unit, defect)) => {
                defects.push(defect);
                (Alone::Unit(unit), defects)
            }
        }
    };
    let (made, errors) = resolve_units(run, &Making { make: &make, unit: Alone::unit });
    let estate = |it| match it {
        Alone::Estate(analysed) => Some(*analysed),
        Alone::Unit(_) => None,
    };
    (made.into_iter().filter_map(estate).collect(), errors)
}

/// What a unit by itself came to.
enum Alone {
    Estate(Box<Analysed>),
    /// No estate: it is only read for others, or could not be linked.
    Unit(Box<ResolvedUnit>),
}

impl Alone {
    fn unit(&self) -> &ResolvedUnit {
        match self {
            Alone::Estate(analysed) => analysed.units.first().expect("it was made of one unit"),
            Alone::Unit(unit) => unit,
        }
    }
}

/// The estates of units that are joined, or may see one another: all are resolved first.
fn together(run: &Run<'_>, complete: Each<'_>) -> (Vec<Analysed>, Vec<FileError>) {
    let make = |unit: ResolvedUnit| (unit, Vec::new());
    let (units, mut errors) = resolve_units(run, &Making { make: &make, unit: |unit| unit });
    let mut before = HashMap::default();
    for unit in &units {
        match before_plan(run, unit) {
            Some(Ok(estate)) => drop(before.insert(unit.root.clone(), estate)),
            Some(Err(defect)) => errors.push(defect),
            None => {}
        }
    }
    let before = Mutex::new(before);
    let complete = |mut analysed: Analysed| {
        if let [unit] = analysed.units.as_slice() {
            analysed.before = before.lock().unwrap_or_else(PoisonError::into_inner).remove(&unit.root);
        }
        complete(analysed)
    };
    let part = |unit: &ResolvedUnit| match is_reported(run.discovery, unit) {
        true => Part::Reported,
        false => Part::Beside,
    };
    let units = units.into_iter().map(|unit| (part(&unit), unit)).map(|(part, unit)| (unit, part));
    let sources = joining::Sources { loader: run.loader, inputs: run.cloudformation };
    let (estates, defects) = joining::joined(run.grouping, units.collect(), &sources, &complete);
    errors.extend(defects);
    (estates, errors)
}

/// What was there before a plan.
fn before_plan(run: &Run<'_>, unit: &ResolvedUnit) -> Option<Result<Estate, FileError>> {
    (unit.language == Language::TerraformPlan).then(|| {
        survived(&unit.root, Step::Linked, || {
            let deleted = terraform::plan::removed(run.loader, &unit.root, &is_known, run.source_root);
            normalise::estate(changes::before_of(&unit.resources, deleted))
        })
    })
}

/// JSON is read strictly where the file says that it is JSON.
pub(super) fn syntax_of(path: &Path) -> Syntax {
    let json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if json { Syntax::Json } else { Syntax::Yaml }
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
        notes.push(Note { kind: "configuration", message, span: deployment.span, ..Note::default() });
    }
    notes
}

/// What means nothing, as notes.
pub(super) fn evaluation_notes(unit: &ResolvedUnit) -> impl Iterator<Item = Note> + '_ {
    unit.problems.iter().filter(|problem| problem.kind == ProblemKind::Evaluation).map(|problem| Note {
        kind: "evaluation",
        message: problem.message.clone(),
        span: Some(problem.span),
        ..Note::default()
    })
}
