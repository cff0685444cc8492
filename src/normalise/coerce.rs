//! Written values as the types of their fields.

use super::path::within;
use crate::model::{Default, Field, FieldKind, Reading};
use crate::resource::Language;
use crate::value::{Data, ListKind, Type, Unknown, Value, to_bool, to_number, to_string};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a default is; one that is made up is null here.
pub(super) fn plain_default(default: Default) -> Value {
    match default {
        Default::Null | Default::Computed => Value::null(),
        Default::Bool(value) => Value::bool(value),
        Default::Number(value) => Value::number(i128::from(value)),
        Default::String(text) => Value::string(text),
        Default::Empty => Value::tuple(Vec::new()),
    }
}

/// The first value, and the second where the first is null.
pub(super) fn over(first: &Value, second: &Value) -> Value {
    first.map_leaves(&mut |leaf| {
        if !leaf.is_null() {
            return leaf.clone();
        }
        let origin = second.origin.and(&leaf.origin);
        second.clone().at(origin)
    })
}

/// A written value as the field's type; null stays null.
pub(super) fn coerce(value: &Value, field: &'static Field, language: Language) -> Value {
    if let Data::Branches(_) = value.data {
        return value.map_leaves(&mut |leaf| coerce(leaf, field, language));
    }
    if value.is_null() {
        return value.clone();
    }
    match field.kind {
        FieldKind::Bool => to_bool(value),
        FieldKind::Number => to_number(value),
        FieldKind::String => to_string(value),
        FieldKind::Strings => strings(value),
        FieldKind::Tags => tags(value),
        FieldKind::Map | FieldKind::Document => value.clone(),
        FieldKind::Objects(fields) => objects(value, fields, language),
    }
}

/// An older form as the field is said today.
pub(super) fn reread(value: &Value, reading: Reading) -> Value {
    let as_bool = |value: &Value, of: &dyn Fn(bool) -> Value| {
        value.map_leaves(&mut |leaf| match (leaf.is_null(), to_bool(leaf).as_bool()) {
            (true, _) => leaf.clone(),
            (false, Some(known)) => of(known).at(leaf.origin.clone()),
            (false, None) => unknown_like(leaf),
        })
    };
    match reading {
        Reading::Plain => value.clone(),
        Reading::EnabledOr(other) => {
            as_bool(value, &|known| Value::string(if known { "Enabled" } else { other }))
        }
        Reading::UpperEnabled => {
            as_bool(value, &|known| Value::string(if known { "ENABLED" } else { "DISABLED" }))
        }
        Reading::Enabled => value.map_leaves(&mut |leaf| match (&leaf.data, leaf.as_str()) {
            (_, Some(text)) => Value::bool(text == "Enabled" || text == "true").at(leaf.origin.clone()),
            (Data::Null | Data::Bool(_), _) => leaf.clone(),
            _ => unknown_like(leaf),
        }),
        Reading::FalseIfThere => value.map_leaves(&mut |leaf| match &leaf.data {
            Data::Null => leaf.clone(),
            Data::Unknown(_) => unknown_like(leaf),
            _ => Value::bool(false).at(leaf.origin.clone()),
        }),
        Reading::CannedAcl => value.map_leaves(&mut |leaf| match leaf.as_str() {
            Some(text) => Value::string(kebab_case(text)).at(leaf.origin.clone()),
            None => leaf.clone(),
        }),
        Reading::Negated => as_bool(value, &|known| Value::bool(!known)),
        Reading::Presence(word) => value.map_leaves(&mut |leaf| match &leaf.data {
            Data::Null => leaf.clone(),
            Data::List(list) if list.items.is_empty() => Value::null().at(leaf.origin.clone()),
            Data::Unknown(unknown) if !unknown.not_null => unknown_like(leaf),
            _ => Value::string(word).at(leaf.origin.clone()),
        }),
    }
}

/// `PublicReadWrite` as `public-read-write`.
fn kebab_case(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if character.is_ascii_uppercase() && !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        out.push(character.to_ascii_lowercase());
    }
    out
}

/// Not known for the same cause, and nothing else kept.
fn unknown_like(value: &Value) -> Value {
    match value.cause() {
        Some(cause) => Value::unknown(cause.clone()).at(value.origin.clone()),
        None => Value::error("a boolean is needed").at(value.origin.clone()),
    }
}

/// A list of strings; one string alone counts as a list of one.
fn strings(value: &Value) -> Value {
    match &value.data {
        Data::List(list) => {
            let items = list.items.iter().filter(|item| !item.is_null()).map(to_string).collect();
            Value::list(ListKind::Tuple, items).at(value.origin.clone()).marked(value.sensitive)
        }
        Data::String(_) | Data::Text(_) => Value::tuple(vec![value.clone()]).at(value.origin.clone()),
        Data::Unknown(unknown) if matches!(unknown.kind, Some(Type::String)) => {
            Value::tuple(vec![value.clone()]).at(value.origin.clone())
        }
        Data::Unknown(unknown) => {
            let mut unknown = Unknown::clone(unknown);
            let items = value.certain_items().iter().filter(|item| !item.is_null()).map(to_string).collect();
            unknown.kind = Some(Type::List(Arc::new(Type::String)));
            unknown = unknown.holding(items);
            unknown.value().at(value.origin.clone()).marked(value.sensitive)
        }
        _ => value.clone(),
    }
}

/// A map of tags; CloudFormation writes a list of keys and values.
fn tags(value: &Value) -> Value {
    let Data::List(list) = &value.data else { return value.clone() };
    let mut entries: BTreeMap<Arc<str>, Value> = BTreeMap::new();
    let mut open = None;
    let mut secret = value.sensitive;
    for item in &list.items {
        let key = within(item, "Key");
        // keys have no mark of their own
        secret |= key.sensitive;
        match key.as_str() {
            Some(key) => {
                entries.insert(key.into(), within(item, "Value"));
            }
            None => {
                let cause = key.cause().cloned();
                open = open.or(cause.map(|cause| Arc::new(Unknown::because(cause))));
            }
        }
    }
    Value::object_of(true, entries, open).at(value.origin.clone()).marked(secret)
}

/// Blocks or a list of objects, each read by the nested table.
fn objects(value: &Value, fields: &'static [Field], language: Language) -> Value {
    let one = |item: &Value| item.map_leaves(&mut |leaf| object(leaf, fields, language));
    match &value.data {
        Data::List(list) => {
            let items = list.items.iter().filter(|item| !item.is_null()).map(one).collect();
            Value::tuple(items).at(value.origin.clone()).marked(value.sensitive)
        }
        Data::Object(_) => Value::tuple(vec![one(value)]).at(value.origin.clone()),
        Data::Unknown(unknown) if unknown.items.is_some() => {
            let items = value.certain_items().iter().filter(|item| !item.is_null()).map(one).collect();
            let unknown = Unknown::clone(unknown).holding(items);
            unknown.value().at(value.origin.clone()).marked(value.sensitive)
        }
        _ => value.clone(),
    }
}

fn object(value: &Value, fields: &'static [Field], language: Language) -> Value {
    let Data::Object(_) = &value.data else { return value.clone() };
    let mut entries: BTreeMap<Arc<str>, Value> = BTreeMap::new();
    for field in fields {
        let mut read = plain_default(field.default_in(language)).at(value.origin.clone());
        let own = Some((field.own_name_in(language), Reading::Plain)).filter(|(name, _)| !name.is_empty());
        let forms = field.sources_in(language).map(|source| (source.path, source.reading));
        let places: Vec<(&str, Reading)> = own.into_iter().chain(forms).collect();
        for (path, reading) in places.into_iter().rev() {
            let found = reread(&within(value, path), reading);
            read = over(&coerce(&found, field, language), &read);
        }
        entries.insert(field.name.into(), read);
    }
    Value::object(entries).at(value.origin.clone()).marked(value.sensitive)
}
