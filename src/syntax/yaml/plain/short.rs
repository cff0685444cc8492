//! What most lines of a template are: a word and a colon, and a text behind it, plain or in quotes. All are told by their
//! bytes alone; whatever else stands there is left to those who know all of the plain part.

use super::super::super::node::{Node, ScalarStyle};
use super::{Key, LONGEST_KEY, Reader};
use std::borrow::Cow;

/// Letters and digits: a plain text may begin with them wherever it stands.
const WORD: u8 = 1;
/// What may stand in a plain text, whatever is beside it.
const TEXT: u8 = 2;
/// What may stand in a plain text of a flow collection, whatever is beside it.
pub(super) const FLOW_TEXT: u8 = 4;
/// What tags are called.
pub(super) const TAG: u8 = 8;
const COLON: u8 = 16;
/// What may stand between quotes of either kind, and is what it is there.
const QUOTED: u8 = 32;

/// Of which kinds each byte is.
const KINDS: [u8; 256] = {
    let mut kinds = [FLOW_TEXT | QUOTED; 256];
    let mut byte = 0;
    while byte < 0x7f {
        let quoted = if matches!(byte, b'"' | b'\'' | b'\\' | b'\n') { 0 } else { QUOTED };
        kinds[byte as usize] = quoted
            | match byte {
                b':' => TAG | COLON,
                b'_' | b'.' | b'-' => TEXT | FLOW_TEXT | TAG,
                b'[' | b']' | b'{' | b'}' | b',' => TEXT,
                b'#' | b'\n' => 0,
                _ if byte.is_ascii_alphanumeric() => WORD | TEXT | FLOW_TEXT | TAG,
                b' '.. => TEXT | FLOW_TEXT,
                _ => FLOW_TEXT,
            };
        byte += 1;
    }
    kinds
};

impl<'a> Reader<'a> {
    /// The key of letters and digits that begins here, `at` behind its colon.
    #[inline(always)]
    pub(super) fn word_key(&mut self) -> Option<Key<'a>> {
        let (start, end) = (self.at, self.word_key_end()?);
        self.at = end + 1;
        let text: &'a str = self.text;
        Some(Key { text: Cow::Borrowed(&text[start..end]), span: self.span(start, end) })
    }

    /// Where the key of letters and digits ends that begins here.
    #[inline(always)]
    fn word_key_end(&self) -> Option<usize> {
        let end = self.run(self.at, WORD);
        let is_key =
            self.bytes.get(end) == Some(&b':') && matches!(self.bytes.get(end + 1), Some(b' ' | b'\n'));
        (is_key && end != self.at && end - self.at <= LONGEST_KEY).then_some(end)
    }

    /// Keeps such a key alone, and goes behind its colon.
    #[inline]
    pub(super) fn keep_word_key(&mut self) -> Option<()> {
        let (start, end) = (self.at, self.word_key_end()?);
        self.at = end + 1;
        let text: &'a str = self.text;
        self.keys.push(&text[start..end]);
        Some(())
    }

    /// The text that begins here, in a collection at that column, and ends with its line, and then to the next content;
    /// nothing is read where it is anything else.
    #[inline(always)]
    pub(super) fn short_text(&mut self, parent: usize) -> Option<Node> {
        let start = self.at;
        if matches!(self.peek(), Some(b'"' | b'\'')) {
            let end = self.pass_short_quoted(parent)?;
            return Some(self.scalar(&self.text[start + 1..end - 1], ScalarStyle::Quoted, start, end));
        }
        let end = self.pass_short_plain(parent)?;
        Some(self.scalar(&self.text[start..end], ScalarStyle::Plain, start, end))
    }

    /// Where such a text ends, and to the next content.
    #[inline(always)]
    pub(super) fn pass_short_text(&mut self, parent: usize) -> Option<usize> {
        match self.peek() {
            Some(b'"' | b'\'') => self.pass_short_quoted(parent),
            _ => self.pass_short_plain(parent),
        }
    }

    /// The same of a text in quotes that says what it is.
    fn pass_short_quoted(&mut self, parent: usize) -> Option<usize> {
        let start = self.at;
        let end = self.run(start + 1, QUOTED);
        if self.bytes.get(end) != Some(&self.bytes[start]) || self.bytes.get(end + 1) != Some(&b'\n') {
            return None;
        }
        self.next_content_behind(end + 1, parent)?;
        Some(end + 1)
    }

    /// The same of a plain text.
    #[inline(always)]
    fn pass_short_plain(&mut self, parent: usize) -> Option<usize> {
        let start = self.at;
        if !self.is(start, WORD) {
            return None;
        }
        let mut end = self.run(start, TEXT);
        // colons are of the text where no blank is behind them
        while self.bytes.get(end) == Some(&b':') {
            let behind = self.run(end, COLON);
            if !self.is(behind, TEXT) || self.bytes[behind] == b' ' {
                return None;
            }
            end = self.run(behind, TEXT);
        }
        if self.bytes.get(end) != Some(&b'\n') || self.bytes[end - 1] == b' ' {
            return None;
        }
        self.next_content_behind(end, parent)?;
        Some(end)
    }

    /// Goes from a line's end to the next content; nowhere where that belongs to the text on that line.
    #[inline(always)]
    fn next_content_behind(&mut self, line_end: usize, parent: usize) -> Option<()> {
        let before = (self.at, self.line);
        self.at = line_end + 1;
        self.next_content();
        if self.at < self.bytes.len() && self.column() > parent {
            (self.at, self.line) = before;
            return None;
        }
        Some(())
    }

    fn is(&self, at: usize, kind: u8) -> bool {
        self.bytes.get(at).is_some_and(|byte| KINDS[usize::from(*byte)] & kind != 0)
    }

    /// Behind the bytes of that kind that stand at a place.
    #[inline(always)]
    pub(super) fn run(&self, from: usize, kind: u8) -> usize {
        let is_other = |byte: u8| KINDS[usize::from(byte)] & kind == 0;
        let mut at = from;
        // eight at a time, where there are so many
        while let Some(bytes) = self.bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
            if let Some(length) = bytes.iter().position(|byte| is_other(*byte)) {
                return at + length;
            }
            at += bytes.len();
        }
        let rest = self.bytes.get(at..).unwrap_or_default();
        rest.iter().position(|byte| is_other(*byte)).map_or(self.bytes.len(), |length| at + length)
    }
}
