//! The `Condition` element: operators, set operators, `…IfExists`, keys that a request does not carry.
//!
//! By <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html> and
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>.

use super::action::by_spelling;
use super::compare::{Comparison, Order, compare};
use super::context::{Context, ContextValue};
use super::matching::Outcome;
use super::{any_item, both, either, over_leaves};
use crate::expr::{logic, unknown_from};
use crate::value::{Cause, CauseKind, Data, HIDDEN, Value};

/// A condition operator, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Operator {
    pub set: Option<Set>,
    pub comparison: Comparison,
    pub negated: bool,
    pub if_exists: bool,
}

/// How a key of several values is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Set {
    ForAllValues,
    ForAnyValue,
}

/// Names of operators in small letters, what they compare, whether negated.
const OPERATORS: &[(&str, Comparison, bool)] = &[
    ("stringequals", Comparison::Exact, false),
    ("stringnotequals", Comparison::Exact, true),
    ("stringequalsignorecase", Comparison::IgnoreCase, false),
    ("stringnotequalsignorecase", Comparison::IgnoreCase, true),
    ("stringlike", Comparison::Like, false),
    ("stringnotlike", Comparison::Like, true),
    ("arnequals", Comparison::Arn, false),
    ("arnlike", Comparison::Arn, false),
    ("arnnotequals", Comparison::Arn, true),
    ("arnnotlike", Comparison::Arn, true),
    ("bool", Comparison::Bool, false),
    ("binaryequals", Comparison::Exact, false),
    ("numericequals", Comparison::Numeric(Order::Equal), false),
    ("numericnotequals", Comparison::Numeric(Order::Equal), true),
    ("numericlessthan", Comparison::Numeric(Order::Less), false),
    ("numericlessthanequals", Comparison::Numeric(Order::LessOrEqual), false),
    ("numericgreaterthan", Comparison::Numeric(Order::Greater), false),
    ("numericgreaterthanequals", Comparison::Numeric(Order::GreaterOrEqual), false),
    ("dateequals", Comparison::Date(Order::Equal), false),
    ("datenotequals", Comparison::Date(Order::Equal), true),
    ("datelessthan", Comparison::Date(Order::Less), false),
    ("datelessthanequals", Comparison::Date(Order::LessOrEqual), false),
    ("dategreaterthan", Comparison::Date(Order::Greater), false),
    ("dategreaterthanequals", Comparison::Date(Order::GreaterOrEqual), false),
    ("ipaddress", Comparison::Ip, false),
    ("notipaddress", Comparison::Ip, true),
    ("null", Comparison::Null, false),
];

impl Operator {
    /// Reads an operator's name; `None` where AWS has none of that name.
    pub fn read(name: &str) -> Option<Operator> {
        let name = name.trim().to_ascii_lowercase();
        let (set, name) = match name.split_once(':') {
            Some(("forallvalues", rest)) => (Some(Set::ForAllValues), rest),
            Some(("foranyvalue", rest)) => (Some(Set::ForAnyValue), rest),
            Some(_) => return None,
            None => (None, &*name),
        };
        let (name, if_exists) = match name.strip_suffix("ifexists") {
            Some(rest) => (rest, true),
            None => (name, false),
        };
        let (_, comparison, negated) = OPERATORS.iter().find(|(known, ..)| *known == name)?;
        if *comparison == Comparison::Null && (if_exists || set.is_some()) {
            return None;
        }
        Some(Operator { set, comparison: *comparison, negated: *negated, if_exists })
    }
}

/// Calls for each operator and key that is written, and joins the answers: `join` starts from `start`.
pub(super) fn each_test(
    condition: &Value,
    all: bool,
    test: &mut dyn FnMut(Operator, &str, &Value) -> Value,
) -> Value {
    let join = |a: &Value, b: &Value| if all { both(a, b) } else { either(a, b) };
    condition.map_leaves(&mut |leaf| {
        entries(leaf, all, &join, &mut |name, keys| {
            let Some(operator) = Operator::read(name) else {
                let error = Value::error(format!("there is no condition operator `{name}`"));
                return error.hushed(keys.sensitive);
            };
            keys.map_leaves(&mut |keys| {
                entries(keys, all, &join, &mut |key, values| test(operator, key, values))
            })
        })
    })
}

fn entries(
    value: &Value,
    all: bool,
    join: &dyn Fn(&Value, &Value) -> Value,
    answer: &mut dyn FnMut(&str, &Value) -> Value,
) -> Value {
    match &value.data {
        Data::Null => Value::bool(all),
        Data::Object(object) => {
            let mut so_far = Value::bool(all);
            if let Some(open) = &object.open {
                so_far = join(&so_far, &unknown_from(&Value::new(Data::Unknown(open.clone()))));
            }
            for (key, value) in &object.entries {
                so_far = join(&so_far, &answer(key, value));
                if so_far.as_bool() == Some(!all) {
                    break;
                }
            }
            so_far
        }
        Data::Unknown(_) => unknown_from(value),
        _ => Value::error("a condition is not an object"),
    }
}

/// Whether the request meets the condition.
pub(super) fn holds(condition: &Value, context: &Context, variables: bool) -> Value {
    let variables = variables.then_some(context);
    each_test(condition, true, &mut |operator, key, values| {
        test(operator, key, values, &context.get(key), variables)
    })
}

fn test(
    operator: Operator,
    key: &str,
    values: &Value,
    request: &ContextValue,
    variables: Option<&Context>,
) -> Value {
    // a null here is an entry that is not there
    if values.is_null() {
        return Value::bool(true);
    }
    let secret = values.sensitive || values.as_list().is_some_and(|list| list.iter().any(|it| it.sensitive));
    let key = if secret { HIDDEN } else { key };
    match request {
        ContextValue::Unknown(_) if secret => {
            Value::unknown(Cause::new(CauseKind::Elsewhere, format!("condition key {key} of the request")))
        }
        ContextValue::Unknown(cause) => Outcome::Unknown(cause.clone().into()).value(),
        ContextValue::Varying => Value::bool(false),
        ContextValue::OneOf(choices) => {
            let mut answers = choices.iter().map(|choice| test(operator, key, values, choice, variables));
            let Some(first) = answers.next() else { return Value::bool(false) };
            let same = first.as_bool().is_some() && answers.all(|it| it.as_bool() == first.as_bool());
            if same {
                return first;
            }
            Value::unknown(Cause::new(CauseKind::Elsewhere, format!("condition key {key} of the request")))
        }
        _ if operator.comparison == Comparison::Null => {
            let absent = matches!(request, ContextValue::Absent);
            any_item(values, &mut |item| {
                compare(Comparison::Bool, item, &Value::bool(absent), variables).value()
            })
        }
        ContextValue::Absent => Value::bool(match operator.set {
            _ if operator.if_exists => true,
            Some(Set::ForAllValues) => true,
            Some(Set::ForAnyValue) => false,
            None => operator.negated,
        }),
        ContextValue::Is(spellings) => one(operator, values, spellings, variables),
        ContextValue::Several(several) => match operator.set {
            Some(Set::ForAnyValue) => several.iter().fold(Value::bool(false), |so_far, item| {
                either(&so_far, &one(operator, values, std::slice::from_ref(item), variables))
            }),
            Some(Set::ForAllValues) => several.iter().fold(Value::bool(true), |so_far, item| {
                both(&so_far, &one(operator, values, std::slice::from_ref(item), variables))
            }),
            None if several.len() == 1 => one(operator, values, several, variables),
            None => {
                let words = format!("condition key {key}, which has several values");
                Value::unknown(Cause::new(CauseKind::Elsewhere, words))
            }
        },
    }
}

/// One value of the request against those of the policy: any of them, or (negated) none.
fn one(operator: Operator, values: &Value, spellings: &[Value], variables: Option<&Context>) -> Value {
    over_leaves(spellings, &mut |spellings| {
        let meets = any_item(values, &mut |item| {
            let mut met = |spelling: &Value| compare(operator.comparison, item, spelling, variables);
            by_spelling(spellings, &mut met).unwrap_or(Outcome::No).value()
        });
        if operator.negated { logic::not(&meets) } else { meets }
    })
}
