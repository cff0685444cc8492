//! JSON strings: finding their end, refusing what they must not hold, decoding their escapes.

use super::Parser;
use std::sync::Arc;

impl Parser<'_> {
    /// The text of the string that starts here; `None` (and a problem) where it is not one.
    pub(super) fn string(&mut self) -> Option<Arc<str>> {
        let start = self.at + 1;
        let escaped = self.skip_string()?;
        let raw = &self.source.text[start..self.at - 1];
        if escaped { self.decode(raw, start).map(Arc::from) } else { Some(self.texts.share(raw)) }
    }

    /// Goes behind the string that starts here; whether it has escapes.
    pub(super) fn skip_string(&mut self) -> Option<bool> {
        let start = self.at;
        let mut escaped = false;
        let mut at = start + 1;
        loop {
            let Some(found) = self.bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) else {
                return self.unclosed(start);
            };
            if let Some(control) = self.bytes[at..at + found].iter().position(|byte| *byte < 0x20) {
                return self.control_character(start, at + control);
            }
            at += found;
            if self.bytes[at] == b'"' {
                self.at = at + 1;
                return Some(escaped);
            }
            escaped = true;
            // the escaped character is looked at when it is decoded; a line end is refused there too
            at += 2;
        }
    }

    fn unclosed(&mut self, start: usize) -> Option<bool> {
        let line_end = memchr::memchr2(b'\n', b'\r', &self.bytes[start..]);
        let reach = line_end.map_or(self.bytes.len(), |length| start + length);
        self.fail(start, "the string that starts here has no closing quote");
        if let Some(problem) = self.problems.last_mut() {
            problem.span.end = u32::try_from(reach).unwrap_or(u32::MAX);
        }
        None
    }

    fn control_character(&mut self, start: usize, at: usize) -> Option<bool> {
        if matches!(self.bytes[at], b'\n' | b'\r') {
            return self.unclosed(start);
        }
        let code = self.bytes[at];
        self.fail(at, format!("control character U+{code:04X} in a string: write it as `\\u{code:04x}`"));
        None
    }

    /// Decodes the inside of a string. A surrogate without its partner becomes U+FFFD.
    fn decode(&mut self, raw: &str, start: usize) -> Option<String> {
        let mut text = String::with_capacity(raw.len());
        let mut at = 0;
        while let Some(found) = memchr::memchr(b'\\', &raw.as_bytes()[at..]) {
            text.push_str(&raw[at..at + found]);
            at += found;
            let (character, length) = escape(&raw[at..]);
            let Some(character) = character else {
                self.fail(start + at, "unknown escape in a string");
                return None;
            };
            text.push(character);
            at += length;
        }
        text.push_str(&raw[at..]);
        Some(text)
    }
}

/// The character an escape stands for, and the escape's length in bytes.
fn escape(text: &str) -> (Option<char>, usize) {
    let character = match text.as_bytes().get(1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode_escape(text),
        _ => return (None, 2),
    };
    (Some(character), 2)
}

fn unicode_escape(text: &str) -> (Option<char>, usize) {
    let Some(first) = code_unit(text) else { return (None, 2) };
    if let Some(character) = char::from_u32(first) {
        return (Some(character), 6);
    }
    let low = text.get(6..).and_then(code_unit).filter(|low| (0xdc00..0xe000).contains(low));
    match low {
        Some(low) if first < 0xdc00 => {
            (char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (low - 0xdc00)), 12)
        }
        _ => (Some(char::REPLACEMENT_CHARACTER), 6),
    }
}

/// The four digits of `\uXXXX` at the start of a text.
fn code_unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}
