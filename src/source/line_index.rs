//! Bytes ↔ line and column, in characters and in UTF-16 units.

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

/// Where each line of a text starts.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The highest bit of each of eight bytes that is `\n`.
fn line_ends(word: u64) -> u64 {
    const LOW: u64 = u64::MAX / 0xFF * 0x7F;
    let zero_where_end = word ^ (u64::MAX / 0xFF * b'\n' as u64);
    // a byte without any bit stays without its highest one, and is the only one that does
    !(((zero_where_end & LOW) + LOW) | zero_where_end | LOW)
}

fn to_u32(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl LineIndex {
    /// Indexes the lines of `text`; `\n` ends a line, and a `\r` before it belongs to the line it ends.
    pub fn new(text: &str) -> Self {
        let mut starts = Vec::with_capacity(text.len() / 32 + 1);
        starts.push(0);
        // lines are short: eight bytes at a time cost less than to begin a search behind each of them
        let (words, rest) = text.as_bytes().as_chunks();
        for (word, at) in words.iter().zip((0..).step_by(size_of::<u64>())) {
            let mut ends = line_ends(u64::from_le_bytes(*word));
            while ends != 0 {
                starts.push(to_u32(at + ends.trailing_zeros() as usize / 8 + 1));
                ends &= ends - 1;
            }
        }
        let behind = text.len() - rest.len();
        let ends = rest.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        starts.extend(ends.map(|(at, _)| to_u32(behind + at + 1)));
        LineIndex { starts }
    }

    /// How many lines there are; at least one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// 1-based line of an offset; unlike [`LineIndex::position`] its cost does not grow with the line's length.
    pub fn line(&self, offset: usize) -> u32 {
        u32::try_from(self.line_of(offset) + 1).unwrap_or(u32::MAX)
    }

    /// 0-based line of an offset.
    fn line_of(&self, offset: usize) -> usize {
        let offset = u32::try_from(offset).unwrap_or(u32::MAX);
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Byte range of a 0-based line without its line end; `None` behind the last line.
    pub fn line_range(&self, text: &str, line: usize) -> Option<std::ops::Range<usize>> {
        let start = *self.starts.get(line)? as usize;
        let end = self.starts.get(line + 1).map_or(text.len(), |next| *next as usize - 1);
        let end = if text[start..end].ends_with('\r') { end - 1 } else { end };
        Some(start..end)
    }

    /// Where an offset lies; one that is not on a character boundary counts as the character it is in.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = floor_char_boundary(text, offset);
        let line = self.line_of(offset);
        let start = self.starts[line] as usize;
        let before = &text[start..offset];
        let before = before.strip_prefix(BYTE_ORDER_MARK).unwrap_or(before);
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Position {
            line: number(line + 1),
            column: number(before.chars().count() + 1),
            offset: number(offset),
        }
    }

    /// 0-based line and UTF-16 column of an offset, as the language server protocol counts.
    pub fn utf16_position(&self, text: &str, offset: usize) -> (u32, u32) {
        let offset = floor_char_boundary(text, offset);
        let line = self.line_of(offset);
        let before = &text[self.starts[line] as usize..offset];
        let units: usize = before.chars().map(char::len_utf16).sum();
        (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(units).unwrap_or(u32::MAX))
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

    proptest::proptest! {
        #[test]
        fn every_line_end_is_found(text in "[\\n\r\u{b}\u{8a}ab\u{10a}]{0,60}") {
            let expected: Vec<u32> =
                std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at as u32 + 1)).collect();
            proptest::prop_assert_eq!(LineIndex::new(&text).starts, expected);
        }
    }
}
