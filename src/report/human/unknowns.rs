//! What the files do not decide, said calmly: one line a cause, however many rules, resources and units hang on it.

use super::style::{Style, YELLOW, count, wrap};
use crate::check::{Finding, UnitName};
use crate::report::visible;
use crate::value::{Cause, CauseKind};
use foldhash::fast::RandomState;
use indexmap::{IndexMap, IndexSet};

/// How many rules are named before the rest is counted.
const NAMED_RULES: usize = 6;

/// How many inputs or modules are named before the rest is counted.
const NAMED_INPUTS: usize = 6;

/// How many roots are named before the rest is counted.
const NAMED_ROOTS: usize = 4;

/// What findings share that one thing would decide.
#[derive(Debug, PartialEq, Eq, Hash)]
enum About<'a> {
    /// What has to be given, by kind and in words.
    Causes(Vec<(CauseKind, String)>),
    /// Nothing that is known: told by unit.
    Nothing(&'a UnitName),
}

/// Findings that are undecided for the same reasons.
#[derive(Default)]
struct Group<'a> {
    causes: IndexMap<&'a Cause, IndexSet<&'a UnitName, RandomState>, RandomState>,
    findings: Vec<&'a Finding>,
}

/// How lines are written: all of what is open or the first of it, how wide and in which style, and how places are said.
pub(super) struct Telling<'a> {
    pub(super) all: bool,
    pub(super) width: usize,
    pub(super) style: Style,
    /// Where a finding is.
    pub(super) place: &'a dyn Fn(&Finding) -> Option<String>,
    /// The name of a root.
    pub(super) root: &'a dyn Fn(&UnitName) -> String,
}

/// One line a group.
pub(super) fn lines(unknowns: &[&Finding], telling: &Telling<'_>) -> Vec<String> {
    groups(unknowns).iter().map(|group| group.line(telling)).collect()
}

/// The reasons of one finding, each once.
pub(super) fn causes(finding: &Finding) -> Vec<String> {
    let mut causes: Vec<String> = Vec::new();
    for cause in &finding.causes {
        let cause = visible::line(&cause.to_string()).into_owned();
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    }
    causes
}

/// What has to be given to decide a finding. Inputs without a value are given together, and modules are downloaded
/// together; what else is open besides is the cause that a reader has to look for.
fn about(finding: &Finding) -> About<'_> {
    let mut about: Vec<(CauseKind, String)> = Vec::new();
    for cause in &finding.causes {
        let one = match cause.kind {
            CauseKind::Variable | CauseKind::Parameter => (CauseKind::Variable, String::new()),
            kind @ (CauseKind::ModuleNotDownloaded | CauseKind::Workspace) => (kind, String::new()),
            kind => (kind, cause.to_string()),
        };
        if !about.contains(&one) {
            about.push(one);
        }
    }
    let is_input = |kind: CauseKind| matches!(kind, CauseKind::Variable | CauseKind::Workspace);
    // what is given beside variables is given together with them
    if about.iter().any(|(kind, _)| is_input(*kind)) {
        about.retain(|(kind, _)| *kind != CauseKind::Surroundings);
    }
    if about.iter().any(|(kind, _)| !is_input(*kind)) {
        about.retain(|(kind, _)| !is_input(*kind));
    }
    about.sort();
    if about.is_empty() { About::Nothing(&finding.unit) } else { About::Causes(about) }
}

fn groups<'a>(unknowns: &[&'a Finding]) -> Vec<Group<'a>> {
    let mut groups: IndexMap<About<'a>, Group<'a>, RandomState> = IndexMap::default();
    for finding in unknowns {
        let group = groups.entry(about(finding)).or_default();
        for cause in &finding.causes {
            group.causes.entry(cause).or_default().insert(&finding.unit);
        }
        group.findings.push(finding);
    }
    groups.into_values().collect()
}

/// The causes in words: inputs of one kind, and modules, in one sentence; of several roots with which of them needs it.
fn told(group: &Group<'_>, telling: &Telling<'_>) -> String {
    let causes = &group.causes;
    let mut sentences: Vec<String> = Vec::new();
    let mut done: Vec<CauseKind> = Vec::new();
    for cause in causes.keys() {
        let (things, are) = match cause.kind {
            CauseKind::Variable => ("variables", "have no value"),
            CauseKind::Parameter => ("parameters", "have no value"),
            CauseKind::ModuleNotDownloaded => ("modules", "are not downloaded: run `terraform init`"),
            _ => {
                sentences.push(cause.to_string());
                continue;
            }
        };
        if done.contains(&cause.kind) {
            continue;
        }
        done.push(cause.kind);
        let same: Vec<_> = causes.iter().filter(|(other, _)| other.kind == cause.kind).collect();
        let units: IndexSet<&UnitName, RandomState> =
            same.iter().flat_map(|(_, units)| units.iter().copied()).collect();
        let is_module = cause.kind == CauseKind::ModuleNotDownloaded;
        sentences.push(match (same.len(), units.len()) {
            (1, 1) => cause.to_string(),
            (1, _) if !is_module => format!("{cause} in {}", roots(&units, telling)),
            (_, 2..) if !is_module => format!("{things} {} {are}", by_root(&same, &units, telling)),
            _ => format!("{things} {} {are}", named(same.iter().map(|(cause, _)| &*cause.subject), telling)),
        });
    }
    visible::line(&sentences.join("; ")).into_owned()
}

/// Names in back-ticks, so many of them.
fn named<'a>(names: impl Iterator<Item = &'a str>, telling: &Telling<'_>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    let shown = if telling.all { names.len() } else { NAMED_INPUTS.min(names.len()) };
    let named = names[..shown].join(", ");
    match names.len() - shown {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

fn roots(units: &IndexSet<&UnitName, RandomState>, telling: &Telling<'_>) -> String {
    let shown = if telling.all { units.len() } else { NAMED_ROOTS.min(units.len()) };
    let named: Vec<String> =
        units.iter().take(shown).map(|unit| format!("`{}`", (telling.root)(unit))).collect();
    match units.len() - shown {
        0 => named.join(", "),
        more => format!("{} and {}", named.join(", "), count(more, "more root")),
    }
}

/// `` `a`, `b` in `one`, `two`; `c` in `three` ``: roots that need the same are told together.
fn by_root(
    causes: &[(&&Cause, &IndexSet<&UnitName, RandomState>)],
    units: &IndexSet<&UnitName, RandomState>,
    telling: &Telling<'_>,
) -> String {
    let mut alike: IndexMap<Vec<&str>, IndexSet<&UnitName, RandomState>> = IndexMap::new();
    for unit in units {
        let needs = causes.iter().filter(|(_, needing)| needing.contains(unit));
        let needs = needs.map(|(cause, _)| &*cause.subject).collect();
        alike.entry(needs).or_default().insert(unit);
    }
    let shown = if telling.all { alike.len() } else { NAMED_ROOTS.min(alike.len()) };
    let told: Vec<String> = alike
        .iter()
        .take(shown)
        .map(|(names, units)| {
            format!("{} in {}", named(names.iter().copied(), telling), roots(units, telling))
        })
        .collect();
    match alike.values().skip(shown).map(IndexSet::len).sum::<usize>() {
        0 => told.join("; "),
        more => format!("{}; others in {}", told.join("; "), count(more, "more root")),
    }
}

impl Group<'_> {
    fn line(&self, telling: &Telling<'_>) -> String {
        let first = self.findings[0];
        let mut rules: Vec<&str> = self.findings.iter().map(|finding| &*finding.rule.id).collect();
        rules.sort_unstable();
        rules.dedup();
        let mut text = format!("{} undecided", count(rules.len(), "rule"));
        if let Some(resource) = &first.resource {
            text.push_str(&format!(" on `{}`", visible::line(&resource.address)));
            let named = |it: &&Finding| Some((it.unit.clone(), it.resource.clone()?));
            let mut others: Vec<_> = self.findings.iter().filter_map(named).collect();
            others.sort();
            others.dedup();
            if others.len() > 1 {
                text.push_str(&format!(" and {}", count(others.len() - 1, "more resource")));
            }
        }
        if let Some(place) = (telling.place)(first) {
            text.push_str(&format!(" ({place})"));
        }
        text.push_str(": ");
        match self.causes.is_empty() && first.fails_when.is_none() {
            true => text.push_str(&visible::line(&first.message)),
            false => text.push_str(&told(self, telling)),
        }
        // a condition that all of them share is said once, before their names
        let shared = self.findings.iter().all(|finding| finding.fails_when == first.fails_when);
        if let Some(when) = first.fails_when.as_ref().filter(|_| shared) {
            let before = if self.causes.is_empty() { "" } else { "; " };
            text.push_str(&format!("{before}fails when {}", visible::line(when)));
        }
        let names: IndexSet<String, RandomState> =
            self.findings.iter().map(|finding| rule_named(finding, shared)).collect();
        let names: Vec<String> = names.into_iter().collect();
        let shown = if telling.all { names.len() } else { NAMED_RULES.min(names.len()) };
        let separator = if shared { ", " } else { "; " };
        let rest = names.len() - shown;
        let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        text.push_str(&format!(" ({}{rest})", visible::line(&names[..shown].join(separator))));
        format!("{} {}", telling.style.paint(YELLOW, "unknown:"), wrap(&text, 9, telling.width))
    }
}

/// A rule with the condition under which it fails, unless all share that.
fn rule_named(finding: &Finding, shared: bool) -> String {
    match finding.fails_when.as_ref().filter(|_| !shared) {
        Some(when) => format!("{}, which fails when {when}", finding.rule.id),
        None => finding.rule.id.to_string(),
    }
}
