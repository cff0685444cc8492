//! Texts with errors: what is said first, and what is kept.

use super::super::parse_body;
use super::{render, source};

/// A text, line and message of its first problem, and the tree that is kept (`!` marks broken blocks).
const BROKEN: &[(&str, u32, &str, &str)] = &[
    (
        "a \"x\" {\n  b = 1\n}\na \"y\" {\n  b = = 1\n  c = 2\n}\n",
        5,
        "expected an expression, found `=`",
        "a'x'{b=1} a'y'!{b=? c=2}",
    ),
    (
        "resource \"a\" \"b\" {\n  bucket = \"x\n\n",
        2,
        "string is not closed on its line",
        "resource'a''b'!{bucket=?}",
    ),
    (
        "resource \"a\" \"b\" {\n  c = \"x\n}\nresource \"a\" \"d\" {\n  e = 1\n}\n",
        2,
        "string is not closed on its line",
        "resource'a''b'!{c=?} resource'a''d'{e=1}",
    ),
    (
        "variable \"a\" {\n  b = 1\n\nresource \"c\" \"d\" {\n  e = 1\n}\n",
        1,
        "block `variable \"a\"`, opened on line 1, is not closed, expected `}`",
        "variable'a'!{b=1} resource'c''d'{e=1}",
    ),
    (
        "resource \"c\" \"d\" {\n  e {\n    f = 1\n  g = 2\n}\nlocals {\n  h = 3\n}\n",
        2,
        "block `e`, opened on line 2, is not closed, expected `}`",
        "resource'c''d'!{e!{f=1 g=2}} locals{h=3}",
    ),
    ("a = 1\n}\nb = 2\n", 2, "expected an argument or a block, found `}`", "a=1 b=2"),
    ("a = [\n  1\nb = 2\n", 3, "expected `,` or `]` behind an item, found `b`", "a=? b=2"),
    (
        "a {\n  b = {\n    c = 1 d = 2\n    e = 3\n  }\n  f = 4\n}\n",
        3,
        "expected `,`, `}` or the end of the line behind a value, found `d`",
        "a!{b=? f=4}",
    ),
    (
        "resource \"a\" \"b\" {\n  c = <<E\n  }\n}\nresource \"a\" \"d\" {\n}\n",
        2,
        "heredoc is not closed, expected a line with only `E`",
        "resource'a''b'!{c=?} resource'a''d'{}",
    ),
    ("a = 1\na = 2\n", 2, "argument `a` is set twice in one block", "a=1 a=2"),
    (
        "b {\n  a = 1 }\nc = 1\n",
        2,
        "expected the end of the line behind an argument, found `}`",
        "b!{a=?} c=1",
    ),
    (
        "b { a = 1, c = 2 }\nd = 1\n",
        1,
        "expected `}` behind the one argument of a block in one line, found `,`",
        "b!{a=?} d=1",
    ),
    (
        "b {\n  c = 1\n} d\ne = 1\n",
        3,
        "expected the end of the line behind a block, found `d`",
        "b!{c=1} e=1",
    ),
    ("b \"${c}\" {\n  d = 1\n}\ne = 1\n", 1, "the label of a block takes no interpolation", "e=1"),
    ("b \"c\"\n{\n  d = 1\n}\ne = 1\n", 1, "expected `{` or a label, found the end of the line", "e=1"),
    ("a = 'b'\n", 1, "expected an expression, found `'`", "a=?"),
    ("a = \"\\q\"\nb = 1\n", 1, "`\\q` is not an escape", "a=? b=1"),
    ("a = b.0.1\n", 1, "two legacy indexes cannot follow one another", "a=?"),
    ("a = 1.2.3\n", 1, "`1.2.3` is not a number", "a=?"),
    ("a = \"%{ if b }c\"\n", 1, "`%{ if }` is not closed, expected `%{ endif }`", "a=?"),
    ("a = \"c%{ endfor }\"\n", 1, "`%{ endfor }` without a `%{ for }`", "a=?"),
    ("a = {for x in y : x}\n", 1, "expected `=>` behind the key of a `for` in braces, found `}`", "a=?"),
    ("a = 1 /* b\n", 1, "comment is not closed, expected `*/`", "a=?"),
    ("a = f(1\n", 1, "`(` is not closed, expected `)`, found the end of the text", "a=?"),
    ("a = b.*.*\n", 1, "expected a name behind `.`, found `*`", "a=?"),
    ("a = \"${b c}\"\n", 1, "expected `}` at the end of the interpolation, found `c`", "a=?"),
];

#[test]
fn errors_hide_no_more_than_their_item() {
    for (text, line, message, tree) in BROKEN {
        let source = source(text);
        let (body, problems) = parse_body(&source);
        let first = &problems[0];
        assert_eq!(first.message, *message, "{text}");
        assert_eq!(source.positions(first.span).0.line, *line, "{text}");
        assert_eq!(render::body(&body), *tree, "{text}");
    }
}

#[test]
fn every_prefix_of_a_file_is_read() {
    let text = "\u{feff}locals {\r\n  a = \"é${b[*].c}%{ if d }e%{ endif }\"\n}\nresource \"f\" \"g\" {\n  h {\n    i = <<-E\n      ${j}\n    E\n  }\n  /* k */\n}\n";
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        let source = source(&text[..end]);
        let (body, problems) = parse_body(&source);
        for problem in &problems {
            assert!(source.text.get(problem.span.range()).is_some(), "{problem:?}");
        }
        if end > text.find("resource").expect("it is there") {
            assert!(!body.blocks[0].broken, "{}", source.text);
        }
    }
}
