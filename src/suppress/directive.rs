//! Directives in comments: `trailguard:ignore RULES -- REASON until DAY` and `trailguard:ignore-file`.

use super::Written;
use super::item::{self, Text};
use crate::check::Silencer;
use crate::rule::nearest;
use crate::source::{Source, Span};
use crate::syntax::comments::{Comment, CommentSyntax, comments};
use std::collections::BTreeMap;

/// What every directive begins with.
pub(super) const WORD: &str = "trailguard:";

const ITEM: &str = "ignore";
const FILE: &str = "ignore-file";

/// Whose findings a directive silences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    Item,
    File,
}

/// Adds the directives in a source's comments, and what is none though it looks like one.
pub(super) fn read(source: &Source, written: &mut Vec<Written>, faults: &mut Vec<(Span, String)>) {
    let Some(syntax) = Text::syntax_of(source) else { return };
    let mut directives = Vec::new();
    for comment in comments(source, syntax, WORD) {
        let parsed = parse(&comment.text).map(|parsed| parsed.map(|(reach, says)| (reach, says.to_owned())));
        match parsed {
            Some(Ok((reach, says))) => directives.push((comment, reach, says)),
            Some(Err(message)) => faults.push((comment.span, message)),
            None => {}
        }
    }
    if directives.is_empty() {
        return;
    }
    let text = Text::parse(source, syntax);
    let lines = targets(source, syntax, directives.iter().map(|(comment, ..)| comment).collect());
    let items = text.items_at(source, &lines);
    let behind = directives.iter().zip(&lines).filter(|((comment, ..), _)| !comment.own_line);
    let behind: Vec<u32> = behind.map(|(_, line)| *line).filter(|line| !items.contains_key(line)).collect();
    let closed = if behind.is_empty() { BTreeMap::new() } else { text.items_closed_at(source, &behind) };
    for ((comment, reach, says), line) in directives.into_iter().zip(lines) {
        let scope = match reach {
            Reach::Item => {
                let closed = closed.get(&line).filter(|_| !comment.own_line);
                items.get(&line).or(closed).copied()
            }
            Reach::File if text.first_item().is_none_or(|first| comment.span.end <= first.start) => {
                Some(item::whole(source))
            }
            Reach::File => {
                faults.push((comment.span, misplaced()));
                continue;
            }
        };
        written.push(parts(&says, comment.span, scope));
    }
}

/// That a directive for the file stands somewhere in it.
pub(super) fn misplaced() -> String {
    format!("suppression does not count: `{WORD}{FILE}` belongs at the top of a file")
}

/// What a comment says behind the word; `None` where it is not meant for us.
pub(super) fn parse(comment: &str) -> Option<Result<(Reach, &str), String>> {
    let rest = comment.strip_prefix(WORD)?;
    let trimmed = rest.trim_start();
    let (name, says) = trimmed.split_at(trimmed.find(char::is_whitespace).unwrap_or(trimmed.len()));
    Some(match name {
        ITEM => Ok((Reach::Item, says)),
        FILE => Ok((Reach::File, says)),
        // a sentence that begins with the name of the program
        _ if rest.len() > trimmed.len() || name.is_empty() => return None,
        _ => {
            let near = nearest(name, [ITEM, FILE].into_iter());
            let suggestion = near.map(|near| format!("; did you mean `{WORD}{near}`?")).unwrap_or_default();
            Err(format!("`{WORD}{name}` is no directive{suggestion}"))
        }
    })
}

/// `RULES -- REASON until DAY`, taken apart.
pub(super) fn parts(says: &str, span: Span, scope: Option<Span>) -> Written {
    let words: Vec<&str> = says.split_whitespace().collect();
    let separator = words.iter().position(|word| *word == "--").unwrap_or(words.len());
    let reason = words.get(separator + 1..).unwrap_or_default().join(" ");
    let (reason, until) = last_day(&reason);
    let rules = rules(&words[..separator].join(" "));
    Written { span, scope, rules, reason, until, by: Silencer::Comment }
}

/// Names between commas and blanks.
pub(super) fn rules(text: &str) -> Vec<String> {
    let separates = |c: char| c == ',' || c.is_whitespace();
    text.split(separates).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Takes `until DAY` off a reason's end. What begins with a digit is meant to be a day, for a last day that is
/// passed over in silence would never come.
pub(super) fn last_day(reason: &str) -> (String, Option<String>) {
    let trimmed = reason.trim();
    if let Some((before, day)) = trimmed.rsplit_once(char::is_whitespace)
        && let Some(before) = before.trim_end().strip_suffix("until")
        && (before.is_empty() || before.ends_with(char::is_whitespace))
        && day.starts_with(|c: char| c.is_ascii_digit())
    {
        return (before.trim_end().to_owned(), Some(day.trim_end_matches('.').to_owned()));
    }
    (trimmed.to_owned(), None)
}

/// The line each comment is about: its own, or the next that is more than a comment where it has one to itself.
pub(super) fn targets(source: &Source, syntax: CommentSyntax, comments: Vec<&Comment>) -> Vec<u32> {
    let mut targets = Vec::with_capacity(comments.len());
    // from the last to the first: where one comment leads to another, the way from there is known
    let mut below: Option<(u32, u32)> = None;
    for comment in comments.into_iter().rev() {
        if !comment.own_line {
            targets.push(comment.line);
            continue;
        }
        let mut line = comment.last_line + 1;
        let target = loop {
            match below {
                Some((known, target)) if known == line => break target,
                _ if !is_comment(source, syntax, line) => break line,
                _ => line += 1,
            }
        };
        below = Some((comment.line, target));
        targets.push(target);
    }
    targets.reverse();
    targets
}

/// Whether a line that stands behind a comment is one, too.
fn is_comment(source: &Source, syntax: CommentSyntax, line: u32) -> bool {
    let Some(range) = source.lines().line_range(&source.text, line as usize) else { return false };
    let text = source.text[range].trim_ascii_start();
    text.starts_with('#') || (syntax == CommentSyntax::Hcl && text.starts_with("//"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    #[test]
    fn comments_are_meant_for_us_or_not() {
        for (comment, expected) in [
            ("trailguard:ignore a/b -- c", Some(Ok((Reach::Item, " a/b -- c")))),
            ("trailguard: ignore a/b", Some(Ok((Reach::Item, " a/b")))),
            ("trailguard:ignore-file", Some(Ok((Reach::File, "")))),
            ("see trailguard:ignore", None),
            ("trailguard: a linter", None),
            ("trailguard:", None),
            ("trailguard:disable a/b", Some(Err("`trailguard:disable` is no directive".to_owned()))),
            (
                "trailguard:ignorefile a/b",
                Some(Err("`trailguard:ignorefile` is no directive; did you mean `trailguard:ignore-file`?"
                    .to_owned())),
            ),
        ] {
            assert_eq!(parse(comment), expected, "{comment}");
        }
    }

    #[test]
    fn directives_have_parts() {
        let span = Span::new(SourceId(0), 0, 0);
        for (says, rules, reason, until) in [
            (" a/b -- why", vec!["a/b"], "why", None),
            (" a/b, a/c a/d,a/e -- why not  so", vec!["a/b", "a/c", "a/d", "a/e"], "why not so", None),
            (" a/b -- why until 2027-01-31", vec!["a/b"], "why", Some("2027-01-31")),
            (" a/b -- why\n until 2027-01-31.", vec!["a/b"], "why", Some("2027-01-31")),
            (
                " a/b -- until the move is done until 2027-1-31",
                vec!["a/b"],
                "until the move is done",
                Some("2027-1-31"),
            ),
            (" a/b -- until the move is done", vec!["a/b"], "until the move is done", None),
            (" a/b -- until 2027-01-31", vec!["a/b"], "", Some("2027-01-31")),
            (" a/b -- reuntil 2027-01-31", vec!["a/b"], "reuntil 2027-01-31", None),
            (" a/b -- x -- y", vec!["a/b"], "x -- y", None),
            (" a/b why", vec!["a/b", "why"], "", None),
            (" -- why", vec![], "why", None),
            ("", vec![], "", None),
        ] {
            let expected = Written {
                span,
                scope: None,
                rules: rules.into_iter().map(str::to_owned).collect(),
                reason: reason.to_owned(),
                until: until.map(str::to_owned),
                by: Silencer::Comment,
            };
            assert_eq!(parts(says, span, None), expected, "{says}");
        }
    }
}
