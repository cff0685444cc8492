//! `aws_cloudtrail` and `AWS::CloudTrail::Trail`.

use super::row;
use crate::model::{
    By,
    Default::{self, Bool, Computed, Empty, Null},
    Field,
    FieldKind::{self, Map, Objects, Strings},
    Link, ModelType,
};

const TEXT: FieldKind = FieldKind::String;
const FLAG: FieldKind = FieldKind::Bool;

/// A trail.
pub const TRAIL: ModelType = ModelType {
    name: "trail",
    documentation: "a CloudTrail trail",
    terraform: &["aws_cloudtrail"],
    cloudformation: &["AWS::CloudTrail::Trail"],
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
        Field {
            name: "logging_enabled",
            kind: FLAG,
            terraform: "enable_logging",
            cloudformation: "IsLogging",
            terraform_default: Bool(true),
            cloudformation_default: Bool(false),
            documentation: "whether the trail records; CloudFormation has no default and refuses a trail without it",
        },
        row(
            "multi_region",
            FLAG,
            "is_multi_region_trail",
            "IsMultiRegionTrail",
            Bool(false),
            "whether it records every Region",
        ),
        Field {
            name: "include_global",
            kind: FLAG,
            terraform: "include_global_service_events",
            cloudformation: "IncludeGlobalServiceEvents",
            terraform_default: Bool(true),
            cloudformation_default: Bool(false),
            documentation: "whether events of global services (IAM, STS, CloudFront) are recorded",
        },
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
        row("tags", Map, "tags", "Tags", Null, "tags"),
    ],
    links: &[
        Link {
            name: "bucket",
            field: "bucket_name",
            target: "bucket",
            by: &[By::Field("name")],
            documentation: "the bucket that log files are delivered to",
        },
        Link {
            name: "key",
            field: "kms_key_id",
            target: "key",
            by: &[By::ArnEnding(":key/", "key_id")],
            documentation: "the key that log files are encrypted with",
        },
        Link {
            name: "key_alias",
            field: "kms_key_id",
            target: "key_alias",
            by: &[By::Field("name"), By::ArnEnding(":alias/", "short_name")],
            documentation: "the alias by which the key is named",
        },
        Link {
            name: "log_group",
            field: "log_group_arn",
            target: "log_group",
            by: &[By::ArnEnding(":log-group:", "name")],
            documentation: "the log group that events are delivered to",
        },
        Link {
            name: "role",
            field: "role_arn",
            target: "role",
            by: &[By::ArnEnding(":role/", "name")],
            documentation: "the role that CloudTrail takes to write to the log group",
        },
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

const ADVANCED: &[Field] = &[
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

const INSIGHT: &[Field] = &[
    row("type", TEXT, "insight_type", "InsightType", Null, "`ApiCallRateInsight` or `ApiErrorRateInsight`"),
    row("categories", Strings, "", "EventCategories", Empty, "which events are analysed"),
];
