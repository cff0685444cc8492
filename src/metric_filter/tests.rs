//! Patterns and what they notice: the texts of all versions of the benchmark, and what comes near them.

mod alarms;
mod event_patterns;

use super::*;
use crate::value::{Atom, Constant, Formula, Unknown};
use std::collections::BTreeSet;
use std::sync::Arc;

const TABLE: &str = include_str!("../../tests/data/metric_filters.tsv");

fn text(pattern: &str) -> Value {
    Value::string(pattern)
}

fn hole(name: &str) -> Value {
    Unknown::because(Cause::new(CauseKind::Variable, name)).set().value()
}

/// A pattern in which `@` stands for unknown text.
fn partly(pattern: &str) -> Value {
    let mut parts = Vec::new();
    for (index, literal) in pattern.split('@').enumerate() {
        if index > 0 {
            parts.push(hole("part"));
        }
        parts.push(text(literal));
    }
    Value::concatenation(&parts)
}

fn answer(coverage: &Coverage) -> &'static str {
    match (coverage.value.as_bool(), coverage.tries.as_bool()) {
        (Some(true), _) => "covers",
        (Some(false), Some(true)) => "misses",
        (_, Some(false)) => "other",
        _ => "unknown",
    }
}

#[test]
fn the_table_holds() {
    let mut wrong = Vec::new();
    let (mut covered, mut misses) = (BTreeSet::new(), 0);
    for row in TABLE.lines().filter(|row| !row.starts_with('#')) {
        let [slug, expected, pattern] = row.splitn(3, '\t').collect::<Vec<_>>()[..] else {
            panic!("not three columns: {row}");
        };
        let control = Control::named(slug).unwrap_or_else(|| panic!("no control {slug}"));
        let coverage = covers(&text(pattern), control);
        if answer(&coverage) != expected {
            wrong.push(format!(
                "{slug}: {} instead of {expected}: {pattern}\n  {coverage:?}",
                answer(&coverage)
            ));
        }
        if expected == "covers" {
            covered.insert(slug);
        }
        misses += usize::from(expected == "misses");
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(covered.len(), Control::all().count(), "every control has patterns that cover it");
    assert!(misses >= 60, "{misses} near misses");
}

#[test]
fn what_is_missing_is_named() {
    let pattern =
        "{ ($.eventName = CreateTrail) || ($.eventName = DeleteTrail) || ($.eventName = StopLogging) }";
    let coverage = covers(&text(pattern), Control::CloudtrailConfigChanges);
    assert_eq!(coverage.missing, ["UpdateTrail", "StartLogging"]);
    assert_eq!(coverage.detail.as_deref(), Some("`UpdateTrail`, `StartLogging` not matched"));
    let pattern = "{ ($.eventSource = cloudtrail.amazonaws.com) && ($.recipientAccountId = 1) }";
    let coverage = covers(&text(pattern), Control::SelectorTampering);
    assert!(coverage.detail.unwrap().contains("`$.recipientAccountId`"));
}

#[test]
fn filters_into_one_metric_cover_together() {
    let patterns = [
        text("{ ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) }"),
        text("{ ($.eventName = \"DeleteTrail\") }"),
        text(
            "{ $.eventName = \"St*Logging\" || $.eventName = \"StartLogging\" || $.eventName = StopLogging }",
        ),
    ];
    let all = covers_together(&patterns, Control::CloudtrailConfigChanges);
    assert_eq!(answer(&all), "covers");
    let some = covers_together(&patterns[1..], Control::CloudtrailConfigChanges);
    assert_eq!(some.missing, ["CreateTrail", "UpdateTrail"]);
    assert_eq!(covers_together(&[], Control::RootUsage).value.as_bool(), Some(false));
}

/// What depends on who calls is not covered where one of those who call in every account is left out.
#[test]
fn a_filter_for_some_callers_covers_no_control() {
    let root = "{ $.userIdentity.type = \"Root\" && $.userIdentity.invokedBy NOT EXISTS }";
    let of = |caller: &str| {
        format!(
            "{{ ($.eventName = CreateRoute) && ($.userIdentity.type = {caller}) && ($.eventSource != x) }}"
        )
    };
    for control in Control::all().filter(|control| *control != Control::RootUsage) {
        assert_eq!(covers(&text(root), control).value.as_bool(), Some(false), "{}", control.slug());
    }
    assert_eq!(covers(&text(root), Control::RootUsage).value.as_bool(), Some(true));
    for caller in ["IAMUser", "AssumedRole", "Root"] {
        let coverage = covers(&text(&of(caller)), Control::RouteTableChanges);
        assert!(coverage.missing.contains(&"CreateRoute"), "{caller}: {coverage:?}");
    }
    // whoever signs in with a password
    let signing_in =
        |callers: &str| format!("{{ ($.errorMessage = \"Failed authentication\") && ({callers}) }}");
    let both = signing_in("$.userIdentity.type = Root || $.userIdentity.type = IAMUser");
    assert_ne!(covers(&text(&both), Control::ConsoleAuthFailures).value.as_bool(), Some(false));
    let one = signing_in("$.userIdentity.type = IAMUser");
    assert_eq!(covers(&text(&one), Control::ConsoleAuthFailures).value.as_bool(), Some(false));
}

#[test]
fn unknown_parts_are_anything() {
    let rows = [
        // the rest decides
        ("{ ($.eventSource = cloudtrail.amazonaws.com) || ($.eventName = @) }", "covers"),
        ("{ ($.eventSource = cloudtrail.amazonaws.com) || @ }", "covers"),
        ("{ ($.eventSource = cloudtrail.amazonaws.com) || (@) }", "covers"),
        ("{ ($.eventName = StopLogging) && ($.userIdentity.arn = \"arn:aws:iam::@:root\") }", "misses"),
        ("{ ($.eventName = StopLogging) && ($.eventSource = \"s3@\") }", "misses"),
        // it does not
        ("{ ($.eventSource = \"@\") && ($.eventName = StopLogging) && (@) }", "misses"),
        ("{ ($.eventName = StopLogging) || (@) }", "unknown"),
        ("{ ($.eventName = StopLogging) @ }", "unknown"),
        ("{ ($.eventName = StopLogging) @ ($.eventName = DeleteTrail) }", "unknown"),
        ("{ ($.eventName = StopLogging) || @ && ($.eventSource = s3.amazonaws.com) }", "unknown"),
        ("{ @ }", "unknown"),
        ("@", "unknown"),
        ("{ $.@ = StopLogging }", "unknown"),
        ("{ $.eventName @ StopLogging }", "unknown"),
        ("{ $.eventSource = cloudtrail.amazonaws.com && @", "unknown"),
        ("{ $.eventSource = \"@.amazonaws.com\" }", "unknown"),
        ("\"@\"", "unknown"),
    ];
    for (pattern, expected) in rows {
        let coverage = covers(&partly(pattern), Control::CloudtrailConfigChanges);
        assert_eq!(answer(&coverage), expected, "{pattern}: {coverage:?}");
    }
    let coverage = covers(&hole("pattern"), Control::RootUsage);
    assert_eq!(
        coverage.value.cause().map(ToString::to_string).as_deref(),
        Some("variable `pattern` has no value")
    );
    assert!(coverage.tries.as_bool().is_none() && meaning(&hole("pattern")).value.as_bool().is_none());
    assert!(covers(&Value::null(), Control::RootUsage).value.as_bool().is_none());
}

pub(super) fn condition(name: &str) -> Formula {
    Formula::Atom(Arc::new(Atom {
        subject: name.into(),
        constant: Constant::Bool(true),
        domain: None,
        words: name.into(),
        cause: None,
    }))
}

#[test]
fn branches_stay_branches() {
    let good = "{ $.eventSource = cloudtrail.amazonaws.com }";
    let pattern = Value::branches(&condition("prod"), text(good), text("{ $.eventName = StopLogging }"));
    let coverage = covers(&pattern, Control::CloudtrailConfigChanges);
    let Data::Branches(branches) = &coverage.value.data else { panic!("{coverage:?}") };
    assert_eq!((branches.then.as_bool(), branches.otherwise.as_bool()), (Some(true), Some(false)));
    assert_eq!(coverage.missing.len(), 4);
    let both = Value::branches(&condition("prod"), text(good), text("{ $.eventSource = cloudtrail* }"));
    assert_eq!(covers(&both, Control::CloudtrailConfigChanges).value.as_bool(), Some(true));
    let empty = Value::branches(&condition("prod"), text(good), text(""));
    let judged = meaning(&empty);
    assert!(matches!(judged.value.data, Data::Branches(_)));
    assert_eq!(judged.wrong, Some(Meaningless::AlwaysTrue));
}

#[test]
fn patterns_mean_something_or_not() {
    use Meaningless::{AlwaysTrue, NeverTrue};
    let rows = [
        ("", Some(AlwaysTrue)),
        (" ", Some(AlwaysTrue)),
        ("\"\"", Some(AlwaysTrue)),
        (
            "{ ($.errorCode = \"*UnauthorizedOperation\") || ($.errorCode = \"AccessDenied*\") || ($.sourceIPAddress!=\"delivery.logs.amazonaws.com\") || ($.eventName!=\"HeadBucket\") }",
            Some(AlwaysTrue),
        ),
        ("{ $.eventName = * }", Some(AlwaysTrue)),
        ("{ $.eventName != \"StopLogging\" }", Some(AlwaysTrue)),
        ("{ $.eventSource EXISTS }", Some(AlwaysTrue)),
        ("{ $.eventVersion = \"1.*\" }", None),
        ("{ ($.eventName = StopLogging) && ($.eventName = DeleteTrail) }", Some(NeverTrue)),
        (
            "{ ($.eventName = a) && ($.eventName = b) || ($.eventName = c) && ($.eventName = d) }",
            Some(NeverTrue),
        ),
        ("{ $.eventName NOT EXISTS }", Some(NeverTrue)),
        ("{ $.readOnly IS TRUE && $.readOnly IS FALSE }", Some(NeverTrue)),
        ("{ $.userIdentity = \"x\" }", None),
        ("{ $.eventName = \"Get*\" && $.eventName = \"*Object\" }", None),
        ("{ $.eventName = \"Get*\" && $.eventName != \"Get\" }", None),
        ("{ $.eventName = \"Get*\" && $.eventName = \"Put\" }", Some(NeverTrue)),
        ("{ $.message.size > 5 && $.message.size < 3 }", Some(NeverTrue)),
        ("{ $.message.size > 5 && $.message.size < 7 }", None),
        ("{ $.eventname = CreateTrail }", None),
        ("{ $.message.event = \"MDSS_FILE_OK\" }", None),
        ("{ $.awsRegion != \"eu-west-1\" }", None),
        ("{ $.eventSource = iam.* && $.eventName != Get* && $.eventName != List* }", None),
        (
            "{ $.userIdentity.type = \"Root\" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != \"AwsServiceEvent\" }",
            None,
        ),
        ("{ $.requestParameters.items[*].name = \"x\" }", None),
        ("{ $.eventName = %Trail% }", None),
        ("ERROR", None),
        ("[a, b, status=Running]", None),
    ];
    for (pattern, expected) in rows {
        let judged = meaning(&text(pattern));
        assert_eq!(judged.wrong, expected, "{pattern}: {judged:?}");
        assert_eq!(judged.value.as_bool(), Some(expected.is_none()), "{pattern}");
    }
    let rows = [
        // it may be `*`
        ("{ $.eventName = \"@\" }", None),
        ("{ $.eventName = \"Stop@\" }", Some(true)),
        ("{ ($.eventName = StopLogging) && ($.userIdentity.arn != \"arn:@\") }", Some(true)),
        ("{ ($.eventName = StopLogging) || (@) }", None),
        ("{ $.eventName != \"HeadBucket\" || @ }", Some(false)),
        ("{ @ }", None),
    ];
    for (pattern, expected) in rows {
        let judged = meaning(&partly(pattern));
        assert_eq!(judged.value.as_bool(), expected, "{pattern}: {judged:?}");
    }
    assert!(meaning(&text("{ $.eventName = ")).value.as_bool().is_none());
}

#[test]
fn every_pattern_of_the_benchmark_means_something_but_one() {
    for row in TABLE.lines().filter(|row| row.contains("\tcovers\t{")) {
        let pattern = row.splitn(3, '\t').nth(2).unwrap();
        let always = pattern.contains("|| ($.sourceIPAddress!=");
        assert_eq!(meaning(&text(pattern)).value.as_bool(), Some(!always), "{pattern}");
    }
}

#[test]
fn what_aws_would_refuse_is_told() {
    let rows = [
        ("{ $.eventName = StopLogging", "expected `}` at character 28"),
        ("{ eventName = StopLogging }", "expected a selector"),
        ("{ $.eventName == StopLogging }", "expected a value"),
        ("{ $.eventName = }", "expected a value"),
        ("{ }", "expected a selector"),
        ("{ $.a = \"x }", "expected a closing `\"`"),
        ("{ $.a = %x }", "expected a closing `%`"),
        ("{ $.a = %(x)% }", "not supported"),
        ("{ $.a = %x% || $.a = %y% || $.a = %z% }", "more than 2 regular expressions"),
        ("{ $.a IS NOT }", "behind `IS`"),
        ("{ $.a[x] = 1 }", "expected an index"),
        ("{ $.a = 1 } trailing", "the end of the pattern"),
        ("[a, b", "expected `]`"),
        ("\"open", "expected a closing `\"`"),
        ("{ ($.a = 1 }", "expected `)`"),
    ];
    for (pattern, expected) in rows {
        let filter = MetricFilter::read(&text(pattern));
        let reason = filter.refusal().unwrap_or_else(|| panic!("taken: {pattern}"));
        assert!(reason.contains(expected), "{pattern}: {reason}");
        assert!(covers(&text(pattern), Control::RootUsage).value.as_bool().is_none());
    }
    for pattern in [
        "{ $.a[0][1].b-c_d = 10e-3 }",
        "{ $.['a.b'] = \"c\" }",
        "{ $.a[*].b NOT EXISTS }",
        "{$.a=1&&$.b!=2||$.c<=-1.5}",
        "\"x\" -\"y\" ?z",
        "%a.b%",
        "{ $.a = %x y% }",
        "{ $.a is null }",
    ] {
        assert_eq!(MetricFilter::read(&text(pattern)).refusal(), None, "{pattern}");
    }
}

#[test]
fn a_pattern_has_at_most_1024_characters() {
    let of = |characters: usize| format!("{{ $.é = \"{}\" }}", "ü".repeat(characters - 12));
    assert_eq!(of(1_024).chars().count(), 1_024);
    assert_eq!(MetricFilter::read(&text(&of(1_024))).refusal(), None);
    let told = "it has 1025 characters, and at most 1,024 are taken";
    assert_eq!(MetricFilter::read(&text(&of(1_025))).refusal(), Some(told));
    // blanks around it count too, what is not known may be empty
    assert_eq!(MetricFilter::read(&text(&format!("{}\n", of(1_024)))).refusal(), Some(told));
    assert_eq!(meaning(&text(&of(1_025))).wrong, Some(Meaningless::TooLong));
    let open = read::read(&format!("{}{}", of(1_024), pattern::HOLE));
    assert!(!matches!(open, Pattern::Refused(_)), "{open:?}");
}

#[test]
fn hostile_patterns_are_refused_or_read() {
    let refused = [
        format!("{{{}$.a = 1{}}}", "(".repeat(100_000), ")".repeat(100_000)),
        format!("{{{}$.a = 1{}}}", "(".repeat(500), ")".repeat(500)),
        "{".repeat(50_000),
        "(".repeat(1_000),
        format!("{{ $.a = \"{}", "\\".repeat(60_000)),
        format!("{{ $.a = %{}% }}", "a{1000}".repeat(140)),
    ];
    for pattern in refused {
        let coverage = covers(&text(&pattern), Control::CloudtrailConfigChanges);
        assert_ne!(coverage.value.as_bool(), Some(true), "{}", &pattern[..20]);
        let is_too_long = pattern.chars().count() > 1_024;
        let is_wrong = meaning(&text(&pattern)).value.as_bool() == Some(false);
        assert_eq!(is_wrong, is_too_long, "{}", &pattern[..20]);
    }
    let long = format!("{{ {} }}", vec!["($.eventName = StopLogging)"; 32].join(" || "));
    assert_eq!(answer(&covers(&text(&long), Control::CloudtrailConfigChanges)), "misses");
    assert_eq!(meaning(&text(&long)).value.as_bool(), Some(true));
    let wide = (0..34).map(|n| format!("($.f{n} = {n} || $.g{n} = 1)")).collect::<Vec<_>>().join(" && ");
    assert_eq!(meaning(&text(&format!("{{ {wide} }}"))).value.as_bool(), Some(true));
    let stars = format!("{{ $.eventName = \"{}\" }}", "*a".repeat(500));
    assert_ne!(covers(&text(&stars), Control::CloudtrailConfigChanges).value.as_bool(), Some(true));
    for odd in [
        "\u{10FFFF}",
        "{ \u{10FFFF}\u{10FFFF} }",
        "{ $.a = \u{10FFFF} }",
        "{ $.é = ü }",
        "-",
        "?",
        "{ $.a[99999999999999999999] = 1 }",
        "%",
        "[",
        "{$}",
        "{$.}",
    ] {
        assert_ne!(covers(&text(odd), Control::RootUsage).value.as_bool(), Some(true), "{odd}");
    }
}
