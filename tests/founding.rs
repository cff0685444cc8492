//! What the founding documents ask for: each control has rules whose examples show it fail and pass, or a sentence in the
//! README that says why infrastructure code cannot express it; and the insecure estates in `examples/` miss each of them.

use crate::rules::run;
use std::path::{Path, PathBuf};
use trailguard::check::Verdict;
use trailguard::fs::Disk;
use trailguard::linter::{Linter, Options, Report, Scope};
use trailguard::rule::Registry;
use trailguard::source::SourceMap;
use trailguard::syntax::node::Node;
use trailguard::syntax::yaml;

struct Control {
    name: String,
    rules: Vec<String>,
    readme: Option<String>,
}

fn parse(path: &Path) -> Node {
    let text = std::fs::read_to_string(path).unwrap();
    let source = SourceMap::new().add(path, text);
    let (documents, problems) = yaml::parse_documents(&source);
    assert!(problems.is_empty(), "{}: {problems:?}", path.display());
    documents.into_iter().next().unwrap()
}

fn controls(path: &Path) -> Vec<Control> {
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
    let control = |node: &Node| Control {
        name: text(node, "control").unwrap(),
        rules: node
            .get("rules")
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .filter_map(|it| it.text().map(str::to_owned))
            .collect(),
        readme: text(node, "readme"),
    };
    parse(path).items().iter().map(control).collect()
}

fn founding() -> Vec<Control> {
    controls(Path::new("tests/data/founding_controls.yaml"))
}

/// What is wrong with how a rule's examples show a control: a failure and a pass, in each language that can say them.
fn shown(rule: &str) -> Vec<String> {
    let registry = Registry::built_in();
    let Some(examples) = registry.examples(rule) else { return vec![format!("no rule `{rule}`")] };
    let examples = examples.unwrap();
    let cannot = &registry.get(rule).unwrap().unwrap().cannot;
    let mut wrong = Vec::new();
    for (language, path) in [("terraform", "main.tf"), ("cloudformation", "template.yaml")] {
        for verdict in [Verdict::Fail, Verdict::Pass] {
            let text = examples.iter().filter(|it| it.verdict == verdict).find_map(|it| match language {
                "terraform" => Some((it.terraform.as_ref()?, it.scope)),
                _ => Some((it.cloudformation.as_ref()?, it.scope)),
            });
            let Some(text) = text else {
                let of = |it: &&str| *it == language;
                let said = cannot.iter().any(|it| {
                    it.language.as_deref().is_none_or(|it| of(&it))
                        && it.verdict.is_none_or(|it| it == verdict)
                });
                if !said {
                    wrong.push(format!("{rule}: no {verdict} in {language}, and no `cannot`"));
                }
                continue;
            };
            let report = run(rule, text.1, path, &text.0.text);
            if !report.findings.iter().any(|it| it.verdict == verdict) {
                wrong.push(format!("{rule}: its {verdict} example in {language} is none"));
            }
        }
    }
    wrong
}

#[test]
fn every_founding_control_is_answered() {
    let readme = std::fs::read_to_string("README.md").unwrap().replace('\n', " ");
    let mut wrong = Vec::new();
    let mut rules: Vec<String> = Vec::new();
    for control in founding() {
        match &control.readme {
            Some(sentence) if !readme.contains(sentence.as_str()) => {
                wrong.push(format!("{}: README.md does not say {sentence:?}", control.name));
            }
            None if control.rules.is_empty() => wrong.push(format!("{}: nothing answers it", control.name)),
            _ => rules.extend(control.rules),
        }
    }
    rules.sort();
    rules.dedup();
    wrong.extend(rules.iter().flat_map(|rule| shown(rule)));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The list here is the researched one, where that lies beside the project.
#[test]
fn no_founding_control_is_forgotten() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("TRAILGUARD_SHARED").map_or(shared, PathBuf::from);
    let path = shared.join("facts/seeds_coverage.yaml");
    if !path.exists() {
        return;
    }
    let own = founding();
    let mut wrong = Vec::new();
    for wanted in controls(&path) {
        let Some(found) = own.iter().find(|it| it.name == wanted.name) else {
            wrong.push(format!("{} is not in tests/data", wanted.name));
            continue;
        };
        for rule in wanted.rules.iter().filter(|it| !found.rules.contains(it)) {
            wrong.push(format!("{}: {rule} is not named", wanted.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// All rules on a folder or file of `examples/`.
pub fn all_rules(path: &str, scope: Scope, frameworks: &[&str]) -> Report {
    let options = Options {
        paths: vec![PathBuf::from(path)],
        extended: true,
        scope,
        frameworks: frameworks.iter().map(|it| (*it).to_owned()).collect(),
        ..Options::default()
    };
    let work = move || Linter::default().run(&options, &Disk).unwrap();
    std::thread::Builder::new().stack_size(64 << 20).spawn(work).unwrap().join().unwrap()
}

#[test]
fn the_insecure_estates_miss_every_founding_control() {
    let mut wrong = Vec::new();
    for path in ["examples/terraform/insecure", "examples/cloudformation/insecure.yaml"] {
        let report = all_rules(path, Scope::Files, &[]);
        let fails = |rule: &String| {
            report.findings.iter().any(|it| it.verdict == Verdict::Fail && *it.rule.id == **rule)
        };
        for control in founding() {
            // what code cannot express has no rule of its own
            if control.readme.is_none() && !control.rules.iter().any(fails) {
                wrong.push(format!("{path}: nothing fails of: {}", control.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_secure_estates_pass_every_rule() {
    let mut wrong = Vec::new();
    for path in ["examples/terraform/secure", "examples/cloudformation/secure.yaml"] {
        let report = all_rules(path, Scope::Files, &[]);
        assert!(report.findings.len() > 60, "{path}: {}", report.findings.len());
        for finding in report.findings.iter().filter(|it| it.verdict != Verdict::Pass) {
            wrong.push(format!("{path}: {} {}: {:?}", finding.rule.id, finding.verdict, finding.causes));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
