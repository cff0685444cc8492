//! What is not known, written out: the documents that show a resource with every value that its unknowns may take, in
//! every case of the conditions that it branches on, as far as the rules read any of it. Bounded.

use super::candidates::{Candidates, SAMPLE, candidates, filled};
use super::document::Seen;
use super::reading::Reading;
use crate::check::{Cases, Conditions};
use crate::model::FieldKind;
use crate::resource::{Language, Presence};
use crate::value::{Assignment, Cause, CauseKind, Data, Formula, Number, Value};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Most documents that one resource is shown in to one file.
const MAX_VARIANTS: usize = 64;

/// Deepest nesting that is shown.
const MAX_DEPTH: usize = 48;

/// A resource in all that it may be.
#[derive(Debug)]
pub(super) struct Variants {
    /// The cases that its branches and its presence make; none: too many.
    pub cases: Option<Cases>,
    /// For each case what it may be; none where it is not there.
    pub bodies: Vec<Option<Bodies>>,
    /// Properties that branch on conditions.
    pub branching: Vec<Arc<str>>,
    /// Properties that hold what is not known, in the order of their names.
    pub unsure: Vec<Unsure>,
    /// Set where there are too many variants.
    pub over: bool,
}

/// What a resource may be in one case.
#[derive(Debug)]
pub(super) struct Bodies {
    /// The resource, as a template says it.
    pub bodies: Vec<Json>,
}

/// A property that holds something which is not known.
#[derive(Debug)]
pub(super) struct Unsure {
    /// Its name.
    pub property: Arc<str>,
    /// Whether it may be what no sample stands for.
    pub more: bool,
    /// Whether it was tried with several values.
    pub several: bool,
    /// Why it is not known.
    pub cause: Cause,
}

/// What all unknowns of a name are, by that name.
type Slots = BTreeMap<String, Candidates>;

/// Writes out a resource as far as the rules of a file read it.
pub(super) fn variants(seen: &Seen<'_>, reading: &Reading, limits: &[Formula]) -> Variants {
    let mut read = Conditions::default();
    let relevant = || seen.properties.iter().filter(|(name, _)| reading.reads(name));
    let mut branching = Vec::new();
    for (name, property) in relevant() {
        if conditions(&property.value, &mut read, 0) {
            branching.push(Arc::clone(name));
        }
    }
    let mut all = Variants {
        cases: Cases::of(read, &seen.resource.presence, limits),
        bodies: Vec::new(),
        branching,
        unsure: Vec::new(),
        over: false,
    };
    if let Some(cause) =
        seen.resource.open.as_ref().filter(|_| seen.resource.language == Language::CloudFormation)
    {
        all.unsure.push(Unsure { property: "".into(), more: true, several: false, cause: cause.clone() });
    }
    let no_case = [Assignment::default()];
    let cases: Vec<Assignment> = match &all.cases {
        Some(cases) => cases.cases.clone(),
        None => {
            all.over = true;
            no_case.to_vec()
        }
    };
    let mut left = MAX_VARIANTS;
    for case in &cases {
        if let Presence::When(formula) = &seen.resource.presence
            && formula.holds(case) == Some(false)
        {
            all.bodies.push(None);
            continue;
        }
        let mut shown = Shown { seen, reading, case, slots: Slots::new(), unsure: Vec::new() };
        let bodies = shown.bodies(left);
        let unsure = std::mem::take(&mut shown.unsure);
        all.over |= bodies.is_none();
        let bodies = bodies.unwrap_or_else(|| vec![shown.body(&BTreeMap::new())]);
        left = left.saturating_sub(bodies.len()).max(1);
        all.bodies.push(Some(Bodies { bodies }));
        for one in unsure {
            let same = |it: &&Unsure| it.property == one.property && it.cause == one.cause;
            match all.unsure.iter().position(|it| same(&it)) {
                Some(at) => {
                    all.unsure[at].more |= one.more;
                    all.unsure[at].several |= one.several;
                }
                None => all.unsure.push(one),
            }
        }
    }
    all
}

/// Takes in the conditions that a value branches on, however deep; whether there are any.
fn conditions(value: &Value, read: &mut Conditions, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    read.collect_from(value);
    match &value.data {
        Data::List(list) => list.items.iter().filter(|item| conditions(item, read, depth + 1)).count() > 0,
        Data::Object(object) => {
            object.entries.values().filter(|item| conditions(item, read, depth + 1)).count() > 0
        }
        Data::Branches(branches) => {
            conditions(&branches.then, read, depth + 1);
            conditions(&branches.otherwise, read, depth + 1);
            true
        }
        Data::Unknown(unknown) => unknown.formula.is_some(),
        _ => false,
    }
}

/// A resource as it is shown in one case.
struct Shown<'s> {
    seen: &'s Seen<'s>,
    reading: &'s Reading,
    case: &'s Assignment,
    slots: Slots,
    unsure: Vec<Unsure>,
}

/// Where a value stands.
#[derive(Clone, Copy)]
struct At<'p> {
    property: &'p Arc<str>,
    path: &'p str,
    kind: Option<FieldKind>,
    depth: usize,
}

/// Which of its values each unknown has, by its name.
type Choice = BTreeMap<String, usize>;

impl Shown<'_> {
    /// The resource with every combination of what its unknowns may be; none where there are more than `most`.
    fn bodies(&mut self, most: usize) -> Option<Vec<Json>> {
        let first = self.body(&Choice::new());
        let names: Vec<(String, usize)> =
            self.slots.iter().map(|(name, slot)| (name.clone(), slot.values.len())).collect();
        let count = names.iter().try_fold(1usize, |product, (_, count)| product.checked_mul(*count))?;
        if count > most {
            return None;
        }
        let mut bodies = vec![first];
        for mut number in 1..count {
            let mut choice = Choice::new();
            for (name, count) in &names {
                choice.insert(name.clone(), number % count);
                number /= count;
            }
            let body = self.body(&choice);
            if !bodies.contains(&body) {
                bodies.push(body);
            }
        }
        Some(bodies)
    }

    /// The resource with one choice of what its unknowns are.
    fn body(&mut self, choice: &Choice) -> Json {
        let mut properties = Map::new();
        let (seen, reading) = (self.seen, self.reading);
        for (name, property) in seen.properties.iter().filter(|(name, _)| reading.reads(name)) {
            let at = At { property: name, path: name, kind: property.kind, depth: 0 };
            if let Some(value) = self.plain(&property.value, at, choice) {
                properties.insert(name.to_string(), value);
            }
        }
        let mut body = Map::new();
        body.insert("Type".to_owned(), (&*seen.resource_type).into());
        body.insert("Properties".to_owned(), properties.into());
        self.surroundings(&mut body);
        body.into()
    }

    /// What a template says of a resource beside its properties.
    fn surroundings(&mut self, body: &mut Map<String, Json>) {
        let resource = self.seen.resource;
        if resource.language != Language::CloudFormation {
            return;
        }
        let lifecycle = &resource.lifecycle;
        let said = [
            ("DeletionPolicy", &lifecycle.deletion_policy),
            ("UpdateReplacePolicy", &lifecycle.update_replace_policy),
            ("Metadata", &resource.metadata),
        ];
        for (name, value) in said {
            if !self.reading.reads(name) || value.is_null() {
                continue;
            }
            let property = Arc::from(name);
            let at = At { property: &property, path: name, kind: None, depth: 0 };
            let mut said = self.plain(value, at, &Choice::new());
            // what it silences is told as silenced, not left out
            if let Some(guard) =
                said.as_mut().and_then(|it| it.get_mut("guard")).and_then(Json::as_object_mut)
            {
                guard.shift_remove("SuppressedRules");
            }
            body.extend(said.map(|said| (name.to_owned(), said)));
        }
        if self.reading.reads("DependsOn") && !resource.depends_on.is_empty() {
            let own = |address: &Arc<str>| address.rsplit('/').next().map(str::to_owned);
            body.insert("DependsOn".to_owned(), resource.depends_on.iter().filter_map(own).collect());
        }
    }

    /// A value as JSON; nothing where it is absent.
    fn plain(&mut self, value: &Value, at: At<'_>, choice: &Choice) -> Option<Json> {
        if at.depth > MAX_DEPTH {
            self.note(at, (true, false), &Cause::bound("nesting of values"));
            return None;
        }
        match &value.data {
            Data::Null => None,
            Data::Bool(value) => Some((*value).into()),
            Data::Number(number) => Some(number_json(number)),
            Data::String(text) => Some(match at.kind {
                // CloudFormation writes policies as objects
                Some(FieldKind::Document) => serde_json::from_str(text)
                    .ok()
                    .filter(Json::is_object)
                    .unwrap_or_else(|| (&**text).into()),
                // what rules do not tell apart is one thing: what is alike is asked once
                _ if self.reading.takes_for_any(at.property, text) => SAMPLE.into(),
                _ => (&**text).into(),
            }),
            Data::List(list) => {
                let mut items = Vec::with_capacity(list.items.len());
                for (place, item) in list.items.iter().enumerate() {
                    let path = format!("{}.{place}", at.path);
                    let inner = At { path: &path, kind: of_item(at.kind), depth: at.depth + 1, ..at };
                    items.extend(self.plain(item, inner, choice));
                }
                Some(items.into())
            }
            Data::Object(object) => {
                if let Some(open) = object.open.as_ref().filter(|_| choice.is_empty()) {
                    self.note(at, (true, false), &open.cause);
                }
                let mut entries = Map::new();
                for (key, item) in &object.entries {
                    let path = format!("{}.{key}", at.path);
                    let kind = of_entry(at.kind, key);
                    let inner = At { path: &path, kind, depth: at.depth + 1, ..at };
                    if let Some(item) = self.plain(item, inner, choice) {
                        entries.insert(key.to_string(), item);
                    }
                }
                Some(entries.into())
            }
            Data::Branches(branches) => match branches.condition.holds(self.case) {
                Some(true) => self.plain(&branches.then, at, choice),
                Some(false) => self.plain(&branches.otherwise, at, choice),
                None => {
                    let cause = value.cause().cloned();
                    let cause =
                        cause.unwrap_or_else(|| Cause::new(CauseKind::Error, "it depends on a condition"));
                    self.note(at, (true, false), &cause);
                    self.plain(&branches.then, at, choice)
                }
            },
            Data::Unknown(unknown) => {
                match unknown.formula.as_ref().and_then(|formula| formula.holds(self.case)) {
                    Some(holds) => Some(holds.into()),
                    None => self.chosen(value, at, choice),
                }
            }
            Data::Text(_) => self.chosen(value, at, choice),
            Data::Handle(_) => Some(filled(value).into()),
        }
    }

    /// What something is that is not known.
    fn chosen(&mut self, value: &Value, at: At<'_>, choice: &Choice) -> Option<Json> {
        let name = name(value, at);
        if !self.slots.contains_key(&name) {
            let slot = candidates(value, at.kind, self.reading);
            let cause = value.cause().cloned();
            let cause = cause.unwrap_or_else(|| Cause::new(CauseKind::Error, "it is not known"));
            self.note(at, (slot.more, slot.values.len() > 1), &cause);
            self.slots.insert(name.clone(), slot);
        }
        let values = &self.slots.get(&name)?.values;
        values.get(choice.get(&name).copied().unwrap_or(0)).cloned().flatten()
    }

    fn note(&mut self, at: At<'_>, (more, several): (bool, bool), cause: &Cause) {
        let property = Arc::clone(at.property);
        self.unsure.push(Unsure { property, more, several, cause: cause.clone() });
    }
}

/// The name under which something is the same wherever it stands.
fn name(value: &Value, at: At<'_>) -> String {
    let own = || format!("at {}", at.path);
    let Some(unknown) = value.as_unknown() else { return own() };
    let kind = at.kind.map(|kind| std::mem::discriminant(&kind));
    match (&unknown.identity, &unknown.reference) {
        (Some(identity), _) => format!("named {identity} {kind:?}"),
        (None, Some(reference)) if !unknown.made_of => {
            format!("of {} {} {kind:?}", reference.address, reference.attribute)
        }
        _ => own(),
    }
}

fn of_item(kind: Option<FieldKind>) -> Option<FieldKind> {
    match kind {
        Some(FieldKind::Strings) => Some(FieldKind::String),
        Some(FieldKind::Objects(fields)) => Some(FieldKind::Objects(fields)),
        _ => None,
    }
}

fn of_entry(kind: Option<FieldKind>, key: &str) -> Option<FieldKind> {
    match kind {
        Some(FieldKind::Objects(fields)) => {
            fields.iter().find(|it| it.own_name_in(Language::CloudFormation) == key).map(|it| it.kind)
        }
        _ => None,
    }
}

fn number_json(number: &Number) -> Json {
    match number.as_integer().and_then(|it| i64::try_from(it).ok()) {
        Some(integer) => integer.into(),
        None => number.to_string().parse::<f64>().map_or(Json::Null, |it| json!(it)),
    }
}
