//! Notes for people: what is the same in many places is told once, with the first of them, and of one kind only so many.

use super::style::{BLUE, Style, count, wrap};
use crate::report::visible;
use crate::resource::Note;
use crate::source::Span;
use indexmap::IndexMap;

/// How many notes of one kind are told before the rest is counted.
const MOST_OF_A_KIND: usize = 6;

/// One line a note. `place` says where a span is; `all` tells every kind to the end.
pub(super) fn lines(
    notes: &[Note],
    all: bool,
    width: usize,
    style: Style,
    place: impl Fn(Span) -> Option<String>,
) -> Vec<String> {
    let mut told: IndexMap<(&str, &str), Vec<Option<Span>>> = IndexMap::new();
    for note in notes {
        told.entry((note.kind, &note.message)).or_default().push(note.span);
    }
    let mut of_kind: IndexMap<&str, usize> = IndexMap::new();
    let mut lines = Vec::new();
    let mark = style.paint(BLUE, "note:");
    for ((kind, message), spans) in &told {
        let number = of_kind.entry(kind).or_default();
        *number += 1;
        if *number > MOST_OF_A_KIND && !all {
            continue;
        }
        let first = spans.iter().find_map(|span| place((*span)?));
        let others = match spans.len() - 1 {
            0 => String::new(),
            others => format!(" and {}", count(others, "more place")),
        };
        let first = first.map(|first| format!(" ({first}{others})")).unwrap_or_default();
        let text = format!("{}{first}", visible::line(message));
        lines.push(format!("{mark} {}", wrap(&text, 6, width)));
    }
    let left = of_kind.iter().filter(|(_, number)| **number > MOST_OF_A_KIND && !all);
    let left: Vec<String> =
        left.map(|(kind, number)| format!("{} more of the kind `{kind}`", number - MOST_OF_A_KIND)).collect();
    if !left.is_empty() {
        let text = format!("{}: `--show all` tells them", left.join(", "));
        lines.push(format!("{mark} {}", wrap(&text, 6, width)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    fn note(kind: &'static str, message: &str) -> Note {
        Note { kind, message: message.to_owned(), span: Some(Span::new(SourceId(0), 0, 0)) }
    }

    fn told(notes: &[Note], all: bool) -> Vec<String> {
        lines(notes, all, 100, Style { colour: false }, |_| Some("a.tf:1:1".to_owned()))
    }

    #[test]
    fn what_is_the_same_is_told_once() {
        let notes = [note("evaluation", "null"), note("limit", "steps"), note("evaluation", "null")];
        assert_eq!(told(&notes, false), ["note: null (a.tf:1:1 and 1 more place)", "note: steps (a.tf:1:1)"]);
    }

    #[test]
    fn of_one_kind_only_so_many_are_told() {
        let mut notes: Vec<Note> = (0..8).map(|number| note("limit", &number.to_string())).collect();
        notes.push(note("macro-not-run", "m"));
        let lines = told(&notes, false);
        assert_eq!(lines.len(), MOST_OF_A_KIND + 2);
        assert_eq!(lines[MOST_OF_A_KIND], "note: m (a.tf:1:1)");
        assert_eq!(lines[MOST_OF_A_KIND + 1], "note: 2 more of the kind `limit`: `--show all` tells them");
        assert_eq!(told(&notes, true).len(), 9);
    }
}
