//! IAM users and groups, who hold policies as roles do.

use super::role::INLINE;
use super::{back, row, to_one, to_several};
use crate::model::{
    By,
    Default::{Computed, Empty, Null},
    FieldKind::{Objects, String as TEXT, Strings},
    ModelType,
};

/// A user.
pub const USER: ModelType = ModelType {
    name: "user",
    documentation: "an IAM user",
    terraform: &["aws_iam_user"],
    cloudformation: &["AWS::IAM::User"],
    named_by: &[By::Field("name"), By::ArnLast("/", "name")],
    only_in_scope: true,
    fields: &[
        row("name", TEXT, "name", "UserName", Computed, "the user's name"),
        row("inline_policies", Objects(INLINE), "", "Policies", Empty, "policies written in the user itself"),
        row(
            "managed_policy_arns",
            Strings,
            "",
            "ManagedPolicyArns",
            Empty,
            "managed policies named in the user itself",
        ),
        row(
            "permissions_boundary",
            TEXT,
            "permissions_boundary",
            "PermissionsBoundary",
            Null,
            "the policy that bounds what it may do",
        ),
    ],
    links: &[
        back("policies", "role_policy", "users", "inline policies that are resources of their own"),
        to_several("managed_policies", "managed_policy_arns", "managed_policy", "managed policies it names"),
        back(
            "attached_policies",
            "managed_policy",
            "users",
            "managed policies that name it (CloudFormation)",
        ),
        back("attachments", "policy_attachment", "users", "attachments of managed policies (Terraform)"),
        to_one("boundary", "permissions_boundary", "managed_policy", "the policy that bounds what it may do")
            .out_of_scope(),
    ],
};

/// A group.
pub const GROUP: ModelType = ModelType {
    name: "group",
    documentation: "a group of IAM users",
    terraform: &["aws_iam_group"],
    cloudformation: &["AWS::IAM::Group"],
    named_by: &[By::Field("name"), By::ArnLast("/", "name")],
    only_in_scope: true,
    fields: &[
        row("name", TEXT, "name", "GroupName", Computed, "the group's name"),
        row(
            "inline_policies",
            Objects(INLINE),
            "",
            "Policies",
            Empty,
            "policies written in the group itself",
        ),
        row(
            "managed_policy_arns",
            Strings,
            "",
            "ManagedPolicyArns",
            Empty,
            "managed policies named in the group itself",
        ),
    ],
    links: &[
        back("policies", "role_policy", "groups", "inline policies that are resources of their own"),
        to_several("managed_policies", "managed_policy_arns", "managed_policy", "managed policies it names"),
        back(
            "attached_policies",
            "managed_policy",
            "groups",
            "managed policies that name it (CloudFormation)",
        ),
        back("attachments", "policy_attachment", "groups", "attachments of managed policies (Terraform)"),
    ],
};
