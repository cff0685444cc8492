//! The user's own rules in the editor: there from the start, read again when they change, told of when they are broken.

use super::MAIN;
use super::VARIABLES;
use super::editor::Editor;
use crate::command::Scratch;
use serde_json::{Value, json};
use std::fs;

const CONFIGURATION: &str = "rules-folders: [policy]\nignore: [acme/other]\n";

/// A rule that every trail breaks.
const RULE: &str = r#"title: Trails have the name of the house
severity: high
kind: security
profile: default
subject: trail
require: |
  trail.name == "house"
message: "trail `${trail.name}` has another name"
why: so that they are found
examples:
  - title: another name
    verdict: fail
    terraform: |
      resource "aws_cloudtrail" "audit" {
        name           = "audit"
        s3_bucket_name = "logs"
      }
"#;

#[cfg(feature = "guard")]
const GUARD: &str = "rule NAMED {\n  Resources.*[ Type == 'AWS::CloudTrail::Trail' ] {\n    Properties.TrailName == 'house' <<it has another name>>\n  }\n}\n";

fn folder(name: &str) -> Scratch {
    Scratch::new(name)
        .with("main.tf", MAIN)
        .with("variables.tf", VARIABLES)
        .with(".trailguard.yaml", CONFIGURATION)
        .with("policy/acme/named.yaml", RULE)
        .with("policy/acme/other.yaml", RULE)
}

/// Writes a file, and tells the editor that it has changed.
fn write(editor: &mut Editor, folder: &Scratch, file: &str, text: &str) {
    let there = folder.path().join(file);
    let kind = if there.exists() { 2 } else { 1 };
    fs::write(there, text).unwrap();
    tell(editor, file, kind);
}

fn tell(editor: &mut Editor, file: &str, kind: u32) {
    editor.published.clear();
    let changes = json!([{"uri": editor.uri(file), "type": kind}]);
    editor.tell("workspace/didChangeWatchedFiles", &json!({"changes": changes}));
}

/// What is told of a file that is not open, once something is.
fn published(editor: &mut Editor, file: &str) -> Vec<Value> {
    let uri = editor.uri(file);
    while !editor.published.contains_key(&uri) {
        editor.take();
    }
    editor.published[&uri]["diagnostics"].as_array().unwrap().clone()
}

fn watching(folder: &Scratch) -> Editor {
    let watches = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}});
    let mut editor = Editor::new(folder.path(), &watches);
    editor.open("main.tf", MAIN);
    editor
}

fn has(codes: &[String], code: &str) -> bool {
    codes.iter().any(|it| it == code)
}

#[test]
fn they_hold_from_the_start_and_when_their_files_change() {
    let folder = folder("lsp own rules");
    let mut editor = watching(&folder);
    let found = editor.codes("main.tf", 1);
    assert!(has(&found, "acme/named") && has(&found, "trail/multi-region"), "{found:?}");
    assert!(!has(&found, "acme/other"), "the configuration may name them: {found:?}");
    let watched = editor.asked.iter().find(|it| it["method"] == "client/registerCapability").unwrap();
    assert!(watched.to_string().contains("guard"), "{watched}");
    write(&mut editor, &folder, "policy/acme/named.yaml", &RULE.replace("\"house\"", "\"😀-audit\""));
    let found = editor.codes("main.tf", 1);
    assert!(!has(&found, "acme/named") && has(&found, "trail/multi-region"), "{found:?}");
    write(&mut editor, &folder, "policy/acme/third.yaml", RULE);
    assert!(has(&editor.codes("main.tf", 1), "acme/third"));
    fs::remove_file(folder.path().join("policy/acme/third.yaml")).unwrap();
    tell(&mut editor, "policy/acme/third.yaml", 3);
    assert!(!has(&editor.codes("main.tf", 1), "acme/third"));
    write(&mut editor, &folder, ".trailguard.yaml", "ignore: [trail/tags]\n");
    assert!(!has(&editor.codes("main.tf", 1), "acme/named"));
    write(&mut editor, &folder, ".trailguard.yaml", "rules-folders: [policy]\n");
    assert!(has(&editor.codes("main.tf", 1), "acme/other"));
    assert_eq!(editor.end(), 0);
}

#[test]
fn a_broken_one_is_told_in_its_place_and_stops_nothing() {
    let folder =
        folder("lsp broken rule").with("policy/acme/other.yaml", RULE.replace("trail.name", "trail.nmae"));
    let mut editor = watching(&folder);
    let found = editor.codes("main.tf", 1);
    assert!(has(&found, "acme/named") && has(&found, "trail/multi-region"), "{found:?}");
    let faults = published(&mut editor, "policy/acme/other.yaml");
    assert_eq!(faults.len(), 2, "both places that name it: {faults:?}");
    assert_eq!((&faults[0]["source"], &faults[0]["severity"]), (&json!("trailguard"), &json!(1)));
    assert!(faults[0]["message"].as_str().unwrap().contains("nmae"), "{faults:?}");
    assert_eq!(faults[0]["range"]["start"]["line"], 6, "{faults:?}");
    // the configuration names it: it is there, if broken
    let configuration = editor.uri(".trailguard.yaml");
    assert!(!editor.published.contains_key(&configuration), "{:?}", editor.published);
    write(&mut editor, &folder, "policy/acme/other.yaml", RULE);
    assert_eq!(published(&mut editor, "policy/acme/other.yaml"), Vec::<Value>::new());
    // as it is typed, before it is saved
    editor.open("policy/acme/named.yaml", RULE);
    editor.edit("policy/acme/named.yaml", 2, [6, 17, 6, 22], "😀-audit");
    assert_eq!(editor.diagnostics("policy/acme/named.yaml", 2), Vec::<Value>::new());
    assert!(!has(&editor.codes("main.tf", 1), "acme/named"));
    editor.edit("policy/acme/named.yaml", 3, [6, 2, 6, 7], "bucket");
    let faults = editor.diagnostics("policy/acme/named.yaml", 3);
    assert!(faults.iter().any(|it| it["code"] == "rule"), "{faults:?}");
    assert!(has(&editor.codes("main.tf", 1), "trail/multi-region"));
    // nothing is there any more
    fs::remove_dir_all(folder.path().join("policy")).unwrap();
    fs::create_dir(folder.path().join("policy")).unwrap();
    editor.tell(
        "textDocument/didClose",
        &json!({"textDocument": {"uri": editor.uri("policy/acme/named.yaml")}}),
    );
    tell(&mut editor, "policy/acme/named.yaml", 3);
    let faults = published(&mut editor, ".trailguard.yaml");
    assert!(faults.iter().any(|it| it["message"].as_str().unwrap().contains("no rule file")), "{faults:?}");
    assert!(has(&editor.codes("main.tf", 1), "trail/multi-region"));
    assert_eq!(editor.end(), 0);
}

#[cfg(feature = "guard")]
#[test]
fn those_of_guard_hold_too() {
    let folder = folder("lsp guard").with("policy/own.guard", GUARD);
    let mut editor = watching(&folder);
    let named = |editor: &mut Editor, version: i64, there: bool| {
        // what takes longer than an edit comes later
        while has(&editor.codes("main.tf", version), "guard/own/named") != there {
            editor.take();
        }
    };
    named(&mut editor, 1, true);
    editor.edit("main.tf", 2, [2, 27, 2, 36], "house\"");
    named(&mut editor, 2, false);
    write(&mut editor, &folder, "policy/own.guard", &GUARD.replace("house", "mouse"));
    named(&mut editor, 2, true);
    write(
        &mut editor,
        &folder,
        "policy/own.guard",
        "rule NAMED {\n  Resources.* {\n    Properties exists\n  }\n",
    );
    let faults = published(&mut editor, "policy/own.guard");
    assert!(faults.iter().any(|it| it["severity"] == 1), "{faults:?}");
    assert!(has(&editor.codes("main.tf", 2), "trail/multi-region"));
    assert_eq!(editor.end(), 0);
}
