//! `aws_s3_bucket` and `AWS::S3::Bucket`, with the resources that version 4 of the Terraform provider split off.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-4-upgrade>: the inline blocks
//! are older forms; a split resource wins where both are there.

use super::bucket_objects::{GRANTS, LIFECYCLE_RULES, REPLICATION_RULES};
use super::{back, companion, form, property, row, to_one, to_several};
use crate::model::{
    By,
    Default::{self, Bool, Computed, Empty, Null},
    FieldKind::{Bool as FLAG, Document, Number, Objects, String as TEXT, Tags},
    Link, LinkKind, ModelType, Reading, Source,
};

const VERSIONING: &str = "aws_s3_bucket_versioning";
const BLOCK: &str = "aws_s3_bucket_public_access_block";
const ENCRYPTION: &str = "aws_s3_bucket_server_side_encryption_configuration";
const LOCK: &str = "aws_s3_bucket_object_lock_configuration";

const fn split(resource: &'static str, path: &'static str) -> Source {
    companion(resource, "bucket", path, Null)
}

const fn block(path: &'static str) -> Source {
    companion(BLOCK, "bucket", path, Bool(false))
}

/// A bucket.
pub const BUCKET: ModelType = ModelType {
    name: "bucket",
    documentation: "an S3 bucket",
    terraform: &["aws_s3_bucket"],
    cloudformation: &["AWS::S3::Bucket"],
    named_by: &[By::Field("name"), By::ArnEnding(":s3:::", "name")],
    only_in_scope: true,
    fields: &[
        row("name", TEXT, "bucket", "BucketName", Computed, "the bucket's name"),
        row("force_destroy", FLAG, "force_destroy", "", Bool(false), "whether destroying it empties it first")
            .cloudformation_default(Null),
        row(
            "versioning",
            TEXT,
            "",
            "VersioningConfiguration.Status",
            Default::String("Disabled"),
            "`Enabled`, `Suspended` or `Disabled`",
        )
        .or_in(&[
            split(VERSIONING, "versioning_configuration.status"),
            form("versioning.enabled", Reading::EnabledOr("Disabled")),
        ]),
        row("mfa_delete", TEXT, "", "", Default::String("Disabled"), "`Enabled` or `Disabled`")
            .cloudformation_default(Null)
            .or_in(&[
                split(VERSIONING, "versioning_configuration.mfa_delete"),
                form("versioning.mfa_delete", Reading::EnabledOr("Disabled")),
            ]),
        row(
            "block_public_acls",
            FLAG,
            "",
            "PublicAccessBlockConfiguration.BlockPublicAcls",
            Null,
            "whether new public ACLs are refused; null where nothing here says it",
        )
        .or_in(&[block("block_public_acls"), DECLARED]),
        row(
            "block_public_policy",
            FLAG,
            "",
            "PublicAccessBlockConfiguration.BlockPublicPolicy",
            Null,
            "whether public policies are refused; null where nothing here says it",
        )
        .or_in(&[block("block_public_policy"), DECLARED]),
        row(
            "ignore_public_acls",
            FLAG,
            "",
            "PublicAccessBlockConfiguration.IgnorePublicAcls",
            Null,
            "whether public ACLs count for nothing; null where nothing here says it",
        )
        .or_in(&[block("ignore_public_acls"), DECLARED]),
        row(
            "restrict_public_buckets",
            FLAG,
            "",
            "PublicAccessBlockConfiguration.RestrictPublicBuckets",
            Null,
            "whether a public policy admits this account alone; null where nothing here says it",
        )
        .or_in(&[block("restrict_public_buckets"), DECLARED]),
        row("acl", TEXT, "acl", "", Null, "the canned ACL, as Terraform spells it")
            .or_in(&[split("aws_s3_bucket_acl", "acl"), property("AccessControl", Reading::CannedAcl)]),
        row("grants", Objects(GRANTS), "grant", "", Empty, "grants of the ACL")
            .or_in(&[split("aws_s3_bucket_acl", "access_control_policy.grant")]),
        row(
            "object_ownership",
            TEXT,
            "",
            "OwnershipControls.Rules.ObjectOwnership",
            Null,
            "`BucketOwnerEnforced` (no ACLs), `BucketOwnerPreferred` or `ObjectWriter`; null where not said",
        )
        .or_in(&[split("aws_s3_bucket_ownership_controls", "rule.object_ownership")]),
        row(
            "access_log_bucket",
            TEXT,
            "",
            "LoggingConfiguration.DestinationBucketName",
            Null,
            "name of the bucket that access logs go to",
        )
        .or_in(&[split("aws_s3_bucket_logging", "target_bucket"), form("logging.target_bucket", Reading::Plain)]),
        row("access_log_prefix", TEXT, "", "LoggingConfiguration.LogFilePrefix", Null, "what their keys begin with")
            .or_in(&[
                split("aws_s3_bucket_logging", "target_prefix"),
                form("logging.target_prefix", Reading::Plain),
            ]),
        row(
            "access_logging",
            TEXT,
            "",
            "",
            Null,
            "`declared` where access logging is configured, to whatever bucket",
        )
        .or_in(&[
            Source { reading: Reading::Presence("declared"), ..split("aws_s3_bucket_logging", "bucket") },
            form("logging", Reading::Presence("declared")),
            property("LoggingConfiguration", Reading::Presence("declared")),
        ]),
        row(
            "encryption_algorithm",
            TEXT,
            "",
            "BucketEncryption.ServerSideEncryptionConfiguration.ServerSideEncryptionByDefault.SSEAlgorithm",
            Default::String("AES256"),
            "`AES256`, `aws:kms` or `aws:kms:dsse`",
        )
        .or_in(&[
            split(ENCRYPTION, "rule.apply_server_side_encryption_by_default.sse_algorithm"),
            form(
                "server_side_encryption_configuration.rule.apply_server_side_encryption_by_default.sse_algorithm",
                Reading::Plain,
            ),
        ]),
        row(
            "encryption_key_id",
            TEXT,
            "",
            "BucketEncryption.ServerSideEncryptionConfiguration.ServerSideEncryptionByDefault.KMSMasterKeyID",
            Null,
            "the KMS key of default encryption",
        )
        .or_in(&[
            split(ENCRYPTION, "rule.apply_server_side_encryption_by_default.kms_master_key_id"),
            form(
                "server_side_encryption_configuration.rule.apply_server_side_encryption_by_default.kms_master_key_id",
                Reading::Plain,
            ),
        ]),
        row(
            "bucket_key",
            FLAG,
            "",
            "BucketEncryption.ServerSideEncryptionConfiguration.BucketKeyEnabled",
            Bool(false),
            "whether default encryption uses an S3 Bucket Key",
        )
        .or_in(&[
            split(ENCRYPTION, "rule.bucket_key_enabled"),
            form("server_side_encryption_configuration.rule.bucket_key_enabled", Reading::Plain),
        ]),
        row(
            "object_lock_enabled",
            FLAG,
            "object_lock_enabled",
            "ObjectLockEnabled",
            Bool(false),
            "whether Object Lock can be used",
        )
        .or_in(&[
            Source { reading: Reading::Enabled, ..companion(LOCK, "bucket", "object_lock_enabled", Bool(true)) },
            form("object_lock_configuration.object_lock_enabled", Reading::Enabled),
        ]),
        row(
            "object_lock_mode",
            TEXT,
            "",
            "ObjectLockConfiguration.Rule.DefaultRetention.Mode",
            Null,
            "`GOVERNANCE` or `COMPLIANCE` of the default retention",
        )
        .or_in(&[
            split(LOCK, "rule.default_retention.mode"),
            form("object_lock_configuration.rule.default_retention.mode", Reading::Plain),
        ]),
        row(
            "object_lock_days",
            Number,
            "",
            "ObjectLockConfiguration.Rule.DefaultRetention.Days",
            Null,
            "days of the default retention",
        )
        .or_in(&[
            split(LOCK, "rule.default_retention.days"),
            form("object_lock_configuration.rule.default_retention.days", Reading::Plain),
        ]),
        row(
            "object_lock_years",
            Number,
            "",
            "ObjectLockConfiguration.Rule.DefaultRetention.Years",
            Null,
            "years of the default retention",
        )
        .or_in(&[
            split(LOCK, "rule.default_retention.years"),
            form("object_lock_configuration.rule.default_retention.years", Reading::Plain),
        ]),
        row(
            "lifecycle_rules",
            Objects(LIFECYCLE_RULES),
            "lifecycle_rule",
            "LifecycleConfiguration.Rules",
            Empty,
            "when objects expire",
        )
        .or_in(&[split("aws_s3_bucket_lifecycle_configuration", "rule")]),
        row(
            "replication_rules",
            Objects(REPLICATION_RULES),
            "replication_configuration.rules",
            "ReplicationConfiguration.Rules",
            Empty,
            "what is copied to other buckets",
        )
        .or_in(&[split("aws_s3_bucket_replication_configuration", "rule")]),
        row("request_payer", TEXT, "request_payer", "", Default::String("BucketOwner"), "`BucketOwner` or `Requester`")
            .or_in(&[split("aws_s3_bucket_request_payment_configuration", "payer")]),
        row("policy", Document, "policy", "", Null, "the bucket policy; null where none is here").or_in(&[
            split("aws_s3_bucket_policy", "policy"),
            super::beside("AWS::S3::BucketPolicy", "Bucket", "PolicyDocument"),
        ]),
        row("tags", Tags, "tags", "Tags", Null, "tags"),
    ],
    links: &[
        back("trails", "trail", "bucket", "the trails that deliver to it"),
        back("policies", "bucket_policy", "bucket", "its policies as resources of their own"),
        to_one("key", "encryption_key_id", "key", "the key of its default encryption"),
        to_one("access_log_target", "access_log_bucket", "bucket", "the bucket that its access logs go to")
            .out_of_scope(),
        to_several("replicas", "replication_rules.destination", "bucket", "the buckets that it is copied to")
            .out_of_scope(),
        Link {
            name: "access_log_sources",
            kind: LinkKind::Back("access_log_target"),
            field: "",
            target: "bucket",
            carries_scope: false,
            documentation: "the buckets whose access logs it takes",
        },
    ],
};

/// A block that says one of the four says them all.
const DECLARED: Source = Source {
    default: Bool(false),
    reading: Reading::FalseIfThere,
    ..property("PublicAccessBlockConfiguration", Reading::Plain)
};
