//! `aws_cloudwatch_log_group` and `AWS::Logs::LogGroup`.

use super::row;
use crate::model::{
    Default::{self, Bool, Computed, Null, Number},
    FieldKind, ModelType,
};

/// A log group.
pub const LOG_GROUP: ModelType = ModelType {
    name: "log_group",
    documentation: "a CloudWatch Logs group",
    terraform: &["aws_cloudwatch_log_group"],
    cloudformation: &["AWS::Logs::LogGroup"],
    fields: &[
        row("name", FieldKind::String, "name", "LogGroupName", Computed, "the group's name"),
        row(
            "retention_days",
            FieldKind::Number,
            "retention_in_days",
            "RetentionInDays",
            Number(0),
            "days that events are kept; 0: for ever",
        ),
        row(
            "kms_key_id",
            FieldKind::String,
            "kms_key_id",
            "KmsKeyId",
            Null,
            "the KMS key that events are encrypted with",
        ),
        row(
            "class",
            FieldKind::String,
            "log_group_class",
            "LogGroupClass",
            Default::String("STANDARD"),
            "`STANDARD`, `INFREQUENT_ACCESS` or `DELIVERY`",
        ),
        row(
            "deletion_protection",
            FieldKind::Bool,
            "deletion_protection_enabled",
            "DeletionProtectionEnabled",
            Bool(false),
            "whether it can be deleted",
        ),
    ],
    links: &[],
};
