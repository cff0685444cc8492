//! What a plan holds, by address: planned instances, changes, and the configuration's modules.
//!
//! Each part of the document is walked once; nothing is read of the values here.

use super::address::{self, Address};
use crate::source::Span;
use crate::syntax::node::{Entry, Node};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

/// An instance of a resource as it will be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Instance<'d> {
    pub(super) address: &'d str,
    pub(super) address_span: Span,
    pub(super) parts: Address<'d>,
    pub(super) kind: &'d str,
    pub(super) is_data: bool,
    /// The object that describes it.
    pub(super) node: &'d Node,
    /// Its arguments.
    pub(super) values: Option<&'d Node>,
    /// Which of them are sensitive.
    pub(super) sensitive: Option<&'d Node>,
}

/// A module of the configuration.
#[derive(Debug)]
pub(super) struct ModuleConfiguration<'d> {
    pub(super) node: &'d Node,
    /// The call that brings it in; none for the root module.
    pub(super) call: Option<&'d Entry>,
    resources: HashMap<&'d str, &'d Node>,
}

impl<'d> ModuleConfiguration<'d> {
    /// The resource of that address within the module.
    pub(super) fn resource(&self, address: &str) -> Option<&'d Node> {
        self.resources.get(address).copied()
    }
}

/// A plan by address.
#[derive(Debug)]
pub(super) struct Index<'d> {
    /// In the order of the plan.
    pub(super) instances: Vec<Instance<'d>>,
    by_address: HashMap<&'d str, usize>,
    /// By module and resource, without the instance's key.
    by_resource: HashMap<(&'d str, &'d str), Vec<usize>>,
    changes: HashMap<&'d str, &'d Node>,
    modules: HashMap<String, ModuleConfiguration<'d>>,
    module_instances: HashSet<&'d str>,
    pub(super) document: &'d Node,
}

impl<'d> Index<'d> {
    pub(super) fn new(document: &'d Node) -> Self {
        let mut index = Index {
            instances: Vec::new(),
            by_address: HashMap::new(),
            by_resource: HashMap::new(),
            changes: HashMap::new(),
            modules: HashMap::new(),
            module_instances: HashSet::new(),
            document,
        };
        for change in document.get("resource_changes").map(Node::items).unwrap_or_default() {
            // a deposed object is what is left of an instance that was replaced: not the instance
            if change.get("deposed").is_none()
                && let Some(address) = change.get("address").and_then(Node::text)
            {
                index.changes.insert(address, change);
            }
        }
        match document.get("planned_values") {
            Some(values) => index.planned(values.get("root_module")),
            None => index.changed(),
        }
        let root = document.get("configuration").and_then(|it| it.get("root_module"));
        index.configuration(root);
        index
    }

    fn planned(&mut self, root: Option<&'d Node>) {
        let mut pending: Vec<&Node> = root.into_iter().collect();
        while let Some(module) = pending.pop() {
            self.module_instances.extend(module.get("address").and_then(Node::text));
            for node in module.get("resources").map(Node::items).unwrap_or_default() {
                self.add(node, node.get("values"), node.get("sensitive_values"));
            }
            pending.extend(module.get("child_modules").map(Node::items).unwrap_or_default().iter().rev());
        }
    }

    /// Where the planned values were left out, what the changes lead to says the same of what changes.
    fn changed(&mut self) {
        for node in self.document.get("resource_changes").map(Node::items).unwrap_or_default() {
            if node.get("deposed").is_none()
                && let Some(change) = node.get("change")
            {
                self.add(node, change.get("after"), change.get("after_sensitive"));
            }
        }
    }

    fn add(&mut self, node: &'d Node, values: Option<&'d Node>, sensitive: Option<&'d Node>) {
        let Some(instance) = instance(node, values, sensitive) else { return };
        if self.change(instance.address).is_some_and(is_removal) {
            return;
        }
        let at = self.instances.len();
        self.by_address.insert(instance.address, at);
        let Address { module, resource, .. } = instance.parts;
        self.by_resource.entry((module, resource)).or_default().push(at);
        self.module_instances.insert(module);
        self.instances.push(instance);
    }

    fn configuration(&mut self, root: Option<&'d Node>) {
        let mut pending: Vec<(String, &Node, Option<&Entry>)> =
            root.map(|root| (String::new(), root, None)).into_iter().collect();
        while let Some((path, node, call)) = pending.pop() {
            for entry in node.get("module_calls").map(Node::entries).unwrap_or_default() {
                if let Some(module) = entry.value.get("module") {
                    let separator = if path.is_empty() { "" } else { "." };
                    pending.push((format!("{path}{separator}{}", entry.key), module, Some(entry)));
                }
            }
            let mut resources = HashMap::new();
            for resource in node.get("resources").map(Node::items).unwrap_or_default() {
                if let Some(address) = resource.get("address").and_then(Node::text) {
                    resources.insert(address, resource);
                }
            }
            self.modules.insert(path, ModuleConfiguration { node, call, resources });
        }
    }

    /// What changes at an address: the object with `actions`, `before`, `after`, `after_unknown`.
    pub(super) fn change(&self, address: &str) -> Option<&'d Node> {
        self.changes.get(address)?.get("change")
    }

    /// The instance of an address.
    pub(super) fn instance(&self, address: &str) -> Option<&Instance<'d>> {
        self.by_address.get(address).map(|at| &self.instances[*at])
    }

    /// All instances of a resource.
    pub(super) fn instances_of(&self, module: &str, resource: &str) -> Vec<&Instance<'d>> {
        let found = self.by_resource.get(&(module, resource)).map(Vec::as_slice).unwrap_or_default();
        found.iter().map(|at| &self.instances[*at]).collect()
    }

    /// Whether a module instance is there.
    pub(super) fn has_module(&self, module: &str) -> bool {
        self.module_instances.contains(module)
    }

    /// The configuration of a module by the path of its calls, empty for the root module.
    pub(super) fn module(&self, call_path: &str) -> Option<&ModuleConfiguration<'d>> {
        self.modules.get(call_path)
    }
}

fn instance<'d>(
    node: &'d Node,
    values: Option<&'d Node>,
    sensitive: Option<&'d Node>,
) -> Option<Instance<'d>> {
    let written = node.get("address")?;
    let address = written.text()?;
    let parts = address::split(address)?;
    let kind = node.get("type").and_then(Node::text)?;
    let is_data = node.get("mode").and_then(Node::text) == Some("data");
    Some(Instance { address, address_span: written.span, parts, kind, is_data, node, values, sensitive })
}

/// Every deleted instance: those that are in the changes only.
pub(super) fn removed(document: &Node) -> impl Iterator<Item = (Instance<'_>, &Node)> {
    let changes = document.get("resource_changes").map(Node::items).unwrap_or_default();
    changes.iter().filter(|node| node.get("deposed").is_none()).filter_map(|node| {
        let change = node.get("change").filter(|change| is_removal(change))?;
        Some((instance(node, change.get("before"), change.get("before_sensitive"))?, change))
    })
}

/// Whether nothing is left behind a change; a replacement deletes and creates.
fn is_removal(change: &Node) -> bool {
    let actions = change.get("actions").map(Node::items).unwrap_or_default();
    matches!(actions, [only] if only.text() == Some("delete"))
}
