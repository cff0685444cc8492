//! The name that an ARN holds. What is before it (account, Region) decides nothing: it is one unknown for all that is
//! deployed together, as often as it is read.

use crate::model::table::By;
use crate::value::{Data, TextPart, Value};

impl By {
    pub(in crate::model) fn field(self) -> &'static str {
        match self {
            By::Field(field) | By::ArnEnding(_, field) | By::ArnLast(_, field) => field,
        }
    }

    /// The name that a value holds; unknown parts of it stay. Log group ARNs end in `:*` or not.
    pub(super) fn name_in(self, value: &Value) -> Option<Value> {
        match &value.data {
            Data::String(text) => self.behind(text).map(|name| Value::string(without_streams(name))),
            Data::Text(text) => self.name_in_parts(&text.parts),
            Data::Unknown(_) if matches!(self, By::Field(_)) => Some(value.clone()),
            _ => None,
        }
    }

    /// The name in a literal.
    fn behind(self, text: &str) -> Option<&str> {
        match self {
            By::Field(_) => Some(text),
            By::ArnEnding(..) | By::ArnLast(..) if !is_arn(text) => None,
            By::ArnEnding(behind, _) | By::ArnLast(behind, _) => self.split(text, behind),
        }
    }

    fn split<'t>(self, text: &'t str, behind: &str) -> Option<&'t str> {
        let split = match self {
            By::ArnLast(..) => text.rsplit_once(behind),
            By::ArnEnding(..) | By::Field(_) => text.split_once(behind),
        };
        split.map(|(_, name)| name)
    }

    fn name_in_parts(self, parts: &[TextPart]) -> Option<Value> {
        let (first, behind) = match (self, parts.first()?) {
            (By::Field(_), _) => return Some(without_streams_behind(parts.iter().map(value_of).collect())),
            (By::ArnEnding(behind, _) | By::ArnLast(behind, _), TextPart::Literal(first)) => (first, behind),
            (By::ArnEnding(..) | By::ArnLast(..), TextPart::Unknown(_)) => return None,
        };
        if !is_arn(first) {
            return None;
        }
        let rest = |(at, part): (usize, &TextPart)| match part {
            TextPart::Literal(text) => self.split(text, behind).map(|name| (at, Value::string(name))),
            TextPart::Unknown(_) => None,
        };
        let mut places = parts.iter().enumerate();
        let (at, name) = match self {
            By::ArnLast(..) => places.rev().find_map(rest)?,
            By::ArnEnding(..) | By::Field(_) => places.find_map(rest)?,
        };
        let behind = parts[at + 1..].iter().map(value_of);
        Some(without_streams_behind(std::iter::once(name).chain(behind).collect()))
    }
}

fn is_arn(text: &str) -> bool {
    text.starts_with("arn:")
}

fn value_of(part: &TextPart) -> Value {
    match part {
        TextPart::Literal(text) => Value::string(text.clone()),
        TextPart::Unknown(value) => value.clone(),
    }
}

fn without_streams(name: &str) -> &str {
    name.strip_suffix(":*").unwrap_or(name)
}

fn without_streams_behind(mut parts: Vec<Value>) -> Value {
    if let Some(last) = parts.last_mut()
        && let Some(text) = last.as_str()
    {
        *last = Value::string(without_streams(text));
    }
    Value::concatenation(&parts)
}
