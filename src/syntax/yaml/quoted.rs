//! Quoted scalars that go on at their key's indentation.
//!
//! YAML 1.2 wants them deeper, and so does the event parser; libyaml and SnakeYAML, which CloudFormation's tools are
//! built on, take them. The parser is shown such a scalar on one line, line breaks replaced by as many blanks, so that
//! all offsets stay; its value is then read from the text as written.

use granit_parser::{Event, Parser};
use std::borrow::Cow;
use std::ops::Range;

/// How often a file is read again for one more line, and how many bytes that may cost in all.
const MAX_JOINS: usize = 64;
const MAX_JOINED_BYTES: usize = 16 << 20;

/// A file's text as the parser is shown it.
pub(super) struct Joined<'a> {
    pub(super) text: Cow<'a, str>,
    /// Offsets of the line breaks that were replaced, one for each line that was joined.
    breaks: Vec<usize>,
    joins: usize,
}

impl<'a> Joined<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Joined { text: Cow::Borrowed(text), breaks: Vec::new(), joins: 0 }
    }

    /// Joins the line that holds `at` to the one before it; whether it may be tried again with that.
    pub(super) fn join(&mut self, at: usize) -> bool {
        self.joins += 1;
        if self.joins > MAX_JOINS || self.joins * self.text.len() > MAX_JOINED_BYTES {
            return false;
        }
        if self.text[at..].starts_with("---") || self.text[at..].starts_with("...") {
            return false;
        }
        let before = &self.text[..at];
        let blank = before.trim_end_matches([' ', '\t', '\n', '\r']).len();
        let Some(found) = before[blank..].find(['\n', '\r']) else { return false };
        let blanks = before[blank..].replace(['\n', '\r'], " ");
        self.text.to_mut().replace_range(blank..at, &blanks);
        self.breaks.push(blank + found);
        true
    }

    /// The value of the quoted scalar at `range` of the text as written, where lines of it were joined.
    pub(super) fn value(&self, written: &str, range: &Range<usize>) -> Option<String> {
        if !self.breaks.iter().any(|found| range.contains(found)) {
            return None;
        }
        Parser::new_from_str(written.get(range.clone())?).find_map(|event| match event {
            Ok((Event::Scalar(text, ..), _)) => Some(text.into_owned()),
            _ => None,
        })
    }
}
