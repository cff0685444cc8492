//! The comparisons that condition operators make between a value of the policy and one of the request.

use super::arn;
use super::context::Context;
use super::evaluate::Extent;
use super::matching::{Outcome, relation};
use super::pattern::{Pattern, Reading};
use crate::value::{Cause, CauseKind, Value, to_string};
use std::cmp::Ordering;
use std::net::IpAddr;

/// What is compared how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Exact,
    IgnoreCase,
    Like,
    Arn,
    Bool,
    Numeric(Order),
    Date(Order),
    Ip,
    Null,
}

/// Which orders hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Order {
    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Order::Equal => ordering == Ordering::Equal,
            Order::Less => ordering == Ordering::Less,
            Order::LessOrEqual => ordering != Ordering::Greater,
            Order::Greater => ordering == Ordering::Greater,
            Order::GreaterOrEqual => ordering != Ordering::Less,
        }
    }
}

/// Whether the request's value meets the policy's.
pub(super) fn compare(
    how: Comparison,
    policy: &Value,
    request: &Value,
    variables: Option<&Context>,
) -> Outcome {
    let texts = |reading: Reading<'_>| {
        let request = Pattern::read(request, Reading { wildcards: false, variables: None, ..reading });
        Pattern::read(policy, Reading { variables, ..reading }).zip(request)
    };
    let glob = |reading: Reading<'_>| match texts(reading) {
        Some((policy, request)) => relation(&policy, &request, Extent::All),
        None => not_a_text(),
    };
    match how {
        Comparison::Exact => glob(Reading::EXACT),
        Comparison::IgnoreCase | Comparison::Bool => glob(Reading { fold: true, ..Reading::EXACT }),
        Comparison::Like => glob(Reading::WILD),
        Comparison::Arn => match texts(Reading::WILD) {
            Some((policy, request)) => arn::matches(&policy, &request),
            None => not_a_text(),
        },
        Comparison::Numeric(order) => parsed(policy, request, &number, &|a: &f64, b: &f64| {
            b.partial_cmp(a).is_some_and(|ordering| order.holds(ordering))
        }),
        Comparison::Date(order) => parsed(policy, request, &date, &|a: &i64, b: &i64| order.holds(b.cmp(a))),
        Comparison::Ip => parsed(policy, request, &network, &|a: &Network, b: &Network| a.contains(b)),
        Comparison::Null => Outcome::No,
    }
}

fn not_a_text() -> Outcome {
    Outcome::Unknown(Cause::new(CauseKind::Error, "a condition's value is not a string").into())
}

fn parsed<T>(
    policy: &Value,
    request: &Value,
    parse: &dyn Fn(&str) -> Option<T>,
    holds: &dyn Fn(&T, &T) -> bool,
) -> Outcome {
    let text = |value: &Value| to_string(value).as_str().map(str::to_owned);
    match (text(policy), text(request)) {
        (Some(a), Some(b)) => match (parse(&a), parse(&b)) {
            (Some(a), Some(b)) => Outcome::of(holds(&a, &b)),
            // neither side's text means anything under the operator: AWS matches nothing
            _ if a.contains("${") => unread(&a),
            _ => Outcome::No,
        },
        _ => {
            let cause = policy.cause().or_else(|| request.cause()).cloned();
            cause.map_or_else(not_a_text, |cause| Outcome::Unknown(cause.into()))
        }
    }
}

fn unread(text: &str) -> Outcome {
    Outcome::Unknown(Cause::new(CauseKind::Elsewhere, format!("policy variable {text}")).into())
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse::<f64>().ok().filter(|number| number.is_finite())
}

/// Seconds since 1970 of an ISO 8601 date or of a number of seconds.
fn date(text: &str) -> Option<i64> {
    if let Ok(seconds) = text.parse::<i64>()
        && text.len() > 4
    {
        return Some(seconds);
    }
    let (day, time) = text.split_once('T').unwrap_or((text, "00:00:00Z"));
    let mut fields = day.split('-').map(|field| field.parse::<i64>().ok());
    let (year, month, day) =
        (fields.next()??, fields.next().unwrap_or(Some(1))?, fields.next().unwrap_or(Some(1))?);
    let (time, offset) = match time.find(['Z', '+', '-']) {
        Some(at) => (&time[..at], &time[at..]),
        None => (time, "Z"),
    };
    let mut fields = time.split(':');
    let hour = fields.next()?.parse::<i64>().ok()?;
    let minute = fields.next().map_or(Some(0), |it| it.parse::<i64>().ok())?;
    let second = fields.next().map_or(Some(0), |it| it.split('.').next()?.parse::<i64>().ok())?;
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || !(0..=9999).contains(&year) {
        return None;
    }
    Some(
        days(year, month, day) * 86_400 + hour.checked_mul(3600)? + minute.checked_mul(60)? + second
            - shift(offset)?,
    )
}

/// An offset from UTC in seconds: `Z`, `+01:00`.
fn shift(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = text.get(1..)?.split_once(':').unwrap_or((text.get(1..)?, "0"));
    Some(
        sign * (hours.parse::<i64>().ok()?.checked_mul(3600)?
            + minutes.parse::<i64>().ok()?.checked_mul(60)?),
    )
}

/// Days since 1970-01-01 in the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, in_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + in_era * 365 + in_era / 4 - in_era / 100 + of_year - 719_468
}

/// An address range.
pub(super) struct Network {
    address: IpAddr,
    /// Leading bits that count.
    pub length: u8,
}

/// Reads an address or a range in CIDR notation.
pub(super) fn network(text: &str) -> Option<Network> {
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address.parse::<IpAddr>().ok()?, Some(length.parse::<u8>().ok()?)),
        None => (text.parse::<IpAddr>().ok()?, None),
    };
    let bits = if address.is_ipv4() { 32 } else { 128 };
    let length = length.unwrap_or(bits);
    (length <= bits).then_some(Network { address, length })
}

impl Network {
    fn contains(&self, other: &Network) -> bool {
        if other.length < self.length {
            return false;
        }
        match (self.address, other.address) {
            (IpAddr::V4(a), IpAddr::V4(b)) => {
                let shift = 32 - u32::from(self.length);
                a.to_bits().checked_shr(shift) == b.to_bits().checked_shr(shift)
            }
            (IpAddr::V6(a), IpAddr::V6(b)) => {
                let shift = 128 - u32::from(self.length);
                a.to_bits().checked_shr(shift) == b.to_bits().checked_shr(shift)
            }
            _ => false,
        }
    }
}
