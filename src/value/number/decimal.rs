//! Binary numbers to decimal digits: all of them, or the fewest that mean the number, as Go's `math/big` prints it.

use super::binary::Binary;
use num_bigint::BigUint;

/// Decimal digits without sign: `0.digits · 10^point`, without zeros at the end; none for zero.
#[derive(Clone, Debug)]
pub struct Decimal {
    digits: Vec<u8>,
    point: i64,
}

impl Decimal {
    /// All digits.
    pub(super) fn of(number: &Binary) -> Decimal {
        Decimal::new(&number.mantissa, number.exponent)
    }

    fn new(mantissa: &BigUint, exponent: i64) -> Decimal {
        if *mantissa == BigUint::ZERO {
            return Decimal { digits: Vec::new(), point: 0 };
        }
        let places = exponent.unsigned_abs();
        let (whole, behind) = if exponent >= 0 {
            (mantissa << places, 0)
        } else {
            // the bounds on numbers keep the power small
            let power = u32::try_from(places).unwrap_or(u32::MAX);
            (mantissa * BigUint::from(5_u32).pow(power), i64::from(power))
        };
        let digits = whole.to_str_radix(10).into_bytes();
        let point = i64::try_from(digits.len()).unwrap_or(i64::MAX) - behind;
        let mut decimal = Decimal { digits, point };
        decimal.trim();
        decimal
    }

    /// The fewest digits that mean the number among those of a precision: Go's `roundShortest`.
    pub(super) fn shortest(number: &Binary, precision: u16) -> Decimal {
        let mut decimal = Decimal::of(number);
        // so long that the last bit is half a unit of the last place
        let wanted = u64::from(precision) + 1;
        let surplus = number.mantissa.bits().saturating_sub(wanted);
        let lift = wanted.saturating_sub(number.mantissa.bits());
        let mantissa = (&number.mantissa >> surplus) << lift;
        if mantissa == BigUint::ZERO {
            return decimal;
        }
        let exponent =
            number.exponent + i64::try_from(surplus).unwrap_or(0) - i64::try_from(lift).unwrap_or(0);
        let lower = Decimal::new(&(&mantissa - 1_u32), exponent);
        let upper = Decimal::new(&(&mantissa + 1_u32), exponent);
        // what lies half-way is rounded to the even one
        let inclusive = !mantissa.bit(1);
        for at in 0..decimal.digits.len() {
            let (low, digit, high) = (lower.at(at), decimal.at(at), upper.at(at));
            let down = low != digit || inclusive && at + 1 == lower.digits.len();
            let up = digit != high && (inclusive || digit + 1 < high || at + 1 < upper.digits.len());
            match (down, up) {
                (true, true) => decimal.round(at + 1),
                (true, false) => decimal.round_down(at + 1),
                (false, true) => decimal.round_up(at + 1),
                (false, false) => continue,
            }
            break;
        }
        decimal
    }

    /// The digit at a place, counted from the first; zero behind the last one.
    fn at(&self, place: usize) -> u8 {
        self.digits.get(place).copied().unwrap_or(b'0')
    }

    fn trim(&mut self) {
        let kept = self.digits.iter().rposition(|digit| *digit != b'0').map_or(0, |last| last + 1);
        self.digits.truncate(kept);
        if kept == 0 {
            self.point = 0;
        }
    }

    /// Rounds to so many digits, to the even one between two.
    fn round(&mut self, count: usize) {
        let Some(next) = self.digits.get(count) else { return };
        let half_way = *next == b'5' && count + 1 == self.digits.len();
        let up = if half_way { count > 0 && self.digits[count - 1] % 2 == 1 } else { *next >= b'5' };
        if up { self.round_up(count) } else { self.round_down(count) }
    }

    fn round_down(&mut self, count: usize) {
        self.digits.truncate(count);
        self.trim();
    }

    fn round_up(&mut self, count: usize) {
        self.digits.truncate(count);
        match self.digits.iter().rposition(|digit| *digit < b'9') {
            Some(last) => {
                self.digits[last] += 1;
                self.digits.truncate(last + 1);
            }
            None => {
                self.digits = vec![b'1'];
                self.point += 1;
            }
        }
    }

    /// How many digits there are.
    pub fn count(&self) -> i64 {
        i64::try_from(self.digits.len()).unwrap_or(i64::MAX)
    }

    /// Where the point is: that many digits stand before it.
    pub fn point(&self) -> i64 {
        self.point
    }

    /// How many digits stand behind the point.
    pub fn digits_behind_point(&self) -> usize {
        usize::try_from(self.count() - self.point).unwrap_or(0)
    }

    /// Rounded to so many digits; fewer than none leaves it as it is.
    #[must_use]
    pub fn rounded(mut self, count: i64) -> Decimal {
        if let Ok(count) = usize::try_from(count) {
            self.round(count);
        }
        self
    }

    /// Written with so many digits behind the point.
    pub fn fixed(&self, behind: usize) -> String {
        let digit = |place: i64| usize::try_from(place).map_or('0', |place| char::from(self.at(place)));
        let mut text: String = (0..self.point.max(0)).map(digit).collect();
        if text.is_empty() {
            text.push('0');
        }
        if behind > 0 {
            text.push('.');
            text.extend(
                (0..i64::try_from(behind).unwrap_or(i64::MAX)).map(|place| digit(self.point + place)),
            );
        }
        text
    }

    /// Written with an exponent and so many digits behind the point.
    pub fn scientific(&self, behind: usize) -> String {
        let mut text = String::from(char::from(self.at(0)));
        if behind > 0 {
            text.push('.');
            text.extend((1..=behind).map(|place| char::from(self.at(place))));
        }
        let exponent = if self.digits.is_empty() { 0 } else { self.point - 1 };
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{text}e{sign}{:02}", exponent.unsigned_abs())
    }
}
