//! Plain, quoted and block scalars.

use super::super::super::node::{Node, ScalarStyle};
use super::Reader;
use std::borrow::Cow;

impl<'a> Reader<'a> {
    /// Where the plain scalar ends that begins here, and whether it is a key: then `at` is behind its colon.
    pub(super) fn plain(&mut self) -> Option<(usize, bool)> {
        may_begin_plain(self.rest()).then(|| self.plain_end(self.at))?
    }

    /// Where a line of a plain scalar ends that begins at `start`.
    pub(super) fn plain_end(&mut self, start: usize) -> Option<(usize, bool)> {
        let mut at = start;
        loop {
            // most end within a dozen bytes, where looking at each costs less than a vector search
            let stops = |byte: &u8| matches!(byte, b':' | b'#' | b'\n');
            let rest = &self.bytes[at..];
            let stop = rest.iter().position(stops).map_or(self.bytes.len(), |length| at + length);
            let ends = match self.bytes.get(stop) {
                None | Some(b'\n') => true,
                Some(b':') => self.bytes.get(stop + 1).is_none_or(|byte| matches!(byte, b' ' | b'\n')),
                Some(_) => self.bytes[stop - 1] == b' ',
            };
            if !ends {
                at = stop + 1;
                continue;
            }
            let is_key = self.bytes.get(stop) == Some(&b':');
            if is_key {
                self.at = stop + 1;
            }
            let blanks = self.bytes[start..stop].iter().rev().take_while(|byte| **byte == b' ').count();
            let end = stop - blanks;
            return (end > start).then_some((end, is_key));
        }
    }

    /// The text of the quoted scalar that begins here and ends on its line; `at` behind it.
    pub(super) fn quoted(&mut self) -> Option<Cow<'a, str>> {
        let start = self.at + 1;
        let quote = self.bytes[self.at];
        let mut at = start;
        let mut plain = true;
        loop {
            let found = memchr::memchr3(quote, b'\\', b'\n', self.bytes.get(at..)?)?;
            at += found;
            match self.bytes[at] {
                b'\n' => return None,
                b'\\' if quote == b'"' => {
                    plain = false;
                    at += 2;
                }
                b'\\' => at += 1,
                _ if quote == b'\'' && self.bytes.get(at + 1) == Some(&b'\'') => {
                    plain = false;
                    at += 2;
                }
                _ => break,
            }
        }
        let text: &'a str = self.text;
        let inside = text.get(start..at)?;
        self.at = at + 1;
        match (plain, quote) {
            (true, _) => Some(Cow::Borrowed(inside)),
            (false, b'\'') => Some(Cow::Owned(inside.replace("''", "'"))),
            (false, _) => unescaped(inside).map(Cow::Owned),
        }
    }

    /// The literal or folded text that begins here, and then to the next content.
    pub(super) fn text_block(&mut self, parent: usize) -> Option<Node> {
        let start = self.at;
        let folded = self.bytes[start] == b'>';
        self.at += 1;
        let chomping = self.peek().filter(|byte| matches!(byte, b'-' | b'+'));
        self.at += usize::from(chomping.is_some());
        let header_end = self.at;
        self.skip_spaces();
        match self.peek()? {
            b'\n' => self.at += 1,
            b'#' if self.at > header_end => self.skip_line(),
            _ => return None,
        }
        let block = self.block_lines(parent)?;
        let mut text = match folded {
            true => self.folded(&block)?,
            false if self.passes() => String::new(),
            false => self.literal(&block),
        };
        match chomping {
            None => text.push('\n'),
            Some(b'+') => (0..=block.blank_behind).for_each(|_| text.push('\n')),
            Some(_) => {}
        }
        let end = block.last_end;
        self.at = block.behind;
        self.next_content();
        if self.at < self.bytes.len() && self.column() > parent {
            return None;
        }
        Some(self.scalar(&text, ScalarStyle::Quoted, start, end))
    }

    /// Finds the lines of a text block, `at` being the start of the first.
    fn block_lines(&self, parent: usize) -> Option<Block> {
        let mut block =
            Block { first: self.at, indentation: 0, last_end: 0, behind: self.at, blank_behind: 0 };
        let mut line = self.at;
        while line < self.bytes.len() {
            // a last line without its end leaves open how the text ends
            let end = line + memchr::memchr(b'\n', &self.bytes[line..])?;
            let indentation = self.behind_spaces(line) - line;
            if line + indentation == end {
                if indentation > block.indentation {
                    return None;
                }
                block.blank_behind += 1;
            } else {
                if block.indentation == 0 {
                    block.indentation = indentation;
                    if indentation <= parent || block.blank_behind > 0 {
                        return None;
                    }
                }
                if indentation < block.indentation {
                    break;
                }
                block.last_end = end;
                block.blank_behind = 0;
                block.behind = end + 1;
            }
            line = end + 1;
        }
        (block.last_end > 0).then_some(block)
    }

    fn literal(&self, block: &Block) -> String {
        let mut text = String::with_capacity(block.last_end - block.first);
        for (at, line) in self.text[block.first..block.last_end].split('\n').enumerate() {
            if at > 0 {
                text.push('\n');
            }
            text.push_str(line.get(block.indentation..).unwrap_or(""));
        }
        text
    }

    /// Lines joined by blanks, `n` empty lines between them being `n` line ends; `None` where a line is indented more.
    fn folded(&self, block: &Block) -> Option<String> {
        let mut text = String::with_capacity(block.last_end - block.first);
        let mut blank = 0;
        for line in self.text[block.first..block.last_end].split('\n') {
            let line = line.get(block.indentation..).unwrap_or("");
            if line.starts_with(' ') {
                return None;
            }
            if line.is_empty() {
                blank += 1;
                continue;
            }
            if blank > 0 {
                (0..blank).for_each(|_| text.push('\n'));
            } else if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(line);
            blank = 0;
        }
        Some(text)
    }
}

/// The lines of a text block.
struct Block {
    first: usize,
    indentation: usize,
    /// Where its last line with content ends.
    last_end: usize,
    /// The start of the line behind that.
    behind: usize,
    blank_behind: usize,
}

/// Whether a plain scalar may begin so.
pub(super) fn may_begin_plain(bytes: &[u8]) -> bool {
    match bytes.first() {
        None => false,
        Some(b'-') => bytes.get(1).is_some_and(|next| next.is_ascii_alphanumeric() || *next == b'.'),
        Some(first) => {
            !matches!(
                first,
                b'?' | b':' | b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|'
            ) && !matches!(first, b'>' | b'\'' | b'"' | b'%' | b'@' | b'`' | b' ' | b'\n')
        }
    }
}

/// The text of a double-quoted scalar with its escapes; `None` where there is another than the usual ones.
fn unescaped(inside: &str) -> Option<String> {
    let mut text = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        text.push(match rest.as_bytes().get(at + 1)? {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            _ => return None,
        });
        rest = &rest[at + 2..];
    }
    text.push_str(rest);
    Some(text)
}
