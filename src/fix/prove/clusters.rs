//! Which proposals have to do with each other: those whose edited files are read by the same unit, or by units of one
//! estate. Knows nothing of runs.

use super::super::edit::compatible;
use super::super::plan::Plan;
use crate::linter::{Report, Snapshot};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// Edits and the findings that they mend.
#[derive(Clone, Debug)]
pub(super) struct Proposal {
    pub plan: Plan,
    /// Places in the report's findings.
    pub findings: Vec<usize>,
}

/// Proposals that may spoil each other, and all units that they may change.
#[derive(Clone, Debug, Default)]
pub(super) struct Cluster<'p> {
    /// The roots of the units.
    pub roots: BTreeSet<PathBuf>,
    /// In the order of their findings.
    pub proposals: Vec<&'p Proposal>,
}

impl<'p> Cluster<'p> {
    /// Sets of proposals that can be applied together, as large as they come.
    pub fn groups(&self) -> Vec<Vec<&'p Proposal>> {
        let mut groups: Vec<Vec<&Proposal>> = Vec::new();
        for proposal in &self.proposals {
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
}

/// The clusters of proposals, in the order of the first of each.
pub(super) fn clusters<'p>(
    proposals: &'p [Proposal],
    report: &Report,
    snapshot: &Snapshot,
) -> Vec<Cluster<'p>> {
    let mut joints = Joints::default();
    for estate in snapshot.joined() {
        joints.join(estate.iter().map(PathBuf::as_path));
    }
    let mut touched = Vec::with_capacity(proposals.len());
    for proposal in proposals {
        let mut roots = snapshot.readers(proposal.plan.edits.iter().map(|edit| &edit.path));
        // whatever it read: a proposal without a root would be tried on the folder that we are called in
        roots.extend(proposal.findings.iter().map(|at| report.findings[*at].unit.root.clone()));
        touched.push(joints.join(roots.iter().map(PathBuf::as_path)));
    }
    let mut places: HashMap<usize, usize> = HashMap::new();
    let mut clusters: Vec<Cluster<'p>> = Vec::new();
    for (proposal, joint) in proposals.iter().zip(touched) {
        let place = *places.entry(joints.first(joint)).or_insert_with(|| {
            clusters.push(Cluster::default());
            clusters.len() - 1
        });
        clusters[place].proposals.push(proposal);
    }
    for (root, joint) in std::mem::take(&mut joints.known) {
        if let Some(place) = places.get(&joints.first(joint)) {
            clusters[*place].roots.insert(root);
        }
    }
    clusters
}

/// Roots that belong together: each points to one that it was joined with, the first of all to itself.
#[derive(Default)]
struct Joints {
    known: BTreeMap<PathBuf, usize>,
    towards: Vec<usize>,
}

impl Joints {
    /// Makes one of what these belong to; gives one of its members.
    fn join<'r>(&mut self, roots: impl Iterator<Item = &'r Path>) -> usize {
        let mut joint = None;
        for root in roots {
            let at = match self.known.get(root) {
                Some(at) => self.first(*at),
                None => {
                    let at = self.towards.len();
                    self.known.insert(root.to_path_buf(), at);
                    self.towards.push(at);
                    at
                }
            };
            let first = *joint.get_or_insert(at);
            self.towards[at] = first;
        }
        joint.unwrap_or_default()
    }

    fn first(&mut self, mut at: usize) -> usize {
        while self.towards[at] != at {
            // halves the way for who comes next
            self.towards[at] = self.towards[self.towards[at]];
            at = self.towards[at];
        }
        at
    }
}
