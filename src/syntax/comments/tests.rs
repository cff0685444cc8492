//! Texts and the comments in them.

use super::*;
use crate::source::SourceMap;
use std::path::Path;

/// What the comments say that hold `@`.
fn said(text: &str, syntax: CommentSyntax) -> Vec<String> {
    let sources = SourceMap::new();
    let source = sources.add(Path::new("file"), text);
    comments(&source, syntax, "@").into_iter().map(|comment| comment.text).collect()
}

#[test]
fn comments_of_hcl() {
    for (text, expected) in [
        ("a = 1 # @1\n// @2\n/* @3 */ b = 2\n", vec!["@1", "@2", "@3"]),
        ("# nothing\n# @\r\nb = 2", vec!["@"]),
        ("### @ #\n//// @", vec!["@ #", "@"]),
        ("a = \"# @\" # @1", vec!["@1"]),
        ("a = \"\\\"# @\" # @1", vec!["@1"]),
        ("a = \"${f(\"# @\", {b = \"}\"})} # @\" # @1", vec!["@1"]),
        ("a = \"$${ # @\" # @1", vec!["@1"]),
        ("a = \"http://@\" // @1", vec!["@1"]),
        ("a = \"not closed\n# @1", vec!["@1"]),
        ("a = <<E\n# @\n  E\n# @1", vec!["@1"]),
        ("a = <<-E_x\r\n  # @ \"\r\n  E_x\r\nb = 1 # @1\r\n", vec!["@1"]),
        ("a = <<E\n# @", vec![]),
        ("a = 1 << 2 # @1", vec!["@1"]),
        ("a = 1 <<E b # @1", vec!["@1"]),
        ("a = <<E", vec![]),
        ("/* a\n * @ */ # @1", vec!["a\n * @", "@1"]),
        ("/* @", vec![]),
        ("a = 4 / 2 # @1\n# }\nb {\n} # @2", vec!["@1", "@2"]),
        ("a = 1 # @ä", vec!["@ä"]),
    ] {
        assert_eq!(said(text, CommentSyntax::Hcl), expected, "{text}");
    }
}

#[test]
fn comments_of_yaml() {
    for (text, expected) in [
        ("a: 1 # @1\n# @2\n  # @3\nb: 1#@\n", vec!["@1", "@2", "@3"]),
        ("\u{feff}# @1", vec!["@1"]),
        ("a: \"# @\" # @1\nb: ' # @' # @2", vec!["@1", "@2"]),
        ("a: \"\\\" # @\" # @1\nb: 'it''s # @' # @2", vec!["@1", "@2"]),
        ("a: it's # @1\nb: a \"b # @2\nc: say - \"b # @3", vec!["@1", "@2", "@3"]),
        ("a: \"over\n  # @\n  lines\" # @1", vec!["@1"]),
        ("- 'a # @' # @1\n- ! \"b # @\" # @2\n- !Sub \"c # @\"", vec!["@1", "@2"]),
        ("'a # @': 1 # @1\n\"b\" : 2 # @2", vec!["@1", "@2"]),
        ("a: [\"# @\", {'b # @':'# @', c: \" # @\"}] # @1", vec!["@1"]),
        ("a: [b,\n  # @1\n  c] # @2", vec!["@1", "@2"]),
        ("a: |\n  # @\n\n  # @\nb: 1 # @1", vec!["@1"]),
        ("a: | # @1\n  # @\n# @2\n", vec!["@1", "@2"]),
        ("a: >-\r\n  # @\r\n# @1\r\n", vec!["@1"]),
        ("- a: |\n    # @\n  # @1\n  b: 1 # @2", vec!["@1", "@2"]),
        ("- |\n # @\n- b # @1", vec!["@1"]),
        ("a:\n  b: |2\n      x\n    # @\n  # @1", vec!["@1"]),
        ("a:\n  b: !Sub |\n      x\n      # @\n    # @1", vec!["@1"]),
        ("a:\n  Fn::Sub: |\n    x\n  # @1", vec!["@1"]),
        ("a:\n  !Sub |\n    # @\nb: 1 # @1", vec!["@1"]),
        ("a: |\nb: 1 # @1", vec!["@1"]),
        ("a: b | # @1\n  # @2", vec!["@1", "@2"]),
        ("a: |x # @1\n  # @2", vec!["@1", "@2"]),
        ("a: \"never closed # @", vec![]),
        ("? 'a # @'\n: 'b # @'\n# @1", vec!["@1"]),
        ("a: ä# @\nb: ä # @1", vec!["@1"]),
    ] {
        assert_eq!(said(text, CommentSyntax::Yaml), expected, "{text}");
    }
}

#[test]
fn comments_have_places() {
    let sources = SourceMap::new();
    let text = "\u{feff}  # @ one\r\na = 1 # @ two\n/* @\n */\n/* @ */ b = 1\n";
    let source = sources.add(Path::new("file"), text);
    let found = comments(&source, CommentSyntax::Hcl, "@");
    let places: Vec<_> = found
        .iter()
        .map(|comment| (source.slice(comment.span), comment.line, comment.last_line, comment.own_line))
        .collect();
    assert_eq!(
        places,
        [
            ("# @ one", 0, 0, true),
            ("# @ two", 1, 1, false),
            ("/* @\n */", 2, 3, true),
            ("/* @ */", 4, 4, false),
        ]
    );
}

#[test]
fn hostile_texts_take_linear_time() {
    let started = std::time::Instant::now();
    for part in [
        "<<E\n", "/* ", "\"${", "{", "'", "a: |\n", "- ", "[", "\"\\", "#", "!a ", "x: \"", "<<E", "/*@*/",
        ": |x", ": |1",
    ] {
        let text = part.repeat(300_000) + "@";
        said(&text, CommentSyntax::Hcl);
        said(&text, CommentSyntax::Yaml);
    }
    assert!(started.elapsed().as_secs() < 8, "took {:?}", started.elapsed());
}
