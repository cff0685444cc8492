//! JSON texts and their trees.

use super::*;
use crate::source::SourceMap;
use crate::syntax::node::render;
use std::path::Path;

fn read(text: &str) -> (Arc<Source>, Option<Node>, Vec<Problem>) {
    let source = SourceMap::new().add(Path::new("test.json"), text);
    let (node, problems) = parse(&source);
    (source, node, problems)
}

/// The tree, and the problems as `line:column message`.
fn outcome(text: &str) -> (String, Vec<String>) {
    let (source, node, problems) = read(text);
    (node.as_ref().map_or(String::new(), render::compact), render::problems(&source, &problems))
}

#[test]
fn documents_and_their_trees() {
    let cases = [
        ("null", "null"),
        (" {\"a\" : [1, -0.5e+3, true], \"b\": {}, \"c\": [] }\r\n", "{a: [1, -0.5e+3, true], b: {}, c: []}"),
        ("\u{feff}{\"a\": \"x\"}", "{a: 'x'}"),
        (r#""\"\\\/\b\f\n\r\t\u00DF""#, "'\"\\/\u{8}\u{c}\n\r\tß'"),
        (r#""\ud835\udCB3 \ud835 \udcb3\ud835\u0041\ud835""#, "'𝒳 \u{fffd} \u{fffd}\u{fffd}A\u{fffd}'"),
        ("{\"\": \"ß𝒳\"}", "{: 'ß𝒳'}"),
        ("[1E5, 0, -0, 10, 0.0]", "[1E5, 0, -0, 10, 0.0]"),
    ];
    for (text, tree) in cases {
        assert_eq!(outcome(text), (tree.to_owned(), vec![]), "{text}");
    }
}

#[test]
fn errors_say_where_and_what_and_keep_what_was_read() {
    let cases = [
        ("", "", "1:1 the file is empty, expected a JSON value"),
        ("{\"a\": 1,}", "{a: 1, ?}", "1:9 expected a key in double quotes behind the comma, found `}`"),
        ("[1,\n 2,]", "[1, 2, ?, ?]", "2:4 expected a JSON value, found `]`"),
        ("{\"a\": 1 // c\n}", "{a: 1, ?}", "1:9 expected `,` or `}`, found `/`"),
        ("{'a': 1}", "{?}", "1:2 expected a key in double quotes or `}`, found `'`"),
        ("[NaN]", "[?, ?]", "1:2 expected a JSON value, found `N`"),
        ("[tru]", "[?, ?]", "1:2 expected a JSON value, found `t`"),
        ("[truex]", "[?, ?]", "1:2 expected a JSON value, found `t`"),
        ("{\"a\" 1}", "{a: ?, ?}", "1:6 expected `:` behind the key, found `1`"),
        ("{\"a\": {\"b\": 1", "{a: {b: 1, ?}, ?}", "1:14 expected `,` or `}`, the file ends"),
        ("[01]", "[?, ?]", "1:2 a JSON number cannot start with zeros"),
        ("[1., 2]", "[?, ?]", "1:4 expected a digit, found `,`"),
        ("[-]", "[?, ?]", "1:3 expected a digit, found `]`"),
        ("{\"a\": \"b\n\"}", "{a: ?, ?}", "1:7 the string that starts here has no closing quote"),
        ("[\"a\tb\"]", "[?, ?]", "1:4 control character U+0009 in a string: write it as `\\u0009`"),
        ("[\"\\x\"]", "[?, ?]", "1:3 unknown escape in a string"),
        ("[\"\\u12G4\"]", "[?, ?]", "1:3 unknown escape in a string"),
        ("[\"\\", "[?, ?]", "1:2 the string that starts here has no closing quote"),
        ("[1] 2", "[1, ?]", "1:5 expected the end of the file, since the document ends here, found `2`"),
        ("{}\n{}", "{?}", "2:1 expected the end of the file, since the document ends here, found `{`"),
    ];
    for (text, tree, problem) in cases {
        assert_eq!(outcome(text), (tree.to_owned(), vec![problem.to_owned()]), "{text}");
    }
}

#[test]
fn every_occurrence_of_a_duplicate_key_is_flagged() {
    let few = "{\"a\": 1, \"b\": 2,\n \"a\": 3}";
    assert_eq!(
        outcome(few),
        (
            "{a!: 1, b: 2, a!: 3}".into(),
            vec!["2:2 key `a` stands twice in one mapping, first on line 1".into()]
        )
    );
    let many: Vec<String> = (0..50).map(|n| format!("\"k{}\": {n}", n % 49)).collect();
    let (_, node, problems) = read(&format!("{{{}}}", many.join(",")));
    let node = node.expect("a mapping is read");
    let flagged: Vec<&str> = node.entries().iter().filter(|e| e.duplicate).map(|e| &*e.key).collect();
    assert_eq!((flagged, problems.len()), (vec!["k0", "k0"], 1));
}

#[test]
fn spans_are_the_written_text() {
    let text = "\u{feff}{ \"ß\" : \"x\\n\" , \"l\": [ 12 , true ] }";
    let (source, node, _) = read(text);
    let node = node.expect("a mapping is read");
    let spans: Vec<&str> = render::spans(&node).into_iter().map(|span| source.slice(span)).collect();
    assert_eq!(spans, [&text[3..], "\"ß\"", "\"x\\n\"", "\"l\"", "[ 12 , true ]", "12", "true"]);
}

#[test]
fn depth_is_bounded_and_the_rest_is_read() {
    let deep = |depth: usize| format!("[{}{}, 7]", "[".repeat(depth - 1), "]".repeat(depth - 1));
    assert_eq!(read(&deep(MAX_DEPTH)).2, []);
    let (_, node, problems) = read(&deep(MAX_DEPTH + 1));
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].kind, crate::source::ProblemKind::Limit);
    assert_eq!(node.expect("an array is read").items().last().and_then(Node::text), Some("7"));
    for text in ["[".repeat(200_000), "{\"a\":".repeat(200_000), "[{\"a\":".repeat(100_000) + "\"\\"] {
        assert_eq!(read(&text).2.len(), 2, "the limit, and the missing end");
    }
}
