//! Terraform: configuration and plans to resources.
//!
//! Knows neither CloudFormation nor a rule, nor what a trail is.

pub mod plan;
