//! IAM roles, their policies inline and managed, and what attaches them.

use super::{back, companion, form, property, row, to_one, to_several};
use crate::model::{
    By,
    Default::{Computed, Empty, Null},
    Field,
    FieldKind::{Document, Objects, String as TEXT, Strings},
    ModelType,
    Reading::Plain,
};

/// A role.
pub const ROLE: ModelType = ModelType {
    name: "role",
    documentation: "an IAM role",
    terraform: &["aws_iam_role", "data.aws_iam_role"],
    cloudformation: &["AWS::IAM::Role"],
    named_by: &[By::Field("name"), By::ArnLast("/", "name")],
    only_in_scope: true,
    fields: &[
        row("name", TEXT, "name", "RoleName", Computed, "the role's name"),
        row(
            "trust_policy",
            Document,
            "assume_role_policy",
            "AssumeRolePolicyDocument",
            Null,
            "who may take the role",
        ),
        row(
            "inline_policies",
            Objects(INLINE),
            "inline_policy",
            "Policies",
            Empty,
            "policies written in the role itself; others: the links `policies`, `managed_policies`, `attachments`",
        ),
        row(
            "managed_policy_arns",
            Strings,
            "managed_policy_arns",
            "ManagedPolicyArns",
            Empty,
            "managed policies named in the role itself",
        ),
        row(
            "permissions_boundary",
            TEXT,
            "permissions_boundary",
            "PermissionsBoundary",
            Null,
            "the policy that bounds what it may do",
        ),
        row(
            "only_policies",
            Strings,
            "",
            "",
            Null,
            "names of its inline policies, where nothing else may be",
        )
        .or_in(&[companion("aws_iam_role_policies_exclusive", "role_name", "policy_names", Null)]),
        row(
            "only_managed_policies",
            Strings,
            "",
            "",
            Null,
            "ARNs of its managed policies, where nothing else may be",
        )
        .or_in(&[companion(
            "aws_iam_role_policy_attachments_exclusive",
            "role_name",
            "policy_arns",
            Null,
        )]),
    ],
    links: &[
        back("trails", "trail", "role", "the trails that deliver with it").out_of_scope(),
        back("policies", "role_policy", "roles", "inline policies that are resources of their own"),
        to_several("managed_policies", "managed_policy_arns", "managed_policy", "managed policies it names"),
        back(
            "attached_policies",
            "managed_policy",
            "roles",
            "managed policies that name it (CloudFormation)",
        ),
        back("attachments", "policy_attachment", "roles", "attachments of managed policies (Terraform)"),
        to_one("boundary", "permissions_boundary", "managed_policy", "the policy that bounds what it may do")
            .out_of_scope(),
    ],
};

pub(super) const INLINE: &[Field] = &[
    row("name", TEXT, "name", "PolicyName", Null, "its name"),
    row("document", Document, "policy", "PolicyDocument", Null, "the policy"),
];

/// An inline policy as a resource of its own.
pub const ROLE_POLICY: ModelType = ModelType {
    name: "role_policy",
    documentation: "an inline policy of roles, users or groups, as a resource of its own",
    terraform: &["aws_iam_role_policy", "aws_iam_user_policy", "aws_iam_group_policy"],
    cloudformation: &[
        "AWS::IAM::Policy",
        "AWS::IAM::RolePolicy",
        "AWS::IAM::UserPolicy",
        "AWS::IAM::GroupPolicy",
    ],
    named_by: &[],
    only_in_scope: true,
    fields: &[
        row("name", TEXT, "name", "PolicyName", Computed, "its name"),
        row("role_names", Strings, "role", "Roles", Empty, "names of the roles")
            .or_in(&[property("RoleName", Plain)]),
        row("user_names", Strings, "user", "Users", Empty, "names of the users")
            .or_in(&[property("UserName", Plain)]),
        row("group_names", Strings, "group", "Groups", Empty, "names of the groups")
            .or_in(&[property("GroupName", Plain)]),
        row("document", Document, "policy", "PolicyDocument", Null, "the policy"),
    ],
    links: &[
        to_several("roles", "role_names", "role", "the roles it is for").out_of_scope(),
        to_several("users", "user_names", "user", "the users it is for").out_of_scope(),
        to_several("groups", "group_names", "group", "the groups it is for").out_of_scope(),
    ],
};

/// A managed policy.
pub const MANAGED_POLICY: ModelType = ModelType {
    name: "managed_policy",
    documentation: "a customer managed IAM policy",
    terraform: &["aws_iam_policy", "data.aws_iam_policy"],
    cloudformation: &["AWS::IAM::ManagedPolicy"],
    named_by: &[By::Field("name"), By::ArnLast("/", "name")],
    only_in_scope: true,
    fields: &[
        row("name", TEXT, "name", "ManagedPolicyName", Computed, "its name"),
        row("document", Document, "policy", "PolicyDocument", Null, "the policy"),
        row("role_names", Strings, "", "Roles", Empty, "names of the roles it is attached to"),
        row("user_names", Strings, "", "Users", Empty, "names of the users it is attached to"),
        row("group_names", Strings, "", "Groups", Empty, "names of the groups it is attached to"),
    ],
    links: &[
        to_several("roles", "role_names", "role", "the roles it names").out_of_scope(),
        to_several("users", "user_names", "user", "the users it names").out_of_scope(),
        to_several("groups", "group_names", "group", "the groups it names").out_of_scope(),
        back("attachments", "policy_attachment", "policy", "attachments of it (Terraform)").out_of_scope(),
        back("naming_roles", "role", "managed_policies", "the roles that name it").out_of_scope(),
        back("naming_users", "user", "managed_policies", "the users that name it").out_of_scope(),
        back("bounded_roles", "role", "boundary", "the roles that it bounds").out_of_scope(),
        back("bounded_users", "user", "boundary", "the users that it bounds").out_of_scope(),
        back("naming_groups", "group", "managed_policies", "the groups that name it").out_of_scope(),
    ],
};

/// What attaches a managed policy to roles, users or groups.
pub const POLICY_ATTACHMENT: ModelType = ModelType {
    name: "policy_attachment",
    documentation: "an attachment of a managed policy to roles, users or groups",
    terraform: &[
        "aws_iam_role_policy_attachment",
        "aws_iam_policy_attachment",
        "aws_iam_user_policy_attachment",
        "aws_iam_group_policy_attachment",
    ],
    cloudformation: &[],
    named_by: &[],
    only_in_scope: true,
    fields: &[
        row("role_names", Strings, "role", "", Empty, "names of the roles").or_in(&[form("roles", Plain)]),
        row("user_names", Strings, "user", "", Empty, "names of the users").or_in(&[form("users", Plain)]),
        row("group_names", Strings, "group", "", Empty, "names of the groups")
            .or_in(&[form("groups", Plain)]),
        row("policy_arn", TEXT, "policy_arn", "", Null, "the policy"),
    ],
    links: &[
        to_several("roles", "role_names", "role", "the roles").out_of_scope(),
        to_several("users", "user_names", "user", "the users").out_of_scope(),
        to_several("groups", "group_names", "group", "the groups").out_of_scope(),
        to_one("policy", "policy_arn", "managed_policy", "the policy"),
    ],
};
