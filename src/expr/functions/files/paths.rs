//! Functions over paths as text: no file is looked at.

use super::super::arguments::settled;
use super::super::{Arity, Call, Function, OnUnknown};
use crate::value::{Cause, CauseKind, Type, Unknown, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    row("basename", |call| settled(mapped(call, |path| Some(base(path))))),
    row("dirname", |call| settled(mapped(call, |path| Some(folder(path))))),
    row("abspath", |call| settled(mapped(call, |path| path.starts_with('/').then(|| cleaned(path))))),
    row("pathexpand", |call| settled(expand(call))),
];

const fn row(name: &'static str, run: fn(&Call<'_>) -> Value) -> Function {
    Function { name, arity: Arity::exactly(1), unknown: OnUnknown::Own, result: || Some(Type::String), run }
}

/// The path's text changed; where that hangs on the machine (`None`), only that there is some.
fn mapped(call: &Call<'_>, change: fn(&str) -> Option<String>) -> Result<Value, Value> {
    let path = call.text(0)?;
    let Some(known) = path.as_str() else {
        // an empty path stays empty only here
        return Err(if call.name == "pathexpand" {
            call.text_like(&path)
        } else {
            call.set_text_because(&path)
        });
    };
    let machine = || Unknown::because(Cause::new(CauseKind::File, known)).set().of_type(Type::String).value();
    Ok(change(known).map_or_else(machine, Value::string))
}

/// Only `~` by itself stands for a folder, which is not known.
fn expand(call: &Call<'_>) -> Result<Value, Value> {
    let path = call.text(0)?;
    if path.as_str().is_some_and(|path| path.starts_with('~') && path != "~" && !path.starts_with("~/")) {
        return Err(call.error("another user's home folder cannot be expanded"));
    }
    mapped(call, |path| (!path.starts_with('~')).then(|| path.to_owned()))
}

fn base(path: &str) -> String {
    if path.is_empty() {
        return ".".to_owned();
    }
    let path = path.trim_end_matches('/');
    if path.is_empty() { "/".to_owned() } else { path.rsplit('/').next().unwrap_or(path).to_owned() }
}

fn folder(path: &str) -> String {
    cleaned(&path[..path.rfind('/').map_or(0, |at| at + 1)])
}

/// The shortest path that means the same.
fn cleaned(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if absolute => {}
            _ => parts.push(part),
        }
    }
    match (absolute, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}
