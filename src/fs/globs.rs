//! Patterns of paths: which of them a path matches. A pattern that names a folder stands for all that is in it.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::path::Path;

/// Patterns over whole paths. `*` stays within a folder's name, `**` does not.
#[derive(Clone, Debug, Default)]
pub struct PathGlobs {
    patterns: Vec<String>,
    /// Two globs a pattern: for the path itself and for what lies below it.
    set: GlobSet,
}

impl PartialEq for PathGlobs {
    fn eq(&self, other: &Self) -> bool {
        self.patterns == other.patterns
    }
}

impl Eq for PathGlobs {}

impl PathGlobs {
    /// Compiles patterns.
    ///
    /// # Errors
    /// What is wrong with the first one that is none.
    pub fn new<'p>(patterns: impl IntoIterator<Item = &'p str>) -> Result<Self, String> {
        let mut builder = GlobSetBuilder::new();
        let mut kept = Vec::new();
        for pattern in patterns {
            let whole = pattern.trim_end_matches('/');
            for glob in [whole.to_owned(), format!("{whole}/**")] {
                let glob = GlobBuilder::new(&glob).literal_separator(true).backslash_escape(true).build();
                builder.add(glob.map_err(|error| error.kind().to_string())?);
            }
            kept.push(pattern.to_owned());
        }
        let set = builder.build().map_err(|error| error.kind().to_string())?;
        Ok(PathGlobs { patterns: kept, set })
    }

    /// Whether there is no pattern.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Whether a path matches any of them.
    pub fn matches(&self, path: &Path) -> bool {
        !self.is_empty() && self.set.is_match(path)
    }

    /// Which of them a path matches, by their place in the list.
    pub fn matching(&self, path: &Path) -> Vec<usize> {
        if self.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<usize> = self.set.matches(path).into_iter().map(|at| at / 2).collect();
        found.dedup();
        found
    }
}

/// A pattern that is meant from a folder, as one over whole paths. One that begins with `**/` is meant anywhere.
pub fn anchored(folder: &Path, pattern: &str) -> String {
    if pattern.starts_with("**/") || pattern.starts_with('/') {
        return pattern.to_owned();
    }
    let mut folder = folder;
    let mut rest = pattern;
    loop {
        if let Some(below) = rest.strip_prefix("./") {
            rest = below;
        } else if let Some(beside) = rest.strip_prefix("../") {
            folder = folder.parent().unwrap_or(folder);
            rest = beside;
        } else {
            break;
        }
    }
    let folder = globset::escape(&folder.to_string_lossy());
    match rest {
        "" | "." => folder,
        _ => format!("{}/{rest}", folder.trim_end_matches('/')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_meant_from_their_folder_and_hold_what_is_below() {
        for (pattern, path, expected) in [
            ("legacy", "/w/legacy", true),
            ("legacy", "/w/legacy/a/b.tf", true),
            ("legacy/", "/w/legacy/a.tf", true),
            ("legacy", "/w/infra/legacy/a.tf", false),
            ("**/legacy", "/w/infra/legacy/a.tf", true),
            ("**/legacy", "/elsewhere/legacy", true),
            ("infra/*/main.tf", "/w/infra/a/main.tf", true),
            ("infra/*/main.tf", "/w/infra/a/b/main.tf", false),
            ("infra/**/main.tf", "/w/infra/a/b/main.tf", true),
            ("./infra", "/w/infra/x.tf", true),
            ("../shared/*.tf", "/shared/x.tf", true),
            (".", "/w/anything", true),
            ("*.yaml", "/w/a.yaml", true),
            ("*.yaml", "/w/b/a.yaml", false),
            ("{a,b}/c", "/w/b/c", true),
        ] {
            let globs = PathGlobs::new([&*anchored(Path::new("/w"), pattern)]).expect("it is a pattern");
            assert_eq!(globs.matches(Path::new(path)), expected, "{pattern} {path}");
        }
        let odd = PathGlobs::new([&*anchored(Path::new("/w/[x]"), "a*")]).expect("it is a pattern");
        assert!(odd.matches(Path::new("/w/[x]/ab")), "the folder's own name is no pattern");
        assert!(PathGlobs::new(["a[b"]).is_err());
        let two = PathGlobs::new(["/a", "/a/b", "/c"]).expect("they are patterns");
        assert_eq!(two.matching(Path::new("/a/b/c")), [0, 1]);
    }
}
