//! `trailguard check`

use super::args::{CheckArgs, Color, OnUnknown};
use super::output::{complain, emit};
use super::{Status, fix, in_parallel, options};
use crate::check::Verdict;
use crate::fix::Prover;
use crate::fs::Disk;
use crate::linter::{Linter, Options, Report, RunError};
use crate::report::{self, View};
use crate::rule::{Registry, Safety, Severity};

/// Checks, reports, and says how it went.
pub(super) fn run(arguments: &CheckArgs, color: Color) -> Status {
    let options = options::of_check(arguments);
    let linter = Linter::new(Registry::built_in());
    let view = options::check_view(arguments, color);
    let job = || {
        if arguments.fix || arguments.diff {
            return fix::run(arguments, &linter, &options, &view);
        }
        if arguments.format.carries_edits() {
            return with_fixes(arguments, &linter, &options, view.clone());
        }
        let report = linter.run(&options, &Disk)?;
        let written =
            emit(arguments.output.as_deref(), |out| report::render(arguments.format, &report, &view, out));
        let status = status(&report, arguments.fail_on, arguments.unknown, arguments.exit_zero);
        // the process ends here: the system takes its memory back at once, we would do it piece by piece
        std::mem::forget(report);
        Ok(written.max(status))
    };
    let status = match in_parallel(options.threads, job) {
        Ok(done) => done.map_err(|error: RunError| error.to_string()),
        Err(message) => Err(message),
    };
    std::mem::forget(linter);
    status.unwrap_or_else(|message| {
        complain(&message, None);
        Status::Failed
    })
}

/// Reports in a format that carries edits: those that are proven.
fn with_fixes(
    arguments: &CheckArgs,
    linter: &Linter,
    options: &Options,
    mut view: View,
) -> Result<Status, RunError> {
    let (report, snapshot) = linter.examine(options, &Disk)?;
    view.fixes = Prover::new(linter, options, &Disk, (&report, &snapshot)).prove(Safety::Unsafe)?;
    let written =
        emit(arguments.output.as_deref(), |out| report::render(arguments.format, &report, &view, out));
    let status = status(&report, arguments.fail_on, arguments.unknown, arguments.exit_zero);
    Ok(written.max(status))
}

/// What the report means for the exit status.
pub(super) fn status(report: &Report, fail_on: Severity, unknown: OnUnknown, exit_zero: bool) -> Status {
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

    #[test]
    fn the_exit_status_is_the_contract() {
        let broken = full();
        assert_eq!(status(&broken, Severity::Medium, OnUnknown::Warn, true), Status::Failed, "2 wins");
        let mut report = full();
        report.errors.clear();
        let of = |fail_on, unknown, exit_zero| status(&report, fail_on, unknown, exit_zero);
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
        assert_eq!(status(&report, Severity::Info, OnUnknown::Fail, false), Status::Clean);
    }
}
