//! `--baseline` and `--write-baseline`: the file read before a check, or written instead of a report.

use super::Status;
use super::args::CheckArgs;
use super::check::Job;
use super::output::{complain, emit, tell};
use super::surroundings;
use crate::baseline::{Baseline, BaselineError, FILE};
use crate::check::Verdict;
use crate::fs::{Disk, FileSystem};
use crate::linter::{Options, RunError};
use crate::report::visible;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The baseline that is named; what is wrong with it is told.
pub(super) fn read(arguments: &CheckArgs) -> Result<Option<Arc<Baseline>>, Status> {
    let Some(file) = arguments.baseline.as_deref().filter(|_| !arguments.write_baseline) else {
        return Ok(None);
    };
    match Baseline::read(&Disk, file, &here()) {
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

/// Checks, and writes what is found as the baseline.
pub(super) fn write(job: &Job<'_>, file_system: &dyn FileSystem) -> Result<Status, RunError> {
    let file = job.arguments.baseline.clone().unwrap_or_else(|| PathBuf::from(FILE));
    let options = Options { baseline: None, ..job.options.clone() };
    let report = job.linter.run(&options, file_system)?;
    for error in &report.errors {
        let message = format!("`{}`: {}", error.file.display(), error.message);
        complain(&message, error.help.as_deref());
    }
    let baseline = Baseline::of(&report.findings, &report.sources, &file, &here());
    let status = emit(Some(&file), |out| out.write_all(baseline.text().as_bytes()));
    if status != Status::Clean {
        return Ok(status);
    }
    let open = report.findings.iter().filter(|it| it.suppressed.is_none());
    let fails = open.filter(|it| it.verdict == Verdict::Fail).count();
    if !job.arguments.quiet {
        let name = file.to_string_lossy();
        let name = visible::line(&name);
        let unknowns = baseline.len() - fails;
        tell(&format!(
            "wrote {fails} failed, {unknowns} unknown to `{name}`; check with `--baseline {name}`\n"
        ));
    }
    Ok(if report.errors.is_empty() { Status::Clean } else { Status::Failed })
}

fn here() -> PathBuf {
    surroundings::working_directory()
        .and_then(|here| Disk.canonical(&here))
        .unwrap_or_else(|| Path::new("").to_path_buf())
}
