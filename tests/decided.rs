//! What looking harder decides: each file of `tests/data/decided` says what holds, why that is so, and its files.
//!
//! A line `# expect: RULE VERDICT` may go on with a part of the cause, for what is not known.

use crate::hard_cases::{run, word};
use std::fmt::Write;
use std::path::Path;
use trailguard::check::Finding;

fn described(finding: &Finding) -> String {
    let causes: Vec<String> = finding.causes.iter().map(ToString::to_string).collect();
    format!("{} {}", word(finding.verdict), causes.join("; ")).trim_end().to_owned()
}

#[test]
fn what_can_be_decided_is() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/decided");
    let mut wrong = String::new();
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().display();
        let report = run(&text, &[]);
        for error in &report.errors {
            writeln!(wrong, "{name}: {}", error.message).unwrap();
        }
        for line in text.lines().filter_map(|line| line.strip_prefix("# expect: ")) {
            count += 1;
            let (rule, expected) = line.split_once(' ').unwrap();
            let of_rule = report.findings.iter().filter(|finding| *finding.rule.id == *rule);
            let said: Vec<String> = of_rule.map(described).collect();
            if !matches!(said.as_slice(), [one] if one.starts_with(expected)) {
                writeln!(wrong, "{name}: {rule} is {said:?}, not {expected}").unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(count >= 10, "{count} expectations");
}
