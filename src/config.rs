//! The configuration file: found, read with a place for everything that is wrong in it, and laid under what the command
//! line says. Here, and in the command, a `Result` says that the job cannot be begun.
//!
//! Knows the rules by their ids and parameters, and the options of a run; not what is analysed.

pub mod error;
mod extend;
pub mod init;
pub mod keys;
mod own_rules;
mod read;
mod rules;
mod shape;
mod version;

pub use error::{ConfigError, Fault, Faults};
pub use own_rules::{RuleFiles, RuleFilesError, readable_rule_files, rule_files};

use crate::fs::FileSystem;
use crate::linter::{
    AccountGroup, Deployment, Options, OrganizationTrail, PathOverride, PathPattern, PathSurroundings,
    RuleSettings, Scope, SuppressionPolicy,
};
use crate::rule::{Profile, Registry, Severity};
use crate::source::{Source, SourceMap};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The names of a configuration file, the first one first.
pub const FILE_NAMES: &[&str] = &[".trailguard.yaml", "trailguard.yaml"];

/// What to do with what the files do not decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownPolicy {
    /// It is shown.
    Warn,
    /// It fails the run as a failure does.
    Fail,
    /// It is counted.
    Ignore,
}

/// What a configuration says, defaults not filled in.
#[derive(Clone, Debug, Default)]
pub struct Configuration {
    /// The texts that it was read from: its own file first.
    pub sources: Vec<Arc<Source>>,
    /// `include`
    pub include: Vec<PathPattern>,
    /// `exclude`
    pub exclude: Vec<PathPattern>,
    /// `profile`
    pub profile: Option<Profile>,
    /// `frameworks`
    pub frameworks: Vec<String>,
    /// `select`
    pub select: Vec<String>,
    /// `ignore`
    pub ignore: Vec<String>,
    /// `rules`
    pub rules: BTreeMap<String, RuleSettings>,
    /// `overrides`
    pub overrides: Vec<PathOverride>,
    /// `fail-on`
    pub fail_on: Option<Severity>,
    /// `unknown`
    pub unknown: Option<UnknownPolicy>,
    /// `scope`
    pub scope: Option<Scope>,
    /// `accounts`: names and patterns of whole paths
    pub accounts: Vec<AccountGroup>,
    /// What `accounts` say of region, account and partition.
    pub surroundings: Vec<PathSurroundings>,
    /// `context`
    pub context: Vec<PathBuf>,
    /// `region`
    pub region: Option<String>,
    /// `account`
    pub account: Option<String>,
    /// `partition`
    pub partition: Option<String>,
    /// `deployments`
    pub deployments: Vec<Deployment>,
    /// `organization-trail`
    pub organization_trail: Option<OrganizationTrail>,
    /// `suppressions`
    pub suppressions: SuppressionPolicy,
    /// `rules-folders`
    pub rules_folders: Vec<PathBuf>,
    /// `import-ignores`
    pub import_ignores: Vec<String>,
    /// `baseline`, whether it is there or not
    pub baseline: Option<PathBuf>,
}

/// The configuration file that holds for a path: the nearest one upwards, no further than the folder with `.git`.
pub fn find(file_system: &dyn FileSystem, path: &Path) -> Option<PathBuf> {
    let canonical = file_system.canonical(path)?;
    for folder in canonical.ancestors() {
        let file = FILE_NAMES.iter().map(|name| folder.join(name)).find(|file| file_system.is_file(file));
        if file.is_some() {
            return file;
        }
        let git = folder.join(".git");
        if file_system.is_folder(&git) || file_system.is_file(&git) {
            return None;
        }
    }
    None
}

/// Reads a configuration file and those that it extends. `registry` has the rules that it may name.
///
/// # Errors
/// Everything that is wrong with them.
pub fn read(file_system: &dyn FileSystem, file: &Path, registry: &Registry) -> Result<Configuration, Faults> {
    read_without(file_system, file, registry, &[])
}

/// The same where some rules are missing for now, because their files are broken: what it says of them is passed over.
///
/// # Errors
/// Everything else that is wrong.
pub fn read_without(
    file_system: &dyn FileSystem,
    file: &Path,
    registry: &Registry,
    missing: &[String],
) -> Result<Configuration, Faults> {
    let sources = SourceMap::new();
    let mut extension = extend::Extension::new(file_system, &sources);
    let tree = extension.tree(file);
    let mut faults = extension.faults;
    let mut reader = read::Reader { file_system, sources: &sources, registry, faults: Vec::new() };
    let mut configuration = reader.configuration(&tree);
    faults.append(&mut reader.faults);
    faults.retain(|fault| !is_about(fault, missing));
    if faults.is_empty() {
        configuration.sources = sources.all();
        return Ok(configuration);
    }
    faults.sort_by_key(|fault| fault.span);
    faults.dedup();
    Err(Faults { faults, sources: sources.all() })
}

/// Whether a fault is that one of these rules is not there, or their group.
fn is_about(fault: &Fault, rules: &[String]) -> bool {
    let ConfigError::NoSuchRule { name, .. } = &fault.error else { return false };
    let below = |id: &str, group: &str| {
        id.strip_prefix(group).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    rules.iter().any(|id| below(id, name) || below(name, id))
}

/// The folders with rules that a configuration file names, and those that it extends: asked for before the rest is
/// read, which may name such rules. What is wrong with the file is told when it is read as a whole.
pub fn rules_folders(file_system: &dyn FileSystem, file: &Path, registry: &Registry) -> Vec<PathBuf> {
    let bytes = file_system.read(file).unwrap_or_default();
    let holds = |word: &str| memchr::memmem::find(&bytes, word.as_bytes()).is_some();
    if !holds("rules-folders") && !holds("extends") {
        return Vec::new();
    }
    let sources = SourceMap::new();
    let tree = extend::Extension::new(file_system, &sources).tree(file);
    read::Reader { file_system, sources: &sources, registry, faults: Vec::new() }.rules_folders(&tree)
}

impl Configuration {
    /// Lays it under the options that the command line gave: what is said there wins.
    pub fn lay_under(&self, options: &mut Options) {
        let or = |given: &mut Option<String>, configured: &Option<String>| {
            if given.is_none() {
                given.clone_from(configured);
            }
        };
        options.written_in.clone_from(&self.sources);
        options.include.clone_from(&self.include);
        options.exclude.clone_from(&self.exclude);
        options.overrides.clone_from(&self.overrides);
        if options.select.is_empty() {
            options.select.clone_from(&self.select);
            let given = std::mem::replace(&mut options.ignore, self.ignore.clone());
            options.ignore.extend(given);
        } else {
            // who selects rules by hand wants to see them, everywhere
            for it in &mut options.overrides {
                it.select.clear();
                it.ignore.clear();
            }
        }
        if options.frameworks.is_empty() {
            options.frameworks.clone_from(&self.frameworks);
        }
        options.rule_settings.clone_from(&self.rules);
        if options.scope == Scope::default() {
            options.scope = self.scope.unwrap_or_default();
        }
        if options.accounts.is_empty() {
            options.accounts.clone_from(&self.accounts);
        }
        if options.context.is_empty() {
            options.context.clone_from(&self.context);
        }
        // an account that is named on the command line is that of everything
        options.surroundings = self.surroundings.clone();
        for it in &mut options.surroundings {
            it.region = it.region.take().filter(|_| options.region.is_none());
            it.account = it.account.take().filter(|_| options.account.is_none());
            it.partition = it.partition.take().filter(|_| options.partition.is_none());
        }
        options.deployments.clone_from(&self.deployments);
        for it in &mut options.deployments {
            it.region = it.region.take().filter(|_| options.region.is_none());
            it.account = it.account.take().filter(|_| options.account.is_none());
            it.partition = it.partition.take().filter(|_| options.partition.is_none());
            it.workspace = it.workspace.take().filter(|_| options.workspace.is_none());
        }
        or(&mut options.region, &self.region);
        or(&mut options.account, &self.account);
        or(&mut options.partition, &self.partition);
        options.organization_trail.clone_from(&self.organization_trail);
        options.suppressions.clone_from(&self.suppressions);
        options.rules_folders.clone_from(&self.rules_folders);
        if options.import_ignores.is_empty() {
            options.import_ignores.clone_from(&self.import_ignores);
        }
    }
}
