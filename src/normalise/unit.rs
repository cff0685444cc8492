//! The resources of one unit among those of others: what they refer to and do not know is told apart.
//!
//! Two units say `var.environment` and `aws_s3_bucket.logs` and mean two things; the account is one for all units of an
//! account. Knows no front end.

use crate::resource::{Presence, Resource, Surroundings, within_unit};
use crate::value::{CauseKind, Formula, Renaming, Unknown, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How the account and the organization of a unit's default provider or stack are named, and what all units of one
/// account name them.
const SHARED: &[(&str, &str)] = &[
    ("AWS::AccountId", "\u{1f}account"),
    ("provider.aws.account", "\u{1f}account"),
    ("provider.aws.organization", "\u{1f}organization"),
];

/// Exports of the units by name: values that are told apart already.
pub type Exports = BTreeMap<Arc<str>, Value>;

/// What a unit exports, told apart from what others export.
pub fn exports_of(unit: u32, exports: Exports, one_account: bool) -> Exports {
    let name = |name: &Arc<str>| named(unit, name, one_account);
    let renaming = Renaming { name: &name, known: &|_| None };
    // how it came is told in the addresses of its own unit
    let renamed =
        |value: Value| value.renamed(&renaming).map_leaves(&mut |leaf| leaf.clone().at(Default::default()));
    exports.into_iter().map(|(name, value)| (name, renamed(value))).collect()
}

/// Tells a unit's resources apart from those of others and fills in what they import.
pub fn tell_apart(unit: u32, resources: &mut [Resource], exports: &Exports, one_account: bool) {
    let name = |name: &Arc<str>| named(unit, name, one_account);
    let known = |unknown: &Unknown| {
        let is_import = unknown.cause.kind == CauseKind::Import;
        if is_import { exports.get(&unknown.cause.subject).cloned() } else { None }
    };
    let renaming = Renaming { name: &name, known: &known };
    // all resources of a unit share one list, and go on doing so
    let mut limits: Option<[Arc<[Formula]>; 2]> = None;
    for resource in resources {
        resource.unit = unit;
        let renamed = match &limits {
            Some([own, renamed]) if Arc::ptr_eq(own, &resource.limits) => Arc::clone(renamed),
            _ => resource.limits.iter().map(|limit| limit.renamed(&renaming)).collect(),
        };
        limits = Some([std::mem::replace(&mut resource.limits, Arc::clone(&renamed)), renamed]);
        if let Presence::When(formula) = &resource.presence {
            resource.presence = Presence::When(formula.renamed(&renaming));
        }
        for argument in resource.arguments.values_mut() {
            argument.change(|value| value.renamed(&renaming));
        }
        resource.provider = resource.provider.renamed(&renaming);
        let Surroundings { account, region, partition, organization, default_tags } =
            Arc::make_mut(&mut resource.surroundings);
        for value in [account, region, partition, organization, default_tags] {
            *value = value.renamed(&renaming);
        }
    }
}

fn named(unit: u32, name: &Arc<str>, one_account: bool) -> Arc<str> {
    let shared = SHARED.iter().filter(|_| one_account).find(|(own, _)| **name == **own);
    shared.map_or_else(|| within_unit(unit, name), |(_, shared)| (*shared).into())
}
