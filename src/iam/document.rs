//! A policy document: statements with their elements, in any form it may be written in, branches and unknown parts
//! kept. What an element means is decided elsewhere.

use super::json;
use super::written::Written;
use crate::expr::unknown_from;
use crate::value::{Data, Formula, Layout, Object, Origin, Value};
use std::sync::Arc;

/// A policy document.
#[derive(Clone, Debug)]
pub struct Policy {
    root: Choice<Arc<[Choice<Statement>]>>,
    /// The way the document came.
    pub origin: Origin,
    /// Why it is no policy document, in the places where it is none: AWS would refuse it.
    pub problems: Vec<String>,
}

/// One statement.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its place in the document, from 0.
    pub index: usize,
    /// Its name, where it has one that is known.
    pub sid: Option<Arc<str>>,
    /// The way it came.
    pub origin: Origin,
    /// `Allow` or `Deny`.
    pub effect: Value,
    /// `Principal` or `NotPrincipal`.
    pub principal: Option<Element>,
    /// `Action` or `NotAction`.
    pub action: Option<Element>,
    /// `Resource` or `NotResource`.
    pub resource: Option<Element>,
    /// `Condition`.
    pub condition: Option<Value>,
    /// Whether `${…}` in its texts are policy variables (version 2012-10-17).
    pub variables: bool,
    /// Where set, nobody knows what the statement says, for this cause.
    pub undecided: Option<Value>,
    /// Where its elements are written.
    pub(super) written: Written,
}

/// An element that has a negated form.
#[derive(Clone, Debug)]
pub struct Element {
    /// Whether it is the `Not…` form.
    pub negated: bool,
    /// What is written: one value or a list.
    pub value: Value,
}

#[derive(Clone, Debug)]
enum Choice<T> {
    Is(T),
    Either(Formula, Box<Choice<T>>, Box<Choice<T>>),
    Unknown(Value),
    Absent,
}

impl<T> Choice<T> {
    fn ask(&self, f: &mut dyn FnMut(&T) -> Value) -> Value {
        match self {
            Choice::Is(it) => f(it),
            Choice::Either(condition, then, otherwise) => {
                let (then, otherwise) = (then.ask(f), otherwise.ask(f));
                Value::branches(condition, then, otherwise)
            }
            Choice::Unknown(value) => unknown_from(value),
            Choice::Absent => Value::bool(false),
        }
    }

    fn each(&self, f: &mut dyn FnMut(&T)) {
        match self {
            Choice::Is(it) => f(it),
            Choice::Either(_, then, otherwise) => {
                then.each(f);
                otherwise.each(f);
            }
            Choice::Unknown(_) | Choice::Absent => {}
        }
    }

    /// Reads a value that may branch, be null or be unknown.
    fn read(value: &Value, f: &mut dyn FnMut(&Value) -> Choice<T>) -> Choice<T> {
        match &value.data {
            Data::Branches(branches) => Choice::Either(
                branches.condition.clone(),
                Box::new(Choice::read(&branches.then, f)),
                Box::new(Choice::read(&branches.otherwise, f)),
            ),
            Data::Null => Choice::Absent,
            Data::Unknown(_) | Data::Handle(_) => Choice::Unknown(value.clone()),
            _ => f(value),
        }
    }
}

impl Policy {
    /// Reads a document: JSON text (also with unknown parts), an object, branches of those. Null and empty text are
    /// no policy: nothing is granted, nothing denied.
    pub fn read(value: &Value) -> Policy {
        let mut problems = Vec::new();
        let root = Choice::read(value, &mut |leaf| document(leaf, None, &mut problems));
        Policy { root, origin: value.origin.clone(), problems }
    }

    /// Whether it holds for some statement; unknown statements may be such.
    pub fn any(&self, holds: &mut dyn FnMut(&Statement) -> Value) -> Value {
        self.root.ask(&mut |statements| {
            let mut so_far = Value::bool(false);
            for choice in statements.iter() {
                let answer = choice.ask(&mut |statement| match &statement.undecided {
                    Some(cause) => unknown_from(cause).at(statement.origin.clone()),
                    None => {
                        let placed = |leaf: &Value| statement.origin.deciding_as(&leaf.origin);
                        let answer = holds(statement);
                        match answer.as_bool() {
                            Some(_) => {
                                let way = placed(&answer);
                                answer.at(way)
                            }
                            None => answer.map_leaves(&mut |leaf| leaf.clone().at(placed(leaf))),
                        }
                    }
                });
                so_far = match so_far.as_bool() {
                    Some(false) => answer,
                    _ => super::either(&so_far, &answer),
                };
                if so_far.as_bool() == Some(true) {
                    break;
                }
            }
            so_far
        })
    }

    /// Calls for every statement that is known or in a branch.
    pub fn each(&self, f: &mut dyn FnMut(&Statement)) {
        self.root.each(&mut |statements| {
            for choice in statements.iter() {
                choice.each(f);
            }
        });
    }

    /// Whether nothing at all is known of it, and why.
    pub fn unknown(&self) -> Option<&Value> {
        match &self.root {
            Choice::Unknown(value) => Some(value),
            _ => None,
        }
    }

    /// Whether there is certainly no document.
    pub fn is_absent(&self) -> bool {
        matches!(self.root, Choice::Absent)
    }
}

/// `layout`: of the text that the value was read from.
fn document(
    value: &Value,
    layout: Option<&Arc<Layout>>,
    problems: &mut Vec<String>,
) -> Choice<Arc<[Choice<Statement>]>> {
    match &value.data {
        Data::String(text) if text.trim().is_empty() => Choice::Absent,
        Data::String(_) | Data::Text(_) => match json::read(value) {
            Ok(read) if matches!(read.data, Data::String(_) | Data::Text(_)) => {
                refused("the policy is a JSON string, not a JSON object".to_owned(), problems)
            }
            Ok(read) => {
                let layout = value.origin.layout();
                Choice::read(&read, &mut |read| document(read, layout.as_ref(), problems))
            }
            Err(message) => refused(format!("the policy is not JSON: {message}"), problems),
        },
        Data::Object(object) => statements(object, value, layout, problems),
        _ => refused("the policy is neither JSON text nor an object".to_owned(), problems),
    }
}

fn refused<T>(message: String, problems: &mut Vec<String>) -> Choice<T> {
    let unknown = Value::error(message.as_str());
    problems.push(message);
    Choice::Unknown(unknown)
}

fn statements(
    object: &Object,
    value: &Value,
    layout: Option<&Arc<Layout>>,
    problems: &mut Vec<String>,
) -> Choice<Arc<[Choice<Statement>]>> {
    let Some(written) = object.entries.get("Statement") else {
        if let Some(open) = &object.open {
            return Choice::Unknown(Value::new(Data::Unknown(Arc::clone(open))));
        }
        return refused("the policy has no `Statement`".to_owned(), problems);
    };
    // version 2008-10-17 is the default and knows no variables
    let version = object.entries.get("Version");
    let of_none = |text: &&str| !matches!(*text, "2012-10-17" | "2008-10-17");
    if version.is_some_and(|version| version.as_str().filter(of_none).is_some()) {
        let message = "the `Version` of a policy is `2012-10-17` or `2008-10-17`";
        return refused(message.to_owned(), problems);
    }
    let variables =
        version.is_some_and(|version| version.as_str() != Some("2008-10-17") && !version.is_null());
    let origin = if written.origin.last().is_some() { &written.origin } else { &value.origin };
    let mut all = |written: &Value| {
        let items = match &written.data {
            Data::List(list) => list.items.iter().collect(),
            // what is certainly in it, and what is not known of it
            Data::Unknown(_) => written.certain_items().iter().chain([written]).collect(),
            _ => vec![written],
        };
        let mut index = 0;
        let statements = items.into_iter().map(|item| {
            let read = Choice::read(item, &mut |item| {
                let written = Written::of(item, layout);
                statement(item, (index, written), origin, variables, problems)
            });
            index += 1;
            read
        });
        Choice::Is(statements.collect())
    };
    match written.certain_items() {
        [_, ..] if written.as_unknown().is_some() => all(written),
        _ => Choice::read(written, &mut all),
    }
}

const ELEMENTS: &[&str] = &[
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

fn statement(
    value: &Value,
    (index, written_at): (usize, Written),
    origin: &Origin,
    variables: bool,
    problems: &mut Vec<String>,
) -> Choice<Statement> {
    let Data::Object(object) = &value.data else {
        return refused(format!("statement {} is not an object", index + 1), problems);
    };
    let written = |name: &str| object.entries.get(name).filter(|value| !value.is_null());
    let element = |name: &str, negated: &str| {
        let plain = written(name).map(|value| Element { negated: false, value: value.clone() });
        plain.or_else(|| written(negated).map(|value| Element { negated: true, value: value.clone() }))
    };
    let mut undecided = object.open.as_ref().map(|open| Value::new(Data::Unknown(Arc::clone(open))));
    if let Some(message) = malformed(object, index) {
        undecided = Some(Value::error(message.as_str()));
        problems.push(message);
    }
    Choice::Is(Statement {
        index,
        sid: written("Sid").filter(|sid| !sid.sensitive).and_then(Value::as_str).map(Arc::from),
        origin: if value.origin.last().is_some() { value.origin.clone() } else { origin.clone() },
        effect: written("Effect").cloned().unwrap_or_else(Value::null),
        principal: element("Principal", "NotPrincipal"),
        action: element("Action", "NotAction"),
        resource: element("Resource", "NotResource"),
        condition: written("Condition").cloned(),
        variables,
        undecided,
        written: written_at,
    })
}

/// What AWS would refuse in a statement.
fn malformed(object: &Object, index: usize) -> Option<String> {
    let at = index + 1;
    if let Some(name) = object.entries.keys().find(|name| !ELEMENTS.contains(&&***name)) {
        return Some(format!("statement {at} has an element `{name}`, which policies do not have"));
    }
    let written = |name: &str| object.entries.get(name).is_some_and(|value| !value.is_null());
    for (name, negated) in
        [("Principal", "NotPrincipal"), ("Action", "NotAction"), ("Resource", "NotResource")]
    {
        if written(name) && written(negated) {
            return Some(format!("statement {at} has both `{name}` and `{negated}`"));
        }
    }
    if object.open.is_some() {
        return None;
    }
    match object.entries.get("Effect") {
        Some(effect) if effect.as_str().is_some_and(|it| !matches!(it, "Allow" | "Deny")) => {
            Some(format!("statement {at}: `Effect` is `Allow` or `Deny`"))
        }
        None => Some(format!("statement {at} has no `Effect`")),
        _ if !written("Action") && !written("NotAction") => {
            Some(format!("statement {at} has neither `Action` nor `NotAction`"))
        }
        _ => None,
    }
}
