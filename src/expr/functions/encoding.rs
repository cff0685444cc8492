//! Texts in other notations: base64, character sets, URLs, CSV, JSON and YAML.

mod csv;
mod json;
mod json_decode;
mod yaml;
mod yaml_decode;

use super::arguments::settled;
use super::{Arity, Call, Function, OnUnknown};
use crate::value::{Type, Value};
use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use std::fmt::Write;

pub(super) use json::encode as json_text;

/// As Go decodes: padding is required, what the last digit holds too much is dropped.
const AS_GO_DECODES: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

pub(super) const FUNCTIONS: &[Function] = &[
    row("base64encode", 1, |call| settled(base64_encode(call))),
    row("base64decode", 1, |call| settled(base64_decode(call))),
    row("base64gzip", 1, |call| settled(base64_gzip(call))),
    row("textencodebase64", 2, |call| settled(text_encode(call))),
    row("textdecodebase64", 2, |call| settled(text_decode(call))),
    row("urlencode", 1, |call| settled(url_encode(call))),
    row("jsonencode", 1, json::run),
    row("yamlencode", 1, |call| settled(yaml::run(call))),
    any("csvdecode", |call| settled(csv::run(call))),
    any("jsondecode", |call| settled(json_decode::run(call))),
    any("yamldecode", |call| settled(yaml_decode::run(call))),
];

const fn row(name: &'static str, arguments: usize, run: fn(&Call<'_>) -> Value) -> Function {
    Function {
        name,
        arity: Arity::exactly(arguments),
        unknown: OnUnknown::Own,
        result: || Some(Type::String),
        run,
    }
}

const fn any(name: &'static str, run: fn(&Call<'_>) -> Value) -> Function {
    Function { name, arity: Arity::exactly(1), unknown: OnUnknown::Own, result: || None, run }
}

fn base64_encode(call: &Call<'_>) -> Result<Value, Value> {
    let text = call.text(0)?;
    Ok(text.as_str().map_or_else(|| call.text_like(&text), |text| Value::string(STANDARD.encode(text))))
}

/// Bytes of base64 as Go reads it: line ends anywhere are passed over.
fn decoded(call: &Call<'_>, text: &str) -> Result<Vec<u8>, Value> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    AS_GO_DECODES.decode(digits).map_err(|_| call.error("not base64"))
}

fn base64_decode(call: &Call<'_>) -> Result<Value, Value> {
    let bytes = decoded(call, &call.string(0)?)?;
    String::from_utf8(bytes).map(Value::string).map_err(|_| call.error("what is encoded is no UTF-8 text"))
}

/// The compressed bytes depend on Go's compressor; certain is only that there are some.
fn base64_gzip(call: &Call<'_>) -> Result<Value, Value> {
    let text = call.text(0)?;
    Ok(call.set_text_because(&text))
}

/// The character sets that need no table.
#[derive(Clone, Copy)]
enum CharacterSet {
    Utf8,
    Ascii,
    Utf16 { little: bool, mark: bool },
    Latin1,
}

impl CharacterSet {
    /// By its IANA name or alias; `None` for sets that are not evaluated.
    fn named(name: &str) -> Option<CharacterSet> {
        Some(match name.to_ascii_lowercase().as_str() {
            "utf-8" | "csutf8" => CharacterSet::Utf8,
            "us-ascii" | "ascii" | "iso646-us" | "csascii" => CharacterSet::Ascii,
            "utf-16" | "csutf16" => CharacterSet::Utf16 { little: false, mark: true },
            "utf-16be" | "csutf16be" => CharacterSet::Utf16 { little: false, mark: false },
            "utf-16le" | "csutf16le" => CharacterSet::Utf16 { little: true, mark: false },
            "iso-8859-1" | "iso_8859-1" | "iso_8859-1:1987" | "latin1" | "l1" | "ibm819" | "cp819"
            | "iso-ir-100" | "csisolatin1" => CharacterSet::Latin1,
            _ => return None,
        })
    }

    fn encode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            CharacterSet::Utf8 => Some(text.as_bytes().to_vec()),
            CharacterSet::Ascii => text.is_ascii().then(|| text.as_bytes().to_vec()),
            CharacterSet::Latin1 => text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect(),
            CharacterSet::Utf16 { little, mark } => {
                let unit = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
                let mark = mark.then_some(0xfeff);
                Some(mark.into_iter().chain(text.encode_utf16()).flat_map(unit).collect())
            }
        }
    }

    /// `None` where the bytes are no text of this set.
    fn decode(self, bytes: &[u8]) -> Option<String> {
        match self {
            CharacterSet::Utf8 => String::from_utf8(bytes.to_vec()).ok(),
            CharacterSet::Ascii if bytes.is_ascii() => String::from_utf8(bytes.to_vec()).ok(),
            CharacterSet::Ascii => None,
            CharacterSet::Latin1 => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
            CharacterSet::Utf16 { mark: true, .. } => match bytes {
                [0xff, 0xfe, rest @ ..] => CharacterSet::Utf16 { little: true, mark: false }.decode(rest),
                [0xfe, 0xff, rest @ ..] => CharacterSet::Utf16 { little: false, mark: false }.decode(rest),
                _ => None,
            },
            CharacterSet::Utf16 { little, .. } if bytes.len().is_multiple_of(2) => {
                let unit = |pair: &[u8]| {
                    let pair = [pair[0], pair[1]];
                    if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
                };
                String::from_utf16(&bytes.chunks_exact(2).map(unit).collect::<Vec<_>>()).ok()
            }
            CharacterSet::Utf16 { .. } => None,
        }
    }
}

fn text_encode(call: &Call<'_>) -> Result<Value, Value> {
    let (text, set) = (call.text(0)?, call.string(1)?);
    let Some(text) = text.as_str() else { return Ok(call.text_like(&text)) };
    let Some(set) = CharacterSet::named(&set) else { return Ok(call.not_evaluated(Some(Type::String))) };
    let bytes =
        set.encode(text).ok_or_else(|| call.error("the character set lacks a character of the text"))?;
    Ok(Value::string(STANDARD.encode(bytes)))
}

fn text_decode(call: &Call<'_>) -> Result<Value, Value> {
    let (text, set) = (call.string(0)?, call.string(1)?);
    let bytes = decoded(call, &text)?;
    let Some(set) = CharacterSet::named(&set) else { return Ok(call.not_evaluated(Some(Type::String))) };
    let text = set.decode(&bytes).ok_or_else(|| call.error("the bytes are no text of the character set"))?;
    Ok(Value::string(text))
}

fn url_encode(call: &Call<'_>) -> Result<Value, Value> {
    let text = call.text(0)?;
    let Some(text) = text.as_str() else { return Ok(call.text_like(&text)) };
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            // writing into a string does not fail
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    Ok(Value::string(out))
}
