//! The model in the words of a CloudFormation template, whatever language a resource is written in: by the field
//! tables, which property says a field, and whether a template would say it at all.
//!
//! Knows no rule and no output: values stay values, with the way they came.

use crate::model::{Default, Field, FieldKind, ModelType, Reading, Side};
use crate::resource::Language;
use crate::value::{Data, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The type that CloudFormation has for a resource of that type; none where it has none.
pub fn resource_type<'t>(kind: &'t str, model_type: &ModelType) -> Option<&'t str> {
    let own = Some(kind).filter(|it| it.contains("::"));
    own.or_else(|| model_type.cloudformation.first().copied())
}

/// The property that says a field, with dots for nested ones, and its value as CloudFormation writes it. Nothing where
/// CloudFormation has no property for it, or a template would leave it out; `absent`: the files do not write it.
pub fn property(field: &Field, read: &Value, absent: bool) -> Option<(&'static str, Value)> {
    let (name, reading) = name(field)?;
    let unsaid = absent && goes_without_saying(read, field.cloudformation_default);
    (!unsaid).then(|| (name, in_words_of_cloudformation(read, field, reading)))
}

/// The resource's own property for a field and how it is read.
fn name(field: &Field) -> Option<(&'static str, Reading)> {
    let own = field.own_name_in(Language::CloudFormation);
    if !own.is_empty() {
        return Some((own, Reading::Plain));
    }
    let writable =
        |reading: Reading| matches!(reading, Reading::Plain | Reading::CannedAcl | Reading::Negated);
    let mut elsewhere = field.sources.iter().filter(|it| it.side == Side::CloudFormation);
    elsewhere
        .find(|it| it.resource.is_empty() && writable(it.reading))
        .map(|source| (source.path, source.reading))
}

/// Whether a template would not say it: it is what holds in CloudFormation where the property is not written, or what
/// the service makes up.
fn goes_without_saying(value: &Value, default: Default) -> bool {
    match (&value.data, default) {
        (Data::Null | Data::Unknown(_), _) => true,
        (Data::Bool(value), Default::Bool(default)) => *value == default,
        (Data::Number(number), Default::Number(default)) => number.as_integer() == Some(i128::from(default)),
        (Data::String(text), Default::String(default)) => **text == *default,
        (Data::List(list), _) => list.items.is_empty(),
        _ => false,
    }
}

fn in_words_of_cloudformation(of: &Value, field: &Field, reading: Reading) -> Value {
    match (field.kind, reading) {
        (FieldKind::Objects(nested), _) => of.map_leaves(&mut |leaf| objects(leaf, nested)),
        (FieldKind::Tags, _) => of.map_leaves(&mut |leaf| tags(leaf)),
        (_, Reading::CannedAcl) => of.map_leaves(&mut |leaf| match leaf.as_str() {
            Some(text) => Value::string(pascal_case(text)).at(leaf.origin.clone()),
            None => leaf.clone(),
        }),
        (_, Reading::Negated) => of.map_leaves(&mut |leaf| match leaf.as_bool() {
            Some(known) => Value::bool(!known).at(leaf.origin.clone()),
            None => leaf.clone(),
        }),
        _ => of.clone(),
    }
}

/// CloudFormation writes tags as a list.
fn tags(of: &Value) -> Value {
    let Data::Object(object) = &of.data else { return of.clone() };
    if object.open.is_some() {
        return of.clone();
    }
    let tag = |(key, value): (&Arc<str>, &Value)| {
        let entries = [("Key", Value::string(Arc::clone(key))), ("Value", value.clone())];
        Value::object(entries.map(|(name, value)| (Arc::from(name), value))).at(value.origin.clone())
    };
    Value::tuple(object.entries.iter().map(tag).collect()).at(of.origin.clone()).marked(of.sensitive)
}

fn objects(of: &Value, nested: &[Field]) -> Value {
    match &of.data {
        Data::List(list) => {
            let items = list.items.iter().map(|item| item.map_leaves(&mut |leaf| objects(leaf, nested)));
            Value::tuple(items.collect()).at(of.origin.clone()).marked(of.sensitive)
        }
        Data::Object(object) => {
            let mut properties = BTreeMap::new();
            for field in nested {
                let name = field.own_name_in(Language::CloudFormation);
                let Some(read) = object.entries.get(field.name) else { continue };
                if !name.is_empty() && !read.is_null() {
                    put(&mut properties, name, in_words_of_cloudformation(read, field, Reading::Plain));
                }
            }
            let object = Value::object_of(false, properties, object.open.clone());
            object.at(of.origin.clone()).marked(of.sensitive)
        }
        _ => of.clone(),
    }
}

/// Puts a value at a dotted path; what is there and no object stays.
pub fn put(properties: &mut BTreeMap<Arc<str>, Value>, path: &str, value: Value) {
    let Some((name, rest)) = path.split_once('.') else {
        properties.insert(path.into(), value);
        return;
    };
    let inner = properties.remove(name);
    let origin = inner.as_ref().map_or_else(|| value.origin.clone(), |it| it.origin.clone());
    let (mut entries, open) = match inner.as_ref().map(|it| &it.data) {
        Some(Data::Object(object)) => (object.entries.clone().into_iter().collect(), object.open.clone()),
        _ => (BTreeMap::new(), None),
    };
    put(&mut entries, rest, value);
    properties.insert(name.into(), Value::object_of(false, entries, open).at(origin));
}

/// `public-read-write` as `PublicReadWrite`.
fn pascal_case(text: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|it| it.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    text.split('-').map(capital).collect()
}
