//! Which versions of a provider may be installed: all modules of a configuration share one, so that the constraints of
//! all of them hold for each.

use super::super::module::{Module, OF_TERRAFORM, Requirement};
use super::super::tree::Unit;
use std::collections::HashSet;
use std::path::PathBuf;
use std::rc::Rc;

/// The first version of Terraform that speaks protocol 5, the only one that hashicorp/aws speaks from 3.0 on.
/// <https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol#protocol-version-5>
const SPEAKS_PROTOCOL_5: &[u64] = &[0, 12];

/// Whether only versions of hashicorp/aws before 3.0 may be installed, as far as the modules of the unit say: the log
/// group's `arn` ends in `:*` before that.
pub(in super::super) fn is_before_aws_3(unit: &Unit<'_>) -> bool {
    required(unit).iter().any(|it| {
        let bound = match &*it.provider {
            "aws" => &[3][..],
            OF_TERRAFORM => SPEAKS_PROTOCOL_5,
            _ => return false,
        };
        it.constraint.split(',').any(|term| ends_before(term, bound))
    })
}

/// The constraint that leaves only versions of a provider from that major one on.
pub(in super::super) fn starting_at<'u>(
    unit: &'u Unit<'_>,
    provider: &str,
    major: u64,
) -> Option<&'u Requirement> {
    let mut of_provider = required(unit).iter().filter(|it| &*it.provider == provider);
    of_provider.find(|it| it.constraint.split(',').any(|term| begins_at(term, major)))
}

fn required<'u>(unit: &'u Unit<'_>) -> &'u [Requirement] {
    unit.requirements.get_or_init(|| all(unit))
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

/// Whether one term of a version constraint (`~> 2.0`, `< 3.0.0`) leaves nothing from that version on.
fn ends_before(term: &str, bound: &[u64]) -> bool {
    let (operator, version) = taken_apart(term);
    if version.is_empty() {
        return false;
    }
    let number = |part: &str| {
        let digits: &str = part.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        digits.parse::<u64>().unwrap_or(0)
    };
    let mut version: Vec<u64> = version.split('.').map(number).collect();
    let given = version.len();
    version.resize(given.max(bound.len()), 0);
    let mut bound = bound.to_vec();
    bound.resize(version.len(), 0);
    match operator {
        "" | "=" | "<=" => version < bound,
        "<" => version <= bound,
        // the last number that is written may rise: `~> 2` alone allows every later version
        "~>" if given > 1 => {
            version[given - 2] = version[given - 2].saturating_add(1);
            version[given - 1..].fill(0);
            version <= bound
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::ends_before;

    #[test]
    fn terms_leave_nothing_from_a_version_on_or_do() {
        for (term, bound, ends) in [
            ("~> 2.0", &[3][..], true),
            ("~> 2.70.1", &[3], true),
            ("~> 2", &[3], false),
            ("< 3.0.0", &[3], true),
            ("< 3.1", &[3], false),
            ("<= 3.0", &[3], false),
            ("2.56.0", &[3], true),
            ("= 3.0.0", &[3], false),
            (">= 2.0", &[3], false),
            ("!= 3.0", &[3], false),
            ("", &[3], false),
            ("~> 0.11.0", &[0, 12], true),
            ("~> 0.11", &[0, 12], false),
            ("< 0.12", &[0, 12], true),
            ("<0.12.0", &[0, 12], true),
            ("< 0.13", &[0, 12], false),
            ("0.11.14", &[0, 12], true),
            (">= 0.11", &[0, 12], false),
        ] {
            assert_eq!(ends_before(term, bound), ends, "{term} {bound:?}");
        }
    }
}
