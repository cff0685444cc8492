//! File functions: paths inside the project folder only, symlinks resolved.

use super::scope::ModuleScope;
use crate::source::Span;
use crate::value::Value;
use std::path::{Component, Path};

/// A folder as seen from the root module's, as `path.module` prints it.
pub(super) fn relative(root: &Path, folder: &Path) -> String {
    let mut from = root.components().peekable();
    let mut to = folder.components().peekable();
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    let mut parts: Vec<String> = from.map(|_| "..".to_owned()).collect();
    parts.extend(to.map(|component: Component<'_>| component.as_os_str().to_string_lossy().into_owned()));
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// A function that reads files; `None` for any other.
pub(super) fn call(scope: &ModuleScope<'_>, name: &str, arguments: &[Value], span: Span) -> Option<Value> {
    let _ = (scope, name, arguments, span);
    None
}
