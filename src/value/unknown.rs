//! What is not known: why, and what can still be said of it.

use super::condition::Formula;
use super::letters::Letters;
use std::fmt;
use std::sync::Arc;

/// Why a value is not known. Two causes are the same when kind and subject are: outputs count by that.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cause {
    /// Which kind.
    pub kind: CauseKind,
    /// What it is about, in the file's own words: a variable's name, an address, a function.
    pub subject: Arc<str>,
}

/// The kinds of causes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CauseKind {
    /// A Terraform variable without a value.
    Variable,
    /// A CloudFormation parameter without a value.
    Parameter,
    /// An attribute of a resource that is known after apply: `aws_kms_key.k.arn`.
    Attribute,
    /// A data source.
    DataSource,
    /// A module that is not on disk; the subject is the call.
    ModuleNotDownloaded,
    /// An export of another stack.
    Import,
    /// A dynamic reference or SSM parameter.
    DynamicReference,
    /// Another state.
    RemoteState,
    /// A function that is not evaluated.
    Function,
    /// A file function outside the project folder or without its file.
    File,
    /// Text that could not be read.
    UnreadableText,
    /// A macro, transform or include that cannot be run.
    Macro,
    /// The account, region, partition or organization.
    Surroundings,
    /// The workspace.
    Workspace,
    /// Names nothing that is declared.
    Undeclared,
    /// The engines would refuse it; the subject is the message.
    Error,
    /// Over a bound of depth, steps or size; the subject names which.
    Bound,
    /// Lives outside the files that were read.
    Elsewhere,
    /// How many instances there are is not known; the subject is the resource or call.
    Expansion,
    /// The plan file says: known after apply.
    Plan,
    /// What a field of an event is differs from event to event; the subject is the field.
    EventField,
}

/// So many further inputs of one value are told.
const MOST_OTHERS: usize = 5;

/// Longer subjects are cut, in bytes: a name may have megabytes, and every output tells of it.
const LONGEST_SUBJECT: usize = 2_000;

/// Where a subject is cut: between characters.
fn boundary(subject: &str) -> usize {
    (0..=LONGEST_SUBJECT).rev().find(|at| subject.is_char_boundary(*at)).unwrap_or(0)
}

impl Cause {
    /// A cause.
    pub fn new(kind: CauseKind, subject: impl Into<Arc<str>>) -> Self {
        let subject: Arc<str> = subject.into();
        let subject = match subject.len() > LONGEST_SUBJECT {
            true => format!("{}…", &subject[..boundary(&subject)]).into(),
            false => subject,
        };
        Cause { kind, subject }
    }

    /// Whether it is something that whoever runs this can give.
    pub fn is_input(&self) -> bool {
        use CauseKind::{Parameter, Surroundings, Variable, Workspace};
        matches!(self.kind, Variable | Parameter | Surroundings | Workspace)
    }

    /// A bound that was passed.
    pub fn bound(which: &str) -> Self {
        Cause::new(CauseKind::Bound, which)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = &self.subject;
        match self.kind {
            CauseKind::Variable => write!(out, "variable `{subject}` has no value"),
            CauseKind::Parameter => write!(out, "parameter `{subject}` has no value"),
            CauseKind::Attribute => write!(out, "`{subject}` is known after apply"),
            CauseKind::DataSource => {
                write!(out, "data source `{}` is read at plan time", subject.trim_start_matches("data."))
            }
            CauseKind::ModuleNotDownloaded => {
                write!(out, "module `{subject}` is not downloaded: run `terraform init`")
            }
            CauseKind::Import => write!(out, "`{subject}` is imported from another stack"),
            CauseKind::DynamicReference => write!(out, "`{subject}` is resolved at deployment"),
            CauseKind::RemoteState => write!(out, "`{subject}` is read from another state"),
            CauseKind::Function => write!(out, "function `{subject}` is not evaluated"),
            CauseKind::File => write!(out, "file `{subject}` cannot be read inside the project folder"),
            CauseKind::UnreadableText => write!(out, "the text of `{subject}` could not be read"),
            CauseKind::Macro => write!(out, "`{subject}` cannot be run here"),
            CauseKind::Surroundings => match &**subject {
                "account" | "region" => {
                    write!(out, "the {subject} of the deployment is not said: give `--{subject}`")
                }
                _ => write!(out, "the {subject} of the deployment is not said"),
            },
            CauseKind::Workspace => write!(out, "the workspace is not said"),
            CauseKind::Undeclared => write!(out, "`{subject}` is not declared"),
            CauseKind::Error => write!(out, "{subject}"),
            CauseKind::Bound => write!(out, "over the bound of {subject}"),
            // words, not a name
            CauseKind::Elsewhere if subject.contains(' ') => write!(out, "{subject} is not in these files"),
            CauseKind::Elsewhere => write!(out, "`{subject}` is not in these files"),
            CauseKind::Expansion => write!(out, "how many instances `{subject}` has is not known"),
            CauseKind::Plan => write!(out, "`{subject}` is known after apply"),
            CauseKind::EventField => write!(out, "`{subject}` differs from event to event"),
        }
    }
}

/// That a value is an attribute of a resource (or made of one).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reference {
    /// Address of the resource within its unit: `module.a.aws_kms_key.k[0]`, a logical id with its stacks.
    pub address: Arc<str>,
    /// The attribute: `arn`, `id`, `Arn`; empty for CloudFormation's `Ref`.
    pub attribute: Arc<str>,
}

/// What is known of something unknown.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// Why.
    pub cause: Cause,
    /// Further inputs without which it would not be known either, where there are some.
    pub others: Option<Arc<[Cause]>>,
    /// Its type, where that is certain.
    pub kind: Option<super::Type>,
    /// Certainly not null.
    pub not_null: bool,
    /// Certainly not an empty string or collection. Implies nothing about null.
    pub not_empty: bool,
    /// Starts with this.
    pub prefix: Option<Arc<str>>,
    /// Ends with this.
    pub suffix: Option<Arc<str>>,
    /// Is a text of these characters.
    pub letters: Option<Letters>,
    /// Is this attribute of that resource, or `made_of` it.
    pub reference: Option<Reference>,
    /// Whether it is a text made of what `reference` names (a part of it, in lower case) rather than that itself.
    pub made_of: bool,
    /// Its canonical name within the unit: the same name is the same value wherever it is read.
    pub identity: Option<Arc<str>>,
    /// What the files call it, where they have a shorter word than its canonical name.
    pub called: Option<Arc<str>>,
    /// Of a boolean: when it is true.
    pub formula: Option<Formula>,
    /// Whether what it is read from may turn out an error instead: a text that may be no boolean, an attribute that
    /// may not be there. Only who looks at errors asks.
    pub fallible: bool,
    /// Of a list, tuple or set, or of the JSON text of one: what is certainly among its items, whatever the others
    /// are; nothing is said of their places.
    pub items: Option<Arc<super::List>>,
}

impl Unknown {
    /// Nothing known but the cause.
    pub fn because(cause: Cause) -> Self {
        Unknown {
            cause,
            others: None,
            kind: None,
            not_null: false,
            not_empty: false,
            prefix: None,
            suffix: None,
            letters: None,
            reference: None,
            made_of: false,
            identity: None,
            called: None,
            formula: None,
            fallible: false,
            items: None,
        }
    }

    /// Not known for these inputs either; of many only the first are kept.
    #[must_use]
    pub fn blocked_by<'c>(mut self, causes: impl IntoIterator<Item = &'c Cause>) -> Self {
        let mut others: Vec<Cause> = self.others.iter().flat_map(|known| known.iter()).cloned().collect();
        for cause in causes {
            if cause.is_input()
                && *cause != self.cause
                && others.len() < MOST_OTHERS
                && !others.contains(cause)
            {
                others.push(cause.clone());
            }
        }
        if !others.is_empty() {
            self.others = Some(others.into());
        }
        self
    }

    /// All that it is not known for, as far as that is kept.
    pub fn causes(&self) -> impl Iterator<Item = &Cause> {
        std::iter::once(&self.cause).chain(self.others.iter().flat_map(|others| others.iter()))
    }

    /// A collection that certainly has these items.
    #[must_use]
    pub fn holding(mut self, items: Vec<super::Value>) -> Self {
        if items.is_empty() {
            return self;
        }
        // over the bounds nothing is said of the items
        if let super::Data::List(items) = super::Value::tuple(items).data {
            self.items = Some(items);
        }
        self.not_empty = true;
        self
    }

    /// Neither null nor empty.
    #[must_use]
    pub fn set(mut self) -> Self {
        self.not_null = true;
        self.not_empty = true;
        self
    }

    /// Of that type.
    #[must_use]
    pub fn of_type(mut self, kind: super::Type) -> Self {
        self.kind = Some(kind);
        self
    }

    /// Refers to that attribute of that resource.
    #[must_use]
    pub fn referring(mut self, address: impl Into<Arc<str>>, attribute: impl Into<Arc<str>>) -> Self {
        self.reference = Some(Reference { address: address.into(), attribute: attribute.into() });
        self
    }

    /// Refers to something, but is made of it in a way that is not known.
    #[must_use]
    pub fn derived(mut self) -> Self {
        self.made_of = true;
        self
    }

    /// Known under that name.
    #[must_use]
    pub fn named(mut self, identity: impl Into<Arc<str>>) -> Self {
        self.identity = Some(identity.into());
        self
    }

    /// Starts with that.
    #[must_use]
    pub fn starting(mut self, prefix: impl Into<Arc<str>>) -> Self {
        self.prefix = Some(prefix.into());
        self
    }

    /// As a value.
    pub fn value(self) -> super::Value {
        super::Value::new(super::Data::Unknown(Arc::new(self)))
    }
}
