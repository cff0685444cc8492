//! What is shown while a run takes long: a line on the terminal that goes away again.

use super::args::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal as _, stderr};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// A run that ends before shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the line is drawn anew.
const BEAT: Duration = Duration::from_millis(120);

/// Whether anything is to be shown.
pub(super) fn wanted(when: Progress) -> bool {
    match when {
        Progress::Always => true,
        Progress::Never => false,
        Progress::Auto => stderr().is_terminal(),
    }
}

/// Does a job that may take long, and says meanwhile how many files were read.
pub(super) fn shown<T>(reads: impl Fn() -> usize + Sync + Send, job: impl FnOnce() -> T) -> T {
    thread::scope(|scope| {
        let (done, ended) = channel::<()>();
        scope.spawn(move || {
            if ended.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let line = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            // a template of our own is a good one; the built-in one is good enough
            let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})");
            line.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            while ended.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
                line.set_message(format!("checking: {} files read", reads()));
                line.tick();
            }
            line.finish_and_clear();
        });
        let result = job();
        drop(done);
        result
    })
}
