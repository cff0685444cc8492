//! What a run can be told beyond paths and single inputs: per path, per rule, per deployment. Knows no file format: the
//! command, the configuration and tests all say it in these words.

use crate::fs::{FileSystem, PathGlobs};
use crate::rule::{Settings, Severity};
use crate::source::Span;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Units that are deployed to one account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountGroup {
    /// Its name.
    pub name: String,
    /// Patterns of the paths of its units.
    pub paths: Vec<String>,
}

/// A pattern of whole paths, and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPattern {
    /// The pattern, over whole paths.
    pub glob: String,
    /// As it was written.
    pub written: String,
    /// Where, in a source of [`Options::written_in`](super::Options::written_in).
    pub span: Option<Span>,
}

impl PathPattern {
    /// Compiled patterns; those that are none match nothing.
    pub(super) fn compile(patterns: &[PathPattern]) -> PathGlobs {
        PathGlobs::new(patterns.iter().map(|pattern| &*pattern.glob)).unwrap_or_default()
    }
}

/// What is said otherwise of some paths.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PathOverride {
    /// Of which: the unit, the file of the resource or that of the finding.
    pub paths: Vec<PathPattern>,
    /// Rules and groups that run there, and no others; empty: as everywhere.
    pub select: Vec<String>,
    /// Rules and groups that do not run there.
    pub ignore: Vec<String>,
    /// What rules are told there.
    pub rules: BTreeMap<String, RuleSettings>,
}

/// What a rule is told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleSettings {
    /// How bad its failures are.
    pub severity: Option<Severity>,
    /// Its parameters.
    pub parameters: Settings,
}

/// Region, account and partition of what lies under some paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathSurroundings {
    /// Under which.
    pub paths: Vec<PathPattern>,
    /// The region.
    pub region: Option<String>,
    /// The account's id.
    pub account: Option<String>,
    /// The partition.
    pub partition: Option<String>,
}

/// One of several ways in which a root module or a template is deployed: a unit of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// Its name.
    pub name: String,
    /// The folder of the root module, or the file of the template.
    pub root: PathBuf,
    /// Variables files of Terraform, in order.
    pub variable_files: Vec<PathBuf>,
    /// Variables of Terraform.
    pub variables: Vec<(String, String)>,
    /// The workspace of Terraform.
    pub workspace: Option<String>,
    /// Files of parameters of CloudFormation, in order.
    pub parameter_files: Vec<PathBuf>,
    /// Parameters of CloudFormation.
    pub parameters: Vec<(String, String)>,
    /// The region.
    pub region: Option<String>,
    /// The account's id.
    pub account: Option<String>,
    /// The partition.
    pub partition: Option<String>,
    /// Where its root was written.
    pub span: Option<Span>,
}

/// A trail of the organization that is not in the analysed files and records the account they describe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrganizationTrail {
    /// Its name.
    pub name: Option<String>,
    /// Its ARN.
    pub arn: Option<String>,
    /// The account that owns it.
    pub account: Option<String>,
    /// The region that it was made in.
    pub home_region: Option<String>,
    /// The bucket that its log files go to.
    pub bucket: Option<String>,
    /// The key that encrypts them.
    pub kms_key: Option<String>,
}

impl super::Options {
    /// The same for files in which some of what is named may not be there.
    pub(super) fn there_in(&self, file_system: &dyn FileSystem) -> Self {
        let there = |path: &&PathBuf| file_system.is_file(path) || file_system.is_folder(path);
        let those = |paths: &[PathBuf]| paths.iter().filter(there).cloned().collect::<Vec<_>>();
        let deployment = |deployment: &Deployment| Deployment {
            variable_files: those(&deployment.variable_files),
            parameter_files: those(&deployment.parameter_files),
            ..deployment.clone()
        };
        super::Options {
            paths: those(&self.paths),
            context: those(&self.context),
            variable_files: those(&self.variable_files),
            parameter_files: those(&self.parameter_files),
            deployments: self.deployments.iter().map(deployment).collect(),
            ..self.clone()
        }
    }
}
