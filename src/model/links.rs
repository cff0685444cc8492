//! Where links lead: by reference, by name, and back.

mod alike;
mod arns;
mod back;
mod otherwise;

use super::alarm_rule;
use super::estate::{Entity, Estate};
use super::fields::Question;
use super::model_type;
use super::scope::Scope;
use super::table::{By, Default, Link, LinkKind, ModelType, first_of};
use crate::resource::{Presence, Resource};
use crate::value::{Cause, CauseKind, Data, Formula, Handle, ListKind, Role, TextPart, Value};
use back::add;
pub(super) use back::backward;
use foldhash::HashMap;
pub use otherwise::Retold;
pub(super) use otherwise::{Otherwise, otherwise};
use std::sync::Arc;

/// The entities of a model type by what names them.
#[derive(Debug, Default)]
pub(super) struct Names {
    known: HashMap<Arc<str>, Handle>,
    /// The same by unit, of units behind the first: one's own are meant before those of others.
    own: HashMap<(u32, Arc<str>), Handle>,
    /// By the canonical name of what is not known.
    same: HashMap<Arc<str>, Handle>,
    /// By the canonical spellings of names that are partly known.
    spelled: HashMap<Arc<str>, Handle>,
    /// Those whose names differ from case to case.
    partly: Vec<(Handle, Value)>,
}

/// Most names that are compared one by one.
const MAX_PARTLY: usize = 256;

impl Names {
    /// Of entities of one model type.
    pub(super) fn of<'e>(entities: impl Iterator<Item = (Handle, &'e Entity)>) -> Self {
        let mut names = Names::default();
        let mut entities = entities.peekable();
        let Some(model_type) = entities.peek().map(|(_, first)| first.model_type) else { return names };
        let named_by: Vec<_> =
            model_type.named_by.iter().map(|by| (by, Question::of(model_type, by.field()))).collect();
        entities.for_each(|(handle, entity)| names.add(handle, entity, &named_by));
        names
    }

    fn add(&mut self, handle: Handle, entity: &Entity, named_by: &[(&By, Option<Question>)]) {
        for (by, question) in named_by {
            // a name that is made up names nothing in these files
            let unsaid = question.as_ref().and_then(|question| entity.unsaid(question));
            if matches!(unsaid, Some(Default::Null | Default::Empty | Default::Computed)) {
                continue;
            }
            let Some(field) = entity.field(by.field()) else { continue };
            match &field.value.data {
                Data::String(text) => {
                    self.known.entry(Arc::clone(text)).or_insert(handle);
                    let unit = entity.resource.unit;
                    if unit > 0 {
                        self.own.entry((unit, Arc::clone(text))).or_insert(handle);
                    }
                }
                Data::Unknown(unknown) => {
                    if let Some(identity) = &unknown.identity {
                        self.same.entry(Arc::clone(identity)).or_insert(handle);
                    }
                }
                Data::Text(text) => {
                    for spelling in text.spellings() {
                        self.spelled.entry(spelling).or_insert(handle);
                    }
                }
                Data::Branches(_) if self.partly.len() < MAX_PARTLY => {
                    self.partly.push((handle, field.value.clone()));
                }
                _ => {}
            }
        }
    }

    fn find(&self, unit: u32, target: &ModelType, value: &Value) -> Option<Handle> {
        let by_part = |by: &By| self.named(unit, &by.name_in(value)?);
        let by_case = || self.partly.iter().find(|(_, name)| name.equals(value) == Some(true));
        target.named_by.iter().find_map(by_part).or_else(|| by_case().map(|(handle, _)| *handle))
    }

    /// What has another name in some case, and in each of them this one.
    fn same_in_all_cases(&self, value: &Value) -> Option<Handle> {
        let is_set = value.null_test() == Some(false);
        let same = self.partly.iter().find(|(_, name)| is_set && name.equals(value) == Some(true))?;
        Some(same.0)
    }

    /// What has that name, be it known, partly known or the same unknown.
    fn named(&self, unit: u32, name: &Value) -> Option<Handle> {
        match &name.data {
            Data::Unknown(unknown) => self.same.get(unknown.identity.as_ref()?).copied(),
            Data::String(text) => {
                let own = || self.own.get(&(unit, Arc::clone(text)));
                let own = if unit > 0 { own() } else { None };
                own.or_else(|| self.known.get(text)).copied()
            }
            Data::Text(text) => text.spellings().into_iter().find_map(|it| self.spelled.get(&it)).copied(),
            _ => None,
        }
    }
}

/// Where a link that is read from an entity's own fields leads; `None` for links back.
pub(super) fn forward(estate: &Estate, from: &Entity, link: &Link) -> Option<Value> {
    let field = || pointer(from, link);
    let resource = &from.resource;
    match link.kind {
        LinkKind::One => Some(target(estate, resource, &field(), link.target)),
        LinkKind::Several | LinkKind::InRule => Some(targets(estate, resource, &field(), link.target)),
        LinkKind::Alike(_) | LinkKind::Back(_) => None,
    }
}

/// Where a value that a resource holds leads: a handle, null, or unknown.
fn target(estate: &Estate, from: &Resource, value: &Value, of: &str) -> Value {
    let Some((space, model_type)) = model_type(of) else { return Value::null() };
    let space = super::estate::to_u32(space);
    let same = || estate.names(space)?.same_in_all_cases(value);
    if value.is_branching()
        && let Some(handle) = same()
    {
        return Value::new(Data::Handle(handle)).at(value.origin.clone());
    }
    value.map_leaves(&mut |leaf| match &leaf.data {
        Data::Null => Value::null().at(leaf.origin.clone()),
        Data::String(text) if text.is_empty() => Value::null().at(leaf.origin.clone()),
        _ => one_of(estate, from, leaf, space, model_type)
            .map_or_else(|| elsewhere(estate, from, leaf), |handle| Value::new(Data::Handle(handle)))
            .at(leaf.origin.clone()),
    })
}

fn targets(estate: &Estate, from: &Resource, value: &Value, of: &str) -> Value {
    value.map_leaves(&mut |leaf| match &leaf.data {
        Data::List(list) => {
            let items = list.items.iter().map(|item| target(estate, from, item, of));
            Value::tuple(items.filter(|item| !item.is_null()).collect()).at(leaf.origin.clone())
        }
        Data::Null => Value::tuple(Vec::new()).at(leaf.origin.clone()),
        Data::String(_) | Data::Text(_) => {
            let one = target(estate, from, leaf, of);
            let found = if one.is_null() { Vec::new() } else { vec![one] };
            Value::tuple(found).at(leaf.origin.clone())
        }
        _ => leaf.clone(),
    })
}

fn one_of(
    estate: &Estate,
    from: &Resource,
    leaf: &Value,
    space: u32,
    model_type: &ModelType,
) -> Option<Handle> {
    let elsewhere = |handle: &Handle| {
        let entity = estate.entity(*handle);
        is_regional_name(leaf, model_type)
            && entity.is_some_and(|it| it.resource.surroundings.differ(&from.surroundings))
    };
    let referred = || {
        references(leaf).into_iter().find_map(|address| {
            let handles = estate.at_address(from.unit, &address).iter().copied();
            let mut of_type = handles.filter(|handle| handle.space == space && !elsewhere(handle));
            of_type.find(|handle| may_name(estate, leaf, *handle))
        })
    };
    // of several with one name (in several Regions), the one that was referred to is meant, or that of the same Region
    let named = || {
        let first = estate.names(space)?.find(from.unit, model_type, leaf)?;
        if !elsewhere(&first) {
            return Some(first);
        }
        let mut others = estate.all(model_type.name).take(MAX_PARTLY).filter(|(handle, entity)| {
            !elsewhere(handle)
                && model_type.named_by.iter().any(|by| {
                    entity.field(by.field()).is_some_and(|name| name.value.equals(leaf) == Some(true))
                })
        });
        others.next().map(|(handle, _)| handle)
    };
    referred().or_else(named)
}

/// What is named within a Region: a name in another one is something else's.
const REGIONAL: &[&str] = &["alarm", "event_rule", "log_group", "recorder", "topic"];

/// Whether a value is a name that means something of its own Region only; an ARN is none.
fn is_regional_name(value: &Value, of: &ModelType) -> bool {
    let is_name = match (value.as_str(), value.as_unknown().and_then(|it| it.reference.as_ref())) {
        (Some(text), _) => !text.starts_with("arn:"),
        (None, Some(reference)) => &*reference.attribute == "name",
        _ => false,
    };
    is_name && REGIONAL.contains(&of.name)
}

/// Whether a text that came by way of an entity names it: not where it holds another name.
fn may_name(estate: &Estate, leaf: &Value, handle: Handle) -> bool {
    let (Some(text), Some(entity)) = (leaf.as_str(), estate.entity(handle)) else { return true };
    let mut names =
        entity.model_type.named_by.iter().filter_map(|by| entity.field(by.field())?.value.as_str());
    let mut known = names.by_ref().peekable();
    known.peek().is_none() || known.any(|name| by_name(text, name))
}

fn by_name(text: &str, name: &str) -> bool {
    text == name || (text.starts_with("arn:") && text.contains(name))
}

/// The value by which a link leads on.
fn pointer(from: &Entity, link: &Link) -> Value {
    from.field(link.field_read()).map_or_else(Value::null, |field| pointer_in(&field.value, link))
}

/// The value by which a link leads on, where its field has that one.
fn pointer_in(field: &Value, link: &Link) -> Value {
    let (_, inner) = first_of(link.field);
    match link.kind {
        LinkKind::InRule => alarm_rule::named(field),
        _ if inner.is_empty() => field.clone(),
        _ => field.map_leaves(&mut |leaf| match &leaf.data {
            Data::List(list) => {
                let inner = list.items.iter().map(|item| inner_of(item, inner));
                Value::tuple(inner.collect()).at(leaf.origin.clone())
            }
            _ => leaf.clone(),
        }),
    }
}

fn inner_of(item: &Value, name: &str) -> Value {
    item.map_leaves(&mut |leaf| match &leaf.data {
        Data::Object(object) => object.entries.get(name).cloned().unwrap_or_else(Value::null),
        _ => leaf.clone(),
    })
}

/// What leads to nothing here: where the files are the whole account, a name that is known names nothing then,
/// unless it is of another account or of AWS.
fn elsewhere(estate: &Estate, from: &Resource, value: &Value) -> Value {
    match value.cause() {
        Some(cause) => Value::unknown(cause.clone()),
        None if estate.scope() == Scope::Account
            && value.as_str().is_some_and(|name| is_of_account(name, from)) =>
        {
            Value::null()
        }
        None => {
            let name = value.as_str().filter(|_| !value.sensitive).unwrap_or("what a secret names");
            Value::unknown(Cause::new(CauseKind::Elsewhere, name))
        }
    }
}

fn is_of_account(name: &str, from: &Resource) -> bool {
    let owner = name.strip_prefix("arn:").and_then(|rest| rest.split(':').nth(3));
    let own = match owner {
        None | Some("") => true,
        Some(owner) => from.surroundings.account.equals(&Value::string(owner)) == Some(true),
    };
    own && !name.contains("alias/aws/")
}

/// Whether a value that leads nowhere known may name an entity all the same; `value` is what was to be resolved.
pub(super) fn may_be(estate: &Estate, unit: u32, value: &Value, entity: &Entity) -> bool {
    may_be_one_of_here(estate, unit, value) && may_be_this(unit, value, entity)
}

/// Whether a value that leads nowhere known may name something of its unit: that is asked once, not of each entity.
fn may_be_one_of_here(estate: &Estate, unit: u32, value: &Value) -> bool {
    let elsewhere = |kind: CauseKind| {
        matches!(
            kind,
            CauseKind::Import | CauseKind::RemoteState | CauseKind::ModuleNotDownloaded | CauseKind::Error
        )
    };
    let refers = !references(value).is_empty()
        && (value.as_unknown().is_some_and(|it| it.reference.is_some())
            || references(value).iter().any(|address| !estate.at_address(unit, address).is_empty()));
    !refers && !value.cause().is_some_and(|cause| elsewhere(cause.kind))
}

fn may_be_this(unit: u32, value: &Value, entity: &Entity) -> bool {
    // what is not known of one unit is no reason to doubt all others
    if entity.resource.unit != unit {
        return false;
    }
    // a name that the service makes up is nobody's to write down
    entity.model_type.named_by.iter().any(|by| {
        let name = entity.field(by.field()).filter(|name| name.written);
        name.is_some_and(|name| name.value.equals(value).is_none())
    })
}

/// A companion's value resolved, case by case.
pub(super) struct Lead {
    /// In which cases.
    pub when: Formula,
    /// The entity; else the value that leads nowhere known.
    pub to: Result<Handle, Value>,
}

/// Where a value (or each item of a list) that a resource holds leads, case by case.
pub(super) fn leads(estate: &Estate, from: &Resource, value: &Value, of: &str) -> Vec<Lead> {
    let mut found = Vec::new();
    collect_leads(value, &Formula::Constant(true), &mut |value| target(estate, from, value, of), &mut found);
    found
}

fn collect_leads(
    value: &Value,
    when: &Formula,
    target: &mut dyn FnMut(&Value) -> Value,
    into: &mut Vec<Lead>,
) {
    match &value.data {
        Data::Branches(branches) => {
            // whatever the case, it is the same one
            if let Data::Handle(handle) = target(value).data {
                into.push(Lead { when: when.clone(), to: Ok(handle) });
                return;
            }
            collect_leads(&branches.then, &when.and(&branches.condition), target, into);
            collect_leads(&branches.otherwise, &when.and(&branches.condition.negate()), target, into);
        }
        Data::List(list) => list.items.iter().for_each(|item| collect_leads(item, when, target, into)),
        Data::Null => {}
        _ if *when == Formula::Constant(false) => {}
        _ => match target(value).data {
            Data::Handle(handle) => into.push(Lead { when: when.clone(), to: Ok(handle) }),
            Data::Null => {}
            _ => into.push(Lead { when: when.clone(), to: Err(value.clone()) }),
        },
    }
}

/// When something is there; `None` where that is not known.
pub(super) fn present(presence: &Presence) -> Option<Formula> {
    match presence {
        Presence::Always => Some(Formula::Constant(true)),
        Presence::When(formula) => Some(formula.clone()),
        Presence::Unknown(_) => None,
    }
}

/// A list of handles, branching where members are there in some cases only.
pub(super) fn list_of(members: &[(Handle, Formula)]) -> Value {
    let of = |handles: &[Handle]| {
        Value::list(ListKind::Tuple, handles.iter().map(|it| Value::new(Data::Handle(*it))).collect())
    };
    let certain = |when: &Formula| matches!(when, Formula::Constant(true));
    let always: Vec<Handle> = members.iter().filter(|it| certain(&it.1)).map(|it| it.0).collect();
    let mut list = of(&always);
    for (handle, when) in members.iter().filter(|it| !certain(&it.1)) {
        let with = list.map_leaves(&mut |leaf| match leaf.as_list() {
            Some(items) => {
                let more = Value::new(Data::Handle(*handle));
                Value::tuple(items.iter().cloned().chain([more]).collect())
            }
            None => leaf.clone(),
        });
        list = Value::branches(when, with.assuming(when, true), list.assuming(when, false));
    }
    list
}

/// Addresses of the resources that a value is made of: by the way it came, newest first, and by what is unknown in it.
pub fn references(value: &Value) -> Vec<Arc<str>> {
    let mut addresses: Vec<Arc<str>> = Vec::new();
    let mut add = |address: &Arc<str>| {
        if !addresses.contains(address) {
            addresses.push(Arc::clone(address));
        }
    };
    // what was read last names it; a name may be made of other resources' attributes
    for step in value.origin.steps().iter().rev() {
        if let Role::Reference(address) = &step.role {
            add(address);
        }
    }
    match &value.data {
        Data::Unknown(unknown) => {
            if let Some(reference) = &unknown.reference {
                add(&reference.address);
            }
        }
        Data::Text(text) => {
            for part in &text.parts {
                if let TextPart::Unknown(part) = part
                    && let Some(reference) = part.as_unknown().and_then(|unknown| unknown.reference.as_ref())
                {
                    add(&reference.address);
                }
            }
        }
        _ => {}
    }
    addresses
}
