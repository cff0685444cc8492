//! Resources to entities: every field read by its row of the table, coerced, defaults applied.
//!
//! Knows the tables and both languages' manners of leaving things out; no rule, no syntax.

use crate::model::{Default, Entity, Estate, Field, FieldKind, FieldValue, ModelType, model_type_of};
use crate::resource::{Language, Resource};
use crate::value::{
    Cause, CauseKind, Data, ListKind, Origin, Role, Type, Unknown, Value, to_bool, to_number, to_string,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The estate that these resources make.
pub fn estate(resources: Vec<Resource>) -> Estate {
    let entities = resources
        .into_iter()
        .filter_map(|resource| {
            let (space, model_type) = model_type_of(resource.language, &resource.kind)?;
            Some((space, entity(model_type, resource)))
        })
        .collect();
    Estate::new(entities)
}

fn entity(model_type: &'static ModelType, resource: Resource) -> Entity {
    let fields = model_type.fields.iter().map(|field| (field.name, read(&resource, field))).collect();
    Entity { model_type, resource, fields }
}

/// Reads one field of a resource.
fn read(resource: &Resource, field: &'static Field) -> FieldValue {
    let name = field.name_in(resource.language);
    let default = field.default_in(resource.language);
    match resource.arguments.get(name) {
        Some(argument) if !argument.value.is_null() => FieldValue {
            value: coerce(&argument.value, field, resource.language),
            span: argument.span,
            written: true,
        },
        Some(argument) => FieldValue {
            value: default_value(default, resource, name).at(argument.value.origin.clone()),
            span: argument.span,
            written: true,
        },
        None => {
            let open = resource.open.as_ref().filter(|_| !name.is_empty());
            let value = match open {
                Some(cause) => Value::unknown(cause.clone()),
                None => default_value(default, resource, name),
            };
            let origin = Origin::of(Role::Default(name.into()), resource.head);
            FieldValue { value: value.at(origin), span: resource.head, written: false }
        }
    }
}

fn default_value(default: Default, resource: &Resource, name: &str) -> Value {
    match default {
        Default::Computed => {
            let cause = Cause::new(CauseKind::Attribute, format!("{}.{name}", resource.address));
            Unknown::because(cause).set().referring(Arc::clone(&resource.address), name).value()
        }
        other => plain_default(other),
    }
}

fn plain_default(default: Default) -> Value {
    match default {
        Default::Null | Default::Computed => Value::null(),
        Default::Bool(value) => Value::bool(value),
        Default::Number(value) => Value::number(i128::from(value)),
        Default::String(text) => Value::string(text),
        Default::Empty => Value::tuple(Vec::new()),
    }
}

/// A written value as the field's type; where it is null in some case, the default holds in that case.
fn coerce(value: &Value, field: &'static Field, language: Language) -> Value {
    if let Data::Branches(_) = value.data {
        return value.map_leaves(&mut |leaf| coerce(leaf, field, language));
    }
    if value.is_null() {
        return plain_default(field.default_in(language)).at(value.origin.clone());
    }
    match field.kind {
        FieldKind::Bool => to_bool(value),
        FieldKind::Number => to_number(value),
        FieldKind::String => to_string(value),
        FieldKind::Strings => strings(value),
        FieldKind::Map | FieldKind::Document => value.clone(),
        FieldKind::Objects(fields) => objects(value, fields, language),
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
        Data::Unknown(unknown) => {
            let mut unknown = Unknown::clone(unknown);
            unknown.kind = Some(Type::List(Arc::new(Type::String)));
            unknown.value().at(value.origin.clone()).marked(value.sensitive)
        }
        _ => value.clone(),
    }
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
        _ => value.clone(),
    }
}

fn object(value: &Value, fields: &'static [Field], language: Language) -> Value {
    let Data::Object(given) = &value.data else { return value.clone() };
    let mut entries: BTreeMap<Arc<str>, Value> = BTreeMap::new();
    for field in fields {
        let name = field.name_in(language);
        let read = match (given.entries.get(name), &given.open) {
            (Some(found), _) => coerce(found, field, language),
            (None, Some(open)) => Value::new(Data::Unknown(Arc::clone(open))),
            (None, None) => plain_default(field.default_in(language)).at(value.origin.clone()),
        };
        entries.insert(field.name.into(), read);
    }
    Value::object(entries).at(value.origin.clone()).marked(value.sensitive)
}
