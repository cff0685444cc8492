//! The proof of edits: they are applied in memory, what read the edited files is analysed again, and the two runs are
//! compared. What is kept mends its findings, brings no new one and no new problem, and changes no value but those it
//! is about.
//!
//! Units that share no edited file cannot spoil each other, so one run tries the edits of all of them, and each
//! [cluster](clusters::Cluster) is judged by itself: only those that fail are tried again, in parts, all in the same
//! next run. The runs are as many as the worst cluster needs, however many clusters there are.

mod clusters;
mod trial;

use super::edit::{Edit, apply};
use super::files::Files;
use super::plan::{self, Plan};
use crate::check::{Finding, Verdict};
use crate::fs::FileSystem;
use crate::linter::{Linter, Options, Report, RunError, Snapshot};
use crate::resource::Note;
use crate::rule::Safety;
use clusters::{Cluster, Proposal, clusters};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use trial::{Before, Outcome, Trial};

/// Failures whose edits a report carries: a report is waited for. Whoever asks for the edits themselves takes the time
/// that all of them need.
const MOST_PROVEN: usize = 200;

/// Findings that are made anew for the edits of one report, over all its runs: a unit with ten thousand trails is not
/// analysed a hundred times.
const MOST_REMADE: usize = 60_000;

/// A run that fixes are proposed for.
pub struct Prover<'a> {
    linter: &'a Linter,
    options: &'a Options,
    file_system: &'a dyn FileSystem,
    report: &'a Report,
    snapshot: &'a Snapshot,
    before: Before,
    /// Edits that were right together: nobody need try them again.
    right: RefCell<HashSet<Vec<Edit>>>,
    /// How many findings may still be made anew.
    left: Cell<usize>,
}

impl std::fmt::Debug for Prover<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Prover").field("report", &self.report).finish_non_exhaustive()
    }
}

/// What proposals are tried for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aim {
    /// Each is right, whether the others are applied or not; only one that is tried alone may change other values.
    Each,
    /// As many as can be are applied together; each is known to be right.
    Together,
}

/// Proposals that were tried together, and how it went.
type Settled<'p> = (Vec<&'p Proposal>, Outcome);

impl<'a> Prover<'a> {
    /// For the findings of a run, which these options gave on that file system.
    pub fn new(
        linter: &'a Linter,
        options: &'a Options,
        file_system: &'a dyn FileSystem,
        (report, snapshot): (&'a Report, &'a Snapshot),
    ) -> Self {
        let before = Before::of(report, snapshot);
        Prover {
            linter,
            options,
            file_system,
            report,
            snapshot,
            before,
            right: RefCell::default(),
            left: Cell::new(usize::MAX),
        }
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
        let proposals = self.proposals(allowed, wanted);
        let clusters = clusters(&proposals, self.report, self.snapshot);
        let mut proven = BTreeMap::new();
        for (group, outcome) in self.settled(&clusters, Aim::Each)? {
            let safety = |plan: &Plan| match outcome {
                Outcome::Right => plan.safety,
                Outcome::Shared | Outcome::Wrong => Safety::Unsafe,
            };
            for proposal in group.into_iter().filter(|it| safety(&it.plan) <= allowed) {
                let plan = Plan { safety: safety(&proposal.plan), ..proposal.plan.clone() };
                proven.extend(proposal.findings.iter().map(|at| (*at, plan.clone())));
            }
        }
        Ok(proven)
    }

    /// All kinds of plans, of the first [`MOST_PROVEN`] failures that have one, and a note where there are more.
    ///
    /// # Errors
    /// [`RunError`] where a run cannot be begun any more.
    pub fn prove_first(&self) -> Result<(BTreeMap<usize, Plan>, Option<Note>), RunError> {
        let mendable = Cell::new(0_usize);
        self.left.set(MOST_REMADE);
        let proven = self.prove_those(Safety::Unsafe, &|finding| {
            mendable.set(mendable.get() + usize::from(finding.remedy.is_some()));
            mendable.get() <= MOST_PROVEN
        })?;
        let is_cut = mendable.get() > MOST_PROVEN || self.left.get() == 0;
        let message = format!(
            "{} failures may be mended: edits are given for {} of the first {MOST_PROVEN}, `--diff` shows all",
            mendable.get(),
            proven.len()
        );
        self.left.set(usize::MAX);
        Ok((proven, is_cut.then_some(Note { kind: "limit", message, span: None, ..Note::default() })))
    }

    /// Of proven plans, a set that is right together, and the texts it gives.
    ///
    /// # Errors
    /// [`RunError`] where a run cannot be begun any more.
    pub fn together(&self, plans: &BTreeMap<usize, Plan>) -> Result<Applied, RunError> {
        let proposals = proposals_of(plans.iter().map(|(at, plan)| (*at, plan.clone())));
        let clusters = clusters(&proposals, self.report, self.snapshot);
        let kept: Vec<&Proposal> =
            self.settled(&clusters, Aim::Together)?.into_iter().flat_map(|(group, _)| group).collect();
        Ok(Applied {
            texts: apply(&trial::edits(&kept), &self.report.sources).unwrap_or_default(),
            mended: kept.iter().flat_map(|it| it.findings.iter().map(|at| (*at, it.plan.clone()))).collect(),
        })
    }

    /// Proposals of the findings that are open and wanted.
    fn proposals(&self, allowed: Safety, wanted: &dyn Fn(&Finding) -> bool) -> Vec<Proposal> {
        let open = |it: &Finding| it.verdict == Verdict::Fail && it.suppressed.is_none();
        let failures = self.report.findings.iter().enumerate().filter(|(_, it)| open(it) && wanted(it));
        let files = Files::of(&self.report.sources);
        let plans = failures.filter_map(|(at, finding)| {
            let plan = plan::of(finding.remedy.as_ref()?, &files)?;
            (plan.safety <= allowed).then_some((at, plan))
        });
        proposals_of(plans)
    }

    /// How many findings a run over these clusters makes anew.
    fn findings_of(&self, clusters: &[Cluster<'_>]) -> usize {
        let roots: HashSet<&PathBuf> = clusters.iter().flat_map(|cluster| &cluster.roots).collect();
        self.report.findings.iter().filter(|finding| roots.contains(&finding.unit.root)).count()
    }

    /// Tries the proposals of all clusters, in each run a group of every cluster that is not settled yet; a group that
    /// fails is tried again in parts. Gives the groups that went well.
    fn settled<'p>(&self, clusters: &[Cluster<'p>], aim: Aim) -> Result<Vec<Settled<'p>>, RunError> {
        if self.left.get() < self.findings_of(clusters) {
            self.left.set(0);
            return Ok(Vec::new());
        }
        let mut waiting: Vec<Vec<Vec<&Proposal>>> = clusters.iter().map(Cluster::groups).collect();
        if aim == Aim::Together {
            // what touches them finds its place when they are written
            waiting.iter_mut().for_each(|groups| groups.truncate(1));
        }
        let mut kept: Vec<Vec<&Proposal>> = vec![Vec::new(); clusters.len()];
        let mut settled: Vec<Settled<'p>> = Vec::new();
        loop {
            let mut trials: Vec<Trial<'_, 'p>> = Vec::new();
            for (at, cluster) in clusters.iter().enumerate() {
                let Some(group) = waiting[at].pop() else { continue };
                trials.push(Trial { at, roots: &cluster.roots, kept: kept[at].clone(), group });
            }
            if trials.is_empty() || self.left.get() == 0 {
                return Ok(settled);
            }
            let judged = self.judge(&trials)?;
            for (Trial { at, group, .. }, judged) in trials.into_iter().zip(judged) {
                match judged.outcome {
                    Outcome::Wrong if group.len() < 2 => {}
                    Outcome::Shared if aim == Aim::Each && group.len() > 1 => {
                        waiting[at].extend(parts(&group, &judged.unmended));
                    }
                    Outcome::Wrong => waiting[at].extend(parts(&group, &judged.unmended)),
                    outcome => {
                        if aim == Aim::Together {
                            kept[at].extend(&group);
                        }
                        settled.push((group, outcome));
                    }
                }
            }
        }
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

/// Plans by the place of their finding; those with the same edits are one proposal.
fn proposals_of(plans: impl Iterator<Item = (usize, Plan)>) -> Vec<Proposal> {
    let mut proposals: Vec<Proposal> = Vec::new();
    let mut known: HashMap<Vec<Edit>, usize> = HashMap::new();
    for (at, plan) in plans {
        if let Some(same) = known.get(&plan.edits) {
            proposals[*same].findings.push(at);
            continue;
        }
        known.insert(plan.edits.clone(), proposals.len());
        proposals.push(Proposal { plan, findings: vec![at] });
    }
    proposals
}

/// A group that failed, in two: those that do not mend what they are for and the others, or halves.
fn parts<'p>(group: &[&'p Proposal], unmended: &BTreeSet<usize>) -> [Vec<&'p Proposal>; 2] {
    let suspect = |it: &&Proposal| it.findings.iter().any(|at| unmended.contains(at));
    let (suspects, others): (Vec<_>, Vec<_>) = group.iter().copied().partition(suspect);
    if !suspects.is_empty() && !others.is_empty() {
        return [suspects, others];
    }
    let (first, second) = group.split_at(group.len() / 2);
    [first.to_vec(), second.to_vec()]
}
