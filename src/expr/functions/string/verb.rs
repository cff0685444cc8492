//! One verb of `format`: `%[flags][width][.precision][[position]]letter`.

use super::super::Call;
use super::super::arguments::Outcome;
use super::float;
use super::pieces::never_null;
use crate::value::{Data, Number, Type, Unknown, Value, to_bool, to_number, to_string};
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
        let missing = self.width.saturating_sub(text.graphemes(true).count());
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
                    let mut quoted = String::new();
                    write_string(&known.graphemes(true).take(most).collect::<String>(), &mut quoted);
                    Ok(Value::string(verb.padded(&quoted)))
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
    let Some(known) = converted.as_number().copied() else { return Ok(opaque(call, converted)) };
    let negative = known < Number::from(0_i128);
    let magnitude = if negative { known.negate() } else { known };
    let digits = match verb.letter {
        'd' | 'b' | 'o' | 'x' | 'X' => {
            let Some(whole) = magnitude.as_integer() else {
                return Err(call.error(format!("`%{}` needs a whole number", verb.letter)));
            };
            match (verb.letter, verb.sharp) {
                ('b', true) => format!("0b{whole:b}"),
                ('b', false) => format!("{whole:b}"),
                ('o', true) => format!("0{whole:o}"),
                ('o', false) => format!("{whole:o}"),
                ('x', true) => format!("0x{whole:x}"),
                ('x', false) => format!("{whole:x}"),
                ('X', true) => format!("0X{whole:X}"),
                ('X', false) => format!("{whole:X}"),
                _ => format!("{whole:0>least$}", least = verb.precision.unwrap_or(0)),
            }
        }
        letter => float::written(magnitude, letter, verb.precision),
    };
    Ok(Value::string(verb.padded(&verb.signed(negative, &digits))).marked(value.sensitive))
}

fn json(call: &Call<'_>, verb: &Verb, value: &Value) -> Outcome {
    if !value.is_wholly_known() {
        let cause = call.unknown_because(value, Some(Type::String));
        return Ok(cause.as_unknown().map_or(cause.clone(), |it| it.clone().set().value()));
    }
    match json_text(value) {
        Some(text) => Ok(Value::string(verb.padded(&text))),
        None => Err(call.error("the value cannot be written as JSON")),
    }
}

/// JSON as Go writes it: `<`, `>`, `&` and the line separators are escaped.
fn json_text(value: &Value) -> Option<String> {
    let mut out = String::new();
    write_json(value, &mut out)?;
    Some(out)
}

fn write_json(value: &Value, out: &mut String) -> Option<()> {
    match &value.data {
        Data::Null => out.push_str("null"),
        Data::Bool(known) => out.push_str(if *known { "true" } else { "false" }),
        Data::Number(number) => out.push_str(&number.to_string()),
        Data::String(text) => write_string(text, out),
        Data::List(list) => {
            out.push('[');
            for (at, item) in list.items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_json(item, out)?;
            }
            out.push(']');
        }
        Data::Object(object) => {
            out.push('{');
            for (at, (key, item)) in object.entries.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_string(key, out);
                out.push(':');
                write_json(item, out)?;
            }
            out.push('}');
        }
        _ => return None,
    }
    Some(())
}

fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                out.push_str(&format!("\\u{:04x}", character as u32));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}
