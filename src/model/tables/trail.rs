//! `aws_cloudtrail` and `AWS::CloudTrail::Trail`.

use super::{row, to_one};
use crate::model::{
    By,
    Default::{self, Bool, Computed, Empty, Null},
    Field,
    FieldKind::{self, Objects, Strings, Tags},
    ModelType,
};

const TEXT: FieldKind = FieldKind::String;
const FLAG: FieldKind = FieldKind::Bool;

/// A trail.
pub const TRAIL: ModelType = ModelType {
    name: "trail",
    documentation: "a CloudTrail trail",
    terraform: &["aws_cloudtrail"],
    cloudformation: &["AWS::CloudTrail::Trail"],
    named_by: &[By::Field("name"), By::ArnLast("/", "name")],
    only_in_scope: false,
    fields: &[
        row("name", TEXT, "name", "TrailName", Computed, "the trail's name"),
        row(
            "bucket_name",
            TEXT,
            "s3_bucket_name",
            "S3BucketName",
            Null,
            "name of the bucket that log files are delivered to",
        ),
        row(
            "key_prefix",
            TEXT,
            "s3_key_prefix",
            "S3KeyPrefix",
            Null,
            "what the keys of log files begin with",
        ),
        row(
            "topic_name",
            TEXT,
            "sns_topic_name",
            "SnsTopicName",
            Null,
            "name or ARN of the topic told of every delivery",
        ),
        row(
            "logging_enabled",
            FLAG,
            "enable_logging",
            "IsLogging",
            Bool(true),
            "whether the trail records; CloudFormation has no default and refuses a trail without it",
        )
        .cloudformation_default(Bool(false)),
        row(
            "multi_region",
            FLAG,
            "is_multi_region_trail",
            "IsMultiRegionTrail",
            Bool(false),
            "whether it records every Region",
        ),
        row(
            "include_global",
            FLAG,
            "include_global_service_events",
            "IncludeGlobalServiceEvents",
            Bool(true),
            "whether events of global services (IAM, STS, CloudFront) are recorded",
        )
        .cloudformation_default(Bool(false)),
        row(
            "organization",
            FLAG,
            "is_organization_trail",
            "IsOrganizationTrail",
            Bool(false),
            "whether it records every account of the organization",
        ),
        row(
            "log_file_validation",
            FLAG,
            "enable_log_file_validation",
            "EnableLogFileValidation",
            Bool(false),
            "whether digest files prove that log files were not changed",
        ),
        row(
            "kms_key_id",
            TEXT,
            "kms_key_id",
            "KMSKeyId",
            Null,
            "the KMS key that log files are encrypted with",
        ),
        row(
            "log_group_arn",
            TEXT,
            "cloud_watch_logs_group_arn",
            "CloudWatchLogsLogGroupArn",
            Null,
            "the CloudWatch Logs group that events are delivered to",
        ),
        row(
            "role_arn",
            TEXT,
            "cloud_watch_logs_role_arn",
            "CloudWatchLogsRoleArn",
            Null,
            "the role that CloudTrail takes to write to the log group",
        ),
        row(
            "basic_selectors",
            Objects(BASIC),
            "event_selector",
            "EventSelectors",
            Empty,
            "basic event selectors",
        ),
        row(
            "advanced_selectors",
            Objects(ADVANCED),
            "advanced_event_selector",
            "AdvancedEventSelectors",
            Empty,
            "advanced event selectors",
        ),
        row(
            "insights",
            Objects(INSIGHT),
            "insight_selector",
            "InsightSelectors",
            Empty,
            "what CloudTrail Insights analyses",
        ),
        row("tags", Tags, "tags", "Tags", Null, "tags"),
    ],
    links: &[
        to_one("bucket", "bucket_name", "bucket", "the bucket that log files are delivered to"),
        to_one("key", "kms_key_id", "key", "the key that log files are encrypted with"),
        to_one("key_alias", "kms_key_id", "key_alias", "the alias by which the key is named"),
        to_one("log_group", "log_group_arn", "log_group", "the log group that events are delivered to"),
        to_one("role", "role_arn", "role", "the role that CloudTrail takes to write to the log group"),
        to_one("topic", "topic_name", "topic", "the topic told of every delivery"),
    ],
};

const BASIC: &[Field] = &[
    row(
        "read_write",
        TEXT,
        "read_write_type",
        "ReadWriteType",
        Default::String("All"),
        "`All`, `ReadOnly` or `WriteOnly`",
    ),
    row(
        "management",
        FLAG,
        "include_management_events",
        "IncludeManagementEvents",
        Bool(true),
        "whether management events are recorded",
    ),
    row(
        "exclude_sources",
        Strings,
        "exclude_management_event_sources",
        "ExcludeManagementEventSources",
        Empty,
        "sources whose management events are left out",
    ),
    row("data", Objects(DATA), "data_resource", "DataResources", Empty, "data events"),
];

const DATA: &[Field] = &[
    row("type", TEXT, "type", "Type", Null, "the resource type"),
    row("values", Strings, "values", "Values", Empty, "ARNs or their beginnings"),
];

pub(super) const ADVANCED: &[Field] = &[
    row("name", TEXT, "name", "Name", Null, "the selector's name"),
    row(
        "fields",
        Objects(CONDITION),
        "field_selector",
        "FieldSelectors",
        Empty,
        "conditions that an event must meet, all of them",
    ),
];

const CONDITION: &[Field] = &[
    row("field", TEXT, "field", "Field", Null, "the event's field"),
    row("equals", Strings, "equals", "Equals", Empty, "is one of"),
    row("not_equals", Strings, "not_equals", "NotEquals", Empty, "is none of"),
    row("starts_with", Strings, "starts_with", "StartsWith", Empty, "starts with one of"),
    row("not_starts_with", Strings, "not_starts_with", "NotStartsWith", Empty, "starts with none of"),
    row("ends_with", Strings, "ends_with", "EndsWith", Empty, "ends with one of"),
    row("not_ends_with", Strings, "not_ends_with", "NotEndsWith", Empty, "ends with none of"),
];

pub(super) const INSIGHT: &[Field] = &[
    row("type", TEXT, "insight_type", "InsightType", Null, "`ApiCallRateInsight` or `ApiErrorRateInsight`"),
    row("categories", Strings, "", "EventCategories", Empty, "which events are analysed"),
];
