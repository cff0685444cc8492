//! How long a bucket's lifecycle rules let log files live.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html>: a rule's prefix is the beginning
//! of a key, not a folder.

use super::Fact;
use super::deciding::decided_by;
use super::spellings::{elsewhere, placed, read, subject};
use crate::expr::{logic, unknown_from};
use crate::resource::Language;
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Cause, CauseKind, Data, Number, Origin, Value};

pub(super) const FACTS: &[Fact] = &[Fact {
    name: "logs_expire_within",
    signature: "logs_expire_within(bucket, 365)",
    documentation: "whether a lifecycle rule makes current log files expire before they are that many days old",
    answer: logs_expire_within,
}];

const FOLDER: &str = "AWSLogs/";

fn logs_expire_within(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let [bucket, Value { data: Data::Number(days), .. }] = arguments else {
        return Value::error("`logs_expire_within` takes a bucket and a number of days");
    };
    let Some((handle, entity)) = subject(view, std::slice::from_ref(bucket)) else {
        return Value::error("`logs_expire_within` takes a bucket");
    };
    let account = &entity.resource.surroundings.account;
    let rules = read(view, handle, "lifecycle_rules");
    let origin = rules.origin.clone();
    let paths = paths(view, &read(view, handle, "trails"));
    let answer = logic::any(&rules, &mut |rule| {
        let enabled = logic::is(&logic::field(rule, "status"), "Enabled");
        let expires = logic::and(&enabled, &expires_early(rule, days, entity.resource.language));
        if expires.as_bool() == Some(false) {
            return expires;
        }
        let prefix = logic::field(rule, "prefix");
        let covers = logic::any(&paths, &mut |path| covers(&prefix, path, account));
        limited(rule, &logic::and(&expires, &covers))
    });
    placed(&answer, &origin)
}

/// What the keys of the log files that are delivered here begin with.
fn paths(view: &View<'_>, trails: &Value) -> Value {
    let folder = |trail: &Value| {
        let Data::Handle(trail) = trail.data else { return unknown_from(trail) };
        read(view, trail, "key_prefix").map_leaves(&mut |prefix| match (
            prefix.null_test(),
            prefix.empty_test(),
        ) {
            (Some(true), _) | (_, Some(true)) => Value::string(FOLDER),
            (Some(false), Some(false)) => {
                Value::concatenation(&[prefix.clone(), Value::string("/"), Value::string(FOLDER)])
            }
            _ => unknown_from(prefix),
        })
    };
    trails.map_leaves(&mut |trails| match trails.as_list() {
        Some([]) | None => Value::tuple(vec![elsewhere("the trail that delivers here")]),
        Some(trails) => Value::tuple(trails.iter().map(folder).collect()),
    })
}

/// Whether the rule's age is below; one with a date is not of an age.
fn expires_early(rule: &Value, limit: &Number, language: Language) -> Value {
    let of_age = logic::field(rule, "expiration_days").map_leaves(&mut |days| match &days.data {
        Data::Null => Value::bool(false),
        Data::Number(number) => {
            let early = number.as_float() < limit.as_float();
            let names = ["days", "ExpirationInDays"];
            let way = if early { decided_by(days, language, names) } else { Origin::none() };
            Value::bool(early).at(way)
        }
        _ => unknown_from(days),
    });
    let dated = logic::field(rule, "expiration_date").map_leaves(&mut |date| match date.null_test() {
        Some(true) => Value::bool(false),
        _ => elsewhere("how old log files are on the date of a lifecycle rule"),
    });
    logic::or(&of_age, &dated)
}

/// A rule that asks for tags or sizes meets who knows which log files.
fn limited(rule: &Value, expires: &Value) -> Value {
    let is_limited = ["tags", "object_size_above", "object_size_below"].iter().any(|name| {
        let value = logic::field(rule, name);
        value.null_test() != Some(true) && value.empty_test() != Some(true)
    });
    if !is_limited {
        return expires.clone();
    }
    expires.map_leaves(&mut |leaf| match leaf.as_bool() {
        Some(false) => leaf.clone(),
        _ => elsewhere("which log files meet the tags and sizes of a lifecycle rule"),
    })
}

/// Whether a rule's prefix reaches log files below a path.
fn covers(prefix: &Value, path: &Value, account: &Value) -> Value {
    prefix.map_leaves(&mut |prefix| match prefix.as_str() {
        Some("") => Value::bool(true),
        Some(text) => path.map_leaves(&mut |path| reaches(text, path, account)),
        None if prefix.is_null() => Value::bool(true),
        None => path.map_leaves(&mut |path| match prefix.equals(path) {
            Some(true) => Value::bool(true),
            _ => unknown_from(prefix),
        }),
    })
}

fn reaches(prefix: &str, path: &Value, account: &Value) -> Value {
    match path.starts_with(prefix) {
        Some(true) => Value::bool(true),
        None => unknown_from(path),
        Some(false) => match path.as_str().map(|path| prefix.strip_prefix(path)) {
            Some(Some(below)) => below_folder(below, account),
            Some(None) => Value::bool(false),
            None => unknown_from(path),
        },
    }
}

/// What stands behind `AWSLogs/`: an organization, an account, a service.
fn below_folder(below: &str, account: &Value) -> Value {
    let mut services = below.split('/').filter(|part| !part.starts_with("o-"));
    let owner = services.next().unwrap_or_default();
    if let Some(service) = services.next() {
        let of_trail = "CloudTrail".starts_with(service) || service.starts_with("CloudTrail");
        if !of_trail {
            return Value::bool(false);
        }
    }
    match account.as_str() {
        _ if owner.is_empty() => Value::bool(true),
        Some(account) => Value::bool(account.starts_with(owner)),
        None => Value::unknown(Cause::new(CauseKind::Surroundings, "account")),
    }
}
