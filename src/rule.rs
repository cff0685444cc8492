//! Rules: what one is, where they come from, and how they are chosen.
//!
//! A rule is one YAML file; built-in ones are compiled in. Rules see the model only: no file format, no
//! resource type of either language outside their examples.

mod registry;

pub use registry::Registry;

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
    /// The predicate that makes it not-applicable where false, as text.
    pub when: Option<Arc<str>>,
    /// The predicate that must hold, as text.
    pub require: Arc<str>,
    /// The finding's message: a template over the subject.
    pub message: Arc<str>,
    /// Why it matters.
    pub why: Arc<str>,
    /// What to do: a template over the subject; where absent it comes from the fix and the field tables.
    pub help: Option<Arc<str>>,
    /// What a fix would do.
    pub fix: Option<FixIntent>,
    /// Framework → control ids.
    pub controls: Vec<(Arc<str>, Vec<Arc<str>>)>,
    /// Where it is written.
    pub references: Vec<Arc<str>>,
}

/// What a fix would do to the model; the field tables say how to write it.
#[derive(Clone, Debug)]
pub struct FixIntent {
    /// The field to set: `trail.log_file_validation`.
    pub field: Arc<str>,
    /// The value to set it to, as text.
    pub to: Arc<str>,
    /// `safe`, `unsafe` or `suggest`.
    pub safety: Arc<str>,
}

impl Rule {
    /// The group before the slash: `trail`.
    pub fn group(&self) -> &str {
        self.id.split_once('/').map_or(&self.id, |(group, _)| group)
    }
}
