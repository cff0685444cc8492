//! Fixes: edits to source text that are known to be right before anyone sees them.
//!
//! [`plan`] turns what a finding's remedy intends into byte splices of the text that says it, and asks [`shared`] whether
//! others read that text too; [`edit`] applies them
//! in memory; [`prove`] analyses again what read the edited files and keeps what mends its finding and changes
//! nothing else. Nothing here writes a file.

mod create;
mod edit;
mod files;
mod hcl;
mod ignores;
mod lines;
mod mapping;
mod plan;
mod prove;
mod rounds;
mod shared;

pub use edit::{Edit, apply};
pub use ignores::{Ignored, Words, add_ignores};
pub use plan::Plan;
pub use prove::{Applied, Prover};
pub use rounds::{Fixed, fix, fix_those};
