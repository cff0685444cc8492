//! What `editors/` tells people to copy: it parses, and it starts the server.

use serde_json::Value;
use std::fs;

/// Snippets with the language they are in.
fn snippets() -> Vec<(String, String)> {
    let text = fs::read_to_string("editors/README.md").unwrap();
    let fenced = text.split("\n```").enumerate().filter(|(at, _)| at % 2 == 1);
    let parts = fenced.map(|(_, part)| part.split_once('\n').unwrap());
    parts.map(|(language, body)| (language.to_owned(), body.to_owned())).collect()
}

/// Whether brackets close in the order in which they open, outside of strings and comments.
fn is_balanced(text: &str, comment: &str) -> bool {
    let mut open = Vec::new();
    for line in text.lines() {
        let mut in_string = false;
        for (at, character) in line.char_indices() {
            match character {
                '"' => in_string = !in_string,
                _ if in_string => {}
                _ if line[at..].starts_with(comment) => break,
                '(' => open.push(')'),
                '[' => open.push(']'),
                '{' => open.push('}'),
                ')' | ']' | '}' if open.pop() != Some(character) => return false,
                _ => {}
            }
        }
        if in_string {
            return false;
        }
    }
    open.is_empty()
}

/// What is wrong with a line of TOML, as far as the snippets use it.
fn is_toml(line: &str) -> bool {
    let name = |it: &str| !it.is_empty() && it.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    if let Some(header) = line.strip_prefix('[') {
        let header = header.strip_suffix(']').unwrap_or("");
        return name(header.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(header));
    }
    let Some((key, value)) = line.split_once(" = ") else { return false };
    // an inline table is JSON but for its keys
    let inline = value.starts_with('{') && is_balanced(value, "#");
    name(key) && (inline || serde_json::from_str::<Value>(value).is_ok())
}

#[test]
fn snippets_parse_and_start_the_server() {
    let mut seen = Vec::new();
    for (language, body) in snippets() {
        match &*language {
            "json" => {
                serde_json::from_str::<Value>(&body).unwrap_or_else(|error| panic!("{error}:\n{body}"));
            }
            "toml" => {
                for line in body.lines().filter(|line| !line.is_empty()) {
                    assert!(is_toml(line), "{line}");
                }
            }
            "lua" => assert!(is_balanced(&body, "--"), "{body}"),
            "elisp" => assert!(is_balanced(&body, ";"), "{body}"),
            other => panic!("nobody checks snippets in `{other}`"),
        }
        if body.contains("lsp\"") {
            seen.push(language);
        }
    }
    assert_eq!(seen, ["lua", "toml", "json", "elisp"], "each editor's snippet starts `trailguard lsp`");
}

/// The settings are told in three places.
#[test]
fn settings_are_the_same_everywhere() {
    let extension: Value =
        serde_json::from_str(&fs::read_to_string("editors/vscode/package.json").unwrap()).unwrap();
    let readme = fs::read_to_string("editors/README.md").unwrap();
    let server = fs::read_to_string("src/lsp/settings.rs").unwrap();
    let settings = extension["contributes"]["configuration"]["properties"].as_object().unwrap();
    for name in settings.keys().filter_map(|it| it.strip_prefix("trailguard.")) {
        if name != "path" {
            assert!(readme.contains(&format!("| `{name}` |")), "{name} is not in the table");
            assert!(server.contains(&format!("\"{name}\"")), "the server does not read {name}");
        }
    }
}
