//! Where reports go, and what else the command does for people and CI: several formats of one run, job summaries, text
//! from standard input, readers that go away.

use crate::command::{Scratch, trailguard};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const BAD: &str = "resource \"aws_cloudtrail\" \"t\" {\n  name = \"audit\"\n  s3_bucket_name = \"b\"\n}\n";
const SELECT: [&str; 3] = ["check", "--select", "trail/multi-region"];

fn with<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    SELECT.iter().chain(arguments).copied().collect()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trailguard"));
    command.args(arguments).current_dir(folder).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

/// Runs the program with text on its standard input.
fn fed(folder: &Path, arguments: &[&str], text: &str) -> Output {
    let mut child = command(folder, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn one_run_writes_several_reports() {
    let scratch = Scratch::new("several").with("main.tf", BAD).with("out/old.sarif", "what was there before");
    let output = trailguard(
        scratch.path(),
        &with(&[
            "--format",
            "concise",
            "--format",
            "sarif",
            "--output",
            "out/old.sarif",
            "--format",
            "junit",
            "-o",
            "j.xml",
        ]),
    );
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).starts_with("main.tf:1:1: high trail/multi-region "), "{}", said(&output));
    let sarif: serde_json::Value =
        serde_json::from_slice(&fs::read(scratch.path().join("out/old.sarif")).unwrap()).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "trail/multi-region");
    assert!(fs::read_to_string(scratch.path().join("j.xml")).unwrap().contains("<failure type=\"high\""));
    let left: Vec<_> = fs::read_dir(scratch.path().join("out")).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing is left beside the report");
}

#[test]
fn outputs_that_cannot_be_meant_or_written_are_told() {
    let scratch = Scratch::new("untold").with("main.tf", BAD);
    for (arguments, words) in [
        (&["--format", "json", "--format", "sarif"][..], "both go to standard output"),
        (&["--format", "json", "--output", "a", "--output", "b"], "give each `--output` a `--format`"),
        (
            &["--format", "json", "--output", "no/such/folder/a.json"],
            "`no/such/folder/a.json` cannot be written",
        ),
    ] {
        let output = trailguard(scratch.path(), &with(arguments));
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(words), "{}", said(&output));
    }
}

/// Forges name files from the root of the repository, wherever the program runs.
#[test]
fn forges_are_told_files_from_the_root_of_the_repository() {
    let scratch =
        Scratch::new("root").with(".git/HEAD", "ref: refs/heads/main\n").with("live/eu 1/main.tf", BAD);
    let folder = scratch.path().join("live");
    let run = |format: &str| {
        let output = command(&folder, &with(&["--format", format]))
            .env_remove("GITHUB_WORKSPACE")
            .env_remove("CI_PROJECT_DIR")
            .env_remove("GITHUB_STEP_SUMMARY")
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let sarif: serde_json::Value = serde_json::from_str(&run("sarif")).unwrap();
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(
        (place["uri"].as_str(), place["uriBaseId"].as_str()),
        (Some("live/eu%201/main.tf"), Some("%SRCROOT%"))
    );
    assert!(run("github").starts_with("::error file=live/eu 1/main.tf,line=1,"), "{}", run("github"));
    assert!(run("gitlab").contains("\"path\": \"live/eu 1/main.tf\""));
    assert!(run("concise").starts_with("eu 1/main.tf:1:1: "));
}

#[test]
fn the_summary_of_a_job_is_written_behind_what_is_there() {
    let scratch = Scratch::new("summary").with("main.tf", BAD).with("summary.md", "before\n");
    let summary = scratch.path().join("summary.md");
    let run = |format: &str| {
        command(scratch.path(), &with(&["--format", format]))
            .env("GITHUB_STEP_SUMMARY", &summary)
            .output()
            .unwrap()
    };
    run("json");
    assert_eq!(fs::read_to_string(&summary).unwrap(), "before\n");
    assert_eq!(run("github").status.code(), Some(1));
    let text = fs::read_to_string(&summary).unwrap();
    assert!(text.starts_with("before\n## trailguard: 1 failed\n"), "{text}");
}

#[test]
fn standard_input_takes_the_place_of_a_file() {
    let good = BAD.replace("}\n", "  is_multi_region_trail = var.on\n}\n");
    let scratch = Scratch::new("stdin")
        .with("a/main.tf", BAD)
        .with("a/variables.tf", "variable \"on\" {\n  default = true\n}\n")
        .with("b/main.tf", BAD);
    for (file, text, status, words) in [
        ("a/main.tf", &*good, 0, "1 trail in 2 files: 1 passed"),
        ("./a/../a/main.tf", &good, 0, "1 trail in 2 files: 1 passed"),
        ("a/new.tf", &BAD.replace("\"t\"", "\"new\""), 1, "a/new.tf:1:1"),
        (
            "c.yaml",
            "Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties: {IsLogging: true, S3BucketName: b}\n",
            1,
            "c.yaml:2:3",
        ),
        ("a/main.tf", "resource {\n", 2, "a/main.tf"),
    ] {
        let output = fed(scratch.path(), &with(&["--stdin-filename", file]), text);
        assert_eq!(output.status.code(), Some(status), "{file}: {}", said(&output));
        assert!(said(&output).contains(words), "{file}: {}", said(&output));
        assert!(!said(&output).contains("b/main.tf"), "{file}: {}", said(&output));
    }
}

#[test]
fn a_reader_that_goes_away_is_no_trouble() {
    let scratch = Scratch::new("broken-pipe");
    let mut scratch = scratch;
    for number in 0..400 {
        scratch = scratch.with(&format!("{number}/main.tf"), BAD);
    }
    let mut child = command(scratch.path(), &["check", "--show", "all"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn packagers_find_completions_and_a_manual() {
    let here = Path::new(".");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = trailguard(here, &["completions", shell]);
        assert!(output.status.success());
        assert!(said(&output).contains("stdin-filename"), "{shell}");
    }
    let manual = said(&trailguard(here, &["man"]));
    assert!(
        manual.starts_with(".ie") && manual.contains("TRAILGUARD CHECK") && manual.contains("fail\\-on"),
        "{manual}"
    );
}

#[cfg(unix)]
#[test]
fn watching_tells_what_has_changed() {
    use std::io::{BufRead as _, BufReader};
    let scratch = Scratch::new("watch").with("main.tf", BAD);
    let mut child =
        command(scratch.path(), &with(&["--watch", "--format", "concise", "--progress", "never"]))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    fs::write(scratch.path().join("main.tf"), format!("# moved\n{BAD}")).unwrap();
    let second = lines.next().unwrap().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        first.starts_with("main.tf:1:1: high") && second.starts_with("main.tf:2:1: high"),
        "{first}\n{second}"
    );
}

/// Names of folders are somebody else's text, and need not be text at all.
#[cfg(target_os = "linux")]
#[test]
fn names_of_files_take_over_nothing() {
    use std::os::unix::ffi::OsStrExt as _;
    let scratch = Scratch::new("hostile-names");
    let names: [&[u8]; 6] = [
        b"a\n::error::x",
        b"b\x1b[31m",
        b"c\xff\xed\xa0\x80",
        b"d]]><script>",
        b"e`|x",
        "\u{202e}@all".as_bytes(),
    ];
    for name in names {
        let folder = scratch.path().join(std::ffi::OsStr::from_bytes(name));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("main.tf"), BAD).unwrap();
    }
    for format in trailguard::report::Format::ALL {
        let output = trailguard(scratch.path(), &with(&["--format", format.name()]));
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!text.chars().any(trailguard::report::visible::is_hostile), "{text}");
        let commands = text.lines().filter(|line| line.trim_start().starts_with("::")).count();
        assert_eq!(commands, if format.name() == "github" { names.len() } else { 0 }, "{text}");
        match format.name() {
            "json" | "sarif" | "gitlab" | "rdjson" | "sonarqube" => {
                serde_json::from_str::<serde_json::Value>(&text).unwrap();
            }
            "junit" => drop(roxmltree::Document::parse(&text).unwrap()),
            _ => {}
        }
        if format.name() == "sarif" {
            assert!(
                text.contains("c%FF%ED%A0%80/main.tf") && text.contains("a%0A%3A%3Aerror%3A%3Ax/main.tf")
            );
        }
    }
}

/// A module and those that call it: what fails at one place is drawn once, what one input would decide is one line.
#[test]
fn people_are_told_once_what_has_one_cause() {
    let module = "variable \"bucket\" { type = string }\nvariable \"validate\" { default = false }\n\
                  resource \"aws_cloudtrail\" \"t\" {\n  name = \"t\"\n  s3_bucket_name = var.bucket\n  \
                  enable_log_file_validation = var.validate\n}\n";
    let call = |arguments: &str| format!("module \"m\" {{\n  source = \"../..\"\n  {arguments}\n}}\n");
    let scratch = Scratch::new("once")
        .with("main.tf", module)
        .with("examples/a/main.tf", call("bucket = var.b"))
        .with("examples/a/variables.tf", "variable \"b\" { type = string }\n")
        .with("examples/b/main.tf", call("bucket = var.c\n  validate = false"))
        .with("examples/b/variables.tf", "variable \"c\" { type = string }\n");
    let select = ["check", "--select", "trail/log-file-validation,bucket/allows-delivery"];
    let text = said(&trailguard(scratch.path(), &select));
    // the second example passes a value of its own: that is another place to mend
    assert_eq!(text.matches("are not validated").count(), 2, "{text}");
    assert_eq!(text.matches("\nas on `").count(), 1, "{text}");
    assert!(text.contains("\nas on `aws_cloudtrail.t` in .: trail/log-file-validation\n"), "{text}");
    assert_eq!(text.matches("unknown: 1 rule undecided").count(), 1, "{text}");
    assert!(text.contains("and 2 more resources"), "{text}");
    let all = said(&trailguard(scratch.path(), &[&select[..], &["--show", "all"]].concat()));
    assert_eq!(all.matches("are not validated").count(), 3, "{all}");
    let json = said(&trailguard(scratch.path(), &[&select[..], &["--format", "json"]].concat()));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["results"].as_array().unwrap().len(), 6);
}
