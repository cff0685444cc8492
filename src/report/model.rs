//! `trailguard model`: the estate as the evaluator sees it, for people and as JSON (`schema_version` 1).

use super::json::Places;
use super::serialised::write_json;
use super::{View, visible};
use crate::linter::{ModelEntity, ModelField, ModelReport, ModelUnit};
use crate::source::SourceMap;
use crate::value::{Data, Number, Role, Step, TextPart, Value};
use serde_json::{Map, Value as Json, json};
use std::io::{self, Write};

pub(super) use crate::value::HIDDEN as SENSITIVE;

/// Writes the model as JSON.
///
/// # Errors
/// Those of `out`.
pub fn render_json(model: &ModelReport, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let places = Places { sources: &model.sources, view };
    let units: Vec<Json> = model.units.iter().map(|unit| unit_json(unit, &places, view)).collect();
    write_json(&json!({ "schema_version": 1, "units": units }), out)
}

fn unit_json(unit: &ModelUnit, places: &Places<'_>, view: &View) -> Json {
    let mut object = Map::new();
    object.insert("root".to_owned(), view.working_directory.relative(&unit.root).into());
    object.insert("deployment".to_owned(), unit.deployment.as_deref().into());
    object.insert("language".to_owned(), unit.language.name().into());
    for (name, entities) in &unit.entities {
        object.insert(name.to_string(), entities.iter().map(|it| entity_json(it, places)).collect());
    }
    object.into()
}

fn entity_json(entity: &ModelEntity, places: &Places<'_>) -> Json {
    let fields: Map<String, Json> =
        entity.fields.iter().map(|(name, field)| (name.to_string(), field_json(field, places))).collect();
    let links: Map<String, Json> =
        entity.links.iter().map(|(name, value)| (name.to_string(), value_json(value))).collect();
    json!({
        "address": &*entity.address,
        "location": entity.location.and_then(|span| places.location(span)),
        "presence": entity.presence,
        "fields": fields,
        "links": links,
    })
}

fn field_json(field: &ModelField, places: &Places<'_>) -> Json {
    let origin: Vec<Json> = field
        .value
        .origin
        .steps()
        .iter()
        .map(|step| json!({ "message": said(step), "location": places.location(step.span) }))
        .collect();
    json!({
        "state": state(field),
        "value": value_json(&field.value),
        "cause": field.value.cause().map(ToString::to_string),
        "origin": origin,
    })
}

/// `known`, `unknown`, `absent` or `branches`.
fn state(field: &ModelField) -> &'static str {
    match &field.value.data {
        Data::Branches(_) => "branches",
        _ if field.absent => "absent",
        _ if field.value.cause().is_some() => "unknown",
        _ => "known",
    }
}

/// As JSON: null for what is unknown, both sides of branches, unknown parts of strings as `${…}`.
fn value_json(value: &Value) -> Json {
    if value.sensitive {
        return SENSITIVE.into();
    }
    match &value.data {
        Data::Null | Data::Unknown(_) | Data::Handle(_) => Json::Null,
        Data::Bool(value) => (*value).into(),
        Data::Number(number) => number_json(number),
        Data::String(text) => (&**text).into(),
        Data::List(list) => list.items.iter().map(value_json).collect(),
        Data::Object(object) => {
            let entries = object.entries.iter().map(|(key, value)| (key.to_string(), value_json(value)));
            Json::Object(entries.collect())
        }
        Data::Text(text) => text
            .parts
            .iter()
            .map(|part| match part {
                TextPart::Literal(text) => text.to_string(),
                TextPart::Unknown(value) => {
                    let named = value.as_unknown().and_then(|it| it.identity.as_deref());
                    format!("${{{}}}", named.unwrap_or("?"))
                }
            })
            .collect::<String>()
            .into(),
        Data::Branches(branches) => {
            json!({ "then": value_json(&branches.then), "otherwise": value_json(&branches.otherwise) })
        }
    }
}

pub(super) fn number_json(number: &Number) -> Json {
    match number.as_integer().map(i64::try_from) {
        Some(Ok(integer)) => integer.into(),
        _ => number.as_float().into(),
    }
}

/// A step in words.
pub fn said(step: &Step) -> String {
    match &step.role {
        Role::Literal => "written here".to_owned(),
        Role::VariableDefault(name) => format!("default of `var.{name}`"),
        Role::VariablesFile(name) => format!("`{name}` in a variables file"),
        Role::Input(name) => format!("`{name}` of the caller"),
        Role::UnsetVariable(name) => format!("variable `{name}` without a value"),
        Role::Local(name) => format!("`local.{name}`"),
        Role::ModuleArgument(name) => format!("module argument `{name}`"),
        Role::ModuleOutput(name) => format!("module output `{name}`"),
        Role::ParameterDefault(name) => format!("default of parameter `{name}`"),
        Role::UnsetParameter(name) => format!("parameter `{name}` without a value"),
        Role::Mapping(name) => format!("mapping `{name}`"),
        Role::Condition => "chosen by this condition".to_owned(),
        Role::Argument(name) => format!("argument `{name}`"),
        Role::Default(name) => format!("`{name}` is not written: the default holds"),
        Role::Reference(address) => format!("refers to `{address}`"),
        Role::After(address) => format!("waits for `{address}`"),
        Role::Field(_) => "read by a rule".to_owned(),
        Role::Requirement(constraint) => format!("provider version `{constraint}`"),
        Role::Decides(decides) => decides.words.clone(),
    }
}

/// Writes the model for people: a line a field.
///
/// # Errors
/// Those of `out`.
pub fn render_human(model: &ModelReport, view: &View, out: &mut dyn Write) -> io::Result<()> {
    for unit in &model.units {
        let root = view.working_directory.relative(&unit.root);
        writeln!(out, "{} ({})", visible::line(&root), unit.language.name())?;
        for (name, entities) in &unit.entities {
            for entity in entities {
                writeln!(
                    out,
                    "\n  {} in {}, there {}",
                    visible::line(&entity.address),
                    name,
                    entity.presence
                )?;
                for (name, field) in &entity.fields {
                    writeln!(out, "    {name} = {}", field_words(field, &model.sources, view))?;
                }
                for (name, value) in &entity.links {
                    writeln!(out, "    {name} -> {}", words(value))?;
                }
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

fn field_words(field: &ModelField, sources: &SourceMap, view: &View) -> String {
    let mut text = words(&field.value);
    if field.absent {
        text.push_str(" (not written)");
    } else if let Some(step) = field.value.origin.last()
        && let Some(source) = sources.get(step.span.source)
    {
        let file = view.working_directory.relative(&source.path);
        let (start, _) = source.positions(step.span);
        text.push_str(&format!(" ({}:{}:{})", visible::line(&file), start.line, start.column));
    }
    text
}

/// A value in words, on one line.
pub fn words(value: &Value) -> String {
    match &value.data {
        Data::Unknown(unknown) => format!("unknown: {}", visible::line(&unknown.cause.to_string())),
        _ => visible::line(&value_json(value).to_string()).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::Language;
    use crate::source::Span;
    use crate::value::{Cause, CauseKind};
    use std::path::Path;
    use std::sync::Arc;

    #[test]
    fn states_are_told_apart_and_secrets_kept() {
        let sources = SourceMap::new();
        let source = sources.add(Path::new("main.tf"), "name = \"audit\"\n");
        let span = Span::new(source.id, 7, 14);
        let field = |value: Value, absent: bool| ModelField { value, absent };
        let fields = vec![
            ("name".into(), field(Value::string("audit").through(Role::Literal, span), false)),
            ("key".into(), field(Value::unknown(Cause::new(CauseKind::Variable, "key")), false)),
            ("logging".into(), field(Value::bool(true), true)),
            ("token".into(), field(Value::string("secret").marked(true), false)),
        ];
        let entity = ModelEntity {
            address: "aws_cloudtrail.t".into(),
            location: Some(span),
            presence: "always".to_owned(),
            model_type: crate::model::tables::ALL[0],
            resource_type: "aws_cloudtrail".into(),
            fields,
            links: vec![("bucket".into(), Value::null())],
        };
        let unit = ModelUnit {
            root: "trail".into(),
            deployment: None,
            language: Language::Terraform,
            entities: vec![("trails".into(), vec![entity])],
        };
        let model = ModelReport { units: vec![unit], errors: Vec::new(), sources: Arc::new(sources) };
        let mut out = Vec::new();
        render_json(&model, &View::default(), &mut out).expect("memory can be written to");
        let json: Json = serde_json::from_slice(&out).expect("it is JSON");
        let fields = &json["units"][0]["trails"][0]["fields"];
        let state = |name: &str| fields[name]["state"].as_str().map(str::to_owned);
        assert_eq!(state("name").as_deref(), Some("known"));
        assert_eq!(fields["name"]["origin"][0]["location"]["start"]["column"], 8);
        assert_eq!(state("key").as_deref(), Some("unknown"));
        assert_eq!(fields["key"]["cause"], "variable `key` has no value");
        assert_eq!(state("logging").as_deref(), Some("absent"));
        assert_eq!(fields["token"]["value"], SENSITIVE);
        out.clear();
        render_human(&model, &View::default(), &mut out).expect("memory can be written to");
        let text = String::from_utf8(out).expect("it is UTF-8");
        assert!(text.contains("name = \"audit\" (main.tf:1:8)") && !text.contains("secret"), "{text}");
    }
}
