//! Numbers with a point or an exponent, as Go's `%f`, `%e` and `%g` write them.

use crate::value::Number;

/// The number without its sign, by one of `f e E g G`.
pub(super) fn written(number: &Number, letter: char, precision: Option<usize>) -> String {
    let text = match letter {
        'f' => {
            let behind = precision.unwrap_or(6);
            let decimal = number.decimal();
            let kept = decimal.point().saturating_add(signed(behind));
            decimal.rounded(kept).fixed(behind)
        }
        'e' | 'E' => {
            let behind = precision.unwrap_or(6);
            number.decimal().rounded(signed(behind).saturating_add(1)).scientific(behind)
        }
        _ => general(number, precision),
    };
    if letter.is_ascii_uppercase() { text.to_uppercase() } else { text }
}

/// With an exponent where that is very small or beyond the digits that are asked for.
fn general(number: &Number, precision: Option<usize>) -> String {
    let (decimal, digits) = match precision {
        Some(digits) => {
            let digits = signed(digits.max(1));
            (number.decimal().rounded(digits), digits)
        }
        None => {
            let shortest = number.shortest_decimal();
            let digits = shortest.count();
            (shortest, digits)
        }
    };
    let (count, point) = (decimal.count(), decimal.point());
    let limit = match precision {
        None => 6,
        Some(_) if digits > count && count >= point => count,
        Some(_) => digits,
    };
    if point - 1 < -4 || point > limit {
        return decimal.scientific(usize::try_from(digits.min(count) - 1).unwrap_or(0));
    }
    let digits = if digits > point { count } else { digits };
    decimal.fixed(usize::try_from(digits - point).unwrap_or(0))
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
