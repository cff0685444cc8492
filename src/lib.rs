//! trailguard reads Terraform and CloudFormation and says what the AWS audit trail they describe will do.
//!
//! Data flows one way: discover → load → resolve → normalise → check → settle → report.

pub mod check;
pub mod cli;
pub mod cloudformation;
pub mod discover;
pub mod expr;
pub mod fs;
pub mod iam;
pub mod linter;
pub mod load;
pub mod metric_filter;
pub mod model;
pub mod normalise;
pub mod report;
pub mod resource;
pub mod rule;
pub mod source;
pub mod suppress;
pub mod syntax;
pub mod terraform;
pub mod value;
