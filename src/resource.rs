//! What every front end hands over: resources with values, and what was found on the way.
//!
//! Terraform, CloudFormation and plan files all end here; the model is made from this alone.

mod argument;
mod retold;

pub use argument::Argument;
pub use retold::{Created, note_created, retold};

use crate::later::Later;
use crate::source::{Problem, SourceId, Span};
use crate::value::{Cause, CauseKind, Entries, Formula, Type, Unknown, Value};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// The language a resource is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// Terraform configuration, native or JSON syntax.
    Terraform,
    /// A CloudFormation template.
    CloudFormation,
    /// The JSON of a Terraform plan.
    TerraformPlan,
}

impl Language {
    /// Its name in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Language::Terraform => "terraform",
            Language::CloudFormation => "cloudformation",
            Language::TerraformPlan => "terraform-plan",
        }
    }
}

/// Whether a resource is there.
#[derive(Clone, Debug)]
pub enum Presence {
    /// For certain.
    Always,
    /// Where the formula holds.
    When(Formula),
    /// Not known, and why.
    Unknown(Cause),
}

/// One instance of a resource, resolved as far as it can be.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Terraform's own address (`module.m["k"].aws_cloudtrail.t[0]`, `t[*]` where the keys are not known), or the
    /// logical id with the nested stacks' logical ids before it (`AuditStack/Trail`).
    pub address: Arc<str>,
    /// Which of the units that make one estate it is of, from 1; 0 where its unit stands alone.
    pub unit: u32,
    /// `aws_cloudtrail`, `AWS::CloudTrail::Trail`.
    pub kind: Arc<str>,
    /// Where it comes from.
    pub language: Language,
    /// Whether it is there.
    pub presence: Presence,
    /// Set where it exists only against a default (`count = var.enabled ? 1 : 0`, `enabled` false by default): its
    /// verdicts become one note. The text says what is false by default.
    pub not_created: Option<Arc<str>>,
    /// Set for one that is told a second time, as it is where something is created that a default leaves out: it is
    /// read for where it leads, and is nothing of its own.
    pub retold: bool,
    /// What a finding about the whole resource points at: the block's head, the logical id.
    pub head: Span,
    /// The whole of its text.
    pub block: Span,
    /// Arguments and nested blocks (as lists of objects), properties; absent ones are not in the map, null ones are.
    pub arguments: Entries<Argument>,
    /// Set where arguments that are not in `arguments` may be set all the same, and why (a part of its text could
    /// not be read, an include that was not).
    pub open: Option<Cause>,
    /// What must hold for anything of its unit to be created (the `Rules` of CloudFormation): a case in which one of
    /// them does not hold is none.
    pub limits: Arc<[Formula]>,
    /// Properties that its type does not have or not so, as far as the front end knows the type's schema (CloudFormation).
    /// Looked for when somebody asks.
    pub refused_arguments: Option<Later<Vec<RefusedArgument>>>,
    /// The module calls or nested stacks it lies in, outermost first: the spans of their heads.
    pub calls: Vec<Span>,
    /// Addresses it depends on explicitly.
    pub depends_on: Vec<Arc<str>>,
    /// Where that is written.
    pub depends_on_at: Option<Span>,
    /// What surrounds its life.
    pub lifecycle: Arc<Lifecycle>,
    /// `Metadata` of CloudFormation; null elsewhere.
    pub metadata: Value,
    /// The region, account and alias of its provider, as far as said; null where nothing is.
    pub provider: Value,
    /// The account, region, partition and organization that it is deployed to.
    pub surroundings: Arc<Surroundings>,
    /// What a plan does to it.
    pub change: Option<Box<Change>>,
}

/// Stands before and behind the number of a unit in an address that is told apart from those of other units.
const MARK: char = '\u{1f}';

/// An address or another name within a unit, told apart from those of other units; it stays as it is in one that stands
/// alone, and where it has been told apart before.
pub fn within_unit(unit: u32, name: &Arc<str>) -> Arc<str> {
    if unit == 0 || name.starts_with(MARK) {
        return Arc::clone(name);
    }
    format!("{MARK}{unit}{MARK}{name}").into()
}

/// The address in what [`within_unit`] gave.
pub fn address_in(key: &str) -> &str {
    key.rsplit(MARK).next().unwrap_or(key)
}

impl Resource {
    /// Its address, told apart from those of other units: what refers to it says this.
    pub fn key(&self) -> Arc<str> {
        within_unit(self.unit, &self.address)
    }
}

/// Where a resource is deployed to: known where it is said, else the same unknown wherever its files read it.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The account's id.
    pub account: Value,
    /// The region's name.
    pub region: Value,
    /// The partition.
    pub partition: Value,
    /// The organization's id.
    pub organization: Value,
    /// Tags that the provider gives to all that it makes; null where it gives none.
    pub default_tags: Value,
}

impl Surroundings {
    /// The same for a resource with these arguments: from version 6 of the provider a resource may say its own `region`
    /// (<https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support>).
    #[must_use]
    pub fn of_resource(self: &Arc<Self>, kind: &str, arguments: &BTreeMap<Arc<str>, Argument>) -> Arc<Self> {
        match arguments.get("region").map(Argument::value) {
            Some(region) if kind.starts_with("aws_") && region.null_test() == Some(false) => {
                Arc::new(Surroundings { region: region.clone(), ..Surroundings::clone(self) })
            }
            _ => Arc::clone(self),
        }
    }

    /// Whether the two are certainly different Regions, or Regions of different accounts.
    pub fn differ(&self, other: &Surroundings) -> bool {
        let apart = |a: &Value, b: &Value| a.equals(b) == Some(false);
        apart(&self.region, &other.region) || apart(&self.account, &other.account)
    }
}

impl Default for Surroundings {
    /// Nothing is said, and nothing reads it.
    fn default() -> Self {
        let symbol = |what: &str| {
            Unknown::because(Cause::new(CauseKind::Surroundings, what)).set().of_type(Type::String)
        };
        Surroundings {
            account: symbol("account").value(),
            region: symbol("region").value(),
            partition: Value::string("aws"),
            organization: symbol("organization").starting("o-").value(),
            default_tags: Value::null(),
        }
    }
}

/// An argument or property that the resource's type does not have, or not so: the engine refuses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedArgument {
    /// As it is written, with the objects around it: `EventSelectors.ReadWriteTyp`.
    pub path: Arc<str>,
    /// Its name.
    pub span: Span,
    /// Why.
    pub why: Refusal,
}

/// Why an argument is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The type has none of that name, and none is near: it may be newer than the schema known here.
    Unknown,
    /// The name that was meant.
    Misspelt(Arc<str>),
    /// It is no list, and a list is needed.
    NoList,
}

/// `lifecycle` of Terraform, deletion and replacement policies of CloudFormation.
#[derive(Clone, Debug)]
pub struct Lifecycle {
    /// `prevent_destroy`; null where not written.
    pub prevent_destroy: Value,
    /// `ignore_changes`: argument paths, `all` for everything.
    pub ignore_changes: Vec<(Arc<str>, Span)>,
    /// `DeletionPolicy`; null where not written.
    pub deletion_policy: Value,
    /// `UpdateReplacePolicy`; null where not written.
    pub update_replace_policy: Value,
}

impl Default for Lifecycle {
    fn default() -> Self {
        Lifecycle {
            prevent_destroy: Value::null(),
            ignore_changes: Vec::new(),
            deletion_policy: Value::null(),
            update_replace_policy: Value::null(),
        }
    }
}

/// What a plan does to a resource.
#[derive(Clone, Debug)]
pub struct Change {
    /// `create`, `update`, `delete`, `no-op`, `read`, in the plan's order.
    pub actions: Vec<Arc<str>>,
    /// The values before.
    pub before: Value,
}

/// What was left out, and what would bring it in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// Its kind in machine output: `module-not-downloaded`, `var-file-not-applied`, …
    pub kind: &'static str,
    /// The sentence.
    pub message: String,
    /// Where.
    pub span: Option<Span>,
    /// What is left out, a thing each, where the sentence names several: the sources of modules.
    pub things: Vec<String>,
    /// Whether there is no trail, and nothing to report, in what it is about.
    pub aside: bool,
}

/// A root module, a template or a plan, resolved.
#[derive(Clone, Debug)]
pub struct ResolvedUnit {
    /// The folder of a root module, the file of a template or plan.
    pub root: PathBuf,
    /// The named deployment it was resolved for.
    pub deployment: Option<Arc<str>>,
    /// The language.
    pub language: Language,
    /// Resources of the types that were asked for, in the order of their addresses' first appearance.
    pub resources: Vec<Resource>,
    /// Syntax and evaluation problems of all files it was made from.
    pub problems: Vec<Problem>,
    /// Files that could not be read at all: path and reason.
    pub unreadable: Vec<(PathBuf, String)>,
    /// What was left out.
    pub notes: Vec<Note>,
    /// The sources it was made from.
    pub sources: Vec<SourceId>,
    /// Module folders or nested templates that were loaded for it, its own root included.
    pub reached: Vec<PathBuf>,
    /// The variables or parameters that its root declares, where any are given a value from outside.
    pub declared: Vec<Arc<str>>,
}
