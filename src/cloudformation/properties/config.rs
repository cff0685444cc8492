//! `AWS::Config::…`: written by `generate.py` from cfn-lint "; not to be edited.

use super::Kind::{self, Any, Boolean, Integer, List, Object, String};
use super::Properties;

/// The types, sorted.
#[rustfmt::skip]
pub(super) static TYPES: &[(&str, Properties)] = &[
    ("AWS::Config::AggregationAuthorization", &AGGREGATION_AUTHORIZATION),
    ("AWS::Config::ConfigRule", &CONFIG_RULE),
    ("AWS::Config::ConfigurationAggregator", &CONFIGURATION_AGGREGATOR),
    ("AWS::Config::ConfigurationRecorder", &CONFIGURATION_RECORDER),
    ("AWS::Config::ConformancePack", &CONFORMANCE_PACK),
    ("AWS::Config::Connector", &CONNECTOR),
    ("AWS::Config::DeliveryChannel", &DELIVERY_CHANNEL),
    ("AWS::Config::OrganizationConfigRule", &ORGANIZATION_CONFIG_RULE),
    ("AWS::Config::OrganizationConformancePack", &ORGANIZATION_CONFORMANCE_PACK),
    ("AWS::Config::RemediationConfiguration", &REMEDIATION_CONFIGURATION),
    ("AWS::Config::StoredQuery", &STORED_QUERY),
];

#[rustfmt::skip]
static AGGREGATION_AUTHORIZATION: [(&str, Kind); 4] = [
    ("AggregationAuthorizationArn", String), ("AuthorizedAccountId", String), ("AuthorizedAwsRegion", String),
    ("Tags", List(&Object(&AGGREGATION_AUTHORIZATION_TAG))),
];

#[rustfmt::skip]
static AGGREGATION_AUTHORIZATION_TAG: [(&str, Kind); 2] = [
    ("Key", String), ("Value", String),
];

#[rustfmt::skip]
static CONFIG_RULE: [(&str, Kind); 10] = [
    ("Arn", String), ("Compliance", Object(&CONFIG_RULE_COMPLIANCE)), ("ConfigRuleId", String),
    ("ConfigRuleName", String), ("Description", String),
    ("EvaluationModes", List(&Object(&CONFIG_RULE_EVALUATION_MODE_CONFIGURATION))), ("InputParameters", Any),
    ("MaximumExecutionFrequency", String), ("Scope", Object(&CONFIG_RULE_SCOPE)),
    ("Source", Object(&CONFIG_RULE_SOURCE)),
];

#[rustfmt::skip]
static CONFIG_RULE_COMPLIANCE: [(&str, Kind); 1] = [
    ("Type", String),
];

#[rustfmt::skip]
static CONFIG_RULE_EVALUATION_MODE_CONFIGURATION: [(&str, Kind); 1] = [
    ("Mode", String),
];

#[rustfmt::skip]
static CONFIG_RULE_SCOPE: [(&str, Kind); 4] = [
    ("ComplianceResourceId", String), ("ComplianceResourceTypes", List(&String)), ("TagKey", String),
    ("TagValue", String),
];

#[rustfmt::skip]
static CONFIG_RULE_SOURCE: [(&str, Kind); 4] = [
    ("CustomPolicyDetails", Object(&CONFIG_RULE_CUSTOM_POLICY_DETAILS)), ("Owner", String),
    ("SourceDetails", List(&Object(&CONFIG_RULE_SOURCE_DETAIL))), ("SourceIdentifier", String),
];

#[rustfmt::skip]
static CONFIG_RULE_CUSTOM_POLICY_DETAILS: [(&str, Kind); 3] = [
    ("EnableDebugLogDelivery", Boolean), ("PolicyRuntime", String), ("PolicyText", String),
];

#[rustfmt::skip]
static CONFIG_RULE_SOURCE_DETAIL: [(&str, Kind); 3] = [
    ("EventSource", String), ("MaximumExecutionFrequency", String), ("MessageType", String),
];

#[rustfmt::skip]
static CONFIGURATION_AGGREGATOR: [(&str, Kind); 5] = [
    ("AccountAggregationSources", List(&Object(&CONFIGURATION_AGGREGATOR_ACCOUNT_AGGREGATION_SOURCE))),
    ("ConfigurationAggregatorArn", String), ("ConfigurationAggregatorName", String),
    ("OrganizationAggregationSource", Object(&CONFIGURATION_AGGREGATOR_ORGANIZATION_AGGREGATION_SOURCE)),
    ("Tags", List(&Object(&CONFIGURATION_AGGREGATOR_TAG))),
];

#[rustfmt::skip]
static CONFIGURATION_AGGREGATOR_ACCOUNT_AGGREGATION_SOURCE: [(&str, Kind); 3] = [
    ("AccountIds", List(&String)), ("AllAwsRegions", Boolean), ("AwsRegions", List(&String)),
];

#[rustfmt::skip]
static CONFIGURATION_AGGREGATOR_ORGANIZATION_AGGREGATION_SOURCE: [(&str, Kind); 3] = [
    ("AllAwsRegions", Boolean), ("AwsRegions", List(&String)), ("RoleArn", String),
];

#[rustfmt::skip]
static CONFIGURATION_AGGREGATOR_TAG: [(&str, Kind); 2] = [
    ("Key", String), ("Value", String),
];

#[rustfmt::skip]
static CONFIGURATION_RECORDER: [(&str, Kind); 6] = [
    ("Name", String), ("RecordingGroup", Object(&CONFIGURATION_RECORDER_RECORDING_GROUP)),
    ("RecordingMode", Object(&CONFIGURATION_RECORDER_RECORDING_MODE)), ("ResourceARN", String),
    ("RoleARN", String), ("StartedOnCreate", Boolean),
];

#[rustfmt::skip]
static CONFIGURATION_RECORDER_RECORDING_GROUP: [(&str, Kind); 5] = [
    ("AllSupported", Boolean),
    ("ExclusionByResourceTypes", Object(&CONFIGURATION_RECORDER_EXCLUSION_BY_RESOURCE_TYPES)),
    ("IncludeGlobalResourceTypes", Boolean),
    ("RecordingStrategy", Object(&CONFIGURATION_RECORDER_RECORDING_STRATEGY)),
    ("ResourceTypes", List(&String)),
];

#[rustfmt::skip]
static CONFIGURATION_RECORDER_EXCLUSION_BY_RESOURCE_TYPES: [(&str, Kind); 1] = [
    ("ResourceTypes", List(&String)),
];

#[rustfmt::skip]
static CONFIGURATION_RECORDER_RECORDING_STRATEGY: [(&str, Kind); 1] = [
    ("UseOnly", String),
];

#[rustfmt::skip]
static CONFIGURATION_RECORDER_RECORDING_MODE: [(&str, Kind); 2] = [
    ("RecordingFrequency", String),
    ("RecordingModeOverrides", List(&Object(&CONFIGURATION_RECORDER_RECORDING_MODE_OVERRIDE))),
];

#[rustfmt::skip]
static CONFIGURATION_RECORDER_RECORDING_MODE_OVERRIDE: [(&str, Kind); 3] = [
    ("Description", String), ("RecordingFrequency", String), ("ResourceTypes", List(&String)),
];

#[rustfmt::skip]
static CONFORMANCE_PACK: [(&str, Kind); 9] = [
    ("ConformancePackArn", String),
    ("ConformancePackInputParameters", List(&Object(&CONFORMANCE_PACK_CONFORMANCE_PACK_INPUT_PARAMETER))),
    ("ConformancePackName", String), ("DeliveryS3Bucket", String), ("DeliveryS3KeyPrefix", String),
    ("Tags", List(&Object(&CONFORMANCE_PACK_TAG))), ("TemplateBody", String), ("TemplateS3Uri", String),
    ("TemplateSSMDocumentDetails", Object(&CONFORMANCE_PACK_TEMPLATE_SSM_DOCUMENT_DETAILS)),
];

#[rustfmt::skip]
static CONFORMANCE_PACK_CONFORMANCE_PACK_INPUT_PARAMETER: [(&str, Kind); 2] = [
    ("ParameterName", String), ("ParameterValue", String),
];

#[rustfmt::skip]
static CONFORMANCE_PACK_TAG: [(&str, Kind); 2] = [
    ("Key", String), ("Value", String),
];

#[rustfmt::skip]
static CONFORMANCE_PACK_TEMPLATE_SSM_DOCUMENT_DETAILS: [(&str, Kind); 2] = [
    ("DocumentName", String), ("DocumentVersion", String),
];

#[rustfmt::skip]
static CONNECTOR: [(&str, Kind); 5] = [
    ("Arn", String), ("ConnectorConfiguration", Object(&CONNECTOR_CONNECTOR_CONFIGURATION)),
    ("CreatedTime", String), ("Name", String), ("Tags", List(&Object(&CONNECTOR_TAG))),
];

#[rustfmt::skip]
static CONNECTOR_CONNECTOR_CONFIGURATION: [(&str, Kind); 1] = [
    ("Azure", Object(&CONNECTOR_AZURE_CONNECTOR_CONFIGURATION)),
];

#[rustfmt::skip]
static CONNECTOR_AZURE_CONNECTOR_CONFIGURATION: [(&str, Kind); 2] = [
    ("ClientIdentifier", String), ("TenantIdentifier", String),
];

#[rustfmt::skip]
static CONNECTOR_TAG: [(&str, Kind); 2] = [
    ("Key", String), ("Value", String),
];

#[rustfmt::skip]
static DELIVERY_CHANNEL: [(&str, Kind); 6] = [
    ("ConfigSnapshotDeliveryProperties", Object(&DELIVERY_CHANNEL_CONFIG_SNAPSHOT_DELIVERY_PROPERTIES)),
    ("Name", String), ("S3BucketName", String), ("S3KeyPrefix", String), ("S3KmsKeyArn", String),
    ("SnsTopicARN", String),
];

#[rustfmt::skip]
static DELIVERY_CHANNEL_CONFIG_SNAPSHOT_DELIVERY_PROPERTIES: [(&str, Kind); 1] = [
    ("DeliveryFrequency", String),
];

#[rustfmt::skip]
static ORGANIZATION_CONFIG_RULE: [(&str, Kind); 6] = [
    ("ExcludedAccounts", List(&String)), ("OrganizationConfigRuleArn", String),
    ("OrganizationConfigRuleName", String),
    ("OrganizationCustomPolicyRuleMetadata", Object(&ORGANIZATION_CONFIG_RULE_ORGANIZATION_CUSTOM_POLICY_RULE_METADATA)),
    ("OrganizationCustomRuleMetadata", Object(&ORGANIZATION_CONFIG_RULE_ORGANIZATION_CUSTOM_RULE_METADATA)),
    ("OrganizationManagedRuleMetadata", Object(&ORGANIZATION_CONFIG_RULE_ORGANIZATION_MANAGED_RULE_METADATA)),
];

#[rustfmt::skip]
static ORGANIZATION_CONFIG_RULE_ORGANIZATION_CUSTOM_POLICY_RULE_METADATA: [(&str, Kind); 10] = [
    ("DebugLogDeliveryAccounts", List(&String)), ("Description", String), ("InputParameters", String),
    ("OrganizationConfigRuleTriggerTypes", List(&String)), ("PolicyText", String),
    ("ResourceIdScope", String), ("ResourceTypesScope", List(&String)), ("Runtime", String),
    ("TagKeyScope", String), ("TagValueScope", String),
];

#[rustfmt::skip]
static ORGANIZATION_CONFIG_RULE_ORGANIZATION_CUSTOM_RULE_METADATA: [(&str, Kind); 9] = [
    ("Description", String), ("InputParameters", String), ("LambdaFunctionArn", String),
    ("MaximumExecutionFrequency", String), ("OrganizationConfigRuleTriggerTypes", List(&String)),
    ("ResourceIdScope", String), ("ResourceTypesScope", List(&String)), ("TagKeyScope", String),
    ("TagValueScope", String),
];

#[rustfmt::skip]
static ORGANIZATION_CONFIG_RULE_ORGANIZATION_MANAGED_RULE_METADATA: [(&str, Kind); 8] = [
    ("Description", String), ("InputParameters", String), ("MaximumExecutionFrequency", String),
    ("ResourceIdScope", String), ("ResourceTypesScope", List(&String)), ("RuleIdentifier", String),
    ("TagKeyScope", String), ("TagValueScope", String),
];

#[rustfmt::skip]
static ORGANIZATION_CONFORMANCE_PACK: [(&str, Kind); 9] = [
    ("ConformancePackInputParameters", List(&Any)), ("DeliveryS3Bucket", String),
    ("DeliveryS3KeyPrefix", String), ("ExcludedAccounts", List(&String)),
    ("OrganizationConformancePackArn", String), ("OrganizationConformancePackName", String),
    ("Tags", List(&Object(&ORGANIZATION_CONFORMANCE_PACK_TAG))), ("TemplateBody", String),
    ("TemplateS3Uri", String),
];

#[rustfmt::skip]
static ORGANIZATION_CONFORMANCE_PACK_TAG: [(&str, Kind); 2] = [
    ("Key", String), ("Value", String),
];

#[rustfmt::skip]
static REMEDIATION_CONFIGURATION: [(&str, Kind); 10] = [
    ("Automatic", Boolean), ("ConfigRuleName", String),
    ("ExecutionControls", Object(&REMEDIATION_CONFIGURATION_EXECUTION_CONTROLS)),
    ("MaximumAutomaticAttempts", Integer), ("Parameters", Any), ("ResourceType", String),
    ("RetryAttemptSeconds", Integer), ("TargetId", String), ("TargetType", String), ("TargetVersion", String),
];

#[rustfmt::skip]
static REMEDIATION_CONFIGURATION_EXECUTION_CONTROLS: [(&str, Kind); 1] = [
    ("SsmControls", Object(&REMEDIATION_CONFIGURATION_SSM_CONTROLS)),
];

#[rustfmt::skip]
static REMEDIATION_CONFIGURATION_SSM_CONTROLS: [(&str, Kind); 2] = [
    ("ConcurrentExecutionRatePercentage", Integer), ("ErrorPercentage", Integer),
];

#[rustfmt::skip]
static STORED_QUERY: [(&str, Kind); 6] = [
    ("QueryArn", String), ("QueryDescription", String), ("QueryExpression", String), ("QueryId", String),
    ("QueryName", String), ("Tags", List(&Object(&STORED_QUERY_TAG))),
];

#[rustfmt::skip]
static STORED_QUERY_TAG: [(&str, Kind); 2] = [
    ("Key", String), ("Value", String),
];
