//! Comments of HCL: what is not in a text, a heredoc or another comment.

use super::{end_of_line, end_of_line_comment};
use memchr::{memchr, memmem};

/// Gives every comment's start and end to `take`, until it says that this is enough.
pub(super) fn scan(text: &[u8], take: &mut dyn FnMut(usize, usize) -> bool) {
    // what closes the braces that are open: an interpolation in a text (`true`), or anything else
    let mut open: Vec<bool> = Vec::new();
    let (mut at, mut in_text, mut comments_close) = (0, false, true);
    while at < text.len() {
        let rest = &text[at..];
        let mut length = 1;
        match rest[0] {
            b'\\' if in_text => length = 2,
            // a text ends with its line, closed or not
            b'"' | b'\n' if in_text => in_text = false,
            b'$' | b'%' if in_text && is_escaped_marker(rest) => length = 3,
            b'$' | b'%' if in_text && rest.get(1) == Some(&b'{') => {
                open.push(true);
                in_text = false;
                length = 2;
            }
            _ if in_text => {}
            b'"' => in_text = true,
            b'{' => open.push(false),
            b'}' => in_text = open.pop() == Some(true),
            b'#' | b'/' => {
                let end =
                    if rest.starts_with(b"/*") && !comments_close { None } else { comment_end(text, at) };
                match end {
                    Some(end) if !take(at, end) => return,
                    Some(end) => length = end - at,
                    // looked for to the end once: not again, that would be quadratic
                    None => comments_close &= !rest.starts_with(b"/*"),
                }
            }
            b'<' if rest.starts_with(b"<<") => match heredoc_end(text, at) {
                Some(end) => length = end.max(at + 2) - at,
                // never closed: all the rest is its text
                None => return,
            },
            _ => {}
        }
        at += length;
    }
}

/// `$${` and `%%{` are `${` and `%{` in a text, no interpolation.
fn is_escaped_marker(rest: &[u8]) -> bool {
    rest.starts_with(b"$${") || rest.starts_with(b"%%{")
}

/// Where the comment that starts at `at` ends; `None` where none does, or it never ends.
fn comment_end(text: &[u8], at: usize) -> Option<usize> {
    let rest = &text[at..];
    if rest.starts_with(b"/*") {
        return memmem::find(&rest[2..], b"*/").map(|length| at + length + 4);
    }
    let to_line_end = rest[0] == b'#' || rest.starts_with(b"//");
    to_line_end.then(|| end_of_line_comment(text, at))
}

/// Where the heredoc that starts at `at` ends, behind its closing tag; `at` where none starts, `None` where it does
/// not end.
fn heredoc_end(text: &[u8], at: usize) -> Option<usize> {
    let tag_start = if text.get(at + 2) == Some(&b'-') { at + 3 } else { at + 2 };
    let is_tag = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') || *byte >= 0x80;
    let length = text[tag_start..].iter().position(|byte| !is_tag(byte)).unwrap_or(text.len() - tag_start);
    let tag = &text[tag_start..tag_start + length];
    let behind = &text[tag_start + length..];
    if tag.is_empty() || !(behind.starts_with(b"\n") || behind.starts_with(b"\r\n")) {
        return Some(at);
    }
    let mut end = end_of_line(text, tag_start);
    while end < text.len() {
        let start = end + 1;
        end = start + memchr(b'\n', &text[start..]).unwrap_or(text.len() - start);
        if text[start..end].trim_ascii() == tag {
            return Some(end);
        }
    }
    None
}
