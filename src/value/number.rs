//! Numbers as Terraform has them: integers and sums, differences and products of decimals are exact.

use std::cmp::Ordering;
use std::fmt;

/// A number: a whole number within 128 bits, or the decimal that a 64-bit float prints as. Both are exact, as Terraform's
/// 512 bits are for them; what needs more digits (`1 / 3`, 50-digit literals) is not made, and so unknown.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// A whole number.
    Integer(i128),
    /// Any other finite number.
    Float(f64),
}

/// Up to here every whole number is a float; beyond, a float stands for its shortest decimal.
const EXACT_FLOATS: f64 = 9_007_199_254_740_992.0;

impl Number {
    /// Reads HCL's or JSON's notation; `None` where the text is no number, or one of more digits than are kept.
    pub fn parse(text: &str) -> Option<Number> {
        if let Ok(integer) = text.parse::<i128>() {
            return Some(Number::Integer(integer));
        }
        if !text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'))
        {
            return None;
        }
        let float = text.parse::<f64>().ok()?;
        if let Some(integer) = exact_integer(text) {
            return Some(Number::Integer(integer));
        }
        let number = Number::from_float(float)?;
        (significant(text)? == significant(&float.to_string())?).then_some(number)
    }

    /// Whether the text is a number for Terraform, even one that is not kept here: infinity, too many digits.
    pub fn is_notation(text: &str) -> bool {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        matches!(unsigned, "Inf" | "inf")
            || (text.parse::<f64>().is_ok() && unsigned.bytes().any(|byte| byte.is_ascii_digit()))
    }

    /// The number of that float; `None` for infinities and not-a-number.
    pub fn from_float(value: f64) -> Option<Number> {
        if !value.is_finite() {
            return None;
        }
        if value.fract() == 0.0 && value.abs() <= EXACT_FLOATS {
            return Some(Number::Integer(value as i128));
        }
        Some(Number::Float(value))
    }

    /// As a float, rounded where it does not fit.
    pub fn as_float(self) -> f64 {
        match self {
            Number::Integer(integer) => integer as f64,
            Number::Float(float) => float,
        }
    }

    /// As a whole number, where it is one.
    pub fn as_integer(self) -> Option<i128> {
        match self {
            Number::Integer(integer) => Some(integer),
            Number::Float(float) if float.fract() == 0.0 && float.abs() < 1e38 => Some(float as i128),
            Number::Float(_) => None,
        }
    }

    /// As an index or length, where it is a whole number that is not negative.
    pub fn as_index(self) -> Option<usize> {
        self.as_integer().and_then(|integer| usize::try_from(integer).ok())
    }

    /// The digits as one whole number, and how many of them stand behind the point; `None` where there are too many.
    fn decimal(self) -> Option<(i128, u32)> {
        let float = match self {
            Number::Integer(integer) => return Some((integer, 0)),
            Number::Float(float) => float,
        };
        let text = float.to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let digits = format!("{whole}{fraction}").parse().ok()?;
        Some((digits, u32::try_from(fraction.len()).ok()?))
    }

    fn from_decimal(digits: i128, scale: u32) -> Option<Number> {
        if scale == 0 { Some(Number::Integer(digits)) } else { Number::parse(&format!("{digits}e-{scale}")) }
    }

    /// Both as whole numbers of the same decimal unit.
    fn aligned(self, other: Number) -> Option<(i128, i128, u32)> {
        let ((a, a_scale), (b, b_scale)) = (self.decimal()?, other.decimal()?);
        let scale = a_scale.max(b_scale);
        let lift = |digits: i128, from: u32| digits.checked_mul(10_i128.checked_pow(scale - from)?);
        Some((lift(a, a_scale)?, lift(b, b_scale)?, scale))
    }

    /// Exact in decimals, as Terraform calculates with 512 bits; `None` where the digits do not fit.
    fn combine(self, other: Number, exact: fn(i128, i128) -> Option<i128>) -> Option<Number> {
        self.aligned(other).and_then(|(a, b, scale)| Number::from_decimal(exact(a, b)?, scale))
    }

    /// The sum; `None` beyond what a number can hold.
    #[expect(clippy::should_implement_trait, reason = "the trait's sum cannot fail")]
    pub fn add(self, other: Number) -> Option<Number> {
        self.combine(other, i128::checked_add)
    }

    /// The difference.
    pub fn subtract(self, other: Number) -> Option<Number> {
        self.combine(other, i128::checked_sub)
    }

    /// The product.
    pub fn multiply(self, other: Number) -> Option<Number> {
        let ((a, a_scale), (b, b_scale)) = self.decimal().zip(other.decimal())?;
        Number::from_decimal(a.checked_mul(b)?, a_scale.checked_add(b_scale)?)
    }

    /// The quotient where it is a decimal of few digits; `None` elsewhere, and by zero.
    pub fn divide(self, other: Number) -> Option<Number> {
        let (a, b, _) = self.aligned(other)?;
        let scale = (0..=MAX_QUOTIENT_SCALE)
            .find(|scale| lifted(a, *scale).is_some_and(|a| a.checked_rem(b) == Some(0)))?;
        Number::from_decimal(lifted(a, scale)?.checked_div(b)?, scale)
    }

    /// The remainder with the dividend's sign; `None` by zero.
    pub fn remainder(self, other: Number) -> Option<Number> {
        if other.as_float() == 0.0 {
            return None;
        }
        self.combine(other, i128::checked_rem)
    }

    /// The negated number.
    #[must_use]
    pub fn negate(self) -> Number {
        match self {
            Number::Integer(integer) => {
                integer.checked_neg().map_or(Number::Float(-(integer as f64)), Number::Integer)
            }
            Number::Float(float) => Number::Float(-float),
        }
    }
}

/// The whole number that a decimal notation with point or exponent (`1e30`, `2.50e2`) stands for, where it is one.
fn exact_integer(text: &str) -> Option<i128> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let exponent: i32 = exponent.parse().ok()?;
    let scale = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
    let scale = u32::try_from(scale).ok()?;
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    digits.checked_mul(10_i128.checked_pow(scale)?)
}

/// The significant digits and the power of ten of the last one, in one way for every notation of a number.
fn significant(text: &str) -> Option<(String, i64)> {
    let unsigned = text.trim_start_matches(['+', '-']);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let kept = digits.trim_end_matches('0');
    let power = exponent.parse::<i64>().ok()? - fraction.len() as i64 + (digits.len() - kept.len()) as i64;
    let kept = kept.trim_start_matches('0');
    Some((kept.to_owned(), if kept.is_empty() { 0 } else { power }))
}

/// Most digits behind the point that a quotient is looked for with.
const MAX_QUOTIENT_SCALE: u32 = 15;

fn lifted(digits: i128, scale: u32) -> Option<i128> {
    digits.checked_mul(10_i128.checked_pow(scale)?)
}

impl From<i128> for Number {
    fn from(value: i128) -> Self {
        Number::Integer(value)
    }
}

impl From<usize> for Number {
    fn from(value: usize) -> Self {
        Number::Integer(value as i128)
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Number::Integer(a), Number::Integer(b)) => Some(a.cmp(b)),
            (a, b) => a.as_float().partial_cmp(&b.as_float()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Integer(integer) => write!(formatter, "{integer}"),
            Number::Float(float) => write!(formatter, "{float}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    fn number(text: &str) -> Number {
        Number::parse(text).expect("a number")
    }

    #[test]
    fn only_exact_numbers_are_kept() {
        let inexact =
            ["1.2345678901234567890123456789", "12345678901234567890123456789012345678901234567890"];
        for text in inexact.into_iter().chain(["1e400", "Inf", "-Inf"]) {
            assert!(Number::parse(text).is_none() && Number::is_notation(text), "{text}");
        }
        for (text, printed) in
            [("0.1", "0.1"), ("2.50", "2.5"), ("1.5e-3", "0.0015"), ("-0.25", "-0.25"), ("5e2", "500")]
        {
            assert_eq!(number(text).to_string(), printed);
        }
        assert!(!Number::is_notation("abc") && !Number::is_notation("") && !Number::is_notation("nan"));
    }

    #[test]
    fn quotients_are_exact_or_not_given() {
        assert!(number("1").divide(number("3")).is_none());
        assert!(number("10").divide(number("3")).is_none());
        assert!(number("1").divide(number("0")).is_none());
        assert_eq!(number("10").divide(number("4")).map(|it| it.to_string()).as_deref(), Some("2.5"));
        assert_eq!(number("0.3").divide(number("0.1")).map(|it| it.to_string()).as_deref(), Some("3"));
        assert_eq!(number("1").divide(number("64")).map(|it| it.to_string()).as_deref(), Some("0.015625"));
    }
}
