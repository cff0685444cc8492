//! Lines of a text: where they start and end, how they are indented.

/// The line ending that a text uses first.
pub(super) fn ending(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// Where the line of an offset starts.
pub(super) fn start(text: &str, offset: usize) -> usize {
    text[..offset].rfind('\n').map_or(0, |at| at + 1)
}

/// Where the line of an offset ends, before its line ending.
pub(super) fn end(text: &str, offset: usize) -> usize {
    let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    if text[..end].ends_with('\r') { end - 1 } else { end }
}

/// The blanks in front of the line of an offset.
pub(super) fn indentation(text: &str, offset: usize) -> &str {
    let start = start(text, offset);
    let line = text[start..].strip_prefix('\u{feff}').unwrap_or(&text[start..]);
    let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
    &line[..blanks]
}
