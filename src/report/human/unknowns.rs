//! What the files do not decide, said calmly: one line for each unit and cause, however many rules and resources hang on it.

use super::style::{Style, YELLOW, count, wrap};
use crate::check::Finding;
use crate::report::visible;
use crate::value::CauseKind;

/// How many rules are named before the rest is counted.
const NAMED_RULES: usize = 6;

/// Findings of one unit that are undecided for the same reasons.
struct Group<'a> {
    about: Vec<(CauseKind, String)>,
    causes: Vec<String>,
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

/// What has to be given to decide a finding: inputs without a value are given together, in one file.
fn about(finding: &Finding) -> Vec<(CauseKind, String)> {
    let mut about: Vec<(CauseKind, String)> = Vec::new();
    for cause in &finding.causes {
        let one = match cause.kind {
            CauseKind::Variable | CauseKind::Parameter => (cause.kind, String::new()),
            kind => (kind, cause.to_string()),
        };
        if !about.contains(&one) {
            about.push(one);
        }
    }
    about
}

fn groups<'a>(unknowns: &[&'a Finding]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for finding in unknowns {
        let about = about(finding);
        let at = groups.iter().position(|group| group.about == about).unwrap_or_else(|| {
            groups.push(Group { about, causes: Vec::new(), findings: Vec::new() });
            groups.len() - 1
        });
        let group = &mut groups[at];
        let new = causes(finding).into_iter().filter(|cause| !group.causes.contains(cause));
        let new: Vec<String> = new.collect();
        group.causes.extend(new);
        group.findings.push(finding);
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
            let mut others: Vec<_> = self.findings.iter().filter_map(|it| it.resource.as_ref()).collect();
            others.sort();
            others.dedup();
            if others.len() > 1 {
                text.push_str(&format!(" and {}", count(others.len() - 1, "more resource")));
            }
        }
        if let Some(place) = place(first) {
            text.push_str(&format!(" ({place})"));
        }
        text.push_str(": ");
        match self.causes.is_empty() && first.fails_when.is_none() {
            true => text.push_str(&visible::line(&first.message)),
            false => text.push_str(&self.causes.join("; ")),
        }
        // a condition that all of them share is said once, before their names
        let shared = self.findings.iter().all(|finding| finding.fails_when == first.fails_when);
        if let Some(when) = first.fails_when.as_ref().filter(|_| shared) {
            let before = if self.causes.is_empty() { "" } else { "; " };
            text.push_str(&format!("{before}fails when {}", visible::line(when)));
        }
        let shown = if all { self.findings.len() } else { NAMED_RULES.min(self.findings.len()) };
        let name = |finding: &&Finding| match finding.fails_when.as_ref().filter(|_| !shared) {
            Some(when) => format!("{}, which fails when {when}", finding.rule.id),
            None => finding.rule.id.to_string(),
        };
        let mut names: Vec<String> = Vec::new();
        for name in self.findings[..shown].iter().map(name) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let separator = if shared { ", " } else { "; " };
        let rest = self.findings.len() - shown;
        let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        text.push_str(&format!(" ({}{rest})", visible::line(&names.join(separator))));
        format!("{} {}", style.paint(YELLOW, "unknown:"), wrap(&text, 9, width))
    }
}
