//! File names as reports say them: relative to the working directory, with forward slashes.
//!
//! Works on the text of paths alone; whether anything is there is not asked.

use std::path::{Component, Path, PathBuf};

/// What file names are relative to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkingDirectory(PathBuf);

impl WorkingDirectory {
    /// That folder, as an absolute path.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        WorkingDirectory(path.into())
    }

    /// The path relative to this folder; as it is where it cannot be (another drive, or no working directory).
    pub fn relative(&self, path: &Path) -> String {
        let parts = parts(path);
        let mine = self::parts(&self.0);
        let shared = parts.iter().zip(&mine).take_while(|(a, b)| a == b).count();
        if !path.has_root() || shared == 0 {
            return joined(parts.into_iter());
        }
        let up = mine[shared..].iter().map(|_| Component::ParentDir);
        joined(up.chain(parts[shared..].iter().copied()))
    }
}

fn parts(path: &Path) -> Vec<Component<'_>> {
    path.components().filter(|part| *part != Component::CurDir).collect()
}

fn joined<'a>(parts: impl Iterator<Item = Component<'a>>) -> String {
    let mut text = String::new();
    for part in parts {
        if !text.is_empty() && !text.ends_with('/') {
            text.push('/');
        }
        match part {
            Component::RootDir => text.push('/'),
            other => text.push_str(&other.as_os_str().to_string_lossy()),
        }
    }
    if text.is_empty() { ".".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_said_from_the_working_directory() {
        let here = WorkingDirectory::new("/work/estate");
        for (path, said) in [
            ("main.tf", "main.tf"),
            ("./trail/./main.tf", "trail/main.tf"),
            (".", "."),
            ("", "."),
            ("../shared/x.tf", "../shared/x.tf"),
            ("/work/estate", "."),
            ("/work/estate/a/b.tf", "a/b.tf"),
            ("/work/other/b.tf", "../other/b.tf"),
            ("/tmp/b.tf", "../../tmp/b.tf"),
        ] {
            assert_eq!(here.relative(Path::new(path)), said, "{path}");
        }
        assert_eq!(WorkingDirectory::default().relative(Path::new("/tmp/b.tf")), "/tmp/b.tf");
    }
}
