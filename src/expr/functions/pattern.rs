//! Regular expressions: Go's syntax and replacement templates over the `regex` crate.

mod translate;

use super::arguments::settled;
use super::{Arity, Call, Function, OnUnknown};
use crate::value::{Cause, ListKind, ObjectAttribute, Type, Value};
use foldhash::HashMap;
use regex::{Captures, Regex, RegexBuilder};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Longest pattern that is compiled, in bytes.
const MAX_PATTERN_BYTES: usize = 16 * 1024;
/// Largest compiled pattern, in bytes.
const MAX_COMPILED_BYTES: usize = 4 * 1024 * 1024;
/// Longest result of a replacement, in bytes.
const MAX_RESULT_BYTES: usize = 4 * 1024 * 1024;

pub(super) const FUNCTIONS: &[Function] =
    &[row("regex", |call| settled(first_match(call))), row("regexall", |call| settled(all_matches(call)))];

const fn row(name: &'static str, run: fn(&Call<'_>) -> Value) -> Function {
    Function { name, arity: Arity::exactly(2), unknown: OnUnknown::Own, result: || None, run }
}

/// A pattern, and what its matches are as values.
struct Pattern {
    regex: Regex,
    /// The groups' names, without the whole match; empty names are groups without one.
    groups: Vec<Arc<str>>,
}

impl Pattern {
    fn compile(call: &Call<'_>, pattern: &str) -> Result<Pattern, Value> {
        let regex = compiled(call, pattern)?;
        let groups: Vec<Arc<str>> =
            regex.capture_names().skip(1).map(|name| name.unwrap_or("").into()).collect();
        let named = groups.iter().filter(|name| !name.is_empty()).count();
        if named != 0 && named != groups.len() {
            return Err(call.error("groups with and without names are mixed"));
        }
        Ok(Pattern { regex, groups })
    }

    fn has_names(&self) -> bool {
        self.groups.first().is_some_and(|name| !name.is_empty())
    }

    fn value(&self, captures: &Captures<'_>) -> Value {
        let group =
            |at: usize| captures.get(at).map_or_else(Value::null, |found| Value::string(found.as_str()));
        let numbered = self.groups.iter().enumerate().map(|(at, name)| (Arc::clone(name), group(at + 1)));
        if self.groups.is_empty() {
            group(0)
        } else if self.has_names() {
            Value::object(numbered.collect::<BTreeMap<_, _>>())
        } else {
            Value::tuple(numbered.map(|(_, value)| value).collect())
        }
    }

    fn kind(&self) -> Type {
        let attribute = |name: &Arc<str>| ObjectAttribute {
            name: Arc::clone(name),
            kind: Type::String,
            optional: false,
            default: None,
        };
        if self.groups.is_empty() {
            Type::String
        } else if self.has_names() {
            Type::Object(self.groups.iter().map(attribute).collect())
        } else {
            Type::Tuple(self.groups.iter().map(|_| Type::String).collect())
        }
    }
}

/// A pattern in Go's syntax; an error value where Go would refuse it.
pub(super) fn compiled(call: &Call<'_>, pattern: &str) -> Result<Regex, Value> {
    if pattern.len() > MAX_PATTERN_BYTES {
        return Err(Value::unknown(Cause::bound("pattern size")));
    }
    let refused = |problem: &str| call.error(format!("the pattern is not valid: {problem}"));
    if let Some(known) = COMPILED.with_borrow(|known| known.get(pattern).cloned()) {
        return Ok(known);
    }
    let translated = translate::to_rust(pattern).map_err(|problem| refused(&problem))?;
    let built = RegexBuilder::new(&translated).size_limit(MAX_COMPILED_BYTES).build();
    let regex = built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => Value::unknown(Cause::bound("pattern size")),
        // names that stand twice are fine with Go
        _ if error.to_string().contains("duplicate capture group name") => call.not_evaluated(None),
        _ => refused("it does not parse"),
    })?;
    COMPILED.with_borrow_mut(|known| {
        if known.len() >= MOST_KEPT {
            known.clear();
        }
        known.insert(pattern.to_owned(), regex.clone());
    });
    Ok(regex)
}

/// So many patterns are kept by a thread.
const MOST_KEPT: usize = 8;

thread_local! {
    /// Those of late: one that is asked for each item of a list is compiled once.
    static COMPILED: RefCell<HashMap<String, Regex>> = RefCell::default();
}

fn first_match(call: &Call<'_>) -> Result<Value, Value> {
    let pattern = Pattern::compile(call, &call.string(0)?)?;
    let text = call.text(1)?;
    let Some(known) = text.as_str() else { return Err(call.unknown_because(&text, Some(pattern.kind()))) };
    let captures = pattern.regex.captures(known).ok_or_else(|| call.error("the pattern does not match"))?;
    Ok(pattern.value(&captures))
}

fn all_matches(call: &Call<'_>) -> Result<Value, Value> {
    let pattern = Pattern::compile(call, &call.string(0)?)?;
    let text = call.text(1)?;
    let Some(known) = text.as_str() else {
        return Err(call.unknown_because(&text, Some(Type::List(Arc::new(pattern.kind())))));
    };
    let mut matches = Vec::new();
    for captures in pattern.regex.captures_iter(known) {
        if !call.scope.budget().spend(1 + pattern.groups.len() as u64) {
            return Err(super::over_steps());
        }
        matches.push(pattern.value(&captures));
    }
    Ok(Value::list(ListKind::List, matches))
}

/// `replace` with a pattern between slashes; all three are known. `pattern` is what stands between the slashes.
pub(super) fn replace(call: &Call<'_>, text: &str, pattern: &str, template: &str) -> Value {
    let regex = match compiled(call, pattern) {
        Ok(regex) => regex,
        Err(value) => return value,
    };
    let mut out = String::new();
    let mut copied = 0;
    for captures in regex.captures_iter(text) {
        let Some(found) = captures.get(0) else { continue };
        out.push_str(&text[copied..found.start()]);
        expand(template, &captures, &mut out);
        copied = found.end();
        if out.len() > MAX_RESULT_BYTES || !call.scope.budget().spend(1) {
            return Value::unknown(Cause::bound("string size"));
        }
    }
    out.push_str(&text[copied..]);
    Value::string(out)
}

/// Go's templates: `$name` takes the longest name there is, `$1x` is the group `1x`, groups that are not there are
/// empty, `$$` is a dollar, and a dollar before anything else stands for itself.
fn expand(template: &str, captures: &Captures<'_>, out: &mut String) {
    let mut rest = template;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(behind) = rest.strip_prefix('$') {
            out.push('$');
            rest = behind;
            continue;
        }
        let Some((name, behind)) = group_name(rest) else {
            out.push('$');
            continue;
        };
        let group = match name.parse::<usize>() {
            Ok(number) => captures.get(number),
            Err(_) => captures.name(name),
        };
        out.push_str(group.map_or("", |found| found.as_str()));
        rest = behind;
    }
    out.push_str(rest);
}

fn group_name(text: &str) -> Option<(&str, &str)> {
    let (braced, inner) = text.strip_prefix('{').map_or((false, text), |inner| (true, inner));
    let length = inner.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(inner.len());
    let (name, behind) = inner.split_at(length);
    if name.is_empty() {
        return None;
    }
    if braced { behind.strip_prefix('}').map(|behind| (name, behind)) } else { Some((name, behind)) }
}
