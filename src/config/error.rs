//! What is wrong with a configuration: whose text, where, and what to write instead.

use crate::fs::FsError;
use crate::source::{Source, Span};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// What is wrong. Each is the fault of who wrote the file, save the first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be had.
    #[error("`{}` cannot be read: {error}", file.display())]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why.
        error: FsError,
    },
    /// It is no YAML.
    #[error("{0}")]
    Syntax(String),
    /// There is no such key.
    #[error("`{key}` is not a key here")]
    UnknownKey {
        /// As written.
        key: String,
    },
    /// A key that must be there is not.
    #[error("`{0}` is missing")]
    Missing(String),
    /// Keys that do not go together, or none of which is there.
    #[error("{0}")]
    Combination(String),
    /// Something of another kind is written.
    #[error("`{key}` must be {wanted}, and this is {found}")]
    WrongKind {
        /// Of which key.
        key: String,
        /// What it takes.
        wanted: String,
        /// What is written.
        found: String,
    },
    /// A text or number that is not one of those that the key takes.
    #[error("`{written}` is not {wanted}")]
    WrongValue {
        /// As written.
        written: String,
        /// What the key takes.
        wanted: String,
    },
    /// There is no such rule.
    #[error("there is no {what} `{name}`")]
    NoSuchRule {
        /// `rule`, `rule or group`.
        what: &'static str,
        /// As written.
        name: String,
    },
    /// The rule has no such parameter.
    #[error("rule `{rule}` has no parameter `{name}`")]
    NoSuchParameter {
        /// The rule.
        rule: String,
        /// As written.
        name: String,
    },
    /// The file wants another version of trailguard.
    #[error("this file asks for trailguard `{required}`, and this is trailguard {actual}")]
    Version {
        /// The range that is written.
        required: String,
        /// The version that runs.
        actual: String,
    },
    /// A file that extends itself, by whatever way.
    #[error("`{}` extends itself", .0.display())]
    Cycle(PathBuf),
    /// Too many files.
    #[error("more than {0} files are extended")]
    TooMany(usize),
    /// A key that an extended file locks is set.
    #[error("`{key}` is locked by `{}`", by.display())]
    Locked {
        /// The key.
        key: String,
        /// The file that locks it.
        by: PathBuf,
    },
}

/// A fault with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub error: ConfigError,
    /// Where.
    pub span: Option<Span>,
    /// What to do.
    pub help: Option<String>,
    /// Another place that it has to do with.
    pub related: Option<(Span, String)>,
}

impl Fault {
    pub(super) fn at(span: Span, error: ConfigError) -> Self {
        Fault { error, span: Some(span), help: None, related: None }
    }

    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Fault { help: Some(help.into()), ..self }
    }

    pub(super) fn meant(self, near: Option<&str>) -> Self {
        match near {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }
}

/// Everything that is wrong with a configuration, with the texts that the places point into.
#[derive(Clone, Debug)]
pub struct Faults {
    /// In the order of files and places.
    pub faults: Vec<Fault>,
    /// The texts.
    pub sources: Vec<Arc<Source>>,
}

impl Faults {
    /// `file:line:column`
    pub fn place(&self, span: Span) -> Option<(PathBuf, u32, u32)> {
        let source = self.sources.iter().find(|source| source.id == span.source)?;
        let start = source.positions(span).0;
        Some((source.path.clone(), start.line, start.column))
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.faults.iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            if let Some((file, line, column)) = fault.span.and_then(|span| self.place(span)) {
                write!(out, "{}:{line}:{column}: ", file.display())?;
            }
            write!(out, "{}", fault.error)?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}
