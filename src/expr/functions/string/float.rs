//! Numbers with a point or an exponent, as Go's `%f`, `%e` and `%g` write them.

use crate::value::Number;

/// The number, which is not negative, by one of `f e E g G`.
pub(super) fn written(number: Number, letter: char, precision: Option<usize>) -> String {
    let text = match letter {
        'f' => fixed(number, precision.unwrap_or(6)),
        'e' | 'E' => scientific(number, Some(precision.unwrap_or(6))),
        _ => general(number, precision),
    };
    if letter.is_ascii_uppercase() { text.to_uppercase() } else { text }
}

fn fixed(number: Number, precision: usize) -> String {
    match number.as_integer() {
        Some(whole) if precision == 0 => whole.to_string(),
        Some(whole) => format!("{whole}.{}", "0".repeat(precision)),
        None => format!("{:.*}", precision.min(1000), number.as_float()),
    }
}

/// Go writes at least two digits of exponent, and its sign.
fn scientific(number: Number, precision: Option<usize>) -> String {
    let float = number.as_float();
    let text = match precision {
        Some(digits) => format!("{float:.*e}", digits.min(1000)),
        None => format!("{float:e}"),
    };
    let Some((mantissa, exponent)) = text.split_once('e') else { return text };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
}

fn general(number: Number, precision: Option<usize>) -> String {
    let digits = precision.map(|precision| precision.max(1));
    let text = scientific(number, digits.map(|digits| digits - 1));
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let mantissa =
        if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
    let count = i32::try_from(mantissa.bytes().filter(u8::is_ascii_digit).count()).unwrap_or(i32::MAX);
    let limit = match digits {
        None => 6,
        Some(digits) => {
            let digits = i32::try_from(digits).unwrap_or(i32::MAX);
            if digits > count && count > exponent { count } else { digits }
        }
    };
    if exponent < -4 || exponent >= limit {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs());
    }
    if digits.is_none()
        && let Some(whole) = number.as_integer()
    {
        return whole.to_string();
    }
    let behind = usize::try_from(count - 1 - exponent).unwrap_or(0);
    format!("{:.*}", behind, number.as_float())
}
