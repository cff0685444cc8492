//! The organization, its policies and what attaches them.

use super::{back, row, to_one};
use crate::model::{
    By,
    Default::{self, Computed, Empty, Null},
    FieldKind::{Document, String as TEXT, Strings},
    ModelType,
};

/// The organization.
pub const ORGANIZATION: ModelType = ModelType {
    name: "organization",
    documentation: "an AWS organization",
    terraform: &["aws_organizations_organization", "data.aws_organizations_organization"],
    cloudformation: &["AWS::Organizations::Organization"],
    named_by: &[],
    only_in_scope: false,
    fields: &[
        row(
            "feature_set",
            TEXT,
            "feature_set",
            "FeatureSet",
            Default::String("ALL"),
            "`ALL` or `CONSOLIDATED_BILLING`",
        ),
        row(
            "service_access",
            Strings,
            "aws_service_access_principals",
            "",
            Empty,
            "services with trusted access",
        )
        .cloudformation_default(Null),
        row("policy_types", Strings, "enabled_policy_types", "", Empty, "policy types that are on")
            .cloudformation_default(Null),
    ],
    links: &[],
};

/// A policy of the organization.
pub const ORGANIZATION_POLICY: ModelType = ModelType {
    name: "organization_policy",
    documentation: "a policy of the organization: a service control policy, …",
    terraform: &["aws_organizations_policy"],
    cloudformation: &["AWS::Organizations::Policy"],
    named_by: &[],
    only_in_scope: false,
    fields: &[
        row("name", TEXT, "name", "Name", Computed, "its name"),
        row(
            "type",
            TEXT,
            "type",
            "Type",
            Default::String("SERVICE_CONTROL_POLICY"),
            "`SERVICE_CONTROL_POLICY`, `RESOURCE_CONTROL_POLICY`, …",
        ),
        row("document", Document, "content", "Content", Null, "the policy"),
        row(
            "targets",
            Strings,
            "",
            "TargetIds",
            Empty,
            "roots, units and accounts that it is attached to here; Terraform: the link `attachments`",
        ),
    ],
    links: &[back("attachments", "organization_policy_attachment", "policy", "what attaches it (Terraform)")],
};

/// An attachment of such a policy.
pub const ORGANIZATION_POLICY_ATTACHMENT: ModelType = ModelType {
    name: "organization_policy_attachment",
    documentation: "an attachment of a policy of the organization (Terraform)",
    terraform: &["aws_organizations_policy_attachment"],
    cloudformation: &[],
    named_by: &[],
    only_in_scope: false,
    fields: &[
        row("policy_id", TEXT, "policy_id", "", Null, "the policy"),
        row("target_id", TEXT, "target_id", "", Null, "the root, unit or account"),
    ],
    links: &[to_one("policy", "policy_id", "organization_policy", "the policy")],
};

/// A delegated administrator.
pub const DELEGATED_ADMINISTRATOR: ModelType = ModelType {
    name: "delegated_administrator",
    documentation: "an account that manages CloudTrail (or another service) for the organization",
    terraform: &[
        "aws_cloudtrail_organization_delegated_admin_account",
        "aws_organizations_delegated_administrator",
    ],
    cloudformation: &[],
    named_by: &[By::Field("account_id")],
    only_in_scope: false,
    fields: &[
        row("account_id", TEXT, "account_id", "", Null, "the account"),
        row(
            "service",
            TEXT,
            "service_principal",
            "",
            Default::String("cloudtrail.amazonaws.com"),
            "the service it manages",
        ),
    ],
    links: &[],
};
