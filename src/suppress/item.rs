//! Items of a text: the arguments, blocks, entries and list items that a directive can be about.

use crate::source::{Source, SourceId, Span};
use crate::syntax::comments::CommentSyntax;
use crate::syntax::hcl::{Body, Expr, ExprKind, parse_body};
use crate::syntax::json;
use crate::syntax::node::{Node, NodeKind};
use crate::syntax::yaml::parse_documents;
use std::collections::{BTreeMap, BTreeSet};

/// The tree of a source that has comments.
pub(super) enum Text {
    Hcl(Body),
    Yaml(Vec<Node>),
}

impl Text {
    /// How comments are written in a file; `None` where there are none.
    pub(super) fn syntax_of(source: &Source) -> Option<CommentSyntax> {
        let extension = source.path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        match &*extension {
            "json" if json::begins(&source.text) => None,
            "tf" | "tofu" | "tfvars" | "hcl" => Some(CommentSyntax::Hcl),
            _ => Some(CommentSyntax::Yaml),
        }
    }

    pub(super) fn parse(source: &Source, syntax: CommentSyntax) -> Self {
        match syntax {
            CommentSyntax::Hcl => Text::Hcl(parse_body(source).0),
            CommentSyntax::Yaml => Text::Yaml(parse_documents(source).0),
        }
    }

    /// Where the first item begins.
    pub(super) fn first_item(&self) -> Option<Span> {
        match self {
            Text::Hcl(body) => {
                let attributes = body.attributes.first().map(|attribute| attribute.span);
                let blocks = body.blocks.first().map(|block| block.span);
                attributes.into_iter().chain(blocks).min()
            }
            Text::Yaml(documents) => documents.first().map(|document| document.span),
        }
    }

    /// The outermost block, or the resource of a template, that a place is in.
    pub(super) fn resource_around(&self, at: Span) -> Option<Span> {
        match self {
            Text::Hcl(body) => body.blocks.iter().map(|block| block.span).find(|block| block.contains(at)),
            Text::Yaml(documents) => {
                let resources = documents.iter().find_map(|document| document.get("Resources"))?;
                // a comment behind the last line of an entry belongs to it, too
                let before = written_in(resources).into_iter().map(|(span, _)| span);
                before.take_while(|span| span.start < at.start).last()
            }
        }
    }

    /// For each of these 0-based lines, the outermost item that began above and is closed in it: by its bracket or brace, or
    /// with its value. What ends in YAML because the lines behind are indented less is closed nowhere.
    pub(super) fn items_closed_at(&self, source: &Source, lines: &[u32]) -> BTreeMap<u32, Span> {
        let wanted: BTreeSet<u32> = lines.iter().copied().collect();
        let mut found: BTreeMap<u32, Span> = BTreeMap::new();
        let mut take = |span: Span| {
            let line = |offset: u32| source.lines().line(&source.text, offset as usize) - 1;
            let last = line(span.end.saturating_sub(1).max(span.start));
            if wanted.contains(&last) && line(span.start) < last {
                // outer items come before what is in them
                found.entry(last).or_insert(span);
            }
        };
        match self {
            Text::Hcl(body) => of_body(body, &mut take),
            Text::Yaml(documents) => {
                let mut closed = |span: Span, value: Option<&Node>| {
                    if value.is_some_and(|value| is_closed(source, value)) {
                        take(span);
                    }
                };
                documents.iter().for_each(|document| of_node(document, &mut closed));
            }
        }
        found
    }

    /// For each of these 0-based lines, the outermost item that begins in it; several beside each other count as one.
    pub(super) fn items_at(&self, source: &Source, lines: &[u32]) -> BTreeMap<u32, Span> {
        let wanted: BTreeSet<u32> = lines.iter().copied().collect();
        let mut found: BTreeMap<u32, Span> = BTreeMap::new();
        let mut take = |span: Span| {
            let line = source.lines().line(&source.text, span.start as usize) - 1;
            if wanted.contains(&line) {
                // outer items come before what is in them
                found.entry(line).and_modify(|known| *known = known.to(span)).or_insert(span);
            }
        };
        match self {
            Text::Hcl(body) => of_body(body, &mut take),
            Text::Yaml(documents) => {
                documents.iter().for_each(|document| of_node(document, &mut |span, _| take(span)));
            }
        }
        found
    }
}

/// The whole text of a source.
pub(super) fn whole(source: &Source) -> Span {
    Span::new(source.id, 0, source.text.len())
}

fn of_body(body: &Body, take: &mut dyn FnMut(Span)) {
    for attribute in &body.attributes {
        take(attribute.span);
        of_expression(&attribute.expr, take);
    }
    for block in &body.blocks {
        take(block.span);
        of_body(&block.body, take);
    }
}

/// The entries and items of what is written as an object or a list, also in the arguments of a call.
fn of_expression(expr: &Expr, take: &mut dyn FnMut(Span)) {
    match &expr.kind {
        ExprKind::Object(items) => {
            for item in items.iter() {
                take(item.key.span.to(item.value.span));
                of_expression(&item.value, take);
            }
        }
        ExprKind::Tuple(items) => {
            for item in items.iter() {
                take(item.span);
                of_expression(item, take);
            }
        }
        ExprKind::Call { arguments, .. } => {
            for argument in arguments.iter() {
                of_expression(argument, take);
            }
        }
        ExprKind::Parenthesis(inner) | ExprKind::Wrapped(inner) => of_expression(inner, take),
        _ => {}
    }
}

/// Whether a value has an end of its own: a collection in brackets or braces, or a scalar.
fn is_closed(source: &Source, value: &Node) -> bool {
    let start = value.tag.as_ref().map_or(value.span.start, |tag| tag.span.end.max(value.span.start));
    let text = source.text.get(start as usize..).unwrap_or_default().trim_start();
    // an anchor, as far as it is part of the value
    let text = match text.strip_prefix('&') {
        Some(anchored) => anchored.trim_start_matches(|c: char| !c.is_whitespace()).trim_start(),
        None => text,
    };
    matches!(value.kind(), NodeKind::Scalar(..)) || text.starts_with(['{', '['])
}

fn of_node(node: &Node, take: &mut dyn FnMut(Span, Option<&Node>)) {
    for (span, value) in written_in(node) {
        take(span, value);
        if let Some(value) = value {
            of_node(value, take);
        }
    }
}

/// The entries of a mapping or the items of a sequence that are written there, each with its whole span. What an alias
/// or a merge key brings is written elsewhere and found there, once.
pub(super) fn written_in(node: &Node) -> Vec<(Span, Option<&Node>)> {
    let mut behind: (SourceId, u32) = (node.span.source, node.span.start);
    let mut written = Vec::new();
    let mut add = |key: Option<Span>, value: &'_ Node| {
        let start = key.unwrap_or(value.span);
        if start.source != behind.0 || start.start < behind.1 {
            return None;
        }
        let in_place = key.is_none_or(|key| value.span.source == key.source && value.span.start >= key.end);
        let span = if in_place { start.to(value.span) } else { start };
        behind.1 = span.end;
        Some((span, in_place))
    };
    match node.kind() {
        NodeKind::Mapping(entries) => {
            for entry in entries.iter() {
                if let Some((span, in_place)) = add(Some(entry.key_span), &entry.value) {
                    written.push((span, in_place.then_some(&entry.value)));
                }
            }
        }
        NodeKind::Sequence(items) => {
            for item in items.iter() {
                if let Some((span, _)) = add(None, item) {
                    written.push((span, Some(item)));
                }
            }
        }
        NodeKind::Scalar(..) | NodeKind::Unreadable => {}
    }
    written
}
