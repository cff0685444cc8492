//! Fixes as a user gets them: every failing example of every rule that has a fix, golden files of every style of
//! text, the corpus; and what `terraform fmt` and `cfn-lint` say of the result.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};
use trailguard::check::Verdict;
use trailguard::fix::{Fixed, fix};
use trailguard::fs::{FileSystem, Memory, Overlay};
use trailguard::linter::{Linter, Options};
use trailguard::rule::{Choice, Registry, Safety};
use trailguard::rule_tests::{self, Test};

use crate::command::{Scratch, trailguard};

/// Fixes on a thread with the stack that the command has.
fn fixed(options: Options, files: Memory, allowed: Safety) -> Fixed {
    let work = move || fix(&Linter::default(), &options, &files, allowed).unwrap();
    std::thread::Builder::new().stack_size(64 << 20).spawn(work).unwrap().join().unwrap()
}

fn after(before: &Memory, fixed: &Fixed) -> Memory {
    let mut files = before.clone();
    for (path, (_, text)) in &fixed.files {
        files.insert(path, text.as_bytes());
    }
    files
}

#[test]
fn failing_examples_are_mended_where_a_fix_is_offered() {
    let registry = Registry::built_in();
    let rules = registry.choose(Choice { extended: true, ..Choice::default() }).unwrap();
    let (mut mended, mut left) = (BTreeMap::new(), Vec::new());
    for rule in rules.iter().filter(|rule| rule.fix.is_some()) {
        for example in registry.examples(&rule.id).unwrap().unwrap() {
            if example.verdict != Verdict::Fail {
                continue;
            }
            let texts = [("main.tf", &example.terraform, 0), ("template.yaml", &example.cloudformation, 1)];
            for (name, text, language) in texts {
                let intents = rule.fix.as_ref().map(|fix| [fix.terraform.len(), fix.cloudformation.len()]);
                let Some(text) = text.as_ref().filter(|_| intents.unwrap()[language] > 0) else { continue };
                let files = Memory::new().with(format!("/w/{name}"), &*text.text);
                let options = Options {
                    paths: vec![PathBuf::from("/w")],
                    select: vec![rule.id.to_string()],
                    ..Options::default()
                };
                let result = fixed(options.clone(), files.clone(), Safety::Unsafe);
                if result.files.is_empty() {
                    left.push(format!("{} {name} ({})", rule.id, example.title));
                    continue;
                }
                let failures = |fixed: &Fixed| {
                    fixed.report.findings.iter().filter(|it| it.verdict == Verdict::Fail).count()
                };
                assert_eq!(failures(&result), 0, "{} {name}: {:?}", rule.id, result.files);
                let again = fixed(options, after(&files, &result), Safety::Unsafe);
                assert!(again.files.is_empty(), "{} {name}: fixing twice changes more", rule.id);
                *mended.entry((rule.id.to_string(), name)).or_insert(0) += 1;
            }
        }
    }
    println!("mended {mended:?}\nleft as they are:\n{}", left.join("\n"));
    for rule in rules.iter().filter(|rule| rule.fix.is_some()) {
        let any = mended.keys().any(|(id, _)| *id == *rule.id);
        assert!(any, "{}: its fix mends none of its examples", rule.id);
    }
}

/// Rule files show what a safe fix writes wherever it writes something, and it does write that.
#[test]
fn rule_files_show_what_their_fixes_write() {
    let registry = Registry::built_in();
    let ids: Vec<String> = registry.summaries().map(|it| it.id.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let tests: Vec<Test> = rule_tests::tests(&registry, &ids, &[]).tests;
    let safe = |id: &str| {
        let rule = registry.get(id).unwrap().unwrap_or_else(|broken| panic!("{broken}"));
        rule.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe)
    };
    let mut wrong = Vec::new();
    for id in ids.iter().filter(|id| safe(id)) {
        for form in ["terraform", "cloudformation"] {
            let failing = |it: &&Test| *it.rule == **id && it.form == form && it.verdict == Verdict::Fail;
            if tests.iter().filter(failing).any(|it| !it.fixed.is_empty()) {
                continue;
            }
            for test in tests.iter().filter(failing) {
                let files = test.files.iter().fold(Memory::new(), |memory, (name, text)| {
                    memory.with(format!("/w/{name}"), text.as_bytes())
                });
                let options = Options {
                    paths: vec![PathBuf::from("/w")],
                    select: vec![(*id).to_owned()],
                    scope: test.scope,
                    ..Options::default()
                };
                if !fixed(options, files, Safety::Safe).files.is_empty() {
                    wrong.push(format!("{id}: no example says what is written in {form}"));
                    break;
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let said: Vec<Test> = tests.into_iter().filter(|it| !it.fixed.is_empty()).collect();
    assert!(said.len() >= 25, "{} say what is written", said.len());
    let work = move || rule_tests::run(&Linter::default(), &said);
    let tested = std::thread::Builder::new().stack_size(64 << 20).spawn(work).unwrap().join().unwrap();
    let wrong: Vec<String> = tested
        .iter()
        .filter(|it| !it.differences.is_empty())
        .map(|it| format!("{} {}: {:?}", it.test.rule, it.test.form, it.differences))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Golden folders: `before.EXT`, `after.EXT`, and `arguments` where it is not safe fixes of the default profile.
#[test]
fn every_style_of_text_is_kept() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/fixes");
    let update = env::var_os("UPDATE_EXPECT").is_some();
    let mut cases: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.to_string_lossy().contains(".before."));
    cases.sort();
    assert!(cases.len() >= 12, "the golden files are there");
    for before in cases {
        let name = before.file_name().unwrap().to_string_lossy().into_owned();
        let expected = folder.join(name.replace(".before.", ".after."));
        let text = fs::read(&before).unwrap();
        let file = format!("/w/case.{}", name.split_once(".before.").unwrap().1);
        let files = Memory::new().with(&file, text);
        let safety = if name.starts_with("unsafe-") { Safety::Unsafe } else { Safety::Safe };
        let options = Options { paths: vec![PathBuf::from("/w")], ..Options::default() };
        let result = fixed(options.clone(), files.clone(), safety);
        let result_files = after(&files, &result);
        let got = result_files.read(Path::new(&file)).unwrap();
        if update {
            fs::write(&expected, &got).unwrap();
        }
        let wanted = fs::read(&expected).unwrap();
        assert_eq!(String::from_utf8_lossy(&got), String::from_utf8_lossy(&wanted), "{name}");
        let again = fixed(options, result_files, safety);
        assert!(again.files.is_empty(), "{name}: fixing twice changes more");
    }
}

/// One unit that cannot be mended costs the others nothing: each is judged by itself in the same run.
#[test]
fn units_are_judged_by_themselves() {
    let trail =
        "resource \"aws_cloudtrail\" \"t\" {\n  name           = \"t\"\n  s3_bucket_name = \"logs\"\n}\n";
    // two callers of one module
    let call = "module \"t\" {\n  source = \"../shared\"\n}\n";
    let mut files = Memory::new()
        .with("/w/shared/main.tf", trail)
        .with("/w/first/main.tf", call)
        .with("/w/second/main.tf", call);
    for unit in 0..40 {
        files = files.with(format!("/w/alone{unit}/main.tf"), trail);
    }
    // every Region without global service events is another failure
    let spoilt = trail.replace("logs\"\n", "logs\"\n\n  include_global_service_events = false\n");
    let files = files.with("/w/spoilt/main.tf", spoilt);
    let select = ["trail/log-file-validation", "trail/multi-region", "trail/multi-region-needs-global"];
    let options = Options {
        paths: vec![PathBuf::from("/w")],
        select: select.map(str::to_owned).to_vec(),
        ..Options::default()
    };
    let result = fixed(options, files, Safety::Safe);
    for unit in 0..40 {
        let (_, after) = &result.files[Path::new(&format!("/w/alone{unit}/main.tf"))];
        assert!(after.contains("is_multi_region_trail      = true"), "{after}");
        assert!(after.contains("enable_log_file_validation = true"), "{after}");
    }
    let (_, shared) = &result.files[Path::new("/w/shared/main.tf")];
    assert!(shared.contains("enable_log_file_validation = true"), "{shared}");
    let (_, spoilt) = &result.files[Path::new("/w/spoilt/main.tf")];
    assert!(!spoilt.contains("is_multi_region_trail"), "{spoilt}");
    assert_eq!(
        result.mended.len(),
        40 * 2 + 2 * 2 + 1,
        "two of each unit, one where the other spoils something"
    );
}

/// Who names a file has its unit fixed, whatever else fails beside it.
#[test]
fn a_named_file_is_fixed_beside_others() {
    let trail =
        "resource \"aws_cloudtrail\" \"t\" {\n  name           = \"t\"\n  s3_bucket_name = \"logs\"\n}\n";
    let template = "Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      IsLogging: false\n";
    let files = Memory::new().with("/w/main.tf", trail).with("/w/t.yaml", template);
    for (named, changed) in [("/w/main.tf", "/w/main.tf"), ("/w/t.yaml", "/w/t.yaml")] {
        let options = Options { paths: vec![PathBuf::from(named)], ..Options::default() };
        let result = fixed(options, files.clone(), Safety::Safe);
        let paths: Vec<&Path> = result.files.keys().map(PathBuf::as_path).collect();
        assert_eq!(paths, [Path::new(changed)]);
        assert!(result.mended.len() >= 2, "{named}: {} mended", result.mended.len());
    }
}

#[test]
fn terraform_fmt_takes_what_it_took_before() {
    if Command::new("terraform").arg("version").output().is_err() {
        println!("terraform is not on PATH: nothing was compared");
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/fixes");
    let mut compared = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(".before.tf") else { continue };
        if !formatted(&fs::read(&path).unwrap()) {
            continue;
        }
        let after = path.with_file_name(format!("{stem}.after.tf"));
        assert!(formatted(&fs::read(&after).unwrap()), "{stem}: terraform fmt would change the fixed text");
        compared += 1;
    }
    assert!(compared >= 5, "only {compared} golden files are formatted");
}

fn formatted(text: &[u8]) -> bool {
    let scratch = Scratch::new(&format!("fmt-{:?}", std::thread::current().id())).with("x.tf", text);
    let file = scratch.path().join("x.tf");
    Command::new("terraform").args(["fmt", "-check"]).arg(file).output().unwrap().status.success()
}

/// All safe fixes of the corpus: what is mended is gone, nothing is left that claimed a safe fix, and what was
/// formatted is formatted.
#[test]
fn the_corpus_is_mended_safely() {
    let shared = env::var("TRAILGUARD_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join(shared).join("corpus");
    if !corpus.is_dir() || env::var("TRAILGUARD_TRUTH").as_deref() != Ok("all") {
        println!("the corpus is fixed with TRAILGUARD_TRUTH=all only");
        return;
    }
    let options = Options { paths: vec![corpus], ..Options::default() };
    let job = move || {
        let linter = Linter::default();
        let result = fix(&linter, &options, &trailguard::fs::Disk, Safety::Safe).unwrap();
        let mut memory = Memory::new();
        for (path, (_, after)) in &result.files {
            memory.insert(path, after.as_bytes());
        }
        let again =
            fix(&linter, &options, &Overlay::new(&trailguard::fs::Disk, memory), Safety::Safe).unwrap();
        assert!(again.files.is_empty(), "fixing twice changes more: {:?}", again.files.keys());
        let terraform = Command::new("terraform").arg("version").output().is_ok();
        let mut spoilt = Vec::new();
        for (path, (before, after)) in &result.files {
            let name = path.to_string_lossy();
            if terraform
                && name.ends_with(".tf")
                && formatted(before.as_bytes())
                && !formatted(after.as_bytes())
            {
                spoilt.push(name.into_owned());
            }
        }
        println!("{} findings mended in {} files", result.mended.len(), result.files.len());
        assert!(spoilt.is_empty(), "terraform fmt would change {spoilt:?}");
    };
    std::thread::Builder::new().stack_size(64 << 20).spawn(job).unwrap().join().unwrap();
}

/// A report is waited for: it carries so many edits and says where there are more; `--diff` has them all.
#[test]
fn a_report_carries_so_many_edits_and_says_so() {
    let trail = |n: usize| {
        format!(
            "resource \"aws_cloudtrail\" \"t{n}\" {{\n  name                  = \"t{n}\"\n  \
s3_bucket_name        = \"b\"\n  is_multi_region_trail = true\n}}\n"
        )
    };
    let carried = |trails: usize| {
        let text: String = (0..trails).map(trail).collect();
        let scratch = Scratch::new(&format!("edits-{trails}")).with("main.tf", &text);
        let arguments = ["check", "--format", "json", "--select", "trail/log-file-validation"];
        let output = trailguard(scratch.path(), &arguments);
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let edits = json["results"].as_array().unwrap().iter().filter(|it| !it["fix"].is_null()).count();
        let notes = json["notes"].as_array().unwrap().iter();
        let told: Vec<String> = notes
            .filter(|it| it["kind"] == "limit")
            .map(|it| it["message"].as_str().unwrap().to_owned())
            .collect();
        let diff = trailguard(scratch.path(), &["check", "--diff", "--select", "trail/log-file-validation"]);
        let added = String::from_utf8_lossy(&diff.stdout).matches("\n+  enable_log_file_validation").count();
        (edits, told, added)
    };
    assert_eq!(carried(20), (20, vec![], 20));
    let (edits, told, added) = carried(230);
    assert_eq!((edits, added), (200, 230));
    assert_eq!(
        told,
        ["230 failures may be mended: edits are given for 200 of the first 200, `--diff` shows all"]
    );
}

#[test]
fn what_others_read_is_not_changed_safely() {
    let anchored = "Resources:\n  Q: {Type: AWS::SQS::Queue, Properties: {FifoQueue: &off false}}\n  T:\n    \
        Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      IsLogging: true\n      \
        IncludeGlobalServiceEvents: true\n      IsMultiRegionTrail: *off\n";
    let parameter = |other: &str| {
        format!(
            "Parameters:\n  On:\n    Type: String\n    Default: 'false'\nResources:\n  Db: {{Type: AWS::RDS::DBInstance, \
             Properties: {{PubliclyAccessible: {other}}}}}\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      \
             S3BucketName: logs\n      IsLogging: true\n      IncludeGlobalServiceEvents: true\n      \
             IsMultiRegionTrail: !Ref On\n"
        )
    };
    let variable = |other: &str| {
        format!(
            "variable \"on\" {{\n  default = false\n}}\n\nresource \"aws_db_instance\" \"d\" {{\n  publicly_accessible = {other}\n}}\n\n\
             resource \"aws_cloudtrail\" \"t\" {{\n  name                  = \"t\"\n  s3_bucket_name        = \"b\"\n  \
             is_multi_region_trail = var.on\n}}\n"
        )
    };
    let passed_on = "variable \"on\" {\n  default = false\n}\n\nmodule \"m\" {\n  source = \"./m\"\n  on     = var.on\n}\n";
    let module = "variable \"on\" {}\n\nresource \"aws_cloudtrail\" \"t\" {\n  name                  = \"t\"\n  \
        s3_bucket_name        = \"b\"\n  is_multi_region_trail = var.on\n}\n";
    for (name, text, is_safe) in [
        ("main.tf", passed_on.to_owned(), true),
        ("t.yaml", anchored.to_owned(), false),
        ("t.yaml", parameter("!Ref On"), false),
        ("t.yaml", parameter("true"), true),
        ("main.tf", variable("var.on"), false),
        ("main.tf", variable("var.once"), true),
    ] {
        let files = Memory::new().with(format!("/w/{name}"), &*text);
        let files = if text == passed_on { files.with("/w/m/main.tf", module) } else { files };
        let options = Options {
            paths: vec![PathBuf::from("/w")],
            select: vec!["trail/multi-region".to_owned()],
            ..Options::default()
        };
        let fixed = fixed(options, files, Safety::Safe);
        assert_eq!(!fixed.files.is_empty(), is_safe, "{text}");
    }
}
