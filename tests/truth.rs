//! Agreement with Terraform itself: real configurations planned by Terraform offline, and evaluated here.
//!
//! Runs where `terraform` is on PATH and the oracle and the corpus lie beside the project; elsewhere it says that it is left
//! out. By default as many roots as are answered within a minute, with `TRAILGUARD_TRUTH=all` every one. Answers are
//! kept below the target folder, as they cost seconds each.

pub mod compare;

use compare::Tally;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use trailguard::fs::Disk;
use trailguard::load::Loader;
use trailguard::resource::ResolvedUnit;
use trailguard::source::SourceMap;
use trailguard::terraform::{Inputs, resolve};

/// The types whose arguments rules read.
const TYPES: &[&str] = &[
    "aws_cloudtrail",
    "aws_cloudtrail_event_data_store",
    "aws_s3_bucket",
    "aws_kms_key",
    "aws_kms_alias",
    "aws_cloudwatch_log_group",
    "aws_cloudwatch_log_metric_filter",
    "aws_cloudwatch_metric_alarm",
    "aws_iam_role",
    "aws_sns_topic",
    "aws_config_configuration_recorder",
];
/// Whatever splits those: `aws_s3_bucket_policy`, `aws_iam_role_policy`, …
const FAMILIES: &[&str] = &[
    "aws_s3_bucket_",
    "aws_kms_key_",
    "aws_iam_role_",
    "aws_sns_topic_",
    "aws_config_configuration_recorder_",
];

/// How long Terraform is asked for by default.
const SAMPLE: Duration = Duration::from_secs(45);

const ASK: &str = include_str!("truth/ask.py");

#[test]
fn agrees_with_terraform() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("TRAILGUARD_SHARED").map_or(shared, PathBuf::from);
    let corpus = shared.join("corpus/tf");
    let Some(python) = python(&shared) else {
        say("left out: `terraform` or the oracle is not here");
        return;
    };
    let all = std::env::var("TRAILGUARD_TRUTH").is_ok_and(|wish| wish == "all");
    let started = Instant::now();
    let mut tally = Tally::default();
    for folder in folders(&corpus) {
        let ask = all || started.elapsed() < SAMPLE;
        let Some(truth) = truth(&python, &shared, &corpus, &folder, ask) else {
            tally.not_asked += 1;
            continue;
        };
        compared(&corpus, &folder, &truth, &mut tally);
    }
    say(&tally.report());
    assert!(tally.differed.is_empty(), "{} differences", tally.differed.len());
}

fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// The python that the oracle runs in; `None` where something that it needs is not here.
fn python(shared: &Path) -> Option<PathBuf> {
    let terraform =
        Command::new("terraform").arg("version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !terraform.is_ok_and(|status| status.success()) {
        return None;
    }
    let setup = Command::new(shared.join("oracle/setup")).output().ok()?;
    let python = String::from_utf8(setup.stdout).ok()?.lines().last()?.trim().to_owned();
    setup.status.success().then(|| PathBuf::from(python))
}

/// All folders with configuration that may hold what is compared.
fn folders(corpus: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut pending = vec![corpus.to_path_buf()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|extension| extension == "tf") {
                let text = fs::read_to_string(&path).unwrap_or_default();
                if text.contains("module \"") || TYPES.iter().any(|kind| text.contains(kind)) {
                    found.insert(folder.clone());
                }
            }
        }
    }
    found
}

fn truth(python: &Path, shared: &Path, corpus: &Path, folder: &Path, ask: bool) -> Option<Json> {
    let relative = folder.strip_prefix(corpus).ok()?;
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("truth");
    let file = kept.join(format!("{}.json", relative.to_string_lossy().replace('/', "__")));
    let kept_answer: Option<Json> =
        fs::read_to_string(&file).ok().and_then(|text| serde_json::from_str(&text).ok());
    if !ask || kept_answer.as_ref().is_some_and(|truth| truth.get("worlds").is_some()) {
        return kept_answer;
    }
    let repository = corpus.join(relative.components().next()?);
    let oracle = shared.join("oracle");
    let answer = Command::new(python).args(["-c", ASK]).args([&oracle, folder, &repository]).output().ok()?;
    let text = String::from_utf8(answer.stdout).ok()?;
    let truth =
        serde_json::from_str(&text).unwrap_or_else(|_| serde_json::json!({"error": "the oracle failed"}));
    fs::create_dir_all(&kept).ok()?;
    fs::write(&file, truth.to_string()).ok()?;
    Some(truth)
}

fn compared(corpus: &Path, folder: &Path, truth: &Json, tally: &mut Tally) {
    let name = folder.strip_prefix(corpus).unwrap_or(folder).display().to_string();
    let worlds = truth.get("worlds").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let answered: Vec<&Json> = worlds.iter().filter(|world| world.get("resources").is_some()).collect();
    for world in &answered {
        let variables = world.get("variables").and_then(Json::as_object).into_iter().flatten();
        let variables =
            variables.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()));
        compared_in(corpus, folder, &name, world, variables.collect(), tally);
        // what is said without the values must hold with them
        let mut without = Tally::default();
        compared_in(corpus, folder, &format!("{name} (no values)"), world, Vec::new(), &mut without);
        tally.held += without.agreed;
        tally.differed.append(&mut without.differed);
    }
    tally.worlds += answered.len();
    if truth.get("resources").is_some() {
        compared_in(corpus, folder, &name, truth, Vec::new(), tally);
    } else if answered.is_empty() {
        let refused = worlds.first().unwrap_or(truth);
        let reason = refused.get("error").and_then(Json::as_str).unwrap_or("no answer");
        tally.no_answer(&name, reason);
    }
}

/// Both sides with the same values of variables.
fn compared_in(
    corpus: &Path,
    folder: &Path,
    name: &str,
    truth: &Json,
    variables: Vec<(String, String)>,
    tally: &mut Tally,
) {
    let Some(resources) = truth.get("resources").and_then(Json::as_object) else { return };
    // with variables that have no value, the oracle calls the folder from a root of its own, without variables files
    let is_wrapped = !resources.is_empty()
        && resources.keys().all(|it| it.starts_with("module.root.") || it.starts_with("stub_"));
    let project = corpus.join(name.split(['/', ' ']).next().unwrap_or_default());
    let inputs = Inputs { workspace: Some("default".to_owned()), variables, ..Inputs::default() };
    let sources = SourceMap::new();
    let loader = Loader::new(&Disk, &sources);
    let wanted = |kind: &str| TYPES.contains(&kind) || FAMILIES.iter().any(|family| kind.starts_with(family));
    let unit: ResolvedUnit = resolve(&loader, folder, &project, &wanted, &inputs, !is_wrapped);
    tally.roots += 1;
    let truths = resources.iter().filter_map(|(address, arguments)| {
        let address =
            if is_wrapped { address.strip_prefix("module.root.").unwrap_or(address) } else { address };
        let kind = address.rsplit_once("aws_").map(|_| kind_of(address))?;
        wanted(kind).then_some((address, arguments))
    });
    tally.compare(name, &unit, truths.collect());
}

/// The type in an address: the last but one of its parts, keys left out.
fn kind_of(address: &str) -> &str {
    let mut depth = 0;
    let mut last = 0;
    let mut before = 0;
    let mut quoted = false;
    for (at, character) in address.char_indices() {
        match character {
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth -= 1,
            '.' if !quoted && depth == 0 => {
                before = last;
                last = at + 1;
            }
            _ => {}
        }
    }
    address.get(before..last.saturating_sub(1)).unwrap_or_default()
}
