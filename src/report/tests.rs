//! Each format over the same hand-made reports.

mod machines;

use super::*;
use crate::report::samples::{empty, full, hostile};
use insta::assert_snapshot;

fn text(format: Format, report: &Report, view: &View) -> String {
    let mut out = Vec::new();
    render(format, report, view, &mut out).expect("memory can be written to");
    String::from_utf8(out).expect("reports are UTF-8")
}

fn all() -> View {
    View { show_all: true, ..View::default() }
}

#[test]
fn people_see_what_decides() {
    assert_snapshot!("human", text(Format::Human, &full(), &View::default()));
    assert_snapshot!("concise", text(Format::Concise, &full(), &View::default()));
}

#[test]
fn machines_see_the_contract() {
    let json = text(Format::Json, &full(), &all());
    serde_json::from_str::<serde_json::Value>(&json).expect("it is JSON");
    assert_snapshot!("json", json.replace(env!("CARGO_PKG_VERSION"), "[version]"));
}

#[test]
fn passes_and_suppressions_are_shown_when_asked_for() {
    let rules = |view: &View| {
        let json = text(Format::Json, &full(), view);
        let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
        json["results"].as_array().expect("results is a list").len()
    };
    assert_eq!((rules(&View::default()), rules(&all())), (7, 8));
    let human = text(Format::Human, &full(), &all());
    assert!(human.contains("\npassed: trail/name-valid\n"), "{human}");
    assert!(human.contains("\nsuppressed: trail/cloudwatch-logs until 2027-01-31: the sandbox"), "{human}");
    assert!(text(Format::Concise, &full(), &all()).contains("trail/main.tf:1:1: pass trail/name-valid"));
}

#[test]
fn unknowns_can_be_left_out_for_people_and_are_counted_all_the_same() {
    let view = View { show_unknowns: false, ..View::default() };
    let human = text(Format::Human, &full(), &view);
    assert!(!human.contains("undecided") && human.contains("4 unknown"), "{human}");
    assert!(!text(Format::Concise, &full(), &view).contains("unknown"));
    assert_eq!(text(Format::Json, &full(), &view), text(Format::Json, &full(), &View::default()));
}

#[test]
fn quiet_leaves_failures_and_errors() {
    let human = text(Format::Human, &full(), &View { quiet: true, ..all() });
    assert!(human.contains("trail/multi-region") && human.contains("expected `]`"));
    assert!(
        !human.contains("undecided") && !human.contains("note:") && !human.contains("1 trail in"),
        "{human}"
    );
}

#[test]
fn nothing_found_is_said() {
    let view = View { looked_at: vec!["infra".to_owned(), "x.yaml".to_owned()], ..View::default() };
    let said = text(Format::Human, &empty(), &view);
    assert_eq!(said, "no trail in these files (looked at 2 files in `infra`, `x.yaml`)\n");
}

#[test]
fn nothing_from_analysed_files_reaches_the_terminal_as_it_is() {
    for format in Format::ALL {
        for view in [View::default(), all(), View { quiet: true, ..View::default() }] {
            let text = text(*format, &hostile(), &view);
            let found = text.chars().find(|character| visible::is_hostile(*character));
            assert_eq!(found, None, "{format:?}: {text}");
            let commands = *format == Format::Github;
            assert!(
                commands || text.lines().all(|line| !line.trim_start().starts_with("::")),
                "{format:?}: {text}"
            );
            assert!(!text.contains("##["), "{format:?}: {text}");
        }
    }
    let json = text(Format::Json, &hostile(), &all());
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    let message = json["results"][0]["message"].as_str().expect("the message is text");
    assert_eq!(message, hostile().findings[0].message, "JSON keeps what was written");
}

#[test]
fn colour_and_links_come_only_when_asked_for() {
    assert!(!text(Format::Human, &full(), &all()).contains('\u{1b}'));
    let view = View { colour: true, hyperlinks: true, ..all() };
    let human = text(Format::Human, &full(), &view);
    assert!(human.contains("\u{1b}[31m") && human.contains("\u{1b}]8;;https://docs.aws.amazon.com/"));
}

#[test]
fn related_places_are_shown_without_a_location_too() {
    let mut report = full();
    report.findings.retain(|it| &*it.rule.id == "trail/multi-region" && it.verdict == Verdict::Fail);
    report.findings[0].location = None;
    let human = text(Format::Human, &report, &View::default());
    assert!(human.contains("trail/variables.tf:3:3") && human.contains("trail/main.tf:4:27"), "{human}");
}

#[test]
fn many_findings_in_a_file_of_many_lines_cost_what_they_show() {
    let mut report = full();
    let sources = crate::source::SourceMap::new();
    let source = sources.add(std::path::Path::new("long.tf"), "a = 1\n".repeat(100_000));
    let mut finding = report.findings[2].clone();
    finding.related.clear();
    report.findings = (0..500)
        .map(|number| {
            let at = number * 1200;
            finding.location = Some(crate::source::Span::new(source.id, at, at + 5));
            finding.clone()
        })
        .collect();
    report.sources = std::sync::Arc::new(sources);
    report.errors.clear();
    let started = std::time::Instant::now();
    assert_eq!(text(Format::Human, &report, &View::default()).matches("[long.tf:").count(), 500);
    assert!(started.elapsed().as_secs() < 5, "it took {:?}", started.elapsed());
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 400, failure_persistence: None, ..Default::default() })]

    /// Spans may lie anywhere: over line ends, inside characters, behind the text, over each other.
    #[test]
    fn no_span_breaks_a_report(
        written in "[a\t\r\n\u{feff}\u{1b}é🦀字 =\"]{0,60}",
        repeated in 1..40_usize,
        spans in proptest::collection::vec((0..500_usize, 0..500_usize), 1..6),
        width in 20..120_usize,
    ) {
        let sources = crate::source::SourceMap::new();
        let source = sources.add(std::path::Path::new("x.tf"), written.repeat(repeated));
        let mut labels = spans.iter().map(|(start, length)| crate::check::Label {
            span: crate::source::Span::new(source.id, *start, start + length),
            message: written.clone(),
        });
        let mut report = full();
        report.findings.truncate(4);
        report.findings[2].location = labels.next().map(|label| label.span);
        report.findings[2].related = labels.collect();
        report.sources = std::sync::Arc::new(sources);
        for format in Format::ALL {
            let said = text(*format, &report, &View { width, ..all() });
            proptest::prop_assert!(!said.chars().any(visible::is_hostile));
        }
    }
}
