//! Directives and what they silence.

use super::*;
use crate::check::{ResourceName, UnitName};
use crate::resource::{Language, Presence};
use crate::rule::{Registry, Rule};
use crate::source::SourceMap;
use crate::value::Value;
use std::path::{Path, PathBuf};

const RULES: &[&str] = &["trail/multi-region", "trail/log-file-validation", "bucket/versioning"];

/// One file, one resource, one finding.
struct Case {
    sources: SourceMap,
    source: Arc<Source>,
    resource: Resource,
    finding: Finding,
}

fn rule(id: &str) -> Arc<Rule> {
    let registry = Registry::built_in();
    let any = registry.summaries().next().map(|summary| summary.id.clone()).unwrap();
    let mut rule = Rule::clone(&registry.get(&any).unwrap().ok().unwrap());
    rule.id = Arc::from(id);
    Arc::new(rule)
}

fn trail(address: &Arc<str>, head: Span, calls: Vec<Span>) -> Resource {
    Resource {
        address: Arc::clone(address),
        unit: 0,
        kind: Arc::from("aws_cloudtrail"),
        language: Language::Terraform,
        presence: Presence::Always,
        not_created: None,
        retold: false,
        head,
        block: head,
        arguments: Default::default(),
        open: None,
        limits: Arc::default(),
        refused_arguments: None,
        calls,
        depends_on: Vec::new(),
        depends_on_at: None,
        lifecycle: Arc::default(),
        metadata: Value::null(),
        provider: Value::null(),
        surroundings: Arc::default(),
        change: None,
    }
}

/// The resource's head stands behind `«`, the finding's place behind `»` (without it: the head), a call's head behind `¦`.
fn case(path: &str, marked: &str) -> Case {
    let sources = SourceMap::new();
    let mut text = String::new();
    let (mut head, mut location, mut calls) = (0, None, Vec::new());
    for character in marked.chars() {
        match character {
            '«' => head = text.len(),
            '»' => location = Some(text.len()),
            '¦' => calls.push(text.len()),
            _ => text.push(character),
        }
    }
    let source = sources.add(Path::new(path), text);
    let span = |at: usize| Span::new(source.id, at, at + 1);
    // inside a call the resource is in another file
    let elsewhere = sources.add(Path::new("inside.tf"), "resource");
    let head = if calls.is_empty() { span(head) } else { Span::new(elsewhere.id, 0, 8) };
    let address: Arc<str> = Arc::from("t");
    let resource = trail(&address, head, calls.into_iter().map(span).collect());
    let finding = Finding {
        rule: rule("trail/multi-region"),
        verdict: Verdict::Fail,
        fails_when: None,
        unit: UnitName { root: PathBuf::new(), deployment: None },
        resource: Some(ResourceName {
            address: Arc::clone(&resource.address),
            kind: Arc::from("aws_cloudtrail"),
            language: Language::Terraform,
        }),
        message: String::new(),
        help: None,
        declared: Vec::new(),
        location: Some(location.map_or(head, span)),
        label: String::new(),
        related: Vec::new(),
        way: 0,
        causes: Vec::new(),
        fingerprint: String::new(),
        remedy: None,
        suppressed: None,
    };
    Case { sources, source, resource, finding }
}

impl Case {
    fn collected(&self) -> Suppressions {
        self.under(&Policy::default())
    }

    fn under(&self, policy: &Policy) -> Suppressions {
        let today = Date::parse("2026-06-15").unwrap();
        collect(
            std::slice::from_ref(&self.source),
            Judge { known_rules: RULES, today, policy, imports: &Imports::default() },
        )
    }

    /// Reason and last day where the finding is silenced, and the kinds and words of the notes.
    fn outcome(&mut self) -> (Option<String>, Vec<String>) {
        let mut suppressions = self.collected();
        let resource = &self.resource;
        suppressions.apply(std::slice::from_mut(&mut self.finding), &|_| Some(resource));
        let suppressed = self.finding.suppressed.as_ref().map(|it| {
            assert!(
                self.sources.slice(it.span.expect("it is in the text")).contains("ignore")
                    || self.sources.slice(it.span.expect("it is in the text")).contains("rule")
            );
            format!("{} {}", it.reason, it.until.as_deref().unwrap_or("-"))
        });
        let notes = suppressions.notes(RULES);
        assert!(notes.iter().all(|note| note.span.is_some()));
        (suppressed, notes.into_iter().map(|note| format!("{}: {}", note.kind, note.message)).collect())
    }
}

#[test]
fn directives_silence_their_item() {
    for (path, text) in [
        ("a.tf", "# trailguard:ignore trail/multi-region -- r\n«resource \"a\" \"b\" {\n  »x = 1\n}"),
        ("a.tf", "«resource \"a\" \"b\" { # trailguard:ignore trail -- r\n  »x = 1\n}"),
        ("a.tf", "«resource \"a\" \"b\" {\n  // trailguard:ignore trail -- r\n  »x = 1\n}"),
        ("a.tf", "«resource \"a\" \"b\" {\n  »x = 1 /* trailguard:ignore trail -- r */\n}"),
        ("a.tf", "«resource \"a\" \"b\" {\n  x { # trailguard:ignore trail -- r\n    »y = 1\n  }\n}"),
        ("a.tf", "«resource \"a\" \"b\" {\n  # trailguard:ignore trail -- r\n  x = [\n    »1\n  ]\n}"),
        ("a.tf", "# trailguard:ignore trail -- r\n# more\n// more\n«resource \"a\" \"b\" {}"),
        ("a.tf", "# trailguard:ignore trail -- r\n¦module \"m\" {\n  source = \"./m\"\n}"),
        ("a.tf", "/* c */\n# c\n\n# trailguard:ignore-file trail -- r\nx {}\n«resource \"a\" \"b\" {}"),
        ("a.tf", "# trailguard:ignore-file trail -- r\n¦module \"m\" {}"),
        (
            "a.yaml",
            "Resources:\n  # trailguard:ignore trail -- r\n  «T:\n    Type: A\n    Properties:\n      »X: 1\n",
        ),
        ("a.yaml", "Resources:\n  «T:\n    Properties:\n      »X: 1 # trailguard:ignore trail -- r\n"),
        ("a.yml", "---\n# trailguard:ignore-file trail -- r\nResources:\n  «T:\n    Type: A\n"),
        (
            "a.yaml",
            "Resources:\n  «T:\n    Metadata:\n      trailguard:\n        ignore:\n          - rule: trail\n            reason: r\n",
        ),
        (
            "a.json",
            "{\"Resources\": {«\"T\": {\"Metadata\": {\"trailguard\": {\"ignore\": [{\"rule\": [\"trail\"], \"reason\": \"r\"}]}}}}}",
        ),
        (
            "a.json",
            "{\"Metadata\": {\"trailguard\": {\"ignore\": {\"rule\": \"trail\", \"reason\": \"r\"}}}, \"Resources\": {«\"T\": {}}}",
        ),
        (
            "a.tf.json",
            "{\"resource\": {\"a\": {«\"b\": {\"//\": \"trailguard:ignore trail -- r\", »\"x\": 1}}}}",
        ),
        (
            "a.tf.json",
            "{\"resource\": {\"a\": {«\"b\": [{\"//\": [1, \"mind\", \" trailguard:ignore trail -- r \"], »\"x\": 1}]}}}",
        ),
        ("a.tofu.json", "{\"module\": {¦\"m\": {\"//\": \"trailguard:ignore trail -- r\"}}}"),
        (
            "a.tf.json",
            "{\"//\": \"trailguard:ignore-file trail -- r\", \"resource\": {\"a\": {«\"b\": {\"x\": 1}}}}",
        ),
        (
            "a.tf.json",
            "{\"//\": \"trailguard:ignore trail -- r\", \"resource\": {\"a\": {«\"b\": {\"x\": 1}}}}",
        ),
        (
            "a.json",
            "{\"Resources\": {¦\"S\": {\"Metadata\": {\"trailguard\": {\"ignore\": [{\"rule\": \"trail\", \"reason\": \"r\"}]}}}}}",
        ),
    ] {
        assert_eq!(case(path, text).outcome(), (Some("r -".to_owned()), vec![]), "{text}");
    }
}

#[test]
fn directives_behind_the_last_line_are_about_what_is_closed_there() {
    for (path, text) in [
        ("a.tf", "«resource \"a\" \"b\" {\n  »x = 1\n} # trailguard:ignore trail -- r"),
        ("a.tf", "¦module \"m\" {\n  source = \"./m\"\n} // trailguard:ignore trail -- r"),
        ("a.tf", "«resource \"a\" \"b\" {\n  x {\n    »y = 1\n  } # trailguard:ignore trail -- r\n}"),
        ("a.tf", "«resource \"a\" \"b\" {\n  x = [\n    »1\n  ] # trailguard:ignore trail -- r\n}"),
        (
            "a.tf",
            "«resource \"a\" \"b\" {\n  »x = f({\n    y = 1\n  }) /* trailguard:ignore trail -- r */\n}",
        ),
        ("a.tf", "«resource \"a\" \"b\" {\n  »x = true ||\n    false # trailguard:ignore trail -- r\n}"),
        (
            "a.tf",
            "«resource \"a\" \"b\" {\n  x = [{\n    y = {\n      z = »1\n    } }] # trailguard:ignore trail -- r\n}",
        ),
        (
            "a.tf",
            "«resource \"a\" \"b\" {\n  »x = f(<<EOT\n    }\nEOT\n  ) # trailguard:ignore trail -- r\n}",
        ),
        ("a.yaml", "A:\n  «T:\n    X: [\n      »1\n    ] # trailguard:ignore trail -- r\n    Y: 1\n"),
        ("a.yaml", "A:\n  «T:\n    »X: !Sub {\n      a: 1\n    } # trailguard:ignore trail -- r\n"),
        ("a.yaml", "A:\n  «T:\n    »X: \"a\n      b\" # trailguard:ignore trail -- r\n"),
        ("a.yaml", "A: {\n  «T: {\n    X: 1\n  } } # trailguard:ignore trail -- r\n"),
    ] {
        assert_eq!(case(path, text).outcome(), (Some("r -".to_owned()), vec![]), "{text}");
    }
}

#[test]
fn directives_silence_nothing_else() {
    let unused = "suppression-unused: suppression of `trail` silences nothing";
    let nowhere = "suppression-unused: suppression of `trail` silences nothing: nothing begins in the line that it is about";
    for (path, text, note) in [
        ("a.tf", "# trailguard:ignore trail -- r\nx {}\n«resource \"a\" \"b\" {}", unused),
        ("a.tf", "# trailguard:ignore trail -- r\n\n«resource \"a\" \"b\" {}", nowhere),
        ("a.tf", "«resource \"a\" \"b\" {\n  y = 1 # trailguard:ignore trail -- r\n  »x = 1\n}", unused),
        // above the last line: of the next thing, which is none
        ("a.tf", "«resource \"a\" \"b\" {\n  »x = 1\n  # trailguard:ignore trail -- r\n}", nowhere),
        ("a.tf", "x {\n  a = 1\n} # trailguard:ignore trail -- r\n«resource \"a\" \"b\" {}", unused),
        // in the midst of an argument
        (
            "a.tf",
            "«resource \"a\" \"b\" {\n  »x = f(1,\n    2, # trailguard:ignore trail -- r\n    3)\n}",
            nowhere,
        ),
        // what begins in a line counts before what is closed in it
        (
            "a.tf",
            "«t {\n  x = [{\n    a = »1\n    }, { # trailguard:ignore trail -- r\n    a = 2\n  }]\n}",
            unused,
        ),
        // the end of a block in YAML is no line of it
        ("a.yaml", "«T:\n  »X:\n    Y: [\n      1\n    ] # trailguard:ignore trail -- r\n", unused),
        ("a.yaml", "«T:\n  »X:\n    Y: a\n      b # trailguard:ignore trail -- r\n", unused),
        ("a.yaml", "Resources:\n  A: &a # trailguard:ignore trail -- r\n    X: 1\n  «T: *a\n", unused),
        ("a.yaml", "A:\n  Metadata: {trailguard: {ignore: [{rule: trail, reason: r}]}}\n«T: 1\n", unused),
    ] {
        assert_eq!(case(path, text).outcome(), (None, vec![note.to_owned()]), "{text}");
    }
    for (path, text) in [
        ("a.tf", "x = \"# trailguard:ignore trail -- r\"\n«y {}"),
        ("a.json", "{\"x\": \"# trailguard:ignore trail -- r\"}«"),
        ("a.tf.json", "{\"x\": {\"/\": \"trailguard:ignore trail -- r\"}, «\"y\": \"//\"}"),
        ("a.tf.json", "{\"Metadata\": {\"trailguard\": {\"ignore\": [{\"rule\": \"trail\"}]}}}«"),
        ("a.yaml", "x: |\n  # trailguard:ignore trail -- r\n«y: 1"),
    ] {
        assert_eq!(case(path, text).outcome(), (None, vec![]), "{text}");
    }
}

#[test]
fn directives_count_or_say_why_not() {
    let without_reason =
        "suppression-without-reason: suppression of `trail` does not count: it gives no reason";
    for (directive, suppressed, notes) in [
        (
            "ignore trail/multi-region, bucket -- r until 2026-06-15",
            Some("r 2026-06-15"),
            vec!["suppression-unused: suppression of `bucket` silences nothing"],
        ),
        ("ignore trail", None, vec![without_reason]),
        ("ignore trail -- until 2027-01-31", None, vec![without_reason]),
        (
            "ignore trail -- r until 2026-06-14",
            None,
            vec!["suppression-expired: suppression of `trail` does not count: it ended with 2026-06-14"],
        ),
        (
            "ignore trail -- r until 2027-1-31",
            None,
            vec![
                "suppression-malformed: suppression of `trail` does not count: `2027-1-31` is no day `YYYY-MM-DD`",
            ],
        ),
        ("ignore -- r", None, vec!["suppression-malformed: suppression does not count: it names no rule"]),
        (
            "ignore trail/multi-regio trail/multi-region -- r",
            Some("r -"),
            vec![
                "suppression-unknown-rule: there is no rule or group `trail/multi-regio` to suppress; did you mean `trail/multi-region`?",
            ],
        ),
        (
            "ignore tra -- r",
            None,
            vec!["suppression-unknown-rule: there is no rule or group `tra` to suppress"],
        ),
        (
            "ignore bucket/versioning -- r",
            None,
            vec!["suppression-unused: suppression of `bucket/versioning` silences nothing"],
        ),
        (
            "ignored trail -- r",
            None,
            vec![
                "suppression-malformed: `trailguard:ignored` is no directive; did you mean `trailguard:ignore`?",
            ],
        ),
    ] {
        let text = format!("# trailguard:{directive}\n«resource \"a\" \"b\" {{}}");
        let (found, told) = case("a.tf", &text).outcome();
        assert_eq!(
            (found.as_deref(), told),
            (suppressed, notes.into_iter().map(str::to_owned).collect()),
            "{text}"
        );
    }
}

#[test]
fn files_are_ignored_from_their_top_only() {
    let late = "x {}\n# trailguard:ignore-file trail -- r\n«y {}";
    let note = "suppression-malformed: suppression does not count: `trailguard:ignore-file` belongs at the top of a file";
    assert_eq!(case("a.tf", late).outcome(), (None, vec![note.to_owned()]));
}

#[test]
fn the_narrowest_directive_speaks() {
    let text = "# trailguard:ignore-file trail -- file\n# trailguard:ignore trail -- block\n«resource \"a\" \"b\" {\n  »x = 1 # trailguard:ignore trail -- argument\n}";
    assert_eq!(case("a.tf", text).outcome(), (Some("argument -".to_owned()), vec![]));
}

#[test]
fn passes_are_left_alone() {
    let mut case = case("a.tf", "# trailguard:ignore trail -- r\n«resource \"a\" \"b\" {}");
    case.finding.verdict = Verdict::Pass;
    assert_eq!(case.outcome().0, None);
    case.finding.verdict = Verdict::Unknown;
    assert_eq!(case.outcome().0.as_deref(), Some("r -"));
}

#[test]
fn units_are_merged_and_what_did_not_run_is_not_unused() {
    let case =
        case("a.tf", "# trailguard:ignore trail -- r\n# trailguard:ignore trail\n«resource \"a\" \"b\" {}");
    let (mut used, unused, mut spared) = (case.collected(), case.collected(), case.collected());
    let mut finding = case.finding.clone();
    used.apply(std::slice::from_mut(&mut finding), &|_| Some(&case.resource));
    spared.spare(&case.resource);
    assert_eq!(spared.notes(RULES).len(), 1);
    assert_eq!(unused.notes(RULES).len(), 2);
    assert_eq!(unused.notes(&["bucket/versioning"]).len(), 1);
    let mut merged = unused.clone();
    merged.merge(used);
    merged.merge(unused);
    assert_eq!(merged.notes(RULES).len(), 1);
}

#[test]
fn too_many_directives_are_told() {
    let text = "# trailguard:ignore trail -- r\n".repeat(MAX_DIRECTIVES + 1) + "«x {}";
    let (suppressed, notes) = case("a.tf", &text).outcome();
    assert!(suppressed.is_some());
    assert_eq!(notes.len(), 1);
}
