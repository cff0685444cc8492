//! What the targets call: the entries that the tests run too.

#[path = "../tests/fuzz/entries.rs"]
pub mod entries;
#[path = "../tests/fuzz/worlds.rs"]
pub mod worlds;
