//! `trailguard check --watch`: the same run again and again, told when it says something else.
//!
//! No notices of the system are asked for: a run costs milliseconds, sees every file that counts wherever it lies, and
//! works the same on network folders and in containers. The longer a run takes, the longer the pause behind it.

use super::Status;
use super::output::unwritten;
use std::io::{IsTerminal as _, Write as _, stdout};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The pause behind a run that takes no time.
const PAUSE: Duration = Duration::from_millis(300);

/// How much longer than a run the pause behind it is: watching takes a twentieth of a core at most.
const REST: u32 = 20;

/// Clears the screen and what was scrolled out of it.
const CLEAR: &[u8] = b"\x1b[2J\x1b[3J\x1b[H";

/// Runs until nobody reads any more. `run` gives what it would print.
pub(super) fn repeat(run: impl Fn() -> Vec<u8>) -> Status {
    let clears = stdout().is_terminal();
    let mut last: Option<Vec<u8>> = None;
    loop {
        let started = Instant::now();
        let text = run();
        if last.as_ref() != Some(&text) {
            let mut out = stdout().lock();
            let screen: &[u8] = if clears { CLEAR } else { b"" };
            if let Err(error) =
                out.write_all(screen).and_then(|()| out.write_all(&text)).and_then(|()| out.flush())
            {
                return unwritten("standard output", &error);
            }
            last = Some(text);
        }
        sleep(PAUSE.max(started.elapsed() * REST));
    }
}
