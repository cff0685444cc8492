//! The build script: finds the rule files below `rules/` and compiles them in.
//!
//! Of each it takes what choosing a rule needs (title, severity, kind, profile, subject), so that a rule that is not
//! chosen is never parsed, and where the part ends that checking needs (behind it come the examples). Rule files are therefore written with these keys plainly at the beginning of a line; a test holds
//! them to it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("rules");
    tell_cargo()?;
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut code = String::from("static EMBEDDED: &[Embedded] = &[\n");
    for file in files {
        let text = fs::read_to_string(&file)?;
        let id = file.strip_prefix(&root).unwrap_or(&file).with_extension("");
        let id = id.to_string_lossy().replace('\\', "/");
        let key = |key: &str| scalar(&text, key).unwrap_or_default();
        let head = text.find("\nexamples:").map_or(text.len(), |at| at + 1);
        let _ = writeln!(
            code,
            "    Embedded {{ id: {id:?}, title: {:?}, severity: {:?}, kind: {:?}, profile: {:?}, subject: {:?}, \
             head: {head}, text: include_str!({:?}) }},",
            key("title"),
            key("severity"),
            key("kind"),
            key("profile"),
            key("subject"),
            file.display()
        );
    }
    code.push_str("];\n");
    fs::write(PathBuf::from(env::var("OUT_DIR").unwrap_or_default()).join("rules.rs"), code)
}

/// A build script talks to cargo over standard output.
fn tell_cargo() -> io::Result<()> {
    writeln!(io::stdout(), "cargo::rerun-if-changed=rules\ncargo::rerun-if-changed=src/rule/embed.rs")
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
