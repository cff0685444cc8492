//! Digests and what is made of them. Knows no files: theirs are read by the family of files.

use super::arguments::settled;
use super::{Arity, Call, Function, OnUnknown};
use crate::value::{Type, Value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use std::fmt::Write;
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[
    row("md5", |call| digest(call, "md5")),
    row("sha1", |call| digest(call, "sha1")),
    row("sha256", |call| digest(call, "sha256")),
    row("sha512", |call| digest(call, "sha512")),
    row("base64sha256", |call| digest(call, "base64sha256")),
    row("base64sha512", |call| digest(call, "base64sha512")),
    Function { arity: Arity::exactly(2), ..row("uuidv5", uuid_of_name) },
    Function {
        // the decrypted text may be empty: nothing is promised of it
        arity: Arity::exactly(2),
        ..row("rsadecrypt", |call| call.not_evaluated(Some(Type::String)))
    },
];

const fn row(name: &'static str, run: fn(&Call<'_>) -> Value) -> Function {
    Function { name, arity: Arity::exactly(1), unknown: OnUnknown::Own, result: || Some(Type::String), run }
}

/// The digest of bytes in the notation of the function of that name; `None` where no digest is called so.
pub(super) fn digest_text(name: &str, bytes: &[u8]) -> Option<String> {
    Some(match name {
        "md5" => hexadecimal(&Md5::digest(bytes)),
        "sha1" => hexadecimal(&Sha1::digest(bytes)),
        "sha256" => hexadecimal(&Sha256::digest(bytes)),
        "sha512" => hexadecimal(&Sha512::digest(bytes)),
        "base64sha256" => STANDARD.encode(Sha256::digest(bytes)),
        "base64sha512" => STANDARD.encode(Sha512::digest(bytes)),
        _ => return None,
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // writing into a string does not fail
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn digest(call: &Call<'_>, name: &str) -> Value {
    match known_text(call, 0) {
        Ok(text) => {
            digest_text(name, text.as_bytes()).map_or_else(|| call.not_evaluated(None), Value::string)
        }
        Err(value) => value,
    }
}

/// The argument's text; else an error, or unknown text that is set (a digest is never empty).
fn known_text(call: &Call<'_>, at: usize) -> Result<Arc<str>, Value> {
    let text = call.text(at)?;
    match text.as_str() {
        Some(text) => Ok(text.into()),
        None => Err(call.set_text_because(&text)),
    }
}

fn uuid_of_name(call: &Call<'_>) -> Value {
    let run = || {
        let (namespace, name) = (known_text(call, 0)?, known_text(call, 1)?);
        let namespace = namespace_bytes(&namespace)
            .ok_or_else(|| call.error("the namespace is no UUID and no known name"))?;
        let digest = Sha1::new().chain_update(namespace).chain_update(name.as_bytes()).finalize();
        let mut bytes = [0u8; 16];
        bytes.copy_from_slice(&digest[..16]);
        bytes[6] = bytes[6] & 0x0f | 0x50;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let text = hexadecimal(&bytes);
        let groups = [&text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..]];
        Ok(Value::string(groups.join("-")))
    };
    settled(run())
}

/// RFC 4122's namespaces differ in one byte; others are given as UUIDs in any of their four notations.
fn namespace_bytes(text: &str) -> Option<[u8; 16]> {
    let named = |fourth: u8| {
        Some([
            0x6b, 0xa7, 0xb8, fourth, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8,
        ])
    };
    match text {
        "dns" => return named(0x10),
        "url" => return named(0x11),
        "oid" => return named(0x12),
        "x500" => return named(0x14),
        _ => {}
    }
    let text = match text.len() {
        45 if text.get(..9)?.eq_ignore_ascii_case("urn:uuid:") => text.get(9..)?,
        38 => text.get(1..37)?,
        _ => text,
    };
    let digits = match text.len() {
        32 => text.to_owned(),
        36 if [8, 13, 18, 23].iter().all(|at| text.as_bytes()[*at] == b'-') => text.replace('-', ""),
        _ => return None,
    };
    if digits.len() != 32 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u128::from_str_radix(&digits, 16).ok().map(u128::to_be_bytes)
}
