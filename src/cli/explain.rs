//! `trailguard explain RULE_OR_CONTROL`

use super::args::{Color, ExplainArgs};
use super::output::{complain, emit_text};
use super::{Status, configuration, options, rules};
use crate::report::{View, catalogue, coverage};
use crate::rule::frameworks::{self, Control, Framework};
use crate::rule::{Rule, nearest};
use std::io::{self, Write};
use std::sync::Arc;

/// Shows a rule as a page, the rules of a group, a framework, or the rules that answer a control.
pub(super) fn run(arguments: &ExplainArgs, color: Color) -> Status {
    let view = options::view(color, true);
    let Some(registry) = configuration::registry(&arguments.sources, &[]) else { return Status::Failed };
    let rules = match rules::all(&registry) {
        Ok(rules) => rules,
        Err(message) => {
            complain(&message, None);
            return Status::Failed;
        }
    };
    let subject = arguments.subject.trim();
    if let Some(rule) = rules.iter().find(|rule| *rule.id == *subject) {
        // a file whose examples are broken was told above
        let examples = registry.examples(&rule.id).and_then(Result::ok).unwrap_or_default();
        return emit_text(None, |out| catalogue::explain(rule, &examples, &view, out));
    }
    let group: Vec<Arc<Rule>> = rules.iter().filter(|rule| rule.group() == subject).cloned().collect();
    if !group.is_empty() {
        return emit_text(None, |out| catalogue::list_human(&group, &view, out));
    }
    let frameworks = frameworks::built_in();
    if let Ok(framework) = frameworks::find(&frameworks, subject) {
        return emit_text(None, |out| {
            coverage::list_human(framework, &framework.coverage(&rules), &view, out)
        });
    }
    let found = controls(&frameworks, &rules, subject);
    if found.is_empty() {
        let near = meant(&frameworks, &rules, subject);
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        complain(
            &format!("there is no rule, framework or control `{subject}`{near}"),
            Some("`trailguard rules` lists the rules"),
        );
        return Status::Failed;
    }
    emit_text(None, |out| show(&found, &view, out))
}

/// Frameworks that answer a control alike are told together.
fn show(found: &[(&Framework, Control)], view: &View, out: &mut dyn Write) -> io::Result<()> {
    type Group<'f> = (Vec<&'f str>, &'f Control);
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (framework, control) in found {
        let alike = |(_, other): &&mut Group<'_>| {
            let ids =
                |control: &Control| control.rules.iter().map(|it| Arc::clone(&it.id)).collect::<Vec<_>>();
            ids(other) == ids(control) && other.unchecked == control.unchecked && other.id == control.id
        };
        match groups.iter_mut().find(alike) {
            Some((names, _)) => names.push(&framework.id),
            None => groups.push((vec![&framework.id], control)),
        }
    }
    for (number, (names, control)) in groups.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{} of {}", control.id, names.join(", "))?;
        match &control.unchecked {
            Some(why) => writeln!(out, "no rule here checks it: {why}")?,
            None => catalogue::list_human(&control.rules, view, out)?,
        }
    }
    Ok(())
}

/// A control as it was asked for: `cis-aws-5.0:3.2`, `cis-aws-5.0 3.2`, or `3.2` in every framework.
fn asked(subject: &str) -> (Option<&str>, &str) {
    match subject.split_once([':', ' ']) {
        Some((framework, id)) => (Some(framework), id.trim()),
        None => (None, subject),
    }
}

fn controls<'f>(
    frameworks: &'f [Framework],
    rules: &[Arc<Rule>],
    subject: &str,
) -> Vec<(&'f Framework, Control)> {
    // a control's own id may have a blank or a colon in it
    [(None, subject), asked(subject)]
        .into_iter()
        .map(|(wanted, id)| {
            let of = |framework: &&Framework| wanted.is_none_or(|it| framework.id.eq_ignore_ascii_case(it));
            let all = frameworks.iter().filter(of).flat_map(|framework| {
                framework.coverage(rules).into_iter().map(move |control| (framework, control))
            });
            all.filter(|(_, control)| control.id.eq_ignore_ascii_case(id)).collect::<Vec<_>>()
        })
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

/// What a misspelt subject was probably meant to be.
fn meant(frameworks: &[Framework], rules: &[Arc<Rule>], subject: &str) -> Option<String> {
    if let (Some(name), id) = asked(subject) {
        return match frameworks::find(frameworks, name) {
            Ok(framework) => {
                let near = nearest(id, framework.controls.iter().map(|it| &**it))?;
                Some(format!("{}:{near}", framework.id))
            }
            Err(near) => Some(format!("{}:{id}", near?)),
        };
    }
    let known = rules.iter().map(|rule| &*rule.id).chain(rules.iter().map(|rule| rule.group()));
    let ids = frameworks.iter().map(|framework| &*framework.id);
    let controls = frameworks.iter().flat_map(|framework| framework.controls.iter().map(|id| &**id));
    nearest(subject, known.chain(ids).chain(controls)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Registry;

    #[test]
    fn controls_are_found_in_every_framework_that_has_them() {
        let rules = rules::all(&Registry::built_in()).expect("the rules are well made");
        let frameworks = frameworks::built_in();
        for (subject, least, rule) in [
            ("3.2", 6, "trail/log-file-validation"),
            ("cis-aws-5.0:3.2", 1, "trail/log-file-validation"),
            ("cis-aws-5.0 3.2", 1, "trail/log-file-validation"),
            ("cloudtrail.4", 1, "trail/log-file-validation"),
        ] {
            let found = controls(&frameworks, &rules, subject);
            assert!(found.len() >= least, "{subject}: {}", found.len());
            let answers =
                |(_, control): &(&Framework, Control)| control.rules.iter().any(|it| *it.id == *rule);
            assert!(found.iter().any(answers), "{subject}");
        }
        assert!(controls(&frameworks, &rules, "cis-aws-5.0:9.9").is_empty());
        let unchecked = controls(&frameworks, &rules, "cis-aws-5.0:3.7");
        assert!(unchecked.iter().all(|(_, control)| control.unchecked.is_some()) && unchecked.len() == 1);
    }

    #[test]
    fn misspelt_subjects_are_suggested() {
        let rules = rules::all(&Registry::built_in()).expect("the rules are well made");
        let frameworks = frameworks::built_in();
        for (subject, near) in [
            ("trail/multiregion", Some("trail/multi-region")),
            ("CloudTrial.4", Some("CloudTrail.4")),
            ("cis-aws-50:3.2", Some("cis-aws-5.0:3.2")),
            ("nonsense-of-all-kinds", None),
        ] {
            assert_eq!(meant(&frameworks, &rules, subject).as_deref(), near, "{subject}");
        }
    }
}
