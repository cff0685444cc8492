//! `AWS::IAM::…`: written by `generate.py` from cfn-lint "; not to be edited.

use super::Kind::{self, Any, Boolean, Integer, List, Object, String};
use super::Properties;

/// The types, sorted.
#[rustfmt::skip]
pub(super) static TYPES: &[(&str, Properties)] = &[
    ("AWS::IAM::ManagedPolicy", &MANAGED_POLICY),
    ("AWS::IAM::Policy", &POLICY),
    ("AWS::IAM::Role", &ROLE),
    ("AWS::IAM::RolePolicy", &ROLE_POLICY),
];

#[rustfmt::skip]
static MANAGED_POLICY: [(&str, Kind); 15] = [
    ("AttachmentCount", Integer), ("CreateDate", String), ("DefaultVersionId", String),
    ("Description", String), ("Groups", List(&String)), ("IsAttachable", Boolean),
    ("ManagedPolicyName", String), ("Path", String), ("PermissionsBoundaryUsageCount", Integer),
    ("PolicyArn", String), ("PolicyDocument", Any), ("PolicyId", String), ("Roles", List(&String)),
    ("UpdateDate", String), ("Users", List(&String)),
];

#[rustfmt::skip]
static POLICY: [(&str, Kind); 6] = [
    ("Groups", List(&String)), ("Id", String), ("PolicyDocument", Any), ("PolicyName", String),
    ("Roles", List(&String)), ("Users", List(&String)),
];

#[rustfmt::skip]
static ROLE: [(&str, Kind); 11] = [
    ("Arn", String), ("AssumeRolePolicyDocument", Any), ("Description", String),
    ("ManagedPolicyArns", List(&String)), ("MaxSessionDuration", Integer), ("Path", String),
    ("PermissionsBoundary", String), ("Policies", List(&Object(&ROLE_POLICY))), ("RoleId", String),
    ("RoleName", String), ("Tags", List(&Object(&ROLE_TAG))),
];

#[rustfmt::skip]
static ROLE_POLICY: [(&str, Kind); 2] = [
    ("PolicyDocument", Any), ("PolicyName", String),
];

#[rustfmt::skip]
static ROLE_TAG: [(&str, Kind); 2] = [
    ("Key", String), ("Value", String),
];
