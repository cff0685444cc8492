//! Strings in double quotes: backslash escapes, interpolations, and the labels of blocks.

use super::parser::{Built, Parser};
use super::template::{Pieces, escaped_marker};
use super::tree::{ExprKind, Ident};
use crate::source::Problem;
use std::borrow::Cow;

impl<'s> Parser<'s> {
    /// Reads a string from its opening to its closing quote.
    pub fn quoted(&mut self) -> Option<Built> {
        let open = self.lexer.position;
        self.lexer.position += 1;
        let text = self.quoted_text(open)?;
        if self.lexer.take("\"") {
            return self.built(ExprKind::String(text.into()), self.span_from(open), 0);
        }
        let mut pieces = Pieces::default();
        pieces.literal(text, open + 1, self.lexer.position);
        while !self.lexer.take("\"") {
            self.sequence(&mut pieces)?;
            let start = self.lexer.position;
            let text = self.quoted_text(open)?;
            pieces.literal(text, start, self.lexer.position);
        }
        self.assemble(pieces, open)
    }

    /// Reads the label of a block: a string without interpolation.
    pub fn label(&mut self) -> Option<Ident> {
        let open = self.lexer.position;
        self.lexer.position += 1;
        let text = self.quoted_text(open)?;
        if self.lexer.take("\"") {
            return Some(Ident { text: text.into(), span: self.span(open + 1, self.lexer.position - 1) });
        }
        let span = self.span_from(open);
        self.report(Problem::syntax(span, "the label of a block takes no interpolation"))
    }

    /// Text up to the closing quote, `${` or `%{`, unescaped. It is a slice where it has no escapes.
    fn quoted_text(&mut self, open: usize) -> Option<Cow<'s, str>> {
        let text = self.lexer.text;
        let bytes = text.as_bytes();
        let mut decoded = String::new();
        let mut copied = self.lexer.position;
        let mut at = copied;
        loop {
            let special = |byte: &u8| matches!(byte, b'"' | b'\\' | b'$' | b'%' | b'\n');
            at += bytes[at..].iter().position(special).unwrap_or(bytes.len() - at);
            match bytes.get(at) {
                Some(b'"') => break,
                Some(b'$' | b'%') => match escaped_marker(&bytes[at..]) {
                    Some(length) => {
                        decoded.push_str(&text[copied..at + 1]);
                        at += length;
                        copied = at - 1;
                    }
                    None if bytes.get(at + 1) == Some(&b'{') => break,
                    None => at += 1,
                },
                Some(b'\\') => {
                    decoded.push_str(&text[copied..at]);
                    let (character, length) = self.escape(at)?;
                    decoded.push(character);
                    at += length;
                    copied = at;
                }
                _ => {
                    self.lexer.position = at;
                    let end = open + text[open..at].trim_end().len();
                    let problem = Problem::syntax(self.span(open, end), "string is not closed on its line");
                    let help = "close it with `\"`; text of several lines is written as a heredoc `<<-EOT`";
                    return self.report(problem.with_help(help));
                }
            }
        }
        self.lexer.position = at;
        if decoded.is_empty() {
            return Some(Cow::Borrowed(&text[copied..at]));
        }
        decoded.push_str(&text[copied..at]);
        Some(Cow::Owned(decoded))
    }

    /// The character that the escape at `at` stands for, and the escape's length.
    fn escape(&mut self, at: usize) -> Option<(char, usize)> {
        let rest = &self.lexer.text[at + 1..];
        let kind = rest.chars().next();
        let digits = match kind {
            Some('n') => return Some(('\n', 2)),
            Some('r') => return Some(('\r', 2)),
            Some('t') => return Some(('\t', 2)),
            Some('"') => return Some(('"', 2)),
            Some('\\') => return Some(('\\', 2)),
            Some('u') => 4,
            Some('U') => 8,
            _ => 0,
        };
        let hex = rest.get(1..=digits).filter(|hex| digits > 0 && hex.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok());
        if let Some(character) = code.and_then(char::from_u32) {
            return Some((character, digits + 2));
        }
        self.lexer.position = at;
        let shown = kind.filter(|character| !character.is_control());
        let end = at + 1 + shown.map_or(0, char::len_utf8);
        let span = self.span(at, end);
        let message = format!("`{}` is not an escape", &self.lexer.text[at..end]);
        let help = "these are: `\\n`, `\\r`, `\\t`, `\\\"`, `\\\\`, `\\uNNNN`, `\\UNNNNNNNN`";
        self.report(Problem::syntax(span, message).with_help(help))
    }
}
