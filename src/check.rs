//! Rules × estate → verdicts, settled over all cases into findings.

use crate::resource::Language;
use crate::rule::Rule;
use crate::source::Span;
use crate::value::Cause;
use std::path::PathBuf;
use std::sync::Arc;

/// What a rule says of a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// It holds, whatever is not known.
    Pass,
    /// It does not hold.
    Fail,
    /// The files do not decide it.
    Unknown,
    /// It does not apply.
    NotApplicable,
}

impl Verdict {
    /// Its name in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::Unknown => "unknown",
            Verdict::NotApplicable => "not-applicable",
        }
    }
}

/// One rule's verdict on one subject.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: Arc<Rule>,
    /// What it says.
    pub verdict: Verdict,
    /// For an unknown that fails in some cases: in which, in the file's own words.
    pub fails_when: Option<String>,
    /// The unit it was found in.
    pub unit: UnitName,
    /// The resource it is about; none for rules about the account.
    pub resource: Option<ResourceName>,
    /// The rule's message, filled in.
    pub message: String,
    /// What to do, in the language of the resource: text that can be copied.
    pub help: Option<String>,
    /// Where it is reported: the argument that decides, or the resource's head where an argument is not written.
    pub location: Option<Span>,
    /// What stands at the location: "no argument `enable_log_file_validation`: false by default".
    pub label: String,
    /// The way of the deciding values, oldest step first, across files.
    pub related: Vec<Label>,
    /// Why it is not known.
    pub causes: Vec<Cause>,
    /// Stable over moved lines and renamed files.
    pub fingerprint: String,
    /// Set where the author silenced it.
    pub suppressed: Option<Suppressed>,
}

/// The unit of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitName {
    /// Folder of a root module, file of a template or plan.
    pub root: PathBuf,
    /// The named deployment.
    pub deployment: Option<Arc<str>>,
}

/// The resource of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResourceName {
    /// Its address.
    pub address: Arc<str>,
    /// Its type in its language.
    pub kind: Arc<str>,
    /// Its language.
    pub language: Language,
}

/// A place with words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// Who silenced a finding, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppressed {
    /// The reason given.
    pub reason: String,
    /// The last day it counts, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// The comment's place.
    pub span: Span,
}
