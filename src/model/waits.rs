//! What waits for what: explicitly and by reference, asked by way of others too.
//!
//! Nothing is gathered before it is asked, and then only what lies on the way.

use super::estate::Estate;
use super::links::references;
use crate::resource::{Argument, Language, Presence, Resource, address_in, within_unit};
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
    found: Mutex<HashMap<Arc<str>, Arc<Waited>>>,
}

/// What a block waits for.
#[derive(Debug)]
struct Waited {
    /// Blocks, each once.
    blocks: BTreeSet<Arc<str>>,
    /// Of these, those that it waits for whatever its conditions say. To Terraform conditions are nothing here.
    certain: BTreeSet<Arc<str>>,
    /// Whether it may wait for others too.
    is_open: bool,
}

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
    ///
    /// # Errors
    /// The address of one on the way of which not all is known that it waits for, where none leads there that is.
    pub(super) fn reaches(&self, estate: &Estate, from: &Resource, to: &Resource) -> Result<bool, Arc<str>> {
        self.leads(estate, from, to, |waits| &waits.blocks)
    }

    /// Whether one resource waits for itself, by way of others: then nobody can make it.
    ///
    /// # Errors
    /// The address of one on the way where that hangs on conditions, or of which not all is known that it waits for.
    pub(super) fn is_circle(&self, estate: &Estate, of: &Resource) -> Result<bool, Arc<str>> {
        match self.leads(estate, of, of, |waits| &waits.certain) {
            Ok(false) if self.reaches(estate, of, of)? => Err(Arc::clone(&of.address)),
            answer => answer,
        }
    }

    /// Whether such waiting leads from one resource to another.
    fn leads(
        &self,
        estate: &Estate,
        from: &Resource,
        to: &Resource,
        of: fn(&Waited) -> &BTreeSet<Arc<str>>,
    ) -> Result<bool, Arc<str>> {
        let (from, to) = (from.key(), to.key());
        let wanted = without_key(&to);
        // a whole module or a whole stack is waited for
        let is_meant = |next: &str| {
            let rest = wanted.strip_prefix(next);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/']))
        };
        let mut pending = with_stacks(without_key(&from));
        let mut seen: HashSet<Arc<str>> = HashSet::new();
        let mut open = None;
        while let Some(address) = pending.pop() {
            let waits = self.of(estate, &address);
            if waits.is_open {
                open.get_or_insert(address);
            }
            for next in of(&waits) {
                if is_meant(next) {
                    return Ok(true);
                }
                if seen.insert(Arc::clone(next)) {
                    pending.extend(with_stacks(next));
                }
            }
        }
        open.map_or(Ok(false), |key| Err(address_in(&key).into()))
    }

    /// What a block waits for.
    fn of(&self, estate: &Estate, block: &Arc<str>) -> Arc<Waited> {
        let found = || self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = found().get(block) {
            return Arc::clone(known);
        }
        let (mut waits, mut certain) = (BTreeSet::new(), BTreeSet::new());
        let mut is_open = false;
        for instance in self.blocks(estate).get(block).into_iter().flatten() {
            let resource = match instance {
                Instance::Entity(handle) => estate.entity(*handle).map(|entity| &entity.resource),
                Instance::Waypoint(at) => self.waypoints.get(*at),
            };
            let Some(resource) = resource else { continue };
            let unit = resource.unit;
            is_open |= resource.open.is_some();
            let mut own: BTreeSet<_> =
                resource.depends_on.iter().map(|address| block_in(unit, address)).collect();
            let is_template = resource.language == Language::CloudFormation;
            let mut into = Collected { unit, certain: !is_template, all: &mut waits, own: &mut own };
            into.all.extend(into.own.iter().cloned());
            resource.arguments.values().filter_map(Argument::evaluated).for_each(|it| into.add(it, false));
            if !is_template || matches!(resource.presence, Presence::Always) {
                certain.append(&mut own);
            }
        }
        let waits = Arc::new(Waited { blocks: waits, certain, is_open });
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

/// A block, and the stacks that it is in: it waits for what they wait for.
fn with_stacks(block: &str) -> Vec<Arc<str>> {
    let around = block.match_indices('/').map(|(at, _)| Arc::from(&block[..at]));
    around.chain([Arc::from(block)]).collect()
}

/// What the arguments of a resource refer to.
struct Collected<'c> {
    unit: u32,
    /// Whether what one side of a condition refers to is waited for whatever it says.
    certain: bool,
    all: &'c mut BTreeSet<Arc<str>>,
    /// What is waited for whatever conditions say.
    own: &'c mut BTreeSet<Arc<str>>,
}

impl Collected<'_> {
    /// All that a value refers to, however deep; `chosen` where a condition decides whether it does.
    fn add(&mut self, value: &Value, chosen: bool) {
        let mut found: Vec<Arc<str>> =
            references(value).iter().map(|address| block_in(self.unit, address)).collect();
        found.extend(value.origin.steps().into_iter().filter_map(|step| match step.role {
            Role::After(address) => Some(block_in(self.unit, &address)),
            _ => None,
        }));
        if self.certain || !chosen && !matches!(value.data, Data::Branches(_)) {
            self.own.extend(found.iter().cloned());
        }
        self.all.extend(found);
        match &value.data {
            Data::List(list) => list.items.iter().for_each(|item| self.add(item, chosen)),
            Data::Object(object) => object.entries.values().for_each(|item| self.add(item, chosen)),
            Data::Branches(branches) => {
                self.add(&branches.then, true);
                self.add(&branches.otherwise, true);
            }
            _ => {}
        }
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
