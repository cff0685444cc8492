//! Rules × estate → verdicts, settled over all cases into findings.

mod deciding;
mod explain;
mod help;
mod message;
mod posture;
mod remedy;
mod settle;
mod standing;

use explain::Found;
pub(crate) use explain::way_of;
use help::Asking;
use message::message;
use settle::Settled;
pub(crate) use settle::{Cases, Conditions};

pub(crate) use remedy::module_of;
pub use remedy::{Action, Creation, Neighbour, Now, Remedy, Set};

use crate::expr::Evaluator;
use crate::later::later;
use crate::model::{Entity, Estate, model_type};
use crate::resource::{Language, Note, Presence};
pub use crate::rule::Verdict;
use crate::rule::view::View;
use crate::rule::{Rule, Wording};
use crate::source::{SourceMap, Span};
use crate::value::{Cause, Handle, Value, to_bool};
use foldhash::{HashMap, HashMapExt};
pub use posture::{Answer, Posture, postures};
pub use standing::{ControlResult, FrameworkResult, Standing, standings};
use std::hash::{Hash, Hasher};
use std::path::PathBuf;
use std::sync::Arc;

/// The subject of rules about the estate as a whole.
const ACCOUNT: &str = "account";

/// Most estates have no more findings.
const USUAL_FINDINGS: usize = 32;

/// One rule's verdict on one subject.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: Arc<Rule>,
    /// What it says.
    pub verdict: Verdict,
    /// For an unknown that fails in some cases: in which, in the file's own words.
    pub fails_when: Option<String>,
    /// The unit it was found in.
    pub unit: UnitName,
    /// The resource it is about; none for rules about the account.
    pub resource: Option<ResourceName>,
    /// The rule's message, filled in.
    pub message: String,
    /// What to do, in the language of the resource: text that can be copied.
    pub help: Option<String>,
    /// Where it is reported: the argument that decides, or the resource's head where an argument is not written.
    pub location: Option<Span>,
    /// Where its resource is declared, and the calls around that, the innermost first.
    pub declared: Vec<Span>,
    /// What stands at the location: "no argument `enable_log_file_validation`: false by default".
    pub label: String,
    /// The way of the deciding value, oldest step first, across files; behind it what else decided.
    pub related: Vec<Label>,
    /// How many of them, from the first, are the way of the value that decided; the others are values beside it.
    pub way: usize,
    /// Why it is not known.
    pub causes: Vec<Cause>,
    /// Stable over moved lines and renamed files.
    pub fingerprint: String,
    /// What would mend it, for failures whose rule says so.
    pub remedy: Option<Arc<Remedy>>,
    /// Set where the author silenced it.
    pub suppressed: Option<Suppressed>,
}

/// The unit of a finding.
#[derive(Clone, Debug, Eq, PartialOrd, Ord)]
pub struct UnitName {
    /// Folder of a root module, file of a template or plan; canonical, so that the same path has the same bytes.
    pub root: PathBuf,
    /// The named deployment.
    pub deployment: Option<Arc<str>>,
}

// every finding has one and is looked up by it: paths compare and hash component by component
impl PartialEq for UnitName {
    fn eq(&self, other: &Self) -> bool {
        self.root.as_os_str() == other.root.as_os_str() && self.deployment == other.deployment
    }
}

impl Hash for UnitName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.root.as_os_str().hash(state);
        self.deployment.hash(state);
    }
}

/// The resource of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResourceName {
    /// Its address.
    pub address: Arc<str>,
    /// Its type in its language.
    pub kind: Arc<str>,
    /// Its language.
    pub language: Language,
}

/// A place with words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// Who silenced a finding, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppressed {
    /// Where that is said.
    pub by: Silencer,
    /// The reason given.
    pub reason: String,
    /// The last day it counts, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// The place of the comment or entry, where it is in what was analysed.
    pub span: Option<Span>,
}

/// What silences a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silencer {
    /// A comment in the source.
    Comment,
    /// An entry in a template's metadata.
    Metadata,
    /// An entry of the baseline.
    Baseline,
    /// That it was there at an earlier revision.
    Revision,
}

impl Silencer {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Silencer::Comment => "comment",
            Silencer::Metadata => "metadata",
            Silencer::Baseline => "baseline",
            Silencer::Revision => "revision",
        }
    }
}

/// What checking a unit gave.
#[derive(Debug, Default)]
pub struct Checked {
    /// Passes, failures and unknowns.
    pub findings: Vec<Finding>,
    /// How many checks did not apply.
    pub not_applicable: usize,
    /// What is not created by default, and what it would fail.
    pub notes: Vec<Note>,
    /// How each trail stands, once it is known what is silenced.
    pub postures: Vec<Posture>,
}

/// Checks every subject of an estate that is wanted by every rule; `None` is the estate as a whole. `units` are those that
/// it is made of and that are reported on; the first speaks for what is about all of them.
pub fn check(
    estate: &Estate,
    rules: &[Arc<Rule>],
    units: &[UnitName],
    sources: &SourceMap,
    wanted: &dyn Fn(Option<&Entity>) -> bool,
) -> Checked {
    let mut checked = Checked { findings: Vec::with_capacity(USUAL_FINDINGS), ..Checked::default() };
    let mut notes: Vec<NotCreated> = Vec::new();
    let mut known: HashMap<&str, Vec<Option<(Handle, &Entity)>>> = HashMap::new();
    for rule in rules {
        let all = known.entry(&rule.subject).or_insert_with(|| {
            let mut all = subjects(estate, &rule.subject);
            all.retain(|subject| wanted(subject.map(|(_, entity)| entity)));
            all
        });
        for subject in all.iter().copied() {
            let unit = subject.map_or(0, |(_, entity)| estate.unit_place(entity));
            let Some(unit) = units.get(unit) else { continue };
            let finding = match check_one(estate, rule, subject, unit, sources) {
                Some(Outcome::Found(finding)) => *finding,
                Some(Outcome::NotApplicable) => {
                    checked.not_applicable += 1;
                    continue;
                }
                None => continue,
            };
            let entity = subject.map(|(_, entity)| entity);
            if let Some((entity, reason)) = entity.and_then(not_created) {
                told_once(&mut notes, entity, reason, &finding);
            } else {
                checked.findings.push(finding);
            }
        }
    }
    checked.notes.extend(notes.into_iter().map(NotCreated::note));
    checked
}

/// What rules about a subject are asked about: each entity of that type that is in scope, or the estate as a whole
/// (`None`).
fn subjects<'e>(estate: &'e Estate, subject: &str) -> Vec<Option<(Handle, &'e Entity)>> {
    if subject == ACCOUNT {
        return vec![None];
    }
    let Some((_, subject)) = model_type(subject) else { return Vec::new() };
    let looked_up = |entity: &Entity| entity.resource.kind.starts_with("data.");
    estate
        .all(subject.name)
        .filter(|(handle, entity)| {
            estate.is_reported(entity) && !looked_up(entity) && estate.in_scope(*handle)
        })
        .map(Some)
        .collect()
}

/// What asking one rule of one subject gives.
enum Outcome {
    Found(Box<Finding>),
    /// Nobody is told where and why.
    NotApplicable,
}

fn check_one(
    estate: &Estate,
    rule: &Arc<Rule>,
    subject: Option<(Handle, &Entity)>,
    unit: &UnitName,
    sources: &SourceMap,
) -> Option<Outcome> {
    let view = View::new(estate, sources, subject.map(|(handle, _)| (&*rule.subject, handle)))
        .with_parameters(&rule.parameters);
    let mut evaluator = Evaluator::new(&view);
    let when = rule.when.as_ref().map(|when| to_bool(&evaluator.evaluate(when)));
    // facts are dear: what does not apply is not asked
    let applies = when.as_ref().is_none_or(|when| when.as_bool() != Some(false));
    let require = if applies { to_bool(&evaluator.evaluate(&rule.require)) } else { Value::bool(true) };
    let entity = subject.map(|(_, entity)| entity);
    let presence = entity.map_or(&Presence::Always, |entity| &entity.resource.presence);
    let settled = settle::settle(presence, when.as_ref(), &require, &estate.limits);
    let verdict = settled.verdict?;
    if verdict == Verdict::NotApplicable {
        return Some(Outcome::NotApplicable);
    }
    let decisions = match verdict {
        Verdict::Fail => deciding::decisions(&settled.deciding.origin, sources),
        _ => Vec::new(),
    };
    let found = (Found { verdict, decisions: &decisions, sources }, presence);
    Some(Outcome::Found(Box::new(finding(estate, rule, entity, unit, found, settled, &mut evaluator))))
}

/// The finding of a verdict.
fn finding(
    estate: &Estate,
    rule: &Arc<Rule>,
    entity: Option<&Entity>,
    unit: &UnitName,
    (found, presence): (Found<'_>, &Presence),
    settled: Settled,
    evaluator: &mut Evaluator<'_>,
) -> Finding {
    let verdict = found.verdict;
    let place = match entity {
        Some(entity) => {
            // what decided may be a neighbour's: its policy, say
            let own = explain::place(entity, &settled.deciding, &found);
            own.or_else(|| explain::place_in(estate, &settled.deciding, &found))
                .or_else(|| explain::argument(entity, &settled.deciding))
                .or_else(|| Some(explain::head_of(entity)))
        }
        None => explain::place_in(estate, &settled.deciding, &found),
    };
    let decided = verdict == Verdict::Pass;
    let milder = (verdict == Verdict::Fail).then(|| milder(rule, evaluator)).flatten();
    let rule = milder.as_ref().unwrap_or(rule);
    let address = entity.map_or("this account", |entity| &entity.resource.address);
    let message = match decided {
        true => rule.title.to_string(),
        false => message(evaluator, &rule.message, address),
    };
    let if_created = verdict == Verdict::Fail && !matches!(presence, Presence::Always);
    let resource = entity.map(|entity| ResourceName {
        address: Arc::clone(&entity.resource.address),
        kind: Arc::clone(&entity.resource.kind),
        language: entity.resource.language,
    });
    let remedy = match (entity, verdict) {
        (Some(entity), Verdict::Fail) => remedy::of(rule, entity, estate, evaluator),
        _ => None,
    };
    let (location, label, related, way) = place
        .map_or((None, String::new(), Vec::new(), 0), |it| (Some(it.span), it.label, it.related, it.way));
    let asking = Asking { rule, entity, estate, remedy: remedy.as_ref(), location, sources: found.sources };
    Finding {
        fingerprint: fingerprint(rule, unit, resource.as_ref()),
        rule: Arc::clone(rule),
        verdict,
        fails_when: settled.fails_when,
        unit: unit.clone(),
        resource,
        message: if if_created { message + " (if created)" } else { message },
        help: if decided { None } else { help::help(&asking) },
        location,
        declared: entity.map(|entity| declared(&entity.resource)).unwrap_or_default(),
        label,
        related: if decided { Vec::new() } else { related },
        way: if decided { 0 } else { way },
        causes: settled.causes,
        remedy: remedy.map(Arc::new),
        suppressed: None,
    }
}

/// Where a resource is declared: its head, and the calls that lead to it from the inside out.
pub(crate) fn declared(resource: &crate::resource::Resource) -> Vec<Span> {
    std::iter::once(resource.head).chain(resource.calls.iter().rev().copied()).collect()
}

/// The rule as it is for a failure that is less bad than its others.
fn milder(rule: &Rule, evaluator: &mut Evaluator<'_>) -> Option<Arc<Rule>> {
    let milder = rule.milder.as_ref()?;
    if to_bool(&evaluator.evaluate(&milder.when)).as_bool() != Some(true) {
        return None;
    }
    let mut rule = rule.clone();
    rule.severity = milder.severity;
    if let Some(message) = milder.message.clone() {
        let wording = Wording { message, ..(**rule.wording).clone() };
        rule.wording = later(move || wording);
    }
    Some(Arc::new(rule))
}

/// What exists only against a default, and what it would fail.
struct NotCreated {
    unit: u32,
    address: Arc<str>,
    reason: Arc<str>,
    head: Span,
    fails: Vec<Arc<str>>,
}

fn not_created(entity: &Entity) -> Option<(&Entity, &Arc<str>)> {
    Some((entity, entity.resource.not_created.as_ref()?))
}

/// Findings about what exists only against a default become one note each.
fn told_once(notes: &mut Vec<NotCreated>, entity: &Entity, reason: &Arc<str>, finding: &Finding) {
    let resource = &entity.resource;
    let same = |note: &NotCreated| note.unit == resource.unit && note.address == resource.address;
    let at = notes.iter().position(same).unwrap_or_else(|| {
        notes.push(NotCreated {
            unit: resource.unit,
            address: Arc::clone(&resource.address),
            reason: Arc::clone(reason),
            head: resource.head,
            fails: Vec::new(),
        });
        notes.len() - 1
    });
    if finding.verdict == Verdict::Fail {
        notes[at].fails.push(Arc::clone(&finding.rule.id));
    }
}

impl NotCreated {
    fn note(self) -> Note {
        let would = match self.fails.as_slice() {
            [] => "if created, it fails nothing".to_owned(),
            fails => format!("if created, it fails {}", fails.join(", ")),
        };
        let message = format!("`{}` is not created: {}; {would}", self.address, self.reason);
        Note { kind: "not-created", message, span: Some(self.head), ..Note::default() }
    }
}

/// Stable over moved lines and renamed files: of the rule, the unit's folder and the address.
pub(crate) fn fingerprint(rule: &Rule, unit: &UnitName, resource: Option<&ResourceName>) -> String {
    let folder = match resource.map(|it| it.language) {
        Some(Language::Terraform) | None => unit.root.file_name(),
        Some(Language::CloudFormation | Language::TerraformPlan) => None,
    };
    let folder = folder.map(|name| name.to_string_lossy()).unwrap_or_default();
    let deployment = unit.deployment.as_deref().unwrap_or_default();
    let language = resource.map_or("", |it| it.language.name());
    let address = resource.map_or("", |it| &*it.address);
    let parts = [&*rule.id, language, &folder, deployment, address];
    // FNV-1a, 64 bits: short, stable, and nothing secret hangs on it
    let add = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let hash = parts.iter().enumerate().fold(0xcbf2_9ce4_8422_2325_u64, |hash, (at, part)| {
        let hash = if at == 0 { hash } else { add(hash, 0x1f) };
        part.bytes().fold(hash, add)
    });
    format!("{hash:016x}")
}
