//! From events to the tree: a stack of open collections, no recursion.

mod collection;

use super::super::node::{Node, NodeKind, ScalarStyle, Tag, Texts};
use super::super::{MAX_DEPTH, MAX_NODES, too_many_nodes};
use super::quoted::Joined;
use super::{MAX_EXPANDED_NODES, merge, message, span};
use crate::source::{Problem, Source, Span};
use collection::Collection;
use foldhash::{HashMap, HashMapExt};
use granit_parser::{Event, StructureStyle};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Builds the documents of one file.
pub(super) struct Composer<'a> {
    source: &'a Source,
    joined: &'a Joined<'a>,
    documents: Vec<Node>,
    problems: Vec<Problem>,
    /// The collections around the current place, outermost first.
    open: Vec<Collection>,
    /// The root of the current document, once it is complete.
    root: Option<Node>,
    in_document: bool,
    /// The nodes of the current document's anchors, by the parser's number; those still open are missing.
    anchors: HashMap<usize, Composed>,
    /// Inside a collection that lies too deep: where it starts and how many of its own collections are open.
    skipped: Option<Skipped>,
    /// Where the last token that the events tell of ended.
    cursor: usize,
    /// Nodes that are written so far.
    written: usize,
    /// Nodes that aliases stand for so far.
    expanded: usize,
    merge_budget: merge::Budget,
    texts: Texts,
}

struct Skipped {
    start: usize,
    anchor: usize,
    open: usize,
}

/// A complete node, and how large a walk over it is with aliases followed.
#[derive(Clone)]
struct Composed {
    node: Node,
    /// Nodes.
    size: usize,
    /// Levels: 0 for a scalar.
    height: usize,
}

impl Composed {
    fn leaf(node: Node) -> Self {
        Composed { node, size: 1, height: 0 }
    }
}

impl<'a> Composer<'a> {
    pub(super) fn new(source: &'a Source, joined: &'a Joined<'a>) -> Self {
        Composer {
            source,
            joined,
            documents: Vec::new(),
            problems: Vec::new(),
            open: Vec::new(),
            root: None,
            in_document: false,
            anchors: HashMap::new(),
            skipped: None,
            cursor: if source.text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 },
            written: 0,
            expanded: 0,
            merge_budget: merge::Budget(merge::MAX_MERGED_ENTRIES),
            texts: Texts::of_file(source.text.len()),
        }
    }

    /// What was read and what was wrong with it.
    pub(super) fn finish(mut self) -> (Vec<Node>, Vec<Problem>) {
        self.end_document();
        (self.documents, self.problems)
    }

    /// Breaks off where there are more nodes than are read; whether it did.
    pub(super) fn is_over(&mut self) -> bool {
        if self.written <= MAX_NODES {
            return false;
        }
        self.break_off(too_many_nodes(self.span(&(self.cursor..self.cursor))));
        true
    }

    /// Takes the next event in.
    pub(super) fn event(&mut self, event: Event<'_>, span: &granit_parser::Span) {
        let range = match span.byte_range() {
            // the start of a document without `---` has the span of the first token in it
            Some(_) if matches!(event, Event::DocumentStart(false, _)) => self.cursor..self.cursor,
            Some(range) => range,
            None => self.cursor..self.cursor,
        };
        let tag_range = span.tag_span().and_then(|tag| tag.byte_range());
        if self.skipped.is_some() {
            self.skip(&event, &range);
        } else {
            self.compose(event, range.clone(), tag_range.clone());
        }
        let tag_end = tag_range.map_or(0, |tag| tag.end);
        self.cursor = self.cursor.max(range.end).max(tag_end);
    }

    fn compose(&mut self, event: Event<'_>, range: Range<usize>, tag_range: Option<Range<usize>>) {
        match event {
            Event::DocumentStart(..) => {
                self.in_document = true;
                // not `clear`: its cost is that of the largest document, for each document
                self.anchors = HashMap::new();
            }
            Event::DocumentEnd => self.end_document(),
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.map(|tag| (tag, tag_range));
                self.scalar(&text, style, anchor, tag, range);
            }
            Event::SequenceStart(style, anchor, tag) => {
                let tag = tag.and_then(|tag| self.tag(&tag, tag_range));
                self.start(Collection::sequence(style, anchor, tag, range.start), range);
            }
            Event::MappingStart(style, anchor, tag) => {
                let tag = tag.and_then(|tag| self.tag(&tag, tag_range));
                self.start(Collection::mapping(style, anchor, tag, range.start), range);
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(range.end),
            Event::Alias(anchor) => self.alias(anchor, range),
            Event::UnresolvedAlias(name) => {
                let span = self.span(&range);
                let message = format!("alias `*{name}` has no anchor before it");
                let help = format!("define it with `&{name}`, or put the value in quotes if it is text");
                self.problems.push(Problem::syntax(span, message).with_help(help));
                self.deliver(Composed::leaf(Node::unreadable(span)), range.end);
            }
            _ => {}
        }
    }

    /// Closes everything that is open: behind `problem` nothing of the document is read.
    pub(super) fn break_off(&mut self, problem: Problem) {
        let lost = problem.span;
        self.problems.push(problem);
        if let Some(skipped) = self.skipped.take() {
            let node = Node::unreadable(self.span(&(skipped.start..self.cursor)));
            self.deliver(Composed::leaf(node), self.cursor);
        }
        while let Some(mut collection) = self.open.pop() {
            collection.break_off(lost);
            let end = collection.end;
            self.close(collection, end);
        }
        // behind the end of a document an error is about text that the document may have been meant to hold
        let broken = if self.in_document { &mut self.root } else { &mut self.documents.pop() };
        let broken = match broken.take() {
            Some(node) if node.is_whole() => node.with_gap(lost),
            Some(node) => node,
            None => Node::unreadable(lost),
        };
        self.documents.push(broken);
        self.in_document = false;
    }

    fn end_document(&mut self) {
        self.in_document = false;
        self.documents.extend(self.root.take());
    }

    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.source.id, range.start, range.end)
    }

    fn scalar(
        &mut self,
        text: &str,
        style: granit_parser::ScalarStyle,
        anchor: usize,
        tag: Option<(Cow<'_, granit_parser::Tag>, Option<Range<usize>>)>,
        range: Range<usize>,
    ) {
        use granit_parser::ScalarStyle as Style;
        // the non-specific tag `!` says that the scalar is a string and no more
        let (tag, non_specific) = match tag {
            Some((tag, range)) => {
                let tag = self.tag(&tag, range);
                (tag.clone(), tag.is_none())
            }
            None => (None, false),
        };
        let source_text: &str = &self.source.text;
        let not_written = range.is_empty() && style == Style::Plain;
        if not_written && tag.is_none() && self.open.is_empty() && anchor == 0 {
            return;
        }
        let content = match style {
            Style::Literal | Style::Folded => {
                let from = tag.as_ref().map_or(self.cursor, |tag| self.cursor.max(tag.span.range().end));
                span::block_scalar(source_text, from, range)
            }
            _ if not_written => {
                let key_end = self.open.last().and_then(Collection::key_end);
                let at = key_end.map_or(range.start, |end| span::empty_value(source_text, end, range.start));
                at..at
            }
            _ => range,
        };
        let style = match style {
            Style::Plain if !non_specific => ScalarStyle::Plain,
            _ => ScalarStyle::Quoted,
        };
        let as_written = match style {
            ScalarStyle::Quoted => self.joined.value(source_text, &content),
            _ => None,
        };
        let text = as_written.as_deref().unwrap_or(if not_written { "" } else { text });
        let start = tag.as_ref().map_or(content.start, |tag| content.start.min(tag.span.range().start));
        let span = self.span(&(start..content.end));
        let kind = NodeKind::Scalar(self.texts.share(text), style);
        let node = Node::new(kind, span).tagged(tag.map(Arc::new));
        let composed = Composed::leaf(node);
        if anchor != 0 {
            self.anchors.insert(anchor, composed.clone());
        }
        self.deliver(composed, content.end);
    }

    /// The tag by its name; `None` for the non-specific tag `!`.
    fn tag(&mut self, tag: &granit_parser::Tag, range: Option<Range<usize>>) -> Option<Tag> {
        let (handle, suffix) = tag.parts();
        let name = match handle {
            "" | "!" => Cow::Borrowed(suffix.strip_prefix('!').unwrap_or(suffix)),
            _ => Cow::Owned(format!("{handle}{suffix}")),
        };
        let range = range.unwrap_or(self.cursor..self.cursor);
        (!name.is_empty()).then(|| Tag { name: self.texts.share(&name), span: self.span(&range) })
    }

    fn start(&mut self, collection: Collection, range: Range<usize>) {
        if collection.style == StructureStyle::Block
            && let Some(tab) = span::indentation_tab(&self.source.text, range.start)
        {
            self.problems.push(message::tab(self.span(&(tab..tab + 1))));
        }
        if self.open.len() < MAX_DEPTH {
            self.open.push(collection);
            return;
        }
        let message = format!("nested deeper than {MAX_DEPTH} levels: what is inside is not read");
        self.problems.push(Problem::limit(self.span(&range), message));
        self.skipped = Some(Skipped { start: range.start, anchor: collection.anchor, open: 1 });
    }

    /// Passes over an event inside a collection that lies too deep. Its anchors name unreadable nodes.
    fn skip(&mut self, event: &Event<'_>, range: &Range<usize>) {
        if let Some(anchor) = event.anchor_id().filter(|anchor| *anchor != 0) {
            let unreadable = Composed::leaf(Node::unreadable(self.span(range)));
            self.anchors.insert(anchor, unreadable);
        }
        let Some(skipped) = &mut self.skipped else { return };
        match event {
            Event::SequenceStart(..) | Event::MappingStart(..) => skipped.open += 1,
            Event::SequenceEnd | Event::MappingEnd => skipped.open -= 1,
            _ => {}
        }
        if skipped.open > 0 {
            return;
        }
        let Skipped { start, anchor, .. } = *skipped;
        self.skipped = None;
        let unreadable = Composed::leaf(Node::unreadable(self.span(&(start..range.end))));
        if anchor != 0 {
            self.anchors.insert(anchor, unreadable.clone());
        }
        self.deliver(unreadable, range.end);
    }

    fn end(&mut self, event_end: usize) {
        let Some(collection) = self.open.pop() else { return };
        let end = match collection.style {
            StructureStyle::Flow => event_end,
            // the event comes where the next token starts
            StructureStyle::Block => collection.end,
        };
        self.close(collection, end);
    }

    fn close(&mut self, collection: Collection, end: usize) {
        let anchor = collection.anchor;
        let composed = collection.close(self.source, end, &mut self.merge_budget, &mut self.problems);
        if anchor != 0 {
            self.anchors.insert(anchor, composed.clone());
        }
        self.deliver(composed, end);
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) {
        let span = self.span(&range);
        let composed = match self.anchors.get(&anchor) {
            None => {
                let name = self.source.slice(span);
                let message = format!("alias `{name}` stands inside the node that it names");
                self.problems.push(Problem::syntax(span, message));
                Composed::leaf(Node::unreadable(span))
            }
            Some(target) if self.open.len() + target.height > MAX_DEPTH => {
                let message = format!("aliases nest deeper than {MAX_DEPTH} levels");
                self.problems.push(Problem::limit(span, message));
                Composed::leaf(Node::unreadable(span))
            }
            Some(target) if self.expanded.saturating_add(target.size) > MAX_EXPANDED_NODES => {
                let message = format!("aliases stand for more than {MAX_EXPANDED_NODES} nodes");
                self.problems.push(Problem::limit(span, message));
                Composed::leaf(Node::unreadable(span))
            }
            Some(target) => {
                self.expanded += target.size;
                target.clone()
            }
        };
        self.deliver_at(composed, range.start, range.end);
    }

    fn deliver(&mut self, composed: Composed, end: usize) {
        self.written += 1;
        let start = composed.node.span.range().start;
        self.deliver_at(composed, start, end);
    }

    /// Gives a complete node, written at `start..end`, to the collection around it.
    fn deliver_at(&mut self, composed: Composed, start: usize, end: usize) {
        match self.open.last_mut() {
            Some(collection) => {
                let written = Span::new(self.source.id, start, end);
                collection.take(composed, written, &mut self.problems);
            }
            None => self.root = Some(composed.node),
        }
    }
}
