//! What is created only against a default, and what leads to it where it is.
//!
//! A trail whose key is left out by default does not refer to it then; the key is one of a trail's all the same.

use super::{leads, pointer_in};
use crate::model::estate::{Estate, is_forward};
use crate::model::table::{Link, LinkKind};
use crate::value::{Handle, Value};
use std::collections::BTreeMap;

/// A field of an entity, as it is where something is created that a default leaves out.
#[derive(Clone, Debug)]
pub struct Retold {
    /// The entity.
    pub of: Handle,
    /// The field.
    pub field: &'static str,
    /// What it is then.
    pub value: Value,
}

/// Links that lead, in the case that creates it, to what is not created by default.
#[derive(Debug, Default)]
pub(in crate::model) struct Otherwise(BTreeMap<Handle, Vec<(&'static str, &'static Link, Handle)>>);

/// The links that fields lead by to what is not created by default.
pub(in crate::model) fn otherwise(estate: &Estate, retold: &[Retold]) -> Otherwise {
    let mut found = Otherwise::default();
    for Retold { of, field, value } in retold {
        let Some(entity) = estate.entity(*of) else { continue };
        let forward = |link: &&Link| is_forward(link) && !matches!(link.kind, LinkKind::Alike(_));
        for link in entity.model_type.links.iter().filter(forward).filter(|link| link.field_read() == *field)
        {
            for lead in leads(estate, &entity.resource, &pointer_in(value, link), link.target) {
                let Ok(here) = lead.to else { continue };
                if estate.entity(here).is_some_and(|it| it.resource.not_created.is_some()) {
                    found.0.entry(*of).or_default().push((entity.model_type.name, link, here));
                }
            }
        }
    }
    found
}

impl Otherwise {
    /// What an entity that is in scope brings into scope.
    pub(in crate::model) fn of(&self, handle: Handle) -> impl Iterator<Item = Handle> {
        let links = self.0.get(&handle).into_iter().flatten();
        links.filter(|(_, link, _)| link.carries_scope).map(|(_, _, here)| *here)
    }

    /// What a link of entities of a type leads to: each with what it leads from, first.
    pub(super) fn by(&self, model_type: &str, link: &str) -> impl Iterator<Item = (Handle, Handle)> {
        self.0.iter().flat_map(move |(source, links)| {
            let meant = links.iter().filter(move |(kind, own, _)| *kind == model_type && own.name == link);
            meant.map(|(_, _, here)| (*source, *here))
        })
    }
}
