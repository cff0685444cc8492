//! The folders that are open, grouped by the configuration that holds for them; each group is one run of the linter.

use super::documents::Documents;
use super::rule_sets::{RuleSet, RuleSets, Unread};
use super::settings::Settings;
use crate::config::{self, Configuration, FILE_NAMES, Faults, UnknownPolicy};
use crate::fix::{Plan, Prover};
use crate::fs::FileSystem;
use crate::linter::{ModelReport, Options, Report, RunError, Snapshot};
use crate::rule::{Profile, Safety};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One group, and what is known of it. What costs more than diagnostics do is made when it is asked for.
pub(super) struct Project {
    /// The configuration that holds.
    pub configuration: Option<PathBuf>,
    /// What is wrong with it: the run goes on without it.
    pub faults: Option<Faults>,
    /// The rules that hold.
    pub rules: Arc<RuleSet>,
    /// Where it names rules that cannot be had.
    pub unread: Vec<Unread>,
    /// How it is run.
    pub options: Options,
    /// What to do with what the files do not decide.
    pub unknown: UnknownPolicy,
    /// What was found, or why nothing could be.
    pub report: Result<Report, RunError>,
    examined: Option<(Report, Snapshot)>,
    model: Option<ModelReport>,
}

/// All groups of what is open, and what was found in them.
pub(super) fn all(
    documents: &Documents,
    settings: &Settings,
    rules: &mut RuleSets,
    file_system: &dyn FileSystem,
) -> Vec<Project> {
    let mut groups: BTreeMap<Option<PathBuf>, BTreeSet<PathBuf>> = BTreeMap::new();
    for (path, _) in documents.iter() {
        let Some(folder) = path.parent() else { continue };
        let folders = groups.entry(config::find(file_system, folder)).or_default();
        folders.insert(folder.to_path_buf());
    }
    groups
        .into_iter()
        .map(|(file, folders)| Project::new(file, folders, settings, rules, file_system))
        .collect()
}

/// Whether a path is that of a configuration.
pub(super) fn is_configuration(path: &Path) -> bool {
    path.file_name().is_some_and(|name| FILE_NAMES.iter().any(|it| name == *it))
}

impl Project {
    fn new(
        file: Option<PathBuf>,
        folders: BTreeSet<PathBuf>,
        settings: &Settings,
        rules: &mut RuleSets,
        file_system: &dyn FileSystem,
    ) -> Self {
        let (rules, unread) = match file.as_deref() {
            Some(file) => rules.under(file, file_system),
            None => (rules.built_in(), Vec::new()),
        };
        let registry = rules.linter.registry();
        let read = |file| config::read_without(file_system, file, registry, &rules.missing);
        let read = file.as_deref().map(read);
        let (configuration, faults) = match read {
            None => (Configuration::default(), None),
            Some(Ok(configuration)) => (configuration, None),
            Some(Err(faults)) => (Configuration::default(), Some(faults)),
        };
        let extended = match configuration.profile {
            Some(profile) => profile == Profile::Extended,
            None => settings.extended,
        };
        let paths = folders.into_iter().filter(|folder| file_system.is_folder(folder)).collect();
        let mut options = Options { paths, extended, ..Options::default() };
        configuration.lay_under(&mut options);
        let report = rules.linter.run(&options, file_system);
        let unknown = match configuration.unknown {
            _ if !settings.unknowns => UnknownPolicy::Ignore,
            said => said.unwrap_or(UnknownPolicy::Warn),
        };
        Project {
            configuration: file,
            faults,
            rules,
            unread,
            options,
            unknown,
            report,
            examined: None,
            model: None,
        }
    }

    /// Whether a file lies in one of its folders.
    pub(super) fn holds(&self, path: &Path) -> bool {
        self.options.paths.iter().any(|folder| path.parent() == Some(folder))
    }

    /// Proven plans for the findings that are wanted, with the report that these are of.
    pub(super) fn proven(
        &mut self,
        file_system: &dyn FileSystem,
        wanted: &dyn Fn(&crate::check::Finding, &Report) -> bool,
    ) -> Result<(BTreeMap<usize, Plan>, &Report), RunError> {
        let linter = &self.rules.linter;
        let examined = match self.examined.take() {
            Some(examined) => examined,
            None => linter.examine(&self.options, file_system)?,
        };
        let (report, snapshot) = self.examined.insert(examined);
        let prover = Prover::new(linter, &self.options, file_system, (report, snapshot));
        let plans = prover.prove_those(Safety::Unsafe, &|finding| wanted(finding, report))?;
        Ok((plans, report))
    }

    /// What the evaluator made of the files.
    pub(super) fn model(&mut self, file_system: &dyn FileSystem) -> Result<&ModelReport, RunError> {
        let model = match self.model.take() {
            Some(model) => model,
            None => self.rules.linter.model(&self.options, file_system)?,
        };
        Ok(self.model.insert(model))
    }
}
