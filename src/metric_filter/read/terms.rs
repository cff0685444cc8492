//! Patterns of words and phrases: `ERROR -"Self tuning"`, `?StopLogging ?DeleteTrail`, `%regex%`.

use super::{Read, quoted, regex};
use crate::metric_filter::pattern::{HOLE, Pattern, Term, TermKind};

pub(super) fn read(text: &str) -> Read<Pattern> {
    let mut terms = Vec::new();
    let (mut at, mut regexes) = (0, 0);
    loop {
        at += text[at..].len() - text[at..].trim_start().len();
        let kind = match text[at..].chars().next() {
            None => break,
            Some('?') => TermKind::Optional,
            Some('-') => TermKind::Excluded,
            Some(_) => TermKind::Required,
        };
        if kind != TermKind::Required {
            at += 1;
            at += text[at..].len() - text[at..].trim_start().len();
        }
        terms.push(term(text, &mut at, kind, &mut regexes)?);
    }
    // a whole term that is not known may be several
    let open = terms.iter().any(|term| !term.text.is_empty() && term.text.chars().all(|c| c == HOLE));
    Ok(if open { Pattern::Undecided } else { Pattern::Terms(terms) })
}

fn term(text: &str, at: &mut usize, kind: TermKind, regexes: &mut usize) -> Read<Term> {
    match text[*at..].chars().next() {
        Some('"') => {
            let text = quoted(text, at).ok_or_else(|| "expected a closing `\"`".to_owned())?;
            Ok(Term { kind, text, regex: None })
        }
        Some('%') if text[*at + 1..].contains('%') => match regex(text, at, regexes)? {
            Some(regex) => Ok(Term { kind, text: String::new(), regex: Some(regex) }),
            None => Ok(Term { kind, text: HOLE.to_string(), regex: None }),
        },
        _ => {
            let rest = &text[*at..];
            let word = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
            if word.is_empty() {
                return Err("expected a word behind `?` or `-`".to_owned());
            }
            *at += word.len();
            Ok(Term { kind, text: word.to_owned(), regex: None })
        }
    }
}
