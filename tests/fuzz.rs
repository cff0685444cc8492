//! The entries of fuzzing in short: every seed as it is, and seeds that were cut, doubled and mixed. `cargo fuzz` runs
//! the same for hours.

mod entries;
mod seeds;
mod worlds;

use entries::{ENTRIES, Entry};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::TestRunner;
use std::path::Path;

/// What is done to a seed.
#[derive(Clone, Debug)]
enum Mutation {
    /// A part is taken out.
    Cut(Index, usize),
    /// A part is said again so often.
    Repeat(Index, usize, usize),
    /// A part of another seed is put in.
    Mix(Index, Index, Index, usize),
    /// A word of the language is put in.
    Word(Index, String),
    /// A byte is another one.
    Byte(Index, u8),
}

/// Marks and words that mean something in one of the languages.
const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "'",
    "${",
    "%{",
    "~}",
    "<<E\n",
    "E\n",
    "\n",
    "\r\n",
    "\t",
    ":",
    " - ",
    "=",
    "=>",
    "...",
    "[*]",
    ".",
    ",",
    "#",
    "/*",
    "*/",
    "//",
    "\\",
    "\\u",
    "&a ",
    "*a",
    "<<: ",
    "|",
    ">",
    "!",
    "!Sub ",
    "!If ",
    "? ",
    "%",
    "---\n",
    "\u{feff}",
    "\0",
    "é",
    "e\u{301}",
    "\u{202e}",
    "😀",
    "null",
    "true",
    "for x in ",
    " if ",
    "1e999",
    "-0",
    "99999999999999999999",
    "0x",
    "each.key",
    "count.index",
    "var.",
    "local.",
    "dynamic ",
    "Ref",
    "Fn::GetAtt",
    "Fn::If",
    "Fn::ForEach::A",
    "AWS::NoValue",
    "Condition",
    "$.",
    "||",
    "&&",
    "NOT EXISTS",
    "=== x.tf\n",
];

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = any::<Index>;
    prop_oneof![
        (at(), 0usize..200).prop_map(|(at, length)| Mutation::Cut(at, length)),
        (at(), 0usize..60, 1usize..40).prop_map(|(at, length, times)| Mutation::Repeat(at, length, times)),
        (at(), at(), at(), 0usize..200)
            .prop_map(|(at, seed, from, length)| Mutation::Mix(at, seed, from, length)),
        (at(), select(WORDS)).prop_map(|(at, word)| Mutation::Word(at, word.to_owned())),
        (at(), any::<u8>()).prop_map(|(at, byte)| Mutation::Byte(at, byte)),
    ]
}

fn mutated(seeds: &[Vec<u8>], seed: Index, mutations: &[Mutation]) -> Vec<u8> {
    let part = |text: &[u8], at: Index, length: usize| {
        let start = at.index(text.len() + 1);
        start..(start + length).min(text.len())
    };
    let mut text = seed.get(seeds).clone();
    for mutation in mutations {
        match mutation {
            Mutation::Cut(at, length) => drop(text.drain(part(&text, *at, *length))),
            Mutation::Repeat(at, length, times) => {
                let part = part(&text, *at, *length);
                let again = text[part.clone()].repeat(*times);
                text.splice(part.end..part.end, again);
            }
            Mutation::Mix(at, seed, from, length) => {
                let other = seed.get(seeds);
                let at = at.index(text.len() + 1);
                text.splice(at..at, other[part(other, *from, *length)].to_vec());
            }
            Mutation::Word(at, word) => {
                let at = at.index(text.len() + 1);
                text.splice(at..at, word.bytes());
            }
            Mutation::Byte(at, byte) if !text.is_empty() => {
                let at = at.index(text.len());
                text[at] = *byte;
            }
            Mutation::Byte(..) => {}
        }
    }
    text
}

fn entry(name: &str) -> Entry {
    ENTRIES.iter().find(|(known, _)| *known == name).expect("it is in the table").1
}

/// The seeds as they are, then so many that are changed.
fn survives(name: &str, changed: u32) {
    let (entry, seeds) = (entry(name), seeds::seeds(name));
    assert!(!seeds.is_empty(), "{name} begins with nothing");
    let step = (seeds.len() / 40).max(1);
    seeds.iter().step_by(step).for_each(|seed| entry(seed));
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(changed);
    let mut runner = TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..ProptestConfig::default()
    });
    let inputs = (any::<Index>(), prop::collection::vec(mutation(), 1..6));
    let outcome = runner.run(&inputs, |(seed, mutations)| {
        let input = mutated(&seeds, seed, &mutations);
        let survived = std::panic::catch_unwind(|| entry(&input));
        survived.map_err(|_| TestCaseError::fail(format!("{:?}", String::from_utf8_lossy(&input))))
    });
    outcome.unwrap_or_else(|error| panic!("{name}: {error}"));
}

macro_rules! short_runs {
    ($($name:ident $cases:literal)*) => {
        $(#[test]
        fn $name() {
            survives(stringify!($name), $cases);
        })*
    };
}

short_runs! {
    hcl 400
    yaml 400
    json 400
    template 400
    filter_pattern 60
    policy 200
    plan 30
    configuration 60
    baseline 40
    rule_file 60
    cloudformation 40
    terraform 40
    linter 12
}

/// Every entry has its target, and the other way round.
#[test]
fn targets_and_entries_are_the_same() {
    let manifest = std::fs::read_to_string(seeds::root().join("fuzz/Cargo.toml")).unwrap();
    let names: Vec<&str> = ENTRIES.iter().map(|(name, _)| *name).collect();
    let listed: Vec<&str> =
        manifest.split("[[bin]]\nname = \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(names, listed);
    for name in names {
        assert!(seeds::root().join(format!("fuzz/targets/{name}.rs")).is_file(), "{name}");
    }
}

/// `WRITE_SEEDS=1 cargo test --test all fuzz::seeds_for_cargo_fuzz` writes what the targets begin with to `fuzz/corpus`.
#[test]
fn seeds_for_cargo_fuzz() {
    let write = std::env::var_os("WRITE_SEEDS").is_some();
    for (name, _) in ENTRIES {
        let seeds = seeds::seeds(name);
        assert!(!seeds.is_empty(), "{name} begins with nothing");
        for (number, seed) in seeds.iter().enumerate().filter(|_| write) {
            let folder = seeds::root().join("fuzz/corpus").join(name);
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(format!("seed-{number}")), seed).unwrap();
        }
    }
}

/// What fuzzing found, each as it was found: `tests/fuzz/found/<entry>-<what>`.
#[test]
fn what_was_found_stays_mended() {
    let folder = seeds::root().join("tests/fuzz/found");
    let found: Vec<_> = std::fs::read_dir(Path::new(&folder)).unwrap().filter_map(Result::ok).collect();
    assert!(!found.is_empty());
    for file in found {
        let name = file.file_name().to_string_lossy().into_owned();
        let entry = ENTRIES.iter().find(|(entry, _)| name.split('-').next() == Some(entry));
        entry.unwrap_or_else(|| panic!("{name} names no entry")).1(&std::fs::read(file.path()).unwrap());
    }
}
