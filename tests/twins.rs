//! Terraform and CloudFormation that mean the same give the same estate.
//!
//! A pair of files in `tests/data/twins` is a case: `NAME.tf` and `NAME.yaml`, resources in the same order; or a folder
//! with `main.tf` and `template.yaml` and the modules and nested templates that they lead to. Compared
//! are all fields that both languages can say and all links; what is made up by the service is only compared as such.

use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use trailguard::fs::Memory;
use trailguard::linter::{Linter, ModelField, ModelUnit, Options};
use trailguard::model::listed;
use trailguard::resource::Language;
use trailguard::value::{Data, TextPart, Value};

/// Stands for what is not known.
const UNKNOWN: &str = "?";

/// Files by their paths: the root's first.
type Files = Vec<(String, String)>;

fn estate(mut texts: Files) -> ModelUnit {
    let options = Options { paths: vec![PathBuf::from("/w")], ..Options::default() };
    let path = texts[0].0.clone();
    // a trail in its text makes a file matter
    texts[0].1.push_str("\n# aws_cloudtrail AWS::CloudTrail::\n");
    let files =
        texts.into_iter().fold(Memory::new(), |files, (path, text)| files.with(format!("/w/{path}"), text));
    let work = move || Linter::default().model(&options, &files).unwrap();
    let model = std::thread::Builder::new().stack_size(64 << 20).spawn(work).unwrap().join().unwrap();
    assert!(model.errors.is_empty(), "{path}: {:?}", model.errors);
    model.units.into_iter().next().unwrap_or_else(|| panic!("{path}: no unit"))
}

fn comparable(unit: &ModelUnit) -> Json {
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    for (kind, entities) in &unit.entities {
        for (at, entity) in entities.iter().enumerate() {
            names.insert(&entity.address, format!("{kind}[{at}]"));
        }
    }
    let mut types = Map::new();
    for (kind, entities) in unit.entities.iter().filter(|(_, entities)| !entities.is_empty()) {
        let list = entities.iter().map(|entity| {
            let said = entity.fields.iter().filter(|(name, _)| in_both(kind, name));
            let read = |name: &str, field: &ModelField| match name {
                "depends_on" => renamed(plain(&field.value), &names),
                _ => plain(&field.value),
            };
            let fields: Map<String, Json> =
                said.map(|(name, field)| (name.to_string(), read(name, field))).collect();
            let links =
                entity.links.iter().filter(|(_, value)| !value.as_list().is_some_and(<[_]>::is_empty));
            let links: Map<String, Json> =
                links.map(|(name, value)| (name.to_string(), renamed(plain(value), &names))).collect();
            json!({ "fields": fields, "links": links, "presence": entity.presence })
        });
        types.insert(kind.to_string(), list.collect());
    }
    Json::Object(types)
}

/// Whether both languages can say a field.
fn in_both(kind: &str, field: &str) -> bool {
    let (_, model_type) = listed(kind).unwrap();
    let said = |language| !model_type.field(field).unwrap().name_in(language).is_empty();
    said(Language::Terraform) && said(Language::CloudFormation)
}

fn plain(value: &Value) -> Json {
    match &value.data {
        Data::Null => Json::Null,
        Data::Bool(value) => (*value).into(),
        Data::Number(number) => number.to_string().into(),
        Data::String(text) => document(text),
        Data::Text(text) => {
            let part = |part: &TextPart| match part {
                TextPart::Literal(text) => text.to_string(),
                TextPart::Unknown(_) => UNKNOWN.to_owned(),
            };
            document(&text.parts.iter().map(part).collect::<String>())
        }
        Data::List(list) => list.items.iter().map(plain).collect(),
        Data::Object(object) => object
            .entries
            .iter()
            .map(|(name, value)| (name.to_string(), plain(value)))
            .collect::<Map<_, _>>()
            .into(),
        Data::Branches(branches) => json!({ "one of": [plain(&branches.then), plain(&branches.otherwise)] }),
        // when it is true is known: one language says it as a comparison, the other as a choice
        Data::Unknown(unknown) if unknown.formula.is_some() => json!({ "one of": [true, false] }),
        Data::Unknown(_) | Data::Handle(_) => UNKNOWN.into(),
    }
}

/// Text of JSON as what it says.
fn document(text: &str) -> Json {
    let looks = text.starts_with('{') && text.contains('"');
    let read = || serde_json::from_str(text).ok().map(|it| texts(it, &text_of));
    looks.then(read).flatten().unwrap_or_else(|| text_of(text))
}

/// A document with every text in it replaced.
fn texts(document: Json, anew: &dyn Fn(&str) -> Json) -> Json {
    match document {
        Json::String(text) => anew(&text),
        Json::Array(items) => items.into_iter().map(|item| texts(item, anew)).collect(),
        Json::Object(entries) => {
            let entries = entries.into_iter().map(|(key, value)| (key, texts(value, anew)));
            Json::Object(entries.collect())
        }
        other => other,
    }
}

/// A log group's ARN ends in `:*` by itself in one language, and by hand in the other.
fn text_of(text: &str) -> Json {
    if text == "?:*" { UNKNOWN.into() } else { text.into() }
}

/// Addresses as places in the estate.
fn renamed(value: Json, names: &BTreeMap<&str, String>) -> Json {
    texts(value, &|text| names.get(text).cloned().unwrap_or_else(|| text.to_owned()).into())
}

#[test]
fn twins_give_equal_estates() {
    let mut wrong = Vec::new();
    let mut pairs = 0;
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/twins");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files.iter().filter(|path| path.is_dir() || path.extension().is_some_and(|it| it == "tf")) {
        let terraform = comparable(&estate(side(path, "main.tf", "tf")));
        let cloudformation = comparable(&estate(side(path, "template.yaml", "yaml")));
        pairs += 1;
        if terraform != cloudformation {
            let name = path.file_stem().unwrap().to_string_lossy();
            wrong.push(format!("{name}:\n{}", difference(&terraform, &cloudformation, "")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(pairs >= 40, "only {pairs} pairs");
}

/// The files of one language of a case.
fn side(path: &Path, root: &str, extension: &str) -> Files {
    if path.is_file() {
        return vec![(root.to_owned(), fs::read_to_string(path.with_extension(extension)).unwrap())];
    }
    let mut found = vec![(root.to_owned(), fs::read_to_string(path.join(root)).unwrap())];
    let mut folders = vec![path.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = entry.strip_prefix(path).unwrap().to_string_lossy().into_owned();
            if entry.is_dir() {
                folders.push(entry);
            } else if name != root && entry.extension().is_some_and(|it| it == extension) {
                found.push((name, fs::read_to_string(&entry).unwrap()));
            }
        }
    }
    found
}

/// Where two differ, a line each.
fn difference(a: &Json, b: &Json, at: &str) -> String {
    match (a, b) {
        (Json::Object(x), Json::Object(y)) => {
            let keys: std::collections::BTreeSet<&String> = x.keys().chain(y.keys()).collect();
            let of = |side: &Map<String, Json>, key: &str| side.get(key).cloned().unwrap_or(Json::Null);
            keys.iter().map(|key| difference(&of(x, key), &of(y, key), &format!("{at}.{key}"))).collect()
        }
        (Json::Array(x), Json::Array(y)) if x.len() == y.len() => {
            x.iter().zip(y).enumerate().map(|(i, (x, y))| difference(x, y, &format!("{at}[{i}]"))).collect()
        }
        _ if a == b => String::new(),
        _ => format!("  {at}: {a} / {b}\n"),
    }
}
