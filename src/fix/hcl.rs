//! Edits in HCL text, as `terraform fmt` would have it: a new argument stands at the end of the first group of
//! single-line arguments, its `=` under theirs, or the group's under its own where its name is longer.
//!
//! Source: <https://developer.hashicorp.com/terraform/language/style#code-formatting>. Knows no model.

use super::edit::Edit;
use super::lines;
use crate::source::{Source, Span};
use crate::syntax::hcl::{Attribute, Block, Body, Expr, ExprKind, parse_body};
use std::sync::Arc;

/// Arguments that Terraform itself reads: they stand apart from the resource's own.
const META: &[&str] =
    &["count", "for_each", "provider", "depends_on", "lifecycle", "tags", "source", "version"];

/// The block that spans exactly that text.
pub(super) fn block_at(source: &Source, span: Span) -> Option<Arc<Block>> {
    fn find(body: &Body, span: Span) -> Option<Arc<Block>> {
        let around = body.blocks.iter().filter(|block| block.span.contains(span));
        around
            .map(|block| if block.span == span { Some(Arc::clone(block)) } else { find(&block.body, span) })
            .find_map(|found| found)
    }
    find(&parse_body(source).0, span)
}

/// The attribute that spans exactly that text, below a block.
pub(super) fn attribute_at(block: &Block, span: Span) -> Option<&Attribute> {
    let own = block.body.attributes.iter().find(|attribute| attribute.span == span);
    own.or_else(|| block.body.blocks.iter().find_map(|nested| attribute_at(nested, span)))
}

/// Edits that set an argument, given with dots through nested blocks, to an expression.
pub(super) fn set(source: &Source, block: &Block, path: &str, expression: &str) -> Option<Vec<Edit>> {
    let Some((outer, rest)) = path.split_once('.') else {
        return match block.body.attribute(path) {
            Some(attribute) => Some(vec![Edit::replace(source, attribute.expr.span, expression)]),
            None => insert(source, block, &[(path, expression.to_owned())]),
        };
    };
    if block.body.blocks_of("dynamic").any(|dynamic| dynamic.label(0) == Some(outer)) {
        return None;
    }
    let mut nested = block.body.blocks_of(outer);
    match (nested.next(), nested.next()) {
        (Some(only), None) => set(source, only, rest, expression),
        (None, _) => Some(vec![nest(source, block, outer, rest, expression)?]),
        // which of several is meant is not known here
        (Some(_), Some(_)) => None,
    }
}

/// A new nested block (and those in it) at the end of a block.
fn nest(source: &Source, block: &Block, outer: &str, rest: &str, expression: &str) -> Option<Edit> {
    let names: Vec<&str> = std::iter::once(outer).chain(rest.split('.')).collect();
    let (argument, blocks) = names.split_last()?;
    let text: &str = &source.text;
    let newline = lines::ending(text);
    let base = lines::indentation(text, block.span.start as usize);
    let mut inner = String::new();
    for (depth, name) in blocks.iter().enumerate() {
        inner.push_str(&format!("{base}{}{name} {{{newline}", "  ".repeat(depth + 1)));
    }
    inner.push_str(&format!("{base}{}{argument} = {expression}{newline}", "  ".repeat(blocks.len() + 1)));
    for depth in (0..blocks.len()).rev() {
        inner.push_str(&format!("{base}{}}}{newline}", "  ".repeat(depth + 1)));
    }
    append_lines(source, block, &inner)
}

/// Lines before the closing brace of a block, after an empty one where something stands before.
pub(super) fn append_lines(source: &Source, block: &Block, inner: &str) -> Option<Edit> {
    let text: &str = &source.text;
    let newline = lines::ending(text);
    let closing = block.span.end as usize - 1;
    let line = lines::start(text, closing);
    let base = lines::indentation(text, block.span.start as usize);
    if text[line..closing].trim().is_empty() {
        let empty = block.body.attributes.is_empty() && block.body.blocks.is_empty();
        let gap = if empty { "" } else { newline };
        return Some(Edit::insert(source, line, &format!("{gap}{inner}")));
    }
    // the block is one line
    let opening = block.header.end as usize + text.get(block.header.end as usize..closing)?.find('{')?;
    let own = text[opening + 1..closing].trim();
    let own = if own.is_empty() { String::new() } else { format!("{base}  {own}{newline}{newline}") };
    let whole = Span::new(source.id, opening, closing + 1);
    Some(Edit::replace(source, whole, &format!("{{{newline}{own}{inner}{base}}}")))
}

/// Edits that set several arguments of a block.
pub(super) fn set_all(source: &Source, block: &Block, arguments: &[(&str, String)]) -> Option<Vec<Edit>> {
    let written = |name: &str| block.body.attribute(name);
    let mut edits: Vec<Edit> = Vec::new();
    let mut new: Vec<(&str, String)> = Vec::new();
    for (name, expression) in arguments {
        match written(name) {
            Some(attribute) => edits.push(Edit::replace(source, attribute.expr.span, expression)),
            None => new.push((name, expression.clone())),
        }
    }
    if !new.is_empty() {
        edits.extend(insert(source, block, &new)?);
    }
    Some(edits)
}

/// New arguments.
fn insert(source: &Source, block: &Block, arguments: &[(&str, String)]) -> Option<Vec<Edit>> {
    let text: &str = &source.text;
    let newline = lines::ending(text);
    let opening = text.get(block.header.end as usize..block.span.end as usize)?.find('{')?;
    let opening = block.header.end as usize + opening;
    if !text[opening..block.span.end as usize].contains('\n') {
        return one_line(source, block, arguments, opening);
    }
    let longest = arguments.iter().map(|(name, _)| name.len()).max()?;
    let Some(group) = group(text, &block.body) else {
        // nothing to stand with: they come first
        let after = opening + 1 + text[opening + 1..].find('\n')? + 1;
        let base = lines::indentation(text, block.span.start as usize);
        let next = text[after..].lines().next().unwrap_or("").trim();
        let gap = if next.is_empty() || next.starts_with('}') { "" } else { newline };
        let lines = aligned(arguments, &format!("{base}  "), longest + 1).join(newline);
        return Some(vec![Edit::insert(source, after, &format!("{lines}{newline}{gap}"))]);
    };
    let last = group.last()?;
    let indentation = lines::indentation(text, last.span.start as usize);
    let width = group.iter().map(|attribute| width(text, attribute)).max().unwrap_or(0);
    let formatted =
        group.iter().all(|it| gap(text, it).is_some_and(|gap| width_of(text, it, gap) == width + 1));
    let mut edits = Vec::new();
    let column = if formatted { width.max(longest) + 1 } else { longest + 1 };
    if formatted && column > width + 1 {
        for attribute in &group {
            let blanks = " ".repeat(column - self::width(text, attribute));
            edits.push(Edit::replace(source, gap(text, attribute)?, &blanks));
        }
    }
    let end = lines::end(text, last.span.end as usize);
    let lines = aligned(arguments, indentation, column);
    let lines: String = lines.iter().map(|line| format!("{newline}{line}")).collect();
    edits.push(Edit::insert(source, end, &lines));
    Some(edits)
}

/// Arguments as lines, their `=` at that column behind the indentation.
fn aligned(arguments: &[(&str, String)], indentation: &str, column: usize) -> Vec<String> {
    let line = |(name, expression): &(&str, String)| {
        format!("{indentation}{name}{}= {expression}", " ".repeat(column.saturating_sub(name.len()).max(1)))
    };
    arguments.iter().map(line).collect()
}

/// A block on one line may hold one argument only.
fn one_line(
    source: &Source,
    block: &Block,
    arguments: &[(&str, String)],
    opening: usize,
) -> Option<Vec<Edit>> {
    let newline = lines::ending(&source.text);
    let base = lines::indentation(&source.text, block.span.start as usize);
    let whole = Span::new(source.id, opening, block.span.end as usize);
    if block.body.attributes.len() > 1 || !block.body.blocks.is_empty() {
        return None;
    }
    let own = block.body.attributes.iter();
    let all: Vec<(&str, String)> = own
        .map(|own| (&*own.name.text, source.slice(own.expr.span).to_owned()))
        .chain(arguments.iter().cloned())
        .collect();
    let longest = all.iter().map(|(name, _)| name.len()).max()?;
    let inside = aligned(&all, &format!("{base}  "), longest + 1).join(newline);
    Some(vec![Edit::replace(source, whole, &format!("{{{newline}{inside}{newline}{base}}}"))])
}

/// An expression as it is written inside of a quoted template; none where a secret is written in it.
pub(super) fn inside_template(source: &Source, expr: &Expr) -> Option<String> {
    if !source.hidden(&expr.span.range()).is_empty() {
        return None;
    }
    let text = source.slice(expr.span);
    match &expr.kind {
        ExprKind::String(_) | ExprKind::Template(_) | ExprKind::Wrapped(_) => {
            text.strip_prefix('"')?.strip_suffix('"').map(str::to_owned)
        }
        _ if text.contains('\n') => None,
        _ => Some(format!("${{{text}}}")),
    }
}

/// The first run of single-line arguments on lines that follow each other, one of them the resource's own.
fn group<'b>(text: &str, body: &'b Body) -> Option<Vec<&'b Attribute>> {
    let mut groups: Vec<Vec<&Attribute>> = Vec::new();
    for attribute in &body.attributes {
        let single = !text[attribute.span.range()].contains('\n');
        let follows = groups.last().and_then(|group| group.last()).is_some_and(|before: &&Attribute| {
            let between = &text[before.span.end as usize..attribute.span.start as usize];
            between.matches('\n').count() == 1
        });
        match (single, follows) {
            (false, _) => groups.push(Vec::new()),
            (true, true) => groups.last_mut()?.push(attribute),
            (true, false) => groups.push(vec![attribute]),
        }
    }
    groups.retain(|group| !group.is_empty());
    let own = |group: &Vec<&Attribute>| group.iter().any(|it| !META.contains(&&*it.name.text));
    groups.into_iter().find(own)
}

/// Columns of an argument's name.
fn width(text: &str, attribute: &Attribute) -> usize {
    text[attribute.name.span.range()].chars().count()
}

/// What stands between an argument's name and its `=`.
fn gap(text: &str, attribute: &Attribute) -> Option<Span> {
    let from = attribute.name.span.end as usize;
    let blanks = text[from..attribute.expr.span.start as usize].find('=')?;
    let only_blanks = text[from..from + blanks].bytes().all(|byte| byte == b' ');
    only_blanks.then(|| Span::new(attribute.name.span.source, from, from + blanks))
}

fn width_of(text: &str, attribute: &Attribute, gap: Span) -> usize {
    width(text, attribute) + gap.len()
}

/// An expression that gives the text of another with something behind it.
pub(super) fn with_end(source: &Source, expr: &Expr, end: &str) -> Option<Edit> {
    let text = source.slice(expr.span);
    Some(match &expr.kind {
        ExprKind::String(_) | ExprKind::Template(_) | ExprKind::Wrapped(_)
            if text.starts_with('"') && text.ends_with('"') =>
        {
            Edit::insert(source, expr.span.end as usize - 1, end)
        }
        ExprKind::Attribute(..) | ExprKind::Index(..) | ExprKind::Variable(_) if !text.contains('\n') => {
            Edit::replace(source, expr.span, &format!("\"${{{text}}}{end}\""))
        }
        _ => return None,
    })
}

/// A reference to a resource as one to its ARN.
pub(super) fn to_arn(source: &Source, expr: &Expr) -> Option<Edit> {
    match &expr.kind {
        ExprKind::Attribute(_, name) if matches!(&*name.text, "id" | "key_id" | "name" | "bucket") => {
            Some(Edit::replace(source, name.span, "arn"))
        }
        ExprKind::Wrapped(inner) | ExprKind::Parenthesis(inner) => to_arn(source, inner),
        _ => None,
    }
}

/// Edits that make a block wait for others, named by their addresses in the same module.
pub(super) fn wait_for(source: &Source, block: &Block, names: &[String]) -> Option<Vec<Edit>> {
    let list = names.join(", ");
    let Some(attribute) = block.body.attribute("depends_on") else {
        let base = lines::indentation(&source.text, block.span.start as usize);
        let line = format!("{base}  depends_on = [{list}]{}", lines::ending(&source.text));
        return Some(vec![append_lines(source, block, &line)?]);
    };
    let ExprKind::Tuple(items) = &attribute.expr.kind else { return None };
    Some(vec![match items.last() {
        None => Edit::replace(source, attribute.expr.span, &format!("[{list}]")),
        Some(last) => {
            let line = lines::start(&source.text, last.span.start as usize);
            let own_line = source.text[line..last.span.start as usize].trim().is_empty();
            let between = match own_line {
                true => format!(
                    ",{}{}",
                    lines::ending(&source.text),
                    lines::indentation(&source.text, last.span.start as usize)
                ),
                false => ", ".to_owned(),
            };
            Edit::insert(source, last.span.end as usize, &format!("{between}{}", names.join(&between)))
        }
    }])
}
