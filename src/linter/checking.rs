//! One estate checked: by the rules that hold where it is written, without what is left out, with what is silenced.

use super::guarding::Guarded;
use super::survival::{Step, survived};
use super::{FileError, analysis, changed, name_of, per_path};
use crate::check::{self, Checked, Finding, UnitName};
use crate::model::Estate;
use crate::source::SourceMap;
use crate::suppress::{self, Suppressions};
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use std::path::Path;

/// What estates are checked with.
pub(super) struct Checking<'r> {
    pub(super) rules: &'r per_path::Rules<'r>,
    pub(super) reported: &'r per_path::Reported,
    pub(super) judge: suppress::Judge<'r>,
    pub(super) sources: &'r SourceMap,
}

impl Checking<'_> {
    /// Checks all estates, in parallel; each stands at its place, with nothing in it where that could not be done.
    pub(super) fn all(
        &self,
        estates: &[analysis::Analysed],
        guarded: Vec<Guarded>,
        errors: &mut Vec<FileError>,
    ) -> Vec<(Checked, Suppressions)> {
        let estates = estates.par_iter().zip(guarded);
        let outcomes: Vec<Result<_, FileError>> =
            estates.map(|(analysed, guarded)| self.survived(analysed, guarded)).collect();
        let checked = |outcome: Result<_, FileError>| {
            outcome.unwrap_or_else(|defect| {
                errors.push(defect);
                Default::default()
            })
        };
        outcomes.into_iter().map(checked).collect()
    }

    /// Checks an estate; a defect of this program in it must not take the others with it.
    fn survived(
        &self,
        analysed: &analysis::Analysed,
        guarded: Guarded,
    ) -> Result<(Checked, Suppressions), FileError> {
        let root = analysed.units.first().map(|unit| unit.root.as_path()).unwrap_or(Path::new(""));
        survived(root, Step::Checked, || self.check(analysed, guarded))
    }

    fn check(&self, analysed: &analysis::Analysed, mut guarded: Guarded) -> (Checked, Suppressions) {
        let units: Vec<UnitName> = analysed.units.iter().map(name_of).collect();
        let mut checked = self.rules.check(&analysed.estate, &units, self.sources);
        checked.findings.extend(changed::in_plan(analysed, self.rules, &units, self.sources));
        guarded.findings.retain_mut(|finding| self.rules.adopt(finding, self.sources));
        for finding in &mut guarded.findings {
            // what may not be ignored is not, wherever that is said
            finding.suppressed.take_if(|_| self.judge.policy.forbids(&finding.rule.id));
        }
        checked.findings.append(&mut guarded.findings);
        checked.not_applicable += guarded.not_applicable;
        checked.findings.retain(|finding| self.reported.finding(finding, self.sources));
        let read = analysed.units.iter().flat_map(|unit| &unit.sources);
        let texts: Vec<_> = read.filter_map(|id| self.sources.get(*id)).collect();
        let mut suppressions = suppress::collect(&texts, self.judge);
        silence(&mut suppressions, &mut checked, &analysed.estate, &units);
        checked.postures = check::postures(&analysed.estate, &checked.findings, &units);
        (checked, suppressions)
    }
}

/// Marks what the author has silenced.
fn silence(suppressions: &mut Suppressions, checked: &mut Checked, estate: &Estate, units: &[UnitName]) {
    let resource = |finding: &Finding| {
        let unit = units.iter().position(|unit| *unit == finding.unit)?;
        let address = &finding.resource.as_ref()?.address;
        let handle = estate.at_address(estate.unit_number(unit), address).first()?;
        estate.entity(*handle).map(|entity| &entity.resource)
    };
    suppressions.apply(&mut checked.findings, &resource);
    for (_, entity) in estate.everything().filter(|(_, entity)| entity.resource.not_created.is_some()) {
        suppressions.spare(&entity.resource);
    }
}
