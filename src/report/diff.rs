//! Changed files as a unified diff, which `patch` and `git apply` take, unless a secret stands near a change: it is masked.

use super::View;
use super::visible;
use crate::source::{MASK, SourceMap};
use similar::TextDiff;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Writes the changes: path → text before and after. What is hidden in the sources is masked.
///
/// # Errors
/// Those of `out`.
pub fn render(
    files: &BTreeMap<PathBuf, (Arc<str>, Arc<str>)>,
    sources: &SourceMap,
    view: &View,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (path, (before, after)) in files {
        let secrets = secrets(path, sources);
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
            let line = masked(line, &secrets);
            let shown = if view.terminal || view.colour { visible::text(&line) } else { (&*line).into() };
            write!(out, "{colour}{shown}{reset}{end}")?;
        }
    }
    Ok(())
}

/// The lines of what is hidden in a file.
fn secrets(path: &Path, sources: &SourceMap) -> Vec<String> {
    let Some(source) = sources.find(path) else { return Vec::new() };
    let hidden = source.hidden(&(0..source.text.len()));
    let texts = hidden.iter().filter_map(|range| source.text.get(range.clone()));
    let lines = texts.flat_map(str::lines).map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

/// The line with secrets masked wherever they stand: a line that is written anew is at no known place.
fn masked<'l>(line: &'l str, secrets: &[String]) -> Cow<'l, str> {
    let mut line = Cow::Borrowed(line);
    for secret in secrets {
        if line.contains(secret) {
            line = line.replace(secret, &secret.chars().map(|_| MASK).collect::<String>()).into();
        }
    }
    line
}
