//! A file's content replaced in one step: whoever reads it sees the old text or the new one, never half of either.

use std::io::Write as _;
use std::path::Path;

/// Why a file was left as it was. Each says whose fault it is.
#[derive(Debug, thiserror::Error)]
pub enum ReplaceError {
    /// Somebody wrote to it since it was read.
    #[error("it changed since it was read")]
    Changed,
    /// The operating system's own words.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// Replaces a file's bytes if they still are the expected ones. Its mode stays, a symlink keeps leading to it.
///
/// # Errors
/// [`ReplaceError`]; the file is then as it was.
pub fn replace(path: &Path, expected: &[u8], bytes: &[u8]) -> Result<(), ReplaceError> {
    let path = path.canonicalize()?;
    let metadata = std::fs::metadata(&path)?;
    if metadata.permissions().readonly() {
        return Err(std::io::Error::from(std::io::ErrorKind::PermissionDenied).into());
    }
    let folder = path.parent().unwrap_or(Path::new("/"));
    let mut beside = tempfile::Builder::new().prefix(".trailguard-").tempfile_in(folder)?;
    beside.write_all(bytes)?;
    beside.as_file().set_permissions(metadata.permissions())?;
    beside.as_file().sync_all()?;
    // as late as can be: what was read must still be there
    if std::fs::read(&path)? != expected {
        return Err(ReplaceError::Changed);
    }
    beside.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_file_is_replaced_whole_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let file = folder.path().join("main.tf");
        std::fs::write(&file, "old").expect("it can be written");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).expect("its mode can be set");
        replace(&file, b"old", b"new").expect("nobody else wrote");
        assert_eq!(std::fs::read(&file).expect("it is there"), b"new");
        let mode = std::fs::metadata(&file).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o640, "the mode stays");

        let link = folder.path().join("link.tf");
        std::os::unix::fs::symlink(&file, &link).expect("links can be made");
        replace(&link, b"new", b"newer").expect("nobody else wrote");
        assert!(std::fs::symlink_metadata(&link).expect("it is there").is_symlink());
        assert_eq!(std::fs::read(&file).expect("it is there"), b"newer");

        assert!(matches!(replace(&file, b"old", b"x"), Err(ReplaceError::Changed)));
        assert_eq!(std::fs::read(&file).expect("it is there"), b"newer");
        let left = std::fs::read_dir(folder.path()).expect("it can be listed").count();
        assert_eq!(left, 2, "nothing else lies there");
    }
}
