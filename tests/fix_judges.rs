//! What others say of fixed files: cfn-lint has no complaint that it had not before, `terraform fmt` changes nothing that
//! it did not change before, and the engines that deploy give the mended argument its new value.
//!
//! Each runs where its judge is installed, and says so where it is not.

use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use trailguard::check::{Action, Verdict};
use trailguard::fix::{Fixed, fix};
use trailguard::fs::{Disk, Memory};
use trailguard::linter::{Linter, Options};
use trailguard::rule::{Registry, Safety};
use trailguard::rule_tests::{self, Test};

use crate::command::Scratch;

const ASK: &str = include_str!("fix_judges/ask.py");

/// How many real templates are looked at by default; with `TRAILGUARD_TRUTH=all` every one.
const SAMPLE: usize = 20;

/// A file that was fixed.
struct Mended {
    name: String,
    language: &'static str,
    before: Arc<str>,
    after: Arc<str>,
    /// Arguments that got a value: address, path, value.
    set: Vec<(Arc<str>, &'static str, Arc<str>)>,
}

/// Runs on a thread with the stack that the command has.
fn large<T: Send + 'static>(job: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(64 << 20).spawn(job).unwrap().join().unwrap()
}

fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// The failing examples of all rules whose fix mends them, each with its own rule only.
fn mended_examples() -> Vec<Mended> {
    let registry = Registry::built_in();
    let ids: Vec<String> = registry.summaries().map(|it| it.id.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let tests = rule_tests::tests(&registry, &ids, &[]).tests;
    let failing = tests.into_iter().filter(|it| it.verdict == Verdict::Fail && it.before.is_empty());
    let failing: Vec<Test> = failing.collect();
    large(move || {
        let linter = Linter::default();
        failing.iter().filter_map(|test| mended_example(&linter, test)).collect()
    })
}

fn mended_example(linter: &Linter, test: &Test) -> Option<Mended> {
    let (name, text) = test.files.first()?;
    let path = PathBuf::from("/w").join(name);
    let options = Options {
        paths: vec![PathBuf::from("/w")],
        select: vec![test.rule.to_string()],
        scope: test.scope,
        ..Options::default()
    };
    let files = Memory::new().with(&path, text.as_bytes());
    let fixed = fix(linter, &options, &files, Safety::Unsafe).unwrap();
    let (before, after) = fixed.files.get(&path)?.clone();
    Some(Mended {
        name: format!("{} ({})", test.rule, test.title),
        language: test.form,
        before,
        after,
        set: arguments_set(&fixed),
    })
}

fn arguments_set(fixed: &Fixed) -> Vec<(Arc<str>, &'static str, Arc<str>)> {
    let remedies = fixed.mended.iter().filter_map(|(finding, _)| finding.remedy.as_ref());
    let set = remedies.flat_map(|remedy| {
        remedy.actions.iter().filter_map(|action| match action {
            Action::Set(set) if !set.beside_properties => {
                Some((Arc::clone(&remedy.address), set.path, Arc::clone(&set.to)))
            }
            _ => None,
        })
    });
    set.collect()
}

/// Files of the disk, fixed in memory.
fn mended_files(paths: Vec<PathBuf>, allowed: Safety) -> Vec<Mended> {
    let options = Options { paths, ..Options::default() };
    let fixed = large(move || fix(&Linter::default(), &options, &Disk, allowed).unwrap());
    let files = fixed.files.iter().map(|(path, (before, after))| Mended {
        name: format!("{} ({})", path.display(), allowed.name()),
        language: if path.extension().is_some_and(|it| it == "tf") { "terraform" } else { "cloudformation" },
        before: Arc::clone(before),
        after: Arc::clone(after),
        set: Vec::new(),
    });
    files.collect()
}

fn shared() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    std::env::var_os("TRAILGUARD_SHARED").map_or(beside, PathBuf::from)
}

fn is_there(program: &str, argument: &str) -> bool {
    let run = Command::new(program).arg(argument).stdout(Stdio::null()).stderr(Stdio::null()).status();
    run.is_ok_and(|status| status.success())
}

#[test]
fn cfn_lint_has_no_new_complaint() {
    if !is_there("cfn-lint", "--version") {
        say("left out: `cfn-lint` is not here");
        return;
    }
    let mut mended = mended_examples();
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/cloudformation");
    let corpus = shared().join("corpus/cfn");
    let all = std::env::var("TRAILGUARD_TRUTH").is_ok_and(|wish| wish == "all");
    for allowed in [Safety::Safe, Safety::Unsafe] {
        mended.extend(mended_files(vec![templates.clone()], allowed));
        if corpus.is_dir() {
            let real = mended_files(vec![corpus.clone()], allowed);
            let step = if all { 1 } else { real.len().div_ceil(SAMPLE).max(1) };
            mended.extend(real.into_iter().step_by(step));
        }
    }
    mended.retain(|it| it.language == "cloudformation");
    let texts: Vec<&str> = mended.iter().flat_map(|it| [&*it.before, &*it.after]).collect();
    let complaints = complaints(&texts);
    let mut wrong = Vec::new();
    let (mut before, mut after) = (0, 0);
    for (it, pair) in mended.iter().zip(complaints.chunks(2)) {
        before += pair[0].values().sum::<usize>();
        after += pair[1].values().sum::<usize>();
        let new = pair[1].iter().filter(|(complaint, count)| pair[0].get(*complaint).unwrap_or(&0) < *count);
        wrong.extend(new.map(|(complaint, _)| format!("{}: {complaint}", it.name)));
    }
    say(&format!("{} fixed templates: {before} complaints before, {after} after", mended.len()));
    assert!(mended.len() >= 30, "only {} templates were fixed", mended.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What cfn-lint says of each text, and how often.
fn complaints(texts: &[&str]) -> Vec<BTreeMap<String, usize>> {
    let mut scratch = Scratch::new("cfn-lint");
    for (at, text) in texts.iter().enumerate() {
        let json = text.trim_start().starts_with('{');
        scratch = scratch.with(&format!("{at}.{}", if json { "json" } else { "yaml" }), text.as_bytes());
    }
    let mut said = vec![BTreeMap::new(); texts.len()];
    let files: Vec<PathBuf> =
        fs::read_dir(scratch.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    for files in files.chunks(100) {
        let output = Command::new("cfn-lint").args(["--format", "json", "--"]).args(files).output().unwrap();
        let list: Json = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
        for complaint in list.as_array().unwrap() {
            let file = Path::new(complaint["Filename"].as_str().unwrap());
            let at: usize = file.file_stem().unwrap().to_str().unwrap().parse().unwrap();
            let message = complaint["Message"].as_str().unwrap();
            // the names that the template has follow: they may be more now, and sets have no order
            let names = [" is not one of ", " across the resources "];
            let end = names.iter().find_map(|before| message.find(before)).unwrap_or(message.len());
            let message = &message[..end];
            let text = format!("{} {message}", complaint["Rule"]["Id"].as_str().unwrap());
            *said[at].entry(text).or_insert(0) += 1;
        }
    }
    said
}

#[test]
fn terraform_fmt_takes_every_fixed_example() {
    if !is_there("terraform", "version") {
        say("left out: `terraform` is not here");
        return;
    }
    let mut mended = mended_examples();
    let insecure = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/terraform/insecure");
    for allowed in [Safety::Safe, Safety::Unsafe] {
        mended.extend(mended_files(vec![insecure.clone()], allowed));
    }
    mended.retain(|it| it.language == "terraform");
    let formatted = |text: &str, name: &str| {
        let mut command = Command::new("terraform");
        command.args(["fmt", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{name}: {text}");
        String::from_utf8(output.stdout).unwrap()
    };
    // marks of findings stand farther to the right than `fmt` has comments
    let unmarked = |text: &str| text.replace("   # <- the finding is here", "");
    let mut wrong = Vec::new();
    let mut compared = 0;
    for it in &mended {
        let (before, after) = (unmarked(&it.before), unmarked(&it.after));
        if formatted(&before, &it.name) != before {
            continue;
        }
        compared += 1;
        if formatted(&after, &it.name) != after {
            wrong.push(format!("{}:\n{after}", it.name));
        }
    }
    say(&format!("{compared} of {} fixed files were formatted before", mended.len()));
    assert!(compared >= 30, "only {compared} files were formatted before");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_engines_confirm_what_fixes_set() {
    let shared = shared();
    let Some(pythons) = pythons(&shared) else {
        say("left out: `terraform`, python or the oracle is not here");
        return;
    };
    let mut mended = mended_examples();
    mended.retain(|it| !it.set.is_empty());
    let (mut confirmed, mut silent, mut wrong) = (BTreeMap::new(), Vec::new(), Vec::new());
    for (language, python) in pythons {
        let of_language: Vec<&Mended> = mended.iter().filter(|it| it.language == language).collect();
        let answers = answers(&python, &shared, &of_language);
        assert_eq!(answers.len(), of_language.len(), "{language}");
        for (it, answer) in of_language.iter().zip(answers) {
            for (address, path, to) in &it.set {
                match value_of(&answer, address, path) {
                    Some(found) if found == **to => *confirmed.entry(language).or_insert(0) += 1,
                    Some(found) if !found.starts_with("__unknown__") => {
                        wrong.push(format!("{}: {address}.{path} is {found}, not {to}", it.name));
                    }
                    _ => silent.push(format!("{}: {address}.{path}: {}", it.name, answer["error"])),
                }
            }
        }
    }
    say(&format!("confirmed {confirmed:?}; no answer: {}", silent.join("; ")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(confirmed.values().sum::<usize>() >= 30, "{confirmed:?}");
}

/// What runs the oracle, by language; none where something that it needs is not here.
fn pythons(shared: &Path) -> Option<[(&'static str, PathBuf); 2]> {
    let setup = Command::new(shared.join("oracle/setup")).output().ok()?;
    let python = String::from_utf8(setup.stdout).ok()?.lines().last()?.trim().to_owned();
    let emulator = Command::new("python3").args(["-c", "import moto, yaml"]).output().ok()?;
    let there = setup.status.success() && emulator.status.success() && is_there("terraform", "version");
    there.then(|| [("terraform", PathBuf::from(python)), ("cloudformation", PathBuf::from("python3"))])
}

fn answers(python: &Path, shared: &Path, mended: &[&Mended]) -> Vec<Json> {
    let jobs: Vec<Json> =
        mended.iter().map(|it| json!({ "language": it.language, "text": &*it.after })).collect();
    let mut command = Command::new(python);
    command.args(["-c", ASK]).arg(shared.join("oracle")).env("PYTHONDONTWRITEBYTECODE", "1");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(Json::from(jobs).to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// An argument as text; of blocks the first.
fn value_of(answer: &Json, address: &str, path: &str) -> Option<String> {
    let resources = answer["resources"].as_object()?;
    let mut value = resources.get(address).or_else(|| resources.get(&format!("module.root.{address}")))?;
    for name in path.split('.') {
        value = if value.is_array() { value.get(0)? } else { value };
        value = value.get(name)?;
    }
    Some(match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    })
}
