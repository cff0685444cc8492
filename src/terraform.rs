//! Terraform: a root module and what it calls, evaluated as `terraform plan` would, to resources with values.
//!
//! [`resolve`] reads the folder, follows module calls, and hands over the resources that were asked for. Everything
//! is evaluated when it is first needed, and once. Nothing here knows what a trail is, nor CloudFormation.

mod attributes;
mod data;
mod dynamic;
mod expand;
mod files;
mod hand_over;
mod inputs;
mod json;
mod locals;
mod module;
mod never;
mod overrides;
pub mod plan;
mod providers;
mod scope;
mod secrets;
#[cfg(test)]
mod tests;
mod tree;
mod types;
mod used;
mod validations;
mod variables;

pub use inputs::Inputs;

use crate::fs::normalised;
use crate::load::Loader;
use crate::resource::{Created, Language, Note, ResolvedUnit, Resource, note_created, retold};
use crate::source::Problem;
use hand_over::{Absent, Collection};
use inputs::Gathered;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use tree::{Modules, Unit};
use used::Used;

/// Most sets of defaults that are looked at otherwise, for what is not created only because of them.
const MAX_ASSUMPTIONS: usize = 8;
/// How often a set may grow because the first other default was not the only one.
const MAX_GROWTH: usize = 4;

/// The stack that evaluations as deep as the evaluator's bound need, with room to spare.
const STACK_BYTES: usize = 32 * 1024 * 1024;

/// Evaluates the root module in `folder`. File functions stay inside `project`. Resources are handed over whose type
/// (`aws_cloudtrail`, `data.aws_kms_alias`) is `wanted`. Variables files of the folder are applied where it is taken
/// `as_root`.
pub fn resolve(
    loader: &Loader<'_>,
    folder: &Path,
    project: &Path,
    wanted: &dyn Fn(&str) -> bool,
    inputs: &Inputs,
    as_root: bool,
) -> ResolvedUnit {
    // chains of names may be long: callers' threads are not asked for that much stack
    stacker::maybe_grow(STACK_BYTES, STACK_BYTES, || {
        evaluated(loader, folder, project, wanted, inputs, as_root)
    })
}

/// Lets the trees of a root module's own files go, once it was resolved: most are read by nobody else.
pub fn release(loader: &Loader<'_>, folder: &Path) {
    module::release(loader, &normalised(folder));
}

fn evaluated(
    loader: &Loader<'_>,
    folder: &Path,
    project: &Path,
    wanted: &dyn Fn(&str) -> bool,
    inputs: &Inputs,
    as_root: bool,
) -> ResolvedUnit {
    let folder = normalised(folder);
    let modules = Modules::new(loader);
    let root = modules.get(&folder);
    let mut gathered = inputs::gather(loader, &folder, &root, inputs, as_root);
    let given = std::mem::take(&mut gathered.given);
    let nothing = BTreeSet::new();
    let unit = Unit::new(&modules, (&folder, project), inputs, &given, &nothing);
    let mut collection = Collection::new(wanted);
    collection.module(&unit, &unit.root_instance());
    let mut resources = collection.resources;
    resources.extend(never::created(&unit, &collection.absent));
    resources.extend(not_created(&unit, wanted, collection.absent));
    let mut notes = missing_modules(&unit);
    if !gathered.unapplied.is_empty() {
        let mut used = Used::by(&root, &resources);
        collection.expansions.iter().for_each(|origin| used.origin(origin));
        notes.extend(inputs::note_on(&gathered.unapplied, &|name| used.contains(name)));
    }
    let problems = unit.budget.take_problems();
    finished(&modules, &unit, gathered, resources, (problems, notes))
}

/// What exists only against defaults of the root's variables: evaluated in the case that creates it.
fn not_created(unit: &Unit<'_>, wanted: &dyn Fn(&str) -> bool, absent: Vec<Absent>) -> Vec<Resource> {
    let mut groups: BTreeMap<BTreeSet<Arc<str>>, Vec<String>> = BTreeMap::new();
    for Absent { address, variables, .. } in absent {
        if !variables.is_empty() {
            groups.entry(variables).or_default().push(address);
        }
    }
    let mut resources = Vec::new();
    for (mut variables, mut targets) in groups.into_iter().take(MAX_ASSUMPTIONS) {
        for _ in 0..MAX_GROWTH {
            let (created, mut more) = against(unit, wanted, &variables, &targets);
            resources.extend(created);
            more.retain(|absent| !absent.variables.is_subset(&variables));
            if more.is_empty() {
                break;
            }
            targets = more.iter().map(|absent| absent.address.clone()).collect();
            variables = more.into_iter().flat_map(|absent| absent.variables).chain(variables).collect();
        }
    }
    // whoever looks for an address finds what it is first
    resources.sort_by_key(|resource| resource.retold);
    resources
}

/// What lies below those addresses and is created where those variables are not what their defaults say, with what
/// leads to it then; and what is not created even then.
fn against(
    unit: &Unit<'_>,
    wanted: &dyn Fn(&str) -> bool,
    variables: &BTreeSet<Arc<str>>,
    targets: &[String],
) -> (Vec<Resource>, Vec<Absent>) {
    let other = Unit::new(unit.modules, (&unit.root, &unit.project), unit.inputs, unit.given, variables);
    let root = other.root_instance();
    let mut collection = Collection::below(wanted, targets);
    collection.module(&other, &root);
    let words = variables.iter().filter_map(|name| variables::default_in_words(&other, &root, name));
    let words: Arc<str> = words.collect::<Vec<_>>().join(" and ").into();
    let mut known = Created::new();
    collection.resources.iter().for_each(|resource| note_created(&mut known, resource));
    let mut resources = Vec::new();
    if !known.is_empty() {
        let mut all = Collection::new(wanted);
        all.module(&other, &root);
        resources = retold(all.resources, &known, &words);
    }
    let created = collection.resources.into_iter();
    resources.extend(created.filter_map(|resource| hand_over::if_created(resource, &words)));
    (resources, collection.absent)
}

/// One note for all calls of modules that are not on disk.
fn missing_modules(unit: &Unit<'_>) -> Vec<Note> {
    let missing = unit.missing.borrow();
    let Some((_, _, head)) = missing.first() else { return Vec::new() };
    let mut named: Vec<String> = Vec::new();
    for (name, source, _) in missing.iter() {
        let text = format!("`{name}` ({source})");
        if !named.contains(&text) {
            named.push(text);
        }
    }
    let (word, verb) = if named.len() == 1 { ("module", "is") } else { ("modules", "are") };
    let message = format!("{word} {} {verb} not downloaded: run `terraform init`", named.join(", "));
    let things = missing.iter().map(|(_, source, _)| source.clone()).collect();
    vec![Note { kind: "module-not-downloaded", message, span: Some(*head), things, aside: false }]
}

fn finished(
    modules: &Modules<'_>,
    unit: &Unit<'_>,
    gathered: Gathered,
    resources: Vec<Resource>,
    (evaluation, mut notes): (Vec<Problem>, Vec<Note>),
) -> ResolvedUnit {
    notes.extend(gathered.notes);
    let all = modules.all();
    let mut problems: Vec<Problem> = gathered.problems;
    problems.extend(all.iter().flat_map(|module| module.problems.iter().cloned()));
    problems.extend(evaluation);
    let mut unreadable = gathered.unreadable;
    unreadable.extend(all.iter().flat_map(|module| module.unreadable.iter().cloned()));
    let is_asked = !unit.inputs.variables.is_empty();
    let root = all.iter().find(|module| is_asked && module.folder == unit.root);
    let names = root.into_iter().flat_map(|module| module.variables.keys());
    ResolvedUnit {
        declared: names.map(|name| name.to_string().into()).collect(),
        root: unit.root.clone(),
        deployment: unit.inputs.deployment.clone(),
        language: Language::Terraform,
        resources,
        problems,
        unreadable,
        notes,
        sources: all.iter().flat_map(|module| module.sources.iter().copied()).collect(),
        reached: all.iter().filter(|module| !module.is_empty()).map(|module| module.folder.clone()).collect(),
    }
}
