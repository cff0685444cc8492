//! `--baseline` and `--write-baseline`: the file read before a check, or written instead of a report.

use super::Status;
use super::args::CheckArgs;
use super::check::Job;
use super::output::{complain, emit, tell};
use super::surroundings;
use crate::baseline::{Baseline, BaselineError, FILE};
use crate::check::Verdict;
use crate::config::Configuration;
use crate::fs::{Disk, FileSystem};
use crate::linter::{Options, RunError};
use crate::report::paths::WorkingDirectory;
use crate::report::visible;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file that is named on the command line, else in the configuration.
fn named(arguments: &CheckArgs, configuration: &Configuration) -> Option<PathBuf> {
    let here = || surroundings::working_directory().map(WorkingDirectory::new).unwrap_or_default();
    let configured = || configuration.baseline.as_ref().map(|file| here().relative(file).into());
    arguments.baseline.clone().or_else(configured)
}

/// The baseline that is named; what is wrong with it is told.
pub(super) fn read(
    arguments: &CheckArgs,
    configuration: &Configuration,
) -> Result<Option<Arc<Baseline>>, Status> {
    let Some(file) = named(arguments, configuration).filter(|_| !arguments.write_baseline) else {
        return Ok(None);
    };
    match Baseline::read(&Disk, &file, &here()) {
        Ok(baseline) => Ok(Some(Arc::new(baseline))),
        Err(error) => {
            let help = match &error {
                BaselineError::Unreadable { .. } => "`--write-baseline` writes one".to_owned(),
                BaselineError::Broken { .. } | BaselineError::Version { .. } => {
                    "mend the line, or write the file anew with `--write-baseline`".to_owned()
                }
            };
            complain(&error.to_string(), Some(&help));
            Err(Status::Failed)
        }
    }
}

/// Checks, and writes what is found as the baseline. Entries about what was not looked at stay.
pub(super) fn write(
    job: &Job<'_>,
    configuration: &Configuration,
    file_system: &dyn FileSystem,
) -> Result<Status, RunError> {
    let file = named(job.arguments, configuration).unwrap_or_else(|| PathBuf::from(FILE));
    let options = Options { baseline: None, ..job.options.clone() };
    let report = job.linter.run(&options, file_system)?;
    for error in &report.errors {
        let message = format!("`{}`: {}", error.file.display(), error.message);
        complain(&message, error.help.as_deref());
    }
    let found = Baseline::of(&report.findings, &report.sources, &file, &here());
    let (now, paths) = (found.len(), given(&options, file_system));
    let looked_at =
        |root: &Path, file: &Path| paths.iter().any(|path| root.starts_with(path) || file.starts_with(path));
    // one that is broken is written anew: that is how it is mended
    let baseline = match Baseline::read(file_system, &file, &here()) {
        Ok(older) => found.keeping(&older, &looked_at, file_system),
        Err(_) => found,
    };
    let status = emit(Some(&file), |out| out.write_all(baseline.text().as_bytes()));
    if status != Status::Clean {
        return Ok(status);
    }
    let open = report.findings.iter().filter(|it| it.suppressed.is_none());
    let fails = open.filter(|it| it.verdict == Verdict::Fail).count();
    if !job.arguments.quiet {
        let name = file.to_string_lossy();
        let name = visible::line(&name);
        let unknowns = now - fails;
        let kept = match baseline.len() - now {
            0 => String::new(),
            kept => format!(", kept {kept} of what was not looked at"),
        };
        let next = match configuration.baseline {
            Some(_) => String::new(),
            None => format!("; check with `--baseline {name}`"),
        };
        tell(&format!("wrote {fails} failed, {unknowns} unknown to `{name}`{kept}{next}\n"));
    }
    Ok(if report.errors.is_empty() { Status::Clean } else { Status::Failed })
}

/// What was to be looked at.
fn given(options: &Options, file_system: &dyn FileSystem) -> Vec<PathBuf> {
    let paths = if options.paths.is_empty() { &[PathBuf::from(".")][..] } else { &options.paths };
    paths.iter().filter_map(|path| file_system.canonical(path)).collect()
}

fn here() -> PathBuf {
    surroundings::working_directory()
        .and_then(|here| Disk.canonical(&here))
        .unwrap_or_else(|| Path::new("").to_path_buf())
}
