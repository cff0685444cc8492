//! The language server as an editor sees it: the real program over pipes.

pub mod editor;
mod own_rules;

use crate::command::Scratch;
use editor::{Editor, applied};
use serde_json::{Value, json};

const MAIN: &str = r#"# 😀
resource "aws_cloudtrail" "audit" {
  name                  = "😀-audit"
  s3_bucket_name        = "audit-logs"
  is_multi_region_trail = var.multi
}
"#;
const VARIABLES: &str = "variable \"multi\" {\n  default = false\n}\n";
const TEMPLATE: &str = r#"Resources:
  Audit:
    Type: AWS::CloudTrail::Trail
    Properties:
      S3BucketName: audit-logs
      IsLogging: true
      IsMultiRegionTrail: false
"#;
const JSON: &str = r#"{
  "Resources": {
    "Audit": {
      "Type": "AWS::CloudTrail::Trail",
      "Properties": { "S3BucketName": "audit-logs", "IsLogging": true }
    }
  }
}
"#;

fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().filter_map(|it| it["code"].as_str()).collect()
}

#[test]
fn a_folder_is_one_unit_while_it_is_typed() {
    let folder = Scratch::new("lsp unit").with("main.tf", MAIN).with("variables.tf", VARIABLES);
    let mut editor = Editor::new(folder.path(), &json!({}));
    editor.open("main.tf", MAIN);
    editor.open("variables.tf", VARIABLES);
    let found = editor.diagnostics("main.tf", 1);
    let region = found.iter().find(|it| it["code"] == "trail/multi-region").expect("it fails");
    assert_eq!(region["source"], "trailguard");
    assert_eq!(region["severity"], 1);
    assert!(region["codeDescription"]["href"].as_str().unwrap().starts_with("https://"), "{region}");
    let related = region["relatedInformation"].as_array().unwrap();
    let elsewhere = editor.uri("variables.tf");
    assert!(related.iter().any(|it| it["location"]["uri"] == *elsewhere), "{region}");
    // the other file is edited: this one is right
    editor.edit("variables.tf", 2, [1, 12, 1, 17], "true");
    while editor.codes("main.tf", 1).iter().any(|it| it == "trail/multi-region") {
        editor.take();
    }
    // a character that is two units wide stands before the edit
    editor.edit("main.tf", 2, [2, 30, 2, 31], "b");
    editor.edit("main.tf", 3, [4, 26, 4, 35], "false");
    let found = editor.diagnostics("main.tf", 3);
    assert!(codes(&found).contains(&"trail/multi-region"));
    let named = found.iter().filter(|it| it["message"].as_str().unwrap().contains("`😀-budit`")).count();
    assert!(named > 0, "{found:?}");
    // closed without being saved: what is on disk counts
    editor.tell("textDocument/didClose", &json!({"textDocument": {"uri": editor.uri("variables.tf")}}));
    editor.tell("textDocument/didSave", &json!({"textDocument": {"uri": editor.uri("main.tf")}}));
    assert_eq!(editor.end(), 0);
}

#[test]
fn what_fails_is_mended_by_the_edit_that_is_offered() {
    for (file, text, rule) in [
        ("main.tf", MAIN, "trail/log-file-validation"),
        ("stack.yaml", TEMPLATE, "trail/log-file-validation"),
        ("stack.json", JSON, "trail/log-file-validation"),
    ] {
        let folder = Scratch::new("lsp fix").with(file, text).with("variables.tf", VARIABLES);
        let mut editor = Editor::new(folder.path(), &json!({}));
        editor.open(file, text);
        let actions = editor.actions(file, 1, rule);
        let fix =
            actions.iter().find(|it| it["isPreferred"] == true).unwrap_or_else(|| panic!("{actions:?}"));
        assert_eq!(fix["kind"], "quickfix");
        assert_eq!(fix["diagnostics"][0]["code"], rule);
        let uri = editor.uri(file);
        let mended = applied(text, fix, &uri);
        editor.edit(file, 2, [0, 0, 9_999, 0], &mended);
        assert!(!editor.codes(file, 2).iter().any(|it| it == rule), "{mended}");
        assert_eq!(editor.end(), 0);
    }
}

#[test]
fn all_that_is_safe_is_mended_at_once() {
    let main = MAIN.replace("var.multi", "false");
    for (file, text) in [("main.tf", &*main), ("stack.yaml", TEMPLATE), ("stack.json", JSON)] {
        let folder = Scratch::new("lsp fix all").with(file, text).with("variables.tf", VARIABLES);
        let mut editor = Editor::new(folder.path(), &json!({}));
        editor.open(file, text);
        let before = editor.codes(file, 1);
        let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}});
        let context = json!({"diagnostics": [], "only": ["source.fixAll"]});
        let params = json!({"textDocument": {"uri": editor.uri(file)}, "range": range, "context": context});
        let actions = editor.ask("textDocument/codeAction", &params);
        assert_eq!(actions.as_array().unwrap().len(), 1, "{actions}");
        assert_eq!(actions[0]["kind"], "source.fixAll.trailguard");
        let uri = editor.uri(file);
        let mended = applied(text, &actions[0], &uri);
        editor.edit(file, 2, [0, 0, 9_999, 0], &mended);
        let after = editor.codes(file, 2);
        assert!(before.iter().any(|it| it == "trail/log-file-validation"), "{before:?}");
        assert!(!after.iter().any(|it| it == "trail/log-file-validation"), "{mended}");
        assert!(after.iter().all(|it| before.contains(it)), "{after:?}");
        let again = editor.ask("textDocument/codeAction", &params);
        assert_eq!(again, json!([]));
    }
}

#[test]
fn what_is_ignored_with_a_reason_is_not_shown() {
    for (file, text, rule) in [
        ("main.tf", MAIN, "trail/log-file-validation"),
        ("main.tf", MAIN, "trail/multi-region"),
        ("stack.yaml", TEMPLATE, "trail/multi-region"),
        ("stack.yaml", TEMPLATE, "trail/log-file-validation"),
        ("stack.json", JSON, "trail/multi-region"),
    ] {
        let folder = Scratch::new("lsp ignore").with(file, text).with("variables.tf", VARIABLES);
        let mut editor = Editor::new(folder.path(), &json!({}));
        editor.open(file, text);
        let before = editor.codes(file, 1);
        let actions = editor.actions(file, 1, rule);
        let ignore = actions.iter().find(|it| it["title"].as_str().unwrap().starts_with("ignore"));
        let ignore = ignore.unwrap_or_else(|| panic!("{rule} in {file}: {actions:?}"));
        let uri = editor.uri(file);
        let silent = applied(text, ignore, &uri);
        assert!(silent.contains(rule) && silent.len() > text.len(), "{silent}");
        editor.edit(file, 2, [0, 0, 9_999, 0], &silent);
        let after = editor.codes(file, 2);
        let others: Vec<&String> = before.iter().filter(|it| *it != rule).collect();
        assert_eq!(after.iter().collect::<Vec<_>>(), others, "{silent}");
        // what the comment names is told of
        if file != "stack.json" {
            let line = silent.lines().position(|line| line.contains("trailguard:ignore")).unwrap();
            let column = silent.lines().nth(line).unwrap().find(rule).unwrap() + 3;
            let position = json!({"line": line, "character": column});
            let params = json!({"textDocument": {"uri": uri}, "position": position});
            let hover = editor.ask("textDocument/hover", &params);
            assert!(hover["contents"]["value"].as_str().unwrap().contains(rule), "{hover}");
        }
    }
}

#[test]
fn a_configuration_is_read_again_and_its_faults_are_shown() {
    let folder = Scratch::new("lsp configuration").with("main.tf", MAIN).with("variables.tf", VARIABLES);
    let watches = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}});
    let mut editor = Editor::new(folder.path(), &watches);
    editor.open("main.tf", MAIN);
    assert!(editor.codes("main.tf", 1).iter().any(|it| it == "trail/multi-region"));
    assert!(editor.asked.iter().any(|it| it["method"] == "client/registerCapability"));
    let changed = |editor: &mut Editor, kind: u32| {
        editor.published.clear();
        let changes = json!([{"uri": editor.uri(".trailguard.yaml"), "type": kind}]);
        editor.tell("workspace/didChangeWatchedFiles", &json!({"changes": changes}));
    };
    std::fs::write(folder.path().join(".trailguard.yaml"), "ignore: [trail/multi-region]\n").unwrap();
    changed(&mut editor, 1);
    assert!(!editor.codes("main.tf", 1).iter().any(|it| it == "trail/multi-region"));
    std::fs::write(folder.path().join(".trailguard.yaml"), "ignore: [trail/multi-regoin]\nfoo: 1\n").unwrap();
    changed(&mut editor, 2);
    assert!(editor.codes("main.tf", 1).iter().any(|it| it == "trail/multi-region"), "defaults hold");
    let configuration = editor.uri(".trailguard.yaml");
    while !editor.published.contains_key(&configuration) {
        editor.take();
    }
    let faults = editor.published[&configuration]["diagnostics"].clone();
    assert_eq!(faults.as_array().unwrap().len(), 2, "{faults}");
    assert_eq!(faults[0]["range"]["start"], json!({"line": 0, "character": 9}));
    std::fs::remove_file(folder.path().join(".trailguard.yaml")).unwrap();
    changed(&mut editor, 3);
    while !editor.published.contains_key(&configuration) {
        editor.take();
    }
    assert_eq!(editor.published[&configuration]["diagnostics"], json!([]));
}

#[test]
fn diagnostics_can_be_asked_for() {
    let folder = Scratch::new("lsp pull").with("stack.yaml", TEMPLATE);
    let abilities = json!({
        "general": {"positionEncodings": ["utf-8"]},
        "textDocument": {"diagnostic": {}},
        "workspace": {"diagnostics": {"refreshSupport": true}}
    });
    let mut editor = Editor::new(folder.path(), &abilities);
    editor.open("stack.yaml", TEMPLATE);
    let document = json!({"uri": editor.uri("stack.yaml")});
    let report = editor.ask("textDocument/diagnostic", &json!({"textDocument": document}));
    assert_eq!(report["kind"], "full");
    assert!(codes(report["items"].as_array().unwrap()).contains(&"trail/multi-region"));
    let params = json!({"textDocument": document, "previousResultId": report["resultId"]});
    assert_eq!(editor.ask("textDocument/diagnostic", &params)["kind"], "unchanged");
    editor.edit("stack.yaml", 2, [6, 26, 6, 31], "true");
    let report = editor.ask("textDocument/diagnostic", &params);
    assert_eq!(report["kind"], "full");
    assert!(!codes(report["items"].as_array().unwrap()).contains(&"trail/multi-region"));
    assert!(editor.published.is_empty(), "who asks is not sent them as well");
    assert_eq!(editor.end(), 0);
}

#[test]
fn a_file_that_is_being_written_keeps_what_can_be_read() {
    let folder = Scratch::new("lsp broken").with("main.tf", MAIN).with("variables.tf", VARIABLES);
    let mut editor = Editor::new(folder.path(), &json!({}));
    editor.open("main.tf", MAIN);
    editor.edit("main.tf", 2, [6, 0, 6, 0], "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \n");
    let found = editor.codes("main.tf", 2);
    assert!(found.contains(&"unreadable-text".to_owned()), "{found:?}");
    assert!(found.contains(&"trail/multi-region".to_owned()), "{found:?}");
}

#[test]
fn a_place_tells_what_it_is() {
    // a name that AWS takes: of a trail that is refused all else is told as not there
    let main = MAIN.replace("😀-audit", "audit");
    let folder = Scratch::new("lsp meaning")
        .with("main.tf", &main)
        .with("variables.tf", VARIABLES)
        .with("terraform.tfvars", "multi = true\n");
    let mut editor = Editor::new(folder.path(), &json!({}));
    editor.open("main.tf", &main);
    let uri = editor.uri("main.tf");
    let hover = |editor: &mut Editor, line: u32, character: u32| {
        let position = json!({"line": line, "character": character});
        let hover =
            editor.ask("textDocument/hover", &json!({"textDocument": {"uri": uri}, "position": position}));
        hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    let argument = hover(&mut editor, 4, 10);
    for part in ["is_multi_region_trail", "value: `true`", "terraform.tfvars"] {
        assert!(argument.contains(part), "{part}: {argument}");
    }
    let head = hover(&mut editor, 1, 12);
    assert!(head.contains("✓ all regions") && head.contains("✗ validation"), "{head}");
    assert_eq!(hover(&mut editor, 0, 0), "");
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}});
    let hints = json!({"textDocument": {"uri": uri}, "range": range});
    assert_eq!(editor.ask("textDocument/inlayHint", &hints), json!([]), "they are off by default");
    let on = json!({"settings": {"trailguard": {"inlayHints": true}}});
    editor.tell("workspace/didChangeConfiguration", &on);
    let shown = editor.ask("textDocument/inlayHint", &hints);
    assert_eq!(shown[0]["label"], "⟶ true, from terraform.tfvars", "{shown}");
    assert_eq!(shown[0]["position"], json!({"line": 4, "character": 35}));
    let lenses = editor.ask("textDocument/codeLens", &json!({"textDocument": {"uri": uri}}));
    let title = lenses[0]["command"]["title"].as_str().unwrap();
    assert!(title.starts_with("trailguard: ") && title.contains("failed"), "{lenses}");
    assert_eq!(lenses[0]["range"]["start"]["line"], 1);
}

#[test]
fn nothing_that_is_sent_ends_it() {
    let folder = Scratch::new("lsp hostile").with("main.tf", MAIN).with("variables.tf", VARIABLES);
    let mut editor = Editor::silent(folder.path());
    let early = editor.begin("textDocument/hover", &json!({}));
    assert_eq!(editor.answer(early)["error"]["code"], -32002);
    editor.ask("initialize", &json!({"capabilities": {}}));
    let twice = editor.begin("initialize", &json!({"capabilities": {}}));
    assert_eq!(editor.answer(twice)["error"]["code"], -32600);
    editor.send_raw(b"Content-Length: 2\r\n\r\n{]");
    editor.send_raw(b"What: ever\r\n\r\n");
    for (method, params, code) in [
        ("textDocument/hover", json!({"textDocument": 7}), -32602),
        ("textDocument/hover", json!({"textDocument": {"uri": "::"}, "position": {}}), -32602),
        ("textDocument/diagnostic", json!({"textDocument": {"uri": "file:///no/where.tf"}}), -32602),
        ("textDocument/diagnostic", json!({"textDocument": {"uri": "untitled:x"}}), -32602),
        ("textDocument/codeAction", json!(null), -32602),
        ("no/such", json!({}), -32601),
    ] {
        let id = editor.begin(method, &params);
        assert_eq!(editor.answer(id)["error"]["code"], code, "{method} {params}");
    }
    editor.tell(
        "textDocument/didChange",
        &json!({"textDocument": {"uri": editor.uri("main.tf"), "version": 1}}),
    );
    editor.edit("main.tf", 1, [0, 0, 0, 0], "x");
    editor.tell("textDocument/didOpen", &json!([]));
    editor.open("main.tf", MAIN);
    for (version, range) in
        [[9, 9, 1, 1], [0, 3, 0, 3], [u32::MAX, u32::MAX, 0, 0], [2, 28, 2, 28]].iter().enumerate()
    {
        editor.edit("main.tf", version as i64 + 2, *range, "\u{feff}{{[[(");
    }
    editor.edit("main.tf", 7, [0, 0, u32::MAX, 0], &"[".repeat(200_000));
    editor.diagnostics("main.tf", 7);
    let huge = format!("{MAIN}{}", "# comment\n".repeat(300_000));
    editor.edit("main.tf", 8, [0, 0, u32::MAX, 0], &huge);
    assert!(editor.codes("main.tf", 8).iter().any(|it| it == "trail/multi-region"));
    let position = json!({"line": u32::MAX, "character": u32::MAX});
    let params = json!({"textDocument": {"uri": editor.uri("main.tf")}, "position": position});
    assert_eq!(editor.ask("textDocument/hover", &params), Value::Null);
    assert_eq!(editor.end(), 0);
}

#[test]
fn what_is_taken_back_is_not_done() {
    let folder = Scratch::new("lsp cancel").with("main.tf", MAIN).with("variables.tf", VARIABLES);
    let mut editor = Editor::new(folder.path(), &json!({}));
    // the work before it takes long enough for the word to come in time
    editor.open("main.tf", &format!("{MAIN}{}", "resource \"aws_cloudtrail\" \"x\" {}\n".repeat(300)));
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}});
    let params = json!({"textDocument": {"uri": editor.uri("main.tf")}, "range": range, "context": {"diagnostics": []}});
    let first = editor.begin("textDocument/codeAction", &params);
    let second = editor.begin("textDocument/codeAction", &params);
    editor.tell("$/cancelRequest", &json!({"id": second}));
    editor.tell("$/cancelRequest", &json!({"id": 4711}));
    assert!(editor.answer(first).get("id").is_some());
    assert_eq!(editor.answer(second)["error"]["code"], -32800);
    assert_eq!(editor.end(), 0);
}

#[test]
fn the_status_says_whether_it_was_asked_to_end() {
    let folder = Scratch::new("lsp end");
    let editor = Editor::new(folder.path(), &json!({}));
    assert_eq!(editor.hang_up(), 1);
    let mut editor = Editor::new(folder.path(), &json!({}));
    editor.ask("shutdown", &Value::Null);
    let late = editor.begin("textDocument/hover", &json!({}));
    assert_eq!(editor.answer(late)["error"]["code"], -32600);
    assert_eq!(editor.hang_up(), 0);
}
