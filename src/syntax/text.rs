//! Bytes to text.

/// Why bytes are no text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Neither UTF-8 nor UTF-16.
    #[error("not text: byte {0} is neither UTF-8 nor UTF-16")]
    NotText(usize),
}

/// Decodes a file's bytes.
///
/// # Errors
/// [`DecodeError`] where they are no text.
pub fn decode(bytes: &[u8]) -> Result<String, DecodeError> {
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|error| DecodeError::NotText(error.valid_up_to()))
}
