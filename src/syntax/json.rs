//! JSON to [`Node`](super::node::Node): strict (RFC 8259), with spans, duplicate keys kept, depth bounded.
//!
//! The first error ends the reading: what was read is closed with gaps (see [`node`](super::node)), since behind a
//! missing quote or comma every guess about the rest would be one. Knows nothing of what the document is.

mod string;
#[cfg(test)]
mod tests;

use super::node::{Entry, Node, NodeKind, ScalarStyle, Texts, flag_duplicates};
use super::{MAX_DEPTH, MAX_NODES, too_many_nodes};
use crate::source::{Problem, Source, Span};
use std::sync::Arc;

/// Whether a text begins as the JSON of an object or an array does.
pub fn begins(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '['])
}

/// Reads one JSON document. What cannot be read gives a problem and what was read of it. An empty text is no document.
pub fn parse(source: &Source) -> (Option<Node>, Vec<Problem>) {
    let mut parser = Parser {
        source,
        bytes: source.text.as_bytes(),
        at: 0,
        problems: Vec::new(),
        texts: Texts::of_file(source.text.len()),
        nodes: 0,
        failed: false,
    };
    if source.text.starts_with('\u{feff}') {
        parser.at = '\u{feff}'.len_utf8();
    }
    parser.skip_space();
    if parser.peek().is_none() {
        parser.fail(parser.at, "the file is empty, expected a JSON value");
        return (None, parser.problems);
    }
    let mut node = parser.value(0);
    if !parser.failed {
        parser.skip_space();
        if parser.peek().is_some() {
            parser.fail_expecting("the end of the file, since the document ends here");
            // that text may have been meant for it
            node = node.with_gap(parser.rest(parser.at));
        }
    }
    (Some(node), parser.problems)
}

struct Parser<'a> {
    source: &'a Source,
    bytes: &'a [u8],
    at: usize,
    problems: Vec<Problem>,
    texts: Texts,
    /// Values so far.
    nodes: usize,
    /// Set at the first syntax error: everything open is closed, nothing more is read.
    failed: bool,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source.id, start, end)
    }

    fn rest(&self, start: usize) -> Span {
        self.span(start, self.bytes.len())
    }

    fn fail(&mut self, at: usize, message: impl Into<String>) {
        self.failed = true;
        let character = self.source.text.get(at..).and_then(|rest| rest.chars().next());
        let span = self.span(at, at + character.map_or(0, char::len_utf8));
        self.problems.push(Problem::syntax(span, message));
    }

    /// Fails at the current place, with help where what stands there is a well-known extension of JSON.
    fn fail_expecting(&mut self, expected: &str) {
        let found = match self.source.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            Some(character) if character.is_control() => format!("found U+{:04X}", u32::from(character)),
            Some(character) => format!("found `{character}`"),
            None => "the file ends".to_owned(),
        };
        self.fail(self.at, format!("expected {expected}, {found}"));
        let help = match self.bytes.get(self.at..).unwrap_or_default() {
            [b'/', b'/' | b'*', ..] | [b'#', ..] => "JSON has no comments: remove it",
            [b'\'', ..] => "JSON strings stand in double quotes",
            [b'N' | b'I', ..] | [b'-', b'I', ..] => "JSON has no `NaN` and no `Infinity`",
            [b'T' | b'F', ..] => "JSON's literals are lower case: `true`, `false`, `null`",
            [b'+' | b'.', ..] => "JSON numbers start with a digit or `-`",
            _ => return,
        };
        if let Some(problem) = self.problems.last_mut() {
            problem.help = Some(help.to_owned());
        }
    }

    /// One value, at its first byte. `depth` counts the collections around it.
    fn value(&mut self, depth: usize) -> Node {
        let start = self.at;
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            self.failed = true;
            self.problems.push(too_many_nodes(self.span(start, start)));
            return Node::unreadable(self.rest(start));
        }
        match self.peek() {
            Some(b'{' | b'[') if depth >= MAX_DEPTH => self.too_deep(),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => match self.string() {
                Some(text) => self.scalar(start, text, ScalarStyle::Quoted),
                None => Node::unreadable(self.rest(start)),
            },
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.literal("true"),
            Some(b'f') => self.literal("false"),
            Some(b'n') => self.literal("null"),
            _ => {
                self.fail_expecting("a JSON value");
                Node::unreadable(self.rest(start))
            }
        }
    }

    fn scalar(&self, start: usize, text: Arc<str>, style: ScalarStyle) -> Node {
        Node::new(NodeKind::Scalar(text, style), self.span(start, self.at))
    }

    fn object(&mut self, depth: usize) -> Node {
        let start = self.at;
        self.at += 1;
        let mut entries: Vec<Entry> = Vec::new();
        self.skip_space();
        if self.peek() == Some(b'}') {
            self.at += 1;
        } else {
            while self.entry(depth, &mut entries) {}
            if self.failed {
                entries.push(Entry::gap(self.rest(self.at)));
            }
        }
        flag_duplicates(&mut entries, self.source, &mut self.problems);
        Node::new(NodeKind::Mapping(entries.into()), self.span(start, self.at))
    }

    /// One entry and what follows it; whether there is another one.
    fn entry(&mut self, depth: usize, entries: &mut Vec<Entry>) -> bool {
        let key_start = self.at;
        if self.peek() != Some(b'"') {
            self.fail_expecting(if entries.is_empty() {
                "a key in double quotes or `}`"
            } else {
                "a key in double quotes behind the comma"
            });
            return false;
        }
        let Some(key) = self.string() else { return false };
        let key_span = self.span(key_start, self.at);
        self.skip_space();
        let value = if self.peek() == Some(b':') {
            self.at += 1;
            self.skip_space();
            self.value(depth + 1)
        } else {
            self.fail_expecting("`:` behind the key");
            Node::unreadable(self.rest(self.at))
        };
        entries.push(Entry { key, key_span, value, duplicate: false });
        self.separator(b'}', "`,` or `}`")
    }

    fn array(&mut self, depth: usize) -> Node {
        let start = self.at;
        self.at += 1;
        let mut items = Vec::new();
        self.skip_space();
        if self.peek() == Some(b']') {
            self.at += 1;
        } else {
            loop {
                items.push(self.value(depth + 1));
                if !self.separator(b']', "`,` or `]`") {
                    break;
                }
            }
            if self.failed {
                items.push(Node::unreadable(self.rest(self.at)));
            }
        }
        Node::new(NodeKind::Sequence(items.into()), self.span(start, self.at))
    }

    /// What follows an entry or item; whether it is a comma.
    fn separator(&mut self, close: u8, expected: &str) -> bool {
        if self.failed {
            return false;
        }
        self.skip_space();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                self.skip_space();
                true
            }
            Some(found) if found == close => {
                self.at += 1;
                false
            }
            _ => {
                self.fail_expecting(expected);
                false
            }
        }
    }

    fn number(&mut self) -> Node {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let whole = self.at;
        let mut valid = self.digits();
        if valid && self.bytes[whole] == b'0' && self.at > whole + 1 {
            self.fail(whole, "a JSON number cannot start with zeros");
            return Node::unreadable(self.rest(start));
        }
        if valid && self.peek() == Some(b'.') {
            self.at += 1;
            valid = self.digits();
        }
        if valid && let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            valid = self.digits();
        }
        if !valid {
            self.fail_expecting("a digit");
            return Node::unreadable(self.rest(start));
        }
        let text = self.texts.share(&self.source.text[start..self.at]);
        self.scalar(start, text, ScalarStyle::JsonLiteral)
    }

    /// Digits; whether there is at least one.
    fn digits(&mut self) -> bool {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        self.at > start
    }

    fn literal(&mut self, word: &str) -> Node {
        let start = self.at;
        let behind = start + word.len();
        let more = self.bytes.get(behind).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        if more || self.bytes.get(start..behind) != Some(word.as_bytes()) {
            self.fail_expecting("a JSON value");
            return Node::unreadable(self.rest(start));
        }
        self.at = behind;
        let text = self.texts.share(word);
        self.scalar(start, text, ScalarStyle::JsonLiteral)
    }

    /// Passes over a collection that lies too deep: its brackets are matched, nothing else of it is read.
    fn too_deep(&mut self) -> Node {
        let start = self.at;
        let message = format!("nested deeper than {MAX_DEPTH} levels: what is inside is not read");
        self.problems.push(Problem::limit(self.span(start, start + 1), message));
        let mut open = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    if self.skip_string().is_none() {
                        return Node::unreadable(self.rest(start));
                    }
                    continue;
                }
                b'{' | b'[' => open += 1,
                b'}' | b']' => open -= 1,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return Node::unreadable(self.span(start, self.at));
            }
        }
        self.fail_expecting("a closing bracket");
        Node::unreadable(self.rest(start))
    }
}
