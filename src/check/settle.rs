//! One verdict out of all cases: DESIGN's three values settle here.
//!
//! A check that read undecided conditions is decided in every case that they allow; cases in which the subject does
//! not exist do not vote.

use crate::resource::Presence;
use crate::rule::Verdict;
use crate::value::{
    Assignment, Atom, Cause, CauseKind, Constant, Data, Formula, Value, cases, possible, shortest_description,
};
use std::sync::Arc;

/// What a check came to.
#[derive(Debug)]
pub(crate) struct Settled {
    /// The verdict; none where the subject exists in no case.
    pub verdict: Option<Verdict>,
    /// In which cases it fails, where it does not in all.
    pub fails_when: Option<String>,
    /// The value that decided: of the first case that gave the verdict (for an undecided one, that fails or is
    /// not known).
    pub deciding: Value,
    /// Why it is not known.
    pub causes: Vec<Cause>,
}

/// Settles a check: the subject's presence, the rule's condition, the rule's requirement; `limits` say which cases
/// there are.
pub(super) fn settle(
    presence: &Presence,
    when: Option<&Value>,
    require: &Value,
    limits: &[Formula],
) -> Settled {
    let mut read = Conditions::default();
    for value in when.into_iter().chain([require]) {
        read.collect_from(value);
    }
    let Some(cases) = Cases::of(read, presence, limits) else {
        return Settled {
            verdict: Some(Verdict::Unknown),
            fails_when: None,
            deciding: require.clone(),
            causes: vec![Cause::bound("cases of one check")],
        };
    };
    let outcomes: Vec<Option<(Verdict, Value)>> =
        cases.cases.iter().map(|case| outcome(presence, when, require, case)).collect();
    cases.combine(&outcomes)
}

/// The conditions that a check has read.
#[derive(Debug, Default)]
pub(crate) struct Conditions {
    atoms: Vec<Arc<Atom>>,
    worded: Vec<Formula>,
}

/// The cases in which a check is decided.
#[derive(Debug)]
pub(crate) struct Cases {
    /// All that there can be.
    pub(crate) cases: Vec<Assignment>,
    read: Conditions,
}

impl Conditions {
    /// Takes in those that a value branches on itself.
    pub(crate) fn collect_from(&mut self, value: &Value) {
        collect_from(value, &mut self.atoms, &mut self.worded);
    }
}

impl Cases {
    /// The cases of what was read and of the subject's presence; none where there are too many.
    pub(crate) fn of(mut read: Conditions, presence: &Presence, limits: &[Formula]) -> Option<Self> {
        let mut atoms = read.atoms.clone();
        if let Presence::When(formula) = presence {
            collect(formula, &mut atoms, &mut read.worded);
        }
        let cases = possible(cases(&atoms)?, &atoms, limits);
        Some(Cases { cases, read })
    }

    /// One verdict out of those of all cases; `None` where the subject is not there.
    pub(crate) fn combine(&self, outcomes: &[Option<(Verdict, Value)>]) -> Settled {
        combine(&self.cases, outcomes, &self.read.atoms, &self.read.worded)
    }
}

fn collect(formula: &Formula, atoms: &mut Vec<Arc<Atom>>, worded: &mut Vec<Formula>) {
    formula.collect_atoms(atoms);
    formula.collect_worded(worded);
}

fn collect_from(value: &Value, atoms: &mut Vec<Arc<Atom>>, worded: &mut Vec<Formula>) {
    match &value.data {
        Data::Branches(branches) => {
            collect(&branches.condition, atoms, worded);
            collect_from(&branches.then, atoms, worded);
            collect_from(&branches.otherwise, atoms, worded);
        }
        Data::Unknown(unknown) => {
            if let Some(formula) = &unknown.formula {
                collect(formula, atoms, worded);
            }
        }
        _ => {}
    }
}

/// The verdict of one case and the value that gave it; `None` where the subject is not there.
fn outcome(
    presence: &Presence,
    when: Option<&Value>,
    require: &Value,
    case: &Assignment,
) -> Option<(Verdict, Value)> {
    if let Presence::When(formula) = presence
        && formula.holds(case) == Some(false)
    {
        return None;
    }
    if let Some(when) = when {
        let leaf = leaf_in(when, case);
        match leaf.as_bool() {
            Some(true) => {}
            Some(false) => return Some((Verdict::NotApplicable, leaf)),
            None if leaf.is_null() => return Some((Verdict::NotApplicable, leaf)),
            None => {
                // whatever the condition turns out to be, what holds anyway is no trouble
                let required = leaf_in(require, case);
                let verdict = if required.as_bool() == Some(true) { Verdict::Pass } else { Verdict::Unknown };
                return Some((verdict, leaf));
            }
        }
    }
    let leaf = leaf_in(require, case);
    let verdict = match leaf.as_bool() {
        Some(true) => Verdict::Pass,
        Some(false) => Verdict::Fail,
        None => Verdict::Unknown,
    };
    Some((verdict, leaf))
}

/// What a value is in a case.
fn leaf_in(value: &Value, case: &Assignment) -> Value {
    match &value.data {
        Data::Branches(branches) => match branches.condition.holds(case) {
            Some(true) => leaf_in(&branches.then, case),
            Some(false) => leaf_in(&branches.otherwise, case),
            None => crate::expr::unknown_from(value),
        },
        Data::Unknown(unknown) => match unknown.formula.as_ref().and_then(|formula| formula.holds(case)) {
            Some(holds) => Value::bool(holds).at(value.origin.clone()),
            None => value.clone(),
        },
        _ => value.clone(),
    }
}

fn combine(
    cases: &[Assignment],
    outcomes: &[Option<(Verdict, Value)>],
    read: &[Arc<Atom>],
    worded: &[Formula],
) -> Settled {
    let voting = || outcomes.iter().flatten();
    let count = |verdict: Verdict| voting().filter(|(it, _)| *it == verdict).count();
    let first = |verdict: Verdict| voting().find(|(it, _)| *it == verdict).map(|(_, value)| value.clone());
    let total = voting().count();
    let plain = |verdict: Option<Verdict>, deciding: Option<Value>| Settled {
        verdict,
        fails_when: None,
        deciding: deciding.unwrap_or_else(Value::null),
        causes: Vec::new(),
    };
    if total == 0 {
        return plain(None, None);
    }
    let (fails, unknowns) = (count(Verdict::Fail), count(Verdict::Unknown));
    if fails == total {
        return plain(Some(Verdict::Fail), first(Verdict::Fail));
    }
    if fails == 0 && unknowns == 0 {
        let verdict = if count(Verdict::Pass) > 0 { Verdict::Pass } else { Verdict::NotApplicable };
        return plain(Some(verdict), first(verdict));
    }
    let fails_when = (fails > 0).then(|| {
        let failing: Vec<bool> = outcomes.iter().map(|it| matches!(it, Some((Verdict::Fail, _)))).collect();
        shortest_description(worded, cases, &failing)
    });
    let mut causes: Vec<Cause> = Vec::new();
    let unknown_values = voting().filter(|(verdict, _)| *verdict == Verdict::Unknown);
    for (_, value) in unknown_values {
        let cause =
            value.cause().cloned().unwrap_or_else(|| Cause::new(CauseKind::Error, "the rule got null"));
        push_once(&mut causes, cause);
        let others = value.as_unknown().and_then(|unknown| unknown.others.as_ref());
        others
            .iter()
            .flat_map(|others| others.iter())
            .for_each(|cause| push_once(&mut causes, cause.clone()));
    }
    if fails > 0 {
        read.iter().for_each(|atom| push_once(&mut causes, cause_of(atom)));
    }
    let deciding = first(Verdict::Fail).or_else(|| first(Verdict::Unknown));
    Settled {
        verdict: Some(Verdict::Unknown),
        fails_when,
        deciding: deciding.unwrap_or_else(Value::null),
        causes,
    }
}

fn push_once(causes: &mut Vec<Cause>, cause: Cause) {
    if !causes.contains(&cause) {
        causes.push(cause);
    }
}

/// Why the subject of an atom is open, by its name.
fn cause_of(atom: &Atom) -> Cause {
    if let Some(cause) = &atom.cause {
        return cause.clone();
    }
    let words = &*atom.words;
    let is_boolean_text = matches!(atom.constant, Constant::Bool(_)) && words.contains(' ');
    if let Some(name) = words.strip_prefix("var.") {
        let end = name.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(name.len());
        return Cause::new(CauseKind::Variable, &name[..end]);
    }
    if let Some((call, output)) = words.strip_prefix("module.").and_then(|rest| rest.split_once('.'))
        && !output.contains('.')
    {
        // an output of a module that is here is told by what it is made of
        return Cause::new(CauseKind::ModuleNotDownloaded, call.split('[').next().unwrap_or(call));
    }
    if words.starts_with("AWS::") {
        return Cause::new(CauseKind::Surroundings, words);
    }
    if words.starts_with("terraform.workspace") {
        return Cause::new(CauseKind::Workspace, "");
    }
    if is_boolean_text || words.contains('.') {
        return Cause::new(CauseKind::Elsewhere, words);
    }
    Cause::new(CauseKind::Parameter, words)
}
