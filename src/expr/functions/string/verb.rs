//! One verb of `format`: `%[flags][width][.precision][[position]]letter`.

use super::super::Call;
use super::super::arguments::Outcome;
use super::super::encoding::json_text;
use super::float;
use super::pieces::{clusters, never_null};
use crate::value::{Data, Type, Unknown, Value, to_bool, to_number, to_string};
use unicode_segmentation::UnicodeSegmentation;

/// Widest field.
const MAX_WIDTH: usize = 100_000;

/// A verb, read.
#[derive(Debug, Default)]
pub(super) struct Verb {
    /// What to do with the value; `%` for a percent sign.
    pub letter: char,
    /// Which value, counted from 0; the next one where not said.
    pub position: Option<usize>,
    /// Digits behind the point, or most characters.
    pub precision: Option<usize>,
    width: usize,
    plus: bool,
    minus: bool,
    space: bool,
    zero: bool,
    sharp: bool,
}

impl Verb {
    /// Reads the verb that `text` starts with; gives what is behind it.
    pub(super) fn read(text: &str) -> Option<(Verb, &str)> {
        let mut verb = Verb::default();
        let mut rest = text.strip_prefix('%')?;
        loop {
            let flag = match rest.bytes().next()? {
                b'+' => &mut verb.plus,
                b'-' => &mut verb.minus,
                b' ' => &mut verb.space,
                b'0' => &mut verb.zero,
                b'#' => &mut verb.sharp,
                _ => break,
            };
            *flag = true;
            rest = &rest[1..];
        }
        let (width, behind) = digits(rest);
        (verb.width, rest) = (width?.unwrap_or(0), behind);
        if let Some(behind) = rest.strip_prefix('.') {
            let (precision, behind) = digits(behind);
            (verb.precision, rest) = (Some(precision?.unwrap_or(0)), behind);
        }
        if let Some(behind) = rest.strip_prefix('[') {
            let (position, behind) = digits(behind);
            verb.position = Some(position??.checked_sub(1)?);
            rest = behind.strip_prefix(']')?;
        }
        verb.letter = rest.chars().next()?;
        let behind = &rest[verb.letter.len_utf8()..];
        Some((verb, behind))
    }

    fn is_plain(&self) -> bool {
        self.width == 0 && self.precision.is_none() && !self.sharp
    }

    /// Filled up to the width.
    fn padded(&self, text: &str) -> String {
        let missing = self.width.saturating_sub(clusters(text));
        if missing == 0 {
            return text.to_owned();
        }
        if self.minus {
            return format!("{text}{}", " ".repeat(missing));
        }
        if !self.zero {
            return format!("{}{text}", " ".repeat(missing));
        }
        // zeros go behind the sign of a number
        let numeric = !matches!(self.letter, 's' | 'q' | 'v' | 't');
        let sign = usize::from(numeric && text.starts_with(['-', '+', ' ']));
        format!("{}{}{}", &text[..sign], "0".repeat(missing), &text[sign..])
    }

    fn signed(&self, negative: bool, digits: &str) -> String {
        let sign = match (negative, self.plus, self.space) {
            (true, _, _) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        };
        format!("{sign}{digits}")
    }
}

/// Leading digits as a number: `None` where it is too large, `Some(None)` where there are none.
fn digits(text: &str) -> (Option<Option<usize>>, &str) {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    if end == 0 {
        return (Some(None), text);
    }
    let number = text[..end].parse().ok().filter(|number| *number <= MAX_WIDTH);
    (number.map(Some), &text[end..])
}

/// The value as the verb writes it: a known string, a text, or an unknown string.
pub(super) fn rendered(call: &Call<'_>, verb: &Verb, value: &Value) -> Outcome {
    if let Data::Branches(_) = value.data {
        return Ok(value.map_leaves(&mut |leaf| rendered(call, verb, leaf).unwrap_or_else(|early| early)));
    }
    if value.is_error() {
        return Err(value.clone());
    }
    if value.is_null() && verb.letter != 'v' {
        return Err(call.error("a value is null"));
    }
    match verb.letter {
        's' => text(call, verb, to_string(value)),
        'v' if verb.sharp => json(call, verb, value),
        'v' => match &value.data {
            Data::Null => Ok(Value::string(verb.padded("null"))),
            Data::List(_) | Data::Object(_) => json(call, verb, value),
            Data::Number(_) => {
                number(call, &Verb { letter: 'g', plus: false, position: None, ..*verb }, value)
            }
            _ => text(call, verb, to_string(value)),
        },
        'q' => {
            let inner = to_string(value);
            match &inner.data {
                Data::String(known) => {
                    let most = verb.precision.unwrap_or(usize::MAX);
                    let shortened: String = known.graphemes(true).take(most).collect();
                    let shorter = Verb { precision: None, position: None, ..*verb };
                    text(call, &shorter, json_text(call.scope, &Value::string(shortened)))
                }
                _ => Ok(opaque(call, inner)),
            }
        }
        't' => {
            let truth = to_bool(value);
            match truth.as_bool() {
                // Terraform fills up no booleans
                Some(known) => Ok(Value::string(if known { "true" } else { "false" })),
                None => Ok(opaque(call, truth)),
            }
        }
        'd' | 'b' | 'o' | 'x' | 'X' | 'e' | 'E' | 'f' | 'g' | 'G' => number(call, verb, value),
        _ => Err(call.error(format!("there is no verb `%{}`", verb.letter))),
    }
}

fn text(call: &Call<'_>, verb: &Verb, value: Value) -> Outcome {
    if value.is_error() {
        return Err(value);
    }
    match &value.data {
        Data::String(text) => Ok(Value::string(match verb.precision {
            Some(most) => verb.padded(&text.graphemes(true).take(most).collect::<String>()),
            None => verb.padded(text),
        })
        .marked(value.sensitive)
        .at(value.origin.clone())),
        _ if verb.is_plain() => Ok(never_null(value)),
        _ => Ok(opaque(call, value)),
    }
}

/// A string of which nothing is known but that it is there.
fn opaque(call: &Call<'_>, value: Value) -> Value {
    if value.is_error() {
        return value;
    }
    let unknown = call.unknown_because(&value, Some(Type::String));
    let not_empty =
        matches!(value.as_unknown().and_then(|inner| inner.kind.as_ref()), Some(Type::Bool | Type::Number));
    match unknown.as_unknown() {
        Some(inner) => Unknown { not_empty, ..inner.clone() }.value().marked(value.sensitive),
        None => unknown,
    }
}

fn number(call: &Call<'_>, verb: &Verb, value: &Value) -> Outcome {
    let converted = to_number(value);
    let Some(known) = converted.as_number() else { return Ok(opaque(call, converted)) };
    let negative = known.is_negative();
    let magnitude = if negative { known.negate() } else { known.clone() };
    let mut has_sign = negative;
    let digits = match verb.letter {
        'd' | 'b' | 'o' | 'x' | 'X' => {
            let (base, mark) = match verb.letter {
                'b' => (2, "0b"),
                'o' => (8, "0"),
                'x' => (16, "0x"),
                'X' => (16, "0X"),
                _ => (10, ""),
            };
            let Some(whole) = magnitude.whole_digits(base) else {
                return Err(call.error(format!("`%{}` needs a whole number", verb.letter)));
            };
            let mark = if verb.sharp { mark } else { "" };
            // whole numbers know no negative zero
            has_sign &= whole != "0";
            match verb.letter {
                'd' => format!("{whole:0>least$}", least = verb.precision.unwrap_or(0)),
                'X' => format!("{mark}{}", whole.to_uppercase()),
                _ => format!("{mark}{whole}"),
            }
        }
        letter => float::written(&magnitude, letter, verb.precision),
    };
    Ok(Value::string(verb.padded(&verb.signed(has_sign, &digits))).marked(value.sensitive))
}

/// The value as JSON; what is unknown in it becomes a part of the text.
fn json(call: &Call<'_>, verb: &Verb, value: &Value) -> Outcome {
    let encoded = json_text(call.scope, value);
    text(call, &Verb { precision: None, position: None, sharp: false, ..*verb }, encoded)
}
