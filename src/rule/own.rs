//! Rules of a user's own: how their files are named. Reading them from a disk is for others.

use std::path::{Path, PathBuf};

/// What to do about a name that is taken.
pub(super) const ELSEWHERE: &str = "put the file in a folder of your own, such as `acme`";

/// A file that may hold a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFile {
    /// Where it is.
    pub path: PathBuf,
    /// The id of its rule: the path below its folder, without the extension.
    pub id: String,
    /// What is written in it.
    pub text: String,
}

/// Whether a file of that name holds rules of AWS CloudFormation Guard.
pub fn is_guard_file(path: &Path) -> bool {
    path.extension().is_some_and(|it| super::guard_file::EXTENSIONS.iter().any(|known| it == *known))
}

/// Whether a file of that name holds tests of rules rather than a rule.
pub fn is_test_file(path: &Path) -> bool {
    path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with("_test"))
}

/// Whether an id is `namespace/name`.
pub(super) fn well_named(id: &str) -> Result<(), String> {
    let is_name = |part: &str| {
        let of_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        !part.is_empty() && part.chars().all(of_name)
    };
    match id.split('/').collect::<Vec<_>>().as_slice() {
        [namespace, name] if is_name(namespace) && is_name(name) => Ok(()),
        [name] if is_name(name) => {
            Err(format!("rule `{name}` has no namespace: {ELSEWHERE}, and it is `acme/{name}`"))
        }
        [_, _, _, ..] => {
            Err(format!("`{id}` is no id of a rule: rule files lie one folder deep, `acme/name.yaml`"))
        }
        _ => Err(format!("`{id}` is no id of a rule: small letters, digits and hyphens, `acme/name.yaml`")),
    }
}

/// Whether two ids have the same words before the slash.
pub(super) fn share_a_group(one: &str, other: &str) -> bool {
    let group = |id: &str| id.split_once('/').map_or(id.len(), |(group, _)| group.len());
    one[..group(one)] == other[..group(other)]
}
