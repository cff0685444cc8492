//! What the README shows is what the program prints. `UPDATE_EXPECT=1 cargo test readme` writes it anew.

use crate::command::trailguard;
use std::fs;
use std::path::Path;

const BEGIN: &str = "<!-- sample -->\n";
const END: &str = "<!-- /sample -->";

#[test]
fn the_sample_is_real() {
    let readme = fs::read_to_string("README.md").unwrap();
    let (before, rest) = readme.split_once(BEGIN).unwrap();
    let (sample, after) = rest.split_once(END).unwrap();
    let command = sample.lines().find_map(|line| line.strip_prefix("$ trailguard ")).unwrap();
    let arguments: Vec<&str> = command.split_whitespace().collect();
    let output = trailguard(Path::new("."), &arguments);
    let printed = String::from_utf8(output.stdout).unwrap();
    let real = format!("```text\n$ trailguard {command}\n{}\n```\n", printed.trim_end());
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write("README.md", format!("{before}{BEGIN}{real}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(sample, real, "run with UPDATE_EXPECT=1 to write it anew");
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
