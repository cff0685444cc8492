//! `trailguard check --add-ignores`: suppressions written for what is shown, and a report on what is left.

use super::Status;
use super::check::Job;
use super::output::{complain, tell};
use crate::fix::{Words, add_ignores};
use crate::fs::{Date, Disk, FileSystem as _, replace};
use crate::linter::RunError;
use crate::report::visible;
use std::collections::BTreeMap;

/// Silences, reports what is left, and says how it went.
pub(super) fn run(job: &Job<'_>) -> Result<Status, RunError> {
    let words = match words(job) {
        Ok(words) => words,
        Err((message, help)) => {
            complain(&message, Some(help));
            return Ok(Status::Failed);
        }
    };
    let ignored = add_ignores(&job.linter, &job.options, &Disk, &words)?;
    let mut status = Status::Clean;
    for (path, (before, after)) in &ignored.files {
        if let Err(error) = replace(path, before.as_bytes(), after.as_bytes()) {
            let message = format!("`{}` was not changed: {error}", path.display());
            complain(&message, Some("the file is as it was; run again"));
            status = Status::Failed;
        }
    }
    let report = job.linter.run(&job.options, &Disk)?;
    status = status.max(job.report(&report, &BTreeMap::new())).max(job.status(&report));
    if !job.arguments.quiet {
        let mut text = String::new();
        for (finding, why) in &ignored.left {
            let address = finding.resource.as_ref().map_or("this account", |resource| &resource.address);
            let rule = visible::line(&finding.rule.id);
            text.push_str(&format!("not silenced: {rule} on {}: {why}\n", visible::line(address)));
        }
        let files = ignored.files.len();
        let ending = if files == 1 { "" } else { "s" };
        text.push_str(&format!("silenced {} in {files} file{ending}\n", ignored.silenced));
        tell(&text);
    }
    Ok(status)
}

fn words(job: &Job<'_>) -> Result<Words, (String, &'static str)> {
    let reason = job.arguments.reason.as_deref().unwrap_or_default();
    let reason = visible::line(reason).split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.is_empty() {
        return Err(("a suppression needs a reason".to_owned(), "give `--reason TEXT`"));
    }
    let until = job.arguments.until.clone();
    if let Some(day) = &until {
        match Date::parse(day) {
            None => return Err((format!("`{day}` is no day"), "write it as `YYYY-MM-DD`")),
            Some(date) if date < Disk.today() => {
                return Err((format!("`{day}` is past"), "a suppression counts up to its last day"));
            }
            Some(_) => {}
        }
    }
    Ok(Words { reason, until })
}
