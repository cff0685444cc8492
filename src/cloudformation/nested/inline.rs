//! Templates that stand in a string of another template.

use super::super::entries::Expanded;
use super::super::form;
use super::super::stack::Stack;
use super::super::structure;
use super::super::template::{Template, looks_like_template};
use crate::load::{Loaded, Syntax, Tree};
use crate::source::Span;
use crate::syntax::node::{Node, NodeKind};
use std::sync::Arc;

/// Largest file whose text is laid out again for an inline template, in bytes.
const MAX_OUTER: usize = 1024 * 1024;

/// The template that a `TemplateBody` holds.
pub(super) fn template(stack: &Stack<'_>, body: &Expanded) -> Option<Template> {
    let path = &stack.template.path;
    if stack.chain.len() >= super::MAX_STACKS {
        return None;
    }
    if let Some(loaded) = laid_out(stack, &body.value)
        && let Some(document) = document(&loaded)
    {
        take(stack, &loaded, None);
        structure::check(&document, None, stack.journal());
        return Some(Template::new(&document, path, loaded.source.id));
    }
    let text = stack.string(&body.value, &body.scope);
    let loaded = stack.around.loader.inline(path, text.as_str()?, Syntax::JsonOrYaml);
    take(stack, &loaded, Some(body.value.span));
    let document = document(&loaded)?;
    structure::check(&document, Some(body.value.span), stack.journal());
    let mut template = Template::new(&document, path, loaded.source.id);
    template.stands_at = Some(body.value.span);
    Some(template)
}

/// A block scalar's text at the places that it has in the file around it, so that every span is right there too.
fn laid_out(stack: &Stack<'_>, node: &Node) -> Option<Arc<Loaded>> {
    let NodeKind::Scalar(..) = &node.kind else { return None };
    if !form::is_plain(node) || stack.template.stands_at.is_some() {
        return None;
    }
    let source = stack.around.loader.sources().get(node.span.source)?;
    let text = source.slice(node.span);
    if !text.starts_with('|') || source.text.len() > MAX_OUTER {
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
