//! The façade: options and a file system in, a report out. The command, the server and the tests all call this.

mod accepted;
mod analysis;
mod changed;
mod checking;
mod grouping;
mod guarding;
mod inputs;
mod joining;
mod model_report;
mod options;
mod per_path;
mod reporting;
mod resolving;
mod snapshot;
mod survival;

pub use crate::baseline::Baseline;
pub use crate::model::Scope;
pub use crate::suppress::Policy as SuppressionPolicy;
pub use accepted::Since;
pub use model_report::{ModelEntity, ModelField, ModelReport, ModelUnit};
pub use options::{
    AccountGroup, Deployment, OrganizationTrail, PathOverride, PathPattern, PathSurroundings, RuleSettings,
};
pub use snapshot::{FieldKey, Snapshot};

use crate::check::{self, Finding, FrameworkResult, Posture, UnitName};
use crate::fs::FileSystem;
use crate::guard::GuardRunner;
use crate::resource::{Note, ResolvedUnit};
use crate::rule::frameworks::{self, Framework};
use crate::rule::{Choice, Registry, Rule};
use crate::source::{Source, SourceMap, Span};
use crate::suppress::{self, Imports, Suppressions};
use std::any::Any;
use std::collections::{BTreeMap, HashSet};
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
    /// Frameworks whose rules are on, whatever their profile, and whose controls the report tells of.
    pub frameworks: Vec<String>,
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
    /// The folder of the root module that plans were made of; none: each plan's own.
    pub source_root: Option<PathBuf>,
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
    /// What the files are taken for.
    pub scope: Scope,
    /// Units that are deployed to one account.
    pub accounts: Vec<AccountGroup>,
    /// Files and folders that are read, and not reported on.
    pub context: Vec<PathBuf>,
    /// The texts that places in these options point into: their ids count from 0.
    pub written_in: Vec<Arc<Source>>,
    /// What is reported on, of the paths; empty: all.
    pub include: Vec<PathPattern>,
    /// What is not reported on.
    pub exclude: Vec<PathPattern>,
    /// What rules are told, by id.
    pub rule_settings: BTreeMap<String, RuleSettings>,
    /// What is otherwise in some paths; the last one wins.
    pub overrides: Vec<PathOverride>,
    /// Region, account and partition of what lies under some paths.
    pub surroundings: Vec<PathSurroundings>,
    /// Deployments of root modules and templates; one that is not named here has the options' own inputs.
    pub deployments: Vec<Deployment>,
    /// A trail of the organization that lives elsewhere.
    pub organization_trail: Option<OrganizationTrail>,
    /// What a suppression must keep to.
    pub suppressions: SuppressionPolicy,
    /// Folders with rules of the user's.
    pub rules_folders: Vec<PathBuf>,
    /// Findings that were there when the user began.
    pub baseline: Option<Arc<Baseline>>,
    /// Other linters whose suppressions count for equivalent rules: of [`PEERS`](crate::rule::PEERS).
    pub import_ignores: Vec<String>,
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
    /// The caller named a framework that does not exist.
    #[error("there is no framework `{name}`{suggestion}")]
    NoSuchFramework {
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
    /// How the controls of the frameworks stand that were asked for.
    pub frameworks: Vec<FrameworkResult>,
    /// Files of the units that were analysed.
    pub files: usize,
    /// Units that were analysed.
    pub units: usize,
    /// Trails that were found.
    pub trails: usize,
    /// How each of them stands, in the order of the units.
    pub postures: Vec<Posture>,
    /// How it compares with an earlier revision, where one was asked for.
    pub since: Option<Box<Since>>,
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

/// What of a run is wanted beside its report.
#[derive(Clone, Copy)]
enum Keep<'a> {
    /// Nothing: each estate is let go once it is checked.
    Nothing,
    /// The estates.
    Estates,
    /// The estates, to be compared with those of an earlier state of the files, whose texts are these.
    Since(&'a analysis::Analysis, &'a Arc<SourceMap>),
}

/// Runs checks. Owns what is kept between runs.
#[derive(Debug, Default)]
pub struct Linter {
    registry: Registry,
    /// Who evaluates Guard rules.
    guard: Option<Box<dyn GuardRunner>>,
    /// What the last run made. Taking a large tree apart takes as long as half the checks on it: whoever ends with
    /// one run need not wait for that.
    last: Mutex<Option<Box<dyn Any + Send>>>,
}

impl Report {
    /// A report on nothing.
    fn empty() -> Self {
        Report {
            findings: Vec::new(),
            not_applicable: 0,
            notes: Vec::new(),
            errors: Vec::new(),
            files: 0,
            units: 0,
            trails: 0,
            postures: Vec::new(),
            since: None,
            frameworks: Vec::new(),
            sources: Arc::new(SourceMap::new()),
        }
    }

    /// How many files have errors.
    pub fn files_with_errors(&self) -> usize {
        self.errors.iter().map(|error| &error.file).collect::<HashSet<_>>().len()
    }
}

impl Linter {
    /// A linter with these rules.
    pub fn new(registry: Registry) -> Self {
        Linter { registry, ..Linter::default() }
    }

    /// The same with somebody who evaluates Guard rules; without, they are not evaluated, which is noted.
    #[must_use]
    pub fn with_guard(self, runner: Box<dyn GuardRunner>) -> Self {
        Linter { guard: Some(runner), ..self }
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
        let (report, analysis) = self.work(options, file_system, Keep::Nothing)?;
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
        let (report, analysis) = self.work(options, file_system, Keep::Estates)?;
        let snapshot = Snapshot::of(&analysis, &report.sources);
        Ok((report, snapshot))
    }

    /// Analyses and checks, and the same for an earlier state of the files: the first report is about what is there
    /// now and what the way there has changed, the second about what was there.
    ///
    /// # Errors
    /// [`RunError`] where the job cannot be begun.
    pub fn run_since(
        &self,
        options: &Options,
        file_system: &dyn FileSystem,
        earlier: &dyn FileSystem,
    ) -> Result<(Report, Report), RunError> {
        let (report, before, analyses) = self.both(options, file_system, earlier)?;
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(analyses));
        Ok((report, before))
    }

    /// Analyses and checks, and marks what was there at an earlier revision already, whose files are in `earlier`: what
    /// is left is new or worse, or what the way there has changed.
    ///
    /// # Errors
    /// [`RunError`] where the job cannot be begun.
    pub fn compare(
        &self,
        options: &Options,
        file_system: &dyn FileSystem,
        earlier: &dyn FileSystem,
        revision: &str,
    ) -> Result<Report, RunError> {
        let (mut now, before, analyses) = self.both(options, file_system, earlier)?;
        let sources = Arc::clone(&now.sources);
        let estates = &analyses.0.estates;
        let since = accepted::by_revision(revision, &mut now, &before, estates, &sources, file_system);
        now.since = Some(Box::new(since));
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(analyses));
        Ok(now)
    }

    /// The reports on the files as they are and as they were, and what they were made of.
    fn both(
        &self,
        options: &Options,
        file_system: &dyn FileSystem,
        earlier: &dyn FileSystem,
    ) -> Result<(Report, Report, (analysis::Analysis, analysis::Analysis)), RunError> {
        // what is named need not have been there then
        let then = options.there_in(earlier);
        let before = match then.paths.is_empty() {
            true => (Report::empty(), analysis::Analysis::default()),
            false => self.work(&then, earlier, Keep::Estates)?,
        };
        let keep = Keep::Since(&before.1, &before.0.sources);
        let (report, analysis) = self.work(options, file_system, keep)?;
        Ok((report, before.0, (analysis, before.1)))
    }

    fn work(
        &self,
        options: &Options,
        file_system: &dyn FileSystem,
        keep: Keep<'_>,
    ) -> Result<(Report, analysis::Analysis), RunError> {
        let frameworks = frameworks(options)?;
        let rules = per_path::Rules::new(&self.registry, options, &frameworks)?;
        let sources = Arc::new(SourceMap::containing(&options.written_in));
        let guarding = guarding::Guarding::new(&self.registry, &rules, self.guard.as_deref());
        let known: Vec<&str> = self.registry.summaries().map(|summary| &*summary.id).collect();
        let imports = self.imports(&options.import_ignores)?;
        let today = file_system.today();
        let reported = per_path::Reported::new(options);
        let with = checking::Checking {
            rules: &rules,
            reported: &reported,
            judge: suppress::Judge {
                known_rules: &known,
                today,
                policy: &options.suppressions,
                imports: &imports,
            },
            sources: &sources,
        };
        let nobody_else =
            matches!(keep, Keep::Nothing) && options.baseline.is_none() && !guarding.is_wanted();
        let each = |analysed| if nobody_else { with.at_once(analysed) } else { analysed };
        let mut analysis = analysis::analyse(options, file_system, &sources, guarding.is_wanted(), &each)?;
        let guarded = guarding.ask(&analysis.estates, &sources);
        analysis.errors.extend(guarded.errors);
        let mut checked = with.all(&mut analysis.estates, guarded.estates, &mut analysis.errors);
        analysis.errors.sort();
        if let Keep::Since(before, earlier) = keep {
            let at = changed::Since { analysis: &analysis, before, sources: &sources, earlier };
            let gone = at.findings(&rules, file_system, &mut checked);
            // of units that are not there any more: nothing can silence them
            checked.extend(gone.into_iter().map(|it| (it, Suppressions::default())));
        }
        let ids: Vec<&str> = rules.ids();
        let unused = accepted::by_baseline(options, &analysis.estates, &mut checked, &ids, file_system);
        let mut report = reporting::report(&analysis, checked, &ids, sources);
        report.notes.extend(unused.into_iter().chain(guarded.notes));
        report.frameworks = self.standings(&frameworks, rules.everywhere(), &report.findings)?;
        Ok((report, analysis))
    }

    /// Analyses, and gives the model instead of checking it.
    ///
    /// # Errors
    /// [`RunError`] where the job cannot be begun.
    pub fn model(&self, options: &Options, file_system: &dyn FileSystem) -> Result<ModelReport, RunError> {
        let sources = Arc::new(SourceMap::containing(&options.written_in));
        let analysis = analysis::analyse(options, file_system, &sources, false, &|it| it)?;
        let mut units: Vec<ModelUnit> = analysis
            .estates
            .iter()
            .flat_map(|analysed| {
                let units = analysed.units.iter().enumerate();
                units.map(|(place, unit)| ModelUnit::of(unit, place, &analysed.estate))
            })
            .collect();
        units.sort_by(|a, b| a.root.cmp(&b.root));
        Ok(ModelReport { units, errors: analysis.errors, sources })
    }

    /// Which rules the rules of these peers stand for.
    fn imports(&self, peers: &[String]) -> Result<Imports, RunError> {
        let mut imports = Imports::default();
        if peers.is_empty() {
            return Ok(imports);
        }
        let everything = Choice { extended: true, ..Choice::default() };
        let rules =
            self.registry.choose(everything).map_err(|broken| RunError::BadInput(broken.to_string()))?;
        for rule in &rules {
            for (peer, ids) in
                rule.equivalents.iter().filter(|(peer, _)| peers.iter().any(|it| **it == **peer))
            {
                ids.iter().for_each(|id| imports.add(peer, id, &rule.id));
            }
        }
        Ok(imports)
    }

    /// How the controls of frameworks stand after a run of the rules `asked`.
    fn standings(
        &self,
        frameworks: &[Framework],
        asked: &[Arc<Rule>],
        findings: &[Finding],
    ) -> Result<Vec<FrameworkResult>, RunError> {
        if frameworks.is_empty() {
            return Ok(Vec::new());
        }
        let everything = Choice { extended: true, ..Choice::default() };
        let rules =
            self.registry.choose(everything).map_err(|broken| RunError::BadInput(broken.to_string()))?;
        Ok(frameworks.iter().map(|it| check::standings(it, &rules, asked, findings)).collect())
    }
}

fn name_of(unit: &ResolvedUnit) -> UnitName {
    UnitName { root: unit.root.clone(), deployment: unit.deployment.clone() }
}

/// The frameworks that were asked for.
fn frameworks(options: &Options) -> Result<Vec<Framework>, RunError> {
    if options.frameworks.is_empty() {
        return Ok(Vec::new());
    }
    let known = frameworks::built_in();
    let mut wanted: Vec<Framework> = Vec::new();
    for name in &options.frameworks {
        let framework = frameworks::find(&known, name).map_err(|near| RunError::NoSuchFramework {
            name: name.clone(),
            suggestion: near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default(),
        })?;
        if wanted.iter().all(|it| it.id != framework.id) {
            wanted.push(framework.clone());
        }
    }
    Ok(wanted)
}
