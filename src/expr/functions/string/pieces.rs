//! Strings put together and taken apart.

use super::super::Call;
use super::super::arguments::Outcome;
use super::super::pattern;
use crate::value::{Cause, Data, ListKind, Type, Unknown, Value};
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation;

/// Longest string that is built, in bytes.
pub(super) const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Most pieces a string is split to.
const MAX_PIECES: usize = 1 << 20;

/// `join(separator, lists…)`
pub(super) fn join(call: &Call<'_>) -> Outcome {
    let separator = call.text(0)?;
    let mut parts: Vec<Value> = Vec::new();
    for at in 1..call.arguments.len() {
        for item in call.texts(at)? {
            if !parts.is_empty() {
                parts.push(separator.clone());
            }
            parts.push(never_null(item));
        }
    }
    Ok(Value::concatenation(&parts))
}

/// In a string that could be made, no part was null.
pub(super) fn never_null(text: Value) -> Value {
    match &text.data {
        Data::Unknown(unknown) if !unknown.not_null => {
            let unknown = Unknown { not_null: true, ..Unknown::clone(unknown) };
            unknown.value().at(text.origin.clone()).marked(text.sensitive)
        }
        Data::Branches(_) => text.map_leaves(&mut |leaf| never_null(leaf.clone())),
        _ => text,
    }
}

/// `split(separator, string)`
pub(super) fn split(call: &Call<'_>) -> Outcome {
    let (separator, text) = (call.text(0)?, call.text(1)?);
    let (Some(known), Some(text_known)) = (separator.as_str(), text.as_str()) else {
        let unknown = if separator.as_str().is_none() { &separator } else { &text };
        let cause = unknown.cause().cloned().unwrap_or_else(|| Cause::bound("string size"));
        let mut list = Unknown::because(cause).set().of_type(Type::List(Arc::new(Type::String)));
        // an empty text split at nothing has no pieces
        list.not_empty = separator.empty_test() == Some(false) || text.empty_test() == Some(false);
        return Ok(list.value());
    };
    let items: Vec<Value> = if known.is_empty() {
        text_known.chars().take(MAX_PIECES + 1).map(|it| Value::string(it.to_string())).collect()
    } else {
        text_known.split(known).take(MAX_PIECES + 1).map(Value::string).collect()
    };
    if items.len() > MAX_PIECES {
        return Err(Value::unknown(Cause::bound("collection size")));
    }
    Ok(Value::list(ListKind::List, items))
}

/// `replace(string, substring, replacement)`; a substring between slashes is a pattern.
pub(super) fn replace(call: &Call<'_>) -> Outcome {
    let (text, part, with) = (call.text(0)?, call.string(1)?, call.text(2)?);
    let pattern = part.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    let (Some(text_known), Some(with)) = (text.as_str(), with.as_str()) else {
        if let Some(pattern) = pattern {
            pattern::compiled(call, pattern)?;
        }
        return Ok(call.remains_unknown(if text.as_str().is_none() { &text } else { &with }));
    };
    if let Some(pattern) = pattern {
        return Ok(pattern::replace(call, text_known, pattern, with));
    }
    let grown = text_known.len().saturating_add(1).saturating_mul(with.len().max(1));
    if grown > MAX_BYTES && text_known.len().max(with.len()) > 4096 {
        return Err(Value::unknown(Cause::bound("string size")));
    }
    Ok(Value::string(text_known.replace(&*part, with)))
}

/// `indent(spaces, string)`: all lines but the first.
pub(super) fn indent(call: &Call<'_>) -> Outcome {
    let (spaces, text) = (call.integer(0)?, call.string(1)?);
    let Ok(spaces) = usize::try_from(spaces) else { return Err(call.error("spaces must not be negative")) };
    let lines = text.bytes().filter(|byte| *byte == b'\n').count();
    if lines.saturating_mul(spaces) > MAX_BYTES || spaces > MAX_BYTES {
        return Err(Value::unknown(Cause::bound("string size")));
    }
    Ok(Value::string(text.replace('\n', &format!("\n{}", " ".repeat(spaces)))))
}

/// `strrev(string)`: by grapheme clusters.
pub(super) fn strrev(call: &Call<'_>) -> Outcome {
    Ok(Value::string(call.string(0)?.graphemes(true).rev().collect::<String>()))
}

/// `substr(string, offset, length)`: by grapheme clusters; a negative offset counts from the end, a negative
/// length means the rest.
pub(super) fn substr(call: &Call<'_>) -> Outcome {
    let text = call.text(0)?;
    let (offset, length) = (call.integer(1)?, call.integer(2)?);
    let Some(known) = text.as_str() else {
        let start = text.known_prefix();
        let count = clusters(start) as i128;
        // the last cluster of what is known may go on in what is not
        if offset >= 0 && length >= 0 && offset.saturating_add(length) < count {
            return Ok(Value::string(cut(start, offset, length)));
        }
        return Ok(call.remains_unknown(&text));
    };
    let offset = if offset < 0 { (clusters(known) as i128).saturating_add(offset).max(0) } else { offset };
    Ok(Value::string(cut(known, offset, length)))
}

/// How many grapheme clusters a text has: what Terraform counts as characters.
pub(in super::super) fn clusters(text: &str) -> usize {
    if text.is_ascii() {
        // the only two characters of ASCII that are one
        return text.len() - memchr::memmem::find_iter(text.as_bytes(), "\r\n").count();
    }
    text.graphemes(true).count()
}

fn cut(text: &str, offset: i128, length: i128) -> String {
    let clusters = text.graphemes(true).skip(usize::try_from(offset).unwrap_or(usize::MAX));
    clusters.take(usize::try_from(length).unwrap_or(usize::MAX)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn clusters_are_those_of_unicode(text in "[\\r\\n\\t a-c\u{301}\u{e9}]{0,12}|[\\x00-\\x7f]{0,12}") {
            prop_assert_eq!(clusters(&text), text.graphemes(true).count());
        }
    }
}
