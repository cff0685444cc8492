//! Formats for machines: snapshots of the same report, and each read back by something that is not ours.

use super::{all, text};
use crate::report::samples::{empty, full, hostile};
use crate::report::{Format, View};
use insta::assert_snapshot;
use serde_json::Value;

const SARIF_SCHEMA: &str = include_str!("../../../tests/data/schemas/sarif-2.1.0.json");

fn strict() -> View {
    View { unknowns_fail: true, ..View::default() }
}

fn json(format: Format, report: &crate::linter::Report, view: &View) -> Value {
    serde_json::from_str(&text(format, report, view)).expect("it is JSON")
}

/// The samples under every view that changes what is there.
fn everything() -> Vec<(crate::linter::Report, View)> {
    let views = || [View::default(), all(), strict(), View { unknowns_fail: true, ..all() }];
    [empty(), full(), hostile()]
        .into_iter()
        .flat_map(|report| views().map(|view| (report.clone(), view)))
        .collect()
}

#[test]
fn each_format_writes_the_same_report() {
    for (format, view) in [
        (Format::Sarif, View { unknowns_fail: true, ..all() }),
        (Format::Github, strict()),
        (Format::Gitlab, View::default()),
        (Format::Junit, all()),
        (Format::Rdjson, strict()),
        (Format::Sonarqube, View::default()),
        (Format::Markdown, all()),
    ] {
        let written = text(format, &full(), &view).replace(env!("CARGO_PKG_VERSION"), "[version]");
        assert_snapshot!(format.name(), written);
    }
}

#[test]
fn sarif_keeps_to_its_schema() {
    let schema: Value = serde_json::from_str(SARIF_SCHEMA).expect("the schema is JSON");
    let schema = jsonschema::options().should_validate_formats(true).build(&schema).expect("it is a schema");
    for (report, view) in everything() {
        let log = json(Format::Sarif, &report, &view);
        let wrong: Vec<String> =
            schema.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().expect("there is a list of rules");
        let mut used = vec![false; rules.len()];
        for result in run["results"].as_array().expect("there is a list of results") {
            let index = result["ruleIndex"].as_u64().expect("it has an index") as usize;
            assert_eq!(rules[index]["id"], result["ruleId"]);
            used[index] = true;
            assert!(result["partialFingerprints"].get("primaryLocationLineHash").is_none());
            assert_eq!(result["locations"].as_array().map(Vec::len), Some(1));
        }
        assert!(used.iter().all(|used| *used), "only rules with results are described");
    }
}

#[test]
fn sarif_has_unknowns_and_silenced_findings_only_when_asked() {
    let results = |view: &View| {
        let log = json(Format::Sarif, &full(), view);
        log["runs"][0]["results"].as_array().map_or(0, Vec::len)
    };
    assert_eq!((results(&View::default()), results(&strict()), results(&all())), (2, 6, 4));
    let log = json(Format::Sarif, &full(), &all());
    let silenced = &log["runs"][0]["results"][0]["suppressions"][0];
    assert_eq!(silenced["justification"], "the sandbox (until 2027-01-31)");
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn what_is_shown_of_a_rule_is_what_github_sorts_by() {
    let log = json(Format::Sarif, &full(), &View::default());
    let rule = &log["runs"][0]["tool"]["driver"]["rules"][0];
    assert_eq!(rule["properties"]["security-severity"], "8.0");
    assert_eq!(rule["properties"]["tags"][0], "security");
    assert!(rule["help"]["markdown"].as_str().is_some_and(|help| help.starts_with("# the title")));
}

#[test]
fn annotations_are_ten_a_level_the_most_severe_first() {
    let mut report = full();
    let failed = report.findings[2].clone();
    let critical = |severity| {
        let mut finding = failed.clone();
        let mut rule = (*finding.rule).clone();
        rule.severity = severity;
        finding.rule = std::sync::Arc::new(rule);
        finding
    };
    report.errors.clear();
    report.findings = (0..30).map(|_| failed.clone()).collect();
    report.findings.push(critical(crate::rule::Severity::Critical));
    report.findings.push(critical(crate::rule::Severity::Low));
    let said = text(Format::Github, &report, &View::default());
    assert_eq!(said.lines().filter(|line| line.starts_with("::error ")).count(), 10);
    assert_eq!(said.lines().filter(|line| line.starts_with("::notice ")).count(), 1);
    assert!(said.starts_with("::error ") && said.lines().next().is_some_and(|it| it.contains("critical%3A")));
    assert!(said.ends_with("32 failed; 21 more not annotated, since GitHub shows 10 of a level\n"), "{said}");
}

/// A line of annotations is one command of ours, whatever is in it.
#[test]
fn annotations_hold_one_command_a_line() {
    for (report, view) in everything() {
        let said = text(Format::Github, &report, &view);
        for line in said.lines() {
            let ours = ["::error file=", "::warning file=", "::notice file=", "trailguard: "];
            assert!(ours.iter().any(|start| line.starts_with(start)), "{line}");
        }
    }
}

#[test]
fn junit_is_xml_that_counts_right() {
    for (report, view) in everything() {
        let xml = text(Format::Junit, &report, &view);
        let document = roxmltree::Document::parse(&xml).expect("it is XML");
        let root = document.root_element();
        let count =
            |name: &str| root.descendants().filter(|node| node.has_tag_name(name)).count().to_string();
        for (attribute, name) in
            [("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]
        {
            assert_eq!(root.attribute(attribute), Some(&*count(name)), "{attribute}");
        }
        let known = ["testsuites", "testsuite", "testcase", "failure", "error", "skipped"];
        assert!(
            root.descendants().filter(|it| it.is_element()).all(|it| known.contains(&it.tag_name().name()))
        );
    }
}

#[test]
fn code_quality_has_each_fingerprint_once() {
    let mut report = full();
    report.findings.extend(full().findings);
    for view in [View::default(), strict()] {
        let entries = json(Format::Gitlab, &report, &view);
        let entries = entries.as_array().expect("it is a list");
        let fingerprints: std::collections::HashSet<&str> =
            entries.iter().filter_map(|entry| entry["fingerprint"].as_str()).collect();
        assert_eq!(fingerprints.len(), entries.len());
        for entry in entries {
            let lines = &entry["location"]["lines"];
            assert!(lines["begin"].as_u64().is_some_and(|line| line > 0) && lines["end"].is_u64(), "{lines}");
            let severity = entry["severity"].as_str().unwrap_or_default();
            assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity), "{severity}");
            // what Code Climate's own readers require
            assert_eq!(entry["type"], "issue");
            let category = entry["categories"][0].as_str().unwrap_or_default();
            assert!(["Security", "Bug Risk", "Performance"].contains(&category), "{category}");
            let description = entry["description"].as_str().unwrap_or_default();
            assert!(!description.is_empty() && !description.contains('\n'), "{description}");
        }
    }
}

/// What the scanner of SonarQube refuses: rules that are not described, ranges that hold nothing.
#[test]
fn sonarqube_takes_every_issue() {
    for (report, view) in everything() {
        let document = json(Format::Sonarqube, &report, &view);
        let rules: Vec<&Value> =
            document["rules"].as_array().expect("it is a list").iter().map(|rule| &rule["id"]).collect();
        for issue in document["issues"].as_array().expect("it is a list") {
            assert!(rules.contains(&&issue["ruleId"]));
            let range = &issue["primaryLocation"]["textRange"];
            let at = |line: &str, column: &str| (range[line].as_u64(), range[column].as_u64());
            if range.get("endLine").is_some() {
                assert!(at("startLine", "startColumn") < at("endLine", "endColumn"), "{range}");
            }
        }
    }
}

/// A range where the scanner sees no text fails the scan: it ends lines at carriage returns, and reads no byte order mark.
#[test]
fn sonarqube_is_told_lines_as_its_scanner_counts_them() {
    let ranges = [
        ("\u{feff}ab = 1\n", "ab = 1", [1, 0, 1, 6]),
        ("# a\rb\r\nc = ä\r\n", "c = ä", [3, 0, 3, 5]),
        ("a:\r  b: 1\r", "b: 1", [2, 2, 2, 6]),
        ("a = 1\r\nb = 2\r\n", "1\r\nb", [1, 4, 2, 1]),
        ("a = [\r\r\n\n]", "[\r\r\n\n]", [1, 4, 4, 1]),
        ("a = 1\r\nb", "1\r", [1, 4, 1, 5]),
    ];
    for (text, marked, expected) in ranges {
        let mut report = full();
        let sources = crate::source::SourceMap::new();
        let source = sources.add(std::path::Path::new("x.tf"), text);
        let at = text.find(marked).expect("it is there");
        report.findings = vec![report.findings[2].clone()];
        report.findings[0].location = Some(crate::source::Span::new(source.id, at, at + marked.len()));
        report.findings[0].related.clear();
        report.sources = std::sync::Arc::new(sources);
        report.errors.clear();
        let document = json(Format::Sonarqube, &report, &View::default());
        let range = &document["issues"][0]["primaryLocation"]["textRange"];
        let said = ["startLine", "startColumn", "endLine", "endColumn"].map(|key| range[key].as_u64());
        assert_eq!(said, expected.map(Some), "{text:?}");
    }
}

/// GitLab and Jenkins keep one case of a class and name in a suite.
#[test]
fn junit_has_each_case_once() {
    let mut report = full();
    report.findings.extend(full().findings);
    report.errors.extend(full().errors);
    let xml = text(Format::Junit, &report, &all());
    let document = roxmltree::Document::parse(&xml).expect("it is XML");
    for suite in document.descendants().filter(|node| node.has_tag_name("testsuite")) {
        let cases: Vec<_> = suite
            .children()
            .filter(|node| node.has_tag_name("testcase"))
            .map(|case| (case.attribute("classname"), case.attribute("name")))
            .collect();
        let apart: std::collections::HashSet<_> = cases.iter().collect();
        assert_eq!(apart.len(), cases.len(), "{cases:?}");
    }
}

#[test]
fn columns_are_counted_as_each_format_counts() {
    let mut report = full();
    let sources = crate::source::SourceMap::new();
    let source = sources.add(std::path::Path::new("x.tf"), "a\n\"ä🦀\" = b\n");
    report.findings.truncate(3);
    report.findings.drain(..2);
    report.findings[0].location = Some(crate::source::Span::new(source.id, 13, 14));
    report.findings[0].related.clear();
    report.sources = std::sync::Arc::new(sources);
    report.errors.clear();
    report.notes.clear();
    let view = View::default();
    let sarif = json(Format::Sarif, &report, &view);
    let region = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!((region["startLine"].as_u64(), region["startColumn"].as_u64()), (Some(2), Some(8)));
    let rdjson = json(Format::Rdjson, &report, &view);
    assert_eq!(rdjson["diagnostics"][0]["location"]["range"]["start"]["column"], 12);
    let sonarqube = json(Format::Sonarqube, &report, &view);
    assert_eq!(sonarqube["issues"][0]["primaryLocation"]["textRange"]["startColumn"], 8);
}

/// What stands in Markdown is text: no tag but our own, no mention, no cell or block of somebody else's.
#[test]
fn markdown_has_no_markup_of_analysed_files() {
    for (report, view) in everything() {
        let page = text(Format::Markdown, &report, &view);
        let outside = page.split("`").step_by(2).collect::<String>();
        let tags = outside.replace("<code>", "").replace("</code>", "").replace("<br>", "");
        assert!(!tags.contains('<'), "{tags}");
        assert!(!outside.replace("<code>@</code>", "").contains('@'), "{outside}");
        assert!(!outside.contains("](") && !outside.contains("://"), "{outside}");
        // every row of a table has as many cells as its head
        let mut cells = None;
        for line in page.lines() {
            cells = line.starts_with('|').then(|| cells.unwrap_or(line.matches('|').count()));
            assert!(cells.is_none_or(|cells| cells == line.matches('|').count()), "{line}");
            assert!(cells.is_none_or(|cells| matches!(cells, 3..=5)), "{line}");
        }
    }
}
