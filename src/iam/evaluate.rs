//! The decision: default deny, an explicit deny wins, what is unknown may grant and may deny.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use super::context::Context;
use super::document::{Policy, Statement};
use super::pattern::{Pattern, Reading};
use super::principal::{self, Principal};
use super::written::decided_by;
use super::{action, both, condition, either};
use crate::expr::logic;
use crate::value::{Data, Origin, Value};
use std::sync::Arc;

/// What is asked of a policy.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// Who.
    pub principal: &'a Principal,
    /// Which action. With wildcards: all that the name stands for.
    pub action: &'a str,
    /// On which resource, in one or more spellings that all name it; with wildcards: on all of these. `None` where
    /// the policy can only be about one resource (a role's trust policy).
    pub resource: Option<&'a [Value]>,
    /// What is known of the request.
    pub context: &'a Context,
}

/// Whether all of what is asked about is meant, or any part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it: what a grant must cover.
    All,
    /// Some of it: what a denial spoils.
    Some,
}

/// The answer.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Granted and not denied: a boolean, unknown or branching; its origin is the deciding statement's.
    pub value: Value,
    /// Whether a statement allows all of it.
    pub granted: Value,
    /// Whether a statement denies some of it.
    pub denied: Value,
    /// The statement that decides, or that comes nearest.
    pub witness: Option<Witness>,
}

/// A statement that decided.
#[derive(Clone, Debug)]
pub struct Witness {
    /// Its place in its document, from 0.
    pub index: usize,
    /// Its name.
    pub sid: Option<Arc<str>>,
    /// The way it came.
    pub origin: Origin,
    /// In a few words: "statement `Write` allows `…/AWSLogs/*`".
    pub words: String,
    /// The way of an answer that it decided against somebody: with the place that does.
    pub(super) against: Option<Origin>,
}

/// Whether the policy lets the principal do it.
pub fn may(policy: &Policy, question: &Question<'_>) -> Decision {
    may_any(std::slice::from_ref(policy), question)
}

/// The same for several policies that hold together (a role's).
pub fn may_any(policies: &[Policy], question: &Question<'_>) -> Decision {
    let asked = Asked::of(question);
    let (mut granted, mut denied) = (Value::bool(false), Value::bool(false));
    let mut witnesses = Witnesses::default();
    for policy in policies {
        let allows = policy.any(&mut |statement| {
            let answer = with_effect(statement, "Allow", &asked, Extent::All);
            witnesses.saw_allow(statement, &answer, &asked);
            answer
        });
        granted = either(&granted, &allows);
        let denies = policy.any(&mut |statement| {
            let answer = with_effect(statement, "Deny", &asked, Extent::Some);
            witnesses.saw_deny(statement, &answer);
            answer
        });
        denied = either(&denied, &denies);
    }
    let origin = policies.first().map(|policy| policy.origin.clone()).unwrap_or_default();
    let value = placed(&both(&granted, &logic::not(&denied)), &origin);
    let witness = witnesses.deciding(&granted, &denied);
    Decision { value, granted: placed(&granted, &origin), denied: placed(&denied, &origin), witness }
}

/// Whether one statement is about what is asked, whatever its effect.
pub fn statement_matches(statement: &Statement, question: &Question<'_>, extent: Extent) -> Value {
    matches(statement, &Asked::of(question), extent)
}

/// Whether the policies deny all of what is asked, in every request that the context stands for: what a guard must do.
pub fn denied_throughout(policies: &[Policy], question: &Question<'_>) -> Decision {
    let asked = Asked::of(question);
    let mut denied = Value::bool(false);
    let mut witnesses = Witnesses::default();
    for policy in policies {
        let denies = policy.any(&mut |statement| {
            let answer = with_effect(statement, "Deny", &asked, Extent::All);
            witnesses.saw_deny(statement, &answer);
            answer
        });
        denied = either(&denied, &denies);
    }
    let origin = policies.first().map(|policy| policy.origin.clone()).unwrap_or_default();
    let witness = witnesses.deny.map(|it| it.1);
    let value = placed(&denied, &origin);
    Decision { value: value.clone(), granted: Value::bool(false), denied: value, witness }
}

/// An answer without a place of its own is placed at the policy.
pub(super) fn placed(answer: &Value, origin: &Origin) -> Value {
    if answer.origin.last().is_some() { answer.clone() } else { answer.clone().at(origin.clone()) }
}

/// A question, its texts read once for all statements.
pub struct Asked<'a> {
    principal: &'a Principal,
    action: Pattern,
    resource: Option<Vec<Pattern>>,
    context: &'a Context,
}

impl<'a> Asked<'a> {
    /// Of a question.
    pub fn of(question: &Question<'a>) -> Self {
        let read = |spellings: &[Value]| {
            spellings.iter().filter_map(|spelling| Pattern::read(spelling, Reading::WILD)).collect()
        };
        Asked {
            principal: question.principal,
            action: action::asked(question.action),
            resource: question.resource.map(read),
            context: question.context,
        }
    }

    /// Whether one statement is about what is asked, whatever its effect and its condition.
    pub fn is_met_unconditionally_by(&self, statement: &Statement, extent: Extent) -> Value {
        let mut so_far = action::matches_action(statement, &self.action, extent);
        if so_far.as_bool() != Some(false) {
            so_far = both(&so_far, &principal::matches(statement, self.principal));
        }
        if so_far.as_bool() != Some(false)
            && let Some(spellings) = &self.resource
        {
            so_far = both(&so_far, &action::matches_resource(statement, spellings, self.context, extent));
        }
        so_far
    }
}

fn with_effect(statement: &Statement, effect: &str, asked: &Asked<'_>, extent: Extent) -> Value {
    let effective = logic::is(&statement.effect, effect);
    if effective.as_bool() == Some(false) {
        return effective;
    }
    both(&effective, &matches(statement, asked, extent))
}

fn matches(statement: &Statement, asked: &Asked<'_>, extent: Extent) -> Value {
    let mut so_far = asked.is_met_unconditionally_by(statement, extent);
    if so_far.as_bool() != Some(false)
        && let Some(condition) = &statement.condition
    {
        so_far = both(&so_far, &condition::holds(condition, asked.context, statement.variables));
    }
    so_far
}

/// The statements that an answer hangs on.
#[derive(Default)]
struct Witnesses {
    allow: Option<(bool, Witness)>,
    deny: Option<(bool, Witness)>,
    near: Option<Witness>,
}

impl Witnesses {
    fn saw_allow(&mut self, statement: &Statement, answer: &Value, asked: &Asked<'_>) {
        match answer.as_bool() {
            Some(false) => {
                if self.near.is_none() && is_near(statement, asked) {
                    self.near = Some(near(statement, asked));
                }
            }
            certain => note(&mut self.allow, certain.is_some(), || witness(statement)),
        }
    }

    fn saw_deny(&mut self, statement: &Statement, answer: &Value) {
        match answer.as_bool() {
            Some(false) => {}
            certain => note(&mut self.deny, certain.is_some(), || denial(statement)),
        }
    }

    fn deciding(self, granted: &Value, denied: &Value) -> Option<Witness> {
        let (allow, deny) = (self.allow.map(|it| it.1), self.deny.map(|it| it.1));
        match (granted.as_bool(), denied.as_bool()) {
            (_, Some(true)) => deny,
            (Some(false), _) => self.near,
            (Some(true), Some(false)) => allow,
            (None, _) => allow.or(deny),
            (_, None) => deny.or(allow),
        }
    }
}

/// Keeps the first, a certain one before an uncertain one.
fn note(kept: &mut Option<(bool, Witness)>, certain: bool, witness: impl FnOnce() -> Witness) {
    if kept.as_ref().is_none_or(|(known, _)| certain && !known) {
        *kept = Some((certain, witness()));
    }
}

pub(super) fn witness(statement: &Statement) -> Witness {
    Witness {
        index: statement.index,
        sid: statement.sid.clone(),
        origin: statement.origin.clone(),
        words: super::show::statement(statement),
        against: None,
    }
}

/// A statement that denies what is asked.
fn denial(statement: &Statement) -> Witness {
    let witness = witness(statement);
    let against = decided_by(statement, &["Effect"], witness.words.clone());
    Witness { against: Some(against), ..witness }
}

/// A statement that allows the like of what is asked, but not that.
fn near(statement: &Statement, asked: &Asked<'_>) -> Witness {
    let resource = asked.resource.as_ref().map(|spellings| {
        action::matches_resource(statement, spellings, asked.context, Extent::All).as_bool()
    });
    let (element, why) = match resource {
        Some(Some(false)) => ("Resource", "but not where it is needed"),
        _ => ("Condition", "which is not met"),
    };
    let witness = witness(statement);
    let words = format!("{}, {why}", witness.words);
    Witness { against: Some(decided_by(statement, &[element, "NotResource", "Action"], words)), ..witness }
}

/// Allows the action to the principal, but somewhere else or under other conditions.
fn is_near(statement: &Statement, asked: &Asked<'_>) -> bool {
    matches!(&statement.effect.data, Data::String(effect) if &**effect == "Allow")
        && action::matches_action(statement, &asked.action, Extent::All).as_bool() != Some(false)
        && principal::matches(statement, asked.principal).as_bool() != Some(false)
}
