//! The tree of YAML and JSON: scalars, sequences and mappings, each with its span and tag.
//!
//! Kept as written: a scalar is its text and how it was quoted; what it means (a boolean, a number) is decided by
//! the reader's schema. Aliases are expanded by sharing, merge keys (`<<`) are merged by the parser.
//!
//! **Data.** A part that only says data (see [`Thinning`](super::yaml::Thinning)) may be put off: its text was found to
//! be right, and its tree is made when somebody asks for it ([`Node::kind`]), which few do.
//!
//! **Gaps.** Where text is lost, the tree says so at the place: a value that cannot be read is
//! [`NodeKind::Unreadable`]; a mapping that may hold entries which could not be read has one entry with an empty key
//! and an unreadable value ([`Entry::is_gap`]); a sequence has an unreadable item, which may stand for any number of
//! items. A key that is absent from a mapping with a gap is not known to be absent: [`Node::is_whole`] tells.

mod duplicates;
#[cfg(test)]
pub(super) mod render;
mod texts;

pub(super) use duplicates::{any_repeated, any_twice, flag_duplicates};
pub(super) use texts::Texts;

use crate::later::{Later, later};
use crate::source::Span;
use std::sync::Arc;

/// One node of a YAML or JSON document.
#[derive(Clone, Debug)]
pub struct Node {
    content: Content,
    /// The node's own text (without its key; with its tag). For an expanded alias: the aliased node's text.
    pub span: Span,
    /// An explicit tag, as written and without the leading `!` for local tags (`Ref`, `Sub`); YAML's core tags
    /// as `tag:yaml.org,2002:bool`.
    pub tag: Option<Arc<Tag>>,
}

/// What a node is, or will be.
#[derive(Clone, Debug)]
enum Content {
    Read(NodeKind),
    Later(Later<NodeKind>),
}

/// An explicit tag.
#[derive(Clone, Debug)]
pub struct Tag {
    /// Its name.
    pub name: Arc<str>,
    /// Where it is written.
    pub span: Span,
}

/// What a [`Node`] is. Cheap to clone.
#[derive(Clone, Debug)]
pub enum NodeKind {
    /// A scalar: its text after unescaping and folding, and how it was written.
    Scalar(Arc<str>, ScalarStyle),
    /// A sequence.
    Sequence(Arc<[Node]>),
    /// A mapping, in the order of the text, duplicate keys kept (the parser has reported them). What a merge key
    /// brings stands in the merge key's place.
    Mapping(Arc<[Entry]>),
    /// Text that could not be read; a problem says why.
    Unreadable,
}

/// How a scalar was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarStyle {
    /// Without quotes: YAML resolves it to null, boolean, number or string.
    Plain,
    /// In quotes or as a block scalar: a string.
    Quoted,
    /// A JSON literal `null`, `true`, `false` or number.
    JsonLiteral,
}

/// One entry of a mapping.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key's text.
    pub key: Arc<str>,
    /// Where the key is written.
    pub key_span: Span,
    /// What it maps to.
    pub value: Node,
    /// Whether the same key stands elsewhere in the same mapping, before or behind: the parser has reported it,
    /// neither value is to be believed.
    pub duplicate: bool,
}

/// What a scalar means under YAML 1.1's schema, as CloudFormation reads it (JSON literals mean themselves).
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar<'a> {
    /// `null`, `~` or nothing.
    Null,
    /// `true`, `yes`, `on`, … in their three spellings each.
    Bool(bool),
    /// A number, as written.
    Number(&'a str),
    /// Anything else, and everything quoted.
    String(&'a str),
}

impl Entry {
    /// The entry that stands for the entries which could not be read, `span` being where they are.
    pub fn gap(span: Span) -> Self {
        Entry { key: Arc::from(""), key_span: span, value: Node::unreadable(span), duplicate: false }
    }

    /// Whether it stands for entries that could not be read: nobody knows how many, nor their keys.
    pub fn is_gap(&self) -> bool {
        self.key.is_empty() && matches!(self.value.kind(), NodeKind::Unreadable)
    }
}

impl Node {
    /// A node without a tag.
    pub fn new(kind: NodeKind, span: Span) -> Self {
        Node { content: Content::Read(kind), span, tag: None }
    }

    /// What stands for text that could not be read.
    pub fn unreadable(span: Span) -> Self {
        Node::new(NodeKind::Unreadable, span)
    }

    /// A collection of data that is read when somebody asks for it.
    pub(super) fn later(read: impl FnOnce() -> NodeKind + Send + 'static, span: Span) -> Self {
        Node { content: Content::Later(later(read)), span, tag: None }
    }

    /// The same with another content: its tag and its span stay.
    #[must_use]
    pub fn with(&self, kind: NodeKind) -> Self {
        Node { content: Content::Read(kind), span: self.span, tag: self.tag.clone() }
    }

    /// The same with that tag, or without one.
    #[must_use]
    pub fn tagged(self, tag: Option<Arc<Tag>>) -> Self {
        Node { tag, ..self }
    }

    /// The same where text was lost at its end.
    #[must_use]
    pub(super) fn with_gap(&self, lost: Span) -> Self {
        match self.kind() {
            NodeKind::Mapping(entries) => {
                let entries = entries.iter().cloned().chain([Entry::gap(lost)]);
                self.with(NodeKind::Mapping(entries.collect()))
            }
            NodeKind::Sequence(items) => {
                let items = items.iter().cloned().chain([Node::unreadable(lost)]);
                self.with(NodeKind::Sequence(items.collect()))
            }
            NodeKind::Scalar(..) | NodeKind::Unreadable => self.clone(),
        }
    }

    /// What it is.
    pub fn kind(&self) -> &NodeKind {
        match &self.content {
            Content::Read(kind) => kind,
            Content::Later(kind) => kind,
        }
    }

    /// Whether it was put off: then it is a collection, all of it is data, and no text in it is unreadable. Of others
    /// that is not known.
    pub fn was_put_off(&self) -> bool {
        matches!(self.content, Content::Later(_))
    }

    /// Whether all entries of a mapping, or all items of a sequence, could be read (what is inside them may still
    /// have gaps). A scalar is whole, unreadable text is not.
    pub fn is_whole(&self) -> bool {
        if self.was_put_off() {
            return true;
        }
        match self.kind() {
            NodeKind::Scalar(..) => true,
            NodeKind::Sequence(items) => {
                !items.iter().any(|item| matches!(item.kind(), NodeKind::Unreadable))
            }
            NodeKind::Mapping(entries) => !entries.iter().any(Entry::is_gap),
            NodeKind::Unreadable => false,
        }
    }

    /// The entries of a mapping; none for another node.
    pub fn entries(&self) -> &[Entry] {
        match self.kind() {
            NodeKind::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a sequence; none for another node.
    pub fn items(&self) -> &[Node] {
        match self.kind() {
            NodeKind::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The entry of that key, the last where it stands twice.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().rev().find(|entry| &*entry.key == key)
    }

    /// The value of that key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The text of a scalar, however written.
    pub fn text(&self) -> Option<&str> {
        self.shared_text().map(|text| &**text)
    }

    /// The same, for whoever keeps it.
    pub fn shared_text(&self) -> Option<&Arc<str>> {
        match &self.content {
            Content::Read(NodeKind::Scalar(text, _)) => Some(text),
            _ => None,
        }
    }

    /// Whether it is a mapping.
    pub fn is_mapping(&self) -> bool {
        matches!(self.kind(), NodeKind::Mapping(_))
    }

    /// What a scalar means; `None` for other nodes.
    pub fn scalar(&self) -> Option<Scalar<'_>> {
        let Content::Read(NodeKind::Scalar(text, style)) = &self.content else { return None };
        if let Some(tag) = self.tag.as_ref().and_then(|tag| tag.name.strip_prefix("tag:yaml.org,2002:")) {
            return Some(match tag {
                "null" => Scalar::Null,
                "bool" => yaml_bool(text).map_or(Scalar::String(text), Scalar::Bool),
                "int" | "float" => Scalar::Number(text),
                _ => Scalar::String(text),
            });
        }
        Some(match style {
            ScalarStyle::Quoted => Scalar::String(text),
            ScalarStyle::Plain | ScalarStyle::JsonLiteral => plain_scalar(text),
        })
    }
}

fn plain_scalar(text: &str) -> Scalar<'_> {
    // nulls and booleans begin with few letters, numbers with none
    let says_itself =
        |first: u8| first.is_ascii_alphabetic() && !matches!(first | 0x20, b'n' | b't' | b'f' | b'y' | b'o');
    if text.bytes().next().is_some_and(says_itself) {
        return Scalar::String(text);
    }
    if matches!(text, "" | "~" | "null" | "Null" | "NULL") {
        return Scalar::Null;
    }
    if let Some(value) = yaml_bool(text) {
        return Scalar::Bool(value);
    }
    if is_number(text) { Scalar::Number(text) } else { Scalar::String(text) }
}

/// YAML 1.1's booleans, as CloudFormation's own reader takes them.
pub fn yaml_bool(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

/// Decimal integers and floats. Leading zeros (account ids!) make a string: CloudFormation keeps their text.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let leading_zero = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.contains(|c: char| c.is_ascii_digit())
        && !leading_zero
        && digits.parse::<f64>().is_ok()
}
