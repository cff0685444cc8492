//! The plain part of YAML, which nearly all templates keep to, read without events.
//!
//! Block mappings and sequences, flow collections, scalars on one line, literal and folded text, local tags, comments.
//! Whatever else stands in a file (anchors, several documents, tabs, quoted text over several lines, empty values, any
//! error) makes [`read`] give nothing, and the event parser reads the file from its start: so nothing is decided here
//! that is open to doubt, and the trees of both are the same to the last span.
//!
//! Only here is left out what [`Thinning`] passes over, and put off what it calls data: the text of both is read as
//! strictly, and no tree is made of it, or none before somebody asks.

mod block;
mod flow;
mod later;
mod passed;
mod scalar;
mod short;
mod thin;

use super::super::MAX_NODES;
use super::super::node::{Entry, Node, NodeKind, ScalarStyle, Tag, Texts, any_repeated, any_twice};
use crate::source::{Source, SourceId, Span};
use passed::Level;
use short::TAG;
use std::borrow::Cow;
use std::sync::Arc;
use thin::Place;
pub use thin::Thinning;

/// Deeper nesting is left to the event parser, which knows the bound.
const MAX_NESTING: usize = 48;

/// Longer keys are left to the event parser.
const LONGEST_KEY: usize = 512;

/// For so many bytes of a file room is made at once for one entry of the mappings that are open: a section of a template
/// has so many.
const BYTES_OF_AN_OPEN_ENTRY: usize = 128;
const MANY_OPEN_ENTRIES: usize = 512;

/// Reads a file of one document in plain YAML; `None` where it is anything else.
pub(super) fn read(source: &Source, thinning: Option<&Thinning<'_>>) -> Option<Node> {
    if has_odd_characters(&source.text) {
        return None;
    }
    let mut reader = Reader::new(source.id, &source.text, source.text.len());
    if thinning.is_some() {
        (reader.thinning, reader.place) = (thinning, Place::Root);
    }
    reader.next_content();
    if reader.rest().starts_with(b"---") && reader.column() == 0 {
        reader.at += 3;
        reader.end_line()?;
    }
    let is_collection = reader.column() == 0 && reader.at < reader.bytes.len();
    let node = if is_collection { reader.root()? } else { return None };
    (reader.at == reader.bytes.len()).then_some(node)
}

/// Control characters, carriage returns and tabs included, and what YAML takes for a line end or refuses.
fn has_odd_characters(text: &str) -> bool {
    let controls = |odd: bool, byte: &u8| odd | ((*byte < b' ') & (*byte != b'\n')) | (*byte == 0x7f);
    if text.as_bytes().iter().fold(false, controls) {
        return true;
    }
    !text.is_ascii() && text.chars().any(|c| !(c.is_ascii() || c.is_alphanumeric() || is_plain_sign(c)))
}

/// Signs beyond ASCII that people write in descriptions.
fn is_plain_sign(c: char) -> bool {
    matches!(c, '\u{a1}'..='\u{bf}' | '\u{2010}'..='\u{2027}' | '\u{2190}'..='\u{21ff}' | '\u{2500}'..='\u{257f}')
}

struct Reader<'a> {
    source: SourceId,
    shared: &'a Arc<str>,
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Where the line of `at` begins.
    line: usize,
    nesting: usize,
    texts: Texts,
    /// Values so far.
    nodes: usize,
    /// Entries of the mappings around, innermost last: one list saves one for each mapping.
    entries: Vec<Entry>,
    items: Vec<Node>,
    thinning: Option<&'a Thinning<'a>>,
    /// What stands at `at` to the thinning.
    place: Place,
    /// Keys of the mappings around that have entries without a tree, innermost last.
    keys: Vec<&'a str>,
    /// The collections around that are passed over, innermost last.
    levels: Vec<Level>,
}

/// A key that was read.
struct Key<'a> {
    text: Cow<'a, str>,
    span: Span,
}

/// `!Name` that was read.
struct WrittenTag<'a> {
    name: &'a str,
    span: Span,
}

impl<'a> Reader<'a> {
    /// A reader at the start of a text of which it will read so many bytes.
    fn new(source: SourceId, text: &'a Arc<str>, length: usize) -> Self {
        Reader {
            source,
            shared: text,
            text,
            bytes: text.as_bytes(),
            at: 0,
            line: 0,
            nesting: 0,
            texts: Texts::of_file(length),
            nodes: 0,
            entries: Vec::with_capacity((length / BYTES_OF_AN_OPEN_ENTRY).min(MANY_OPEN_ENTRIES)),
            items: Vec::new(),
            thinning: None,
            place: Place::Anywhere,
            keys: Vec::new(),
            levels: Vec::new(),
        }
    }

    fn rest(&self) -> &[u8] {
        &self.bytes[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn column(&self) -> usize {
        self.at - self.line
    }

    /// Counts a value; `None` where there are more than are read, which the event parser will say.
    fn count(&mut self) -> Option<()> {
        self.nodes += 1;
        (self.nodes <= MAX_NODES).then_some(())
    }

    #[inline]
    fn skip_spaces(&mut self) {
        self.at = self.behind_spaces(self.at);
    }

    /// Behind the blanks that stand at a place.
    #[inline]
    fn behind_spaces(&self, from: usize) -> usize {
        let mut at = from;
        // eight at a time, where there are so many bytes
        while let Some(bytes) = self.bytes.get(at..).and_then(<[u8]>::first_chunk) {
            let others = u64::from_le_bytes(*bytes) ^ u64::from_le_bytes([b' '; 8]);
            at += others.trailing_zeros() as usize / 8;
            if others != 0 {
                return at;
            }
        }
        while self.bytes.get(at) == Some(&b' ') {
            at += 1;
        }
        at
    }

    /// Goes to the first character of the next line that has content, `at` being the start of a line.
    fn next_content(&mut self) {
        loop {
            self.line = self.at;
            self.skip_spaces();
            match self.peek() {
                Some(b'\n') => self.at += 1,
                Some(b'#') => self.skip_line(),
                _ => return,
            }
        }
    }

    fn skip_line(&mut self) {
        let length = memchr::memchr(b'\n', self.rest());
        self.at = length.map_or(self.bytes.len(), |length| self.at + length + 1);
    }

    /// Passes blanks and a comment at the end of a line, and goes to the next content; `None` where other text stands
    /// there.
    fn end_line(&mut self) -> Option<()> {
        self.skip_spaces();
        match self.peek() {
            None => {}
            Some(b'\n') => self.at += 1,
            Some(b'#') if self.at_line_end() => self.skip_line(),
            Some(_) => return None,
        }
        self.next_content();
        Some(())
    }

    /// Whether the line ends here, but for blanks and a comment.
    fn at_line_end(&self) -> bool {
        match self.peek() {
            None | Some(b'\n') => true,
            Some(b'#') => self.at > 0 && self.bytes[self.at - 1] == b' ',
            Some(_) => false,
        }
    }

    /// Ends a value of one line in a collection at that column: what follows must not belong to it.
    fn end_value(&mut self, parent: usize) -> Option<()> {
        self.end_line()?;
        (self.at == self.bytes.len() || self.column() <= parent).then_some(())
    }

    /// `!Name`, with a blank or a line end behind it; data has none.
    fn tag(&mut self) -> Option<WrittenTag<'a>> {
        if self.place == Place::Data {
            return None;
        }
        let start = self.at;
        let end = self.run(start + 1, TAG);
        let ends = self.bytes.get(end).is_none_or(|byte| matches!(byte, b' ' | b'\n'));
        if end == start + 1 || !ends {
            return None;
        }
        self.at = end;
        let text: &'a str = self.text;
        Some(WrittenTag { name: &text[start + 1..end], span: self.span(start, end) })
    }

    /// The node with a tag in front of it.
    fn tagged(&mut self, mut node: Node, tag: &WrittenTag<'_>) -> Node {
        node.span = tag.span.to(node.span);
        if !self.passes() {
            node.tag = Some(Arc::new(Tag { name: self.texts.share(tag.name), span: tag.span }));
        }
        node
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, start, end)
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, start: usize, end: usize) -> Node {
        if self.passes() {
            return Node::unreadable(self.span(start, end));
        }
        Node::new(NodeKind::Scalar(self.texts.share(text), style), self.span(start, end))
    }

    fn enter(&mut self) -> Option<()> {
        self.nesting += 1;
        (self.nesting < MAX_NESTING).then_some(())
    }

    /// Where the entries of a mapping begin that begins here.
    fn open_mapping(&mut self) -> Option<Opened> {
        self.enter()?;
        Some(Opened { entries: self.entries.len(), keys: self.keys.len(), place: self.place })
    }

    /// Keeps an entry of a mapping, or its key alone where its value was passed over.
    fn keep(&mut self, of: &Opened, key: &Key<'a>, value: Option<Node>) -> Option<()> {
        if of.place.holds_passed() {
            self.keep_key(key)?;
        }
        if let Some(value) = value {
            let text = self.texts.share(&key.text);
            self.entries.push(Entry { key: text, key_span: key.span, value, duplicate: false });
        }
        Some(())
    }

    /// Keeps the key of an entry without a tree.
    fn keep_key(&mut self, key: &Key<'a>) -> Option<()> {
        // of a key with escapes the event parser knows whether it stands twice
        let Cow::Borrowed(text) = key.text else { return None };
        self.keys.push(text);
        Some(())
    }

    /// Forgets the keys behind `from`; `None` where one stands twice, or is none of data in what is to be that.
    fn forget_keys(&mut self, from: usize) -> Option<()> {
        let keys = &self.keys[from..];
        let right = !any_twice(keys) && (self.place != Place::Data || self.are_of_data(keys));
        self.keys.truncate(from);
        right.then_some(())
    }

    /// The mapping of the entries since it was opened; `None` where a key stands twice, which is to be reported.
    fn close_mapping(&mut self, opened: &Opened, start: usize, end: usize) -> Option<Node> {
        self.nesting -= 1;
        self.place = opened.place;
        let span = self.span(start, end);
        if opened.place.holds_passed() {
            self.forget_keys(opened.keys)?;
            if self.passes() {
                return Some(Node::unreadable(span));
            }
        }
        if any_repeated(&self.entries[opened.entries..]) {
            return None;
        }
        let entries: Arc<[Entry]> = self.entries.drain(opened.entries..).collect();
        Some(Node::new(NodeKind::Mapping(entries), span))
    }

    fn keep_item(&mut self, item: Node) {
        if !self.passes() {
            self.items.push(item);
        }
    }

    fn close_sequence(&mut self, from: usize, start: usize, end: usize) -> Node {
        self.nesting -= 1;
        let span = self.span(start, end);
        if self.passes() {
            return Node::unreadable(span);
        }
        let items: Arc<[Node]> = self.items.drain(from..).collect();
        Node::new(NodeKind::Sequence(items), span)
    }
}

/// A mapping that is being read.
struct Opened {
    /// Where its entries begin.
    entries: usize,
    keys: usize,
    place: Place,
}
