//! From units to estates: each alone, or several of them made one.

use super::FileError;
use super::analysis::{Analysed, Each};
use super::grouping::{Grouping, Joint, Part};
use super::survival::{Step, survived};
use crate::cloudformation;
use crate::load::Loader;
use crate::model::{Estate, model_type_of};
use crate::normalise::{self, unit::Exports};
use crate::resource::{Language, ResolvedUnit, Resource};
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
use std::path::Path;

/// What the exports of templates are resolved with.
pub(super) struct Sources<'r> {
    pub loader: &'r Loader<'r>,
    pub inputs: &'r cloudformation::Inputs,
}

/// The estate of a unit that stands alone; the unit where it could not be linked, and why.
pub(super) fn alone(mut unit: ResolvedUnit) -> Result<Analysed, (Box<ResolvedUnit>, FileError)> {
    let resources = std::mem::take(&mut unit.resources);
    let beside = vec![unknown_to_the_model(&resources)];
    match survived(&unit.root, Step::Linked, || normalise::estate(resources)) {
        Ok(estate) => Ok(Analysed::new(vec![unit], estate, beside)),
        Err(defect) => Err((Box::new(unit), defect)),
    }
}

/// The estates, and the defects that others were lost by.
fn parted(made: Vec<Result<Analysed, FileError>>) -> (Vec<Analysed>, Vec<FileError>) {
    let (mut estates, mut defects) = (Vec::with_capacity(made.len()), Vec::new());
    for it in made {
        match it {
            Ok(analysed) => estates.push(analysed),
            Err(defect) => defects.push(defect),
        }
    }
    (estates, defects)
}

/// The estates of units that are joined, each completed.
pub(super) fn joined(
    grouping: &Grouping,
    mut units: Vec<(ResolvedUnit, Part)>,
    sources: &Sources<'_>,
    complete: Each<'_>,
) -> (Vec<Analysed>, Vec<FileError>) {
    let names: Vec<_> = units.iter().map(|(unit, part)| (unit.root.as_path(), *part)).collect();
    let joints = grouping.joints(&names);
    let several = joints.iter().any(|joint| joint.members.len() + joint.beside.len() > 1);
    let exports: Vec<Exports> = units
        .iter()
        .map(|(unit, _)| match unit.language {
            Language::CloudFormation if several => {
                cloudformation::own_exports(sources.loader, &unit.root, sources.inputs)
            }
            _ => Exports::new(),
        })
        .collect();
    let resources: Vec<Vec<Resource>> =
        units.iter_mut().map(|(unit, _)| std::mem::take(&mut unit.resources)).collect();
    let mut units: Vec<Option<ResolvedUnit>> = units.into_iter().map(|(unit, _)| Some(unit)).collect();
    let mut taken = Vec::new();
    for joint in joints {
        let members: Vec<ResolvedUnit> =
            joint.members.iter().filter_map(|at| units.get_mut(*at)?.take()).collect();
        taken.push((joint, members));
    }
    let made = taken.into_par_iter().with_max_len(1).map(|(joint, units)| {
        let of_member = |at: &usize| unknown_to_the_model(&resources[*at]);
        let beside = joint.members.iter().map(of_member).collect();
        let root = units.first().map(|unit| unit.root.as_path()).unwrap_or(Path::new(""));
        let estate = survived(root, Step::Linked, || estate(&joint, &resources, &exports))?;
        Ok(complete(Analysed::new(units, estate, beside)))
    });
    parted(made.collect())
}

/// Resources of templates that become no entities.
fn unknown_to_the_model(resources: &[Resource]) -> Vec<Resource> {
    let unknown = |it: &&Resource| {
        it.language == Language::CloudFormation
            && !it.retold
            && model_type_of(it.language, &it.kind).is_none()
    };
    resources.iter().filter(unknown).cloned().collect()
}

fn estate(joint: &Joint, resources: &[Vec<Resource>], exports: &[Exports]) -> Estate {
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let all: Vec<usize> = joint.members.iter().chain(&joint.beside).copied().collect();
    let mut imported = Exports::new();
    let alone = all.len() < 2;
    for (unit, at) in all.iter().enumerate().filter(|_| !alone) {
        let one_account = joint.is_of_account(unit);
        let told_apart = normalise::unit::exports_of(number(unit + 1), exports[*at].clone(), one_account);
        for (name, value) in told_apart {
            imported.entry(name).or_insert(value);
        }
    }
    let mut joined = Vec::new();
    for (unit, at) in all.iter().enumerate() {
        let mut own = resources[*at].clone();
        if !alone {
            normalise::unit::tell_apart(number(unit + 1), &mut own, &imported, joint.is_of_account(unit));
        }
        joined.extend(own);
    }
    normalise::estate_of(joined, joint.scope, number(joint.members.len()))
}
