//! `trailguard rules`

use super::args::{Color, ListFormat, RulesArgs};
use super::output::{complain, emit_text};
use super::{Status, configuration, options};
use crate::report::{catalogue, coverage, equivalents};
use crate::rule::frameworks::{self, Control, Framework};
use crate::rule::{Choice, Registry, Rule};
use std::sync::Arc;

/// Lists the rules, or what they answer of a framework.
pub(super) fn run(arguments: &RulesArgs, color: Color) -> Status {
    let Some(registry) = configuration::registry(&arguments.sources, &[]) else { return Status::Failed };
    let listed = all(&registry)
        .and_then(|rules| Ok((frameworks(&options::cleaned(&arguments.framework), &rules)?, rules)));
    let (frameworks, rules) = match listed {
        Ok(listed) => listed,
        Err(message) => {
            complain(
                &message,
                Some("`trailguard explain FRAMEWORK` tells of one; rules/frameworks.yaml has all"),
            );
            return Status::Failed;
        }
    };
    let view = options::view(color, true);
    let carried: Vec<Arc<Rule>> = match frameworks.is_empty() {
        true => rules,
        false => {
            rules.into_iter().filter(|rule| frameworks.iter().any(|(it, _)| carries(rule, it))).collect()
        }
    };
    if arguments.equivalents {
        return emit_text(None, |out| match arguments.format {
            ListFormat::Json => equivalents::list_json(&carried, out),
            ListFormat::Human => equivalents::list_human(&carried, &view, out),
        });
    }
    emit_text(None, |out| match arguments.format {
        ListFormat::Json => catalogue::coverage_json(&carried, &frameworks, out),
        ListFormat::Human if frameworks.is_empty() => catalogue::list_human(&carried, &view, out),
        ListFormat::Human => frameworks.iter().enumerate().try_for_each(|(number, (framework, controls))| {
            if number > 0 {
                writeln!(out)?;
            }
            coverage::list_human(framework, controls, &view, out)
        }),
    })
}

fn carries(rule: &Rule, framework: &Framework) -> bool {
    rule.controls.iter().any(|(name, _)| *name == framework.id)
}

/// Every rule there is.
pub(super) fn all(registry: &Registry) -> Result<Vec<Arc<Rule>>, String> {
    let everything = Choice { extended: true, ..Choice::default() };
    registry.choose(everything).map_err(|broken| broken.to_string())
}

/// The frameworks that were asked for, with the rules of each control.
fn frameworks(names: &[String], rules: &[Arc<Rule>]) -> Result<Vec<(Framework, Vec<Control>)>, String> {
    let known = frameworks::built_in();
    let wanted = |name: &String| match frameworks::find(&known, name) {
        Ok(framework) => Ok((framework.clone(), framework.coverage(rules))),
        Err(near) => {
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            Err(format!("there is no framework `{name}`{near}"))
        }
    };
    names.iter().map(wanted).collect()
}
