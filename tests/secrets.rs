//! What an author calls sensitive is told nowhere: `sensitive` and `ephemeral` in Terraform, `NoEcho` in CloudFormation, marks
//! in a plan. Each file in `tests/data/secrets` is a tree with one secret, written into it or given to it, led through as
//! many places as there are; it is looked for in everything that the program says.

use crate::command::Scratch;
use crate::lsp::editor::Editor;
use serde_json::json;
use std::fs;
use std::path::Path;
use std::process::Command;
use trailguard::report::Format;

const SECRET: &str = "hunter2-hunter2";

/// The secret, parts of it, and what functions make of it.
const TRACES: &[&str] = &[SECRET, "hunter2-hunte", "unter2-hunter2", "HUNTER2", "aHVudGVyMi1odW50ZXIy"];

struct Case {
    name: String,
    arguments: Vec<String>,
    scratch: Scratch,
    files: Vec<(String, String)>,
}

fn cases(test: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/secrets");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| case(test, path)).collect()
}

/// Lines `argument: …`, then files, each behind a line `==> path <==`.
fn case(test: &str, path: &Path) -> Case {
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let mut case = Case {
        scratch: Scratch::new(&format!("secret-{test}-{name}")).with(".git/HEAD", ""),
        name,
        arguments: Vec::new(),
        files: Vec::new(),
    };
    for line in fs::read_to_string(path).unwrap().split_inclusive('\n') {
        let trimmed = line.trim_end();
        if let Some(argument) = trimmed.strip_prefix("argument: ") {
            case.arguments.push(argument.to_owned());
        } else if let Some(file) = trimmed.strip_prefix("==> ").and_then(|it| it.strip_suffix(" <==")) {
            case.files.push((file.to_owned(), String::new()));
        } else {
            case.files.last_mut().unwrap().1.push_str(line);
        }
    }
    let files = std::mem::take(&mut case.files);
    case.scratch = files.iter().fold(case.scratch, |scratch, (file, text)| scratch.with(file, text));
    Case { files, ..case }
}

/// Where a text tells the secret.
fn traces(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| TRACES.iter().any(|trace| line.contains(trace)))
}

/// Runs the program; gives all that it said, and wrote into files of that folder.
fn said(case: &Case, arguments: &[&str], out: &Path) -> String {
    let given = case.arguments.iter().map(String::as_str);
    let output = Command::new(env!("CARGO_BIN_EXE_trailguard"))
        .args(arguments)
        .args(given.filter(|it| arguments[0] == "check" || (*it != "--rules" && *it != "policy")))
        .current_dir(case.scratch.path())
        .env("CLICOLOR_FORCE", "1")
        .output()
        .unwrap();
    let mut text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    if let Ok(written) = fs::read_dir(out) {
        for entry in written {
            text += &fs::read_to_string(entry.unwrap().path()).unwrap();
        }
        fs::remove_dir_all(out).unwrap();
    }
    text
}

#[test]
fn no_output_tells_a_secret() {
    let mut wrong = Vec::new();
    for case in cases("output") {
        let out = case.scratch.path().with_extension("out");
        fs::create_dir_all(&out).unwrap();
        let place = |name: &str| out.join(name).to_string_lossy().into_owned();
        let places: Vec<String> = Format::ALL.iter().map(|format| place(format.name())).collect();
        let formats = Format::ALL.iter().zip(&places);
        let formats = formats.flat_map(|(format, place)| ["--format", format.name(), "--output", &**place]);
        let all = ["check", "--profile", "extended", "--show", "all", "--unknown", "fail"];
        let baseline = place("baseline");
        let runs: [Vec<&str>; 6] = [
            all.into_iter().chain(formats).collect(),
            vec!["check", "--profile", "extended", "--diff", "--unsafe-fixes"],
            vec!["check", "--profile", "extended", "--write-baseline", "--baseline", &baseline],
            vec!["model"],
            vec!["model", "--format", "json"],
            vec!["model", "--format", "cloudformation"],
        ];
        for arguments in runs {
            fs::create_dir_all(&out).unwrap();
            let text = said(&case, &arguments, &out);
            let is_diff = arguments.contains(&"--diff");
            assert!(
                (is_diff || !text.is_empty()) && !text.contains("panicked"),
                "{} {arguments:?}: {text}",
                case.name
            );
            let command = arguments[..arguments.len().min(5)].join(" ");
            wrong.extend(traces(&text).take(3).map(|line| format!("{}, {command}: {line}", case.name)));
        }
        let _ = fs::remove_dir_all(&out);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is written into files is about other places than those of the secret; what is said of it does not tell it.
#[test]
fn mending_and_silencing_tell_no_secret() {
    let mut wrong = Vec::new();
    for case in cases("files") {
        let nowhere = Path::new("/nowhere");
        for arguments in [
            &["check", "--profile", "extended", "--fix", "--unsafe-fixes"][..],
            &["check", "--profile", "extended", "--add-ignores", "--reason", "a test"],
        ] {
            let text = said(&case, arguments, nowhere);
            wrong.extend(traces(&text).take(3).map(|line| format!("{} {arguments:?}: {line}", case.name)));
        }
        for (file, before) in &case.files {
            let after = fs::read_to_string(case.scratch.path().join(file)).unwrap();
            let count = |text: &str| text.matches(SECRET).count();
            if count(before) < count(&after) {
                wrong.push(format!("{}: {file} has it more often", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Diagnostics, hovers, code actions, inlay hints and code lenses.
#[test]
fn an_editor_is_told_no_secret() {
    let mut wrong = Vec::new();
    for case in cases("editor") {
        let is_opened = |file: &&(String, String)| file.0.ends_with(".tf") || file.0.ends_with(".yaml");
        let mut editor = Editor::new(case.scratch.path(), &json!({}));
        for (file, text) in case.files.iter().filter(is_opened) {
            editor.open(file, text);
            let mut told = vec![json!(editor.diagnostics(file, 1))];
            let document = json!({"uri": editor.uri(file)});
            let lines = text.lines().count();
            let whole = json!({"start": {"line": 0, "character": 0}, "end": {"line": lines, "character": 0}});
            let context = json!({"diagnostics": told[0]});
            for (method, params) in [
                (
                    "textDocument/codeAction",
                    json!({"textDocument": document, "range": whole, "context": context}),
                ),
                ("textDocument/inlayHint", json!({"textDocument": document, "range": whole})),
                ("textDocument/codeLens", json!({"textDocument": document})),
            ] {
                told.push(editor.ask(method, &params));
            }
            let reads = |line: &str| ["secret", "!Ref", "!Sub", "!Select"].iter().any(|it| line.contains(it));
            for (number, line) in text.lines().enumerate().filter(|(_, line)| reads(line)).take(6) {
                let name = line.len() - line.trim_start().len();
                let position = json!({"line": number, "character": name + 1});
                told.push(
                    editor
                        .ask("textDocument/hover", &json!({"textDocument": document, "position": position})),
                );
            }
            for told in told {
                let told = serde_json::to_string_pretty(&told).unwrap();
                wrong.extend(traces(&told).take(2).map(|line| format!("{} {file}: {line}", case.name)));
            }
        }
        assert_eq!(editor.end(), 0, "{}", case.name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
