//! The proof of edits: they are applied in memory, everything is analysed again, and the two runs are compared. What is
//! kept mends its findings, brings no new one and no new problem, and changes no value but those it is about.

use super::edit::{Edit, apply, compatible};
use super::plan::{self, Plan};
use crate::check::{Action, Finding, Remedy, Verdict};
use crate::fs::{FileSystem, Memory, Overlay};
use crate::linter::{FieldKey, Linter, Options, Report, RunError, Snapshot};
use crate::rule::Safety;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A finding wherever it stands: rule, unit, address.
type Name = (Arc<str>, PathBuf, Option<Arc<str>>, Option<Arc<str>>);

/// Edits and the findings that they mend.
#[derive(Clone, Debug)]
struct Proposal {
    plan: Plan,
    /// Places in the report's findings.
    findings: Vec<usize>,
}

/// What a trial showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Everything as intended.
    Right,
    /// Mended, and something else changed its value as well.
    Shared,
    /// Not mended, or something else is worse.
    Wrong,
}

/// A run that fixes are proposed for.
pub struct Prover<'a> {
    linter: &'a Linter,
    options: &'a Options,
    file_system: &'a dyn FileSystem,
    report: &'a Report,
    snapshot: &'a Snapshot,
    verdicts: HashMap<Name, Verdict>,
}

impl std::fmt::Debug for Prover<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Prover").field("report", &self.report).finish_non_exhaustive()
    }
}

impl<'a> Prover<'a> {
    /// For the findings of a run, which these options gave on that file system.
    pub fn new(
        linter: &'a Linter,
        options: &'a Options,
        file_system: &'a dyn FileSystem,
        (report, snapshot): (&'a Report, &'a Snapshot),
    ) -> Self {
        let verdicts = verdicts(report);
        Prover { linter, options, file_system, report, snapshot, verdicts }
    }

    /// The plans that are proven, by the place of their finding in the report; those above `allowed` are left out.
    ///
    /// # Errors
    /// [`RunError`] where a run cannot be begun any more.
    pub fn prove(&self, allowed: Safety) -> Result<BTreeMap<usize, Plan>, RunError> {
        self.prove_those(allowed, &|_| true)
    }

    /// The same for the findings that are wanted.
    ///
    /// # Errors
    /// [`RunError`] where a run cannot be begun any more.
    pub fn prove_those(
        &self,
        allowed: Safety,
        wanted: &dyn Fn(&Finding) -> bool,
    ) -> Result<BTreeMap<usize, Plan>, RunError> {
        let mut proven = BTreeMap::new();
        let proposals = self.proposals(allowed, wanted);
        let mut pending: Vec<Vec<&Proposal>> = groups(&proposals);
        while let Some(group) = pending.pop() {
            match (self.trial(&group)?, group.as_slice()) {
                (Outcome::Right, _) => {
                    for proposal in &group {
                        let mended = proposal.findings.iter().map(|at| (*at, proposal.plan.clone()));
                        proven.extend(mended);
                    }
                }
                (Outcome::Shared, [only]) => {
                    if allowed == Safety::Unsafe {
                        let plan = Plan { safety: Safety::Unsafe, ..only.plan.clone() };
                        proven.extend(only.findings.iter().map(|at| (*at, plan.clone())));
                    }
                }
                (Outcome::Wrong, [_]) => {}
                (Outcome::Shared | Outcome::Wrong, several) => {
                    let (first, second) = several.split_at(several.len() / 2);
                    pending.extend([first.to_vec(), second.to_vec()]);
                }
            }
        }
        Ok(proven)
    }

    /// Of proven plans, a set that is right together, and the texts it gives.
    ///
    /// # Errors
    /// [`RunError`] where a run cannot be begun any more.
    pub fn together(&self, plans: &BTreeMap<usize, Plan>) -> Result<Applied, RunError> {
        let mut chosen: Vec<Proposal> = Vec::new();
        for (at, plan) in plans {
            if let Some(same) = chosen.iter_mut().find(|other| other.plan == *plan) {
                same.findings.push(*at);
            } else if chosen.iter().all(|other| compatible(&other.plan.edits, &plan.edits)) {
                chosen.push(Proposal { plan: plan.clone(), findings: vec![*at] });
            }
        }
        let all: Vec<&Proposal> = chosen.iter().collect();
        if self.trial(&all)? != Outcome::Wrong {
            return Ok(self.applied(&all));
        }
        let mut kept: Vec<&Proposal> = Vec::new();
        for proposal in &chosen {
            kept.push(proposal);
            if self.trial(&kept)? == Outcome::Wrong {
                kept.pop();
            }
        }
        Ok(self.applied(&kept))
    }

    fn applied(&self, proposals: &[&Proposal]) -> Applied {
        Applied {
            texts: apply(&edits(proposals), &self.report.sources).unwrap_or_default(),
            mended: proposals
                .iter()
                .flat_map(|it| it.findings.iter().map(|at| (*at, it.plan.clone())))
                .collect(),
        }
    }

    fn proposals(&self, allowed: Safety, wanted: &dyn Fn(&Finding) -> bool) -> Vec<Proposal> {
        let mut proposals: Vec<Proposal> = Vec::new();
        let failures = self.report.findings.iter().enumerate();
        let open = |it: &Finding| it.verdict == Verdict::Fail && it.suppressed.is_none();
        for (at, finding) in failures.filter(|(_, it)| open(it) && wanted(it)) {
            let Some(plan) = finding.remedy.as_ref().and_then(|it| plan::of(it, &self.report.sources)) else {
                continue;
            };
            if plan.safety > allowed {
                continue;
            }
            match proposals.iter_mut().find(|other| other.plan.edits == plan.edits) {
                Some(same) => same.findings.push(at),
                None => proposals.push(Proposal { plan, findings: vec![at] }),
            }
        }
        proposals
    }

    fn trial(&self, proposals: &[&Proposal]) -> Result<Outcome, RunError> {
        if proposals.is_empty() {
            return Ok(Outcome::Right);
        }
        let Some(texts) = apply(&edits(proposals), &self.report.sources) else { return Ok(Outcome::Wrong) };
        let mut memory = Memory::new();
        for (path, text) in &texts {
            memory.insert(path, text.as_bytes());
        }
        let overlay = Overlay::new(self.file_system, memory);
        // every unit that read one of them, and no other
        let mut roots = self.snapshot.readers(texts.keys());
        // whatever it read: without a root at all the run would be of the folder that we are called in
        let units =
            proposals.iter().flat_map(|it| it.findings.iter().map(|at| &self.report.findings[*at].unit));
        roots.extend(units.map(|unit| unit.root.clone()));
        let here =
            |root: &PathBuf| if root.as_os_str().is_empty() { PathBuf::from(".") } else { root.clone() };
        let options = Options { paths: roots.iter().map(here).collect(), ..self.options.clone() };
        let (report, snapshot) = self.linter.examine(&options, &overlay)?;
        let findings: Vec<&Finding> =
            proposals.iter().flat_map(|it| it.findings.iter().map(|at| &self.report.findings[*at])).collect();
        if !self.mended(&findings, &report) || !self.nothing_new(&report) {
            return Ok(Outcome::Wrong);
        }
        let intended = |key: &FieldKey| {
            findings.iter().any(|finding| {
                finding.remedy.as_ref().is_some_and(|remedy| intends(finding, remedy, key, self.snapshot))
            })
        };
        let strange = self.snapshot.differences(&snapshot, &roots).any(|key| !intended(key));
        Ok(if strange { Outcome::Shared } else { Outcome::Right })
    }

    /// Whether none of these findings is left, be it as something undecided.
    fn mended(&self, findings: &[&Finding], report: &Report) -> bool {
        let after = verdicts(report);
        let good = |finding: &&Finding| match after.get(&name(finding)) {
            None | Some(Verdict::Pass | Verdict::NotApplicable) => true,
            Some(Verdict::Fail | Verdict::Unknown) => false,
        };
        findings.iter().all(good)
    }

    /// Whether no verdict is worse than before, and no problem is new. What lies beside the units that were asked about
    /// may be looked at too this time: it does not count.
    fn nothing_new(&self, report: &Report) -> bool {
        let asked = |root: &Path| self.snapshot.has_unit(root);
        let worse = |(name, verdict): &(Name, Verdict)| match (self.verdicts.get(name), verdict) {
            _ if !asked(&name.1) => false,
            (_, Verdict::Pass | Verdict::NotApplicable) | (Some(Verdict::Fail), _) => false,
            (Some(before), Verdict::Unknown) => *before != Verdict::Unknown,
            _ => true,
        };
        let errors = |of: &Report| -> BTreeSet<(PathBuf, String)> {
            let read = of.errors.iter().filter(|error| self.snapshot.was_read(&error.file));
            read.map(|error| (error.file.clone(), error.message.clone())).collect()
        };
        let notes = |of: &Report| -> BTreeSet<(&'static str, String)> {
            let place = |span: Span| of.sources.get(span.source);
            let read = of.notes.iter().filter(|note| {
                let source = note.span.and_then(place);
                source.is_none_or(|source| self.snapshot.was_read(&source.path))
            });
            read.map(|note| (note.kind, note.message.clone())).collect()
        };
        !verdicts(report).into_iter().any(|it| worse(&it))
            && errors(report).is_subset(&errors(self.report))
            && notes(report).is_subset(&notes(self.report))
    }
}

/// What was applied together.
#[derive(Clone, Debug, Default)]
pub struct Applied {
    /// The changed files with their new texts.
    pub texts: BTreeMap<PathBuf, Arc<str>>,
    /// The findings that are mended, by their place in the report, and how.
    pub mended: BTreeMap<usize, Plan>,
}

/// Whether a remedy is about that field of the model.
fn intends(finding: &Finding, remedy: &Remedy, key: &FieldKey, before: &Snapshot) -> bool {
    if key.root != finding.unit.root || key.deployment != finding.unit.deployment {
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
            own || beside || !before.has(&key.root, &key.address)
        }
    })
}

/// Sets of proposals that can be applied together, as large as they come.
fn groups(proposals: &[Proposal]) -> Vec<Vec<&Proposal>> {
    let mut groups: Vec<Vec<&Proposal>> = Vec::new();
    for proposal in proposals {
        let fits = |group: &&mut Vec<&Proposal>| {
            group.iter().all(|other| compatible(&other.plan.edits, &proposal.plan.edits))
        };
        match groups.iter_mut().find(fits) {
            Some(group) => group.push(proposal),
            None => groups.push(vec![proposal]),
        }
    }
    groups
}

fn edits(proposals: &[&Proposal]) -> Vec<Edit> {
    proposals.iter().flat_map(|proposal| proposal.plan.edits.iter().cloned()).collect()
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
