//! The `Rules` section: which choices of parameters CloudFormation takes at all.
//!
//! A stack whose parameters break an assertion is not created, so such a choice is no case of anything. Rules that
//! read what cannot be known (`Fn::ValueOf`, `Fn::RefAll`) refuse nothing here.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html>

use super::conditions::Truth;
use super::form::{self, Form};
use super::scope::Scope;
use super::stack::{Stack, as_string};
use crate::source::Span;
use crate::syntax::node::{Entry, Node, Scalar};
use crate::value::{Cause, CauseKind, Data, Formula, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How often defaults are opened that rules refuse: what one rule leaves open, another may refuse.
const MAX_ROUNDS: usize = 4;

/// What must hold for the stack to be created.
pub(super) struct Limit {
    pub formula: Formula,
    rule: Arc<str>,
    rule_node: Node,
}

impl<'a> Stack<'a> {
    /// What the rules demand, as far as it is known and not fulfilled anyway.
    pub(super) fn limits(&self) -> Vec<Limit> {
        let mut limits = Vec::new();
        for rule in self.template.rules.iter().flat_map(Node::entries).filter(|rule| is_readable(rule)) {
            let condition = match rule.value.get("RuleCondition") {
                Some(condition) => self.truth(condition, &Scope::default()),
                None => Truth::Where(Formula::Constant(true), 1),
            };
            let Truth::Where(condition, _) = condition else { continue };
            for assert in asserts(&rule.value) {
                let Truth::Where(assert, _) = self.truth(assert, &Scope::default()) else { continue };
                let formula = condition.negate().or(&assert);
                if formula != Formula::Constant(true) {
                    let (rule, rule_node) = (Arc::clone(&rule.key), rule.value.clone());
                    limits.push(Limit { formula, rule, rule_node });
                }
            }
        }
        limits
    }

    /// The stack as its rules let it be created: a default that they refuse has to be overridden, so it counts no more.
    pub(super) fn within_rules(self) -> Self {
        if self.template.rules.is_empty() {
            return self;
        }
        let mut stack = self;
        for _ in 0..MAX_ROUNDS {
            let mut refused = stack.limits();
            refused.retain(|limit| limit.formula == Formula::Constant(false));
            let mut defaults = BTreeSet::new();
            for limit in &refused {
                stack.parameters_read(&limit.rule_node, &mut defaults);
            }
            defaults.retain(|name| stack.holds_by_default(name));
            if defaults.is_empty() {
                refused.iter().for_each(|limit| stack.complain_of_refusal(limit));
                return stack;
            }
            stack = stack.opening(&defaults);
        }
        stack
    }

    fn complain_of_refusal(&self, limit: &Limit) {
        let message = format!("rule `{}` refuses these parameters: the stack cannot be created", limit.rule);
        self.journal().evaluation(limit.rule_node.span, message, None);
    }

    /// `Fn::Contains`, `Fn::EachMemberIn`, `Fn::EachMemberEquals`.
    pub(super) fn membership(&self, name: &str, argument: &Node, span: Span, scope: &Scope) -> Truth {
        let [members, allowed] = argument.items() else {
            let message = format!("`Fn::{name}` takes two lists, or a list and a value");
            self.journal().evaluation(span, message.clone(), None);
            return Truth::Unknown(Cause::new(CauseKind::Error, message));
        };
        let operands = vec![self.members(members, scope), self.members(allowed, scope)];
        let truth =
            Value::combined(operands, Value::is_branching, &mut |operands| match operands.as_slice() {
                [members, allowed] => self.holds_for(name, members, allowed, span, scope),
                _ => Value::null(),
            });
        Truth::of(&truth)
    }

    /// A list, its items as texts; a single value as a text.
    fn members(&self, node: &Node, scope: &Scope) -> Value {
        let is_list = form::is_plain(node) && !node.items().is_empty();
        if is_list && node.is_whole() {
            let items = node.items().iter().map(|item| self.string(item, scope)).collect();
            // branches of the items are the list's own, so that they are decided together
            return Value::combined(items, Value::is_branching, &mut Value::tuple);
        }
        self.value(node, scope)
    }

    fn holds_for(&self, name: &str, members: &Value, allowed: &Value, span: Span, scope: &Scope) -> Value {
        let items = |value: &Value| match &value.data {
            Data::List(list) => Some(list.items.clone()),
            _ => None,
        };
        let Some(members) = items(members) else { return not_known(members) };
        let equal = |a: &Value, b: &Value| {
            let (a, b) = (as_string(a), as_string(b));
            Truth::of(&self.equality_of(&a, &b, span, scope))
        };
        let is_in = |member: &Value, allowed: &[Value]| {
            allowed.iter().map(|one| equal(member, one)).reduce(Truth::or).unwrap_or(Truth::NEVER)
        };
        let truth = match (name, items(allowed)) {
            ("Contains", None) => is_in(allowed, &members),
            ("EachMemberEquals", None) => members
                .iter()
                .map(|member| equal(member, allowed))
                .reduce(Truth::and)
                .unwrap_or(Truth::ALWAYS),
            ("EachMemberIn", Some(allowed)) => members
                .iter()
                .map(|member| is_in(member, &allowed))
                .reduce(Truth::and)
                .unwrap_or(Truth::ALWAYS),
            _ => return not_known(allowed),
        };
        truth.value()
    }

    /// The only values that the rules leave a parameter, where one says so whatever the others are.
    pub(super) fn listed_by_rules(&self, name: &str) -> Option<Vec<String>> {
        self.unconditional_asserts().find_map(|assert| listed(assert, name))
    }

    /// Whether a rule refuses the empty text for a parameter, whatever the others are.
    pub(super) fn set_by_rules(&self, name: &str) -> bool {
        self.unconditional_asserts().any(|assert| match form::of(assert) {
            Form::Call("Not", argument) => argument
                .items()
                .first()
                .and_then(|inner| listed(inner, name))
                .is_some_and(|texts| texts.iter().any(String::is_empty)),
            _ => false,
        })
    }

    fn unconditional_asserts(&self) -> impl Iterator<Item = &Node> {
        let rules = self.template.rules.iter().flat_map(Node::entries).filter(|rule| is_readable(rule));
        rules.filter(|rule| rule.value.get("RuleCondition").is_none()).flat_map(|rule| asserts(&rule.value))
    }
}

fn is_readable(rule: &Entry) -> bool {
    !rule.is_gap() && !rule.duplicate && rule.value.is_whole()
}

fn asserts(rule: &Node) -> impl Iterator<Item = &Node> {
    rule.get("Assertions").map_or(&[][..], Node::items).iter().filter_map(|assertion| assertion.get("Assert"))
}

fn not_known(value: &Value) -> Value {
    let other = || Cause::new(CauseKind::Error, "a rule compares what is no list");
    Value::unknown(value.cause().cloned().unwrap_or_else(other))
}

/// The texts that an assertion compares a parameter with, where one of them must be equal: `Fn::Contains` and
/// `Fn::EachMemberIn` over texts, `Fn::Equals`, and `Fn::Or` of these.
fn listed(assert: &Node, name: &str) -> Option<Vec<String>> {
    let Form::Call(function, argument) = form::of(assert) else { return None };
    let is_name =
        |node: &Node| matches!(form::of(node), Form::Call("Ref", target) if target.text() == Some(name));
    let texts = |node: &Node| node.items().iter().map(plain_text).collect::<Option<Vec<_>>>();
    match (function, argument.items()) {
        ("Contains", [list, value]) if is_name(value) => texts(list),
        ("EachMemberIn", [members, list]) if members.items().len() == 1 => {
            members.items().first().filter(|member| is_name(member)).and_then(|_| texts(list))
        }
        ("Equals", [left, right]) if is_name(left) => Some(vec![plain_text(right)?]),
        ("Equals", [left, right]) if is_name(right) => Some(vec![plain_text(left)?]),
        ("Or", operands) => {
            let lists = operands.iter().map(|operand| listed(operand, name));
            Some(lists.collect::<Option<Vec<_>>>()?.concat())
        }
        _ => None,
    }
}

fn plain_text(node: &Node) -> Option<String> {
    match (form::of(node), node.scalar()?) {
        (Form::Plain, Scalar::Bool(value)) => Some(value.to_string()),
        (Form::Plain, Scalar::Number(text) | Scalar::String(text)) => Some(text.to_owned()),
        _ => None,
    }
}
