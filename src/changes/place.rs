//! Where something was written, and the line nearest to it that is still there.

use crate::source::{Source, SourceMap, Span};
use std::collections::HashMap;

/// Where a span lies, in words: ` (was at main.tf:12)`; nothing where it lies nowhere.
pub(super) fn words(span: Span, sources: &SourceMap) -> String {
    let Some(source) = sources.get(span.source) else { return String::new() };
    let (start, _) = source.positions(span);
    let name = source.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    format!(" (was at {name}:{})", start.line)
}

/// The line of the new text that is nearest above a place of the old one: the last line before the place, with something
/// in it, that still stands there once. None where no line survives.
pub fn surviving(old: &Source, place: Span, new: &Source) -> Option<Span> {
    let upto = old.text.get(..place.start as usize)?;
    // the place's own line first: what is still declared there is nearest
    let own_end =
        old.text[place.start as usize..].find('\n').map_or(old.text.len(), |at| place.start as usize + at);
    let own_start = upto.rfind('\n').map_or(0, |at| at + 1);
    let own = std::iter::once(&old.text[own_start..own_end]);
    let mut here: HashMap<&str, Option<usize>> = HashMap::new();
    let mut start = 0;
    for line in new.text.split_inclusive('\n') {
        // a line that stands there twice says nothing
        here.entry(content(line)).and_modify(|at| *at = None).or_insert(Some(start));
        start += line.len();
    }
    let telling = |line: &&str| content(line).trim().len() > 1;
    own.chain(upto[..own_start].lines().rev()).filter(telling).find_map(|line| {
        let line = content(line);
        let at = here.get(line).copied().flatten()?;
        let blanks = line.len() - line.trim_start().len();
        Some(Span::new(new.id, at + blanks, at + line.len()))
    })
}

/// A line without the comment and the blanks at its end.
fn content(line: &str) -> &str {
    let end = [" #", " //"].iter().filter_map(|mark| line.find(mark)).min().unwrap_or(line.len());
    line[..end].trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_nearest_line_above_that_survives_is_found() {
        let sources = SourceMap::new();
        let old = sources.add(Path::new("a.tf"), "a = 1\n\nb {\n}\n\nc {\n  d = 1\n}\n");
        let place = Span::new(old.id, old.text.find("c {").unwrap_or(0), old.text.len());
        for (text, line) in
            [("a = 1\n\nb {\n}\n", "b {"), ("a = 1\n", "a = 1"), ("x\n", ""), ("c {\n}\n", "c {")]
        {
            let new = sources.add(Path::new("a.tf"), text);
            let found = surviving(&old, place, &new).map(|span| new.slice(span).to_owned());
            assert_eq!(found.unwrap_or_default(), line, "{text}");
        }
    }
}
