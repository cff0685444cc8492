//! Values that a parameter does not take: CloudFormation refuses the stack.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>

use super::super::stack::{Arguments, Stack};
use super::{is_list, text, written};
use crate::source::Problem;
use crate::syntax::node::{Entry, Node};
use crate::value::Value;
use regex::bytes::RegexBuilder;
use std::sync::Arc;

impl Stack<'_> {
    /// Tells which values of parameters are refused, those included that nothing reads. What a parent passes is
    /// looked at where it is read.
    pub(in super::super) fn complain_about_parameters(&self) {
        for entry in self.template.root.get("Parameters").map_or(&[][..], Node::entries) {
            if let Some(value) = self.written_value(entry) {
                self.complain_if_refused(&Value::string(value), &entry.key, &entry.value);
            }
        }
    }

    /// What is given to a parameter, else its default; none where that names something stored elsewhere.
    fn written_value(&self, declaration: &Entry) -> Option<String> {
        let (name, node) = (&declaration.key, &declaration.value);
        if declaration.duplicate || text(node, "Type").starts_with("AWS::SSM::Parameter::") {
            return None;
        }
        let default = || node.get("Default").and_then(written);
        match &self.arguments {
            Arguments::Inputs => match self.around.inputs.parameter(name) {
                Some(given) => given.value.clone(),
                None => default(),
            },
            Arguments::Passed(passed) => {
                let is_passed = passed.open.is_some() || passed.values.contains_key(name);
                if is_passed { None } else { default() }
            }
        }
    }

    /// Tells of a value that the type or the allowed values of its parameter exclude.
    pub(super) fn complain_if_refused(&self, value: &Value, name: &Arc<str>, node: &Node) {
        let Some(known) = value.as_str().filter(|_| self.template.changed_by.is_none()) else { return };
        // a secret is not shown, and what its text is was not asked
        let secret = value.sensitive || node.get("NoEcho").is_some();
        let (entry, message) = if !is_of_type(known, text(node, "Type")) {
            let message = match secret {
                false => format!("`{known}` is no number, and parameter `{name}` takes one"),
                true => format!("the value of parameter `{name}` is no number"),
            };
            (node.entry("Type"), message)
        } else if !is_allowed(known, node) {
            let message = match secret {
                false => format!("`{known}` is not an allowed value of parameter `{name}`"),
                true => format!("the value of parameter `{name}` is not an allowed one"),
            };
            (node.entry("AllowedValues"), message)
        } else if let Some((key, wrong)) = refused_by(known, node) {
            let message = match secret {
                false => format!("`{known}` {wrong} parameter `{name}`"),
                true => format!("the value given {wrong} parameter `{name}`"),
            };
            (node.entry(key), message)
        } else {
            return;
        };
        if let Some(entry) = entry {
            let span = self.template.stands_at.unwrap_or(entry.value.span);
            let message = format!("{message}: CloudFormation refuses the template");
            let help = "write another default, or give another value".to_owned();
            self.journal().problem(Problem::syntax(span, message).with_help(help));
        }
    }
}

/// Patterns that need more bytes than this when they are made ready are not tried.
const MAX_PATTERN_BYTES: usize = 256 * 1024;

/// Which constraint excludes a value, and how.
fn refused_by(value: &str, node: &Node) -> Option<(&'static str, &'static str)> {
    let bound = |key: &str| text(node, key).parse::<f64>().ok();
    let is_less = |it: f64, least: &str| bound(least).is_some_and(|least| it < least);
    let is_more = |it: f64, most: &str| bound(most).is_some_and(|most| it > most);
    match text(node, "Type") {
        "Number" => match value.trim().parse().ok()? {
            number if is_less(number, "MinValue") => Some(("MinValue", "is less than the least value of")),
            number if is_more(number, "MaxValue") => Some(("MaxValue", "is more than the largest value of")),
            _ => None,
        },
        "String" => match f64::from(u32::try_from(value.chars().count()).ok()?) {
            length if is_less(length, "MinLength") => {
                Some(("MinLength", "is shorter than the least length of"))
            }
            length if is_more(length, "MaxLength") => {
                Some(("MaxLength", "is longer than the largest length of"))
            }
            _ if is_unlike(value, text(node, "AllowedPattern")) => {
                Some(("AllowedPattern", "is not of the allowed pattern of"))
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether a value certainly does not match a pattern as a whole. Patterns are Java's: what is read here otherwise, or
/// not at all, decides nothing.
fn is_unlike(value: &str, pattern: &str) -> bool {
    let is_common = |pattern: &str| {
        !pattern.is_empty()
            && !["(?", "\\p", "&&", "\\b", "\\Q", "\\h", "\\R"].iter().any(|it| pattern.contains(it))
    };
    let ready = |pattern: &str| {
        let whole = format!("\\A(?:{pattern})\\z");
        RegexBuilder::new(&whole).unicode(false).size_limit(MAX_PATTERN_BYTES).build().ok()
    };
    is_common(pattern)
        && value.is_ascii()
        && pattern.is_ascii()
        && ready(pattern).is_some_and(|ready| !ready.is_match(value.as_bytes()))
}

fn is_of_type(value: &str, kind: &str) -> bool {
    let is_number = |text: &str| text.trim().parse::<f64>().is_ok_and(f64::is_finite);
    match kind {
        "Number" => is_number(value),
        "List<Number>" => value.is_empty() || value.split(',').all(is_number),
        _ => true,
    }
}

fn is_allowed(value: &str, node: &Node) -> bool {
    let allowed = match node.get("AllowedValues") {
        Some(allowed) if allowed.is_whole() && !allowed.items().is_empty() => allowed.items(),
        _ => return true,
    };
    let holds = |text: &str| allowed.iter().any(|item| written(item).as_deref() == Some(text));
    holds(value) || is_list(text(node, "Type")) && value.split(',').all(|item| holds(item.trim()))
}
