//! Notes for people: what is the same in many places is told once, with the first of them, and of one kind only so many.

use super::style::{BLUE, Style, count, wrap};
use crate::report::visible;
use crate::resource::Note;
use crate::source::Span;
use indexmap::{IndexMap, IndexSet};

/// How many notes of one kind are told before the rest is counted.
const MOST_OF_A_KIND: usize = 6;

/// The kind of notes on modules that are not on disk.
const MISSING: &str = "module-not-downloaded";

/// How many modules, or sources of them, are named.
const NAMED_SOURCES: usize = 3;

/// One line a note. `place` says where a span is; `all` tells every kind to the end.
pub(super) fn lines(
    notes: &[Note],
    all: bool,
    width: usize,
    style: Style,
    place: impl Fn(Span) -> Option<String>,
) -> Vec<String> {
    let mut told: IndexMap<(&str, &str), Vec<Option<Span>>> = IndexMap::new();
    let (missing, others): (Vec<&Note>, Vec<&Note>) =
        notes.iter().partition(|note| !all && note.kind == MISSING && !note.things.is_empty());
    let (aside, others): (Vec<&Note>, Vec<&Note>) = others.into_iter().partition(|note| !all && note.aside);
    for note in others {
        told.entry((note.kind, &note.message)).or_default().push(note.span);
    }
    let mut of_kind: IndexMap<&str, usize> = IndexMap::new();
    let mut lines = Vec::new();
    let mark = style.paint(BLUE, "note:");
    if let Some(text) = modules(&missing, &place) {
        lines.push(format!("{mark} {}", wrap(&text, 6, width)));
    }
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
    if let Some(text) = beside(&aside, &place) {
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

/// Modules that are not on disk, in one line for all roots: how many there are, and where a few come from.
fn modules(notes: &[&Note], place: &impl Fn(Span) -> Option<String>) -> Option<String> {
    let first = notes.first()?;
    let at = notes.iter().find_map(|note| place(note.span?));
    let number: usize = notes.iter().map(|note| note.things.len()).sum();
    if notes.len() == 1 && number <= NAMED_SOURCES {
        let at = at.map(|at| format!(" ({at})")).unwrap_or_default();
        return Some(format!("{}{at}", visible::line(&first.message)));
    }
    // one source in several versions is one to look for
    let versionless = |source: &String| source.split('?').next().unwrap_or_default().to_owned();
    let sources: IndexSet<String> =
        notes.iter().flat_map(|note| note.things.iter().map(versionless)).collect();
    let named: Vec<&str> = sources.iter().take(NAMED_SOURCES).map(String::as_str).collect();
    let more = match sources.len() - named.len() {
        0 => String::new(),
        more => format!(" and {}", count(more, "more source")),
    };
    let roots = match notes.len() - 1 {
        0 => String::new(),
        others => format!(" and in {}", count(others, "more root")),
    };
    let at = at.map(|at| format!(" ({at}{roots})")).unwrap_or_default();
    let text = format!(
        "{} {} not downloaded: run `terraform init`{at}; they come from {}{more}: `--show all` names them",
        count(number, "module"),
        if number == 1 { "is" } else { "are" },
        named.join(", "),
    );
    Some(visible::line(&text).into_owned())
}

/// Notes on roots and templates in which there is nothing to report.
fn beside(notes: &[&Note], place: &impl Fn(Span) -> Option<String>) -> Option<String> {
    let different: IndexSet<(&str, &str)> = notes.iter().map(|note| (note.kind, &*note.message)).collect();
    let at =
        notes.iter().find_map(|note| place(note.span?)).map(|at| format!(" ({at}, …)")).unwrap_or_default();
    let number = different.len();
    (number > 0).then(|| {
        format!(
            "{} on what has no trail and nothing to report{at}: `--show all` tells them",
            count(number, "note")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    fn note(kind: &'static str, message: &str) -> Note {
        Note {
            kind,
            message: message.to_owned(),
            span: Some(Span::new(SourceId(0), 0, 0)),
            ..Note::default()
        }
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
    fn modules_of_all_roots_and_notes_beside_are_a_line_each() {
        let missing = |sources: &[&str]| Note {
            things: sources.iter().map(|source| (*source).to_owned()).collect(),
            ..note(MISSING, "modules `a` (x), … are not downloaded")
        };
        let aside = |message| Note { aside: true, ..note("evaluation", message) };
        let notes = [missing(&["x", "y?ref=1"]), missing(&["y?ref=2", "z", "u"]), aside("a"), aside("b")];
        assert_eq!(
            told(&notes, false).join("\n"),
            "note: 5 modules are not downloaded: run `terraform init` (a.tf:1:1 and in 1 more root); they come\n      \
             from x, y, z and 1 more source: `--show all` names them\n\
             note: 2 notes on what has no trail and nothing to report (a.tf:1:1, …): `--show all` tells them"
        );
        assert_eq!(told(&notes[..1], false), ["note: modules `a` (x), … are not downloaded (a.tf:1:1)"]);
        assert_eq!(told(&notes, true).len(), 3);
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
