//! Expressions: operators, terms, and the steps behind a term. Chains are read in loops, so that only brackets
//! cost stack.

use super::{Built, Parser};
use crate::source::Problem;
use crate::syntax::hcl::lexer::precedence;
use crate::syntax::hcl::tree::{BinaryOperator, Expr, ExprKind, UnaryOperator};
use std::sync::Arc;

impl Parser<'_> {
    /// An expression and nothing behind it; blank before it is skipped.
    pub fn expression(&mut self) -> Option<Built> {
        self.deeper()?;
        let built = self.conditional();
        self.depth -= 1;
        built
    }

    fn conditional(&mut self) -> Option<Built> {
        let mut last = self.operation()?;
        let mut arms = Vec::new();
        while self.lexer.take("?") {
            let then = self.expression()?;
            self.lexer.skip_blank();
            if !self.lexer.take(":") {
                return self.fail("`:` of the conditional");
            }
            let condition = std::mem::replace(&mut last, self.operation()?);
            arms.push((condition, then));
        }
        for (condition, then) in arms.into_iter().rev() {
            let span = condition.expr.span.to(last.expr.span);
            let height = condition.height.max(then.height).max(last.height);
            let kind = ExprKind::Conditional(condition.expr.into(), then.expr.into(), last.expr.into());
            last = self.built(kind, span, height)?;
        }
        Some(last)
    }

    /// Operands joined by binary operators; skips the blank behind.
    fn operation(&mut self) -> Option<Built> {
        let first = self.operand()?;
        if self.lexer.binary_operator().is_none() {
            return Some(first);
        }
        let mut operands = vec![first];
        let mut pending: Vec<BinaryOperator> = Vec::new();
        loop {
            let next = self.lexer.binary_operator();
            while let Some(last) = pending
                .pop_if(|operator| next.is_none_or(|(next, _)| precedence(*operator) >= precedence(next)))
            {
                let (right, left) = (operands.pop()?, operands.pop()?);
                let span = left.expr.span.to(right.expr.span);
                let kind = ExprKind::Binary(last, left.expr.into(), right.expr.into());
                operands.push(self.built(kind, span, left.height.max(right.height))?);
            }
            let Some((operator, length)) = next else { return operands.pop() };
            self.lexer.position += length;
            pending.push(operator);
            let operand = self.operand()?;
            operands.push(operand);
        }
    }

    /// A term with its signs before and its steps behind; skips the blank behind.
    fn operand(&mut self) -> Option<Built> {
        self.lexer.skip_blank();
        let mut signs = Vec::new();
        loop {
            let sign = match self.lexer.peek() {
                Some(b'!') if self.lexer.peek_at(1) != Some(b'=') => UnaryOperator::Not,
                Some(b'-') => UnaryOperator::Negate,
                _ => break,
            };
            signs.push((sign, self.lexer.position));
            self.lexer.position += 1;
            self.lexer.skip_blank();
        }
        let term = self.term()?;
        let mut built = self.steps(term)?;
        for (sign, start) in signs.into_iter().rev() {
            let span = self.span(start, start + 1).to(built.expr.span);
            built = self.built(ExprKind::Unary(sign, built.expr.into()), span, built.height)?;
        }
        Some(built)
    }

    fn term(&mut self) -> Option<Built> {
        let start = self.lexer.position;
        match self.lexer.peek() {
            Some(b'"') => self.quoted(),
            Some(b'(') => self.parenthesis(),
            Some(b'[') => self.tuple(),
            Some(b'{') => self.object(),
            Some(b'<') if self.lexer.is_at("<<") => self.heredoc(),
            Some(b'0'..=b'9') => {
                let number = self.lexer.number();
                self.number(number, start)
            }
            _ => self.name_or_call(),
        }
    }

    fn parenthesis(&mut self) -> Option<Built> {
        let start = self.lexer.position;
        self.lexer.position += 1;
        let inner = self.across_lines(|parser| {
            let inner = parser.expression()?;
            parser.close(")", start, "`)`")?;
            Some(inner)
        })?;
        self.built(ExprKind::Parenthesis(inner.expr.into()), self.span_from(start), inner.height)
    }

    fn number(&mut self, text: &str, start: usize) -> Option<Built> {
        let span = self.span(start, start + text.len());
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, ""));
        if mantissa.matches('.').count() > 1 || exponent.contains(['.', 'e', 'E']) {
            return self.report(Problem::syntax(span, format!("`{}` is not a number", super::clipped(text))));
        }
        self.built(ExprKind::Number(text.into()), span, 0)
    }

    fn name_or_call(&mut self) -> Option<Built> {
        let start = self.lexer.position;
        let Some(name) = self.lexer.identifier() else { return self.fail("an expression") };
        let span = self.span_from(start);
        self.lexer.skip_blank();
        if self.lexer.peek() == Some(b'(') || self.lexer.is_at("::") {
            return self.call(name, start);
        }
        let kind = match name {
            "null" => ExprKind::Null,
            "true" => ExprKind::Bool(true),
            "false" => ExprKind::Bool(false),
            _ => ExprKind::Variable(name.into()),
        };
        self.built(kind, span, 0)
    }

    /// `.name`, `[key]`, `.0`, `[*]`, `.*` as often as they come; skips the blank behind.
    fn steps(&mut self, mut built: Built) -> Option<Built> {
        loop {
            self.lexer.skip_blank();
            built = match self.lexer.peek() {
                Some(b'.') if !self.lexer.is_at("...") => self.dot(built)?,
                Some(b'[') => self.bracket(built)?,
                _ => return Some(built),
            };
        }
    }

    fn dot(&mut self, source: Built) -> Option<Built> {
        let start = self.lexer.position;
        self.lexer.position += 1;
        self.lexer.skip_blank();
        match self.lexer.peek() {
            Some(b'0'..=b'9') => {
                let index = self.lexer.token();
                if self.lexer.text[index.clone()].contains('.') {
                    let message = "two legacy indexes cannot follow one another";
                    let problem = Problem::syntax(self.span(index.start, index.end), message);
                    return self.report(problem.with_help("write them in brackets: `[0][1]`"));
                }
                self.legacy_indexes(source)
            }
            Some(b'*') => {
                self.lexer.position += 1;
                let item = self.splat_item(start)?;
                let each = self.attribute_steps(item)?;
                self.splat(source, each, false)
            }
            _ => self.attribute_step(source),
        }
    }

    fn attribute_step(&mut self, source: Built) -> Option<Built> {
        let Some(name) = self.name() else { return self.fail("a name behind `.`") };
        let span = source.expr.span.to(name.span);
        self.built(ExprKind::Attribute(source.expr.into(), name), span, source.height)
    }

    /// `a.0`, and in an attribute-only splat `0.1`, which the scanner takes for a number with a fraction.
    fn legacy_indexes(&mut self, mut source: Built) -> Option<Built> {
        let mut start = self.lexer.position;
        for index in self.lexer.number().split('.') {
            let key = self.number(index, start)?;
            start += index.len() + 1;
            let span = source.expr.span.to(key.expr.span);
            source = self.built(ExprKind::Index(source.expr.into(), key.expr.into()), span, source.height)?;
        }
        Some(source)
    }

    /// What an attribute-only splat takes: names and legacy indexes.
    fn attribute_steps(&mut self, mut each: Built) -> Option<Built> {
        loop {
            self.lexer.skip_blank();
            if self.lexer.peek() != Some(b'.') || self.lexer.is_at("...") {
                return Some(each);
            }
            self.lexer.position += 1;
            self.lexer.skip_blank();
            each = match self.lexer.peek() {
                Some(b'0'..=b'9') => self.legacy_indexes(each)?,
                _ => self.attribute_step(each)?,
            };
        }
    }

    fn bracket(&mut self, source: Built) -> Option<Built> {
        let start = self.lexer.position;
        self.lexer.position += 1;
        self.lexer.skip_blank();
        if self.lexer.take("*") {
            self.close("]", start, "`]` behind `[*`")?;
            let item = self.splat_item(start)?;
            self.deeper()?;
            let each = self.steps(item)?;
            self.depth -= 1;
            return self.splat(source, each, true);
        }
        let key = self.across_lines(|parser| {
            let key = parser.expression()?;
            parser.close("]", start, "`]` behind the index")?;
            Some(key)
        })?;
        let span = source.expr.span.to(self.span_from(start));
        let height = source.height.max(key.height);
        self.built(ExprKind::Index(source.expr.into(), key.expr.into()), span, height)
    }

    fn splat_item(&mut self, start: usize) -> Option<Built> {
        self.built(ExprKind::SplatItem, self.span_from(start), 0)
    }

    fn splat(&mut self, source: Built, each: Built, full: bool) -> Option<Built> {
        let span = source.expr.span.to(each.expr.span);
        let height = source.height.max(each.height);
        let kind = ExprKind::Splat { source: source.expr.into(), each: each.expr.into(), full };
        self.built(kind, span, height)
    }
}

/// The expressions of a list, and the height of the highest.
pub(super) fn shared(list: Vec<Built>) -> (Arc<[Expr]>, usize) {
    let height = list.iter().map(|built| built.height).max().unwrap_or(0);
    (list.into_iter().map(|built| built.expr).collect(), height)
}
