//! The rules that hold for what is open: the built-in ones, and the user's own that a configuration names. They are read
//! again when a file of them says something else, in the editor or on disk. What is broken is left out and told.

use super::beside::Beside;
use crate::config;
use crate::fs::FileSystem;
use crate::guard::GuardRunner;
use crate::linter::Linter;
use crate::rule::{BrokenRule, Registry, RuleFile, is_guard_file};
use lsp_server::Message;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

/// Rules, and who checks with them.
#[derive(Debug, Default)]
pub(super) struct RuleSet {
    pub linter: Linter,
    /// Rule files that are left out.
    pub broken: Vec<BrokenRule>,
    /// The ids that their rules would have, or the groups.
    pub missing: Vec<String>,
    files: Vec<RuleFile>,
}

/// A place where rules cannot be had: a file where one is known, and why.
pub(super) type Unread = (Option<PathBuf>, String);

/// All rule sets that are in use.
pub(super) struct RuleSets {
    built_in: Arc<RuleSet>,
    own: Vec<Arc<RuleSet>>,
    guard: Option<Arc<dyn GuardRunner>>,
    /// Where it is told that rules have been evaluated beside the session.
    session: Sender<Message>,
    /// Whether somebody waits for an answer, rather than types.
    patient: Arc<AtomicBool>,
}

impl RuleSets {
    /// The built-in ones; those of Guard are evaluated by that runner.
    pub(super) fn new(guard: Option<Arc<dyn GuardRunner>>, session: Sender<Message>) -> Self {
        RuleSets { built_in: Arc::default(), own: Vec::new(), guard, session, patient: Arc::default() }
    }

    /// Says whether somebody waits for an answer, which must be whole, rather than types.
    pub(super) fn wait(&self, patient: bool) {
        self.patient.store(patient, Ordering::Relaxed);
    }

    /// The rules that hold under a configuration, and the places where none can be had.
    pub(super) fn under(
        &mut self,
        configuration: &Path,
        file_system: &dyn FileSystem,
    ) -> (Arc<RuleSet>, Vec<Unread>) {
        let folders = config::rules_folders(file_system, configuration, self.built_in.linter.registry());
        if folders.is_empty() {
            return (self.built_in(), Vec::new());
        }
        let (files, errors) = config::readable_rule_files(file_system, &folders);
        let unread = errors.iter().map(|error| (error.file().map(Path::to_path_buf), error.to_string()));
        let unread = unread.collect();
        if files.rules.is_empty() {
            return (self.built_in(), unread);
        }
        let known = self.own.iter().find(|it| it.files == files.rules).map(Arc::clone);
        let set = known.unwrap_or_else(|| {
            let set = Arc::new(self.of(files.rules));
            self.own.push(Arc::clone(&set));
            set
        });
        (set, unread)
    }

    /// The rules that hold where there is no configuration.
    pub(super) fn built_in(&self) -> Arc<RuleSet> {
        Arc::clone(&self.built_in)
    }

    /// Forgets those that nobody uses any more.
    pub(super) fn tidy(&mut self) {
        self.own.retain(|set| Arc::strong_count(set) > 1);
    }

    fn of(&self, files: Vec<RuleFile>) -> RuleSet {
        let mut registry = Registry::built_in();
        let broken = registry.add(files.clone(), false).err().unwrap_or_default();
        let left_out = |file: &&RuleFile| {
            let mut all = broken.iter().chain(registry.broken_guard_files());
            all.any(|it| it.path == file.path)
        };
        let id = |file: &RuleFile| match is_guard_file(&file.path) {
            true => format!("guard/{}", file.id),
            false => file.id.clone(),
        };
        let missing = files.iter().filter(left_out).map(id).collect();
        let has_guard = !registry.guard_files().is_empty();
        let mut linter = Linter::new(registry);
        if has_guard && let Some(runner) = &self.guard {
            let (session, patient) = (self.session.clone(), Arc::clone(&self.patient));
            linter = linter.with_guard(Box::new(Beside::new(Arc::clone(runner), session, patient)));
        }
        RuleSet { linter, broken, missing, files }
    }
}
