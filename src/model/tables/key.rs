//! `aws_kms_key`, `AWS::KMS::Key`, their kin and their aliases.

use super::{back, companion, form, row, to_one};
use crate::model::{
    By,
    Default::{self, Bool, Computed, Null, Number},
    FieldKind::{Bool as FLAG, Document, Number as NUMBER, String as TEXT, Tags},
    ModelType, Reading,
};

/// A key.
pub const KEY: ModelType = ModelType {
    name: "key",
    documentation: "a KMS key",
    terraform: &[
        "aws_kms_key",
        "aws_kms_external_key",
        "aws_kms_replica_key",
        "aws_kms_replica_external_key",
        "data.aws_kms_key",
    ],
    cloudformation: &["AWS::KMS::Key", "AWS::KMS::ReplicaKey"],
    named_by: &[By::Field("key_id"), By::ArnEnding(":key/", "key_id")],
    only_in_scope: true,
    fields: &[
        row(
            "key_id",
            TEXT,
            "key_id",
            "",
            Computed,
            "the key's id; of a data source, what it is looked up by",
        ),
        row(
            "rotation",
            FLAG,
            "enable_key_rotation",
            "EnableKeyRotation",
            Bool(false),
            "whether the key rotates",
        ),
        row(
            "rotation_days",
            NUMBER,
            "rotation_period_in_days",
            "RotationPeriodInDays",
            Number(365),
            "days between rotations",
        ),
        row("enabled", FLAG, "is_enabled", "Enabled", Bool(true), "whether the key can be used")
            .or_in(&[form("enabled", Reading::Plain)]),
        row(
            "usage",
            TEXT,
            "key_usage",
            "KeyUsage",
            Default::String("ENCRYPT_DECRYPT"),
            "`ENCRYPT_DECRYPT`, `SIGN_VERIFY`, `GENERATE_VERIFY_MAC` or `KEY_AGREEMENT`",
        ),
        row(
            "spec",
            TEXT,
            "customer_master_key_spec",
            "KeySpec",
            Default::String("SYMMETRIC_DEFAULT"),
            "the kind of key material",
        )
        .or_in(&[form("key_spec", Reading::Plain)]),
        row(
            "multi_region",
            FLAG,
            "multi_region",
            "MultiRegion",
            Bool(false),
            "whether replicas can be made of it",
        ),
        row(
            "origin",
            TEXT,
            "",
            "Origin",
            Null,
            "`AWS_KMS`, `EXTERNAL` or `AWS_CLOUDHSM`; null where not said",
        ),
        row(
            "custom_store_id",
            TEXT,
            "custom_key_store_id",
            "",
            Null,
            "the custom key store that holds its material",
        ),
        row(
            "primary_key_arn",
            TEXT,
            "primary_key_arn",
            "PrimaryKeyArn",
            Null,
            "of a replica: the key it copies",
        ),
        row(
            "deletion_window",
            NUMBER,
            "deletion_window_in_days",
            "PendingWindowInDays",
            Number(30),
            "days between scheduling deletion and deletion",
        ),
        row("policy", Document, "policy", "KeyPolicy", Null, "the key policy; null: the default one")
            .or_in(&[companion("aws_kms_key_policy", "key_id", "policy", Null)]),
        row("tags", Tags, "tags", "Tags", Null, "tags"),
    ],
    links: &[
        to_one("primary", "primary_key_arn", "key", "of a replica: the key it copies"),
        back("aliases", "key_alias", "key", "its aliases").out_of_scope(),
        back("trails", "trail", "key", "the trails that encrypt with it").out_of_scope(),
        back("log_groups", "log_group", "key", "the log groups that are encrypted with it").out_of_scope(),
    ],
};

/// An alias of a key.
pub const KEY_ALIAS: ModelType = ModelType {
    name: "key_alias",
    documentation: "an alias of a KMS key",
    terraform: &["aws_kms_alias", "data.aws_kms_alias"],
    cloudformation: &["AWS::KMS::Alias"],
    named_by: &[By::Field("name"), By::ArnLast(":", "name")],
    only_in_scope: true,
    fields: &[
        row("name", TEXT, "name", "AliasName", Computed, "`alias/…`"),
        row("target_key_id", TEXT, "target_key_id", "TargetKeyId", Null, "the key it stands for"),
    ],
    links: &[to_one("key", "target_key_id", "key", "the key it stands for")],
};
