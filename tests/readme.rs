//! What the README shows is what the program prints. `UPDATE_EXPECT=1 cargo test readme` writes it anew.

use crate::command::{Scratch, trailguard};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use trailguard::config::keys::{FILE, Key, Kind, Shape};

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

/// What a key takes, for people.
fn takes(kind: &Kind) -> String {
    match kind {
        Kind::Bool => "`true` or `false`".to_owned(),
        Kind::AlwaysTrue => "`true`".to_owned(),
        Kind::Number(least) => format!("a whole number from {least}"),
        Kind::Choice(choices) => choices.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "),
        Kind::Text(form) => form.name().to_owned(),
        Kind::List(item) => format!("a list: {}", takes(item)),
        Kind::OneOrList(item) => format!("{}, or a list", takes(item)),
        Kind::Map(item) => format!("a mapping of names: {}", takes(item)),
        Kind::Object(Shape { keys, .. }) => {
            let names: Vec<String> = keys.iter().map(|key| format!("`{}`", key.name)).collect();
            format!("a mapping with {}", names.join(", "))
        }
        Kind::Value => "any value".to_owned(),
    }
}

/// Between the marks, the text; rewritten where that is asked for.
fn held_to(begin: &str, end: &str, real: &str) {
    let readme = fs::read_to_string("README.md").unwrap();
    let (before, rest) = readme.split_once(begin).unwrap();
    let (found, after) = rest.split_once(end).unwrap();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write("README.md", format!("{before}{begin}{real}{end}{after}")).unwrap();
        return;
    }
    assert_eq!(found, real, "run with UPDATE_EXPECT=1 to write it anew");
}

#[test]
fn every_key_of_the_configuration_is_listed() {
    let mut table = String::from("\n| key | takes | what it says |\n|---|---|---|\n");
    for Key { name, kind, documentation } in FILE.keys {
        writeln!(table, "| `{name}` | {} | {documentation} |", takes(kind)).unwrap();
    }
    held_to("<!-- keys -->", "<!-- /keys -->", &table);
}

const ROOT: &str = "variable \"multi_region\" {\n  type = bool\n}\nresource \"aws_cloudtrail\" \"t\" {\n  name = \"audit\"\n  s3_bucket_name = \"b\"\n  is_multi_region_trail = var.multi_region\n  enable_log_file_validation = true\n}\n";

/// The example of a configuration does what it says.
#[test]
fn the_configuration_is_one() {
    let readme = fs::read_to_string("README.md").unwrap();
    let block = readme
        .split_once("<!-- configuration -->")
        .and_then(|(_, rest)| rest.split_once("<!-- /"))
        .unwrap()
        .0;
    let text = block.trim().strip_prefix("```yaml\n").and_then(|text| text.strip_suffix("```")).unwrap();
    let scratch = Scratch::new("readme-configuration")
        .with(".trailguard.yaml", text)
        .with("infra/trail/main.tf", ROOT)
        .with("infra/trail/prod.tfvars", "multi_region = true\n")
        .with("infra/examples/main.tf", ROOT)
        .with("sandbox/main.tf", ROOT.replace("var.multi_region", "false"));
    let output = trailguard(scratch.path(), &["check", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let about = |it: &serde_json::Value| {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
        [&it["unit"]["root"], &it["unit"]["deployment"], &it["rule"], &it["severity"]].map(text).join(" ")
    };
    let fails = report["results"].as_array().unwrap().iter().filter(|it| it["verdict"] == "fail");
    let grave: Vec<String> = fails.map(about).filter(|it| !it.ends_with("medium")).collect();
    assert_eq!(grave, ["infra/trail dev trail/multi-region critical"]);
    let good = trailguard(scratch.path(), &["check", "--var", "multi_region=true"]);
    assert_eq!(good.status.code(), Some(0), "the command line wins");
}
