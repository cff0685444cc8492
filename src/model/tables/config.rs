//! AWS Config: recorders, whether they run, where they deliver, rules, aggregators.

use super::{companion, row, to_one};
use crate::model::{
    By,
    Default::{self, Bool, Computed, Empty, Null},
    Field,
    FieldKind::{Bool as FLAG, Document, Objects, String as TEXT, Strings},
    ModelType,
};

/// A recorder.
pub const RECORDER: ModelType = ModelType {
    name: "recorder",
    documentation: "an AWS Config configuration recorder",
    terraform: &["aws_config_configuration_recorder"],
    cloudformation: &["AWS::Config::ConfigurationRecorder"],
    named_by: &[By::Field("name")],
    only_in_scope: false,
    fields: &[
        row("name", TEXT, "name", "Name", Default::String("default"), "its name"),
        row("role_arn", TEXT, "role_arn", "RoleARN", Null, "the role it records with"),
        row(
            "all_supported",
            FLAG,
            "recording_group.all_supported",
            "RecordingGroup.AllSupported",
            Bool(true),
            "whether all supported types are recorded; CloudFormation: null where not written",
        )
        .cloudformation_default(Null),
        row(
            "include_global",
            FLAG,
            "recording_group.include_global_resource_types",
            "RecordingGroup.IncludeGlobalResourceTypes",
            Bool(false),
            "whether global types (IAM) are recorded",
        ),
        row(
            "resource_types",
            Strings,
            "recording_group.resource_types",
            "RecordingGroup.ResourceTypes",
            Empty,
            "the types that are recorded, where they are listed",
        ),
        row(
            "excluded_types",
            Strings,
            "recording_group.exclusion_by_resource_types.resource_types",
            "RecordingGroup.ExclusionByResourceTypes.ResourceTypes",
            Empty,
            "the types that are left out",
        ),
        row(
            "strategy",
            TEXT,
            "recording_group.recording_strategy.use_only",
            "RecordingGroup.RecordingStrategy.UseOnly",
            Null,
            "`ALL_SUPPORTED_RESOURCE_TYPES`, `INCLUSION_BY_RESOURCE_TYPES` or `EXCLUSION_BY_RESOURCE_TYPES`",
        ),
        row(
            "frequency",
            TEXT,
            "recording_mode.recording_frequency",
            "RecordingMode.RecordingFrequency",
            Default::String("CONTINUOUS"),
            "`CONTINUOUS` or `DAILY`",
        ),
        row(
            "frequency_overrides",
            Objects(OVERRIDES),
            "recording_mode.recording_mode_override",
            "RecordingMode.RecordingModeOverrides",
            Empty,
            "types with another frequency",
        ),
        row(
            "started",
            FLAG,
            "",
            "",
            Bool(false),
            "whether it runs; CloudFormation starts every recorder that has a delivery channel",
        )
        .cloudformation_default(Bool(true))
        .or_in(&[companion("aws_config_configuration_recorder_status", "name", "is_enabled", Null)]),
    ],
    links: &[
        super::back("statuses", "recorder_status", "recorder", "what starts it (Terraform)"),
        to_one("role", "role_arn", "role", "the role it records with").out_of_scope(),
    ],
};

const OVERRIDES: &[Field] = &[
    row("frequency", TEXT, "recording_frequency", "RecordingFrequency", Null, "`CONTINUOUS` or `DAILY`"),
    row("resource_types", Strings, "resource_types", "ResourceTypes", Empty, "the types"),
];

/// What starts a recorder in Terraform.
pub const RECORDER_STATUS: ModelType = ModelType {
    name: "recorder_status",
    documentation: "whether a recorder runs, as a resource of its own (Terraform)",
    terraform: &["aws_config_configuration_recorder_status"],
    cloudformation: &[],
    named_by: &[],
    only_in_scope: false,
    fields: &[
        row("recorder_name", TEXT, "name", "", Null, "name of the recorder"),
        row("enabled", FLAG, "is_enabled", "", Null, "whether it runs"),
    ],
    links: &[to_one("recorder", "recorder_name", "recorder", "the recorder")],
};

/// A delivery channel.
pub const DELIVERY_CHANNEL: ModelType = ModelType {
    name: "delivery_channel",
    documentation: "where AWS Config delivers",
    terraform: &["aws_config_delivery_channel"],
    cloudformation: &["AWS::Config::DeliveryChannel"],
    named_by: &[By::Field("name")],
    only_in_scope: false,
    fields: &[
        row("name", TEXT, "name", "Name", Default::String("default"), "its name"),
        row("bucket_name", TEXT, "s3_bucket_name", "S3BucketName", Null, "name of the bucket"),
        row("key_prefix", TEXT, "s3_key_prefix", "S3KeyPrefix", Null, "what keys begin with"),
        row("topic_arn", TEXT, "sns_topic_arn", "SnsTopicARN", Null, "the topic that is told"),
    ],
    links: &[to_one("bucket", "bucket_name", "bucket", "the bucket").out_of_scope()],
};

/// A rule of AWS Config.
pub const CONFIG_RULE: ModelType = ModelType {
    name: "config_rule",
    documentation: "a rule of AWS Config, or one for the organization",
    terraform: &["aws_config_config_rule", "aws_config_organization_managed_rule"],
    cloudformation: &["AWS::Config::ConfigRule", "AWS::Config::OrganizationConfigRule"],
    named_by: &[],
    only_in_scope: false,
    fields: &[
        row("name", TEXT, "name", "ConfigRuleName", Computed, "its name")
            .or_in(&[super::property("OrganizationConfigRuleName", crate::model::Reading::Plain)]),
        row(
            "owner",
            TEXT,
            "source.owner",
            "Source.Owner",
            Default::String("AWS"),
            "`AWS`, `CUSTOM_LAMBDA`, …",
        ),
        row(
            "source",
            TEXT,
            "source.source_identifier",
            "Source.SourceIdentifier",
            Null,
            "the managed rule or function",
        )
        .or_in(&[
            super::form("rule_identifier", crate::model::Reading::Plain),
            super::property("OrganizationManagedRuleMetadata.RuleIdentifier", crate::model::Reading::Plain),
        ]),
        row("parameters", Document, "input_parameters", "InputParameters", Null, "its parameters"),
    ],
    links: &[],
};

/// An aggregator.
pub const AGGREGATOR: ModelType = ModelType {
    name: "aggregator",
    documentation: "an AWS Config aggregator",
    terraform: &["aws_config_configuration_aggregator"],
    cloudformation: &["AWS::Config::ConfigurationAggregator"],
    named_by: &[],
    only_in_scope: false,
    fields: &[
        row("name", TEXT, "name", "ConfigurationAggregatorName", Computed, "its name"),
        row(
            "organization_all_regions",
            FLAG,
            "organization_aggregation_source.all_regions",
            "OrganizationAggregationSource.AllAwsRegions",
            Null,
            "whether all Regions of the organization are gathered",
        ),
        row(
            "account_ids",
            Strings,
            "account_aggregation_source.account_ids",
            "AccountAggregationSources.AccountIds",
            Empty,
            "accounts that are gathered",
        ),
    ],
    links: &[],
};
