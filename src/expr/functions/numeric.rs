//! Numbers.

use super::arguments::{Outcome, settled};
use super::{Arity, Call, Function, OnUnknown};
use crate::value::{Cause, Number, Type, Value, to_number};

pub(super) const FUNCTIONS: &[Function] = &[
    row("abs", Arity::exactly(1), |call| settled(abs(call))),
    row("ceil", Arity::exactly(1), |call| settled(rounded(call, Number::ceiling))),
    row("floor", Arity::exactly(1), |call| settled(rounded(call, Number::floor))),
    row("log", Arity::exactly(2), |call| settled(log(call))),
    row("max", Arity::at_least(1), |call| settled(extreme(call, |new, best| new > best))),
    row("min", Arity::at_least(1), |call| settled(extreme(call, |new, best| new < best))),
    row("parseint", Arity::exactly(2), |call| settled(parseint(call))),
    row("pow", Arity::exactly(2), |call| settled(pow(call))),
    row("signum", Arity::exactly(1), |call| settled(signum(call))),
    row("sum", Arity::exactly(1), |call| settled(sum(call))),
];

const fn row(name: &'static str, arity: Arity, run: fn(&Call<'_>) -> Value) -> Function {
    Function { name, arity, unknown: OnUnknown::Propagate, result: || Some(Type::Number), run }
}

/// The float as a value; beyond what a number can hold it is unknown.
fn float(value: f64) -> Value {
    Number::from_float(value).map_or_else(|| Value::unknown(Cause::bound("numbers")), Value::number)
}

fn zero() -> Number {
    Number::from(0_i128)
}

fn abs(call: &Call<'_>) -> Outcome {
    let number = call.number(0)?;
    Ok(Value::number(if number.is_negative() { number.negate() } else { number }))
}

fn rounded(call: &Call<'_>, round: fn(&Number) -> Option<Number>) -> Outcome {
    Ok(round(&call.number(0)?).map_or_else(|| Value::unknown(Cause::bound("numbers")), Value::number))
}

fn log(call: &Call<'_>) -> Outcome {
    let (number, base) = (call.number(0)?.as_float(), call.number(1)?.as_float());
    Ok(float(number.ln() / base.ln()))
}

fn pow(call: &Call<'_>) -> Outcome {
    Ok(float(call.number(0)?.as_float().powf(call.number(1)?.as_float())))
}

fn signum(call: &Call<'_>) -> Outcome {
    let number = call.number(0)?;
    if number.as_integer().is_none() && number.as_float().abs() < 1e18 {
        return Err(call.error("a whole number is needed"));
    }
    let sign = if number < zero() { -1_i128 } else { i128::from(number > zero()) };
    Ok(Value::number(sign))
}

fn extreme(call: &Call<'_>, better: fn(&Number, &Number) -> bool) -> Outcome {
    let mut best = call.number(0)?;
    for at in 1..call.arguments.len() {
        let number = call.number(at)?;
        if better(&number, &best) {
            best = number;
        }
    }
    Ok(Value::number(best))
}

fn parseint(call: &Call<'_>) -> Outcome {
    let base = call.integer(1)?;
    let text = call.present(0)?;
    let Some(text) = text.as_str() else { return Err(call.error("the first argument must be a string")) };
    if !(2..=62).contains(&base) {
        return Err(call.error("the base must be between 2 and 62"));
    }
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let invalid = || call.error("the string is no whole number in that base");
    if digits.is_empty() {
        return Err(invalid());
    }
    let digits: Option<Vec<u8>> = digits
        .bytes()
        .map(|digit| digit_value(digit, base).filter(|value| i128::from(*value) < base))
        .collect();
    let digits = digits.ok_or_else(invalid)?;
    let base = u32::try_from(base).map_err(|_| invalid())?;
    match Number::from_digits(negative, &digits, base) {
        Some(number) => Ok(Value::number(number)),
        None => Err(Value::unknown(Cause::bound("numbers"))),
    }
}

/// Above base 36 upper case letters come behind lower case ones.
fn digit_value(digit: u8, base: i128) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'z' => Some(digit - b'a' + 10),
        b'A'..=b'Z' if base <= 36 => Some(digit - b'A' + 10),
        b'A'..=b'Z' => Some(digit - b'A' + 36),
        _ => None,
    }
}

fn sum(call: &Call<'_>) -> Outcome {
    let list = call.list(0)?;
    let mut total: Option<Number> = None;
    for item in &list.items {
        let number = to_number(item);
        match number.as_number() {
            Some(number) => {
                let sum = match &total {
                    Some(total) => total.add(number),
                    None => Some(number.clone()),
                };
                total = Some(sum.ok_or_else(|| Value::unknown(Cause::bound("numbers")))?);
            }
            None if number.is_error() => return Err(number),
            None => return Err(call.error("an item is null")),
        }
    }
    total.map(Value::number).ok_or_else(|| call.error("the list is empty"))
}
