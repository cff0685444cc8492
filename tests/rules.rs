//! Every example of every rule, in both languages, with its own rule only; and that rule files are well made.

use std::fs;
use std::path::PathBuf;
use trailguard::check::{Finding, Verdict};
use trailguard::fs::Memory;
use trailguard::linter::{Linter, Options, Report};
use trailguard::rule::{Choice, Example, Registry};

const MARK: &str = "<- the finding is here";

/// Verdicts that a rule cannot come to by the files of an example alone, by language (0: Terraform, 1: CloudFormation).
const UNDECIDED: &[(&str, Verdict, usize)] = &[
    // what is not here may be elsewhere
    ("organization/delegated-admin", Verdict::Fail, 0),
    ("organization/organization-trail", Verdict::Fail, 0),
    ("organization/organization-trail", Verdict::Fail, 1),
    ("trail/exists", Verdict::Fail, 0),
    ("trail/exists", Verdict::Fail, 1),
    // a template does not say its Region
    ("trail/global-events-reachable", Verdict::Fail, 1),
    ("trail/global-events-reachable", Verdict::Pass, 1),
];

/// Rules about what Terraform takes as literals only.
const NEVER_UNKNOWN: &[&str] = &["change/trail-replaced", "trail/deletion-guard", "trail/ignored-changes"];

/// Runs one rule on one text, on a thread with the stack that the command has.
fn run(rule: &str, path: &str, text: &str) -> Report {
    let options =
        Options { paths: vec![PathBuf::from("/w")], select: vec![rule.to_owned()], ..Options::default() };
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
        None if example.verdict == Verdict::Fail => Some(format!("{path}: no line is marked `{MARK}`")),
        None => None,
    }
}

/// Rules that never fail: what is not here may be elsewhere, and nothing here can be wrong about it.
const ELSEWHERE: &[&str] = &[
    "alarm/topic-has-subscriber",
    "config/cloudtrail-config-rules",
    "config/recorder-exists",
    "events/lambda-data-events",
    "events/network-activity-events",
    "events/s3-read-data-events",
    "events/s3-write-data-events",
];

/// Rules that never fail in CloudFormation: it does by itself what they ask for.
const DONE_BY_CLOUDFORMATION: &[&str] = &["config/recorder-started"];

/// Whether a rule cannot come to a verdict in a language (0: Terraform, 1: CloudFormation).
fn cannot(rule: &str, subject: &str, verdict: Verdict, language: usize) -> bool {
    let never_read = trailguard::model::model_type(subject).is_some_and(|(_, subject)| {
        let kinds = if language == 0 { subject.terraform } else { subject.cloudformation };
        kinds.is_empty()
    });
    let never_fails = ELSEWHERE.contains(&rule) || (language == 1 && DONE_BY_CLOUDFORMATION.contains(&rule));
    never_read || (verdict == Verdict::Fail && never_fails)
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
                    None => run(&summary.id, path, text),
                };
                if let Some(complaint) = complaint(example, path, text, &report) {
                    wrong.push(format!("{}: {} ({path}): {complaint}", summary.id, example.title));
                }
            }
        }
        for language in 0..2 {
            let has = |verdict: Verdict| {
                let text = |it: &Example| {
                    if language == 0 { it.terraform.is_some() } else { it.cloudformation.is_some() }
                };
                examples.iter().any(|example| example.verdict == verdict && text(example))
            };
            // what a language cannot say is not applicable in it, and nothing else
            let inexpressible = has(Verdict::NotApplicable)
                && ![Verdict::Fail, Verdict::Pass, Verdict::Unknown].into_iter().any(has);
            for verdict in [Verdict::Fail, Verdict::Pass] {
                let open = has(Verdict::Unknown) && UNDECIDED.contains(&(&summary.id, verdict, language));
                let silent = inexpressible || cannot(&summary.id, &summary.subject, verdict, language);
                if !has(verdict) && !silent && !open {
                    wrong.push(format!("{}: no {verdict} example in language {language}", summary.id));
                }
            }
        }
        let decided = NEVER_UNKNOWN.contains(&&*summary.id);
        if !decided && !examples.iter().any(|example| example.verdict == Verdict::Unknown) {
            wrong.push(format!("{}: no unknown example", summary.id));
        }
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
    let frameworks = fs::read_to_string("rules/frameworks.yaml").unwrap();
    let mut wrong = Vec::new();
    for summary in registry.summaries() {
        let rule = registry.get(&summary.id).unwrap().unwrap_or_else(|broken| panic!("{broken}"));
        let text = fs::read_to_string(format!("rules/{}.yaml", rule.id)).unwrap();
        let message = text.lines().find_map(|line| line.strip_prefix("message: \"")).unwrap_or_default();
        if message.starts_with(char::is_uppercase) || message.trim_end_matches('"').ends_with('.') {
            wrong.push(format!("{}: messages start small and have no full stop", rule.id));
        }
        if rule.references.is_empty() {
            wrong.push(format!("{}: no references", rule.id));
        }
        if rule.help.is_empty() && rule.fix.is_none() {
            wrong.push(format!("{}: neither help nor fix", rule.id));
        }
        for (framework, ids) in rule.controls.iter() {
            let Some(section) = frameworks.split(&format!("\n{framework}:\n")).nth(1) else {
                wrong.push(format!("{}: framework `{framework}` is not in frameworks.yaml", rule.id));
                continue;
            };
            let section: String =
                section.lines().take_while(|line| line.starts_with(' ')).collect::<Vec<_>>().join("\n");
            for id in ids {
                let listed = section
                    .lines()
                    .any(|line| line.trim_start_matches([' ', '-']).trim_matches(['\'', '"']) == &**id);
                if !listed {
                    wrong.push(format!("{}: `{id}` is not a control of `{framework}`", rule.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
