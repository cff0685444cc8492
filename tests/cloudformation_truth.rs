//! Agreement with an emulator of CloudFormation on real templates, for every choice of parameters that they allow.
//!
//! Runs where the oracle's folder lies beside the project and Python has what it needs; says so where it does not.

use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use trailguard::cloudformation::{GivenParameter, Inputs, resolve};
use trailguard::fs::Disk;
use trailguard::load::Loader;
use trailguard::resource::{Presence, Resource};
use trailguard::source::SourceMap;
use trailguard::value::{Data, TextPart, Value};

const ORACLE: &str = "../shared/oracle";
const TEMPLATES: &str = "../shared/corpus/cfn";

/// Where the emulator and CloudFormation differ: the end of the file's path, the property, why.
const KNOWN: &[(&str, &str, &str)] = &[
    (
        "robosystems/cloudformation/cloudtrail.yaml",
        "CloudTrail.EventSelectors",
        "`EnableDataEvents` is true: the emulator takes `!Condition` in `!And` for false",
    ),
    (
        "security/kms-key.yaml",
        "Key.KeyPolicy",
        "`HasService` is false: the emulator takes `!Condition` in `!Or` for false",
    ),
    (
        "state/s3.yaml",
        "Bucket.OwnershipControls",
        "`HasBlockPublicAccess` is true: the emulator takes `!Condition` in `!Not` for false",
    ),
];

/// What a comparison came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Agreed,
    /// Nothing is claimed here where the emulator makes something up or leaves a mark.
    Undecided,
    Differed,
}

#[derive(Default)]
struct Count {
    agreed: usize,
    undecided: usize,
    differed: usize,
    refused: usize,
    lines: Vec<String>,
    known: Vec<usize>,
}

impl Count {
    fn take(&mut self, file: &str, place: &str, outcome: Outcome, words: impl FnOnce() -> String) {
        match outcome {
            Outcome::Agreed => self.agreed += 1,
            Outcome::Undecided => self.undecided += 1,
            Outcome::Differed => {
                let known = KNOWN
                    .iter()
                    .position(|(end, property, _)| file.ends_with(end) && place.ends_with(property));
                match known {
                    Some(known) => self.known.push(known),
                    None => {
                        self.differed += 1;
                        self.lines.push(format!("{file}: {place}: {}", words()));
                    }
                }
            }
        }
    }
}

#[test]
fn real_templates_resolve_as_the_emulator_says() {
    let answer = Command::new("python3")
        .args(["tests/cloudformation_truth.py", ORACLE, TEMPLATES])
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output();
    let output = match answer {
        Ok(output) if output.status.success() && Path::new(TEMPLATES).is_dir() => output,
        _ => {
            eprintln!("skipped: no python3 with moto, or no {ORACLE}");
            return;
        }
    };
    let mut count = Count::default();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let run: Json = serde_json::from_str(line).unwrap();
        compare_run(&run, &mut count);
    }
    eprintln!(
        "compared {}: {} agreed, {} undecided here, {} known to differ, {} differed; {} runs the emulator refused",
        count.agreed + count.undecided + count.known.len() + count.differed,
        count.agreed,
        count.undecided,
        count.known.len(),
        count.differed,
        count.refused
    );
    count.lines.sort();
    count.lines.dedup();
    assert!(count.agreed > 1_000, "nearly nothing was compared");
    assert!(count.lines.is_empty(), "{}", count.lines.join("\n"));
    for (at, (file, property, _)) in KNOWN.iter().enumerate() {
        assert!(count.known.contains(&at), "{file}: {property} no longer differs");
    }
}

fn compare_run(run: &Json, count: &mut Count) {
    let file = run["file"].as_str().unwrap();
    let Some(expected) = run["resources"].as_object() else {
        count.refused += 1;
        return;
    };
    let given = run["parameters"].as_object().unwrap().iter().map(|(name, value)| GivenParameter {
        name: name.clone(),
        value: Some(value.as_str().unwrap().to_owned()),
        given_by: "test".to_owned(),
    });
    let inputs = Inputs {
        parameters: given.collect(),
        region: Some("us-east-1".to_owned()),
        account: Some("123456789012".to_owned()),
        ..Inputs::default()
    };
    let (disk, sources) = (Disk, SourceMap::new());
    let loader = Loader::new(&disk, &sources);
    let unit = resolve(&loader, Path::new(file), &|_| true, &inputs);
    let resources: BTreeMap<&str, &Resource> = unit
        .iter()
        .flat_map(|unit| unit.resources.iter().map(|resource| (&*resource.address, resource)))
        .collect();
    for (id, properties) in expected {
        let ours = resources.get(id.as_str());
        let there = match ours {
            Some(resource) if resource.not_created.is_some() => Some(false),
            Some(resource) => matches!(resource.presence, Presence::Always).then_some(true),
            None => Some(false),
        };
        let outcome = match there {
            None => Outcome::Undecided,
            Some(there) if there != properties.is_null() => Outcome::Agreed,
            Some(_) => Outcome::Differed,
        };
        count.take(file, id, outcome, || {
            format!("presence {there:?}, the emulator: {}", !properties.is_null())
        });
        if let (Some(resource), Some(properties)) = (ours, properties.as_object()) {
            compare_properties(file, id, resource, properties, count);
        }
    }
}

fn compare_properties(
    file: &str,
    id: &str,
    resource: &Resource,
    expected: &serde_json::Map<String, Json>,
    count: &mut Count,
) {
    let null = Value::null();
    let written: Vec<&str> = resource.arguments.keys().map(|name| &**name).collect();
    let mut names: Vec<&str> = expected.keys().map(String::as_str).chain(written).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let ours = resource.arguments.get(name).map_or(&null, |argument| argument.value());
        let theirs = expected.get(name).unwrap_or(&Json::Null);
        let outcome = compare(ours, theirs);
        count.take(file, &format!("{id}.{name}"), outcome, || {
            format!("{:?}, the emulator: {theirs}", ours.data)
        });
    }
}

/// A value against the emulator's; of a collection, the worst of its parts.
fn compare(ours: &Value, theirs: &Json) -> Outcome {
    let agreed = |same: bool| if same { Outcome::Agreed } else { Outcome::Differed };
    match (&ours.data, theirs) {
        (Data::Null, theirs) => agreed(theirs.is_null()),
        (Data::Branches(branches), _) => {
            let sides = [&branches.then, &branches.otherwise].map(|side| compare(side, theirs));
            if sides.contains(&Outcome::Agreed) || sides.contains(&Outcome::Undecided) {
                Outcome::Undecided
            } else {
                Outcome::Differed
            }
        }
        (Data::List(list), Json::Array(items)) => {
            // the emulator leaves nulls where `AWS::NoValue` takes an item out
            let items: Vec<&Json> = items.iter().filter(|item| !item.is_null()).collect();
            if list.items.len() != items.len() {
                return Outcome::Differed;
            }
            let outcomes = list.items.iter().zip(items).map(|(ours, theirs)| compare(ours, theirs));
            outcomes.max().unwrap_or(Outcome::Agreed)
        }
        (Data::Object(object), Json::Object(entries)) => {
            let null = Value::null();
            let names = object.entries.keys().map(|name| &**name).chain(entries.keys().map(String::as_str));
            names
                .map(|name| {
                    let ours = object.entries.get(name).unwrap_or(&null);
                    compare(ours, entries.get(name).unwrap_or(&Json::Null))
                })
                .max()
                .unwrap_or(Outcome::Agreed)
        }
        (Data::Unknown(unknown), _) => match &unknown.reference {
            Some(reference) if reference.attribute.is_empty() => {
                agreed(theirs == &format!("__ref__{}__", reference.address))
            }
            Some(reference) => {
                agreed(theirs == &format!("__att__{}.{}__", reference.address, reference.attribute))
            }
            None => Outcome::Undecided,
        },
        (Data::Text(text), Json::String(theirs)) => compare_parts(&text.parts, theirs),
        // a reference to what names itself is known here, a mark there
        (Data::String(_), Json::String(theirs))
            if ["__ref__", "__att__"].iter().any(|it| theirs.contains(it)) =>
        {
            Outcome::Undecided
        }
        _ => match (scalar(ours), scalar_of(theirs)) {
            (Some(ours), Some(theirs)) => agreed(ours == theirs),
            _ => Outcome::Differed,
        },
    }
}

/// Known parts must stand in their order, references where they belong.
fn compare_parts(parts: &[TextPart], theirs: &str) -> Outcome {
    let mut rest = theirs;
    let mut gap = false;
    for part in parts {
        let wanted = match part {
            TextPart::Literal(text) => text.to_string(),
            TextPart::Unknown(value) => {
                match value.as_unknown().and_then(|unknown| unknown.reference.as_ref()) {
                    Some(reference) if reference.attribute.is_empty() => {
                        format!("__ref__{}__", reference.address)
                    }
                    Some(reference) => format!("__att__{}.{}__", reference.address, reference.attribute),
                    None => {
                        gap = true;
                        continue;
                    }
                }
            }
        };
        match rest.find(&wanted) {
            Some(at) if at == 0 || gap => rest = &rest[at + wanted.len()..],
            _ => return Outcome::Differed,
        }
        gap = false;
    }
    if rest.is_empty() || gap { Outcome::Agreed } else { Outcome::Differed }
}

fn scalar(value: &Value) -> Option<String> {
    match &value.data {
        Data::Bool(value) => Some(value.to_string()),
        Data::Number(number) => Some(number.to_string()),
        Data::String(text) => Some(text.to_string()),
        _ => None,
    }
}

fn scalar_of(json: &Json) -> Option<String> {
    match json {
        Json::Bool(value) => Some(value.to_string()),
        Json::Number(number) => Some(number.to_string()),
        Json::String(text) => Some(text.clone()),
        _ => None,
    }
}
