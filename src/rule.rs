//! Rules: what one is, where they come from, and how they are chosen.
//!
//! A rule is one YAML file; built-in ones are compiled in. Rules see the model only: no file format, no
//! resource type of either language outside their examples.

pub mod facts;
pub mod frameworks;
pub mod guard_file;
pub mod load;
mod own;
mod parameters;
mod registry;
mod typecheck;
pub mod view;

pub use load::RuleError;
pub use own::{RuleFile, is_guard_file, is_test_file};
pub use parameters::{Parameter, ParameterKind, Setting, Settings, written_kind};
pub use registry::{BrokenRule, Choice, FIRST_RULE_SOURCE, GuardFile, Registry, Summary};

use crate::later::Later;
use crate::model::Scope;
use crate::source::Span;
use crate::syntax::hcl::Expr;
use std::fmt;
use std::sync::Arc;

/// How bad it is when a rule fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// A weakness.
    Low,
    /// A gap.
    Medium,
    /// A serious gap.
    High,
    /// The audit trail records nothing, or may be destroyed by anyone.
    Critical,
}

/// What kind of trouble a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// The audit trail is weaker than it should be.
    Security,
    /// The deployment fails, or logs get lost.
    Correctness,
    /// It costs more than it needs to.
    Cost,
}

/// Whether a rule is on without being asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Profile {
    /// On.
    Default,
    /// On with `--profile extended`, or when a framework or a selection names it.
    Extended,
}

/// What a rule says of a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// It holds, whatever is not known.
    Pass,
    /// It does not apply.
    NotApplicable,
    /// The files do not decide it.
    Unknown,
    /// It does not hold.
    Fail,
}

macro_rules! named {
    ($type:ident: $($variant:ident = $name:literal),+) => {
        impl $type {
            /// All of them, least first.
            pub const ALL: &[$type] = &[$($type::$variant),+];

            /// Its name in rule files and outputs.
            pub fn name(self) -> &'static str {
                match self { $($type::$variant => $name),+ }
            }

            /// The one of that name.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.name() == name)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.pad(self.name())
            }
        }
    };
}

named!(Severity: Info = "info", Low = "low", Medium = "medium", High = "high", Critical = "critical");
named!(Kind: Security = "security", Correctness = "correctness", Cost = "cost");
named!(Verdict: Pass = "pass", NotApplicable = "not-applicable", Unknown = "unknown", Fail = "fail");
named!(Profile: Default = "default", Extended = "extended");

/// A rule, as loaded.
#[derive(Clone, Debug)]
pub struct Rule {
    /// `trail/multi-region`: the path of its file.
    pub id: Arc<str>,
    /// What holds when it passes.
    pub title: Arc<str>,
    /// How bad a failure is.
    pub severity: Severity,
    /// What kind of trouble.
    pub kind: Kind,
    /// Whether it is on by itself.
    pub profile: Profile,
    /// The model type it is about: `trail`, `bucket`, …
    pub subject: Arc<str>,
    /// The predicate that makes it not-applicable where false.
    pub when: Option<Expr>,
    /// The predicate that must hold.
    pub require: Expr,
    /// What may be set of it, as it is set.
    pub parameters: Arc<[Parameter]>,
    /// What it says where it speaks up.
    pub wording: Later<Wording>,
}

/// The name under which a rule's expressions read its parameters.
pub(crate) const PARAMETERS: &str = "parameters";

/// The words of a rule: checking that ends in a pass does without them.
#[derive(Clone, Debug)]
pub struct Wording {
    /// Both predicates as they are written, for people.
    pub predicates: Predicates,
    /// The finding's message: a template over the subject.
    pub message: Expr,
    /// Why it matters.
    pub why: Arc<str>,
    /// What to do, by language (`terraform`, `cloudformation`; empty: both); what a fix says comes from the tables.
    pub help: Vec<(Arc<str>, Arc<str>)>,
    /// What a fix would do.
    pub fix: Option<Fix>,
    /// Failures that are less bad than others.
    pub milder: Option<Milder>,
    /// Whether AWS refuses the trail where it fails: one that is not there logs nothing.
    pub refused: bool,
    /// What it cannot say, and why.
    pub cannot: Vec<Cannot>,
    /// Framework → control ids: long lists, and few ask for them.
    pub controls: Later<Controls>,
    /// Rules of other linters that ask the same: peer → its ids. See [`PEERS`].
    pub equivalents: Controls,
    /// Where it is written.
    pub references: Vec<Arc<str>>,
}

/// Failures that are less bad than others, and what is said of them.
#[derive(Clone, Debug)]
pub struct Milder {
    /// How bad they are.
    pub severity: Severity,
    /// Which they are: a predicate like the rule's own.
    pub when: Expr,
    /// Their message, where it differs.
    pub message: Option<Expr>,
}

/// A verdict that a rule cannot come to, and why: the files of a language, or of any, do not say it.
#[derive(Clone, Debug)]
pub struct Cannot {
    /// `terraform` or `cloudformation`; both where it is none.
    pub language: Option<Arc<str>>,
    /// The verdict; every one but not-applicable where it is none.
    pub verdict: Option<Verdict>,
    /// The reason, for people.
    pub why: Arc<str>,
}

/// Other linters whose suppressions may be taken over: their names in rule files, options and the configuration.
pub const PEERS: &[&str] = &["checkov", "trivy", "tfsec", "kics", "cfn_nag", "guard"];

/// Framework → control ids.
pub type Controls = Vec<(Arc<str>, Vec<Arc<str>>)>;

/// A rule's words are read like its other fields.
impl std::ops::Deref for Rule {
    type Target = Wording;

    fn deref(&self) -> &Wording {
        &self.wording
    }
}

/// The text of a rule's predicates.
#[derive(Clone, Debug, Default)]
pub struct Predicates {
    /// Of `when`.
    pub when: Option<Arc<str>>,
    /// Of `require`.
    pub require: Arc<str>,
}

/// What a fix would do to the model; the field tables say how to write it.
#[derive(Clone, Debug)]
pub struct Fix {
    /// Whether it may be written without a person who reads it.
    pub safety: Safety,
    /// What it does in Terraform, in this order; nothing where that language has no fix.
    pub terraform: Vec<Action>,
    /// What it does in CloudFormation.
    pub cloudformation: Vec<Action>,
}

/// Whether a fix may be written without a person who reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Safety {
    /// What is deployed gets better and nothing else changes.
    Safe,
    /// It may block a destroy or a deployment, cost money, or mean something to others.
    Unsafe,
}

impl Safety {
    /// Its name in rule files and machine output.
    pub fn name(self) -> &'static str {
        match self {
            Safety::Safe => "safe",
            Safety::Unsafe => "unsafe",
        }
    }
}

/// One thing that a fix does.
#[derive(Clone, Debug)]
pub enum Action {
    /// A field of the subject gets a value.
    Set {
        /// The field: `trail.log_file_validation`.
        field: Arc<str>,
        /// The value, as text.
        to: Arc<str>,
        /// What is written where the subject cannot say it itself and nothing else says it yet.
        or_create: Option<Arc<str>>,
    },
    /// The value of a field gets an end.
    Append {
        /// The field.
        field: Arc<str>,
        /// What is put behind it.
        text: Arc<str>,
    },
    /// A field that refers to a resource refers to its ARN instead.
    ReferToArn {
        /// The field.
        field: Arc<str>,
    },
    /// The subject waits for what the expression gives.
    WaitFor {
        /// Entities.
        what: Expr,
    },
    /// Resources are written beside the subject.
    Create {
        /// Which.
        what: Arc<str>,
        /// The neighbour that they are for; the subject itself where it is not said.
        beside: Option<Expr>,
        /// Entities whose policy gets the statements instead, where there is one.
        into: Option<Expr>,
        /// What they say: `control`, `pattern`.
        with: Vec<(Arc<str>, Arc<str>)>,
    },
}

impl Rule {
    /// The group before the slash: `trail`.
    pub fn group(&self) -> &str {
        self.id.split_once('/').map_or(&self.id, |(group, _)| group)
    }

    /// The same rule with another severity and other values of its parameters.
    #[must_use]
    pub fn with(&self, severity: Option<Severity>, settings: &Settings) -> Rule {
        let parameters = match settings.is_empty() {
            true => Arc::clone(&self.parameters),
            false => parameters::set(&self.parameters, settings),
        };
        Rule { severity: severity.unwrap_or(self.severity), parameters, ..self.clone() }
    }

    /// The value that a fix sets: as it is written, or that of the parameter which is written there.
    pub fn fix_value(&self, to: &Arc<str>) -> Arc<str> {
        let named = to.strip_prefix(PARAMETERS).and_then(|rest| rest.strip_prefix('.'));
        let parameter = named.and_then(|name| self.parameters.iter().find(|it| &*it.name == name));
        parameter.map_or_else(|| Arc::clone(to), |it| it.setting.to_string().into())
    }
}

/// An example in a rule file: its documentation, and its test.
#[derive(Clone, Debug)]
pub struct Example {
    /// What it shows.
    pub title: Arc<str>,
    /// What the rule says of it.
    pub verdict: Verdict,
    /// In Terraform; the line marked `<- the finding is here` is the finding's.
    pub terraform: Option<Text>,
    /// In CloudFormation.
    pub cloudformation: Option<Text>,
    /// For a rule about changes: what was there before, in both languages.
    pub before: [Option<Text>; 2],
    /// What its fix makes of it, in both languages.
    pub fixed: [Option<Text>; 2],
    /// How bad its failure is, where that differs.
    pub severity: Option<Severity>,
    /// For an unknown that fails in some cases.
    pub fails_when: Option<Arc<str>>,
    /// Whether its files are the whole account (`scope: account`).
    pub scope: Scope,
}

/// Text in a rule file.
#[derive(Clone, Debug)]
pub struct Text {
    /// The text.
    pub text: Arc<str>,
    /// Where it stands.
    pub span: Span,
}

/// The name among `names` that `given` is probably meant to be.
pub fn nearest<'n>(given: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let limit = (given.chars().count() / 3).max(1);
    names
        .map(|name| (distance(given, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Levenshtein's distance, in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substitution = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substitution.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
