//! JSON inside a string or heredoc of HCL: what it says with `0` in place of each interpolation, and where in the file
//! its parts stand. Knows no document. What is put together by directives has no places.

use super::hcl::{self, ExprKind, TemplatePart};
use super::json;
use super::node::Node;
use crate::source::{Source, SourceMap, Span};
use std::path::Path;

/// A document that is written as text inside another.
#[derive(Debug)]
pub struct Embedded {
    /// Its root; spans are those of its text.
    pub root: Node,
    /// The file that it is in.
    literal: Span,
    /// Where each byte of its text stands in the file; one more behind the last.
    offsets: Vec<u32>,
}

impl Embedded {
    /// The document in the string or heredoc that fills `literal`.
    pub fn read(source: &Source, literal: Span) -> Option<Self> {
        let written = source.text.get(literal.range())?;
        // a heredoc ends with the line of its tag
        let line_end = source.text[literal.end as usize..].find('\n').map_or(0, |length| length + 1);
        let is_quoted = written.starts_with('"');
        let end = literal.end as usize + if is_quoted { 0 } else { line_end };
        let whole = Span::new(literal.source, literal.start as usize, end);
        let (expr, problems) = hcl::parse_expression(source, whole);
        if !problems.is_empty() {
            return None;
        }
        let mut found = Text { decoded: String::new(), offsets: Vec::new() };
        match &expr.kind {
            ExprKind::String(text) => {
                let begins = if is_quoted { 1 } else { written.find('\n')? + 1 };
                let inner = Span::new(literal.source, literal.start as usize + begins, literal.end as usize);
                found.literal(text, source.slice(inner), inner.start, is_quoted)?;
            }
            ExprKind::Template(parts) => {
                for part in parts.iter() {
                    match part {
                        TemplatePart::Literal(text, span) => {
                            found.literal(text, source.slice(*span), span.start, is_quoted)?;
                        }
                        TemplatePart::Interpolation(expr) => found.push('0', expr.span.start),
                        TemplatePart::If { .. } | TemplatePart::For { .. } => return None,
                    }
                }
            }
            _ => return None,
        }
        found.offsets.push(literal.end);
        let sources = SourceMap::new();
        let text = sources.add(Path::new("embedded.json"), found.decoded.as_str());
        let (root, problems) = json::parse(&text);
        let root = root.filter(|_| problems.is_empty())?;
        Some(Embedded { root, literal, offsets: found.offsets })
    }

    /// Where in the file something of its text stands.
    pub fn place(&self, within: Span) -> Option<Span> {
        let (start, end) = (self.offsets.get(within.start as usize)?, self.offsets.get(within.end as usize)?);
        (start <= end).then(|| Span::new(self.literal.source, *start as usize, *end as usize))
    }
}

struct Text {
    decoded: String,
    offsets: Vec<u32>,
}

impl Text {
    fn push(&mut self, c: char, offset: u32) {
        self.decoded.push(c);
        self.offsets.extend(std::iter::repeat_n(offset, c.len_utf8()));
    }

    /// Decoded text with the places of its characters in what is written from `start` on. `None` where the two do not
    /// go together.
    fn literal(&mut self, decoded: &str, written: &str, start: u32, is_quoted: bool) -> Option<()> {
        let mut rest = written.char_indices().peekable();
        for c in decoded.chars() {
            loop {
                let (at, found) = rest.next()?;
                let offset = start.checked_add(u32::try_from(at).ok()?)?;
                if is_quoted && found == '\\' {
                    let (_, escape) = rest.next()?;
                    let digits = match escape {
                        'u' => 4,
                        'U' => 8,
                        _ => 0,
                    };
                    (0..digits).try_for_each(|_| rest.next().map(drop))?;
                } else if found != c {
                    // indentation that is taken away, and the sign before an escaped marker
                    if found.is_whitespace() || matches!(found, '$' | '%') {
                        continue;
                    }
                    return None;
                }
                self.push(c, offset);
                break;
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands where the embedded document says that `Action` of its statement does.
    fn action_in(literal: &str) -> Option<String> {
        let sources = SourceMap::new();
        let source = sources.add(Path::new("main.tf"), format!("policy = {literal}\n"));
        let span = Span::new(source.id, "policy = ".len(), "policy = ".len() + literal.len());
        let embedded = Embedded::read(&source, span)?;
        let entry = embedded.root.get("Statement")?.items().first()?.entry("Action")?.clone();
        embedded.place(entry.key_span.to(entry.value.span)).map(|span| source.slice(span).to_owned())
    }

    #[test]
    fn parts_of_json_in_hcl_have_places() {
        let entry = Some("\"Action\": \"s3:*\"".to_owned());
        let json = "{\n  \"Statement\": [\n    {\"Resource\": \"${a.b}/ä*\", \"Action\": \"s3:*\"}\n  ]\n}";
        assert_eq!(action_in(&format!("<<E\n{json}\nE")), entry);
        assert_eq!(action_in(&format!("<<-E\n    {}\n    E", json.replace('\n', "\n    "))), entry);
        assert_eq!(action_in(&format!("<<E\n{}\nE", json.replace("${", "$${"))), entry);
        let quoted = r#""{\"Statement\":[{\"Sid\":\"\u00e4\",\"Action\":\"s3:*\"}]}""#;
        assert_eq!(action_in(quoted).as_deref(), Some(r#"\"Action\":\"s3:*\""#));
        let directive = json.replace("${a.b}", "%{ if c }x%{ endif }");
        assert_eq!(action_in(&format!("<<E\n{directive}\nE")), None);
        assert_eq!(action_in("jsonencode({})"), None);
        assert_eq!(action_in("\"no json\""), None);
    }
}
