//! `src/config/schema.json` says of a configuration's form what the code says. `UPDATE_EXPECT=1 cargo test --test all
//! config_schema` writes it anew.

use crate::configuration::{BAD, GOOD, Judged, faults_of};
use serde_json::{Map, Value, json};
use trailguard::config::keys::{FILE, Form, Key, Kind, Shape};
use trailguard::source::SourceMap;
use trailguard::syntax::node::{Node, NodeKind, Scalar};
use trailguard::syntax::yaml;

const PATH: &str = "src/config/schema.json";

fn text(form: Form) -> Value {
    // readers of YAML take some texts without quotes for numbers or booleans; the program takes them as written
    let types = match form {
        Form::Any | Form::Path | Form::Glob | Form::Version => json!(["string", "number", "boolean"]),
        Form::Account => json!(["string", "integer"]),
        Form::RuleOrGroup | Form::Rule | Form::Region => json!("string"),
    };
    json!({ "type": types, "pattern": form.pattern() })
}

fn kind(kind: &Kind) -> Value {
    match kind {
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::AlwaysTrue => json!({ "const": true }),
        Kind::Number(least) => json!({ "type": "integer", "minimum": least }),
        Kind::Choice(choices) => json!({ "enum": choices }),
        Kind::Text(form) => text(*form),
        // a list or mapping whose entries are all commented out is null
        Kind::List(item) => json!({ "type": ["array", "null"], "items": self::kind(item) }),
        Kind::OneOrList(item) => json!({ "anyOf": [self::kind(item), self::kind(&Kind::List(item))] }),
        Kind::Map(item) => json!({ "type": ["object", "null"], "additionalProperties": self::kind(item) }),
        Kind::Object(shape) => object(shape),
        Kind::Value => json!(true),
    }
}

fn property(key: &Key) -> (String, Value) {
    let value = match kind(&key.kind) {
        Value::Object(mut object) => {
            object.insert("description".to_owned(), json!(key.documentation));
            Value::Object(object)
        }
        other => other,
    };
    (key.name.to_owned(), value)
}

fn object(shape: &Shape) -> Value {
    let properties: Map<String, Value> = shape.keys.iter().map(property).collect();
    let mut object =
        json!({ "type": ["object", "null"], "additionalProperties": false, "properties": properties });
    if !shape.required.is_empty() {
        object["required"] = json!(shape.required);
    }
    let exclusive = shape.one_of.iter().any(|(_, forbidden)| !forbidden.is_empty());
    let choice = |(name, forbidden): &(&str, &[&str])| {
        let absent: Vec<Value> = forbidden.iter().map(|name| json!({ "required": [name] })).collect();
        match absent.is_empty() {
            true => json!({ "required": [name] }),
            false => json!({ "required": [name], "not": { "anyOf": absent } }),
        }
    };
    let choices: Vec<Value> = shape.one_of.iter().map(choice).collect();
    // `required` says nothing of null
    if !choices.is_empty() {
        object["if"] = json!({ "type": "object" });
        object["then"] = match exclusive {
            true => json!({ "oneOf": choices }),
            false => json!({ "anyOf": choices }),
        };
    }
    object
}

fn schema() -> Value {
    let mut schema = object(&FILE);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("Configuration of trailguard");
    schema
}

#[test]
fn the_schema_is_what_the_code_knows() {
    let wanted = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(PATH, wanted).unwrap();
        return;
    }
    let found = std::fs::read_to_string(PATH).unwrap();
    assert!(found == wanted, "{PATH} is out of date: run with UPDATE_EXPECT=1");
}

/// Both ways, key by key: written apart from the code that makes the schema.
#[test]
fn every_key_of_the_code_is_in_the_schema_and_the_reverse() {
    fn keys_of_shape(shape: &Shape, before: &str, found: &mut Vec<String>) {
        for key in shape.keys {
            let path = format!("{before}/{}", key.name);
            keys_of_kind(&key.kind, &path, found);
            found.push(path);
        }
    }
    fn keys_of_kind(kind: &Kind, path: &str, found: &mut Vec<String>) {
        match kind {
            Kind::Object(shape) => keys_of_shape(shape, path, found),
            Kind::List(inner) | Kind::OneOrList(inner) | Kind::Map(inner) => keys_of_kind(inner, path, found),
            _ => {}
        }
    }
    fn keys_of_schema(schema: &Value, before: &str, found: &mut Vec<String>) {
        // what a schema does not have is null, and null has it neither
        if !schema.is_object() {
            return;
        }
        for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
            let path = format!("{before}/{name}");
            keys_of_schema(inner, &path, found);
            found.push(path);
        }
        for inner in [&schema["items"], &schema["additionalProperties"]] {
            keys_of_schema(inner, before, found);
        }
        for inner in schema["anyOf"].as_array().into_iter().flatten() {
            keys_of_schema(inner, before, found);
        }
    }
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(PATH).unwrap()).unwrap();
    let (mut code, mut file) = (Vec::new(), Vec::new());
    keys_of_shape(&FILE, "", &mut code);
    keys_of_schema(&schema, "", &mut file);
    code.sort();
    file.sort();
    file.dedup();
    assert!(code.len() > 40);
    assert_eq!(code, file);
}

fn json(node: &Node) -> Value {
    match (node.kind(), node.scalar()) {
        (_, Some(Scalar::Null)) => Value::Null,
        (_, Some(Scalar::Bool(value))) => json!(value),
        (_, Some(Scalar::Number(text))) => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
        (_, Some(Scalar::String(text))) => json!(text),
        (NodeKind::Sequence(items), _) => items.iter().map(json).collect(),
        (NodeKind::Mapping(entries), _) => {
            Value::Object(entries.iter().map(|it| (it.key.to_string(), json(&it.value))).collect())
        }
        _ => Value::Null,
    }
}

fn accepted_by_schema(text: &str) -> bool {
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(PATH).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let source = SourceMap::new().add("x.yaml".as_ref(), text);
    let (documents, _) = yaml::parse_documents(&source);
    validator.is_valid(&documents.first().map_or(Value::Null, json))
}

#[test]
fn the_schema_is_one() {
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(PATH).unwrap()).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
}

#[test]
fn code_and_schema_judge_alike() {
    let mut wrong = Vec::new();
    for text in GOOD {
        assert_eq!(faults_of(text), Vec::<String>::new(), "{text}");
        if !accepted_by_schema(text) {
            wrong.push(format!("the schema refuses what is good:\n{text}"));
        }
    }
    for (text, judged, _) in BAD {
        assert!(!faults_of(text).is_empty(), "the code accepts what is bad:\n{text}");
        let refused = !accepted_by_schema(text);
        if refused != (*judged == Judged::ByForm) {
            wrong.push(format!("the schema {} it:\n{text}", if refused { "refuses" } else { "accepts" }));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
