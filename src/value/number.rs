//! Numbers as Terraform has them: integers and sums, differences and products of decimals are exact.

use std::cmp::Ordering;
use std::fmt;

/// A number. Integers within 128 bits are exact; others are kept as 64-bit floats, which print as the shortest decimal
/// (so `1 / 3` has 16 digits here, and 155 in Terraform).
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// A whole number.
    Integer(i128),
    /// Any other finite number.
    Float(f64),
}

/// Up to here every whole number is a float; beyond, a float prints as Terraform prints it: its shortest decimal.
const EXACT_FLOATS: f64 = 9_007_199_254_740_992.0;

impl Number {
    /// Reads HCL's or JSON's notation; `None` where the text is no finite number.
    pub fn parse(text: &str) -> Option<Number> {
        if let Ok(integer) = text.parse::<i128>() {
            return Some(Number::Integer(integer));
        }
        if !text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'))
        {
            return None;
        }
        let float = text.parse::<f64>().ok()?;
        exact_integer(text).map(Number::Integer).or_else(|| Number::from_float(float))
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

    /// Exact in decimals where the digits fit, as Terraform calculates with 512 bits; in floats where not.
    fn combine(
        self,
        other: Number,
        exact: fn(i128, i128) -> Option<i128>,
        float: fn(f64, f64) -> f64,
    ) -> Option<Number> {
        let decimals =
            self.aligned(other).and_then(|(a, b, scale)| Number::from_decimal(exact(a, b)?, scale));
        decimals.or_else(|| Number::from_float(float(self.as_float(), other.as_float())))
    }

    /// The sum; `None` beyond what a number can hold.
    #[expect(clippy::should_implement_trait, reason = "the trait's sum cannot fail")]
    pub fn add(self, other: Number) -> Option<Number> {
        self.combine(other, i128::checked_add, |a, b| a + b)
    }

    /// The difference.
    pub fn subtract(self, other: Number) -> Option<Number> {
        self.combine(other, i128::checked_sub, |a, b| a - b)
    }

    /// The product.
    pub fn multiply(self, other: Number) -> Option<Number> {
        let exact = self.decimal().zip(other.decimal()).and_then(|((a, a_scale), (b, b_scale))| {
            Number::from_decimal(a.checked_mul(b)?, a_scale.checked_add(b_scale)?)
        });
        exact.or_else(|| Number::from_float(self.as_float() * other.as_float()))
    }

    /// The quotient; `None` by zero.
    pub fn divide(self, other: Number) -> Option<Number> {
        if other.as_float() == 0.0 {
            return None;
        }
        let whole = self.aligned(other).and_then(|(a, b, _)| {
            (a.checked_rem(b)? == 0).then(|| a.checked_div(b)).flatten().map(Number::Integer)
        });
        whole.or_else(|| Number::from_float(decimal(self.as_float() / other.as_float())))
    }

    /// The remainder with the dividend's sign; `None` by zero.
    pub fn remainder(self, other: Number) -> Option<Number> {
        if other.as_float() == 0.0 {
            return None;
        }
        self.combine(other, i128::checked_rem, |a, b| a % b)
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

/// Terraform calculates with 512 bits: round away what a 64-bit float's quotient adds at its end.
fn decimal(value: f64) -> f64 {
    format!("{value:.15e}").parse().unwrap_or(value)
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
