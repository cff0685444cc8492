//! A team that takes the program up in an old repository, from the first day on: what was there stays quiet, what gets worse
//! is told, what gets better is said. In a git repository of its own, with the real program.

use crate::command::{Scratch, trailguard};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use trailguard::check::{Finding, Silencer, Verdict};
use trailguard::fs::{Date, Memory};
use trailguard::linter::{Baseline, Linter, Options, Report};

const OLD: &str = "variable \"on\" {\n  default = true\n}\n\nvariable \"multi\" {\n  default = true\n}\n\n\
resource \"aws_cloudtrail\" \"audit\" {\n  count                 = var.on ? 1 : 0\n  name                  = \"audit\"\n  \
s3_bucket_name        = \"audit-logs\"\n  is_multi_region_trail = var.multi\n}\n";

fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=n", "-c", "user.email=n@example.com", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(folder)
        .env_remove("GIT_DIR")
        .env_remove("GIT_INDEX_FILE")
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A repository with one commit on `main`.
fn repository(name: &str, files: &[(&str, &str)]) -> Scratch {
    let scratch = files.iter().fold(Scratch::new(name), |scratch, (path, text)| scratch.with(path, text));
    git(scratch.path(), &["init", "-q", "-b", "main"]);
    git(scratch.path(), &["add", "-A"]);
    git(scratch.path(), &["commit", "-q", "-m", "what is there"]);
    scratch
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

/// The failures of a run as `rule address`, with its exit status.
fn failures(folder: &Path, arguments: &[&str]) -> (i32, Vec<String>) {
    let output = trailguard(folder, &[&["check", "--format", "json"], arguments].concat());
    let json: serde_json::Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)));
    let open = json["results"].as_array().unwrap().iter();
    let open = open.filter(|it| it["verdict"] == "fail" && it["suppressed"].is_null());
    let word = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let found = open.map(|it| format!("{} {}", word(&it["rule"]), word(&it["resource"]["address"])));
    (status(&output), found.collect())
}

fn replace(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replace(from, to)).unwrap();
}

const MULTI: &str = "trail/multi-region aws_cloudtrail.audit[0]";
const REMOVED: &str = "change/trail-removed aws_cloudtrail.audit[0]";

#[test]
fn a_team_begins_on_monday() {
    let scratch = repository("monday", &[("infra/main.tf", OLD)]);
    let here = scratch.path();
    assert_eq!(status(&trailguard(here, &["init"])), 0);
    assert_eq!(failures(here, &[]).0, 1, "there is something to begin with");
    let written = trailguard(here, &["check", "--write-baseline"]);
    assert_eq!(status(&written), 0, "{}", said(&written));
    let text = fs::read_to_string(here.join(".trailguard-baseline.json")).unwrap();
    assert_eq!(text.matches("\"rule\":").count(), text.lines().filter(|it| it.contains("\"rule\":")).count());
    let baseline = ["--baseline", ".trailguard-baseline.json"];
    assert_eq!(failures(here, &baseline), (0, vec![]));
    let again = trailguard(here, &["check", "--write-baseline"]);
    assert_eq!(status(&again), 0);
    assert_eq!(fs::read_to_string(here.join(".trailguard-baseline.json")).unwrap(), text, "it is the same");
    git(here, &["add", "-A"]);
    git(here, &["commit", "-q", "-m", "adopt"]);

    // a pull request that makes it worse
    replace(here, "infra/main.tf", "default = true\n}\n\nresource", "default = false\n}\n\nresource");
    assert_eq!(failures(here, &baseline), (1, vec![MULTI.to_owned()]));
    assert_eq!(failures(here, &["--since", "main"]), (1, vec![MULTI.to_owned()]));

    // one that makes it better
    git(here, &["checkout", "-q", "."]);
    replace(here, "infra/main.tf", "  name  ", "  enable_log_file_validation = true\n  name  ");
    let output = trailguard(here, &["check", "--since", "main"]);
    let text = said(&output);
    assert_eq!(status(&output), 0, "{text}");
    let mended = "1 finding of `main` is mended: trail/log-file-validation on\n";
    assert!(text.contains(mended.trim()), "{text}");
    let told = said(&trailguard(here, &["check", "--baseline", ".trailguard-baseline.json"]));
    assert!(told.contains("1 entry of the baseline"), "{told}");

    // one that removes it
    git(here, &["checkout", "-q", "."]);
    git(here, &["rm", "-q", "infra/main.tf"]);
    assert_eq!(failures(here, &["--since", "main"]), (1, vec![REMOVED.to_owned()]));
    let markdown = said(&trailguard(here, &["check", "--since", "main", "--format", "markdown"]));
    assert!(markdown.contains("| `aws_cloudtrail.audit[0]`<br>`infra` |"), "{markdown}");
    assert!(markdown.contains("**removed"), "{markdown}");
}

/// What is done to the repository, what is asked for, and the failures that are new.
struct Change {
    name: &'static str,
    does: fn(&Path),
    arguments: &'static [&'static str],
    new: &'static [&'static str],
}

const NEW: &str = "resource \"aws_cloudtrail\" \"new\" {\n  name                       = \"new-trail\"\n  \
s3_bucket_name             = \"new-logs\"\n  is_multi_region_trail      = true\n  enable_log_file_validation = true\n}\n";

const CHANGES: &[Change] = &[
    Change { name: "nothing", does: |_| {}, arguments: &["."], new: &[] },
    Change { name: "a folder as PATH", does: |_| {}, arguments: &["infra"], new: &[] },
    Change { name: "a file as PATH", does: |_| {}, arguments: &["infra/main.tf"], new: &[] },
    Change {
        name: "the count is 0",
        does: |here| replace(here, "infra/main.tf", "? 1 : 0", "? 0 : 0"),
        arguments: &["."],
        new: &[REMOVED],
    },
    Change {
        name: "the condition is false",
        does: |here| replace(here, "infra/main.tf", "true\n}\n\nvariable", "false\n}\n\nvariable"),
        arguments: &["."],
        new: &[REMOVED],
    },
    Change {
        name: "worse",
        does: |here| replace(here, "infra/main.tf", "true\n}\n\nresource", "false\n}\n\nresource"),
        arguments: &["."],
        new: &[MULTI],
    },
    Change {
        name: "a file is renamed",
        does: |here| git(here, &["mv", "infra/main.tf", "infra/trail.tf"]),
        arguments: &["."],
        new: &[],
    },
    Change {
        name: "a folder is renamed",
        does: |here| git(here, &["mv", "infra", "platform"]),
        arguments: &["."],
        new: &[],
    },
    Change {
        name: "an address is renamed with `moved`",
        does: |here| {
            replace(here, "infra/main.tf", "\"aws_cloudtrail\" \"audit\"", "\"aws_cloudtrail\" \"kept\"");
            let text = "moved {\n  from = aws_cloudtrail.audit\n  to   = aws_cloudtrail.kept\n}\n";
            fs::write(here.join("infra/moved.tf"), text).unwrap();
        },
        arguments: &["."],
        new: &[],
    },
    Change {
        name: "a new resource",
        does: |here| fs::write(here.join("infra/new.tf"), NEW).unwrap(),
        arguments: &["--select", "trail/cloudwatch-logs,trail/customer-key,trail/multi-region", "."],
        new: &["trail/cloudwatch-logs aws_cloudtrail.new", "trail/customer-key aws_cloudtrail.new"],
    },
    Change {
        name: "a path that was not there",
        does: |here| {
            fs::create_dir(here.join("new")).unwrap();
            fs::copy(here.join("infra/main.tf"), here.join("new/main.tf")).unwrap();
        },
        arguments: &["--select", "trail/log-file-validation", "new"],
        new: &["trail/log-file-validation aws_cloudtrail.audit[0]"],
    },
];

#[test]
fn only_what_is_new_or_worse_is_told() {
    for Change { name, does, arguments, new } in CHANGES {
        let scratch = repository("since", &[("infra/main.tf", OLD)]);
        does(scratch.path());
        let (status, found) = failures(scratch.path(), &[&["--since", "HEAD"], *arguments].concat());
        assert_eq!(found, *new, "{name}");
        assert_eq!(status, i32::from(!new.is_empty()), "{name}");
    }
}

#[test]
fn a_subfolder_sees_what_goes_there() {
    let scratch = repository("address", &[("infra/main.tf", OLD)]);
    replace(scratch.path(), "infra/main.tf", "\"aws_cloudtrail\" \"audit\"", "\"aws_cloudtrail\" \"other\"");
    let (status, found) = failures(&scratch.path().join("infra"), &["--since", "HEAD"]);
    assert_eq!(status, 1);
    assert!(found.iter().any(|it| it.starts_with("change/")), "it is deleted and created: {found:?}");
    assert!(found.contains(&"trail/customer-key aws_cloudtrail.other[0]".to_owned()), "{found:?}");

    let call = "module \"m\" {\n  source = \"../m\"\n}\n";
    let scratch = repository("call", &[("m/main.tf", OLD), ("infra/main.tf", call)]);
    fs::write(scratch.path().join("infra/main.tf"), "# nothing is called\n").unwrap();
    let found = failures(&scratch.path().join("infra"), &["--since", "main", "."]);
    assert_eq!(found, (1, vec!["change/trail-removed module.m.aws_cloudtrail.audit[0]".to_owned()]));
}

/// A file that git does not know has no earlier state: it is as it is now.
#[test]
fn what_git_ignores_is_the_same_then() {
    let undecided = OLD.replace("  default = true\n}\n\nresource", "}\n\nresource");
    let files = [("infra/main.tf", &*undecided), (".gitignore", "*.tfvars\n")];
    let scratch = repository("ignored", &files).with("infra/terraform.tfvars", "multi = false\n");
    assert!(failures(scratch.path(), &[]).1.contains(&MULTI.to_owned()));
    assert_eq!(failures(scratch.path(), &["--since", "main"]), (0, vec![]));
}

#[test]
fn what_cannot_be_compared_is_told_with_a_remedy() {
    let scratch = repository("cannot", &[("main.tf", OLD)]);
    let here = scratch.path();
    fs::write(here.join("b.json"), "{\n  \"version\": 1,\n  \"findings\": [\n    oops\n  ]\n}\n").unwrap();
    fs::write(here.join("v.json"), "{\"version\": 9, \"findings\": []}").unwrap();
    let shallow = format!("file://{}", here.display());
    git(here, &["commit", "-q", "--allow-empty", "-m", "second"]);
    git(here, &["clone", "-q", "--depth", "1", &shallow, "shallow"]);
    let outside = Scratch::new("outside").with("main.tf", OLD);
    let cases: &[(PathBuf, &[&str], &str)] = &[
        (here.to_path_buf(), &["--since", "nope"], "there is no revision `nope`"),
        (here.to_path_buf(), &["--since=--all"], "there is no revision `--all`"),
        (here.join("shallow"), &["--since", "HEAD~1"], "fetch-depth: 0"),
        (outside.path().to_path_buf(), &["--since", "main"], "there is no git repository here"),
        (here.to_path_buf(), &["--baseline", "none.json"], "`--write-baseline` writes one"),
        (here.to_path_buf(), &["--baseline", "b.json"], "b.json:4:5: the baseline is broken"),
        (here.to_path_buf(), &["--baseline", "v.json"], "has version 9"),
    ];
    for (folder, arguments, words) in cases {
        let output = trailguard(folder, &[&["check"], *arguments].concat());
        assert_eq!(status(&output), 2, "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains(words), "{arguments:?}: {}", said(&output));
    }
}

#[test]
fn suppressions_are_written_for_what_is_shown() {
    let template = "{\n  \"Resources\": {\n    \"Trail\": {\n      \"Type\": \"AWS::CloudTrail::Trail\",\n      \
                    \"Properties\": {\n        \"S3BucketName\": \"audit-logs\",\n        \"IsLogging\": true\n      }\n    }\n  }\n}\n";
    let yaml = "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: audit-logs\n      \
                IsLogging: true\n      IsMultiRegionTrail: false\n";
    let files = [("a/main.tf", OLD), ("t.json", template), ("t.yaml", yaml)];
    let scratch = repository("ignores", &files);
    let here = scratch.path();
    assert_eq!(failures(here, &[]).0, 1);
    let one = ["check", "--select", "trail/multi-region", "--add-ignores", "--reason", "one region"];
    assert_eq!(status(&trailguard(here, &one)), 0);
    let text = fs::read_to_string(here.join("t.yaml")).unwrap();
    let comment =
        "      # trailguard:ignore trail/multi-region -- one region\n      IsMultiRegionTrail: false\n";
    assert!(text.contains(comment), "{text}");
    let all = ["check", "--add-ignores", "--reason", "as we found it", "--until", "2999-12-31"];
    let output = trailguard(here, &all);
    assert_eq!(status(&output), 0, "{}", said(&output));
    assert_eq!(failures(here, &[]), (0, vec![]));
    let notes = said(&trailguard(here, &["check"]));
    assert!(!notes.contains("silences nothing"), "{notes}");
    let text = fs::read_to_string(here.join("a/main.tf")).unwrap();
    assert_eq!(text.matches("trailguard:ignore").count(), 1, "one comment a place: {text}");
    assert!(text.contains("-- as we found it until 2999-12-31\nresource"), "{text}");
    let json: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(here.join("t.json")).unwrap()).unwrap();
    let entries = &json["Resources"]["Trail"]["Metadata"]["trailguard"]["ignore"];
    assert_eq!(entries.as_array().unwrap().len(), 2, "{entries}");

    let trail = r#""name":"audit","s3_bucket_name":"audit-logs""#;
    let terraform = format!(
        r#"{{"resource":{{"aws_cloudtrail":{{"j":{{{trail}}},"k":[{{"//":"ours",{trail}}}],"g":{{"//":{{"by":"a program"}},{trail}}}}}}}}}"#
    );
    let scratch = Scratch::new("ignores-json").with("main.tf.json", terraform);
    let output = trailguard(scratch.path(), &all);
    assert_eq!(status(&output), 1);
    assert!(
        said(&output).contains("`//` of this block holds something of another program"),
        "{}",
        said(&output)
    );
    let text = fs::read_to_string(scratch.path().join("main.tf.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let trails = &json["resource"]["aws_cloudtrail"];
    let says = |comment: &serde_json::Value| {
        let text = comment.as_str().unwrap();
        assert!(text.starts_with("trailguard:ignore ") && text.ends_with(" until 2999-12-31"), "{text}");
    };
    says(&trails["j"]["//"]);
    assert_eq!(trails["k"][0]["//"][0], "ours");
    says(&trails["k"][0]["//"][1]);
    assert_eq!(trails["g"]["//"]["by"], "a program");
    let (_, failed) = failures(scratch.path(), &[]);
    assert!(!failed.is_empty() && failed.iter().all(|it| it.contains("aws_cloudtrail.g")), "{failed:?}");
}

fn run(files: &Memory, options: &Options) -> Report {
    Linter::default().run(options, files).unwrap()
}

fn options() -> Options {
    Options { paths: vec![".".into()], ..Options::default() }
}

fn open(report: &Report) -> Vec<&Finding> {
    let findings = report.findings.iter();
    findings.filter(|it| it.suppressed.is_none() && it.verdict == Verdict::Fail).collect()
}

#[test]
fn a_suppression_ends_with_its_day() {
    let silenced =
        OLD.replace("resource", "# trailguard:ignore trail -- the move until 2027-01-31\nresource");
    let on = |day: &str| {
        let files = Memory::new().with("a/main.tf", silenced.as_bytes()).on(Date::parse(day).unwrap());
        open(&run(&files, &options())).len()
    };
    assert_eq!(on("2027-01-31"), 0);
    assert!(on("2027-02-01") > 0);
}

const BEGIN: &str = "<!-- adoption -->\n";
const END: &str = "<!-- /adoption -->";

/// What the README tells of adoption is what the program prints. `UPDATE_EXPECT=1 cargo test story` writes it anew.
#[test]
fn the_story_in_print_is_true() {
    let scratch = repository("readme-story", &[("infra/main.tf", OLD)]);
    let here = scratch.path();
    let mut told = String::from("```text\n");
    let mut run = |arguments: &[&str], words: &str| {
        let output = trailguard(here, arguments);
        told.push_str(&format!("$ trailguard {words}\n{}", said(&output)));
    };
    run(&["check", "--write-baseline"], "check --write-baseline");
    let baseline = ["check", "--baseline", ".trailguard-baseline.json"];
    run(&baseline, &baseline.join(" "));
    git(here, &["add", "-A"]);
    git(here, &["commit", "-q", "-m", "adopt"]);
    replace(here, "infra/main.tf", "default = true\n}\n\nresource", "default = false\n}\n\nresource");
    replace(here, "infra/main.tf", "  name  ", "  enable_log_file_validation = true\n  name  ");
    let since = ["check", "--since", "main"];
    run(&since, &since.join(" "));
    let ignores = [
        "check",
        "--select",
        "trail/multi-region",
        "--add-ignores",
        "--until",
        "2999-01-31",
        "--reason",
        "one region by design",
    ];
    run(&ignores, &ignores.join(" ").replace("one region by design", "'one region by design'"));
    told.push_str("```\n");
    let readme = fs::read_to_string("README.md").unwrap();
    let (before, rest) = readme.split_once(BEGIN).unwrap();
    let (sample, after) = rest.split_once(END).unwrap();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write("README.md", format!("{before}{BEGIN}{told}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(sample, told, "run with UPDATE_EXPECT=1 to write it anew");
}

/// A baseline of one text, laid over others: what it takes in and what not.
#[test]
fn an_entry_takes_in_one_finding_that_is_no_worse() {
    let first = Memory::new().with("a/main.tf", OLD);
    let report = run(&first, &options());
    let written = Baseline::of(&report.findings, &report.sources, Path::new("b.json"), Path::new(""));
    let fails = open(&report).len();
    assert!(fails > 0);
    let twice = OLD.to_owned() + &OLD[OLD.find("resource").unwrap()..].replace("\"audit\"", "\"second\"");
    let undecided = OLD.replace("  default = true\n}\n\nresource", "}\n\nresource");
    let worse = OLD.replace("default = true\n}\n\nresource", "default = false\n}\n\nresource");
    for (name, path, text, expected) in [
        ("the same", "a/main.tf", OLD.to_owned(), 0),
        ("moved lines and another file", "a/trail.tf", format!("\n\n\n{OLD}"), 0),
        ("another folder", "b/main.tf", OLD.to_owned(), 0),
        ("a new resource", "a/main.tf", twice, fails),
        ("undecided now", "a/main.tf", undecided.clone(), 0),
        ("worse", "a/main.tf", worse.clone(), 1),
    ] {
        let files = Memory::new().with(path, text).with("b.json", written.text());
        let baseline = Baseline::read(&files, Path::new("b.json"), Path::new("")).unwrap();
        assert_eq!(baseline, written, "it is read as it was written");
        let options = Options { baseline: Some(baseline.into()), ..options() };
        let report = run(&files, &options);
        assert_eq!(open(&report).len(), expected, "{name}");
        let taken = report.findings.iter().filter_map(|it| it.suppressed.as_ref());
        assert!(taken.clone().count() > 0 && taken.clone().all(|it| it.by == Silencer::Baseline), "{name}");
    }
    // an unknown never takes in a failure
    let report = run(&Memory::new().with("a/main.tf", undecided), &options());
    let written = Baseline::of(&report.findings, &report.sources, Path::new("b.json"), Path::new(""));
    let files = Memory::new().with("a/main.tf", worse).with("b.json", written.text());
    let baseline = Baseline::read(&files, Path::new("b.json"), Path::new("")).unwrap();
    let report = run(&files, &Options { baseline: Some(baseline.into()), ..options() });
    let left: Vec<&str> = open(&report).iter().map(|it| &*it.rule.id).collect();
    assert_eq!(left, ["trail/multi-region"]);
}

/// The addresses of a baseline's entries, each once.
fn addresses(folder: &Path, file: &str) -> Vec<String> {
    let json: serde_json::Value = serde_json::from_slice(&fs::read(folder.join(file)).unwrap()).unwrap();
    let entries = json["findings"].as_array().unwrap().iter();
    let mut all: Vec<String> = entries.map(|it| it["root"].as_str().unwrap().to_owned()).collect();
    all.dedup();
    all
}

#[test]
fn the_configuration_names_the_baseline_and_what_is_not_looked_at_stays_in_it() {
    let scratch = Scratch::new("baseline-key")
        .with(".git/HEAD", "")
        .with(".trailguard.yaml", "baseline: policy/known.json\n")
        .with("policy/README", "")
        .with("a/main.tf", OLD)
        .with("b/main.tf", OLD)
        .with("c/main.tf", OLD);
    let here = scratch.path();
    let missing = trailguard(here, &["check"]);
    assert_eq!(status(&missing), 2);
    assert!(said(&missing).contains("the baseline `policy/known.json` cannot be read"), "{}", said(&missing));
    assert_eq!(status(&trailguard(here, &["check", "--write-baseline"])), 0);
    assert_eq!(failures(here, &[]), (0, vec![]), "what the configuration names is read");
    assert_eq!(failures(&here.join("a"), &[]), (0, vec![]), "wherever the program runs");
    assert_eq!(failures(here, &["--no-config"]).0, 1);

    replace(here, "a/main.tf", "  name  ", "  enable_log_file_validation = true\n  name  ");
    let before = fs::read_to_string(here.join("policy/known.json")).unwrap();
    fs::remove_dir_all(here.join("c")).unwrap();
    let written = trailguard(here, &["check", "--write-baseline", "a"]);
    assert_eq!(status(&written), 0, "{}", said(&written));
    assert!(said(&written).contains("of what was not looked at"), "{}", said(&written));
    let after = fs::read_to_string(here.join("policy/known.json")).unwrap();
    let of = |text: &str, root: &str| text.matches(&format!("\"root\":\"../{root}\"")).count();
    assert_eq!(of(&after, "b"), of(&before, "b"), "nobody looked at it");
    assert_eq!(of(&after, "a") + 1, of(&before, "a"), "one is mended");
    assert_eq!(addresses(here, "policy/known.json"), ["../a", "../b"], "what is gone needs no entry");
}

#[test]
fn only_what_is_new_is_mended() {
    let new = OLD.replace("aws_cloudtrail\" \"audit", "aws_cloudtrail\" \"second");
    let new = format!("resource{}", new.split_once("resource").unwrap().1).replace("\"audit\"", "\"second\"");
    let scratch = repository("fix since", &[("infra/main.tf", OLD)]).with("infra/new.tf", &new);
    let here = scratch.path();
    let validation = "enable_log_file_validation";
    let shown = said(&trailguard(here, &["check", "--diff", "--since", "main"]));
    assert!(shown.contains("new.tf") && shown.contains(validation), "{shown}");
    assert!(!shown.contains("main.tf"), "{shown}");
    let output = said(&trailguard(here, &["check", "--fix", "--since", "main"]));
    let text = |file: &str| fs::read_to_string(here.join(file)).unwrap();
    assert_eq!(text("infra/main.tf"), OLD, "it was there already: {output}");
    assert!(text("infra/new.tf").contains(validation), "{output}");
    assert!(output.contains("were") && output.contains("there already"), "{output}");
    let (_, left) = failures(here, &["--since", "main"]);
    assert!(!left.is_empty() && left.iter().all(|it| it.contains("second")), "{left:?}");
    assert!(!left.iter().any(|it| it.starts_with("trail/log-file-validation")), "{left:?}");
    let again = text("infra/new.tf");
    trailguard(here, &["check", "--fix", "--since", "main"]);
    assert_eq!(text("infra/new.tf"), again);
    assert_eq!(status(&trailguard(here, &["check", "--fix", "--since", "nope"])), 2);
    trailguard(here, &["check", "--fix"]);
    assert!(text("infra/main.tf").contains(validation));
}
