//! A verdict of a Guard rule as a finding: the line that decides, the way of its value, and the words of the rule's
//! author.

use super::document::{Seen, Written};
use super::work::FailedClause;
use crate::check::{Finding, ResourceName, Silencer, Suppressed, UnitName, declared, fingerprint, way_of};
use crate::resource::Presence;
use crate::rule::{Rule, Verdict};
use crate::value::Cause;
use std::sync::Arc;

/// What a finding is about.
pub(super) struct About<'a> {
    pub rule: &'a Arc<Rule>,
    /// The rule's name in its file.
    pub rule_name: &'a str,
    pub unit: &'a UnitName,
    /// The resource, and the path of it in the document in which the clauses failed.
    pub seen: Option<(&'a Seen<'a>, &'a str)>,
    pub verdict: Verdict,
    pub fails_when: Option<String>,
    pub causes: Vec<Cause>,
    /// The clauses that failed, of this resource and of others.
    pub clauses: &'a [FailedClause],
    /// The property that is not known.
    pub unsure: Option<String>,
}

/// The finding.
pub(super) fn about(about: &About<'_>) -> Finding {
    let resource = about.seen.map(|(seen, _)| ResourceName {
        address: Arc::clone(&seen.resource.address),
        kind: Arc::clone(&seen.resource.kind),
        language: seen.resource.language,
    });
    let clause = about.deciding();
    let place = about.place(clause);
    let decided = about.verdict == Verdict::Pass;
    let (message, help) = match decided {
        true => (about.rule.title.to_string(), None),
        false => about.words(clause),
    };
    let presence = about.seen.map_or(&Presence::Always, |(seen, _)| &seen.resource.presence);
    let if_created = about.verdict == Verdict::Fail && !matches!(presence, Presence::Always);
    let related = match &place {
        Some(place) if !decided => way_of(&place.origin, place.span),
        _ => Vec::new(),
    };
    Finding {
        fingerprint: fingerprint(about.rule, about.unit, resource.as_ref()),
        rule: Arc::clone(about.rule),
        verdict: about.verdict,
        fails_when: about.fails_when.clone(),
        unit: about.unit.clone(),
        resource,
        message: if if_created { message + " (if created)" } else { message },
        help,
        location: place.as_ref().map(|place| place.span),
        declared: about.seen.map(|(seen, _)| declared(seen.resource)).unwrap_or_default(),
        label: place.as_ref().map(|place| about.label(place, clause)).unwrap_or_default(),
        way: related.len(),
        related,
        causes: about.causes.clone(),
        remedy: None,
        suppressed: about.silenced(),
    }
}

impl About<'_> {
    /// The clause that decides: the first of this resource's, one that says what it is about before others.
    fn deciding(&self) -> Option<&FailedClause> {
        let own = |clause: &&FailedClause| {
            self.seen.is_none_or(|(_, prefix)| clause.path.as_deref().is_some_and(|it| is_below(it, prefix)))
        };
        let own: Vec<&FailedClause> = self.clauses.iter().filter(own).collect();
        own.iter().find(|it| it.message.is_some()).or(own.first()).copied().or_else(|| self.clauses.first())
    }

    fn place(&self, clause: Option<&FailedClause>) -> Option<Written> {
        let (seen, prefix) = self.seen?;
        let below = clause.and_then(|it| it.path.as_deref()).and_then(|it| it.strip_prefix(prefix));
        let path = match (below, &self.unsure) {
            (Some(below), _) => {
                let missing = clause.map_or("", |it| it.missing.as_str());
                format!("{below}/{}", missing.replace('.', "/"))
            }
            (None, Some(property)) => format!("/Properties/{property}"),
            (None, None) => String::new(),
        };
        Some(seen.written(&path))
    }

    /// What the author says, else the clause itself; and what to do, where that is said.
    fn words(&self, clause: Option<&FailedClause>) -> (String, Option<String>) {
        let said = clause.and_then(|it| it.message.as_deref());
        let any = || self.clauses.iter().find_map(|it| it.message.as_deref());
        if let Some(said) = said.or_else(any) {
            return taken_apart(said);
        }
        let name = self.rule_name;
        let message = match clause {
            Some(clause) if !clause.clause.is_empty() => {
                format!("Guard rule `{name}` does not hold: `{}`", one_line(&clause.clause))
            }
            _ => format!("Guard rule `{name}` does not hold"),
        };
        (message, None)
    }

    fn label(&self, place: &Written, clause: Option<&FailedClause>) -> String {
        let missing = clause.map(|it| one_line(&it.missing)).filter(|it| !it.is_empty());
        match (&*place.property, missing, self.verdict) {
            ("", Some(missing), Verdict::Fail) => format!("no `{missing}` here"),
            ("", _, _) => "this resource".to_owned(),
            (property, Some(missing), Verdict::Fail) => format!("no `{missing}` in `{property}`"),
            (property, _, _) => format!("`{property}` decides"),
        }
    }

    /// Where the resource's metadata silences the rule.
    fn silenced(&self) -> Option<Suppressed> {
        let (seen, _) = self.seen?;
        let open = matches!(self.verdict, Verdict::Fail | Verdict::Unknown);
        (open && seen.silenced.iter().any(|it| *it == *self.rule_name)).then(|| Suppressed {
            by: Silencer::Metadata,
            reason: "named in `Metadata.guard.SuppressedRules`".to_owned(),
            until: None,
            span: None,
        })
    }
}

fn is_below(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// `Violation: …` and `Fix: …`, as many authors write, or the whole of it.
fn taken_apart(said: &str) -> (String, Option<String>) {
    let lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let (mut message, mut help): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    let mut in_help = false;
    for line in lines {
        let of = |word: &str| {
            let (head, rest) = line.split_once(':')?;
            head.trim().eq_ignore_ascii_case(word).then(|| rest.trim())
        };
        if let Some(rest) = of("violation") {
            in_help = false;
            message.push(rest);
        } else if let Some(rest) = of("fix") {
            in_help = true;
            help.push(rest);
        } else if in_help {
            help.push(line);
        } else {
            message.push(line);
        }
    }
    if message.is_empty() {
        message = std::mem::take(&mut help);
    }
    (message.join(" "), Some(help.join(" ")).filter(|it| !it.is_empty()))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
