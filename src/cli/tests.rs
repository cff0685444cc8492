//! What is shown to people is what the program takes: every command line in the examples for CI, in the action, the hooks
//! and the README goes through the real arguments.

use super::args;
use crate::source::SourceMap;
use crate::syntax::node::Node;
use crate::syntax::yaml;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// All scalars of a document.
fn scalars(node: &Node, found: &mut Vec<String>) {
    found.extend(node.text().map(str::to_owned));
    node.items().iter().for_each(|item| scalars(item, found));
    node.entries().iter().for_each(|entry| scalars(&entry.value, found));
}

fn document(path: &Path) -> Node {
    let text = fs::read_to_string(path).expect("the file is there");
    let sources = SourceMap::new();
    let source = sources.add(path, text);
    let (mut documents, problems) = yaml::parse_documents(&source);
    assert!(problems.is_empty(), "{}: {}", path.display(), problems[0].message);
    assert_eq!(documents.len(), 1, "{}", path.display());
    documents.remove(0)
}

/// The words of a line as a shell splits it, up to where another command begins.
fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut quote: Option<char> = None;
    let mut begun = false;
    for character in line.chars() {
        match (character, quote) {
            (end, Some(open)) if end == open => quote = None,
            ('"' | '\'', None) => {
                quote = Some(character);
                if !begun {
                    words.push(String::new());
                }
                begun = true;
            }
            (' ' | '\t', None) => begun = false,
            ('|' | ';' | '<' | '>' | '&', None) => break,
            _ => {
                if !begun {
                    words.push(String::new());
                }
                begun = true;
                words.last_mut().expect("one was begun").push(character);
            }
        }
    }
    words
}

fn takes(line: &str, shown_in: &Path) {
    // an action's expansion of a list
    let words = words(line).into_iter().map(|word| OsString::from(word.replace("${arguments[@]}", "x")));
    if let Err(error) = args::parse(words) {
        assert!(!error.use_stderr(), "{}: `{line}`: {error}", shown_in.display());
    }
}

fn yaml_files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir("examples/ci")
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    files.extend(["action.yml".into(), ".pre-commit-hooks.yaml".into()]);
    files.sort();
    files
}

#[test]
fn every_command_line_in_examples_is_taken() {
    let mut lines = 0;
    for path in yaml_files() {
        let mut texts = Vec::new();
        scalars(&document(&path), &mut texts);
        for line in texts.iter().flat_map(|text| text.lines()) {
            if line.trim_start().starts_with("trailguard ") {
                takes(line.trim(), &path);
                lines += 1;
            }
        }
    }
    assert!(lines >= 7, "only {lines} command lines were found");
}

#[test]
fn every_command_line_in_the_readme_is_taken() {
    let path = Path::new("README.md");
    let text = fs::read_to_string(path).expect("the file is there");
    let mut lines = 0;
    let blocks = text.split("```").skip(1).step_by(2);
    for line in blocks.flat_map(str::lines) {
        let line = line.trim_start_matches(['$', '-', ' ']).trim_start_matches("run: ");
        if line.starts_with("trailguard ") {
            let line = line.split(" #").next().unwrap_or(line);
            takes(line, path);
            lines += 1;
        }
    }
    assert!(lines >= 5, "only {lines} command lines were found");
}

/// The hook that an example names is one that there is.
#[test]
fn examples_name_hooks_that_there_are() {
    let hooks = document(Path::new(".pre-commit-hooks.yaml"));
    let ids: Vec<&str> = hooks.items().iter().filter_map(|hook| hook.get("id")?.text()).collect();
    assert_eq!(ids, ["trailguard", "trailguard-changed", "trailguard-fix"]);
    let example = document(Path::new("examples/ci/pre-commit-config.yaml"));
    let repository = &example.get("repos").expect("it has repositories").items()[0];
    let named = repository.get("hooks").expect("it has hooks").items()[0].get("id").and_then(Node::text);
    assert!(named.is_some_and(|id| ids.contains(&id)));
}

/// The examples in the help texts are lines that are taken, too.
#[test]
fn every_example_in_the_help_is_taken() {
    use clap::CommandFactory as _;
    let mut command = args::Cli::command();
    command.build();
    let mut lines = 0;
    for subcommand in std::iter::once(&command).chain(command.get_subcommands()) {
        let help = subcommand.get_after_help().map(ToString::to_string).unwrap_or_default();
        for line in help.lines().map(str::trim_start).filter(|line| line.starts_with("trailguard ")) {
            takes(line.split("  ").next().unwrap_or(line), Path::new("--help"));
            lines += 1;
        }
    }
    assert!(lines >= 15, "only {lines} examples were found");
}
