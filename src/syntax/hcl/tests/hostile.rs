//! Deep and long input: a problem, never an overflow, and no more than linear time.

use super::super::{parse_body, parse_expression};
use super::{all, source};
use crate::source::ProblemKind;
use std::time::{Duration, Instant};

const DEEP: usize = 100_000;
/// A debug build on a loaded machine is slow; what is quadratic takes minutes at these sizes.
const PATIENCE: Duration = Duration::from_secs(20);

fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(test);
    thread.expect("threads can be started").join().expect("the stack is large enough");
}

#[test]
fn deep_nesting_is_a_limit() {
    let texts = [
        ("a = ", "(", "1", ")"),
        ("a = ", "[", "", "]"),
        ("a = ", "{a=", "1", "}"),
        ("a = ", "f(", "", ")"),
        ("a = ", "b[", "1", "]"),
        ("a = b", "[*]", "", ""),
        ("a = ", "!", "b", ""),
        ("a = ", "-", "b", ""),
        ("a = b", ".c", "", ""),
        ("a = b", ".0.c", "", ""),
        ("a = b", "[0]", "", ""),
        ("a = b.*", ".c", "", ""),
        ("a = 1", "+1", "", ""),
        ("a = 1", " ? 2 : 3", "", ""),
        ("a = ", "b ? ", "c", " : d"),
        ("a = ", "\"${", "b", "}\""),
        ("a = ", "[for a in b : ", "c", "]"),
        ("a = \"", "%{ if a }", "b", "%{ endif }\""),
        ("", "b {\n", "", "}\n"),
        ("", "b {\n  ", "", ""),
        ("a = ", "1 || 2 && 3 == 4 < 5 + 6 * (", "7", ")"),
    ];
    on_a_small_stack(move || {
        for (before, open, middle, close) in texts {
            let text = format!("{before}{}{middle}{}\n", open.repeat(DEEP), close.repeat(DEEP));
            let started = Instant::now();
            let (_, problems) = parse_body(&source(&text));
            assert!(started.elapsed() < PATIENCE, "{open} took {:?}", started.elapsed());
            assert_eq!(problems.first().map(|problem| problem.kind), Some(ProblemKind::Limit), "{open}");
            assert!(problems.len() <= 21, "{open}");
        }
    });
}

#[test]
fn depth_up_to_the_limit_is_read() {
    on_a_small_stack(|| {
        let nested =
            |open: &str, close: &str, times: usize| format!("{}1{}", open.repeat(times), close.repeat(times));
        let longest = format!("1{}", " + 1".repeat(900));
        for text in [
            nested("(", ")", 120),
            nested("\"${", "}\"", 120),
            nested("{ a = [", "]}", 60),
            nested("[for a in b : ", "]", 120),
            nested("1 || 2 && 3 == 4 < 5 + 6 * (", ")", 120),
            longest,
            format!("a{}", ".b".repeat(900)),
            format!("[{}]", "1,".repeat(DEEP)),
        ] {
            let source = source(&text);
            let (_, problems) = parse_expression(&source, all(&source));
            assert_eq!(problems, [], "{}", &text[..20]);
        }
    });
}

#[test]
fn long_input_takes_linear_time() {
    let texts = [
        ("a = {\n", "b = 1\n", "}"),
        ("a = {\n", "b = 1\n", ""),
        ("", "a = {\n", ""),
        ("", "a = <<E\n", ""),
        ("a = <<-E\n", "  b ${c}\n", "E\n"),
        ("", "locals {\na=<<A\n}\n", ""),
        ("", "a = = <<A\n", ""),
        ("", "a = \"", ""),
        ("", "a = /*\n", ""),
        ("", "x }", ""),
        ("", "}", ""),
        ("", "b {\n}\n", "c {"),
        ("", "resource \"a\" \"b\" {\n", ""),
        ("a = \"", "${b}$${c}\\n", "\""),
        ("", "a = 1\n", ""),
        ("", "a = [\n", ""),
        ("", "\"", ""),
    ];
    for (before, middle, after) in texts {
        let text = format!("{before}{}{after}", middle.repeat(DEEP));
        let started = Instant::now();
        let (_, problems) = parse_body(&source(&text));
        assert!(started.elapsed() < PATIENCE, "{middle} took {:?}", started.elapsed());
        assert!(problems.len() <= 21, "{middle}");
    }
}
