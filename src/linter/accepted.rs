//! What was there before: findings of the baseline, and findings of an earlier state of the files. They are marked, not
//! removed, so that they can be listed.

use super::analysis::Analysed;
use super::changed::moved_in;
use super::{Options, Report, name_of};
use crate::baseline::{self, Known, absorb};
use crate::changes::renamed;
use crate::check::{self, Checked, Finding, Posture, Silencer, Suppressed, UnitName, Verdict};
use crate::fs::{FileSystem, normalised};
use crate::resource::Note;
use crate::source::SourceMap;
use crate::suppress::Suppressions;
use foldhash::HashMap;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a comparison with an earlier revision says beside the findings.
#[derive(Clone, Debug)]
pub struct Since {
    /// The revision, as the caller named it.
    pub revision: String,
    /// How many findings of now were there already.
    pub already: usize,
    /// Failures and unknowns of then that pass now.
    pub mended: Vec<Finding>,
    /// How the trails stood.
    pub postures: Vec<Posture>,
    /// Roots of units that were renamed: the old ones and the new ones.
    pub renamed: BTreeMap<PathBuf, PathBuf>,
}

/// Marks what the baseline has, and says how trails stand then.
pub(super) fn by_baseline(
    options: &Options,
    estates: &[Analysed],
    checked: &mut [(Checked, Suppressions)],
    rules: &[&str],
    file_system: &dyn FileSystem,
) -> Option<Note> {
    let baseline = options.baseline.as_ref()?;
    // of a unit of which some files only are looked at, nobody knows whether an entry is of use
    let partly = options.paths.iter().any(|path| file_system.is_file(path));
    let units = estates.iter().flat_map(|analysed| &analysed.units);
    let looked_at: Vec<PathBuf> = units
        .filter(|unit| !partly || options.paths.contains(&unit.root))
        .map(|unit| unit.root.clone())
        .collect();
    let findings = checked.iter_mut().flat_map(|(checked, _)| &mut checked.findings).collect();
    let note = baseline.apply(findings, &looked_at, rules, file_system);
    for (analysed, (checked, _)) in estates.iter().zip(checked) {
        let units: Vec<UnitName> = analysed.units.iter().map(name_of).collect();
        checked.postures = check::postures(&analysed.estate, &checked.findings, &units);
    }
    note
}

/// Marks the findings of `now` that were there `before`, and says what got better.
pub(super) fn by_revision(
    revision: &str,
    now: &mut Report,
    before: &Report,
    estates: &[Analysed],
    sources: &SourceMap,
    file_system: &dyn FileSystem,
) -> Since {
    let moved: HashMap<UnitName, Vec<(String, String)>> = estates
        .iter()
        .map(|analysed| (analysed, moved_in(analysed, sources)))
        .filter(|(_, moved)| !moved.is_empty())
        .flat_map(|(analysed, moved)| analysed.units.iter().map(move |unit| (name_of(unit), moved.clone())))
        .collect();
    let open = before
        .findings
        .iter()
        .filter(|it| it.suppressed.is_none() && matches!(it.verdict, Verdict::Fail | Verdict::Unknown));
    let open: Vec<&Finding> = open.collect();
    let known: Vec<Known> = open.iter().map(|finding| known(finding, moved.get(&finding.unit))).collect();
    let by = Suppressed {
        by: Silencer::Revision,
        reason: format!("there at `{revision}` already"),
        until: None,
        span: None,
    };
    let gone = |root: &str| !baseline::is_there(Path::new(root), file_system);
    let absorbed = absorb(&known, now.findings.iter_mut().collect(), &spelt, &gone, &by);
    let passes: HashMap<(&str, String, Option<&str>, &str), ()> = now
        .findings
        .iter()
        .filter(|it| it.verdict == Verdict::Pass)
        .map(|it| ((&*it.rule.id, spelt(&it.unit.root), it.unit.deployment.as_deref(), address(it)), ()))
        .collect();
    let passes_now = |known: &Known| {
        let root = absorbed.renamed.get(&known.root).unwrap_or(&known.root);
        let key = |address| (&*known.rule, root.clone(), known.deployment.as_deref(), address);
        known.addresses.iter().any(|address| passes.contains_key(&key(&**address)))
    };
    let unused = known.iter().zip(&absorbed.used).zip(&open).filter(|((_, used), _)| !**used);
    let mended = unused.filter(|((known, _), _)| passes_now(known)).map(|(_, finding)| (*finding).clone());
    Since {
        revision: revision.to_owned(),
        already: absorbed.used.iter().filter(|used| **used).count(),
        mended: mended.collect(),
        postures: before.postures.clone(),
        renamed: absorbed.renamed.iter().map(|(old, new)| (PathBuf::from(old), PathBuf::from(new))).collect(),
    }
}

/// Both runs are in one working directory: a root is its path.
fn spelt(root: &Path) -> String {
    normalised(root).to_string_lossy().into_owned()
}

fn address(finding: &Finding) -> &str {
    finding.resource.as_ref().map_or("", |resource| &resource.address)
}

fn known(finding: &Finding, moved: Option<&Vec<(String, String)>>) -> Known {
    let address = address(finding).to_owned();
    let moved = moved.into_iter().flatten().filter_map(|(from, to)| renamed(&address, from, to));
    Known {
        rule: finding.rule.id.to_string(),
        root: spelt(&finding.unit.root),
        deployment: finding.unit.deployment.as_deref().map(str::to_owned),
        addresses: std::iter::once(address.clone()).chain(moved).collect(),
        fingerprint: finding.fingerprint.clone(),
        verdict: finding.verdict,
        severity: Some(finding.rule.severity),
    }
}
