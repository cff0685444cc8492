//! Bombs, nesting and floods: bounded, linear, and said to be so.

use super::*;

fn kinds(problems: &[Problem]) -> Vec<ProblemKind> {
    problems.iter().map(|problem| problem.kind).collect()
}

#[test]
fn what_lies_too_deep_is_passed_over() {
    let deep = |depth: usize| format!("a: {}1{}\nb: 2", "[".repeat(depth - 1), "]".repeat(depth - 1));
    assert_eq!(read(&deep(MAX_DEPTH)).2, []);
    for depth in [MAX_DEPTH + 1, 900] {
        let (_, nodes, problems) = read(&deep(depth));
        assert_eq!(kinds(&problems), [ProblemKind::Limit]);
        assert_eq!(nodes[0].get("b").and_then(Node::text), Some("2"));
    }
}

#[test]
fn endless_nesting_is_a_limit() {
    let blocks: String = (0..2_000).map(|depth| " ".repeat(depth) + "k:\n").collect();
    let texts =
        ["[".repeat(100_000), "{a: ".repeat(100_000), "- ".repeat(100_000), "? ".repeat(100_000), blocks];
    for text in texts {
        let (_, nodes, problems) = read(&text);
        assert_eq!(nodes.len(), 1);
        assert!(kinds(&problems).contains(&ProblemKind::Limit), "{}", &text[..8]);
    }
}

#[test]
fn alias_bombs_are_bounded_in_size() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..40 {
        let alias = format!("*a{}, ", level - 1).repeat(10);
        text += &format!("a{level}: &a{level} [{alias}]\n");
    }
    let (_, nodes, problems) = read(&text);
    assert!(!problems.is_empty() && kinds(&problems).iter().all(|kind| *kind == ProblemKind::Limit));
    assert!(render::spans(&nodes[0]).len() <= MAX_EXPANDED_NODES + text.len());
}

#[test]
fn chains_of_aliases_are_bounded_in_depth() {
    let links: String = (1..5_000).map(|n| format!("a{n}: &a{n} [*a{}]\n", n - 1)).collect();
    let (_, nodes, problems) = read(&format!("a0: &a0 [x]\n{links}"));
    assert!(!problems.is_empty() && kinds(&problems).iter().all(|kind| *kind == ProblemKind::Limit));
    assert_eq!(nodes[0].entries().len(), 5_000);
}

#[test]
fn merges_are_bounded() {
    let keys: Vec<String> = (0..1_000).map(|n| format!("k{n}: 1")).collect();
    let text = format!("b: &b {{{}}}\n{}", keys.join(", "), "? [{<<: *b}]\n".repeat(500));
    let (_, _, problems) = read(&text);
    assert!(kinds(&problems).contains(&ProblemKind::Limit));
    let many = "{".to_owned() + &"<<: {a: 1}, ".repeat(20_000) + "}";
    assert_eq!(read(&many).2.len(), 19_999);
}

#[test]
fn floods_of_broken_documents_are_read_to_the_end() {
    for document in ["a: b: c\n---\n", "a: \"\n---\n", "a: [\n---\n"] {
        let (_, nodes, problems) = read(&document.repeat(2_000));
        assert_eq!((nodes.len(), problems.len()), (2_000, 2_000), "{document}");
    }
    let unclosed = format!("a: \"x\n{}", "y\n".repeat(20_000));
    assert_eq!(read(&unclosed).2.len(), 1);
}
