//! One run over edited files, judged cluster by cluster: what of it belongs to which, and whether that is as intended.

use super::super::edit::{Edit, apply};
use super::Prover;
use super::clusters::Proposal;
use crate::check::{Action, Finding, Remedy, Verdict};
use crate::fs::{Memory, Overlay};
use crate::linter::{FieldKey, Options, Report, RunError, Snapshot};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A finding wherever it stands: rule, unit, address.
type Name = (Arc<str>, PathBuf, Option<Arc<str>>, Option<Arc<str>>);

/// What is tried of one cluster.
#[derive(Clone, Debug)]
pub(super) struct Trial<'r, 'p> {
    /// The cluster's place.
    pub at: usize,
    /// The roots of its units.
    pub roots: &'r BTreeSet<PathBuf>,
    /// Proposals that are right already, and applied as well.
    pub kept: Vec<&'p Proposal>,
    /// Those that it is about.
    pub group: Vec<&'p Proposal>,
}

/// What a trial showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Everything as intended.
    Right,
    /// Mended, and something else changed its value as well.
    Shared,
    /// Not mended, or something else is worse.
    Wrong,
}

/// What a trial showed, and whom to suspect.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub outcome: Outcome,
    /// Findings that are still there, by their place in the report before.
    pub unmended: BTreeSet<usize>,
}

impl Judged {
    fn clean(outcome: Outcome) -> Self {
        Judged { outcome, unmended: BTreeSet::new() }
    }
}

/// What was there before any edit.
pub(super) struct Before {
    verdicts: HashMap<Name, Verdict>,
    errors: HashSet<(PathBuf, String)>,
    notes: HashSet<(&'static str, String)>,
}

impl Before {
    pub fn of(report: &Report, snapshot: &Snapshot) -> Self {
        Before {
            verdicts: verdicts(report),
            errors: errors(report, snapshot).map(|(file, message)| (file.to_path_buf(), message)).collect(),
            notes: notes(report, snapshot).map(|(_, note)| note).collect(),
        }
    }
}

impl Trial<'_, '_> {
    fn findings(&self) -> impl Iterator<Item = usize> {
        self.kept.iter().chain(&self.group).flat_map(|it| it.findings.iter().copied())
    }

    /// Sorted, each once: what makes the trial what it is.
    fn edits(&self) -> Vec<Edit> {
        let mut edits = edits(&self.kept);
        edits.extend(edits_of(&self.group));
        edits.sort();
        edits.dedup();
        edits
    }
}

pub(super) fn edits(proposals: &[&Proposal]) -> Vec<Edit> {
    edits_of(proposals).collect()
}

fn edits_of(proposals: &[&Proposal]) -> impl Iterator<Item = Edit> {
    proposals.iter().flat_map(|proposal| proposal.plan.edits.iter().cloned())
}

impl Prover<'_> {
    /// Tries what has not been tried, all in one run, and judges each by itself.
    pub(super) fn judge(&self, trials: &[Trial<'_, '_>]) -> Result<Vec<Judged>, RunError> {
        let mut judged: Vec<Option<Judged>> = vec![None; trials.len()];
        let mut texts: BTreeMap<PathBuf, Arc<str>> = BTreeMap::new();
        let mut tried = Vec::new();
        for (at, trial) in trials.iter().enumerate() {
            let edits = trial.edits();
            if self.right.borrow().contains(&edits) {
                judged[at] = Some(Judged::clean(Outcome::Right));
            } else if let Some(edited) = apply(&edits, &self.report.sources) {
                texts.extend(edited);
                tried.push((at, edits));
            }
        }
        let live: Vec<&Trial<'_, '_>> = tried.iter().map(|(at, _)| &trials[*at]).collect();
        for ((at, edits), outcome) in tried.into_iter().zip(self.run(&live, &texts)?) {
            if outcome.outcome == Outcome::Right {
                self.right.borrow_mut().insert(edits);
            }
            judged[at] = Some(outcome);
        }
        // what could not be applied is not right
        Ok(judged.into_iter().map(|it| it.unwrap_or_else(|| Judged::clean(Outcome::Wrong))).collect())
    }

    fn run(
        &self,
        trials: &[&Trial<'_, '_>],
        texts: &BTreeMap<PathBuf, Arc<str>>,
    ) -> Result<Vec<Judged>, RunError> {
        if trials.is_empty() {
            return Ok(Vec::new());
        }
        let mut memory = Memory::new();
        for (path, text) in texts {
            memory.insert(path, text.as_bytes());
        }
        let overlay = Overlay::new(self.file_system, memory);
        let here =
            |root: &PathBuf| if root.as_os_str().is_empty() { PathBuf::from(".") } else { root.clone() };
        let paths = trials.iter().flat_map(|trial| trial.roots.iter().map(here)).collect();
        let options = Options { paths, ..self.options.clone() };
        let (report, snapshot) = self.linter.examine(&options, &overlay)?;
        self.left.set(self.left.get().saturating_sub(report.findings.len()));
        let spoilt = self.spoilt(trials, &report);
        if spoilt.contains(&None) {
            // nobody can say whose doing it is: it shows where fewer are tried
            return self.run_halves(trials, texts);
        }
        let after = verdicts(&report);
        let each = trials.iter().enumerate().map(|(at, trial)| {
            let unmended: BTreeSet<usize> =
                trial.findings().filter(|it| !is_mended(&after, &self.report.findings[*it])).collect();
            let outcome = match () {
                () if spoilt.contains(&Some(at)) || !unmended.is_empty() => Outcome::Wrong,
                () if self.changes_more(trial, &snapshot) => Outcome::Shared,
                () => Outcome::Right,
            };
            Judged { outcome, unmended }
        });
        Ok(each.collect())
    }

    fn run_halves(
        &self,
        trials: &[&Trial<'_, '_>],
        texts: &BTreeMap<PathBuf, Arc<str>>,
    ) -> Result<Vec<Judged>, RunError> {
        if trials.len() < 2 {
            return Ok(vec![Judged::clean(Outcome::Wrong); trials.len()]);
        }
        let (first, second) = trials.split_at(trials.len() / 2);
        let own = |part: &[&Trial<'_, '_>]| -> BTreeMap<PathBuf, Arc<str>> {
            let edited: HashSet<PathBuf> =
                part.iter().flat_map(|trial| trial.edits()).map(|edit| edit.path).collect();
            let own = texts.iter().filter(|(path, _)| edited.contains(*path));
            own.map(|(path, text)| (path.clone(), Arc::clone(text))).collect()
        };
        let mut judged = self.run(first, &own(first))?;
        judged.extend(self.run(second, &own(second))?);
        Ok(judged)
    }

    /// The trials in whose units a verdict is worse than before, or a problem is new; `None` among them where it is in
    /// a unit of no trial. What lies beside the units that were analysed before does not count.
    fn spoilt(&self, trials: &[&Trial<'_, '_>], report: &Report) -> HashSet<Option<usize>> {
        let owners: HashMap<&Path, usize> = trials
            .iter()
            .enumerate()
            .flat_map(|(at, trial)| trial.roots.iter().map(move |root| (root.as_path(), at)))
            .collect();
        let owner = |root: &Path| owners.get(root).copied();
        let of_file = |file: &Path| {
            let readers = self.snapshot.readers([file]);
            readers.iter().find_map(|root| owner(root))
        };
        let open = report.findings.iter().filter(|it| it.suppressed.is_none());
        let worse =
            open.filter(|finding| match (self.before.verdicts.get(&name(finding)), finding.verdict) {
                _ if !self.snapshot.has_unit(&finding.unit.root) => false,
                (_, Verdict::Pass | Verdict::NotApplicable) | (Some(Verdict::Fail), _) => false,
                (Some(before), Verdict::Unknown) => *before != Verdict::Unknown,
                _ => true,
            });
        let mut spoilt: HashSet<Option<usize>> = worse.map(|it| owner(&it.unit.root)).collect();
        let errors = errors(report, self.snapshot);
        let new =
            errors.filter(|(file, text)| !self.before.errors.contains(&(file.to_path_buf(), text.clone())));
        spoilt.extend(new.map(|(file, _)| of_file(file)));
        let notes = notes(report, self.snapshot).filter(|(_, note)| !self.before.notes.contains(note));
        spoilt.extend(notes.map(|(file, _)| of_file(&file)));
        spoilt
    }

    /// Whether a field says something else that no remedy is about.
    fn changes_more(&self, trial: &Trial<'_, '_>, after: &Snapshot) -> bool {
        let findings: Vec<&Finding> = trial.findings().map(|at| &self.report.findings[at]).collect();
        trial.roots.iter().any(|root| {
            let own = findings.iter().filter(|finding| finding.unit.root == *root);
            let own: Vec<(&Finding, &Remedy)> =
                own.filter_map(|finding| Some((*finding, finding.remedy.as_deref()?))).collect();
            let intended = |key: &FieldKey| own.iter().any(|it| intends(*it, key, self.snapshot));
            self.snapshot.differences(after, root).any(|key| !intended(key))
        })
    }
}

/// Whether a finding is gone, and not become undecided.
fn is_mended(after: &HashMap<Name, Verdict>, finding: &Finding) -> bool {
    match after.get(&name(finding)) {
        None | Some(Verdict::Pass | Verdict::NotApplicable) => true,
        Some(Verdict::Fail | Verdict::Unknown) => false,
    }
}

/// Whether a remedy is about that field of the model, which is one of its unit.
fn intends((finding, remedy): (&Finding, &Remedy), key: &FieldKey, before: &Snapshot) -> bool {
    if key.deployment != finding.unit.deployment {
        return false;
    }
    let own = *key.address == *remedy.address;
    remedy.actions.iter().any(|action| match action {
        // a companion says it too where it was read from there
        Action::Set(set) => *key.field == *set.field && own,
        Action::Append { .. } | Action::ReferToArn { .. } => own,
        Action::WaitFor { .. } => own && key.field.ends_with(".depends_on"),
        Action::Create(creation) => {
            let others = creation.neighbour.iter().chain(&creation.into);
            let beside = others.into_iter().any(|(address, ..)| *address == key.address);
            own || beside || !before.has(&finding.unit.root, &key.address)
        }
    })
}

/// Problems of files that were read before.
fn errors<'r>(report: &'r Report, before: &'r Snapshot) -> impl Iterator<Item = (&'r Path, String)> {
    let read = report.errors.iter().filter(|error| before.was_read(&error.file));
    read.map(|error| (error.file.as_path(), error.message.clone()))
}

/// Notes about files that were read before. One without a place is about the options, not about what is edited.
fn notes<'r>(
    report: &'r Report,
    before: &'r Snapshot,
) -> impl Iterator<Item = (PathBuf, (&'static str, String))> {
    let place = |span: Span| report.sources.get(span.source).map(|source| source.path.clone());
    let placed = report.notes.iter().filter_map(move |note| Some((note.span.and_then(place)?, note)));
    let read = placed.filter(|(file, _)| before.was_read(file));
    read.map(|(file, note)| (file, (note.kind, note.message.clone())))
}

fn name(finding: &Finding) -> Name {
    (
        Arc::clone(&finding.rule.id),
        finding.unit.root.clone(),
        finding.unit.deployment.clone(),
        finding.resource.as_ref().map(|resource| Arc::clone(&resource.address)),
    )
}

fn verdicts(report: &Report) -> HashMap<Name, Verdict> {
    let findings = report.findings.iter().filter(|finding| finding.suppressed.is_none());
    findings.map(|finding| (name(finding), finding.verdict)).collect()
}
