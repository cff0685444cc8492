//! Comments that hold a word, with their places: trees keep none.
//!
//! Most files do not hold the word and cost one search for it. The others are scanned lightly, knowing only what
//! may hide a comment's marker: quoted text, templates, heredocs, block scalars. Knows nothing of what comments say.

mod hcl;
mod yaml;

use crate::source::{Source, Span};
use memchr::{memchr, memmem};
use std::path::Path;

/// Which marks begin a comment, and what hides them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommentSyntax {
    /// `#`, `//` and `/* */`; texts and heredocs hide them.
    Hcl,
    /// `#` at the start of a line or behind a blank; quoted and block scalars hide it.
    Yaml,
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From its marker to its end; the line end behind it is not part of it.
    pub span: Span,
    /// What it says, without its markers and the blanks around.
    pub text: String,
    /// 0-based line it begins in.
    pub line: u32,
    /// 0-based line it ends in.
    pub last_line: u32,
    /// Whether nothing but blanks stands before and behind it in its lines.
    pub own_line: bool,
}

/// The key that Terraform passes over in the JSON of a block, whatever it maps to: the only comment there is.
/// <https://developer.hashicorp.com/terraform/language/syntax/json#comment-properties>
pub const COMMENT_PROPERTY: &str = "//";

/// Whether comments are written as [`COMMENT_PROPERTY`] in a file of that name: Terraform reads it as its JSON.
pub fn has_comment_properties(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    name.ends_with(".tf.json") || name.ends_with(".tofu.json")
}

/// The comments that hold `word`, in the order of the text.
pub fn comments(source: &Source, syntax: CommentSyntax, word: &str) -> Vec<Comment> {
    let text = source.text.as_bytes();
    // most files do not hold it; to search from the end is slower
    let last = memmem::find(text, word.as_bytes()).and_then(|_| memmem::rfind(text, word.as_bytes()));
    let Some(last) = last else { return Vec::new() };
    let mut found = Vec::new();
    let mut take = |start: usize, end: usize| {
        if memmem::find(&text[start..end], word.as_bytes()).is_some() {
            found.push(comment(source, start, end));
        }
        // behind the last place of the word there is nothing to find
        end <= last
    };
    match syntax {
        CommentSyntax::Hcl => hcl::scan(text, &mut take),
        CommentSyntax::Yaml => yaml::scan(text, &mut take),
    }
    found
}

fn comment(source: &Source, start: usize, end: usize) -> Comment {
    let text = &*source.text;
    let written = &source.text[start..end];
    let says = match written.strip_prefix("/*") {
        Some(inside) => inside.strip_suffix("*/").unwrap_or(inside),
        None => written.trim_start_matches(['#', '/']),
    };
    // by the index: what searches a line costs its length for every comment in it
    let lines = source.lines();
    let line = lines.line(text, start) - 1;
    let last_line = lines.line(text, end.saturating_sub(1).max(start)) - 1;
    let line_start = lines.line_range(text, line as usize).map_or(start, |range| range.start);
    let line_end = lines.line_range(text, last_line as usize).map_or(end, |range| range.end.max(end));
    let before = text[line_start..start].trim_start_matches('\u{feff}');
    let is_blank = |text: &str| text.trim_ascii_start().is_empty();
    Comment {
        span: Span::new(source.id, start, end),
        text: says.trim().to_owned(),
        line,
        last_line,
        own_line: is_blank(before) && is_blank(&text[end..line_end]),
    }
}

/// Where the line of `at` ends: at its `\n`, or with the text.
fn end_of_line(text: &[u8], at: usize) -> usize {
    memchr(b'\n', &text[at..]).map_or(text.len(), |length| at + length)
}

/// Where a comment that goes on to the end of the line ends.
fn end_of_line_comment(text: &[u8], at: usize) -> usize {
    let end = end_of_line(text, at);
    if end > at && end < text.len() && text[end - 1] == b'\r' { end - 1 } else { end }
}

#[cfg(test)]
mod tests;
