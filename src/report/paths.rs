//! File names as reports say them: relative to the working directory, with forward slashes.
//!
//! Works on the text of paths alone; whether anything is there is not asked.

use std::path::{Component, Path, PathBuf};

/// Most file names have no more bytes.
const USUAL_PATH: usize = 96;

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
        let (mut theirs, mut mine) = (parts(path), parts(&self.0));
        let mut shared = 0;
        loop {
            let (their_rest, my_rest) = (theirs.clone(), mine.clone());
            match (theirs.next(), mine.next()) {
                (Some(a), Some(b)) if a == b => shared += 1,
                _ if !path.has_root() || shared == 0 => return joined(parts(path)),
                _ => return joined(my_rest.map(|_| Component::ParentDir).chain(their_rest)),
            }
        }
    }
}

/// The folder that forges name files from: the root of the repository, mostly above the working directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    root: WorkingDirectory,
    working_directory: PathBuf,
}

impl Project {
    /// That folder, where the program runs in that working directory; both absolute.
    pub fn new(root: impl Into<PathBuf>, working_directory: impl Into<PathBuf>) -> Self {
        Project { root: WorkingDirectory::new(root), working_directory: working_directory.into() }
    }

    /// The path relative to the project.
    pub fn relative(&self, path: &Path) -> String {
        self.root.relative(&self.absolute(path))
    }

    /// The address of the project itself; none where it is not known.
    pub fn uri(&self) -> Option<String> {
        let root = &self.root.0;
        root.has_root().then(|| format!("{}/", absolute_uri(root).trim_end_matches('/')))
    }

    /// The address of a file, and whether it is relative to the project: one outside it is absolute.
    pub fn uri_of(&self, path: &Path) -> (String, bool) {
        let path = self.absolute(path);
        match path.strip_prefix(&self.root.0) {
            Ok(below) if below.as_os_str().is_empty() => ("./".to_owned(), true),
            Ok(below) => (encoded(below), true),
            Err(_) if path.has_root() => (absolute_uri(&path), false),
            Err(_) => (encoded(&path), true),
        }
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        let mut absolute = PathBuf::new();
        for part in self.working_directory.join(path).components() {
            let below = matches!(absolute.components().next_back(), Some(Component::Normal(_)));
            match part {
                Component::CurDir => {}
                Component::ParentDir if below => {
                    absolute.pop();
                }
                other => absolute.push(other),
            }
        }
        absolute
    }
}

fn absolute_uri(path: &Path) -> String {
    format!("file:///{}", encoded(path).trim_start_matches('/'))
}

/// Percent-encoded, byte for byte: a name need not be text. <https://www.rfc-editor.org/rfc/rfc3986#section-2.3>
fn encoded(path: &Path) -> String {
    let mut uri = String::new();
    for part in parts(path) {
        if !uri.is_empty() && !uri.ends_with('/') {
            uri.push('/');
        }
        if part == Component::RootDir {
            uri.push('/');
            continue;
        }
        for byte in part.as_os_str().as_encoded_bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
                uri.push(char::from(*byte));
            } else {
                uri.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    uri
}

fn parts(path: &Path) -> impl Iterator<Item = Component<'_>> + Clone {
    path.components().filter(|part| *part != Component::CurDir)
}

fn joined<'a>(parts: impl Iterator<Item = Component<'a>>) -> String {
    let mut text = String::with_capacity(USUAL_PATH);
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

    #[test]
    fn forges_are_told_paths_from_the_root_of_the_project() {
        let project = Project::new("/work/estate", "/work/estate/live");
        for (path, said, uri, inside) in [
            ("main.tf", "live/main.tf", "live/main.tf", true),
            ("./a b/ä:1%.tf", "live/a b/ä:1%.tf", "live/a%20b/%C3%A4%3A1%25.tf", true),
            ("../modules/x.tf", "modules/x.tf", "modules/x.tf", true),
            ("..", ".", "./", true),
            ("/tmp/x.tf", "../../tmp/x.tf", "file:///tmp/x.tf", false),
        ] {
            assert_eq!(project.relative(Path::new(path)), said, "{path}");
            assert_eq!(project.uri_of(Path::new(path)), (uri.to_owned(), inside), "{path}");
        }
        assert_eq!(project.uri().as_deref(), Some("file:///work/estate/"));
        assert_eq!(Project::default().uri(), None);
        assert_eq!(Project::default().uri_of(Path::new("a/b.tf")), ("a/b.tf".to_owned(), true));
    }
}
