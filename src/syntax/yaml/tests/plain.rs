//! What is read directly is what the event parser reads, to the last span.

use super::super::super::node::render;
use super::super::{parse_events, plain};
use crate::source::{Source, SourceMap};
use crate::syntax::node::Node;
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) fn source(text: &str) -> Arc<Source> {
    SourceMap::new().add(Path::new("test.yaml"), text)
}

/// The tree and where its nodes are.
pub(super) fn shown(source: &Source, node: &Node) -> (String, Vec<String>) {
    let spans = render::spans(node);
    let places = spans.iter().map(|span| format!("{}: {}", span.start, source.slice(*span)));
    (render::compact(node), places.collect())
}

/// Whether it is read directly; says so where that is not what the events say.
fn read_alike(text: &str) -> Result<bool, String> {
    let source = source(text);
    let Some(node) = plain::read(&source, None) else { return Ok(false) };
    let (nodes, problems) = parse_events(&source);
    let ours = shown(&source, &node);
    let theirs = nodes.first().filter(|_| nodes.len() == 1 && problems.is_empty());
    let theirs = theirs.map(|node| shown(&source, node)).ok_or_else(|| format!("{problems:?}"))?;
    if let Some((ours, theirs)) = ours.1.iter().zip(&theirs.1).find(|(ours, theirs)| ours != theirs) {
        return Err(format!("{ours:?}, by the events {theirs:?}"));
    }
    if ours != theirs {
        return Err("the texts differ".to_owned());
    }
    Ok(true)
}

#[test]
fn plain_texts_are_read_directly() {
    for text in [
        "a: 1\nb: 'x'\nc: \"y\\n\"\n",
        "---\n# c\na: 1 # c\n\n  # c\nb: x y # c\n",
        "a:\n  b:\n    c: 1\n  d: 2\ne: 3",
        "a:\n- 1\n- b: 1\n  c: 2\n- - x\n  - y\n-   z: 1\n    w: 2\nb: 1\n",
        "a: !Ref x\nb: !Sub 'x'\nc: !If [c, !Ref a, !GetAtt a.b]\nd: !Join\n  - ''\n  - [x]\n",
        "a: !Join\n- ''\n- - x\nb: !X {}\n",
        "a:\n  !Ref b\nc:\n  text\nd:\n  'q'\n",
        "a: |\n  x\n   y\n\n  z\n\nb: |-\n  x\nc: |+\n  x\n\nd: >-\n  x\n  y\n\n  z\n",
        "- Effect: Allow\n  Action: ['s3:*', \"kms:*\"]\n  Resource: !Sub arn:${AWS::Partition}:s3:::x\n",
        "a: {b: 1, c: [1, 2 , x y], 'd': {}}\ne: []\nf: [\n    a, # c\n    b\n  ]\n",
        "Über: straße — 1\n'a''b': \"\\\"x\\\" \\\\ \\/\"\n",
        "a b : c\n\"q\" : 1\nhttp://x: y\nx: a#b:c\n",
        "a: x\n  y: z\n".trim_end_matches(": z\n"),
        "a: x y\n   z - w\n  - v\nb: # c\n  c: text\n    more\n",
        "a: -1\nb: -x\nc: .5\nd: =\n",
        "a: AWS::S3::Bucket\nb: x:y::z\n",
        "a:\nb: 1\n",
        "a:\n",
        "x:\n  a:   # c\n\n  b: 1\n  c:\ny:\n  - a:\n    b:\n  -\n  - c:\nz:",
    ] {
        assert_eq!(read_alike(text), Ok(true), "{text}");
    }
}

#[test]
fn whatever_is_not_plain_is_left() {
    for text in [
        "",
        "x",
        "# c\n",
        "- \n- b\n",
        "a: !X\n",
        "a: &x 1\n",
        "a: *x\n",
        "<<: {a: 1}\n",
        "? a\n: b\n",
        "a: 1\n---\nb: 2\n",
        "a: 1\na: 2\n",
        "a: b: c\n",
        "a: 'x\n  y'\n",
        "a: x\n\n  y\n",
        "a: x # c\n  y\n",
        "\ta: 1\n",
        "a: 1\r\n",
        "a: |2\n    x\n",
        "a: [1, ]\n",
        "a: [b: c]\n",
        "a: {b}\n",
        "{a: 1}\n",
        "a: !!str 1\n",
        "a: @x\n",
        "a: |\n\n  x\n",
        "a: |\n  x",
        "\u{feff}a: 1\n",
        "a: 1\n b: 2\n",
        "a:\n    b: 1\n  c: 2\n",
        "- a\nb: 1\n",
        "a: \"\\x41\"\n",
        "a: >\n  x\n   y\n",
        "a: 'b'c\n",
        "a: 'b'#c\n",
        "a:\n-\n  b\n",
    ] {
        assert!(plain::read(&source(text), None).is_none(), "{text:?}");
    }
}

/// Files of a folder and those below it.
pub(super) fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => files(&path, found),
            false => found.push(path),
        }
    }
}

#[test]
fn real_templates_are_read_alike() {
    let shared = std::env::var("TRAILGUARD_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let mut found = Vec::new();
    files(&Path::new(&shared).join("corpus/cfn"), &mut found);
    files(&Path::new(&shared).join("traps"), &mut found);
    let mut direct = 0;
    let (mut read, mut wrong) = (0, Vec::new());
    for path in found {
        let is_yaml = path.extension().is_some_and(|it| it == "yaml" || it == "yml" || it == "template");
        let Some(text) = std::fs::read_to_string(&path).ok().filter(|_| is_yaml) else { continue };
        read += 1;
        match read_alike(&text) {
            Ok(taken) => direct += usize::from(taken),
            Err(words) => wrong.push(format!("{}: {words}", path.display())),
        }
    }
    eprintln!("{direct} of {read} files are read directly");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// A line of a template, nearly always in the plain subset.
pub(super) fn line() -> impl Strategy<Value = String> {
    let indentation = prop::sample::select(vec!["", "  ", "    ", "      ", " "]);
    let head = prop::sample::select(vec![
        "a: ", "b: ", "c:", "d:", "- ", "- a: ", "- b:", "-", "'q': ", "\"q\": ", "x y: ", "- - ", "# ", "",
        "? ",
    ]);
    let value = prop::sample::select(vec![
        "1",
        "x",
        "x y",
        "x # c",
        "'q'",
        "\"q\\n\"",
        "[a, b]",
        "{k: v}",
        "{k: [1, {l: m}]}",
        "!Ref x",
        "!Sub",
        "!If [a, !Ref b]",
        "|",
        "|-",
        ">",
        ">-",
        "|+",
        "",
        "x: y",
        "a:b",
        "a #b",
        "a# b",
        "'a' b",
        "[",
        "]",
        "{",
        "}",
        "[a",
        ", b]",
        "- x",
        "-x",
        "~",
        "&a 1",
        "*a",
        "'",
        "!X 'y'",
        "! x",
        "text  ",
        "http://a:80/b",
        "[a, 'b' , \"c\"]",
        "[]",
        "{}",
        "{a: !Ref b}",
        "[!Ref a]",
        "--- x",
        "%",
    ]);
    (indentation, head, value).prop_map(|(indentation, head, value)| format!("{indentation}{head}{value}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_lines_are_read_alike(lines in prop::collection::vec(line(), 1..7), ends in any::<bool>()) {
        let text = lines.join("\n") + if ends { "\n" } else { "" };
        prop_assert!(read_alike(&text).is_ok(), "{:?}", read_alike(&text));
    }

    #[test]
    fn random_characters_are_read_alike(text in "[ab:\\-#\\[\\]{},'\"!|> \n]{0,24}") {
        prop_assert!(read_alike(&text).is_ok(), "{:?}", read_alike(&text));
        let inside = format!("k: {text}\n");
        prop_assert!(read_alike(&inside).is_ok(), "{:?}", read_alike(&inside));
    }
}
