//! Texts with wildcards and unknown parts, as tokens that can be compared.

use super::context::{Context, ContextValue};
use crate::value::{
    Alphabet, Cause, CauseKind, Data, Letters, Reference, TextPart, Unknown, Value, to_string,
};
use std::sync::Arc;

/// A text as tokens.
#[derive(Clone, Debug, Default)]
pub(super) struct Pattern {
    pub tokens: Vec<Token>,
}

/// A piece of a text.
#[derive(Clone, Debug)]
pub(super) enum Token {
    /// That character.
    Char(char),
    /// `?`
    AnyOne,
    /// `*`
    AnyMany,
    /// Text that is not known, the same wherever the same symbol stands.
    Symbol(Symbol),
    /// One character of that class, not known which.
    One(Class),
    /// Any number of characters of that class, not known which.
    Many(Class),
    /// Nothing matches (a policy variable without a value).
    Never,
}

/// What an unknown text may consist of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Digit,
    /// Small letters, digits and `-`: a region, an organization id.
    Name,
    /// Characters of a set: no wildcard, nothing that parts an ARN.
    Of(Alphabet),
    Any,
}

/// The name of an unknown text.
#[derive(Clone, Debug)]
pub(super) struct Symbol {
    identity: Option<Arc<str>>,
    reference: Option<Reference>,
    pub cause: Cause,
    class: Class,
}

impl Class {
    pub fn has(self, c: char) -> bool {
        match self {
            Class::Digit => c.is_ascii_digit(),
            Class::Name => c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-',
            Class::Of(alphabet) => alphabet.has(c),
            Class::Any => true,
        }
    }
}

impl Symbol {
    pub fn same(&self, other: &Symbol) -> bool {
        (self.identity.is_some() && self.identity == other.identity)
            || (self.reference.is_some() && self.reference == other.reference)
    }

    /// Whether they are the ARNs of two resources of one kind: no two have the same.
    pub fn is_another(&self, other: &Symbol) -> bool {
        let (Some(a), Some(b)) = (&self.reference, &other.reference) else { return false };
        let arns = a.attribute == b.attribute && a.attribute.eq_ignore_ascii_case("arn");
        arns && a.address != b.address && made_here(a).is_some_and(|kind| made_here(b) == Some(kind))
    }

    fn unnamed(cause: Cause) -> Self {
        Symbol { identity: None, reference: None, cause, class: Class::Any }
    }

    /// Whether the text may hold `:` or `/`.
    pub fn may_be_anything(&self) -> bool {
        self.class == Class::Any
    }

    /// The tokens of a text that may be this one's.
    pub fn shape(&self, tokens: &mut Vec<Token>) {
        match self.class {
            // an account id has twelve digits
            Class::Digit => tokens.extend(std::iter::repeat_n(Token::One(Class::Digit), 12)),
            class => tokens.push(Token::Many(class)),
        }
    }
}

/// The kind of a resource that these files make one of, as far as its address says it: `aws_kms_key` of
/// `module.m.aws_kms_key.k[0]`, nothing of a logical id. None for what is read by a data source or may be several.
fn made_here(reference: &Reference) -> Option<&str> {
    let address = &*reference.address;
    let (path, last) = address.split_once('[').map_or((address, ""), |(path, key)| (path, key));
    if address.contains("[*]") || address.starts_with("data.") || path.contains(".data.") {
        return None;
    }
    // an instance of a module: what is behind its key is not taken apart
    if last.contains('.') {
        return None;
    }
    Some(path.rsplit('.').nth(1).unwrap_or(""))
}

/// How a text is read.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    /// Whether `*` and `?` are wildcards.
    pub wildcards: bool,
    /// Whether letters count without case.
    pub fold: bool,
    /// The request whose keys policy variables stand for, where the text may have variables.
    pub variables: Option<&'a Context>,
}

impl Reading<'_> {
    /// As it stands.
    pub const EXACT: Reading<'static> = Reading { wildcards: false, fold: false, variables: None };
    /// With wildcards.
    pub const WILD: Reading<'static> = Reading { wildcards: true, fold: false, variables: None };
}

impl Pattern {
    /// Reads a scalar; `None` for what is no text at all.
    pub fn read(value: &Value, reading: Reading<'_>) -> Option<Pattern> {
        let mut pattern = Pattern::default();
        match &value.data {
            Data::String(text) => pattern.literal(text, reading),
            Data::Bool(_) | Data::Number(_) => pattern.literal(to_string(value).as_str()?, reading),
            Data::Unknown(unknown) => pattern.unknown(unknown, reading),
            Data::Text(text) => {
                for part in &text.parts {
                    match part {
                        TextPart::Literal(text) => pattern.literal(text, reading),
                        TextPart::Unknown(part) => match part.as_unknown() {
                            Some(unknown) => pattern.unknown(unknown, reading),
                            None => pattern.push_all(Pattern::read(part, reading)?.tokens),
                        },
                    }
                }
            }
            _ => return None,
        }
        Some(pattern)
    }

    /// A text that is known.
    pub fn known(text: &str, reading: Reading<'_>) -> Pattern {
        let mut pattern = Pattern::default();
        pattern.literal(text, reading);
        pattern
    }

    /// Whether a text that is known is this one: seen before it is taken apart, where both begin otherwise or hold
    /// nothing but letters.
    pub fn at_a_glance(&self, text: &str, reading: Reading<'_>) -> Option<bool> {
        let mut tokens = self.tokens.iter();
        for c in text.chars() {
            let is_open = (reading.wildcards && matches!(c, '*' | '?'))
                || (reading.variables.is_some() && c == '$')
                || (reading.fold && !c.is_ascii());
            match tokens.next() {
                _ if is_open => return None,
                Some(Token::Char(own)) if *own == c => {}
                Some(Token::Char(own)) if reading.fold && *own == c.to_ascii_lowercase() => {}
                Some(Token::Char(_)) | None => return Some(false),
                Some(_) => return None,
            }
        }
        match tokens.next() {
            None => Some(true),
            Some(Token::Char(_)) => Some(false),
            Some(_) => None,
        }
    }

    fn push(&mut self, token: Token) {
        // two stars are one
        if !(matches!(token, Token::AnyMany) && matches!(self.tokens.last(), Some(Token::AnyMany))) {
            self.tokens.push(token);
        }
    }

    fn push_all(&mut self, tokens: Vec<Token>) {
        tokens.into_iter().for_each(|token| self.push(token));
    }

    fn literal(&mut self, text: &str, reading: Reading<'_>) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if let Some(context) = reading.variables
                && let Some(inner) = rest.strip_prefix("${")
                && let Some(end) = inner.find('}')
            {
                self.variable(&inner[..end], context, reading);
                rest = &inner[end + 1..];
                continue;
            }
            rest = &rest[c.len_utf8()..];
            match c {
                '*' if reading.wildcards => self.push(Token::AnyMany),
                '?' if reading.wildcards => self.push(Token::AnyOne),
                _ if reading.fold => c.to_lowercase().for_each(|c| self.push(Token::Char(c))),
                _ => self.push(Token::Char(c)),
            }
        }
    }

    /// `${aws:username}`, `${aws:username, 'nobody'}`, `${*}`:
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>
    fn variable(&mut self, text: &str, context: &Context, reading: Reading<'_>) {
        if matches!(text, "*" | "?" | "$") {
            text.chars().for_each(|c| self.push(Token::Char(c)));
            return;
        }
        let (key, default) = match text.split_once(',') {
            Some((key, default)) => (key.trim(), Some(default.trim().trim_matches('\''))),
            None => (text.trim(), None),
        };
        let exact = Reading { wildcards: false, variables: None, ..reading };
        let value = if is_key(key) { context.get(key) } else { ContextValue::Absent };
        match (value, default) {
            (ContextValue::Is(spellings), _) => {
                match spellings.first().and_then(|it| Pattern::read(it, exact)) {
                    Some(pattern) => self.push_all(pattern.tokens),
                    None => self.push(Token::Never),
                }
            }
            (ContextValue::Absent, Some(default)) => self.literal(default, exact),
            (ContextValue::Absent, None) => self.push(Token::Never),
            (ContextValue::Unknown(cause), _) => self.push(Token::Symbol(Symbol::unnamed(cause))),
            (ContextValue::Several(_) | ContextValue::Varying | ContextValue::OneOf(_), _) => {
                let cause = Cause::new(CauseKind::Elsewhere, format!("condition key {key} of the request"));
                self.push(Token::Symbol(Symbol::unnamed(cause)));
            }
        }
    }

    /// An unknown text: what it starts and ends with is known text.
    fn unknown(&mut self, unknown: &Unknown, reading: Reading<'_>) {
        let prefix = unknown.prefix.as_deref().unwrap_or("");
        let mut suffix = unknown.suffix.as_deref().unwrap_or("");
        // both may be the same letters of a short text; an ARN is longer than its first and last letters
        let mut ends = suffix.char_indices().map(|(at, c)| at + c.len_utf8());
        let may_overlap = ends.any(|end| prefix.ends_with(&suffix[..end])) || prefix.contains(suffix);
        if may_overlap && prefix != "arn:" {
            suffix = "";
        }
        self.literal(prefix, reading);
        let class = match (unknown.cause.kind, &*unknown.cause.subject) {
            (CauseKind::Surroundings, "account") if prefix.is_empty() && suffix.is_empty() => Class::Digit,
            (CauseKind::Surroundings, "region" | "partition" | "organization") => Class::Name,
            _ => match unknown.letters {
                Some(letters)
                    if letters == Letters::of_account() && prefix.is_empty() && suffix.is_empty() =>
                {
                    Class::Digit
                }
                Some(letters) => Class::Of(letters.alphabet),
                None => Class::Any,
            },
        };
        self.push(Token::Symbol(Symbol {
            identity: unknown.identity.clone(),
            reference: unknown.reference.clone().filter(|_| !unknown.made_of),
            cause: unknown.cause.clone(),
            class,
        }));
        self.literal(suffix, reading);
    }
}

/// Whether a policy variable names a condition key: `service:Key`. No request carries what does not, as `${Bucket}` and
/// `${AWS::AccountId}` that were meant for `Fn::Sub`.
fn is_key(name: &str) -> bool {
    let parts = name.split_once(':');
    parts.is_some_and(|(service, key)| !service.is_empty() && !key.is_empty() && !key.starts_with(':'))
}
