//! CloudFormation templates: what the resources in them resolve to, for every choice of parameters that is open.
//!
//! [`resolve`] reads a template and all that it reaches and hands over its resources with values. A value that depends
//! on an open parameter branches; what cannot be known is unknown, with its cause. Knows nothing of Terraform, rules or
//! what a resource type means beyond what `Ref` and `Fn::GetAtt` give.

mod combine;
mod conditions;
mod defaults;
mod dynamic;
mod entries;
mod exports;
mod form;
mod inputs;
mod intrinsics;
mod journal;
mod literal;
mod mappings;
mod nested;
mod parameters;
mod properties;
mod pseudo;
mod references;
mod resources;
mod retold;
mod rules;
mod scope;
mod spelling;
mod stack;
mod structure;
mod template;
#[cfg(test)]
mod tests;
mod transforms;
mod unread;

pub use exports::{exports, own_exports};
pub use inputs::{GivenParameter, Inputs, parse_parameters_file};
pub use literal::{is_data_key, is_data_text};
pub use nested::holds_template;
pub use references::may_give_name;
pub use template::looks_like_template;

use crate::load::{Loader, Tree};
use crate::resource::{Language, ResolvedUnit};
use crate::source::ProblemKind;
use journal::Journal;
use resources::{Circumstances, HandedOver};
use stack::Surroundings;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use template::Template;

/// Resolves the template in a file: its resources of the types that are wanted, and those of all templates nested in
/// it. `None` where the file is no CloudFormation; a broken file that was meant to be gives its problems.
pub fn resolve(
    loader: &Loader<'_>,
    path: &Path,
    wanted: &dyn Fn(&str) -> bool,
    inputs: &Inputs,
) -> Option<ResolvedUnit> {
    let mut handed = HandedOver::default();
    let journal = Journal::default();
    let templates = read(loader, path, &journal)?;
    let mut declared = Vec::new();
    for template in templates {
        if !inputs.parameters.is_empty() {
            declared.extend(template.parameters.keys().cloned());
        }
        let around = Surroundings { loader, inputs, journal: &journal };
        let stack = Rc::new(nested::outermost(around, template));
        resources::hand_over(&stack, &Circumstances::default(), wanted, &mut handed);
    }
    let record = journal.finish();
    Some(ResolvedUnit {
        root: path.to_path_buf(),
        deployment: None,
        language: Language::CloudFormation,
        resources: handed.into_resources(),
        problems: record.problems,
        unreadable: record.unreadable,
        notes: record.notes,
        sources: record.sources,
        reached: record.reached,
        declared,
    })
}

/// Lets the tree of a template go that was resolved: most are read by nobody else.
pub fn release(loader: &Loader<'_>, path: &Path) {
    nested::release(loader, path);
}

/// The files that a template includes or nests, itself left out: they are analysed through it.
pub fn nested_templates(loader: &Loader<'_>, path: &Path, inputs: &Inputs) -> Vec<PathBuf> {
    let unit = resolve(loader, path, &|_| false, inputs);
    let reached = unit.map(|unit| unit.reached).unwrap_or_default();
    reached.into_iter().filter(|reached| reached != path).collect()
}

/// The templates of a file, its problems going to the journal; `None` where it holds none and was not meant to.
fn read(loader: &Loader<'_>, path: &Path, journal: &Journal) -> Option<Vec<Template>> {
    let loaded = match nested::load(loader, path) {
        Ok(loaded) => loaded,
        Err(error) => {
            journal.unreadable(path, error.to_string());
            return Some(Vec::new());
        }
    };
    let Tree::Documents(documents) = &loaded.tree else { return None };
    let templates: Vec<Template> = documents
        .iter()
        .filter(|document| looks_like_template(document))
        .inspect(|document| structure::check(document, None, journal))
        .map(|document| Template::new(document, path, loaded.source.id))
        .collect();
    // behind a bound nobody knows what it would have been
    let cut = loaded.problems.iter().any(|problem| problem.kind == ProblemKind::Limit);
    let broken =
        cut || !loaded.problems.is_empty() && template::text_looks_like_template(&loaded.source.text);
    if templates.is_empty() && !broken {
        return None;
    }
    journal.reach(path, loaded.source.id);
    loaded.problems.iter().for_each(|problem| journal.problem(problem.clone()));
    Some(templates)
}
