//! Rules of a user's own, found on the file system: `--rules` and `rules-folders`.

use crate::fs::{FileSystem, FsError, WalkOptions};
use crate::rule::{RuleFile, is_guard_file, is_test_file};
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

impl RuleFilesError {
    /// The file, where it is one that was found.
    pub fn file(&self) -> Option<&Path> {
        match self {
            RuleFilesError::Unreadable { path, .. } | RuleFilesError::NoText(path) => Some(path),
            RuleFilesError::NoRules(_) => None,
        }
    }
}

/// The rule files, and the files with tests beside them.
#[derive(Clone, Debug, Default)]
pub struct RuleFiles {
    /// Those that hold a rule.
    pub rules: Vec<RuleFile>,
    /// Those that hold tests: path and text.
    pub tests: Vec<(PathBuf, String)>,
    /// Those that hold tests in Guard's own form: the rule file that they are for, path and text.
    pub guard_tests: Vec<(PathBuf, PathBuf, String)>,
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
    let (found, errors) = readable_rule_files(file_system, places);
    if errors.is_empty() { Ok(found) } else { Err(errors) }
}

/// The same for who can do with what there is: what can be read, and every place where rules cannot be had.
pub fn readable_rule_files(
    file_system: &dyn FileSystem,
    places: &[PathBuf],
) -> (RuleFiles, Vec<RuleFilesError>) {
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
        let guard: Vec<PathBuf> =
            files.iter().filter(|it| is_guard_file(&it.path)).map(|it| it.path.clone()).collect();
        for file in files {
            let canonical = file_system.canonical(&file.path).unwrap_or_else(|| file.path.clone());
            let named = file_system.is_file(place);
            let tested = guard_file_of_test(&file.path, &guard);
            let is_guard = is_guard_file(&file.path);
            if !named && tested.is_none() && !is_guard && !may_be_rule(&file.path) {
                continue;
            }
            any = true;
            if !seen.insert(canonical.clone()) {
                continue;
            }
            match text(file_system, &file.path) {
                Ok(text) if tested.is_some() => {
                    found.guard_tests.extend(tested.map(|of| (of.clone(), file.path, text)));
                }
                Ok(text) if is_guard => {
                    let id = canonical.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                    found.rules.push(RuleFile { path: file.path, id, text });
                }
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
    (found, errors)
}

/// The Guard file that a file tests: as Guard finds it, in `tests/` beside it under a name that begins with its own; or
/// beside it, as `NAME_test.yaml`.
fn guard_file_of_test<'g>(path: &Path, guard: &'g [PathBuf]) -> Option<&'g PathBuf> {
    let is_data =
        path.extension().is_some_and(|it| ["yaml", "yml", "json", "jsn"].iter().any(|known| it == *known));
    let (folder, stem) = (path.parent()?, path.file_stem()?.to_string_lossy().into_owned());
    let in_tests = folder.file_name().is_some_and(|it| it == "tests");
    let begins = |file: &&PathBuf| {
        let own = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let Some(rest) = stem.strip_prefix(&*own) else { return false };
        let beside = file.parent() == Some(folder) && ["_test", "_tests", "-test", "-tests"].contains(&rest);
        beside || in_tests && file.parent() == folder.parent()
    };
    let longest = |file: &&PathBuf| file.file_stem().map_or(0, |it| it.len());
    guard.iter().filter(|_| is_data).filter(begins).max_by_key(longest)
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
