//! Links by likeness: targets that say the same as one of an entity's objects, a metric's name and namespace, say.
//!
//! What is wholly known is looked up; only what is not is compared one by one, and no more often than a bound allows.
//! Entities that say the same share what they lead to: thousands of filters and alarms may be of one metric.

use super::{Estate, LinkKind, add, list_of, present};
use crate::model::estate::Entity;
use crate::model::fields::FieldValue;
use crate::model::table::Link;
use crate::resource::Surroundings;
use crate::value::{Cause, CauseKind, Data, Formula, Handle, Object, Value};
use foldhash::HashMap;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

/// Most comparisons for one link of all entities: as many as five hundred times five hundred.
const MAX_COMPARISONS: usize = 1 << 18;

/// A field of the object, and the field of the target that it is like.
type Pairs = &'static [(&'static str, &'static str)];

/// The targets of a link, by what they say.
pub(super) struct Likeness<'e> {
    link: &'static Link,
    pairs: Pairs,
    targets: Vec<(Handle, &'e Entity)>,
    /// Targets (by place) whose fields are all known.
    known: HashMap<String, Vec<usize>>,
    /// Those of which a field is not known.
    doubtful: Vec<usize>,
    /// How many comparisons are left.
    left: usize,
    /// What entities lead to, by what they say and where.
    found: HashMap<(String, *const Surroundings, u32), Rc<Alike>>,
}

/// The targets that are like an entity.
pub(super) struct Alike {
    /// Each in the cases in which it is there.
    pub members: Vec<(Handle, Formula)>,
    /// The same as a list.
    pub list: Value,
    /// Why there may be more.
    pub open: Option<Cause>,
}

/// What the fields of something say, taken together.
enum Said {
    Known(String),
    /// A field is null: it is like nothing that is known.
    Nothing,
    Doubtful,
}

impl<'e> Likeness<'e> {
    /// Of a link; `None` where it is not one by likeness.
    pub(super) fn of(estate: &'e Estate, link: &'static Link) -> Option<Self> {
        let LinkKind::Alike(pairs) = link.kind else { return None };
        let targets: Vec<(Handle, &Entity)> = estate.all(link.target).collect();
        let (mut known, mut doubtful) = (HashMap::<String, Vec<usize>>::default(), Vec::new());
        for (place, (_, target)) in targets.iter().enumerate() {
            let fields = pairs.iter().map(|(_, theirs)| target.field(theirs).map(|it| &it.value));
            match said(fields) {
                Said::Known(key) => known.entry(key).or_default().push(place),
                Said::Nothing => {}
                Said::Doubtful => doubtful.push(place),
            }
        }
        Some(Likeness {
            link,
            pairs,
            targets,
            known,
            doubtful,
            left: MAX_COMPARISONS,
            found: HashMap::default(),
        })
    }

    /// Targets with the same values as one of the objects of an entity; none where it says nothing.
    pub(super) fn alike(&mut self, entity: &Entity) -> Option<Rc<Alike>> {
        let field = entity.field(self.link.field)?;
        let Some(items) = field.value.as_list() else {
            return Some(Rc::new(Alike::of(Vec::new(), field.value.cause().cloned())));
        };
        let known: Option<String> = items.iter().map(|item| self.known_of(item)).collect();
        let surroundings = Arc::as_ptr(&entity.resource.surroundings);
        let Some(key) = known.map(|known| (known, surroundings, entity.resource.unit)) else {
            return Some(Rc::new(self.compared(entity, items)));
        };
        if let Some(found) = self.found.get(&key) {
            return Some(Rc::clone(found));
        }
        let found = Rc::new(self.compared(entity, items));
        self.found.insert(key, Rc::clone(&found));
        Some(found)
    }

    fn compared(&mut self, entity: &Entity, items: &[Value]) -> Alike {
        let mut open = None;
        let candidates = self.candidates(items);
        self.left = self.left.saturating_sub(candidates.compared);
        if self.left == 0 {
            open = Some(Cause::bound("comparisons of names"));
        }
        let mut members = Vec::new();
        for place in candidates.places {
            let (handle, other) = self.targets[place];
            // what is named in one Region is not known in another
            if entity.resource.surroundings.differ(&other.resource.surroundings) {
                continue;
            }
            let (mut same, mut perhaps) = (false, false);
            for answer in items.iter().map(|item| is_like(self.pairs, item, other)) {
                same |= answer == Some(true);
                perhaps |= answer.is_none();
            }
            match present(&other.resource.presence) {
                Some(when) if same => add(&mut members, handle, &when),
                _ if other.resource.unit != entity.resource.unit => {}
                _ if same || perhaps => {
                    open.get_or_insert_with(|| {
                        let why = |(_, field): (_, &FieldValue)| field.value.cause().cloned();
                        let cause = other.fields().into_iter().find_map(why);
                        cause.unwrap_or_else(|| Cause::new(CauseKind::Elsewhere, &*other.resource.address))
                    });
                }
                _ => {}
            }
        }
        Alike::of(members, open)
    }

    /// What an object says, where all of it is known.
    fn known_of(&self, item: &Value) -> Option<String> {
        match self.said_by(item) {
            Said::Known(key) => Some(key),
            Said::Nothing | Said::Doubtful => None,
        }
    }

    fn said_by(&self, item: &Value) -> Said {
        let of_object = |object: &'_ Object| said(self.pairs.iter().map(|(own, _)| object.entries.get(own)));
        item.as_object().map_or(Said::Doubtful, of_object)
    }

    /// Targets that may be like one of the objects, in order.
    fn candidates(&self, items: &[Value]) -> Candidates {
        let mut places = BTreeSet::new();
        let mut compared = 0;
        for item in items {
            match self.said_by(item) {
                Said::Known(key) => places.extend(self.known.get(&key).into_iter().flatten().copied()),
                Said::Doubtful if self.left > self.targets.len() => {
                    compared += self.targets.len();
                    places.extend(0..self.targets.len());
                    continue;
                }
                Said::Doubtful => compared = self.left,
                Said::Nothing => {}
            }
            compared += self.doubtful.len();
            if self.left > compared {
                places.extend(self.doubtful.iter().copied());
            }
        }
        Candidates { places, compared }
    }
}

impl Alike {
    fn of(members: Vec<(Handle, Formula)>, open: Option<Cause>) -> Self {
        Alike { list: list_of(&members), members, open }
    }
}

struct Candidates {
    places: BTreeSet<usize>,
    compared: usize,
}

fn said<'v>(fields: impl Iterator<Item = Option<&'v Value>>) -> Said {
    let (mut key, mut doubtful) = (String::new(), false);
    for field in fields {
        match field.map(|value| &value.data) {
            None => return Said::Nothing,
            Some(Data::String(text)) => {
                key.push_str(text);
                // no name has one
                key.push('\0');
            }
            Some(_) => doubtful = true,
        }
    }
    if doubtful { Said::Doubtful } else { Said::Known(key) }
}

/// Whether a target says the same as an object in all pairs; `None` where that is not known.
fn is_like(pairs: Pairs, item: &Value, other: &Entity) -> Option<bool> {
    let object = item.as_object()?;
    let mut all = Some(true);
    for (own, theirs) in pairs {
        let equal = match (object.entries.get(own), other.field(theirs)) {
            (Some(a), Some(b)) => a.equals(&b.value),
            _ => Some(false),
        };
        match equal {
            Some(false) => return Some(false),
            Some(true) => {}
            None => all = None,
        }
    }
    all
}
