//! What the role by which CloudTrail writes to CloudWatch Logs trusts and may do.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html>

use super::super::action;
use super::super::context::Context;
use super::super::document::{Policy, Statement};
use super::super::evaluate::Extent;
use super::super::matching::{Outcome, relation};
use super::super::pattern::{Pattern, Reading, Token};
use super::super::principal::Principal;
use super::super::{any_item, both, either, show};
use super::{Answer, Counts, ask, find, joined, over_leaves};
use crate::expr::logic;
use crate::value::{Data, Value};

/// Whose log streams are written in which log group.
#[derive(Clone, Copy, Debug)]
pub struct LogDelivery<'a> {
    /// The log group's ARN, in all its spellings; an end of `:*` makes no difference.
    pub group_arns: &'a [Value],
    /// The account of the trail.
    pub account: &'a Value,
    /// The trail's region.
    pub region: &'a Value,
    /// The organization's id: its streams in place of the account's.
    pub organization: Option<&'a Value>,
}

/// Whether a role's trust policy lets that service take the role.
pub fn trusts_service(policy: &Policy, service: &str, context: &Context) -> Answer {
    let who = Principal::Service(Value::string(service));
    ask(std::slice::from_ref(policy), &who, "sts:AssumeRole", None, context, Counts::Allowed)
}

/// Whether a role's policies, all together, let it create the log streams and put events into them.
pub fn may_write_logs(policies: &[Policy], delivery: &LogDelivery<'_>) -> Answer {
    let streams = match delivery.organization {
        Some(organization) => joined(&[organization, &Value::string("_*")]),
        None => {
            joined(&[delivery.account, &Value::string("_CloudTrail_"), delivery.region, &Value::string("*")])
        }
    };
    let resource: Vec<Value> = delivery
        .group_arns
        .iter()
        .map(|group| {
            group.map_leaves(&mut |group| {
                joined(&[&without_star(group), &Value::string(":log-stream:"), &streams])
            })
        })
        .collect();
    let may =
        |action| ask(policies, &Principal::Holder, action, Some(&resource), &Context::new(), Counts::Allowed);
    may("logs:CreateLogStream").and(may("logs:PutLogEvents"))
}

/// Whether the role's policies grant no more than writing to that log group: no `logs:*`, no `*`, no other resource.
pub fn least_privilege(policies: &[Policy], group_arns: &[Value]) -> Answer {
    let mut told = None;
    let value = over_leaves(group_arns, &mut |group_arns| {
        let answer = grants_no_more(policies, group_arns);
        if told.is_none() {
            told = answer.witness;
        }
        answer.value
    });
    Answer::new(value, told)
}

fn grants_no_more(policies: &[Policy], group_arns: &[Value]) -> Answer {
    let groups: Vec<Pattern> = group_arns
        .iter()
        .map(|group| joined(&[&without_star(group), &Value::string("*")]))
        .filter_map(|group| Pattern::read(&group, Reading::WILD))
        .collect();
    let mut worst = Answer::new(Value::bool(false), None);
    for policy in policies {
        let tell = |statement: &Statement| (broad_element(statement), show::statement(statement));
        worst = worst.or(find(policy, &mut |statement| grants_more(statement, &groups), &tell));
    }
    Answer { value: logic::not(&worst.value), ..worst }
}

/// Actions that no delivery needs: whoever has these has `logs:*` or `*`.
const BROAD: &[&str] = &["logs:DeleteLogGroup", "iam:CreateUser"];

/// Whether a statement allows some of an action.
fn grants(statement: &Statement, action: &str) -> Value {
    action::matches_action(statement, &action::asked(action), Extent::Some)
}

/// What of a statement is too wide: its actions, else its resources.
fn broad_element(statement: &Statement) -> &'static [&'static str] {
    match BROAD.iter().any(|action| grants(statement, action).as_bool() == Some(true)) {
        true => &["Action", "NotAction"],
        false => &["Resource", "NotResource", "Action"],
    }
}

fn grants_more(statement: &Statement, groups: &[Pattern]) -> Value {
    let allows = logic::is(&statement.effect, "Allow");
    if allows.as_bool() == Some(false) {
        return allows;
    }
    let grants = |action: &str| grants(statement, action);
    let broad = BROAD.iter().fold(Value::bool(false), |so_far, action| either(&so_far, &grants(action)));
    let writes = either(&grants("logs:PutLogEvents"), &grants("logs:CreateLogStream"));
    let elsewhere = match &statement.resource {
        Some(element) if element.negated => Value::bool(true),
        Some(element) => any_item(&element.value, &mut |item| match Pattern::read(item, Reading::WILD) {
            Some(item) => {
                let within = action::by_spelling(groups, &mut |group| relation(group, &item, Extent::All));
                logic::not(&within.unwrap_or(Outcome::No).value())
            }
            None => Value::bool(true),
        }),
        None => Value::bool(true),
    };
    both(&allows, &either(&broad, &both(&writes, &elsewhere)))
}

/// A log group's ARN without the `:*` that CloudFormation and old providers put behind it.
fn without_star(group: &Value) -> Value {
    let ends_so = Pattern::read(group, Reading::EXACT)
        .is_some_and(|pattern| matches!(pattern.tokens.as_slice(), [.., Token::Char(':'), Token::Char('*')]));
    if !ends_so {
        return group.clone();
    }
    match &group.data {
        Data::String(text) => Value::string(text.strip_suffix(":*").unwrap_or(text)),
        Data::Text(text) => {
            let parts: Vec<Value> = text
                .parts
                .iter()
                .enumerate()
                .map(|(at, part)| {
                    let value = match part {
                        crate::value::TextPart::Literal(text) => Value::string(&**text),
                        crate::value::TextPart::Unknown(value) => value.clone(),
                    };
                    if at + 1 == text.parts.len() { without_star(&value) } else { value }
                })
                .collect();
            Value::concatenation(&parts).at(group.origin.clone()).marked(group.sensitive)
        }
        Data::Unknown(unknown) => {
            // the same thing under the same name: its shorter text
            let mut shorter = (**unknown).clone();
            shorter.suffix = unknown
                .suffix
                .as_deref()
                .and_then(|suffix| suffix.strip_suffix(":*"))
                .filter(|rest| !rest.is_empty())
                .map(Into::into);
            shorter.value().at(group.origin.clone()).marked(group.sensitive)
        }
        _ => group.clone(),
    }
}
