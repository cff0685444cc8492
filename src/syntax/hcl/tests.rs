//! What the parser makes of texts: trees written as s-expressions, recovery, hostile input, and agreement with
//! another parser.

mod agreement;
mod hostile;
mod recovery;
mod render;

use super::{parse_body, parse_expression, parse_template};
use crate::source::{Source, SourceMap, Span};
use render::{body, expr};
use std::path::Path;
use std::sync::Arc;

fn source(text: &str) -> Arc<Source> {
    SourceMap::new().add(Path::new("main.tf"), text)
}

fn all(source: &Source) -> Span {
    Span::new(source.id, 0, source.text.len())
}

/// An expression and its tree.
const EXPRESSIONS: &[(&str, &str)] = &[
    ("1", "1"),
    ("1.5e-3", "1.5e-3"),
    ("true", "true"),
    ("null", "null"),
    ("a", "a"),
    ("a.b-c._d", "(. (. a b-c) _d)"),
    ("a.0", "(at a 0)"),
    ("a.*.0.1.b", "(splat. a (. (at (at @ 0) 1) b))"),
    ("a[0][\"x\"]", "(at (at a 0) 'x')"),
    ("a[\n b\n]", "(at a b)"),
    ("a[*].b.c[0]", "(splat a (at (. (. @ b) c) 0))"),
    ("a[*][*].b", "(splat a (splat @ (. @ b)))"),
    ("a.*.b.0[1]", "(at (splat. a (at (. @ b) 0)) 1)"),
    ("a.*", "(splat. a @)"),
    ("f()", "(call f)"),
    ("f(1, a,)", "(call f 1 a)"),
    ("f(1, a...)", "(call f 1 a...)"),
    ("provider::aws::arn_parse(a)", "(call provider::aws::arn_parse a)"),
    ("f(a)[0].b", "(. (at (call f a) 0) b)"),
    ("!a && -b.c == d", "(&& (! a) (== (- (. b c)) d))"),
    ("!!a", "(! (! a))"),
    ("1 + 2 * 3 - 4 % 5 / 6", "(- (+ 1 (* 2 3)) (/ (% 4 5) 6))"),
    ("a || b && c || d", "(|| (|| a (&& b c)) d)"),
    ("a < b == c >= d != e", "(!= (== (< a b) (>= c d)) e)"),
    ("(1 + 2) * 3", "(* (paren (+ 1 2)) 3)"),
    ("a ? b : c ? d : e", "(? a b (? c d e))"),
    ("a ? b ? c : d : e", "(? a (? b c d) e)"),
    ("[]", "[]"),
    ("[1, # one\n a,\n]", "[1 a]"),
    ("{}", "{}"),
    (
        "{ a = 1, \"b\" : 2\n (c) = 3\n 4 = 5, null = 6, true = 7 }",
        "{'a'=1 'b'=2 (paren c)=3 4=5 'null'=6 'true'=7}",
    ),
    ("{ \"${a}\" = 1, a = 2, a = 3 }", "{(wrap a)=1 'a'=2 'a'=3}"),
    ("{\n a = [\n 1\n ]\n}", "{'a'=[1]}"),
    ("[for x in a : x.b if x]", "[for x in a : (. x b) if x]"),
    ("{ for k, v in a :\n k => v... if v }", "{for k v in a : k => v... if v}"),
    ("[for x in { for y in z : y => y } : x]", "[for x in {for y in z : y => y} : x]"),
    (r#""a""#, "'a'"),
    (r#""""#, "''"),
    (r#""\n\t\r\"\\é\U0001F600""#, "'\n\t\r\"\\é😀'"),
    (r#""$${b} %%{c} $$$${d} $ % $$ %% $""#, "'${b} %{c} $$${d} $ % $$ %% $'"),
    (r#""${a}""#, "(wrap a)"),
    (r#""${~ a ~}""#, "(wrap a)"),
    (r#""a${b}c""#, "(t 'a' b 'c')"),
    (r#""${a}${b}""#, "(t a b)"),
    (r#""x ${~ a ~} y""#, "(t 'x' a 'y')"),
    (r#""${"${"${b}"}"}""#, "(wrap (wrap (wrap b)))"),
    (r#""${f("x}", { a = "}" })}""#, "(wrap (call f 'x}' {'a'='}'}))"),
    (r#""%{ if a }b%{ else }c%{ endif }""#, "(t (if a ('b') ('c')))"),
    (r#""%{ for k, v in a }${k}%{ if v }x%{ endif }%{ endfor }""#, "(t (for k v a (k (if v ('x') ()))))"),
    (r#""a %{~ if b ~} c %{~ endif ~} d""#, "(t 'a' (if b ('c') ()) 'd')"),
    ("<<E\nE\n", "''"),
    ("<<E\na\n  b\n  E\n", "'a\n  b\n'"),
    ("<<E\n\\n $${a} EE\nE \n", "'\\n ${a} EE\n'"),
    ("<<E\r\na\r\nE\r\n", "'a\r\n'"),
    ("<<-E\n    a\n\n      b\n   E\n", "'a\n\n  b\n'"),
    ("<<E\n${a}\nE\n", "(t a '\n')"),
    ("<<E\n${a ~}\nE\n", "(t a)"),
    ("<<-E\n      ${a}\n    b\n\tc\n  E\n", "(t '     ' a '\n   b\nc\n')"),
    (
        "<<-E\n    x\n      y\n    ${a} ${~ b ~}   \n      z\n\n   w\n  E\n",
        "(t ' x\n   y\n ' a b '      z\n\nw\n')",
    ),
    ("<<E\n%{ for x in a ~}\n  ${x}\n%{ endfor ~}\nE\n", "(t (for x a ('  ' x '\n')))"),
    ("<<E\n${\nE\n}\nE\n", "(t E '\n')"),
    ("f(<<E\na\nE\n, b)", "(call f 'a\n' b)"),
    ("/* a */ a // b\n # c", "a"),
];

#[test]
fn expressions() {
    for (text, tree) in EXPRESSIONS {
        let source = source(text);
        let (parsed, problems) = parse_expression(&source, all(&source));
        assert_eq!(problems, [], "{text}");
        assert_eq!(expr(&parsed), *tree, "{text}");
    }
}

#[test]
fn bodies() {
    let cases = [
        ("", ""),
        ("\u{feff}a = 1", "a=1"),
        ("a = 1 # x\r\nb {}\r\n", "a=1 b{}"),
        ("b \"c\" d {\n e = 1\n f \"\" { g = 2 }\n}\n", "b'c''d'{e=1 f''{g=2}}"),
        ("b { /* x */ a = 1 /* y */ } // z", "b{a=1}"),
        ("é-1 = ü\n", "é-1=ü"),
        ("e\u{301} = 1", "e\u{301}=1"),
        ("b \"a\\n$${c}\" {}", "b'a\n${c}'{}"),
    ];
    for (text, tree) in cases {
        let (parsed, problems) = parse_body(&source(text));
        assert_eq!(problems, [], "{text}");
        assert_eq!(body(&parsed), tree, "{text}");
    }
}

#[test]
fn bare_templates() {
    let cases = [
        ("", "''"),
        ("\"a\" \\n $${b}", "'\"a\" \\n ${b}'"),
        ("${a}", "(wrap a)"),
        // a marker takes blanks of its line and that line's end
        ("a ${b}\n  ${~ c ~}\n\n  d", "(t 'a ' b '\n' c '\n  d')"),
        ("%{ if a }b%{ endif }", "(t (if a ('b') ()))"),
    ];
    for (text, tree) in cases {
        let source = source(text);
        let (parsed, problems) = parse_template(&source, all(&source), text);
        assert_eq!(problems, [], "{text}");
        assert_eq!(expr(&parsed), tree, "{text}");
        assert_eq!(parsed.span, all(&source), "{text}");
    }
}

#[test]
fn spans_are_the_text_they_stand_for() {
    let text = "\u{feff}resource \"a\" b {\r\n  x = -f(a.0, \"é${ c[*].d }g\") # h\r\n  y = <<-E\r\n  ${i}\r\n  E\r\n}\r\n";
    let source = source(text);
    let (parsed, problems) = parse_body(&source);
    assert_eq!(problems, []);
    let block = &parsed.blocks[0];
    assert_eq!(source.slice(block.header), "resource \"a\" b");
    assert_eq!(source.slice(block.span), text.trim_start_matches('\u{feff}').trim_end());
    assert_eq!(source.slice(block.labels[0].span), "a");
    assert_eq!(source.slice(block.body.attributes[0].span), "x = -f(a.0, \"é${ c[*].d }g\")");
    assert_eq!(source.slice(block.body.attributes[1].expr.span), "<<-E\r\n  ${i}\r\n  E");
    let mut spans = Vec::new();
    render::spans(&block.body.attributes[0].expr, &mut spans);
    let slices: Vec<&str> = spans.into_iter().map(|span| source.slice(span)).collect();
    let call = "f(a.0, \"é${ c[*].d }g\")";
    let expected = [
        "-f(a.0, \"é${ c[*].d }g\")",
        call,
        "a.0",
        "a",
        "0",
        "\"é${ c[*].d }g\"",
        "é",
        "c[*].d",
        "c",
        "[*].d",
        "[*]",
        "g",
    ];
    assert_eq!(slices, expected);
}

#[test]
fn decoded_templates_point_at_the_whole_string() {
    let source = source(r#"{"a": "\u0061${b}"}"#);
    let span = Span::new(source.id, 6, 18);
    let (parsed, problems) = parse_template(&source, span, "a${b}");
    assert_eq!(problems, []);
    let mut spans = Vec::new();
    render::spans(&parsed, &mut spans);
    assert_eq!(spans, [span; 3]);
}

#[test]
fn expressions_fill_their_span() {
    let source = source("if: a ==\n  b c");
    let (parsed, problems) = parse_expression(&source, Span::new(source.id, 4, 12));
    assert_eq!((expr(&parsed).as_str(), problems.len()), ("(== a b)", 0));
    let (_, problems) = parse_expression(&source, Span::new(source.id, 4, 14));
    assert_eq!(problems[0].message, "expected the end of the expression, found `c`");
    let (_, problems) = parse_expression(&source, Span::new(source.id, 4, 99));
    assert_eq!(problems.len(), 1);
}
