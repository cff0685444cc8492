//! The text of a Guard rule file as tokens. Knows where comments, strings, regular expressions and messages end, and
//! nothing of what they mean.

use crate::source::SourceId;
use crate::source::Span;

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'t> {
    /// What kind of token.
    pub kind: TokenKind,
    /// Its text; of strings and regular expressions what stands between the marks.
    pub text: &'t str,
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Its line, from 0.
    pub line: usize,
}

/// The kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// `Properties`, `exists`, `AWS::S3::Bucket`.
    Word,
    /// `%trails`: the text is the name.
    Variable,
    /// A string.
    String,
    /// A regular expression.
    Regex,
    /// A number.
    Number,
    /// `<<…>>`
    Message,
    /// Anything else, a character each.
    Sign,
}

impl Token<'_> {
    /// Whether it is that sign.
    pub fn is(&self, sign: &str) -> bool {
        self.kind == TokenKind::Sign && self.text == sign
    }

    /// Whether it is that word.
    pub fn is_word(&self, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text == word
    }

    /// Where it stands.
    pub fn span(&self, source: SourceId) -> Span {
        Span::new(source, self.start, self.end)
    }
}

/// All tokens of a text; comments are none. What has no end goes to the end of the text.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 0);
    while at < bytes.len() {
        let start = at;
        let (kind, from, to) = match bytes[at] {
            b'\n' => {
                line += 1;
                at += 1;
                continue;
            }
            byte if byte.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            b'#' => {
                at = until(bytes, at, |byte| byte == b'\n');
                continue;
            }
            mark @ (b'"' | b'\'') => quoted(bytes, &mut at, mark, TokenKind::String),
            b'/' => quoted(bytes, &mut at, b'/', TokenKind::Regex),
            b'<' if bytes.get(at + 1) == Some(&b'<') => {
                let end = memchr::memmem::find(&bytes[at..], b">>").map_or(bytes.len(), |it| at + it);
                at = (end + 2).min(bytes.len());
                (TokenKind::Message, start + 2, end.max(start + 2).min(bytes.len()))
            }
            b'%' if bytes.get(at + 1).is_some_and(|it| is_of_word(*it)) => {
                at = until(bytes, at + 1, |byte| !is_of_word(byte));
                (TokenKind::Variable, start + 1, at)
            }
            byte if byte.is_ascii_digit() => {
                at = until(bytes, at, |byte| !(byte.is_ascii_digit() || byte == b'.'));
                (TokenKind::Number, start, at)
            }
            byte if is_of_word(byte) => {
                at = end_of_word(bytes, at);
                (TokenKind::Word, start, at)
            }
            _ => {
                at = until(bytes, at + 1, |byte| byte & 0xc0 != 0x80);
                (TokenKind::Sign, start, at)
            }
        };
        let text = text.get(from..to).unwrap_or_default();
        found.push(Token { kind, text, start, end: at, line });
        line += memchr::memchr_iter(b'\n', &bytes[start..at]).count();
    }
    found
}

fn until(bytes: &[u8], from: usize, stop: impl Fn(u8) -> bool) -> usize {
    bytes[from..].iter().position(|byte| stop(*byte)).map_or(bytes.len(), |it| from + it)
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// A word goes on over `::`, as in the names of resource types.
fn end_of_word(bytes: &[u8], mut at: usize) -> usize {
    loop {
        at = until(bytes, at, |byte| !is_of_word(byte));
        let goes_on = bytes[at..].starts_with(b"::") && bytes.get(at + 2).is_some_and(|it| is_of_word(*it));
        if !goes_on {
            return at;
        }
        at += 2;
    }
}

fn quoted(bytes: &[u8], at: &mut usize, mark: u8, kind: TokenKind) -> (TokenKind, usize, usize) {
    let from = *at + 1;
    let mut end = from;
    while end < bytes.len() && bytes[end] != mark {
        end += if bytes[end] == b'\\' { 2 } else { 1 };
    }
    let end = end.min(bytes.len());
    *at = (end + 1).min(bytes.len());
    (kind, from, end)
}
