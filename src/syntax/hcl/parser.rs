//! Recursive descent over the lexer's tokens: this file has the entry points and what all parts share; bodies,
//! expressions, collections and recovery are files of their own.
//!
//! Inside, `None` means: a problem has been reported, give up up to the next item of the body. Grammar:
//! <https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md>.

mod body;
mod collection;
mod expression;
mod recovery;

use super::lexer::Lexer;
use super::tree::{Block, Body, Expr, ExprKind, Ident};
use crate::source::{Problem, Source, SourceId, Span};
use crate::syntax::{MAX_DEPTH, MAX_NODES, too_many_nodes};
use std::sync::Arc;

/// How many expressions may lie one in another, counting the steps of `a.b.c` and the operators of `a + b + c`,
/// which nest to the left without a bracket. Whoever walks a tree by recursion goes no deeper.
pub const MAX_HEIGHT: usize = 1000;

/// More are not reported: what follows so many errors is mostly their echo.
const MAX_PROBLEMS: usize = 20;

/// Reads a whole file.
pub fn parse_body(source: &Source) -> (Body, Vec<Problem>) {
    let start = if source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut parser = Parser::new(&source.text, start, Place::Exact(source.id));
    let body = parser.file();
    (body, parser.problems)
}

/// Reads one block that fills `span` of `source`: of a long file nothing else is read.
pub fn parse_block(source: &Source, span: Span) -> Option<Arc<Block>> {
    let text = source.text.get(..span.end as usize)?;
    text.get(span.range())?;
    let body = Parser::new(text, span.start as usize, Place::Exact(source.id)).file();
    body.blocks.into_iter().next().filter(|block| block.span == span)
}

/// Reads one expression that fills `span` of `source` (a rule predicate, a `${…}` in Terraform JSON).
pub fn parse_expression(source: &Source, span: Span) -> (Expr, Vec<Problem>) {
    let unreadable = Expr { kind: ExprKind::Unreadable, span };
    if source.text.get(span.range()).is_none() {
        return (unreadable, vec![Problem::syntax(span, "the expression lies outside of its file")]);
    }
    let mut parser =
        Parser::new(&source.text[..span.end as usize], span.start as usize, Place::Exact(source.id));
    parser.lexer.line_end_counts = false;
    let built = parser.expression().and_then(|built| {
        parser.lexer.skip_blank();
        match parser.lexer.peek() {
            None => Some(built),
            Some(_) => parser.fail("the end of the expression"),
        }
    });
    (built.map_or(unreadable, |built| built.expr), parser.problems)
}

/// Where spans point.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// Offsets in the text are offsets in this source.
    Exact(SourceId),
    /// The text was decoded from this span; nothing inside has a place of its own.
    Whole(Span),
}

/// An expression and how many lie one in another in it.
#[derive(Debug)]
pub(super) struct Built {
    pub expr: Expr,
    pub height: usize,
}

/// The state of reading one text.
#[derive(Debug)]
pub(super) struct Parser<'s> {
    pub lexer: Lexer<'s>,
    pub place: Place,
    /// Brackets, blocks, interpolations and directives that are open.
    pub depth: usize,
    pub problems: Vec<Problem>,
    /// Values so far; over the bound nothing more is read.
    nodes: usize,
    recovery: recovery::Recovery,
}

impl<'s> Parser<'s> {
    pub fn new(text: &'s str, position: usize, place: Place) -> Self {
        Parser {
            lexer: Lexer::new(text, position),
            place,
            depth: 0,
            problems: Vec::new(),
            nodes: 0,
            recovery: recovery::Recovery::default(),
        }
    }

    /// The span of a range of the text.
    #[inline]
    pub fn span(&self, start: usize, end: usize) -> Span {
        match self.place {
            Place::Exact(source) => Span::new(source, start, end),
            Place::Whole(span) => span,
        }
    }

    /// The span from `start` to where we are.
    #[inline]
    pub fn span_from(&self, start: usize) -> Span {
        self.span(start, self.lexer.position)
    }

    /// Takes a name.
    #[inline]
    pub fn name(&mut self) -> Option<Ident> {
        let start = self.lexer.position;
        let text = self.lexer.identifier()?;
        Some(Ident { text: text.into(), span: self.span_from(start) })
    }

    /// An expression made of others whose greatest height is `below`.
    #[inline]
    pub fn built(&mut self, kind: ExprKind, span: Span, below: usize) -> Option<Built> {
        if below >= MAX_HEIGHT {
            let message = format!("more than {MAX_HEIGHT} operators, steps or brackets lie one in another");
            return self.report(Problem::limit(span, message).with_help("split the expression with locals"));
        }
        self.count(1, span)?;
        Some(Built { expr: Expr { kind, span }, height: below + 1 })
    }

    /// Counts so many values; over the bound that is reported, and the text ends here.
    #[inline]
    pub fn count(&mut self, nodes: usize, span: Span) -> Option<()> {
        self.nodes += nodes;
        if self.nodes <= MAX_NODES {
            return Some(());
        }
        self.lexer.position = self.lexer.text.len();
        if self.nodes - nodes <= MAX_NODES {
            self.problems.push(too_many_nodes(span));
        }
        None
    }

    /// Goes one bracket deeper, or reports that it is one too many.
    pub fn deeper(&mut self) -> Option<()> {
        if self.depth >= MAX_DEPTH {
            let token = self.lexer.token();
            let span = self.span(token.start, token.end);
            let message = format!("brackets, blocks or templates are nested more than {MAX_DEPTH} deep");
            return self.report(Problem::limit(span, message));
        }
        self.depth += 1;
        Some(())
    }

    /// Reads with line ends as blank, as inside of brackets.
    pub fn across_lines<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let outer = std::mem::replace(&mut self.lexer.line_end_counts, false);
        let result = read(self);
        self.lexer.line_end_counts = outer;
        result
    }

    /// Takes a closing bracket, or reports the open one.
    pub fn close(&mut self, bracket: &str, open: usize, expected: &str) -> Option<()> {
        self.lexer.skip_blank();
        if self.lexer.take(bracket) {
            return Some(());
        }
        if self.lexer.peek().is_none() {
            let opening = self.lexer.text[open..].chars().next().unwrap_or(' ');
            let span = self.span(open, open + opening.len_utf8());
            let message = format!("`{opening}` is not closed, expected `{bracket}`, found {}", self.found());
            return self.report(Problem::syntax(span, message));
        }
        self.fail(expected)
    }

    /// Reports that something else stands here than what was expected.
    pub fn fail<T>(&mut self, expected: &str) -> Option<T> {
        let token = self.lexer.token();
        let span = self.span(token.start, token.end);
        if self.lexer.is_at("/*") {
            return self.report(Problem::syntax(span, "comment is not closed, expected `*/`"));
        }
        let problem = Problem::syntax(span, format!("expected {expected}, found {}", self.found()));
        self.report(match self.lexer.text[token].chars().next() {
            Some('\'' | '\u{201c}' | '\u{201d}') => problem.with_help("write strings in double quotes `\"`"),
            _ => problem,
        })
    }

    /// What stands here, in words.
    fn found(&mut self) -> String {
        match self.lexer.peek() {
            None => "the end of the text".to_owned(),
            Some(_) if self.lexer.line_end() > 0 => "the end of the line".to_owned(),
            Some(b'"') => "a string".to_owned(),
            Some(_) => {
                let token = self.lexer.token();
                format!("`{}`", clipped(&self.lexer.text[token]))
            }
        }
    }

    /// Adds a problem; always `None`, to be returned.
    pub fn report<T>(&mut self, problem: Problem) -> Option<T> {
        if !self.is_full() {
            self.problems.push(problem);
        }
        None
    }

    /// Whether no more problems are taken.
    fn is_full(&self) -> bool {
        self.problems.len() >= MAX_PROBLEMS || self.nodes > MAX_NODES
    }
}

/// A piece of the text short enough for a message.
fn clipped(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
