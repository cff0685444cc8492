//! Comments of YAML: what is not in a quoted or block scalar. A `#` in a plain scalar counts behind a blank only, and
//! ends it.

use super::{end_of_line, end_of_line_comment};
use memchr::memchr2;

/// Gives every comment's start and end to `take`, until it says that this is enough.
pub(super) fn scan(text: &[u8], take: &mut dyn FnMut(usize, usize) -> bool) {
    let mut line = Line::default();
    let mut flow_depth = 0_usize;
    let mut at = if text.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
    line.start(text, at);
    while at < text.len() {
        let (byte, next) = (text[at], text.get(at + 1).copied());
        let before_blank = next.is_none_or(is_blank);
        let mut length = 1;
        match byte {
            b'\n' => line.start(text, at + 1),
            b' ' | b'\t' | b'\r' => {}
            b'#' if at == line.begins || is_blank(text[at - 1]) => {
                let end = end_of_line_comment(text, at);
                if !take(at, end) {
                    return;
                }
                length = end - at;
            }
            b'"' | b'\'' if line.value_may_start => {
                line.token(at);
                length = quoted_end(text, at) - at;
            }
            b'-' | b'?' if line.value_may_start && before_blank && flow_depth == 0 => {
                line.parent = at - line.begins;
            }
            b':' if before_blank || (flow_depth > 0 && matches!(next, Some(b'"' | b'\'' | b'[' | b'{'))) => {
                line.key_ends();
            }
            b'!' | b'&' if line.value_may_start => {
                length = text[at..].iter().position(|byte| is_blank(*byte)).unwrap_or(text.len() - at);
            }
            b'[' | b'{' if line.value_may_start || flow_depth > 0 => {
                flow_depth += 1;
                line.value_may_start = true;
            }
            b']' | b'}' if flow_depth > 0 => {
                flow_depth -= 1;
                line.value_may_start = false;
            }
            b',' if flow_depth > 0 => line.value_may_start = true,
            b'|' | b'>' if line.value_may_start && flow_depth == 0 => {
                if let Some(header) = Header::read(text, at) {
                    // the rest of the header's line may be a comment
                    if let Some(comment) = header.comment
                        && !take(comment, end_of_line_comment(text, comment))
                    {
                        return;
                    }
                    let end = block_end(text, at, line.least_content(), header.indentation);
                    line.start(text, end);
                    length = end - at;
                } else {
                    line.token(at);
                }
            }
            _ => line.token(at),
        }
        at += length;
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// What is known of the line that is read.
#[derive(Default)]
struct Line {
    /// Its first byte.
    begins: usize,
    /// Whether what comes next is the first byte of a value or key.
    value_may_start: bool,
    /// Column of the token that is read: a key, if a colon follows.
    token: usize,
    /// Column of the innermost key or dash: a block scalar below is indented more. `usize::MAX`: none stands here.
    parent: usize,
    /// How many spaces it begins with.
    indentation: usize,
}

impl Line {
    fn start(&mut self, text: &[u8], at: usize) {
        let indentation = indentation(text, at.min(text.len()));
        *self =
            Line { begins: at, value_may_start: true, token: indentation, parent: usize::MAX, indentation };
    }

    fn token(&mut self, at: usize) {
        if self.value_may_start {
            self.token = at.saturating_sub(self.begins);
        }
        self.value_may_start = false;
    }

    fn key_ends(&mut self) {
        self.parent = self.token;
        self.value_may_start = true;
    }

    /// The least indentation of a block scalar's text. Where no key stands in the line, the key is in one above.
    fn least_content(&self) -> usize {
        if self.parent == usize::MAX { self.indentation } else { self.parent + 1 }
    }
}

fn indentation(text: &[u8], line: usize) -> usize {
    text[line..].iter().take_while(|byte| **byte == b' ').count()
}

/// Behind the closing quote; the text's end where there is none.
fn quoted_end(text: &[u8], open: usize) -> usize {
    let quote = text[open];
    let mut at = open + 1;
    while let Some(length) = memchr2(quote, b'\\', &text[at.min(text.len())..]) {
        at += length + 1;
        let escapes = quote == b'"' && text[at - 1] == b'\\';
        let doubled = quote == b'\'' && text[at - 1] == quote && text.get(at) == Some(&quote);
        if escapes || doubled {
            at += 1;
        } else if text[at - 1] == quote {
            return at;
        }
    }
    text.len()
}

/// What follows `|` or `>` in its line.
struct Header {
    indentation: Option<usize>,
    comment: Option<usize>,
}

impl Header {
    /// `None` where it is no header, since other text follows.
    fn read(text: &[u8], at: usize) -> Option<Self> {
        let mut header = Header { indentation: None, comment: None };
        let mut here = at + 1;
        while let Some(byte) = text.get(here) {
            match byte {
                b'+' | b'-' => {}
                digit @ b'1'..=b'9' => header.indentation = Some(usize::from(*digit - b'0')),
                _ => break,
            }
            here += 1;
        }
        let is_blank = |byte: &&u8| matches!(**byte, b' ' | b'\t' | b'\r');
        let blank = text[here..].iter().take_while(is_blank).count();
        match text.get(here + blank) {
            None | Some(b'\n') => Some(header),
            Some(b'#') if blank > 0 => {
                header.comment = Some(here + blank);
                Some(header)
            }
            _ => None,
        }
    }
}

/// The start of the first line behind a block scalar whose header stands at `header`.
fn block_end(text: &[u8], header: usize, least: usize, given: Option<usize>) -> usize {
    let mut content = given.map(|indentation| (least + indentation).saturating_sub(1));
    let mut line = (end_of_line(text, header) + 1).min(text.len());
    while line < text.len() {
        let end = end_of_line(text, line);
        if !text[line..end].trim_ascii().is_empty() {
            let indentation = indentation(text, line);
            if indentation < *content.get_or_insert(indentation.max(least)) {
                break;
            }
        }
        line = (end + 1).min(text.len());
    }
    line
}
