//! trailguard reads Terraform and CloudFormation and says what the AWS audit trail they describe will do.
//!
//! Data flows one way: discover → load → resolve → normalise → check → settle → report.

pub mod cloudformation;
pub mod expr;
pub mod fs;
pub mod load;
pub mod resource;
pub mod source;
pub mod syntax;
pub mod value;
