//! `AWS::KMS::…`: written by `generate.py` from cfn-lint "; not to be edited.

use super::Kind::{self, Any, Boolean, Integer, List, Object, String};
use super::Properties;

/// The types, sorted.
#[rustfmt::skip]
pub(super) static TYPES: &[(&str, Properties)] = &[
    ("AWS::KMS::Alias", &ALIAS),
    ("AWS::KMS::Key", &KEY),
];

#[rustfmt::skip]
static ALIAS: [(&str, Kind); 2] = [
    ("AliasName", String), ("TargetKeyId", String),
];

#[rustfmt::skip]
static KEY: [(&str, Kind); 14] = [
    ("Arn", String), ("BypassPolicyLockoutSafetyCheck", Boolean), ("Description", String),
    ("EnableKeyRotation", Boolean), ("Enabled", Boolean), ("KeyId", String), ("KeyPolicy", Any),
    ("KeySpec", String), ("KeyUsage", String), ("MultiRegion", Boolean), ("Origin", String),
    ("PendingWindowInDays", Integer), ("RotationPeriodInDays", Integer), ("Tags", List(&Object(&KEY_TAG))),
];

#[rustfmt::skip]
static KEY_TAG: [(&str, Kind); 2] = [
    ("Key", String), ("Value", String),
];
