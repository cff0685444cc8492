//! `trailguard check --fix` and `--diff`: what is mended in memory is written to the files, or shown.

use super::Status;
use super::args::CheckArgs;
use super::check::Job;
use super::output::{complain, emit_text};
use crate::check::Finding;
use crate::fix::{self, Fixed};
use crate::fs::{Disk, FileSystem, Memory, Overlay, replace};
use crate::linter::RunError;
use crate::report::{self, Format, View, diff};
use crate::rule::Safety;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

/// Mends, reports what is left, and says how it went.
pub(super) fn run(job: &Job<'_>) -> Result<Status, RunError> {
    let Job { arguments, options, view, linter, .. } = job;
    let allowed = if arguments.unsafe_fixes { Safety::Unsafe } else { Safety::Safe };
    let earlier = match job.earlier() {
        Ok(earlier) => earlier,
        Err(status) => return Ok(status),
    };
    let mut fixed = match &earlier {
        None => fix::fix(linter, options, &Disk, allowed)?,
        Some((revision, tree)) => {
            let new = linter.compare(options, &Disk, tree, revision)?;
            let new: BTreeSet<_> =
                new.findings.iter().filter(|it| it.suppressed.is_none()).map(key).collect();
            fix::fix_those(linter, options, &Disk, allowed, &|finding| new.contains(&key(finding)))?
        }
    };
    let look = |file_system: &dyn FileSystem| match &earlier {
        None => linter.run(options, file_system),
        Some((revision, tree)) => linter.compare(options, file_system, tree, revision),
    };
    if earlier.is_some() {
        let after = fixed.files.iter();
        let after = after.fold(Memory::new(), |files, (path, (_, text))| files.with(path, text.as_bytes()));
        fixed.report = look(&Overlay::new(&Disk, after))?;
    }
    if arguments.diff {
        let left = job.status(&fixed.report);
        let file = arguments.destinations.first().and_then(|it| it.file());
        let written = emit_text(file, |out| diff::render(&fixed.files, &fixed.report.sources, view, out));
        let changes =
            if fixed.files.is_empty() || arguments.exit_zero { Status::Clean } else { Status::Findings };
        return Ok(written.max(changes).max(left));
    }
    let unwritten = write(&fixed);
    if !unwritten.is_empty() {
        // what could not be written is not mended: the report is about the files as they are
        fixed.report = look(&Disk)?;
        let lost = |path: &PathBuf| unwritten.contains(path);
        fixed.mended.retain(|(_, plan)| !plan.edits.iter().any(|edit| lost(&edit.path)));
        fixed.files.retain(|path, _| !lost(path));
    }
    let written = job.report(&fixed.report, &BTreeMap::new());
    // a program that reads standard output may read both streams
    if arguments.destinations.iter().all(|it| it.format == Format::Human || it.file.is_some()) {
        say(&fixed, arguments, view);
    }
    let status = job.status(&fixed.report);
    let failed = if unwritten.is_empty() { Status::Clean } else { Status::Failed };
    Ok(status.max(written).max(failed))
}

/// What tells a finding from others, also when other findings are mended.
fn key(finding: &Finding) -> (PathBuf, Option<Arc<str>>, Arc<str>, String) {
    let unit = finding.unit.clone();
    (unit.root, unit.deployment, Arc::clone(&finding.rule.id), finding.fingerprint.clone())
}

/// Writes the changed files; gives those that could not be written, each complained about.
fn write(fixed: &Fixed) -> Vec<PathBuf> {
    let mut unwritten = Vec::new();
    for (path, (before, after)) in &fixed.files {
        if let Err(error) = replace(path, before.as_bytes(), after.as_bytes()) {
            let help = "the file is as it was; run again";
            complain(&format!("`{}` was not fixed: {error}", path.display()), Some(help));
            unwritten.push(path.clone());
        }
    }
    unwritten
}

/// What was mended, and what needs a person, on standard error: the report is on standard output.
fn say(fixed: &Fixed, arguments: &CheckArgs, view: &View) {
    let mut text = String::new();
    for (finding, plan) in &fixed.mended {
        let address = finding.resource.as_ref().map_or("this account", |resource| &resource.address);
        let rule = &finding.rule.id;
        // writing to a string does not fail
        let _ = writeln!(text, "fixed {rule} of {}: {}", report::visible::text(address), plan.title);
    }
    let left = fixed
        .report
        .findings
        .iter()
        .filter(|it| it.verdict == crate::check::Verdict::Fail && it.suppressed.is_none());
    let (mut total, mut possible) = (0, 0);
    for finding in left {
        total += 1;
        possible += usize::from(finding.remedy.is_some());
    }
    let files = fixed.files.len();
    let _ = write!(text, "{} fixed in {files} file{}", fixed.mended.len(), if files == 1 { "" } else { "s" });
    let _ = match (total, possible) {
        (0, _) => writeln!(text, ", nothing is left"),
        (_, 1..) if !arguments.unsafe_fixes => {
            writeln!(text, ", {total} left: `--unsafe-fixes` may mend {possible}, the others need a person")
        }
        _ => writeln!(text, ", {total} left that need a person"),
    };
    if !view.quiet {
        super::output::tell(&text);
    }
}
