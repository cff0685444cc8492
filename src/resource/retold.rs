//! Resources told a second time: as they are where something is created that a default leaves out, so that what leads
//! to it is known. Knows no front end.

use super::{Argument, Presence, Resource};
use crate::value::Formula;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Most conditions that are taken to hold together.
const MAX_CONDITIONS: usize = 16;

/// What is created only against defaults: its address, and what must hold for it to be.
pub type Created = BTreeMap<Arc<str>, Formula>;

/// Notes down that a resource is created against defaults; not where it is not known when.
pub fn note_created(created: &mut Created, resource: &Resource) {
    let formula = match &resource.presence {
        Presence::Always => Formula::Constant(true),
        Presence::When(formula) => formula.clone(),
        Presence::Unknown(_) => return,
    };
    created.insert(Arc::clone(&resource.address), formula);
}

/// Those resources, of all that there are against the same defaults, that refer to something that is created so, as
/// they are then. `words` tell the defaults.
pub fn retold(resources: Vec<Resource>, created: &Created, words: &Arc<str>) -> Vec<Resource> {
    let mut conditions: Vec<&Formula> = Vec::new();
    for formula in created.values() {
        if conditions.len() < MAX_CONDITIONS && !conditions.contains(&formula) {
            conditions.push(formula);
        }
    }
    let told = |mut resource: Resource| {
        if created.contains_key(&resource.address) {
            return None;
        }
        let is_created = |address: &str| created.contains_key(address);
        if !resource
            .arguments
            .values()
            .filter_map(Argument::evaluated)
            .any(|value| value.refers_to(&is_created))
        {
            return None;
        }
        let own = match &resource.presence {
            Presence::When(formula) => Some(formula.clone()),
            _ => None,
        };
        for formula in conditions.iter().copied().chain(&own) {
            for argument in resource.arguments.values_mut() {
                argument.change(|value| value.assuming(formula, true));
            }
        }
        resource.presence = Presence::Always;
        resource.not_created = Some(Arc::clone(words));
        resource.retold = true;
        Some(resource)
    };
    resources.into_iter().filter_map(told).collect()
}
