//! Where an argument's value may come from, followed through variables and outputs of the configuration.
//!
//! A plan's configuration says which names an expression reads, not what it does with them. So a source is believed
//! only where it is the one thing that can make the argument unknown, or where its value is found in the argument's.

use super::address::{self, Named};
use super::index::Index;
use crate::source::Span;
use crate::syntax::node::{Node, NodeKind};
use foldhash::{HashSet, HashSetExt};

/// Most references that are followed for one argument.
const MAX_REFERENCES: usize = 128;

/// An attribute of a resource or data source that an expression reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    /// Its address in the plan.
    pub(super) address: String,
    /// Empty where the plan does not say which.
    pub(super) attribute: String,
    /// Whether it is a part of the attribute only.
    pub(super) deeper: bool,
    /// Whether it is a data source.
    pub(super) is_data: bool,
    /// The references in the plan's configuration.
    pub(super) span: Span,
}

/// All that an expression reads.
#[derive(Clone, Debug, Default)]
pub(super) struct Origins {
    pub(super) found: Vec<Origin>,
    /// Whether it reads something that could not be followed.
    pub(super) opaque: bool,
}

/// Where an expression stands: its module instance and the instance within it.
#[derive(Clone, Debug)]
pub(super) struct Scope<'d> {
    /// `module.a["x"]`, empty for the root module.
    pub(super) module: String,
    /// The key of the resource instance or module call that the expression is written in.
    pub(super) key: String,
    /// Its `for_each`.
    pub(super) for_each: Option<&'d Node>,
}

/// Whether a node of `expressions` is an expression; otherwise it is a nested block or a list of them.
pub(super) fn is_expression(node: &Node) -> bool {
    let references = node.get("references").is_some_and(|it| matches!(it.kind(), NodeKind::Sequence(_)));
    node.is_mapping() && (references || node.get("constant_value").is_some())
}

/// Follows the references of an expression.
pub(super) fn origins<'d>(index: &Index<'d>, expression: &'d Node, scope: &Scope<'d>) -> Origins {
    let mut walk = Walk { index, origins: Origins::default(), pending: Vec::new(), seen: HashSet::new() };
    walk.pending.push((expression, scope.clone()));
    while let Some((expression, scope)) = walk.pending.pop() {
        walk.expression(expression, &scope);
    }
    walk.origins
}

struct Walk<'i, 'd> {
    index: &'i Index<'d>,
    origins: Origins,
    pending: Vec<(&'d Node, Scope<'d>)>,
    seen: HashSet<(String, &'d str)>,
}

impl<'d> Walk<'_, 'd> {
    fn expression(&mut self, expression: &'d Node, scope: &Scope<'d>) {
        let Some(list) = expression.get("references") else { return };
        let texts: Vec<&str> = list.items().iter().take(MAX_REFERENCES).filter_map(Node::text).collect();
        self.origins.opaque |= !list.is_whole() || list.items().len() > MAX_REFERENCES;
        let references = address::longest(&texts);
        let by_key = references.iter().any(|it| matches!(*it, "each.key" | "each.value" | "count.index"));
        let own_key = if by_key { scope.key.as_str() } else { "" };
        for reference in references {
            if self.seen.len() >= MAX_REFERENCES {
                self.origins.opaque = true;
                return;
            }
            if self.seen.insert((scope.module.clone(), reference)) {
                self.reference(reference, scope, own_key, list.span);
            }
        }
    }

    fn reference(&mut self, reference: &'d str, scope: &Scope<'d>, own_key: &str, span: Span) {
        match address::named(reference) {
            Named::Known => {}
            Named::Opaque => self.origins.opaque = true,
            Named::EachValue => match scope.for_each {
                Some(for_each) => {
                    let outside = Scope { key: String::new(), for_each: None, ..scope.clone() };
                    self.pending.push((for_each, outside));
                }
                None => self.origins.opaque = true,
            },
            Named::Variable(name) => self.variable(name, scope),
            Named::Output(call, output) => self.output(call, output, scope, own_key),
            Named::Resource { resource, key, attribute, deeper } => {
                let is_data = resource.starts_with("data.");
                match self.resource(&scope.module, resource, key, own_key) {
                    Some(address) => {
                        let attribute = attribute.to_owned();
                        let origin = Origin { address, attribute, deeper, is_data, span };
                        if !self.origins.found.contains(&origin) {
                            self.origins.found.push(origin);
                        }
                    }
                    None => self.origins.opaque = true,
                }
            }
        }
    }

    /// A variable of the root module is known in every plan; another one is what the call passes.
    fn variable(&mut self, name: &str, scope: &Scope<'d>) {
        let Some((parent, call)) = address::caller(&scope.module) else { return };
        let module = self.index.module(&address::call_path(&scope.module));
        let Some(written) = module.and_then(|module| module.call) else {
            self.origins.opaque = true;
            return;
        };
        if let Some(argument) = written.value.get("expressions").and_then(|it| it.get(name)) {
            let for_each = written.value.get("for_each_expression");
            let outside = Scope { module: parent.to_owned(), key: call.key.to_owned(), for_each };
            self.pending.push((argument, outside));
        }
    }

    fn output(&mut self, call: address::Segment<'_>, output: Option<&str>, scope: &Scope<'d>, own_key: &str) {
        let key = if call.key.is_empty() { own_key } else { call.key };
        let plain = address::within(&scope.module, &format!("module.{}", call.name));
        let keyed = format!("{plain}{key}");
        let module = if self.index.has_module(&keyed) { keyed } else { plain };
        let expression = self
            .index
            .module(&address::call_path(&module))
            .zip(output)
            .and_then(|(module, output)| module.node.get("outputs")?.get(output)?.get("expression"));
        match expression {
            Some(expression) => {
                self.pending.push((expression, Scope { module, key: String::new(), for_each: None }));
            }
            None => self.origins.opaque = true,
        }
    }

    /// The address of the instance that is meant; `None` where it may be one of several.
    fn resource(&self, module: &str, resource: &str, key: &str, own_key: &str) -> Option<String> {
        let plain = address::within(module, resource);
        if !key.is_empty() {
            return Some(format!("{plain}{key}"));
        }
        match self.index.instances_of(module, resource).as_slice() {
            [] => Some(plain),
            [only] => Some(only.address.to_owned()),
            several => several
                .iter()
                .find(|it| !own_key.is_empty() && it.parts.key == own_key)
                .map(|it| it.address.to_owned()),
        }
    }
}

impl Origins {
    /// The one source that makes an unknown value unknown; `None` where there may be others.
    pub(super) fn only_unknown(&self, index: &Index<'_>) -> Option<&Origin> {
        let mut unknown = self.found.iter().filter(|origin| may_be_unknown(index, origin));
        let first = unknown.next().filter(|_| !self.opaque)?;
        unknown.next().is_none().then_some(first)
    }

    /// The sources whose value is found in a known text.
    pub(super) fn found_in(&self, index: &Index<'_>, text: &str) -> Vec<&Origin> {
        self.found.iter().filter(|origin| is_in(index, origin, text)).collect()
    }
}

fn may_be_unknown(index: &Index<'_>, origin: &Origin) -> bool {
    let unknown = index.change(&origin.address).and_then(|change| change.get("after_unknown"));
    if origin.attribute.is_empty() || index.instance(&origin.address).is_none() {
        return true;
    }
    match unknown {
        Some(marks) if marks.is_mapping() => marks.get(&origin.attribute).is_some_and(has_mark),
        _ => true,
    }
}

/// Whether anything is marked. Bounded by the depth that the reader of the text allows.
pub(super) fn has_mark(node: &Node) -> bool {
    match node.kind() {
        NodeKind::Scalar(text, _) => &**text == "true",
        NodeKind::Sequence(items) => items.iter().any(has_mark),
        NodeKind::Mapping(entries) => entries.iter().any(|entry| has_mark(&entry.value)),
        NodeKind::Unreadable => true,
    }
}

/// Shorter texts are found in others by chance.
const SHORTEST_EVIDENCE: usize = 3;

fn is_in(index: &Index<'_>, origin: &Origin, text: &str) -> bool {
    let Some(values) = index.instance(&origin.address).and_then(|instance| instance.values) else {
        return false;
    };
    let part = values.get(&origin.attribute).and_then(Node::text);
    if part.is_some_and(|part| part == text || part.len() >= SHORTEST_EVIDENCE && text.contains(part)) {
        return true;
    }
    text.len() >= SHORTEST_EVIDENCE && values.entries().iter().any(|entry| entry.value.text() == Some(text))
}

/// Attributes that the AWS provider computes and that are never empty, whatever the type.
/// Source: the schema of hashicorp/aws 6.25.0 and what its `Read` functions set.
const ALWAYS_SET: &[&str] = &[
    "arn",
    "bucket",
    "bucket_domain_name",
    "bucket_regional_domain_name",
    "id",
    "key_id",
    "name",
    "target_key_arn",
    "target_key_id",
    "unique_id",
];

/// Whether the provider sets that attribute of every resource of that type.
pub(super) fn is_always_set(origin: &Origin) -> bool {
    let kind = address::split(&origin.address).map_or("", |parts| parts.resource);
    let computed = kind.starts_with("aws_") && ALWAYS_SET.contains(&origin.attribute.as_str());
    !origin.is_data && !origin.deeper && (computed || origin.attribute == "id")
}
