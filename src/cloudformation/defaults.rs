//! What is not created only because of a default: the case against the default that creates it.

use super::conditions::Truth;
use super::form::{self, Form};
use super::scope::Scope;
use super::stack::{Arguments, Memo, Stack};
use crate::source::Span;
use crate::syntax::node::{Node, NodeKind};
use crate::value::{Constant, Data, Formula, Origin, Role, Unknown, Value};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

/// Up to so many parameters are tried one by one.
const MAX_TRIED: usize = 8;

/// The stack in the cases that make a condition true which the defaults make false.
pub(super) struct Against<'a> {
    pub stack: Rc<Stack<'a>>,
    /// "`Enabled` is "false" by default"
    pub words: Arc<str>,
}

impl<'a> Stack<'a> {
    /// The stack where a condition can be true that is false by defaults; `None` where it never can be.
    pub(super) fn against_defaults(&self, condition: &str, span: Span) -> Option<Rc<Against<'a>>> {
        if let Some(known) = self.memo.against_defaults.borrow().get(condition) {
            return known.clone();
        }
        let against = self.make_against(condition, span).map(Rc::new);
        self.memo.against_defaults.borrow_mut().insert(condition.into(), against.clone());
        against
    }

    fn make_against(&self, condition: &str, span: Span) -> Option<Against<'a>> {
        let mut read = BTreeSet::new();
        let mut seen = BTreeSet::new();
        self.parameters_of_condition(condition, &mut read, &mut seen);
        read.retain(|name| self.holds_by_default(name));
        if read.is_empty() {
            return None;
        }
        self.keep_enough(condition, span, &mut read);
        let open = self.variant(&read, BTreeMap::new());
        let Truth::Where(formula, _) = open.condition(condition, span) else { return None };
        if formula == Formula::Constant(false) {
            return None;
        }
        let mut bound = BTreeMap::new();
        let mut decisive = BTreeSet::new();
        bind(&open, &formula, true, &read, &mut bound, &mut decisive);
        let told = if decisive.is_empty() { &read } else { &decisive };
        let words: Vec<String> = told
            .iter()
            .filter_map(|name| {
                let default = self.parameter(name)?;
                Some(format!("`{name}` is \"{}\" by default", shown(&default)))
            })
            .collect();
        let stack = self.variant(&read, bound).within_rules();
        Some(Against { stack: Rc::new(stack), words: words.join(" and ").into() })
    }

    /// Keeps those parameters each of which can make the condition true with the others left at their defaults; all of
    /// them where it takes more than one.
    fn keep_enough(&self, condition: &str, span: Span, read: &mut BTreeSet<Arc<str>>) {
        if read.len() == 1 || read.len() > MAX_TRIED {
            return;
        }
        let enough = |name: &&Arc<str>| {
            let alone = self.variant(&BTreeSet::from([Arc::clone(name)]), BTreeMap::new());
            !matches!(
                alone.condition(condition, span),
                Truth::Where(Formula::Constant(false), _) | Truth::Unknown(_)
            )
        };
        let alone: BTreeSet<Arc<str>> = read.iter().filter(enough).cloned().collect();
        if !alone.is_empty() {
            *read = alone;
        }
    }

    /// The same stack, with the defaults of these parameters not counting.
    pub(super) fn opening(&self, opened: &BTreeSet<Arc<str>>) -> Stack<'a> {
        self.variant(opened, self.memo.bound.borrow().clone())
    }

    /// Adds the parameters that a node reads, those of conditions in it included.
    pub(super) fn parameters_read(&self, node: &Node, read: &mut BTreeSet<Arc<str>>) {
        let (mut conditions, mut seen) = (Vec::new(), BTreeSet::new());
        self.parameters_in(node, &Scope::default(), read, &mut conditions);
        for condition in conditions {
            self.parameters_of_condition(&condition, read, &mut seen);
        }
    }

    /// The same stack, with the defaults of these parameters not counting and others bound to values.
    fn variant(&self, opened: &BTreeSet<Arc<str>>, bound: BTreeMap<Arc<str>, Value>) -> Stack<'a> {
        Stack {
            around: self.around,
            template: Rc::clone(&self.template),
            prefix: Arc::clone(&self.prefix),
            place: Arc::clone(&self.place),
            arguments: self.arguments.clone(),
            opened: self.opened.union(opened).cloned().collect(),
            chain: self.chain.clone(),
            memo: Memo { bound: RefCell::new(bound), ..self.shared_tables() },
        }
    }

    fn parameters_of_condition(
        &self,
        name: &str,
        read: &mut BTreeSet<Arc<str>>,
        seen: &mut BTreeSet<Arc<str>>,
    ) {
        let mut pending: Vec<Arc<str>> = vec![name.into()];
        let table = self.conditions();
        while let Some(name) = pending.pop() {
            if !seen.insert(Arc::clone(&name)) {
                continue;
            }
            if let Some(entry) = table.get(&name) {
                self.parameters_in(&entry.value, &entry.scope, read, &mut pending);
            }
        }
    }

    fn parameters_in(
        &self,
        node: &Node,
        scope: &Scope,
        read: &mut BTreeSet<Arc<str>>,
        conditions: &mut Vec<Arc<str>>,
    ) {
        if !self.journal().enter() {
            return;
        }
        let mut take = |text: &str| {
            if let Some((name, _)) = self.template.parameters.get_key_value(text) {
                read.insert(Arc::clone(name));
            }
        };
        let inner = match form::of(node) {
            Form::Call("Condition", argument) => {
                conditions.extend(argument.text().map(|name| scope.name(&name.into())));
                None
            }
            Form::Call("Ref", argument) => {
                argument.text().into_iter().for_each(&mut take);
                None
            }
            Form::Call("Sub", argument) => {
                let text = argument.text().or_else(|| argument.items().first().and_then(Node::text));
                let names = text.unwrap_or("").split("${").skip(1).filter_map(|rest| rest.split('}').next());
                names.for_each(&mut take);
                Some(argument)
            }
            Form::Call(_, argument) => Some(argument),
            _ => Some(node.clone()),
        };
        if let Some(inner) = inner {
            match inner.kind() {
                NodeKind::Sequence(items) => {
                    items.iter().for_each(|item| self.parameters_in(item, scope, read, conditions));
                }
                NodeKind::Mapping(entries) => {
                    for entry in entries.iter() {
                        if &*entry.key == "Condition" {
                            conditions.extend(entry.value.text().map(|name| scope.name(&name.into())));
                        }
                        self.parameters_in(&entry.value, scope, read, conditions);
                    }
                }
                _ => {}
            }
        }
        self.journal().leave();
    }
}

/// What the parameters must be, and what they cannot be, where the formula holds.
fn bind(
    open: &Stack<'_>,
    formula: &Formula,
    holds: bool,
    read: &BTreeSet<Arc<str>>,
    bound: &mut BTreeMap<Arc<str>, Value>,
    decisive: &mut BTreeSet<Arc<str>>,
) {
    match (formula, holds) {
        (Formula::Named(_, inner), _) => bind(open, inner, holds, read, bound, decisive),
        (Formula::Not(inner), _) => bind(open, inner, !holds, read, bound, decisive),
        (Formula::All(parts), true) | (Formula::Any(parts), false) => {
            parts.iter().for_each(|part| bind(open, part, holds, read, bound, decisive));
        }
        (Formula::Atom(atom), _) => {
            let Constant::String(text) = &atom.constant else { return };
            let own = |name: &&Arc<str>| *atom.subject == *format!("{}{name}", open.prefix);
            let Some((name, value)) =
                read.iter().find(own).and_then(|name| Some((name, open.parameter(name)?)))
            else {
                return;
            };
            let span = open.template.parameters.get(name).map(|entry| entry.value.span);
            let origin = span
                .map_or_else(Origin::none, |span| Origin::of(Role::UnsetParameter(Arc::clone(name)), span));
            if holds {
                bound.insert(Arc::clone(name), Value::string(Arc::clone(text)).at(origin));
                decisive.insert(Arc::clone(name));
            } else if let (true, Data::Unknown(unknown)) = (text.is_empty(), &value.data) {
                let unknown = Unknown { not_empty: true, ..Unknown::clone(unknown) };
                bound.insert(Arc::clone(name), unknown.value().at(origin));
                decisive.insert(Arc::clone(name));
            }
        }
        _ => {}
    }
}

fn shown(value: &Value) -> String {
    if value.sensitive {
        return "…".to_owned();
    }
    match value.as_list() {
        Some(items) => items.iter().map(|item| item.as_str().unwrap_or("…")).collect::<Vec<_>>().join(","),
        None => value.as_str().unwrap_or("…").to_owned(),
    }
}

impl Arguments {
    /// Whether the value that a parent passes is there because of a default in the parent.
    pub(super) fn passes_a_default(&self, name: &str) -> bool {
        let Arguments::Passed(passed) = self else { return false };
        passed.values.get(name).is_some_and(|value| {
            value.is_wholly_known()
                && value.origin.steps().iter().any(|step| matches!(step.role, Role::ParameterDefault(_)))
        })
    }
}
