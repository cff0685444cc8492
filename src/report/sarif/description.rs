//! A rule as SARIF describes it: what GitHub shows beside an alert.

use crate::report::level::level;
use crate::report::remedy::remedies;
use crate::report::visible;
use crate::rule::{Kind, Rule};
use serde_json::{Value, json};

/// GitHub keeps so many tags of a rule.
const MOST_TAGS: usize = 10;

/// The reporting descriptor.
pub(super) fn of(rule: &Rule) -> Value {
    let level = level(rule.severity);
    let title = visible::line(&rule.title);
    let why = visible::text(rule.why.trim());
    let mut properties = json!({
        "tags": tags(rule),
        "precision": "very-high",
        "problem.severity": match level.grade.sarif() { "note" => "recommendation", other => other },
    });
    // with a score, GitHub takes it for a weakness, whatever its tags are
    if let Some(score) = level.security_severity.filter(|_| rule.kind == Kind::Security) {
        properties["security-severity"] = score.into();
    }
    let mut description = json!({
        "id": visible::line(&rule.id),
        "name": name(&rule.id),
        "shortDescription": { "text": title },
        "fullDescription": { "text": if why.is_empty() { &*title } else { &*why } },
        "help": { "text": help(rule, false), "markdown": help(rule, true) },
        "defaultConfiguration": { "level": level.grade.sarif() },
        "properties": properties,
    });
    if let Some(url) = rule.references.first() {
        description["helpUri"] = visible::line(url).into();
    }
    description
}

/// `trail/multi-region` as `TrailMultiRegion`: names are identifiers.
fn name(id: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
            .unwrap_or_default()
    };
    id.split(|letter: char| !letter.is_ascii_alphanumeric()).map(capital).collect()
}

fn tags(rule: &Rule) -> Vec<String> {
    let frameworks = rule.controls.iter().map(|(framework, _)| framework.to_string());
    [rule.kind.name().to_owned(), rule.group().to_owned()]
        .into_iter()
        .chain(frameworks)
        .take(MOST_TAGS)
        .collect()
}

/// Why, how to mend it, controls and references; as Markdown or without markup.
fn help(rule: &Rule, markdown: bool) -> String {
    let mark = |markup: &'static str| if markdown { markup } else { "" };
    let mut text = format!("{}{}\n\n{}", mark("# "), rule.title, rule.why.trim());
    for (language, remedy) in remedies(rule) {
        let language = match language {
            "terraform" => " in Terraform",
            "cloudformation" => " in CloudFormation",
            _ => "",
        };
        text.push_str(&format!("\n\n{}How to fix it{language}\n\n{remedy}", mark("## ")));
    }
    if !rule.controls.is_empty() {
        text.push_str(&format!("\n\n{}Controls\n", mark("## ")));
        for (framework, ids) in rule.controls.iter() {
            text.push_str(&format!("\n- {framework}: {}", ids.join(", ")));
        }
    }
    if !rule.references.is_empty() {
        text.push_str(&format!("\n\n{}References\n", mark("## ")));
        for url in &rule.references {
            let (open, close) = if markdown { ("<", ">") } else { ("", "") };
            text.push_str(&format!("\n- {open}{url}{close}"));
        }
    }
    visible::text(&text).into_owned()
}
