//! What stands in brackets: calls, tuples, objects, `for` expressions.

use super::expression::shared;
use super::{Built, Parser};
use crate::syntax::hcl::tree::{ExprKind, ForExpr, Ident, ObjectItem};
use std::borrow::Cow;
use std::sync::Arc;

impl Parser<'_> {
    /// Reads on behind the name of a function, at `(` or `::`.
    pub(super) fn call(&mut self, first: &str, start: usize) -> Option<Built> {
        let mut name = Cow::Borrowed(first);
        let mut end = start + first.len();
        while self.lexer.take("::") {
            self.lexer.skip_blank();
            let Some(part) = self.lexer.identifier() else {
                return self.fail("a function's name behind `::`");
            };
            name.to_mut().push_str("::");
            name.to_mut().push_str(part);
            end = self.lexer.position;
            self.lexer.skip_blank();
        }
        let name = Ident { text: name.into(), span: self.span(start, end) };
        let open = self.lexer.position;
        if !self.lexer.take("(") {
            return self.fail("`(` behind a function's name");
        }
        let (arguments, expand_last) = self.across_lines(|parser| parser.arguments(open))?;
        let (arguments, height) = shared(arguments);
        self.built(ExprKind::Call { name, arguments, expand_last }, self.span_from(start), height)
    }

    fn arguments(&mut self, open: usize) -> Option<(Vec<Built>, bool)> {
        let mut arguments = Vec::new();
        loop {
            self.lexer.skip_blank();
            if self.lexer.take(")") {
                return Some((arguments, false));
            }
            if self.lexer.peek().is_none() {
                self.close(")", open, "`)`")?;
            }
            let argument = self.expression()?;
            arguments.push(argument);
            self.lexer.skip_blank();
            if self.lexer.take("...") {
                self.close(")", open, "`)` behind `...`")?;
                return Some((arguments, true));
            }
            if !self.lexer.take(",") {
                self.close(")", open, "`,` or `)` behind an argument")?;
                return Some((arguments, false));
            }
        }
    }

    pub(super) fn tuple(&mut self) -> Option<Built> {
        let start = self.lexer.position;
        self.lexer.position += 1;
        let (kind, height) = self.across_lines(|parser| parser.tuple_content(start))?;
        self.built(kind, self.span_from(start), height)
    }

    fn tuple_content(&mut self, open: usize) -> Option<(ExprKind, usize)> {
        let mut items = Vec::new();
        self.lexer.skip_blank();
        if self.lexer.peek_identifier() == Some("for") {
            return self.for_content(open, "]");
        }
        loop {
            self.lexer.skip_blank();
            if self.lexer.take("]") {
                break;
            }
            if self.lexer.peek().is_none() {
                self.close("]", open, "`]`")?;
            }
            let item = self.expression()?;
            items.push(item);
            self.lexer.skip_blank();
            if !self.lexer.take(",") {
                self.close("]", open, "`,` or `]` behind an item")?;
                break;
            }
        }
        let (items, height) = shared(items);
        Some((ExprKind::Tuple(items), height))
    }

    pub(super) fn object(&mut self) -> Option<Built> {
        let start = self.lexer.position;
        self.lexer.position += 1;
        let outer = std::mem::replace(&mut self.lexer.line_end_counts, true);
        let content = self.object_content(start);
        self.lexer.line_end_counts = outer;
        let (kind, height) = content?;
        self.built(kind, self.span_from(start), height)
    }

    fn object_content(&mut self, open: usize) -> Option<(ExprKind, usize)> {
        let mut items = Vec::new();
        let mut height = 0;
        self.lexer.skip_lines();
        if self.lexer.peek_identifier() == Some("for") {
            return self.across_lines(|parser| parser.for_content(open, "}"));
        }
        loop {
            self.lexer.skip_lines();
            if self.lexer.take("}") {
                break;
            }
            if self.lexer.peek().is_none() {
                self.close("}", open, "`}`")?;
            }
            let mut key = self.expression()?;
            let bare = match &key.expr.kind {
                ExprKind::Variable(name) => Some(Arc::clone(name)),
                ExprKind::Null => Some("null".into()),
                ExprKind::Bool(true) => Some("true".into()),
                ExprKind::Bool(false) => Some("false".into()),
                _ => None,
            };
            if let Some(name) = bare {
                key.expr.kind = ExprKind::String(name);
            }
            self.lexer.skip_blank();
            if !self.lexer.is_at_equals() && (self.lexer.peek() != Some(b':') || self.lexer.is_at("::")) {
                return self.fail("`=` or `:` behind the key of an object");
            }
            self.lexer.position += 1;
            let value = self.expression()?;
            height = height.max(key.height).max(value.height);
            items.push(ObjectItem { key: key.expr, value: value.expr });
            self.lexer.skip_blank();
            if !self.lexer.take(",") && self.lexer.line_end() == 0 {
                self.close("}", open, "`,`, `}` or the end of the line behind a value")?;
                break;
            }
        }
        Some((ExprKind::Object(items.into()), height))
    }

    /// Reads from `for` up to and with the closing bracket.
    fn for_content(&mut self, open: usize, bracket: &str) -> Option<(ExprKind, usize)> {
        let makes_object = bracket == "}";
        let (key_name, value_name, source) = self.for_introduction()?;
        self.lexer.skip_blank();
        if !self.lexer.take(":") {
            return self.fail("`:` behind the collection of `for`");
        }
        let mut value = self.expression()?;
        self.lexer.skip_blank();
        let mut key = None;
        if makes_object {
            if !self.lexer.take("=>") {
                return self.fail("`=>` behind the key of a `for` in braces");
            }
            key = Some(std::mem::replace(&mut value, self.expression()?));
            self.lexer.skip_blank();
        }
        let grouping = makes_object && self.lexer.take("...");
        self.lexer.skip_blank();
        let mut condition = None;
        if self.lexer.peek_identifier() == Some("if") {
            self.lexer.position += "if".len();
            condition = Some(self.expression()?);
        }
        self.close(bracket, open, &format!("`if` or `{bracket}` behind the value of `for`"))?;
        let below = [Some(&source), Some(&value), key.as_ref(), condition.as_ref()];
        let height = below.into_iter().flatten().map(|built| built.height).max().unwrap_or(0);
        let for_expr = ForExpr {
            key_name,
            value_name,
            source: source.expr,
            key: key.map(|built| built.expr),
            value: value.expr,
            grouping,
            condition: condition.map(|built| built.expr),
        };
        Some((ExprKind::For(for_expr.into()), height))
    }

    /// `for name in source` and `for key, value in source`, of expressions and of templates.
    pub fn for_introduction(&mut self) -> Option<(Option<Ident>, Ident, Built)> {
        self.lexer.position += "for".len();
        let mut key_name = None;
        let mut value_name = self.bound_name()?;
        self.lexer.skip_blank();
        if self.lexer.take(",") {
            key_name = Some(std::mem::replace(&mut value_name, self.bound_name()?));
            self.lexer.skip_blank();
        }
        if self.lexer.peek_identifier() != Some("in") {
            return self.fail("`in` behind the names of `for`");
        }
        self.lexer.position += "in".len();
        let source = self.expression()?;
        Some((key_name, value_name, source))
    }

    fn bound_name(&mut self) -> Option<Ident> {
        self.lexer.skip_blank();
        match self.name() {
            Some(name) => Some(name),
            None => self.fail("a name behind `for`"),
        }
    }
}
