//! The JSON Schema of rule files, which editors take: it says what the code knows.

use crate::user_rules::GOOD;
use serde_json::{Map, Value, json};
use std::path::Path;
use trailguard::check::Verdict;
use trailguard::model::tables;
use trailguard::rule::load::{EXAMPLE_KEYS, KEYS};
use trailguard::rule::{Kind, PEERS, ParameterKind, Profile, Registry, Severity};
use trailguard::syntax::node::{Node, NodeKind, Scalar};
use trailguard::syntax::yaml;

const SCHEMA: &str = "src/rule/schema.json";

fn text_of(what: &str) -> Value {
    json!({ "type": ["string", "number", "boolean"], "pattern": r"\S", "description": what })
}

fn one_of<T: ToString>(all: &[T], what: &str) -> Value {
    json!({ "enum": all.iter().map(ToString::to_string).collect::<Vec<_>>(), "description": what })
}

fn languages(what: &str) -> Value {
    json!({ "type": "object", "additionalProperties": false, "description": what,
            "properties": { "terraform": { "type": "string" }, "cloudformation": { "type": "string" } } })
}

fn example_schema() -> Value {
    let languages_of_example = "by language: the text of one file";
    json!({ "type": "object", "additionalProperties": false, "required": ["title", "verdict"], "properties": {
        "title": text_of("what it shows"),
        "verdict": one_of(Verdict::ALL, "what the rule says of it"),
        "severity": one_of(Severity::ALL, "how bad its failure is, where a `milder` makes that differ"),
        "before": languages("for rules about changes: what was there before"),
        "terraform": { "type": "string", "description": languages_of_example },
        "cloudformation": { "type": "string", "description": languages_of_example },
        "fixed": languages("what the fix makes of it, byte for byte; of a failure only"),
        "fails_when": text_of("for an unknown that fails in some cases: in which"),
        "scope": { "enum": ["files", "account"], "description": "whether these files are the whole account" },
    }})
}

fn parameter_schema() -> Value {
    let kinds: Vec<&str> = ParameterKind::ALL.iter().map(|kind| kind.name()).collect();
    json!({ "type": "object", "additionalProperties": { "type": "object", "additionalProperties": false,
        "required": ["type", "default", "doc"], "properties": {
            "type": { "enum": kinds }, "default": true, "doc": text_of("what it is about") } },
        "description": "what may be set in the configuration, by name" })
}

fn schema() -> Value {
    let subjects: Vec<&str> = tables::ALL.iter().map(|it| it.name).chain(["account"]).collect();
    let list = |what: &str| json!({ "type": "array", "items": { "type": "string" }, "description": what });
    let ids = |what: &str| json!({ "type": "object", "additionalProperties": { "type": "array", "items": { "type": "string" } }, "description": what });
    let peers: Map<String, Value> = PEERS.iter().map(|peer| ((*peer).to_owned(), list("its ids"))).collect();
    let milder = json!({ "type": "object", "additionalProperties": false, "required": ["severity", "when"],
        "description": "failures that are less bad than the others",
        "properties": { "severity": one_of(Severity::ALL, "how bad they are"), "when": text_of("which they are"), "message": text_of("their message") } });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A rule of trailguard",
        "type": "object",
        "additionalProperties": false,
        "required": ["title", "severity", "kind", "profile", "subject", "require", "message", "why"],
        "properties": {
            "title": text_of("what holds when it passes"),
            "severity": one_of(Severity::ALL, "how bad a failure is"),
            "kind": one_of(Kind::ALL, "what kind of trouble it is about"),
            "profile": one_of(Profile::ALL, "whether it runs without being selected"),
            "subject": { "enum": subjects, "description": "what it is asked about" },
            "parameters": parameter_schema(),
            "when": text_of("an expression: where it is false the rule does not apply"),
            "require": text_of("an expression: what must hold"),
            "message": text_of("what is said of a failure: a template over the subject"),
            "milder": milder,
            "refused": { "type": "boolean", "description": "whether AWS refuses the trail where it fails: one that is not there logs nothing" },
            "why": text_of("why it matters"),
            "help": { "anyOf": [text_of("what to do"), languages("what to do, by language")] },
            "fix": { "type": "object", "required": ["safety"], "description": "what mends a failure",
                     "properties": { "safety": { "enum": ["safe", "unsafe"] } } },
            "cannot": { "type": "object", "description": "verdicts that it cannot come to, and why" },
            "controls": ids("controls that it answers, by framework"),
            "equivalents": { "type": "object", "additionalProperties": false, "properties": peers,
                             "description": "rules of other linters that ask the same" },
            "references": list("where it is written"),
            "examples": { "type": "array", "items": example_schema(), "description": "its documentation and its tests" },
        }
    })
}

#[test]
fn the_schema_of_rule_files_is_what_the_code_knows() {
    let wanted = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(SCHEMA, &wanted).unwrap();
    }
    assert!(
        std::fs::read_to_string(SCHEMA).unwrap() == wanted,
        "{SCHEMA} is out of date: run with UPDATE_EXPECT=1"
    );
    let names = |value: &Value| -> Vec<String> {
        let mut names: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        names.sort();
        names
    };
    let sorted = |keys: &[&str]| -> Vec<String> {
        let mut keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        keys.sort();
        keys
    };
    let properties = &schema()["properties"];
    assert_eq!(names(properties), sorted(KEYS));
    assert_eq!(names(&properties["examples"]["items"]["properties"]), sorted(EXAMPLE_KEYS));
}

fn as_json(node: &Node) -> Value {
    match (node.kind(), node.scalar()) {
        (_, Some(Scalar::Null)) => Value::Null,
        (_, Some(Scalar::Bool(value))) => json!(value),
        (_, Some(Scalar::Number(text))) => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
        (_, Some(Scalar::String(text))) => json!(text),
        (NodeKind::Sequence(items), _) => items.iter().map(as_json).collect(),
        (NodeKind::Mapping(entries), _) => {
            Value::Object(entries.iter().map(|it| (it.key.to_string(), as_json(&it.value))).collect())
        }
        _ => Value::Null,
    }
}

#[test]
fn every_built_in_rule_fits_the_schema_and_broken_ones_do_not() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let valid = |text: &str| {
        let source = trailguard::source::SourceMap::new().add(Path::new("rule.yaml"), text);
        validator.is_valid(&as_json(&yaml::parse_documents(&source).0[0]))
    };
    let registry = Registry::built_in();
    let mut wrong = Vec::new();
    for summary in registry.summaries() {
        let text = std::fs::read_to_string(registry.path(&summary.id).unwrap()).unwrap();
        if !valid(&text) {
            wrong.push(summary.id.to_string());
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(valid(GOOD));
    for (from, to) in [
        ("severity: high", "severity: x"),
        ("message:", "mesage:"),
        ("subject: trail", "subject: x"),
        ("verdict: fail", "verdict: x"),
    ] {
        assert!(!valid(&GOOD.replacen(from, to, 1)), "{from}");
    }
}
