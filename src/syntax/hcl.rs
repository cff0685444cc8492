//! HCL native syntax: the tree, and the parser that makes it.
//!
//! The parser is our own: it keeps an exact byte span for every name, label, expression and block, goes on behind
//! an error at the next item of the body (so a block whose own text is whole is kept), reads in linear time and
//! bounds its depth. It agrees with HashiCorp's on what is valid. Expressions of Terraform JSON strings, of
//! template files and of rule predicates are parsed here too.

mod heredoc;
mod lexer;
mod parser;
mod quoted;
mod template;
mod tree;

#[cfg(test)]
mod tests;

pub use parser::{MAX_HEIGHT, parse_block, parse_body, parse_expression};
pub use template::parse_template;
pub use tree::*;
