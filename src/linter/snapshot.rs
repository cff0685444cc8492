//! What every field of every entity of a run says, in short: two runs are compared by it.

use super::analysis::{Analysed, Analysis};
use crate::resource::Presence;
use crate::source::SourceMap;
use crate::value::{Data, TextPart, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
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
    /// The addresses of the units that were analysed, by root.
    units: HashMap<PathBuf, HashSet<Arc<str>>>,
    /// The roots of the units of estates that are made of several.
    joined: Vec<BTreeSet<PathBuf>>,
}

impl Snapshot {
    pub(super) fn of(analysis: &Analysis, sources: &SourceMap) -> Self {
        let mut readers: BTreeMap<PathBuf, BTreeSet<PathBuf>> = BTreeMap::new();
        let mut units: HashMap<PathBuf, HashSet<Arc<str>>> = HashMap::new();
        for unit in analysis.estates.iter().flat_map(|analysed| &analysed.units) {
            units.entry(unit.root.clone()).or_default();
            for source in unit.sources.iter().filter_map(|id| sources.get(*id)) {
                readers.entry(source.path.clone()).or_default().insert(unit.root.clone());
            }
        }
        let mut fields: BTreeMap<FieldKey, Vec<String>> = BTreeMap::new();
        for analysed in &analysis.estates {
            for (_, entity) in analysed.estate.everything() {
                // what is read as context is not reported on
                let Some(unit) = analysed.units.get(analysed.estate.unit_place(entity)) else { continue };
                units.entry(unit.root.clone()).or_default().insert(Arc::clone(&entity.resource.address));
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
        let roots = |analysed: &Analysed| -> BTreeSet<PathBuf> {
            analysed.units.iter().map(|unit| unit.root.clone()).collect()
        };
        let joined = analysis.estates.iter().map(roots).filter(|roots| roots.len() > 1).collect();
        Snapshot { fields, readers, units, joined }
    }

    /// The roots of the units that read one of these files.
    pub fn readers<P: AsRef<Path>>(&self, paths: impl IntoIterator<Item = P>) -> BTreeSet<PathBuf> {
        paths.into_iter().filter_map(|path| self.readers.get(path.as_ref())).flatten().cloned().collect()
    }

    /// The roots of units that are looked at as one, a set an estate.
    pub fn joined(&self) -> &[BTreeSet<PathBuf>] {
        &self.joined
    }

    /// Whether a unit with that root was analysed.
    pub fn has_unit(&self, root: &Path) -> bool {
        self.units.contains_key(root)
    }

    /// Whether a unit that was analysed read that file.
    pub fn was_read(&self, path: &Path) -> bool {
        self.readers.contains_key(path)
    }

    /// The fields of units with that root that say something else in the other run, or are not in both.
    pub fn differences<'s>(
        &'s self,
        other: &'s Snapshot,
        root: &'s Path,
    ) -> impl Iterator<Item = &'s FieldKey> {
        let here = self.of_root(root).filter(|(key, said)| other.fields.get(key) != Some(said));
        let there = other.of_root(root).filter(|(key, _)| !self.fields.contains_key(key));
        here.chain(there).map(|(key, _)| key)
    }

    /// What units with that root say.
    fn of_root<'s>(&'s self, root: &'s Path) -> impl Iterator<Item = (&'s FieldKey, &'s Vec<String>)> {
        let first =
            FieldKey { root: root.to_path_buf(), deployment: None, address: "".into(), field: String::new() };
        self.fields.range(first..).take_while(move |(key, _)| key.root == root)
    }

    /// Whether an address is in it.
    pub fn has(&self, root: &Path, address: &str) -> bool {
        self.units.get(root).is_some_and(|addresses| addresses.contains(address))
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
