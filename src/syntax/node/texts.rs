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

/// FNV-1a, which is good enough for short texts and costs less than an allocation.
fn slot(text: &str) -> usize {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    usize::try_from((hash ^ (hash >> 32)) % SLOTS as u64).unwrap_or(0)
}
