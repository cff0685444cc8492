//! Conditions: when they hold, as formulas over parameters and surroundings that are open.

use super::form::{self, Form};
use super::scope::Scope;
use super::spelling::nearest;
use super::stack::Stack;
use crate::source::Span;
use crate::syntax::node::{Node, Scalar};
use crate::value::{Atom, Cause, CauseKind, Constant, Data, Formula, TextPart, Type, Unknown, Value};
use std::sync::Arc;

/// Largest formula, in atoms with repetitions: conditions that refer to each other grow by doubling.
const MAX_SIZE: u32 = 1_000;

/// When a condition holds.
#[derive(Clone, Debug)]
pub(super) enum Truth {
    /// Where the formula does; the number is its size.
    Where(Formula, u32),
    /// Not known, and why.
    Unknown(Cause),
}

impl Truth {
    pub(super) const ALWAYS: Truth = Truth::Where(Formula::Constant(true), 1);
    pub(super) const NEVER: Truth = Truth::Where(Formula::Constant(false), 1);

    fn constant(value: bool) -> Self {
        Truth::Where(Formula::Constant(value), 1)
    }

    pub(super) fn of(value: &Value) -> Self {
        match value.formula() {
            Some(formula) => {
                let mut atoms = Vec::new();
                formula.collect_atoms(&mut atoms);
                Truth::Where(formula, u32::try_from(atoms.len()).unwrap_or(MAX_SIZE) * 2)
            }
            None => Truth::Unknown(
                value
                    .cause()
                    .cloned()
                    .unwrap_or_else(|| Cause::new(CauseKind::Error, "a condition is no boolean")),
            ),
        }
    }

    fn negate(self) -> Self {
        match self {
            Truth::Where(formula, size) => Truth::Where(formula.negate(), size),
            unknown @ Truth::Unknown(_) => unknown,
        }
    }

    /// That both hold; what is not known matters only where the other holds.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Truth::Where(a, size), Truth::Where(b, other)) => match a.and(&b) {
                _ if size + other > MAX_SIZE => Truth::Unknown(Cause::bound("size of a condition")),
                formula => Truth::Where(formula, size + other),
            },
            (Truth::Unknown(_), never @ Truth::Where(Formula::Constant(false), _))
            | (never @ Truth::Where(Formula::Constant(false), _), Truth::Unknown(_)) => never,
            (unknown @ Truth::Unknown(_), _) | (_, unknown) => unknown,
        }
    }

    /// That at least one holds.
    pub(super) fn or(self, other: Self) -> Self {
        self.negate().and(other.negate()).negate()
    }

    /// As a boolean value.
    pub(super) fn value(self) -> Value {
        match self {
            Truth::Where(formula, _) => Value::branches(&formula, Value::bool(true), Value::bool(false)),
            Truth::Unknown(cause) => Unknown::because(cause).set().of_type(Type::Bool).value(),
        }
    }
}

impl Stack<'_> {
    /// When the condition of that name holds.
    pub(super) fn condition(&self, name: &str, span: Span) -> Truth {
        match self.memo.conditions.borrow().get(name) {
            Some(Some(known)) => return known.clone(),
            Some(None) => {
                let message = format!("condition `{name}` refers to itself");
                self.journal().evaluation(span, message.clone(), None);
                return Truth::Unknown(Cause::new(CauseKind::Error, message));
            }
            None => {}
        }
        let table = self.conditions();
        let Some(entry) = table.get(name) else { return self.undeclared_condition(name, span) };
        if let Some(cause) = &entry.doubtful {
            return Truth::Unknown(cause.clone());
        }
        self.memo.conditions.borrow_mut().insert(Arc::clone(&entry.key), None);
        let truth = match self.truth(&entry.value, &entry.scope) {
            Truth::Where(_, size) if size > MAX_SIZE => Truth::Unknown(Cause::bound("size of a condition")),
            Truth::Where(formula @ Formula::Constant(_), size) => Truth::Where(formula, size),
            Truth::Where(formula, size) => {
                // of a nested stack with that stack: its parent may have one of the same name
                let name = match self.prefix.is_empty() {
                    true => Arc::clone(&entry.key),
                    false => format!("{}{}", self.prefix, entry.key).into(),
                };
                Truth::Where(Formula::Named(name, Arc::new(formula)), size)
            }
            unknown => unknown,
        };
        self.memo.conditions.borrow_mut().insert(Arc::clone(&entry.key), Some(truth.clone()));
        truth
    }

    fn undeclared_condition(&self, name: &str, span: Span) -> Truth {
        let table = self.conditions();
        if let Some(cause) = table.open.clone().or_else(|| self.template.more_names.clone()) {
            return Truth::Unknown(cause);
        }
        let near = nearest(name, table.list.iter().map(|entry| &*entry.key));
        let help = near.map(|near| format!("did you mean `{near}`?"));
        self.journal().evaluation(span, format!("condition `{name}` is not declared"), help);
        Truth::Unknown(Cause::new(CauseKind::Undeclared, name))
    }

    /// When a condition's node holds.
    pub(super) fn truth(&self, node: &Node, scope: &Scope) -> Truth {
        if !self.journal().enter() {
            return Truth::Unknown(Cause::bound("evaluation steps"));
        }
        let truth = match form::of(node) {
            Form::Call("Condition", argument) => self.condition_named_by(&argument, scope),
            Form::Call("And", argument) => self.all(&argument, scope, false),
            Form::Call("Or", argument) => self.all(&argument, scope, true),
            Form::Call("Not", argument) => match argument.items() {
                [operand] => self.truth(operand, scope).negate(),
                _ => self.refused(&argument, "`Fn::Not` takes a list of one condition"),
            },
            Form::Call("Equals", argument) => match argument.items() {
                [left, right] => self.equality(left, right, node.span, scope),
                _ => self.refused(&argument, "`Fn::Equals` takes a list of two values"),
            },
            Form::Call(name @ ("Contains" | "EachMemberIn" | "EachMemberEquals"), argument) => {
                self.membership(name, &argument, node.span, scope)
            }
            Form::Plain if node.entries().len() == 1 && node.get("Condition").is_some() => {
                match node.get("Condition") {
                    Some(name) => self.condition_named_by(name, scope),
                    None => Truth::constant(false),
                }
            }
            _ => self.truth_of_value(node, scope),
        };
        self.journal().leave();
        truth
    }

    fn refused(&self, node: &Node, message: &str) -> Truth {
        self.journal().evaluation(node.span, message, None);
        Truth::Unknown(Cause::new(CauseKind::Error, message))
    }

    fn condition_named_by(&self, node: &Node, scope: &Scope) -> Truth {
        let name = self.name(node, scope);
        match name.as_str() {
            Some(name) => self.condition(name, node.span),
            None => Truth::Unknown(
                name.cause()
                    .cloned()
                    .unwrap_or_else(|| Cause::new(CauseKind::Error, "condition without name")),
            ),
        }
    }

    fn truth_of_value(&self, node: &Node, scope: &Scope) -> Truth {
        if let Some(Scalar::Null) = node.scalar() {
            return self.refused(node, "a condition is empty");
        }
        let value = self.value(node, scope);
        Truth::of(&crate::value::to_bool(&value))
    }

    /// `Fn::And`; `Fn::Or` (`any`) as what is not that none holds.
    fn all(&self, argument: &Node, scope: &Scope, any: bool) -> Truth {
        if argument.items().is_empty() || !argument.is_whole() {
            return self.refused(argument, "`Fn::And` and `Fn::Or` take a list of conditions");
        }
        let mut formula = Formula::Constant(!any);
        let mut size = 0;
        let mut unknown = None;
        for operand in argument.items() {
            match self.truth(operand, scope) {
                Truth::Where(Formula::Constant(value), _) if value == any => return Truth::constant(any),
                Truth::Where(part, part_size) => {
                    size += part_size;
                    if size <= MAX_SIZE {
                        formula = if any { formula.or(&part) } else { formula.and(&part) };
                    }
                }
                Truth::Unknown(cause) => unknown = unknown.or(Some(cause)),
            }
        }
        match unknown {
            Some(cause) => Truth::Unknown(cause),
            None if size > MAX_SIZE => Truth::Unknown(Cause::bound("size of a condition")),
            None if formula == Formula::Constant(any) => Truth::constant(any),
            None => Truth::Where(formula, size.max(1)),
        }
    }

    fn equality(&self, left: &Node, right: &Node, span: Span, scope: &Scope) -> Truth {
        for (parameter, other) in [(left, right), (right, left)] {
            if let Form::Call("Ref", argument) = form::of(parameter)
                && let Some(name) = argument.text().filter(|name| scope.get(name).is_none())
                && let Some(subject) = self.subject(name)
                && let Some(text) = self.string(other, scope).as_str()
                && self.parameter(name).is_some_and(|value| value.equals(&Value::string(text)).is_none())
            {
                return Truth::Where(subject.equals(text), 1);
            }
        }
        let operands = vec![self.string(left, scope), self.string(right, scope)];
        let equal =
            Value::combined(operands, Value::is_branching, &mut |operands| match operands.as_slice() {
                [left, right] => self.equality_of(left, right, span, scope),
                _ => Value::null(),
            });
        Truth::of(&equal)
    }

    /// Whether two strings are equal that do not branch.
    pub(super) fn equality_of(&self, left: &Value, right: &Value, span: Span, scope: &Scope) -> Value {
        match left.equals(right) {
            Some(equal) => Value::bool(equal),
            None if left.is_error() => left.clone(),
            None if right.is_error() => right.clone(),
            None => self.open_equality(left, right, span, scope),
        }
    }

    /// Whether two strings are equal that are not known: the same question has the same answer wherever it stands.
    fn open_equality(&self, left: &Value, right: &Value, span: Span, scope: &Scope) -> Value {
        let yes_or_no: Arc<[Constant]> = Arc::from([Constant::Bool(true), Constant::Bool(false)]);
        let atom = match (canonical(left), canonical(right)) {
            (Some(name), _) if right.as_str().is_some() => against(&name, right),
            (_, Some(name)) if left.as_str().is_some() => against(&name, left),
            (Some(left), Some(right)) => {
                let (first, second) = if left <= right { (left, right) } else { (right, left) };
                let question = format!("{first} == {second}");
                Atom {
                    subject: question.as_str().into(),
                    constant: Constant::Bool(true),
                    domain: Some(yes_or_no),
                    words: format!("{} == {}", words(&first), words(&second)).into(),
                    cause: None,
                }
            }
            _ => {
                let source = self.around.loader.sources().slice(span);
                // two runs are compared without such places: who changes how they look changes that too
                let place = format!("{}{:?}@{}{}", self.prefix, span.source, span.start, scope.words());
                Atom {
                    subject: place.into(),
                    constant: Constant::Bool(true),
                    domain: Some(yes_or_no),
                    words: source.split_whitespace().collect::<Vec<_>>().join(" ").into(),
                    cause: None,
                }
            }
        };
        let cause = left.cause().or(right.cause()).cloned();
        let mut unknown = Unknown::because(cause.unwrap_or_else(|| Cause::bound("comparison")));
        unknown.formula = Some(Formula::Atom(Arc::new(atom)));
        unknown.of_type(Type::Bool).value()
    }
}

fn against(name: &str, known: &Value) -> Atom {
    Atom {
        subject: name.into(),
        constant: Constant::String(known.as_str().unwrap_or("").into()),
        domain: None,
        words: words(name).into(),
        cause: None,
    }
}

/// The last part of a canonical name: what the file itself calls it.
pub(super) fn words(name: &str) -> &str {
    if name.contains("${") { name } else { name.rsplit('/').next().unwrap_or(name) }
}

/// A name that stands for the same text wherever it is read.
pub(super) fn canonical(value: &Value) -> Option<String> {
    match &value.data {
        Data::Unknown(unknown) => match (&unknown.identity, &unknown.reference) {
            (Some(identity), _) => Some(identity.to_string()),
            (None, Some(reference)) => Some(format!("{}.{}", reference.address, reference.attribute)),
            (None, None) => None,
        },
        Data::Text(text) => text
            .parts
            .iter()
            .map(|part| match part {
                TextPart::Literal(text) => Some(text.to_string()),
                TextPart::Unknown(value) => Some(format!("${{{}}}", canonical(value)?)),
            })
            .collect(),
        _ => None,
    }
}
