//! What was read of a file, kept for those who come later.

use std::sync::Arc;

/// A file's bytes, shared: as text where they are that, so that nobody has to copy them to have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// UTF-8 without NULs.
    Text(Arc<str>),
    /// Anything else: UTF-16, or no text at all.
    Bytes(Arc<[u8]>),
}

impl Content {
    /// A copy of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) if memchr::memchr(0, bytes).is_none() => Content::Text(text.into()),
            _ => Content::Bytes(bytes.into()),
        }
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Content::Text(text) => text.as_bytes(),
            Content::Bytes(bytes) => bytes,
        }
    }
}
