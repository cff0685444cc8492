//! Templates that stand in a string of another template.

use super::super::entries::Expanded;
use super::super::form;
use super::super::stack::Stack;
use super::super::structure;
use super::super::template::{Template, looks_like_template};
use super::partly::{self, Marked};
use crate::load::{Loaded, Syntax, Tree};
use crate::source::Span;
use crate::syntax::node::{Node, NodeKind};
use crate::value::Value;
use std::sync::Arc;

/// A template that stands in a text, and what is passed to it in place of the parts of the text that are not known.
pub(super) struct Inline {
    pub template: Template,
    pub parts: Vec<(Arc<str>, Value)>,
}

impl From<Template> for Inline {
    fn from(template: Template) -> Self {
        Inline { template, parts: Vec::new() }
    }
}

/// The template that a `TemplateBody` holds.
pub(super) fn template(stack: &Stack<'_>, body: &Expanded) -> Option<Inline> {
    let path = &stack.template.path;
    if stack.chain.len() >= super::MAX_STACKS {
        return None;
    }
    if let Some(loaded) = laid_out(stack, &body.value)
        && let Some(document) = document(&loaded)
    {
        take(stack, &loaded, None);
        structure::check(&document, None, stack.journal());
        return Some(Template::new(&document, path, loaded.source.id).into());
    }
    let Marked { text, parts } = partly::marked(&stack.string(&body.value, &body.scope))?;
    let loaded = stack.around.loader.inline(path, &text, Syntax::JsonOrYaml);
    // with its parts known, the text may be another
    if parts.is_empty() {
        take(stack, &loaded, Some(body.value.span));
    } else if !loaded.problems.is_empty() {
        return None;
    }
    let document = document(&loaded)?;
    let document = if parts.is_empty() { document } else { partly::referring(&document, &parts)? };
    structure::check(&document, Some(body.value.span), stack.journal());
    let mut template = Template::new(&document, path, loaded.source.id);
    template.stands_at = Some(body.value.span);
    Some(Inline { template, parts })
}

/// A block scalar's text at the places that it has in the file around it, so that every span is right there too.
fn laid_out(stack: &Stack<'_>, node: &Node) -> Option<Arc<Loaded>> {
    let NodeKind::Scalar(..) = node.kind() else { return None };
    if !form::is_plain(node) || stack.template.stands_at.is_some() {
        return None;
    }
    let source = stack.around.loader.sources().get(node.span.source)?;
    let text = source.slice(node.span);
    if !text.starts_with('|') || !stack.journal().lay_out(node.span.range().end) {
        return None;
    }
    let header = text.find('\n')?;
    let start = node.span.range().start + header;
    let mut laid_out: String = source.text[..start]
        .bytes()
        .map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' })
        .collect();
    laid_out.push_str(&text[header..]);
    Some(stack.around.loader.inline(&stack.template.path, &laid_out, Syntax::Yaml))
}

fn document(loaded: &Loaded) -> Option<Node> {
    match &loaded.tree {
        Tree::Documents(documents) => documents.iter().find(|node| looks_like_template(node)).cloned(),
        _ => None,
    }
}

/// Takes the problems over; `stands_at` where the spans are of no use to the reader.
fn take(stack: &Stack<'_>, loaded: &Loaded, stands_at: Option<Span>) {
    stack.journal().reach(&stack.template.path, loaded.source.id);
    for problem in &loaded.problems {
        let mut problem = problem.clone();
        if let Some(span) = stands_at {
            problem.span = span;
        }
        stack.journal().problem(problem);
    }
}
