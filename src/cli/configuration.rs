//! The configuration that holds for a run, and what is wrong with it told on standard error.

use super::args::InputArgs;
use super::output::complain;
use super::surroundings;
use crate::config::{self, Configuration, Fault, Faults};
use crate::fs::Disk;
use crate::report::paths::WorkingDirectory;
use crate::rule::Registry;
use crate::source::Span;
use std::path::Path;

/// The configuration that is named, or the nearest one; an empty one where there is none. `None`: it cannot be used,
/// which has been told.
pub(super) fn of(inputs: &InputArgs, registry: &Registry) -> Option<Configuration> {
    let nearest = || {
        let first = inputs.paths.first().map_or(Path::new("."), |path| path.as_path());
        config::find(&Disk, first)
    };
    let file = if inputs.no_config { None } else { inputs.config.clone().or_else(nearest) };
    let Some(file) = file else { return Some(Configuration::default()) };
    match config::read(&Disk, &file, registry) {
        Ok(configuration) => Some(configuration),
        Err(faults) => {
            tell(&faults);
            None
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
