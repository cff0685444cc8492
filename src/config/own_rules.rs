//! Rules of a user's own, found on the file system: `--rules` and `rules-folders`.

use crate::fs::{FileSystem, FsError, WalkOptions};
use crate::rule::{RuleFile, is_test_file};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Files beside rules that are none: the catalogue of controls of the built-in ones.
const NO_RULES: &[&str] = &["frameworks.yaml"];

/// Why rules could not be had. Each is the fault of who named the place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleFilesError {
    /// It cannot be read.
    #[error("`{}` cannot be read: {error}", path.display())]
    Unreadable {
        /// What.
        path: PathBuf,
        /// Why.
        error: FsError,
    },
    /// It is no text.
    #[error("`{}` is not UTF-8", .0.display())]
    NoText(PathBuf),
    /// No rule lies there.
    #[error("there is no rule file in `{}`", .0.display())]
    NoRules(PathBuf),
}

/// The rule files, and the files with tests beside them.
#[derive(Clone, Debug, Default)]
pub struct RuleFiles {
    /// Those that hold a rule.
    pub rules: Vec<RuleFile>,
    /// Those that hold tests: path and text.
    pub tests: Vec<(PathBuf, String)>,
}

/// Reads what lies in these folders, and these files. In a folder the path below it is the rule's id; a file's id
/// begins with the name of its folder.
///
/// # Errors
/// Every place where rules cannot be had.
pub fn rule_files(
    file_system: &dyn FileSystem,
    places: &[PathBuf],
) -> Result<RuleFiles, Vec<RuleFilesError>> {
    let mut found = RuleFiles::default();
    let mut errors = Vec::new();
    let mut seen = HashSet::new();
    for place in places {
        let Some(canonical) = file_system.canonical(place) else {
            errors.push(RuleFilesError::Unreadable { path: place.clone(), error: FsError::NotFound });
            continue;
        };
        let options = WalkOptions { respect_ignores: false, threads: 1 };
        let (files, unreadable) = file_system.walk(place, options);
        errors.extend(unreadable.into_iter().map(|(path, error)| RuleFilesError::Unreadable { path, error }));
        let root = if file_system.is_folder(place) { canonical } else { two_up(&canonical) };
        let mut any = false;
        for file in files {
            let canonical = file_system.canonical(&file.path).unwrap_or_else(|| file.path.clone());
            let named = file_system.is_file(place);
            if !named && !may_be_rule(&file.path) {
                continue;
            }
            any = true;
            if !seen.insert(canonical.clone()) {
                continue;
            }
            match text(file_system, &file.path) {
                Ok(text) if is_test_file(&file.path) => found.tests.push((file.path, text)),
                Ok(text) => {
                    let id = id(&root, &canonical);
                    found.rules.push(RuleFile { path: file.path, id, text });
                }
                Err(error) => errors.push(error),
            }
        }
        if !any && errors.is_empty() {
            errors.push(RuleFilesError::NoRules(place.clone()));
        }
    }
    if errors.is_empty() { Ok(found) } else { Err(errors) }
}

fn two_up(file: &Path) -> PathBuf {
    file.parent().and_then(Path::parent).unwrap_or(file).to_path_buf()
}

fn may_be_rule(path: &Path) -> bool {
    let extension = path.extension().is_some_and(|it| it == "yaml" || it == "yml");
    let name = path.file_name().unwrap_or_default();
    extension && !NO_RULES.iter().any(|it| name == *it)
}

fn id(root: &Path, file: &Path) -> String {
    let below = file.strip_prefix(root).unwrap_or(file).with_extension("");
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

fn text(file_system: &dyn FileSystem, path: &Path) -> Result<String, RuleFilesError> {
    let bytes = file_system
        .read(path)
        .map_err(|error| RuleFilesError::Unreadable { path: path.to_path_buf(), error })?;
    String::from_utf8(bytes).map_err(|_| RuleFilesError::NoText(path.to_path_buf()))
}
