//! What waits for what: explicitly and by reference, asked by way of others too.
//!
//! Nothing is gathered before it is asked, and then only what lies on the way.

use super::estate::Estate;
use super::links::references;
use crate::resource::{Argument, Resource, within_unit};
use crate::value::{Data, Handle, Role, Value};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The order in which a unit's resources are made, as far as it was asked about.
#[derive(Debug, Default)]
pub(super) struct Waits {
    /// Resources that are no entities.
    waypoints: Vec<Resource>,
    /// Instances by the address of their block.
    blocks: OnceLock<HashMap<Arc<str>, Vec<Instance>>>,
    /// What each block waits for, of those that were asked.
    found: Mutex<HashMap<Arc<str>, Addresses>>,
}

/// Of blocks, each once.
type Addresses = Arc<BTreeSet<Arc<str>>>;

#[derive(Clone, Copy, Debug)]
enum Instance {
    Entity(Handle),
    Waypoint(usize),
}

impl Waits {
    /// Nothing is asked yet.
    pub(super) fn by_way_of(waypoints: Vec<Resource>) -> Self {
        Waits { waypoints, ..Waits::default() }
    }

    /// Whether one resource waits for another.
    pub(super) fn reaches(&self, estate: &Estate, from: &Resource, to: &Resource) -> bool {
        let (from, to) = (from.key(), to.key());
        let wanted = without_key(&to);
        let mut pending = vec![Arc::<str>::from(without_key(&from))];
        let mut seen: HashSet<Arc<str>> = HashSet::new();
        while let Some(address) = pending.pop() {
            for next in self.of(estate, &address).iter() {
                if **next == *wanted || wanted.strip_prefix(&**next).is_some_and(|rest| rest.starts_with('.'))
                {
                    return true;
                }
                if seen.insert(Arc::clone(next)) {
                    pending.push(Arc::clone(next));
                }
            }
        }
        false
    }

    /// What a block waits for.
    fn of(&self, estate: &Estate, block: &Arc<str>) -> Addresses {
        let found = || self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = found().get(block) {
            return Arc::clone(known);
        }
        let mut waits = BTreeSet::new();
        for instance in self.blocks(estate).get(block).into_iter().flatten() {
            let resource = match instance {
                Instance::Entity(handle) => estate.entity(*handle).map(|entity| &entity.resource),
                Instance::Waypoint(at) => self.waypoints.get(*at),
            };
            let Some(resource) = resource else { continue };
            let unit = resource.unit;
            waits.extend(resource.depends_on.iter().map(|address| block_in(unit, address)));
            for value in resource.arguments.values().filter_map(Argument::evaluated) {
                collect_references(unit, value, &mut waits);
            }
        }
        let waits = Arc::new(waits);
        found().insert(Arc::clone(block), Arc::clone(&waits));
        waits
    }

    fn blocks(&self, estate: &Estate) -> &HashMap<Arc<str>, Vec<Instance>> {
        self.blocks.get_or_init(|| {
            let entities =
                estate.everything().map(|(handle, entity)| (&entity.resource, Instance::Entity(handle)));
            let waypoints = self.waypoints.iter().enumerate().map(|(at, it)| (it, Instance::Waypoint(at)));
            let mut blocks: HashMap<Arc<str>, Vec<Instance>> = HashMap::new();
            for (resource, instance) in entities.chain(waypoints) {
                let block = block_in(resource.unit, &resource.address);
                blocks.entry(block).or_default().push(instance);
            }
            blocks
        })
    }
}

/// All that a value refers to, however deep.
fn collect_references(unit: u32, value: &Value, into: &mut BTreeSet<Arc<str>>) {
    into.extend(references(value).iter().map(|address| block_in(unit, address)));
    let waits = value.origin.steps().into_iter().filter_map(|step| match step.role {
        Role::After(address) => Some(block_in(unit, &address)),
        _ => None,
    });
    into.extend(waits);
    match &value.data {
        Data::List(list) => list.items.iter().for_each(|item| collect_references(unit, item, into)),
        Data::Object(object) => {
            object.entries.values().for_each(|item| collect_references(unit, item, into));
        }
        Data::Branches(branches) => {
            collect_references(unit, &branches.then, into);
            collect_references(unit, &branches.otherwise, into);
        }
        _ => {}
    }
}

fn block_in(unit: u32, address: &Arc<str>) -> Arc<str> {
    match without_key(address) {
        whole if whole.len() == address.len() => within_unit(unit, address),
        block => within_unit(unit, &Arc::from(block)),
    }
}

/// Dependencies are between blocks: instances of one block wait together.
fn without_key(address: &str) -> &str {
    match address.strip_suffix(']').and_then(|open| open.rfind('[')) {
        Some(at) => &address[..at],
        None => address,
    }
}
