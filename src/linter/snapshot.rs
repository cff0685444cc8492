//! What every field of every entity of a run says, in short: two runs are compared by it.

use super::analysis::{Analysed, Analysis};
use crate::resource::Presence;
use crate::source::SourceMap;
use crate::value::{Data, Formula, TextPart, Value};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

/// A field of an entity of a unit; `presence` and `depends_on` count as fields too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldKey {
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
    /// What was analysed, by root.
    units: HashMap<PathBuf, Unit>,
    /// The roots of the units that read a file.
    readers: HashMap<PathBuf, BTreeSet<PathBuf>>,
    /// The roots of the units of estates that are made of several.
    joined: Vec<BTreeSet<PathBuf>>,
}

/// What the fields of units with one root say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Unit {
    fields: BTreeMap<FieldKey, Vec<String>>,
    addresses: HashSet<Arc<str>>,
}

impl Snapshot {
    pub(super) fn of(analysis: &Analysis, sources: &SourceMap) -> Self {
        let mut readers: HashMap<PathBuf, BTreeSet<PathBuf>> = HashMap::new();
        let mut units: HashMap<PathBuf, Unit> = HashMap::new();
        for unit in analysis.estates.iter().flat_map(|analysed| &analysed.units) {
            units.entry(unit.root.clone()).or_default();
            for source in unit.sources.iter().filter_map(|id| sources.get(*id)) {
                readers.entry(source.path.clone()).or_default().insert(unit.root.clone());
            }
        }
        for analysed in &analysis.estates {
            for (_, entity) in analysed.estate.everything() {
                // what is read as context is not reported on
                let Some(unit) = analysed.units.get(analysed.estate.unit_place(entity)) else { continue };
                let Some(of_unit) = units.get_mut(&unit.root) else { continue };
                of_unit.addresses.insert(Arc::clone(&entity.resource.address));
                let mut say = |field: &str, said: String| {
                    let key = FieldKey {
                        deployment: unit.deployment.clone(),
                        address: Arc::clone(&entity.resource.address),
                        field: format!("{}.{field}", entity.model_type.name),
                    };
                    of_unit.fields.entry(key).or_default().push(said);
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
        Snapshot { units, readers, joined }
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
    pub fn differences<'s>(&'s self, other: &'s Snapshot, root: &Path) -> impl Iterator<Item = &'s FieldKey> {
        let fields = |of: &'s Snapshot| of.units.get(root).map(|unit| &unit.fields);
        let (ours, theirs) = (fields(self), fields(other));
        let here = ours.into_iter().flatten();
        let here = here.filter(move |(key, said)| theirs.and_then(|it| it.get(key)) != Some(said));
        let there = theirs.into_iter().flatten();
        let there = there.filter(move |(key, _)| ours.is_none_or(|it| !it.contains_key(key)));
        here.chain(there).map(|(key, _)| key)
    }

    /// Whether an address is in it.
    pub fn has(&self, root: &Path, address: &str) -> bool {
        self.units.get(root).is_some_and(|unit| unit.addresses.contains(address))
    }
}

fn presence(presence: &Presence) -> String {
    match presence {
        Presence::Always => "always".to_owned(),
        Presence::When(formula) => condition(formula),
        Presence::Unknown(cause) => cause.to_string(),
    }
}

/// A condition that has no name is told from others by its place: in another run the file has another number, and the place
/// moves with what is written in front of it (both engines make such names where a condition's own text is all there is of
/// it). Its words stay.
fn condition(formula: &Formula) -> String {
    static PLACE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"@[0-9]+:[0-9]+(#[0-9]+)?|SourceId\([0-9]+\)@[0-9]+")
            .expect("the pattern is constant and valid")
    });
    PLACE.replace_all(&format!("{formula:?}"), "@").into_owned()
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
            let _ = write!(out, "{} ? ", condition(&branches.condition));
            describe(&branches.then, out);
            out.push_str(" : ");
            describe(&branches.otherwise, out);
        }
        Data::Handle(handle) => {
            let _ = write!(out, "{handle:?}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;
    use crate::value::{Atom, Constant};

    #[test]
    fn conditions_are_told_apart_by_their_words_and_not_by_their_place() {
        let formula = |subject: String, words: &str| {
            let (subject, words) = (subject.into(), words.into());
            let atom = Atom { subject, constant: Constant::Bool(true), domain: None, words, cause: None };
            condition(&Formula::Atom(Arc::new(atom)))
        };
        let first = formula("module.a@3:140#7".into(), "try(x)");
        assert_eq!(first, formula("module.a@12:9#800".into(), "try(x)"));
        assert_ne!(first, formula("module.b@3:140#7".into(), "try(x)"));
        assert_ne!(first, formula("module.a@3:140#7".into(), "try(y)"));
        let of_template = |source: u32, start: u32| {
            formula(format!("Inner/{:?}@{start}", SourceId(source)), "!Equals [a, b]")
        };
        assert_eq!(of_template(1, 20), of_template(9, 3));
    }
}
