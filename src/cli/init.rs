//! `trailguard init`

use super::Status;
use super::args::InitArgs;
use super::output::{complain, emit};
use crate::config::{FILE_NAMES, init};
use crate::fs::{Disk, FileSystem as _};
use std::io::{Write as _, stderr};
use std::path::{Path, PathBuf};

/// Writes the file, unless there is one.
pub(super) fn run(arguments: &InitArgs) -> Status {
    let target = arguments.config.clone().unwrap_or_else(|| PathBuf::from(FILE_NAMES[0]));
    let beside: Vec<PathBuf> = match arguments.config {
        Some(_) => vec![target.clone()],
        None => FILE_NAMES.iter().map(PathBuf::from).collect(),
    };
    if let Some(there) = beside.iter().find(|file| Disk.is_file(file) || Disk.is_folder(file))
        && !(arguments.force && *there == target)
    {
        let help =
            if *there == target { "`--force` writes over it" } else { "it is read, too: keep one of them" };
        complain(&format!("`{}` is there", there.display()), Some(help));
        return Status::Failed;
    }
    let folder = target.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let text = init::text(&init::roots(&Disk, folder));
    let written = emit(Some(&target), |out| out.write_all(text.as_bytes()));
    if written == Status::Clean {
        // nobody is left to tell when this fails
        let _ = writeln!(stderr(), "wrote {}", target.display());
    }
    written
}
