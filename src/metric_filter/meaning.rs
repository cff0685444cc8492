//! Whether a pattern says anything: whether some events match and unrelated ones do not.

use super::evaluate::{self, Truth, all};
use super::event::{self, BENIGN, Event, Found};
use super::pattern::{Node, Operand, Pattern, Predicate, Selector, Test};
use super::{MetricFilter, Reading};
use crate::value::Value;

/// Whether a pattern means something.
#[derive(Clone, Debug)]
pub struct Meaning {
    /// True where it is neither always true nor never true.
    pub value: Value,
    /// What is wrong with it (in some case).
    pub wrong: Option<Meaningless>,
}

/// What is wrong with a pattern that means nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaningless {
    /// Unrelated events match.
    AlwaysTrue,
    /// No event can match.
    NeverTrue,
    /// CloudWatch Logs does not take it.
    TooLong,
}

/// Whether a pattern means something. Fields that CloudTrail events do not have may be anything: they are not judged.
pub fn meaning(pattern: &Value) -> Meaning {
    MetricFilter::read(pattern).meaning()
}

impl MetricFilter {
    /// Whether its pattern means something.
    pub fn meaning(&self) -> Meaning {
        let mut wrong = None;
        let value = self.each(&mut |reading| {
            let judged = judged(reading);
            if let Some(Err(meaningless)) = judged {
                wrong = wrong.or(Some(meaningless));
            }
            reading.answer(judged.map(|judged| judged.is_ok()))
        });
        Meaning { value, wrong }
    }
}

fn judged(reading: &Reading) -> Option<Result<(), Meaningless>> {
    let always = match &reading.pattern {
        Pattern::Everything => Some(true),
        Pattern::Json(node) => all(BENIGN.iter().map(|event| matches_all_like(event, node))),
        Pattern::Terms(_) => all(BENIGN.iter().map(|event| evaluate::matches(&reading.pattern, event))),
        Pattern::Columns(_) => Some(false),
        Pattern::TooLong(_) => return Some(Err(Meaningless::TooLong)),
        Pattern::Undecided | Pattern::Refused(_) => return None,
    };
    let never = match &reading.pattern {
        Pattern::Json(node) => can_match(node, reading.plain).map(|can| !can),
        _ => Some(false),
    };
    match (always, never) {
        (Some(true), _) => Some(Err(Meaningless::AlwaysTrue)),
        (_, Some(true)) => Some(Err(Meaningless::NeverTrue)),
        // what differs from event to event is neither; what is not known may be either
        (Some(false), Some(false)) => Some(Ok(())),
        _ if reading.is_open() => None,
        _ => Some(Ok(())),
    }
}

/// Whether a condition holds for every event like this one: not where it fails for one whose other fields are strange.
fn matches_all_like(event: &Event, node: &Node) -> Truth {
    let with = |other: Found<'static>| {
        evaluate::holds(node, &|selector| match event.find(selector) {
            Found::Varies(_) | Found::Foreign => other,
            found => found,
        })
    };
    match with(Found::Text("\u{3}")) {
        Some(false) => Some(false),
        _ => with(Found::Varies(&[])),
    }
}

/// Most tests that the search for a matching event makes.
const MAX_TESTS: usize = 200_000;

/// Whether some event can match, by trying for every field the values its tests speak of and others.
/// `plain`: text that is not known holds no wildcard.
fn can_match(node: &Node, plain: bool) -> Truth {
    let branches = match node {
        Node::Any(branches) => branches.as_slice(),
        single => std::slice::from_ref(single),
    };
    let mut budget = MAX_TESTS;
    let mut so_far = Some(false);
    for branch in branches {
        let spelled = if plain { with_texts_of_their_own(branch) } else { None };
        match search(spelled.as_ref().unwrap_or(branch), &mut budget) {
            Some(true) => return Some(true),
            Some(false) => {}
            None => so_far = None,
        }
    }
    so_far
}

/// A condition with a text in the place of each that is not known and that no other test of its field speaks of: what
/// holds for one such text holds for all.
fn with_texts_of_their_own(node: &Node) -> Option<Node> {
    let mut selectors: Vec<&Selector> = Vec::new();
    node.each_test(&mut |test| selectors.push(&test.selector));
    if selectors.len() > 512 || !node.has_hole() {
        return None;
    }
    let alone = |test: &Test| {
        test.selector.known && selectors.iter().filter(|selector| ***selector == test.selector).count() == 1
    };
    Some(node.with_texts("\u{4}", &alone))
}

/// A value to try.
#[derive(Debug)]
enum Candidate {
    Missing,
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
}

struct Field<'n> {
    selector: &'n Selector,
    candidates: Vec<Candidate>,
    /// Whether several wildcards speak of it: what fits all of them may not be among the candidates.
    partial: bool,
}

fn search(node: &Node, budget: &mut usize) -> Truth {
    let mut tests = Vec::new();
    node.each_test(&mut |test| tests.push(test));
    if tests.len() > 512 {
        return None;
    }
    let fields = fields(&tests);
    let partial = fields.iter().any(|field| field.partial);
    let mut chosen = vec![0; fields.len()];
    let mut so_far = if partial { None } else { Some(false) };
    loop {
        *budget = budget.checked_sub(tests.len().max(1))?;
        let truth = evaluate::holds(node, &|selector| match fields
            .iter()
            .position(|field| field.selector == selector)
        {
            Some(at) => fields[at].candidates[chosen[at]].found(),
            None => Found::Varies(&[]),
        });
        match truth {
            Some(true) => return Some(true),
            Some(false) => {}
            None => so_far = None,
        }
        // the next combination, as an odometer counts
        let mut at = 0;
        loop {
            let Some(field) = fields.get(at) else { return so_far };
            chosen[at] += 1;
            if chosen[at] < field.candidates.len() {
                break;
            }
            chosen[at] = 0;
            at += 1;
        }
    }
}

/// The fields that tests speak of, with the values to try; those that may be several things at once are left out.
fn fields<'n>(tests: &[&'n Test]) -> Vec<Field<'n>> {
    let mut fields: Vec<Field<'n>> = Vec::new();
    for test in tests {
        let selector = &test.selector;
        if selector.dotted().is_none() || fields.iter().any(|field| field.selector == selector) {
            continue;
        }
        if event::in_any_event(selector) == Found::Container {
            continue;
        }
        let of_it = || tests.iter().filter(|test| test.selector == *selector).map(|test| &test.predicate);
        let always = event::is_always_there(selector);
        let mut candidates = vec![Candidate::Text("\u{2}".to_owned())];
        if !always {
            candidates.extend([
                Candidate::Missing,
                Candidate::Null,
                Candidate::Bool(true),
                Candidate::Bool(false),
            ]);
        }
        let mut wildcards = 0;
        for predicate in of_it() {
            if let Predicate::Compare(_, operand) = predicate {
                wildcards += usize::from(operand.regex.is_some() || operand.text.contains('*'));
                candidates.extend(candidates_of(operand, always));
            }
        }
        let regexes = of_it().any(|it| matches!(it, Predicate::Compare(_, o) if o.regex.is_some()));
        fields.push(Field { selector, candidates, partial: wildcards > 1 || regexes });
    }
    fields
}

fn candidates_of(operand: &Operand, always: bool) -> Vec<Candidate> {
    if let (Some(number), false) = (operand.number(), always) {
        return [number - 0.5, number, number + 0.5].map(Candidate::Number).into();
    }
    let mut candidates = vec![Candidate::Text(operand.text.replace('*', ""))];
    if operand.text.contains('*') {
        candidates.push(Candidate::Text(operand.text.replace('*', "\u{1}")));
    }
    candidates
}

impl Candidate {
    fn found(&self) -> Found<'_> {
        match self {
            Candidate::Missing => Found::Missing,
            Candidate::Null => Found::Null,
            Candidate::Bool(value) => Found::Bool(*value),
            Candidate::Number(number) => Found::Number(*number),
            Candidate::Text(text) => Found::Text(text),
        }
    }
}
