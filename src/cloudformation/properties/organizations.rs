//! `AWS::Organizations::…`: written by `generate.py` from cfn-lint "; not to be edited.

use super::Kind::{self, Any, Boolean, List, Object, String};
use super::Properties;

/// The types, sorted.
#[rustfmt::skip]
pub(super) static TYPES: &[(&str, Properties)] = &[
    ("AWS::Organizations::Organization", &ORGANIZATION),
    ("AWS::Organizations::Policy", &POLICY),
];

#[rustfmt::skip]
static ORGANIZATION: [(&str, Kind); 7] = [
    ("Arn", String), ("FeatureSet", String), ("Id", String), ("ManagementAccountArn", String),
    ("ManagementAccountEmail", String), ("ManagementAccountId", String), ("RootId", String),
];

#[rustfmt::skip]
static POLICY: [(&str, Kind); 9] = [
    ("Arn", String), ("AwsManaged", Boolean), ("Content", Any), ("Description", String), ("Id", String),
    ("Name", String), ("Tags", List(&Object(&POLICY_TAG))), ("TargetIds", List(&String)), ("Type", String),
];

#[rustfmt::skip]
static POLICY_TAG: [(&str, Kind); 2] = [
    ("Key", String), ("Value", String),
];
