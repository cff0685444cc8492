//! What is known of what hashicorp/random makes: which characters, and how many of them.
//!
//! <https://registry.terraform.io/providers/hashicorp/random/latest/docs>

use super::computed;
use crate::terraform::scope::written;
use crate::terraform::tree::{ResourceInstance, Unit};
use crate::value::{Alphabet, Letters, Type, Value};
use std::sync::Arc;

/// Most words of a pet's name that are told apart.
const MAX_WORDS: usize = 16;
/// No English word of the lists is longer.
const LONGEST_WORD: usize = 32;
/// Most bytes of an id whose length is told.
const MAX_BYTES: usize = 4_096;

/// An attribute of a random resource, where its characters are known.
pub(super) fn attribute(unit: &Unit<'_>, resource: &ResourceInstance, name: &str) -> Option<Value> {
    let argument = |name: &str| written(unit, resource, &Arc::from(name)).filter(|value| !value.is_null());
    let made = |letters: Letters, name: &str| {
        let mut unknown = computed(resource, name).of_type(Type::String);
        unknown.not_null = true;
        unknown.not_empty = letters.least > 0;
        unknown.letters = Some(letters);
        unknown.value()
    };
    let bytes = || {
        let bytes = crate::value::to_number(&argument("byte_length")?).as_number()?.as_index()?;
        (1..=MAX_BYTES).contains(&bytes).then_some(bytes)
    };
    match (&*resource.kind, name) {
        ("random_string" | "random_password", "result") | ("random_string", "id") => {
            Some(made(of_string(&argument)?, "result"))
        }
        ("random_id", "hex") => {
            let letters = Letters::exactly(bytes()? * 2, Alphabet::SMALL.and(Alphabet::DIGITS));
            Some(prefixed(argument("prefix"), made(letters, name)))
        }
        ("random_id", "b64_url" | "id") => {
            let alphabet = Alphabet::ALPHANUMERIC.and(Alphabet::with('-')?).and(Alphabet::with('_')?);
            let value = made(Letters::exactly((bytes()? * 4).div_ceil(3), alphabet), name);
            Some(if name == "id" { value } else { prefixed(argument("prefix"), value) })
        }
        ("random_id", "dec") => {
            // 256 has fewer than three digits a byte
            let letters = Letters { alphabet: Alphabet::DIGITS, least: 1, most: Some(bytes()? * 3) };
            Some(prefixed(argument("prefix"), made(letters, name)))
        }
        ("random_uuid", "result" | "id") => {
            let alphabet = Alphabet::SMALL.and(Alphabet::DIGITS).and(Alphabet::with('-')?);
            Some(made(Letters::exactly(36, alphabet), "result"))
        }
        ("random_pet", "id") => {
            let words = match argument("length") {
                Some(length) => crate::value::to_number(&length).as_number()?.as_index()?,
                None => 2,
            };
            let word = Letters { alphabet: Alphabet::SMALL, least: 1, most: Some(LONGEST_WORD) };
            let separator = argument("separator").unwrap_or_else(|| Value::string("-"));
            let mut parts = Vec::new();
            if let Some(prefix) = argument("prefix") {
                parts.extend([prefix, separator.clone()]);
            }
            for at in 0..Some(words).filter(|words| (1..=MAX_WORDS).contains(words))? {
                if at > 0 {
                    parts.push(separator.clone());
                }
                let part = made(word, name).as_unknown()?.clone();
                parts.push(part.derived().named(format!("{}.id#{at}", resource.address)).value());
            }
            Some(Value::concatenation(&parts))
        }
        _ => None,
    }
}

fn prefixed(prefix: Option<Value>, value: Value) -> Value {
    match prefix {
        Some(prefix) => Value::concatenation(&[crate::value::to_string(&prefix), value]),
        None => value,
    }
}

/// The characters of `random_string`: those that it is not told to leave out.
fn of_string(argument: &dyn Fn(&str) -> Option<Value>) -> Option<Letters> {
    let is_off = |name: &str| {
        argument(name).is_some_and(|value| crate::value::to_bool(&value).as_bool() == Some(false))
    };
    let mut alphabet = Alphabet::NONE;
    for (names, letters) in [
        (&["upper"][..], Alphabet::CAPITAL),
        (&["lower"], Alphabet::SMALL),
        // `number` until 3.3 of the provider
        (&["numeric", "number"], Alphabet::DIGITS),
    ] {
        if !names.iter().any(|name| is_off(name)) {
            alphabet = alphabet.and(letters);
        }
    }
    if !is_off("special") {
        let special = argument("override_special")?;
        let special = special.as_str().filter(|special| !special.is_empty())?;
        for c in special.chars() {
            alphabet = alphabet.and(Alphabet::with(c)?);
        }
    }
    let length = crate::value::to_number(&argument("length")?);
    Some(match length.as_number() {
        Some(length) => Letters::exactly(length.as_index()?, alphabet),
        None => Letters { alphabet, least: 1, most: None },
    })
}
