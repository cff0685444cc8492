//! The tree of module instances of one unit: who calls whom, with what, and what was remembered of each.
//!
//! Everything is made when it is first asked for, and once.

use super::expand::{Expansion, Iteration, Key, Member, both};
use super::inputs::{Given, Inputs};
use super::module::{self, Declared, Module, Requirement};
use super::scope::ModuleScope;
use crate::expr::{Budget, Evaluator};
use crate::fs::normalised;
use crate::load::{Loader, Syntax, Tree};
use crate::resource::{Presence, Surroundings};
use crate::source::{Problem, Span};
use crate::syntax::hcl::{Expr, ExprKind};
use crate::value::{Cause, CauseKind, Handle, Unknown, Value};
use foldhash::{HashMap, HashMapExt};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

/// Deepest nesting of module calls.
const MAX_CALL_DEPTH: u16 = 30;

/// Most module instances of one unit.
const MAX_INSTANCES: usize = 6_000;

/// Arguments of a module call that Terraform itself reads.
const CALL_ARGUMENTS: &[&str] =
    &["source", "version", "count", "for_each", "providers", "depends_on", "enabled_for_opentofu"];

/// Module folders, each read once however many calls and passes use it.
pub(super) struct Modules<'l> {
    pub loader: &'l Loader<'l>,
    known: RefCell<HashMap<PathBuf, Rc<Module>>>,
}

impl<'l> Modules<'l> {
    /// None read yet.
    pub fn new(loader: &'l Loader<'l>) -> Self {
        Modules { loader, known: RefCell::default() }
    }

    /// The module of a folder.
    pub fn get(&self, folder: &Path) -> Rc<Module> {
        if let Some(known) = self.known.borrow().get(folder) {
            return Rc::clone(known);
        }
        let module = Rc::new(module::load(self.loader, folder));
        self.known.borrow_mut().insert(folder.to_path_buf(), Rc::clone(&module));
        module
    }

    /// All that were read.
    pub fn all(&self) -> Vec<Rc<Module>> {
        let mut all: Vec<Rc<Module>> = self.known.borrow().values().cloned().collect();
        all.sort_by(|a, b| a.folder.cmp(&b.folder));
        all
    }
}

/// One evaluation of a root module.
pub(super) struct Unit<'l> {
    pub modules: &'l Modules<'l>,
    pub root: PathBuf,
    pub project: PathBuf,
    pub inputs: &'l Inputs,
    /// Values of the root's variables from files and the command line.
    pub given: &'l HashMap<Arc<str>, Given>,
    /// Variables of the root that are something else than their default in this evaluation.
    pub assumed: &'l BTreeSet<Arc<str>>,
    /// Resources of the root, without key, that are created in this evaluation whatever their `count`.
    pub created: BTreeSet<String>,
    pub budget: Budget,
    /// What handles stand for.
    pub things: RefCell<Vec<Thing>>,
    instances: RefCell<usize>,
    /// All instances of modules.
    made: RefCell<Vec<Rc<Instance>>>,
    /// What provider configurations say, by their addresses.
    pub deployments: RefCell<HashMap<String, Deployed>>,
    installed: OnceCell<HashMap<String, PathBuf>>,
    /// The version constraints of providers in all modules.
    pub requirements: OnceCell<Vec<Requirement>>,
    /// Calls of modules that are not on disk: name, source, head.
    pub missing: RefCell<Vec<(Arc<str>, String, Span)>>,
}

/// Region, account and alias of a provider configuration, and where its resources are deployed to.
pub(super) type Deployed = (Value, Arc<Surroundings>);

/// What a handle stands for.
#[derive(Clone)]
pub(super) enum Thing {
    /// An instance of a resource or data source.
    Resource(Rc<ResourceInstance>),
    /// An instance of a module.
    Module(Rc<Instance>),
}

/// Values by name, each made once.
pub(super) type Memo = RefCell<HashMap<Arc<str>, Option<Value>>>;

/// An instance of a module.
pub(super) struct Instance {
    pub module: Rc<Module>,
    /// What stands before the addresses in it: empty for the root, `module.a[0].`.
    pub prefix: Arc<str>,
    /// The call it was made by.
    pub call: Option<Call>,
    /// The names of the calls, joined by dots, as in `modules.json`.
    path: String,
    depth: u16,
    /// The heads of the calls around it, outermost first.
    pub heads: Vec<Span>,
    pub presence: Presence,
    pub variables: Memo,
    pub locals: Memo,
    /// Whether what a local needs is being evaluated before it.
    pub preparing: Cell<bool>,
    pub outputs: Memo,
    /// What references to resources give.
    pub references: Memo,
    expansions: RefCell<HashMap<Arc<str>, Option<Rc<Resources>>>>,
    children: RefCell<HashMap<Arc<str>, Option<Rc<Children>>>>,
}

/// Where an instance was called.
pub(super) struct Call {
    pub parent: Rc<Instance>,
    pub block: Declared,
    pub iteration: Iteration,
}

/// The instances of one module call.
pub(super) struct Children {
    /// Those that are or may be there.
    pub members: Vec<Rc<Instance>>,
    pub expansion: Expansion,
    /// What `module.name` gives.
    pub value: Value,
}

/// The instances of one resource block.
pub(super) struct Resources {
    pub members: Vec<(Handle, Rc<ResourceInstance>)>,
    pub expansion: Expansion,
}

/// An instance of a resource or data source.
pub(super) struct ResourceInstance {
    pub instance: Rc<Instance>,
    /// `aws_cloudtrail`, `data.aws_kms_alias`.
    pub kind: Arc<str>,
    pub block: Declared,
    pub address: Arc<str>,
    pub iteration: Iteration,
    pub presence: Presence,
    /// Written arguments and blocks.
    pub arguments: Memo,
    /// Attributes as references see them.
    pub attributes: Memo,
}

impl Drop for Unit<'_> {
    /// Instances know what they have made, which knows them: such rings are not let go by themselves.
    fn drop(&mut self) {
        for instance in self.made.take() {
            instance.expansions.take();
            instance.children.take();
        }
    }
}

impl<'l> Unit<'l> {
    /// An evaluation that has not begun.
    pub fn new(
        modules: &'l Modules<'l>,
        (root, project): (&Path, &Path),
        inputs: &'l Inputs,
        given: &'l HashMap<Arc<str>, Given>,
        assumed: &'l BTreeSet<Arc<str>>,
    ) -> Self {
        Unit {
            modules,
            root: root.to_path_buf(),
            project: project.to_path_buf(),
            inputs,
            given,
            assumed,
            created: BTreeSet::new(),
            budget: Budget::default(),
            things: RefCell::default(),
            instances: RefCell::default(),
            made: RefCell::default(),
            deployments: RefCell::default(),
            installed: OnceCell::new(),
            requirements: OnceCell::new(),
            missing: RefCell::default(),
        }
    }

    /// The root module's only instance.
    pub fn root_instance(&self) -> Rc<Instance> {
        let module = self.modules.get(&self.root);
        self.kept(Instance::new(module, Arc::from(""), None, Presence::Always))
    }

    fn kept(&self, instance: Instance) -> Rc<Instance> {
        let instance = Rc::new(instance);
        self.made.borrow_mut().push(Rc::clone(&instance));
        instance
    }

    /// A handle for a thing.
    fn handle(&self, thing: Thing) -> Handle {
        let mut things = self.things.borrow_mut();
        let index = u32::try_from(things.len()).unwrap_or(u32::MAX);
        things.push(thing);
        Handle { space: 0, index }
    }

    /// What a handle stands for.
    pub fn thing(&self, handle: Handle) -> Option<Thing> {
        self.things.borrow().get(handle.index as usize).cloned()
    }

    /// The value of that name, made at the first call; a value that needs itself is an error.
    pub fn remembered(
        &self,
        memo: &Memo,
        name: &Arc<str>,
        span: Span,
        make: impl FnOnce() -> Value,
    ) -> Value {
        if let Some(slot) = memo.borrow().get(name) {
            return slot.clone().unwrap_or_else(|| self.cycle(name, span));
        }
        memo.borrow_mut().insert(Arc::clone(name), None);
        let value = make();
        memo.borrow_mut().insert(Arc::clone(name), Some(value.clone()));
        value
    }

    fn cycle(&self, name: &str, span: Span) -> Value {
        self.error(span, format!("`{name}` depends on itself"))
    }

    /// An error value, reported.
    pub fn error(&self, span: Span, message: String) -> Value {
        self.budget.report(Problem::evaluation(span, message.clone()));
        Value::error(message)
    }

    /// Reports a value that is an error, and hands it on.
    pub fn checked(&self, value: Value, span: Span) -> Value {
        if let Some(message) = value.as_error() {
            self.budget.report(Problem::evaluation(span, message));
        }
        value
    }

    /// The instances of a resource block.
    pub fn resources(&self, instance: &Rc<Instance>, address: &Arc<str>) -> Option<Rc<Resources>> {
        if let Some(known) = instance.expansions.borrow().get(address) {
            return known.clone();
        }
        let resource = instance.module.resources.get(address)?;
        instance.expansions.borrow_mut().insert(Arc::clone(address), None);
        let block = &resource.declared;
        let name = [&*instance.prefix, address].concat();
        let scope = ModuleScope::of(self, instance);
        let expansion = match self.created.contains(&name) {
            true => Expansion::once(),
            false => Expansion::of(&block.block.body, &name, &mut Evaluator::new(&scope)),
        };
        let mut members = Vec::with_capacity(expansion.members.len());
        for Member { key, iteration, presence } in &expansion.members {
            let made = Rc::new(ResourceInstance {
                instance: Rc::clone(instance),
                kind: Arc::clone(&resource.kind),
                block: block.clone(),
                address: format!("{name}{key}").into(),
                iteration: iteration.clone(),
                presence: both(&instance.presence, presence),
                arguments: Memo::default(),
                attributes: Memo::default(),
            });
            members.push((self.handle(Thing::Resource(Rc::clone(&made))), made));
        }
        let made = Rc::new(Resources { members, expansion });
        instance.expansions.borrow_mut().insert(Arc::clone(address), Some(Rc::clone(&made)));
        Some(made)
    }

    /// The instances of a module call.
    pub fn children(&self, instance: &Rc<Instance>, name: &Arc<str>) -> Option<Rc<Children>> {
        if let Some(known) = instance.children.borrow().get(name) {
            return known.clone();
        }
        let call = instance.module.calls.get(name)?.clone();
        instance.children.borrow_mut().insert(Arc::clone(name), None);
        let made = Rc::new(self.made_children(instance, name, &call));
        instance.children.borrow_mut().insert(Arc::clone(name), Some(Rc::clone(&made)));
        Some(made)
    }

    fn made_children(&self, instance: &Rc<Instance>, name: &Arc<str>, call: &Declared) -> Children {
        let none = |value: Value| Children { members: Vec::new(), expansion: Expansion::none(), value };
        let folder = match self.folder_of(instance, name, call) {
            Ok(folder) => folder,
            Err(value) => return none(value),
        };
        let address = format!("{}module.{name}", instance.prefix);
        if instance.depth >= MAX_CALL_DEPTH || *self.instances.borrow() > MAX_INSTANCES {
            let message = format!("module calls nest or multiply too much at `{address}`");
            self.budget.report(Problem::limit(call.block.header, message));
            return none(Value::unknown(Cause::bound("module calls")));
        }
        if instance.lies_in(&folder) {
            let message = format!("`{address}` leads back to a module that it lies in: it would never end");
            self.budget.report(Problem::limit(call.block.header, message));
            return none(Value::unknown(Cause::bound("module calls")));
        }
        if call.twice {
            return none(Value::error(format!("`{address}` is declared twice")));
        }
        let module = self.modules.get(&folder);
        let scope = ModuleScope::of(self, instance);
        let expansion = Expansion::of(&call.block.body, &address, &mut Evaluator::new(&scope));
        let mut members = Vec::with_capacity(expansion.members.len());
        let mut handles = Vec::with_capacity(expansion.members.len());
        for Member { key, iteration, presence } in &expansion.members {
            let call =
                Call { parent: Rc::clone(instance), block: call.clone(), iteration: iteration.clone() };
            let prefix = format!("{address}{key}.").into();
            let presence = both(&instance.presence, presence);
            let mut child = Instance::new(Rc::clone(&module), prefix, Some(call), presence);
            child.path =
                if instance.path.is_empty() { name.to_string() } else { format!("{}.{name}", instance.path) };
            let child = self.kept(child);
            *self.instances.borrow_mut() += 1;
            handles.push(self.handle(Thing::Module(Rc::clone(&child))));
            members.push(child);
        }
        self.check_arguments(call, &module);
        let value = expansion.value(&handles, &address);
        Children { members, expansion, value }
    }

    fn check_arguments(&self, call: &Declared, module: &Module) {
        for attribute in &call.block.body.attributes {
            let name = &attribute.name;
            let expected = CALL_ARGUMENTS.contains(&&*name.text) || module.variables.contains_key(&name.text);
            if !expected && !module.is_partial {
                let message = format!("the module has no variable `{}`", name.text);
                self.budget.report(Problem::evaluation(name.span, message));
            }
        }
    }

    /// The folder that a call in a module leads to, where its source says one that is on disk. `path`: the names of the
    /// calls down to it.
    pub fn called_folder(&self, module: &Module, path: &str, call: &Declared) -> Option<PathBuf> {
        let ExprKind::String(source) = &call.block.body.attribute("source")?.expr.kind else { return None };
        if is_relative(source) {
            return Some(normalised(&module.folder.join(&**source)));
        }
        let installed = self.installed.get_or_init(|| installed_modules(self.modules.loader, &self.root));
        installed.get(path).cloned()
    }

    /// The folder that a call's source leads to; the value of the module where it is not there.
    fn folder_of(&self, instance: &Instance, name: &Arc<str>, call: &Declared) -> Result<PathBuf, Value> {
        let expr = call.block.body.attribute("source").map(|source| &source.expr);
        let Some(Expr { kind: ExprKind::String(source), span }) = expr else {
            return match call.block.broken {
                true => Err(Value::unknown(Cause::new(CauseKind::UnreadableText, format!("module.{name}")))),
                false => Err(self.error(call.block.header, format!("`module.{name}` has no literal source"))),
            };
        };
        if is_relative(source) {
            let folder = normalised(&instance.module.folder.join(&**source));
            if self.modules.get(&folder).is_empty() {
                let message = format!("there is no configuration in `{source}`");
                self.budget.report(Problem::evaluation(*span, message));
                return Err(Value::unknown(Cause::new(CauseKind::Elsewhere, Arc::clone(source))));
            }
            return Ok(folder);
        }
        let path =
            if instance.path.is_empty() { name.to_string() } else { format!("{}.{name}", instance.path) };
        let installed = self.installed.get_or_init(|| installed_modules(self.modules.loader, &self.root));
        if let Some(folder) = installed.get(&path).filter(|folder| !self.modules.get(folder).is_empty()) {
            return Ok(folder.clone());
        }
        let address = format!("{}module.{name}", instance.prefix);
        let mut missing = self.missing.borrow_mut();
        if !missing.iter().any(|(_, _, head)| *head == call.block.header) {
            missing.push((Arc::clone(name), source.to_string(), call.block.header));
        }
        let cause = Cause::new(CauseKind::ModuleNotDownloaded, Arc::clone(name));
        Err(Unknown::because(cause).named(address).value())
    }
}

/// Whether a source is a folder beside the module that calls it.
fn is_relative(source: &str) -> bool {
    source.starts_with("./") || source.starts_with("../") || matches!(source, "." | "..")
}

impl Instance {
    /// Whether it, or a module that it was called from, is of this folder.
    fn lies_in(&self, folder: &Path) -> bool {
        self.module.folder == folder || self.call.as_ref().is_some_and(|call| call.parent.lies_in(folder))
    }

    fn new(module: Rc<Module>, prefix: Arc<str>, call: Option<Call>, presence: Presence) -> Self {
        let (depth, heads) = match &call {
            None => (0, Vec::new()),
            Some(call) => {
                let mut heads = call.parent.heads.clone();
                heads.push(call.block.block.header);
                (call.parent.depth + 1, heads)
            }
        };
        Instance {
            module,
            prefix,
            call,
            path: String::new(),
            depth,
            heads,
            presence,
            variables: Memo::default(),
            locals: Memo::default(),
            preparing: Cell::default(),
            outputs: Memo::default(),
            references: Memo::default(),
            expansions: RefCell::default(),
            children: RefCell::default(),
        }
    }

    /// Whether it is the root.
    pub fn is_root(&self) -> bool {
        self.call.is_none()
    }
}

/// The folders that `terraform init` has put modules into, by the path of their calls.
fn installed_modules(loader: &Loader<'_>, root: &Path) -> HashMap<String, PathBuf> {
    let path = root.join(".terraform/modules/modules.json");
    let mut installed = HashMap::new();
    if !loader.file_system().is_file(&path) {
        return installed;
    }
    let Ok(loaded) = loader.load(&path, Syntax::Json) else { return installed };
    let Tree::Documents(nodes) = &loaded.tree else { return installed };
    let modules = nodes.first().and_then(|node| node.get("Modules"));
    for module in modules.map(|modules| modules.items()).unwrap_or_default() {
        let text = |key| module.get(key).and_then(|node| node.text());
        if let (Some(key), Some(folder)) = (text("Key"), text("Dir"))
            && !key.is_empty()
        {
            installed.insert(key.to_owned(), normalised(&root.join(folder)));
        }
    }
    installed
}

/// An entry of `each` or a map of unknown keys.
pub(super) fn unknown_element(cause: &Cause) -> Value {
    Value::unknown(cause.clone())
}

/// The names of entries, for objects made of handles.
pub(super) fn object_of(entries: impl Iterator<Item = (Key, Value)>) -> Value {
    let mut object = BTreeMap::new();
    for (key, value) in entries {
        if let Key::Text(text) = key {
            object.insert(text, value);
        }
    }
    Value::object(object)
}
