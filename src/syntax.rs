//! Spanned syntax trees of our own, and the parsers that make them from bytes.
//!
//! [`hcl`]: Terraform's native syntax, also the language of rule predicates. [`node`]: what YAML and JSON have in
//! common. [`yaml`], [`json`]: their parsers. [`comments`]: what trees do not keep. [`text`]: bytes to text. Nothing here knows what a resource is. Parsers never fail: they give
//! a tree of what could be read, and problems; depth and size are bounded.

pub mod comments;
pub mod embedded;
pub mod hcl;
pub mod json;
pub mod node;
pub mod text;
pub mod yaml;

/// Deepest nesting of brackets, blocks and mappings that is read; what lies deeper is a problem.
pub const MAX_DEPTH: usize = 128;

/// Most values in one file, a block counting for several: a tree of them takes many times the room of their text. Files
/// of people have thousands, templates and plans of large estates some hundred thousands.
pub const MAX_NODES: usize = 1_500_000;

/// What is said where there are more.
fn too_many_nodes(span: crate::source::Span) -> crate::source::Problem {
    let message = format!("more than {MAX_NODES} values in one file: what follows is not read");
    crate::source::Problem::limit(span, message)
}
