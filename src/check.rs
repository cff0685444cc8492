//! Rules × estate → verdicts, settled over all cases into findings.

mod explain;
mod remedy;
mod settle;

pub use remedy::{Action, Creation, Neighbour, Now, Remedy, Set};

use crate::expr::Evaluator;
use crate::model::{Entity, Estate, model_type};
use crate::resource::{Language, Note, Presence};
use crate::rule::Rule;
pub use crate::rule::Verdict;
use crate::rule::view::View;
use crate::source::{SourceMap, Span};
use crate::syntax::hcl::{Expr, ExprKind, TemplatePart};
use crate::value::{Cause, Handle, to_bool};
use std::path::PathBuf;
use std::sync::Arc;

/// The subject of rules about the estate as a whole.
const ACCOUNT: &str = "account";

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
    /// What stands at the location: "no argument `enable_log_file_validation`: false by default".
    pub label: String,
    /// The way of the deciding values, oldest step first, across files.
    pub related: Vec<Label>,
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
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitName {
    /// Folder of a root module, file of a template or plan.
    pub root: PathBuf,
    /// The named deployment.
    pub deployment: Option<Arc<str>>,
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
    /// The reason given.
    pub reason: String,
    /// The last day it counts, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// The comment's place.
    pub span: Span,
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
}

/// Checks every subject of an estate by every rule.
pub fn check(estate: &Estate, rules: &[Arc<Rule>], unit: &UnitName, sources: &SourceMap) -> Checked {
    let mut checked = Checked::default();
    for rule in rules {
        for subject in subjects(estate, rule) {
            match check_one(estate, rule, subject, unit, sources) {
                Some(finding) if finding.verdict == Verdict::NotApplicable => checked.not_applicable += 1,
                Some(finding) => checked.findings.push(finding),
                None => {}
            }
        }
    }
    not_created(estate, &mut checked);
    checked
}

/// What a rule is asked about: each entity of its type that is in scope, or the estate as a whole (`None`).
fn subjects<'e>(estate: &'e Estate, rule: &Rule) -> Vec<Option<(Handle, &'e Entity)>> {
    if &*rule.subject == ACCOUNT {
        return vec![None];
    }
    let Some((_, subject)) = model_type(&rule.subject) else { return Vec::new() };
    let looked_up = |entity: &Entity| entity.resource.kind.starts_with("data.");
    estate
        .all(subject.name)
        .filter(|(handle, entity)| !looked_up(entity) && estate.in_scope(*handle))
        .map(Some)
        .collect()
}

fn check_one(
    estate: &Estate,
    rule: &Arc<Rule>,
    subject: Option<(Handle, &Entity)>,
    unit: &UnitName,
    sources: &SourceMap,
) -> Option<Finding> {
    let view = View::new(estate, sources, subject.map(|(handle, _)| (&*rule.subject, handle)));
    let mut evaluator = Evaluator::new(&view);
    let when = rule.when.as_ref().map(|when| to_bool(&evaluator.evaluate(when)));
    let require = to_bool(&evaluator.evaluate(&rule.require));
    let entity = subject.map(|(_, entity)| entity);
    let presence = entity.map_or(&Presence::Always, |entity| &entity.resource.presence);
    let settled = settle::settle(presence, when.as_ref(), &require);
    let verdict = settled.verdict?;
    let place = match entity {
        Some(entity) => {
            // what decided may be a neighbour's: its policy, say
            let own = explain::place(entity, &settled.deciding, verdict);
            own.or_else(|| explain::place_in(estate, &settled.deciding, verdict))
                .or_else(|| Some(explain::head_of(entity)))
        }
        None => explain::place_in(estate, &settled.deciding, verdict),
    };
    let decided = matches!(verdict, Verdict::Pass | Verdict::NotApplicable);
    let address = entity.map_or("this account", |entity| &entity.resource.address);
    let message = match decided {
        true => rule.title.to_string(),
        false => message(&mut evaluator, &rule.message, address),
    };
    let if_created = verdict == Verdict::Fail && !matches!(presence, Presence::Always);
    let resource = entity.map(|entity| ResourceName {
        address: Arc::clone(&entity.resource.address),
        kind: Arc::clone(&entity.resource.kind),
        language: entity.resource.language,
    });
    let remedy = match (entity, verdict) {
        (Some(entity), Verdict::Fail) => remedy::of(rule, entity, estate, &mut evaluator),
        _ => None,
    };
    let (location, label, related) =
        place.map_or((None, String::new(), Vec::new()), |it| (Some(it.span), it.label, it.related));
    Some(Finding {
        fingerprint: fingerprint(rule, unit, resource.as_ref()),
        rule: Arc::clone(rule),
        verdict,
        fails_when: settled.fails_when,
        unit: unit.clone(),
        resource,
        message: if if_created { message + " (if created)" } else { message },
        help: if decided { None } else { explain::help(rule, entity) },
        location,
        label,
        related: if decided { Vec::new() } else { related },
        causes: settled.causes,
        remedy: remedy.map(Arc::new),
        suppressed: None,
    })
}

/// A rule's message, filled in; what is not wholly known of it is the resource's address.
fn message(evaluator: &mut Evaluator<'_>, template: &Expr, address: &str) -> String {
    let mut shown = |expr: &Expr| match crate::value::to_string(&evaluator.evaluate(expr)) {
        value if value.sensitive => address.to_owned(),
        value => value.as_str().unwrap_or(address).to_owned(),
    };
    match &template.kind {
        ExprKind::Template(parts) => parts
            .iter()
            .map(|part| match part {
                TemplatePart::Literal(text, _) => text.to_string(),
                TemplatePart::Interpolation(expr) => shown(expr),
                TemplatePart::If { .. } | TemplatePart::For { .. } => String::new(),
            })
            .collect(),
        _ => shown(template),
    }
}

/// What exists only against a default, and what it would fail.
struct NotCreated {
    address: Arc<str>,
    reason: Arc<str>,
    head: Span,
    fails: Vec<Arc<str>>,
}

/// Findings about what exists only against a default become one note each.
fn not_created(estate: &Estate, checked: &mut Checked) {
    let because = |finding: &Finding| {
        let address = &finding.resource.as_ref()?.address;
        let handle = estate.at_address(address).first()?;
        let resource = &estate.entity(*handle)?.resource;
        Some((Arc::clone(address), resource.not_created.clone()?, resource.head))
    };
    let mut notes: Vec<NotCreated> = Vec::new();
    checked.findings.retain(|finding| {
        let Some((address, reason, head)) = because(finding) else { return true };
        let at = notes.iter().position(|note| note.address == address).unwrap_or_else(|| {
            notes.push(NotCreated { address, reason, head, fails: Vec::new() });
            notes.len() - 1
        });
        if finding.verdict == Verdict::Fail {
            notes[at].fails.push(Arc::clone(&finding.rule.id));
        }
        false
    });
    checked.notes.extend(notes.into_iter().map(|note| {
        let would = match note.fails.as_slice() {
            [] => "if created, it fails nothing".to_owned(),
            fails => format!("if created, it fails {}", fails.join(", ")),
        };
        let message = format!("`{}` is not created: {}; {would}", note.address, note.reason);
        Note { kind: "not-created", message, span: Some(note.head) }
    }));
}

/// Stable over moved lines and renamed files: of the rule, the unit's folder and the address.
fn fingerprint(rule: &Rule, unit: &UnitName, resource: Option<&ResourceName>) -> String {
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
    let hash = parts.join("\u{1f}").bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}")
}
