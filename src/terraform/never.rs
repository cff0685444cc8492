//! What no case of the files creates, though they declare it: told as it would be if it were created.

use super::hand_over::{self, Absent, Collection};
use super::tree::Unit;
use crate::resource::Resource;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Most resources that are told so.
const MAX_TOLD: usize = 8;
/// Longer expressions are not shown, in bytes.
const LONGEST: usize = 120;

/// Resources of the root whose `count` is 0 in every case, by something that the files themselves say (a table by
/// environment): of the types that whoever resolves wants to hear of even so.
pub(super) fn created(unit: &Unit<'_>, absent: &[Absent]) -> Vec<Resource> {
    let is_told = |absent: &&Absent| {
        let kind = absent.address.split('.').next().unwrap_or_default();
        let is_of_type = unit.inputs.told_always.contains(&kind);
        is_of_type && absent.variables.is_empty() && !absent.by_input
    };
    let targets: Vec<String> =
        absent.iter().filter(is_told).take(MAX_TOLD).map(|it| it.address.clone()).collect();
    if targets.is_empty() {
        return Vec::new();
    }
    let nothing = BTreeSet::new();
    let mut other = Unit::new(unit.modules, (&unit.root, &unit.project), unit.inputs, unit.given, &nothing);
    other.created = targets.iter().cloned().collect();
    let mut collection = Collection::below(&|_| true, &targets);
    collection.module(&other, &other.root_instance());
    let created = collection.resources.into_iter();
    created.filter_map(|resource| Some((why(unit, &resource)?, resource))).filter_map(told).collect()
}

fn told((words, resource): (Arc<str>, Resource)) -> Option<Resource> {
    hand_over::if_created(resource, &words)
}

/// What its `count` is, in the file's own words.
fn why(unit: &Unit<'_>, resource: &Resource) -> Option<Arc<str>> {
    let root = unit.modules.get(&unit.root);
    let (address, _) = resource.address.split_once('[')?;
    let block = &root.resources.get(address)?.declared.block;
    let text = unit.modules.loader.sources().shown(block.body.attribute("count")?.expr.span);
    let words = match text.len() <= LONGEST && !text.contains('\n') && text != "0" {
        true => format!("`{text}` is 0 in every case"),
        false => "`count` is 0".to_owned(),
    };
    Some(words.into())
}
