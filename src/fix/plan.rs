//! From what a finding's remedy intends to edits of the text that says it: in the resource, or where its value
//! comes from.

use super::edit::Edit;
use super::files::Files;
use super::mapping::{self, Notation, Written};
use super::{create, hcl, shared};
use crate::check::{Action, Now, Remedy, Set};
use crate::resource::Language;
use crate::rule::Safety;
use crate::source::{Source, Span};
use crate::syntax::hcl::ExprKind;
use crate::value::Role;
use std::sync::Arc;

/// Edits that would mend something, not proven yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What it does, for people: "set `is_multi_region_trail` to true".
    pub title: String,
    /// Whether it may be written without a person who reads it.
    pub safety: Safety,
    /// The edits, all or none.
    pub edits: Vec<Edit>,
}

/// The edits of a remedy; none where the text does not allow them, or where they would repeat a secret.
pub(super) fn of(remedy: &Remedy, files: &Files<'_>) -> Option<Plan> {
    made(remedy, files).filter(|plan| !plan.edits.iter().any(|edit| repeats_a_secret(edit, files)))
}

/// Whether an edit writes anew what is hidden in its file.
fn repeats_a_secret(edit: &Edit, files: &Files<'_>) -> bool {
    let Some(source) = files.get(edit.span.source) else { return false };
    let hidden = source.hidden(&(0..source.text.len()));
    hidden.iter().any(|range| source.text.get(range.clone()).is_some_and(|text| edit.text.contains(text)))
}

fn made(remedy: &Remedy, files: &Files<'_>) -> Option<Plan> {
    if let Some(edits) = object(remedy, files) {
        let set = |action: &Action| {
            if let Action::Set(set) = action { Some(format!("`{}`", set.path)) } else { None }
        };
        let title = format!("set {}", remedy.actions.iter().filter_map(set).collect::<Vec<_>>().join(", "));
        return Some(Plan { title, safety: remedy.safety, edits });
    }
    let mut plan = Plan { title: String::new(), safety: remedy.safety, edits: Vec::new() };
    for action in &remedy.actions {
        let (edits, safety, title) = match action {
            Action::Set(set) => set_field(remedy, set, files)?,
            Action::Append { argument, text } => (
                at_argument(remedy, *argument, files, Ending::Text(text))?,
                Safety::Safe,
                format!("append `{text}`"),
            ),
            Action::ReferToArn { argument } => (
                at_argument(remedy, *argument, files, Ending::Arn)?,
                Safety::Safe,
                "refer to the ARN".to_owned(),
            ),
            Action::WaitFor { addresses } => wait_for(remedy, addresses, files)?,
            Action::Create(creation) => create::edits(remedy, creation, files)?,
        };
        if !plan.title.is_empty() {
            plan.title.push_str(", ");
        }
        plan.title.push_str(&title);
        plan.safety = plan.safety.max(safety);
        plan.edits.extend(edits);
    }
    Some(plan)
}

/// Edits, how safe they are, and what they do.
pub(super) type Planned = (Vec<Edit>, Safety, String);

/// An argument gets a value: where its literal is written, if that is one; else in the resource.
fn set_field(remedy: &Remedy, set: &Set, files: &Files<'_>) -> Option<Planned> {
    let title = format!("set `{}` to {}", set.path, set.to);
    let Some(now) = &set.now else {
        return Some((insert(remedy, set, files)?, Safety::Safe, title));
    };
    if now.steps.iter().any(|step| matches!(step.role, Role::Input(_))) {
        return None;
    }
    if let Some((edit, elsewhere)) = at_literal(set, now, files) {
        let is_shared = shared::is_read_by_others(now, edit.span, files.sources());
        let safety = if is_shared { Safety::Unsafe } else { Safety::Safe };
        let title = match elsewhere {
            Some(place) => format!("{title}, in {place}"),
            None => title,
        };
        return Some((vec![edit], safety, title));
    }
    // what somebody made depend on something does not any more
    let edit = replace_value(files, now.argument, remedy, &set.to)?;
    Some((vec![edit], Safety::Unsafe, title))
}

/// The only literal on the way of a value, if it says that value: replaced. With the place's name where it is not
/// the argument itself.
fn at_literal(set: &Set, now: &Now, files: &Files<'_>) -> Option<(Edit, Option<String>)> {
    let value = now.value.as_deref()?;
    if now.steps.iter().any(|step| matches!(step.role, Role::Condition)) {
        return None;
    }
    let mut literals = now.steps.iter().filter(|step| step.role == Role::Literal);
    let span = match (literals.next(), literals.next()) {
        (Some(literal), None) => literal.span,
        (None, _) => default_of_parameter(now, files)?,
        (Some(_), Some(_)) => return None,
    };
    let source = files.get(span.source)?;
    let old = source.slice(span);
    let unquoted = old.trim_matches(['"', '\'']);
    let same = unquoted == value || unquoted.eq_ignore_ascii_case(value) && matches!(value, "true" | "false");
    // in the argument itself it may be spelt as it likes: `no`
    if !(same || now.argument.contains(span) && plain_word(old)) || old.contains('\n') {
        return None;
    }
    let notation = if is_hcl(&source) { Notation::Json } else { Notation::of(&source) };
    let edit = Edit::replace(&source, span, &mapping::scalar_like(Some(old), &set.to, notation));
    let named = now.place();
    Some((edit, named.filter(|_| !now.argument.contains(span))))
}

/// The value of a parameter's `Default`.
fn default_of_parameter(now: &Now, files: &Files<'_>) -> Option<Span> {
    let default = now.steps.iter().find(|step| matches!(step.role, Role::ParameterDefault(_)))?;
    Some(files.entry_at(default.span)?.value.span)
}

/// Whether a text is one word or number, in quotes or not.
fn plain_word(text: &str) -> bool {
    text.trim_matches(['"', '\'']).chars().all(|character| character.is_ascii_alphanumeric())
}

fn is_hcl(source: &Source) -> bool {
    let name = source.path.to_string_lossy();
    [".tf", ".tofu", ".tfvars", ".hcl"].iter().any(|ending| name.ends_with(ending))
}

/// What an argument is replaced by.
enum Ending<'t> {
    Text(&'t str),
    Arn,
}

fn at_argument(remedy: &Remedy, argument: Span, files: &Files<'_>, ending: Ending<'_>) -> Option<Vec<Edit>> {
    let source = files.get(argument.source)?;
    if !is_hcl(&source) {
        let entry = files.entry_at(argument)?;
        let text = source.slice(entry.value.span);
        let (Ending::Text(end), true) = (ending, text.starts_with('"') && text.ends_with('"')) else {
            return None;
        };
        return Some(vec![Edit::insert(&source, entry.value.span.end as usize - 1, end)]);
    }
    let block = hcl::block_at(&source, remedy.block)?;
    let expr = &hcl::attribute_at(&block, argument)?.expr;
    let edit = match ending {
        Ending::Text(end) => hcl::with_end(&source, expr, end),
        Ending::Arn => hcl::to_arn(&source, expr),
    };
    Some(vec![edit?])
}

/// The whole value of an argument replaced.
fn replace_value(files: &Files<'_>, argument: Span, remedy: &Remedy, to: &str) -> Option<Edit> {
    let source = files.get(argument.source)?;
    if is_hcl(&source) {
        let block = hcl::block_at(&source, remedy.block)?;
        let expr = &hcl::attribute_at(&block, argument)?.expr;
        let old = matches!(expr.kind, ExprKind::String(_)).then_some("\"");
        return Some(Edit::replace(&source, expr.span, &mapping::scalar_like(old, to, Notation::Json)));
    }
    mapping::replace(&source, &files.entry_at(argument)?.value, to)
}

/// An argument that is not written yet.
fn insert(remedy: &Remedy, set: &Set, files: &Files<'_>) -> Option<Vec<Edit>> {
    let source = files.get(remedy.block.source)?;
    if is_hcl(&source) {
        let block = hcl::block_at(&source, remedy.block)?;
        return hcl::set(&source, &block, set.path, &mapping::scalar_like(None, &set.to, Notation::Json));
    }
    let entry = files.entry_at(remedy.block)?;
    let names: Vec<&str> = set.path.split('.').collect();
    if remedy.language == Language::Terraform || set.beside_properties {
        return insert_at(&source, &entry.value, &names, &set.to).map(|edit| vec![edit]);
    }
    match entry.value.get("Properties") {
        Some(properties) if properties.is_mapping() => {
            insert_at(&source, properties, &names, &set.to).map(|edit| vec![edit])
        }
        Some(_) => None,
        None => {
            let names: Vec<&str> = std::iter::once("Properties").chain(names).collect();
            insert_at(&source, &entry.value, &names, &set.to).map(|edit| vec![edit])
        }
    }
}

fn insert_at(source: &Source, node: &crate::syntax::node::Node, names: &[&str], to: &str) -> Option<Edit> {
    let (first, rest) = names.split_first()?;
    if let Some(inner) = node.get(first) {
        return match rest {
            [] => mapping::replace(source, inner, to),
            _ => insert_at(source, inner, rest, to),
        };
    }
    let value =
        rest.iter().rev().fold(Written::Scalar(to), |value, name| Written::Nested(vec![(*name, value)]));
    mapping::insert(source, node, first, &value)
}

/// Several properties of one object that is not written yet.
fn object(remedy: &Remedy, files: &Files<'_>) -> Option<Vec<Edit>> {
    let mut outer = None;
    let mut inner = Vec::new();
    for action in &remedy.actions {
        let Action::Set(Set { path, now: None, beside_properties: false, to, .. }) = action else {
            return None;
        };
        let (first, rest) = path.split_once('.')?;
        if rest.contains('.') || *outer.get_or_insert(first) != first {
            return None;
        }
        inner.push((rest, Written::Scalar(to)));
    }
    let source = files.get(remedy.block.source)?;
    if remedy.language != Language::CloudFormation || inner.len() < 2 {
        return None;
    }
    let resource = files.entry_at(remedy.block)?.value;
    let value = Written::Nested(inner);
    let edit = match resource.get("Properties") {
        Some(properties) if properties.get(outer?).is_some() => return None,
        Some(properties) => mapping::insert(&source, properties, outer?, &value),
        None => mapping::insert(&source, &resource, "Properties", &Written::Nested(vec![(outer?, value)])),
    };
    edit.map(|edit| vec![edit])
}

/// The resource waits for others of its own module or template.
fn wait_for(remedy: &Remedy, addresses: &[Arc<str>], files: &Files<'_>) -> Option<Planned> {
    let source = files.get(remedy.block.source)?;
    let names = remedy.names_of(addresses);
    if names.is_empty() {
        return None;
    }
    let title =
        format!("wait for {}", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "));
    if is_hcl(&source) {
        let block = hcl::block_at(&source, remedy.block)?;
        return Some((hcl::wait_for(&source, &block, &names)?, Safety::Safe, title));
    }
    let key = if remedy.language == Language::CloudFormation { "DependsOn" } else { "depends_on" };
    let node = files.entry_at(remedy.block)?.value;
    if node.get(key).is_some() {
        return None;
    }
    Some((vec![mapping::insert(&source, &node, key, &Written::Texts(&names))?], Safety::Safe, title))
}
