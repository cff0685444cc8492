//! From the findings of rules to the standing of a framework's controls.

use super::{Finding, Verdict};
use crate::rule::Rule;
use crate::rule::frameworks::{Control, Framework};
use std::sync::Arc;

/// How a control stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// A rule of it fails somewhere.
    Failed,
    /// No rule of it fails, and of one the files do not decide whether it holds.
    Undecided,
    /// Where a rule of it fails or is undecided, the author has silenced that.
    Suppressed,
    /// Rules of it hold, and none fails or is undecided.
    Passed,
    /// Nothing was asked.
    NotChecked,
}

impl Standing {
    /// All of them.
    pub const ALL: &[Standing] = &[
        Standing::Passed,
        Standing::Failed,
        Standing::Undecided,
        Standing::Suppressed,
        Standing::NotChecked,
    ];

    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Failed => "failed",
            Standing::Undecided => "undecided",
            Standing::Suppressed => "suppressed",
            Standing::Passed => "passed",
            Standing::NotChecked => "not checked",
        }
    }

    fn of(finding: &Finding) -> Option<Self> {
        match finding.verdict {
            Verdict::Fail | Verdict::Unknown if finding.suppressed.is_some() => Some(Standing::Suppressed),
            Verdict::Fail => Some(Standing::Failed),
            Verdict::Unknown => Some(Standing::Undecided),
            Verdict::Pass => Some(Standing::Passed),
            Verdict::NotApplicable => None,
        }
    }
}

/// A control after a run.
#[derive(Clone, Debug)]
pub struct ControlResult {
    /// Its id within the framework.
    pub id: Arc<str>,
    /// How it stands.
    pub standing: Standing,
    /// All rules that carry it.
    pub rules: Vec<Arc<Rule>>,
    /// Those of them that made it stand as it does.
    pub deciding: Vec<Arc<Rule>>,
    /// Why it was not checked.
    pub reason: Option<Arc<str>>,
}

/// A framework after a run.
#[derive(Clone, Debug)]
pub struct FrameworkResult {
    /// `cis-aws-5.0`
    pub id: Arc<str>,
    /// Its name for people.
    pub name: Arc<str>,
    /// Its controls, by number.
    pub controls: Vec<ControlResult>,
}

/// How the controls of a framework stand. `rules` are all there are, `asked` those of the run.
pub fn standings(
    framework: &Framework,
    rules: &[Arc<Rule>],
    asked: &[Arc<Rule>],
    findings: &[Finding],
) -> FrameworkResult {
    FrameworkResult {
        id: Arc::clone(&framework.id),
        name: Arc::clone(&framework.name),
        controls: framework
            .coverage(rules)
            .into_iter()
            .map(|control| stand(control, asked, findings))
            .collect(),
    }
}

/// Why the language of the files cannot say it, where a rule tells that of a language.
fn inexpressible(rules: &[Arc<Rule>]) -> Option<Arc<str>> {
    let whole = |rule: &Arc<Rule>| {
        let mut cannot = rule.cannot.iter().filter(|cannot| cannot.verdict.is_none());
        cannot.next().map(|cannot| Arc::clone(&cannot.why))
    };
    rules.iter().find_map(whole)
}

fn stand(control: Control, asked: &[Arc<Rule>], findings: &[Finding]) -> ControlResult {
    let Control { id, rules, unchecked } = control;
    let of = |rule: &Rule| {
        let own = findings.iter().filter(|finding| finding.rule.id == rule.id);
        own.filter_map(Standing::of).min()
    };
    let each: Vec<(&Arc<Rule>, Option<Standing>)> = rules.iter().map(|rule| (rule, of(rule))).collect();
    let standing = each.iter().filter_map(|(_, standing)| *standing).min().unwrap_or(Standing::NotChecked);
    let deciding =
        each.iter().filter(|(_, own)| *own == Some(standing)).map(|(rule, _)| Arc::clone(rule)).collect();
    let reason = (standing == Standing::NotChecked).then(|| {
        let on = rules.iter().any(|rule| asked.iter().any(|it| it.id == rule.id));
        match (unchecked, rules.is_empty(), on) {
            (Some(why), _, _) => why,
            (None, true, _) => "no rule here carries it".into(),
            (None, false, false) => "its rules are switched off".into(),
            (None, false, true) => inexpressible(&rules)
                .unwrap_or_else(|| "nothing in these files that its rules are about".into()),
        }
    });
    ControlResult { id, standing, rules, deciding, reason }
}
