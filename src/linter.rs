//! The façade: options and a file system in, a report out. The command, the server and the tests all call this.

mod analysis;
mod model_report;
mod snapshot;

pub use model_report::{ModelEntity, ModelField, ModelReport, ModelUnit};
pub use snapshot::{FieldKey, Snapshot};

use crate::check::{self, Checked, Finding, UnitName};
use crate::fs::FileSystem;
use crate::model::Estate;
use crate::resource::Note;
use crate::rule::{Choice, Registry, Rule};
use crate::source::{SourceMap, Span};
use crate::suppress::{self, Suppressions};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::any::Any;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// What to look at and how.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Files and folders to report on.
    pub paths: Vec<PathBuf>,
    /// Rules and groups that are on (empty: the profile decides).
    pub select: Vec<String>,
    /// Rules and groups that are off.
    pub ignore: Vec<String>,
    /// Whether the extended profile is on.
    pub extended: bool,
    /// Whether `.gitignore` and its kin are passed over.
    pub no_ignore: bool,
    /// Whether every file is parsed, not only those that matter.
    pub strict_parse: bool,
    /// `--var NAME=VALUE`, in order.
    pub variables: Vec<(String, String)>,
    /// `--var-file`, in order.
    pub variable_files: Vec<PathBuf>,
    /// `--workspace`
    pub workspace: Option<String>,
    /// `TF_VAR_*` of the environment, only with `--env-vars`.
    pub environment: Vec<(String, String)>,
    /// `--parameter NAME=VALUE`, in order.
    pub parameters: Vec<(String, String)>,
    /// `--parameters FILE`
    pub parameter_files: Vec<PathBuf>,
    /// `--region`
    pub region: Option<String>,
    /// `--account`
    pub account: Option<String>,
    /// `--partition`
    pub partition: Option<String>,
    /// Threads to use; 0: as many as there are cores.
    pub threads: usize,
}

/// Why a run could not be done at all: each variant says whose fault it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// The caller named a path that is not there.
    #[error("`{0}`: no such file or directory")]
    NoSuchPath(String),
    /// The caller named a rule or group that does not exist.
    #[error("there is no rule or group `{name}`{suggestion}")]
    NoSuchRule {
        /// What was given.
        name: String,
        /// "; did you mean `…`?" or nothing.
        suggestion: String,
    },
    /// The caller's input does not parse.
    #[error("{0}")]
    BadInput(String),
}

/// What a run found.
#[derive(Clone, Debug)]
pub struct Report {
    /// Every verdict but not-applicable ones, by file, position, rule.
    pub findings: Vec<Finding>,
    /// How many checks did not apply.
    pub not_applicable: usize,
    /// What was left out, and what would bring it in.
    pub notes: Vec<Note>,
    /// Files that matter and could not be read or parsed.
    pub errors: Vec<FileError>,
    /// Files of the units that were analysed.
    pub files: usize,
    /// Units that were analysed.
    pub units: usize,
    /// Trails that were found.
    pub trails: usize,
    /// The texts that spans point into.
    pub sources: Arc<SourceMap>,
}

/// A file that matters and could not be read or parsed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileError {
    /// The file.
    pub file: PathBuf,
    /// Why.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Where in it.
    pub span: Option<Span>,
}

/// Runs checks. Owns what is kept between runs.
#[derive(Debug, Default)]
pub struct Linter {
    registry: Registry,
    /// What the last run made. Taking a large tree apart takes as long as half the checks on it: whoever ends with
    /// one run need not wait for that.
    last: Mutex<Option<Box<dyn Any + Send>>>,
}

impl Linter {
    /// A linter with these rules.
    pub fn new(registry: Registry) -> Self {
        Linter { registry, last: Mutex::default() }
    }

    /// Its rules.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Analyses and checks.
    ///
    /// # Errors
    /// [`RunError`] where the job cannot be begun; everything later is in the report.
    pub fn run(&self, options: &Options, file_system: &dyn FileSystem) -> Result<Report, RunError> {
        let (report, analysis) = self.work(options, file_system)?;
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(analysis));
        Ok(report)
    }

    /// The same, and what every field of the model says, for comparison with another run.
    ///
    /// # Errors
    /// [`RunError`] where the job cannot be begun.
    pub fn examine(
        &self,
        options: &Options,
        file_system: &dyn FileSystem,
    ) -> Result<(Report, Snapshot), RunError> {
        let (report, analysis) = self.work(options, file_system)?;
        let snapshot = Snapshot::of(&analysis, &report.sources);
        Ok((report, snapshot))
    }

    fn work(
        &self,
        options: &Options,
        file_system: &dyn FileSystem,
    ) -> Result<(Report, analysis::Analysis), RunError> {
        let rules = self.rules(options)?;
        let sources = Arc::new(SourceMap::new());
        let analysis = analysis::analyse(options, file_system, &sources)?;
        let known: Vec<&str> = self.registry.summaries().map(|summary| &*summary.id).collect();
        let today = file_system.today();
        let checked: Vec<(Checked, Suppressions)> = analysis
            .units
            .par_iter()
            .map(|analysed| {
                let unit = UnitName {
                    root: analysed.unit.root.clone(),
                    deployment: analysed.unit.deployment.clone(),
                };
                let mut checked = check::check(&analysed.estate, &rules, &unit, &sources);
                let texts: Vec<_> = analysed.unit.sources.iter().filter_map(|id| sources.get(*id)).collect();
                let mut suppressions = suppress::collect(&texts, &known, today);
                silence(&mut suppressions, &mut checked, &analysed.estate);
                (checked, suppressions)
            })
            .collect();
        let ids: Vec<&str> = rules.iter().map(|rule| &*rule.id).collect();
        Ok((report(&analysis, checked, &ids, sources), analysis))
    }

    /// Analyses, and gives the model instead of checking it.
    ///
    /// # Errors
    /// [`RunError`] where the job cannot be begun.
    pub fn model(&self, options: &Options, file_system: &dyn FileSystem) -> Result<ModelReport, RunError> {
        let sources = Arc::new(SourceMap::new());
        let analysis = analysis::analyse(options, file_system, &sources)?;
        let units =
            analysis.units.iter().map(|analysed| ModelUnit::of(&analysed.unit, &analysed.estate)).collect();
        Ok(ModelReport { units, errors: analysis.errors, sources })
    }

    fn rules(&self, options: &Options) -> Result<Vec<Arc<Rule>>, RunError> {
        for names in [&options.select, &options.ignore] {
            if let Some((name, near)) = self.registry.unknown_name(names) {
                let suggestion = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                return Err(RunError::NoSuchRule { name: name.to_owned(), suggestion });
            }
        }
        let choice = Choice { select: &options.select, ignore: &options.ignore, extended: options.extended };
        self.registry.choose(choice).map_err(|broken| RunError::BadInput(broken.to_string()))
    }
}

/// Marks what the author has silenced.
fn silence(suppressions: &mut Suppressions, checked: &mut Checked, estate: &Estate) {
    let resource = |address: &str| {
        let handle = estate.at_address(address).first()?;
        estate.entity(*handle).map(|entity| &entity.resource)
    };
    suppressions.apply(&mut checked.findings, &resource);
    for (_, entity) in estate.everything().filter(|(_, entity)| entity.resource.not_created.is_some()) {
        suppressions.spare(&entity.resource);
    }
}

fn report(
    analysis: &analysis::Analysis,
    checked: Vec<(Checked, Suppressions)>,
    rules: &[&str],
    sources: Arc<SourceMap>,
) -> Report {
    let mut findings = Vec::new();
    let mut notes: Vec<Note> = Vec::new();
    let mut not_applicable = 0;
    let mut files = HashSet::new();
    let mut trails = 0;
    let mut suppressions = Suppressions::default();
    for (analysed, (checked, silenced)) in analysis.units.iter().zip(checked) {
        suppressions.merge(silenced);
        findings.extend(checked.findings);
        not_applicable += checked.not_applicable;
        let unit_notes =
            analysed.unit.notes.iter().cloned().chain(analysis::evaluation_notes(&analysed.unit));
        notes.extend(analysed.estate.notes.iter().cloned());
        notes.extend(checked.notes.into_iter().chain(unit_notes));
        files.extend(analysed.unit.sources.iter().copied());
        trails +=
            analysed.estate.all("trail").filter(|(_, trail)| trail.resource.not_created.is_none()).count();
    }
    notes.extend(suppressions.notes(rules));
    let place = |span: Option<Span>| {
        let path = span.and_then(|span| sources.get(span.source)).map(|source| source.path.clone());
        (path, span.map(|span| (span.start, span.end)))
    };
    findings.sort_by_cached_key(|finding: &Finding| {
        let address = finding.resource.as_ref().map(|resource| Arc::clone(&resource.address));
        (place(finding.location), Arc::clone(&finding.rule.id), address, finding.unit.clone())
    });
    notes.sort_by_cached_key(|note| (place(note.span), note.kind, note.message.clone()));
    notes.dedup();
    Report {
        findings,
        not_applicable,
        notes,
        errors: analysis.errors.clone(),
        files: files.len(),
        units: analysis.units.len(),
        trails,
        sources,
    }
}
