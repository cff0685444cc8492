//! The rules as they are told to people and machines: the list of them, and one as a page.

use super::json::write_json;
use super::level::level;
use super::{View, visible};
use crate::rule::{Action, Rule};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    rules: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    title: &'a str,
    severity: &'static str,
    kind: &'static str,
    profile: &'static str,
    subject: &'a str,
    controls: BTreeMap<&'a str, Vec<&'a str>>,
}

/// The list as JSON, `schema_version` 1.
///
/// # Errors
/// Those of `out`.
pub fn list_json(rules: &[Arc<Rule>], out: &mut dyn Write) -> io::Result<()> {
    let rules = rules.iter().map(|rule| Entry {
        id: &rule.id,
        title: &rule.title,
        severity: rule.severity.name(),
        kind: rule.kind.name(),
        profile: rule.profile.name(),
        subject: &rule.subject,
        controls: rule
            .controls
            .iter()
            .map(|(framework, ids)| (&**framework, ids.iter().map(|id| &**id).collect()))
            .collect(),
    });
    write_json(&Document { schema_version: 1, rules: rules.collect() }, out)
}

/// The list for people: a line a rule.
///
/// # Errors
/// Those of `out`.
pub fn list_human(rules: &[Arc<Rule>], view: &View, out: &mut dyn Write) -> io::Result<()> {
    let width = rules.iter().map(|rule| rule.id.chars().count()).max().unwrap_or(0);
    for rule in rules {
        let severity = format!("{:<8}", rule.severity.name());
        let severity = paint(view, level(rule.severity).colour, &severity);
        let extended = if rule.profile.name() == "extended" { "extended" } else { "" };
        let line = format!("{:<width$}  {severity}  {extended:<8}  {}", rule.id, visible::line(&rule.title));
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// One rule as a page: why, what must hold, how to mend it, controls, references.
///
/// # Errors
/// Those of `out`.
pub fn explain(rule: &Rule, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let severity = paint(view, level(rule.severity).colour, rule.severity.name());
    writeln!(out, "{}", paint(view, "1", &rule.id))?;
    writeln!(out, "{}\n", visible::line(&rule.title))?;
    writeln!(out, "severity: {severity} · kind: {} · profile: {}", rule.kind, rule.profile)?;
    section("why", &rule.why, view, out)?;
    if let Some(when) = &rule.predicates.when {
        section("applies when", when, view, out)?;
    }
    section("must hold", &rule.predicates.require, view, out)?;
    if let Some(mend) = mend(rule) {
        section("how to fix", &mend, view, out)?;
    }
    if !rule.controls.is_empty() {
        let controls = rule
            .controls
            .iter()
            .map(|(framework, ids)| format!("{framework}: {}", ids.join(", ")))
            .collect::<Vec<_>>();
        section("controls", &controls.join("\n"), view, out)?;
    }
    if !rule.references.is_empty() {
        section("references", &rule.references.join("\n"), view, out)?;
    }
    Ok(())
}

fn mend(rule: &Rule) -> Option<String> {
    if let Some(fix) = &rule.fix
        && rule.help.is_empty()
        && let Some(Action::Set { field, to, .. }) = fix.terraform.first().or(fix.cloudformation.first())
    {
        return Some(format!("set `{field}` to `{to}`"));
    }
    let line = |(language, text): &(Arc<str>, Arc<str>)| match &**language {
        "" => text.to_string(),
        language => format!("{language}: {text}"),
    };
    let lines: Vec<String> = rule.help.iter().map(line).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn section(title: &str, text: &str, view: &View, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{}", paint(view, "1", title))?;
    for line in visible::text(text.trim_end()).lines() {
        writeln!(out, "{}", format!("  {line}").trim_end())?;
    }
    Ok(())
}

fn paint(view: &View, parameters: &str, text: &str) -> String {
    if view.colour { format!("\u{1b}[{parameters}m{text}\u{1b}[0m") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::full;

    #[test]
    fn a_rule_is_a_line_and_a_page() {
        let rule = Arc::clone(&full().findings[0].rule);
        let mut out = Vec::new();
        explain(&rule, &View::default(), &mut out).expect("memory can be written to");
        list_human(std::slice::from_ref(&rule), &View::default(), &mut out)
            .expect("memory can be written to");
        insta::assert_snapshot!("explain", String::from_utf8(out).expect("it is UTF-8"));
    }

    #[test]
    fn the_list_is_the_contract() {
        let mut out = Vec::new();
        list_json(&[Arc::clone(&full().findings[0].rule)], &mut out).expect("memory can be written to");
        let json: serde_json::Value = serde_json::from_slice(&out).expect("it is JSON");
        let keys: Vec<&String> = json["rules"][0].as_object().expect("a rule is an object").keys().collect();
        assert_eq!(keys, ["id", "title", "severity", "kind", "profile", "subject", "controls"]);
        assert_eq!(json["rules"][0]["controls"]["cis-aws-3.0"][0], "3.1");
    }
}
