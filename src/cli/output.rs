//! Writing: reports to standard output or a file, complaints to standard error.

use super::Status;
use crate::fs::write_whole;
use crate::report::visible;
use std::io::{self, BufWriter, ErrorKind, Write, stderr, stdout};
use std::path::Path;

/// Writes what `write` writes. A reader that went away (`| head`) is no trouble; anything else is.
pub(super) fn emit(file: Option<&Path>, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Status {
    let written = match file {
        None => {
            let mut out = BufWriter::with_capacity(64 * 1024, stdout().lock());
            write(&mut out).and_then(|()| out.flush())
        }
        Some(path) => write_whole(path, write),
    };
    let place = file.map_or("standard output".into(), Path::to_string_lossy);
    match written {
        Ok(()) => Status::Clean,
        Err(error) if file.is_some() => refused(&place, &error),
        Err(error) => unwritten(&place, &error),
    }
}

/// The same for lines of text that a CI runner may read: none of them is a command to it.
pub(super) fn emit_text(file: Option<&Path>, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Status {
    emit(file, |out| {
        let mut lines = visible::Lines::new(out);
        write(&mut lines)?;
        lines.flush()
    })
}

/// What it means that standard output cannot be written.
pub(super) fn unwritten(place: &str, error: &io::Error) -> Status {
    if error.kind() == ErrorKind::BrokenPipe { Status::Clean } else { refused(place, error) }
}

fn refused(place: &str, error: &io::Error) -> Status {
    complain(&format!("`{place}` cannot be written: {error}"), None);
    Status::Failed
}

/// Says on standard error why the job cannot be done.
pub(super) fn complain(message: &str, help: Option<&str>) {
    let mut text = format!("error: {}\n", visible::text(message));
    if let Some(help) = help {
        text.push_str(&format!("  help: {}\n", visible::text(help)));
    }
    tell(&text);
}

/// Says something on standard error that is no complaint.
pub(super) fn tell(text: &str) {
    // nobody is left to tell when this fails
    let _ = stderr().write_all(visible::told(text).as_bytes());
}
