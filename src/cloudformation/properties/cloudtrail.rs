//! `AWS::CloudTrail::…`: written by `generate.py` from cfn-lint "; not to be edited.

use super::Kind::{self, Any, Boolean, Integer, List, Object, String};
use super::Properties;

/// The types, sorted.
#[rustfmt::skip]
pub(super) static TYPES: &[(&str, Properties)] = &[
    ("AWS::CloudTrail::Channel", &CHANNEL),
    ("AWS::CloudTrail::Dashboard", &DASHBOARD),
    ("AWS::CloudTrail::EventDataStore", &EVENT_DATA_STORE),
    ("AWS::CloudTrail::ResourcePolicy", &RESOURCE_POLICY),
    ("AWS::CloudTrail::Trail", &TRAIL),
];

#[rustfmt::skip]
static CHANNEL: [(&str, Kind); 5] = [
    ("ChannelArn", String), ("Destinations", List(&Object(&CHANNEL_DESTINATION))), ("Name", String),
    ("Source", String), ("Tags", List(&Object(&CHANNEL_TAG))),
];

#[rustfmt::skip]
static CHANNEL_DESTINATION: [(&str, Kind); 2] = [
    ("Location", String), ("Type", String),
];

#[rustfmt::skip]
static CHANNEL_TAG: [(&str, Kind); 2] = [
    ("Key", String), ("Value", String),
];

#[rustfmt::skip]
static DASHBOARD: [(&str, Kind); 10] = [
    ("CreatedTimestamp", String), ("DashboardArn", String), ("Name", String),
    ("RefreshSchedule", Object(&DASHBOARD_REFRESH_SCHEDULE)), ("Status", String),
    ("Tags", List(&Object(&DASHBOARD_TAG))), ("TerminationProtectionEnabled", Boolean), ("Type", String),
    ("UpdatedTimestamp", String), ("Widgets", List(&Object(&DASHBOARD_WIDGET))),
];

#[rustfmt::skip]
static DASHBOARD_REFRESH_SCHEDULE: [(&str, Kind); 3] = [
    ("Frequency", Object(&DASHBOARD_REFRESH_SCHEDULE_FREQUENCY)), ("Status", String), ("TimeOfDay", String),
];

#[rustfmt::skip]
static DASHBOARD_REFRESH_SCHEDULE_FREQUENCY: [(&str, Kind); 2] = [
    ("Unit", String), ("Value", Integer),
];

#[rustfmt::skip]
static DASHBOARD_TAG: [(&str, Kind); 2] = [
    ("Key", String), ("Value", String),
];

#[rustfmt::skip]
static DASHBOARD_WIDGET: [(&str, Kind); 3] = [
    ("QueryParameters", List(&String)), ("QueryStatement", String), ("ViewProperties", Any),
];

#[rustfmt::skip]
static EVENT_DATA_STORE: [(&str, Kind); 20] = [
    ("AdvancedEventSelectors", List(&Object(&EVENT_DATA_STORE_ADVANCED_EVENT_SELECTOR))),
    ("BillingMode", String), ("ContextKeySelectors", List(&Object(&EVENT_DATA_STORE_CONTEXT_KEY_SELECTOR))),
    ("CreatedTimestamp", String), ("EventDataStoreArn", String), ("FederationEnabled", Boolean),
    ("FederationRoleArn", String), ("IngestionEnabled", Boolean),
    ("InsightSelectors", List(&Object(&EVENT_DATA_STORE_INSIGHT_SELECTOR))), ("InsightsDestination", String),
    ("KmsKeyId", String), ("MaxEventSize", String), ("MultiRegionEnabled", Boolean), ("Name", String),
    ("OrganizationEnabled", Boolean), ("RetentionPeriod", Integer), ("Status", String),
    ("Tags", List(&Object(&EVENT_DATA_STORE_TAG))), ("TerminationProtectionEnabled", Boolean),
    ("UpdatedTimestamp", String),
];

#[rustfmt::skip]
static EVENT_DATA_STORE_ADVANCED_EVENT_SELECTOR: [(&str, Kind); 2] = [
    ("FieldSelectors", List(&Object(&EVENT_DATA_STORE_ADVANCED_FIELD_SELECTOR))), ("Name", String),
];

#[rustfmt::skip]
static EVENT_DATA_STORE_ADVANCED_FIELD_SELECTOR: [(&str, Kind); 7] = [
    ("EndsWith", List(&String)), ("Equals", List(&String)), ("Field", String), ("NotEndsWith", List(&String)),
    ("NotEquals", List(&String)), ("NotStartsWith", List(&String)), ("StartsWith", List(&String)),
];

#[rustfmt::skip]
static EVENT_DATA_STORE_CONTEXT_KEY_SELECTOR: [(&str, Kind); 2] = [
    ("Equals", List(&String)), ("Type", String),
];

#[rustfmt::skip]
static EVENT_DATA_STORE_INSIGHT_SELECTOR: [(&str, Kind); 1] = [
    ("InsightType", String),
];

#[rustfmt::skip]
static EVENT_DATA_STORE_TAG: [(&str, Kind); 2] = [
    ("Key", String), ("Value", String),
];

#[rustfmt::skip]
static RESOURCE_POLICY: [(&str, Kind); 2] = [
    ("ResourceArn", String), ("ResourcePolicy", Any),
];

#[rustfmt::skip]
static TRAIL: [(&str, Kind); 19] = [
    ("AdvancedEventSelectors", List(&Object(&TRAIL_ADVANCED_EVENT_SELECTOR))),
    ("AggregationConfigurations", List(&Object(&TRAIL_AGGREGATION_CONFIGURATION))), ("Arn", String),
    ("CloudWatchLogsLogGroupArn", String), ("CloudWatchLogsRoleArn", String),
    ("EnableLogFileValidation", Boolean), ("EventSelectors", List(&Object(&TRAIL_EVENT_SELECTOR))),
    ("IncludeGlobalServiceEvents", Boolean), ("InsightSelectors", List(&Object(&TRAIL_INSIGHT_SELECTOR))),
    ("IsLogging", Boolean), ("IsMultiRegionTrail", Boolean), ("IsOrganizationTrail", Boolean),
    ("KMSKeyId", String), ("S3BucketName", String), ("S3KeyPrefix", String), ("SnsTopicArn", String),
    ("SnsTopicName", String), ("Tags", List(&Object(&TRAIL_TAG))), ("TrailName", String),
];

#[rustfmt::skip]
static TRAIL_ADVANCED_EVENT_SELECTOR: [(&str, Kind); 2] = [
    ("FieldSelectors", List(&Object(&TRAIL_ADVANCED_FIELD_SELECTOR))), ("Name", String),
];

#[rustfmt::skip]
static TRAIL_ADVANCED_FIELD_SELECTOR: [(&str, Kind); 7] = [
    ("EndsWith", List(&String)), ("Equals", List(&String)), ("Field", String), ("NotEndsWith", List(&String)),
    ("NotEquals", List(&String)), ("NotStartsWith", List(&String)), ("StartsWith", List(&String)),
];

#[rustfmt::skip]
static TRAIL_AGGREGATION_CONFIGURATION: [(&str, Kind); 2] = [
    ("EventCategory", String), ("Templates", List(&String)),
];

#[rustfmt::skip]
static TRAIL_EVENT_SELECTOR: [(&str, Kind); 4] = [
    ("DataResources", List(&Object(&TRAIL_DATA_RESOURCE))), ("ExcludeManagementEventSources", List(&String)),
    ("IncludeManagementEvents", Boolean), ("ReadWriteType", String),
];

#[rustfmt::skip]
static TRAIL_DATA_RESOURCE: [(&str, Kind); 2] = [
    ("Type", String), ("Values", List(&String)),
];

#[rustfmt::skip]
static TRAIL_INSIGHT_SELECTOR: [(&str, Kind); 2] = [
    ("EventCategories", List(&String)), ("InsightType", String),
];

#[rustfmt::skip]
static TRAIL_TAG: [(&str, Kind); 2] = [
    ("Key", String), ("Value", String),
];
