//! disk

/// The disk file system.
#[derive(Debug, Default)]
pub struct Disk;
