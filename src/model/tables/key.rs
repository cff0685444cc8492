//! `aws_kms_key`, `AWS::KMS::Key` and their aliases.

use super::row;
use crate::model::{
    By,
    Default::{Bool, Computed, Null, Number},
    FieldKind, Link, ModelType,
};

/// A key.
pub const KEY: ModelType = ModelType {
    name: "key",
    documentation: "a KMS key",
    terraform: &["aws_kms_key", "data.aws_kms_key"],
    cloudformation: &["AWS::KMS::Key"],
    fields: &[
        row(
            "key_id",
            FieldKind::String,
            "key_id",
            "",
            Computed,
            "the key's id; of a data source, what it is looked up by",
        ),
        row(
            "rotation",
            FieldKind::Bool,
            "enable_key_rotation",
            "EnableKeyRotation",
            Bool(false),
            "whether the key rotates",
        ),
        row("enabled", FieldKind::Bool, "is_enabled", "Enabled", Bool(true), "whether the key can be used"),
        row(
            "deletion_window",
            FieldKind::Number,
            "deletion_window_in_days",
            "PendingWindowInDays",
            Number(30),
            "days between scheduling deletion and deletion",
        ),
        row("policy", FieldKind::Document, "policy", "KeyPolicy", Null, "the key policy"),
    ],
    links: &[],
};

/// An alias of a key.
pub const KEY_ALIAS: ModelType = ModelType {
    name: "key_alias",
    documentation: "an alias of a KMS key",
    terraform: &["aws_kms_alias", "data.aws_kms_alias"],
    cloudformation: &["AWS::KMS::Alias"],
    fields: &[
        row("name", FieldKind::String, "name", "AliasName", Computed, "`alias/…`"),
        row(
            "target_key_id",
            FieldKind::String,
            "target_key_id",
            "TargetKeyId",
            Null,
            "the key it stands for",
        ),
    ],
    links: &[Link {
        name: "key",
        field: "target_key_id",
        target: "key",
        by: &[By::ArnEnding(":key/", "key_id")],
        documentation: "the key it stands for",
    }],
};
