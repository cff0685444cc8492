//! Bucket policies as resources of their own, and the account's public access block.

use super::{row, to_one};
use crate::model::{
    Default::{Bool, Null},
    FieldKind::{Bool as FLAG, Document, String as TEXT},
    ModelType,
};

/// A bucket policy.
pub const BUCKET_POLICY: ModelType = ModelType {
    name: "bucket_policy",
    documentation: "a policy of an S3 bucket, as a resource of its own",
    terraform: &["aws_s3_bucket_policy"],
    cloudformation: &["AWS::S3::BucketPolicy"],
    named_by: &[],
    only_in_scope: true,
    fields: &[
        row("bucket_name", TEXT, "bucket", "Bucket", Null, "name of the bucket"),
        row("document", Document, "policy", "PolicyDocument", Null, "the policy"),
    ],
    links: &[to_one("bucket", "bucket_name", "bucket", "the bucket it is for")],
};

/// The account's public access block.
pub const ACCOUNT_PUBLIC_ACCESS_BLOCK: ModelType = ModelType {
    name: "account_public_access_block",
    documentation: "the S3 public access block of the whole account",
    terraform: &["aws_s3_account_public_access_block"],
    cloudformation: &[],
    named_by: &[],
    only_in_scope: false,
    fields: &[
        row("account_id", TEXT, "account_id", "", Null, "the account; null: the provider's"),
        row("block_public_acls", FLAG, "block_public_acls", "", Bool(false), "new public ACLs are refused"),
        row(
            "block_public_policy",
            FLAG,
            "block_public_policy",
            "",
            Bool(false),
            "public policies are refused",
        ),
        row(
            "ignore_public_acls",
            FLAG,
            "ignore_public_acls",
            "",
            Bool(false),
            "public ACLs count for nothing",
        ),
        row(
            "restrict_public_buckets",
            FLAG,
            "restrict_public_buckets",
            "",
            Bool(false),
            "public policies admit the account alone",
        ),
    ],
    links: &[],
};
