//! Terraform JSON: nodes to the bodies and expressions of native syntax.
//!
//! In JSON an argument and a nested block look the same; here both become arguments (whoever reads a resource takes
//! an object or a list of objects for its blocks), except for those that Terraform itself reads.
//! <https://developer.hashicorp.com/terraform/language/syntax/json>

use crate::source::{Problem, Source, Span};
use crate::syntax::hcl::{self, Attribute, Block, Body, Expr, ExprKind, Ident, ObjectItem};
use crate::syntax::node::{Entry, Node, NodeKind, Scalar};
use std::sync::Arc;

/// Makes trees of one JSON file.
pub(super) struct Converter<'s> {
    source: &'s Source,
    /// What is wrong with templates inside strings.
    pub problems: Vec<Problem>,
}

/// How strings are to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Strings {
    /// As templates.
    Templates,
    /// As they are.
    Literal,
    /// As expressions: references and type constraints.
    Expressions,
}

impl<'s> Converter<'s> {
    /// A converter for nodes of that source.
    pub fn new(source: &'s Source) -> Self {
        Converter { source, problems: Vec::new() }
    }

    /// A whole configuration file.
    pub fn configuration(&mut self, root: &Node) -> Body {
        let mut body = Body::default();
        let roots = match root.kind() {
            NodeKind::Sequence(items) => &items[..],
            _ => std::slice::from_ref(root),
        };
        for entry in roots.iter().flat_map(Node::entries).filter(|entry| !is_comment(entry)) {
            let labels = match &*entry.key {
                "resource" | "data" | "ephemeral" => 2,
                "module" | "variable" | "output" | "provider" | "check" => 1,
                _ => 0,
            };
            self.blocks(&ident(entry), &entry.value, labels, Vec::new(), entry.key_span, &mut body.blocks);
        }
        body
    }

    /// The attributes of a variables file: literal values.
    pub fn variables(&mut self, root: &Node) -> Vec<Attribute> {
        let entries = root.entries().iter().filter(|entry| !is_comment(entry));
        entries.map(|entry| self.attribute(entry, Strings::Literal)).collect()
    }

    fn blocks(
        &mut self,
        kind: &Ident,
        node: &Node,
        labels_left: usize,
        labels: Vec<Ident>,
        head: Span,
        out: &mut Vec<Arc<Block>>,
    ) {
        match node.kind() {
            NodeKind::Sequence(items) => {
                for item in items.iter() {
                    self.blocks(kind, item, labels_left, labels.clone(), head, out);
                }
            }
            NodeKind::Mapping(entries) if labels_left > 0 => {
                for entry in entries.iter().filter(|entry| !is_comment(entry)) {
                    let mut labels = labels.clone();
                    labels.push(ident(entry));
                    self.blocks(kind, &entry.value, labels_left - 1, labels, entry.key_span, out);
                }
            }
            NodeKind::Mapping(_) => {
                let body = self.body(node, &kind.text);
                let broken = !node.is_whole();
                let span = head.to(node.span);
                out.push(Arc::new(Block { kind: kind.clone(), labels, body, header: head, span, broken }));
            }
            NodeKind::Unreadable => {
                let span = head.to(node.span);
                let body = Body::default();
                out.push(Arc::new(Block {
                    kind: kind.clone(),
                    labels,
                    body,
                    header: head,
                    span,
                    broken: true,
                }));
            }
            NodeKind::Scalar(..) => {}
        }
    }

    fn body(&mut self, node: &Node, of: &str) -> Body {
        let mut body = Body::default();
        for entry in node.entries().iter().filter(|entry| !is_comment(entry)) {
            let key = &*entry.key;
            let block_labels = match (of, key) {
                ("resource" | "data" | "ephemeral" | "content" | "module", "dynamic") => Some(1),
                ("resource" | "data" | "ephemeral" | "module", "lifecycle")
                | ("variable", "validation")
                | ("dynamic", "content")
                | ("provider", "assume_role") => Some(0),
                ("resource", "provisioner") => Some(1),
                ("variable" | "provider" | "output" | "locals", _) => None,
                (_, "dynamic") if is_dynamic(&entry.value) => Some(1),
                // looks like an argument, but what lies in it makes it a block
                _ if holds_dynamic(&entry.value, 0) => Some(0),
                _ => None,
            };
            if let Some(labels) = block_labels {
                let name = ident(entry);
                self.blocks(&name, &entry.value, labels, Vec::new(), entry.key_span, &mut body.blocks);
                continue;
            }
            let strings = match (of, key) {
                ("variable", "default") => Strings::Literal,
                ("variable", "type") | ("dynamic", "iterator") => Strings::Expressions,
                (_, "depends_on" | "provider" | "providers" | "ignore_changes" | "replace_triggered_by") => {
                    Strings::Expressions
                }
                _ => Strings::Templates,
            };
            body.attributes.push(self.attribute(entry, strings));
        }
        body
    }

    fn attribute(&mut self, entry: &Entry, strings: Strings) -> Attribute {
        let expr = self.expression(&entry.value, strings);
        Attribute { name: ident(entry), expr, span: entry.key_span.to(entry.value.span) }
    }

    fn expression(&mut self, node: &Node, strings: Strings) -> Expr {
        let kind = match node.kind() {
            NodeKind::Unreadable => ExprKind::Unreadable,
            NodeKind::Sequence(items) => {
                ExprKind::Tuple(items.iter().map(|item| self.expression(item, strings)).collect())
            }
            NodeKind::Mapping(entries) => {
                let entries = entries.iter().filter(|entry| !is_comment(entry));
                let items = entries.map(|entry| {
                    let keys = if strings == Strings::Templates { strings } else { Strings::Literal };
                    let key = self.string(&entry.key, entry.key_span, keys);
                    ObjectItem { key, value: self.expression(&entry.value, strings) }
                });
                ExprKind::Object(items.collect())
            }
            NodeKind::Scalar(..) => match node.scalar() {
                Some(Scalar::Null) | None => ExprKind::Null,
                Some(Scalar::Bool(value)) => ExprKind::Bool(value),
                Some(Scalar::Number(text)) => ExprKind::Number(text.into()),
                Some(Scalar::String(text)) => return self.string(text, node.span, strings),
            },
        };
        Expr { kind, span: node.span }
    }

    fn string(&mut self, text: &str, span: Span, strings: Strings) -> Expr {
        let is_template = text.contains("${") || text.contains("%{");
        match strings {
            Strings::Literal => Expr { kind: ExprKind::String(text.into()), span },
            Strings::Templates if !is_template => Expr { kind: ExprKind::String(text.into()), span },
            Strings::Templates => self.template(text, span),
            Strings::Expressions if is_template => unwrapped(self.template(text, span)),
            Strings::Expressions => unwrapped(self.template(&format!("${{{text}}}"), span)),
        }
    }

    fn template(&mut self, text: &str, span: Span) -> Expr {
        let (expr, problems) = hcl::parse_template(self.source, span, text);
        self.problems.extend(problems);
        expr
    }
}

/// Deepest nesting of blocks that is looked through.
const MAX_BLOCK_NESTING: u16 = 16;

/// `{"label": {"for_each": …, "content": …}}`
fn is_dynamic(node: &Node) -> bool {
    let is_block = |node: &Node| node.get("for_each").is_some() && node.get("content").is_some();
    let mut blocks = node.entries().iter().filter(|entry| !is_comment(entry));
    blocks.next().is_some_and(|entry| is_block(&entry.value) || entry.value.items().iter().any(is_block))
}

/// Whether a nested block is made by a `dynamic` one.
fn holds_dynamic(node: &Node, depth: u16) -> bool {
    let within = |node: &Node| depth < MAX_BLOCK_NESTING && holds_dynamic(node, depth + 1);
    node.items().iter().any(within)
        || node
            .entries()
            .iter()
            .any(|entry| (&*entry.key == "dynamic" && is_dynamic(&entry.value)) || within(&entry.value))
}

fn unwrapped(expr: Expr) -> Expr {
    match expr.kind {
        ExprKind::Wrapped(inner) => (*inner).clone(),
        _ => expr,
    }
}

fn is_comment(entry: &Entry) -> bool {
    &*entry.key == "//" || entry.is_gap()
}

fn ident(entry: &Entry) -> Ident {
    Ident { text: Arc::clone(&entry.key), span: entry.key_span }
}
