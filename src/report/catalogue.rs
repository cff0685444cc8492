//! The rules as they are told to people and machines: the list of them, and one as a page.

use super::coverage::{self, FrameworkEntry};
use super::level::level;
use super::remedy::remedies;
use super::serialised::write_json;
use super::{View, visible};
use crate::rule::frameworks::{Control, Framework};
use crate::rule::{Cannot, Example, Parameter, Rule, Verdict};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    rules: Vec<Entry<'a>>,
    /// Only where frameworks were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    frameworks: Vec<FrameworkEntry<'a>>,
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
    document(rules, &[], out)
}

/// The rules of frameworks as JSON, and under `frameworks` their controls with the rules that answer each.
///
/// # Errors
/// Those of `out`.
pub fn coverage_json(
    rules: &[Arc<Rule>],
    frameworks: &[(Framework, Vec<Control>)],
    out: &mut dyn Write,
) -> io::Result<()> {
    document(rules, frameworks, out)
}

fn document(
    rules: &[Arc<Rule>],
    frameworks: &[(Framework, Vec<Control>)],
    out: &mut dyn Write,
) -> io::Result<()> {
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
    let frameworks = frameworks.iter().map(|(framework, controls)| coverage::listed(framework, controls));
    write_json(&Document { schema_version: 1, rules: rules.collect(), frameworks: frameworks.collect() }, out)
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

/// One rule as a page: why, what must hold, how to mend it, controls, references, examples.
///
/// # Errors
/// Those of `out`.
pub fn explain(rule: &Rule, examples: &[Example], view: &View, out: &mut dyn Write) -> io::Result<()> {
    let severity = paint(view, level(rule.severity).colour, rule.severity.name());
    writeln!(out, "{}", paint(view, "1", &rule.id))?;
    writeln!(out, "{}\n", visible::line(&rule.title))?;
    writeln!(out, "severity: {severity} · kind: {} · profile: {}", rule.kind, rule.profile)?;
    section("why", &rule.why, view, out)?;
    if let Some(when) = &rule.predicates.when {
        section("applies when", when, view, out)?;
    }
    section("must hold", &rule.predicates.require, view, out)?;
    if !rule.parameters.is_empty() {
        let line = |it: &Parameter| {
            format!("{} ({}, {} by default): {}", it.name, it.kind.name(), it.default, it.documentation)
        };
        let lines: Vec<String> = rule.parameters.iter().map(line).collect();
        section("parameters", &lines.join("\n"), view, out)?;
    }
    if !rule.cannot.is_empty() {
        let lines: Vec<String> = rule.cannot.iter().map(cannot).collect();
        section("cannot say", &lines.join("\n"), view, out)?;
    }
    if rule.refused {
        section("refused", "AWS refuses the trail where it fails: it logs nothing then", view, out)?;
    }
    if let Some(milder) = &rule.milder {
        let text = format!("some failures are {} only", milder.severity);
        section("milder", &text, view, out)?;
    }
    for (language, text) in remedies(rule) {
        section(&format!("how to fix{}", in_language(language)), &text, view, out)?;
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
    examples.iter().try_for_each(|it| example(it, view, out))
}

fn in_language(language: &str) -> &'static str {
    match language {
        "terraform" => " in Terraform",
        "cloudformation" => " in CloudFormation",
        _ => "",
    }
}

/// One example: the line that the finding is on is marked, as it is in the rule's file.
fn example(example: &Example, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let colour = match example.verdict {
        Verdict::Pass => "32",
        Verdict::Fail => "31",
        Verdict::Unknown | Verdict::NotApplicable => "33",
    };
    let verdict = paint(view, colour, example.verdict.name());
    writeln!(
        out,
        "\n{} · {verdict}",
        paint(view, "1", &format!("example: {}", visible::line(&example.title)))
    )?;
    if let Some(when) = &example.fails_when {
        writeln!(out, "  fails when {}", visible::line(when))?;
    }
    for (language, text) in [("Terraform", &example.terraform), ("CloudFormation", &example.cloudformation)] {
        let Some(text) = text else { continue };
        writeln!(out, "  {}", paint(view, "2", language))?;
        for line in visible::text(text.text.trim_end()).lines() {
            let line = format!("    {line}");
            let marked = line.contains("<- the finding is here");
            writeln!(out, "{}", if marked { paint(view, "31", &line) } else { line.trim_end().to_owned() })?;
        }
    }
    Ok(())
}

fn cannot(cannot: &Cannot) -> String {
    let language = cannot.language.as_deref().map(|language| format!("in {language}"));
    let verdict = cannot.verdict.map(|verdict| format!("never {verdict}"));
    let about: Vec<String> = language.into_iter().chain(verdict).collect();
    format!("{}: {}", about.join(" "), cannot.why)
}

fn section(title: &str, text: &str, view: &View, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{}", paint(view, "1", title))?;
    for line in visible::text(text.trim_end()).lines() {
        writeln!(out, "{}", format!("  {line}").trim_end())?;
    }
    Ok(())
}

pub(super) fn paint(view: &View, parameters: &str, text: &str) -> String {
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
        explain(&rule, &[], &View::default(), &mut out).expect("memory can be written to");
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
