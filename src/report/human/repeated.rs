//! Failures that stand at one place and have come the same way, however often a module is called: drawn once.

use super::style::{DIM, Style, wrap};
use super::{About, IndexMap};
use crate::check::{Finding, UnitName, Verdict};
use crate::report::visible;
use crate::rule::Severity;
use crate::source::Span;
use foldhash::{HashMap, HashMapExt};

/// What two drawings have to share to be one: rule, severity and which of its messages, where the resource is declared,
/// the place and what stands there, the way of the value.
type Drawing<'a> = (&'a str, (Severity, Span), Option<Span>, Span, &'a str, Vec<Span>);

/// A finding: of one rule on one resource of one unit.
type Named<'a> = (About<'a>, &'a str);

/// Findings that are drawn already, and with which resource.
pub(super) struct Repeated<'a> {
    drawn: HashMap<Named<'a>, About<'a>>,
}

impl<'a> Repeated<'a> {
    /// Of chapters, in the order in which they are told.
    pub(super) fn of(chapters: &[(About<'a>, Vec<&'a Finding>)]) -> Self {
        let mut first: HashMap<Drawing<'a>, About<'a>> = HashMap::new();
        let mut drawn = HashMap::new();
        for (about, findings) in chapters {
            let failed = |it: &&&Finding| it.verdict == Verdict::Fail && it.suppressed.is_none();
            for finding in findings.iter().filter(failed).copied() {
                let Some(drawing) = drawing(finding) else { continue };
                let told = *first.entry(drawing).or_insert(*about);
                if told != *about {
                    drawn.insert((*about, &*finding.rule.id), told);
                }
            }
        }
        Repeated { drawn }
    }

    /// With which resource a finding is drawn, where it is another one's.
    pub(super) fn drawn_with(&self, about: About<'a>, finding: &'a Finding) -> Option<About<'a>> {
        self.drawn.get(&(about, &*finding.rule.id)).copied()
    }
}

fn drawing(finding: &Finding) -> Option<Drawing<'_>> {
    let way = &finding.related[..finding.way.min(finding.related.len())];
    let way = way.iter().map(|label| label.span).collect();
    let declared = finding.declared.first().copied();
    let message = (finding.rule.severity, finding.rule.message.span);
    Some((&finding.rule.id, message, declared, finding.location?, &finding.label, way))
}

/// `as on `module.a.aws_cloudtrail.t` in examples/a: trail/multi-region`, a line for each resource they are drawn with.
pub(super) fn lines(
    repeated: &[(About<'_>, &str)],
    own: &UnitName,
    root: impl Fn(&UnitName) -> String,
    width: usize,
    style: Style,
) -> Vec<String> {
    let mut by_resource: IndexMap<About<'_>, Vec<&str>> = IndexMap::default();
    for (about, rule) in repeated {
        by_resource.entry(*about).or_default().push(rule);
    }
    let line = |((unit, resource), rules): (About<'_>, Vec<&str>)| {
        let name = resource.map_or("the account", |resource| &resource.address);
        let place = if unit == own { String::new() } else { format!(" in {}", root(unit)) };
        let text = visible::line(&format!("`{name}`{place}: {}", rules.join(", "))).into_owned();
        format!("{} {}", style.paint(DIM, "as on"), wrap(&text, 6, width))
    };
    by_resource.into_iter().map(line).collect()
}
