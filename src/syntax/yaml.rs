//! YAML to [`Node`](super::node::Node): over `granit-parser`'s events.
//!
//! The events say what the text is; ours to do is the tree: exact spans, aliases by sharing, merge keys, duplicate
//! keys, bounds of depth and size. A document that breaks off is closed with gaps (see [`node`](super::node)), and
//! reading goes on at the next `---`. Knows nothing of what a document is: text for other readers (a Helm template)
//! gives problems like any other, and the caller decides whether they matter.

mod compose;
mod merge;
mod message;
mod plain;
mod quoted;
mod span;
#[cfg(test)]
mod tests;

use super::node::Node;
use crate::source::{Problem, Source};
use compose::Composer;
use granit_parser::{ErrorKind, Event, Parser};
pub use plain::Thinning;
use quoted::Joined;

/// How many nodes the aliases of one file may stand for, each counted as often as a reader of the tree meets it.
/// Sharing makes aliases of aliases free to hold, not free to walk; an alias that would pass this bound is unreadable.
pub const MAX_EXPANDED_NODES: usize = 1_000_000;

/// How deep `granit-parser` follows: further than we keep ([`MAX_DEPTH`](super::MAX_DEPTH)), so that what lies too deep
/// is passed over and the document behind it is still read.
const MAX_PARSED_DEPTH: usize = 1_000;

/// Reads every document of a file. A document that cannot be read gives a problem and what was read of it; one without
/// content gives nothing.
pub fn parse_documents(source: &Source) -> (Vec<Node>, Vec<Problem>) {
    parse_thinned(source, None)
}

/// The same, without what nobody will ask for, as far as that saves anything: what is passed over is read as strictly,
/// and its problems are told.
pub fn parse_thinned(source: &Source, thinning: Option<&Thinning<'_>>) -> (Vec<Node>, Vec<Problem>) {
    match plain::read(source, thinning) {
        Some(node) => (vec![node], Vec::new()),
        None => parse_events(source),
    }
}

/// Reads all of YAML, by the event parser.
fn parse_events(source: &Source) -> (Vec<Node>, Vec<Problem>) {
    let mut joined = Joined::new(&source.text);
    loop {
        match read(source, &joined, true) {
            Ok(result) => return result,
            Err(again) if joined.join(again.at) => {}
            Err(_) => break,
        }
    }
    let as_written = Joined::new(&source.text);
    read(source, &as_written, false).unwrap_or_default()
}

/// A quoted scalar has to be joined at this offset before the file can be read.
struct Again {
    at: usize,
}

fn read(source: &Source, joined: &Joined<'_>, may_join: bool) -> Result<(Vec<Node>, Vec<Problem>), Again> {
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        emit_comments: false,
        flow_nesting_limit: MAX_PARSED_DEPTH,
        block_nesting_limit: MAX_PARSED_DEPTH,
    };
    let mut parser = Parser::new_from_str_with_options(&joined.text, options);
    let mut composer = Composer::new(source, joined);
    while let Some(event) = parser.next_event() {
        match event {
            Ok((Event::StreamEnd, _)) => break,
            Ok((event, span)) => {
                composer.event(event, &span);
                if composer.is_over() {
                    break;
                }
            }
            Err(error) => {
                if may_join && matches!(error.kind(), ErrorKind::InvalidQuotedScalarIndent) {
                    return Err(Again { at: error.marker().byte_offset().unwrap_or_default() });
                }
                composer.break_off(message::problem(source, &error));
                if !matches!(parser.proceed_next_document(), Ok(true)) {
                    break;
                }
            }
        }
    }
    Ok(composer.finish())
}
