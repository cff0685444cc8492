//! From a decided value to the words of a finding: where it points, what stands there, how the value came, what to do.

use super::Label;
use super::deciding::{self, Decision};
use crate::model::{self, Default, Entity, Estate, Field, FieldKind, FieldValue};
use crate::resource::Language;
use crate::rule::{FIRST_RULE_SOURCE, Verdict};
use crate::source::{SourceMap, Span};
use crate::value::{Data, Origin, Role, Step, Value};

/// Where a finding points and what it says there.
pub(super) struct Place {
    /// The deciding argument, or the resource's head.
    pub span: Span,
    /// What stands there.
    pub label: String,
    /// The way of the value, oldest step first.
    pub related: Vec<Label>,
    /// How many of them, from the first, are steps of that way.
    pub way: usize,
}

/// What is to be explained.
pub(super) struct Found<'a> {
    /// What was found.
    pub verdict: Verdict,
    /// What decided in documents.
    pub decisions: &'a [Decision],
    /// The texts of the files.
    pub sources: &'a SourceMap,
}

/// The resource itself as the place: no field of it was read on the way.
pub(super) fn head_of(entity: &Entity) -> Place {
    Place { span: entity.resource.head, label: "this resource".to_owned(), related: Vec::new(), way: 0 }
}

/// The place of a value that decided a check about `entity`, where a field of it was read on the way.
pub(super) fn place(entity: &Entity, deciding: &Value, found: &Found<'_>) -> Option<Place> {
    let witnesses = witnesses(entity, &deciding.origin, found.verdict);
    let (field, read, way) = witnesses.first()?;
    if let Some((span, label, way)) = deciding::argument(found.decisions, read.span) {
        let related = way_along(way, span);
        return Some(Place { span, label, way: related.len(), related });
    }
    if !found.decisions.is_empty() {
        let (own, related) = deciding::told(found.decisions, read.span, found.sources);
        let label = own.unwrap_or_else(|| described(entity, field, read));
        return Some(Place { span: read.span, label, way: related.len(), related });
    }
    if found.verdict == Verdict::Pass {
        return Some(Place {
            span: read.span,
            label: described(entity, field, read),
            related: Vec::new(),
            way: 0,
        });
    }
    let mut related = match field.kind {
        // the ways of all that a document is made of; what decides in it is told where it is known
        FieldKind::Document => data_source_of(way, read.span),
        _ => way_of(way, read.span),
    };
    let steps = related.len();
    for (other, value, _) in witnesses.iter().skip(1).take(4) {
        if value.span != read.span {
            related.push(Label { span: value.span, message: described(entity, other, value) });
        }
    }
    Some(Place { span: read.span, label: described(entity, field, read), related, way: steps })
}

/// The place of a value that decided a check about the whole estate: the newest field that was read on the way.
pub(super) fn place_in(estate: &Estate, deciding: &Value, found: &Found<'_>) -> Option<Place> {
    let read = deciding.origin.fields();
    let owner = |step: &Step| {
        let Role::Field(number) = step.role else { return None };
        let (model_type, row) = model::field(number)?;
        let mut all = estate.all(model_type.name).map(|(_, entity)| entity);
        all.find(|entity| entity.field(row.name).is_some_and(|field| field.span == step.span))
    };
    read.iter().find_map(|(step, _)| owner(step)).and_then(|entity| place(entity, deciding, found))
}

/// An argument that decided without being a field of the model.
pub(super) fn argument(entity: &Entity, deciding: &Value) -> Option<Place> {
    deciding.origin.steps().iter().rev().find_map(|step| match &step.role {
        Role::Argument(name) if entity.resource.block.contains(step.span) => {
            let related = way_of(&deciding.origin, step.span);
            let way = related.len();
            Some(Place { span: step.span, label: format!("`{name}` decides"), related, way })
        }
        _ => None,
    })
}

/// The fields of the entity that were read on the way, newest reading first, each with the way of its value.
fn witnesses<'e>(
    entity: &'e Entity,
    origin: &Origin,
    verdict: Verdict,
) -> Vec<(&'static Field, &'e FieldValue, Origin)> {
    let of_entity = |(step, way): (Step, Origin)| {
        let Role::Field(number) = step.role else { return None };
        let (model_type, field) = model::field(number)?;
        if model_type.name != entity.model_type.name {
            return None;
        }
        let read = entity.field(field.name)?;
        // of two entities of one type on the way (a bucket and the one that its access logs go to), this one's
        (read.span == step.span).then_some((field, read, way))
    };
    let mut found: Vec<_> = origin.fields().into_iter().filter_map(of_entity).collect();
    // what is not known decides that something is not known; what is written says more than what is left out
    found.sort_by_key(|(_, read, _)| {
        let beside = verdict == Verdict::Unknown && read.value.is_wholly_known();
        (beside, !read.written)
    });
    found
}

/// What a field is, in the words of its language.
fn described(entity: &Entity, field: &Field, read: &FieldValue) -> String {
    let language = entity.resource.language;
    let name = read.name;
    if name.is_empty() {
        return format!("{} cannot be set here", field.documentation);
    }
    if !read.written
        && read.value.is_wholly_known()
        && let Some(missing) = missing_companion(field, language)
    {
        return format!("no `{missing}` for this resource");
    }
    if !read.written {
        return match field.default_in(language) {
            _ if read.value.cause().is_some() => match read.value.cause() {
                Some(cause) => format!("`{name}` is not known: {cause}"),
                None => String::new(),
            },
            Default::Null | Default::Empty => format!("no `{name}` here"),
            Default::Bool(value) => format!("no `{name}` here: {value} by default"),
            Default::Number(value) => format!("no `{name}` here: {value} by default"),
            Default::String(value) => format!("no `{name}` here: `{value}` by default"),
            Default::Computed => format!("no `{name}` here: one is made up"),
        };
    }
    match shown(&read.value) {
        Some(text) => format!("`{name}` is {text}"),
        None => format!("`{name}` decides"),
    }
}

/// The companion resource that would say it, where the resource itself cannot.
fn missing_companion(field: &Field, language: Language) -> Option<&'static str> {
    field.own_name_in(language).is_empty().then_some(())?;
    field.companion_in(language).map(|source| source.resource)
}

/// A value for people: short, never a sensitive one.
fn shown(value: &Value) -> Option<String> {
    if value.sensitive {
        let is_empty = value.is_null() || value.as_str().is_some_and(str::is_empty);
        let and = if is_empty { ", which is empty" } else { "" };
        return Some(format!("a sensitive value{and}"));
    }
    match &value.data {
        Data::Null => Some("not set".to_owned()),
        Data::Bool(value) => Some(value.to_string()),
        Data::Number(number) => Some(number.to_string()),
        Data::String(text) if text.is_empty() => Some("empty".to_owned()),
        Data::String(text) if text.chars().count() <= 80 => Some(format!("`{text}`")),
        Data::Unknown(unknown) => Some(format!("not known: {}", unknown.cause)),
        _ => None,
    }
}

/// The steps of a way outside the place itself, in words.
pub(crate) fn way_of(way: &Origin, place: Span) -> Vec<Label> {
    way_along(&way.steps(), place)
}

fn way_along(steps: &[Step], place: Span) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    // what a value was put together from says nothing about it, piece by piece
    let outside = |step: &&Step| matches!(step.role, Role::Literal) && !place.contains(step.span);
    let several_literals = steps.iter().filter(outside).count() > 1;
    for step in steps {
        let inside = place.contains(step.span) && !matches!(step.role, Role::ModuleArgument(_));
        if inside || step.span.contains(place) || step.span.source.0 >= FIRST_RULE_SOURCE {
            continue;
        }
        let Some(message) = words(&step.role) else { continue };
        if several_literals && matches!(step.role, Role::Literal) {
            continue;
        }
        // a literal that a later step names better
        let named_later = |other: &Step| other.span.contains(step.span) && words(&other.role).is_some();
        let literal = matches!(step.role, Role::Literal);
        if literal && steps.iter().any(|other| !matches!(other.role, Role::Literal) && named_later(other)) {
            continue;
        }
        if !labels.iter().any(|label| label.span == step.span) {
            labels.push(Label { span: step.span, message });
        }
    }
    labels
}

/// The data source that a document was taken from, as the last step of its way.
fn data_source_of(way: &Origin, place: Span) -> Vec<Label> {
    let steps = way.steps().into_iter().rev().filter(|step| !place.contains(step.span));
    let data_source = |step: &Step| match &step.role {
        Role::Reference(address) => address.starts_with("data.") || address.contains(".data."),
        _ => false,
    };
    let label = |step: Step| Some(Label { span: step.span, message: words(&step.role)? });
    steps.filter(data_source).take(1).filter_map(label).collect()
}

pub(super) fn words(role: &Role) -> Option<String> {
    Some(match role {
        Role::Literal => "the value is written here".to_owned(),
        Role::VariableDefault(name) => format!("default of variable `{name}`"),
        Role::VariablesFile(name) => format!("variable `{name}` is set here"),
        Role::Input(name) => format!("`{name}` is given as an input"),
        Role::UnsetVariable(name) => format!("variable `{name}` has no default and no value"),
        Role::Local(name) => format!("through local `{name}`"),
        Role::ModuleArgument(name) => format!("passed to the module as `{name}`"),
        Role::ModuleOutput(name) => format!("through output `{name}`"),
        Role::ParameterDefault(name) => format!("default of parameter `{name}`"),
        Role::UnsetParameter(name) => format!("parameter `{name}` has no default and no value"),
        Role::Mapping(name) => format!("row of mapping `{name}`"),
        Role::Condition => "chosen by this condition".to_owned(),
        Role::Reference(address) => format!("refers to `{address}`"),
        Role::Requirement(_)
        | Role::Argument(_)
        | Role::Default(_)
        | Role::After(_)
        | Role::Field(_)
        | Role::Decides(_) => {
            return None;
        }
    })
}
