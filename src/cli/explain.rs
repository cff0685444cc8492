//! `trailguard explain RULE_OR_CONTROL`

use super::args::{Color, ExplainArgs};
use super::output::{complain, emit};
use super::{Status, options};
use crate::report::catalogue;
use crate::rule::{Choice, Registry, Rule};
use std::sync::Arc;

/// Shows a rule as a page, or the rules that answer a control.
pub(super) fn run(arguments: &ExplainArgs, color: Color) -> Status {
    let registry = Registry::built_in();
    let view = options::view(color, true);
    let everything = Choice { extended: true, ..Choice::default() };
    let rules = match registry.choose(everything) {
        Ok(rules) => rules,
        Err(broken) => {
            complain(&broken.to_string(), None);
            return Status::Failed;
        }
    };
    if let Some(rule) = rules.iter().find(|rule| *rule.id == *arguments.subject) {
        // a file whose examples are broken was told above
        let examples = registry.examples(&rule.id).and_then(Result::ok).unwrap_or_default();
        return emit(None, |out| catalogue::explain(rule, &examples, &view, out));
    }
    let answering = answering(&rules, &arguments.subject);
    if answering.is_empty() {
        complain(
            &format!("there is no rule or control `{}`", arguments.subject),
            Some("`trailguard rules` lists the rules"),
        );
        return Status::Failed;
    }
    emit(None, |out| catalogue::list_human(&answering, &view, out))
}

/// The rules of a control (`cis-aws-3.0:3.2`), of a framework (`cis-aws-3.0`) or of a group (`trail`).
fn answering(rules: &[Arc<Rule>], subject: &str) -> Vec<Arc<Rule>> {
    let (framework, id) = match subject.split_once([':', ' ']) {
        Some((framework, id)) => (framework, Some(id.trim())),
        None => (subject, None),
    };
    let answers = |rule: &&Arc<Rule>| {
        let mut controls = rule.controls.iter().filter(|(name, _)| &**name == framework);
        controls.any(|(_, ids)| id.is_none_or(|id| ids.iter().any(|it| &**it == id)))
            || (id.is_none() && rule.group() == framework)
    };
    rules.iter().filter(answers).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::full;

    #[test]
    fn controls_and_groups_name_their_rules() {
        let rules: Vec<Arc<Rule>> = full().findings.iter().map(|it| Arc::clone(&it.rule)).collect();
        for (subject, number) in [
            ("cis-aws-3.0", 8),
            ("cis-aws-3.0:3.1", 8),
            ("cis-aws-3.0 3.1", 8),
            ("cis-aws-3.0:3.9", 0),
            ("key", 2),
        ] {
            assert_eq!(answering(&rules, subject).len(), number, "{subject}");
        }
    }
}
