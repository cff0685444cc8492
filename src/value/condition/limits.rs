//! Which cases are possible where some formulas must hold, whatever else is open.

use super::{Assignment, Atom, Constant, Formula, says};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Steps of the search for a way to fulfil the limits in one case; one that takes more is taken for possible.
const MAX_STEPS: u32 = 512;

/// What a subject may be in a search: `None` is none of the constants that are named.
type Options = Vec<Option<Constant>>;

/// Those of `cases` (made of `atoms`) in which all `limits` can hold. All of them where none is possible: nothing that
/// contradicts itself says anything.
pub fn possible(cases: Vec<Assignment>, atoms: &[Arc<Atom>], limits: &[Formula]) -> Vec<Assignment> {
    let (limits, more) = relevant(limits, atoms);
    if limits.is_empty() {
        return cases;
    }
    let is_possible: Vec<bool> = cases.iter().map(|case| can_hold(case, atoms, &more, &limits)).collect();
    if !is_possible.contains(&true) {
        return cases;
    }
    cases.into_iter().zip(is_possible).filter_map(|(case, possible)| possible.then_some(case)).collect()
}

/// The limits that have to do with these atoms, through others too, and all their atoms.
fn relevant<'l>(limits: &'l [Formula], atoms: &[Arc<Atom>]) -> (Vec<&'l Formula>, Vec<Arc<Atom>>) {
    let mut open: Vec<(&Formula, Vec<Arc<Atom>>)> = limits
        .iter()
        .map(|limit| {
            let mut atoms = Vec::new();
            limit.collect_atoms(&mut atoms);
            (limit, atoms)
        })
        .collect();
    let (mut taken, mut reached) = (Vec::new(), atoms.to_vec());
    loop {
        let shares = |atoms: &[Arc<Atom>]| {
            atoms.iter().any(|atom| reached.iter().any(|other| other.subject == atom.subject))
        };
        let Some(at) = open.iter().position(|(_, atoms)| shares(atoms)) else { break };
        let (limit, atoms) = open.swap_remove(at);
        taken.push(limit);
        reached.extend(atoms);
    }
    (taken, reached)
}

/// Whether there is a choice of everything that the case leaves open with which all limits hold.
fn can_hold(case: &Assignment, named: &[Arc<Atom>], all: &[Arc<Atom>], limits: &[&Formula]) -> bool {
    let mut subjects: BTreeMap<&Arc<str>, Options> = BTreeMap::new();
    for atom in all {
        subjects.entry(&atom.subject).or_insert_with(|| match case.values.get(&atom.subject) {
            // all that is the same to what the case was made of
            Some(value) => {
                let mut options = options(&atom.subject, all);
                let is_the_same = |option: &Option<Constant>| {
                    constants(&atom.subject, named)
                        .all(|constant| says(option.as_ref(), constant) == says(value.as_ref(), constant))
                };
                options.retain(is_the_same);
                if !options.contains(value) && value.is_some() {
                    options.push(value.clone());
                }
                options
            }
            None => options(&atom.subject, all),
        });
    }
    let subjects: Vec<(&Arc<str>, Options)> = subjects.into_iter().collect();
    let mut steps = MAX_STEPS;
    search(&mut Assignment::default(), &subjects, limits, &mut steps)
}

fn constants<'a>(subject: &'a str, atoms: &'a [Arc<Atom>]) -> impl Iterator<Item = &'a Constant> {
    atoms.iter().filter(move |atom| *atom.subject == *subject).map(|atom| &atom.constant)
}

/// All that a subject may be: what is named, what its domain has, and something else where it may be anything.
fn options(subject: &str, atoms: &[Arc<Atom>]) -> Options {
    let mut domain: Vec<&Constant> = Vec::new();
    for atom in atoms.iter().filter(|atom| *atom.subject == *subject) {
        domain.extend(atom.domain.iter().flat_map(|domain| domain.iter()));
    }
    let mut options: Options = Vec::new();
    let within = |constant: &&Constant| domain.is_empty() || domain.contains(constant);
    for constant in constants(subject, atoms).filter(within).chain(domain.iter().copied()) {
        if !options.iter().any(|option| option.as_ref() == Some(constant)) {
            options.push(Some(constant.clone()));
        }
    }
    if domain.is_empty() {
        options.push(None);
    }
    options
}

fn search(
    case: &mut Assignment,
    subjects: &[(&Arc<str>, Options)],
    limits: &[&Formula],
    steps: &mut u32,
) -> bool {
    let Some(left) = steps.checked_sub(1) else { return true };
    *steps = left;
    if limits.iter().any(|limit| limit.holds(case) == Some(false)) {
        return false;
    }
    let Some(((subject, options), rest)) = subjects.split_first() else { return true };
    let found = options.iter().any(|option| {
        case.values.insert(Arc::clone(subject), option.clone());
        search(case, rest, limits, steps)
    });
    case.values.remove(*subject);
    found
}
