//! CloudTrail Lake: event data stores and policies of CloudTrail's own resources.

use super::trail::{ADVANCED, INSIGHT};
use super::{back, form, row, to_one};
use crate::model::{
    By,
    Default::{self, Bool, Computed, Empty, Null, Number},
    FieldKind::{Bool as FLAG, Document, Number as NUMBER, Objects, String as TEXT, Tags},
    ModelType, Reading,
};

/// An event data store.
pub const EVENT_DATA_STORE: ModelType = ModelType {
    name: "event_data_store",
    documentation: "a CloudTrail Lake event data store",
    terraform: &["aws_cloudtrail_event_data_store"],
    cloudformation: &["AWS::CloudTrail::EventDataStore"],
    named_by: &[By::Field("name")],
    only_in_scope: false,
    fields: &[
        row("name", TEXT, "name", "Name", Computed, "its name"),
        row(
            "billing_mode",
            TEXT,
            "billing_mode",
            "BillingMode",
            Default::String("EXTENDABLE_RETENTION_PRICING"),
            "`EXTENDABLE_RETENTION_PRICING` or `FIXED_RETENTION_PRICING`",
        ),
        row(
            "retention_days",
            NUMBER,
            "retention_period",
            "RetentionPeriod",
            Number(2555),
            "days; CloudFormation: null where the billing mode decides (366 or 2557)",
        )
        .cloudformation_default(Null),
        row(
            "multi_region",
            FLAG,
            "multi_region_enabled",
            "MultiRegionEnabled",
            Bool(true),
            "whether it takes events of every Region",
        ),
        row(
            "organization",
            FLAG,
            "organization_enabled",
            "OrganizationEnabled",
            Bool(false),
            "whether it takes events of every account of the organization",
        ),
        row(
            "termination_protection",
            FLAG,
            "termination_protection_enabled",
            "TerminationProtectionEnabled",
            Bool(true),
            "whether deleting it is refused",
        ),
        row("ingestion", FLAG, "", "IngestionEnabled", Bool(true), "whether it takes events")
            .or_in(&[form("suspend", Reading::Negated)]),
        row("kms_key_id", TEXT, "kms_key_id", "KmsKeyId", Null, "the KMS key that events are encrypted with"),
        row(
            "advanced_selectors",
            Objects(ADVANCED),
            "advanced_event_selector",
            "AdvancedEventSelectors",
            Empty,
            "which events; none: all management events",
        ),
        row("insights", Objects(INSIGHT), "", "InsightSelectors", Empty, "what Insights analyses"),
        row("federation", FLAG, "", "FederationEnabled", Bool(false), "whether Athena may query it"),
        row("policy", Document, "", "", Null, "its resource policy; null where none is here")
            .or_in(&[super::beside("AWS::CloudTrail::ResourcePolicy", "ResourceArn", "ResourcePolicy")]),
        row("tags", Tags, "tags", "Tags", Null, "tags"),
    ],
    links: &[
        to_one("key", "kms_key_id", "key", "the key that events are encrypted with"),
        back("policies", "trail_resource_policy", "event_data_store", "its resource policies"),
    ],
};

/// A policy of one of CloudTrail's resources.
pub const TRAIL_RESOURCE_POLICY: ModelType = ModelType {
    name: "trail_resource_policy",
    documentation: "a resource policy of an event data store, dashboard or channel",
    terraform: &[],
    cloudformation: &["AWS::CloudTrail::ResourcePolicy"],
    named_by: &[],
    only_in_scope: false,
    fields: &[
        row("resource_arn", TEXT, "", "ResourceArn", Null, "what it is for"),
        row("document", Document, "", "ResourcePolicy", Null, "the policy"),
    ],
    links: &[to_one(
        "event_data_store",
        "resource_arn",
        "event_data_store",
        "the event data store it is for",
    )],
};
