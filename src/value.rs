//! Values: known, unknown because of something named, or branching on an undecided condition.
//!
//! A [`Value`] carries its [`Origin`] (the way it came) and whether it is sensitive. Collections are shared, so a
//! clone costs a few words whatever its size. Knows nothing of Terraform, CloudFormation or rules.

mod branches;
mod cases;
mod condition;
mod convert;
mod entries;
mod layout;
mod letters;
mod narrowed;
mod number;
mod origin;
mod references;
mod renamed;
mod text;
mod types;
pub(crate) mod unify;
mod unknown;

pub use branches::{Branches, MAX_LEAVES};
pub use condition::{Assignment, Atom, Constant, Formula, MAX_CASES, cases, possible, shortest_description};
pub use convert::{convert, number_written, to_bool, to_number, to_string};
pub use entries::Entries;
pub use layout::{Layout, Part};
pub use letters::{Alphabet, Letters};
pub use number::Number;
pub use origin::{Decides, DecidesAt, FieldNumber, Key, Origin, Role, Step};
pub use renamed::Renaming;
pub use text::{Text, TextPart};
pub use types::{ObjectAttribute, Type};
pub use unknown::{Cause, CauseKind, Reference, Unknown};

use std::sync::Arc;

/// What stands for text that its author marked sensitive.
pub const HIDDEN: &str = "(sensitive)";

/// Deepest nesting of collections; what would be deeper is unknown with that cause.
pub const MAX_VALUE_DEPTH: u16 = 256;

/// Most values in one value, counted as a walk meets them: collections are shared, so a few lines of text can
/// describe one that no walk would come to the end of.
const MAX_WEIGHT: u32 = 1_000_000;

/// A value, the way it came, and whether its text may be shown.
#[derive(Clone, Debug)]
pub struct Value {
    /// What it is.
    pub data: Data,
    /// The way it came.
    pub origin: Origin,
    /// Marked sensitive by its author: its text is never shown in any output.
    pub sensitive: bool,
}

/// What a [`Value`] is.
#[derive(Clone, Debug)]
pub enum Data {
    /// Not set.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string known to its last character.
    String(Arc<str>),
    /// A list, tuple or set.
    List(Arc<List>),
    /// An object or map.
    Object(Arc<Object>),
    /// A string of which some parts are unknown.
    Text(Arc<Text>),
    /// Not known, and why.
    Unknown(Arc<Unknown>),
    /// One of two, by a condition that is not decided.
    Branches(Arc<Branches>),
    /// A thing whose attributes are looked up when they are asked for: a resource instance, a module call, an
    /// entity of the model. Its scope knows which.
    Handle(Handle),
}

/// Names a thing of the scope that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Handle {
    /// Which collection of the scope (a module instance, a model type).
    pub space: u32,
    /// Which thing in it.
    pub index: u32,
}

/// A list, tuple or set: items and which of the three.
#[derive(Clone, Debug)]
pub struct List {
    /// Which kind.
    pub kind: ListKind,
    /// The items; a set's in Terraform's order, without doubles.
    pub items: Vec<Value>,
    depth: u16,
    weight: u32,
}

/// Which kind of list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// `[…]`: each item of its own type.
    Tuple,
    /// `list(…)`
    List,
    /// `set(…)`
    Set,
}

/// An object or map.
#[derive(Clone, Debug)]
pub struct Object {
    /// Whether all values have one type (`map(…)`).
    pub is_map: bool,
    /// The entries by key, in Terraform's order.
    pub entries: Entries<Value>,
    /// Where set, keys that are not in `entries` may be there too, for this cause (an include that was not
    /// read, a merge with something unknown).
    pub open: Option<Arc<Unknown>>,
    depth: u16,
    weight: u32,
}

impl Value {
    /// A value without origin.
    pub fn new(data: Data) -> Self {
        Value { data, origin: Origin::none(), sensitive: false }
    }

    /// Null.
    pub fn null() -> Self {
        Value::new(Data::Null)
    }

    /// A boolean.
    pub fn bool(value: bool) -> Self {
        Value::new(Data::Bool(value))
    }

    /// A number.
    pub fn number(value: impl Into<Number>) -> Self {
        Value::new(Data::Number(value.into()))
    }

    /// A string.
    pub fn string(value: impl Into<Arc<str>>) -> Self {
        Value::new(Data::String(value.into()))
    }

    /// A list of that kind. Sets must come sorted and without doubles ([`Value::set`] sees to it).
    pub fn list(kind: ListKind, items: Vec<Value>) -> Self {
        let depth = items.iter().map(Value::depth).max().unwrap_or(0) + 1;
        let weight = items.iter().fold(1, |sum: u32, item| sum.saturating_add(item.weight()));
        match over_bounds(depth, weight) {
            Some(bound) => bound,
            None => Value::new(Data::List(Arc::new(List { kind, items, depth, weight }))),
        }
    }

    /// A tuple.
    pub fn tuple(items: Vec<Value>) -> Self {
        Value::list(ListKind::Tuple, items)
    }

    /// A set: sorted, doubles dropped (items that are not wholly known are kept as they are, at the end).
    pub fn set(items: Vec<Value>) -> Self {
        let mut known: Vec<Value> = Vec::with_capacity(items.len());
        let mut others = Vec::new();
        for item in items {
            if item.is_wholly_known() { known.push(item) } else { others.push(item) }
        }
        known.sort_by(|a, b| a.set_order(b));
        known.dedup_by(|a, b| a.equals(b) == Some(true));
        known.extend(others);
        Value::list(ListKind::Set, known)
    }

    /// An object.
    pub fn object(entries: impl Into<Entries<Value>>) -> Self {
        Value::object_of(false, entries, None)
    }

    /// A map.
    pub fn map(entries: impl Into<Entries<Value>>) -> Self {
        Value::object_of(true, entries, None)
    }

    /// An object or map, open where its keys are not all known.
    pub fn object_of(is_map: bool, entries: impl Into<Entries<Value>>, open: Option<Arc<Unknown>>) -> Self {
        let entries = entries.into();
        let depth = entries.values().map(Value::depth).max().unwrap_or(0) + 1;
        let weight = entries.values().fold(1, |sum: u32, item| sum.saturating_add(item.weight()));
        match over_bounds(depth, weight) {
            Some(bound) => bound,
            None => Value::new(Data::Object(Arc::new(Object { is_map, entries, open, depth, weight }))),
        }
    }

    /// Unknown, with nothing more known of it.
    pub fn unknown(cause: Cause) -> Self {
        Value::new(Data::Unknown(Arc::new(Unknown::because(cause))))
    }

    /// What Terraform or CloudFormation would refuse: unknown, and known to be an error (`try` goes on).
    pub fn error(message: impl Into<Arc<str>>) -> Self {
        Value::unknown(Cause::new(CauseKind::Error, message))
    }

    /// The same value with that origin.
    #[must_use]
    pub fn at(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// The same value, one step further on its way.
    #[must_use]
    pub fn through(mut self, role: Role, span: crate::source::Span) -> Self {
        self.origin = self.origin.then(role, span);
        self
    }

    /// The same value, sensitive if it was or `sensitive` is.
    #[must_use]
    pub fn marked(mut self, sensitive: bool) -> Self {
        self.sensitive |= sensitive;
        self
    }

    /// Whether it or anything in it is sensitive.
    pub fn holds_sensitive(&self) -> bool {
        self.sensitive
            || match &self.data {
                Data::List(list) => list.items.iter().any(Value::holds_sensitive),
                Data::Object(object) => object.entries.values().any(Value::holds_sensitive),
                Data::Branches(branches) => {
                    branches.then.holds_sensitive() || branches.otherwise.holds_sensitive()
                }
                _ => false,
            }
    }

    /// The same value, whose words about why it is not known do not tell what a sensitive one led to: of an error and of a
    /// file only that there is one.
    #[must_use]
    pub fn hushed(self, sensitive: bool) -> Self {
        let Data::Unknown(unknown) = &self.data else { return self };
        let cause = match unknown.cause.kind {
            _ if !sensitive => return self,
            CauseKind::Error => Cause::new(CauseKind::Error, "a sensitive value does not fit here"),
            CauseKind::File => Cause::new(CauseKind::File, HIDDEN),
            _ => return self,
        };
        let mut unknown = Unknown::clone(unknown);
        unknown.cause = cause;
        Value { data: Data::Unknown(Arc::new(unknown)), ..self }
    }

    /// How deep collections nest in it; 0 for a scalar.
    pub fn depth(&self) -> u16 {
        match &self.data {
            Data::List(list) => list.depth,
            Data::Object(object) => object.depth,
            Data::Branches(branches) => branches.depth,
            Data::Unknown(unknown) => unknown.items.as_ref().map_or(0, |items| items.depth),
            _ => 0,
        }
    }

    /// How many values a walk through it meets, each text for as many as it has pieces of 64 bytes; 1 for a short
    /// scalar.
    pub fn weight(&self) -> u32 {
        match &self.data {
            Data::String(text) => u32::try_from(1 + text.len() / 64).unwrap_or(u32::MAX),
            Data::List(list) => list.weight,
            Data::Object(object) => object.weight,
            Data::Branches(branches) => branches.weight,
            Data::Unknown(unknown) => unknown.items.as_ref().map_or(1, |items| items.weight),
            _ => 1,
        }
    }

    /// The boolean, where it is one and known.
    pub fn as_bool(&self) -> Option<bool> {
        match self.data {
            Data::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The string, where it is one and wholly known.
    pub fn as_str(&self) -> Option<&str> {
        match &self.data {
            Data::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number, where it is one and known.
    pub fn as_number(&self) -> Option<&Number> {
        match &self.data {
            Data::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The items of a list, tuple or set.
    pub fn as_list(&self) -> Option<&[Value]> {
        match &self.data {
            Data::List(list) => Some(&list.items),
            _ => None,
        }
    }

    /// What is certainly among its items: all items of a list, tuple or set, some of one that is not wholly known.
    pub fn certain_items(&self) -> &[Value] {
        match &self.data {
            Data::List(list) => &list.items,
            Data::Unknown(unknown) => unknown.items.as_ref().map_or(&[], |items| &items.items),
            _ => &[],
        }
    }

    /// The object or map.
    pub fn as_object(&self) -> Option<&Object> {
        match &self.data {
            Data::Object(object) => Some(object),
            _ => None,
        }
    }

    /// What is known of it, where it is unknown.
    pub fn as_unknown(&self) -> Option<&Unknown> {
        match &self.data {
            Data::Unknown(unknown) => Some(unknown),
            _ => None,
        }
    }

    /// Whether it is null for certain.
    pub fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// The message, where it is something that the engines would refuse.
    pub fn as_error(&self) -> Option<&str> {
        self.as_unknown().filter(|it| it.cause.kind == CauseKind::Error).map(|it| &*it.cause.subject)
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.as_error().is_some()
    }

    /// Whether it is null: `Some` where that is certain.
    pub fn null_test(&self) -> Option<bool> {
        match &self.data {
            Data::Null => Some(true),
            Data::Unknown(unknown) => unknown.not_null.then_some(false),
            Data::Branches(branches) => {
                let (then, otherwise) = (branches.then.null_test()?, branches.otherwise.null_test()?);
                (then == otherwise).then_some(then)
            }
            _ => Some(false),
        }
    }

    /// Whether nothing in it is unknown, branching or a handle.
    pub fn is_wholly_known(&self) -> bool {
        match &self.data {
            Data::Null | Data::Bool(_) | Data::Number(_) | Data::String(_) => true,
            Data::List(list) => list.items.iter().all(Value::is_wholly_known),
            Data::Object(object) => {
                object.open.is_none() && object.entries.values().all(Value::is_wholly_known)
            }
            Data::Text(_) | Data::Unknown(_) | Data::Branches(_) | Data::Handle(_) => false,
        }
    }

    /// Why it is not known: the first cause found in it.
    pub fn cause(&self) -> Option<&Cause> {
        match &self.data {
            Data::Unknown(unknown) => Some(&unknown.cause),
            Data::Text(text) => text.parts.iter().find_map(|part| match part {
                TextPart::Literal(_) => None,
                TextPart::Unknown(value) => value.cause(),
            }),
            Data::List(list) => list.items.iter().find_map(Value::cause),
            Data::Object(object) => object
                .open
                .as_ref()
                .map(|open| &open.cause)
                .or_else(|| object.entries.values().find_map(Value::cause)),
            Data::Branches(branches) => branches.then.cause().or_else(|| branches.otherwise.cause()),
            _ => None,
        }
    }

    /// Whether both are the same value, by Terraform's `==` on two values of one type: `None` where that is not
    /// known. Numbers and strings are never equal to each other.
    pub fn equals(&self, other: &Value) -> Option<bool> {
        match (&self.data, &other.data) {
            (Data::Handle(a), Data::Handle(b)) if a == b => Some(true),
            (Data::Unknown(_) | Data::Text(_) | Data::Branches(_) | Data::Handle(_), _)
            | (_, Data::Unknown(_) | Data::Text(_) | Data::Branches(_) | Data::Handle(_)) => {
                text::equals_partly(self, other)
            }
            (Data::Null, Data::Null) => Some(true),
            (Data::Bool(a), Data::Bool(b)) => Some(a == b),
            (Data::Number(a), Data::Number(b)) => Some(a == b),
            (Data::String(a), Data::String(b)) => Some(a == b),
            (Data::List(a), Data::List(b)) => lists_equal(&a.items, &b.items),
            (Data::Object(a), Data::Object(b)) => objects_equal(a, b),
            _ => Some(false),
        }
    }

    /// Terraform's order of set items: by type, then numbers by value, strings by bytes, collections by items.
    fn set_order(&self, other: &Value) -> std::cmp::Ordering {
        use std::cmp::Ordering;
        let rank = |value: &Value| match value.data {
            // nulls stand behind everything else
            Data::Null => 7,
            Data::Bool(_) => 1,
            Data::Number(_) => 2,
            Data::String(_) => 3,
            Data::List(_) => 4,
            Data::Object(_) => 5,
            _ => 6,
        };
        match (&self.data, &other.data) {
            (Data::Bool(a), Data::Bool(b)) => a.cmp(b),
            (Data::Number(a), Data::Number(b)) => a.partial_cmp(b).unwrap_or(Ordering::Equal),
            (Data::String(a), Data::String(b)) => a.cmp(b),
            (Data::List(a), Data::List(b)) => order_of_items(a.items.iter(), b.items.iter()),
            (Data::Object(a), Data::Object(b)) => a
                .entries
                .keys()
                .cmp(b.entries.keys())
                .then_with(|| order_of_items(a.entries.values(), b.entries.values())),
            _ => rank(self).cmp(&rank(other)),
        }
    }
}

/// What stands for a collection that is too deep or too large.
fn over_bounds(depth: u16, weight: u32) -> Option<Value> {
    if depth > MAX_VALUE_DEPTH {
        Some(Value::unknown(Cause::bound("nesting of values")))
    } else {
        (weight > MAX_WEIGHT).then(|| Value::unknown(Cause::bound("collection size")))
    }
}

fn order_of_items<'a>(
    a: impl ExactSizeIterator<Item = &'a Value>,
    b: impl ExactSizeIterator<Item = &'a Value>,
) -> std::cmp::Ordering {
    let lengths = a.len().cmp(&b.len());
    a.zip(b).map(|(x, y)| x.set_order(y)).find(|order| order.is_ne()).unwrap_or(lengths)
}

fn all_equal(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut unknown = false;
    for answer in answers {
        match answer {
            Some(false) => return Some(false),
            Some(true) => {}
            None => unknown = true,
        }
    }
    if unknown { None } else { Some(true) }
}

fn lists_equal(a: &[Value], b: &[Value]) -> Option<bool> {
    if a.len() != b.len() {
        return Some(false);
    }
    all_equal(a.iter().zip(b).map(|(x, y)| x.equals(y)))
}

fn objects_equal(a: &Object, b: &Object) -> Option<bool> {
    if a.open.is_some() || b.open.is_some() {
        return None;
    }
    if a.entries.len() != b.entries.len() || !a.entries.keys().eq(b.entries.keys()) {
        return Some(false);
    }
    all_equal(a.entries.values().zip(b.entries.values()).map(|(x, y)| x.equals(y)))
}
