//! Bodies: attributes and blocks. An item that cannot be read is skipped and its block marked broken.

use super::{Parser, clipped};
use crate::source::{Problem, Span};
use crate::syntax::hcl::tree::{Attribute, Block, Body, Expr, ExprKind, Ident};
use foldhash::{HashSet, HashSetExt};
use std::sync::Arc;

/// Up to so many attributes, comparing all with all is faster than hashing.
const FEW: usize = 12;

/// What a block counts for.
const BLOCK_NODES: usize = 4;

impl Parser<'_> {
    /// All of a file.
    pub(super) fn file(&mut self) -> Body {
        let mut body = Body::default();
        loop {
            self.lexer.skip_lines();
            match self.lexer.peek() {
                None => break,
                Some(b'}') => {
                    self.fail::<()>("an argument or a block");
                    self.lexer.position += 1;
                }
                Some(_) => self.file_item(&mut body),
            }
        }
        self.report_repeated(&body);
        body
    }

    /// Reads one item of the file; if a block of it turns out to have no end, once more with care.
    fn file_item(&mut self, body: &mut Body) {
        let start = self.lexer.position;
        let (blocks, problems) = (body.blocks.len(), self.problems.len());
        self.item(body, false);
        if self.recovery.start_over() {
            body.blocks.truncate(blocks);
            self.problems.truncate(problems);
            self.lexer.position = start;
        }
    }

    /// Reads an attribute or a block; `false` where there is an error in it.
    fn item(&mut self, body: &mut Body, one_line: bool) -> bool {
        let start = self.lexer.position;
        let depth = self.depth;
        let Some(name) = self.name() else {
            self.fail::<()>("an argument or a block");
            self.recover(start);
            return false;
        };
        self.lexer.skip_blank();
        let whole = if self.lexer.is_at_equals() {
            let (attribute, whole) = self.attribute(name, one_line);
            body.attributes.push(attribute);
            whole
        } else {
            match self.block(name, one_line) {
                Some(block) => {
                    // a block takes the room of several values
                    let _ = self.count(BLOCK_NODES, block.header);
                    let whole = !block.broken;
                    body.blocks.push(Arc::new(block));
                    whole
                }
                None => {
                    self.recover(start);
                    false
                }
            }
        };
        self.depth = depth;
        self.lexer.line_end_counts = true;
        whole
    }

    fn attribute(&mut self, name: Ident, one_line: bool) -> (Attribute, bool) {
        self.lexer.position += 1;
        self.lexer.skip_blank();
        let start = self.lexer.position;
        let built = self.expression();
        if let Some(built) = built
            && self.end_of_argument(one_line).is_some()
        {
            let span = name.span.to(built.expr.span);
            return (Attribute { name, expr: built.expr, span }, true);
        }
        self.recover(name.span.start as usize);
        let end = self.lexer.position.max(start);
        let text = self.lexer.text[start..end].trim_end();
        let expr = Expr { kind: ExprKind::Unreadable, span: self.span(start, start + text.len()) };
        let span = name.span.to(expr.span);
        (Attribute { name, expr, span }, false)
    }

    /// An argument ends with its line, or with the brace of a block in one line.
    fn end_of_argument(&mut self, one_line: bool) -> Option<()> {
        self.lexer.skip_blank();
        let at_end = match one_line {
            true => self.lexer.peek() == Some(b'}'),
            false => self.lexer.peek().is_none() || self.lexer.line_end() > 0,
        };
        match (at_end, one_line) {
            (true, _) => Some(()),
            (false, true) => self.fail("`}` behind the one argument of a block in one line"),
            (false, false) => self.fail("the end of the line behind an argument"),
        }
    }

    fn block(&mut self, kind: Ident, in_one_line: bool) -> Option<Block> {
        let mut labels = Vec::new();
        let mut header = kind.span;
        loop {
            self.lexer.skip_blank();
            let label = match self.lexer.peek() {
                Some(b'{') => break,
                Some(b'"') => self.label()?,
                _ => match self.name() {
                    Some(name) => name,
                    None if labels.is_empty() => {
                        return self.fail(&format!("`=`, `{{` or a label behind `{}`", clipped(&kind.text)));
                    }
                    None => return self.fail("`{` or a label"),
                },
            };
            header = header.to(self.span_from(label.span.start as usize));
            labels.push(label);
        }
        if in_one_line {
            let message = "a block in one line holds one argument and no block";
            return self.report(Problem::syntax(header, message).with_help("write it over several lines"));
        }
        self.deeper()?;
        self.lexer.position += 1;
        let (mut body, mut broken) = self.block_body(header);
        let start = kind.span.start as usize;
        let text = &self.lexer.text[start..self.lexer.position];
        let span = self.span(start, start + text.trim_end().len());
        broken |= self.report_repeated(&body);
        // most bodies are small, and stay as long as the file does
        body.attributes.shrink_to_fit();
        body.blocks.shrink_to_fit();
        labels.shrink_to_fit();
        if !self.end_of_block() {
            broken = true;
        }
        Some(Block { kind, labels, body, header, span, broken })
    }

    /// Reads behind `{` up to and with `}`.
    fn block_body(&mut self, header: Span) -> (Body, bool) {
        let mut body = Body::default();
        let mut broken = false;
        self.lexer.skip_blank();
        let mut one_line = self.lexer.line_end() == 0 && self.lexer.peek().is_some();
        loop {
            self.lexer.skip_lines();
            if self.is_unclosed(header) {
                return (body, true);
            }
            if self.lexer.take("}") {
                return (body, broken);
            }
            broken |= !self.item(&mut body, one_line);
            one_line &= !broken;
        }
    }

    /// A block ends with its line. What else stands there is reported and skipped; the block stays.
    fn end_of_block(&mut self) -> bool {
        if self.recovery.block_was_cut(self.lexer.position) {
            return true;
        }
        self.lexer.skip_blank();
        if self.lexer.peek().is_none() || self.lexer.line_end() > 0 {
            return true;
        }
        self.fail::<()>("the end of the line behind a block");
        self.recover(self.lexer.position);
        false
    }

    /// Reports names that stand twice in one body, as Terraform does.
    fn report_repeated(&mut self, body: &Body) -> bool {
        let names = body.attributes.iter().map(|attribute| &attribute.name);
        let mut repeated = Vec::new();
        if body.attributes.len() <= FEW {
            for (at, name) in names.enumerate() {
                if body.attributes[..at].iter().any(|other| other.name.text == name.text) {
                    repeated.push(name);
                }
            }
        } else {
            let mut seen = HashSet::with_capacity(body.attributes.len());
            repeated.extend(names.filter(|name| !seen.insert(&*name.text)));
        }
        for name in &repeated {
            let message = format!("argument `{}` is set twice in one block", clipped(&name.text));
            self.report::<()>(Problem::syntax(name.span, message).with_help("remove one of the two"));
        }
        !repeated.is_empty()
    }
}
