//! How a trail stands, in a few words: what people ask of a trail, each answered by the rules that are about it.
//!
//! A summary of findings, no verdict of its own: what no rule was asked about is not said.

use super::{Finding, UnitName, Verdict};
use crate::model::{Entity, Estate};
use crate::rule::Severity;
use crate::value::Data;
use foldhash::{HashMap, HashMapExt};
use std::sync::Arc;

/// How one trail stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posture {
    /// The unit it is in.
    pub unit: UnitName,
    /// Its address.
    pub trail: Arc<str>,
    /// What was asked, and the answer.
    pub facets: Vec<(&'static str, Answer)>,
    /// The addresses of its bucket, key, log group, …
    pub neighbours: Vec<Arc<str>>,
}

/// The answer to one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// All rules pass.
    Good,
    /// A rule fails, and the author silenced it.
    Silenced,
    /// A rule is undecided.
    Unknown,
    /// A rule fails.
    Bad,
}

/// A question, and the rules and groups that answer it, asked about the trail and its neighbours.
const FACETS: &[(&str, &[&str])] = &[
    ("logging", &["trail/logging-enabled", "bucket/allows-delivery", "bucket/delivery-not-denied"]),
    ("all regions", &["trail/multi-region"]),
    (
        "all events",
        &["events/all-management-events", "events/no-excluded-sources", "trail/global-service-events"],
    ),
    ("validation", &["trail/log-file-validation"]),
    ("key", &["trail/customer-key", "trail/kms-id-format", "key"]),
    ("bucket", &["bucket"]),
    ("log group", &["trail/cloudwatch-logs", "log-group", "delivery-role"]),
    ("alarms", &["alarm"]),
];

/// What a trail that is refused does not do, whatever its arguments say.
const NEEDS_THE_TRAIL: &[&str] = &["logging", "all regions", "all events"];

/// Failures below this are listed, and leave a facet as it is: a summary that is red for a trifle is not read.
const MATTERS: Severity = Severity::Medium;

/// How the trails of units that are reported on stand by these findings.
pub fn postures(estate: &Estate, findings: &[Finding], units: &[UnitName]) -> Vec<Posture> {
    let mut by_address: HashMap<&str, Vec<&Finding>> = HashMap::new();
    for finding in findings {
        if let Some(resource) = &finding.resource {
            by_address.entry(&resource.address).or_default().push(finding);
        }
    }
    let there =
        |trail: &&Entity| trail.resource.not_created.is_none() && !trail.resource.kind.starts_with("data.");
    let trails = estate.all("trail").map(|(_, trail)| trail).filter(there);
    let postures = trails.filter_map(|trail| {
        let unit = units.get(estate.unit_place(trail))?;
        let address = Arc::clone(&trail.resource.address);
        let neighbours = neighbours(estate, trail);
        let of = |address: &Arc<str>| by_address.get(&**address).into_iter().flatten().copied();
        // another unit may have one of the same address
        let own = of(&address).filter(|finding| finding.unit == *unit);
        let own: Vec<&Finding> = own.chain(neighbours.iter().flat_map(of)).collect();
        // what is not known to be refused may be created
        let failed = own.iter().filter(|it| it.verdict == Verdict::Fail && it.rule.refused);
        let refused = failed.filter_map(|it| answer(it)).max();
        let facet = |(name, rules): &(&'static str, &[&str])| {
            let said = standing(&own, rules)?;
            let refused = refused.filter(|_| NEEDS_THE_TRAIL.contains(name));
            Some((*name, refused.map_or(said, |refused| refused.max(said))))
        };
        let facets = FACETS.iter().filter_map(facet).collect();
        Some(Posture { unit: unit.clone(), trail: address, facets, neighbours })
    });
    // a trail that no rule that ran is about has nothing to say
    postures.filter(|posture| !posture.facets.is_empty()).collect()
}

/// The worst answer of the rules; none where none of them was asked.
fn standing(findings: &[&Finding], rules: &[&str]) -> Option<Answer> {
    let is_or_begins_with = |id: &str, name: &str| {
        id.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let about = |finding: &&&Finding| rules.iter().any(|name| is_or_begins_with(&finding.rule.id, name));
    findings.iter().filter(about).filter_map(|finding| answer(finding)).max()
}

/// What one finding answers.
fn answer(finding: &Finding) -> Option<Answer> {
    match finding.verdict {
        Verdict::NotApplicable => None,
        Verdict::Pass => Some(Answer::Good),
        Verdict::Fail | Verdict::Unknown if finding.rule.severity < MATTERS => Some(Answer::Good),
        Verdict::Fail | Verdict::Unknown if finding.suppressed.is_some() => Some(Answer::Silenced),
        Verdict::Unknown => Some(Answer::Unknown),
        Verdict::Fail => Some(Answer::Bad),
    }
}

/// What the trail's links lead to, as far as it is known.
fn neighbours(estate: &Estate, trail: &Entity) -> Vec<Arc<str>> {
    let mut found = Vec::new();
    for link in trail.model_type.links {
        collect(estate, &estate.follow(trail, link).data, &mut found);
    }
    found
}

fn collect(estate: &Estate, data: &Data, found: &mut Vec<Arc<str>>) {
    match data {
        Data::Handle(handle) => {
            let Some(entity) = estate.entity(*handle) else { return };
            let address = &entity.resource.address;
            if !found.contains(address) {
                found.push(Arc::clone(address));
            }
        }
        Data::List(list) => list.items.iter().for_each(|item| collect(estate, &item.data, found)),
        Data::Branches(branches) => {
            collect(estate, &branches.then.data, found);
            collect(estate, &branches.otherwise.data, found);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Registry;

    #[test]
    fn facets_name_rules_and_groups_that_there_are() {
        let registry = Registry::built_in();
        let names: Vec<String> =
            FACETS.iter().flat_map(|(_, rules)| *rules).map(|name| (*name).to_owned()).collect();
        assert_eq!(registry.unknown_name(&names), None);
    }

    #[test]
    fn what_a_trail_needs_to_be_there_for_are_facets() {
        assert!(NEEDS_THE_TRAIL.iter().all(|name| FACETS.iter().any(|(facet, _)| facet == name)));
    }
}
