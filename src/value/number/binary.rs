//! Exact binary numbers of any length: a whole number times a power of two, and how it is rounded.

use num_bigint::BigUint;
use std::cmp::Ordering;

/// Where the highest bit of a number may be, counted from the point: what is beyond cannot be calculated with in a
/// bounded time. Larger than what 64-bit floats reach.
const BOUND: i64 = 4096;

/// `±mantissa · 2^exponent`
#[derive(Clone, Debug)]
pub(super) struct Binary {
    /// Below zero.
    pub negative: bool,
    /// Without the sign.
    pub mantissa: BigUint,
    /// The power of two that the last bit of the mantissa stands for.
    pub exponent: i64,
}

impl Binary {
    /// Rounded to the nearest number of so many bits, to the even one between two; `None` beyond the bounds.
    pub(super) fn rounded(mut self, is_more: bool, precision: u16) -> Option<Binary> {
        if let Some(surplus @ 1..) = self.mantissa.bits().checked_sub(u64::from(precision)) {
            let half = self.mantissa.bit(surplus - 1);
            let above_half =
                is_more || self.mantissa.trailing_zeros().is_some_and(|zeros| zeros < surplus - 1);
            self.mantissa >>= surplus;
            self.exponent += i64::try_from(surplus).ok()?;
            if half && (above_half || self.mantissa.bit(0)) {
                self.mantissa += 1_u32;
            }
        }
        let Some(zeros) = self.mantissa.trailing_zeros() else {
            return Some(Binary { exponent: 0, ..self });
        };
        self.mantissa >>= zeros;
        self.exponent += i64::try_from(zeros).ok()?;
        let highest = self.exponent + i64::try_from(self.mantissa.bits()).ok()?;
        (-BOUND..=BOUND).contains(&highest).then_some(self)
    }

    /// Whether it is zero, of either sign.
    pub(super) fn is_zero(&self) -> bool {
        self.mantissa == BigUint::ZERO
    }

    /// As a whole number within 128 bits, where it is one. It must have been rounded.
    pub(super) fn whole(&self) -> Option<i128> {
        if !self.is_whole()
            || self.negative && self.is_zero()
            || self.mantissa.bits().checked_add_signed(self.exponent)? > 127
        {
            return None;
        }
        let magnitude = i128::try_from(self.magnitude()).ok()?;
        Some(if self.negative { -magnitude } else { magnitude })
    }

    /// Whether it has no bits behind the point. It must have been rounded.
    pub(super) fn is_whole(&self) -> bool {
        self.exponent >= 0
    }

    /// A whole number without its sign; what is behind the point is left out.
    pub(super) fn magnitude(&self) -> BigUint {
        let places = self.exponent.unsigned_abs();
        if self.exponent >= 0 { &self.mantissa << places } else { &self.mantissa >> places }
    }

    /// Without what is behind the point.
    pub(super) fn truncated(&self) -> Binary {
        Binary { negative: self.negative, mantissa: self.magnitude(), exponent: 0 }
    }

    /// With the other sign.
    pub(super) fn negated(self) -> Binary {
        Binary { negative: !self.negative, ..self }
    }

    /// How many bits it takes without zeros at the end.
    pub(super) fn significant_bits(&self) -> u64 {
        self.mantissa.bits() - self.mantissa.trailing_zeros().unwrap_or(0)
    }

    /// Both mantissas for the lower one of the exponents.
    fn aligned(&self, other: &Binary) -> (BigUint, BigUint, i64) {
        let exponent = self.exponent.min(other.exponent);
        let lift = |it: &Binary| &it.mantissa << (it.exponent - exponent).unsigned_abs();
        (lift(self), lift(other), exponent)
    }

    /// The sum.
    pub(super) fn plus(&self, other: &Binary) -> Binary {
        let (a, b, exponent) = self.aligned(other);
        if self.negative == other.negative {
            return Binary { negative: self.negative, mantissa: a + b, exponent };
        }
        match a.cmp(&b) {
            Ordering::Less => Binary { negative: other.negative, mantissa: b - a, exponent },
            Ordering::Equal => Binary { negative: false, mantissa: BigUint::ZERO, exponent: 0 },
            Ordering::Greater => Binary { negative: self.negative, mantissa: a - b, exponent },
        }
    }

    /// The product.
    pub(super) fn times(&self, other: &Binary) -> Binary {
        Binary {
            negative: self.negative != other.negative,
            mantissa: &self.mantissa * &other.mantissa,
            exponent: self.exponent + other.exponent,
        }
    }

    /// The quotient with more bits than asked for, and whether there are still more; `None` by zero.
    pub(super) fn over(&self, other: &Binary, precision: u16) -> Option<(Binary, bool)> {
        if other.is_zero() {
            return None;
        }
        let wanted = u64::from(precision) + 2 + other.mantissa.bits();
        let lift = wanted.saturating_sub(self.mantissa.bits());
        let lifted = &self.mantissa << lift;
        let quotient = &lifted / &other.mantissa;
        let is_more = &quotient * &other.mantissa != lifted;
        let exponent = self.exponent - other.exponent - i64::try_from(lift).ok()?;
        Some((Binary { negative: self.negative != other.negative, mantissa: quotient, exponent }, is_more))
    }

    /// Which one is the larger.
    pub(super) fn compare(&self, other: &Binary) -> Ordering {
        match (self.negative, other.negative) {
            _ if self.is_zero() && other.is_zero() => return Ordering::Equal,
            (true, false) => return Ordering::Less,
            (false, true) => return Ordering::Greater,
            _ => {}
        }
        let (a, b, _) = self.aligned(other);
        if self.negative { b.cmp(&a) } else { a.cmp(&b) }
    }

    /// The nearest float; those too small to be told from zero are zero.
    pub(super) fn as_float(&self) -> f64 {
        let Some(nearest) = self.clone().rounded(false, 53) else { return 0.0 };
        let magnitude = u64::try_from(&nearest.mantissa).unwrap_or(0) as f64;
        let exponent = i32::try_from(nearest.exponent).unwrap_or(0);
        // in two steps, as the power alone may be less than a float can hold
        let power = |exponent: i32| 2.0_f64.powi(exponent);
        let float = magnitude * power(exponent / 2) * power(exponent - exponent / 2);
        if self.negative { -float } else { float }
    }
}
