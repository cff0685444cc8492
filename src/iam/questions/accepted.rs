//! Whether AWS takes a policy where it is written: what a service refuses in the policies of its resources, it refuses
//! with the whole policy, its good statements included.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>. Only what is known is wrong.

use super::super::any_item;
use super::super::document::{Policy, Statement};
use crate::value::{Data, Value};
use std::sync::Arc;

/// What a policy is written for.
#[derive(Clone, Copy, Debug)]
pub enum Holder<'a> {
    /// A bucket, of that name where it is known.
    Bucket(Option<&'a str>),
    /// A topic.
    Topic,
    /// A key.
    Key,
}

impl Holder<'_> {
    /// Whose actions alone the policy may name, where the service says so.
    fn service(self) -> Option<&'static str> {
        match self {
            Holder::Bucket(_) => Some("s3"),
            Holder::Topic => Some("sns"),
            Holder::Key => None,
        }
    }
}

/// Whether AWS takes the policy: true, or not known because of what is wrong with it.
pub fn accepted(policy: &Policy, holder: Holder<'_>) -> Value {
    let mut told = None;
    let mut names = Names::default();
    let refused = policy.any(&mut |statement| {
        let twice = names.twice(statement, holder).map(|words| (Value::bool(true), words));
        let (wrong, words) =
            twice.or_else(|| refusal(statement, holder)).unwrap_or((Value::bool(false), String::new()));
        if wrong.as_bool() != Some(false) {
            told.get_or_insert_with(|| format!("statement {} {words}", statement.index + 1));
        }
        wrong
    });
    let message = told.map(|told| format!("{told}: AWS refuses the policy")).unwrap_or_default();
    refused.map_leaves(&mut |leaf| match leaf.as_bool() {
        Some(true) => Value::error(message.as_str()).at(leaf.origin.clone()),
        _ => Value::bool(true),
    })
}

/// The names of the statements before one.
#[derive(Default)]
struct Names(Vec<(Arc<str>, usize)>);

impl Names {
    /// What is wrong with a statement whose name another one has: SNS asks for a name of its own for each
    /// (<https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html>).
    fn twice(&mut self, statement: &Statement, holder: Holder<'_>) -> Option<String> {
        let sid = statement.sid.as_ref().filter(|sid| !sid.is_empty() && matches!(holder, Holder::Topic))?;
        // statements of another case stand in the same places
        self.0.retain(|(_, at)| *at < statement.index);
        let other = self.0.iter().find(|(known, _)| known == sid).map(|(_, at)| at + 1);
        self.0.push((Arc::clone(sid), statement.index));
        other.map(|other| format!("has the `Sid` of statement {other}, `{sid}`"))
    }
}

/// The first thing that is wrong with a statement, or is in some case, and when.
fn refusal(statement: &Statement, holder: Holder<'_>) -> Option<(Value, String)> {
    let certain = |words: &str| Some((Value::bool(true), words.to_owned()));
    let Some(principal) = &statement.principal else { return certain("has no `Principal`") };
    let Some(resource) = &statement.resource else { return certain("has no `Resource`") };
    let named = |found: Option<(Value, String)>, what: &str| {
        found.map(|(wrong, literal)| (wrong, format!("names {what} `{literal}`")))
    };
    let action = statement.action.as_ref().filter(|action| !action.negated);
    let foreign = action.zip(holder.service()).and_then(|(action, service)| {
        named(literal(&action.value, &mut |it| is_of_another_service(it, service)), "the action")
    });
    foreign
        .or_else(|| named(literal(&of_aws(&principal.value), &mut |it| !is_principal(it)), "the principal"))
        .or_else(|| match holder {
            Holder::Bucket(Some(name)) => {
                named(literal(&resource.value, &mut |it| is_another_bucket(it, name)), "the resource")
            }
            _ => None,
        })
}

/// The first of an element's literals of which it holds, and whether there is one.
fn literal(value: &Value, holds: &mut dyn FnMut(&str) -> bool) -> Option<(Value, String)> {
    let mut first = None;
    let found = any_item(value, &mut |item| {
        let Some(text) = item.as_str().filter(|text| !item.sensitive && holds(text)) else {
            return Value::bool(false);
        };
        first.get_or_insert_with(|| text.to_owned());
        Value::bool(true)
    });
    first.map(|first| (found, first))
}

fn is_of_another_service(action: &str, service: &str) -> bool {
    let of = action.split_once(':').map(|(of, _)| of);
    of.is_some_and(|of| !of.contains(['*', '?', '$']) && !of.eq_ignore_ascii_case(service))
}

/// What stands under `AWS`; a principal that is no object is everyone.
fn of_aws(principal: &Value) -> Value {
    principal.map_leaves(&mut |leaf| match &leaf.data {
        Data::Object(object) => object.entries.get("AWS").cloned().unwrap_or_else(Value::null),
        _ => Value::null(),
    })
}

/// Everyone, an account, an ARN, or the unique id that AWS shows of who is gone:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>.
fn is_principal(text: &str) -> bool {
    const ACCOUNT_DIGITS: usize = 12;
    const SHORTEST_ID: usize = 16;
    let is_account = text.len() == ACCOUNT_DIGITS && text.bytes().all(|it| it.is_ascii_digit());
    let is_id = text.len() >= SHORTEST_ID && text.bytes().all(|it| it.is_ascii_alphanumeric());
    text == "*" || text.contains('$') || text.starts_with("arn:") || is_account || is_id
}

fn is_another_bucket(resource: &str, name: &str) -> bool {
    let Some((_, path)) = resource.split_once(":s3:::").filter(|(arn, _)| arn.starts_with("arn:")) else {
        return false;
    };
    let bucket = path.split('/').next().unwrap_or(path);
    !bucket.contains(['*', '?', '$']) && bucket != name
}
