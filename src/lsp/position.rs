//! Places in a text as the protocol counts them, in the encoding that was agreed on.

use crate::source::{LineIndex, Source, Span};
use lsp_types::{Position, PositionEncodingKind, Range};

/// What columns count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16: what holds where nothing is said.
    #[default]
    Utf16,
}

impl Encoding {
    /// The first of what a client offers that is spoken here.
    pub(super) fn negotiated(offered: &[PositionEncodingKind]) -> Self {
        let spoken = offered.iter().find_map(|kind| match kind.as_str() {
            "utf-8" => Some(Encoding::Utf8),
            "utf-16" => Some(Encoding::Utf16),
            _ => None,
        });
        spoken.unwrap_or_default()
    }

    /// Its name in the protocol.
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    /// The place of an offset.
    pub(super) fn position(self, text: &str, lines: &LineIndex, offset: usize) -> Position {
        let (line, column) = lines.utf16_position(text, offset);
        match self {
            Encoding::Utf16 => Position::new(line, column),
            Encoding::Utf8 => {
                let start = lines.line_range(text, line as usize).map_or(0, |range| range.start);
                let column = offset.min(text.len()).saturating_sub(start);
                Position::new(line, u32::try_from(column).unwrap_or(u32::MAX))
            }
        }
    }

    /// The offset of a place, wherever it points: behind the end of a line is its end, behind the text the text's, and
    /// inside a character that character's.
    pub(super) fn offset(self, text: &str, lines: &LineIndex, position: Position) -> usize {
        match self {
            Encoding::Utf16 => lines.utf16_offset(text, position.line, position.character),
            Encoding::Utf8 => {
                let Some(range) = lines.line_range(text, position.line as usize) else { return text.len() };
                let mut offset = range.start.saturating_add(position.character as usize).min(range.end);
                while !text.is_char_boundary(offset) {
                    offset -= 1;
                }
                offset
            }
        }
    }

    /// The range of a span of that source.
    pub(super) fn range(self, source: &Source, span: Span) -> Range {
        let at = |offset: u32| self.position(&source.text, source.lines(), offset as usize);
        Range::new(at(span.start), at(span.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_encodings_go_there_and_back() {
        let text = "a = \"😀ß\" # x\r\nb = 2\n";
        let lines = LineIndex::new(text);
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            for (offset, _) in text.char_indices().filter(|(_, it)| *it != '\n') {
                let position = encoding.position(text, &lines, offset);
                assert_eq!(encoding.offset(text, &lines, position), offset, "{encoding:?}");
            }
        }
        let hash = text.find('#').expect("there is one");
        assert_eq!(Encoding::Utf16.position(text, &lines, hash).character, 10);
        assert_eq!(Encoding::Utf8.position(text, &lines, hash).character, 13);
    }

    #[test]
    fn places_that_are_nowhere_are_somewhere() {
        let text = "é\nb";
        let lines = LineIndex::new(text);
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            for (line, character, expected) in [(0, 99, 2), (9, 0, 4), (u32::MAX, u32::MAX, 4)] {
                assert_eq!(encoding.offset(text, &lines, Position::new(line, character)), expected);
            }
        }
        assert_eq!(Encoding::Utf8.offset(text, &lines, Position::new(0, 1)), 0);
    }

    #[test]
    fn the_first_encoding_that_is_spoken_is_taken() {
        let offered = |names: &[&'static str]| {
            Encoding::negotiated(&names.iter().map(|it| PositionEncodingKind::new(it)).collect::<Vec<_>>())
        };
        assert_eq!(offered(&["utf-32", "utf-8", "utf-16"]), Encoding::Utf8);
        assert_eq!(offered(&["utf-16", "utf-8"]), Encoding::Utf16);
        assert_eq!(offered(&["utf-32"]), Encoding::Utf16);
        assert_eq!(offered(&[]), Encoding::Utf16);
    }
}
