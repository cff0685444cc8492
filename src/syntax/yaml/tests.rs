//! YAML texts and their trees.

use super::super::MAX_DEPTH;
use super::super::node::render;
use super::*;
use crate::source::{ProblemKind, SourceMap};
use std::path::Path;
use std::sync::Arc;

mod hostile;
mod plain;
mod thin;

fn read(text: &str) -> (Arc<Source>, Vec<Node>, Vec<Problem>) {
    let source = SourceMap::new().add(Path::new("test.yaml"), text);
    let (nodes, problems) = parse_documents(&source);
    (source, nodes, problems)
}

/// The trees, and the problems as `line:column message`.
fn outcome(text: &str) -> (String, Vec<String>) {
    let (source, nodes, problems) = read(text);
    let trees: Vec<String> = nodes.iter().map(render::compact).collect();
    (trees.join(" --- "), render::problems(&source, &problems))
}

#[test]
fn documents_and_their_trees() {
    let cases = [
        ("a: 1\nb: 'x'\nc: \"\\u00df\\n\"\n", "{a: 1, b: 'x', c: 'ß\n'}"),
        ("- a\n- - b\n  - c\n-\n", "[a, [b, c], ]"),
        ("a:\n- 1\nb: ~\nc:\nd: ''\n", "{a: [1], b: ~, c: , d: ''}"),
        ("{a: [1, 2], b}", "{a: [1, 2], b: }"),
        ("a: !Ref x\nb: !If [c, !GetAtt a.b, !Sub 'x']\n", "{a: !Ref x, b: !If [c, !GetAtt a.b, !Sub 'x']}"),
        ("a: !Join\n- ''\n- - x\nb: !X {}\nc: !Y\n", "{a: !Join ['', [x]], b: !X {}, c: !Y }"),
        (
            "a: !!bool yes\nb: !<tag:x> 1\nc: !<!Ref> y",
            "{a: !tag:yaml.org,2002:bool yes, b: !tag:x 1, c: !Ref y}",
        ),
        ("a: ! 12", "{a: '12'}"),
        ("%TAG !e! tag:e,1:\n---\na: !e!x 1", "{a: !tag:e,1:x 1}"),
        ("a: |\n  x\n   y\n\nb: >-\n  x\n  y\n", "{a: 'x\n y\n', b: 'x y'}"),
        ("On: 1\n2: x\ntrue: y\n'q': z\n? e\n: w", "{On: 1, 2: x, true: y, q: z, e: w}"),
        ("a: &x [1]\nb: *x\nc: &k v\n*k : d", "{a: [1], b: [1], c: v, v: d}"),
        ("a: &x 1\nb: &x 2\nc: *x", "{a: 1, b: 2, c: 2}"),
        ("", ""),
        ("# only\n\n", ""),
        ("---\n# c\n...\n---\n", ""),
        ("\u{feff}a: 1\r\nb: 2\r\n", "{a: 1, b: 2}"),
        ("a: 1\n---\nb: 2\n...\n---\n- c\n", "{a: 1} --- {b: 2} --- [c]"),
        ("x", "x"),
        ("a: \"x\ny\\\n\n z\"\nb:\n  c: 'x\r\n\r\n  y'\n", "{a: 'x y\nz', b: {c: 'x\ny'}}"),
    ];
    for (text, tree) in cases {
        assert_eq!(outcome(text), (tree.to_owned(), vec![]), "{text}");
    }
}

#[test]
fn merge_keys_are_merged_in_place() {
    let cases = [
        (
            "b: &b {x: 1, y: 2}\nm: {a: 0, <<: *b, z: 3, y: 4}",
            "{b: {x: 1, y: 2}, m: {a: 0, x: 1, z: 3, y: 4}}",
            "",
        ),
        ("[&a {x: 1}, &b {x: 2, y: 2}, {<<: [*a, *b]}]", "[{x: 1}, {x: 2, y: 2}, {x: 1, y: 2}]", ""),
        ("[&a {x: 1}, &b {<<: *a, y: 2}, {<<: *b}]", "[{x: 1}, {x: 1, y: 2}, {x: 1, y: 2}]", ""),
        ("{<<: {x: 1}}", "{x: 1}", ""),
        ("{'<<': 1}", "{<<: 1}", ""),
        ("{<<: 1, b: 2}", "{?, b: 2}", "1:2 `<<` merges something that is not a mapping"),
        (
            "[&a {x: 1}, {<<: [*a, 2]}]",
            "[{x: 1}, {x: 1, ?}]",
            "1:14 `<<` merges something that is not a mapping",
        ),
        ("{<<: *n, b: 2}", "{?, b: 2}", "1:6 alias `*n` has no anchor before it"),
        (
            "{<<: {x: 1}, <<: {x: 2, y: 3}}",
            "{x!: 1, y!: 3}",
            "1:14 key `<<` stands twice in one mapping, first on line 1",
        ),
    ];
    for (text, tree, problem) in cases {
        let problems = if problem.is_empty() { vec![] } else { vec![problem.to_owned()] };
        assert_eq!(outcome(text), (tree.to_owned(), problems), "{text}");
    }
}

#[test]
fn errors_say_where_and_keep_what_was_read() {
    let cases = [
        ("a: 1\nb: c: d\n---\ne: 2\n", "{a: 1, b: c, ?} --- {e: 2}", "2:5 `:` is not allowed here"),
        ("a:\n  b: 1\n\tc: 2\nd: 3", "{a: {b: ?, ?}, ?}", "3:1 tab in the indentation"),
        ("a:\n\tb: 1", "{a: ?, ?}", "2:1 tab in the indentation"),
        (" \ta: 1", "{a: 1}", "1:2 tab in the indentation"),
        ("a: [1, {b: 2\n", "{a: [1, ?], ?}", "1:8 `{` is never closed"),
        ("a: [1}\n", "{a: [?], ?}", "1:4 `[` is closed by `}`"),
        ("ß: 1\nk: \"x\n  y", "{ß: 1, k: ?, ?}", "2:4 the string that starts here has no closing quote"),
        ("a: \"x\nb: 1\nc: 2\n", "{a: ?, ?}", "1:4 the string that starts here has no closing quote"),
        ("a: 1\nb\n", "{a: 1, ?}", "2:1 expected `:` behind the key"),
        ("  a: 1\nb: 2\n", "{a: 1, ?}", "2:1 this text does not belong to the document above it"),
        ("{a: 1} x\n", "{a: 1, ?}", "1:8 this text does not belong to the document above it"),
        ("a: *n\nb: 1", "{a: ?, b: 1}", "1:4 alias `*n` has no anchor before it"),
        ("a: &x [1, *x]", "{a: [1, ?]}", "1:11 alias `*x` stands inside the node that it names"),
        ("[a]: 1\nb: 2", "{?, b: 2}", "1:1 the key is a collection, only text can be a key"),
        (
            "a: 1\nb: 2\na: 3",
            "{a!: 1, b: 2, a!: 3}",
            "3:1 key `a` stands twice in one mapping, first on line 1",
        ),
        ("x: !a!b 1\n", "{x: ?, ?}", "1:4 the tag's handle is not declared"),
        ("x: @a\n", "{x: ?, ?}", "1:4 a plain value cannot start with this character"),
        ("@", "?", "1:1 a plain value cannot start with this character"),
        ("a: {{ .Values.x }}\nb: 1", "{a: {?}, b: 1}", "1:5 the key is a collection, only text can be a key"),
    ];
    for (text, tree, problem) in cases {
        assert_eq!(outcome(text), (tree.to_owned(), vec![problem.to_owned()]), "{text}");
    }
}

#[test]
fn spans_are_the_written_text() {
    let cases: &[(&str, &[&str])] = &[
        ("\u{feff}ä: ß  # c\r\nb: 'q' \r\n", &["ä: ß  # c\r\nb: 'q'", "ä", "ß", "b", "'q'"]),
        ("a: !Ref x # c\n", &["a: !Ref x", "a", "!Ref x", "!Ref"]),
        ("a: x\n   y # c\n", &["a: x\n   y", "a", "x\n   y"]),
        (
            "a: !If\n  - c\n  -  d\n\n# c\nb: 1",
            &["a: !If\n  - c\n  -  d\n\n# c\nb: 1", "a", "!If\n  - c\n  -  d", "!If", "c", "d", "b", "1"],
        ),
        ("a: {x: [1, 2 ] } # c", &["a: {x: [1, 2 ] }", "a", "{x: [1, 2 ] }", "x", "[1, 2 ]", "1", "2"]),
        (
            "a: |  # c\r\n  x\r\n  y \r\n\r\nb: 1",
            &["a: |  # c\r\n  x\r\n  y \r\n\r\nb: 1", "a", "|  # c\r\n  x\r\n  y ", "b", "1"],
        ),
        ("a: !Sub &n >-\n\n  x\n\n# c", &["a: !Sub &n >-\n\n  x", "a", "!Sub &n >-\n\n  x", "!Sub"]),
        ("- |+\n- # c |\n  >2\n    x\n", &["- |+\n- # c |\n  >2\n    x", "|+", ">2\n    x"]),
        ("--- |\n x\n", &["|\n x"]),
        ("|\n x\n", &["|\n x"]),
        ("a :\nb: !X\n", &["a :\nb: !X", "a", "", "b", "!X", "!X"]),
        ("a: &x {k: v}\nb: *x\n", &["a: &x {k: v}\nb: *x", "a", "{k: v}", "k", "v", "b", "{k: v}", "k", "v"]),
        ("? k\n: v\n", &["? k\n: v", "k", "v"]),
        ("k: &a\n  - x\n", &["k: &a\n  - x", "k", "- x", "x"]),
    ];
    for (text, expected) in cases {
        let (source, nodes, problems) = read(text);
        let spans: Vec<&str> = nodes.iter().flat_map(render::spans).map(|span| source.slice(span)).collect();
        assert_eq!((spans.as_slice(), problems), (*expected, vec![]), "{text}");
    }
}

#[test]
fn a_value_that_is_not_written_lies_behind_its_colon() {
    let (_, nodes, _) = read("a :\n\"b\":  # c\n- x: &n\n".split("- ").next().unwrap_or(""));
    let at: Vec<u32> = nodes[0].entries().iter().map(|entry| entry.value.span.start).collect();
    assert_eq!(at, [3, 8]);
}
