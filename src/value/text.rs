//! Strings of which some parts are unknown: what can be said of them all the same.

use super::{Cause, Data, Unknown, Value};
use std::sync::Arc;

/// A string with unknown parts, in order.
#[derive(Clone, Debug)]
pub struct Text {
    /// Literal and unknown parts; literals are never empty nor next to each other.
    pub parts: Vec<TextPart>,
}

/// A part of a [`Text`].
#[derive(Clone, Debug)]
pub enum TextPart {
    /// Known text.
    Literal(Arc<str>),
    /// Text that is not known: an unknown value (never branches, never null).
    Unknown(Value),
}

/// Longest string that is built, in bytes.
const MAX_BYTES: usize = 4 * 1024 * 1024;

impl Text {
    /// Canonical spellings: texts with one in common are equal, whatever their unknown parts are. None where one of
    /// these is not told from others.
    pub fn spellings(&self) -> Vec<Arc<str>> {
        let by_name = |it: &Unknown| it.identity.as_ref().map(|name| format!("n{name}"));
        let by_reference = |it: &Unknown| {
            let reference = it.reference.as_ref().filter(|_| !it.made_of)?;
            Some(format!("r{}\0{}", reference.address, reference.attribute))
        };
        let first = self.spelled(&|it| by_name(it).or_else(|| by_reference(it)));
        let second = self.spelled(&|it| by_reference(it).or_else(|| by_name(it)));
        let second = second.filter(|it| Some(it) != first.as_ref());
        first.into_iter().chain(second).collect()
    }

    fn spelled(&self, named: &dyn Fn(&Unknown) -> Option<String>) -> Option<Arc<str>> {
        let mut spelling = String::new();
        for part in &self.parts {
            match part {
                TextPart::Literal(text) => spelling.push_str(text),
                TextPart::Unknown(value) => {
                    spelling.push('\0');
                    spelling.push_str(&named(value.as_unknown()?)?);
                    spelling.push('\0');
                }
            }
        }
        Some(spelling.into())
    }
}

impl Value {
    /// The concatenation of string values: known, a [`Text`], or (where a part branches) branches.
    pub fn concatenation(parts: &[Value]) -> Value {
        if parts.iter().any(Value::is_branching) {
            return Value::combined(parts.to_vec(), Value::is_branching, &mut |parts| {
                Value::concatenation(&parts)
            });
        }
        let sensitive = parts.iter().any(|part| part.sensitive);
        let origin =
            parts.iter().take(8).fold(super::Origin::none(), |origin, part| origin.and(&part.origin));
        let mut collected: Vec<TextPart> = Vec::new();
        let known = parts.iter().filter_map(Value::as_str).map(str::len).sum::<usize>();
        let mut literal = String::with_capacity(known.min(MAX_BYTES));
        for part in parts {
            match &part.data {
                Data::String(text) => literal.push_str(text),
                Data::Text(text) => {
                    for inner in &text.parts {
                        match inner {
                            TextPart::Literal(text) => literal.push_str(text),
                            TextPart::Unknown(value) => push_unknown(&mut collected, &mut literal, value),
                        }
                    }
                }
                _ => push_unknown(&mut collected, &mut literal, part),
            }
            if literal.len() > MAX_BYTES || collected.len() > 4096 {
                return Value::unknown(Cause::bound("string size"));
            }
        }
        let data = if collected.is_empty() {
            Data::String(literal.into())
        } else {
            if !literal.is_empty() {
                collected.push(TextPart::Literal(literal.into()));
            }
            if let [TextPart::Unknown(value)] = collected.as_slice() {
                return value.clone().at(origin).marked(sensitive);
            }
            Data::Text(Arc::new(Text { parts: collected }))
        };
        Value { data, origin, sensitive }
    }

    /// Text that the string certainly starts with (all of it, where it is known).
    pub fn known_prefix(&self) -> &str {
        match &self.data {
            Data::String(text) => text,
            Data::Unknown(unknown) => unknown.prefix.as_deref().unwrap_or(""),
            Data::Text(text) => match text.parts.first() {
                Some(TextPart::Literal(text)) => text,
                Some(TextPart::Unknown(value)) => value.known_prefix(),
                None => "",
            },
            _ => "",
        }
    }

    /// Text that the string certainly ends with.
    pub fn known_suffix(&self) -> &str {
        match &self.data {
            Data::String(text) => text,
            Data::Unknown(unknown) => unknown.suffix.as_deref().unwrap_or(""),
            Data::Text(text) => match text.parts.last() {
                Some(TextPart::Literal(text)) => text,
                Some(TextPart::Unknown(value)) => value.known_suffix(),
                None => "",
            },
            _ => "",
        }
    }

    /// Whether the string starts with `prefix`; `None` where that is not known.
    pub fn starts_with(&self, prefix: &str) -> Option<bool> {
        match &self.data {
            Data::String(text) => Some(text.starts_with(prefix)),
            Data::Text(_) | Data::Unknown(_) => {
                let known = self.known_prefix();
                if known.starts_with(prefix) {
                    Some(true)
                } else if prefix.starts_with(known) {
                    None
                } else {
                    Some(false)
                }
            }
            _ => None,
        }
    }

    /// Whether the string ends with `suffix`; `None` where that is not known.
    pub fn ends_with(&self, suffix: &str) -> Option<bool> {
        match &self.data {
            Data::String(text) => Some(text.ends_with(suffix)),
            Data::Text(_) | Data::Unknown(_) => {
                let known = self.known_suffix();
                if known.ends_with(suffix) {
                    Some(true)
                } else if suffix.ends_with(known) {
                    None
                } else {
                    Some(false)
                }
            }
            _ => None,
        }
    }

    /// Whether a string or collection is empty; `None` where that is not known.
    pub fn empty_test(&self) -> Option<bool> {
        match &self.data {
            Data::String(text) => Some(text.is_empty()),
            Data::Text(text) => {
                let sure = text.parts.iter().any(|part| match part {
                    TextPart::Literal(_) => true,
                    TextPart::Unknown(value) => value.empty_test() == Some(false),
                });
                sure.then_some(false)
            }
            Data::Unknown(unknown) => {
                let affix = unknown.prefix.is_some() || unknown.suffix.is_some();
                (unknown.not_empty || affix).then_some(false)
            }
            Data::List(list) => Some(list.items.is_empty()),
            Data::Object(object) if object.entries.is_empty() => object.open.is_none().then_some(true),
            Data::Object(_) | Data::Handle(_) => Some(false),
            Data::Branches(branches) => {
                let (then, otherwise) = (branches.then.empty_test()?, branches.otherwise.empty_test()?);
                (then == otherwise).then_some(then)
            }
            _ => None,
        }
    }
}

fn push_unknown(collected: &mut Vec<TextPart>, literal: &mut String, value: &Value) {
    if !literal.is_empty() {
        collected.push(TextPart::Literal(std::mem::take(literal).into()));
    }
    collected.push(TextPart::Unknown(value.clone()));
}

/// Equality where at least one side is not wholly known.
pub(super) fn equals_partly(a: &Value, b: &Value) -> Option<bool> {
    if let (Data::Branches(a), Data::Branches(b)) = (&a.data, &b.data)
        && a.condition == b.condition
    {
        let (then, otherwise) = (a.then.equals(&b.then)?, a.otherwise.equals(&b.otherwise)?);
        return (then == otherwise).then_some(then);
    }
    if let (Data::Branches(branches), other) | (other, Data::Branches(branches)) = (&a.data, &b.data) {
        let other = Value::new(other.clone());
        let (then, otherwise) = (branches.then.equals(&other)?, branches.otherwise.equals(&other)?);
        return (then == otherwise).then_some(then);
    }
    if a.null_test() == Some(true) || b.null_test() == Some(true) {
        return (a.null_test() == Some(false) || b.null_test() == Some(false)).then_some(false);
    }
    if same_parts(a, b) {
        return Some(true);
    }
    if whole_text_is_apart(a, b) || whole_text_is_apart(b, a) {
        return Some(false);
    }
    let one_is_text =
        |value: &Value| matches!(value.data, Data::Text(_) | Data::Unknown(_) | Data::String(_));
    if one_is_text(a) && one_is_text(b) {
        let (x, y) = (a.known_prefix(), b.known_prefix());
        let apart = !(x.starts_with(y) || y.starts_with(x));
        let (x, y) = (a.known_suffix(), b.known_suffix());
        let apart = apart || !(x.ends_with(y) || y.ends_with(x));
        let one_empty = a.empty_test().zip(b.empty_test()).is_some_and(|(a, b)| a != b);
        if apart || one_empty {
            // an unknown that may be null is not the other, known text either
            return Some(false);
        }
    }
    None
}

/// Whether a string that is wholly known cannot be the one of which the ends are known.
fn whole_text_is_apart(known: &Value, partly: &Value) -> bool {
    let (Data::String(text), Data::Text(_) | Data::Unknown(_)) = (&known.data, &partly.data) else {
        return false;
    };
    let literal = |part: &TextPart| match part {
        TextPart::Literal(text) => text.len(),
        TextPart::Unknown(_) => 0,
    };
    let shortest = match &partly.data {
        Data::Text(partly) => partly.parts.iter().map(literal).sum(),
        _ => 0,
    };
    let letters = partly.as_unknown().and_then(|unknown| unknown.letters);
    letters.is_some_and(|letters| !letters.allow(text))
        || !text.starts_with(partly.known_prefix())
        || !text.ends_with(partly.known_suffix())
        || text.len() < shortest
}

/// Whether both are made of the same known text and the same unknown things.
fn same_parts(a: &Value, b: &Value) -> bool {
    match (&a.data, &b.data) {
        (Data::Unknown(x), Data::Unknown(y)) => same_unknown(x, y),
        (Data::Text(x), Data::Text(y)) => {
            x.parts.len() == y.parts.len()
                && x.parts.iter().zip(&y.parts).all(|pair| match pair {
                    (TextPart::Literal(x), TextPart::Literal(y)) => x == y,
                    (TextPart::Unknown(x), TextPart::Unknown(y)) => same_parts(x, y),
                    _ => false,
                })
        }
        _ => false,
    }
}

fn same_unknown(a: &Unknown, b: &Unknown) -> bool {
    let same_name = a.identity.is_some() && a.identity == b.identity;
    // what is only made of an attribute says nothing of how it is made
    same_name || (a.reference.is_some() && a.reference == b.reference && !a.made_of && !b.made_of)
}

#[cfg(test)]
mod tests {
    use crate::value::{Atom, Cause, CauseKind, Constant, Formula, Unknown, Value};
    use std::sync::Arc;

    fn attribute(name: &str) -> Unknown {
        Unknown::because(Cause::new(CauseKind::Attribute, name)).referring(name, "arn").starting("arn:")
    }

    #[test]
    fn what_branches_alike_is_compared_case_by_case() {
        let formula = |constant: &str| {
            Formula::Atom(Arc::new(Atom {
                subject: "P".into(),
                constant: Constant::String(constant.into()),
                domain: None,
                words: "P".into(),
                cause: None,
            }))
        };
        let name = |at: &str, then: &str, otherwise: &str| {
            let text = |end: &str| Value::concatenation(&[attribute("k").value(), Value::string(end)]);
            Value::branches(&formula(at), text(then), text(otherwise))
        };
        assert_eq!(name("a", "x", "y").equals(&name("a", "x", "y")), Some(true));
        assert_eq!(name("a", "x", "y").equals(&name("a", "z", "z")), Some(false));
        assert_eq!(name("a", "x", "y").equals(&name("a", "x", "z")), None);
        assert_eq!(name("a", "x", "y").equals(&name("b", "x", "y")), None);
    }

    #[test]
    fn a_whole_string_is_not_one_that_starts_otherwise() {
        let arn = attribute("k").value();
        assert_eq!(Value::string("a").equals(&arn), Some(false));
        assert_eq!(Value::string("arn:aws").equals(&arn), None);
        let text = Value::concatenation(&[arn, Value::string(":*")]);
        assert_eq!(Value::string("arn:").equals(&text), Some(false));
        assert_eq!(text.equals(&Value::string("arn:x:*")), None);
    }

    #[test]
    fn what_is_made_of_a_reference_is_not_that_reference() {
        let (plain, derived) = (attribute("k").value(), attribute("k").derived().value());
        assert_eq!(plain.equals(&attribute("k").value()), Some(true));
        assert_eq!(plain.equals(&derived), None);
        assert_eq!(derived.equals(&derived), None);
    }
}
