//! What is left out of a tree is only what was asked to be left out, and is read as strictly as the rest.

use super::super::super::node::{Entry, Node, NodeKind};
use super::super::{Thinning, parse_thinned, plain};
use super::plain::{files, line, shown, source};
use proptest::prelude::*;
use std::path::Path;

/// Everything but trails and buckets, as far as it gives no name.
const THINNING: Thinning<'static> = Thinning {
    section: "Resources",
    kind: "Type",
    body: "Properties",
    passes: &|kind| !matches!(kind, "AWS::CloudTrail::Trail" | "AWS::S3::Bucket"),
    keeps: &|property| property.ends_with("Name") || property == "a",
    is_data_key: &|key| key != "Ref" && !key.starts_with("Fn::"),
    is_data_text: &|text| !text.contains("{{"),
};

/// A mapping with other entries.
fn with_entries(node: &Node, change: impl Fn(&[Entry], &Entry) -> Option<Entry>) -> Node {
    let NodeKind::Mapping(entries) = node.kind() else { return node.clone() };
    let entries = entries.iter().filter_map(|entry| change(entries, entry)).collect();
    node.with(NodeKind::Mapping(entries))
}

/// The tree as it is to be, out of the whole one. What stands in one line is kept whole.
fn thinned(node: &Node, text: &str) -> Node {
    let inline = |node: &Node| text[node.span.range()].starts_with('{') || node.tag.is_some();
    let body = |entries: &[Entry], entry: &Entry| {
        let before = entries.iter().take_while(|it| it.key_span != entry.key_span);
        let kind = before.filter(|it| &*it.key == THINNING.kind).find_map(|it| it.value.text());
        let passed = &*entry.key == THINNING.body && kind.is_some_and(THINNING.passes);
        let kept = |_: &[Entry], entry: &Entry| (THINNING.keeps)(&entry.key).then(|| entry.clone());
        let thin = passed && !inline(&entry.value);
        let value = if thin { with_entries(&entry.value, kept) } else { entry.value.clone() };
        Some(Entry { value, ..entry.clone() })
    };
    let changed = |entry: &Entry, change: &dyn Fn(&Node) -> Node| {
        let value = if inline(&entry.value) { entry.value.clone() } else { change(&entry.value) };
        Some(Entry { value, ..entry.clone() })
    };
    with_entries(node, |_, entry| match &*entry.key == THINNING.section {
        true => changed(entry, &|section| {
            with_entries(section, |_, item| changed(item, &|item| with_entries(item, body)))
        }),
        false => Some(entry.clone()),
    })
}

/// Whether a text is read so; says what is wrong where it is not.
fn read_alike(text: &str) -> Result<bool, String> {
    let source = source(text);
    let whole = plain::read(&source, None);
    let thin = plain::read(&source, Some(&THINNING));
    match (whole, thin) {
        (None, None) => Ok(false),
        (None, Some(_)) => Err("what is passed over is not read strictly".to_owned()),
        // keys with escapes are left to the event parser
        (Some(_), None) if text.contains(['\\', '\'']) => Ok(false),
        (Some(_), None) => Err("it is not read".to_owned()),
        (Some(whole), Some(thin)) => {
            let expected = shown(&source, &thinned(&whole, text));
            let thin = shown(&source, &thin);
            if thin == expected { Ok(true) } else { Err(format!("{thin:?}\n  is not {expected:?}")) }
        }
    }
}

#[test]
fn only_what_nobody_asks_for_is_left_out() {
    let text = "Parameters: {P: {Type: String}}\nResources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      \
                QueueName: !Sub '${P}-q'\n      Redrive: {a: [1, !Ref P], 'b': \"c\"}\n      Code: |\n        x: - y\n  \
                Logs:\n    Type: AWS::S3::Bucket\n    Properties:\n      Tags:\n        - Key: k\n";
    let source = source(text);
    let (documents, problems) = parse_thinned(&source, Some(&THINNING));
    assert!(problems.is_empty(), "{problems:?}");
    let resources = documents.first().and_then(|root| root.get("Resources")).expect("the section");
    let properties = |name: &str| resources.get(name).and_then(|it| it.get("Properties")).expect("its body");
    let keys = |node: &Node| node.entries().iter().map(|entry| entry.key.to_string()).collect::<Vec<_>>();
    assert_eq!(keys(properties("Queue")), ["QueueName"]);
    assert_eq!(keys(properties("Logs")), ["Tags"]);
    assert_eq!(read_alike(text), Ok(true));
}

/// The keys of what was put off in the body of a trail with these lines, in their order.
fn put_off(body: &str) -> Vec<String> {
    let lines: String = body.lines().map(|line| format!("      {line}\n")).collect();
    let text = format!("Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n{lines}");
    assert_eq!(read_alike(&text), Ok(true), "{text}");
    let (documents, problems) = parse_thinned(&source(&text), Some(&THINNING));
    assert!(problems.is_empty(), "{problems:?}");
    let item = documents.first().and_then(|root| root.get("Resources")?.get("T"));
    let properties = item.and_then(|item| item.get("Properties")).expect("the body");
    let late = properties.entries().iter().filter(|entry| entry.value.was_put_off());
    late.map(|entry| entry.key.to_string()).collect()
}

#[test]
fn collections_of_data_are_put_off() {
    let data = "a:\n  b: 1\n  c:\n    - x\n    - 'y': {z: [1]}\n      w: |\n        text\nl:\n- k: 1\n  m: 2\n-   \
                n: 3\nd:\n  - - 1\n    - 2\n  - \"q\\n\"\ne: 1\n";
    assert_eq!(put_off(data), ["a", "l", "d"]);
    // what is no collection, or stands on the line of its key, is read at once
    assert_eq!(put_off("a: 1\nb: [1]\nc: {d: 1}\ne:\n  text\nf: # c\n  g: 1\nh:\nk: |\n  m: 1\n"), [""; 0]);
    for other in [
        "!Ref x",
        "{Ref: x}",
        "[!GetAtt x.y]",
        "{Fn::Sub: x}",
        "'{{resolve:x}}'",
        "{'Fn::Sub': {a: b}}",
        "!X y",
    ] {
        assert_eq!(put_off(&format!("a:\n  b:\n    - c: {other}\nd:\n  e: 1\n")), ["d"], "{other}");
    }
    assert_eq!(put_off("a:\n  Ref: x\nb:\n  - Fn::If:\n      - x\n      - y\n"), [""; 0]);
}

#[test]
fn what_is_passed_over_must_be_right() {
    for kind in ["AWS::SQS::Queue", "AWS::CloudTrail::Trail"] {
        passed_over_must_be_right(kind);
    }
}

fn passed_over_must_be_right(kind: &str) {
    let with = |body: &str| format!("Resources:\n  Q:\n    Type: {kind}\n    Properties:\n{body}");
    for (body, problem) in [
        ("      x: 1\n      x: 2\n", "key `x` stands twice in one mapping, first on line 5"),
        ("      a: 1\n      a: 2\n", "key `a` stands twice in one mapping, first on line 5"),
        ("      x: {y: 1, y: 2}\n", "key `y` stands twice in one mapping, first on line 5"),
        (
            "      x:\n        - y: 1\n          z: 1\n          y: 2\n",
            "key `y` stands twice in one mapping, first on line 6",
        ),
    ] {
        let (_, problems) = parse_thinned(&source(&with(body)), Some(&THINNING));
        let messages: Vec<&str> = problems.iter().map(|problem| &*problem.message).collect();
        assert_eq!(messages, [problem], "{body}");
    }
    for body in
        ["      x:\n        y: [1\n", "      x:\n        y: 'z\n", "      x:\n       y: 1\n      z: a: b\n"]
    {
        let (_, problems) = parse_thinned(&source(&with(body)), Some(&THINNING));
        assert!(!problems.is_empty(), "{body}");
    }
    for body in ["      x: [1\n", "      x: 'y\n", "      x: {y: }}\n", "      x: a: b\n", "      x: @y\n"] {
        let (_, problems) = parse_thinned(&source(&with(body)), Some(&THINNING));
        assert!(!problems.is_empty(), "{body}");
    }
}

#[test]
fn real_templates_are_thinned_and_otherwise_the_same() {
    let shared = std::env::var("TRAILGUARD_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let mut found = Vec::new();
    files(&Path::new(&shared).join("corpus/cfn"), &mut found);
    let is_yaml =
        |path: &Path| path.extension().is_some_and(|it| it == "yaml" || it == "yml" || it == "template");
    for path in found.iter().filter(|path| is_yaml(path)) {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        let read = read_alike(&text);
        assert!(read.is_ok(), "{}: {read:?}", path.display());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bodies_are_thinned_alike(lines in prop::collection::vec(line(), 1..7), kind in 0..3usize) {
        let kind = ["AWS::SQS::Queue", "AWS::S3::Bucket", "!Ref x"][kind];
        let body: String = lines.iter().map(|line| format!("      {line}\n")).collect();
        let text = format!("Resources:\n  R:\n    Type: {kind}\n    Properties:\n{body}  S:\n    Type: X\nb: 1\n");
        prop_assert!(read_alike(&text).is_ok(), "{}{}", text, read_alike(&text).unwrap_err());
    }
}
