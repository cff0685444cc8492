//! `AWS::CloudWatch::…`: written by `generate.py` from cfn-lint "; not to be edited.

use super::Kind::{self, Any, Boolean, Integer, List, Number, Object, String};
use super::Properties;

/// The types, sorted.
#[rustfmt::skip]
pub(super) static TYPES: &[(&str, Properties)] = &[
    ("AWS::CloudWatch::Alarm", &ALARM),
    ("AWS::CloudWatch::CompositeAlarm", &COMPOSITE_ALARM),
];

#[rustfmt::skip]
static ALARM: [(&str, Kind); 28] = [
    ("ActionConfiguration", Object(&ALARM_ACTION_CONFIGURATION)), ("ActionsEnabled", Boolean),
    ("AlarmActions", List(&String)), ("AlarmDescription", String), ("AlarmName", String), ("Arn", String),
    ("ComparisonOperator", String), ("DatapointsToAlarm", Integer),
    ("Dimensions", List(&Object(&ALARM_DIMENSION))), ("EvaluateLowSampleCountPercentile", String),
    ("EvaluationCriteria", Object(&ALARM_EVALUATION_CRITERIA)), ("EvaluationInterval", Integer),
    ("EvaluationPeriods", Integer), ("EvaluationWindow", Object(&ALARM_EVALUATION_WINDOW)),
    ("ExtendedStatistic", String), ("InsufficientDataActions", List(&String)), ("MetricName", String),
    ("Metrics", List(&Object(&ALARM_METRIC_DATA_QUERY))), ("Namespace", String), ("OKActions", List(&String)),
    ("Period", Integer), ("Statistic", String), ("Tags", List(&Object(&ALARM_TAG))), ("Threshold", Number),
    ("ThresholdMetricId", String), ("TreatMissingData", String), ("Unit", String),
    ("WarmUpConfiguration", Object(&ALARM_WARM_UP_CONFIGURATION)),
];

#[rustfmt::skip]
static ALARM_ACTION_CONFIGURATION: [(&str, Kind); 1] = [
    ("AlarmTagsPropagation", Object(&ALARM_ALARM_TAGS_PROPAGATION)),
];

#[rustfmt::skip]
static ALARM_ALARM_TAGS_PROPAGATION: [(&str, Kind); 3] = [
    ("Enabled", Boolean), ("ExcludedTagKeys", List(&String)), ("IncludedTagKeys", List(&String)),
];

#[rustfmt::skip]
static ALARM_DIMENSION: [(&str, Kind); 2] = [
    ("Name", String), ("Value", String),
];

#[rustfmt::skip]
static ALARM_EVALUATION_CRITERIA: [(&str, Kind); 1] = [
    ("PromQLCriteria", Object(&ALARM_ALARM_PROM_QL_CRITERIA)),
];

#[rustfmt::skip]
static ALARM_ALARM_PROM_QL_CRITERIA: [(&str, Kind); 3] = [
    ("PendingPeriod", Integer), ("Query", String), ("RecoveryPeriod", Integer),
];

#[rustfmt::skip]
static ALARM_EVALUATION_WINDOW: [(&str, Kind); 2] = [
    ("SlidingWindow", Any), ("WallClockWindow", Object(&ALARM_WALL_CLOCK_WINDOW)),
];

#[rustfmt::skip]
static ALARM_WALL_CLOCK_WINDOW: [(&str, Kind); 1] = [
    ("Timezone", String),
];

#[rustfmt::skip]
static ALARM_METRIC_DATA_QUERY: [(&str, Kind); 7] = [
    ("AccountId", String), ("Expression", String), ("Id", String), ("Label", String),
    ("MetricStat", Object(&ALARM_METRIC_STAT)), ("Period", Integer), ("ReturnData", Boolean),
];

#[rustfmt::skip]
static ALARM_METRIC_STAT: [(&str, Kind); 4] = [
    ("Metric", Object(&ALARM_METRIC)), ("Period", Integer), ("Stat", String), ("Unit", String),
];

#[rustfmt::skip]
static ALARM_METRIC: [(&str, Kind); 3] = [
    ("Dimensions", List(&Object(&ALARM_DIMENSION))), ("MetricName", String), ("Namespace", String),
];

#[rustfmt::skip]
static ALARM_TAG: [(&str, Kind); 2] = [
    ("Key", String), ("Value", String),
];

#[rustfmt::skip]
static ALARM_WARM_UP_CONFIGURATION: [(&str, Kind); 2] = [
    ("OnlyStartEvaluatingAfterWarmUpPeriodEnds", Boolean), ("WarmUpPeriodDurationInMinutes", Integer),
];

#[rustfmt::skip]
static COMPOSITE_ALARM: [(&str, Kind); 13] = [
    ("ActionConfiguration", Object(&COMPOSITE_ALARM_ACTION_CONFIGURATION)), ("ActionsEnabled", Boolean),
    ("ActionsSuppressor", String), ("ActionsSuppressorExtensionPeriod", Integer),
    ("ActionsSuppressorWaitPeriod", Integer), ("AlarmActions", List(&String)), ("AlarmDescription", String),
    ("AlarmName", String), ("AlarmRule", String), ("Arn", String), ("InsufficientDataActions", List(&String)),
    ("OKActions", List(&String)), ("Tags", List(&Object(&COMPOSITE_ALARM_TAG))),
];

#[rustfmt::skip]
static COMPOSITE_ALARM_ACTION_CONFIGURATION: [(&str, Kind); 1] = [
    ("AlarmTagsPropagation", Object(&COMPOSITE_ALARM_ALARM_TAGS_PROPAGATION)),
];

#[rustfmt::skip]
static COMPOSITE_ALARM_ALARM_TAGS_PROPAGATION: [(&str, Kind); 3] = [
    ("Enabled", Boolean), ("ExcludedTagKeys", List(&String)), ("IncludedTagKeys", List(&String)),
];

#[rustfmt::skip]
static COMPOSITE_ALARM_TAG: [(&str, Kind); 2] = [
    ("Key", String), ("Value", String),
];
