//! Whether a pattern covers or meets another one, over texts of which parts are unknown.
//!
//! Both are small automata; their product is walked row by row, so time is the product of the lengths and memory one
//! row. Walked twice: once with unknown parts as opaque letters (what holds then, holds whatever they are), once with
//! each unknown part as any text of its class (what fails then, fails whatever they are).

use super::evaluate::Extent;
use super::pattern::{Class, Pattern, Token};
use crate::value::{Cause, Type, Unknown, Value};

/// Most steps of one comparison.
const MAX_STEPS: usize = 40_000_000;

/// A three-valued answer about texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Yes,
    No,
    Unknown(Why),
}

/// Why an answer is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Why {
    pub cause: Cause,
    /// What else would have to be known.
    pub others: Vec<Cause>,
}

impl From<Cause> for Why {
    fn from(cause: Cause) -> Self {
        Why { cause, others: Vec::new() }
    }
}

impl Why {
    /// Both.
    pub fn and(mut self, other: Why) -> Why {
        self.others.push(other.cause);
        self.others.extend(other.others);
        self
    }
}

impl Outcome {
    pub fn of(holds: bool) -> Self {
        if holds { Outcome::Yes } else { Outcome::No }
    }

    pub fn value(self) -> Value {
        match self {
            Outcome::Yes => Value::bool(true),
            Outcome::No => Value::bool(false),
            Outcome::Unknown(Why { cause, others }) => {
                let mut unknown = Unknown::because(cause).blocked_by(&others).of_type(Type::Bool);
                unknown.not_null = true;
                unknown.value()
            }
        }
    }

    /// Both hold.
    pub fn and(self, other: Outcome) -> Outcome {
        match (self, other) {
            (Outcome::No, _) | (_, Outcome::No) => Outcome::No,
            (Outcome::Yes, it) | (it, Outcome::Yes) => it,
            (Outcome::Unknown(a), Outcome::Unknown(b)) => Outcome::Unknown(a.and(b)),
        }
    }
}

/// Whether `pattern` matches all texts that `needed` stands for ([`Extent::All`]), or at least one of them.
pub(super) fn relation(pattern: &Pattern, needed: &Pattern, extent: Extent) -> Outcome {
    let (pattern, needed) = stripped(&pattern.tokens, &needed.tokens);
    let steps = (pattern.len() + 1).saturating_mul(needed.len() + 1);
    if steps > MAX_STEPS {
        return Outcome::Unknown(Cause::bound("the length of patterns").into());
    }
    if differs_at_once(pattern, needed) {
        return Outcome::No;
    }
    if let ([Token::Symbol(a)], [Token::Symbol(b)]) = (pattern, needed)
        && a.is_another(b)
    {
        return Outcome::No;
    }
    let needed: Vec<Token> = match extent {
        Extent::All => needed.to_vec(),
        Extent::Some => needed.iter().map(as_choice).collect(),
    };
    if reaches(pattern, &needed, false) {
        return Outcome::Yes;
    }
    let (wide_pattern, wide_needed) = (widened(pattern), widened(&needed));
    // `?` may take part of what `*` in the needed text stands for
    let loose = pattern.iter().any(|token| matches!(token, Token::AnyOne))
        && needed.iter().any(|token| matches!(token, Token::AnyMany));
    if !reaches(&wide_pattern, &wide_needed, loose) {
        return Outcome::No;
    }
    if needed.iter().any(|token| matches!(token, Token::AnyMany)) {
        let endless = |token: &Token| matches!(token, Token::AnyMany | Token::Many(_));
        let shortest: Vec<Token> =
            wide_needed.iter().filter(|token| !matches!(token, Token::AnyMany)).cloned().collect();
        if !wide_pattern.iter().any(endless) || !reaches(&wide_pattern, &shortest, false) {
            return Outcome::No;
        }
    }
    Outcome::Unknown(why(pattern, &needed))
}

/// Both without what they share at the ends: no text there decides anything.
fn stripped<'a>(mut a: &'a [Token], mut b: &'a [Token]) -> (&'a [Token], &'a [Token]) {
    let same = |a: &Token, b: &Token| match (a, b) {
        (Token::Char(a), Token::Char(b)) => a == b,
        (Token::Symbol(a), Token::Symbol(b)) => a.same(b),
        _ => false,
    };
    while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b)
        && same(x, y)
    {
        (a, b) = (rest_a, rest_b);
    }
    while let ([rest_a @ .., x], [rest_b @ .., y]) = (a, b)
        && same(x, y)
    {
        (a, b) = (rest_a, rest_b);
    }
    (a, b)
}

fn differs_at_once(a: &[Token], b: &[Token]) -> bool {
    let differ = |a: Option<&Token>, b: Option<&Token>| match (a, b) {
        (Some(Token::Char(a)), Some(Token::Char(b))) => a != b,
        (Some(Token::Char(_)), None) | (None, Some(Token::Char(_))) => true,
        _ => false,
    };
    differ(a.first(), b.first()) || differ(a.last(), b.last())
}

/// A wildcard of a needed text of which any one instance will do.
fn as_choice(token: &Token) -> Token {
    match token {
        Token::AnyMany => Token::Many(Class::Any),
        Token::AnyOne => Token::One(Class::Any),
        other => other.clone(),
    }
}

fn widened(tokens: &[Token]) -> Vec<Token> {
    let mut wide = Vec::with_capacity(tokens.len());
    for token in tokens {
        match token {
            Token::Symbol(symbol) => symbol.shape(&mut wide),
            other => wide.push(other.clone()),
        }
    }
    wide
}

/// Whether the end of both is reached: rows are places in the pattern, columns places in the needed text.
fn reaches(pattern: &[Token], needed: &[Token], loose: bool) -> bool {
    let width = needed.len();
    let mut row = vec![false; width + 1];
    row[0] = true;
    for at in 0..=pattern.len() {
        let token = pattern.get(at);
        let mut next = vec![false; width + 1];
        let mut alive = false;
        for column in 0..=width {
            if !row[column] {
                continue;
            }
            let other = needed.get(column);
            if let Some(other) = other
                && (skips(other, loose) || token.is_some_and(|token| swallows(token, other)))
            {
                row[column + 1] = true;
            }
            let Some(token) = token else { continue };
            if matches!(token, Token::AnyMany | Token::Many(_))
                || other.is_some_and(|other| is_taken_by(token, other, loose))
            {
                next[column] = true;
                alive = true;
            }
            if other.is_some_and(|other| meets(token, other)) {
                next[column + 1] = true;
                alive = true;
            }
        }
        if token.is_none() {
            return row[width];
        }
        if !alive {
            return false;
        }
        row = next;
    }
    false
}

/// Whether a token of the needed text may stand for no more text.
fn skips(needed: &Token, loose: bool) -> bool {
    matches!(needed, Token::Many(_)) || (loose && matches!(needed, Token::AnyMany))
}

/// Whether a token of the pattern takes a whole token of the needed text and goes on.
fn swallows(pattern: &Token, needed: &Token) -> bool {
    match (pattern, needed) {
        (_, Token::Never) => false,
        (Token::AnyMany, _) | (Token::Many(_), Token::Many(_)) => true,
        (Token::Many(class), Token::Char(c)) => class.has(*c),
        (Token::Many(_), Token::One(_)) => true,
        // an unknown text of a policy may hold wildcards itself
        (Token::Many(class), Token::AnyOne | Token::AnyMany) => *class == Class::Any,
        _ => false,
    }
}

/// Whether a repeating token of the needed text gives one token's text to the pattern and goes on.
fn is_taken_by(pattern: &Token, needed: &Token, loose: bool) -> bool {
    match (pattern, needed) {
        (Token::Char(c), Token::Many(class)) => class.has(*c),
        (Token::One(_) | Token::AnyOne, Token::Many(_)) => true,
        (Token::Symbol(_), Token::Many(class)) => *class == Class::Any,
        (Token::AnyOne, Token::AnyMany) => loose,
        _ => false,
    }
}

fn meets(pattern: &Token, needed: &Token) -> bool {
    match (pattern, needed) {
        (Token::Char(a), Token::Char(b)) => a == b,
        (Token::Char(c), Token::One(class)) | (Token::One(class), Token::Char(c)) => class.has(*c),
        (Token::One(_), Token::One(_)) => true,
        (Token::AnyOne, Token::Char(_) | Token::One(_) | Token::AnyOne) => true,
        (Token::Symbol(a), Token::Symbol(b)) => a.same(b),
        _ => false,
    }
}

/// The unknown part that hides the answer: one that only one side has, before one that both have.
fn why(pattern: &[Token], needed: &[Token]) -> Why {
    let symbols = |tokens: &'_ [Token]| -> Vec<super::pattern::Symbol> {
        let symbols = tokens.iter().filter_map(|token| match token {
            Token::Symbol(symbol) => Some(symbol.clone()),
            _ => None,
        });
        symbols.take(16).collect()
    };
    let (a, b) = (symbols(pattern), symbols(needed));
    let alone = |list: &[super::pattern::Symbol], others: &[super::pattern::Symbol]| -> Vec<Cause> {
        let alone = list.iter().filter(|symbol| !others.iter().any(|other| symbol.same(other)));
        alone.map(|symbol| symbol.cause.clone()).collect()
    };
    let mut causes = alone(&a, &b).into_iter().chain(alone(&b, &a));
    if let Some(cause) = causes.next() {
        return Why { cause, others: causes.collect() };
    }
    let first = a.first().or(b.first()).map(|symbol| symbol.cause.clone());
    first.unwrap_or_else(|| Cause::bound("overlapping wildcards")).into()
}
