//! Texts that come again and again, held once: keys, literals, types.

use std::sync::Arc;

/// Longer texts seldom come twice.
const LONGEST: usize = 40;
/// A power of two.
const MOST_SLOTS: usize = 1024;
/// For so many bytes of a file one text is worth to be remembered.
const BYTES_OF_A_TEXT: usize = 32;

/// The texts seen lately. A text displaces the one whose slot it falls into, so it stays small whatever comes.
pub(in crate::syntax) struct Texts {
    slots: Vec<Option<Arc<str>>>,
}

impl Texts {
    /// For a file of so many bytes.
    pub(in crate::syntax) fn of_file(bytes: usize) -> Self {
        let slots = (bytes / BYTES_OF_A_TEXT).next_power_of_two().min(MOST_SLOTS);
        Texts { slots: vec![None; slots] }
    }

    /// `text`, shared with its earlier occurrence where that is remembered.
    pub(in crate::syntax) fn share(&mut self, text: &str) -> Arc<str> {
        if text.len() > LONGEST {
            return text.into();
        }
        let slot = slot(text, self.slots.len());
        let slot = &mut self.slots[slot];
        match slot {
            Some(known) if **known == *text => known.clone(),
            _ => slot.insert(text.into()).clone(),
        }
    }
}

/// By the length and the first and last eight bytes: texts of which only the middle differs displace each other, which
/// costs an allocation and no more.
fn slot(text: &str, slots: usize) -> usize {
    let bytes = text.as_bytes();
    let (first, last) = match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => few(bytes),
    };
    let mixed =
        (first ^ last.rotate_left(23)).wrapping_add(bytes.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    // the number of slots is a power of two
    usize::try_from(mixed >> 32).unwrap_or(0) & (slots - 1)
}

/// The same of less than eight bytes: the first and the last four, or the few that there are.
fn few(bytes: &[u8]) -> (u64, u64) {
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into()),
        _ => (bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)), 0),
    }
}
