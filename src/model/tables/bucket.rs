//! `aws_s3_bucket` and `AWS::S3::Bucket`.

use super::row;
use crate::model::{
    Default::{Bool, Computed, Null},
    FieldKind, ModelType,
};

/// A bucket.
pub const BUCKET: ModelType = ModelType {
    name: "bucket",
    documentation: "an S3 bucket",
    terraform: &["aws_s3_bucket"],
    cloudformation: &["AWS::S3::Bucket"],
    fields: &[
        row("name", FieldKind::String, "bucket", "BucketName", Computed, "the bucket's name"),
        row(
            "force_destroy",
            FieldKind::Bool,
            "force_destroy",
            "",
            Bool(false),
            "whether destroying it empties it first",
        ),
        row("tags", FieldKind::Map, "tags", "Tags", Null, "tags"),
    ],
    links: &[],
};
