//! File functions: paths inside the project folder only, symlinks resolved.

use super::scope::ModuleScope;
use crate::expr::functions::files::{self, ProjectFiles};
use crate::load::Syntax;
use crate::source::{Source, Span};
use crate::value::{Cause, CauseKind, Value};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// Most files that `fileset` looks through.
const MAX_FILES: usize = 20_000;
/// Deepest folder that `fileset` looks into.
const MAX_FOLDER_DEPTH: usize = 32;

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
    files::call(scope, scope, name, arguments, span)
}

impl ModuleScope<'_> {
    /// The path where it leads, if that lies inside the project folder.
    fn inside(&self, path: &str) -> Result<PathBuf, Cause> {
        let outside = || Cause::new(CauseKind::File, path);
        let file_system = self.unit.modules.loader.file_system();
        let project = file_system.canonical(&self.unit.project);
        let project = project.unwrap_or_else(|| crate::fs::normalised(&self.unit.project));
        let joined = self.unit.root.join(path);
        let resolved = file_system.canonical(&joined).ok_or_else(outside)?;
        if resolved.starts_with(&project) { Ok(resolved) } else { Err(outside()) }
    }
}

impl ProjectFiles for ModuleScope<'_> {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, Cause> {
        let resolved = self.inside(path)?;
        let bytes = self.unit.modules.loader.file_system().read(&resolved);
        bytes.map(Arc::from).map_err(|_| Cause::new(CauseKind::File, path))
    }

    fn source(&self, path: &str) -> Result<Arc<Source>, Cause> {
        let resolved = self.inside(path)?;
        let loaded = self.unit.modules.loader.load(&resolved, Syntax::Text);
        loaded.map(|loaded| Arc::clone(&loaded.source)).map_err(|_| Cause::new(CauseKind::File, path))
    }

    fn is_file(&self, path: &str) -> Result<bool, Cause> {
        // what is not there cannot be resolved; it must at least be written as inside
        let file_system = self.unit.modules.loader.file_system();
        if file_system.canonical(&self.unit.root.join(path)).is_none() {
            let inside = crate::fs::normalised(&self.unit.root.join(path))
                .starts_with(crate::fs::normalised(&self.unit.project));
            return if inside { Ok(false) } else { Err(Cause::new(CauseKind::File, path)) };
        }
        Ok(file_system.is_file(&self.inside(path)?))
    }

    fn below(&self, folder: &str) -> Result<Vec<String>, Cause> {
        let start = self.inside(folder)?;
        let file_system = self.unit.modules.loader.file_system();
        let mut found = Vec::new();
        let mut pending = vec![(start, String::new(), 0)];
        while let Some((folder_path, way, depth)) = pending.pop() {
            let names = file_system.list(&folder_path).map_err(|_| Cause::new(CauseKind::File, folder))?;
            for name in names.into_iter().filter(|name| name != ".git" && name != ".terraform") {
                let path = folder_path.join(&name);
                if file_system.is_file(&path) {
                    found.push(format!("{way}{name}"));
                } else if depth < MAX_FOLDER_DEPTH && file_system.is_folder(&path) {
                    pending.push((path, format!("{way}{name}/"), depth + 1));
                }
                if found.len() + pending.len() > MAX_FILES {
                    return Err(Cause::bound("files of a folder"));
                }
            }
        }
        found.sort();
        Ok(found)
    }
}
