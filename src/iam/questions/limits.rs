//! Which conditions limit who may come: a statement for everyone under one of them is not public.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status>

use super::super::arn;
use super::super::compare::{Comparison, network};
use super::super::condition::{Operator, Set, each_test};
use super::super::document::Statement;
use super::super::matching::Outcome;
use super::super::pattern::{Pattern, Reading, Token};
use super::super::principal::Principal;
use super::super::{any_item, principal, show};
use super::Telling;
use crate::expr::logic;
use crate::value::{Cause, CauseKind, Value};

/// Keys that say who or from where, for a caller of any kind.
pub(super) const CALLER: &[&str] = &[
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:sourceip",
    "aws:userid",
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalservicename",
    "aws:principalisawsservice",
    "kms:calleraccount",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
];

/// Keys that tie a service's request to a trail, account or organization.
pub(super) const SOURCE: &[&str] =
    &["aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"];

/// Whether the statement's condition asks one of these keys for a narrow value. `always_sent`: requests carry the
/// keys, so that `…IfExists` asks too.
pub(super) fn limited(statement: &Statement, keys: &[&str], always_sent: bool) -> Value {
    let Some(condition) = &statement.condition else { return Value::bool(false) };
    each_test(condition, false, &mut |operator, key, values| {
        let key = key.to_ascii_lowercase();
        if !keys.contains(&&*key) || !asks(operator, always_sent) || values.is_null() {
            return Value::bool(false);
        }
        // every one of the alternatives must be narrow
        logic::not(&any_item(values, &mut |value| {
            logic::not(&narrow(operator.comparison, &key, value).value())
        }))
    })
}

/// Whether a statement that a service may use asks what the service's request is for. One for everyone names the
/// service only in passing: there it is enough that the callers are limited.
pub(super) fn tied(statement: &Statement, keys: &[&str]) -> Value {
    let asks_source = limited(statement, keys, true);
    if asks_source.as_bool() == Some(true) {
        return asks_source;
    }
    let everyone = principal::matches(statement, &Principal::Anyone);
    let callers = super::super::both(&everyone, &limited(statement, CALLER, false));
    super::super::either(&asks_source, &callers)
}

/// An Allow for everyone whose condition does not limit who comes.
pub(super) fn open_to_everyone(statement: &Statement) -> Value {
    let allows = logic::is(&statement.effect, "Allow");
    let everyone = super::super::both(&allows, &principal::matches(statement, &Principal::Anyone));
    if everyone.as_bool() == Some(false) {
        return everyone;
    }
    super::super::both(&everyone, &logic::not(&limited(statement, CALLER, false)))
}

/// How a statement that is open to everyone decides.
pub(super) fn open(statement: &Statement) -> Telling {
    let words = format!("{} lets everyone in, under no condition that limits who", show::name(statement));
    (&["Principal", "NotPrincipal"], words)
}

/// How a statement decides that is not tied by these keys: by a condition on one of them that is too wide, or without
/// one.
pub(super) fn loose(statement: &Statement, keys: &[&str]) -> Telling {
    let name = show::name(statement);
    let is_asked = |condition: &Value| {
        each_test(condition, false, &mut |_, key, values| {
            Value::bool(keys.contains(&&*key.to_ascii_lowercase()) && !values.is_null())
        })
    };
    match statement.condition.as_ref().map(is_asked).and_then(|asked| asked.as_bool()) {
        Some(true) => (&["Condition"], format!("the condition of {name} lets trails of any account in")),
        _ => (&["Principal", "NotPrincipal"], format!("{name} has no condition on `aws:SourceArn`")),
    }
}

fn asks(operator: Operator, always_sent: bool) -> bool {
    !operator.negated
        && (always_sent || !operator.if_exists)
        && (always_sent || operator.set != Some(Set::ForAllValues))
        && operator.comparison != Comparison::Null
}

fn narrow(how: Comparison, key: &str, value: &Value) -> Outcome {
    match how {
        Comparison::Exact | Comparison::IgnoreCase => Outcome::Yes,
        Comparison::Bool => Outcome::of(key == "aws:principalisawsservice" && truth(value) == Some(true)),
        Comparison::Ip => match (value.as_str().map(network), value.cause()) {
            (Some(range), _) => Outcome::of(range.is_some_and(|range| range.length > 0)),
            (None, Some(cause)) => Outcome::Unknown(cause.clone().into()),
            (None, None) => Outcome::No,
        },
        Comparison::Like | Comparison::Arn => match Pattern::read(value, Reading::WILD) {
            Some(pattern) => narrow_pattern(&pattern),
            None => Outcome::No,
        },
        Comparison::Numeric(_) | Comparison::Date(_) | Comparison::Null => Outcome::No,
    }
}

fn truth(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| value.as_str().map(|text| text.eq_ignore_ascii_case("true")))
}

/// An ARN pattern ties to an account by its fifth part, or by its name where it has none (a bucket's).
fn narrow_pattern(pattern: &Pattern) -> Outcome {
    let wild = |tokens: &[Token]| tokens.iter().all(|it| matches!(it, Token::AnyMany | Token::AnyOne));
    if let Some(parts) = arn::parts(&pattern.tokens) {
        let place = if parts[4].tokens.is_empty() { &parts[5] } else { &parts[4] };
        return Outcome::of(!wild(&place.tokens));
    }
    let symbol = pattern.tokens.iter().find_map(|token| match token {
        Token::Symbol(symbol) if symbol.may_be_anything() => Some(&symbol.cause),
        _ => None,
    });
    match symbol {
        // the ARN or name of a resource is one text; a variable may hold a star
        Some(cause) if cause.kind == CauseKind::Attribute => Outcome::Yes,
        Some(cause) => Outcome::Unknown(Cause::clone(cause).into()),
        None => {
            let begins_as_arn = starts_with(&pattern.tokens, "arn:");
            let open = pattern.tokens.iter().any(|it| matches!(it, Token::AnyMany));
            Outcome::of(!(wild(&pattern.tokens) || begins_as_arn && open))
        }
    }
}

fn starts_with(tokens: &[Token], text: &str) -> bool {
    let mut tokens = tokens.iter();
    text.chars().all(|c| matches!(tokens.next(), Some(Token::Char(found)) if *found == c))
}
