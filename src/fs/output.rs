//! Writing files: whole or not at all, so that a reader never sees half a report and a failed run leaves the old one.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// Writes a file by what `write` writes. A regular file is replaced in one step once all is written; what is none (a
/// pipe, `/dev/stdout`) and what lies where no other file may be made is written in place.
///
/// # Errors
/// Those of `write`, and the operating system's where the file cannot be made or written.
pub fn write_whole(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    // a link stays one: what it leads to is replaced
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let old = std::fs::metadata(&target).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        return into(File::create(&target)?, write).map(|_| ());
    }
    let (file, beside) = match make_beside(&target) {
        Ok(made) => made,
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            return into(File::create(&target)?, write).map(|_| ());
        }
        Err(error) => return Err(error),
    };
    let written = into(file, write).and_then(|file| {
        if let Some(old) = old {
            file.set_permissions(old.permissions())?;
        }
        std::fs::rename(&beside, &target)
    });
    if written.is_err() {
        // what cannot be removed is left: the error that led here says more
        let _ = std::fs::remove_file(&beside);
    }
    written
}

/// Writes behind what is in a file already, making it where it is not there.
///
/// # Errors
/// The operating system's.
pub fn append(path: &Path, bytes: &[u8]) -> io::Result<()> {
    OpenOptions::new().create(true).append(true).open(path)?.write_all(bytes)
}

/// Bytes of standard input or another stream, up to the bound for files.
///
/// # Errors
/// The stream's, and one where there is more.
pub fn read_stream(stream: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(super::MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > super::MAX_FILE_BYTES {
        return Err(io::Error::other(super::FsError::TooLarge(bytes.len() as u64).to_string()));
    }
    Ok(bytes)
}

fn into(file: File, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<File> {
    let mut out = BufWriter::with_capacity(64 * 1024, file);
    write(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)
}

/// A new file beside another one, since only within a folder a rename is one step.
fn make_beside(target: &Path) -> io::Result<(File, PathBuf)> {
    let Some(name) = target.file_name() else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file name"));
    };
    for number in 0..100 {
        let mut beside = std::ffi::OsString::from(".");
        beside.push(name);
        beside.push(format!(".{number}.new"));
        let beside = target.with_file_name(beside);
        match OpenOptions::new().write(true).create_new(true).open(&beside) {
            Ok(file) => return Ok((file, beside)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "no free name for a new file beside it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_whole_or_not_at_all() {
        let folder = std::env::temp_dir().join(format!("trailguard-output-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        let path = folder.join("report.json");
        let write = |text: &'static str| write_whole(&path, move |out| out.write_all(text.as_bytes()));
        write("first, and long").expect("it is written");
        write("second").expect("it is written");
        let failed = write_whole(&path, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("no more"))
        });
        assert!(failed.is_err());
        let read = || std::fs::read_to_string(&path).expect("it is there");
        assert_eq!(read(), "second");
        append(&path, b" and third").expect("it is written");
        assert_eq!(read(), "second and third");
        let left = std::fs::read_dir(&folder).expect("it is a folder").count();
        assert_eq!(left, 1, "nothing is left beside it");
        assert!(write_whole(&folder.join("no/such/file"), |_| Ok(())).is_err());
        #[cfg(unix)]
        write_whole(Path::new("/dev/null"), |out| out.write_all(b"x")).expect("a device is written to");
        std::fs::remove_dir_all(&folder).expect("it can be removed");
    }
}
