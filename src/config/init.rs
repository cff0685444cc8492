//! The file that `trailguard init` writes: every key, explained and commented out, and the deployments that variables
//! files hint at.

use crate::fs::{FileSystem, WalkOptions};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const TEMPLATE: &str = include_str!("template.yaml");

/// What stands before the deployments of the template.
const DEPLOYMENTS: &str = "#deployments:\n";

/// How many roots are proposed.
const MAX_ROOTS: usize = 20;

/// A root module that has several variables files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// Its folder, from where the file is written.
    pub folder: PathBuf,
    /// Name of a deployment and its variables file.
    pub deployments: Vec<(String, PathBuf)>,
}

/// The text. Read as it is, it says nothing.
pub fn text(roots: &[Root]) -> String {
    let mut proposed = String::new();
    for root in roots.iter().take(MAX_ROOTS) {
        for (name, file) in &root.deployments {
            let (name, folder, file) = (quoted(name), quoted(&slashed(&root.folder)), quoted(&slashed(file)));
            proposed.push_str(&format!("#  - {{ name: {name}, root: {folder}, var-files: [{file}] }}\n"));
        }
    }
    if proposed.is_empty() {
        return TEMPLATE.to_owned();
    }
    let found = "# Found here: root modules with several variables files.\n";
    let Some((before, after)) = TEMPLATE.split_once(DEPLOYMENTS) else { return TEMPLATE.to_owned() };
    let rest = after.split_once("\n\n").map_or("", |(_, rest)| rest);
    format!("{before}{found}{DEPLOYMENTS}{proposed}\n{rest}")
}

fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    if text.is_empty() { ".".to_owned() } else { text }
}

/// A text as a scalar of YAML, in quotes where it needs them. A line break in a file's name must not end the comment.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
    let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.' || c == '_');
    let number =
        text.parse::<f64>().is_ok() || crate::syntax::node::yaml_bool(text).is_some() || text == "null";
    if begins && !number && text.chars().all(plain) {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            _ if c.is_control() || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}') => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Root modules below a folder that have at least two variables files which Terraform does not apply by itself: beside
/// their configuration, or in folders below it that hold no configuration.
pub fn roots(file_system: &dyn FileSystem, folder: &Path) -> Vec<Root> {
    let (files, _) = file_system.walk(folder, WalkOptions { respect_ignores: true, threads: 0 });
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut configured: BTreeSet<&Path> = BTreeSet::new();
    for file in &files {
        let is_configuration = [".tf", ".tofu", ".tf.json"].iter().any(|end| name(&file.path).ends_with(end));
        configured.extend(file.path.parent().filter(|_| is_configuration));
    }
    let mut found: BTreeMap<&Path, Vec<(String, PathBuf)>> = BTreeMap::new();
    for file in &files {
        let file_name = name(&file.path);
        let stem = file_name.strip_suffix(".tfvars").or_else(|| file_name.strip_suffix(".tfvars.json"));
        let Some(stem) = stem.filter(|stem| !stem.ends_with(".auto")) else { continue };
        let Some(parent) = file.path.parent() else { continue };
        let beside = configured.contains(parent);
        if beside && stem == "terraform" {
            continue;
        }
        let below = parent.ancestors().take_while(|it| it.starts_with(folder) || folder == Path::new("."));
        let Some(root) = below.into_iter().find(|it| configured.contains(it)) else { continue };
        let deployment = if stem == "terraform" { name(parent) } else { stem.to_owned() };
        let from_here = |path: &Path| path.strip_prefix(folder).unwrap_or(path).to_path_buf();
        found.entry(root).or_default().push((deployment, from_here(&file.path)));
    }
    found
        .into_iter()
        .filter(|(_, deployments)| deployments.len() > 1)
        .map(|(root, deployments)| Root {
            folder: root.strip_prefix(folder).unwrap_or(root).to_path_buf(),
            deployments,
        })
        .collect()
}
