//! Where module calls lead, read off the bytes of a configuration file.
//!
//! Every `source` that is given a text counts as a call, wherever it stands: one in a comment or in another block
//! leads to a folder too much at worst. Which lie in a `module` block is asked only of those that lead elsewhere.

use memchr::memmem;
use std::ops::Range;

/// What a call's source says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ModuleSource {
    /// A way from the calling folder: `./…` or `../…`.
    Local(String),
    /// A registry, a repository, an archive.
    Remote(String),
    /// An expression, or a text with escapes.
    Computed,
}

/// The sources in the text of a `.tf` file, or of a `.tf.json` file.
pub(super) fn sources(text: &[u8], json: bool) -> Vec<ModuleSource> {
    let mut sources = Vec::new();
    if memmem::find(text, b"module").is_none() {
        return sources;
    }
    let mut blocks: Option<Vec<Range<usize>>> = None;
    for at in memmem::find_iter(text, b"source") {
        let Some(source) = source_at(text, at, json) else { continue };
        let called = match &source {
            ModuleSource::Local(_) => true,
            // `hashicorp/aws` is a provider; a module's address has three parts or more
            ModuleSource::Remote(address) if json => address.matches('/').count() != 1,
            ModuleSource::Computed if json => true,
            ModuleSource::Remote(_) | ModuleSource::Computed => {
                let blocks = blocks.get_or_insert_with(|| module_blocks(text));
                let next = blocks.partition_point(|block| block.end < at);
                blocks.get(next).is_some_and(|block| block.contains(&at))
            }
        };
        if called {
            sources.push(source);
        }
    }
    sources.sort_unstable();
    sources.dedup();
    sources
}

/// The source that the word at `at` is given, if it is the whole word and is given one.
fn source_at(text: &[u8], at: usize, json: bool) -> Option<ModuleSource> {
    if at > 0 && is_word(text[at - 1]) {
        return None;
    }
    let rest = &text[at + b"source".len()..];
    let rest = rest.strip_prefix(b"\"").unwrap_or(rest);
    let rest = skip_blank(rest, false);
    let rest = rest.strip_prefix(if json { b":" } else { b"=" })?;
    if rest.starts_with(b"=") {
        return None;
    }
    let Some(quoted) = skip_blank(rest, true).strip_prefix(b"\"") else {
        return Some(ModuleSource::Computed);
    };
    let end = memchr::memchr3(b'"', b'\\', b'\n', quoted).unwrap_or(quoted.len());
    let literal = &quoted[..end];
    let templated = memmem::find(literal, b"${").is_some() || memmem::find(literal, b"%{").is_some();
    if templated || quoted.get(end) != Some(&b'"') {
        return Some(ModuleSource::Computed);
    }
    let address = String::from_utf8_lossy(literal).into_owned();
    let local = address.starts_with("./")
        || address.starts_with("../")
        || address.starts_with(".\\")
        || address.starts_with("..\\")
        || address == "."
        || address == "..";
    Some(if local { ModuleSource::Local(address.replace('\\', "/")) } else { ModuleSource::Remote(address) })
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-' || byte >= 0x80
}

/// Behind white space and `/* … */`; behind opening parentheses too, where an expression begins.
fn skip_blank(mut text: &[u8], expression: bool) -> &[u8] {
    loop {
        text = text.trim_ascii_start();
        if let Some(comment) = text.strip_prefix(b"/*") {
            let Some(end) = memmem::find(comment, b"*/") else { return &[] };
            text = &comment[end + 2..];
        } else if expression && text.starts_with(b"(") {
            text = &text[1..];
        } else {
            return text;
        }
    }
}

/// What a brace that is open belongs to.
enum Open {
    /// A `module` block at the top, whose text starts here.
    Module(usize),
    /// Another block or an object.
    Other,
    /// `${` or `%{` in a quoted text, which goes on behind it.
    Template,
}

/// Where the bodies of the `module` blocks lie, in order. A block that is never closed goes on to the end.
fn module_blocks(text: &[u8]) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let (mut at, mut in_text, mut module_header, mut heredocs_close) = (0, false, false, true);
    while at < text.len() {
        let rest = &text[at..];
        if in_text {
            let step = text_step(rest);
            in_text = !step.leaves;
            if step.template {
                open.push(Open::Template);
            }
            at += step.length;
            continue;
        }
        let mut length = 1;
        match rest[0] {
            b'"' => in_text = true,
            b'#' => length = memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
            b'/' if rest.starts_with(b"//") => length = memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
            b'/' if rest.starts_with(b"/*") => {
                length = memmem::find(rest, b"*/").map_or(rest.len(), |end| end + 2);
            }
            b'<' if heredocs_close && rest.starts_with(b"<<") => match heredoc_length(rest) {
                Heredoc::Closed(end) => length = end,
                // looked for to the end once: not again, that would be quadratic
                Heredoc::Unclosed => heredocs_close = false,
                Heredoc::None => length = 2,
            },
            b'{' => {
                let module = module_header && open.is_empty();
                open.push(if module { Open::Module(at + 1) } else { Open::Other });
                module_header = false;
            }
            b'}' => match open.pop() {
                Some(Open::Module(start)) => blocks.push(start..at),
                Some(Open::Template) => in_text = true,
                Some(Open::Other) | None => {}
            },
            b'\n' => module_header = false,
            byte if is_word(byte) => {
                length = rest.iter().position(|byte| !is_word(*byte)).unwrap_or(rest.len());
                module_header |= open.is_empty() && &rest[..length] == b"module";
            }
            _ => {}
        }
        at += length;
    }
    if let Some(Open::Module(start)) = open.first() {
        blocks.push(*start..text.len());
    }
    blocks
}

/// A step through a quoted text.
struct TextStep {
    length: usize,
    leaves: bool,
    template: bool,
}

fn text_step(rest: &[u8]) -> TextStep {
    let step = |length, leaves, template| TextStep { length, leaves, template };
    match rest[0] {
        b'\\' => step(2.min(rest.len()), false, false),
        // a text ends with its line, closed or not
        b'"' | b'\n' => step(1, true, false),
        b'$' | b'%' if rest.starts_with(b"$${") || rest.starts_with(b"%%{") => step(3, false, false),
        b'$' | b'%' if rest.get(1) == Some(&b'{') => step(2, true, true),
        _ => step(1, false, false),
    }
}

enum Heredoc {
    None,
    Unclosed,
    Closed(usize),
}

/// How long the heredoc is that starts here.
fn heredoc_length(rest: &[u8]) -> Heredoc {
    let mark = &rest[2..];
    let mark = mark.strip_prefix(b"-").unwrap_or(mark);
    let mark = &mark[..mark.iter().position(|byte| !is_word(*byte)).unwrap_or(mark.len())];
    if mark.is_empty() {
        return Heredoc::None;
    }
    let Some(mut at) = memchr::memchr(b'\n', rest).map(|newline| newline + 1) else {
        return Heredoc::Unclosed;
    };
    while at < rest.len() {
        let end = memchr::memchr(b'\n', &rest[at..]).map_or(rest.len(), |newline| at + newline);
        if rest[at..end].trim_ascii() == mark {
            return Heredoc::Closed(end);
        }
        at = end + 1;
    }
    Heredoc::Unclosed
}

#[cfg(test)]
mod tests {
    use super::ModuleSource::{Computed, Local, Remote};
    use super::*;

    fn local(address: &str) -> ModuleSource {
        Local(address.to_owned())
    }

    fn remote(address: &str) -> ModuleSource {
        Remote(address.to_owned())
    }

    #[test]
    fn finds_every_call() {
        for (text, expected) in [
            (r#"module "a" { source = "./a" }"#, vec![local("./a")]),
            ("module \"a\" {\n  source/* c */=/* d */(\"../a\")\n}", vec![local("../a")]),
            ("module a {\r\n\tsource\t=\t\".\\\\a\"\r\n}", vec![Computed]),
            ("module \"a\" {\n  my_source = \"./no\"\n  sources = \"./no\"\n}", vec![]),
            ("module \"a\" {\n  on = var.source == \"./no\"\n}", vec![]),
            ("module \"a\" {\n  source = \"./${var.n}\"\n}", vec![Computed]),
            ("module \"a\" {\n  source = local.where\n}", vec![Computed]),
            (
                "module \"a\" {\n  source = \"terraform-aws-modules/vpc/aws\"\n}",
                vec![remote("terraform-aws-modules/vpc/aws")],
            ),
            (
                "terraform {\n required_providers {\n  aws = { source = \"hashicorp/aws\" }\n }\n}\n# module",
                vec![],
            ),
            ("resource \"x\" \"module\" {\n  source = \"file.zip\"\n}", vec![]),
            (
                "module \"a\" {\n  t = \"${f({ a = \"}\" })}}\"\n  h = <<-E\n    }\n    E\n  # }\n  source = \"git::x\"\n}",
                vec![remote("git::x")],
            ),
            ("module \"a\" {\n  x = \"unclosed\n  source = \"git::x\"\n", vec![remote("git::x")]),
            ("module \"a\" {\n  x = <<NEVER\n  source = \"git::x\"\n", vec![remote("git::x")]),
        ] {
            assert_eq!(sources(text.as_bytes(), false), expected, "{text}");
        }
    }

    #[test]
    fn finds_calls_in_json() {
        let text = br#"{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
            "module": {"a": {"source": "./a"}, "b": {"source" : "ns/b/aws"}}}"#;
        assert_eq!(sources(text, true), [local("./a"), remote("ns/b/aws")]);
    }
}
