//! Other linters on their own fixtures: every verdict of theirs about what is checked here too, beside ours, and who is
//! right where both differ.
//!
//! Runs where the shared corpus is there (`TRAILGUARD_SHARED`, or `../shared`); elsewhere it says that it is left out. The
//! data is `tests/peers/*.yaml`, of which `tests/peers/README.md` is made.

pub mod data;
pub mod table;

use data::{Fixture, Group, Peer, Row, Said};
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use table::Counts;
use trailguard::check::Finding;
use trailguard::fs::Memory;
use trailguard::linter::{Linter, Options, Report, Scope};

fn corpus() -> Option<PathBuf> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("TRAILGUARD_SHARED").map_or(shared, PathBuf::from);
    Some(shared.join("corpus")).filter(|it| it.is_dir())
}

fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Every file below a folder, by its path from `base`.
fn files(base: &Path, folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.append(&mut files(base, &path));
        } else {
            found.insert(path.strip_prefix(base).unwrap().to_string_lossy().into_owned());
        }
    }
    found
}

/// One fixture as it is checked: its own file, or the whole folder.
fn texts(corpus: &Path, group: &Group, file: &str) -> Memory {
    let folder = corpus.join(&group.folder);
    if group.together {
        let all = files(&folder, &folder);
        return all.iter().fold(Memory::new(), |memory, file| {
            memory.with(format!("/w/{file}"), fs::read(folder.join(file)).unwrap())
        });
    }
    let name = Path::new(file).file_name().unwrap();
    Memory::new().with(Path::new("/w").join(name), fs::read(folder.join(file)).unwrap())
}

fn run(memory: Memory, rows: &[Row], scope: Scope) -> Report {
    let rules: BTreeSet<String> =
        rows.iter().flat_map(|row| row.ours.iter().map(|(rule, _)| rule.clone())).collect();
    let options = Options {
        paths: vec![PathBuf::from("/w")],
        select: rules.into_iter().collect(),
        scope,
        ..Options::default()
    };
    let work = move || Linter::default().run(&options, &memory).unwrap();
    std::thread::Builder::new().stack_size(64 << 20).spawn(work).unwrap().join().unwrap()
}

/// What a rule says of a resource.
fn said(report: &Report, rule: &str, resource: &str) -> Said {
    let about = |finding: &&Finding| {
        let address = finding.resource.as_ref().map_or("account", |it| &*it.address);
        *finding.rule.id == *rule && address == resource
    };
    let Some(finding) = report.findings.iter().find(about) else {
        return Said { verdict: "none".to_owned(), line: None };
    };
    let verdict = finding.verdict.to_string();
    let line = finding.location.filter(|_| verdict != "pass").map(|span| {
        let source = report.sources.get(span.source).unwrap();
        source.positions(span).0.line as usize
    });
    Said { verdict, line }
}

/// What is wrong with the rows of a fixture.
fn complaints(corpus: &Path, peer: &Peer, group: &Group, file: &str, rows: &[Row]) -> Vec<String> {
    let report = run(texts(corpus, group, file), rows, Scope::Files);
    let mut wrong = Vec::new();
    if !report.errors.is_empty() {
        wrong.push(format!("does not parse: {:?}", report.errors));
    }
    let account = rows.iter().any(|row| !row.in_account.is_empty());
    let account = account.then(|| run(texts(corpus, group, file), rows, Scope::Account));
    for row in rows {
        let reports = [Some(&report), account.as_ref()];
        for (report, list) in reports.into_iter().zip([&row.ours, &row.in_account]) {
            for (rule, wanted) in list {
                let said = said(report.unwrap(), rule, &row.resource);
                if said != *wanted {
                    wrong.push(format!("{}: {rule}: {wanted:?} wanted, but {said:?}", row.resource));
                }
            }
        }
        if let Some(note) = &row.note
            && !report.notes.iter().any(|it| it.kind == note)
        {
            wrong.push(format!("{}: no note `{note}`", row.resource));
        }
        wrong.extend(misjudged(peer, row));
    }
    wrong.into_iter().map(|it| format!("{}: {it}", group.path(file))).collect()
}

/// A difference has a judgement, and nothing else has one.
fn misjudged(peer: &Peer, row: &Row) -> Option<String> {
    let what = format!("{} of {}", row.rule, row.resource);
    match (&row.judged, row.agrees()) {
        (None, false) => Some(format!("{what}: both differ, and nobody is judged right")),
        (Some(name), true) => Some(format!("{what}: both agree, and `{name}` judges them")),
        (Some(name), false) if !peer.judgements.contains_key(name) => {
            Some(format!("{what}: there is no judgement `{name}`"))
        }
        _ => None,
    }
}

#[test]
fn every_fixture_is_compared_or_set_aside() {
    let Some(corpus) = corpus() else {
        say("left out: the corpus is not here");
        return;
    };
    let mut wrong = Vec::new();
    let mut all = Counts::default();
    for peer in data::peers() {
        let there: BTreeSet<String> =
            peer.folders.iter().flat_map(|it| files(&corpus, &corpus.join(it))).collect();
        assert!(!there.is_empty(), "{}: its folders are empty", peer.name);
        let mut named = BTreeSet::new();
        for group in &peer.groups {
            for (file, fixture) in &group.files {
                let path = group.path(file);
                if !there.contains(&path) {
                    wrong.push(format!("{path}: is not in the corpus"));
                } else if let Fixture::Compared(rows) = fixture {
                    wrong.extend(complaints(&corpus, &peer, group, file, rows));
                }
                assert!(named.insert(path), "{file}: twice in the data");
            }
        }
        wrong.extend(there.difference(&named).map(|it| format!("{it}: the data says nothing of it")));
        let counts = Counts::of(&peer);
        say(&format!("{}: {}", peer.name, tally(&counts)));
        all.add(&counts);
    }
    say(&format!("all: {}", tally(&all)));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn tally(counts: &Counts) -> String {
    let Counts { files, nothing, verdicts, agreed, ours, both, peer, lines, same_line } = counts;
    format!(
        "{files} files ({nothing} with nothing both check), {verdicts} verdicts compared, {agreed} agreed; where they \
         differ {ours} times ours is right, {both} times both, {peer} times the peer; {same_line} of {lines} lines the same"
    )
}

/// Every judgement is used, and says something; every reason for setting a file aside does.
#[test]
fn nothing_is_judged_for_nothing() {
    let mut wrong = Vec::new();
    let mut verdicts = 0;
    for peer in data::peers() {
        verdicts += peer.rows().count();
        let used: BTreeSet<&String> = peer.rows().filter_map(|(_, row)| row.judged.as_ref()).collect();
        for (name, judgement) in &peer.judgements {
            if !used.contains(name) {
                wrong.push(format!("{}: `{name}` judges nothing", peer.name));
            }
            if judgement.why.split_whitespace().count() < 6 {
                wrong.push(format!("{}: `{name}` says hardly anything", peer.name));
            }
        }
        for (file, fixture) in peer.groups.iter().flat_map(|it| &it.files) {
            let empty = match fixture {
                Fixture::Nothing(reason) => reason.is_empty(),
                Fixture::Compared(rows) => rows.is_empty() || rows.iter().any(|row| row.ours.is_empty()),
            };
            if empty {
                wrong.push(format!("{}: {file}: nothing is said", peer.name));
            }
        }
    }
    assert!(verdicts >= 300, "only {verdicts} verdicts are compared");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_is_what_the_data_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/README.md");
    let wanted = table::readme(&data::peers());
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, wanted).unwrap();
        return;
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "tests/peers/README.md is out of date: run with UPDATE_EXPECT=1");
}
