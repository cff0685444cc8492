//! The entities of a unit, found by address and by name, and where their links lead.

use super::fields::{FieldValue, Fields, Question};
use super::links::{self, Names, Otherwise, Retold};
use super::scope::{self, Scope};
use super::table::{Default, Link, LinkKind, ModelType};
use super::tables;
use super::waits::Waits;
use crate::resource::{Note, Presence, Resource, within_unit};
use crate::value::{Cause, CauseKind, Formula, Handle, Value};
use foldhash::{HashMap, HashSet};
use std::any::Any;
use std::collections::hash_map::Entry as Slot;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// One thing of the model.
#[derive(Debug)]
pub struct Entity {
    /// Its table.
    pub model_type: &'static ModelType,
    /// The resource it was read from.
    pub resource: Resource,
    fields: Fields,
    /// Where the links lead that are read from its own fields, each found when it is first followed.
    forward: OnceLock<Box<[OnceLock<Value>]>>,
    /// Where links back lead, and those by likeness: those that lead anywhere.
    back: Vec<(&'static str, Value)>,
    /// Why a link back may have more than is known, by its name.
    open: Vec<(&'static str, Cause)>,
}

/// The entities of a unit (or of several that the configuration joins).
#[derive(Debug, Default)]
pub struct Estate {
    /// By model type (the index into [`tables::ALL`]), in the order of the resources.
    entities: Vec<Vec<Entity>>,
    by_address: HashMap<Arc<str>, Here>,
    /// By model type; made when somebody asks for something by its name.
    names: Box<[OnceLock<Names>]>,
    /// Those in scope, of the types that are asked about nowhere else.
    in_scope: HashSet<Handle>,
    /// Whether what is not here may be elsewhere.
    scope: Scope,
    /// How many of the units are reported on; those behind are only linked to.
    reported: u32,
    /// Whether it is made of several units.
    is_joined: bool,
    /// What must hold for its entities to be created: cases in which it does not are none.
    pub limits: Vec<Formula>,
    /// Those of the entity that was added last.
    limits_of: Option<Arc<[Formula]>>,
    waits: Waits,
    /// What is created only against a default, by what leads to it then.
    otherwise: Otherwise,
    /// Whether a trail of the organization, which is not here, is known to record this account.
    pub organization_trail_elsewhere: bool,
    /// What is found once for all that ask: about the whole estate, or about one of its entities.
    remembered: Mutex<HashMap<(&'static str, Option<Handle>), Remembered>>,
    /// What was noticed on the way: companions that contradict each other.
    pub notes: Vec<Note>,
}

/// An answer of whatever type.
type Remembered = Arc<dyn Any + Send + Sync>;

/// The entities at an address: hardly ever more than one.
#[derive(Debug)]
enum Here {
    One(Handle),
    Several(Vec<Handle>),
}

impl Here {
    fn push(&mut self, handle: Handle) {
        match self {
            Here::One(first) => *self = Here::Several(vec![*first, handle]),
            Here::Several(all) => all.push(handle),
        }
    }

    fn all(&self) -> &[Handle] {
        match self {
            Here::One(one) => std::slice::from_ref(one),
            Here::Several(all) => all,
        }
    }
}

/// How a companion is joined to an entity.
#[derive(Clone, Debug)]
pub enum Joined {
    /// For certain, where the formula holds.
    When(Formula),
    /// Not known, and why.
    Perhaps(Cause),
}

impl Entity {
    /// An entity that is not linked yet, with its fields.
    #[inline]
    pub fn new(model_type: &'static ModelType, resource: Resource, fields: Fields) -> Self {
        Entity { model_type, resource, fields, forward: OnceLock::new(), back: Vec::new(), open: Vec::new() }
    }

    /// A field, read at the first call; none where its type has no such field.
    pub fn field(&self, name: &str) -> Option<&FieldValue> {
        self.fields.numbered(self.model_type, &self.resource, name).map(|(_, value)| value)
    }

    /// A field and its number in its type ([`super::field`]).
    pub fn numbered(&self, name: &str) -> Option<(u32, &FieldValue)> {
        let (row, value) = self.fields.numbered(self.model_type, &self.resource, name)?;
        Some((to_u32(row), value))
    }

    /// The default that a field of its type has because nothing says it.
    pub(super) fn unsaid(&self, field: &Question) -> Option<Default> {
        self.fields.unsaid(&self.resource, field)
    }

    /// A field, to be completed by what companions say.
    pub fn field_mut(&mut self, name: &str) -> Option<&mut FieldValue> {
        self.fields.get_mut(self.model_type, &self.resource, name)
    }

    /// All fields, in the order of their names.
    pub fn fields(&self) -> Vec<(&'static str, &FieldValue)> {
        self.fields.all(self.model_type, &self.resource)
    }
}

impl Estate {
    /// An estate of as many units as are reported on, and of others behind them, with room for entities of these model
    /// types; not linked yet.
    pub fn new(scope: Scope, reported: u32, spaces: impl Iterator<Item = usize>) -> Self {
        let mut counts = vec![0; tables::ALL.len()];
        spaces.for_each(|space| counts[space] += 1);
        let mut estate = Estate { scope, reported, ..Estate::default() };
        estate.by_address.reserve(counts.iter().sum());
        estate.entities = counts.into_iter().map(Vec::with_capacity).collect();
        estate.names = tables::ALL.iter().map(|_| OnceLock::new()).collect();
        estate
    }

    /// Adds an entity of a model type, before the estate is linked.
    #[inline]
    pub fn add(&mut self, space: usize, entity: Entity) {
        self.announce(space, &entity.resource);
        self.entities[space].push(entity);
    }

    /// Notes the resource of the entity that is added next to its model type.
    fn announce(&mut self, space: usize, resource: &Resource) {
        self.is_joined |= resource.unit > 0;
        // all of a unit share one list
        if self.limits_of.as_ref().is_none_or(|known| !Arc::ptr_eq(known, &resource.limits)) {
            self.limits_of = Some(Arc::clone(&resource.limits));
            for limit in resource.limits.iter() {
                if !self.limits.contains(limit) {
                    self.limits.push(limit.clone());
                }
            }
        }
        let handle = Handle { space: to_u32(space), index: to_u32(self.entities[space].len()) };
        match self.by_address.entry(resource.key()) {
            Slot::Vacant(slot) => _ = slot.insert(Here::One(handle)),
            Slot::Occupied(mut slot) => slot.get_mut().push(handle),
        }
    }

    /// Links the entities, after companions have completed their fields; `waypoints` are resources that are no entities.
    pub fn link(&mut self, waypoints: Vec<Resource>, retold: &[Retold]) {
        self.otherwise = links::otherwise(self, retold);
        for (handle, name, list, open) in links::backward(self) {
            if let Some(entity) = self.entity_mut(handle) {
                entity.back.extend(list.map(|list| (name, list)));
                entity.open.extend(open.map(|cause| (name, cause)));
            }
        }
        self.waits = Waits::by_way_of(waypoints);
        self.in_scope = scope::of(self);
    }

    /// The entity of a handle.
    pub fn entity(&self, handle: Handle) -> Option<&Entity> {
        self.entities.get(handle.space as usize)?.get(handle.index as usize)
    }

    /// The entity of a handle, to be completed.
    pub fn entity_mut(&mut self, handle: Handle) -> Option<&mut Entity> {
        self.entities.get_mut(handle.space as usize)?.get_mut(handle.index as usize)
    }

    /// All entities with their handles.
    pub fn everything(&self) -> impl Iterator<Item = (Handle, &Entity)> {
        self.entities.iter().enumerate().flat_map(|(space, list)| {
            list.iter()
                .enumerate()
                .map(move |(index, entity)| (Handle { space: to_u32(space), index: to_u32(index) }, entity))
        })
    }

    /// All entities of a model type with their handles.
    pub fn all(&self, model_type: &str) -> impl Iterator<Item = (Handle, &Entity)> {
        let space = tables::ALL.iter().position(|it| it.name == model_type).unwrap_or(usize::MAX);
        self.in_space(to_u32(space))
    }

    fn in_space(&self, space: u32) -> impl Iterator<Item = (Handle, &Entity)> {
        let list = self.entities.get(space as usize).into_iter().flatten().enumerate();
        list.map(move |(index, entity)| (Handle { space, index: to_u32(index) }, entity))
    }

    /// The entities read from the resource of an address (without the attribute), as the files of a unit say it.
    pub fn at_address(&self, unit: u32, address: &Arc<str>) -> &[Handle] {
        self.by_address.get(&within_unit(unit, address)).map_or(&[], Here::all)
    }

    /// Whether what is not here may be elsewhere.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// Whether what is found about an entity is reported.
    pub fn is_reported(&self, entity: &Entity) -> bool {
        entity.resource.unit <= self.reported
    }

    /// The number that resources of the unit at that place have: units that stand alone have 0.
    pub fn unit_number(&self, place: usize) -> u32 {
        if self.is_joined { to_u32(place) + 1 } else { 0 }
    }

    /// The place of the unit that an entity is of.
    pub fn unit_place(&self, entity: &Entity) -> usize {
        entity.resource.unit.saturating_sub(1) as usize
    }

    /// The answer to whether there is something that is not here: it may be elsewhere, or there is no such thing.
    pub fn elsewhere(&self, what: impl Into<Arc<str>>) -> Value {
        match self.scope {
            Scope::Files => Value::unknown(Cause::new(CauseKind::Elsewhere, what)),
            Scope::Account => Value::bool(false),
        }
    }

    /// Where a link of an entity leads. Of one: a handle, null where the field is not set, unknown where it leads
    /// out of these files or is not known. Of several: a list, whose items may be unknown. Back: the list of those
    /// that are known ([`Estate::open`] says whether there may be more).
    pub fn follow(&self, from: &Entity, link: &Link) -> Value {
        if matches!(link.kind, LinkKind::Alike(_) | LinkKind::Back(_)) {
            let found = from.back.iter().find(|(name, _)| *name == link.name);
            return found.map_or_else(|| Value::tuple(Vec::new()), |(_, list)| list.clone());
        }
        let lead = || links::forward(self, from, link).unwrap_or_else(Value::null);
        let links = from.model_type.links;
        let forward = from.forward.get_or_init(|| links.iter().map(|_| OnceLock::new()).collect());
        match links.iter().position(|own| own.name == link.name).and_then(|at| forward.get(at)) {
            Some(known) => known.get_or_init(lead).clone(),
            None => lead(),
        }
    }

    /// Why a link back may lead to more than [`Estate::follow`] gives.
    pub fn open<'e>(&self, from: &'e Entity, link: &Link) -> Option<&'e Cause> {
        from.open.iter().find(|(name, _)| *name == link.name).map(|(_, cause)| cause)
    }

    /// All that are there of a model type, as a list of handles; in the cases in which they are there.
    pub fn listed(&self, model_type: &ModelType) -> Value {
        let members: Vec<_> = self
            .all(model_type.name)
            .filter(|(_, it)| !it.resource.kind.starts_with("data.") && it.resource.not_created.is_none())
            .filter_map(|(handle, it)| Some((handle, links::present(&it.resource.presence)?)))
            .collect();
        links::list_of(&members)
    }

    /// Why there may be more of a model type than [`Estate::listed`] gives: one whose presence is not known.
    pub fn listed_open(&self, model_type: &ModelType) -> Option<&Cause> {
        self.all(model_type.name).find_map(|(_, entity)| match &entity.resource.presence {
            Presence::Unknown(cause) => Some(cause),
            _ => None,
        })
    }

    /// The entities of a model type that a companion's reference leads to, or may lead to.
    pub fn joined(
        &self,
        from: &Resource,
        reference: &Value,
        model_type: &ModelType,
    ) -> Vec<(Handle, Joined)> {
        let mut found = Vec::new();
        for lead in links::leads(self, from, reference, model_type.name) {
            match lead.to {
                Ok(handle) => found.push((handle, Joined::When(lead.when))),
                Err(value) => {
                    let cause = || Cause::new(CauseKind::Elsewhere, model_type.name);
                    let cause = value.cause().cloned().unwrap_or_else(cause);
                    let perhaps = self
                        .all(model_type.name)
                        .filter(|(_, it)| links::may_be(self, from.unit, &value, it));
                    found.extend(perhaps.map(|(handle, _)| (handle, Joined::Perhaps(cause.clone()))));
                }
            }
        }
        found
    }

    /// The answer to a question about the whole estate or about an entity: found once, however many ask.
    pub fn remembered<T: Any + Send + Sync>(
        &self,
        question: &'static str,
        about: Option<Handle>,
        find: &dyn Fn() -> T,
    ) -> Arc<T> {
        let known = || self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = known().get(&(question, about)).cloned();
        if let Some(answer) = answer.and_then(|answer| answer.downcast().ok()) {
            return answer;
        }
        let answer = Arc::new(find());
        let kept: Remembered = answer.clone();
        known().insert((question, about), kept);
        answer
    }

    /// Whether rules about an entity are asked: a trail, what trails lead to, and buckets whose policy grants
    /// delivery to CloudTrail.
    pub fn in_scope(&self, handle: Handle) -> bool {
        let asked_anywhere = tables::ALL.get(handle.space as usize).is_some_and(|it| !it.only_in_scope);
        asked_anywhere || self.in_scope.contains(&handle)
    }

    /// Whether two entities are certainly in different Regions, or in different accounts.
    pub fn in_different_regions(&self, a: Handle, b: Handle) -> bool {
        let (Some(a), Some(b)) = (self.entity(a), self.entity(b)) else { return false };
        a.resource.surroundings.differ(&b.resource.surroundings)
    }

    /// Whether an entity waits for another: explicitly or by reference, by way of others too.
    ///
    /// # Errors
    /// The address of one on the way of which not all is known that it waits for.
    pub fn waits_for(&self, waiting: Handle, other: Handle) -> Result<bool, Arc<str>> {
        let (Some(from), Some(to)) = (self.entity(waiting), self.entity(other)) else { return Ok(false) };
        self.waits.reaches(self, &from.resource, &to.resource)
    }

    /// Whether an entity waits for itself, by way of others.
    ///
    /// # Errors
    /// The address of one on the way where that hangs on conditions, or of which not all is known that it waits for.
    pub fn waits_for_itself(&self, entity: Handle) -> Result<bool, Arc<str>> {
        self.entity(entity).map_or(Ok(false), |it| self.waits.is_circle(self, &it.resource))
    }

    /// What names the entities of a model type.
    pub(super) fn names(&self, space: u32) -> Option<&Names> {
        let names = self.names.get(space as usize)?;
        Some(names.get_or_init(|| Names::of(self.in_space(space))))
    }

    pub(super) fn otherwise(&self) -> &Otherwise {
        &self.otherwise
    }
}

pub(super) fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Whether a link is read from the entity's own fields.
pub(super) fn is_forward(link: &Link) -> bool {
    !matches!(link.kind, LinkKind::Back(_))
}
