//! Which rules run where, and with which severity and parameters: the choice of the run, changed by what is said of
//! single rules and of single paths.
//!
//! What is said of a path holds for units whose root matches, for resources whose file matches, and (as far as it can
//! without asking again: whether a rule runs, and how bad it is) for findings whose file matches.

use super::options::{PathOverride, PathPattern, RuleSettings};
use super::{Options, RunError};
use crate::check::{self, Checked, Finding, UnitName};
use crate::discover::TerraformFolder;
use crate::fs::PathGlobs;
use crate::model::{Entity, Estate};
use crate::resource::Note;
use crate::rule::frameworks::Framework;
use crate::rule::{Choice, Registry, Rule, Severity};
use crate::source::{SourceId, SourceMap, Span};
use foldhash::{HashMap, HashMapExt};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// The rules of a run.
pub(super) struct Rules<'o> {
    registry: &'o Registry,
    options: &'o Options,
    /// Frameworks whose rules run too, by id.
    frameworks: Vec<String>,
    /// Where nothing is said of the path.
    everywhere: Chosen,
    overrides: Vec<Override<'o>>,
    /// What was chosen before.
    known: Mutex<HashMap<Which, Chosen>>,
}

struct Override<'o> {
    said: &'o PathOverride,
    globs: PathGlobs,
}

/// Overrides by their place in the list, ascending.
type Which = BTreeSet<usize>;

/// The rules that run under some overrides.
type Chosen = Arc<[Arc<Rule>]>;

impl<'o> Rules<'o> {
    /// Chooses.
    pub(super) fn new(
        registry: &'o Registry,
        options: &'o Options,
        frameworks: &[Framework],
    ) -> Result<Self, RunError> {
        let named = options.overrides.iter().flat_map(|it| [&it.select, &it.ignore]);
        for names in [&options.select, &options.ignore].into_iter().chain(named) {
            if let Some((name, near)) = registry.unknown_name(names) {
                let suggestion = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                return Err(RunError::NoSuchRule { name: name.to_owned(), suggestion });
            }
        }
        let compiled = |said: &'o PathOverride| Override { said, globs: PathPattern::compile(&said.paths) };
        let mut rules = Rules {
            registry,
            options,
            frameworks: frameworks.iter().map(|it| it.id.to_string()).collect(),
            everywhere: Arc::default(),
            overrides: options.overrides.iter().map(compiled).collect(),
            known: Mutex::default(),
        };
        rules.everywhere = rules.under(&Which::new())?;
        // what is broken is told before anything is analysed
        for at in 0..rules.overrides.len() {
            rules.under(&Which::from([at]))?;
        }
        Ok(rules)
    }

    /// The rules that run under these overrides.
    fn under(&self, which: &Which) -> Result<Chosen, RunError> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(chosen) = known().get(which) {
            return Ok(Arc::clone(chosen));
        }
        let chosen: Chosen = self.choose(which)?.into();
        known().insert(which.clone(), Arc::clone(&chosen));
        Ok(chosen)
    }

    fn choose(&self, which: &Which) -> Result<Vec<Arc<Rule>>, RunError> {
        let said = || which.iter().map(|at| self.overrides[*at].said);
        let select = said().map(|it| &it.select).rfind(|it| !it.is_empty()).unwrap_or(&self.options.select);
        let mut ignore = self.options.ignore.clone();
        ignore.extend(said().flat_map(|it| it.ignore.iter().cloned()));
        let choice =
            Choice { select, ignore: &ignore, extended: self.options.extended, frameworks: &self.frameworks };
        let chosen = self.registry.choose(choice).map_err(|broken| RunError::BadInput(broken.to_string()))?;
        let settings: Vec<&BTreeMap<String, RuleSettings>> =
            [&self.options.rule_settings].into_iter().chain(said().map(|it| &it.rules)).collect();
        Ok(chosen.into_iter().map(|rule| told(&rule, &settings)).collect())
    }

    /// The rules that run where nothing is said of the path.
    pub(super) fn everywhere(&self) -> &[Arc<Rule>] {
        &self.everywhere
    }

    /// The ids of all rules that run somewhere.
    pub(super) fn ids(&self) -> Vec<&str> {
        let said: Vec<&str> = self.everywhere.iter().map(|rule| &*rule.id).collect();
        let selected = self.overrides.iter().flat_map(|it| &it.said.select);
        let more: Vec<&str> = selected
            .flat_map(|name| {
                let named = move |id: &str| {
                    id.strip_prefix(name.as_str())
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                };
                self.registry.summaries().map(|it| &*it.id).filter(move |id| named(id))
            })
            .collect();
        let all: BTreeSet<&str> = said.into_iter().chain(more).collect();
        all.into_iter().collect()
    }

    /// Checks a unit, each subject by the rules that hold where it is written.
    pub(super) fn check(&self, estate: &Estate, units: &[UnitName], sources: &SourceMap) -> Checked {
        self.check_where(estate, units, sources, &|_| true)
    }

    /// Checks an estate that is made of changes alone: rules about the account are not asked of it.
    pub(super) fn check_changes(&self, changes: &Estate, units: &[UnitName], sources: &SourceMap) -> Checked {
        self.check_where(changes, units, sources, &|entity| entity.is_some())
    }

    fn check_where(
        &self,
        estate: &Estate,
        units: &[UnitName],
        sources: &SourceMap,
        wanted: &dyn Fn(Option<&Entity>) -> bool,
    ) -> Checked {
        if self.overrides.is_empty() {
            return check::check(estate, &self.everywhere, units, sources, wanted);
        }
        let of_unit = units.first().map(|unit| self.matching(&unit.root)).unwrap_or_default();
        let mut of_source: HashMap<SourceId, Which> = HashMap::new();
        for (_, entity) in estate.everything() {
            let source = entity.resource.head.source;
            of_source.entry(source).or_insert_with(|| self.of_source(source, sources, &of_unit));
        }
        let of_entity = |entity: &Entity| of_source.get(&entity.resource.head.source).unwrap_or(&of_unit);
        let sets: BTreeSet<&Which> = of_source.values().chain([&of_unit]).collect();
        let mut all = Checked::default();
        for set in sets {
            let mine = |entity: Option<&Entity>| wanted(entity) && entity.map_or(&of_unit, of_entity) == set;
            let rules = self.under(set).unwrap_or_default();
            let mut checked = check::check(estate, &rules, units, sources, &mine);
            checked.findings.retain_mut(|finding| self.keep(finding, set, sources));
            all.findings.append(&mut checked.findings);
            all.notes.append(&mut checked.notes);
            all.not_applicable += checked.not_applicable;
        }
        all
    }

    /// Gives a finding that was made without regard to paths the rule as it is where it was found; false where that
    /// rule does not run there.
    pub(super) fn adopt(&self, finding: &mut Finding, sources: &SourceMap) -> bool {
        let of_unit = self.matching(&finding.unit.root);
        let head = finding.declared.first();
        let which = head.map_or_else(|| of_unit.clone(), |it| self.of_source(it.source, sources, &of_unit));
        let rules = self.under(&which).unwrap_or_default();
        let Some(rule) = rules.iter().find(|it| it.id == finding.rule.id) else { return false };
        finding.rule = Arc::clone(rule);
        self.keep(finding, &which, sources)
    }

    /// The rules that run somewhere, by their ids.
    pub(super) fn anywhere(&self) -> BTreeMap<Arc<str>, Arc<Rule>> {
        let each = (0..self.overrides.len()).map(|at| self.under(&Which::from([at])).unwrap_or_default());
        let all = std::iter::once(Arc::clone(&self.everywhere)).chain(each);
        all.flat_map(|rules| rules.to_vec()).map(|rule| (Arc::clone(&rule.id), rule)).collect()
    }

    fn of_source(&self, source: SourceId, sources: &SourceMap, of_unit: &Which) -> Which {
        let more = sources.get(source).map(|source| self.matching(&source.path)).unwrap_or_default();
        of_unit.union(&more).copied().collect()
    }

    /// What is said of the file that a finding is in, where it is not that of its resource.
    fn keep(&self, finding: &mut Finding, judged_under: &Which, sources: &SourceMap) -> bool {
        let Some(span) = finding.location else { return true };
        let which = self.of_source(span.source, sources, judged_under);
        if which == *judged_under {
            return true;
        }
        let Some(rule) =
            self.under(&which).unwrap_or_default().iter().find(|it| it.id == finding.rule.id).cloned()
        else {
            return false;
        };
        if rule.severity != finding.rule.severity {
            finding.rule = Arc::new(finding.rule.with(Some(rule.severity), &BTreeMap::new()));
        }
        true
    }

    /// The overrides for a path.
    fn matching(&self, path: &Path) -> Which {
        let matching = |it: &Override<'_>| of_unit(&it.globs, path);
        (0..self.overrides.len()).filter(|at| matching(&self.overrides[*at])).collect()
    }
}

/// Whether patterns are about a unit: its root, or a file that lies in it.
pub(super) fn of_unit(globs: &PathGlobs, root: &Path) -> bool {
    globs.matches(root) || globs.matches(&root.join("main.tf"))
}

/// What is reported on of what the paths hold.
pub(super) struct Reported {
    include: PathGlobs,
    exclude: PathGlobs,
}

impl Reported {
    pub(super) fn new(options: &Options) -> Self {
        let compile = PathPattern::compile;
        Reported { include: compile(&options.include), exclude: compile(&options.exclude) }
    }

    /// Whether a file is.
    pub(super) fn file(&self, path: &Path) -> bool {
        (self.include.is_empty() || self.include.matches(path)) && !self.exclude.matches(path)
    }

    /// Whether a folder with configuration is: one of its files.
    pub(super) fn folder(&self, folder: &TerraformFolder) -> bool {
        let all = self.include.is_empty() && self.exclude.is_empty();
        all || folder.configuration.iter().any(|file| self.file(file))
    }

    /// Whether a finding is: where it is located.
    pub(super) fn finding(&self, finding: &Finding, sources: &SourceMap) -> bool {
        let source = finding.location.and_then(|span| sources.get(span.source));
        source.is_none_or(|source| self.file(&source.path))
    }
}

/// A rule with what it is told, the last word last.
fn told(rule: &Arc<Rule>, settings: &[&BTreeMap<String, RuleSettings>]) -> Arc<Rule> {
    let mut severity: Option<Severity> = None;
    let mut parameters = BTreeMap::new();
    for said in settings.iter().filter_map(|settings| settings.get(&*rule.id)) {
        severity = said.severity.or(severity);
        parameters.extend(said.parameters.clone());
    }
    match severity.is_none() && parameters.is_empty() {
        true => Arc::clone(rule),
        false => Arc::new(rule.with(severity, &parameters)),
    }
}

/// The note about a pattern or path in the options that nothing matches.
pub(super) fn matches_nothing(written: &str, span: Option<Span>) -> Note {
    Note {
        kind: "configuration",
        message: format!("`{written}` in the configuration matches no file"),
        span,
        ..Note::default()
    }
}
