//! Names, values, comments, reasons and paths of analysed files are somebody else's text. Wherever it is told, it takes over
//! nothing: no terminal, no CI runner, no page of a forge, no editor.

use crate::command::Scratch;
use crate::lsp::editor::Editor;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use trailguard::report::{Format, visible};

/// Escape sequences (colour, title, a link), C1 controls, marks of direction, commands of runners, markup.
const ATTACKS: &[&str] = &[
    "\u{1b}[2J\u{1b}]0;owned\u{7}",
    "\u{1b}]8;;https://evil.example\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "\u{9b}31m\u{85}\u{9d}0;x\u{9c}",
    "\u{202e}gnp.exe\u{2066}\u{200f}\u{feff}\u{e0041}",
    "\n::error file=x::owned\n  ::set-output name=x::y\n::stop-commands::z",
    "%0A::error::x%0D%25",
    "##[error]x ##vso[task.setvariable variable=x]y ##teamcity[buildProblem description='x'] ###[group]",
    "<script>alert(1)</script><img src=https://evil.example/x.png><!-- x -->]]><x/>",
    "![x](https://evil.example/x.png)[y](javascript:alert(1))[z](command:x)",
    "`code` | cell | ``` fence ``` @everyone #1 @org/team **b** ~~~",
    "\r\u{8}\u{8}\u{0b}\u{0c}\u{7f}\u{2028}\u{2029}",
    "-->\"'&quot;\\ https://evil.example www.evil.example",
];

/// In a quoted string of HCL and JSON: `\uNNNN` where it has to be.
fn quoted(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    let escape = |c: char| match c {
        '\u{7f}'.. if visible::is_hostile(c) && u32::from(c) < 0x10000 => format!("\\u{:04x}", u32::from(c)),
        '\u{10000}'.. => String::new(),
        c => c.to_string(),
    };
    quoted.chars().map(escape).collect::<String>().replace("\\b", "\\u0008").replace("\\f", "\\u000c")
}

/// On one line, without control characters that no comment may have.
fn in_comment(text: &str) -> String {
    text.replace(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}', '\u{feff}'], " ")
}

/// A root module, a template of each notation, and a plan that have the text everywhere.
fn tree(scratch: Scratch, number: usize, attack: &str) -> Scratch {
    let text = quoted(attack);
    let inner = &text[1..text.len() - 1];
    let comment = in_comment(attack);
    let main = format!(
        "# trailguard:ignore trail/log-file-validation -- {comment}\n# trailguard:ignore nothing/such -- {comment}\nresource \"aws_cloudtrail\" \"t\" {{\n  for_each = {{ {text} = {text} }}\n  name = \"x-${{each.key}}\" # {comment}\n  s3_bucket_name = aws_s3_bucket.b.id\n  is_multi_region_trail = var.m == {text}\n  kms_key_id = lookup({{ a = 1 }}, {text})\n  s3_key_prefix = file({text})\n  tags = {{ {text} = {text} }}\n}}\nvariable \"m\" {{\n  description = {text}\n}}\nresource \"aws_s3_bucket\" \"b\" {{\n  bucket = {text}\n}}\nresource \"aws_s3_bucket_policy\" \"b\" {{\n  bucket = aws_s3_bucket.b.id\n  policy = jsonencode({{ Statement = [{{ Sid = {text}, Effect = \"Allow\", Principal = {{ AWS = {text} }}, Action = \"s3:Get*\", Resource = {text}, Condition = {{ StringEquals = {{ {text} = {text} }} }} }}] }})\n}}\nmodule \"elsewhere\" {{\n  source = {text}\n}}\n"
    );
    let template = format!(
        "{{\"Description\": {text}, \"Parameters\": {{{text}: {{\"Type\": \"String\"}}}}, \"Mappings\": {{\"M\": {{\"a\": {{\"b\": 1}}}}}},\n\"Conditions\": {{{text}: {{\"Fn::Equals\": [{{\"Ref\": {text}}}, {text}]}}}},\n\"Resources\": {{{text}: {{\"Type\": \"AWS::CloudTrail::Trail\",\n\"Metadata\": {{\"trailguard\": {{\"ignore\": [{{\"rule\": \"trail/deletion-guard\", \"reason\": {text}}}]}}}},\n\"Properties\": {{\"IsLogging\": {{\"Fn::If\": [{text}, true, false]}}, \"S3BucketName\": {text}, \"TrailName\": \"a{inner}\",\n\"KMSKeyId\": {{\"Fn::ImportValue\": {text}}}, \"S3KeyPrefix\": {{\"Fn::FindInMap\": [\"M\", {text}, \"b\"]}}, \"SnsTopicName\": {{\"Ref\": \"b{inner}\"}}}}}}}}}}\n"
    );
    let plan = format!(
        "{{\"format_version\": \"1.2\", \"terraform_version\": \"1.9.0\", \"planned_values\": {{\"root_module\": {{\"resources\": [{{\"address\": \"aws_cloudtrail.t[\\\"k\\\"]\", \"mode\": \"managed\", \"type\": \"aws_cloudtrail\", \"name\": \"t\", \"index\": {text}, \"values\": {{\"name\": {text}, \"s3_bucket_name\": {text}, \"tags\": {{{text}: {text}}}}}}}]}}}}}}\n"
    );
    let broken = format!("resource \"aws_cloudtrail\" \"t\" {{\n  name = {comment} = = \"\n");
    scratch
        .with(&format!("{number}/tf/main.tf"), main)
        .with(&format!("{number}/cf/t.json"), template)
        .with(&format!("{number}/plan/plan.json"), plan)
        .with(&format!("{number}/broken/main.tf"), broken)
}

fn scratch(name: &str) -> Scratch {
    let start = Scratch::new(name).with(".git/HEAD", "");
    ATTACKS.iter().enumerate().fold(start, |scratch, (number, attack)| tree(scratch, number, attack))
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_trailguard"))
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("GITHUB_STEP_SUMMARY")
        .output()
        .unwrap()
}

/// What in a text a terminal or a runner acts on.
fn acts(text: &str, is_github: bool) -> Option<String> {
    if let Some(at) = text.find(visible::is_hostile) {
        let from = text[..at].char_indices().rev().nth(40).map_or(0, |(at, _)| at);
        return Some(format!("{:?}", &text[from..at + 3]));
    }
    let is_command = |line: &&str| {
        let ours =
            ["::error file=", "::warning file=", "::notice file="].iter().any(|it| line.starts_with(it));
        let commands = ["##[", "##vso[", "##teamcity["].iter().any(|it| line.contains(it));
        commands || (line.trim_start().starts_with("::") && !(is_github && ours))
    };
    text.lines().find(is_command).map(str::to_owned)
}

#[test]
fn no_terminal_and_no_runner_is_taken_over() {
    let scratch = scratch("injection");
    let out = |format: &Format| scratch.path().with_extension(format.name()).to_string_lossy().into_owned();
    let files: Vec<String> = Format::ALL.iter().map(out).collect();
    let formats = Format::ALL.iter().zip(&files);
    let formats = formats.flat_map(|(format, file)| ["--format", format.name(), "--output", &**file]);
    let all = ["check", "--profile", "extended", "--show", "all", "--unknown", "fail"];
    let mut wrong = Vec::new();
    let runs: [Vec<&str>; 7] = [
        all.into_iter().chain(formats).collect(),
        vec!["check", "--profile", "extended"],
        vec!["check", "--profile", "extended", "--diff", "--unsafe-fixes"],
        vec!["model"],
        vec!["model", "--format", "json"],
        vec!["model", "--format", "cloudformation"],
        vec!["check", "--fix", "--unsafe-fixes", "--profile", "extended"],
    ];
    for arguments in &runs {
        let output = run(scratch.path(), arguments);
        let name = arguments[..arguments.len().min(4)].join(" ");
        for text in [output.stdout, output.stderr] {
            let text = String::from_utf8(text).unwrap();
            assert!(!text.contains("panicked"), "{text}");
            // a diff is the files' own text, in which a terminal finds nothing to act on only where it is one
            let text = if name.contains("--diff") { text.replace(visible::is_hostile, "") } else { text };
            wrong.extend(acts(&text, false).map(|what| format!("{name}: {what}")));
        }
    }
    for (format, file) in Format::ALL.iter().zip(&files) {
        let text = fs::read_to_string(file).unwrap();
        fs::remove_file(file).unwrap();
        let found = acts(&text, *format == Format::Github);
        wrong.extend(found.map(|what| format!("{}: {what}", format.name())));
        match format.name() {
            "json" | "sarif" | "gitlab" | "rdjson" | "sonarqube" => {
                serde_json::from_str::<Value>(&text).unwrap();
            }
            "junit" => drop(roxmltree::Document::parse(&text).unwrap()),
            "markdown" => wrong.extend(marked_up(&text).map(|what| format!("markdown: {what}"))),
            _ => {}
        }
        assert!(text.contains("trail/"), "{}: {text}", format.name());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Markup in a page for a forge that is not the page's own.
fn marked_up(page: &str) -> Option<String> {
    let mut lines = page.lines().filter(|line| {
        let outside: String = line.split('`').step_by(2).collect();
        let outside = outside.replace("<code>@</code>", "").replace("<code>#</code>", "");
        let outside = ["<code>", "</code>", "<br>", "<details>", "</details>", "<summary>", "</summary>"]
            .iter()
            .fold(outside, |text, tag| text.replace(tag, ""));
        outside.contains('<') || outside.contains("](") || outside.contains("://") || outside.contains('@')
    });
    lines.next().map(str::to_owned)
}

/// Silencing writes a reason into files: it stays the comment, or the text, that it is.
#[test]
fn a_reason_adds_nothing_to_a_file() {
    for (number, attack) in ATTACKS.iter().enumerate() {
        let trail = "resource \"aws_cloudtrail\" \"t\" {\n  name           = \"audit\"\n  s3_bucket_name = \"b\"\n}\n";
        let scratch = Scratch::new(&format!("reason-{number}")).with("main.tf", trail).with(
            "t.json",
            "{\"Resources\": {\"T\": {\"Type\": \"AWS::CloudTrail::Trail\", \"Properties\": {\"S3BucketName\": \"b\", \"IsLogging\": true}}}}",
        );
        let reason = format!("because {attack}").replace('\0', "");
        let output = run(scratch.path(), &["check", "--add-ignores", "--reason", &reason]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let after = fs::read_to_string(scratch.path().join("main.tf")).unwrap();
        let kept: String = after.split_inclusive('\n').filter(|line| !line.starts_with("# trail")).collect();
        assert_eq!(kept, trail, "{after}");
        assert!(!after.contains(visible::is_hostile), "{after:?}");
        let template = fs::read_to_string(scratch.path().join("t.json")).unwrap();
        let template: Value = serde_json::from_str(&template).unwrap();
        let reason = &template["Resources"]["T"]["Metadata"]["trailguard"]["ignore"][0]["reason"];
        assert!(reason.as_str().unwrap().starts_with("because "), "{template}");
    }
}

/// An editor shows hovers as Markdown, and diagnostics, lenses and hints as text on lines.
#[test]
fn no_editor_is_taken_over() {
    let scratch = scratch("injection-lsp");
    let mut editor = Editor::new(scratch.path(), &json!({}));
    let mut wrong = Vec::new();
    for number in 0..ATTACKS.len() {
        for file in [format!("{number}/tf/main.tf"), format!("{number}/cf/t.json")] {
            let text = fs::read_to_string(scratch.path().join(&file)).unwrap();
            editor.open(&file, &text);
            let document = json!({"uri": editor.uri(&file)});
            let lines = text.lines().count();
            let whole = json!({"start": {"line": 0, "character": 0}, "end": {"line": lines, "character": 0}});
            let mut told = vec![json!(editor.diagnostics(&file, 1))];
            for (method, params) in [
                ("textDocument/inlayHint", json!({"textDocument": document, "range": whole})),
                ("textDocument/codeLens", json!({"textDocument": document})),
            ] {
                told.push(editor.ask(method, &params));
            }
            for line in 0..lines {
                let position = json!({"line": line, "character": 3});
                let hover = editor
                    .ask("textDocument/hover", &json!({"textDocument": document, "position": position}));
                let markdown = hover["contents"]["value"].as_str().unwrap_or_default();
                wrong.extend(in_hover(markdown).map(|what| format!("{file}:{line}: {what}")));
                told.push(hover);
            }
            for told in &told {
                each_text(told, &mut |text| {
                    if text.contains(visible::is_hostile) {
                        wrong.push(format!("{file}: {text:?}"));
                    }
                });
            }
        }
    }
    assert_eq!(editor.end(), 0);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Markup in a hover outside of code that is not ours: links lead to files, and nothing else is there.
fn in_hover(markdown: &str) -> Option<String> {
    markdown
        .lines()
        .find(|line| {
            outside_of_code(line).is_none_or(|text| {
                let text = text.replace("](<file:///", "");
                text.contains("](")
                    || text.contains("![")
                    || text.contains("://")
                    || text.contains('<') && !text.contains(">)")
            })
        })
        .map(str::to_owned)
}

/// A line without its code spans, as CommonMark reads them, and without what a backslash takes the meaning of; none
/// where a span does not end.
fn outside_of_code(line: &str) -> Option<String> {
    let mut outside = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        if c == '\\' {
            rest = rest[1..].char_indices().nth(1).map_or("", |(at, _)| &rest[1 + at..]);
        } else if c == '`' {
            let length = rest.len() - rest.trim_start_matches('`').len();
            let mut inside = &rest[length..];
            loop {
                let at = inside.find('`')?;
                let run = inside[at..].len() - inside[at..].trim_start_matches('`').len();
                inside = &inside[at + run..];
                if run == length {
                    break;
                }
            }
            rest = inside;
        } else {
            outside.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    Some(outside)
}

fn each_text(value: &Value, f: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) => f(text),
        Value::Array(items) => items.iter().for_each(|item| each_text(item, f)),
        Value::Object(entries) => entries.values().for_each(|item| each_text(item, f)),
        _ => {}
    }
}
