//! Numbers as Terraform has them: binary floats of a precision of their own, rounded to the nearest even.
//!
//! Literals and texts have 512 bits, counts (`length`, `count.index`) 64, and what comes of 64-bit floats (`pow`, `log`) 53. A
//! calculation takes the higher precision of its operands, so `1 / 3` prints 155 digits and `1.1 * 3` is not quite 3.3.
//! See cty's `value_ops.go` and Go's `math/big`. Infinities, and what is too large or too small by far, are not made here.

mod binary;
mod decimal;
mod notation;

pub use decimal::Decimal;

use binary::Binary;
use num_bigint::BigUint;
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// Bits of numbers that are written.
const WRITTEN: u16 = 512;
/// Bits of counts.
const COUNTED: u16 = 64;
/// Bits of 64-bit floats.
const FLOAT: u16 = 53;

/// Most digits of a number that is read.
const MAX_DIGITS: usize = 4096;

/// A finite number and its precision.
#[derive(Clone, Debug)]
pub struct Number(Form);

#[derive(Clone, Debug)]
enum Form {
    /// A whole number within 128 bits, and its precision.
    Whole(i128, u16),
    /// Any other.
    Binary(Arc<Binary>, u16),
}

impl Number {
    /// Reads HCL's or JSON's notation; `None` where the text is no number, or one that is not made here.
    pub fn parse(text: &str) -> Option<Number> {
        match text.parse::<i128>() {
            Ok(whole) if whole != 0 => Some(Number::whole(whole, WRITTEN)),
            _ => notation::read(text, WRITTEN),
        }
    }

    /// Whether the text is a number for Terraform, even one that is not kept here: infinity, a huge exponent.
    pub fn is_notation(text: &str) -> bool {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        matches!(unsigned, "Inf" | "inf")
            || (text.parse::<f64>().is_ok() && unsigned.bytes().any(|byte| byte.is_ascii_digit()))
    }

    /// The number of that float, with a float's precision; `None` for infinities and not-a-number.
    pub fn from_float(value: f64) -> Option<Number> {
        if !value.is_finite() {
            return None;
        }
        let bits = value.to_bits();
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, exponent) = match (bits >> 52) & 0x7ff {
            0 => (fraction, -1074),
            biased => (fraction | (1 << 52), i64::try_from(biased).ok()? - 1075),
        };
        Number::rounded(Binary { negative: value < 0.0, mantissa: mantissa.into(), exponent }, false, FLOAT)
    }

    /// A count, or what compares two things.
    pub fn counted(count: i64) -> Number {
        Number::whole(count.into(), COUNTED)
    }

    /// A whole number that needs no rounding; `None` where it does.
    fn exact(value: i128, precision: u16) -> Option<Number> {
        let bits = i128::BITS - value.unsigned_abs().leading_zeros();
        (bits <= u32::from(precision)).then_some(Number::whole(value, precision))
    }

    /// Both, where both are whole numbers within 128 bits.
    fn wholes(&self, other: &Number) -> Option<(i128, i128)> {
        match (&self.0, &other.0) {
            (Form::Whole(a, _), Form::Whole(b, _)) => Some((*a, *b)),
            _ => None,
        }
    }

    fn whole(value: i128, precision: u16) -> Number {
        Number(Form::Whole(value, precision))
    }

    /// What is nearest to it with that precision; `is_more`: there are more digits that are not zero. `None` beyond the bounds.
    fn rounded(exact: Binary, is_more: bool, precision: u16) -> Option<Number> {
        let rounded = exact.rounded(is_more, precision)?;
        Some(match rounded.whole() {
            Some(whole) => Number::whole(whole, precision),
            None => Number(Form::Binary(Arc::new(rounded), precision)),
        })
    }

    fn precision(&self) -> u16 {
        match self.0 {
            Form::Whole(_, precision) | Form::Binary(_, precision) => precision,
        }
    }

    fn binary(&self) -> Binary {
        match &self.0 {
            Form::Whole(value, _) => {
                Binary { negative: *value < 0, mantissa: BigUint::from(value.unsigned_abs()), exponent: 0 }
            }
            Form::Binary(binary, _) => Binary::clone(binary),
        }
    }

    /// As a float, rounded where it does not fit.
    pub fn as_float(&self) -> f64 {
        match &self.0 {
            Form::Whole(whole, _) => *whole as f64,
            Form::Binary(binary, _) => binary.as_float(),
        }
    }

    /// As a whole number, where it is one within 128 bits.
    pub fn as_integer(&self) -> Option<i128> {
        match &self.0 {
            Form::Whole(whole, _) => Some(*whole),
            Form::Binary(binary, _) => binary.is_zero().then_some(0),
        }
    }

    /// As an index or length, where it is a whole number that is not negative.
    pub fn as_index(&self) -> Option<usize> {
        self.as_integer().and_then(|integer| usize::try_from(integer).ok())
    }

    /// The digits of a whole number of any size, without sign; `None` where it is none. Bases 2 to 36.
    pub fn whole_digits(&self, base: u32) -> Option<String> {
        let binary = self.binary();
        binary.is_whole().then(|| binary.magnitude().to_str_radix(base))
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Form::Whole(whole, _) => *whole < 0,
            Form::Binary(binary, _) => binary.negative,
        }
    }

    /// The sum; `None` beyond what a number can hold.
    pub fn add(&self, other: &Number) -> Option<Number> {
        let precision = self.precision().max(other.precision());
        let quick = self.wholes(other).and_then(|(a, b)| Number::exact(a.checked_add(b)?, precision));
        quick.or_else(|| Number::rounded(self.binary().plus(&other.binary()), false, precision))
    }

    /// The difference.
    pub fn subtract(&self, other: &Number) -> Option<Number> {
        self.add(&other.negate())
    }

    /// The product: it has as many bits as it needs, up to those of what is written.
    pub fn multiply(&self, other: &Number) -> Option<Number> {
        if let Some((a, b)) = self.wholes(other)
            && a != 0
            && b != 0
            && let Some(product) = a.checked_mul(b)
            && let Some(product) = Number::exact(product, self.precision().max(other.precision()))
        {
            return Some(product);
        }
        let product = Number::rounded(self.binary().times(&other.binary()), false, WRITTEN)?;
        let needed = u16::try_from(product.binary().significant_bits()).unwrap_or(WRITTEN);
        Some(product.with_precision(self.precision().max(other.precision()).max(needed)))
    }

    /// The quotient; `None` by zero.
    pub fn divide(&self, other: &Number) -> Option<Number> {
        let precision = self.precision().max(other.precision());
        let (quotient, is_more) = self.binary().over(&other.binary(), precision)?;
        Number::rounded(quotient, is_more, precision)
    }

    /// The remainder with the dividend's sign, calculated as cty does; by zero it is the dividend.
    pub fn remainder(&self, other: &Number) -> Option<Number> {
        if other.as_integer() == Some(0) {
            return Some(self.clone());
        }
        let times = self.divide(other)?.binary().truncated();
        let times = Number::rounded(times, false, self.precision())?;
        let product = Number::rounded(times.binary().times(&other.binary()), false, self.precision())?;
        Number::rounded(self.binary().plus(&product.negate().binary()), false, self.precision())
    }

    /// The largest whole number that is not above it.
    pub fn floor(&self) -> Option<Number> {
        self.stepped(true)
    }

    /// The smallest whole number that is not below it.
    pub fn ceiling(&self) -> Option<Number> {
        self.stepped(false)
    }

    fn stepped(&self, down: bool) -> Option<Number> {
        let Form::Binary(binary, precision) = &self.0 else { return Some(self.clone()) };
        if binary.is_whole() && !binary.is_zero() {
            return Some(self.clone());
        }
        let truncated = binary.truncated();
        // there is no negative zero among what is rounded to whole numbers
        let negative = truncated.negative && !truncated.is_zero();
        let towards_zero = Number::rounded(Binary { negative, ..truncated }, false, *precision)?;
        let step = match (down, binary.negative) {
            _ if binary.is_zero() => 0,
            (true, true) => -1,
            (false, false) => 1,
            _ => 0,
        };
        towards_zero.add(&Number::whole(step, COUNTED))
    }

    /// The negated number.
    #[must_use]
    pub fn negate(&self) -> Number {
        match &self.0 {
            Form::Whole(whole, precision) => match whole.checked_neg().filter(|negated| *negated != 0) {
                Some(negated) => Number::whole(negated, *precision),
                // there is a negative zero
                None => Number(Form::Binary(Arc::new(self.binary().negated()), *precision)),
            },
            Form::Binary(binary, precision) if binary.is_zero() => Number::whole(0, *precision),
            Form::Binary(binary, precision) => {
                Number(Form::Binary(Arc::new(Binary::clone(binary).negated()), *precision))
            }
        }
    }

    fn with_precision(self, precision: u16) -> Number {
        match self.0 {
            Form::Whole(whole, _) => Number::whole(whole, precision),
            Form::Binary(binary, _) => Number(Form::Binary(binary, precision)),
        }
    }

    /// A whole number of at least the precision of counts, more where it has more digits: what `parseint` gives.
    /// The digits are those of the base, 2 to 62, the highest first; `None` where there are too many.
    pub fn from_digits(negative: bool, digits: &[u8], base: u32) -> Option<Number> {
        if digits.len() > MAX_DIGITS {
            return None;
        }
        let mantissa = BigUint::from_radix_be(digits, base)?;
        let precision = u16::try_from(mantissa.bits()).ok()?.max(COUNTED);
        Number::rounded(
            Binary { negative: negative && !digits.is_empty(), mantissa, exponent: 0 },
            false,
            precision,
        )
    }

    /// All its digits.
    pub fn decimal(&self) -> Decimal {
        Decimal::of(&self.binary())
    }

    /// The fewest digits that mean this number among those of its precision.
    pub fn shortest_decimal(&self) -> Decimal {
        Decimal::shortest(&self.binary(), self.precision())
    }
}

impl From<i128> for Number {
    fn from(value: i128) -> Self {
        Number::whole(value, WRITTEN)
    }
}

impl From<usize> for Number {
    fn from(value: usize) -> Self {
        Number::whole(value as i128, COUNTED)
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Form::Whole(a, _), Form::Whole(b, _)) => a.cmp(b),
            _ => self.binary().compare(&other.binary()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            // no digit of it can be left out
            Form::Whole(whole, precision)
                if u32::from(*precision) >= 128 - whole.unsigned_abs().leading_zeros() =>
            {
                write!(formatter, "{whole}")
            }
            _ => {
                let decimal = self.shortest_decimal();
                let sign = if self.is_negative() { "-" } else { "" };
                write!(formatter, "{sign}{}", decimal.fixed(decimal.digits_behind_point()))
            }
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
    fn notations_are_read() {
        for text in ["1e4000", "1e-4000", "Inf", "-Inf"] {
            assert!(Number::parse(text).is_none() && Number::is_notation(text), "{text}");
        }
        for (text, printed) in [
            ("0.1", "0.1"),
            ("2.50", "2.5"),
            ("1.5e-3", "0.0015"),
            ("-0.25", "-0.25"),
            ("5e2", "500"),
            ("1.2345678901234567890123456789", "1.2345678901234567890123456789"),
            (
                "-12345678901234567890123456789012345678901234567890",
                "-12345678901234567890123456789012345678901234567890",
            ),
            ("0e99999999999", "0"),
        ] {
            assert_eq!(number(text).to_string(), printed);
        }
        assert!(!Number::is_notation("abc") && !Number::is_notation("") && !Number::is_notation("nan"));
        for text in ["", ".", "e5", "1e", "1.2.3", "0x10", "1_000", "--1"] {
            assert!(Number::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn floats_come_back() {
        for value in [0.1, -2.5, 1e300, 1e-300, f64::MAX, 4_503_599_627_370_497.5] {
            let number = Number::from_float(value).expect("finite");
            assert_eq!(number.as_float().to_bits(), value.to_bits());
            assert_eq!(number.to_string(), value.to_string());
        }
        assert!(Number::from_float(f64::NAN).is_none());
    }

    #[test]
    fn order_is_exact() {
        let third = number("1").divide(&number("3")).expect("not by zero");
        assert!(
            third < number("0.34") && third > number("0.3333333333333333333333333") && third.negate() < third
        );
        assert!(number("9007199254740993") > Number::from_float(9_007_199_254_740_992.0).expect("finite"));
        assert_eq!(number("1e40").subtract(&number("1e40")), Some(number("0")));
    }
}
