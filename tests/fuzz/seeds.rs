//! What fuzzing begins with: the examples of the rules, the data of the other tests, and texts of their own in
//! `tests/fuzz/seeds`.

use std::path::{Path, PathBuf};
use trailguard::rule::Registry;

/// The folder of the package.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The inputs that an entry begins with.
pub fn seeds(entry: &str) -> Vec<Vec<u8>> {
    let mut all = files(&format!("tests/fuzz/seeds/{entry}"), "");
    match entry {
        "hcl" | "terraform" => {
            all.extend(examples().map(|it| it.0));
            all.extend(files("examples/terraform", "tf"));
            all.extend(files("tests/data/terraform", "tf"));
        }
        "yaml" | "cloudformation" => {
            all.extend(examples().map(|it| it.1));
            all.extend(files("examples/cloudformation", "yaml"));
            let kept = files("tests/data/cloudformation", "txt");
            all.extend(kept.iter().map(|text| after_name(text)));
        }
        "json" => {
            all.extend(files("tests/data/plans", "json"));
            all.extend(files("tests/data/fixes", "json"));
        }
        "plan" => all.extend(files("tests/data/plans", "json")),
        "template" => {
            all.extend(column("tests/data/functions/core.tsv", 0));
            all.extend(column("tests/data/functions/encoding_network_dates.tsv", 0));
            all.extend(column("tests/data/functions/unknown.tsv", 0));
            let opened: Vec<Vec<u8>> = all.iter().flat_map(|it| opened(it)).collect();
            all.extend(opened);
        }
        "filter_pattern" => all.extend(column("tests/data/metric_filters.tsv", 2)),
        "rule_file" => all.extend(files("rules", "yaml")),
        "linter" => {
            all.extend(files("tests/data/cloudformation", "txt"));
            all.push(tree("examples/terraform/insecure"));
            all.push(tree("examples/cloudformation"));
            let folders = std::fs::read_dir(root().join("tests/data/terraform")).expect("it is there");
            let names = folders.filter_map(Result::ok).map(|it| it.file_name());
            let folder =
                |name: std::ffi::OsString| format!("tests/data/terraform/{}", name.to_string_lossy());
            all.extend(names.map(|name| tree(&folder(name))));
        }
        _ => {}
    }
    all.retain(|seed| !seed.is_empty());
    all.sort();
    all.dedup();
    all
}

/// Terraform and CloudFormation of every example of every rule.
fn examples() -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
    let registry = Registry::built_in();
    let ids: Vec<_> = registry.summaries().map(|it| it.id.clone()).collect();
    let of_rule =
        move |id: std::sync::Arc<str>| registry.examples(&id).and_then(Result::ok).unwrap_or_default();
    ids.into_iter().flat_map(of_rule).map(|example| {
        let bytes = |text: &Option<trailguard::rule::Text>| {
            text.as_ref().map(|it| it.text.as_bytes().to_vec()).unwrap_or_default()
        };
        (bytes(&example.terraform), bytes(&example.cloudformation))
    })
}

/// The files below a folder whose names end so, with their paths from there.
fn below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .flat_map(|entry| match entry.path() {
            path if path.is_dir() => below(&path, ending),
            path => vec![path],
        })
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    found.sort();
    found
}

fn files(folder: &str, ending: &str) -> Vec<Vec<u8>> {
    let paths = below(&root().join(folder), ending);
    paths.iter().map(|path| std::fs::read(path).expect("it was found")).collect()
}

/// A folder as the entry for trees takes it.
fn tree(folder: &str) -> Vec<u8> {
    let folder = root().join(folder);
    let mut all = Vec::new();
    for path in below(&folder, "") {
        let name = path.strip_prefix(&folder).expect("it lies there").display().to_string();
        all.extend(format!("=== {name}\n").into_bytes());
        all.extend(std::fs::read(&path).expect("it was found"));
    }
    all
}

/// What stands behind the first `=== name`.
fn after_name(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let rest = text.split_once("=== ").and_then(|(_, rest)| rest.split_once('\n'));
    rest.map(|(_, rest)| rest.as_bytes().to_vec()).unwrap_or_default()
}

fn column(file: &str, which: usize) -> Vec<Vec<u8>> {
    let text = std::fs::read_to_string(root().join(file)).expect("it is there");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split('\t').nth(which)).map(|cell| cell.as_bytes().to_vec()).collect()
}

/// An expression with a name in the place of each of its literals in turn.
fn opened(expression: &[u8]) -> Vec<Vec<u8>> {
    let expression = String::from_utf8_lossy(expression);
    let literals =
        regex::Regex::new(r#""[^"\\$%]*"|\b(true|false)\b|-?\b[0-9.]+\b|\[[^\[\]]*\]|\{[^{}]*\}"#).unwrap();
    let name = |literal: &str| match literal.as_bytes()[0] {
        b'"' => "s",
        b't' | b'f' => "b",
        b'[' => "l",
        b'{' => "m",
        _ => "n",
    };
    let places = literals.find_iter(&expression).map(|it| it.range()).collect::<Vec<_>>();
    let mut all: Vec<String> = Vec::new();
    for place in places {
        for name in [name(&expression[place.clone()]), "any"] {
            all.push(format!("{}{name}{}", &expression[..place.start], &expression[place.end..]));
        }
    }
    all.into_iter().map(String::into_bytes).collect()
}
