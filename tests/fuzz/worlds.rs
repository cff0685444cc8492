//! Names that are unknown in one world and known in others: what an evaluation says in the first must hold in all.

use trailguard::expr::{Budget, Evaluator, PathStep, Resolved, Scope};
use trailguard::source::Span;
use trailguard::value::{Cause, CauseKind, Data, Handle, ListKind, Type, Unknown, Value, to_string};

/// What the names `s`, `arn`, `b`, `n`, `l`, `m` and `any` are.
pub struct World {
    names: Vec<(&'static str, Value)>,
    budget: Budget,
}

fn unknown(name: &str) -> Unknown {
    Unknown::because(Cause::new(CauseKind::Variable, name)).named(name)
}

fn texts(items: &[&str]) -> Vec<Value> {
    items.iter().map(|item| Value::string(*item)).collect()
}

impl World {
    fn of(values: [Value; 7]) -> Self {
        let names = ["s", "arn", "b", "n", "l", "m", "any"].into_iter().zip(values).collect();
        World { names, budget: Budget::default() }
    }

    /// The one in which nothing is known but types, and that an ARN is one.
    pub fn unknown() -> Self {
        World::of([
            unknown("s").of_type(Type::String).value(),
            unknown("arn").set().of_type(Type::String).starting("arn:").value(),
            unknown("b").of_type(Type::Bool).value(),
            unknown("n").of_type(Type::Number).value(),
            unknown("l").of_type(Type::List(Type::String.into())).value(),
            unknown("m").of_type(Type::Map(Type::String.into())).value(),
            unknown("any").value(),
        ])
    }

    /// Some in which all is known.
    pub fn all() -> Vec<Self> {
        let map = |pairs: &[(&str, &str)]| {
            Value::map(
                pairs.iter().map(|(key, value)| ((*key).into(), Value::string(*value))).collect::<Vec<_>>(),
            )
        };
        let number = |written: &str| trailguard::value::number_written(written).expect("it is a number");
        vec![
            World::of([
                Value::string(""),
                Value::string("arn:"),
                Value::bool(false),
                number("0"),
                Value::list(ListKind::List, Vec::new()),
                map(&[("z", "z")]),
                Value::null(),
            ]),
            World::of([
                Value::string("a"),
                Value::string("arn:aws:s3:::b"),
                Value::bool(true),
                number("1"),
                Value::list(ListKind::List, texts(&["a"])),
                map(&[("a", "a")]),
                Value::string("a"),
            ]),
            World::of([
                Value::string("7"),
                Value::string("arn:7"),
                Value::bool(true),
                number("-2.5"),
                Value::list(ListKind::List, texts(&["b", "a", "b"])),
                map(&[("b", "1"), ("c", "")]),
                Value::tuple(vec![Value::bool(true), number("3")]),
            ]),
            World::of([
                Value::string("b,\u{e9}"),
                Value::string("arn:aws:iam::111122223333:role/x"),
                Value::bool(false),
                number("64"),
                Value::list(ListKind::List, texts(&["", "1"])),
                map(&[("a", "true")]),
                number("10"),
            ]),
        ]
    }

    /// Whether what was said of an expression when nothing was known holds for what it is.
    pub fn agree(text: &str, open: &Value, closed: &Value) {
        // `try` and `can` take a collection though an item in it may yet turn out to be an error
        if text.contains("try(") && matches!(open.data, Data::List(_) | Data::Object(_)) {
            return;
        }
        if is_refused(closed) {
            return;
        }
        if let Err(difference) = holds(open, closed) {
            panic!("{text:?}: {difference}\nunknown: {:?}\nknown: {:?}", open.data, closed.data);
        }
    }
}

/// Whether Terraform refuses it: an error in a collection is one of the whole.
fn is_refused(value: &Value) -> bool {
    match &value.data {
        Data::List(list) => list.items.iter().any(is_refused),
        Data::Object(object) => object.entries.values().any(is_refused),
        _ => value.is_error(),
    }
}

/// What Terraform would refuse, and what is over a bound, is any value.
fn settles(value: &Value) -> bool {
    !matches!(value.data, Data::Unknown(_) | Data::Text(_) | Data::Branches(_) | Data::Handle(_))
}

fn holds(open: &Value, closed: &Value) -> Result<(), String> {
    if !settles(closed) {
        return Ok(());
    }
    if open.null_test().is_some_and(|null| null != closed.is_null()) {
        return Err("null, and not".to_owned());
    }
    match (&open.data, &closed.data) {
        // what is an error whatever the value is stays one: but a conditional may have been spared
        (Data::Unknown(unknown), _) => of_unknown(unknown, closed),
        (Data::Branches(branches), _) => holds(&branches.then, closed)
            .or_else(|first| holds(&branches.otherwise, closed).map_err(|_| first)),
        (Data::Text(_), Data::String(text)) => {
            let text: &str = text;
            let right = text.starts_with(open.known_prefix()) && text.ends_with(open.known_suffix());
            let empty = open.empty_test().is_none_or(|empty| empty == text.is_empty());
            if right && empty { Ok(()) } else { Err("the text is another".to_owned()) }
        }
        // items of a set that are not known may turn out to be the same
        (Data::List(set), Data::List(closed)) if set.kind == ListKind::Set && !open.is_wholly_known() => {
            let (most, least) = (set.items.len(), usize::from(!set.items.is_empty()));
            let right = (least..=most).contains(&closed.items.len());
            if right { Ok(()) } else { Err("not as many items".to_owned()) }
        }
        (Data::List(open), Data::List(closed)) => {
            if open.items.len() != closed.items.len() {
                return Err("not as many items".to_owned());
            }
            open.items.iter().zip(&closed.items).try_for_each(|(open, closed)| holds(open, closed))
        }
        (Data::Object(open), Data::Object(closed)) => {
            let missing = open.entries.keys().find(|key| !closed.entries.contains_key(key));
            let added = closed.entries.keys().find(|key| !open.entries.contains_key(key));
            if let Some(key) = missing.or(added.filter(|_| open.open.is_none())) {
                return Err(format!("key `{key}`"));
            }
            let pairs =
                open.entries.iter().filter_map(|(key, value)| Some((value, closed.entries.get(key)?)));
            pairs.into_iter().try_for_each(|(open, closed)| holds(open, closed))
        }
        // numbers and truth values are as good as their texts: which of them it is, a type that is not known decides
        _ => {
            let text = |value: &Value| to_string(value).as_str().map(str::to_owned);
            let alike = text(open).is_some() && text(open) == text(closed);
            let other = !alike && open.equals(closed) == Some(false);
            if other { Err("another value".to_owned()) } else { Ok(()) }
        }
    }
}

fn of_unknown(unknown: &Unknown, closed: &Value) -> Result<(), String> {
    if let Data::String(text) = &closed.data {
        let starts = unknown.prefix.as_ref().is_none_or(|prefix| text.starts_with(&**prefix));
        let ends = unknown.suffix.as_ref().is_none_or(|suffix| text.ends_with(&**suffix));
        if !starts || !ends || unknown.not_empty && text.is_empty() {
            return Err("the text is another".to_owned());
        }
    }
    let empty = match &closed.data {
        Data::List(list) => list.items.is_empty(),
        Data::Object(object) => object.entries.is_empty(),
        _ => false,
    };
    if unknown.not_empty && empty {
        return Err("empty, and not".to_owned());
    }
    let matches = match (&unknown.kind, &closed.data) {
        (_, Data::Null) | (None | Some(Type::Any), _) => true,
        (Some(Type::String), data) => matches!(data, Data::String(_)),
        (Some(Type::Bool), data) => matches!(data, Data::Bool(_)),
        (Some(Type::Number), data) => matches!(data, Data::Number(_)),
        (Some(_), data) => matches!(data, Data::List(_) | Data::Object(_)),
    };
    if matches { Ok(()) } else { Err(format!("not of type {:?}", unknown.kind)) }
}

impl Scope for World {
    fn resolve(&self, root: &str, _: &[PathStep<'_>], _: Span, _: &mut Evaluator<'_>) -> Option<Resolved> {
        let (_, value) = self.names.iter().find(|(name, _)| *name == root)?;
        Some(Resolved { value: value.clone(), consumed: 0 })
    }

    fn attribute(&self, _: Handle, _: &str, _: Span) -> Value {
        Value::null()
    }

    fn expand(&self, _: Handle) -> Value {
        Value::null()
    }

    fn call(&self, _: &str, _: &[Value], _: Span) -> Option<Value> {
        None
    }

    fn instance(&self) -> &str {
        "fuzzed"
    }

    fn text(&self, _: Span) -> String {
        String::new()
    }

    fn budget(&self) -> &Budget {
        &self.budget
    }
}
