//! Plan files (`terraform show -json`): what Terraform says will be, as resources.
//!
//! Terraform has evaluated everything; what it could not is marked unknown, and the configuration inside of the plan
//! says which names an unknown argument reads. Findings point at the configuration where it lies beside the plan.
//! Drift and the state before are not read. Knows nothing of how configuration is evaluated.

mod address;
mod index;
mod provider;
mod references;
mod secrets;
#[cfg(test)]
mod tests;
mod values;
mod written;

use crate::load::{Loaded, Loader, Syntax, Tree, whole};
use crate::resource::{Argument, Change, Language, Note, Presence, ResolvedUnit, Resource};
use crate::source::{Problem, Span};
use crate::syntax::hcl::Block;
use crate::syntax::node::{Entry, Node, Scalar};
use crate::value::{Cause, CauseKind, Value};
use index::{Index, Instance};
use references::Scope;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use values::{Beside, Reader};
use written::{Configuration, Written};

/// Most resources, of the types that are wanted, that are handed over.
const MAX_RESOURCES: usize = 10_000;

/// Whether a JSON document is a plan: `terraform show -json` of a state has neither of the two.
pub fn looks_like_plan(document: &Node) -> bool {
    let has = |key| document.get(key).is_some();
    has("format_version") && (has("planned_values") || has("resource_changes"))
}

/// Resolves a plan file. `wanted` says which types of resources are handed over (`data.` before those of data
/// sources); `source_root` is the folder of its root module, where that is not the plan's own. `None` where the file
/// is no plan.
pub fn resolve(
    loader: &Loader<'_>,
    path: &Path,
    wanted: &dyn Fn(&str) -> bool,
    source_root: Option<&Path>,
) -> Option<ResolvedUnit> {
    let mut unit = ResolvedUnit {
        root: path.to_path_buf(),
        deployment: None,
        language: Language::TerraformPlan,
        resources: Vec::new(),
        problems: Vec::new(),
        unreadable: Vec::new(),
        notes: Vec::new(),
        sources: Vec::new(),
        reached: vec![path.to_path_buf()],
        declared: Vec::new(),
    };
    let loaded = match loader.load(path, Syntax::Json) {
        Ok(loaded) => loaded,
        Err(error) => {
            unit.unreadable.push((path.to_path_buf(), error.to_string()));
            return Some(unit);
        }
    };
    unit.problems.extend(loaded.problems.iter().cloned());
    unit.sources.push(loaded.source.id);
    let Some(document) = plan_of(&loaded) else {
        // what breaks off before its tree says that it is one
        let says = |key: &str| loaded.source.text.contains(key);
        let meant =
            says("\"format_version\"") && (says("\"planned_values\"") || says("\"resource_changes\""));
        return (meant && !unit.problems.is_empty()).then_some(unit);
    };
    unit.notes.extend(incomplete(document, whole(&loaded.source)));
    secrets::hide(loader.sources(), document);
    let index = Index::new(document);
    let mut configuration = Configuration::new(loader, root_folder(path, source_root), wanted);
    for instance in &index.instances {
        let kind = kind(instance);
        if wanted(&kind) {
            if unit.resources.len() == MAX_RESOURCES {
                let message =
                    format!("more than {MAX_RESOURCES} resources in one plan: the others are not read");
                unit.problems.push(Problem::limit(Span { end: 0, ..whole(&loaded.source) }, message));
                break;
            }
            unit.resources.push(resource(&index, instance, kind.into(), &mut configuration));
        }
    }
    unit.sources.append(&mut configuration.sources);
    Some(unit)
}

/// The resources that a plan deletes, as they are before it: none of them is among those of [`resolve`].
pub fn removed(
    loader: &Loader<'_>,
    path: &Path,
    wanted: &dyn Fn(&str) -> bool,
    source_root: Option<&Path>,
) -> Vec<Resource> {
    let Ok(loaded) = loader.load(path, Syntax::Json) else { return Vec::new() };
    let Some(document) = plan_of(&loaded) else { return Vec::new() };
    secrets::hide(loader.sources(), document);
    let index = Index::new(document);
    let mut configuration = Configuration::new(loader, root_folder(path, source_root), wanted);
    let removed = index::removed(document).filter_map(|(instance, change)| {
        let kind = kind(&instance);
        if !wanted(&kind) {
            return None;
        }
        let mut resource = resource(&index, &instance, kind.into(), &mut configuration);
        // nothing of it is unknown: it is there
        resource.open = instance.values.filter(|it| !it.is_whole()).map(|_| lost(&instance));
        resource.arguments = arguments(&index, &instance, before(change), None).into();
        Some(resource)
    });
    removed.collect()
}

/// The document, where it is a plan or (where its text is broken) begins as one.
fn plan_of(loaded: &Loaded) -> Option<&Node> {
    let Tree::Documents(documents) = &loaded.tree else { return None };
    let document = documents.first()?;
    let begins = !document.is_whole()
        && document.get("format_version").is_some()
        && document.get("terraform_version").is_some()
        && document.get("values").is_none();
    (looks_like_plan(document) || begins).then_some(document)
}

fn root_folder(path: &Path, source_root: Option<&Path>) -> PathBuf {
    source_root.or(path.parent()).unwrap_or(Path::new("")).to_path_buf()
}

/// What says that there is more to come than this plan shows.
fn incomplete(document: &Node, whole: Span) -> Option<Note> {
    let said = |key: &str, value: bool| {
        document.entry(key).filter(|entry| entry.value.scalar() == Some(Scalar::Bool(value)))
    };
    let (entry, why) = match (said("errored", true), said("complete", false)) {
        (Some(entry), _) => (entry, "planning ended in an error"),
        (None, Some(entry)) => (entry, "some changes are left to a later plan"),
        (None, None) => return None,
    };
    let span = if entry.duplicate { whole } else { entry.key_span.to(entry.value.span) };
    let message = format!("the plan is not complete: {why}; what it lacks is not checked");
    Some(Note { kind: "plan-incomplete", message, span: Some(span), ..Note::default() })
}

fn kind(instance: &Instance<'_>) -> String {
    if instance.is_data { format!("data.{}", instance.kind) } else { instance.kind.to_owned() }
}

fn resource<'d>(
    index: &Index<'d>,
    instance: &Instance<'d>,
    kind: Arc<str>,
    configuration: &mut Configuration<'_, '_>,
) -> Resource {
    let call_path = address::call_path(instance.parts.module);
    let block = configuration.block(index, &call_path, instance.parts.resource);
    let planned = index.change(instance.address);
    let written = block.as_deref();
    let configured = index.module(&call_path).and_then(|it| it.resource(instance.parts.resource));
    let beside = Beside {
        unknown: planned.and_then(|change| change.get("after_unknown")),
        sensitive: [instance.sensitive, planned.and_then(|change| change.get("after_sensitive"))],
        expression: configured.and_then(|it| it.get("expressions")),
        written: written.map(Written::Block),
    };
    let provider = provider::of(index.document, configured);
    let arguments = arguments(index, instance, beside, configured);
    let surroundings = Arc::new(provider::surroundings(&provider)).of_resource(&kind, &arguments);
    Resource {
        address: instance.address.into(),
        unit: 0,
        kind,
        language: Language::TerraformPlan,
        presence: Presence::Always,
        not_created: None,
        retold: false,
        head: written.map_or(instance.address_span, |block| block.header),
        block: written.map_or(instance.node.span, |block| block.span),
        arguments: arguments.into(),
        open: open(instance, planned),
        limits: Arc::default(),
        refused_arguments: None,
        calls: configuration.calls(index, instance.parts.module),
        depends_on: depends_on(instance, configured),
        depends_on_at: None,
        lifecycle: Arc::default(),
        metadata: Value::null(),
        surroundings,
        provider,
        change: planned.map(|planned| Box::new(change(index, instance, planned, written))),
    }
}

/// All arguments that have a value or will have one.
fn arguments<'d>(
    index: &Index<'d>,
    instance: &Instance<'d>,
    beside: Beside<'d, '_>,
    configured: Option<&'d Node>,
) -> BTreeMap<Arc<str>, Argument> {
    let scope = Scope {
        module: instance.parts.module.to_owned(),
        key: instance.parts.key.to_owned(),
        for_each: configured.and_then(|it| it.get("for_each_expression")),
    };
    let reader = Reader::new(index, instance, scope);
    let values = instance.values.map(Node::entries).unwrap_or_default();
    let named: BTreeMap<&Arc<str>, &Entry> =
        values.iter().filter(|entry| !entry.is_gap()).map(|entry| (&entry.key, entry)).collect();
    let marks = beside.unknown.map(Node::entries).unwrap_or_default().iter();
    let marked = marks.filter(|mark| references::has_mark(&mark.value) && !named.contains_key(&mark.key));
    let marked: Vec<&Arc<str>> = marked.filter(|mark| !mark.is_gap()).map(|mark| &mark.key).collect();
    let beside = beside.by_key();
    let all = named.iter().map(|(name, entry)| (*name, Some(*entry)));
    all.chain(marked.into_iter().map(|name| (name, None)))
        .map(|(name, entry)| {
            let (value, span) = reader.argument(name, entry, &beside);
            (Arc::clone(name), Argument::new(value, span))
        })
        .collect()
}

/// Why arguments may be set that are not in the plan's text.
fn open(instance: &Instance<'_>, planned: Option<&Node>) -> Option<Cause> {
    let marks = planned.and_then(|change| change.get("after_unknown"));
    let is_lost = |node: Option<&Node>| node.is_some_and(|node| !node.is_whole());
    if instance.values.is_none() || is_lost(instance.values) || is_lost(marks) {
        return Some(lost(instance));
    }
    // without the marks, an argument that is absent may be one that is known after apply
    match marks {
        Some(marks) if marks.is_mapping() => None,
        _ => Some(Cause::new(CauseKind::Plan, instance.address)),
    }
}

fn lost(instance: &Instance<'_>) -> Cause {
    Cause::new(CauseKind::UnreadableText, instance.address)
}

fn depends_on(instance: &Instance<'_>, configured: Option<&Node>) -> Vec<Arc<str>> {
    let written = configured.and_then(|it| it.get("depends_on")).map(Node::items).unwrap_or_default();
    let addresses = written.iter().filter_map(Node::text);
    addresses.map(|address| address::within(instance.parts.module, address).into()).collect()
}

/// What is known of an instance's values before the change.
fn before(change: &Node) -> Beside<'_, '_> {
    Beside { sensitive: [change.get("before_sensitive"), None], ..Beside::default() }
}

fn change<'d>(
    index: &Index<'d>,
    instance: &Instance<'d>,
    planned: &'d Node,
    written: Option<&Block>,
) -> Change {
    let actions = planned.get("actions").map(Node::items).unwrap_or_default();
    let scope = Scope { module: instance.parts.module.to_owned(), key: String::new(), for_each: None };
    let reader = Reader::new(index, instance, scope);
    let beside = Beside { written: written.map(|it| Written::Value(it.header)), ..before(planned) };
    let before = planned.get("before").map_or_else(Value::null, |node| reader.whole(node, beside));
    Change { actions: actions.iter().filter_map(Node::text).map(Arc::from).collect(), before }
}
