//! The rules of a run: built-in ones and those a user gives; chosen by their heads, parsed only when chosen.

use super::load::{self, RuleError};
use super::{Example, Kind, Profile, Rule, Severity, later, nearest};
use crate::source::{Source, SourceMap, Span};
use crate::syntax::hcl::parse_expression;
use crate::syntax::node::Node;
use crate::syntax::yaml;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// A rule file that is compiled in.
#[derive(Debug)]
struct Embedded {
    id: &'static str,
    title: &'static str,
    severity: &'static str,
    kind: &'static str,
    profile: &'static str,
    subject: &'static str,
    /// Where the predicates stand in `body`.
    when: Option<(usize, usize)>,
    require: Option<(usize, usize)>,
    /// The file without its controls and examples.
    body: &'static str,
    /// The part with its parameters; empty where it has none.
    parameters: &'static str,
    /// The part with its controls.
    controls: &'static str,
    /// The whole file.
    text: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// Sources of rule files have ids from here on, so that places in rules and places in what is analysed are told apart.
pub const FIRST_RULE_SOURCE: u32 = 0x8000_0000;

/// What choosing a rule needs.
#[derive(Clone, Debug)]
pub struct Summary {
    /// `trail/multi-region`
    pub id: Arc<str>,
    /// What holds when it passes.
    pub title: Arc<str>,
    /// How bad a failure is.
    pub severity: Severity,
    /// What kind of trouble.
    pub kind: Kind,
    /// Whether it is on by itself.
    pub profile: Profile,
    /// The model type it is about.
    pub subject: Arc<str>,
}

/// Which rules are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice<'c> {
    /// Rules and groups; empty: the profile decides.
    pub select: &'c [String],
    /// Rules and groups that are off.
    pub ignore: &'c [String],
    /// Whether the extended profile is on.
    pub extended: bool,
    /// Frameworks whose rules are on, whatever their profile; where there are any, the profile does not count.
    pub frameworks: &'c [String],
}

/// A rule file that is broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct BrokenRule {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub errors: Vec<RuleError>,
}

impl BrokenRule {
    fn message(&self) -> String {
        let errors: Vec<&str> = self.errors.iter().map(|error| &*error.message).collect();
        format!("{}: {}", self.path.display(), errors.join("; "))
    }
}

#[derive(Debug)]
struct Entry {
    summary: Summary,
    file: &'static Embedded,
    parsed: OnceLock<Result<Arc<Rule>, BrokenRule>>,
}

/// All rules that are known, by id.
#[derive(Debug)]
pub struct Registry {
    entries: Vec<Entry>,
    sources: SourceMap,
}

impl Default for Registry {
    fn default() -> Self {
        Registry::built_in()
    }
}

impl Registry {
    /// The built-in rules.
    pub fn built_in() -> Self {
        let entry = |embedded: &'static Embedded| Entry {
            summary: Summary {
                id: embedded.id.into(),
                title: embedded.title.into(),
                severity: Severity::parse(embedded.severity).unwrap_or(Severity::High),
                kind: Kind::parse(embedded.kind).unwrap_or(Kind::Security),
                profile: Profile::parse(embedded.profile).unwrap_or(Profile::Default),
                subject: embedded.subject.into(),
            },
            file: embedded,
            parsed: OnceLock::new(),
        };
        Registry {
            entries: EMBEDDED.iter().map(entry).collect(),
            sources: SourceMap::starting_at(FIRST_RULE_SOURCE),
        }
    }

    /// What is known of every rule without parsing it, by id.
    pub fn summaries(&self) -> impl Iterator<Item = &Summary> {
        self.entries.iter().map(|entry| &entry.summary)
    }

    /// The groups there are: what stands before the slash.
    pub fn groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> = self
            .summaries()
            .filter_map(|summary| summary.id.split_once('/'))
            .map(|(group, _)| group)
            .collect();
        groups.dedup();
        groups
    }

    /// The rules that are chosen, parsed as far as checking needs.
    ///
    /// # Errors
    /// The first rule file that is broken.
    pub fn choose(&self, choice: Choice<'_>) -> Result<Vec<Arc<Rule>>, BrokenRule> {
        let mut rules = Vec::new();
        for entry in self.entries.iter().filter(|entry| !named(&entry.summary, choice.ignore)) {
            let on = chosen(&entry.summary, choice);
            if !on && choice.frameworks.is_empty() {
                continue;
            }
            let rule = self.parsed(entry)?;
            let carries =
                || rule.controls.iter().any(|(name, _)| choice.frameworks.iter().any(|it| **it == **name));
            if on || carries() {
                rules.push(rule);
            }
        }
        Ok(rules)
    }

    /// The rule of that id.
    pub fn get(&self, id: &str) -> Option<Result<Arc<Rule>, BrokenRule>> {
        let entry = self.entries.iter().find(|entry| &*entry.summary.id == id)?;
        Some(self.parsed(entry))
    }

    /// The examples of the rule of that id; its whole file is read for them, and checked.
    pub fn examples(&self, id: &str) -> Option<Result<Vec<Example>, BrokenRule>> {
        let entry = self.entries.iter().find(|entry| &*entry.summary.id == id)?;
        let examples = |source: &Source, document: &Node| {
            load::rule(id, source, document)?;
            load::examples(source, document)
        };
        Some(self.read(entry, examples))
    }

    /// The names of rules and groups in `names` that are none, each with what it is probably meant to be.
    pub fn unknown_name<'n>(&self, names: &'n [String]) -> Option<(&'n str, Option<&str>)> {
        let known = || self.summaries().map(|it| &*it.id).chain(self.groups());
        let name = names.iter().find(|name| !known().any(|known| known == *name))?;
        Some((name, nearest(name, known())))
    }

    fn parsed(&self, entry: &Entry) -> Result<Arc<Rule>, BrokenRule> {
        entry
            .parsed
            .get_or_init(|| match self.by_its_predicates(entry) {
                Some(rule) => Ok(Arc::new(rule)),
                None => self
                    .read(entry, |source, document| load::rule(&entry.summary.id, source, document))
                    .map(Arc::new),
            })
            .clone()
    }

    /// A rule of which no more is parsed than its predicates; none where the build script did not find them.
    fn by_its_predicates(&self, entry: &Entry) -> Option<Rule> {
        let file = entry.file;
        let (_, source) = self.source(entry, file.body);
        let expression =
            |(start, end): (usize, usize)| parse_expression(&source, Span::new(source.id, start, end)).0;
        let require = expression(file.require?);
        let when = file.when.map(expression);
        let Summary { id, title, severity, kind, profile, subject } = entry.summary.clone();
        let path = source.path.clone();
        let parameters = embedded(&path, file.parameters, load::parameters).into();
        let wording = later(move || {
            let documents = yaml::parse_documents(&source).0;
            let controls = later(move || embedded(&path, file.controls, load::controls));
            load::wording(&source, documents.first(), controls)
        });
        Some(Rule { id, title, severity, kind, profile, subject, parameters, when, require, wording })
    }

    /// Reads from the whole text of a rule file.
    fn read<T>(
        &self,
        entry: &Entry,
        read: impl FnOnce(&Source, &Node) -> Result<T, Vec<RuleError>>,
    ) -> Result<T, BrokenRule> {
        let (path, source) = self.source(entry, entry.file.text);
        let broken = |errors| BrokenRule { path: path.clone(), errors };
        let (documents, problems) = yaml::parse_documents(&source);
        if !problems.is_empty() {
            let error =
                |problem: crate::source::Problem| RuleError { span: problem.span, message: problem.message };
            return Err(broken(problems.into_iter().map(error).collect()));
        }
        match documents.first() {
            Some(document) => read(&source, document).map_err(broken),
            None => Err(broken(Vec::new())),
        }
    }

    fn source(&self, entry: &Entry, text: &'static str) -> (PathBuf, Arc<Source>) {
        let path = Path::new("rules").join(format!("{}.yaml", entry.summary.id));
        let source = self.sources.add(&path, text);
        (path, source)
    }
}

/// Reads a part of a rule file that the build script kept apart; nothing where there is none.
fn embedded<T: Default>(path: &Path, text: &str, read: impl FnOnce(&Node) -> T) -> T {
    if text.is_empty() {
        return T::default();
    }
    let source = SourceMap::new().add(path, text);
    yaml::parse_documents(&source).0.first().map(read).unwrap_or_default()
}

/// Whether one of the names is the rule's or its group's.
fn named(summary: &Summary, names: &[String]) -> bool {
    names.iter().any(|name| {
        *name == *summary.id
            || summary.id.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('/'))
    })
}

/// Whether a rule is on by its name or its profile.
fn chosen(summary: &Summary, choice: Choice<'_>) -> bool {
    match choice.select.is_empty() {
        true => choice.frameworks.is_empty() && (choice.extended || summary.profile == Profile::Default),
        false => named(summary, choice.select),
    }
}
