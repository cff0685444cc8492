//! From module instances to [`Resource`]s: walks the tree of calls and evaluates what is asked for.

use super::scope::{ModuleScope, written};
use super::tree::{Instance, ResourceInstance, Unit};
use super::{dynamic, providers};
use crate::expr::Evaluator;
use crate::resource::{Argument, Language, Lifecycle, Presence, Resource};
use crate::source::{Problem, Span};
use crate::syntax::hcl::{Block, Expr, ExprKind};
use crate::value::{Cause, CauseKind, Origin, Role, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

/// Most resources of the wanted types that one root module hands over, those of its calls counted.
const MAX_RESOURCES: usize = 10_000;

/// What a walk over the tree of modules has found.
pub(super) struct Collection<'w> {
    wanted: &'w dyn Fn(&str) -> bool,
    /// Only what lies below these addresses, where there are any.
    targets: Option<&'w [String]>,
    is_full: bool,
    pub resources: Vec<Resource>,
    pub absent: Vec<Absent>,
    /// The ways of the `count` and `for_each` that were met.
    pub expansions: Vec<Origin>,
}

/// A resource block or module call without any instance.
pub(super) struct Absent {
    /// Its address, without a key.
    pub address: String,
    /// The variables of the root whose defaults made it so.
    pub variables: BTreeSet<Arc<str>>,
    /// Whether what was given for this run had a part in it.
    pub by_input: bool,
}

impl<'w> Collection<'w> {
    /// Of everything.
    pub fn new(wanted: &'w dyn Fn(&str) -> bool) -> Self {
        Collection {
            wanted,
            targets: None,
            is_full: false,
            resources: Vec::new(),
            absent: Vec::new(),
            expansions: Vec::new(),
        }
    }

    /// Of what lies below some addresses.
    pub fn below(wanted: &'w dyn Fn(&str) -> bool, targets: &'w [String]) -> Self {
        Collection {
            wanted,
            targets: Some(targets),
            is_full: false,
            resources: Vec::new(),
            absent: Vec::new(),
            expansions: Vec::new(),
        }
    }

    /// Says once that no more are taken.
    fn full(&mut self, unit: &Unit<'_>, block: &super::module::ResourceBlock) {
        if !std::mem::replace(&mut self.is_full, true) {
            let message =
                format!("more than {MAX_RESOURCES} resources in one root module: the others are not read");
            unit.budget.report(Problem::limit(block.declared.block.header, message));
        }
    }

    /// Adds the resources of a module instance and of all it calls.
    pub fn module(&mut self, unit: &Unit<'_>, instance: &Rc<Instance>) {
        for (address, block) in &instance.module.resources {
            if !(self.wanted)(&block.kind) {
                continue;
            }
            let full = [&*instance.prefix, address].concat();
            if !self.is_target(&full) {
                continue;
            }
            let Some(resources) = unit.resources(instance, address) else { continue };
            self.expanded_by(&resources.expansion.origin);
            if resources.members.is_empty() {
                self.absent(unit, instance, full, &resources.expansion.origin);
            }
            for (_, resource) in &resources.members {
                if self.resources.len() >= MAX_RESOURCES {
                    return self.full(unit, block);
                }
                self.resources.push(handed_over(unit, resource));
            }
        }
        for name in instance.module.calls.keys() {
            let full = format!("{}module.{name}", instance.prefix);
            if !self.leads_to_target(&full) {
                continue;
            }
            let Some(children) = unit.children(instance, name) else { continue };
            self.expanded_by(&children.expansion.origin);
            if children.members.is_empty() {
                self.absent(unit, instance, full, &children.expansion.origin);
            }
            for child in &children.members {
                self.module(unit, child);
            }
        }
    }

    fn expanded_by(&mut self, origin: &Origin) {
        if origin.last().is_some() {
            self.expansions.push(origin.clone());
        }
    }

    fn is_target(&self, address: &str) -> bool {
        self.targets.is_none_or(|targets| targets.iter().any(|target| is_below(address, target)))
    }

    fn leads_to_target(&self, address: &str) -> bool {
        self.targets.is_none_or(|targets| {
            targets.iter().any(|target| is_below(address, target) || is_below(target, address))
        })
    }

    fn absent(&mut self, unit: &Unit<'_>, instance: &Rc<Instance>, address: String, origin: &Origin) {
        let root = unit.modules.get(&unit.root);
        let mut variables = BTreeSet::new();
        let mut by_input = false;
        for step in origin.steps() {
            by_input |= matches!(step.role, Role::Input(_) | Role::VariablesFile(_));
            let Role::VariableDefault(name) = &step.role else { continue };
            let of_root = root.variables.get(name).is_some_and(|it| it.block.span.contains(step.span));
            // a module of the same folder that the root calls has defaults of the same span
            if of_root && (instance.is_root() || instance.module.folder != unit.root) {
                variables.insert(Arc::clone(name));
            }
        }
        self.absent.push(Absent { address, variables, by_input });
    }
}

fn is_below(address: &str, target: &str) -> bool {
    address.strip_prefix(target).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// A resource that exists only against defaults, in the case that creates it; `None` where that is not certain.
pub(super) fn if_created(mut resource: Resource, words: &Arc<str>) -> Option<Resource> {
    match &resource.presence {
        Presence::Always => {}
        Presence::When(formula) => {
            for argument in resource.arguments.values_mut() {
                argument.change(|value| value.assuming(formula, true));
            }
        }
        Presence::Unknown(_) => return None,
    }
    resource.presence = Presence::Always;
    resource.not_created = Some(Arc::clone(words));
    Some(resource)
}

fn handed_over(unit: &Unit<'_>, resource: &ResourceInstance) -> Resource {
    let block = &resource.block.block;
    let open = if resource.block.twice {
        Some(Cause::new(CauseKind::Error, format!("`{}` is declared twice", resource.address)))
    } else {
        let unreadable = || Cause::new(CauseKind::UnreadableText, Arc::clone(&resource.address));
        block.broken.then(unreadable)
    };
    let (provider, surroundings) = providers::of(&resource.instance, block).deployed(unit);
    let prefix = &resource.instance.prefix;
    let waits = block.body.attribute("depends_on");
    let depends_on = references(waits.map(|attribute| &attribute.expr));
    let arguments = arguments(unit, resource);
    depends_on.iter().for_each(|(path, span)| tell_undeclared(unit, &resource.instance, path, *span));
    Resource {
        address: Arc::clone(&resource.address),
        unit: 0,
        kind: Arc::clone(&resource.kind),
        language: Language::Terraform,
        presence: resource.presence.clone(),
        not_created: None,
        retold: false,
        head: block.header,
        block: block.span,
        surroundings: surroundings.of_resource(&resource.kind, &arguments),
        arguments: arguments.into(),
        open,
        limits: Arc::default(),
        refused_arguments: None,
        calls: resource.instance.heads.clone(),
        depends_on: depends_on.into_iter().map(|(path, _)| format!("{prefix}{path}").into()).collect(),
        depends_on_at: waits.map(|attribute| attribute.span),
        lifecycle: Arc::new(lifecycle(unit, resource)),
        metadata: Value::null(),
        provider,
        change: None,
    }
}

/// Tells of what `depends_on` names and the module does not declare: Terraform refuses the configuration.
fn tell_undeclared(unit: &Unit<'_>, instance: &Instance, path: &str, span: Span) {
    let module = &instance.module;
    let path = path.strip_prefix("resource.").unwrap_or(path);
    let mut words = path.split('.').map(|word| word.split('[').next().unwrap_or_default());
    let (Some(first), Some(second)) = (words.next(), words.next()) else { return };
    let (name, is_declared) = match (first, words.next()) {
        ("var" | "local" | "each" | "count" | "path" | "self" | "terraform", _) => return,
        ("module", _) => (format!("module.{second}"), module.calls.contains_key(second)),
        ("data" | "ephemeral", Some(third)) => {
            let name = format!("{first}.{second}.{third}");
            let is_declared = module.resources.contains_key(name.as_str());
            (name, is_declared)
        }
        _ => {
            let name = format!("{first}.{second}");
            let is_declared = module.resources.contains_key(name.as_str());
            (name, is_declared)
        }
    };
    if !is_declared && !module.is_partial {
        unit.budget.report(Problem::evaluation(span, format!("`{name}` is not declared")));
    }
}

fn arguments(unit: &Unit<'_>, resource: &ResourceInstance) -> BTreeMap<Arc<str>, Argument> {
    if resource.block.twice {
        return BTreeMap::new();
    }
    let block = &resource.block.block;
    let mut arguments = BTreeMap::new();
    for name in dynamic::names(&block.body) {
        let Some(value) = written(unit, resource, &name) else { continue };
        let span = span_of(block, &name);
        arguments.insert(name, Argument::new(value, span));
    }
    arguments
}

fn span_of(block: &Block, name: &str) -> Span {
    let nested = |nested: &&Arc<Block>| super::overrides::nested_type(nested) == name;
    match block.body.attribute(name) {
        Some(attribute) => attribute.span,
        None => block.body.blocks.iter().find(nested).map_or(block.header, |nested| nested.header),
    }
}

fn lifecycle(unit: &Unit<'_>, resource: &ResourceInstance) -> Lifecycle {
    let mut lifecycle = Lifecycle::default();
    let block = &resource.block.block;
    for nested in block.body.blocks_of("lifecycle") {
        if let Some(attribute) = nested.body.attribute("prevent_destroy") {
            let scope = ModuleScope::within(unit, &resource.instance, &resource.iteration, &resource.address);
            let value = Evaluator::new(&scope).evaluate(&attribute.expr);
            let name: Arc<str> = "prevent_destroy".into();
            lifecycle.prevent_destroy = value.through(Role::Argument(name), attribute.span);
        }
        let ignored = nested.body.attribute("ignore_changes").map(|attribute| &attribute.expr);
        lifecycle.ignore_changes.extend(references(ignored));
    }
    lifecycle
}

/// The paths of a list of references; `all` and `["*"]` are `all`.
pub(super) fn references(expr: Option<&Expr>) -> Vec<(Arc<str>, Span)> {
    let Some(expr) = expr else { return Vec::new() };
    let paths = match &expr.kind {
        ExprKind::Tuple(items) => items.iter().collect(),
        _ => vec![expr],
    };
    paths
        .into_iter()
        .filter_map(|path| {
            let text = path_text(path)?;
            let text = if text == "*" { "all".to_owned() } else { text };
            Some((text.into(), path.span))
        })
        .collect()
}

fn path_text(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Variable(name) | ExprKind::String(name) => Some(name.to_string()),
        ExprKind::Parenthesis(inner) | ExprKind::Wrapped(inner) => path_text(inner),
        ExprKind::Attribute(source, name) => Some(format!("{}.{}", path_text(source)?, name.text)),
        ExprKind::Index(source, key) => {
            let source = path_text(source)?;
            match &key.kind {
                ExprKind::Number(number) => Some(format!("{source}[{number}]")),
                ExprKind::String(text) => Some(format!("{source}[\"{text}\"]")),
                _ => Some(source),
            }
        }
        _ => None,
    }
}
