//! Heredocs: `<<TAG` and the indented `<<-TAG`.

use super::parser::{Built, Parser};
use super::template::{Piece, Pieces, unescaped};
use crate::source::Problem;
use std::borrow::Cow;

impl<'s> Parser<'s> {
    /// Reads from `<<` to the closing tag; the line end behind it stays.
    pub fn heredoc(&mut self) -> Option<Built> {
        let open = self.lexer.position;
        self.lexer.position += 2;
        let indented = self.lexer.take("-");
        let Some(tag) = self.lexer.identifier() else { return self.fail("the tag of a heredoc behind `<<`") };
        if self.lexer.line_end() == 0 {
            return self.fail("the end of the line behind the tag of a heredoc");
        }
        let introduction = self.span_from(open);
        self.lexer.position += self.lexer.line_end();
        let mut pieces = Pieces::default();
        while !self.heredoc_line(&mut pieces, tag)? {
            if self.lexer.peek().is_none() {
                self.lose_track();
                let message = format!("heredoc is not closed, expected a line with only `{tag}`");
                return self.report(Problem::syntax(introduction, message));
            }
        }
        if indented {
            unindent(&mut pieces.list);
        }
        self.assemble(pieces, open)
    }

    /// Reads one line with its line end, or the closing tag (`true`). Every line is a piece of its own, since trim
    /// markers and indentation work on lines.
    fn heredoc_line(&mut self, pieces: &mut Pieces<'s>, tag: &str) -> Option<bool> {
        let text = self.lexer.text;
        let bytes = text.as_bytes();
        let mut start = self.lexer.position;
        let mut end = line_after(bytes, start);
        // the scanner wants a line end behind the tag, too: a file that ends with the tag is refused
        if bytes[..end].ends_with(b"\n") && text[start..end].trim() == tag {
            self.lexer.position = start + text[start..end].trim_end().len();
            return Some(true);
        }
        loop {
            let marker = sequence_start(&bytes[start..end]).map(|length| start + length);
            let stop = marker.unwrap_or(end);
            pieces.literal(unescaped(&text[start..stop]), start, stop);
            self.lexer.position = stop;
            if marker.is_none() {
                return Some(false);
            }
            self.sequence(pieces)?;
            start = self.lexer.position;
            end = line_after(bytes, start);
        }
    }
}

/// The start of the next line.
fn line_after(bytes: &[u8], start: usize) -> usize {
    memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |length| start + length + 1)
}

/// Where the first `${` or `%{` that is not escaped stands.
pub(super) fn sequence_start(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr2(b'$', b'%', &bytes[at..])?;
        match super::template::escaped_marker(&bytes[at..]) {
            Some(length) => at += length,
            None if bytes.get(at + 1) == Some(&b'{') => return Some(at),
            None => at += 1,
        }
    }
}

/// Takes the indentation that all lines share from each, as `flushHeredocTemplateParts` of HashiCorp's parser does:
/// blank lines do not count, a line that starts with an interpolation has none.
fn unindent(pieces: &mut [Piece<'_>]) {
    let mut shared = usize::MAX;
    let mut starts = Vec::new();
    let mut line_starts = true;
    for (at, piece) in pieces.iter().enumerate() {
        let text = match piece {
            Piece::Literal(literal) => Some(&*literal.text),
            _ => None,
        };
        if line_starts {
            let spaces = text.map_or(0, |text| text.chars().take_while(|c| c.is_whitespace()).count());
            let is_blank = text.is_some_and(|text| text.ends_with('\n') && text.trim_start().is_empty());
            if !is_blank {
                shared = shared.min(spaces);
                starts.extend(text.is_some().then_some(at));
            }
        }
        line_starts = text.is_some_and(|text| text.ends_with('\n'));
    }
    for at in starts {
        let Some(Piece::Literal(literal)) = pieces.get_mut(at) else { continue };
        let length = literal.text.char_indices().nth(shared).map_or(literal.text.len(), |(at, _)| at);
        literal.start += length;
        match &mut literal.text {
            Cow::Borrowed(text) => *text = &text[length..],
            Cow::Owned(text) => drop(text.drain(..length)),
        }
    }
}
