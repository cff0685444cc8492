//! `AWS::Logs::…`: written by `generate.py` from cfn-lint "; not to be edited.

use super::Kind::{self, Any, Boolean, Integer, List, Number, Object, String};
use super::Properties;

/// The types, sorted.
#[rustfmt::skip]
pub(super) static TYPES: &[(&str, Properties)] = &[
    ("AWS::Logs::LogGroup", &LOG_GROUP),
    ("AWS::Logs::MetricFilter", &METRIC_FILTER),
];

#[rustfmt::skip]
static LOG_GROUP: [(&str, Kind); 11] = [
    ("Arn", String), ("BearerTokenAuthenticationEnabled", Boolean), ("DataProtectionPolicy", Any),
    ("DeletionProtectionEnabled", Boolean), ("FieldIndexPolicies", List(&Any)), ("KmsKeyId", String),
    ("LogGroupClass", String), ("LogGroupName", String), ("ResourcePolicyDocument", Any),
    ("RetentionInDays", Integer), ("Tags", List(&Object(&LOG_GROUP_TAG))),
];

#[rustfmt::skip]
static LOG_GROUP_TAG: [(&str, Kind); 2] = [
    ("Key", String), ("Value", String),
];

#[rustfmt::skip]
static METRIC_FILTER: [(&str, Kind); 7] = [
    ("ApplyOnTransformedLogs", Boolean), ("EmitSystemFieldDimensions", List(&String)),
    ("FieldSelectionCriteria", String), ("FilterName", String), ("FilterPattern", String),
    ("LogGroupName", String), ("MetricTransformations", List(&Object(&METRIC_FILTER_METRIC_TRANSFORMATION))),
];

#[rustfmt::skip]
static METRIC_FILTER_METRIC_TRANSFORMATION: [(&str, Kind); 6] = [
    ("DefaultValue", Number), ("Dimensions", List(&Object(&METRIC_FILTER_DIMENSION))), ("MetricName", String),
    ("MetricNamespace", String), ("MetricValue", String), ("Unit", String),
];

#[rustfmt::skip]
static METRIC_FILTER_DIMENSION: [(&str, Kind); 2] = [
    ("Key", String), ("Value", String),
];
