//! Frameworks as they are told to people and machines: the rules that answer each control, and after a run how each stands.
//!
//! Titles of controls belong to their publishers: beside a control stand the titles of our own rules.

use super::catalogue::paint;
use super::{View, visible};
use crate::check::{ControlResult, FrameworkResult, Standing};
use crate::rule::Rule;
use crate::rule::frameworks::{Control, Framework};
use serde::Serialize;
use std::io::{self, Write};
use std::sync::Arc;

/// A framework in JSON.
#[derive(Serialize)]
pub(super) struct FrameworkEntry<'a> {
    id: &'a str,
    name: &'a str,
    controls: Vec<ControlEntry<'a>>,
}

#[derive(Serialize)]
struct ControlEntry<'a> {
    id: &'a str,
    /// The titles of the rules that answer it.
    title: Option<String>,
    rules: Vec<&'a str>,
    /// How it stands, after a run.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    /// The rules that made it stand so, after a run.
    #[serde(skip_serializing_if = "Option::is_none")]
    deciding: Option<Vec<&'a str>>,
    /// Why it is not checked.
    reason: Option<&'a str>,
}

/// A framework as it is listed.
pub(super) fn listed<'a>(framework: &'a Framework, controls: &'a [Control]) -> FrameworkEntry<'a> {
    let entry = |control: &'a Control| ControlEntry {
        id: &control.id,
        title: titles(&control.rules),
        rules: ids(&control.rules),
        status: None,
        deciding: None,
        reason: control.unchecked.as_deref(),
    };
    FrameworkEntry {
        id: &framework.id,
        name: &framework.name,
        controls: controls.iter().map(entry).collect(),
    }
}

/// A framework after a run.
pub(super) fn checked(framework: &FrameworkResult) -> FrameworkEntry<'_> {
    FrameworkEntry {
        id: &framework.id,
        name: &framework.name,
        controls: framework.controls.iter().map(checked_control).collect(),
    }
}

fn checked_control(control: &ControlResult) -> ControlEntry<'_> {
    ControlEntry {
        id: &control.id,
        title: titles(&control.rules),
        rules: ids(&control.rules),
        status: Some(control.standing.word().replace(' ', "-")),
        deciding: Some(ids(&control.deciding)),
        reason: control.reason.as_deref(),
    }
}

fn ids(rules: &[Arc<Rule>]) -> Vec<&str> {
    rules.iter().map(|rule| &*rule.id).collect()
}

fn titles(rules: &[Arc<Rule>]) -> Option<String> {
    let titles: Vec<&str> = rules.iter().map(|rule| &*rule.title).collect();
    (!titles.is_empty()).then(|| titles.join("; "))
}

/// The controls of a framework for people, each with the rules that answer it.
///
/// # Errors
/// Those of `out`.
pub fn list_human(
    framework: &Framework,
    controls: &[Control],
    view: &View,
    out: &mut dyn Write,
) -> io::Result<()> {
    let answered = controls.iter().filter(|control| !control.rules.is_empty()).count();
    let name = visible::line(&framework.name);
    writeln!(out, "{}", paint(view, "1", &name))?;
    writeln!(out, "{}: rules answer {answered} of {} controls\n", framework.id, controls.len())?;
    let width = controls.iter().map(|control| control.id.chars().count()).max().unwrap_or(0);
    let rules = controls.iter().flat_map(|control| &control.rules);
    let rule_width = rules.map(|rule| rule.id.chars().count()).max().unwrap_or(0);
    for control in controls {
        for (number, rule) in control.rules.iter().enumerate() {
            let id = if number == 0 { &*control.id } else { "" };
            writeln!(out, "{id:<width$}  {:<rule_width$}  {}", rule.id, visible::line(&rule.title))?;
        }
        if control.rules.is_empty() {
            let why = control.unchecked.as_deref().unwrap_or("no rule here carries it");
            writeln!(out, "{:<width$}  {}", control.id, paint(view, "2", &format!("not checked: {why}")))?;
        }
    }
    Ok(())
}

/// How the controls of a framework stand after a run: one line a control.
///
/// # Errors
/// Those of `out`.
pub(super) fn standings(framework: &FrameworkResult, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let count = |standing: Standing| framework.controls.iter().filter(|it| it.standing == standing).count();
    let counts: Vec<String> = Standing::ALL
        .iter()
        .map(|standing| (count(*standing), standing.word()))
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    let heading = paint(view, "1", &visible::line(&framework.name));
    writeln!(out, "\n{heading} · {}\n", counts.join(", "))?;
    let width = framework.controls.iter().map(|control| control.id.chars().count()).max().unwrap_or(0);
    for control in &framework.controls {
        let word = format!("{:<11}", control.standing.word());
        let word = paint(view, colour(control.standing), &word);
        let about = match &control.reason {
            Some(reason) => reason.to_string(),
            None => ids(&control.deciding).join(", "),
        };
        writeln!(out, "{:<width$}  {word}  {}", control.id, visible::line(&about))?;
    }
    Ok(())
}

fn colour(standing: Standing) -> &'static str {
    match standing {
        Standing::Failed => "31",
        Standing::Undecided => "33",
        Standing::Passed => "32",
        Standing::Suppressed | Standing::NotChecked => "2",
    }
}
