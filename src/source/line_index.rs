//! Bytes ↔ line and column, in characters and in UTF-16 units.

use std::ops::Range;

/// A place in a text as people and editors name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// 1-based line.
    pub line: u32,
    /// 1-based column in characters. A byte order mark has no column of its own.
    pub column: u32,
    /// Offset in bytes from the start of the text.
    pub offset: u32,
}

/// How many lines end in front of each block of a text: with the text beside it, any line is found by a search in one
/// block.
#[derive(Debug)]
pub struct LineIndex {
    /// Line ends in front of each block.
    before: Vec<u32>,
    /// Line ends in the whole text.
    ends: u32,
}

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Bytes of a block: counted faster than they are searched for each line that ends there.
const BLOCK: usize = 1024;

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn line_ends(bytes: &[u8]) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(b'\n', bytes)
}

impl LineIndex {
    /// Indexes the lines of `text`; `\n` ends a line, and a `\r` before it belongs to the line it ends.
    pub fn new(text: &str) -> Self {
        let mut before = Vec::with_capacity(text.len() / BLOCK + 1);
        let mut ends = 0;
        for block in text.as_bytes().chunks(BLOCK) {
            before.push(ends);
            ends += to_u32(line_ends(block).count());
        }
        LineIndex { before, ends }
    }

    /// How many lines there are; at least one.
    pub fn count(&self) -> usize {
        self.ends as usize + 1
    }

    /// 1-based line of an offset in the text that was indexed; unlike [`LineIndex::position`] its cost does not grow with
    /// the line's length.
    pub fn line(&self, text: &str, offset: usize) -> u32 {
        to_u32(self.line_of(text, offset) + 1)
    }

    /// 0-based line of an offset.
    fn line_of(&self, text: &str, offset: usize) -> usize {
        let offset = offset.min(text.len());
        let Some(before) = self.before.get(offset / BLOCK) else { return self.ends as usize };
        let block = &text.as_bytes()[offset / BLOCK * BLOCK..offset];
        *before as usize + line_ends(block).count()
    }

    /// Where a 0-based line starts; `None` behind the last.
    fn start_of(&self, text: &str, line: usize) -> Option<usize> {
        if line == 0 {
            return Some(0);
        }
        // the block in which the line before ends
        let block = self.before.partition_point(|before| (*before as usize) < line).checked_sub(1)?;
        let (start, before) = (block * BLOCK, self.before[block] as usize);
        let end = text.len().min(start + BLOCK);
        let at = line_ends(&text.as_bytes()[start..end]).nth(line - before - 1)?;
        Some(start + at + 1)
    }

    /// Byte range of a 0-based line without its line end; `None` behind the last line.
    pub fn line_range(&self, text: &str, line: usize) -> Option<Range<usize>> {
        let start = self.start_of(text, line)?;
        // most lines end soon; of a long one the blocks know where
        let near = &text.as_bytes()[start..text.len().min(start + BLOCK)];
        let end = match memchr::memchr(b'\n', near) {
            Some(length) => start + length,
            None => self.start_of(text, line + 1).map_or(text.len(), |next| next - 1),
        };
        let end = if text[start..end].ends_with('\r') { end - 1 } else { end };
        Some(start..end)
    }

    /// Where an offset lies; one that is not on a character boundary counts as the character it is in.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = floor_char_boundary(text, offset);
        let before = behind_line_end(&text[..offset]);
        let before = before.strip_prefix(BYTE_ORDER_MARK).unwrap_or(before);
        Position {
            line: self.line(text, offset),
            column: to_u32(before.chars().count() + 1),
            offset: to_u32(offset),
        }
    }

    /// 0-based line and UTF-16 column of an offset, as the language server protocol counts.
    pub fn utf16_position(&self, text: &str, offset: usize) -> (u32, u32) {
        let offset = floor_char_boundary(text, offset);
        let before = behind_line_end(&text[..offset]);
        let units: usize = before.chars().map(char::len_utf16).sum();
        (to_u32(self.line_of(text, offset)), to_u32(units))
    }

    /// Offset of a 0-based line and UTF-16 column; columns behind the line's end give the line's end.
    pub fn utf16_offset(&self, text: &str, line: u32, column: u32) -> usize {
        let Some(range) = self.line_range(text, line as usize) else { return text.len() };
        let mut units = 0;
        for (at, character) in text[range.clone()].char_indices() {
            if units >= column as usize {
                return range.start + at;
            }
            units += character.len_utf16();
        }
        range.end
    }
}

/// What stands in the last line.
fn behind_line_end(text: &str) -> &str {
    let end = memchr::memrchr(b'\n', text.as_bytes());
    end.map_or(text, |end| &text[end + 1..])
}

fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn positions_count_characters_and_utf16_units() {
        let text = "\u{feff}a = 1\r\nß𝒳b = 2\n";
        let lines = LineIndex::new(text);
        assert_eq!(lines.position(text, 3), Position { line: 1, column: 1, offset: 3 });
        let b = text.find('b').expect("there is a b");
        assert_eq!(lines.position(text, b), Position { line: 2, column: 3, offset: b as u32 });
        assert_eq!(lines.utf16_position(text, b), (1, 3));
        assert_eq!(lines.utf16_offset(text, 1, 3), b);
        assert_eq!(lines.line_range(text, 0).map(|range| &text[range]), Some("\u{feff}a = 1"));
        assert_eq!(lines.utf16_offset(text, 9, 0), text.len());
    }

    /// Texts whose lines are as long as blocks, or nearly.
    fn texts() -> impl Strategy<Value = String> {
        let line = prop_oneof![
            "[\r\u{b}\u{8a}ab\u{10a}]{0,9}",
            (BLOCK - 3..BLOCK + 3).prop_map(|length| "x".repeat(length)),
            (0..3usize).prop_map(|blocks| "y".repeat(blocks * BLOCK)),
        ];
        proptest::collection::vec(line, 0..12).prop_map(|lines| lines.join("\n"))
    }

    proptest! {
        #[test]
        fn every_line_is_found(text in texts()) {
            let lines = LineIndex::new(&text);
            let mut start = 0;
            for (number, line) in text.split('\n').enumerate() {
                let end = start + line.len();
                let shown = start..start + line.strip_suffix('\r').unwrap_or(line).len();
                prop_assert_eq!(lines.line_range(&text, number), Some(shown));
                for at in [start, (start + end) / 2, end] {
                    prop_assert_eq!(lines.line(&text, at) as usize, number + 1);
                    prop_assert_eq!(lines.position(&text, at).line as usize, number + 1);
                }
                start = end + 1;
            }
            prop_assert_eq!(lines.count(), text.split('\n').count());
            prop_assert_eq!(lines.line_range(&text, lines.count()), None);
            prop_assert_eq!(lines.line(&text, text.len() + 9) as usize, lines.count());
        }
    }
}
