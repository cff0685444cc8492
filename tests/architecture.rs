//! The walls of the house: who may use whom, what only some modules may touch, how long a file may be.

use std::fs;
use std::path::{Path, PathBuf};

/// Each module of the crate and the modules it may use. Arrows point one way: towards what comes earlier in the flow.
const MAY_USE: &[(&str, &[&str])] = &[
    ("later", &[]),
    ("source", &[]),
    ("fs", &[]),
    ("syntax", &["later", "source"]),
    ("value", &["source"]),
    ("discover", &["fs"]),
    ("load", &["fs", "source", "syntax"]),
    ("expr", &["source", "syntax", "value"]),
    ("iam", &["expr", "source", "syntax", "value"]),
    ("resource", &["later", "source", "value"]),
    ("terraform", &["expr", "fs", "load", "resource", "source", "syntax", "value"]),
    ("cloudformation", &["expr", "fs", "later", "load", "resource", "source", "syntax", "value"]),
    ("metric_filter", &["expr", "source", "syntax", "value"]),
    ("model", &["resource", "source", "value"]),
    ("normalise", &["iam", "model", "resource", "source", "value"]),
    ("rule", &["expr", "iam", "later", "metric_filter", "model", "resource", "source", "syntax", "value"]),
    ("changes", &["model", "resource", "source", "value"]),
    ("check", &["expr", "later", "model", "resource", "rule", "source", "syntax", "value"]),
    ("projection", &["model", "resource", "value"]),
    ("guard", &["check", "model", "projection", "resource", "rule", "source", "value"]),
    ("baseline", &["check", "fs", "resource", "rule", "source"]),
    ("suppress", &["check", "fs", "resource", "rule", "source", "syntax", "value"]),
    (
        "linter",
        &[
            "baseline",
            "changes",
            "check",
            "cloudformation",
            "discover",
            "fs",
            "guard",
            "load",
            "model",
            "normalise",
            "resource",
            "rule",
            "source",
            "suppress",
            "syntax",
            "terraform",
            "value",
        ],
    ),
    ("rule_tests", &["check", "fix", "fs", "guard", "linter", "rule", "source", "syntax"]),
    ("config", &["fs", "linter", "rule", "source", "syntax"]),
    ("fix", &["check", "fs", "linter", "resource", "rule", "source", "syntax", "value"]),
    (
        "report",
        &[
            "check",
            "fix",
            "later",
            "linter",
            "model",
            "projection",
            "resource",
            "rule",
            "rule_tests",
            "source",
            "value",
        ],
    ),
    (
        "lsp",
        &[
            "check", "config", "fix", "fs", "guard", "linter", "model", "report", "resource", "rule",
            "source", "syntax", "value",
        ],
    ),
    (
        "cli",
        &[
            "baseline",
            "check",
            "config",
            "fix",
            "fs",
            "guard",
            "linter",
            "lsp",
            "report",
            "rule",
            "rule_tests",
            "source",
        ],
    ),
];

/// Text that only some places may have, and why.
const ONLY_IN: &[(&str, &[&str], &str)] = &[
    ("std::fs", &["src/fs/", "src/rule/embed.rs"], "only `fs` touches the disk"),
    (
        "std::env",
        &["src/fs/", "src/cli/", "src/cli.rs", "src/main.rs", "src/rule/embed.rs"],
        "only `fs` and `cli` see the environment",
    ),
    ("SystemTime", &["src/fs/"], "only `fs` knows the clock"),
    ("std::process", &["src/cli/", "src/cli.rs", "src/main.rs"], "only `cli` starts or ends processes"),
    ("miette::", &["src/report/human"], "only `report/human` knows miette"),
    (
        "Serialize",
        &["src/report/", "src/report.rs", "src/lsp", "src/baseline"],
        "machine formats are the reports' own",
    ),
    ("static mut", &[], "no global state"),
];

struct File {
    path: PathBuf,
    /// The code without the tests at its end.
    code: String,
    lines: usize,
    is_test: bool,
}

fn sources() -> Vec<File> {
    let mut files = Vec::new();
    collect(Path::new("src"), &mut files);
    files
}

fn collect(folder: &Path, files: &mut Vec<File>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(&text).to_owned();
            let is_test = path.components().any(|part| part.as_os_str() == "tests")
                || path.file_name().is_some_and(|name| name == "tests.rs" || name == "samples.rs");
            files.push(File { lines: text.lines().count(), path, code, is_test });
        }
    }
}

/// The module of the crate that a file belongs to.
fn module_of(path: &Path) -> String {
    let below = path
        .strip_prefix("src")
        .unwrap()
        .components()
        .next()
        .unwrap()
        .as_os_str()
        .to_string_lossy()
        .to_string();
    below.trim_end_matches(".rs").to_owned()
}

/// Modules named in `crate::…` paths, outside comments.
fn used(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for part in line.split("crate::").skip(1) {
            let grouped =
                part.strip_prefix('{').map(|group| group.split(',').map(str::trim).collect::<Vec<_>>());
            for name in grouped.unwrap_or_else(|| vec![part]) {
                let name: String = name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if !name.is_empty() && name.starts_with(char::is_lowercase) {
                    found.push(name);
                }
            }
        }
    }
    found
}

#[test]
fn data_flows_one_way() {
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| !file.is_test) {
        let module = module_of(&file.path);
        if matches!(&*module, "lib" | "main") || file.path.ends_with("rule/embed.rs") {
            continue;
        }
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!("{}: module `{module}` is not in the table of walls", file.path.display()));
            continue;
        };
        for name in used(&file.code) {
            if name != module && !allowed.contains(&&*name) {
                wrong.push(format!("{}: `{module}` may not use `{name}`", file.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_some_places_touch_the_outside() {
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| !file.is_test) {
        let path = file.path.to_string_lossy().replace('\\', "/");
        for (text, places, why) in ONLY_IN {
            let here = places.iter().any(|place| path.starts_with(place));
            let mut code = file.code.lines().filter(|line| !line.trim_start().starts_with("//"));
            if !here && code.any(|line| line.contains(text)) {
                wrong.push(format!("{path}: `{text}`: {why}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Formats share what `report` holds for all of them, and nothing else.
#[test]
fn formats_do_not_know_each_other() {
    let formats: Vec<&str> = trailguard::report::Format::ALL.iter().map(|format| format.name()).collect();
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| !file.is_test && file.path.starts_with("src/report")) {
        let is_of = |format: &str| {
            let mut parts = file.path.components();
            parts.any(|part| Path::new(part.as_os_str()).file_stem().is_some_and(|it| it == format))
        };
        if !formats.iter().any(|format| is_of(format)) {
            continue;
        }
        for other in formats.iter().filter(|format| !is_of(format)) {
            let names = [format!("super::{other}::"), format!("report::{other}::")];
            if names.iter().any(|name| file.code.contains(name)) {
                wrong.push(format!("{} uses `{other}`", file.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn front_ends_do_not_know_the_subject() {
    for file in sources().iter().filter(|file| !file.is_test) {
        let module = module_of(&file.path);
        // tables of what the provider's and CloudFormation's resource types are like name every type they know
        let table = ["attributes", "resource_types", "references", "schema"].iter().any(|name| {
            file.path.file_stem().is_some_and(|stem| stem.to_string_lossy().starts_with(name))
                || file.path.components().any(|part| part.as_os_str() == *name)
        });
        if table || !matches!(&*module, "terraform" | "cloudformation" | "discover" | "load" | "expr") {
            continue;
        }
        let knows = file
            .code
            .lines()
            .find(|line| !line.trim_start().starts_with("//") && line.contains("multi_region"));
        assert!(knows.is_none(), "{}: {}", file.path.display(), knows.unwrap_or_default());
    }
}

#[test]
fn files_keep_to_their_size_and_say_what_they_are_for() {
    let files = sources();
    let mut wrong = Vec::new();
    let mut lengths: Vec<usize> = files.iter().map(|file| file.lines).collect();
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    if median > 200 {
        wrong.push(format!("the median file has {median} lines: over 200"));
    }
    for file in &files {
        if file.lines > 500 {
            wrong.push(format!(
                "{}: {} lines, over 500: split it by subject",
                file.path.display(),
                file.lines
            ));
        }
        if !file.code.starts_with("//!") {
            wrong.push(format!("{}: no `//!` head that says what it is for", file.path.display()));
        }
        if ["util", "utils", "helper", "helpers", "manager", "misc", "common"]
            .iter()
            .any(|name| file.path.file_stem().is_some_and(|stem| stem == *name))
        {
            wrong.push(format!("{}: a name that says nothing", file.path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_top_level_is_what_it_should_be() {
    let known = [
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "action.yml",
        "src",
        "rules",
        "examples",
        "tests",
        "benches",
        "fuzz",
        "editors",
        "target",
    ];
    for entry in fs::read_dir(".").unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().to_string();
        assert!(
            name.starts_with('.') || known.contains(&&*name),
            "`{name}` does not belong at the top level"
        );
    }
}
