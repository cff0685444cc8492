//! A rule of a Guard file as a [`Rule`]: its name, its text for people; nothing of it is asked of the model.

use super::super::guard_file::{GROUP, GuardRule};
use super::super::{Kind, Predicates, Profile, Rule, Severity, Wording};
use crate::later::later;
use crate::source::{Source, SourceMap, Span};
use crate::syntax::hcl::{parse_expression, parse_template};
use std::path::Path;
use std::sync::Arc;

/// What stands where a rule of ours has its predicate.
const NO_PREDICATE: &str = "true";

/// The rule of that id.
pub(in crate::rule) fn guard_rule(id: &Arc<str>, rule: &GuardRule, source: &Arc<Source>) -> Rule {
    let predicate = SourceMap::new().add(Path::new(GROUP), NO_PREDICATE);
    let require = parse_expression(&predicate, Span::new(predicate.id, 0, NO_PREDICATE.len())).0;
    let file = source.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (source, span) = (Arc::clone(source), rule.span);
    let wording = later(move || Wording {
        predicates: Predicates { when: None, require: source.slice(span).into() },
        message: parse_template(&source, span, "").0,
        why: format!("a rule of AWS CloudFormation Guard, in `{}`", source.path.display()).into(),
        help: Vec::new(),
        fix: None,
        milder: None,
        refused: false,
        cannot: Vec::new(),
        controls: later(Vec::new),
        equivalents: Vec::new(),
        references: Vec::new(),
    });
    Rule {
        id: Arc::clone(id),
        title: format!("Guard rule `{}` of `{file}` holds", rule.name).into(),
        severity: Severity::Medium,
        kind: Kind::Security,
        profile: Profile::Default,
        subject: GROUP.into(),
        when: None,
        require,
        parameters: Arc::default(),
        wording,
    }
}
