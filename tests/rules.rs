//! Every example of every rule, in both languages, with its own rule only; and that rule files are well made.

use std::fs;
use std::path::PathBuf;
use trailguard::check::{Finding, Verdict};
use trailguard::fs::Memory;
use trailguard::linter::{Linter, Options, Report, Scope};
use trailguard::rule::{Cannot, Choice, Example, Registry, Rule, frameworks};

const MARK: &str = "<- the finding is here";

/// Runs one rule on one text, on a thread with the stack that the command has.
pub fn run(rule: &str, scope: Scope, path: &str, text: &str) -> Report {
    let options = Options {
        paths: vec![PathBuf::from("/w")],
        select: vec![rule.to_owned()],
        scope,
        ..Options::default()
    };
    let files = Memory::new().with(format!("/w/{path}"), text);
    let work = move || Linter::default().run(&options, &files).unwrap();
    std::thread::Builder::new().stack_size(64 << 20).spawn(work).unwrap().join().unwrap()
}

/// The same with what was there before.
fn run_since(rule: &str, path: &str, before: &str, text: &str) -> Report {
    let options =
        Options { paths: vec![PathBuf::from("/w")], select: vec![rule.to_owned()], ..Options::default() };
    let earlier = Memory::new().with(format!("/w/{path}"), before);
    let files = Memory::new().with(format!("/w/{path}"), text);
    let work = move || Linter::default().run_since(&options, &files, &earlier).unwrap().0;
    std::thread::Builder::new().stack_size(64 << 20).spawn(work).unwrap().join().unwrap()
}

fn texts(example: &Example) -> Vec<(&'static str, &str)> {
    let terraform = example.terraform.as_ref().map(|text| ("main.tf", &*text.text));
    let cloudformation = example.cloudformation.as_ref().map(|text| ("template.yaml", &*text.text));
    terraform.into_iter().chain(cloudformation).collect()
}

/// What is wrong with what a rule said of an example.
fn complaint(example: &Example, path: &str, text: &str, report: &Report) -> Option<String> {
    if let Some(error) = report.errors.first() {
        return Some(format!("does not parse: {}", error.message));
    }
    let said: Vec<&Finding> = report.findings.iter().collect();
    let shown = || {
        let list: Vec<String> = said
            .iter()
            .map(|it| format!("{} ({}; {:?}; when {:?})", it.verdict, it.message, it.causes, it.fails_when))
            .collect();
        format!("said [{}], {} not applicable", list.join(", "), report.not_applicable)
    };
    if example.verdict == Verdict::NotApplicable {
        let right = said.is_empty() && report.not_applicable > 0;
        return (!right).then(|| format!("should not apply, but {}", shown()));
    }
    let [finding] = said.as_slice() else {
        return Some(format!("exactly one result wanted, but {}", shown()));
    };
    if finding.verdict != example.verdict {
        return Some(format!("{} wanted, but {}", example.verdict, shown()));
    }
    if let Some(wanted) = example.severity
        && finding.rule.severity != wanted
    {
        return Some(format!("{wanted} wanted, but {}", finding.rule.severity));
    }
    if let Some(wanted) = &example.fails_when
        && finding.fails_when.as_deref() != Some(wanted)
    {
        return Some(format!("fails when {wanted:?} wanted, but {:?}", finding.fails_when));
    }
    let marked = text.lines().position(|line| line.contains(MARK)).map(|line| line + 1);
    let found = finding.location.and_then(|span| {
        let source = report.sources.get(span.source)?;
        Some(source.positions(span).0.line as usize)
    });
    match marked {
        Some(_) if found == marked => None,
        Some(line) => Some(format!("{path}: the finding belongs on line {line}, but is on {found:?}")),
        // what is not there at all has no line
        None if example.verdict == Verdict::Fail && found.is_some() => {
            Some(format!("{path}: no line is marked `{MARK}`"))
        }
        None => None,
    }
}

/// Examples that a rule should have and has not, and what it says that it cannot say and says all the same.
fn missing(rule: &Rule, examples: &[Example]) -> Vec<String> {
    let mut wrong = Vec::new();
    for language in ["terraform", "cloudformation"] {
        let written = |it: &Example| match language {
            "terraform" => it.terraform.is_some(),
            _ => it.cloudformation.is_some(),
        };
        let cannot = |verdict: Option<Verdict>| {
            let said = |it: &&Cannot| it.language.as_deref().is_none_or(|it| it == language);
            rule.cannot.iter().filter(said).any(|it| it.verdict == verdict)
        };
        for verdict in [Verdict::Fail, Verdict::Pass, Verdict::Unknown] {
            let shown = examples.iter().any(|it| it.verdict == verdict && written(it));
            match (shown, cannot(None)) {
                (false, false) if !cannot(Some(verdict)) => {
                    wrong.push(format!("{}: no {verdict} example in {language}, and no `cannot`", rule.id));
                }
                (true, true) => wrong.push(format!("{}: `{verdict}` in {language} is shown", rule.id)),
                _ => {}
            }
        }
    }
    wrong
}

#[test]
fn every_example_says_what_it_claims() {
    let registry = Registry::built_in();
    let mut wrong = Vec::new();
    for summary in registry.summaries() {
        let examples = registry.examples(&summary.id).unwrap().unwrap_or_else(|broken| panic!("{broken}"));
        for example in &examples {
            for (path, text) in texts(example) {
                let before = &example.before[usize::from(path.ends_with(".yaml"))];
                let report = match before {
                    Some(before) => run_since(&summary.id, path, &before.text, text),
                    None => run(&summary.id, example.scope, path, text),
                };
                if let Some(complaint) = complaint(example, path, text, &report) {
                    wrong.push(format!("{}: {} ({path}): {complaint}", summary.id, example.title));
                }
            }
        }
        let rule = registry.get(&summary.id).unwrap().unwrap_or_else(|broken| panic!("{broken}"));
        wrong.extend(missing(&rule, &examples));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is taken from rule files without parsing them is what parsing gives.
#[test]
fn heads_of_rule_files_are_read_rightly() {
    let registry = Registry::built_in();
    let everything = Choice { extended: true, ..Choice::default() };
    let chosen = registry.choose(everything).unwrap_or_else(|broken| panic!("{broken}"));
    assert_eq!(chosen.len(), registry.summaries().count());
    assert!(!chosen.is_empty());
    for (summary, head) in registry.summaries().zip(chosen) {
        let whole = registry.get(&summary.id).unwrap().unwrap_or_else(|broken| panic!("{broken}"));
        for rule in [&*head, &*whole] {
            assert_eq!(summary.id, rule.id);
            assert_eq!(summary.title, rule.title, "{}", rule.id);
            assert_eq!(summary.severity, rule.severity, "{}", rule.id);
            assert_eq!(summary.kind, rule.kind, "{}", rule.id);
            assert_eq!(summary.profile, rule.profile, "{}", rule.id);
            assert_eq!(summary.subject, rule.subject, "{}", rule.id);
            assert_eq!(whole.parameters, rule.parameters, "{}", rule.id);
        }
    }
}

#[test]
fn rules_are_complete_and_in_the_style_of_the_house() {
    let registry = Registry::built_in();
    let frameworks = frameworks::built_in();
    let mut wrong = Vec::new();
    for summary in registry.summaries() {
        let rule = registry.get(&summary.id).unwrap().unwrap_or_else(|broken| panic!("{broken}"));
        let text = fs::read_to_string(format!("rules/{}.yaml", rule.id)).unwrap();
        let message = text.lines().find_map(|line| line.strip_prefix("message: \"")).unwrap_or_default();
        if message.starts_with(char::is_uppercase) || message.trim_end_matches('"').ends_with('.') {
            wrong.push(format!("{}: messages start small and have no full stop", rule.id));
        }
        if !message.contains("${") && &*rule.subject != "account" {
            wrong.push(format!("{}: the message does not name the thing", rule.id));
        }
        if rule.why.split_whitespace().count() < 8 {
            wrong.push(format!("{}: `why` says hardly anything", rule.id));
        }
        if rule.references.is_empty() {
            wrong.push(format!("{}: no references", rule.id));
        }
        if rule.help.is_empty() && rule.fix.is_none() {
            wrong.push(format!("{}: neither help nor fix", rule.id));
        }
        for (framework, ids) in rule.controls.iter() {
            let Ok(known) = frameworks::find(&frameworks, framework) else {
                wrong.push(format!("{}: framework `{framework}` is not in frameworks.yaml", rule.id));
                continue;
            };
            for id in ids.iter().filter(|id| !known.controls.contains(id)) {
                wrong.push(format!("{}: `{id}` is not a control of `{framework}`", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
