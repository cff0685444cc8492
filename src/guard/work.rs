//! What a runner of Guard rules is handed, and what it hands back. Knows neither how a rule is evaluated nor where.

use std::fmt;
use std::sync::Arc;

/// Rule files, documents, and which are to be brought together.
#[derive(Clone, Debug, Default)]
pub struct Work {
    /// Rule files: name and text.
    pub files: Vec<(Arc<str>, Arc<str>)>,
    /// Templates, as JSON.
    pub documents: Vec<String>,
    /// A file and a document, by their places.
    pub jobs: Vec<(usize, usize)>,
}

/// What a job gave.
pub type Answer = Result<Vec<Evaluated>, Trouble>;

/// Evaluates Guard rules. Rule files may bring down the process that does: what is handed in here outlives it.
pub trait GuardRunner: fmt::Debug + Send + Sync {
    /// An answer for each job, in their order.
    fn run(&self, work: &Work) -> Vec<Answer>;
}

/// What one rule says of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluated {
    /// Its name in the file.
    pub rule: String,
    /// What it says.
    pub status: Status,
    /// The clauses that made it fail.
    pub failed: Vec<FailedClause>,
}

/// What a rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// It did not apply.
    Skip,
}

impl Status {
    /// Its name in Guard's test files and records.
    pub fn name(self) -> &'static str {
        match self {
            Status::Pass => "PASS",
            Status::Fail => "FAIL",
            Status::Skip => "SKIP",
        }
    }

    /// The one of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Status::Pass, Status::Fail, Status::Skip].into_iter().find(|it| it.name() == name)
    }

    /// What two rules of one name, or a rule asked twice, say together.
    #[must_use]
    pub fn and(self, other: Status) -> Status {
        match (self, other) {
            (Status::Fail, _) | (_, Status::Fail) => Status::Fail,
            (Status::Pass, _) | (_, Status::Pass) => Status::Pass,
            _ => Status::Skip,
        }
    }
}

/// A clause that does not hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FailedClause {
    /// Where in the document its value stands, or as far as it leads: `/Resources/Trail/Properties`.
    pub path: Option<String>,
    /// What is missing there; empty where the value is there.
    pub missing: String,
    /// What its author says.
    pub message: Option<String>,
    /// The clause, as Guard writes it.
    pub clause: String,
}

/// Why a job gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// The file is not well written: line, column, and what was expected there.
    Malformed {
        /// The line, from 1.
        line: u32,
        /// The column, from 1.
        column: u32,
        /// What was expected, in Guard's words; empty where it does not say.
        expected: String,
    },
    /// The rules ask for something that cannot be had: a variable that is not there.
    Refused(String),
    /// The process that evaluated it ended.
    Crashed(String),
    /// It took longer than that many seconds.
    TimedOut(u64),
    /// There is nobody who evaluates.
    NoRunner(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Malformed { expected, .. } if expected.is_empty() => {
                out.write_str("this is no Guard rule: it cannot be read from here on")
            }
            Trouble::Malformed { expected, .. } => write!(out, "this is no Guard rule: {expected}"),
            Trouble::Refused(reason) => write!(out, "its rules cannot be evaluated: {reason}"),
            Trouble::Crashed(reason) => {
                write!(out, "its rules cannot be evaluated: the process that did ended ({reason})")
            }
            Trouble::TimedOut(seconds) => {
                write!(out, "its rules cannot be evaluated: they took longer than {seconds} seconds")
            }
            Trouble::NoRunner(reason) => write!(out, "its rules are not evaluated: {reason}"),
        }
    }
}
