//! Block mappings and sequences.

use super::super::super::node::{Node, ScalarStyle};
use super::{Key, LONGEST_KEY, Reader, WrittenTag};
use std::borrow::Cow;

/// Plain scalars of more lines are left to the event parser.
const MAX_LINES: usize = 1_000;

/// What begins somewhere.
pub(super) enum Begins<'a> {
    /// With its first key.
    Mapping(Key<'a>),
    List,
    /// Under the key that it belongs to, at the same column.
    ListUnderKey,
    /// A scalar or a flow collection.
    Line,
    /// Nothing is written.
    Nothing,
}

/// How a value begins, `at` being there or behind its first key.
pub(super) struct Start<'a> {
    pub(super) tag: Option<WrittenTag<'a>>,
    pub(super) what: Begins<'a>,
}

impl<'a> Reader<'a> {
    /// The mapping or sequence at the first column.
    pub(super) fn root(&mut self) -> Option<Node> {
        if self.rest().starts_with(b"...") || self.rest().starts_with(b"%") {
            return None;
        }
        if self.at_dash() {
            return self.sequence();
        }
        match self.beginning()? {
            Begins::Mapping(key) => self.mapping(key),
            _ => None,
        }
    }

    fn at_dash(&self) -> bool {
        self.peek() == Some(b'-')
            && self.bytes.get(self.at + 1).is_none_or(|byte| matches!(byte, b' ' | b'\n'))
    }

    /// The mapping whose first key was read.
    fn mapping(&mut self, key: Key<'a>) -> Option<Node> {
        let opened = self.open_mapping()?;
        let start = key.span.range().start;
        let column = start - self.line;
        let mut key = key;
        loop {
            self.place = self.place_of(opened.place, &key.text, opened.entries);
            let (value, end) = match self.passes() {
                true => (None, self.pass_over(column)?),
                false => {
                    let value = match self.put_off(column) {
                        Some(value) => value,
                        None => self.value(column, true)?,
                    };
                    let end = value.span.range().end;
                    (Some(value), end)
                }
            };
            self.place = opened.place;
            self.count()?;
            self.keep(&opened, &key, value)?;
            if self.is_at(column)
                && let Some(next) = self.word_key()
            {
                key = next;
                continue;
            }
            match self.next_key(column)? {
                Some(next) => key = next,
                None => return self.close_mapping(&opened, start, end),
            }
        }
    }

    /// Whether there is content at that column.
    #[inline]
    pub(super) fn is_at(&self, column: usize) -> bool {
        self.at < self.bytes.len() && self.column() == column
    }

    /// The next key of a mapping at that column; nothing where the mapping ends.
    #[inline(never)]
    pub(super) fn next_key(&mut self, column: usize) -> Option<Option<Key<'a>>> {
        if self.at == self.bytes.len() || self.column() < column {
            return Some(None);
        }
        if self.column() > column {
            return None;
        }
        match self.beginning()? {
            Begins::Mapping(key) => Some(Some(key)),
            _ => None,
        }
    }

    /// The sequence whose first dash is here.
    fn sequence(&mut self) -> Option<Node> {
        self.enter()?;
        let start = self.at;
        let column = self.column();
        let from = self.items.len();
        self.place = self.place.inside();
        loop {
            self.at += 1;
            let item = self.value(column, false)?;
            let end = item.span.range().end;
            self.count()?;
            self.keep_item(item);
            if !self.goes_on_with_dash(column)? {
                return Some(self.close_sequence(from, start, end));
            }
        }
    }

    /// Whether another dash of a sequence at that column is here.
    pub(super) fn goes_on_with_dash(&self, column: usize) -> Option<bool> {
        let goes_on = self.at < self.bytes.len() && self.column() >= column;
        if goes_on && self.column() > column {
            return None;
        }
        Some(goes_on && self.at_dash())
    }

    /// The value behind a `:` or a `-` of a collection at that column, and then to the next content.
    pub(super) fn value(&mut self, parent: usize, of_key: bool) -> Option<Node> {
        let behind = self.at;
        self.skip_spaces();
        if let Some(text) = self.short_text(parent) {
            return Some(text);
        }
        // most that have no text there are mappings below
        if let Some(key) = self.key_below(parent) {
            return self.mapping(key);
        }
        let start = self.start(parent, of_key)?;
        let node = match start.what {
            Begins::Mapping(key) => self.mapping(key)?,
            Begins::List => self.sequence()?,
            Begins::ListUnderKey => self.list_under_key()?,
            Begins::Line => self.line(parent, start.tag.is_some())?,
            Begins::Nothing => self.scalar("", ScalarStyle::Plain, behind, behind),
        };
        Some(match start.tag {
            Some(tag) => self.tagged(node, &tag),
            None => node,
        })
    }

    /// The key of letters and digits that begins the next line, where this one ends here and that one belongs to it.
    #[inline]
    fn key_below(&mut self, parent: usize) -> Option<Key<'a>> {
        if self.peek() != Some(b'\n') {
            return None;
        }
        let (at, line) = (self.at, self.line);
        self.at += 1;
        self.next_content();
        let key = if self.column() > parent { self.word_key() } else { None };
        if key.is_none() {
            (self.at, self.line) = (at, line);
        }
        key
    }

    /// How the value begins behind the `:` or the `-` of a collection at that column, and the blanks there.
    pub(super) fn start(&mut self, parent: usize, of_key: bool) -> Option<Start<'a>> {
        let mut tag = self.tag_here()?;
        // where nothing is behind a dash and blanks, only the event parser knows
        let may_be_nothing = tag.is_none() && (of_key || self.at > 0 && self.bytes[self.at - 1] == b'-');
        if !self.at_line_end() {
            let what = if of_key || tag.is_some() { Begins::Line } else { self.after_dash()? };
            return Some(Start { tag, what });
        }
        self.end_line()?;
        if tag.is_none() && self.column() > parent {
            tag = self.tag_here()?;
            if tag.is_some() {
                // a tag of a key, or of what stands below once more
                return (!self.at_line_end()).then_some(Start { tag, what: Begins::Line });
            }
        }
        if self.at == self.bytes.len() || self.column() <= parent {
            // the dashes of a key's list may stand under the key
            let is_list = of_key && self.at_dash() && self.column() == parent;
            let what = if is_list { Begins::ListUnderKey } else { Begins::Nothing };
            return (is_list || may_be_nothing).then_some(Start { tag, what });
        }
        Some(Start { tag, what: self.after_dash()? })
    }

    /// The tag that may stand here, and the blanks behind it.
    fn tag_here(&mut self) -> Option<Option<WrittenTag<'a>>> {
        if self.peek() != Some(b'!') {
            return Some(None);
        }
        let tag = self.tag()?;
        self.skip_spaces();
        Some(Some(tag))
    }

    /// What stands behind a dash on its line, or first on a line: a collection may begin there.
    fn after_dash(&mut self) -> Option<Begins<'a>> {
        if self.at_dash() {
            return Some(Begins::List);
        }
        if matches!(self.peek(), Some(b'[' | b'{' | b'|' | b'>')) {
            return Some(Begins::Line);
        }
        let start = self.at;
        let begins = self.beginning()?;
        if let Begins::Line = begins {
            self.at = start;
        }
        Some(begins)
    }

    fn list_under_key(&mut self) -> Option<Node> {
        let dash = self.at;
        let mut list = self.sequence()?;
        // the event parser tells of such a list at its first item, and spans are those that it gives
        if let Some(first) = list.items().first() {
            // where that one is below its dash, only the event parser knows which
            if self.text[dash..first.span.range().start].contains('\n') {
                return None;
            }
            list.span.start = first.span.start;
        }
        Some(list)
    }

    /// A scalar or a flow collection that begins here, and then to the next content.
    pub(super) fn line(&mut self, parent: usize, is_tagged: bool) -> Option<Node> {
        // without a tag the short way was tried
        match is_tagged.then(|| self.short_text(parent)).flatten() {
            Some(text) => Some(text),
            None => self.on_line(parent),
        }
    }

    fn on_line(&mut self, parent: usize) -> Option<Node> {
        let start = self.at;
        let node = match self.peek()? {
            b'|' | b'>' => return self.text_block(parent),
            b'[' | b'{' => self.flow(parent)?,
            b'\'' | b'"' => {
                let text = self.quoted()?;
                self.scalar(&text, ScalarStyle::Quoted, start, self.at)
            }
            _ => {
                let (end, is_key) = self.plain()?;
                if is_key {
                    return None;
                }
                self.at = end;
                return self.plain_lines(start, end, parent);
            }
        };
        self.end_value(parent)?;
        Some(node)
    }

    /// The plain scalar whose first line is `start..end`, with the lines that go on with it, and then to the next
    /// content.
    fn plain_lines(&mut self, start: usize, end: usize, parent: usize) -> Option<Node> {
        let text = self.text;
        let goes_on = |reader: &Self| reader.at < reader.bytes.len() && reader.column() > parent;
        let line_end = self.line_end();
        self.end_line()?;
        if !goes_on(self) {
            return Some(self.scalar(&text[start..end], ScalarStyle::Plain, start, end));
        }
        let (mut lines, mut end, mut line_end) = (vec![&text[start..end]], end, line_end);
        while goes_on(self) {
            // what stands between the lines, a comment or an empty line, is left to the event parser
            if line_end != Some(self.line) || lines.len() > MAX_LINES {
                return None;
            }
            let from = self.at;
            let (to, is_key) = self.plain_end(from)?;
            if is_key {
                return None;
            }
            lines.push(&text[from..to]);
            end = to;
            self.at = to;
            line_end = self.line_end();
            self.end_line()?;
        }
        let text = if self.passes() { String::new() } else { lines.join(" ") };
        Some(self.scalar(&text, ScalarStyle::Plain, start, end))
    }

    /// Where the next line begins, if nothing but blanks stands in front of it.
    fn line_end(&self) -> Option<usize> {
        let end = self.behind_spaces(self.at);
        (self.bytes.get(end) == Some(&b'\n')).then_some(end + 1)
    }

    /// The key that begins here, `at` behind its colon; or that a line begins.
    fn beginning(&mut self) -> Option<Begins<'a>> {
        match self.word_key() {
            Some(key) => Some(Begins::Mapping(key)),
            None => self.any_beginning(),
        }
    }

    #[inline(never)]
    fn any_beginning(&mut self) -> Option<Begins<'a>> {
        let start = self.at;
        let (text, end) = match self.peek()? {
            b'\'' | b'"' => {
                let text = self.quoted()?;
                let end = self.at;
                self.skip_spaces();
                if self.peek() != Some(b':') {
                    return Some(Begins::Line);
                }
                self.at += 1;
                (text, end)
            }
            _ => {
                let (end, is_key) = self.plain()?;
                if !is_key {
                    return Some(Begins::Line);
                }
                let whole: &'a str = self.text;
                let text = &whole[start..end];
                if text == "<<" {
                    return None;
                }
                (Cow::Borrowed(text), end)
            }
        };
        let ends = self.peek().is_none_or(|byte| matches!(byte, b' ' | b'\n'));
        (ends && end - start <= LONGEST_KEY)
            .then(|| Begins::Mapping(Key { text, span: self.span(start, end) }))
    }
}
