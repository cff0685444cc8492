//! What names mean inside a module instance: `var`, `local`, `module`, resources, `data`, `each`, `path`, …

use super::expand::Iteration;
use super::tree::{Instance, Thing, Unit};
use super::{attributes, dynamic, files, locals, variables};
use crate::expr::{Budget, Evaluator, PathStep, Resolved, Scope};
use crate::source::{Problem, Span};
use crate::value::{Cause, CauseKind, Data, Entries, Handle, Role, Text, TextPart, Type, Unknown, Value};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// A module instance as a scope, with what `each`, `count` and `self` are in one resource of it.
pub(super) struct ModuleScope<'u> {
    pub unit: &'u Unit<'u>,
    pub instance: Rc<Instance>,
    iteration: Iteration,
    name: Arc<str>,
}

impl<'u> ModuleScope<'u> {
    /// The scope of a module's own expressions.
    pub fn of(unit: &'u Unit<'_>, instance: &Rc<Instance>) -> ModuleScope<'u> {
        let name = Arc::clone(&instance.prefix);
        ModuleScope { unit, instance: Rc::clone(instance), iteration: Iteration::default(), name }
    }

    /// The scope of one instance of a resource or call.
    pub fn within(
        unit: &'u Unit<'_>,
        instance: &Rc<Instance>,
        iteration: &Iteration,
        name: &Arc<str>,
    ) -> ModuleScope<'u> {
        let (iteration, name) = (iteration.clone(), Arc::clone(name));
        ModuleScope { unit, instance: Rc::clone(instance), iteration, name }
    }

    fn undeclared(&self, name: String, span: Span) -> Value {
        if self.instance.module.is_partial {
            return Value::unknown(Cause::new(CauseKind::UnreadableText, name));
        }
        self.unit.budget.report(Problem::evaluation(span, format!("`{name}` is not declared")));
        Value::unknown(Cause::new(CauseKind::Undeclared, name))
    }

    pub fn local(&self, name: &Arc<str>, span: Span) -> Value {
        let Some(local) = self.instance.module.locals.get(name) else {
            return self.undeclared(format!("local.{name}"), span);
        };
        locals::prepare(self, name);
        self.unit.remembered(&self.instance.locals, name, span, || {
            let scope = ModuleScope::of(self.unit, &self.instance);
            let value = Evaluator::new(&scope).evaluate(&local.expr);
            let value = self.unit.checked(value, local.expr.span);
            locals::named(value, || format!("{}local.{name}", self.instance.prefix))
                .through(Role::Local(Arc::clone(name)), local.span)
        })
    }

    fn module_call(&self, name: &Arc<str>, span: Span) -> Value {
        if !self.instance.module.calls.contains_key(name) {
            return self.undeclared(format!("module.{name}"), span);
        }
        match self.unit.children(&self.instance, name) {
            Some(children) => children.value.clone(),
            None => self.unit.error(span, format!("`module.{name}` depends on itself")),
        }
    }

    /// The value of a reference to a whole resource or data source.
    fn resource(&self, address: &Arc<str>, span: Span) -> Value {
        let Some(block) = self.instance.module.resources.get(address) else {
            return self.undeclared(address.to_string(), span);
        };
        if block.declared.twice {
            return Value::error(format!("`{address}` is declared twice"));
        }
        let references = &self.instance.references;
        self.unit.remembered(references, address, span, || {
            match self.unit.resources(&self.instance, address) {
                Some(resources) => {
                    let handles: Vec<Handle> = resources.members.iter().map(|(handle, _)| *handle).collect();
                    resources.expansion.value(&handles, &format!("{}{address}", self.instance.prefix))
                }
                None => self.unit.error(span, format!("`{address}` depends on itself")),
            }
        })
    }

    fn path(&self, name: &str) -> Value {
        match name {
            "root" => Value::string("."),
            "module" => {
                let folder = &self.instance.module.folder;
                Value::string(files::relative(&self.unit.root, folder))
            }
            _ => Unknown::because(Cause::new(CauseKind::Surroundings, "working directory"))
                .set()
                .of_type(Type::String)
                .named("path.cwd")
                .value(),
        }
    }

    fn workspace(&self) -> Value {
        match &self.unit.inputs.workspace {
            Some(name) => Value::string(name.as_str()),
            None => Unknown::because(Cause::new(CauseKind::Workspace, "terraform.workspace"))
                .set()
                .of_type(Type::String)
                .named("terraform.workspace")
                .value(),
        }
    }

    /// The value that two or more names lead to, and how many steps it took.
    fn named(&self, root: &str, steps: &[PathStep<'_>], span: Span) -> Option<(Value, usize)> {
        let first = attribute_step(steps, 0);
        let second = attribute_step(steps, 1);
        Some(match (root, first, second) {
            ("var", Some(name), _) => (variables::variable(self.unit, &self.instance, name, span), 1),
            ("local", Some(name), _) => (self.local(&name.into(), span), 1),
            ("module", Some(name), _) => (self.module_call(&name.into(), span), 1),
            ("each", Some("key" | "value"), _) => (self.iteration.each.clone()?, 0),
            ("count", Some("index"), _) => (self.iteration.count.clone()?, 0),
            ("path", Some(name), _) => (self.path(name), 1),
            ("terraform" | "tofu", Some("workspace"), _) => (self.workspace(), 1),
            ("terraform", Some("applying"), _) => (Value::bool(false), 1),
            ("data" | "ephemeral", Some(kind), Some(name)) => {
                (self.resource(&format!("{root}.{kind}.{name}").into(), span), 2)
            }
            ("resource", Some(kind), Some(name)) => {
                (self.resource(&format!("{kind}.{name}").into(), span), 2)
            }
            (kind, Some(name), _) if kind.contains('_') => {
                (self.resource(&format!("{kind}.{name}").into(), span), 1)
            }
            (root, Some(name), _) => {
                let address: Arc<str> = format!("{root}.{name}").into();
                if self.instance.module.resources.contains_key(&address) {
                    (self.resource(&address, span), 1)
                } else {
                    (self.undeclared(address.to_string(), span), 1)
                }
            }
            _ => return None,
        })
    }
}

fn attribute_step<'e>(steps: &[PathStep<'e>], at: usize) -> Option<&'e str> {
    match steps.get(at) {
        Some(PathStep::Attribute(name, _)) => Some(name),
        _ => None,
    }
}

impl Scope for ModuleScope<'_> {
    fn resolve(
        &self,
        root: &str,
        steps: &[PathStep<'_>],
        span: Span,
        _evaluator: &mut Evaluator<'_>,
    ) -> Option<Resolved> {
        let (value, consumed) =
            self.named(root, steps, span).unwrap_or_else(|| (self.undeclared(root.to_owned(), span), 0));
        Some(Resolved { value, consumed })
    }

    fn attribute(&self, handle: Handle, name: &str, span: Span) -> Value {
        match self.unit.thing(handle) {
            Some(Thing::Resource(resource)) => attributes::attribute(self.unit, &resource, name, span),
            Some(Thing::Module(instance)) => output(self.unit, &instance, &name.into(), span),
            None => Value::error("nothing stands behind this reference"),
        }
    }

    fn expand(&self, handle: Handle) -> Value {
        match self.unit.thing(handle) {
            Some(Thing::Resource(resource)) => attributes::whole(self.unit, &resource),
            Some(Thing::Module(instance)) => {
                let outputs = instance.module.outputs.iter().map(|(name, declared)| {
                    (Arc::clone(name), output(self.unit, &instance, name, declared.block.header))
                });
                Value::object(Entries::from_iter(outputs))
            }
            None => Value::object(BTreeMap::new()),
        }
    }

    fn call(&self, name: &str, arguments: &[Value], span: Span) -> Option<Value> {
        match name {
            // which values are ephemeral is not followed: where some are, any may be
            "ephemeralasnull" if self.instance.module.may_have_ephemeral_values() => {
                Some(Value::unknown(Cause::new(CauseKind::Function, name)))
            }
            _ => files::call(self, name, arguments, span),
        }
    }

    fn instance(&self) -> &str {
        &self.name
    }

    fn text(&self, span: Span) -> String {
        self.unit.modules.loader.sources().shown(span)
    }

    fn budget(&self) -> &Budget {
        &self.unit.budget
    }
}

/// An output of a module instance.
fn output(unit: &Unit<'_>, instance: &Rc<Instance>, name: &Arc<str>, span: Span) -> Value {
    let Some(declared) = instance.module.outputs.get(name) else {
        if instance.module.is_partial {
            return Value::unknown(Cause::new(CauseKind::UnreadableText, format!("output {name}")));
        }
        return unit.error(span, format!("the module has no output `{name}`"));
    };
    unit.remembered(&instance.outputs, name, span, || {
        let Some(attribute) = declared.block.body.attribute("value") else {
            let unreadable = Cause::new(CauseKind::UnreadableText, format!("output {name}"));
            return Value::unknown(unreadable);
        };
        let scope = ModuleScope::of(unit, instance);
        let mut evaluator = Evaluator::new(&scope);
        let value = unit.checked(evaluator.evaluate(&attribute.expr), attribute.expr.span);
        let sensitive = declared.block.body.attribute("sensitive");
        let sensitive = sensitive.map(|mark| evaluator.evaluate(&mark.expr));
        let waits = declared.block.body.attribute("depends_on");
        let waits = super::hand_over::references(waits.map(|attribute| &attribute.expr));
        let after = waits.into_iter().fold(value, |value, (path, span)| {
            value.through(Role::After(format!("{}{path}", instance.prefix).into()), span)
        });
        after
            .through(Role::ModuleOutput(Arc::clone(name)), attribute.span)
            .marked(sensitive.is_some_and(|mark| mark.as_bool() == Some(true)))
    })
}

/// The arguments that a resource instance writes.
pub(super) fn written(
    unit: &Unit<'_>,
    resource: &super::tree::ResourceInstance,
    name: &Arc<str>,
) -> Option<Value> {
    let body = &resource.block.block.body;
    if !dynamic::writes(body, name) {
        return None;
    }
    let span = body.attribute(name).map_or(resource.block.block.header, |attribute| attribute.expr.span);
    Some(unit.remembered(&resource.arguments, name, span, || {
        let scope = ModuleScope::within(unit, &resource.instance, &resource.iteration, &resource.address);
        let value = dynamic::argument(&mut Evaluator::new(&scope), body, name);
        if OWN_NAMES.contains(&&**name) { own_name(value, resource, name) } else { value }
    }))
}

/// Arguments that others call a resource by.
const OWN_NAMES: &[&str] = &["bucket", "name"];

/// The name of a resource, which is one and the same whatever it is made of; not where the resource stands for many.
fn own_name(value: Value, resource: &super::tree::ResourceInstance, name: &str) -> Value {
    let address = &resource.address;
    if address.contains("[*]") {
        return value;
    }
    match &value.data {
        Data::Text(text) => {
            let named = text.parts.iter().enumerate().map(|(at, part)| match part {
                TextPart::Literal(_) => part.clone(),
                TextPart::Unknown(part) => {
                    TextPart::Unknown(locals::named(part.clone(), || format!("{address}.{name}#{at}")))
                }
            });
            let parts = named.collect();
            Value { data: Data::Text(Arc::new(Text { parts })), ..value }
        }
        _ => locals::named(value, || format!("{address}.{name}")),
    }
}
