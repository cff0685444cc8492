//! Texts that come again and again, held once: keys, literals, types.

use std::sync::Arc;

/// Longer texts seldom come twice.
const LONGEST: usize = 40;
const SLOTS: usize = 1024;

/// The texts seen lately. A text displaces the one whose slot it falls into, so it stays small whatever comes.
pub(in crate::syntax) struct Texts {
    slots: Vec<Option<Arc<str>>>,
}

impl Texts {
    pub(in crate::syntax) fn new() -> Self {
        Texts { slots: vec![None; SLOTS] }
    }

    /// `text`, shared with its earlier occurrence where that is remembered.
    pub(in crate::syntax) fn share(&mut self, text: &str) -> Arc<str> {
        if text.len() > LONGEST {
            return text.into();
        }
        let slot = &mut self.slots[slot(text)];
        match slot {
            Some(known) if **known == *text => known.clone(),
            _ => slot.insert(text.into()).clone(),
        }
    }
}

/// By the length and the first and last eight bytes: texts of which only the middle differs displace each other, which
/// costs an allocation and no more.
fn slot(text: &str) -> usize {
    let bytes = text.as_bytes();
    let fold = |bytes: &[u8]| bytes.iter().fold(0, |word: u64, byte| word << 8 | u64::from(*byte));
    let word =
        |chunk: Option<&[u8; 8]>| chunk.map_or_else(|| fold(bytes), |chunk| u64::from_le_bytes(*chunk));
    let (first, last) = (word(bytes.first_chunk()), word(bytes.last_chunk()));
    let mixed =
        (first ^ last.rotate_left(23)).wrapping_add(bytes.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::try_from((mixed >> 32) % SLOTS as u64).unwrap_or(0)
}
