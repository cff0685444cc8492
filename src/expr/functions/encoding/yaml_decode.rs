//! `yamldecode`: one document, plain scalars resolved as Terraform's YAML library does (YAML 1.2's core schema with
//! 1.1's booleans and timestamps).

use super::super::{Call, date};
use crate::source::{ProblemKind, Source, SourceMap};
use crate::syntax::node::{Node, NodeKind, ScalarStyle};
use crate::syntax::yaml;
use crate::value::{Data, Number, Value, to_string};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

pub(super) fn run(call: &Call<'_>) -> Result<Value, Value> {
    let text = call.string(0)?;
    let source = SourceMap::new().add(Path::new("yamldecode"), text);
    let (documents, problems) = yaml::parse_documents(&source);
    let [document] = documents.as_slice() else {
        return Err(call.error("exactly one YAML document is required"));
    };
    let reader = Reader { call, source: &source };
    let value = reader.value(document)?;
    if let Some(problem) = problems.iter().find(|problem| problem.kind == ProblemKind::Limit) {
        return Err(Value::unknown(crate::value::Cause::bound(&problem.message)));
    }
    Ok(value)
}

struct Reader<'a> {
    call: &'a Call<'a>,
    source: &'a Source,
}

impl Reader<'_> {
    fn value(&self, node: &Node) -> Result<Value, Value> {
        if !self.call.scope.budget().spend(1) {
            return Err(super::super::over_steps());
        }
        let core = node.tag.as_ref().map(|tag| tag.name.strip_prefix("tag:yaml.org,2002:"));
        match (node.kind(), core) {
            (NodeKind::Scalar(text, _), Some(Some("str" | "binary"))) => Ok(Value::string(Arc::clone(text))),
            (NodeKind::Sequence(_), None | Some(Some("seq"))) => {
                Ok(Value::tuple(node.items().iter().map(|item| self.value(item)).collect::<Result<_, _>>()?))
            }
            (NodeKind::Mapping(_), None | Some(Some("map"))) => self.mapping(node),
            (NodeKind::Scalar(text, ScalarStyle::Quoted), None) => Ok(Value::string(Arc::clone(text))),
            (NodeKind::Scalar(text, _), None) => self.plain(text),
            (NodeKind::Unreadable, _) => Err(self.call.error("not YAML")),
            // other tags are rare, and what they accept differs from library to library
            (_, Some(Some(_))) => Err(self.call.not_evaluated(None)),
            (_, Some(None)) => Err(self.call.error("a tag is not supported")),
        }
    }

    fn mapping(&self, node: &Node) -> Result<Value, Value> {
        let mut object = BTreeMap::new();
        for entry in node.entries() {
            if entry.is_gap() {
                return Err(self.call.error("not YAML"));
            }
            // the tree keeps no style of keys: their own text tells it
            let quoted = self.source.slice(entry.key_span).starts_with(['"', '\'', '!', '&', '|', '>']);
            let key = if quoted { Value::string(Arc::clone(&entry.key)) } else { self.plain(&entry.key)? };
            let key = to_string(&key);
            let Data::String(key) = key.data else { return Err(self.call.error("a key is null")) };
            object.insert(key, self.value(&entry.value)?);
        }
        Ok(Value::object(object))
    }

    fn plain(&self, text: &str) -> Result<Value, Value> {
        Ok(match text {
            "" | "~" | "null" | "Null" | "NULL" => Value::null(),
            "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
                Value::bool(true)
            }
            "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
                Value::bool(false)
            }
            ".nan" | ".NaN" | ".NAN" | ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf"
            | "-.Inf" | "-.INF" => return Err(self.call.error("a number is not finite")),
            _ => number(text)
                .map(Value::number)
                .or_else(|| date::timestamp_of_yaml(text).map(Value::string))
                .unwrap_or_else(|| Value::string(text)),
        })
    }
}

/// Decimal numbers, octal behind `0o` and hexadecimal behind `0x`; leading zeros mean nothing.
fn number(text: &str) -> Option<Number> {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            let digits: Option<Vec<u8>> =
                digits.chars().map(|digit| u8::try_from(digit.to_digit(radix)?).ok()).collect();
            return Number::from_digits(false, &digits.filter(|digits| !digits.is_empty())?, radix);
        }
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let starts = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let has_digit = digits.split(['e', 'E']).next()?.contains(|c: char| c.is_ascii_digit());
    (starts && has_digit).then(|| Number::parse(text)).flatten()
}
