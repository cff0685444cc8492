//! Log groups and what counts events in them.

use super::{back, row, to_one};
use crate::model::{
    By,
    Default::{self, Bool, Computed, Empty, Null, Number},
    Field,
    FieldKind::{Bool as FLAG, Map, Number as NUMBER, Objects, String as TEXT, Tags},
    Link, LinkKind, ModelType,
};

/// A log group.
pub const LOG_GROUP: ModelType = ModelType {
    name: "log_group",
    documentation: "a CloudWatch Logs group",
    terraform: &["aws_cloudwatch_log_group", "data.aws_cloudwatch_log_group"],
    cloudformation: &["AWS::Logs::LogGroup"],
    named_by: &[By::Field("name"), By::ArnEnding(":log-group:", "name")],
    only_in_scope: true,
    fields: &[
        row("name", TEXT, "name", "LogGroupName", Computed, "the group's name"),
        row(
            "retention_days",
            NUMBER,
            "retention_in_days",
            "RetentionInDays",
            Number(0),
            "days that events are kept; 0: for ever",
        ),
        row("kms_key_id", TEXT, "kms_key_id", "KmsKeyId", Null, "the KMS key that events are encrypted with"),
        row(
            "class",
            TEXT,
            "log_group_class",
            "LogGroupClass",
            Default::String("STANDARD"),
            "`STANDARD`, `INFREQUENT_ACCESS` or `DELIVERY`",
        ),
        row(
            "deletion_protection",
            FLAG,
            "deletion_protection_enabled",
            "DeletionProtectionEnabled",
            Bool(false),
            "whether deleting it is refused",
        ),
        row("skip_destroy", FLAG, "skip_destroy", "", Bool(false), "whether destroying leaves it there"),
        row("tags", Tags, "tags", "Tags", Null, "tags"),
    ],
    links: &[
        to_one("key", "kms_key_id", "key", "the key that events are encrypted with"),
        back("trails", "trail", "log_group", "the trails that deliver to it").out_of_scope(),
        back("filters", "metric_filter", "log_group", "the metric filters on it"),
    ],
};

/// A metric filter.
pub const METRIC_FILTER: ModelType = ModelType {
    name: "metric_filter",
    documentation: "a metric filter on a log group",
    terraform: &["aws_cloudwatch_log_metric_filter"],
    cloudformation: &["AWS::Logs::MetricFilter"],
    named_by: &[],
    only_in_scope: true,
    fields: &[
        row("name", TEXT, "name", "FilterName", Computed, "its name"),
        row("log_group_name", TEXT, "log_group_name", "LogGroupName", Null, "name of the log group"),
        row("pattern", TEXT, "pattern", "FilterPattern", Null, "which events it counts"),
        row(
            "metrics",
            Objects(METRICS),
            "metric_transformation",
            "MetricTransformations",
            Empty,
            "the metrics it writes",
        ),
    ],
    links: &[
        to_one("log_group", "log_group_name", "log_group", "the log group it reads").out_of_scope(),
        Link {
            name: "alarms",
            kind: LinkKind::Alike(&[("name", "metric_name"), ("namespace", "namespace")]),
            field: "metrics",
            target: "alarm",
            carries_scope: true,
            documentation: "the alarms on a metric that it writes: same name and namespace",
        },
        Link {
            name: "named_alarms",
            kind: LinkKind::Alike(&[("name", "metric_name")]),
            field: "metrics",
            target: "alarm",
            carries_scope: true,
            documentation: "the alarms that are meant for a metric that it writes: same name, in whatever namespace",
        },
    ],
};

const METRICS: &[Field] = &[
    row("name", TEXT, "name", "MetricName", Null, "the metric's name"),
    row("namespace", TEXT, "namespace", "MetricNamespace", Null, "its namespace"),
    row("value", TEXT, "value", "MetricValue", Null, "what one event adds"),
    row(
        "default_value",
        TEXT,
        "default_value",
        "DefaultValue",
        Null,
        "what is written when no event matches",
    ),
    row("dimensions", Map, "dimensions", "Dimensions", Null, "dimensions"),
    row("unit", TEXT, "unit", "Unit", Default::String("None"), "its unit"),
];
