//! Writing: reports to standard output or a file, complaints to standard error.

use super::Status;
use crate::fs::create;
use std::io::{self, BufWriter, ErrorKind, Write, stderr, stdout};
use std::path::Path;

/// Writes what `write` writes. A reader that went away (`| head`) is no trouble; anything else is.
pub(super) fn emit(file: Option<&Path>, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Status {
    let written = match file {
        None => finish(BufWriter::with_capacity(64 * 1024, stdout().lock()), write),
        Some(path) => create(path).and_then(|file| finish(BufWriter::new(file), write)),
    };
    match written {
        Ok(()) => Status::Clean,
        Err(error) if file.is_none() && error.kind() == ErrorKind::BrokenPipe => Status::Clean,
        Err(error) => {
            let place = file.map_or("standard output".into(), Path::to_string_lossy);
            complain(&format!("`{place}` cannot be written: {error}"), None);
            Status::Failed
        }
    }
}

fn finish(mut out: impl Write, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    write(&mut out)?;
    out.flush()
}

/// Says on standard error why the job cannot be done.
pub(super) fn complain(message: &str, help: Option<&str>) {
    let mut text = format!("error: {}\n", crate::report::visible::text(message));
    if let Some(help) = help {
        text.push_str(&format!("  help: {}\n", crate::report::visible::text(help)));
    }
    // nobody is left to tell when this fails
    let _ = stderr().write_all(text.as_bytes());
}

/// Says something on standard error that is no complaint.
pub(super) fn tell(text: &str) {
    // nobody is left to tell when this fails
    let _ = stderr().write_all(text.as_bytes());
}
