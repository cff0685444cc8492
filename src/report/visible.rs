//! Text from analysed files made safe to show: nothing in it can move the cursor, change colours, or reorder
//! what stands beside it.

use std::borrow::Cow;
use std::io::{self, Write};

/// What stands in place of a character that is not shown.
pub const REPLACEMENT: char = '\u{fffd}';

/// Whether a terminal may act on a character instead of showing it: control characters (C0, DEL, C1) but tab and
/// line feed, line and paragraph separators, marks that change the direction of writing, tags.
pub fn is_hostile(character: char) -> bool {
    match character {
        '\t' | '\n' => false,
        '\u{2028}' | '\u{2029}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' => true,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}' => true,
        other => other.is_control(),
    }
}

/// Whether a text holds one. Most texts are printable ASCII all through, some of megabytes.
pub fn holds_hostile(text: &str) -> bool {
    let is_plain = |byte: &u8| matches!(byte, b'\t' | b'\n' | b' '..=b'~');
    // all of them, whatever the first are: that is done many at a time
    if text.as_bytes().iter().fold(true, |plain, byte| plain & is_plain(byte)) {
        return false;
    }
    let mut rest = text;
    while let Some(at) = rest.as_bytes().iter().position(|byte| !is_plain(byte)) {
        let Some(character) = rest[at..].chars().next() else { return false };
        if is_hostile(character) {
            return true;
        }
        rest = &rest[at + character.len_utf8()..];
    }
    false
}

/// The character, or [`REPLACEMENT`].
pub fn character(character: char) -> char {
    if is_hostile(character) { REPLACEMENT } else { character }
}

/// The text with hostile characters replaced; line breaks stay.
pub fn text(text: &str) -> Cow<'_, str> {
    if holds_hostile(text) {
        Cow::Owned(text.replace("\r\n", "\n").chars().map(character).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The same on one line: tabs and line breaks become blanks.
pub fn line(text: &str) -> Cow<'_, str> {
    if holds_hostile(text) || text.contains(['\n', '\t']) {
        let blank = |it| if matches!(it, '\n' | '\t') { ' ' } else { character(it) };
        Cow::Owned(text.replace("\r\n", "\n").chars().map(blank).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The text without what CI runners act on wherever it stands: `##[`, Azure's `##vso[`, TeamCity's `##teamcity[`. `apart`
/// is put behind the two signs.
pub fn without_commands<'t>(text: &'t str, apart: &str) -> Cow<'t, str> {
    let mut safe = String::new();
    let mut done = 0;
    for (at, _) in text.match_indices('[') {
        let before = text[done..at].trim_end_matches(|c: char| c.is_ascii_alphabetic());
        if before.ends_with("##") {
            safe.push_str(before);
            safe.push_str(apart);
            done += before.len();
        }
    }
    if done == 0 { text.into() } else { (safe + &text[done..]).into() }
}

/// Text for a stream that a CI runner reads.
pub fn told(text: &str) -> String {
    let mut out = Vec::new();
    let mut lines = Lines::new(&mut out);
    // writing to memory does not fail
    let _ = lines.write_all(text.as_bytes());
    let _ = lines.flush();
    String::from_utf8_lossy(&out).into_owned()
}

/// A writer for lines of text that a CI runner reads too: GitHub's acts on lines that start with `::` (blanks before
/// it do not count), and some on what [`without_commands`] breaks up.
pub struct Lines<'a> {
    out: &'a mut dyn Write,
    line: Vec<u8>,
}

impl<'a> Lines<'a> {
    /// Writes through to `out`, line by line.
    pub fn new(out: &'a mut dyn Write) -> Self {
        Lines { out, line: Vec::new() }
    }

    fn write_line(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&line);
        let mut text = without_commands(&text, " ");
        if text.trim_start().starts_with("::") {
            text = text.replacen("::", ": :", 1).into();
        }
        self.out.write_all(text.as_bytes())?;
        self.line = line;
        self.line.clear();
        Ok(())
    }
}

/// Whether lines hold nothing that a runner may act on: seen for many at once.
fn is_harmless(lines: &[u8]) -> bool {
    let begins = |at: usize| {
        // most stand in a name
        if at.checked_sub(1).is_some_and(|before| lines[before].is_ascii_graphic()) {
            return false;
        }
        let start = memchr::memrchr(b'\n', &lines[..at]).map_or(0, |before| before + 1);
        String::from_utf8_lossy(&lines[start..at]).trim_start().is_empty()
    };
    std::str::from_utf8(lines).is_ok()
        && memchr::memmem::find(lines, b"##").is_none()
        && !memchr::memmem::find_iter(lines, b"::").any(begins)
}

impl Write for Lines<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let (true, Some(end)) = (self.line.is_empty(), memchr::memrchr(b'\n', bytes))
            && is_harmless(&bytes[..=end])
        {
            self.out.write_all(&bytes[..=end])?;
            self.line.extend_from_slice(&bytes[end + 1..]);
            return Ok(bytes.len());
        }
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                self.write_line()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.write_line()?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runners_find_no_commands() {
        let mut out = Vec::new();
        let mut lines = Lines::new(&mut out);
        write!(lines, "a :: b\n  ::error::x\n##[group]").expect("memory can be written to");
        lines.flush().expect("memory can be written to");
        assert_eq!(String::from_utf8_lossy(&out), "a :: b\n  : :error::x\n## [group]");
        for text in ["a :: b\nc\n", "AWS::S3::Bucket\n", "\n", ""] {
            assert!(is_harmless(text.as_bytes()), "{text}");
            assert_eq!(told(text), text);
        }
        for text in ["a\n::b\n", "a\n \t\u{a0}::b\n", "a ##b\n"] {
            assert!(!is_harmless(text.as_bytes()), "{text}");
        }
        for (given, shown) in [
            ("a ##vso[task.x]b", "a ## vso[task.x]b"),
            ("###[x", "### [x"),
            ("##a[##b[[", "## a[## b[["),
            ("##teamcity[##[", "## teamcity[## ["),
            ("## a [b] ##", "## a [b] ##"),
        ] {
            assert_eq!(without_commands(given, " "), shown);
            assert_eq!(told(given), shown);
        }
    }

    #[test]
    fn escapes_do_not_survive() {
        assert_eq!(text("a\u{1b}[2J\tb\n"), "a\u{fffd}[2J\tb\n");
        assert_eq!(line("a\r\nb\tc\u{9b}1m\u{202e}d"), "a b c\u{fffd}1m\u{fffd}d");
        assert!(matches!(line("ärger `x` 🦀"), Cow::Borrowed(_)));
    }
}
