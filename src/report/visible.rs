//! Text from analysed files made safe to show: nothing in it can move the cursor, change colours, or reorder
//! what stands beside it.

use std::borrow::Cow;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_do_not_survive() {
        assert_eq!(text("a\u{1b}[2J\tb\n"), "a\u{fffd}[2J\tb\n");
        assert_eq!(line("a\r\nb\tc\u{9b}1m\u{202e}d"), "a b c\u{fffd}1m\u{fffd}d");
        assert!(matches!(line("ärger `x` 🦀"), Cow::Borrowed(_)));
    }
}
