//! The configuration that holds for a run, and what is wrong with it told on standard error.

use super::args::{InputArgs, RuleSourceArgs};
use super::output::complain;
use super::surroundings;
use crate::config::{self, Configuration, Fault, Faults, RuleFiles, RuleFilesError};
use crate::fs::Disk;
use crate::report::paths::WorkingDirectory;
use crate::rule::{BrokenRule, Registry};
use crate::source::Span;
use std::path::{Path, PathBuf};

/// The configuration that is named, or the nearest one; an empty one where there is none. `None`: it cannot be used,
/// which has been told.
pub(super) fn of(inputs: &InputArgs, registry: &Registry) -> Option<Configuration> {
    let Some(file) = file(&inputs.sources, &inputs.paths) else { return Some(Configuration::default()) };
    match config::read(&Disk, &file, registry) {
        Ok(configuration) => Some(configuration),
        Err(faults) => {
            tell(&faults);
            None
        }
    }
}

/// The configuration file that is named, or the nearest one to the first path.
fn file(sources: &RuleSourceArgs, paths: &[PathBuf]) -> Option<PathBuf> {
    let nearest = || config::find(&Disk, paths.first().map_or(Path::new("."), |path| path.as_path()));
    if sources.no_config { None } else { sources.config.clone().or_else(nearest) }
}

/// The built-in rules and the user's own. `None`: they cannot be used, which has been told.
pub(super) fn registry(sources: &RuleSourceArgs, paths: &[PathBuf]) -> Option<Registry> {
    let mut registry = Registry::built_in();
    let folders = file(sources, paths).map(|file| config::rules_folders(&Disk, &file, &registry));
    let places: Vec<PathBuf> = sources.rules.iter().cloned().chain(folders.into_iter().flatten()).collect();
    if places.is_empty() {
        return Some(registry);
    }
    let RuleFiles { rules, .. } = rule_files(&places)?;
    registry.add(rules, false).map_err(|broken| tell_broken(&broken)).ok()?;
    Some(registry)
}

/// The rule files in these places. `None`: they cannot be had, which has been told.
pub(super) fn rule_files(places: &[PathBuf]) -> Option<RuleFiles> {
    let tell = |errors: Vec<RuleFilesError>| {
        for error in errors {
            let help = matches!(error, RuleFilesError::NoRules(_))
                .then_some("a rule is a file `NAMESPACE/NAME.yaml` below the folder that is named");
            complain(&error.to_string(), help);
        }
    };
    config::rule_files(&Disk, places).map_err(tell).ok()
}

/// Says what is wrong with rule files, each place in a line.
pub(super) fn tell_broken(files: &[BrokenRule]) {
    let here = surroundings::working_directory().map(WorkingDirectory::new).unwrap_or_default();
    for file in files {
        let path = here.relative(&file.path);
        for ((line, column), error) in file.places.iter().zip(&file.errors) {
            complain(&format!("{path}:{line}:{column}: {}", error.message), None);
        }
    }
}

fn tell(faults: &Faults) {
    let here = surroundings::working_directory().map(WorkingDirectory::new).unwrap_or_default();
    let place = |span: Span| {
        let (file, line, column) = faults.place(span)?;
        Some(format!("{}:{line}:{column}", here.relative(&file)))
    };
    for Fault { error, span, help, related } in &faults.faults {
        let at = span.and_then(place).map(|place| format!("{place}: ")).unwrap_or_default();
        let other = related.as_ref().and_then(|(span, words)| Some(format!("{words}: {}", place(*span)?)));
        let help: Vec<String> = other.into_iter().chain(help.clone()).collect();
        complain(&format!("{at}{error}"), Some(help.join("; ")).filter(|help| !help.is_empty()).as_deref());
    }
}
