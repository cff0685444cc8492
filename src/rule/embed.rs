//! The build script: finds the rule files below `rules/` and compiles them in, and says how the program is linked.
//!
//! Of each it takes what choosing a rule needs (title, severity, kind, profile, subject), so that a rule that is not
//! chosen is never parsed; and where its predicates stand, so that one that is chosen costs two expressions, and no
//! YAML until it has something to say. The long lists of controls and the examples are kept apart. Rule files are
//! therefore written with their keys plainly at the beginning of a line; a test holds them to it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("rules");
    tell_cargo("rerun-if-changed=rules")?;
    tell_cargo("rerun-if-changed=src/rule/embed.rs")?;
    link()?;
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut code = String::from("static EMBEDDED: &[Embedded] = &[\n");
    for file in files {
        let text = fs::read_to_string(&file)?;
        let id = file.strip_prefix(&root).unwrap_or(&file).with_extension("");
        let id = id.to_string_lossy().replace('\\', "/");
        let key = |key: &str| scalar(&text, key).unwrap_or_default();
        let (controls, body): (Vec<_>, Vec<_>) =
            parts(&text).into_iter().partition(|part| part.starts_with("controls:"));
        let parameters =
            body.iter().find(|part| part.starts_with("parameters:")).copied().unwrap_or_default();
        let body: String = body.iter().copied().filter(|part| !part.starts_with("examples:")).collect();
        let _ = writeln!(
            code,
            "    Embedded {{ id: {id:?}, title: {:?}, severity: {:?}, kind: {:?}, profile: {:?}, subject: {:?}, \
             when: {:?}, require: {:?}, parameters: {parameters:?}, body: {body:?}, controls: {:?}, text: include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?})) }},",
            key("title"),
            key("severity"),
            key("kind"),
            key("profile"),
            key("subject"),
            predicate(&body, "when"),
            predicate(&body, "require"),
            controls.concat(),
            format!("/rules/{id}.yaml")
        );
    }
    code.push_str("];\n");
    fs::write(PathBuf::from(env::var("OUT_DIR").unwrap_or_default()).join("rules.rs"), code)
}

/// At a fixed address, as Go's programs are: else the loader writes 19,000 addresses into the tables of rules, types and
/// messages at every start, which takes a millisecond of the five that one file may cost. Libraries, heap and stacks
/// stay where the system likes.
fn link() -> io::Result<()> {
    let target = |what: &str| env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default();
    match (target("OS").as_str(), target("ENV").as_str()) {
        ("linux", "gnu") => tell_cargo("rustc-link-arg-bins=-no-pie"),
        _ => Ok(()),
    }
}

/// A build script talks to cargo over standard output.
fn tell_cargo(what: &str) -> io::Result<()> {
    writeln!(io::stdout(), "cargo::{what}")
}

/// Rule files are those one folder down: `rules/trail/multi-region.yaml`.
fn collect(root: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for group in fs::read_dir(root)? {
        let group = group?.path();
        if !group.is_dir() {
            continue;
        }
        for file in fs::read_dir(group)? {
            let file = file?.path();
            if file.extension().is_some_and(|extension| extension == "yaml") {
                files.push(file);
            }
        }
    }
    Ok(())
}

/// The plain value of a key at the beginning of a line.
fn scalar<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    let value = line.split(" #").next().unwrap_or(line).trim();
    Some(value.trim_matches(|c| c == '"' || c == '\''))
}

/// The text cut before every key at the beginning of a line.
fn parts(text: &str) -> Vec<&str> {
    let starts_key = |line: &str| line.starts_with(|first: char| first.is_ascii_lowercase());
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        if starts_key(line) && at > start {
            parts.push(&text[start..at]);
            start = at;
        }
        at += line.len();
    }
    parts.push(&text[start..]);
    parts
}

/// Where the expression of a key stands: behind the key, or below it where it is a block scalar.
fn predicate(body: &str, key: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    for part in parts(body) {
        if let Some(value) = part.strip_prefix(key).and_then(|rest| rest.strip_prefix(':')) {
            let value = value.trim_start_matches(' ');
            let value = match value.starts_with(['|', '>']) {
                true => value.split_once('\n')?.1,
                false => value.split(" #").next()?,
            };
            let start = at + part.find(value)?;
            return Some((start, start + value.trim_end().len()));
        }
        at += part.len();
    }
    None
}
