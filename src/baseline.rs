//! The baseline: findings that were there when a team began, and are not reported until they get worse.
//!
//! A file with one entry a line, sorted, so that merges are easy. Knows findings by what they are about; what silencing
//! them means for a report is decided elsewhere.

mod matching;

pub use matching::{Absorbed, Known, absorb};

use crate::check::{Finding, Silencer, Suppressed, Verdict};
use crate::fs::{FileSystem, normalised};
use crate::resource::Note;
use crate::source::{SourceMap, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

/// The file where none is named.
pub const FILE: &str = ".trailguard-baseline.json";

/// Version of the file's shape.
const VERSION: u32 = 1;

/// Entries that a note names before the rest is counted.
const NAMED: usize = 3;

/// A baseline that was read, and how its entries spell the roots of units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// The file, as the caller named it.
    pub file: PathBuf,
    entries: Vec<Entry>,
    spelling: Spelling,
}

/// How roots of units are written: relative to the folder of the baseline, wherever the program runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spelling {
    /// The folder of the file.
    folder: PathBuf,
    /// The working directory.
    here: PathBuf,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Entry {
    root: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deployment: Option<String>,
    address: String,
    rule: String,
    verdict: EntryVerdict,
    fingerprint: String,
    file: String,
    message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum EntryVerdict {
    Fail,
    Unknown,
}

#[derive(Deserialize)]
struct Document {
    version: u32,
    findings: Vec<Entry>,
}

/// Why a baseline cannot be used: the file's author is asked to mend it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaselineError {
    /// Its bytes cannot be had.
    #[error("the baseline `{file}` cannot be read: {reason}")]
    Unreadable {
        /// The file.
        file: String,
        /// The system's words.
        reason: String,
    },
    /// It is no baseline.
    #[error("{file}:{line}:{column}: the baseline is broken: {reason}")]
    Broken {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong there.
        reason: String,
    },
    /// It is one of another time.
    #[error("{file}:1:1: the baseline has version {version}, and this program knows version {VERSION}")]
    Version {
        /// The file.
        file: String,
        /// Its version.
        version: u32,
    },
}

impl Spelling {
    /// For a baseline in that file, where the program runs in `here`.
    pub fn new(file: &Path, here: &Path) -> Self {
        let file = normalised(&here.join(file));
        Spelling { folder: file.parent().unwrap_or(Path::new("")).to_path_buf(), here: here.to_path_buf() }
    }

    fn of(&self, path: &Path) -> String {
        let path = normalised(&self.here.join(path));
        let mine: Vec<Component<'_>> = self.folder.components().collect();
        let parts: Vec<Component<'_>> = path.components().collect();
        let shared = parts.iter().zip(&mine).take_while(|(a, b)| a == b).count();
        let up = mine[shared..].iter().map(|_| "..".to_owned());
        let down = parts[shared..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
        let words: Vec<String> = up.chain(down).collect();
        if words.is_empty() { ".".to_owned() } else { words.join("/") }
    }

    fn path(&self, spelt: &str) -> PathBuf {
        normalised(&self.folder.join(spelt))
    }
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// [`BaselineError`], with the place in the file.
    pub fn read(file_system: &dyn FileSystem, file: &Path, here: &Path) -> Result<Self, BaselineError> {
        let name = file.to_string_lossy().into_owned();
        let bytes = file_system
            .read(file)
            .map_err(|error| BaselineError::Unreadable { file: name.clone(), reason: error.to_string() })?;
        let document: Document = serde_json::from_slice(&bytes).map_err(|error| BaselineError::Broken {
            file: name.clone(),
            line: error.line().max(1),
            column: error.column().max(1),
            reason: words_of(&error),
        })?;
        if document.version != VERSION {
            return Err(BaselineError::Version { file: name, version: document.version });
        }
        let spelling = Spelling::new(file, here);
        Ok(Baseline { file: file.to_path_buf(), entries: document.findings, spelling })
    }

    /// The baseline of these findings: failures and unknowns that no comment silences.
    pub fn of(findings: &[Finding], sources: &SourceMap, file: &Path, here: &Path) -> Self {
        let spelling = Spelling::new(file, here);
        let place = |span: Span| sources.get(span.source).map(|source| source.path.clone());
        let entry = |finding: &Finding| {
            let file = finding.location.and_then(place).unwrap_or_else(|| finding.unit.root.clone());
            Some(Entry {
                root: spelling.of(&finding.unit.root),
                deployment: finding.unit.deployment.as_deref().map(str::to_owned),
                address: finding.resource.as_ref().map(|it| it.address.to_string()).unwrap_or_default(),
                rule: finding.rule.id.to_string(),
                verdict: match finding.verdict {
                    Verdict::Fail => EntryVerdict::Fail,
                    Verdict::Unknown => EntryVerdict::Unknown,
                    Verdict::Pass | Verdict::NotApplicable => return None,
                },
                fingerprint: finding.fingerprint.clone(),
                file: spelling.of(&file),
                message: finding.message.clone(),
            })
        };
        let open = findings.iter().filter(|finding| finding.suppressed.is_none());
        let mut entries: Vec<Entry> = open.filter_map(entry).collect();
        entries.sort();
        Baseline { file: file.to_path_buf(), entries, spelling }
    }

    /// The same with those entries of an older one that are about what was not looked at and is still there. `looked_at`
    /// is asked with the root of an entry's unit and with its file.
    #[must_use]
    pub fn keeping(
        mut self,
        older: &Baseline,
        looked_at: &dyn Fn(&Path, &Path) -> bool,
        file_system: &dyn FileSystem,
    ) -> Self {
        let kept = older.entries.iter().filter(|entry| {
            let (root, file) = (older.spelling.path(&entry.root), older.spelling.path(&entry.file));
            !looked_at(&root, &file) && is_there(&root, file_system)
        });
        self.entries.extend(kept.cloned());
        self.entries.sort();
        self.entries.dedup();
        self
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The file's text: an entry a line.
    pub fn text(&self) -> String {
        let line = |entry: &Entry| serde_json::to_string(entry).unwrap_or_default();
        let lines: Vec<String> = self.entries.iter().map(|entry| format!("    {}", line(entry))).collect();
        match lines.is_empty() {
            true => format!("{{\n  \"version\": {VERSION},\n  \"findings\": []\n}}\n"),
            false => {
                format!("{{\n  \"version\": {VERSION},\n  \"findings\": [\n{}\n  ]\n}}\n", lines.join(",\n"))
            }
        }
    }

    /// Marks the findings that it has, and tells of entries that nothing matches. `looked_at` are the roots of the units
    /// that were looked at as a whole, `rules` those that ran.
    pub fn apply(
        &self,
        findings: Vec<&mut Finding>,
        looked_at: &[PathBuf],
        rules: &[&str],
        file_system: &dyn FileSystem,
    ) -> Option<Note> {
        let here: BTreeSet<String> = looked_at.iter().map(|root| self.spelling.of(root)).collect();
        let gone = |root: &str| !here.contains(root) && !is_there(&self.spelling.path(root), file_system);
        let known: Vec<Known> = self.entries.iter().map(Entry::known).collect();
        let by = Suppressed {
            by: Silencer::Baseline,
            reason: format!("in the baseline `{}`", self.file.display()),
            until: None,
            span: None,
        };
        let absorbed = absorb(&known, findings, &|root| self.spelling.of(root), &gone, &by);
        let unused: Vec<&Entry> = self
            .entries
            .iter()
            .zip(&absorbed.used)
            .filter(|(entry, used)| {
                let asked = rules.contains(&&*entry.rule);
                !**used && asked && (here.contains(&entry.root) || gone(&entry.root))
            })
            .map(|(entry, _)| entry)
            .collect();
        self.unused(&unused)
    }

    fn unused(&self, unused: &[&Entry]) -> Option<Note> {
        if unused.is_empty() {
            return None;
        }
        let named: Vec<String> = unused.iter().take(NAMED).map(|entry| entry.words()).collect();
        let rest = unused.len().saturating_sub(NAMED);
        let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        let (entries, match_) = if unused.len() == 1 { ("entry", "matches") } else { ("entries", "match") };
        let message = format!(
            "{} {entries} of the baseline `{}` {match_} nothing any more: {}{rest}; `--write-baseline` drops what is not needed",
            unused.len(),
            self.file.display(),
            named.join(", ")
        );
        Some(Note { kind: "baseline-unused", message, span: None, ..Note::default() })
    }
}

impl Entry {
    fn known(&self) -> Known {
        Known {
            rule: self.rule.clone(),
            root: self.root.clone(),
            deployment: self.deployment.clone(),
            addresses: vec![self.address.clone()],
            fingerprint: self.fingerprint.clone(),
            verdict: match self.verdict {
                EntryVerdict::Fail => Verdict::Fail,
                EntryVerdict::Unknown => Verdict::Unknown,
            },
            severity: None,
        }
    }

    fn words(&self) -> String {
        let address = if self.address.is_empty() { "the account" } else { &self.address };
        format!("{} on `{address}` in `{}`", self.rule, self.root)
    }
}

/// Whether a unit can still be at that path: the file, or a folder with files of Terraform's.
pub fn is_there(root: &Path, file_system: &dyn FileSystem) -> bool {
    let endings = [".tf", ".tofu", ".tf.json", ".tofu.json"];
    let terraform = |name: &String| endings.iter().any(|ending| name.ends_with(ending));
    file_system.is_file(root) || file_system.list(root).is_ok_and(|names| names.iter().any(terraform))
}

/// What the reader says, without the place, which stands before it.
fn words_of(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(words, _)| words.to_owned())
}
