//! Block mappings and sequences.

use super::super::super::node::{Node, ScalarStyle};
use super::{Key, LONGEST_KEY, Reader};
use std::borrow::Cow;

/// Plain scalars of more lines are left to the event parser.
const MAX_LINES: usize = 1_000;

/// What a line begins with.
enum Beginning<'a> {
    Key(Key<'a>),
    Scalar,
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
            Beginning::Key(key) => self.mapping(key),
            Beginning::Scalar => None,
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
            let place = self.place_of(opened.place, &key.text, opened.entries);
            self.place = place;
            let value = self.value(column, true)?;
            self.place = opened.place;
            let end = value.span.range().end;
            self.count()?;
            self.keep(&opened, &key, value, place)?;
            if self.at == self.bytes.len() || self.column() < column {
                return self.close_mapping(&opened, start, end);
            }
            if self.column() > column {
                return None;
            }
            key = match self.beginning()? {
                Beginning::Key(key) => key,
                Beginning::Scalar => return None,
            };
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
            let goes_on = self.at < self.bytes.len() && self.column() >= column;
            if goes_on && self.column() > column {
                return None;
            }
            if !goes_on || !self.at_dash() {
                return Some(self.close_sequence(from, start, end));
            }
        }
    }

    /// The value behind a `:` or a `-` of a collection at that column, and then to the next content.
    fn value(&mut self, parent: usize, of_key: bool) -> Option<Node> {
        self.skip_spaces();
        if let Some(text) = self.short_text(parent) {
            return Some(text);
        }
        if self.at_line_end() {
            self.end_line()?;
            return self.below(parent, of_key);
        }
        if self.peek() == Some(b'!') {
            let tag = self.tag()?;
            self.skip_spaces();
            if self.at_line_end() {
                self.end_line()?;
                let node = self.untagged_below(parent, of_key)?;
                return Some(self.tagged(node, &tag));
            }
            let node = self.on_line(parent)?;
            return Some(self.tagged(node, &tag));
        }
        if of_key {
            return self.on_line(parent);
        }
        self.after_dash(parent)
    }

    /// What stands behind a dash on its line: a collection may begin there.
    fn after_dash(&mut self, parent: usize) -> Option<Node> {
        if self.at_dash() {
            return self.sequence();
        }
        if matches!(self.peek(), Some(b'[' | b'{' | b'|' | b'>')) {
            return self.on_line(parent);
        }
        let start = self.at;
        match self.beginning()? {
            Beginning::Key(key) => self.mapping(key),
            Beginning::Scalar => {
                self.at = start;
                self.on_line(parent)
            }
        }
    }

    /// A value on the lines below its key or dash.
    fn below(&mut self, parent: usize, of_key: bool) -> Option<Node> {
        if self.peek() == Some(b'!') && self.column() > parent {
            let tag = self.tag()?;
            self.skip_spaces();
            // a tag of a key, or of what stands below once more
            if self.at_line_end() {
                return None;
            }
            let node = self.on_line(parent)?;
            return Some(self.tagged(node, &tag));
        }
        self.untagged_below(parent, of_key)
    }

    fn untagged_below(&mut self, parent: usize, of_key: bool) -> Option<Node> {
        if self.at == self.bytes.len() {
            return None;
        }
        if self.column() <= parent {
            // the dashes of a key's list may stand under the key
            if !(of_key && self.column() == parent && self.at_dash()) {
                return None;
            }
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
            return Some(list);
        }
        self.after_dash(parent)
    }

    /// A scalar or a flow collection that begins here, and then to the next content.
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
        let blanks = self.rest().iter().take_while(|byte| **byte == b' ').count();
        let end = self.at + blanks;
        (self.bytes.get(end) == Some(&b'\n')).then_some(end + 1)
    }

    /// The key that begins here, `at` behind its colon; or that a scalar begins.
    fn beginning(&mut self) -> Option<Beginning<'a>> {
        if let Some(key) = self.word_key() {
            return Some(Beginning::Key(key));
        }
        let start = self.at;
        let (text, end) = match self.peek()? {
            b'\'' | b'"' => {
                let text = self.quoted()?;
                let end = self.at;
                self.skip_spaces();
                if self.peek() != Some(b':') {
                    return Some(Beginning::Scalar);
                }
                self.at += 1;
                (text, end)
            }
            _ => {
                let (end, is_key) = self.plain()?;
                if !is_key {
                    return Some(Beginning::Scalar);
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
            .then(|| Beginning::Key(Key { text, span: self.span(start, end) }))
    }
}
