//! Suppressions: findings that the author has silenced, where, for which rules, why and until when.
//!
//! A directive is a comment (`# trailguard:ignore trail/multi-region -- sandbox until 2027-01-31`; in Terraform's JSON
//! a property `"//"`) or an entry of `Metadata` in a template. Each is about one item of the text: what is located there, what is declared there and
//! what is called from there is silenced. What does not count, and what silences nothing, is told. Comes after checking:
//! changes no verdict, and knows rules by their names only.

mod directive;
mod item;
mod metadata;
mod peers;
mod property;

pub use peers::Imports;

use crate::check::{Finding, Silencer, Suppressed};
use crate::fs::Date;
use crate::resource::{Note, Resource};
use crate::rule::{Verdict, nearest};
use crate::source::{Source, SourceId, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many directives of one file count.
pub const MAX_DIRECTIVES: usize = 1_000;

/// All directives of the sources of a unit, or of several units merged.
#[derive(Clone, Debug, Default)]
pub struct Suppressions {
    /// Those that count, by where they are written: a file that several units read has each once.
    directives: BTreeMap<Span, Directive>,
    /// What does not count and why: place, kind and message.
    faults: BTreeSet<(Span, &'static str, String)>,
    policy: Policy,
}

/// A directive that counts.
#[derive(Clone, Debug)]
struct Directive {
    /// The item it is about; none where none begins in its line.
    scope: Option<Span>,
    /// The rules and groups it silences, and whether it has silenced any.
    rules: BTreeMap<String, bool>,
    reason: String,
    until: Option<Date>,
    by: Silencer,
}

/// A directive as it is written, before it is known whether it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Written {
    span: Span,
    scope: Option<Span>,
    rules: Vec<String>,
    reason: String,
    until: Option<String>,
    by: Silencer,
}

/// What the user asks of directives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Days from today within which every directive must end.
    pub longest_expiry: Option<u32>,
    /// Rules and groups that no directive silences.
    pub not_ignorable: Vec<String>,
}

impl Policy {
    /// Whether no directive silences that rule.
    pub fn forbids(&self, rule: &str) -> bool {
        self.not_ignorable.iter().any(|name| names(name, rule))
    }
}

/// What directives are judged by.
#[derive(Clone, Copy, Debug)]
pub struct Judge<'r> {
    /// The ids of all rules there are, chosen or not.
    pub known_rules: &'r [&'r str],
    /// The day it is.
    pub today: Date,
    /// What the user asks of them.
    pub policy: &'r Policy,
    /// The suppressions of other linters that count.
    pub imports: &'r Imports,
}

/// Reads the directives of these sources, each by the extension of its path.
pub fn collect(sources: &[Arc<Source>], judge: Judge<'_>) -> Suppressions {
    let mut suppressions = Suppressions { policy: judge.policy.clone(), ..Suppressions::default() };
    for source in sources {
        suppressions.read(source, judge);
    }
    suppressions
}

impl Suppressions {
    /// Marks the failures and unknowns that a directive silences. `resource_of` gives the resource of a finding.
    pub fn apply<'r>(
        &mut self,
        findings: &mut [Finding],
        resource_of: &dyn Fn(&Finding) -> Option<&'r Resource>,
    ) {
        if self.directives.is_empty() {
            return;
        }
        for finding in findings.iter_mut() {
            if !matches!(finding.verdict, Verdict::Fail | Verdict::Unknown) {
                continue;
            }
            let resource = resource_of(finding);
            let places = places(finding.location, resource);
            let mut narrowest: Option<(usize, Suppressed)> = None;
            let forbidden = self.policy.forbids(&finding.rule.id);
            let mut refused = Vec::new();
            self.each_near(&places, &mut |span, directive| {
                let Some(scope) = directive.scope.filter(|scope| covers(*scope, &places)) else { return };
                let closer = narrowest.as_ref().is_none_or(|(length, _)| scope.len() < *length);
                let silences = directive.silence(&finding.rule.id);
                if silences && forbidden {
                    refused.push(span);
                } else if silences && closer {
                    narrowest = Some((scope.len(), directive.suppressed(span)));
                }
            });
            if let Some((_, suppressed)) = narrowest {
                finding.suppressed = Some(suppressed);
            }
            self.faults.extend(refused.into_iter().map(|span| not_allowed(span, &finding.rule.id)));
        }
    }

    /// Spares the directives about a resource that was not judged (one that is not created by default): nobody knows
    /// whether they are of use.
    pub fn spare(&mut self, resource: &Resource) {
        let places = places(None, Some(resource));
        self.each_near(&places, &mut |_, directive| {
            let about = |scope: Span| covers(scope, &places) || resource.block.contains(scope);
            if directive.scope.is_some_and(about) {
                directive.rules.values_mut().for_each(|used| *used = true);
            }
        });
    }

    /// Takes in those of another unit: a directive of a file that both read was of use where it was to either.
    pub fn merge(&mut self, other: Suppressions) {
        self.faults.extend(other.faults);
        for (span, directive) in other.directives {
            match self.directives.get_mut(&span) {
                None => {
                    self.directives.insert(span, directive);
                }
                Some(known) => {
                    for (rule, used) in directive.rules {
                        *known.rules.entry(rule).or_default() |= used;
                    }
                }
            }
        }
    }

    /// What does not count, and what has silenced nothing, by place: to be asked when all units are merged.
    /// `checked_rules` are the ids of the rules that ran; a directive for others may be of use.
    pub fn notes(&self, checked_rules: &[&str]) -> Vec<Note> {
        let mut notes: Vec<(Span, &'static str, String)> = self.faults.iter().cloned().collect();
        for (span, directive) in &self.directives {
            let ran = |name: &str| checked_rules.iter().any(|rule| names(name, rule));
            let unused = directive.rules.iter().filter(|(name, used)| !**used && ran(name));
            let unused: Vec<&String> = unused.map(|(name, _)| name).collect();
            if unused.is_empty() {
                continue;
            }
            let because = match directive.scope {
                Some(_) => "",
                None => ": nothing begins in the line that it is about",
            };
            let message = format!("suppression of {} silences nothing{because}", quoted(&unused));
            notes.push((*span, "suppression-unused", message));
        }
        notes.sort();
        notes
            .into_iter()
            .map(|(span, kind, message)| Note { kind, message, span: Some(span), ..Note::default() })
            .collect()
    }

    fn read(&mut self, source: &Source, judge: Judge<'_>) {
        let mut written = Vec::new();
        let mut faults = Vec::new();
        directive::read(source, &mut written, &mut faults);
        metadata::read(source, &mut written);
        property::read(source, &mut written, &mut faults);
        self.faults
            .extend(faults.into_iter().map(|(span, message)| (span, "suppression-malformed", message)));
        if let Some(first) = written.get(MAX_DIRECTIVES) {
            let message = format!(
                "more than {MAX_DIRECTIVES} suppressions in one file: from here on they do not count"
            );
            self.faults.insert((first.span, "limit", message));
            written.truncate(MAX_DIRECTIVES);
        }
        let own = written.len();
        peers::read(source, judge.imports, &mut written);
        written.truncate(own.saturating_add(MAX_DIRECTIVES));
        for (at, written) in written.into_iter().enumerate() {
            let span = written.span;
            match self.judge(written, judge) {
                Ok(mut directive) => {
                    // whether one that is meant for another linter is of use is for that one to say
                    directive.rules.values_mut().for_each(|used| *used = at >= own);
                    self.directives.insert(span, directive);
                }
                Err(Some((kind, message))) => {
                    self.faults.insert((span, kind, message));
                }
                Err(None) => {}
            }
        }
    }

    /// The directive if it counts, otherwise why not (`None`: that is told already).
    fn judge(
        &mut self,
        written: Written,
        judge: Judge<'_>,
    ) -> Result<Directive, Option<(&'static str, String)>> {
        let malformed = |message: String| Err(Some(("suppression-malformed", message)));
        if written.rules.is_empty() {
            return malformed("suppression does not count: it names no rule".to_owned());
        }
        let of = quoted(&written.rules);
        if written.reason.is_empty() {
            let message = format!("suppression of {of} does not count: it gives no reason");
            return Err(Some(("suppression-without-reason", message)));
        }
        let until = match written.until.as_deref().map(|text| (text, Date::parse(text))) {
            None => None,
            Some((_, Some(date))) => Some(date),
            Some((text, None)) => {
                return malformed(format!(
                    "suppression of {of} does not count: `{text}` is no day `YYYY-MM-DD`"
                ));
            }
        };
        if let Some(until) = until.filter(|until| *until < judge.today) {
            let message = format!("suppression of {of} does not count: it ended with {until}");
            return Err(Some(("suppression-expired", message)));
        }
        if let Some(message) = judge.too_long(&of, until) {
            return Err(Some(("suppression-too-long", message)));
        }
        let mut rules = BTreeMap::new();
        for name in written.rules {
            if judge.policy.forbids(&name) {
                self.faults.insert(not_allowed(written.span, &name));
                continue;
            }
            match judge.unknown(&name) {
                Some(message) => {
                    self.faults.insert((written.span, "suppression-unknown-rule", message));
                }
                None => {
                    rules.insert(name, false);
                }
            }
        }
        if rules.is_empty() {
            return Err(None);
        }
        Ok(Directive { scope: written.scope, rules, reason: written.reason, until, by: written.by })
    }

    /// The directives of the sources that these places are in.
    fn each_near(&mut self, places: &[Span], each: &mut dyn FnMut(Span, &mut Directive)) {
        let sources: BTreeSet<SourceId> = places.iter().map(|place| place.source).collect();
        for source in sources {
            let all = Span { source, start: 0, end: 0 }..=Span { source, start: u32::MAX, end: u32::MAX };
            for (span, directive) in self.directives.range_mut(all) {
                each(*span, directive);
            }
        }
    }
}

impl Directive {
    /// Whether it is about that rule, noting that it was of use.
    fn silence(&mut self, rule: &str) -> bool {
        let mut silences = false;
        for (name, used) in &mut self.rules {
            let named = names(name, rule);
            *used |= named;
            silences |= named;
        }
        silences
    }

    fn suppressed(&self, span: Span) -> Suppressed {
        let until = self.until.map(|until| until.to_string());
        Suppressed { by: self.by, reason: self.reason.clone(), until, span: Some(span) }
    }
}

impl Judge<'_> {
    /// What to say of a directive that holds for longer than it may.
    fn too_long(self, of: &str, until: Option<Date>) -> Option<String> {
        let days = self.policy.longest_expiry?;
        let last = self.today.plus_days(days);
        let what = match until {
            Some(until) if until > last => format!("it ends with {until}"),
            Some(_) => return None,
            None => "it never ends".to_owned(),
        };
        Some(format!(
            "suppression of {of} does not count: {what}, and may hold for {days} days: until {last}"
        ))
    }

    /// What to say of a name that is neither a rule nor a group.
    fn unknown(self, name: &str) -> Option<String> {
        let group = |rule: &&'_ str| rule.split_once('/').map(|(group, _)| group.len());
        let groups = self.known_rules.iter().filter_map(|rule| Some(&rule[..group(rule)?]));
        let mut known = self.known_rules.iter().copied().chain(groups);
        let is_group = |known: &str| name.contains('/') && names(name, known);
        if known.clone().any(|known| known == name || is_group(known)) {
            return None;
        }
        let suggestion =
            nearest(name, &mut known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        Some(format!("there is no rule or group `{name}` to suppress{suggestion}"))
    }
}

/// Where a finding is: its location, its resource's head, the calls it lies in.
fn places(location: Option<Span>, resource: Option<&Resource>) -> Vec<Span> {
    let declared = resource.into_iter().flat_map(|resource| resource.calls.iter().chain([&resource.head]));
    location.iter().chain(declared).copied().collect()
}

/// Whether one of the places begins in the scope.
fn covers(scope: Span, places: &[Span]) -> bool {
    places.iter().any(|place| {
        place.source == scope.source && (scope.start..scope.end.max(scope.start + 1)).contains(&place.start)
    })
}

/// Whether a name in a directive is that rule or its group.
fn names(name: &str, rule: &str) -> bool {
    rule.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn not_allowed(span: Span, rule: &str) -> (Span, &'static str, String) {
    let message =
        format!("suppression of `{rule}` does not count: the configuration does not let it be ignored");
    (span, "suppression-not-allowed", message)
}

fn quoted<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
