//! From logical resources to what every front end hands over.

use super::conditions::Truth;
use super::entries::{self, Expanded};
use super::form::{self, Form};
use super::journal::MAX_RESOURCES;
use super::properties::{Kind, Properties};
use super::retold::OtherCases;
use super::scope::Scope;
use super::stack::{Stack, unreadable};
use super::{dynamic, literal, nested, properties, pseudo, references};
use crate::later::{Later, later};
use crate::resource::{Argument, Language, Lifecycle, Presence, RefusedArgument, Resource};
use crate::source::{Problem, Span};
use crate::syntax::node::{Entry, Node, Scalar};
use crate::value::{Cause, CauseKind, Data, Entries, Formula, Origin, Role, Value};
use foldhash::{HashSet, HashSetExt};
use std::rc::Rc;
use std::sync::Arc;

/// For so many resources of a stack room is made at once.
const MANY: usize = 256;

/// What the stacks around a resource say of it.
#[derive(Clone)]
pub(super) struct Circumstances {
    pub presence: Presence,
    pub not_created: Option<Arc<str>>,
    /// The logical ids of the stacks around it, outermost first.
    pub calls: Vec<Span>,
}

impl Default for Circumstances {
    fn default() -> Self {
        Circumstances { presence: Presence::Always, not_created: None, calls: Vec::new() }
    }
}

/// What a stack and the stacks nested in it hand over.
#[derive(Default)]
pub(super) struct HandedOver {
    pub resources: Vec<Resource>,
    /// What must hold for them to be created at all.
    limits: Vec<Formula>,
    /// Whether they are asked for as they are against a default.
    against_defaults: bool,
}

impl HandedOver {
    /// Nothing yet, of a stack as it is against a default.
    pub(super) fn against_defaults() -> Self {
        HandedOver { against_defaults: true, ..HandedOver::default() }
    }

    /// The resources, each with all limits.
    pub(super) fn into_resources(self) -> Vec<Resource> {
        let limits: Arc<[Formula]> = self.limits.into();
        let mut resources = self.resources;
        resources.iter_mut().for_each(|resource| resource.limits = Arc::clone(&limits));
        resources
    }

    /// What the rules of a stack demand, where that stack is made.
    fn limit(&mut self, stack: &Stack<'_>, presence: &Presence) {
        for limit in stack.limits() {
            let formula = match presence {
                Presence::Always => limit.formula,
                Presence::When(made) => made.negate().or(&limit.formula),
                Presence::Unknown(_) => continue,
            };
            let says_something = !matches!(formula, Formula::Constant(_));
            if says_something && !self.limits.contains(&formula) {
                self.limits.push(formula);
            }
        }
    }
}

/// Adds the resources of a stack, and of the stacks nested in it, to those that are handed over.
pub(super) fn hand_over<'a>(
    stack: &Rc<Stack<'a>>,
    around: &Circumstances,
    wanted: &dyn Fn(&str) -> bool,
    handed: &mut HandedOver,
) {
    let mut others = OtherCases::default();
    handed.limit(stack, &around.presence);
    let table = stack.resources();
    let is_unique = table.names_are_unique();
    let mut seen = HashSet::new();
    let waited_for = waited_for(&table.list);
    handed.resources.reserve(table.list.len().min(MANY));
    for entry in &table.list {
        let Some(kind) = entry.value.get("Type").and_then(Node::shared_text) else { continue };
        if kind.ends_with("::MODULE") {
            let message = format!("module `{kind}` is not in these files: what it holds is not known");
            stack.journal().note("macro-not-run", message, entry.key_span);
        }
        let holds_template = nested::holds_template(kind);
        let is_wanted = wanted(kind);
        // on the way from one to another that waits for it
        let is_between = !is_wanted && waited_for.contains(&*entry.key);
        let is_asked_for = is_wanted || holds_template || is_between;
        if !is_asked_for || !is_unique && !seen.insert(Arc::clone(&entry.key)) {
            continue;
        }
        let Some((home, circumstances)) = place(stack, entry, around, handed.against_defaults) else {
            continue;
        };
        let before = handed.resources.len();
        let is_against = !Rc::ptr_eq(&home, stack);
        if is_against {
            handed.limit(&home, &around.presence);
        }
        // loops may run otherwise against the defaults
        let table = (is_against || !is_unique).then(|| home.resources());
        let entry = table.as_ref().and_then(|table| table.get(&entry.key)).unwrap_or(entry);
        if handed.resources.len() >= MAX_RESOURCES {
            let message = "more than 10,000 resources: the rest is not looked at";
            stack.journal().problem(Problem::limit(entry.key_span, message));
            return;
        }
        if is_wanted || is_between {
            let mut resource = resource(&home, entry, kind, &circumstances);
            if is_between && entry.value.get("Properties").is_some() {
                // most of it was passed over
                resource.open.get_or_insert_with(|| unreadable("Properties"));
            }
            handed.resources.push(resource);
        }
        if holds_template && let Some(child) = home.nested(entry) {
            let mut inside = circumstances;
            inside.calls.push(shown_at(&home, entry.key_span));
            hand_over(&child, &inside, wanted, handed);
        }
        if is_against {
            others.note(&home, &handed.resources[before..]);
        }
    }
    if !handed.against_defaults {
        let led = others.what_leads_there(around, wanted);
        handed.resources.extend(led);
    }
}

/// The logical ids that some resource says to wait for.
fn waited_for(resources: &[Expanded]) -> HashSet<&str> {
    let written = resources.iter().filter_map(|entry| entry.value.get("DependsOn"));
    written.flat_map(|node| std::iter::once(node).chain(node.items())).filter_map(Node::text).collect()
}

/// The stack to evaluate a resource in and whether it is there; `None` where it never is. In a stack as it is against
/// one default, the others hold.
fn place<'a>(
    stack: &Rc<Stack<'a>>,
    entry: &Expanded,
    around: &Circumstances,
    against_defaults: bool,
) -> Option<(Rc<Stack<'a>>, Circumstances)> {
    let mut circumstances = around.clone();
    let mut home = Rc::clone(stack);
    if let Some(condition) = entry.value.entry("Condition") {
        let span = condition.value.span;
        let name = condition.value.text().filter(|_| !condition.duplicate);
        let presence = match name.map(|name| (entry.scope.name(&name.into()), name)) {
            None => Presence::Unknown(unreadable("Condition")),
            Some((name, _)) => match stack.condition(&name, span) {
                Truth::Where(Formula::Constant(false), _) if against_defaults => return None,
                Truth::Where(Formula::Constant(false), _) => {
                    let against = stack.against_defaults(&name, span)?;
                    home = Rc::clone(&against.stack);
                    circumstances.not_created.get_or_insert_with(|| Arc::clone(&against.words));
                    presence(home.condition(&name, span))?
                }
                truth => presence(truth)?,
            },
        };
        circumstances.presence = both(&circumstances.presence, presence)?;
    }
    if let Some(cause) = &entry.repeated {
        circumstances.presence = both(&circumstances.presence, Presence::Unknown(cause.clone()))?;
    }
    Some((home, circumstances))
}

/// Whether an entry with a `Condition` is in no case there.
pub(super) fn is_never_made(stack: &Stack<'_>, entry: &Expanded) -> bool {
    let Some(condition) = entry.value.get("Condition") else { return false };
    let truth = condition.text().map(|name| stack.condition(&entry.scope.name(&name.into()), condition.span));
    matches!(truth, Some(Truth::Where(Formula::Constant(false), _)))
}

fn presence(truth: Truth) -> Option<Presence> {
    match truth {
        Truth::Where(Formula::Constant(true), _) => Some(Presence::Always),
        Truth::Where(Formula::Constant(false), _) => None,
        Truth::Where(formula, _) => Some(Presence::When(formula)),
        Truth::Unknown(cause) => Some(Presence::Unknown(cause)),
    }
}

fn both(outer: &Presence, inner: Presence) -> Option<Presence> {
    match (outer, inner) {
        (Presence::Always, inner) => Some(inner),
        (Presence::Unknown(cause), _) => Some(Presence::Unknown(cause.clone())),
        (_, Presence::Unknown(cause)) => Some(Presence::Unknown(cause)),
        (outer, Presence::Always) => Some(outer.clone()),
        (Presence::When(a), Presence::When(b)) => match a.and(&b) {
            Formula::Constant(false) => None,
            formula => Some(Presence::When(formula)),
        },
    }
}

/// What a resource says beside its type and its condition, found in one pass.
#[derive(Default)]
struct Attributes<'n> {
    properties: Option<&'n Entry>,
    depends_on: Option<&'n Entry>,
    deletion_policy: Option<&'n Entry>,
    update_replace_policy: Option<&'n Entry>,
    metadata: Option<&'n Entry>,
}

impl<'n> Attributes<'n> {
    fn of(node: &'n Node) -> Self {
        let mut attributes = Attributes::default();
        for entry in node.entries() {
            let attribute = match &*entry.key {
                "Properties" => &mut attributes.properties,
                "DependsOn" => &mut attributes.depends_on,
                "DeletionPolicy" => &mut attributes.deletion_policy,
                "UpdateReplacePolicy" => &mut attributes.update_replace_policy,
                "Metadata" => &mut attributes.metadata,
                _ => continue,
            };
            *attribute = Some(entry);
        }
        attributes
    }
}

fn resource(stack: &Stack<'_>, entry: &Expanded, kind: &Arc<str>, circumstances: &Circumstances) -> Resource {
    let (node, scope) = (&entry.value, &entry.scope);
    let attributes = Attributes::of(node);
    let mut open = entry.doubtful.clone();
    if !node.is_whole() {
        open.get_or_insert_with(|| unreadable(&entry.key));
    }
    if let Some(written) = attributes.depends_on
        && matches!(form::of(&written.value), Form::Call("Transform", _))
    {
        // what it waits for decides some rules
        open.get_or_insert_with(|| Cause::new(CauseKind::Macro, "AWS::Include"));
    }
    let schema = properties::of(kind);
    let mut arguments = Vec::new();
    let mut refused_arguments = None;
    if let Some(properties) = attributes.properties {
        if properties.duplicate || entry.doubtful.is_some() {
            open.get_or_insert_with(|| unreadable("Properties"));
        } else {
            arguments.reserve_exact(properties.value.entries().len());
            let cause = properties_of(stack, &properties.value, entry, schema, &mut arguments);
            open = open.or(cause);
            refused_arguments = refused_properties(stack, &properties.value, schema);
        }
    }
    if let Some((cause, _)) = &stack.template.changed_by {
        open.get_or_insert_with(|| cause.clone());
        arguments.iter_mut().for_each(|(_, argument)| leave_open(argument, cause));
    }
    if entry.repeated.is_some() && arguments.is_empty() {
        open.get_or_insert_with(|| unreadable(&entry.key));
    }
    let deployed = || (provider(stack), Arc::new(pseudo::surroundings(stack)));
    let (provider, surroundings) = stack.memo.deployment.get_or_init(deployed).clone();
    Resource {
        address: stack.address(&entry.key),
        unit: 0,
        kind: Arc::clone(kind),
        language: Language::CloudFormation,
        presence: circumstances.presence.clone(),
        not_created: circumstances.not_created.clone(),
        retold: false,
        head: shown_at(stack, entry.key_span),
        block: shown_at(stack, written_span(entry.key_span, node.span)),
        arguments: arguments.into(),
        open,
        limits: Arc::default(),
        refused_arguments,
        calls: circumstances.calls.clone(),
        depends_on: attributes.depends_on.map_or_else(Vec::new, |it| depends_on(stack, &it.value, scope)),
        depends_on_at: attributes
            .depends_on
            .map(|it| shown_at(stack, written_span(it.key_span, it.value.span))),
        lifecycle: lifecycle(stack, &attributes, scope),
        metadata: attribute(stack, attributes.metadata, scope),
        provider,
        surroundings,
        change: None,
    }
}

fn lifecycle(stack: &Stack<'_>, attributes: &Attributes<'_>, scope: &Scope) -> Arc<Lifecycle> {
    match (attributes.deletion_policy, attributes.update_replace_policy) {
        (None, None) => Arc::clone(&stack.memo.no_lifecycle),
        (deletion, replacement) => Arc::new(Lifecycle {
            deletion_policy: attribute(stack, deletion, scope),
            update_replace_policy: attribute(stack, replacement, scope),
            ..Lifecycle::default()
        }),
    }
}

fn attribute(stack: &Stack<'_>, written: Option<&Entry>, scope: &Scope) -> Value {
    written.map_or_else(Value::null, |written| stack.value(&written.value, scope))
}

/// What a macro leaves as it is written, nobody knows.
fn leave_open(argument: &mut Argument, cause: &Cause) {
    let origin = argument.value().origin.clone();
    *argument = Argument::new(Value::unknown(cause.clone()).at(origin), argument.span);
}

/// What CloudFormation refuses because the type does not have it, or not so: a rule tells it. Nothing where a macro may
/// change it.
fn refused_properties(
    stack: &Stack<'_>,
    node: &Node,
    schema: Option<Properties>,
) -> Option<Later<Vec<RefusedArgument>>> {
    let schema = schema.filter(|_| stack.template.changed_by.is_none())?;
    let (node, stands_at) = (node.clone(), stack.template.stands_at);
    let resources = Arc::clone(&stack.template.resources);
    let told = move |property: RefusedArgument| RefusedArgument {
        span: stands_at.unwrap_or(property.span),
        ..property
    };
    Some(later(move || {
        let is_resource = |name: &str| resources.iter().any(|section| section.entry(name).is_some());
        properties::refused(schema, &node, &is_resource).into_iter().map(told).collect()
    }))
}

/// Fills in the properties; the cause where others may be set too.
fn properties_of(
    stack: &Stack<'_>,
    node: &Node,
    entry: &Expanded,
    schema: Option<Properties>,
    arguments: &mut Vec<(Arc<str>, Argument)>,
) -> Option<Cause> {
    let kind_of = |name: &str| kind_of(schema, name);
    let is_include = node.is_mapping() && matches!(form::of(node), Form::Call("Transform", _));
    if node.is_mapping() && (is_include || form::is_plain(node)) {
        if entry.scope.is_empty() && node.entries().iter().all(entries::is_plain) {
            for written in node.entries() {
                let said = literal_argument(stack, written, schema)
                    .unwrap_or_else(|| argument(stack, &Expanded::of(written), kind_of(&written.key)));
                arguments.push((Arc::clone(&written.key), said));
            }
            return None;
        }
        let (written, open) = stack.entries(node, &entry.scope);
        for property in &written {
            let said = argument(stack, property, kind_of(&property.key));
            arguments.push((Arc::clone(&property.key), said));
        }
        return open.or_else(|| (!node.is_whole()).then(|| unreadable(&entry.key)));
    }
    let value = dynamic::resolve(&stack.value(node, &entry.scope));
    match &value.data {
        Data::Null => None,
        Data::Object(object) => {
            for (name, value) in &object.entries {
                let value = properties::coerce(value, kind_of(name));
                arguments.push((Arc::clone(name), said(stack, name, value, node.span)));
            }
            object.open.as_ref().map(|unknown| unknown.cause.clone())
        }
        _ => {
            let other = || Cause::new(CauseKind::Error, "`Properties` is not a mapping");
            Some(value.cause().cloned().unwrap_or_else(other))
        }
    }
}

/// The type of a property; any where the resource's type is not known, or does not have it.
fn kind_of(schema: Option<Properties>, name: &str) -> Kind {
    schema.and_then(|schema| properties::kind_of(schema, name)).unwrap_or(Kind::Any)
}

/// What a property says, evaluated.
fn argument(stack: &Stack<'_>, property: &Expanded, kind: Kind) -> Argument {
    complain_about_null(stack, property);
    let span = written_span(property.key_span, property.value.span);
    let value = match properties::written_text(&property.value, kind) {
        Some(text) if property.doubtful.is_none() => {
            Value::string(text).at(Origin::of(Role::Literal, property.value.span))
        }
        _ => properties::coerce(&dynamic::resolve(&stack.entry_value(property)), kind),
    };
    said(stack, &property.key, value, span)
}

/// What a property without anything to evaluate says: a list or an object is read when somebody asks for it. None of
/// others, and of nulls.
fn literal_argument(stack: &Stack<'_>, written: &Entry, schema: Option<Properties>) -> Option<Argument> {
    if !literal::is_literal(&written.value) {
        return None;
    }
    let span = written_span(written.key_span, written.value.span);
    let Some(scalar) = written.value.scalar() else {
        let span = shown_at(stack, span);
        let (name, node) = (Arc::clone(&written.key), written.value.clone());
        let read = move || {
            let value = properties::coerce(&literal::value(&node), kind_of(schema, &name));
            value.through(Role::Argument(Arc::clone(&name)), span)
        };
        return Some(Argument::literal(read, span));
    };
    let value = match (scalar, kind_of(schema, &written.key)) {
        (Scalar::Null, _) => return None,
        (Scalar::Number(text), Kind::String) => {
            Value::string(text).at(Origin::of(Role::Literal, written.value.span))
        }
        (_, kind) => properties::coerce(&literal::value(&written.value), kind),
    };
    Some(said(stack, &written.key, value, span))
}

fn said(stack: &Stack<'_>, name: &Arc<str>, value: Value, span: Span) -> Argument {
    let span = shown_at(stack, span);
    Argument::new(value.through(Role::Argument(Arc::clone(name)), span), span)
}

/// CloudFormation refuses nulls that are written; `AWS::NoValue` leaves a property out.
fn complain_about_null(stack: &Stack<'_>, property: &Expanded) {
    if property.value.tag.is_none() && property.value.scalar() == Some(Scalar::Null) {
        let message = format!("`{}` is null: CloudFormation refuses the template", property.key);
        let help = "write a value, or leave the property out".to_owned();
        stack.journal().evaluation(property.key_span, message, Some(help));
    }
}

/// From a key to the end of its value; the key alone where the value stands elsewhere (an alias).
fn written_span(key: Span, value: Span) -> Span {
    if value.source == key.source && value.start >= key.end { key.to(value) } else { key }
}

/// Where a reader finds it: the string that holds the template, where spans in it say nothing.
fn shown_at(stack: &Stack<'_>, span: Span) -> Span {
    stack.template.stands_at.unwrap_or(span)
}

fn depends_on(stack: &Stack<'_>, node: &Node, scope: &Scope) -> Vec<Arc<str>> {
    // a function and a null are refused, and name nothing
    let is_name = |it: &&Node| node.tag.is_none() && it.scalar() != Some(Scalar::Null);
    let nodes = std::iter::once(node).chain(node.items()).filter(is_name);
    let names = nodes.filter_map(|node| Some((scope.name(&node.text()?.into()), node.span)));
    let address = |(name, span): (Arc<str>, Span)| {
        references::dependency(stack, &name, span);
        stack.address(&name)
    };
    names.map(address).collect()
}

/// Region and account, as far as said.
fn provider(stack: &Stack<'_>) -> Value {
    let said = |name: &str| pseudo::parameter(stack, name).filter(|value| value.as_str().is_some());
    let (region, account) = (said("AWS::Region"), said("AWS::AccountId"));
    if region.is_none() && account.is_none() && stack.around.inputs.partition.is_none() {
        return Value::null();
    }
    let fields = [("region", region), ("account", account), ("partition", said("AWS::Partition"))];
    let fields = fields.into_iter().filter_map(|(name, value)| Some((Arc::from(name), value?)));
    Value::object(Entries::from_iter(fields))
}
