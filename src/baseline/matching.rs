//! Which findings are known ones: of the same rule, unit and address, or of a unit whose file or folder was renamed.
//!
//! Each known one stands for one finding at most, and never for a worse one, so that the finding of a new resource is
//! always new.

use crate::check::{Finding, Suppressed, Verdict};
use crate::rule::Severity;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// A finding that was there before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its rule.
    pub rule: String,
    /// The root of its unit.
    pub root: String,
    /// The deployment of its unit.
    pub deployment: Option<String>,
    /// The address of its resource, and those it was moved to; empty for the account.
    pub addresses: Vec<String>,
    /// Its fingerprint.
    pub fingerprint: String,
    /// Failed or unknown.
    pub verdict: Verdict,
    /// How bad it was, where that is known.
    pub severity: Option<Severity>,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Absorbed {
    /// Which of the known ones stand for a finding.
    pub used: Vec<bool>,
    /// Roots that were renamed: the old ones and the new ones.
    pub renamed: BTreeMap<String, String>,
}

/// Marks the findings that are known with `by`. `spelt` writes a root as those of the known ones are written; `gone` says
/// that nothing is at a root any more.
pub fn absorb(
    known: &[Known],
    findings: Vec<&mut Finding>,
    spelt: &dyn Fn(&Path) -> String,
    gone: &dyn Fn(&str) -> bool,
    by: &Suppressed,
) -> Absorbed {
    let mut open: Vec<Open<'_>> = findings
        .into_iter()
        .filter(|it| it.suppressed.is_none() && matches!(it.verdict, Verdict::Fail | Verdict::Unknown))
        .map(|finding| Open { root: spelt(&finding.unit.root), finding })
        .collect();
    let mut used = vec![false; known.len()];
    let exact = index(known, |known| {
        known
            .addresses
            .iter()
            .map(|address| (&*known.rule, &*known.root, known.deployment(), &**address))
            .collect()
    });
    settle(known, &mut used, &mut open, by, |it| {
        let key = (&*it.finding.rule.id, &*it.root, it.finding.unit.deployment.as_deref(), it.address());
        exact.get(&key).cloned().unwrap_or_default()
    });
    let roots: BTreeSet<&str> = known.iter().map(|known| &*known.root).collect();
    let lost: BTreeSet<&str> = roots.iter().copied().filter(|root| gone(root)).collect();
    if lost.is_empty() {
        return Absorbed { used, renamed: BTreeMap::new() };
    }
    let renamed = renamed(known, &open, &lost, &roots);
    let prints = index(known, |known| match lost.contains(&*known.root) {
        true => vec![&*known.fingerprint],
        false => Vec::new(),
    });
    settle(known, &mut used, &mut open, by, |it| {
        // a root that is known has its own entries
        let new = !roots.contains(&*it.root);
        prints.get(&*it.finding.fingerprint).filter(|_| new).cloned().unwrap_or_default()
    });
    settle(known, &mut used, &mut open, by, |it| {
        let old = renamed.iter().filter(|(_, new)| **new == it.root).map(|(old, _)| &**old);
        let key = |old| (&*it.finding.rule.id, old, it.finding.unit.deployment.as_deref(), it.address());
        old.flat_map(|old| exact.get(&key(old)).cloned().unwrap_or_default()).collect()
    });
    Absorbed { used, renamed }
}

impl Known {
    fn deployment(&self) -> Option<&str> {
        self.deployment.as_deref()
    }

    /// Whether it may stand for a finding: none that is worse.
    fn covers(&self, finding: &Finding) -> bool {
        let milder = self.verdict == Verdict::Fail || finding.verdict == Verdict::Unknown;
        milder && self.severity.is_none_or(|severity| severity >= finding.rule.severity)
    }
}

/// A finding that nothing silences yet.
struct Open<'f> {
    root: String,
    finding: &'f mut Finding,
}

impl Open<'_> {
    fn address(&self) -> &str {
        self.finding.resource.as_ref().map_or("", |resource| &resource.address)
    }
}

fn index<'k, K: std::hash::Hash + Eq>(
    known: &'k [Known],
    keys: impl Fn(&'k Known) -> Vec<K>,
) -> HashMap<K, Vec<usize>> {
    let mut index: HashMap<K, Vec<usize>> = HashMap::new();
    for (at, known) in known.iter().enumerate() {
        for key in keys(known) {
            index.entry(key).or_default().push(at);
        }
    }
    index
}

/// Gives each finding one of its candidates, one of the same verdict where there is one.
fn settle(
    known: &[Known],
    used: &mut [bool],
    open: &mut Vec<Open<'_>>,
    by: &Suppressed,
    candidates: impl Fn(&Open<'_>) -> Vec<usize>,
) {
    for same_verdict in [true, false] {
        open.retain_mut(|it| {
            let free = candidates(it).into_iter().find(|at| {
                let alike = !same_verdict || known[*at].verdict == it.finding.verdict;
                !used[*at] && alike && known[*at].covers(it.finding)
            });
            let Some(at) = free else { return true };
            used[at] = true;
            it.finding.suppressed = Some(by.clone());
            false
        });
    }
}

/// Roots that are gone, each with the only new one that has resources of its addresses.
fn renamed(
    known: &[Known],
    open: &[Open<'_>],
    lost: &BTreeSet<&str>,
    roots: &BTreeSet<&str>,
) -> BTreeMap<String, String> {
    let mut pairs: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut by_address: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for known in known.iter().filter(|known| lost.contains(&*known.root)) {
        for address in known.addresses.iter().filter(|address| !address.is_empty()) {
            by_address.entry(address).or_default().insert(&known.root);
        }
    }
    for it in open.iter().filter(|it| !roots.contains(&*it.root)) {
        let old = by_address.get(it.address()).into_iter().flatten();
        pairs.extend(old.map(|old| (*old, &*it.root)));
    }
    let only = |pair: &&(&str, &str)| {
        pairs.iter().filter(|other| other.0 == pair.0 || other.1 == pair.1).count() == 1
    };
    pairs.iter().filter(only).map(|(old, new)| ((*old).to_owned(), (*new).to_owned())).collect()
}
