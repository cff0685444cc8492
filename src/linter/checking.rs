//! One estate checked: by the rules that hold where it is written, without what is left out, with what is silenced.

use super::analysis::{Analysed, Verdicts};
use super::guarding::Guarded;
use super::survival::{Step, survived};
use super::{FileError, changed, name_of, per_path, reporting};
use crate::check::{self, Checked, Finding, UnitName};
use crate::model::Estate;
use crate::source::SourceMap;
use crate::suppress::{self, Suppressions};
use rayon::iter::{IndexedParallelIterator, IntoParallelRefMutIterator, ParallelIterator};
use std::path::Path;

/// What estates are checked with.
pub(super) struct Checking<'r> {
    pub(super) rules: &'r per_path::Rules<'r>,
    pub(super) reported: &'r per_path::Reported,
    pub(super) judge: suppress::Judge<'r>,
    pub(super) sources: &'r SourceMap,
}

impl Checking<'_> {
    /// Checks an estate that nobody else wants to see: what it was made of is let go.
    pub(super) fn at_once(&self, mut analysed: Analysed) -> Analysed {
        analysed.verdicts = Some(self.survived(&analysed, Guarded::default()));
        let notes = std::mem::take(&mut analysed.estate.notes);
        analysed.estate = Estate::default();
        analysed.estate.notes = notes;
        analysed.beside = Vec::new();
        analysed.before = None;
        analysed
    }

    /// Checks all estates that are not checked yet, in parallel; each stands at its place, with nothing in it where that
    /// could not be done.
    pub(super) fn all(
        &self,
        estates: &mut [Analysed],
        guarded: Vec<Guarded>,
        errors: &mut Vec<FileError>,
    ) -> Vec<Verdicts> {
        let estates = estates.par_iter_mut().with_max_len(1).zip(guarded);
        let verdicts = |(analysed, guarded): (&mut Analysed, Guarded)| match analysed.verdicts.take() {
            Some(known) => known,
            None => self.survived(analysed, guarded),
        };
        let outcomes: Vec<Result<Verdicts, FileError>> = estates.map(verdicts).collect();
        let checked = |outcome: Result<Verdicts, FileError>| {
            outcome.unwrap_or_else(|defect| {
                errors.push(defect);
                Default::default()
            })
        };
        outcomes.into_iter().map(checked).collect()
    }

    /// Checks an estate; a defect of this program in it must not take the others with it.
    fn survived(&self, analysed: &Analysed, guarded: Guarded) -> Result<Verdicts, FileError> {
        let root = analysed.units.first().map(|unit| unit.root.as_path()).unwrap_or(Path::new(""));
        survived(root, Step::Checked, || self.check(analysed, guarded))
    }

    fn check(&self, analysed: &Analysed, mut guarded: Guarded) -> Verdicts {
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
        reporting::put_own_in_order(&mut checked.findings, self.sources);
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
