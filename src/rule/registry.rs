//! The rules of a run: built-in ones and those a user gives; chosen by their heads, parsed only when chosen.

use super::guard_file::{self, GuardRule};
use super::load::{self, RuleError};
use super::own::{self, RuleFile};
use super::{Example, Kind, Profile, Rule, Severity, nearest};
use crate::later::later;
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
    /// The line and the column of each error.
    pub places: Vec<(u32, u32)>,
    /// What is written in it.
    pub text: Arc<str>,
}

impl BrokenRule {
    fn new(source: &Source, errors: Vec<RuleError>) -> Self {
        let place = |error: &RuleError| {
            let start = source.positions(error.span).0;
            (start.line, start.column)
        };
        let places = errors.iter().map(place).collect();
        BrokenRule { path: source.path.clone(), places, text: Arc::clone(&source.text), errors }
    }

    fn message(&self) -> String {
        let place = |((line, column), error): (&(u32, u32), &RuleError)| {
            format!("{}:{line}:{column}: {}", self.path.display(), error.message)
        };
        self.places.iter().zip(&self.errors).map(place).collect::<Vec<_>>().join("\n")
    }
}

/// The text that a rule comes from.
#[derive(Debug)]
enum File {
    BuiltIn(&'static Embedded),
    Own(Arc<Source>),
    Guard(Arc<Source>),
}

#[derive(Debug)]
struct Entry {
    summary: Summary,
    file: File,
    parsed: OnceLock<Result<Arc<Rule>, BrokenRule>>,
}

/// All rules that are known, by id.
#[derive(Debug)]
pub struct Registry {
    entries: Vec<Entry>,
    sources: SourceMap,
    guard: Vec<GuardFile>,
    broken_guard: Vec<BrokenRule>,
}

/// A rule file of AWS CloudFormation Guard.
#[derive(Clone, Debug)]
pub struct GuardFile {
    /// Its path and text.
    pub source: Arc<Source>,
    /// Its rules: by their names in it, and by their ids.
    pub rules: Vec<(Arc<str>, Arc<str>)>,
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
            file: File::BuiltIn(embedded),
            parsed: OnceLock::new(),
        };
        Registry {
            entries: EMBEDDED.iter().map(entry).collect(),
            sources: SourceMap::starting_at(FIRST_RULE_SOURCE),
            guard: Vec::new(),
            broken_guard: Vec::new(),
        }
    }

    /// Takes in rules of a user's own, each read and checked. Where `replace` is said, one that has the id of a built-in
    /// rule takes its place; otherwise that is an error.
    ///
    /// # Errors
    /// Every file that is broken; the others are taken in. Those of Guard are told when their rules are asked for
    /// ([`Registry::broken_guard_files`]): the other rules are asked all the same.
    pub fn add(&mut self, files: Vec<RuleFile>, replace: bool) -> Result<(), Vec<BrokenRule>> {
        let mut broken = Vec::new();
        for file in files {
            let source = self.sources.add(&file.path, file.text);
            if own::is_guard_file(&source.path) {
                if let Err(errors) = self.take_in_guard(&file.id, &source) {
                    self.broken_guard.push(BrokenRule::new(&source, errors));
                }
                continue;
            }
            if let Err(errors) = self.take_in(&file.id, &source, replace) {
                broken.push(BrokenRule::new(&source, errors));
            }
        }
        self.entries.sort_by(|a, b| a.summary.id.cmp(&b.summary.id));
        if broken.is_empty() { Ok(()) } else { Err(broken) }
    }

    fn take_in(&mut self, id: &str, source: &Arc<Source>, replace: bool) -> Result<(), Vec<RuleError>> {
        let start = Span::new(source.id, 0, 0);
        let error = |message: String| vec![RuleError { span: start, message }];
        own::well_named(id).map_err(error)?;
        let is_group =
            |it: &Entry| matches!(it.file, File::BuiltIn(_)) && own::share_a_group(&it.summary.id, id);
        let known = self.entries.iter().position(|it| *it.summary.id == *id);
        match known.map(|at| (at, &self.entries[at].file)) {
            Some((_, File::Own(other) | File::Guard(other))) => {
                let message = format!("rule `{id}` is in `{}` already", other.path.display());
                return Err(error(message));
            }
            Some((at, File::BuiltIn(_))) if replace => drop(self.entries.remove(at)),
            Some(_) => return Err(error(format!("there is a built-in rule `{id}`: {}", own::ELSEWHERE))),
            None if !replace && self.entries.iter().any(is_group) => {
                let group = id.split_once('/').map_or(id, |(group, _)| group);
                return Err(error(format!("`{group}` is a group of built-in rules: {}", own::ELSEWHERE)));
            }
            None => {}
        }
        let rule = read(source, |document| {
            let (rule, examples) = (load::rule(id, source, document), load::examples(source, document));
            let rule = rule.map_err(|mut errors| {
                errors.extend(examples.as_ref().err().into_iter().flatten().cloned());
                errors
            })?;
            examples.map(|_| rule)
        })?;
        let summary = Summary {
            id: Arc::clone(&rule.id),
            title: Arc::clone(&rule.title),
            severity: rule.severity,
            kind: rule.kind,
            profile: rule.profile,
            subject: Arc::clone(&rule.subject),
        };
        let parsed = OnceLock::from(Ok(Arc::new(rule)));
        self.entries.push(Entry { summary, file: File::Own(Arc::clone(source)), parsed });
        Ok(())
    }

    fn take_in_guard(&mut self, stem: &str, source: &Arc<Source>) -> Result<(), Vec<RuleError>> {
        let rules = guard_file::rules(source)?;
        let mut known: Vec<(Arc<str>, Arc<str>)> = Vec::new();
        let mut entries: Vec<Entry> = Vec::new();
        for rule in &rules {
            let id: Arc<str> = guard_file::id(stem, &rule.name).into();
            let taken = self.entries.iter().chain(&entries).find(|it| it.summary.id == id);
            if let Some(other) = taken {
                let other = self.path_of(other).display().to_string();
                let message = format!("rule `{id}` is in `{other}` already");
                return Err(vec![RuleError { span: rule.head, message }]);
            }
            known.push((Arc::clone(&rule.name), Arc::clone(&id)));
            entries.push(guard_entry(id, rule, source));
        }
        self.entries.extend(entries);
        self.guard.push(GuardFile { source: Arc::clone(source), rules: known });
        Ok(())
    }

    /// The files with Guard rules.
    pub fn guard_files(&self) -> &[GuardFile] {
        &self.guard
    }

    /// Files with Guard rules that are kept from Guard, and why.
    pub fn broken_guard_files(&self) -> &[BrokenRule] {
        &self.broken_guard
    }

    /// The ids of the rules that a user has brought.
    pub fn own(&self) -> impl Iterator<Item = &str> {
        let own = self.entries.iter().filter(|entry| !matches!(entry.file, File::BuiltIn(_)));
        own.map(|entry| &*entry.summary.id)
    }

    /// The file of a rule, for people: of a built-in one where it is in the project.
    pub fn path(&self, id: &str) -> Option<PathBuf> {
        let entry = self.entries.iter().find(|entry| &*entry.summary.id == id)?;
        Some(self.path_of(entry))
    }

    fn path_of(&self, entry: &Entry) -> PathBuf {
        match &entry.file {
            File::BuiltIn(file) => built_in_path(file),
            File::Own(source) | File::Guard(source) => source.path.clone(),
        }
    }

    /// The text that places in the rule of that id point into, once it is read.
    pub fn source(&self, span: Span) -> Option<Arc<Source>> {
        self.sources.get(span.source)
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
        if let File::Guard(_) = &entry.file {
            return Some(Ok(Vec::new()));
        }
        let examples = |source: &Source, document: &Node| {
            load::rule(id, source, document)?;
            load::examples(source, document)
        };
        Some(self.read(entry, examples))
    }

    /// The names of rules and groups in `names` that are none, each with what it is probably meant to be.
    pub fn unknown_name<'n>(&self, names: &'n [String]) -> Option<(&'n str, Option<&str>)> {
        let known = || self.summaries().map(|it| &*it.id).chain(self.groups());
        // rules of Guard files have groups in their group
        let is_group = |name: &str| {
            let below = |id: &str| id.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
            name.contains('/') && self.summaries().any(|it| below(&it.id))
        };
        let name = names.iter().find(|name| !known().any(|known| known == *name) && !is_group(name))?;
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
        let File::BuiltIn(file) = entry.file else { return None };
        let source = self.sources.add(&built_in_path(file), file.body);
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
        from: impl FnOnce(&Source, &Node) -> Result<T, Vec<RuleError>>,
    ) -> Result<T, BrokenRule> {
        let source = match &entry.file {
            File::BuiltIn(file) => self.sources.add(&built_in_path(file), file.text),
            File::Own(source) | File::Guard(source) => Arc::clone(source),
        };
        read(&source, |document| from(&source, document)).map_err(|errors| BrokenRule::new(&source, errors))
    }
}

/// A rule of a Guard file: no more than its words are read here, Guard asks it.
fn guard_entry(id: Arc<str>, rule: &GuardRule, source: &Arc<Source>) -> Entry {
    let rule = load::guard_rule(&id, rule, source);
    let summary = Summary {
        id,
        title: Arc::clone(&rule.title),
        severity: rule.severity,
        kind: rule.kind,
        profile: rule.profile,
        subject: Arc::clone(&rule.subject),
    };
    Entry { summary, file: File::Guard(Arc::clone(source)), parsed: OnceLock::from(Ok(Arc::new(rule))) }
}

fn built_in_path(file: &Embedded) -> PathBuf {
    Path::new("rules").join(format!("{}.yaml", file.id))
}

/// Reads from the first document of a source, where it is YAML.
fn read<T>(
    source: &Source,
    from: impl FnOnce(&Node) -> Result<T, Vec<RuleError>>,
) -> Result<T, Vec<RuleError>> {
    let error = |span: Span, message: String| RuleError { span, message };
    let (documents, problems) = yaml::parse_documents(source);
    if !problems.is_empty() {
        return Err(problems.into_iter().map(|problem| error(problem.span, problem.message)).collect());
    }
    match &*documents {
        [document] => from(document),
        [] => Err(vec![error(Span::new(source.id, 0, 0), "nothing is written here".to_owned())]),
        [_, second, ..] => Err(vec![error(second.span, "a rule file has one document".to_owned())]),
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
