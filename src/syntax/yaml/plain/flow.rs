//! Flow collections: `[a, b]`, `{k: v}`.

use super::super::super::node::{Node, ScalarStyle};
use super::scalar::may_begin_plain;
use super::short::FLOW_TEXT;
use super::{Key, LONGEST_KEY, Opened, Reader};
use std::borrow::Cow;

impl<'a> Reader<'a> {
    /// The collection that begins here, in a block collection at column `parent`; `at` behind it.
    pub(super) fn flow(&mut self, parent: usize) -> Option<Node> {
        let start = self.at;
        let is_list = self.bytes[start] == b'[';
        self.place = self.place.inside();
        let opened = self.open_mapping()?;
        let items = self.items.len();
        self.at += 1;
        let (mut first, mut more) = (true, true);
        loop {
            self.flow_blanks(parent)?;
            let next = self.peek()?;
            match next {
                // a comma in front of the bracket is left to the event parser
                b']' if is_list && (first || !more) => {
                    self.at += 1;
                    return Some(self.close_sequence(items, start, self.at));
                }
                b'}' if !is_list && (first || !more) => {
                    self.at += 1;
                    return self.close_mapping(&opened, start, self.at);
                }
                b',' if !more => {
                    self.at += 1;
                    more = true;
                    continue;
                }
                _ if !more => return None,
                _ => {}
            }
            if is_list {
                let item = self.flow_node(parent)?;
                self.count()?;
                self.keep_item(item);
            } else {
                self.flow_entry(&opened, parent)?;
                self.count()?;
            }
            (first, more) = (false, false);
        }
    }

    fn flow_entry(&mut self, of: &Opened, parent: usize) -> Option<()> {
        let start = self.at;
        let (text, end) = match self.peek()? {
            b'\'' | b'"' => (self.quoted()?, self.at),
            _ => {
                let end = self.flow_plain()?;
                let whole: &'a str = self.text;
                (Cow::Borrowed(&whole[start..end]), end)
            }
        };
        // behind a key in quotes
        let end = end.max(self.at);
        self.at = end;
        self.skip_spaces();
        let colon = self.peek() == Some(b':');
        let blank = matches!(self.bytes.get(self.at + 1), Some(b' ' | b'\n'));
        if !(colon && blank) || text == "<<" || end - start > LONGEST_KEY {
            return None;
        }
        let span = self.span(start, end);
        self.at += 1;
        self.flow_blanks(parent)?;
        let value = self.flow_node(parent)?;
        self.keep(of, &Key { text, span }, (!self.passes()).then_some(value))
    }

    fn flow_node(&mut self, parent: usize) -> Option<Node> {
        if self.peek() == Some(b'!') {
            let tag = self.tag()?;
            self.flow_blanks(parent)?;
            let node = self.untagged_flow_node(parent)?;
            return Some(self.tagged(node, &tag));
        }
        self.untagged_flow_node(parent)
    }

    fn untagged_flow_node(&mut self, parent: usize) -> Option<Node> {
        let start = self.at;
        match self.peek()? {
            b'[' | b'{' => self.flow(parent),
            b'\'' | b'"' => {
                let text = self.quoted()?;
                Some(self.scalar(&text, ScalarStyle::Quoted, start, self.at))
            }
            _ => {
                let end = self.flow_plain()?;
                self.at = end;
                Some(self.scalar(&self.text[start..end], ScalarStyle::Plain, start, end))
            }
        }
    }

    /// Where the plain scalar ends that begins here.
    fn flow_plain(&self) -> Option<usize> {
        let start = self.at;
        if !may_begin_plain(self.rest()) {
            return None;
        }
        let mut at = self.run(start, FLOW_TEXT);
        while let Some(byte) = self.bytes.get(at) {
            match byte {
                b',' | b']' | b'}' | b'\n' => break,
                b'[' | b'{' => return None,
                b':' => match self.bytes.get(at + 1) {
                    Some(b' ' | b'\n') | None => break,
                    Some(b',' | b'[' | b']' | b'{' | b'}') => return None,
                    Some(_) => {}
                },
                b'#' if self.bytes[at - 1] == b' ' => return None,
                _ => {}
            }
            at = self.run(at + 1, FLOW_TEXT);
        }
        let blanks = self.bytes[start..at].iter().rev().take_while(|byte| **byte == b' ').count();
        let end = at - blanks;
        (end > start).then_some(end)
    }

    /// Blanks, line ends and comments; a line that goes on must be indented more than the block around.
    fn flow_blanks(&mut self, parent: usize) -> Option<()> {
        self.skip_spaces();
        if self.at_line_end() {
            self.end_line()?;
            return (self.at < self.bytes.len() && self.column() > parent).then_some(());
        }
        Some(())
    }
}
