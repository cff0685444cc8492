//! memory

/// The memory file system.
#[derive(Debug, Default)]
pub struct Memory;
