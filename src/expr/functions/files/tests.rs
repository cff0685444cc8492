//! File functions over a project in memory.
