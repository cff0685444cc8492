//! Functions over files and their paths. Which files there are is asked of [`ProjectFiles`]; what it does not give
//! is unknown. Knows no disk.

mod paths;
mod template;

pub use template::render_template;

use super::arguments::settled;
use super::hash::digest_text;
use super::{Call, Function, any_type, expanded, joined_origin, over_steps};
use crate::expr::{BYTES_PER_STEP, Scope};
use crate::source::{Source, Span};
use crate::value::{Cause, CauseKind, Data, Type, Unknown, Value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use globset::GlobBuilder;
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = paths::FUNCTIONS;

/// The files that functions may see: those inside of the project folder, symlinks resolved. Paths are as written in
/// the call; relative ones are meant from the folder that Terraform is run in. What is outside or not there is an
/// error, with [`CauseKind::File`] and the path.
pub trait ProjectFiles {
    /// A regular file's bytes.
    ///
    /// # Errors
    /// Why they cannot be had.
    fn read(&self, path: &str) -> Result<Arc<[u8]>, Cause>;

    /// A regular file as a source, so that spans may point into it.
    ///
    /// # Errors
    /// Why it cannot be had.
    fn source(&self, path: &str) -> Result<Arc<Source>, Cause>;

    /// Whether a regular file is there.
    ///
    /// # Errors
    /// Why that cannot be told.
    fn is_file(&self, path: &str) -> Result<bool, Cause>;

    /// All regular files below a folder, each by its way from there, with slashes.
    ///
    /// # Errors
    /// Why they cannot be told.
    fn below(&self, folder: &str) -> Result<Vec<String>, Cause>;
}

/// Calls a function that reads files: for [`Scope::call`]. `None` where the name is none of those.
pub fn call(
    files: &dyn ProjectFiles,
    scope: &dyn Scope,
    name: &str,
    arguments: &[Value],
    span: Span,
) -> Option<Value> {
    let (run, count) = reader_named(name)?;
    if arguments.len() != count {
        return Some(Value::error(format!("`{name}` does not take {} arguments", arguments.len())));
    }
    let given: Vec<Value> = arguments.iter().map(|argument| expanded(scope, argument)).collect();
    let value = Value::distributed(given, &mut |arguments| {
        if !scope.budget().spend(STEPS_PER_FILE) {
            return over_steps();
        }
        let call = Call { scope, name, arguments: &arguments, span, result: any_type };
        let sensitive = arguments.iter().any(|argument| argument.sensitive);
        settled(run(files, &call)).marked(sensitive).hushed(sensitive)
    });
    Some(if value.origin.last().is_some() { value } else { value.at(joined_origin(arguments)) })
}

/// What asking the disk costs, in steps.
const STEPS_PER_FILE: u64 = 50;

type Reader = fn(&dyn ProjectFiles, &Call<'_>) -> Result<Value, Value>;

fn reader_named(name: &str) -> Option<(Reader, usize)> {
    Some(match name {
        "file" => (text, 1),
        "filebase64" => (base64, 1),
        "fileexists" => (exists, 1),
        "fileset" => (set, 2),
        "templatefile" => (template, 2),
        "filemd5" | "filesha1" | "filesha256" | "filesha512" | "filebase64sha256" | "filebase64sha512" => {
            (digest, 1)
        }
        _ => return None,
    })
}

/// Unknown for that cause, of that type; never null.
fn unread(cause: Cause, kind: Option<Type>) -> Value {
    let mut unknown = Unknown::because(cause);
    unknown.not_null = true;
    unknown.kind = kind;
    unknown.value()
}

fn unread_text(cause: Cause) -> Value {
    unread(cause, Some(Type::String))
}

/// The path that is asked for, or the reason why it is not known as a result of that type.
fn path(call: &Call<'_>, kind: Option<Type>) -> Result<Arc<str>, Value> {
    let path = call.text(0)?;
    path.as_str().map(Arc::from).ok_or_else(|| call.unknown_because(&path, kind))
}

/// A file's bytes, paid for.
fn read(files: &dyn ProjectFiles, call: &Call<'_>, path: &str) -> Result<Arc<[u8]>, Value> {
    let bytes = files.read(path).map_err(unread_text)?;
    if call.scope.budget().spend(bytes.len() as u64 / BYTES_PER_STEP) { Ok(bytes) } else { Err(over_steps()) }
}

fn text(files: &dyn ProjectFiles, call: &Call<'_>) -> Result<Value, Value> {
    let bytes = read(files, call, &path(call, Some(Type::String))?)?;
    std::str::from_utf8(&bytes).map(Value::string).map_err(|_| call.error("the file is not UTF-8"))
}

fn base64(files: &dyn ProjectFiles, call: &Call<'_>) -> Result<Value, Value> {
    let bytes = read(files, call, &path(call, Some(Type::String))?)?;
    Ok(Value::string(STANDARD.encode(bytes)))
}

fn digest(files: &dyn ProjectFiles, call: &Call<'_>) -> Result<Value, Value> {
    let set = |cause: Cause| Unknown::because(cause).set().of_type(Type::String).value();
    let path = call.text(0)?;
    let Some(known) = path.as_str() else { return Err(call.set_text_because(&path)) };
    let bytes = read(files, call, known).map_err(|unread| match unread.cause() {
        Some(cause) => set(cause.clone()),
        None => unread,
    })?;
    let name = call.name.strip_prefix("file").unwrap_or(call.name);
    digest_text(name, &bytes)
        .map(Value::string)
        .ok_or_else(|| set(Cause::new(CauseKind::Function, call.name)))
}

fn exists(files: &dyn ProjectFiles, call: &Call<'_>) -> Result<Value, Value> {
    let kind = Some(Type::Bool);
    files.is_file(&path(call, kind.clone())?).map(Value::bool).map_err(|cause| unread(cause, kind))
}

fn set(files: &dyn ProjectFiles, call: &Call<'_>) -> Result<Value, Value> {
    let kind = Some(Type::Set(Arc::new(Type::String)));
    let folder = path(call, kind.clone())?;
    let pattern = call.text(1)?;
    let Some(pattern) = pattern.as_str() else { return Err(call.unknown_because(&pattern, kind)) };
    let glob = GlobBuilder::new(pattern)
        .literal_separator(true)
        .backslash_escape(true)
        .build()
        .map_err(|_| call.error("the pattern is not valid"))?
        .compile_matcher();
    let found = files.below(&folder).map_err(|cause| unread(cause, kind))?;
    if !call.scope.budget().spend(STEPS_PER_FILE * found.len() as u64) {
        return Err(over_steps());
    }
    Ok(Value::set(found.into_iter().filter(|path| glob.is_match(path)).map(Value::string).collect()))
}

fn template(files: &dyn ProjectFiles, call: &Call<'_>) -> Result<Value, Value> {
    let path = path(call, None)?;
    let variables = call.present(1)?;
    let source = files.source(&path).map_err(|cause| unread(cause, None))?;
    if !call.scope.budget().spend(source.text.len() as u64 / BYTES_PER_STEP) {
        return Err(over_steps());
    }
    let span = Span::new(source.id, 0, source.text.len());
    match &variables.data {
        Data::Object(object) => Ok(render_template(call.scope, &source, span, &source.text, object)),
        Data::Unknown(_) => Err(call.unknown_because(variables, None)),
        _ => Err(call.error("the variables must be an object or map")),
    }
}

#[cfg(test)]
mod tests;
