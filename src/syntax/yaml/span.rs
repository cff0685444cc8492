//! Where nodes are in the text: what the events do not say.

use std::ops::Range;

/// Bytes of a block scalar, from its `|` or `>` to the end of its last line with content. The event spans the content
/// and the blank lines behind it. `from` is where the token before it ended.
pub(super) fn block_scalar(text: &str, from: usize, content: Range<usize>) -> Range<usize> {
    let Some(indicator) = find_indicator(text, from, content.end) else { return content };
    let header = text[indicator..].find(|c: char| c.is_ascii_whitespace() || c == '#');
    let header_end = header.map_or(text.len(), |length| indicator + length);
    let content_start = content.start.clamp(header_end, text.len());
    let last = text[content_start..content.end.max(content_start)].trim_end();
    if last.is_empty() {
        return indicator..header_end;
    }
    // blanks at the end of the last line are content
    let last_end = content_start + last.len();
    let line = &text[last_end..];
    let blanks = line.find(['\n', '\r']).unwrap_or(line.len());
    indicator..last_end + blanks
}

/// The `|` or `>` behind `from`, over `:`, `-`, tag, anchor and comments.
fn find_indicator(text: &str, from: usize, to: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < to {
        match bytes[at] {
            b'|' | b'>' => return Some(at),
            b'#' => at += memchr::memchr2(b'\n', b'\r', &bytes[at..to])?,
            b'!' | b'&' => {
                while at < to && !bytes[at].is_ascii_whitespace() {
                    at += 1;
                }
            }
            b':' | b'-' | b'?' | b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            _ => return None,
        }
    }
    None
}

/// Where a value that is not written would be: behind the `:` of its key.
pub(super) fn empty_value(text: &str, key_end: usize, event: usize) -> usize {
    let behind_key = text.get(key_end..).unwrap_or("");
    let blanks = behind_key.len() - behind_key.trim_start_matches([' ', '\t']).len();
    if behind_key[blanks..].starts_with(':') { event.max(key_end + blanks + 1) } else { event }
}

/// The first tab of the indentation in front of a block collection at `start`. The event parser takes tabs in front of
/// the outermost one, libyaml takes none.
pub(super) fn indentation_tab(text: &str, start: usize) -> Option<usize> {
    if text.as_bytes().get(start.checked_sub(1)?) != Some(&b'\t') {
        return None;
    }
    let indentation = text[..start].trim_end_matches([' ', '\t']).len();
    let whole_line = indentation == 0 || text[..indentation].ends_with('\n');
    whole_line.then(|| text[indentation..start].find('\t').map(|tab| indentation + tab)).flatten()
}
