//! From a file's bytes to text.
//!
//! Everything behind this reads UTF-8. Terraform plans written by PowerShell are UTF-16, templates edited on Windows
//! start with a byte order mark; whatever else holds NULs or invalid sequences is not text. Knows no file format.

use std::borrow::Cow;

/// Why bytes are not text. Offsets count bytes from the start of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// A NUL, which no text has: the file is binary.
    #[error("the file is not text: byte {offset} is NUL, in line {line}")]
    Nul {
        /// Where the first one is.
        offset: usize,
        /// The line of it, the first being 1.
        line: usize,
    },
    /// Bytes that are not UTF-8.
    #[error("the file is not UTF-8: byte {offset} is invalid, in line {line}")]
    InvalidUtf8 {
        /// Where the first invalid sequence starts.
        offset: usize,
        /// The line of it, the first being 1.
        line: usize,
    },
    /// Units that are not UTF-16: a surrogate without its partner, half a unit at the end.
    #[error("the file is not UTF-16: byte {offset} is invalid, in line {line}")]
    InvalidUtf16 {
        /// Where the first invalid unit starts.
        offset: usize,
        /// The line of it, the first being 1.
        line: usize,
    },
}

/// The text of a file as UTF-8: UTF-8 is borrowed, UTF-16 (by its byte order mark, or by NULs in every second of the
/// first four bytes) is decoded. A byte order mark is kept, as U+FEFF.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, DecodeError> {
    match byte_order(bytes) {
        Some(unit) => decode_utf16(bytes, unit).map(Cow::Owned),
        None => decode_utf8(bytes).map(Cow::Borrowed),
    }
}

/// How two bytes make a UTF-16 unit.
type UnitFromBytes = fn([u8; 2]) -> u16;

/// The order of bytes where the text is UTF-16. Without a mark, the first two characters have to be ASCII, as they
/// are in JSON, YAML and HCL.
fn byte_order(bytes: &[u8]) -> Option<UnitFromBytes> {
    match bytes {
        [0xff, 0xfe, ..] => Some(u16::from_le_bytes),
        [0xfe, 0xff, ..] => Some(u16::from_be_bytes),
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => Some(u16::from_le_bytes),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => Some(u16::from_be_bytes),
        _ => None,
    }
}

fn decode_utf8(bytes: &[u8]) -> Result<&str, DecodeError> {
    let line = |offset: usize| 1 + memchr::memchr_iter(b'\n', &bytes[..offset]).count();
    let nul = |offset: usize| DecodeError::Nul { offset, line: line(offset) };
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        // a NUL in front of it tells more: binary, not another encoding
        Err(error) => {
            let offset = error.valid_up_to();
            let invalid = || DecodeError::InvalidUtf8 { offset, line: line(offset) };
            return Err(memchr::memchr(0, &bytes[..offset]).map_or_else(invalid, nul));
        }
    };
    memchr::memchr(0, bytes).map_or(Ok(text), |offset| Err(nul(offset)))
}

fn decode_utf16(bytes: &[u8], unit: UnitFromBytes) -> Result<String, DecodeError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len() / 2 + 16);
    let mut offset = 0;
    let line = |text: &str| 1 + memchr::memchr_iter(b'\n', text.as_bytes()).count();
    for character in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match character {
            Ok('\0') => return Err(DecodeError::Nul { offset, line: line(&text) }),
            Ok(character) => {
                text.push(character);
                offset += 2 * character.len_utf16();
            }
            Err(_) => return Err(DecodeError::InvalidUtf16 { offset, line: line(&text) }),
        }
    }
    if rest.is_empty() { Ok(text) } else { Err(DecodeError::InvalidUtf16 { offset, line: line(&text) }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn text_in_every_accepted_encoding() {
        let texts = ["", "a", "a: 1\r\n", "{}", "{\"ß\": \"𝒳\"}", "\u{feff}{}", "\u{feff}ß"];
        for text in texts {
            assert_eq!(decode(text.as_bytes()), Ok(Cow::Borrowed(text)));
        }
        for text in texts.iter().filter(|text| text.starts_with('\u{feff}') || text.starts_with('{')) {
            assert_eq!(decode(&utf16(text, u16::to_le_bytes)).as_deref(), Ok(*text));
            assert_eq!(decode(&utf16(text, u16::to_be_bytes)).as_deref(), Ok(*text));
        }
    }

    #[test]
    fn the_first_bad_byte_is_named() {
        let cases: &[(&[u8], &str)] = &[
            (b"a\0b", "the file is not text: byte 1 is NUL, in line 1"),
            (b"a\nb\r\n\xe9", "the file is not UTF-8: byte 5 is invalid, in line 3"),
            (b"\n\0", "the file is not text: byte 1 is NUL, in line 2"),
            (b"\xff\xfea\0\n\0\0\xd8", "the file is not UTF-16: byte 6 is invalid, in line 2"),
            (b"caf\xe9", "the file is not UTF-8: byte 3 is invalid, in line 1"),
            (b"\x7fELF\0\0\xff", "the file is not text: byte 4 is NUL, in line 1"),
            (b"{\0}\0a", "the file is not UTF-16: byte 4 is invalid, in line 1"),
            (b"\xff\xfea\0\0\xd8b\0", "the file is not UTF-16: byte 4 is invalid, in line 1"),
            (b"\xff\xfe\0\0a\0\0\0", "the file is not text: byte 2 is NUL, in line 1"),
            (b"\0\0\0{", "the file is not text: byte 0 is NUL, in line 1"),
        ];
        for (bytes, message) in cases {
            assert_eq!(decode(bytes).map_err(|error| error.to_string()), Err((*message).to_owned()));
        }
    }
}
