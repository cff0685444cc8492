//! `trailguard model --format cloudformation`: the estate in the shape of a CloudFormation template, whatever language
//! it is written in, by the field tables. What is not known stands as `{"unknown": cause}`.

use super::View;
use super::model::{SENSITIVE, number_json};
use super::serialised::write_json;
use crate::linter::{ModelEntity, ModelReport};
use crate::model::{Default, Field, FieldKind};
use crate::resource::Language;
use crate::value::{Data, Value};
use serde_json::{Map, Value as Json, json};
use std::collections::HashMap;
use std::io::{self, Write};

/// Writes the projection. Where several units have the same address, the unit's root stands before it.
///
/// # Errors
/// Those of `out`.
pub fn render(model: &ModelReport, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let mut units_with: HashMap<&str, usize> = HashMap::new();
    for unit in &model.units {
        let mut addresses: Vec<&str> =
            unit.entities.iter().flat_map(|(_, all)| all).map(|it| &*it.address).collect();
        addresses.sort_unstable();
        addresses.dedup();
        addresses.into_iter().for_each(|it| *units_with.entry(it).or_default() += 1);
    }
    let mut resources = Map::new();
    for unit in &model.units {
        for entity in unit.entities.iter().flat_map(|(_, all)| all) {
            let Some(resource_type) = resource_type(entity) else { continue };
            let address = match units_with.get(&*entity.address) {
                Some(1) => entity.address.to_string(),
                _ => {
                    let root = view.working_directory.relative(&unit.root);
                    let deployment =
                        unit.deployment.as_deref().map(|it| format!(" ({it})")).unwrap_or_default();
                    format!("{root}{deployment}: {}", entity.address)
                }
            };
            let new = json!({ "Type": resource_type, "Properties": {} });
            let resource = resources.entry(address).or_insert(new);
            let Some(properties) = resource.get_mut("Properties").and_then(Json::as_object_mut) else {
                continue;
            };
            for field in entity.model_type.fields {
                let Some((_, read)) = entity.fields.iter().find(|(name, _)| **name == *field.name) else {
                    continue;
                };
                // what CloudFormation has no property for, or nobody sets, stands in no template
                let name = field.own_name_in(Language::CloudFormation);
                let default = field.cloudformation_default;
                let unsaid = read.absent && goes_without_saying(&read.value, default);
                if !unsaid && !name.is_empty() {
                    put(properties, name, value(&read.value, field));
                }
            }
        }
    }
    write_json(&json!({ "Resources": resources }), out)
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

/// The type that CloudFormation has for it; none where it has none.
fn resource_type(entity: &ModelEntity) -> Option<&str> {
    let own = Some(&*entity.resource_type).filter(|it| it.contains("::"));
    own.or_else(|| entity.model_type.cloudformation.first().copied())
}

/// Puts a value at a dotted path.
fn put(properties: &mut Map<String, Json>, path: &str, value: Json) {
    match path.split_once('.') {
        None => {
            properties.insert(path.to_owned(), value);
        }
        Some((name, rest)) => {
            let inner = properties.entry(name.to_owned()).or_insert_with(|| Json::Object(Map::new()));
            if let Some(inner) = inner.as_object_mut() {
                put(inner, rest, value);
            }
        }
    }
}

fn unknown(cause: impl Into<String>) -> Json {
    json!({ "unknown": cause.into() })
}

fn value(of: &Value, field: &Field) -> Json {
    match field.kind {
        FieldKind::Objects(nested) => objects(of, nested),
        // CloudFormation writes tags as a list
        FieldKind::Tags => match &of.data {
            Data::Object(object) => object
                .entries
                .iter()
                .map(|(key, value)| json!({ "Key": &**key, "Value": plain(value) }))
                .collect(),
            _ => plain(of),
        },
        _ => plain(of),
    }
}

fn objects(of: &Value, nested: &[Field]) -> Json {
    match &of.data {
        Data::List(list) if !of.sensitive => list.items.iter().map(|item| objects(item, nested)).collect(),
        Data::Object(object) if !of.sensitive => {
            let mut properties = Map::new();
            for field in nested {
                let name = field.own_name_in(Language::CloudFormation);
                let Some(read) = object.entries.get(field.name) else { continue };
                if !name.is_empty() && !matches!(read.data, Data::Null) {
                    put(&mut properties, name, value(read, field));
                }
            }
            properties.into()
        }
        _ => plain(of),
    }
}

fn plain(of: &Value) -> Json {
    if of.sensitive {
        return SENSITIVE.into();
    }
    match &of.data {
        Data::Null => Json::Null,
        Data::Bool(value) => (*value).into(),
        Data::Number(number) => number_json(number),
        Data::String(text) => (&**text).into(),
        Data::List(list) => list.items.iter().map(plain).collect(),
        Data::Object(object) => {
            let entries = object.entries.iter().map(|(key, value)| (key.to_string(), plain(value)));
            Json::Object(entries.collect())
        }
        Data::Branches(branches) => {
            let sides = json!([plain(&branches.then), plain(&branches.otherwise)]);
            json!({ "unknown": "it depends on a condition", "one_of": sides })
        }
        Data::Unknown(_) | Data::Text(_) | Data::Handle(_) => {
            unknown(of.cause().map_or_else(|| "not known".to_owned(), ToString::to_string))
        }
    }
}
