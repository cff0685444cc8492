//! The field tables: one file a model type, one row a field.
//!
//! Sources: the provider's schema (hashicorp/aws 6.25.0), the CloudFormation resource schemas and the CloudTrail
//! API reference. Defaults are those that the service ends up with.

mod bucket;
mod key;
mod log_group;
mod role;
mod trail;

use super::{Default, Field, FieldKind, ModelType};

/// All model types.
pub const ALL: &[&ModelType] =
    &[&trail::TRAIL, &bucket::BUCKET, &key::KEY, &key::KEY_ALIAS, &log_group::LOG_GROUP, &role::ROLE];

/// Text whose presence makes a Terraform folder or template worth analysing.
pub const ANCHORS: &[&str] = &["aws_cloudtrail", "AWS::CloudTrail::", "cloudtrail.amazonaws.com"];

/// Whether a resource type of either language belongs to the model.
pub fn is_known(kind: &str) -> bool {
    ALL.iter().any(|it| it.terraform.contains(&kind) || it.cloudformation.contains(&kind))
}

/// A row whose default is the same in both languages.
const fn row(
    name: &'static str,
    kind: FieldKind,
    terraform: &'static str,
    cloudformation: &'static str,
    default: Default,
    documentation: &'static str,
) -> Field {
    Field {
        name,
        kind,
        terraform,
        cloudformation,
        terraform_default: default,
        cloudformation_default: default,
        documentation,
    }
}
