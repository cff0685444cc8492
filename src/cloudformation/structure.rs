//! What CloudFormation refuses a template for before it evaluates anything, and what would leave a trail unseen: sections,
//! types and bodies under a wrong name or at a wrong depth.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html>

mod functions;
mod outputs;
mod parameters;
mod resources;
mod sections;

pub(super) use sections::{is_of_another_tool, is_section};

use super::journal::Journal;
use super::nested::PART;
use super::transforms::Macros;
use crate::source::{Problem, Span};
use crate::syntax::node::Node;

/// Whether a document holds resources under another name than the one that is read.
pub(super) fn is_misnamed(document: &Node) -> bool {
    document.get("Resources").is_none() && resources::misnamed(document).is_some()
}

/// Who is told what CloudFormation refuses.
struct Refusals<'j> {
    journal: &'j Journal,
    /// Where the text stands in a string whose own places are of no use to the reader.
    stands_at: Option<Span>,
}

impl Refusals<'_> {
    fn tell(&self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        let span = self.stands_at.unwrap_or(span);
        self.journal.problem(Problem::syntax(span, message.into()).with_help(help.into()));
    }
}

/// Tells what stands where nobody reads it, and what is refused. `stands_at`: where the text stands in a string whose
/// own places are of no use to the reader.
pub(super) fn check(document: &Node, stands_at: Option<Span>, journal: &Journal) {
    let refusals = Refusals { journal, stands_at };
    let macros = Macros::of(document);
    functions::check(document, macros, &refusals);
    if !macros.unknown {
        sections::check(document, macros, &refusals);
        parameters::check(document, &refusals);
        outputs::check(document, &refusals);
        names(document, &refusals);
    }
    resources::check(document, macros, &refusals);
}

/// What parameters, resources and outputs may be called.
fn names(document: &Node, refusals: &Refusals<'_>) {
    both(document, refusals);
    for section in ["Parameters", "Resources", "Outputs"] {
        let entries = document.get(section).map_or(&[][..], Node::entries);
        // what a macro or a loop makes of names is its own affair
        let named = entries
            .iter()
            .filter(|entry| !entry.is_gap() && !entry.key.contains("::") && !entry.key.contains(PART));
        for entry in named.filter(|entry| !entry.key.bytes().all(|byte| byte.is_ascii_alphanumeric())) {
            let message = format!(
                "`{}` has other characters than letters and digits: CloudFormation refuses the template",
                entry.key
            );
            refusals.tell(entry.key_span, message, "write its name with letters and digits alone");
        }
    }
}

/// A parameter and a resource of one name.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>
fn both(document: &Node, refusals: &Refusals<'_>) {
    let parameters = document.get("Parameters").map_or(&[][..], Node::entries);
    let Some(resources) = document.get("Resources").filter(|_| parameters.len() <= sections::MOST_PARAMETERS)
    else {
        return;
    };
    for parameter in parameters.iter().filter(|entry| !entry.is_gap() && !entry.key.contains("::")) {
        if let Some(resource) = resources.entry(&parameter.key) {
            let message = format!(
                "`{}` is a parameter and a resource: CloudFormation refuses the template",
                parameter.key
            );
            refusals.tell(resource.key_span, message, "give one of them another name");
        }
    }
}
