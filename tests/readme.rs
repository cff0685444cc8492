//! What the README shows is what the program prints. `UPDATE_EXPECT=1 cargo test readme` writes it anew.

use crate::command::trailguard;
use std::fs;
use std::path::Path;

const BEGIN: &str = "<!-- sample -->\n";
const END: &str = "<!-- /sample -->";

#[test]
fn the_samples_are_real() {
    let readme = fs::read_to_string("README.md").unwrap();
    let mut parts = readme.split(BEGIN);
    let mut written = parts.next().unwrap().to_owned();
    let mut wrong = Vec::new();
    let mut samples = 0;
    for part in parts {
        let (sample, after) = part.split_once(END).unwrap();
        let fence = sample.lines().next().unwrap();
        let command = sample.lines().find_map(|line| line.strip_prefix("$ trailguard ")).unwrap();
        let arguments: Vec<&str> = command.split_whitespace().collect();
        let output = trailguard(Path::new("."), &arguments);
        let printed = String::from_utf8(output.stdout).unwrap();
        let real = format!("{fence}\n$ trailguard {command}\n{}\n```\n", printed.trim_end());
        if sample != real {
            wrong.push(real.clone());
        }
        written.push_str(&format!("{BEGIN}{real}{END}{after}"));
        samples += 1;
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write("README.md", written).unwrap();
        return;
    }
    assert!(samples >= 3, "only {samples} samples");
    assert!(wrong.is_empty(), "run with UPDATE_EXPECT=1 to write them anew:\n{}", wrong.join("\n"));
}

/// The two commands that the README promises are the ones it names.
#[test]
fn the_two_commands_are_there() {
    let readme = fs::read_to_string("README.md").unwrap();
    assert!(readme.contains("\ncargo run --release -- check examples"));
    assert!(readme.contains("\ncargo test"));
}

/// The examples are what they are called.
#[test]
fn the_secure_examples_pass_and_the_insecure_fail() {
    for (path, status) in [
        ("examples/terraform/secure", 0),
        ("examples/terraform/insecure", 1),
        ("examples/cloudformation/secure.yaml", 0),
        ("examples/cloudformation/insecure.yaml", 1),
    ] {
        let output = trailguard(Path::new("."), &["check", "--unknown", "fail", path]);
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(status), "{path}:\n{said}");
    }
}
