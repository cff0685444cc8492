//! Alarms on metrics, and alarms on alarms.

use super::{back, row, to_several};
use crate::model::{
    By,
    Default::{self, Bool, Computed, Empty, Null, Number},
    Field,
    FieldKind::{Bool as FLAG, Map, Number as NUMBER, Objects, String as TEXT, Strings},
    Link, LinkKind, ModelType,
};

/// An alarm.
pub const ALARM: ModelType = ModelType {
    name: "alarm",
    documentation: "a CloudWatch alarm on a metric",
    terraform: &["aws_cloudwatch_metric_alarm"],
    cloudformation: &["AWS::CloudWatch::Alarm"],
    named_by: &[By::Field("name"), By::ArnEnding(":alarm:", "name")],
    only_in_scope: true,
    fields: &[
        row("name", TEXT, "alarm_name", "AlarmName", Computed, "its name"),
        row("metric_name", TEXT, "metric_name", "MetricName", Null, "the metric's name"),
        row("namespace", TEXT, "namespace", "Namespace", Null, "the metric's namespace"),
        row("statistic", TEXT, "statistic", "Statistic", Null, "`Sum`, `Maximum`, `SampleCount`, …"),
        row("extended_statistic", TEXT, "extended_statistic", "ExtendedStatistic", Null, "a percentile"),
        row(
            "comparison",
            TEXT,
            "comparison_operator",
            "ComparisonOperator",
            Null,
            "`GreaterThanOrEqualToThreshold`, …",
        ),
        row("threshold", NUMBER, "threshold", "Threshold", Null, "what the statistic is compared with"),
        row("period", NUMBER, "period", "Period", Null, "seconds of one period"),
        row(
            "evaluation_periods",
            NUMBER,
            "evaluation_periods",
            "EvaluationPeriods",
            Null,
            "periods looked at",
        ),
        row(
            "datapoints",
            NUMBER,
            "datapoints_to_alarm",
            "DatapointsToAlarm",
            Null,
            "periods that must breach; null: all that are looked at",
        ),
        row(
            "treat_missing_data",
            TEXT,
            "treat_missing_data",
            "TreatMissingData",
            Default::String("missing"),
            "`missing`, `ignore`, `breaching` or `notBreaching`",
        ),
        row("dimensions", Map, "dimensions", "Dimensions", Null, "dimensions"),
        row(
            "unit",
            TEXT,
            "unit",
            "Unit",
            Null,
            "the unit of the data points that it sees; null: all of them",
        ),
        row(
            "queries",
            Objects(QUERIES),
            "metric_query",
            "Metrics",
            Empty,
            "metric math instead of one metric",
        ),
        row(
            "actions_enabled",
            FLAG,
            "actions_enabled",
            "ActionsEnabled",
            Bool(true),
            "whether actions are taken",
        ),
        row("actions", Strings, "alarm_actions", "AlarmActions", Empty, "what is done when it fires"),
    ],
    links: &[
        to_several("topics", "actions", "topic", "the topics it publishes to"),
        back("composites", "composite_alarm", "alarms", "the composite alarms whose rules name it"),
        back("filters", "metric_filter", "alarms", "the metric filters that write its metric"),
        back(
            "named_filters",
            "metric_filter",
            "named_alarms",
            "the metric filters that write a metric of that name, in whatever namespace",
        )
        .out_of_scope(),
    ],
};

const QUERIES: &[Field] = &[
    row("id", TEXT, "id", "Id", Null, "its name in expressions"),
    row("expression", TEXT, "expression", "Expression", Null, "the expression"),
    row("metric_name", TEXT, "metric.metric_name", "MetricStat.Metric.MetricName", Null, "the metric's name"),
    row("namespace", TEXT, "metric.namespace", "MetricStat.Metric.Namespace", Null, "the metric's namespace"),
    row("statistic", TEXT, "metric.stat", "MetricStat.Stat", Null, "the statistic"),
    row("period", NUMBER, "metric.period", "MetricStat.Period", Number(0), "seconds of one period"),
    row("return_data", FLAG, "return_data", "ReturnData", Null, "whether the alarm watches it"),
];

/// A composite alarm.
pub const COMPOSITE_ALARM: ModelType = ModelType {
    name: "composite_alarm",
    documentation: "a CloudWatch alarm on other alarms",
    terraform: &["aws_cloudwatch_composite_alarm"],
    cloudformation: &["AWS::CloudWatch::CompositeAlarm"],
    named_by: &[By::Field("name"), By::ArnEnding(":alarm:", "name")],
    only_in_scope: false,
    fields: &[
        row("name", TEXT, "alarm_name", "AlarmName", Computed, "its name"),
        row("alarm_rule", TEXT, "alarm_rule", "AlarmRule", Null, "over which alarms it fires"),
        row(
            "actions_enabled",
            FLAG,
            "actions_enabled",
            "ActionsEnabled",
            Bool(true),
            "whether actions are taken",
        ),
        row("actions", Strings, "alarm_actions", "AlarmActions", Empty, "what is done when it fires"),
    ],
    links: &[
        to_several("topics", "actions", "topic", "the topics it publishes to"),
        Link {
            name: "alarms",
            kind: LinkKind::InRule,
            field: "alarm_rule",
            target: "alarm",
            carries_scope: false,
            documentation: "the alarms that its rule names",
        },
    ],
};
