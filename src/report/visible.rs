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

/// The character, or [`REPLACEMENT`].
pub fn character(character: char) -> char {
    if is_hostile(character) { REPLACEMENT } else { character }
}

/// The text with hostile characters replaced; line breaks stay.
pub fn text(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_hostile) {
        Cow::Owned(text.replace("\r\n", "\n").chars().map(character).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The same on one line: tabs and line breaks become blanks.
pub fn line(text: &str) -> Cow<'_, str> {
    if text.chars().any(|it| is_hostile(it) || it == '\n' || it == '\t') {
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

impl Write for Lines<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
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
