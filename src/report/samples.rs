//! Reports made by hand for the tests of every format: the same inputs for all of them.

use crate::check::{Answer, Finding, Label, Posture, ResourceName, Silencer, Suppressed, UnitName, Verdict};
use crate::later::later;
use crate::linter::{FileError, Report, Since};
use crate::resource::{Language, Note};
use crate::rule::{Kind, Profile, Rule, Severity, Wording};
use crate::source::{Source, SourceMap, Span};
use crate::value::{Cause, CauseKind};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const MAIN: &str = "\
resource \"aws_cloudtrail\" \"audit\" {
  name                  = \"audit\"
  s3_bucket_name        = aws_s3_bucket.logs.id
  is_multi_region_trail = var.multi_region
  kms_key_id            = var.key
}
";

const VARIABLES: &str = "\
variable \"multi_region\" {
  type    = bool
  default = false
}
";

fn rule(id: &str, severity: Severity) -> Arc<Rule> {
    Arc::new(Rule {
        id: id.into(),
        title: "the title".into(),
        severity,
        kind: Kind::Security,
        profile: Profile::Default,
        subject: "trail".into(),
        parameters: Arc::default(),
        when: None,
        require: always(),
        wording: later(|| Wording {
            predicates: crate::rule::Predicates { when: None, require: "true".into() },
            message: always(),
            why: "the reason".into(),
            help: Vec::new(),
            fix: None,
            milder: None,
            refused: false,
            cannot: Vec::new(),
            equivalents: Vec::new(),
            controls: later(|| vec![("cis-aws-3.0".into(), vec!["3.1".into()])]),
            references: vec!["https://docs.aws.amazon.com/awscloudtrail/".into()],
        }),
    })
}

fn always() -> crate::syntax::hcl::Expr {
    let span = Span::new(crate::source::SourceId(crate::rule::FIRST_RULE_SOURCE), 0, 0);
    crate::syntax::hcl::Expr { kind: crate::syntax::hcl::ExprKind::Bool(true), span }
}

fn span(source: &Source, text: &str) -> Span {
    let at = source.text.find(text).expect("the text is in the source");
    Span::new(source.id, at, at + text.len())
}

fn finding(id: &str, severity: Severity, verdict: Verdict, location: Span, message: &str) -> Finding {
    Finding {
        rule: rule(id, severity),
        verdict,
        fails_when: None,
        unit: UnitName { root: PathBuf::from("trail"), deployment: None },
        resource: Some(ResourceName {
            address: "aws_cloudtrail.audit".into(),
            kind: "aws_cloudtrail".into(),
            language: Language::Terraform,
        }),
        message: message.to_owned(),
        help: None,
        location: Some(location),
        declared: Vec::new(),
        label: String::new(),
        related: Vec::new(),
        way: 0,
        causes: Vec::new(),
        fingerprint: format!("fingerprint of {id}"),
        remedy: None,
        suppressed: None,
    }
}

fn posture(trail: &str, root: &str) -> Posture {
    Posture {
        unit: UnitName { root: PathBuf::from(root), deployment: None },
        trail: trail.into(),
        facets: vec![
            ("logging", Answer::Unknown),
            ("all regions", Answer::Bad),
            ("validation", Answer::Bad),
            ("log group", Answer::Silenced),
            ("bucket", Answer::Good),
        ],
        neighbours: vec!["aws_s3_bucket.logs".into()],
    }
}

/// A report without anything.
pub(crate) fn empty() -> Report {
    Report {
        findings: Vec::new(),
        not_applicable: 0,
        notes: Vec::new(),
        errors: Vec::new(),
        frameworks: Vec::new(),
        files: 2,
        units: 1,
        trails: 0,
        postures: Vec::new(),
        since: None,
        sources: Arc::new(SourceMap::new()),
    }
}

/// Unknowns of two causes, a suppressed failure and a pass.
fn undecided_and_silenced(main: &Source) -> Vec<Finding> {
    let head = span(main, "resource \"aws_cloudtrail\" \"audit\"");
    let key = span(main, "kms_key_id            = var.key");
    let mut unknowns: Vec<Finding> = ["trail/customer-key", "key/rotation", "key/not-public"]
        .map(|id| finding(id, Severity::Medium, Verdict::Unknown, key, "the key may be anything"))
        .into();
    for unknown in &mut unknowns {
        unknown.causes = vec![Cause::new(CauseKind::Variable, "key")];
    }
    let mut mixed = finding(
        "trail/logging-enabled",
        Severity::Critical,
        Verdict::Unknown,
        head,
        "trail `audit` may not log",
    );
    mixed.fails_when = Some("`var.on` is false".to_owned());

    let mut silenced = finding(
        "trail/cloudwatch-logs",
        Severity::Medium,
        Verdict::Fail,
        head,
        "trail `audit` has no log group",
    );
    silenced.suppressed = Some(Suppressed {
        by: Silencer::Comment,
        reason: "the sandbox".to_owned(),
        until: Some("2027-01-31".to_owned()),
        span: Some(span(main, "s3_bucket_name        = aws_s3_bucket.logs.id")),
    });
    let passed = finding("trail/name-valid", Severity::High, Verdict::Pass, head, "the name is valid");
    let mut findings = vec![mixed, silenced, passed];
    findings.append(&mut unknowns);
    findings
}

/// Over one file, and over two.
fn failures(main: &Source, variables: &Source) -> Vec<Finding> {
    let head = span(main, "resource \"aws_cloudtrail\" \"audit\"");
    let mut validation = finding(
        "trail/log-file-validation",
        Severity::High,
        Verdict::Fail,
        head,
        "log files of trail `audit` are not validated",
    );
    validation.label = "no argument `enable_log_file_validation`: false by default".to_owned();
    validation.help = Some("add `enable_log_file_validation = true`".to_owned());

    let mut region = finding(
        "trail/multi-region",
        Severity::Medium,
        Verdict::Fail,
        span(main, "is_multi_region_trail = var.multi_region"),
        "trail `audit` records one region only",
    );
    region.label = "`var.multi_region` is false".to_owned();
    region.help = Some("write:\n  is_multi_region_trail = true".to_owned());
    region.related = vec![
        Label {
            span: span(variables, "default = false"),
            message: "default of `var.multi_region`".to_owned(),
        },
        Label { span: span(main, "var.multi_region"), message: "read here".to_owned() },
        Label { span: span(main, "name                  = \"audit\""), message: "the trail".to_owned() },
    ];
    region.way = 2;
    vec![validation, region]
}

/// One of everything: failures over one and two files, unknowns of two causes, a pass, a suppressed failure, a
/// note, a broken file.
pub(crate) fn full() -> Report {
    let sources = SourceMap::new();
    let main = sources.add(Path::new("trail/main.tf"), MAIN);
    let variables = sources.add(Path::new("trail/variables.tf"), VARIABLES);
    let broken = sources.add(Path::new("trail/broken.tf"), "locals {\n  a = [1,\n}\n");
    let key = span(&main, "kms_key_id            = var.key");
    let mut findings = undecided_and_silenced(&main);
    findings.splice(2..2, failures(&main, &variables));
    Report {
        findings,
        not_applicable: 7,
        notes: vec![Note {
            kind: "neighbour-elsewhere",
            message: "the key of trail `audit` is not in these files".to_owned(),
            span: Some(key),
            ..Note::default()
        }],
        errors: vec![FileError {
            file: PathBuf::from("trail/broken.tf"),
            message: "expected `]`".to_owned(),
            help: Some("close the list".to_owned()),
            span: Some(span(&broken, "}")),
        }],
        frameworks: Vec::new(),
        files: 3,
        units: 1,
        trails: 1,
        postures: vec![posture("aws_cloudtrail.audit", "trail")],
        since: None,
        sources: Arc::new(sources),
    }
}

/// Everything that comes from analysed files tries to take over the terminal.
pub(crate) fn hostile() -> Report {
    const ATTACK: &str = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}\r\u{8} ##[error]x\n::error::x]]><script>`|\0<!--@all [x](https://x)";
    let sources = SourceMap::new();
    let text = format!("resource \"{ATTACK}\" \"x\" {{ # {}\n", "ä\t\u{1b}[0m".repeat(4000));
    let source = sources.add(Path::new(&format!("dir/{ATTACK}\n::error::.tf")), text);
    let place = Span::new(source.id, 9, 40);
    let mut failed = finding("trail/x", Severity::High, Verdict::Fail, place, ATTACK);
    failed.label = ATTACK.to_owned();
    failed.help = Some(format!("write:\n  {ATTACK}"));
    failed.unit.root = PathBuf::from(format!("{ATTACK}\n"));
    failed.unit.deployment = Some(ATTACK.into());
    failed.resource.as_mut().expect("it has one").address = format!("a[\"{ATTACK}\n\"]").into();
    let mut unknown = failed.clone();
    unknown.verdict = Verdict::Unknown;
    unknown.causes = vec![Cause::new(CauseKind::Variable, ATTACK)];
    unknown.fails_when = Some(ATTACK.to_owned());
    let mut silenced = failed.clone();
    let by = Silencer::Baseline;
    silenced.suppressed = Some(Suppressed { by, reason: ATTACK.to_owned(), until: None, span: Some(place) });
    failed.related = vec![Label { span: Span::new(source.id, 8000, 9000), message: ATTACK.to_owned() }];
    let since = Since {
        revision: ATTACK.to_owned(),
        already: 2,
        mended: vec![failed.clone()],
        postures: vec![posture(ATTACK, ATTACK)],
        renamed: BTreeMap::new(),
    };
    Report {
        findings: vec![failed, unknown, silenced],
        notes: vec![Note { kind: "limit", message: ATTACK.to_owned(), span: Some(place), ..Note::default() }],
        errors: vec![FileError {
            file: PathBuf::from(format!("dir/{ATTACK}\n::error::.tf")),
            message: ATTACK.to_owned(),
            help: Some(ATTACK.to_owned()),
            span: Some(place),
        }],
        sources: Arc::new(sources),
        postures: vec![posture(&format!("a[\"{ATTACK}\n\"]"), ATTACK)],
        since: Some(Box::new(since)),
        ..empty()
    }
}
