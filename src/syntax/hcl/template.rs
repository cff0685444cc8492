//! Templates: quoted strings, heredocs, template files, strings of Terraform JSON.
//!
//! A template is first read as a flat list of pieces, on which trim markers and unindentation work; then
//! directives are matched with their ends.

use super::heredoc::sequence_start;
use super::parser::{Built, Parser, Place};
use super::tree::{Expr, ExprKind, Ident, TemplatePart};
use crate::source::{Problem, Source, Span};
use crate::syntax::MAX_DEPTH;
use std::borrow::Cow;

/// Reads the text of `span` as a bare template (no quotes, no backslash escapes): a file given to
/// `templatefile`, a string value of Terraform JSON. `text` is that text after the host format's unescaping; where
/// it differs from the source's own text, inner spans are the whole `span`.
pub fn parse_template(source: &Source, span: Span, text: &str) -> (Expr, Vec<Problem>) {
    let exact = source.text.get(span.range()) == Some(text);
    let mut parser = match exact {
        true => {
            let text = &source.text[..span.end as usize];
            Parser::new(text, span.start as usize, Place::Exact(source.id))
        }
        false => Parser::new(text, 0, Place::Whole(span)),
    };
    let built = parser.bare_template();
    let unreadable = Expr { kind: ExprKind::Unreadable, span };
    (built.map_or(unreadable, |built| built.expr), parser.problems)
}

/// The pieces of a template in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Pieces<'s> {
    pub list: Vec<Piece<'s>>,
    /// `~}` was read: the literal that follows at once loses its leading space.
    trim_next: bool,
}

#[derive(Debug)]
pub(super) enum Piece<'s> {
    Literal(Literal<'s>),
    Interpolation(Built),
    Directive(Directive, Span),
}

/// Text, and the range it was written in. It is a slice of the source where nothing in it was escaped.
#[derive(Debug)]
pub(super) struct Literal<'s> {
    pub text: Cow<'s, str>,
    pub start: usize,
    pub end: usize,
}

#[derive(Debug)]
pub(super) enum Directive {
    If(Built),
    Else,
    EndIf,
    For(Option<Ident>, Ident, Built),
    EndFor,
}

impl<'s> Pieces<'s> {
    /// Adds text; an empty one is left out unless a trim marker made it so.
    pub fn literal(&mut self, text: Cow<'s, str>, start: usize, end: usize) {
        if text.is_empty() {
            return;
        }
        let mut literal = Literal { text, start, end };
        if std::mem::take(&mut self.trim_next) {
            let length = literal.text.len() - literal.text.trim_start().len();
            literal.start += length;
            literal.text = match literal.text {
                Cow::Borrowed(text) => Cow::Borrowed(&text[length..]),
                Cow::Owned(text) => Cow::Owned(text[length..].to_owned()),
            };
        }
        self.list.push(Piece::Literal(literal));
    }

    /// Takes the trailing space of the literal just before, for `${~`.
    fn trim_last(&mut self) {
        let Some(Piece::Literal(literal)) = self.list.last_mut() else { return };
        let length = literal.text.trim_end().len();
        literal.end -= literal.text.len() - length;
        match &mut literal.text {
            Cow::Borrowed(text) => *text = &text[..length],
            Cow::Owned(text) => text.truncate(length),
        }
    }
}

impl<'s> Parser<'s> {
    fn bare_template(&mut self) -> Option<Built> {
        let start = self.lexer.position;
        let mut pieces = Pieces::default();
        loop {
            let (text, at) = (self.lexer.text, self.lexer.position);
            let stop = sequence_start(&text.as_bytes()[at..]).map_or(text.len(), |length| at + length);
            // trim markers work on the line that they stand on
            let run = &text.as_bytes()[at..stop];
            let first = memchr::memchr(b'\n', run).map_or(stop, |length| at + length + 1);
            let last = memchr::memrchr(b'\n', run).map_or(first, |length| at + length + 1);
            for (from, to) in [(at, first), (first, last), (last, stop)] {
                pieces.literal(unescaped(&text[from..to]), from, to);
            }
            self.lexer.position = stop;
            if stop == text.len() {
                return self.assemble(pieces, start);
            }
            self.sequence(&mut pieces)?;
        }
    }

    /// Reads `${…}` or `%{…}`.
    pub(super) fn sequence(&mut self, pieces: &mut Pieces<'s>) -> Option<()> {
        let start = self.lexer.position;
        let is_directive = self.lexer.peek() == Some(b'%');
        self.lexer.position += 2;
        if self.lexer.take("~") {
            pieces.trim_last();
        }
        let directive = self.across_lines(|parser| {
            let read = match is_directive {
                true => Err(parser.directive()?),
                false => Ok(parser.expression()?),
            };
            parser.lexer.skip_blank();
            pieces.trim_next = parser.lexer.take("~");
            parser.close("}", start, "`}` at the end of the interpolation")?;
            Some(read)
        })?;
        pieces.list.push(match directive {
            Ok(expression) => Piece::Interpolation(expression),
            Err(directive) => Piece::Directive(directive, self.span_from(start)),
        });
        Some(())
    }

    fn directive(&mut self) -> Option<Directive> {
        self.lexer.skip_blank();
        let keyword = self.lexer.peek_identifier().unwrap_or_default();
        let simple = match keyword {
            "for" => {
                let (key_name, value_name, source) = self.for_introduction()?;
                return Some(Directive::For(key_name, value_name, source));
            }
            "if" => {
                self.lexer.position += keyword.len();
                return self.expression().map(Directive::If);
            }
            "else" => Directive::Else,
            "endif" => Directive::EndIf,
            "endfor" => Directive::EndFor,
            _ => return self.fail("`if`, `else`, `endif`, `for` or `endfor` behind `%{`"),
        };
        self.lexer.position += keyword.len();
        Some(simple)
    }

    /// Makes the expression of a template that started at `start` and ends here.
    pub(super) fn assemble(&mut self, mut pieces: Pieces<'s>, start: usize) -> Option<Built> {
        let span = self.span_from(start);
        if let [Piece::Interpolation(_)] = &pieces.list[..]
            && let Some(Piece::Interpolation(inner)) = pieces.list.pop()
        {
            return self.built(ExprKind::Wrapped(inner.expr.into()), span, inner.height);
        }
        let pieces = merged(pieces.list, self.lexer.text);
        match &pieces[..] {
            [] => return self.built(ExprKind::String("".into()), span, 0),
            [Piece::Literal(literal)] => {
                return self.built(ExprKind::String((&*literal.text).into()), span, 0);
            }
            _ => {}
        }
        let (parts, height) = self.structured(pieces)?;
        self.built(ExprKind::Template(parts.into()), span, height)
    }

    /// Matches directives with their ends.
    fn structured(&mut self, pieces: Vec<Piece<'s>>) -> Option<(Vec<TemplatePart>, usize)> {
        let mut open: Vec<Open> = Vec::new();
        let mut parts = Vec::new();
        let mut height = 0;
        for piece in pieces {
            let (directive, span) = match piece {
                Piece::Literal(literal) => {
                    let span = self.span(literal.start, literal.end);
                    parts.push(TemplatePart::Literal(literal.text.into(), span));
                    continue;
                }
                Piece::Interpolation(inner) => {
                    height = height.max(inner.height + open.len());
                    parts.push(TemplatePart::Interpolation(inner.expr));
                    continue;
                }
                Piece::Directive(directive, span) => (directive, span),
            };
            if let Directive::If(inner) | Directive::For(_, _, inner) = &directive {
                if self.depth + open.len() >= MAX_DEPTH {
                    let message = format!("template directives are nested more than {MAX_DEPTH} deep");
                    return self.report(Problem::limit(span, message));
                }
                height = height.max(inner.height + open.len() + 1);
                open.push(Open { directive, span, outer: std::mem::take(&mut parts), then: None });
                continue;
            }
            if let Err(message) = continued(&mut open, &mut parts, &directive, span) {
                return self.report(Problem::syntax(span, message));
            }
        }
        match open.pop() {
            None => Some((parts, height)),
            Some(Open { directive: Directive::If(_), span, .. }) => {
                self.report(Problem::syntax(span, "`%{ if }` is not closed, expected `%{ endif }`"))
            }
            Some(Open { span, .. }) => {
                self.report(Problem::syntax(span, "`%{ for }` is not closed, expected `%{ endfor }`"))
            }
        }
    }
}

/// A directive that waits for its end.
struct Open {
    directive: Directive,
    span: Span,
    /// The parts before it.
    outer: Vec<TemplatePart>,
    /// The parts of `if` before `else`.
    then: Option<Vec<TemplatePart>>,
}

/// Reads `else`, `endif` or `endfor`: `parts` is what stood between, and becomes what is read into next.
fn continued(
    open: &mut Vec<Open>,
    parts: &mut Vec<TemplatePart>,
    directive: &Directive,
    span: Span,
) -> Result<(), &'static str> {
    if let Directive::Else = directive {
        return match open.last_mut() {
            Some(Open { directive: Directive::If(_), then: then @ None, .. }) => {
                *then = Some(std::mem::take(parts));
                Ok(())
            }
            _ => Err("`%{ else }` without an `%{ if }`"),
        };
    }
    let whole = |start: Span| start.to(span);
    match (directive, open.pop()) {
        (Directive::EndIf, Some(Open { directive: Directive::If(condition), span, outer, then })) => {
            let last = std::mem::replace(parts, outer);
            let (then, otherwise) = match then {
                Some(then) => (then, last),
                None => (last, Vec::new()),
            };
            parts.push(TemplatePart::If {
                condition: condition.expr,
                then: then.into(),
                otherwise: otherwise.into(),
                span: whole(span),
            });
            Ok(())
        }
        (
            Directive::EndFor,
            Some(Open { directive: Directive::For(key_name, value_name, source), span, outer, .. }),
        ) => {
            let inner = std::mem::replace(parts, outer).into();
            let (source, span) = (source.expr, whole(span));
            parts.push(TemplatePart::For { key_name, value_name, source, parts: inner, span });
            Ok(())
        }
        (Directive::EndIf, _) => Err("`%{ endif }` without an `%{ if }`"),
        _ => Err("`%{ endfor }` without a `%{ for }`"),
    }
}

/// Joins literals that stand side by side; neighbours in the text stay one slice.
fn merged<'s>(pieces: Vec<Piece<'s>>, text: &'s str) -> Vec<Piece<'s>> {
    let mut merged: Vec<Piece<'s>> = Vec::with_capacity(pieces.len().min(16));
    for piece in pieces {
        let Piece::Literal(next) = piece else {
            merged.push(piece);
            continue;
        };
        if next.text.is_empty() {
            continue;
        }
        let Some(Piece::Literal(last)) = merged.last_mut() else {
            merged.push(Piece::Literal(next));
            continue;
        };
        match (&mut last.text, &next.text) {
            (Cow::Borrowed(slice), Cow::Borrowed(_)) if last.end == next.start => {
                *slice = &text[last.start..next.end];
            }
            (last, next) => last.to_mut().push_str(next),
        }
        last.end = next.end;
    }
    merged
}

/// The length of `$${` or `%%{` if one starts here.
#[inline]
pub(super) fn escaped_marker(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'$', b'$', b'{', ..] | [b'%', b'%', b'{', ..] => Some(3),
        _ => None,
    }
}

/// The text with `$${` and `%%{` as `${` and `%{`; a slice where there are none.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut decoded = String::new();
    let mut copied = 0;
    for at in memchr::memchr2_iter(b'$', b'%', bytes) {
        if at >= copied && escaped_marker(&bytes[at..]).is_some() {
            decoded.push_str(&text[copied..=at]);
            copied = at + 2;
        }
    }
    if decoded.is_empty() {
        return Cow::Borrowed(text);
    }
    decoded.push_str(&text[copied..]);
    Cow::Owned(decoded)
}
