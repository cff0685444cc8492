//! The few lines of a source that a diagnostic shows, cleaned and clipped, as a small text of its own.
//!
//! Rendering works on this text only: however long the file or its lines are, a diagnostic costs what it shows.

use crate::report::visible;
use crate::source::{MASK, Source, Span};
use std::collections::BTreeSet;
use std::ops::Range;

/// Lines longer than this many characters are cut.
const LONGEST_LINE: usize = 200;

/// Most excerpts have no more bytes.
const USUAL_EXCERPT: usize = 256;

/// Lines of one source, not all of them next to each other.
#[derive(Debug)]
pub(super) struct Excerpt {
    /// The file's name as shown.
    pub(super) name: String,
    /// The lines, each with a line feed.
    pub(super) text: String,
    lines: Vec<Line>,
    marks: Vec<Mark>,
    context: usize,
}

#[derive(Debug)]
struct Line {
    /// 0-based, in the file.
    number: usize,
    /// In the excerpt's text, line feed included.
    range: Range<usize>,
}

#[derive(Debug)]
struct Mark {
    /// In the excerpt's text.
    range: Range<usize>,
    /// 0-based column in the file, in characters.
    column: usize,
}

/// Some neighbouring lines of an excerpt.
#[derive(Debug)]
pub(super) struct Window<'a> {
    pub(super) text: &'a str,
    pub(super) range: Range<usize>,
    /// 0-based line in the file of the first one.
    pub(super) line: usize,
    /// 0-based column in the file of what was asked for.
    pub(super) column: usize,
    pub(super) lines: usize,
}

impl Excerpt {
    /// The lines of `spans` (of a span over several lines the first), with `context` lines around each.
    pub(super) fn new(name: String, source: &Source, spans: &[Span], context: usize) -> Self {
        let heads: Vec<Head> = spans.iter().map(|span| Head::of(source, *span)).collect();
        let numbers: BTreeSet<usize> = heads
            .iter()
            .flat_map(|head| head.line.saturating_sub(context)..=head.line.saturating_add(context))
            .collect();
        let mut excerpt = Excerpt {
            name,
            text: String::with_capacity(USUAL_EXCERPT),
            lines: Vec::new(),
            marks: Vec::new(),
            context,
        };
        excerpt.marks.extend(heads.iter().map(|head| Mark { range: 0..0, column: head.column }));
        for number in numbers {
            let marked: Vec<usize> = (0..heads.len()).filter(|at| heads[*at].line == number).collect();
            let Some(range) = source.lines().line_range(&source.text, number) else { continue };
            // the empty line behind the last line feed
            if range.is_empty() && range.end == source.text.len() && marked.is_empty() {
                continue;
            }
            excerpt.push_line(source, number, range, &heads, &marked);
        }
        excerpt
    }

    /// Where the spans that it was made of lie in its text, in their order.
    pub(super) fn marks(&self) -> impl Iterator<Item = Range<usize>> {
        self.marks.iter().map(|mark| mark.range.clone())
    }

    /// The line of a range of its text with at most `before` and `after` lines around that follow each other in
    /// the file. `None` where the range holds lines that do not, so that nobody draws them as neighbours.
    pub(super) fn window(&self, range: &Range<usize>, before: usize, after: usize) -> Option<Window<'_>> {
        let line_at = |offset: usize| self.lines.iter().position(|line| line.range.contains(&offset));
        let first = line_at(range.start)?;
        let last = line_at(range.end.saturating_sub(1).max(range.start))?;
        let together = |a: usize, b: usize| self.lines[b].number - self.lines[a].number == b - a;
        if !together(first, last) {
            return None;
        }
        let from =
            (first.saturating_sub(before.min(self.context))..=first).find(|at| together(*at, first))?;
        let to = (last..=(last + after.min(self.context)).min(self.lines.len() - 1))
            .rev()
            .find(|at| together(last, *at))?;
        let covered = self.lines[from].range.start..self.lines[to].range.end;
        let mark = self.marks.iter().find(|mark| mark.range.start == range.start);
        Some(Window {
            text: &self.text[covered.clone()],
            range: covered,
            line: self.lines[from].number,
            column: mark.map_or(0, |mark| mark.column),
            lines: to - from + 1,
        })
    }

    fn push_line(
        &mut self,
        source: &Source,
        number: usize,
        line: Range<usize>,
        heads: &[Head],
        marked: &[usize],
    ) {
        let begin = self.text.len();
        let text = &source.text[line.clone()];
        let hidden = source.hidden(&line);
        // most lines are shown as they are
        if text.len() <= LONGEST_LINE && hidden.is_empty() && !visible::holds_hostile(text) {
            self.text.push_str(text);
            self.text.push('\n');
            for at in marked {
                let Range { start, end } = heads[*at].bytes;
                self.marks[*at].range = begin + start - line.start..begin + end - line.start;
            }
            self.lines.push(Line { number, range: begin..self.text.len() });
            return;
        }
        let focus = marked.first().map_or(0, |at| heads[*at].bytes.start - line.start);
        let from = first_shown(text, focus);
        if from > 0 {
            self.text.push('…');
        }
        let mut starts = vec![None; marked.len()];
        let mut ends = vec![None; marked.len()];
        let mut shown = from..from;
        for (offset, character) in text[from..].char_indices().take(LONGEST_LINE) {
            let at = line.start + from + offset;
            for (slot, head) in marked.iter().map(|at| &heads[*at]).enumerate() {
                if at >= head.bytes.start && starts[slot].is_none() {
                    starts[slot] = Some(self.text.len());
                }
                if at >= head.bytes.end && ends[slot].is_none() {
                    ends[slot] = Some(self.text.len());
                }
            }
            shown.end = from + offset + character.len_utf8();
            if !(at == 0 && character == '\u{feff}') {
                let masked = hidden.iter().any(|range| range.contains(&at));
                self.text.push(if masked { MASK } else { visible::character(character) });
            }
        }
        let end = self.text.len();
        if shown.end < text.len() {
            self.text.push('…');
        }
        self.text.push('\n');
        for (slot, at) in marked.iter().enumerate() {
            let start = starts[slot].unwrap_or(end);
            self.marks[*at].range = start..ends[slot].unwrap_or(end).max(start);
        }
        self.lines.push(Line { number, range: begin..self.text.len() });
    }
}

/// The part of a span that lies on its first line.
struct Head {
    line: usize,
    column: usize,
    bytes: Range<usize>,
}

impl Head {
    fn of(source: &Source, span: Span) -> Self {
        let (start, _) = source.positions(span);
        let line = start.line as usize - 1;
        let range = source.lines().line_range(&source.text, line).unwrap_or_default();
        let from = (start.offset as usize).clamp(range.start, range.end);
        let to = (span.end as usize).clamp(from, range.end);
        Head { line, column: start.column as usize - 1, bytes: from..to }
    }
}

/// From which byte a line is shown, so that `focus` is in sight and the cost is that of what is shown.
fn first_shown(line: &str, focus: usize) -> usize {
    let limit = LONGEST_LINE;
    // up to four bytes a character: only then counting is worth it
    if line.len() <= limit || (line.len() <= 4 * limit && line.chars().count() <= limit) {
        return 0;
    }
    let before = limit / 3;
    if focus <= 2 * before {
        return 0;
    }
    let mut from = focus - before;
    while !line.is_char_boundary(from) {
        from -= 1;
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;
    use std::path::Path;

    fn excerpt(text: &str, words: &[&str]) -> Excerpt {
        let sources = SourceMap::new();
        let source = sources.add(Path::new("x.tf"), text);
        let spans: Vec<Span> = words
            .iter()
            .map(|word| {
                let at = text.find(word).expect("the word is in the text");
                Span::new(source.id, at, at + word.len())
            })
            .collect();
        Excerpt::new("x.tf".to_owned(), &source, &spans, 1)
    }

    #[test]
    fn lines_apart_are_never_neighbours() {
        let excerpt = excerpt("a\nb\nc\nd\ne\nf\ng\nh\n", &["b", "g"]);
        assert_eq!(excerpt.text, "a\nb\nc\nf\ng\nh\n");
        let marks: Vec<_> = excerpt.marks().collect();
        assert_eq!(&excerpt.text[marks[1].clone()], "g");
        let second = excerpt.window(&marks[1], 1, 1).expect("it is a window");
        assert_eq!((second.text, second.line, second.lines), ("f\ng\nh\n", 5, 3));
        assert!(excerpt.window(&(marks[0].start..marks[1].end), 1, 1).is_none());
    }

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let text = format!("{}needle{}", "ß".repeat(5000), "x".repeat(5000));
        let excerpt = excerpt(&text, &["needle"]);
        let mark = excerpt.marks().next().expect("there is a mark");
        assert_eq!(&excerpt.text[mark.clone()], "needle");
        assert!(excerpt.text.starts_with('…') && excerpt.text.ends_with("…\n"));
        assert_eq!(excerpt.text.chars().count(), LONGEST_LINE + 3);
        assert_eq!(excerpt.window(&mark, 0, 0).map(|window| window.column), Some(5000));
    }

    #[test]
    fn hostile_characters_and_odd_places_are_shown_safely() {
        let hostile = excerpt("\u{feff}a = \"\u{1b}[31m\"\r\n", &["\"\u{1b}[31m\""]);
        assert_eq!(hostile.text, "a = \"\u{fffd}[31m\"\n");
        let sources = SourceMap::new();
        let source = sources.add(Path::new("x.tf"), "a\n");
        for (start, end) in [(0, 0), (1, 2), (2, 2), (9, 12)] {
            let excerpt = Excerpt::new(String::new(), &source, &[Span::new(source.id, start, end)], 1);
            let mark = excerpt.marks().next().expect("there is a mark");
            assert!(excerpt.window(&mark, 1, 1).is_some(), "{start}..{end}");
        }
    }
}
