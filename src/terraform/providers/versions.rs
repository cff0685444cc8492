//! Which versions of a provider may be installed: all modules of a configuration share one, so that the constraints of
//! all of them hold for each.

use super::super::module::{Module, Requirement};
use super::super::tree::Unit;
use std::collections::HashSet;
use std::path::PathBuf;
use std::rc::Rc;

/// Whether only versions of a provider before that major one may be installed, as far as the modules of the unit say:
/// the log group's `arn` ends in `:*` before 3.0 of hashicorp/aws.
pub(in super::super) fn is_before(unit: &Unit<'_>, provider: &str, major: u64) -> bool {
    of(unit, provider).any(|it| it.constraint.split(',').any(|term| ends_before(term, major)))
}

/// The constraint that leaves only versions of a provider from that major one on.
pub(in super::super) fn starting_at<'u>(
    unit: &'u Unit<'_>,
    provider: &'u str,
    major: u64,
) -> Option<&'u Requirement> {
    of(unit, provider).find(|it| it.constraint.split(',').any(|term| begins_at(term, major)))
}

fn of<'u>(unit: &'u Unit<'_>, provider: &'u str) -> impl Iterator<Item = &'u Requirement> {
    unit.requirements.get_or_init(|| all(unit)).iter().filter(move |it| &*it.provider == provider)
}

/// What the root and all modules say that are called from it, however deep.
fn all(unit: &Unit<'_>) -> Vec<Requirement> {
    let mut found = Vec::new();
    let mut seen: HashSet<PathBuf> = HashSet::from([unit.root.clone()]);
    let mut pending: Vec<(Rc<Module>, String)> = vec![(unit.modules.get(&unit.root), String::new())];
    while let Some((module, path)) = pending.pop() {
        found.extend(module.requirements.iter().cloned());
        for (name, call) in &module.calls {
            let path = if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
            if let Some(folder) = unit.called_folder(&module, &path, call)
                && seen.insert(folder.clone())
            {
                pending.push((unit.modules.get(&folder), path));
            }
        }
    }
    found
}

/// The operator and the version of one term of a constraint.
fn taken_apart(term: &str) -> (&str, &str) {
    let term = term.trim();
    let at = term.find(|c: char| c.is_ascii_digit()).unwrap_or(term.len());
    (term[..at].trim().trim_end_matches('v').trim(), &term[at..])
}

/// Whether one term of a version constraint (`~> 4.0`, `>= 3.0.0`) leaves nothing before that major version.
fn begins_at(term: &str, major: u64) -> bool {
    let (operator, version) = taken_apart(term);
    let first = version.split('.').next().and_then(|number| number.parse::<u64>().ok());
    matches!(operator, "" | "=" | ">=" | ">" | "~>") && first.is_some_and(|first| first >= major)
}

/// Whether one term of a version constraint (`~> 2.0`, `< 3.0.0`) leaves nothing from that major version on.
fn ends_before(term: &str, major: u64) -> bool {
    let (operator, version) = taken_apart(term);
    let mut numbers = version.split('.').map(|part| {
        let digits: &str = part.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        digits.parse::<u64>().unwrap_or(0)
    });
    let Some(first) = numbers.next() else { return false };
    let more = numbers.clone().count() > 0;
    let rest_is_zero = numbers.all(|number| number == 0);
    match operator {
        "" | "=" | "<=" => first < major,
        "<" => first < major || (first == major && rest_is_zero),
        // `~> 2` alone allows every later version
        "~>" => first < major && more,
        _ => false,
    }
}
