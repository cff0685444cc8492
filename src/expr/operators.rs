//! Operators and the conditional, three-valued: known wherever every value the unknown can take gives the same.

use super::{Evaluator, unknown_from};
use crate::syntax::hcl::{BinaryOperator, Expr, ExprKind, UnaryOperator};
use crate::value::{
    Atom, Cause, CauseKind, Constant, Data, Formula, Number, Type, Unknown, Value, convert, to_bool,
    to_number, unify,
};
use std::sync::Arc;

impl Evaluator<'_> {
    pub(super) fn unary(&mut self, operator: UnaryOperator, operand: &Expr) -> Value {
        let value = self.evaluate(operand);
        match operator {
            UnaryOperator::Not => not(&value),
            UnaryOperator::Negate => negate(&value),
        }
    }

    pub(super) fn binary(&mut self, operator: BinaryOperator, left: &Expr, right: &Expr) -> Value {
        let at_home = self.scope.null_is_at_home();
        let a = self.evaluate(left);
        // one side that decides alone needs no other
        if matches!(
            (operator, &a.data),
            (BinaryOperator::And, Data::Bool(false)) | (BinaryOperator::Or, Data::Bool(true))
        ) {
            return a;
        }
        let b = self.evaluate(right);
        let origin = match (is_literal(left), is_literal(right)) {
            (true, false) => b.origin.clone(),
            (false, true) => a.origin.clone(),
            _ => a.origin.and(&b.origin),
        };
        let sensitive = a.sensitive || b.sensitive;
        let (a, b) = match operator {
            BinaryOperator::Equal | BinaryOperator::NotEqual => (self.whole(a), self.whole(b)),
            _ => (a, b),
        };
        let compared = u64::from(a.weight().min(b.weight()) / 8);
        if !self.scope.budget().spend(compared) {
            return super::over_steps();
        }
        let value = over_branches(&a, &b, &mut |a, b| apply(operator, a, b, at_home));
        let value =
            if matches!(operator, BinaryOperator::And | BinaryOperator::Or) && value.as_bool().is_some() {
                value
            } else {
                value.at(origin)
            };
        value.marked(sensitive).hushed(sensitive)
    }

    /// A handle compared with something else than a handle counts as its object.
    fn whole(&self, value: Value) -> Value {
        match value.data {
            Data::Handle(_) if !self.scope.null_is_at_home() => self.expanded(value),
            _ => value,
        }
    }

    /// The arm that is taken. The other one is evaluated only where its type may matter.
    fn arm(&mut self, taken: &Expr, other: &Expr) -> Value {
        let value = self.evaluate(taken);
        let may_change =
            matches!(value.data, Data::Bool(_) | Data::Number(_) | Data::List(_) | Data::Object(_));
        if self.scope.null_is_at_home() || !may_change {
            return value;
        }
        let both_written = is_collection_literal(taken) && is_collection_literal(other);
        let other = self.evaluate(other);
        if !self.scope.budget().make(&value) || !self.scope.budget().make(&other) {
            return super::over_steps();
        }
        beside(&value, &other, both_written)
    }

    pub(super) fn conditional(&mut self, condition: &Expr, then: &Expr, otherwise: &Expr) -> Value {
        let decided = to_bool(&self.evaluate(condition));
        if decided.is_error() {
            return decided;
        }
        let value = match decided.data {
            Data::Bool(true) => self.arm(then, otherwise),
            Data::Bool(false) => self.arm(otherwise, then),
            Data::Null => {
                if !self.scope.null_is_at_home() {
                    return Value::error("the condition is null");
                }
                self.evaluate(otherwise)
            }
            _ if self.may_be_taken(&decided) => unknown_from(&decided),
            _ => {
                let formula = self.formula_of(&decided, condition.span);
                let (mut then, mut otherwise) = (self.evaluate(then), self.evaluate(otherwise));
                if !self.scope.null_is_at_home() {
                    (then, otherwise) = (beside(&then, &otherwise, false), beside(&otherwise, &then, false));
                }
                Value::branches(&formula, then, otherwise)
            }
        };
        let origin = value.origin.and(&decided.origin);
        value.at(origin).marked(decided.sensitive)
    }
}

/// Terraform gives both arms one type: a bool or number beside a string is a string, `[1, "a"]` beside `[]` a list of
/// strings. What is not known of a type changes nothing; a clash of collections is none for certain unless both are
/// written in place, as what a resource's blocks look like here is not their type.
fn beside(value: &Value, other: &Value, both_written: bool) -> Value {
    let kinds = (unify::type_of(value), unify::type_of(other));
    match (&kinds.0, &kinds.1) {
        (Type::Any, _) | (_, Type::Any) => value.clone(),
        (a, b) if is_scalar(a) && is_scalar(b) => match unify::common_type([value, other].into_iter()) {
            Some(kind) => convert(value, &kind),
            None => inconsistent(),
        },
        (a, b) if is_scalar(a) || is_scalar(b) => inconsistent(),
        _ => {
            let kind = unify::common_type([value, other].into_iter());
            match kind.map(|kind| convert(value, &kind)).filter(|it| !it.is_error()) {
                Some(converted) => converted,
                None if both_written => inconsistent(),
                None => value.clone(),
            }
        }
    }
}

/// A collection written in place.
fn is_collection_literal(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Tuple(_) | ExprKind::Object(_) => true,
        ExprKind::Parenthesis(inner) => is_collection_literal(inner),
        _ => false,
    }
}

fn is_scalar(kind: &Type) -> bool {
    matches!(kind, Type::Bool | Type::Number | Type::String)
}

fn inconsistent() -> Value {
    Value::error("the results of the condition have types that do not go together")
}

fn is_literal(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::String(_) => true,
        ExprKind::Tuple(items) => items.iter().all(is_literal),
        ExprKind::Parenthesis(inner) => is_literal(inner),
        _ => false,
    }
}

fn over_branches(a: &Value, b: &Value, f: &mut dyn FnMut(&Value, &Value) -> Value) -> Value {
    if matches!(a.data, Data::Branches(_)) {
        return a.map_leaves(&mut |a| over_branches(a, b, f));
    }
    if matches!(b.data, Data::Branches(_)) {
        return b.map_leaves(&mut |b| f(a, b));
    }
    f(a, b)
}

fn apply(operator: BinaryOperator, a: &Value, b: &Value, at_home: bool) -> Value {
    match operator {
        BinaryOperator::Equal => equal(a, b),
        BinaryOperator::NotEqual => not(&equal(a, b)),
        BinaryOperator::And => and(a, b, at_home),
        BinaryOperator::Or => not(&and(&not_or_false(a, at_home), &not_or_false(b, at_home), at_home)),
        BinaryOperator::Less
        | BinaryOperator::LessEqual
        | BinaryOperator::Greater
        | BinaryOperator::GreaterEqual => order(operator, a, b, at_home),
        _ => arithmetic(operator, a, b),
    }
}

/// `a && b` of values, branches looked through.
pub(super) fn and_values(a: &Value, b: &Value) -> Value {
    over_branches(a, b, &mut |a, b| and(a, b, true))
}

/// `!value` of a value, branches looked through; null counts as false.
pub(super) fn not_value(value: &Value) -> Value {
    value.map_leaves(&mut |leaf| not_or_false(leaf, true))
}

fn not_or_false(value: &Value, at_home: bool) -> Value {
    if at_home && value.is_null() { Value::bool(true).at(value.origin.clone()) } else { not(value) }
}

/// `!value`
fn not(value: &Value) -> Value {
    let value = to_bool(value);
    match &value.data {
        Data::Bool(known) => Value::bool(!known).at(value.origin.clone()).marked(value.sensitive),
        Data::Branches(_) => value.map_leaves(&mut not),
        Data::Null => Value::error("`!` of null"),
        Data::Unknown(unknown) if !value.is_error() => {
            let formula = boolean_formula(unknown).map(|formula| formula.negate());
            undecided([&value, &value], formula).at(value.origin.clone()).marked(value.sensitive)
        }
        _ => value,
    }
}

fn negate(value: &Value) -> Value {
    let value = to_number(value);
    match &value.data {
        Data::Number(number) => {
            Value::number(number.negate()).at(value.origin.clone()).marked(value.sensitive)
        }
        Data::Branches(_) => value.map_leaves(&mut negate),
        Data::Null => Value::error("`-` of null"),
        Data::Unknown(_) if !value.is_error() => unknown_number(&value),
        _ => value,
    }
}

/// When an unknown boolean is true.
fn boolean_formula(unknown: &Unknown) -> Option<Formula> {
    unknown.formula.clone().or_else(|| {
        let name = name_of(unknown)?;
        Some(Formula::Atom(Arc::new(Atom {
            words: words_of(unknown, &name),
            subject: name,
            constant: Constant::Bool(true),
            domain: None,
            cause: cause_of(unknown),
        })))
    })
}

/// What stands for the same value wherever it is read: its identity, or the attribute that it is.
pub(super) fn name_of(unknown: &Unknown) -> Option<Arc<str>> {
    unknown.identity.clone().or_else(|| {
        let reference =
            unknown.reference.as_ref().filter(|it| !unknown.made_of && !it.attribute.is_empty())?;
        Some(format!("{}.{}", reference.address, reference.attribute).into())
    })
}

/// Why something with a name is open, where its words do not tell.
fn cause_of(unknown: &Unknown) -> Option<Cause> {
    let told = matches!(unknown.cause.kind, CauseKind::Variable | CauseKind::Parameter);
    (!told).then(|| unknown.cause.clone())
}

/// An identity in the file's own words: without the module instance before it.
fn words_of(unknown: &Unknown, identity: &Arc<str>) -> Arc<str> {
    let identity = unknown.called.as_ref().unwrap_or(identity);
    let locally = identity.starts_with("module.").then(|| identity.rfind(".local.")).flatten();
    match unknown.cause.kind {
        // what a function makes of it is named by the call
        _ if identity.contains('(') => Arc::clone(identity),
        _ if locally.is_some() => Arc::from(&identity[locally.map_or(0, |at| at + 1)..]),
        CauseKind::Variable => match identity.rfind("var.") {
            Some(at) => Arc::from(&identity[at..]),
            None => Arc::clone(identity),
        },
        CauseKind::Parameter => match identity.rfind('/') {
            Some(at) => Arc::from(&identity[at + 1..]),
            None => Arc::clone(identity),
        },
        _ => Arc::clone(identity),
    }
}

fn undecided(operands: [&Value; 2], formula: Option<Formula>) -> Value {
    let [first, second] = operands;
    let because = if first.cause().is_some() { first } else { second };
    let cause = because.cause().cloned().unwrap_or_else(|| Cause::new(CauseKind::Error, "not known"));
    let mut unknown = Unknown::because(cause).of_type(Type::Bool);
    unknown.others = because.as_unknown().and_then(|because| because.others.clone());
    unknown.not_null = true;
    unknown.formula = formula;
    unknown.fallible = operands.iter().any(|it| it.as_unknown().is_some_and(|it| it.fallible));
    unknown.value()
}

/// Not known for the inputs of the other either.
fn also_for(undecided: Value, other: &Value) -> Value {
    match (undecided.as_unknown(), other.as_unknown()) {
        (Some(unknown), Some(other)) => unknown.clone().blocked_by(other.causes()).value(),
        _ => undecided,
    }
}

fn unknown_number(because: &Value) -> Value {
    let cause = because.cause().cloned().unwrap_or_else(|| Cause::new(CauseKind::Error, "not known"));
    let mut unknown = Unknown::because(cause).of_type(Type::Number);
    unknown.not_null = true;
    unknown.value()
}

fn and(a: &Value, b: &Value, at_home: bool) -> Value {
    let (a, b) = (to_bool(a), to_bool(b));
    for value in [&a, &b] {
        if value.as_bool() == Some(false) || (at_home && value.is_null()) {
            return Value::bool(false).at(value.origin.clone());
        }
    }
    for value in [&a, &b] {
        if value.is_error() {
            return value.clone();
        }
        if value.is_null() {
            return Value::error("a logical operator's operand is null");
        }
    }
    match (a.as_bool(), b.as_bool()) {
        (Some(true), Some(true)) => Value::bool(true).at(a.origin.and(&b.origin)),
        (Some(true), None) => b,
        (None, Some(true)) => a,
        _ => {
            let formula =
                a.as_unknown().and_then(boolean_formula).zip(b.as_unknown().and_then(boolean_formula));
            let undecided = undecided([&a, &b], formula.map(|(a, b)| a.and(&b)));
            also_for(undecided, &b).at(a.origin.and(&b.origin))
        }
    }
}

/// `a == b`: values of different types are never equal, as in Terraform.
pub fn equal(a: &Value, b: &Value) -> Value {
    for value in [a, b] {
        if value.is_error() {
            return value.clone();
        }
    }
    if different_collections(a, b) {
        return Value::bool(false);
    }
    if let Some(answer) = a.equals(b) {
        return Value::bool(answer);
    }
    let formula = equality_formula(a, b).or_else(|| equality_formula(b, a));
    undecided([a, b], formula)
}

fn different_collections(a: &Value, b: &Value) -> bool {
    match (&a.data, &b.data) {
        (Data::List(a), Data::List(b)) => a.kind != b.kind,
        (Data::Object(a), Data::Object(b)) => a.is_map != b.is_map,
        _ => false,
    }
}

/// When something with a name equals a constant.
pub(super) fn equality_formula(named: &Value, constant: &Value) -> Option<Formula> {
    let unknown = named.as_unknown()?;
    // a condition is told with its constant
    if constant.sensitive && !matches!(constant.data, Data::Null) {
        return None;
    }
    if let (Some(formula), Data::Bool(value)) = (&unknown.formula, &constant.data) {
        return Some(if *value { formula.clone() } else { formula.negate() });
    }
    let name = name_of(unknown)?;
    let constant = match &constant.data {
        Data::Null => Constant::Null,
        Data::Bool(value) => Constant::Bool(*value),
        Data::Number(number) => Constant::Number(number.to_string().into()),
        Data::String(text) => Constant::String(Arc::clone(text)),
        _ => return None,
    };
    Some(Formula::Atom(Arc::new(Atom {
        words: words_of(unknown, &name),
        subject: name,
        constant,
        domain: None,
        cause: cause_of(unknown),
    })))
}

fn order(operator: BinaryOperator, a: &Value, b: &Value, at_home: bool) -> Value {
    if at_home && (a.is_null() || b.is_null()) {
        return Value::bool(false);
    }
    let (x, y) = (to_number(a), to_number(b));
    for value in [&x, &y] {
        if value.is_error() {
            return value.clone();
        }
        if value.is_null() {
            return Value::error("a comparison's operand is null");
        }
    }
    let (Some(p), Some(q)) = (x.as_number(), y.as_number()) else {
        return undecided([&x, &y], comparison_formula(operator, &x, &y));
    };
    Value::bool(match operator {
        BinaryOperator::Less => p < q,
        BinaryOperator::LessEqual => p <= q,
        BinaryOperator::Greater => p > q,
        _ => p >= q,
    })
}

fn comparison_formula(operator: BinaryOperator, a_value: &Value, b_value: &Value) -> Option<Formula> {
    let name = |value: &Value| -> Option<(String, Arc<str>)> {
        match &value.data {
            Data::Number(number) => Some((number.to_string(), number.to_string().into())),
            Data::Unknown(unknown) => {
                let name = name_of(unknown)?;
                Some((name.to_string(), words_of(unknown, &name)))
            }
            _ => None,
        }
    };
    let sign = match operator {
        BinaryOperator::Less => "<",
        BinaryOperator::LessEqual => "<=",
        BinaryOperator::Greater => ">",
        _ => ">=",
    };
    let ((a, a_words), (b, b_words)) = (name(a_value)?, name(b_value)?);
    Some(Formula::Atom(Arc::new(Atom {
        subject: format!("{a} {sign} {b}").into(),
        constant: Constant::Bool(true),
        domain: Some(Arc::from([Constant::Bool(true), Constant::Bool(false)])),
        words: format!("{a_words} {sign} {b_words}").into(),
        cause: [a_value, b_value].into_iter().find_map(|it| cause_of(it.as_unknown()?)),
    })))
}

fn arithmetic(operator: BinaryOperator, a: &Value, b: &Value) -> Value {
    let (x, y) = (to_number(a), to_number(b));
    for value in [&x, &y] {
        if value.is_error() {
            return value.clone();
        }
        if value.is_null() {
            return Value::error("an operand is null");
        }
    }
    let (Some(p), Some(q)) = (x.as_number(), y.as_number()) else {
        return unknown_number(if x.as_number().is_none() { &x } else { &y });
    };
    let result = match operator {
        BinaryOperator::Add => p.add(q),
        BinaryOperator::Subtract => p.subtract(q),
        BinaryOperator::Multiply => p.multiply(q),
        BinaryOperator::Divide => p.divide(q),
        _ => p.remainder(q),
    };
    let zero = Number::from(0_i128);
    match result {
        Some(number) => Value::number(number),
        None if operator == BinaryOperator::Divide && *p == zero && *q == zero => {
            Value::error("zero is divided by zero")
        }
        // infinity to Terraform, or more digits than are kept
        None => unknown_number(&Value::unknown(Cause::bound("number precision"))),
    }
}
