//! From what Guard says of documents to verdicts on resources.
//!
//! Guard says one thing of a rule and a whole template. So each resource is shown alone as well: where that adds up to
//! what is said of the whole, the rule is about resources one by one, and has a verdict on each. Where it does not, the
//! rule relates them, and what is said of the whole is the verdict.

use super::document::{Seen, Unit};
use super::finding::{self, About};
use super::reading::FileReading;
use super::variants::{Variants, variants};
use super::work::{Answer, Evaluated, FailedClause, GuardRunner, Status, Trouble, Work};
use crate::check::{Finding, UnitName};
use crate::model::model_type_of;
use crate::resource::{Language, Presence};
use crate::rule::{Rule, Verdict};
use crate::value::{Cause, CauseKind, Value};
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// How often the whole of a unit is shown with other values of what is not known.
const MAX_WHOLE: usize = 4;

/// How many resources that are alike are shown to rules that take them for one.
const MAX_ALIKE: usize = 2;

/// What a resource is called that is shown alone to rules which read no names.
const ALONE: &str = "Resource";

/// A rule file, and which of its rules are asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its name in messages.
    pub name: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
    /// The rules that are asked, by their names in the file.
    pub rules: BTreeMap<Arc<str>, Arc<Rule>>,
}

/// What asking gave.
#[derive(Debug, Default)]
pub struct Checked {
    /// For each unit its findings, and how many rules did not apply to anything in it.
    pub units: Vec<(Vec<Finding>, usize)>,
    /// Files that could not be evaluated, by their places, and why.
    pub troubles: Vec<(usize, Trouble)>,
}

/// Asks all rules of all units.
pub fn check(files: &[Asked], units: &[(Unit<'_>, UnitName)], runner: &dyn GuardRunner) -> Checked {
    let readings: Vec<FileReading> = files.iter().map(|file| FileReading::of(&file.text)).collect();
    let mut desk = Desk::default();
    for file in files {
        desk.work.files.push((Arc::clone(&file.name), Arc::clone(&file.text)));
    }
    let mut plans: Vec<(usize, usize, Plan)> = Vec::new();
    for (at, reading) in readings.iter().enumerate() {
        for (place, (unit, _)) in units.iter().enumerate() {
            plans.push((at, place, desk.plan(at, unit, reading)));
        }
        if units.is_empty() {
            // whether it is well written is told all the same
            desk.job(at, &json!({ "Resources": {} }));
        }
    }
    let answers = runner.run(&desk.work);
    let mut checked = Checked { units: Vec::new(), troubles: Vec::new() };
    checked.units.resize_with(units.len(), Default::default);
    for (at, _) in files.iter().enumerate() {
        let of_file = desk.work.jobs.iter().zip(&answers).filter(|((file, _), _)| *file == at);
        let trouble = of_file.filter_map(|(_, answer)| answer.as_ref().err()).min();
        checked.troubles.extend(trouble.map(|it| (at, it.clone())));
    }
    let broken: BTreeSet<usize> = checked.troubles.iter().map(|(at, _)| *at).collect();
    for (at, place, plan) in plans.iter().filter(|(at, ..)| !broken.contains(at)) {
        let (unit, name) = &units[*place];
        let (findings, not_applicable) = &mut checked.units[*place];
        for (rule_name, rule) in &files[*at].rules {
            let asking = Asking {
                rule,
                rule_name,
                reading: readings[*at].rule(rule_name),
                unit,
                name,
                plan,
                answers: &answers,
            };
            match asking.settled() {
                Some(found) => findings.extend(found),
                None => *not_applicable += 1,
            }
        }
    }
    checked
}

/// Documents and jobs, each once.
#[derive(Default)]
struct Desk {
    work: Work,
    documents: HashMap<String, usize>,
    jobs: HashMap<(usize, usize), usize>,
}

/// What one file is asked of one unit.
#[derive(Debug)]
struct Plan {
    resources: Vec<Planned>,
    /// The whole: which variant of each resource is in it, and the job.
    whole: Vec<(Vec<Option<usize>>, usize)>,
}

/// What one file is asked of one resource.
#[derive(Debug)]
struct Planned {
    variants: Variants,
    /// What it is called where it is alone.
    name: String,
    /// The jobs of each case; none where the resource is not there.
    jobs: Vec<Option<Vec<usize>>>,
    /// All of them in a row, that of no resource included.
    flat: Vec<Option<usize>>,
}

impl Desk {
    fn job(&mut self, file: usize, document: &Json) -> usize {
        let text = document.to_string();
        let known = self.documents.get(&text).copied();
        let document = known.unwrap_or_else(|| {
            self.work.documents.push(text.clone());
            self.documents.insert(text, self.work.documents.len() - 1);
            self.work.documents.len() - 1
        });
        *self.jobs.entry((file, document)).or_insert_with(|| {
            self.work.jobs.push((file, document));
            self.work.jobs.len() - 1
        })
    }

    fn plan(&mut self, file: usize, unit: &Unit<'_>, reading: &FileReading) -> Plan {
        let mut resources = Vec::with_capacity(unit.resources.len());
        let mut bodies: Vec<Vec<Option<Json>>> = Vec::with_capacity(unit.resources.len());
        for seen in &unit.resources {
            let mut variants = variants(seen, &reading.file, unit.limits);
            let name = match reading.file.reads_everything() {
                true => seen.resource.address.to_string(),
                false => ALONE.to_owned(),
            };
            let mut jobs = Vec::new();
            let mut flat: Vec<Option<Json>> = Vec::new();
            for case in &mut variants.bodies {
                let Some(case) = case else {
                    jobs.push(None);
                    flat.push(None);
                    continue;
                };
                let own = std::mem::take(&mut case.bodies);
                jobs.push(Some(own.iter().map(|body| self.job(file, &template([(&*name, body)]))).collect()));
                flat.extend(own.into_iter().map(Some));
            }
            let of_case = |case: &Option<Vec<usize>>| match case {
                Some(jobs) => jobs.iter().copied().map(Some).collect(),
                None => vec![None],
            };
            let planned = Planned { variants, name, flat: jobs.iter().flat_map(of_case).collect(), jobs };
            resources.push(planned);
            bodies.push(flat);
        }
        let most = bodies.iter().map(Vec::len).max().unwrap_or(1).clamp(1, MAX_WHOLE);
        let once = reading.file.takes_alike_for_one();
        let whole = (0..most).map(|number| {
            let mut alike: HashMap<usize, usize> = HashMap::new();
            let mut chosen = |planned: &Planned| {
                let at = (!planned.flat.is_empty()).then(|| number % planned.flat.len())?;
                let Some(job) = planned.flat[at] else { return Some(at) };
                let count = alike.entry(job).or_default();
                *count += 1;
                (!once || *count <= MAX_ALIKE).then_some(at)
            };
            let chosen: Vec<Option<usize>> = resources.iter().map(&mut chosen).collect();
            let there =
                unit.resources.iter().zip(&bodies).zip(&chosen).filter_map(|((seen, all), at)| {
                    Some((&*seen.resource.address, all.get((*at)?)?.as_ref()?))
                });
            let document = template(there);
            (chosen, self.job(file, &document))
        });
        let whole = whole.collect();
        Plan { resources, whole }
    }
}

fn template<'b>(resources: impl IntoIterator<Item = (&'b str, &'b Json)>) -> Json {
    let resources: Map<String, Json> =
        resources.into_iter().map(|(name, body)| (name.to_owned(), body.clone())).collect();
    json!({ "Resources": resources })
}

/// One rule asked of one unit.
struct Asking<'a> {
    rule: &'a Arc<Rule>,
    rule_name: &'a str,
    reading: &'a super::reading::Reading,
    unit: &'a Unit<'a>,
    name: &'a UnitName,
    plan: &'a Plan,
    answers: &'a [Answer],
}

impl Asking<'_> {
    /// The findings; none where the rule did not apply.
    fn settled(&self) -> Option<Vec<Finding>> {
        if let Some(section) = &self.reading.section {
            let words = format!("Guard rules are not shown `{section}` of a template");
            let cause = Cause::new(CauseKind::Error, words);
            return Some(vec![self.on_unit(Verdict::Unknown, &[], vec![cause])]);
        }
        if self.is_about_each() { self.each() } else { self.all_together() }
    }

    fn said(&self, job: usize) -> Option<&Evaluated> {
        let rules = self.answers.get(job)?.as_ref().ok()?;
        rules.iter().find(|it| it.rule == self.rule_name)
    }

    fn status(&self, job: usize) -> Status {
        self.said(job).map_or(Status::Skip, |it| it.status)
    }

    fn clauses(&self, job: usize) -> &[FailedClause] {
        self.said(job).map_or(&[], |it| &it.failed)
    }

    /// Whether what is said of each resource alone adds up to what is said of the whole.
    fn is_about_each(&self) -> bool {
        self.plan.whole.iter().all(|(chosen, whole)| {
            let alone = |(planned, at): (&Planned, &Option<usize>)| {
                let job = (*at).and_then(|at| planned.flat.get(at).copied().flatten());
                job.map_or(Status::Skip, |job| self.status(job))
            };
            let alone: Vec<Status> = self.plan.resources.iter().zip(chosen).map(alone).collect();
            let together = alone.iter().fold(Status::Skip, |all, one| all.and(*one));
            if together != self.status(*whole) {
                return false;
            }
            let fails = |at: usize| alone.get(at) == Some(&Status::Fail);
            let places: BTreeSet<Option<usize>> =
                self.clauses(*whole).iter().map(|clause| self.place(clause)).collect();
            // a clause that has no place is of no resource alone
            together != Status::Fail || (0..alone.len()).all(|at| fails(at) == places.contains(&Some(at)))
        })
    }

    /// The resource in which a clause of the whole failed, by its place.
    fn place(&self, clause: &FailedClause) -> Option<usize> {
        let path = clause.path.as_deref()?.strip_prefix("/Resources/")?;
        let is_in = |seen: &Seen<'_>| {
            path.strip_prefix(&*seen.resource.address)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let resources = self.unit.resources.iter().enumerate().filter(|(_, seen)| is_in(seen));
        resources.max_by_key(|(_, seen)| seen.resource.address.len()).map(|(at, _)| at)
    }

    /// A verdict on each resource.
    fn each(&self) -> Option<Vec<Finding>> {
        let resources = self.unit.resources.iter().zip(&self.plan.resources);
        let found: Vec<Finding> = resources.filter_map(|(seen, planned)| self.one(seen, planned)).collect();
        (!found.is_empty()).then_some(found)
    }

    fn one(&self, seen: &Seen<'_>, planned: &Planned) -> Option<Finding> {
        let statuses: Vec<Option<BTreeSet<Status>>> = planned
            .jobs
            .iter()
            .map(|case| case.as_ref().map(|jobs| jobs.iter().map(|job| self.status(*job)).collect()))
            .collect();
        let applies = statuses.iter().flatten().any(|it| it.iter().any(|status| *status != Status::Skip));
        let opaque: Vec<&Cause> = self.opaque(planned);
        let undecided = self.undecided(seen, planned);
        let doubtful = !opaque.is_empty() || planned.variants.over;
        let about = applies || doubtful && self.reading.may_be_about(&seen.resource_type);
        if !about {
            return None;
        }
        let unknown = |cause: Option<&Cause>| {
            let cause = cause.cloned().unwrap_or_else(|| Cause::new(CauseKind::Error, "it is not known"));
            Value::unknown(cause)
        };
        let outcome = |said: &Option<BTreeSet<Status>>| -> Option<(Verdict, Value)> {
            let said = said.as_ref()?;
            let verdict =
                if opaque.is_empty() && !planned.variants.over { together(said) } else { Verdict::Unknown };
            let cause = opaque.first().copied().or(undecided.first());
            Some((verdict, if verdict == Verdict::Unknown { unknown(cause) } else { Value::null() }))
        };
        let outcomes: Vec<Option<(Verdict, Value)>> = statuses.iter().map(outcome).collect();
        let Some(cases) = &planned.variants.cases else {
            let causes = vec![Cause::bound("cases of one check")];
            return Some(self.on(seen, planned, Verdict::Unknown, None, causes));
        };
        let mut settled = cases.combine(&outcomes);
        let verdict = settled.verdict.filter(|it| *it != Verdict::NotApplicable)?;
        if verdict == Verdict::Unknown {
            if planned.variants.over {
                settled.causes.push(Cause::bound("variants of one resource"));
            }
            for cause in undecided {
                if !settled.causes.contains(&cause) {
                    settled.causes.push(cause);
                }
            }
        }
        Some(self.on(seen, planned, verdict, settled.fails_when, settled.causes))
    }

    /// Why nobody can say what the rule would, whatever the samples say.
    fn opaque<'p>(&self, planned: &'p Planned) -> Vec<&'p Cause> {
        // of one that is open nobody knows which properties it has
        let asked = |property: &str, more: bool| match property {
            "" => true,
            name if !self.reading.reads(name) => false,
            name => more || self.reading.is_opaque(name),
        };
        let unsure = planned.variants.unsure.iter();
        unsure.filter(|it| asked(&it.property, it.more)).map(|it| &it.cause).collect()
    }

    /// Why the rule may say several things of a resource, beside the conditions that it branches on.
    fn undecided(&self, seen: &Seen<'_>, planned: &Planned) -> Vec<Cause> {
        let mut causes: Vec<Cause> = self.opaque(planned).into_iter().cloned().collect();
        let tried =
            planned.variants.unsure.iter().filter(|it| it.several && self.reading.reads(&it.property));
        causes.extend(tried.map(|it| it.cause.clone()));
        if let Presence::Unknown(cause) = &seen.resource.presence {
            causes.push(cause.clone());
        }
        causes.dedup();
        causes
    }

    fn on(
        &self,
        seen: &Seen<'_>,
        planned: &Planned,
        verdict: Verdict,
        fails_when: Option<String>,
        causes: Vec<Cause>,
    ) -> Finding {
        let jobs = planned.jobs.iter().flatten().flatten();
        let failing = jobs.copied().find(|job| self.status(*job) == Status::Fail);
        let clauses = failing.map_or(&[] as &[_], |job| self.clauses(job));
        let prefix = format!("/Resources/{}", planned.name);
        let decides = |it: &&super::variants::Unsure| {
            (it.several || it.more || self.reading.is_opaque(&it.property))
                && self.reading.reads(&it.property)
        };
        let unsure = planned.variants.unsure.iter().find(decides).map(|it| it.property.to_string());
        let unsure = unsure.filter(|_| verdict == Verdict::Unknown);
        finding::about(&About {
            rule: self.rule,
            rule_name: self.rule_name,
            unit: self.name,
            seen: Some((seen, &prefix)),
            verdict,
            fails_when,
            causes,
            clauses,
            unsure,
        })
    }

    fn on_unit(&self, verdict: Verdict, clauses: &[FailedClause], causes: Vec<Cause>) -> Finding {
        finding::about(&About {
            rule: self.rule,
            rule_name: self.rule_name,
            unit: self.name,
            seen: None,
            verdict,
            fails_when: None,
            causes,
            clauses,
            unsure: None,
        })
    }

    /// A verdict on the unit, or on those of its resources in which it fails.
    fn all_together(&self) -> Option<Vec<Finding>> {
        let causes: Vec<Cause> = self.why_undecided();
        let (_, whole) = self.plan.whole.first()?;
        let status = self.status(*whole);
        if !causes.is_empty() {
            return Some(vec![self.on_unit(Verdict::Unknown, self.clauses(*whole), causes)]);
        }
        match status {
            Status::Skip => None,
            Status::Pass => Some(vec![self.on_unit(Verdict::Pass, &[], Vec::new())]),
            Status::Fail => {
                let mut by_place: BTreeMap<Option<usize>, Vec<FailedClause>> = BTreeMap::new();
                for clause in self.clauses(*whole) {
                    by_place.entry(self.place(clause)).or_default().push(clause.clone());
                }
                let nowhere = by_place.remove(&None).unwrap_or_default();
                if by_place.is_empty() {
                    return Some(vec![self.on_unit(Verdict::Fail, &nowhere, Vec::new())]);
                }
                self.add_those_alike(&mut by_place);
                let of_resource = |(at, clauses): (&Option<usize>, &Vec<FailedClause>)| {
                    let seen = self.unit.resources.get((*at)?)?;
                    let prefix = format!("/Resources/{}", seen.resource.address);
                    Some(finding::about(&About {
                        rule: self.rule,
                        rule_name: self.rule_name,
                        unit: self.name,
                        seen: Some((seen, &prefix)),
                        verdict: Verdict::Fail,
                        fails_when: None,
                        causes: Vec::new(),
                        clauses,
                        unsure: None,
                    }))
                };
                Some(by_place.iter().filter_map(of_resource).collect())
            }
        }
    }

    /// What fails in one resource fails in those like it that were not shown.
    fn add_those_alike(&self, by_place: &mut BTreeMap<Option<usize>, Vec<FailedClause>>) {
        let Some((chosen, _)) = self.plan.whole.first() else { return };
        let first = |at: usize| self.plan.resources.get(at).and_then(|it| it.flat.first().copied().flatten());
        let mut more = Vec::new();
        for (at, _) in chosen.iter().enumerate().filter(|(_, chosen)| chosen.is_none()) {
            let alike = by_place.iter().find(|(shown, _)| shown.and_then(first) == first(at));
            let address = |at: usize| self.unit.resources.get(at).map(|it| Arc::clone(&it.resource.address));
            let Some((Some(shown), clauses)) = alike else { continue };
            let (Some(from), Some(to)) = (address(*shown), address(at)) else { continue };
            let moved = |clause: &FailedClause| {
                let path = clause.path.as_ref().map(|it| it.replacen(&*from, &to, 1));
                FailedClause { path, ..clause.clone() }
            };
            more.push((Some(at), clauses.iter().map(moved).collect()));
        }
        by_place.extend(more);
    }

    /// Why a rule that relates resources cannot be decided: what it reads of any of them is not known.
    fn why_undecided(&self) -> Vec<Cause> {
        let unseen = self.reading.types().filter(|it| !self.unit.is_whole && !is_known(it));
        let unseen = unseen.map(|it| Cause::new(CauseKind::Elsewhere, it));
        let mut causes: Vec<Cause> = unseen.collect();
        let resources = self.unit.resources.iter().zip(&self.plan.resources);
        let statuses: BTreeSet<Status> = self.plan.whole.iter().map(|(_, job)| self.status(*job)).collect();
        // as far as was tried, what others are is nothing to it
        let concerned =
            |seen: &Seen<'_>| statuses.len() > 1 || self.reading.may_be_about(&seen.resource_type);
        for (seen, planned) in resources.filter(|(seen, _)| concerned(seen)) {
            let mut of_resource = self.undecided(seen, planned);
            let conditional = matches!(seen.resource.presence, Presence::When(_));
            if conditional || planned.variants.branching.iter().any(|it| self.reading.reads(it)) {
                let address = &seen.resource.address;
                let words = format!("`{address}` depends on conditions, and the rule relates it to others");
                of_resource.push(Cause::new(CauseKind::Error, words));
            }
            if planned.variants.over {
                of_resource.push(Cause::bound("variants of one resource"));
            }
            for cause in of_resource {
                if !causes.contains(&cause) {
                    causes.push(cause);
                }
            }
        }
        causes
    }
}

/// Whether resources of that type are shown, whatever language they are written in.
fn is_known(resource_type: &str) -> bool {
    model_type_of(Language::CloudFormation, resource_type).is_some()
}

/// What a rule says of a resource that may be several things.
fn together(said: &BTreeSet<Status>) -> Verdict {
    let has = |status: Status| said.contains(&status);
    match (has(Status::Fail), has(Status::Pass), has(Status::Skip)) {
        (true, false, false) => Verdict::Fail,
        (true, _, _) => Verdict::Unknown,
        (false, true, _) => Verdict::Pass,
        (false, false, _) => Verdict::NotApplicable,
    }
}
