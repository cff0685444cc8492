//! overlay

/// The overlay file system.
#[derive(Debug, Default)]
pub struct Overlay;
