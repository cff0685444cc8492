//! Points in time: RFC 3339 in and out, and Terraform's own pattern letters.

use super::arguments::settled;
use super::{Arity, Call, Function, OnUnknown};
use crate::value::{Number, Type, Value};
use std::fmt::Write;
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[
    row("formatdate", || Some(Type::String), format_date),
    row("timeadd", || Some(Type::String), add),
    row("timecmp", || Some(Type::Number), compare),
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// From the weekday of 1 January 1970 on.
const WEEKDAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
const NANOSECONDS: i128 = 1_000_000_000;

const fn row(name: &'static str, result: fn() -> Option<Type>, run: fn(&Call<'_>) -> Value) -> Function {
    Function { name, arity: Arity::exactly(2), unknown: OnUnknown::Propagate, result, run }
}

/// A point in time and the offset it is written with.
#[derive(Clone, Copy)]
struct Timestamp {
    /// Nanoseconds since 1970 in UTC.
    instant: i128,
    /// Minutes ahead of UTC.
    offset: i64,
}

/// What a clock at the timestamp's offset shows.
struct Clock {
    year: i64,
    month: i64,
    day: i64,
    weekday: usize,
    second_of_day: i64,
}

impl Timestamp {
    /// RFC 3339, with upper case letters and two digits everywhere.
    fn parse(text: &str) -> Option<Timestamp> {
        let number = |from: usize, to: usize| -> Option<i64> {
            let digits = text.get(from..to)?;
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
        };
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        let bytes = text.as_bytes();
        let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
        if separators.iter().any(|(at, byte)| bytes.get(*at) != Some(byte)) {
            return None;
        }
        if !(1..=12).contains(&month) || !(1..=days_of(year, month)).contains(&day) {
            return None;
        }
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let rest = text.get(19..)?;
        let fraction_length = match rest.strip_prefix('.') {
            Some(digits) => 1 + digits.bytes().take_while(u8::is_ascii_digit).count(),
            None => 0,
        };
        if fraction_length == 1 {
            return None;
        }
        let digits = rest.get(..fraction_length)?.trim_start_matches('.');
        let nanoseconds: i128 = format!("{digits:0<9}").get(..9)?.parse().ok()?;
        let offset = parse_offset(rest.get(fraction_length..)?)?;
        let seconds =
            days_since_1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset * 60;
        Some(Timestamp { instant: i128::from(seconds) * NANOSECONDS + nanoseconds, offset })
    }

    fn clock(self) -> Clock {
        let seconds = i64::try_from(self.instant.div_euclid(NANOSECONDS)).unwrap_or(0) + self.offset * 60;
        let days = seconds.div_euclid(86_400);
        let (year, month, day) = date_of(days);
        let weekday = usize::try_from(days.rem_euclid(7)).unwrap_or(0);
        Clock { year, month, day, weekday, second_of_day: seconds.rem_euclid(86_400) }
    }

    fn offset_text(self, separator: &str) -> String {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.abs();
        format!("{sign}{:02}{separator}{:02}", minutes / 60, minutes % 60)
    }

    fn text(self) -> String {
        let clock = self.clock();
        let (hour, minute, second) = clock.time();
        let zone = if self.offset == 0 { "Z".to_owned() } else { self.offset_text(":") };
        let Clock { year, month, day, .. } = clock;
        let (sign, year) = if year < 0 { ("-", -year) } else { ("", year) };
        format!("{sign}{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
    }
}

impl Clock {
    fn time(&self) -> (i64, i64, i64) {
        (self.second_of_day / 3600, self.second_of_day / 60 % 60, self.second_of_day % 60)
    }
}

fn parse_offset(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let sign = match text.as_bytes() {
        [b'+', _, _, b':', _, _] => 1,
        [b'-', _, _, b':', _, _] => -1,
        _ => return None,
    };
    let part = |from: usize, to: usize| -> Option<i64> {
        let digits = text.get(from..to)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    };
    let (hours, minutes) = (part(1, 3)?, part(4, 6)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the Gregorian calendar; years are counted from March, so that leap days come last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days_since_1970`].
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

fn timestamp_at(call: &Call<'_>, index: usize) -> Result<Timestamp, Value> {
    let text = call.string(index)?;
    Timestamp::parse(&text).ok_or_else(|| call.error("not a timestamp as RFC 3339 has it"))
}

fn compare(call: &Call<'_>) -> Value {
    match (timestamp_at(call, 0), timestamp_at(call, 1)) {
        (Ok(a), Ok(b)) => Value::number(Number::counted(a.instant.cmp(&b.instant) as i64)),
        (Err(error), _) | (_, Err(error)) => error,
    }
}

fn add(call: &Call<'_>) -> Value {
    let run = || {
        let (timestamp, duration) = (timestamp_at(call, 0)?, call.string(1)?);
        let duration =
            parse_duration(&duration).ok_or_else(|| call.error("not a duration such as `1h30m`"))?;
        let sum = Timestamp { instant: timestamp.instant + duration, ..timestamp };
        Ok(Value::string(sum.text()))
    };
    settled(run())
}

/// Go's durations in nanoseconds: numbers with units, at most what 64 bits hold (292 years).
fn parse_duration(text: &str) -> Option<i128> {
    let (negative, mut rest) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total = 0i128;
    while !rest.is_empty() {
        let whole_length = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (whole, behind) = rest.split_at(whole_length);
        let fraction_length = behind
            .strip_prefix('.')
            .map_or(0, |digits| 1 + digits.bytes().take_while(u8::is_ascii_digit).count());
        let (fraction, behind) = behind.split_at(fraction_length);
        let fraction = fraction.trim_start_matches('.');
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let unit_length = behind.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(behind.len());
        let (unit, behind) = behind.split_at(unit_length);
        let unit = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => NANOSECONDS,
            "m" => 60 * NANOSECONDS,
            "h" => 3600 * NANOSECONDS,
            _ => return None,
        };
        let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let digits = &fraction[..fraction.len().min(18)];
        let scale = 10i128.pow(u32::try_from(digits.len()).unwrap_or(0));
        let numerator: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
        total += i128::from(whole) * unit + numerator * unit / scale;
        if total > i128::from(i64::MAX) + i128::from(negative) {
            return None;
        }
        rest = behind;
    }
    Some(if negative { -total } else { total })
}

fn format_date(call: &Call<'_>) -> Value {
    let run = || {
        let (pattern, timestamp) = (call.string(0)?, timestamp_at(call, 1)?);
        formatted(&pattern, timestamp).map(Value::string).map_err(|problem| call.error(problem))
    };
    settled(run())
}

fn formatted(pattern: &str, timestamp: Timestamp) -> Result<Arc<str>, String> {
    let clock = timestamp.clock();
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            rest = quoted(&rest[1..], &mut out).ok_or("a quoted part of the pattern is not closed")?;
            continue;
        }
        let length = rest.find(|c: char| c != first).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(length);
        if first.is_ascii_alphabetic() {
            verb(run, &clock, timestamp, &mut out)
                .ok_or_else(|| format!("`{run}` means nothing in the pattern"))?;
        } else {
            out.push_str(run);
        }
        rest = behind;
    }
    Ok(out.into())
}

/// Literal text up to the closing quote, `''` standing for a quote; what follows it.
fn quoted<'a>(mut rest: &'a str, out: &mut String) -> Option<&'a str> {
    loop {
        let at = rest.find('\'')?;
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.strip_prefix('\'') {
            Some(behind) => {
                out.push('\'');
                rest = behind;
            }
            None => return Some(rest),
        }
    }
}

fn verb(run: &str, clock: &Clock, timestamp: Timestamp, out: &mut String) -> Option<()> {
    let (hour, minute, second) = clock.time();
    let twelve = (hour + 11) % 12 + 1;
    let month = MONTHS[usize::try_from(clock.month - 1).unwrap_or(0) % 12];
    let weekday = WEEKDAYS[clock.weekday % 7];
    match run {
        "YYYY" => write!(out, "{:04}", clock.year),
        "YY" => write!(out, "{:02}", clock.year % 100),
        "MMMM" => out.write_str(month),
        "MMM" => out.write_str(&month[..3]),
        "MM" => write!(out, "{:02}", clock.month),
        "M" => write!(out, "{}", clock.month),
        "DD" => write!(out, "{:02}", clock.day),
        "D" => write!(out, "{}", clock.day),
        "EEEE" => out.write_str(weekday),
        "EEE" => out.write_str(&weekday[..3]),
        "hh" => write!(out, "{hour:02}"),
        "h" => write!(out, "{hour}"),
        "HH" => write!(out, "{twelve:02}"),
        "H" => write!(out, "{twelve}"),
        "AA" => out.write_str(if hour < 12 { "AM" } else { "PM" }),
        "aa" => out.write_str(if hour < 12 { "am" } else { "pm" }),
        "mm" => write!(out, "{minute:02}"),
        "m" => write!(out, "{minute}"),
        "ss" => write!(out, "{second:02}"),
        "s" => write!(out, "{second}"),
        "Z" if timestamp.offset == 0 => out.write_str("Z"),
        "ZZZ" if timestamp.offset == 0 => out.write_str("UTC"),
        "ZZZZ" | "ZZZ" => out.write_str(&timestamp.offset_text("")),
        "ZZZZZ" | "Z" => out.write_str(&timestamp.offset_text(":")),
        _ => return None,
    }
    .ok()
}

/// What Terraform's YAML library makes of a plain scalar that looks like a date or time: RFC 3339 again.
pub(super) fn timestamp_of_yaml(text: &str) -> Option<String> {
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (text.get(..at)?, Some((text.get(at..=at)?, text.get(at + 1..)?))),
        None => (text, None),
    };
    let padded = |part: &str| {
        let digits = (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| format!("{part:0>2}"))
    };
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, padded(parts.next()?)?, padded(parts.next()?)?);
    if year.len() != 4 || parts.next().is_some() {
        return None;
    }
    let Some((separator, time)) = time else {
        return Timestamp::parse(&format!("{year}-{month}-{day}T00:00:00Z")).map(Timestamp::text);
    };
    let length = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(length);
    // only the notation with a space goes without a zone
    let zone = match (separator, zone) {
        (" ", "") => "Z",
        (" ", _) | (_, "") => return None,
        (_, zone) => zone,
    };
    let (whole, fraction) =
        clock.split_once('.').map_or((clock, String::new()), |(a, b)| (a, format!(".{b}")));
    let clock = whole.split(':').map(padded).collect::<Option<Vec<_>>>()?.join(":");
    Timestamp::parse(&format!("{year}-{month}-{day}T{clock}{fraction}{zone}")).map(Timestamp::text)
}
