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
    // another unit may have one of the same address; documents of one file share both
    let mut by_address: HashMap<(&UnitName, &str), Standing> = HashMap::new();
    for finding in findings {
        if let Some(resource) = &finding.resource {
            by_address.entry((&finding.unit, &resource.address)).or_default().add(finding);
        }
    }
    let there =
        |trail: &&Entity| trail.resource.not_created.is_none() && !trail.resource.kind.starts_with("data.");
    let trails = estate.all("trail").map(|(_, trail)| trail).filter(there);
    let postures = trails.filter_map(|trail| {
        let unit = units.get(estate.unit_place(trail))?;
        let address = Arc::clone(&trail.resource.address);
        let near = neighbours(estate, trail);
        let about = std::iter::once(trail).chain(near.iter().copied());
        let mut all = Standing::default();
        for entity in about {
            let unit = units.get(estate.unit_place(entity));
            let known = unit.and_then(|unit| by_address.get(&(unit, &*entity.resource.address)));
            known.into_iter().for_each(|known| all.join(known));
        }
        let facet = |(at, (name, _)): (usize, &(&'static str, _))| {
            let said = all.facets[at]?;
            let refused = all.refused.filter(|_| NEEDS_THE_TRAIL.contains(name));
            Some((*name, refused.map_or(said, |refused| refused.max(said))))
        };
        let facets = FACETS.iter().enumerate().filter_map(facet).collect();
        let mut neighbours: Vec<Arc<str>> = Vec::new();
        for address in near.iter().map(|entity| &entity.resource.address) {
            if !neighbours.contains(address) {
                neighbours.push(Arc::clone(address));
            }
        }
        Some(Posture { unit: unit.clone(), trail: address, facets, neighbours })
    });
    // a trail that no rule that ran is about has nothing to say
    postures.filter(|posture| !posture.facets.is_empty()).collect()
}

/// The worst answers about a resource.
#[derive(Default)]
struct Standing {
    /// Of each of [`FACETS`]; none where none of its rules was asked.
    facets: [Option<Answer>; FACETS.len()],
    /// Of rules whose failure means that AWS refuses it.
    refused: Option<Answer>,
}

impl Standing {
    fn add(&mut self, finding: &Finding) {
        let Some(said) = answer(finding) else { return };
        let is_or_begins_with = |name: &&str| {
            let rest = finding.rule.id.strip_prefix(*name);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        for (facet, (_, rules)) in self.facets.iter_mut().zip(FACETS) {
            if rules.iter().any(is_or_begins_with) {
                *facet = (*facet).max(Some(said));
            }
        }
        // what is not known to be refused may be created
        if finding.verdict == Verdict::Fail && finding.rule.refused {
            self.refused = self.refused.max(Some(said));
        }
    }

    fn join(&mut self, other: &Standing) {
        self.refused = self.refused.max(other.refused);
        for (facet, other) in self.facets.iter_mut().zip(&other.facets) {
            *facet = (*facet).max(*other);
        }
    }
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
fn neighbours<'e>(estate: &'e Estate, trail: &Entity) -> Vec<&'e Entity> {
    let mut found = Vec::new();
    for link in trail.model_type.links {
        collect(estate, &estate.follow(trail, link).data, &mut found);
    }
    found
}

fn collect<'e>(estate: &'e Estate, data: &Data, found: &mut Vec<&'e Entity>) {
    match data {
        Data::Handle(handle) => {
            let Some(entity) = estate.entity(*handle) else { return };
            if !found.iter().any(|other| std::ptr::eq(*other, entity)) {
                found.push(entity);
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
    use crate::fs::Memory;
    use crate::linter::{Linter, Options};
    use crate::rule::Registry;
    use std::path::PathBuf;

    #[test]
    fn facets_name_rules_and_groups_that_there_are() {
        let registry = Registry::built_in();
        let names: Vec<String> =
            FACETS.iter().flat_map(|(_, rules)| *rules).map(|name| (*name).to_owned()).collect();
        assert_eq!(registry.unknown_name(&names), None);
    }

    #[test]
    fn a_trail_stands_as_what_is_about_its_own_unit_says() -> Result<(), Box<dyn std::error::Error>> {
        let template = |logging: bool| {
            format!(
                "Resources:\n  B: {{Type: AWS::S3::Bucket}}\n  T:\n    Type: AWS::CloudTrail::Trail\n    \
                 Properties: {{IsLogging: {logging}, S3BucketName: !Ref B}}\n"
            )
        };
        let both = format!("{}---\n{}", template(true), template(false));
        let files = Memory::new().with("/w/a.yaml", template(true)).with("/w/b.yaml", template(false));
        let select = vec!["trail/logging-enabled".to_owned()];
        let options = Options { paths: vec![PathBuf::from("/w")], select, ..Options::default() };
        let report = Linter::default().run(&options, &files.with("/w/c.yaml", both))?;
        let stands: Vec<_> =
            report.postures.iter().map(|it| (it.facets.clone(), it.neighbours.len())).collect();
        let logging = |answer| (vec![("logging", answer)], 1);
        // documents of one file are not told apart by their names: the worst counts
        let [good, bad] = [Answer::Good, Answer::Bad].map(logging);
        assert_eq!(stands, [good, bad.clone(), bad.clone(), bad]);
        Ok(())
    }

    #[test]
    fn what_a_trail_needs_to_be_there_for_are_facets() {
        assert!(NEEDS_THE_TRAIL.iter().all(|name| FACETS.iter().any(|(facet, _)| facet == name)));
    }
}
