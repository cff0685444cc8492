//! The façade: options and a file system in, a report out. The command, the server and the tests all call this.

mod model_report;

pub use model_report::{ModelEntity, ModelField, ModelReport, ModelUnit};

use crate::check::Finding;
use crate::fs::FileSystem;
use crate::resource::Note;
use crate::rule::Registry;
use crate::source::{SourceMap, Span};
use std::path::PathBuf;
use std::sync::Arc;

/// What to look at and how.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Files and folders to report on.
    pub paths: Vec<PathBuf>,
    /// Rules and groups that are on (empty: the profile decides).
    pub select: Vec<String>,
    /// Rules and groups that are off.
    pub ignore: Vec<String>,
    /// Whether the extended profile is on.
    pub extended: bool,
    /// Whether `.gitignore` and its kin are passed over.
    pub no_ignore: bool,
    /// Whether every file is parsed, not only those that matter.
    pub strict_parse: bool,
    /// `--var NAME=VALUE`, in order.
    pub variables: Vec<(String, String)>,
    /// `--var-file`, in order.
    pub variable_files: Vec<PathBuf>,
    /// `--workspace`
    pub workspace: Option<String>,
    /// `TF_VAR_*` of the environment, only with `--env-vars`.
    pub environment: Vec<(String, String)>,
    /// `--parameter NAME=VALUE`, in order.
    pub parameters: Vec<(String, String)>,
    /// `--parameters FILE`
    pub parameter_files: Vec<PathBuf>,
    /// `--region`
    pub region: Option<String>,
    /// `--account`
    pub account: Option<String>,
    /// `--partition`
    pub partition: Option<String>,
    /// Threads to use; 0: as many as there are cores.
    pub threads: usize,
}

/// Why a run could not be done at all: each variant says whose fault it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// The caller named a path that is not there.
    #[error("`{0}`: no such file or directory")]
    NoSuchPath(String),
    /// The caller named a rule or group that does not exist.
    #[error("there is no rule or group `{name}`{suggestion}")]
    NoSuchRule {
        /// What was given.
        name: String,
        /// "; did you mean `…`?" or nothing.
        suggestion: String,
    },
    /// The caller's input does not parse.
    #[error("{0}")]
    BadInput(String),
}

/// What a run found.
#[derive(Clone, Debug)]
pub struct Report {
    /// Every verdict but not-applicable ones, by file, position, rule.
    pub findings: Vec<Finding>,
    /// How many checks did not apply.
    pub not_applicable: usize,
    /// What was left out, and what would bring it in.
    pub notes: Vec<Note>,
    /// Files that matter and could not be read or parsed.
    pub errors: Vec<FileError>,
    /// Files of the units that were analysed.
    pub files: usize,
    /// Units that were analysed.
    pub units: usize,
    /// Trails that were found.
    pub trails: usize,
    /// The texts that spans point into.
    pub sources: Arc<SourceMap>,
}

/// A file that matters and could not be read or parsed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileError {
    /// The file.
    pub file: PathBuf,
    /// Why.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Where in it.
    pub span: Option<Span>,
}

/// Runs checks. Owns what is kept between runs.
#[derive(Debug, Default)]
pub struct Linter {
    registry: Registry,
}

impl Linter {
    /// A linter with these rules.
    pub fn new(registry: Registry) -> Self {
        Linter { registry }
    }

    /// Its rules.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Analyses and checks.
    ///
    /// # Errors
    /// [`RunError`] where the job cannot be begun; everything later is in the report.
    pub fn run(&self, options: &Options, file_system: &dyn FileSystem) -> Result<Report, RunError> {
        let _ = (options, file_system);
        Err(RunError::BadInput("nothing is wired yet".to_owned()))
    }
    /// The model that rules see, for people and for comparison with other evaluators.
    ///
    /// # Errors
    /// [`RunError`] where the job cannot be begun.
    pub fn model(&self, options: &Options, file_system: &dyn FileSystem) -> Result<ModelReport, RunError> {
        let _ = (options, file_system);
        Err(RunError::BadInput("nothing is wired yet".to_owned()))
    }
}
