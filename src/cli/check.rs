//! `trailguard check`

use super::args::{CheckArgs, Color, OnUnknown};
use super::destinations::Destination;
use super::options::Gate;
use super::output::{complain, emit};
use super::{
    Status, baseline, configuration, fix, git, ignores, in_parallel, linter, options, progress, surroundings,
    watch,
};
use crate::check::Verdict;
use crate::fix::{Plan, Prover};
use crate::fs::{Counted, Disk, FileSystem, GitTree, append};
use crate::linter::{Linter, Options, Report, RunError};
use crate::report::{self, Format, View};
use std::collections::BTreeMap;

/// Checks, reports, and says how it went.
pub(super) fn run(arguments: &CheckArgs, color: Color) -> Status {
    let file_system = match options::file_system(&arguments.inputs) {
        Ok(file_system) => file_system,
        Err(message) => {
            complain(&message, None);
            return Status::Failed;
        }
    };
    let inputs = &arguments.inputs;
    let Some(registry) = configuration::registry(&inputs.sources, &inputs.paths) else {
        return Status::Failed;
    };
    let Some(configuration) = configuration::of(&arguments.inputs, &registry) else { return Status::Failed };
    let gate = options::gate(arguments, &configuration);
    let mut options = options::of_check(arguments, &configuration);
    match baseline::read(arguments, &configuration) {
        Ok(baseline) => options.baseline = baseline,
        Err(status) => return status,
    }
    let job = Job {
        arguments,
        gate,
        options,
        view: options::check_view(arguments, gate.unknown, color, true),
        file_view: options::check_view(arguments, gate.unknown, color, false),
        linter: linter(registry),
    };
    let status = match (&file_system, progress::wanted(arguments.progress)) {
        (_, _) if arguments.write_baseline => {
            let disk: &dyn FileSystem = file_system.as_ref().map_or(&Disk, |overlay| overlay);
            outcome(in_parallel(job.options.threads, || baseline::write(&job, &configuration, disk)))
        }
        (Some(overlay), _) => job.once(overlay),
        (None, _) if arguments.fix || arguments.diff => {
            outcome(in_parallel(job.options.threads, || fix::run(&job)))
        }
        (None, _) if arguments.add_ignores => {
            outcome(in_parallel(job.options.threads, || ignores::run(&job)))
        }
        (None, _) if arguments.watch => job.again_and_again(&Disk),
        (None, true) => {
            let counted = Counted::new(Disk);
            progress::shown(|| counted.reads(), || job.once(&counted))
        }
        (None, false) => job.once(&Disk),
    };
    // the process ends here: the system takes its memory back at once, we would do it piece by piece
    std::mem::forget(job);
    status
}

/// A check that was asked for.
pub(super) struct Job<'a> {
    pub(super) arguments: &'a CheckArgs,
    /// What fails it.
    gate: Gate,
    pub(super) options: Options,
    /// How it is shown on standard output.
    pub(super) view: View,
    /// How it is shown in a file.
    file_view: View,
    pub(super) linter: Linter,
}

impl Job<'_> {
    /// Runs, and writes every report to where it goes.
    fn once(&self, file_system: &dyn FileSystem) -> Status {
        let earlier = match self.earlier() {
            Ok(earlier) => earlier,
            Err(status) => return status,
        };
        let work = || {
            if let Some((revision, earlier)) = &earlier {
                let report = self.linter.compare(&self.options, file_system, earlier, revision)?;
                return Ok(self.report(&report, &Fixes::new()).max(self.status(&report)));
            }
            let (report, fixes) = self.examined(file_system)?;
            let status = self.report(&report, &fixes).max(self.status(&report));
            std::mem::forget(report);
            Ok(status)
        };
        outcome(in_parallel(self.options.threads, work))
    }

    /// The revision that is compared with, and its files. Where they cannot be had that is told.
    pub(super) fn earlier(&self) -> Result<Option<(&str, GitTree<'static>)>, Status> {
        let Some(revision) = self.arguments.since.as_deref() else { return Ok(None) };
        match git::tree(revision) {
            Ok(tree) => Ok(Some((revision, tree))),
            Err(refused) => {
                complain(&refused.message, Some(refused.help));
                Err(Status::Failed)
            }
        }
    }

    /// What is found; and where a format carries edits those that are proven.
    fn examined(&self, file_system: &dyn FileSystem) -> Result<(Report, Fixes), RunError> {
        if !self.arguments.destinations.iter().any(|it| it.format.carries_edits()) {
            return Ok((self.linter.run(&self.options, file_system)?, Fixes::new()));
        }
        let (mut report, snapshot) = self.linter.examine(&self.options, file_system)?;
        let prover = Prover::new(&self.linter, &self.options, file_system, (&report, &snapshot));
        let (fixes, left_out) = prover.prove_first()?;
        report.notes.splice(0..0, left_out);
        Ok((report, fixes))
    }

    /// Writes every report to where it goes.
    pub(super) fn report(&self, report: &Report, fixes: &Fixes) -> Status {
        let written = self.arguments.destinations.iter().map(|it| self.write(it, report, fixes)).max();
        self.summarise(report);
        written.unwrap_or(Status::Clean)
    }

    /// Runs whenever something changes, and prints.
    fn again_and_again(&self, file_system: &dyn FileSystem) -> Status {
        let format = self.arguments.destinations.first().map_or(Format::Human, |it| it.format);
        let text = || match self.linter.run(&self.options, file_system) {
            Ok(report) => {
                let mut text = Vec::new();
                // memory can be written to
                let _ = report::render(format, &report, &self.view, &mut text);
                text
            }
            Err(error) => format!("error: {error}\n").into_bytes(),
        };
        outcome(in_parallel(self.options.threads, || Ok(watch::repeat(text))))
    }

    fn write(&self, destination: &Destination, report: &Report, fixes: &Fixes) -> Status {
        let view = if destination.file.is_some() { &self.file_view } else { &self.view };
        if !destination.format.carries_edits() {
            return emit(destination.file(), |out| report::render(destination.format, report, view, out));
        }
        let view = View { fixes: fixes.clone(), ..view.clone() };
        emit(destination.file(), |out| report::render(destination.format, report, &view, out))
    }

    /// GitHub shows the summary of a job as Markdown: whoever asks for annotations wants it too.
    fn summarise(&self, report: &Report) {
        let annotated = self.arguments.destinations.iter().any(|it| it.format == Format::Github);
        let Some(file) = surroundings::job_summary().filter(|_| annotated) else { return };
        let mut text = Vec::new();
        let written = report::render(Format::Markdown, report, &self.file_view, &mut text)
            .and_then(|()| append(&file, &text));
        if let Err(error) = written {
            complain(&format!("the summary of the job cannot be written: {error}"), None);
        }
    }

    /// What a report means for the exit status.
    pub(super) fn status(&self, report: &Report) -> Status {
        status(report, self.gate)
    }
}

/// Edits that are proven, by the place of their finding in the report.
type Fixes = BTreeMap<usize, Plan>;

/// The status of a job that could perhaps not be done.
fn outcome(done: Result<Result<Status, RunError>, String>) -> Status {
    done.and_then(|done| done.map_err(|error| error.to_string())).unwrap_or_else(|message| {
        complain(&message, None);
        Status::Failed
    })
}

/// What the report means for the exit status.
fn status(report: &Report, gate: Gate) -> Status {
    let Gate { fail_on, unknown, exit_zero } = gate;
    if !report.errors.is_empty() {
        return Status::Failed;
    }
    let counts = |verdict: Verdict| match verdict {
        Verdict::Fail => true,
        Verdict::Unknown => unknown == OnUnknown::Fail,
        Verdict::Pass | Verdict::NotApplicable => false,
    };
    let found = report
        .findings
        .iter()
        .any(|it| counts(it.verdict) && it.suppressed.is_none() && it.rule.severity >= fail_on);
    if found && !exit_zero { Status::Findings } else { Status::Clean }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::full;
    use crate::rule::Severity;

    fn gate(fail_on: Severity, unknown: OnUnknown, exit_zero: bool) -> Gate {
        Gate { fail_on, unknown, exit_zero }
    }

    #[test]
    fn the_exit_status_is_the_contract() {
        let broken = full();
        assert_eq!(status(&broken, gate(Severity::Medium, OnUnknown::Warn, true)), Status::Failed, "2 wins");
        let mut report = full();
        report.errors.clear();
        let of = |fail_on, unknown, exit_zero| status(&report, gate(fail_on, unknown, exit_zero));
        assert_eq!(of(Severity::Medium, OnUnknown::Warn, false), Status::Findings);
        assert_eq!(of(Severity::Medium, OnUnknown::Warn, true), Status::Clean);
        assert_eq!(
            of(Severity::Critical, OnUnknown::Warn, false),
            Status::Clean,
            "the worst failure is high"
        );
        assert_eq!(of(Severity::Critical, OnUnknown::Fail, false), Status::Findings, "a critical unknown");
        assert_eq!(of(Severity::Critical, OnUnknown::Ignore, false), Status::Clean);
        report.findings.retain(|it| it.suppressed.is_some() || it.verdict == Verdict::Pass);
        assert_eq!(status(&report, gate(Severity::Info, OnUnknown::Fail, false)), Status::Clean);
    }
}
