//! `aws_iam_role` and `AWS::IAM::Role`.

use super::row;
use crate::model::{
    Default::{Computed, Null},
    FieldKind, ModelType,
};

/// A role.
pub const ROLE: ModelType = ModelType {
    name: "role",
    documentation: "an IAM role",
    terraform: &["aws_iam_role"],
    cloudformation: &["AWS::IAM::Role"],
    fields: &[
        row("name", FieldKind::String, "name", "RoleName", Computed, "the role's name"),
        row(
            "trust_policy",
            FieldKind::Document,
            "assume_role_policy",
            "AssumeRolePolicyDocument",
            Null,
            "who may take the role",
        ),
    ],
    links: &[],
};
