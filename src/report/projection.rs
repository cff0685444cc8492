//! `trailguard model --format cloudformation`: the estate in the shape of a CloudFormation template, whatever language
//! it is written in, by the field tables. What is not known stands as `{"unknown": cause}`.

use super::View;
use super::model::{SENSITIVE, number_json};
use super::serialised::write_json;
use crate::linter::ModelReport;
use crate::projection;
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
            let kind = projection::resource_type(&entity.resource_type, entity.model_type);
            let Some(resource_type) = kind else { continue };
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
                if let Some((name, value)) = projection::property(field, &read.value, read.absent) {
                    put(properties, name, plain(&value));
                }
            }
        }
    }
    write_json(&json!({ "Resources": resources }), out)
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
