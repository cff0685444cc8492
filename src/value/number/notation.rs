//! Decimal notation to binary numbers, as Go's `big.ParseFloat` reads it in base 10.

use super::binary::Binary;
use super::{MAX_DIGITS, Number};
use num_bigint::BigUint;

/// Largest power of ten that is read, of either sign.
const MAX_POWER: i64 = 1200;

/// The number of a notation such as `-1.50e-3`; `None` where it is none, or one beyond the bounds.
pub(super) fn read(text: &str, precision: u16) -> Option<Number> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, power) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, power)) => (mantissa, exponent(power)?),
        None => (unsigned, 0),
    };
    let (before, behind) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let behind = behind.trim_end_matches('0');
    if mantissa.len() > MAX_DIGITS || !mantissa.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits: Vec<u8> = before.bytes().chain(behind.bytes()).collect();
    // where all digits are zeros behind the point, none is left
    let digits = if digits.is_empty() { vec![b'0'] } else { digits };
    let digits = digits.iter().all(u8::is_ascii_digit).then_some(digits)?;
    let mantissa = BigUint::parse_bytes(&digits, 10)?;
    if mantissa == BigUint::ZERO {
        return Number::rounded(Binary { negative, mantissa, exponent: 0 }, false, precision);
    }
    let power = power.checked_sub(i64::try_from(behind.len()).ok()?)?;
    if power.abs() > MAX_POWER {
        return None;
    }
    let scale = BigUint::from(5_u32).pow(u32::try_from(power.unsigned_abs()).ok()?);
    let (exact, is_more) = if power >= 0 {
        (Binary { negative, mantissa: mantissa * scale, exponent: power }, false)
    } else {
        let divisor = Binary { negative: false, mantissa: scale, exponent: -power };
        Binary { negative, mantissa, exponent: 0 }.over(&divisor, precision)?
    };
    Number::rounded(exact, is_more, precision)
}

/// A power of ten; those that no number can have are as good as the largest.
fn exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(text.parse().unwrap_or(i64::from(i32::MAX)))
}
