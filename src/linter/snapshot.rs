//! What every field of every entity of a run says, in short: two runs are compared by it.

use super::analysis::Analysis;
use crate::resource::Presence;
use crate::source::SourceMap;
use crate::value::{Data, TextPart, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A field of an entity of a unit; `presence` and `depends_on` count as fields too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldKey {
    /// The unit's root.
    pub root: PathBuf,
    /// The named deployment.
    pub deployment: Option<Arc<str>>,
    /// The resource's address.
    pub address: Arc<str>,
    /// The field with its model type: `trail.multi_region`.
    pub field: String,
}

/// What the fields of a run say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    fields: BTreeMap<FieldKey, Vec<String>>,
    /// The roots of the units that read a file.
    readers: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
}

impl Snapshot {
    pub(super) fn of(analysis: &Analysis, sources: &SourceMap) -> Self {
        let mut readers: BTreeMap<PathBuf, BTreeSet<PathBuf>> = BTreeMap::new();
        for unit in analysis.estates.iter().flat_map(|analysed| &analysed.units) {
            for source in unit.sources.iter().filter_map(|id| sources.get(*id)) {
                readers.entry(source.path.clone()).or_default().insert(unit.root.clone());
            }
        }
        let mut fields: BTreeMap<FieldKey, Vec<String>> = BTreeMap::new();
        for analysed in &analysis.estates {
            for (_, entity) in analysed.estate.everything() {
                // what is read as context is not reported on
                let Some(unit) = analysed.units.get(analysed.estate.unit_place(entity)) else { continue };
                let mut say = |field: &str, said: String| {
                    let key = FieldKey {
                        root: unit.root.clone(),
                        deployment: unit.deployment.clone(),
                        address: Arc::clone(&entity.resource.address),
                        field: format!("{}.{field}", entity.model_type.name),
                    };
                    fields.entry(key).or_default().push(said);
                };
                for (name, read) in entity.fields() {
                    let mut said = String::new();
                    describe(&read.value, &mut said);
                    say(name, said);
                }
                say("presence", presence(&entity.resource.presence));
            }
        }
        Snapshot { fields, readers }
    }

    /// The roots of the units that read one of these files.
    pub fn readers<'p>(&self, paths: impl IntoIterator<Item = &'p PathBuf>) -> BTreeSet<PathBuf> {
        paths.into_iter().filter_map(|path| self.readers.get(path)).flatten().cloned().collect()
    }

    /// Whether a unit with that root was analysed.
    pub fn has_unit(&self, root: &Path) -> bool {
        self.readers.values().any(|roots| roots.contains(root))
    }

    /// Whether a unit that was analysed read that file.
    pub fn was_read(&self, path: &Path) -> bool {
        self.readers.contains_key(path)
    }

    /// The fields of units with these roots that say something else in the other run, or are not in both.
    pub fn differences<'s>(
        &'s self,
        other: &'s Snapshot,
        roots: &'s BTreeSet<PathBuf>,
    ) -> impl Iterator<Item = &'s FieldKey> {
        let here = self.fields.iter().filter(|(key, said)| other.fields.get(key) != Some(said));
        let there = other.fields.keys().filter(|key| !self.fields.contains_key(key));
        here.map(|(key, _)| key).chain(there).filter(|key| roots.contains(&key.root))
    }

    /// Whether an address is in it.
    pub fn has(&self, root: &Path, address: &str) -> bool {
        self.fields.keys().any(|key| key.root == root && &*key.address == address)
    }
}

fn presence(presence: &Presence) -> String {
    match presence {
        Presence::Always => "always".to_owned(),
        Presence::When(formula) => format!("{formula:?}"),
        Presence::Unknown(cause) => cause.to_string(),
    }
}

/// A value in words that are the same wherever it was written. Collections nest no deeper than the evaluator lets
/// them.
fn describe(value: &Value, out: &mut String) {
    // writing to a string cannot fail
    match &value.data {
        Data::Null => out.push_str("null"),
        Data::Bool(value) => {
            let _ = write!(out, "{value}");
        }
        Data::Number(number) => {
            let _ = write!(out, "{number}");
        }
        Data::String(text) => {
            let _ = write!(out, "{text:?}");
        }
        Data::List(list) => {
            out.push('[');
            for item in &list.items {
                describe(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Data::Object(object) => {
            out.push('{');
            for (key, item) in &object.entries {
                let _ = write!(out, "{key:?}:");
                describe(item, out);
                out.push(',');
            }
            out.push_str(if object.open.is_some() { "…}" } else { "}" });
        }
        Data::Text(text) => {
            for part in &text.parts {
                match part {
                    TextPart::Literal(text) => {
                        let _ = write!(out, "{text:?}");
                    }
                    TextPart::Unknown(unknown) => describe(unknown, out),
                }
            }
        }
        Data::Unknown(unknown) => {
            let _ = write!(out, "?{}", unknown.cause);
        }
        Data::Branches(branches) => {
            let _ = write!(out, "{:?} ? ", branches.condition);
            describe(&branches.then, out);
            out.push_str(" : ");
            describe(&branches.otherwise, out);
        }
        Data::Handle(handle) => {
            let _ = write!(out, "{handle:?}");
        }
    }
}
