//! Conditions that the files leave open, in a canonical form, and the cases they make.
//!
//! An [`Atom`] says that something named has a constant value; a [`Formula`] combines atoms. The same thing has the
//! same value throughout a case, so contradictory cases fall out (`Env` is not both `prod` and `dev`).

mod limits;

pub use limits::possible;

use super::Number;
use super::unknown::Cause;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Most cases that one check is decided in.
pub const MAX_CASES: usize = 64;

/// A constant that something may equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Constant {
    /// Not set.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number, in its shortest notation.
    Number(Arc<str>),
    /// A string.
    String(Arc<str>),
}

impl fmt::Display for Constant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Constant::Null => out.write_str("null"),
            Constant::Bool(value) => write!(out, "{value}"),
            Constant::Number(number) => out.write_str(number),
            Constant::String(text) => write!(out, "\"{text}\""),
        }
    }
}

impl Constant {
    /// Whether what equals this equals another constant too, where that one's type is asked for: the text `true` is true
    /// to an argument that wants a boolean, and the number 30 has the text `30`. Not the other way: what is true to such
    /// an argument may be written `True`.
    fn is_also(&self, other: &Constant) -> bool {
        let text = match self {
            _ if self == other => return true,
            Constant::Null | Constant::Bool(_) => return false,
            Constant::Number(text) | Constant::String(text) => text,
        };
        match other {
            Constant::Bool(true) => text.eq_ignore_ascii_case("true") || &**text == "1",
            Constant::Bool(false) => text.eq_ignore_ascii_case("false") || &**text == "0",
            Constant::Number(number) => {
                Number::parse(text).is_some_and(|parsed| parsed.to_string() == **number)
            }
            Constant::Null | Constant::String(_) => false,
        }
    }
}

/// Whether what is that constant, or none that is named, is this one.
fn says(value: Option<&Constant>, constant: &Constant) -> bool {
    value.is_some_and(|value| value.is_also(constant))
}

/// *`subject` equals `constant`.*
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Atom {
    /// Canonical name within the unit: `module.a.var.env`, a parameter's path. Unknowns carry it as identity.
    pub subject: Arc<str>,
    /// What it may equal.
    pub constant: Constant,
    /// All that the subject can be, where that is a finite set.
    pub domain: Option<Arc<[Constant]>>,
    /// The subject in the file's own words: `var.env`, `Env`.
    pub words: Arc<str>,
    /// Why the subject is open, where its words do not tell.
    pub cause: Option<Cause>,
}

/// When something holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Formula {
    /// Always or never.
    Constant(bool),
    /// When the atom does.
    Atom(Arc<Atom>),
    /// When the other does not.
    Not(Arc<Formula>),
    /// When all do.
    All(Arc<[Formula]>),
    /// When at least one does.
    Any(Arc<[Formula]>),
    /// A condition that the author gave a name: outputs use it.
    Named(Arc<str>, Arc<Formula>),
}

/// One case: what each subject is. Subjects that are in no case are not read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assignment {
    values: BTreeMap<Arc<str>, Option<Constant>>,
}

impl Formula {
    /// The negation, simplified.
    #[must_use]
    pub fn negate(&self) -> Formula {
        match self {
            Formula::Constant(value) => Formula::Constant(!value),
            Formula::Not(inner) => (**inner).clone(),
            other => Formula::Not(Arc::new(other.clone())),
        }
    }

    /// Both, simplified.
    #[must_use]
    pub fn and(&self, other: &Formula) -> Formula {
        match (self, other) {
            (Formula::Constant(false), _) | (_, Formula::Constant(false)) => Formula::Constant(false),
            (Formula::Constant(true), it) | (it, Formula::Constant(true)) => it.clone(),
            (a, b) if a == b => a.clone(),
            (a, b) if *a == b.negate() => Formula::Constant(false),
            (a, b) => Formula::All(Arc::from([a.clone(), b.clone()])),
        }
    }

    /// At least one, simplified.
    #[must_use]
    pub fn or(&self, other: &Formula) -> Formula {
        match (self, other) {
            (Formula::Constant(true), _) | (_, Formula::Constant(true)) => Formula::Constant(true),
            (Formula::Constant(false), it) | (it, Formula::Constant(false)) => it.clone(),
            (a, b) if a == b => a.clone(),
            (a, b) if *a == b.negate() => Formula::Constant(true),
            (a, b) => Formula::Any(Arc::from([a.clone(), b.clone()])),
        }
    }

    /// Whether it holds in that case; `None` where the case does not say.
    pub fn holds(&self, case: &Assignment) -> Option<bool> {
        match self {
            Formula::Constant(value) => Some(*value),
            Formula::Atom(atom) => case.decides(atom),
            Formula::Not(inner) => inner.holds(case).map(|value| !value),
            Formula::All(parts) => all_of(parts.iter().map(|part| part.holds(case))),
            Formula::Any(parts) => {
                all_of(parts.iter().map(|part| part.holds(case).map(|value| !value))).map(|value| !value)
            }
            Formula::Named(_, inner) => inner.holds(case),
        }
    }

    /// Adds the atoms it is made of to `atoms`, each once.
    pub fn collect_atoms(&self, atoms: &mut Vec<Arc<Atom>>) {
        match self {
            Formula::Constant(_) => {}
            Formula::Atom(atom) => {
                if !atoms.contains(atom) {
                    atoms.push(Arc::clone(atom));
                }
            }
            Formula::Not(inner) | Formula::Named(_, inner) => inner.collect_atoms(atoms),
            Formula::All(parts) | Formula::Any(parts) => {
                parts.iter().for_each(|part| part.collect_atoms(atoms));
            }
        }
    }

    /// Adds the conditions in it that have words of their own (named ones and atoms), outermost first.
    pub fn collect_worded(&self, worded: &mut Vec<Formula>) {
        match self {
            Formula::Constant(_) => {}
            Formula::Atom(_) => push_once(worded, self),
            Formula::Named(_, inner) => {
                push_once(worded, self);
                inner.collect_worded(worded);
            }
            Formula::Not(inner) => inner.collect_worded(worded),
            Formula::All(parts) | Formula::Any(parts) => {
                parts.iter().for_each(|part| part.collect_worded(worded));
            }
        }
    }

    /// When it holds, in the file's own words; none where it holds always or never, or in too many cases to tell.
    pub fn description(&self) -> Option<String> {
        let (mut atoms, mut worded) = (Vec::new(), Vec::new());
        self.collect_atoms(&mut atoms);
        self.collect_worded(&mut worded);
        let cases = cases(&atoms).filter(|_| !atoms.is_empty())?;
        let chosen: Vec<bool> = cases.iter().map(|case| self.holds(case) == Some(true)).collect();
        Some(shortest_description(&worded, &cases, &chosen))
    }

    /// In the file's own words, for a formula that has them: "`IsProd` is false".
    fn words(&self, holds: bool) -> Option<String> {
        match self {
            Formula::Named(name, _) => Some(format!("`{name}` is {holds}")),
            Formula::Atom(atom) => Some(match (&atom.constant, holds) {
                (Constant::Bool(value), holds) => format!("`{}` is {}", atom.words, *value == holds),
                (constant, true) => format!("`{}` is `{constant}`", atom.words),
                (constant, false) => format!("`{}` is not `{constant}`", atom.words),
            }),
            _ => None,
        }
    }
}

fn push_once(list: &mut Vec<Formula>, formula: &Formula) {
    if !list.contains(formula) {
        list.push(formula.clone());
    }
}

fn all_of(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut unknown = false;
    for part in parts {
        match part {
            Some(false) => return Some(false),
            Some(true) => {}
            None => unknown = true,
        }
    }
    if unknown { None } else { Some(true) }
}

impl Assignment {
    fn decides(&self, atom: &Atom) -> Option<bool> {
        let value = self.values.get(&atom.subject)?;
        Some(says(value.as_ref(), &atom.constant))
    }
}

/// What a subject may be: the constants that atoms name, and all of its domain.
type Choices<'a> = (Vec<Option<Constant>>, Vec<&'a Constant>);

/// All cases over the subjects of these atoms that do not contradict themselves: every subject takes each constant
/// that an atom names, or something else (any of its domain that no atom names: to these atoms they are all the same).
/// `None` where there would be more than [`MAX_CASES`].
pub fn cases(atoms: &[Arc<Atom>]) -> Option<Vec<Assignment>> {
    let mut choices: BTreeMap<Arc<str>, Choices<'_>> = BTreeMap::new();
    for atom in atoms {
        let (values, domain) = choices.entry(Arc::clone(&atom.subject)).or_default();
        let own = std::slice::from_ref(&atom.constant);
        let named = atom.domain.as_deref().unwrap_or(own).iter().filter(|it| it.is_also(&atom.constant));
        for constant in named {
            if !values.contains(&Some(constant.clone())) {
                values.push(Some(constant.clone()));
            }
        }
        domain.extend(atom.domain.iter().flat_map(|domain| domain.iter()));
    }
    let mut cases = vec![Assignment::default()];
    for (subject, (mut values, domain)) in choices {
        let all_named = domain.iter().all(|constant| values.iter().flatten().any(|value| value == *constant));
        if domain.is_empty() || !all_named {
            values.push(None);
        }
        if cases.len() * values.len().max(1) > MAX_CASES {
            return None;
        }
        cases = cases
            .iter()
            .flat_map(|case| {
                values.iter().map(|value| {
                    let mut case = case.clone();
                    case.values.insert(Arc::clone(&subject), value.clone());
                    case
                })
            })
            .collect();
    }
    Some(cases)
}

/// The shortest words, by the named conditions and atoms among `worded`, that hold in exactly the `chosen` ones of
/// `cases`: one condition, two, else a list of cases.
pub fn shortest_description(worded: &[Formula], cases: &[Assignment], chosen: &[bool]) -> String {
    let literals: Vec<(String, Vec<bool>)> = worded
        .iter()
        .flat_map(|formula| [true, false].map(|holds| (formula, holds)))
        .filter_map(|(formula, holds)| {
            let truth = cases.iter().map(|case| formula.holds(case) == Some(holds)).collect();
            Some((formula.words(holds)?, truth))
        })
        .collect();
    if let Some((words, _)) = literals.iter().find(|(_, truth)| truth == chosen) {
        return words.clone();
    }
    for (at, (words, truth)) in literals.iter().enumerate() {
        for (other_words, other_truth) in &literals[at + 1..] {
            let combined = |join: fn(bool, bool) -> bool| {
                truth.iter().zip(other_truth).map(|(a, b)| join(*a, *b)).eq(chosen.iter().copied())
            };
            if combined(|a, b| a && b) {
                return format!("{words} and {other_words}");
            }
            if combined(|a, b| a || b) {
                return format!("{words} or {other_words}");
            }
        }
    }
    let listed: Vec<String> = cases
        .iter()
        .zip(chosen)
        .filter(|(_, chosen)| **chosen)
        .map(|(case, _)| describe(case, worded))
        .collect();
    let more = listed.len().saturating_sub(3);
    let mut text = listed.into_iter().take(3).collect::<Vec<_>>().join("; or ");
    if more > 0 {
        text.push_str(&format!("; or {more} more cases"));
    }
    text
}

fn describe(case: &Assignment, worded: &[Formula]) -> String {
    let mut parts = Vec::new();
    for formula in worded.iter().filter(|formula| matches!(formula, Formula::Atom(_))) {
        if formula.holds(case) == Some(true)
            && let Some(words) = formula.words(true)
        {
            parts.push(words);
        }
    }
    if parts.is_empty() {
        let negative = worded.iter().filter(|formula| matches!(formula, Formula::Atom(_)));
        parts.extend(negative.filter_map(|formula| formula.words(false)).take(3));
    }
    parts.join(" and ")
}
