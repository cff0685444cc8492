//! Expressions to values: Terraform's semantics with three-valued knowledge, for configurations and rule predicates.
//!
//! An [`Evaluator`] walks a tree; names are looked up through a [`Scope`], which alone knows what `var.x` or
//! `trail.bucket` is. Errors are values too ([`Value::error`]), so that `try` can go on. Nothing here knows files.

pub mod functions;
mod iteration;
mod keys;
pub mod logic;
mod operators;
mod templates;
mod traversal;

use crate::source::{Problem, Span};
use crate::syntax::hcl::{Expr, ExprKind, ObjectItem, TemplatePart};
use crate::value::{
    Atom, Cause, CauseKind, Constant, Data, Formula, Handle, Layout, Origin, Role, Unknown, Value,
    number_written, to_string,
};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;
use unicode_normalization::{UnicodeNormalization, is_nfc};

pub(crate) use iteration::certain_entries;
pub use operators::equal;
pub use traversal::{PathStep, attribute_of, index_of};

/// Deepest nesting of evaluations (through locals, variables and calls too).
const MAX_EVALUATION_DEPTH: u32 = 700;
/// Most steps one unit may take.
const MAX_STEPS: u64 = 6_000_000;
/// How much of a text is read or made in a step, in bytes.
const BYTES_PER_STEP: u64 = 16;

/// What one unit's evaluations have used up, and the problems they met.
#[derive(Debug, Default)]
pub struct Budget {
    depth: Cell<u32>,
    steps: Cell<u64>,
    problems: RefCell<Vec<Problem>>,
}

impl Budget {
    /// Counts one step; false where the bound is passed.
    pub fn spend(&self, steps: u64) -> bool {
        self.steps.set(self.steps.get().saturating_add(steps));
        self.steps.get() <= MAX_STEPS
    }

    /// Counts the steps for a value that was made: the time it took, and the memory it takes; false where the bound is
    /// passed.
    pub fn make(&self, value: &Value) -> bool {
        self.spend(match &value.data {
            Data::String(text) => text.len() as u64 / BYTES_PER_STEP,
            _ => 2 * u64::from(value.weight() - 1),
        })
    }

    /// How deep the evaluation is that runs now.
    pub fn depth(&self) -> u32 {
        self.depth.get()
    }

    /// Notes a problem, each once.
    pub fn report(&self, problem: Problem) {
        let mut problems = self.problems.borrow_mut();
        if problems.len() < 1000 && !problems.contains(&problem) {
            problems.push(problem);
        }
    }

    /// Takes the problems out.
    pub fn take_problems(&self) -> Vec<Problem> {
        self.problems.take()
    }
}

/// What a scope answers to a traversal.
#[derive(Debug)]
pub struct Resolved {
    /// The value of `root` followed by the first `consumed` steps.
    pub value: Value,
    /// How many steps it took.
    pub consumed: usize,
}

/// Where names lead. Implemented by Terraform modules, by templates' conditions and by the rules' view of the model.
pub trait Scope {
    /// The value of a traversal's beginning (`var.name`, `data.t.n`, `trail`), or `None` where the root name is
    /// nothing here. Index steps may be evaluated through `evaluator`.
    fn resolve(
        &self,
        root: &str,
        steps: &[PathStep<'_>],
        span: Span,
        evaluator: &mut Evaluator<'_>,
    ) -> Option<Resolved>;

    /// An attribute of a handle this scope gave.
    fn attribute(&self, handle: Handle, name: &str, span: Span) -> Value;

    /// Everything that is known of a handle, as an object.
    fn expand(&self, handle: Handle) -> Value;

    /// A function that needs the scope's surroundings (files, the rules' questions); `None` where the name is not
    /// one of those.
    fn call(&self, name: &str, arguments: &[Value], span: Span) -> Option<Value>;

    /// The name of this instance of the scope within its unit, for canonical names.
    fn instance(&self) -> &str;

    /// The source text of a span.
    fn text(&self, span: Span) -> String;

    /// What the unit's evaluations have used up.
    fn budget(&self) -> &Budget;

    /// Rule predicates: an attribute of null is null, ordering with null is false.
    fn null_is_at_home(&self) -> bool {
        false
    }
}

/// Walks expressions in one scope, with the names that `for` and `dynamic` bind.
pub struct Evaluator<'s> {
    scope: &'s dyn Scope,
    bindings: Vec<(Arc<str>, Value)>,
    splat_items: Vec<Value>,
    /// Within the arguments of `try` and `can`: what may be an error must not be taken for what it else is.
    errors_are_taken: bool,
}

impl<'s> Evaluator<'s> {
    /// An evaluator without bound names.
    pub fn new(scope: &'s dyn Scope) -> Self {
        Evaluator { scope, bindings: Vec::new(), splat_items: Vec::new(), errors_are_taken: false }
    }

    /// The scope that names are looked up in.
    pub fn scope(&self) -> &'s dyn Scope {
        self.scope
    }

    /// Evaluates with one more name bound (an iterator of `dynamic`, `each`, `count`, `self`).
    pub fn with_binding<T>(&mut self, name: &str, value: Value, run: impl FnOnce(&mut Self) -> T) -> T {
        self.bindings.push((name.into(), value));
        let result = run(self);
        self.bindings.pop();
        result
    }

    fn bound(&self, name: &str) -> Option<&Value> {
        self.bindings.iter().rev().find(|(bound, _)| &**bound == name).map(|(_, value)| value)
    }

    /// The value of an expression.
    pub fn evaluate(&mut self, expr: &Expr) -> Value {
        let budget = self.scope.budget();
        if budget.depth.get() >= MAX_EVALUATION_DEPTH {
            return Value::unknown(Cause::bound("evaluation depth"));
        }
        if !budget.spend(1) {
            return over_steps();
        }
        budget.depth.set(budget.depth.get() + 1);
        let value = self.evaluate_kind(expr);
        budget.depth.set(budget.depth.get() - 1);
        value
    }

    fn evaluate_kind(&mut self, expr: &Expr) -> Value {
        let literal = |value: Value| value.at(Origin::of(Role::Literal, expr.span));
        match &expr.kind {
            ExprKind::Null => literal(Value::null()),
            ExprKind::Bool(value) => literal(Value::bool(*value)),
            ExprKind::Number(text) => literal(
                number_written(text).unwrap_or_else(|| Value::error(format!("`{text}` is not a number"))),
            ),
            ExprKind::String(text) => laid(literal(Value::string(composed(text))), text, expr.span),
            ExprKind::Template(parts) => {
                let value = self.template(parts);
                let value = if value.origin.last().is_none() { literal(value) } else { value };
                match parts.first() {
                    Some(TemplatePart::Literal(text, _)) => laid(value, text, expr.span),
                    _ => value,
                }
            }
            ExprKind::Wrapped(inner) | ExprKind::Parenthesis(inner) => self.evaluate(inner),
            ExprKind::Tuple(items) => {
                literal(Value::tuple(items.iter().map(|item| self.evaluate(item)).collect()))
            }
            ExprKind::Object(items) => literal(self.object(items)),
            ExprKind::Variable(_) | ExprKind::Attribute(..) | ExprKind::Index(..) => self.traverse(expr),
            ExprKind::Splat { source, each, .. } => self.splat(source, each),
            ExprKind::SplatItem => self.splat_items.last().cloned().unwrap_or_else(Value::null),
            ExprKind::Call { name, arguments, expand_last } => {
                self.call(&name.text, arguments, *expand_last, expr.span)
            }
            ExprKind::Unary(operator, operand) => self.unary(*operator, operand),
            ExprKind::Binary(operator, left, right) => self.binary(*operator, left, right),
            ExprKind::Conditional(condition, then, otherwise) => self.conditional(condition, then, otherwise),
            ExprKind::For(details) => self.for_expression(details, expr.span),
            ExprKind::Unreadable => Value::unknown(Cause::new(CauseKind::UnreadableText, "this expression")),
        }
    }

    fn object(&mut self, items: &[ObjectItem]) -> Value {
        let mut entries = BTreeMap::new();
        let mut open = None;
        // keys have no mark of their own: as in Terraform the whole has it
        let mut secret = false;
        for item in items {
            let key = to_string(&self.evaluate(&item.key));
            secret |= key.sensitive;
            let value = self.evaluate(&item.value);
            match &key.data {
                Data::String(key) => {
                    entries.insert(Arc::clone(key), value);
                }
                _ if key.is_error() => return key,
                _ if key.is_null() => return Value::error("an object key is null"),
                _ => {
                    // it may be one of those before it, in whose place it then is
                    let may_be = |entry: &str| key.equals(&Value::string(entry)) != Some(false);
                    let before = entries.iter_mut().filter(|(entry, _): &(&Arc<str>, _)| may_be(entry));
                    before.for_each(|(_, before)| *before = unknown_from(&key));
                    open = Some(opened_by(&key));
                }
            }
        }
        Value::object_of(false, entries, open).marked(secret)
    }

    fn call(&mut self, name: &str, arguments: &[Expr], expand_last: bool, span: Span) -> Value {
        let outside = self.errors_are_taken;
        self.errors_are_taken |= functions::takes_errors(name);
        let mut values: Vec<Value> = arguments.iter().map(|argument| self.evaluate(argument)).collect();
        self.errors_are_taken = outside;
        if expand_last && let Some(last) = values.pop() {
            let last = self.expanded(last);
            match &last.data {
                Data::List(list) => values.extend(list.items.iter().cloned()),
                Data::Branches(_) => {
                    let scope = self.scope;
                    return last.map_leaves(&mut |leaf| match leaf.as_list() {
                        Some(items) => {
                            let mut all = values.clone();
                            all.extend(items.iter().cloned());
                            functions::call(scope, name, &all, span)
                        }
                        None => unknown_from(leaf),
                    });
                }
                Data::Unknown(_) => return unknown_from(&last),
                _ => return Value::error(format!("`{name}`: what `...` expands must be a list")),
            }
        }
        functions::call(self.scope, name, &values, span)
    }

    /// A handle as its object; anything else as it is.
    pub fn expanded(&self, value: Value) -> Value {
        match value.data {
            Data::Handle(handle) => self.scope.expand(handle).marked(value.sensitive),
            _ => value,
        }
    }

    /// Whether a condition may turn out an error that something around it looks at: neither arm may be the value then.
    fn may_be_taken(&self, condition: &Value) -> bool {
        self.errors_are_taken && condition.as_unknown().is_some_and(|unknown| unknown.fallible)
    }

    /// When a condition holds: its formula, or an atom that stands for its text in this instance.
    fn formula_of(&self, condition: &Value, span: Span) -> Formula {
        condition.formula().unwrap_or_else(|| {
            let words: Arc<str> = self.scope.text(span).into();
            // two runs are compared without such places: who changes how they look changes that too
            let place = format!("{}@{}:{}", self.scope.instance(), span.source.0, span.start);
            let unknown = condition.as_unknown();
            let subject = match unknown.and_then(operators::name_of) {
                Some(identity) => identity,
                None if self.bindings.is_empty() && self.splat_items.is_empty() => place.into(),
                // within an iteration the same text is another condition each time
                None => format!("{place}#{}", self.scope.budget().steps.get()).into(),
            };
            let cause = unknown.map(|unknown| unknown.cause.clone());
            let constant = Constant::Bool(true);
            Formula::Atom(Arc::new(Atom { subject, constant, domain: None, words, cause }))
        })
    }
}

/// Over the bound that all evaluations of a unit share.
fn over_steps() -> Value {
    Value::unknown(Cause::bound("evaluation steps"))
}

/// A text that begins like a document remembers where it is written.
fn laid(value: Value, beginning: &str, span: Span) -> Value {
    if !beginning.trim_start().starts_with('{') {
        return value;
    }
    let origin = value.origin.laid(Layout::Literal(span));
    value.at(origin)
}

/// Terraform's strings are in Unicode's composed form (NFC).
pub(crate) fn composed(text: &Arc<str>) -> Arc<str> {
    if text.is_ascii() || is_nfc(text) { Arc::clone(text) } else { text.nfc().collect::<String>().into() }
}

/// Unknown for the same reason as a value that is not known, with nothing else carried over.
pub fn unknown_from(value: &Value) -> Value {
    let cause = value.cause().cloned().unwrap_or_else(|| Cause::new(CauseKind::Error, "not known"));
    let others = value.as_unknown().and_then(|unknown| unknown.others.as_ref());
    let unknown = Unknown { others: others.map(Arc::clone), ..Unknown::because(cause) };
    unknown.value().at(value.origin.clone()).marked(value.sensitive)
}

fn opened_by(key: &Value) -> Arc<Unknown> {
    let cause = key.cause().cloned().unwrap_or_else(|| Cause::new(CauseKind::Error, "a key is not known"));
    Arc::new(Unknown::because(cause))
}
