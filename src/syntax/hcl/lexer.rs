//! Characters to tokens: a place in the text, from which the parser takes one token at a time.
//!
//! What is a token depends on where it stands (a line end counts in a body and not in brackets, `%` is an operator
//! in an expression and may start a directive in a string), so there is no list of tokens made beforehand.
//! Knows nothing of trees and problems. The rules are those of HashiCorp's scanner
//! (<https://github.com/hashicorp/hcl/blob/main/hclsyntax/scan_tokens.rl>).

use super::tree::BinaryOperator;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A name with a letter outside of ASCII; ASCII names do not come here.
static UNICODE_NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[\p{ID_Start}_][\p{ID_Continue}\-]*").expect("the pattern is constant and valid")
});

/// The bytes that an ASCII name may hold.
const IN_NAME: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = matches!(byte as u8, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-');
        byte += 1;
    }
    table
};

/// The text and where in it we are.
#[derive(Debug)]
pub(super) struct Lexer<'s> {
    /// All of the text up to where reading ends.
    pub text: &'s str,
    /// The next byte to read.
    pub position: usize,
    /// Whether a line end is a token (bodies, objects) or blank (brackets, interpolations).
    pub line_end_counts: bool,
    /// From here on there is no `*/`: remembered, so that many open comments do not search the text many times.
    no_comment_end_from: usize,
}

impl<'s> Lexer<'s> {
    pub fn new(text: &'s str, position: usize) -> Self {
        Lexer { text, position, line_end_counts: true, no_comment_end_from: usize::MAX }
    }

    /// The next byte.
    #[inline]
    pub fn peek(&self) -> Option<u8> {
        self.peek_at(0)
    }

    /// The byte so many bytes ahead.
    #[inline]
    pub fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.position + ahead).copied()
    }

    /// Whether that token is next.
    #[inline]
    pub fn is_at(&self, token: &str) -> bool {
        self.text.as_bytes()[self.position..].starts_with(token.as_bytes())
    }

    /// Takes that token if it is next.
    #[inline]
    pub fn take(&mut self, token: &str) -> bool {
        let here = self.is_at(token);
        if here {
            self.position += token.len();
        }
        here
    }

    /// The `=` of an argument, not the start of `==` or `=>`.
    pub fn is_at_equals(&self) -> bool {
        self.peek() == Some(b'=') && !matches!(self.peek_at(1), Some(b'=' | b'>'))
    }

    /// The length of the line end that is next, 0 if there is none.
    #[inline]
    pub fn line_end(&self) -> usize {
        match self.peek() {
            Some(b'\n') => 1,
            Some(b'\r') if self.peek_at(1) == Some(b'\n') => 2,
            _ => 0,
        }
    }

    /// Skips spaces, tabs and comments, and line ends where they do not count.
    #[inline]
    pub fn skip_blank(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t') => {
                    let rest = &self.text.as_bytes()[self.position..];
                    let blanks = rest.iter().position(|byte| !matches!(byte, b' ' | b'\t'));
                    self.position += blanks.unwrap_or(rest.len());
                }
                Some(b'\n' | b'\r') if !self.line_end_counts && self.line_end() > 0 => {
                    self.position += self.line_end();
                }
                Some(b'#') => self.skip_to_line_end(),
                Some(b'/') if self.peek_at(1) == Some(b'/') => self.skip_to_line_end(),
                Some(b'/') if self.skip_inline_comment() => {}
                _ => return,
            }
        }
    }

    /// Skips blank, comments and line ends, whether those count or not.
    pub fn skip_lines(&mut self) {
        let counts = std::mem::replace(&mut self.line_end_counts, false);
        self.skip_blank();
        self.line_end_counts = counts;
    }

    /// Goes to the line end, which stays.
    pub fn skip_to_line_end(&mut self) {
        let rest = &self.text.as_bytes()[self.position..];
        let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let carriage_return = length < rest.len() && length > 0 && rest[length - 1] == b'\r';
        self.position += length - usize::from(carriage_return);
    }

    /// Skips `/* … */`; `false` where none is next or it has no end.
    pub fn skip_inline_comment(&mut self) -> bool {
        if !self.is_at("/*") || self.position >= self.no_comment_end_from {
            return false;
        }
        match memchr::memmem::find(&self.text.as_bytes()[self.position + 2..], b"*/") {
            Some(length) => self.position += length + 4,
            None => self.no_comment_end_from = self.position,
        }
        self.position < self.no_comment_end_from
    }

    /// Takes a name: a Unicode identifier in which `-` may stand, too.
    #[inline]
    pub fn identifier(&mut self) -> Option<&'s str> {
        let rest = &self.text.as_bytes()[self.position..];
        let length = rest.iter().position(|byte| !IN_NAME[usize::from(*byte)]).unwrap_or(rest.len());
        if rest.get(length).is_some_and(|byte| !byte.is_ascii()) {
            return self.unicode_identifier();
        }
        if length == 0 || rest[0] == b'-' || rest[0].is_ascii_digit() {
            return None;
        }
        let start = self.position;
        self.position += length;
        Some(&self.text[start..start + length])
    }

    fn unicode_identifier(&mut self) -> Option<&'s str> {
        let name = UNICODE_NAME.find(&self.text[self.position..])?.as_str();
        self.position += name.len();
        Some(name)
    }

    /// The name that is next, left where it is.
    pub fn peek_identifier(&mut self) -> Option<&'s str> {
        let start = self.position;
        let name = self.identifier();
        self.position = start;
        name
    }

    /// Takes a number as the scanner sees it: `1.2.3` is one (and no valid) number; it never ends in a point.
    pub fn number(&mut self) -> &'s str {
        let bytes = self.text.as_bytes();
        let start = self.position;
        let (mut at, mut end) = (start, start);
        loop {
            match bytes.get(at) {
                Some(b'0'..=b'9') => {
                    at += 1;
                    end = at;
                }
                Some(b'.') => at += 1,
                Some(b'e' | b'E') => {
                    let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
                    if !bytes.get(at + 1 + sign).is_some_and(u8::is_ascii_digit) {
                        break;
                    }
                    at += sign + 1;
                }
                _ => break,
            }
        }
        self.position = end;
        &self.text[start..end]
    }

    /// The binary operator that is next, and its length.
    #[inline]
    pub fn binary_operator(&self) -> Option<(BinaryOperator, usize)> {
        use BinaryOperator as Op;
        let double = |second: u8| self.peek_at(1) == Some(second);
        Some(match self.peek()? {
            b'|' if double(b'|') => (Op::Or, 2),
            b'&' if double(b'&') => (Op::And, 2),
            b'=' if double(b'=') => (Op::Equal, 2),
            b'!' if double(b'=') => (Op::NotEqual, 2),
            b'<' if double(b'=') => (Op::LessEqual, 2),
            b'>' if double(b'=') => (Op::GreaterEqual, 2),
            b'<' => (Op::Less, 1),
            b'>' => (Op::Greater, 1),
            b'+' => (Op::Add, 1),
            b'-' => (Op::Subtract, 1),
            b'*' => (Op::Multiply, 1),
            b'/' if !double(b'*') => (Op::Divide, 1),
            b'%' => (Op::Remainder, 1),
            _ => return None,
        })
    }

    /// The bytes of the token that is next, for a message about it.
    pub fn token(&mut self) -> Range<usize> {
        let start = self.position;
        let known = ["...", "::", "=>", "${", "%{", "<<", "/*"];
        let length = if let Some(name) = self.peek_identifier() {
            name.len()
        } else if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            let length = self.number().len();
            self.position = start;
            length
        } else if let Some(token) = known.into_iter().find(|token| self.is_at(token)) {
            token.len()
        } else if let Some((_, length)) = self.binary_operator() {
            length
        } else {
            self.text[start..].chars().next().map_or(0, char::len_utf8)
        };
        start..start + length
    }

    /// How many bytes stand before `at` on its line.
    pub fn column(&self, at: usize) -> usize {
        let before = &self.text.as_bytes()[..at];
        let start = memchr::memrchr(b'\n', before).map_or(0, |line_end| line_end + 1);
        let start =
            if self.text[start..].starts_with('\u{feff}') { start + '\u{feff}'.len_utf8() } else { start };
        at.saturating_sub(start)
    }

    /// Whether only spaces and tabs stand before `at` on its line.
    pub fn is_first_on_line(&self, at: usize) -> bool {
        let column = self.column(at);
        self.text.as_bytes()[at - column..at].iter().all(|byte| matches!(byte, b' ' | b'\t'))
    }
}

/// How tightly an operator binds.
pub(super) fn precedence(operator: BinaryOperator) -> u8 {
    use BinaryOperator as Op;
    match operator {
        Op::Or => 1,
        Op::And => 2,
        Op::Equal | Op::NotEqual => 3,
        Op::Less | Op::LessEqual | Op::Greater | Op::GreaterEqual => 4,
        Op::Add | Op::Subtract => 5,
        Op::Multiply | Op::Divide | Op::Remainder => 6,
    }
}
