//! ARNs against ARN patterns: a wildcard stays within its part (`ArnLike`, `ArnEquals`).

use super::evaluate::Extent;
use super::matching::{Outcome, relation};
use super::pattern::{Pattern, Token};
use crate::value::Cause;

const PARTS: usize = 6;

/// Whether the ARN is one of the pattern's, part by part:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
pub(super) fn matches(pattern: &Pattern, arn: &Pattern) -> Outcome {
    match (parts(&pattern.tokens), parts(&arn.tokens)) {
        (Some(patterns), Some(parts)) => {
            let pairs = patterns.iter().zip(&parts);
            pairs.fold(Outcome::Yes, |so_far, (pattern, part)| match so_far {
                Outcome::No => Outcome::No,
                _ => so_far.and(relation(pattern, part, Extent::All)),
            })
        }
        _ => match relation(pattern, arn, Extent::All) {
            Outcome::Yes if identical(pattern, arn) => Outcome::Yes,
            // AWS does not say what becomes of a pattern that has fewer parts
            Outcome::Yes => Outcome::Unknown(Cause::bound("the parts of an ARN").into()),
            other => other,
        },
    }
}

/// The six parts; `None` where there are fewer, or where unknown text may hide a colon.
pub(super) fn parts(tokens: &[Token]) -> Option<Vec<Pattern>> {
    let mut parts = vec![Pattern::default()];
    for token in tokens {
        match token {
            Token::Char(':') if parts.len() < PARTS => parts.push(Pattern::default()),
            Token::Symbol(symbol) if parts.len() < PARTS && symbol.may_be_anything() => return None,
            other => parts.last_mut()?.tokens.push(other.clone()),
        }
    }
    (parts.len() == PARTS).then_some(parts)
}

fn identical(a: &Pattern, b: &Pattern) -> bool {
    a.tokens.len() == b.tokens.len()
        && a.tokens.iter().zip(&b.tokens).all(|pair| match pair {
            (Token::Char(a), Token::Char(b)) => a == b,
            (Token::Symbol(a), Token::Symbol(b)) => a.same(b),
            _ => false,
        })
}
