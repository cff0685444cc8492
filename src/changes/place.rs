//! Where something was written, and the line nearest to it that is still there.

use crate::source::{Source, SourceId, SourceMap, Span};
use std::collections::HashMap;

/// Where a span lies, in words: ` (was at main.tf:12)`; nothing where it lies nowhere.
pub(super) fn words(span: Span, sources: &SourceMap) -> String {
    let Some(source) = sources.get(span.source) else { return String::new() };
    let (start, _) = source.positions(span);
    let name = source.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    format!(" (was at {name}:{})", start.line)
}

/// The lines of a text that say where they stand: each with where it begins, none where it stands there twice.
pub struct Lines {
    source: SourceId,
    at: HashMap<Box<str>, Option<usize>>,
}

impl Lines {
    /// The lines of a text.
    pub fn of(text: &Source) -> Self {
        let mut at: HashMap<Box<str>, Option<usize>> = HashMap::new();
        let mut start = 0;
        for line in text.text.split_inclusive('\n') {
            // a line that stands there twice says nothing
            at.entry(content(line).into()).and_modify(|at| *at = None).or_insert(Some(start));
            start += line.len();
        }
        Lines { source: text.id, at }
    }

    /// The line that is nearest above a place of an older text: the last line before the place, with something in it,
    /// that still stands here once. None where no line survives.
    pub fn surviving(&self, old: &Source, place: Span) -> Option<Span> {
        let upto = old.text.get(..place.start as usize)?;
        // the place's own line first: what is still declared there is nearest
        let own_end = old.text[place.start as usize..]
            .find('\n')
            .map_or(old.text.len(), |at| place.start as usize + at);
        let own_start = upto.rfind('\n').map_or(0, |at| at + 1);
        let own = std::iter::once(&old.text[own_start..own_end]);
        let telling = |line: &&str| content(line).trim().len() > 1;
        own.chain(upto[..own_start].lines().rev()).filter(telling).find_map(|line| {
            let line = content(line);
            let at = self.at.get(line).copied().flatten()?;
            let blanks = line.len() - line.trim_start().len();
            Some(Span::new(self.source, at + blanks, at + line.len()))
        })
    }
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
            let found = Lines::of(&new).surviving(&old, place).map(|span| new.slice(span).to_owned());
            assert_eq!(found.unwrap_or_default(), line, "{text}");
        }
        // the lines of one text serve all places
        let new = sources.add(Path::new("a.tf"), "a = 1\nc {\n}\n");
        let lines = Lines::of(&new);
        let found = [0, place.start as usize].map(|at| lines.surviving(&old, Span::new(old.id, at, at + 1)));
        assert_eq!(
            found.map(|span| span.map(|span| new.slice(span).to_owned())),
            ["a = 1", "c {"].map(|it| Some(it.into()))
        );
    }
}
