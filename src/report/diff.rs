//! Changed files as a unified diff, which `patch` and `git apply` take.

use super::View;
use super::visible;
use similar::TextDiff;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// Writes the changes: path → text before and after.
///
/// # Errors
/// Those of `out`.
pub fn render(
    files: &BTreeMap<PathBuf, (Arc<str>, Arc<str>)>,
    view: &View,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (path, (before, after)) in files {
        let name = visible::text(&view.working_directory.relative(path)).into_owned();
        let diff = TextDiff::from_lines(&**before, &**after);
        let mut unified = diff.unified_diff();
        let text = unified.header(&format!("a/{name}"), &format!("b/{name}")).to_string();
        for line in text.split_inclusive('\n') {
            let colour = match line.as_bytes().first() {
                Some(b'+') if view.colour => "\u{1b}[32m",
                Some(b'-') if view.colour => "\u{1b}[31m",
                Some(b'@') if view.colour => "\u{1b}[36m",
                _ => "",
            };
            let reset = if colour.is_empty() { "" } else { "\u{1b}[0m" };
            // the text is the file's own; on a terminal it must not act
            let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
            let shown = if view.colour { visible::text(line) } else { line.into() };
            write!(out, "{colour}{shown}{reset}{end}")?;
        }
    }
    Ok(())
}
