//! The command: arguments → options → a run → a report and an exit status.
//!
//! The only part that prints and that knows of terminals, threads and exit statuses. What is found and how it is
//! written is decided elsewhere.

mod args;
mod baseline;
mod check;
mod completions;
mod configuration;
mod destinations;
mod explain;
mod fix;
mod git;
#[cfg(feature = "guard")]
mod guard;
mod ignores;
mod init;
mod lsp;
mod model;
mod options;
mod output;
mod places;
mod progress;
mod rules;
mod surroundings;
mod test_rules;
mod watch;

use crate::guard::GuardRunner;
use crate::linter::Linter;
use crate::rule::Registry;
use args::{Cli, Command};
use output::complain;
use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

/// Stack of every thread that evaluates: recursion is bounded, and the bound is far below this.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// What a process says by ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    /// Everything that matters was analysed, nothing to report.
    Clean,
    /// Findings at or above `--fail-on`.
    Findings,
    /// The job could not be done: wins over findings.
    Failed,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        ExitCode::from(status as u8)
    }
}

/// Runs the command with these arguments, the program's name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match args::parse(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // `--help` and `--version` come this way too. Nobody is left to tell when this cannot be written.
            let _ = error.print();
            let status = if error.use_stderr() { Status::Failed } else { Status::Clean };
            return status.into();
        }
    };
    on_large_stack(move || dispatch(&cli)).into()
}

fn dispatch(cli: &Cli) -> Status {
    match &cli.command {
        Command::Check(arguments) => check::run(arguments, cli.color),
        Command::Explain(arguments) => explain::run(arguments, cli.color),
        Command::Rules(arguments) => rules::run(arguments, cli.color),
        Command::Model(arguments) => model::run(arguments, cli.color),
        Command::Test(arguments) => test_rules::run(arguments, cli.color),
        Command::Init(arguments) => init::run(arguments),
        Command::Lsp(_) => lsp::run(),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Man => completions::manual(),
        #[cfg(feature = "guard")]
        Command::GuardWorker => guard::work(),
    }
}

/// Who evaluates Guard rules, as far as this program was built for it.
#[cfg(feature = "guard")]
fn guard_runner() -> Option<Arc<dyn GuardRunner>> {
    Some(Arc::new(guard::InProcessesOfItsOwn))
}

/// Nobody does in this program.
#[cfg(not(feature = "guard"))]
fn guard_runner() -> Option<Arc<dyn GuardRunner>> {
    None
}

/// A linter that evaluates Guard rules too, as far as this program was built for it.
fn linter(registry: Registry) -> Linter {
    let linter = Linter::new(registry);
    #[cfg(feature = "guard")]
    let linter = linter.with_guard(Box::new(guard::InProcessesOfItsOwn));
    linter
}

/// Runs the job on a thread of its own, since the first one's stack is the system's choice.
fn on_large_stack(job: impl FnOnce() -> Status + Send + 'static) -> Status {
    match thread::Builder::new().name("trailguard".to_owned()).stack_size(STACK_BYTES).spawn(job) {
        // a panic has told where by now; it is a defect, and no verdict
        Ok(worker) => worker.join().unwrap_or_else(|_| {
            complain("this is a defect of trailguard: please report it with the lines above", None);
            Status::Failed
        }),
        Err(error) => {
            complain(&format!("no thread could be started: {error}"), None);
            Status::Failed
        }
    }
}

/// Runs a job that works in parallel on threads with large stacks; 0: as many as there are cores.
fn in_parallel<T: Send>(threads: usize, job: impl FnOnce() -> T + Send) -> Result<T, String> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        // this thread has the stack for it, and one thread less is to be started
        .use_current_thread()
        .stack_size(STACK_BYTES)
        .thread_name(|number| format!("trailguard {number}"))
        .build()
        .map_err(|error| format!("no threads could be started: {error}"))?;
    Ok(pool.install(job))
}

#[cfg(test)]
mod tests;
