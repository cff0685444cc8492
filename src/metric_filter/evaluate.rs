//! Whether a pattern matches, three-valued: `None` where that differs from event to event, hangs on text that is not
//! known, or where AWS does not document what happens (`!=` on a field that is not there, `*` within a string).

use super::event::{Event, Found};
use super::pattern::{Comparison, HOLE, Node, Operand, Pattern, Predicate, Selector, Term, TermKind};

/// `Some` where it is decided.
pub(super) type Truth = Option<bool>;

/// Whether a pattern matches every event of a kind (true), none (false).
pub(super) fn matches(pattern: &Pattern, event: &Event) -> Truth {
    match pattern {
        Pattern::Everything => Some(true),
        Pattern::Json(node) => holds(node, &|selector| event.find(selector)),
        Pattern::Terms(terms) => contains(terms, event),
        Pattern::Columns(_) | Pattern::Undecided | Pattern::Refused(_) | Pattern::TooLong(_) => None,
    }
}

/// Whether a condition holds with what its selectors find.
pub(super) fn holds<'a>(node: &Node, find: &dyn Fn(&Selector) -> Found<'a>) -> Truth {
    match node {
        Node::All(nodes) => all(nodes.iter().map(|node| holds(node, find))),
        Node::Any(nodes) => any(nodes.iter().map(|node| holds(node, find))),
        Node::Test(test) => tested(&test.predicate, find(&test.selector)),
        Node::Undecided => None,
    }
}

/// The field that leaves open whether a pattern matches events of a kind, for people.
pub(super) fn undecided_field(pattern: &Pattern, event: &Event) -> Option<String> {
    let Pattern::Json(node) = pattern else { return None };
    let mut found = None;
    node.each_test(&mut |test| {
        if found.is_none() && tested(&test.predicate, event.find(&test.selector)).is_none() {
            found = test.selector.dotted().map(|path| format!("$.{path}"));
        }
    });
    found
}

pub(super) fn all(truths: impl Iterator<Item = Truth>) -> Truth {
    any(truths.map(|truth| truth.map(|holds| !holds))).map(|fails| !fails)
}

pub(super) fn any(truths: impl Iterator<Item = Truth>) -> Truth {
    let mut so_far = Some(false);
    for truth in truths {
        match truth {
            Some(true) => return Some(true),
            Some(false) => {}
            None => so_far = None,
        }
    }
    so_far
}

fn tested(predicate: &Predicate, found: Found<'_>) -> Truth {
    match predicate {
        Predicate::Undecided => None,
        Predicate::Compare(comparison, operand) => compared(*comparison, operand, found),
        Predicate::Exists(wanted) => match found {
            Found::Varies(_) => None,
            Found::Missing | Found::Foreign => Some(!wanted),
            _ => Some(*wanted),
        },
        Predicate::IsNull => match found {
            Found::Varies(_) => None,
            found => Some(found == Found::Null),
        },
        Predicate::Is(wanted) => match found {
            Found::Varies(_) => None,
            // CloudTrail writes some of its booleans as text
            Found::Text("true" | "false") => None,
            found => Some(found == Found::Bool(*wanted)),
        },
    }
}

fn compared(comparison: Comparison, operand: &Operand, found: Found<'_>) -> Truth {
    match (comparison, found) {
        // "the filter pattern won't match the log format"
        (_, Found::Container) => Some(false),
        (Comparison::Equal, found) => equal(operand, found),
        (Comparison::NotEqual, Found::Missing | Found::Foreign | Found::Null) => None,
        (Comparison::NotEqual, found) => equal(operand, found).map(|equal| !equal),
        (_, Found::Number(number)) if !operand.has_hole() => {
            Some(operand.number().is_some_and(|wanted| ordered(comparison, number, wanted)))
        }
        (_, Found::Number(_) | Found::Varies(_)) => None,
        (_, Found::Text(text)) if text.parse::<f64>().is_ok() => None,
        (_, _) => Some(false),
    }
}

fn ordered(comparison: Comparison, number: f64, wanted: f64) -> bool {
    match comparison {
        Comparison::Equal => number == wanted,
        Comparison::NotEqual => number != wanted,
        Comparison::Less => number < wanted,
        Comparison::LessOrEqual => number <= wanted,
        Comparison::Greater => number > wanted,
        Comparison::GreaterOrEqual => number >= wanted,
    }
}

fn equal(operand: &Operand, found: Found<'_>) -> Truth {
    match found {
        Found::Missing | Found::Foreign | Found::Null | Found::Container => Some(false),
        Found::Varies(others) => {
            let exact = operand.regex.is_none() && !operand.text.contains(['*', HOLE]);
            (exact && others.contains(&operand.text.as_str())).then_some(false)
        }
        Found::Text(text) => text_equals(operand, text),
        Found::Number(number) => match operand.number() {
            _ if operand.has_hole() || operand.regex.is_some() => None,
            Some(wanted) => Some(number == wanted),
            None if operand.text == "*" => Some(true),
            None => operand.text.parse::<f64>().is_err().then_some(false),
        },
        Found::Bool(_) => {
            let other = operand.regex.is_none()
                && !operand.text.contains(['*', HOLE])
                && !matches!(operand.text.as_str(), "true" | "false");
            other.then_some(false)
        }
    }
}

fn text_equals(operand: &Operand, text: &str) -> Truth {
    if let Some(regex) = &operand.regex {
        return Some(regex.is_match(text));
    }
    if operand.has_hole() {
        // the same unknown text is the same
        if operand.text == text && !text.contains('*') {
            return Some(true);
        }
        // whatever stands in the hole, the rest must fit
        return if wildcard_matches(&operand.text, text) { None } else { Some(false) };
    }
    let both_numbers = || operand.number().is_some() && operand.number() == text.parse().ok();
    match wildcard(&operand.text, text) {
        Some(false) if operand.text != text && both_numbers() => None,
        truth => truth,
    }
}

/// Whether text fits a string with `*`. At the start and the end of a string it stands for any text; what it is
/// between other characters, AWS has documented in two ways.
pub(super) fn wildcard(pattern: &str, text: &str) -> Truth {
    let inner = pattern.strip_prefix('*').unwrap_or(pattern);
    let inner = inner.strip_suffix('*').unwrap_or(inner);
    let as_wildcard = wildcard_matches(pattern, text);
    if !inner.contains('*') {
        return Some(as_wildcard);
    }
    let from_start = !pattern.starts_with('*');
    let to_end = !pattern.ends_with('*');
    let as_character = match (from_start, to_end) {
        (true, true) => text == inner,
        (true, false) => text.starts_with(inner),
        (false, true) => text.ends_with(inner),
        (false, false) => text.contains(inner),
    };
    (as_wildcard == as_character).then_some(as_wildcard)
}

/// Whether text fits a string in which `*` and [`HOLE`] stand for any text.
pub(super) fn wildcard_matches(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split(['*', HOLE]);
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else { return rest.is_empty() };
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// Words and phrases look at the whole text of an event, of which only a part is known: a required word that is not
/// in that part is in some events at most.
fn contains(terms: &[Term], event: &Event) -> Truth {
    let of = |kind: TermKind| terms.iter().filter(move |term| term.kind == kind);
    let (required, optional) = (of(TermKind::Required).count(), of(TermKind::Optional).count());
    if required > 0 && optional > 0 {
        return None;
    }
    let wanted = all(of(TermKind::Required).map(|term| term_in(term, event)));
    let one_of =
        if optional == 0 { Some(true) } else { any(of(TermKind::Optional).map(|term| term_in(term, event))) };
    // a word that is not in the part that is known may be in the rest
    let none_of = all(of(TermKind::Excluded).map(|term| match term_in(term, event) {
        Some(true) => Some(false),
        _ => None,
    }));
    all([wanted, one_of, none_of].into_iter())
}

fn term_in(term: &Term, event: &Event) -> Truth {
    if let Some(regex) = &term.regex {
        return event.texts().any(|(_, text)| regex.is_match(text)).then_some(true);
    }
    if term.text.contains(HOLE) {
        return None;
    }
    let found = event.texts().any(|(path, text)| {
        let name = path.rsplit('.').next().unwrap_or(path);
        text.contains(&term.text) || format!("\"{name}\":\"{text}\"").contains(&term.text)
    });
    let is_word =
        !term.text.is_empty() && term.text.chars().all(|c| c.is_alphanumeric() || "._-".contains(c));
    match found {
        true => Some(true),
        false if is_word => Some(false),
        false => None,
    }
}
