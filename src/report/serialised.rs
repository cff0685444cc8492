//! JSON documents of ours, written: pretty, ending in a line feed, and with nothing in them that a terminal acts on.

use super::visible;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Stands behind two signs that are to be kept apart. It is hostile itself, so that no text has it here.
const SIGN: &str = "\u{2028}";

/// Writes a document.
///
/// # Errors
/// Those of `out`.
pub(super) fn write_json(document: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(document)?;
    out.write_all(inert(&text).as_bytes())?;
    out.write_all(b"\n")
}

/// JSON may hold DEL, C1 controls and marks of direction as they are; terminals act on them, and CI runners act on
/// `##[` and its like. All of them can only stand in strings, where an escape means the same.
fn inert(json: &str) -> Cow<'_, str> {
    let hostile = |character: char| character != '\n' && visible::is_hostile(character);
    if !json.contains("##") && !json.chars().any(hostile) {
        return json.into();
    }
    let mut text = String::with_capacity(json.len() + 64);
    for character in json.chars() {
        if hostile(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // writing to a string does not fail
                let _ = write!(text, "\\u{unit:04x}");
            }
        } else {
            text.push(character);
        }
    }
    // a sign that is an escape is no sign to a runner
    visible::without_commands(&text, SIGN).replace(&format!("##{SIGN}"), "#\\u0023").into()
}
