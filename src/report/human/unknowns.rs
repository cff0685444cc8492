//! What the files do not decide, said calmly: one line for each resource and cause, however many rules hang on it.

use super::style::{Style, YELLOW, count, wrap};
use crate::check::Finding;
use crate::report::visible;

/// How many rules are named before the rest is counted.
const NAMED_RULES: usize = 6;

/// Findings of one resource that are undecided for the same reasons.
struct Group<'a> {
    causes: Vec<String>,
    fails_when: Option<&'a str>,
    findings: Vec<&'a Finding>,
}

/// One line a group. `place` says where a finding is.
pub(super) fn lines(
    unknowns: &[&Finding],
    all: bool,
    width: usize,
    style: Style,
    place: impl Fn(&Finding) -> Option<String>,
) -> Vec<String> {
    groups(unknowns).iter().map(|group| group.line(all, width, style, &place)).collect()
}

/// The reasons of one finding, each once.
pub(super) fn causes(finding: &Finding) -> Vec<String> {
    let mut causes: Vec<String> = Vec::new();
    for cause in &finding.causes {
        let cause = visible::line(&cause.to_string()).into_owned();
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    }
    causes
}

fn groups<'a>(unknowns: &[&'a Finding]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for finding in unknowns {
        let causes = causes(finding);
        let fails_when = finding.fails_when.as_deref();
        match groups.iter_mut().find(|group| group.causes == causes && group.fails_when == fails_when) {
            Some(group) => group.findings.push(finding),
            None => groups.push(Group { causes, fails_when, findings: vec![finding] }),
        }
    }
    groups
}

impl Group<'_> {
    fn line(
        &self,
        all: bool,
        width: usize,
        style: Style,
        place: &impl Fn(&Finding) -> Option<String>,
    ) -> String {
        let first = self.findings[0];
        let mut text = format!("{} undecided", count(self.findings.len(), "rule"));
        if let Some(resource) = &first.resource {
            text.push_str(&format!(" on `{}`", visible::line(&resource.address)));
        }
        if let Some(place) = place(first) {
            text.push_str(&format!(" ({place})"));
        }
        text.push_str(": ");
        let mut reasons = self.causes.clone();
        reasons.extend(self.fails_when.map(|when| format!("fails when {}", visible::line(when))));
        match reasons.is_empty() {
            true => text.push_str(&visible::line(&first.message)),
            false => text.push_str(&reasons.join("; ")),
        }
        let shown = if all { self.findings.len() } else { NAMED_RULES.min(self.findings.len()) };
        let names: Vec<&str> = self.findings[..shown].iter().map(|finding| &*finding.rule.id).collect();
        let rest = self.findings.len() - shown;
        let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        text.push_str(&format!(" ({}{rest})", visible::line(&names.join(", "))));
        format!("{} {}", style.paint(YELLOW, "unknown:"), wrap(&text, 9, width))
    }
}
