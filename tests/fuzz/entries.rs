//! What fuzzing begins with: a function for each parser and for whole runs, each taking any bytes. The targets in
//! `fuzz/` and the short runs of the tests call the same. Nothing is expected of an input but that the program survives
//! it and that what it says holds: places lie in the text, what is said of an unknown holds for its values.

use super::worlds::World;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use trailguard::baseline::Baseline;
use trailguard::cloudformation;
use trailguard::config;
use trailguard::expr::Evaluator;
use trailguard::fs::{FileSystem as _, Memory};
use trailguard::iam::{Policy, questions};
use trailguard::linter::{Linter, Options, Report};
use trailguard::metric_filter::{self, Control, MetricFilter};
use trailguard::report::{self, Format, View};
use trailguard::rule::{Registry, Safety};
use trailguard::source::{Problem, Source, SourceMap, Span};
use trailguard::syntax::comments::{CommentSyntax, comments};
use trailguard::syntax::node::{self, Node, NodeKind};
use trailguard::syntax::yaml::Thinning;
use trailguard::syntax::{hcl, json, yaml};
use trailguard::value::Value;

/// An entry: takes any bytes, panics where something is wrong.
pub type Entry = fn(&[u8]);

/// All of them by their names, and what a file of theirs is called.
pub const ENTRIES: &[(&str, Entry)] = &[
    ("hcl", hcl),
    ("yaml", yaml),
    ("json", json),
    ("template", template),
    ("filter_pattern", filter_pattern),
    ("policy", policy),
    ("plan", plan),
    ("configuration", configuration),
    ("baseline", baseline),
    ("rule_file", rule_file),
    ("cloudformation", cloudformation),
    ("terraform", terraform),
    ("linter", linter),
];

/// Larger inputs only cost time here: growth is measured elsewhere.
const LONGEST: usize = 64 * 1024;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(LONGEST)]).into_owned()
}

fn source(text: &str) -> Arc<Source> {
    SourceMap::new().add(Path::new("fuzzed"), text)
}

fn whole(source: &Source) -> Span {
    Span::new(source.id, 0, source.text.len())
}

/// Whether every problem lies in the text, on the edges of characters.
fn placed(source: &Source, problems: &[Problem]) {
    for problem in problems {
        let text = source.text.get(problem.span.range());
        assert!(text.is_some(), "a problem lies beside the text: {problem:?}");
        let _ = source.positions(problem.span);
        assert!(!problem.message.is_empty(), "a problem says nothing");
    }
}

/// HCL: configuration, an expression, a template file, comments.
pub fn hcl(bytes: &[u8]) {
    let source = source(&text(bytes));
    let (_, problems) = hcl::parse_body(&source);
    placed(&source, &problems);
    let (_, problems) = hcl::parse_expression(&source, whole(&source));
    placed(&source, &problems);
    let (_, problems) = hcl::parse_template(&source, whole(&source), &source.text);
    placed(&source, &problems);
    for comment in comments(&source, CommentSyntax::Hcl, "trailguard") {
        assert!(source.text.get(comment.span.range()).is_some(), "a comment lies beside the text");
    }
}

/// YAML and its comments: as it is, and in the body of a resource, where data is put off.
pub fn yaml(bytes: &[u8]) {
    let text = text(bytes);
    let source = source(&text);
    let (documents, problems) = yaml::parse_documents(&source);
    placed(&source, &problems);
    for document in &documents {
        assert!(source.text.get(document.span.range()).is_some(), "a document lies beside the text");
    }
    put_off(&text);
    let lines: String = text.lines().map(|line| format!("      {line}\n")).collect();
    put_off(&format!("Resources:\n  R:\n    Type: AWS::S3::Bucket\n    Properties:\n{lines}"));
    for comment in comments(&source, CommentSyntax::Yaml, "trailguard") {
        assert!(source.text.get(comment.span.range()).is_some(), "a comment lies beside the text");
    }
}

/// What is put off comes to what is read at once.
fn put_off(text: &str) {
    let thinning = Thinning {
        section: "Resources",
        kind: "Type",
        body: "Properties",
        passes: &|_| false,
        keeps: &|_| true,
        is_data_key: &cloudformation::is_data_key,
        is_data_text: &cloudformation::is_data_text,
    };
    let source = source(text);
    let (at_once, problems) = yaml::parse_documents(&source);
    let (thinned, others) = yaml::parse_thinned(&source, Some(&thinning));
    assert_eq!(problems, others, "other problems where data is put off");
    assert_eq!(at_once.len(), thinned.len(), "other documents where data is put off");
    at_once.iter().zip(&thinned).for_each(|(at_once, thinned)| same(at_once, thinned));
}

fn same(one: &Node, other: &Node) {
    let tag = |node: &Node| node.tag.as_ref().map(|tag| (tag.name.clone(), tag.span));
    assert_eq!((one.span, tag(one)), (other.span, tag(other)), "another node where data is put off");
    match (one.kind(), other.kind()) {
        (NodeKind::Scalar(one, style), NodeKind::Scalar(other, how)) => {
            assert_eq!((one, style), (other, how));
        }
        (NodeKind::Sequence(one), NodeKind::Sequence(other)) => {
            assert_eq!(one.len(), other.len(), "other items where data is put off");
            one.iter().zip(&**other).for_each(|(one, other)| same(one, other));
        }
        (NodeKind::Mapping(one), NodeKind::Mapping(other)) => {
            assert_eq!(one.len(), other.len(), "other entries where data is put off");
            for (one, other) in one.iter().zip(&**other) {
                let key = |entry: &node::Entry| (entry.key.clone(), entry.key_span, entry.duplicate);
                assert_eq!(key(one), key(other), "another key where data is put off");
                same(&one.value, &other.value);
            }
        }
        (one, other) => assert!(
            matches!((one, other), (NodeKind::Unreadable, NodeKind::Unreadable)),
            "{one:?} is {other:?} where data is put off"
        ),
    }
}

/// JSON: what is well formed is what another parser takes, too.
pub fn json(bytes: &[u8]) {
    let source = source(&text(bytes));
    let (node, problems) = json::parse(&source);
    placed(&source, &problems);
    assert!(node.is_some() || !problems.is_empty(), "nothing is read, and nothing said");
}

/// An expression and a template, evaluated; what is known though a name in it is not must hold whatever its value is.
pub fn template(bytes: &[u8]) {
    let source = source(&text(bytes));
    let (expression, problems) = hcl::parse_expression(&source, whole(&source));
    let unknown = World::unknown();
    let open = Evaluator::new(&unknown).evaluate(&expression);
    if problems.is_empty() {
        for world in World::all() {
            let closed = Evaluator::new(&world).evaluate(&expression);
            World::agree(&source.text, &open, &closed);
        }
    }
    let (template, problems) = hcl::parse_template(&source, whole(&source), &source.text);
    if problems.is_empty() {
        Evaluator::new(&World::unknown()).evaluate(&template);
    }
}

/// The pattern of a metric filter or of an event rule.
pub fn filter_pattern(bytes: &[u8]) {
    let pattern = Value::string(text(bytes));
    let filter = MetricFilter::read(&pattern);
    for control in Control::all() {
        metric_filter::filters_cover(&[&filter], control);
        filter.tries(control);
        metric_filter::event_rule_covers(&pattern, control);
    }
    filter.refusal();
    filter.meaning();
}

/// A policy document and the questions about it.
pub fn policy(bytes: &[u8]) {
    let policy = Policy::read(&Value::string(text(bytes)));
    let arns = [Value::string("arn:aws:s3:::audit-logs")];
    let account = Value::string("111122223333");
    questions::public_access(&policy);
    questions::tls_only(&policy, &arns);
    questions::scoped_delivery(&policy);
    questions::broad_delete(&policy, &arns, &account, &[]);
    questions::key_scoped(&policy);
    questions::key_public(&policy);
    questions::key_allows_logs(&policy, &arns, &Value::string("us-east-1"), &account, &arns);
    questions::trusts_service(&policy, questions::CLOUDTRAIL, &trailguard::iam::Context::new());
    questions::least_privilege(std::slice::from_ref(&policy), &arns);
    questions::scp_denies(std::slice::from_ref(&policy), questions::TRAIL_ACTIONS, &arns);
}

/// A file of configuration; where it is taken, a run with it.
pub fn configuration(bytes: &[u8]) {
    let file = Path::new("/p/trailguard.yaml");
    let files = Memory::new()
        .with(file, bytes.get(..LONGEST).unwrap_or(bytes))
        .with("/p/base.yaml", "profile: extended\n")
        .with("/p/main.tf", TRAIL);
    let registry = Registry::built_in();
    config::rules_folders(&files, file, &registry);
    match config::read(&files, file, &registry) {
        Ok(configuration) => {
            let mut options = Options { paths: vec!["/p/main.tf".into()], ..Options::default() };
            configuration.lay_under(&mut options);
            let _ = Linter::new(registry).run(&options, &files).map(|report| whole_report(&report));
        }
        Err(faults) => assert!(!faults.faults.is_empty(), "refused without a reason"),
    }
}

/// A baseline; where it is taken, a run with it.
pub fn baseline(bytes: &[u8]) {
    let file = Path::new("/p/baseline.json");
    let files = Memory::new().with(file, bytes.get(..LONGEST).unwrap_or(bytes)).with("/p/main.tf", TRAIL);
    if let Ok(baseline) = Baseline::read(&files, file, Path::new("/p")) {
        let options = Options {
            paths: vec!["/p/main.tf".into()],
            baseline: Some(baseline.into()),
            ..Options::default()
        };
        let _ = Linter::default().run(&options, &files).map(|report| whole_report(&report));
    }
}

/// A rule file; where it is taken, its examples and a run with it.
pub fn rule_file(bytes: &[u8]) {
    let mut registry = Registry::built_in();
    let (path, id) = (PathBuf::from("/r/acme/fuzzed.yaml"), "acme/fuzzed".to_owned());
    let file = trailguard::rule::RuleFile { path: path.clone(), id: id.clone(), text: text(bytes) };
    let taken = registry.add(vec![file], true);
    let tests = trailguard::rule_tests::tests(&registry, &[], &[(path, text(bytes))]);
    drop(tests);
    match taken {
        Ok(()) => {
            let _ = registry.examples(&id);
            let options =
                Options { paths: vec!["/p/main.tf".into()], select: vec![id], ..Options::default() };
            let files = Memory::new().with("/p/main.tf", TRAIL);
            let _ = Linter::new(registry).run(&options, &files).map(|report| whole_report(&report));
        }
        Err(broken) => assert!(broken.iter().all(|it| !it.errors.is_empty()), "refused without a reason"),
    }
}

/// A plan.
pub fn plan(bytes: &[u8]) {
    run(&Memory::new().with("/p/plan.json", bytes.get(..LONGEST).unwrap_or(bytes)), "/p/plan.json");
}

/// A template of CloudFormation.
pub fn cloudformation(bytes: &[u8]) {
    let bytes = bytes.get(..LONGEST).unwrap_or(bytes);
    let name = if bytes.first() == Some(&b'{') { "/p/template.json" } else { "/p/template.yaml" };
    run(&Memory::new().with(name, bytes), name);
}

/// A file of Terraform configuration.
pub fn terraform(bytes: &[u8]) {
    run(&Memory::new().with("/p/main.tf", bytes.get(..LONGEST).unwrap_or(bytes)), "/p/main.tf");
}

/// A tree of files, each behind a line `=== path`: analysed, reported in every format, and mended.
pub fn linter(bytes: &[u8]) {
    let text = text(bytes);
    let mut files = Memory::new();
    for (number, part) in text.split("=== ").enumerate().take(24) {
        let (name, content) = part.split_once('\n').unwrap_or(("", part));
        let name = if number == 0 { "main.tf" } else { name.trim().trim_start_matches('/') };
        files.insert(Path::new("/p").join(name), content);
    }
    if files.is_folder(Path::new("/p")) {
        run(&files, "/p");
        let options = Options { paths: vec!["/p".into()], strict_parse: true, ..Options::default() };
        let _ = trailguard::fix::fix(&Linter::default(), &options, &files, Safety::Unsafe);
    }
}

const TRAIL: &str = "resource \"aws_cloudtrail\" \"t\" {\n  name = \"t\"\n  s3_bucket_name = \"b\"\n}\n";

fn run(files: &Memory, path: &str) {
    let options = Options { paths: vec![path.into()], extended: true, ..Options::default() };
    let linter = Linter::default();
    if let Ok(report) = linter.run(&options, files) {
        whole_report(&report);
        // what is kept for others says the same as what is let go at once
        let (kept, _) = linter.examine(&options, files).expect("it could be done before");
        assert_eq!(in_json(&report), in_json(&kept));
    }
    if let Ok(model) = linter.model(&options, files) {
        let mut out = Vec::new();
        let written = report::model::render_json(&model, &View::default(), &mut out)
            .and_then(|()| report::model::render_human(&model, &View::default(), &mut out));
        assert!(written.is_ok(), "memory can be written to");
    }
}

/// Nothing broke on the way, and every format can be written.
fn in_json(report: &Report) -> String {
    let mut out = Vec::new();
    let view = View { show_all: true, ..View::default() };
    report::render(Format::Json, report, &view, &mut out).expect("memory can be written to");
    String::from_utf8(out).expect("reports are UTF-8")
}

fn whole_report(report: &Report) {
    for error in &report.errors {
        assert!(!error.message.contains("internal error"), "{error:?}");
    }
    let view = View { show_all: true, unknowns_fail: true, ..View::default() };
    for format in Format::ALL {
        let mut out = Vec::new();
        let written = report::render(*format, report, &view, &mut out);
        assert!(written.is_ok(), "memory can be written to");
        let text = String::from_utf8(out).expect("reports are UTF-8");
        assert!(!text.contains('\u{1b}'), "an escape in {}", format.name());
    }
}
