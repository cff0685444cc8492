//! What CloudFormation refuses a template for before it evaluates anything, and what would leave a trail unseen: sections,
//! types and bodies under a wrong name or at a wrong depth.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html>

mod functions;
mod parameters;
mod sections;

use super::journal::Journal;
use super::nested::PART;
use super::properties;
use super::spelling::nearest;
use super::template::is_resource_type;
use super::transforms::Macros;
use crate::source::{Problem, Span};
use crate::syntax::node::{Entry, Node, NodeKind};

/// What may stand in a resource.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-product-attribute-reference.html>
const ATTRIBUTES: &[&str] = &[
    "Type",
    "Properties",
    "Condition",
    "DependsOn",
    "Metadata",
    "DeletionPolicy",
    "UpdateReplacePolicy",
    "CreationPolicy",
    "UpdatePolicy",
    "Description",
];

/// Whether a document holds resources under another name than the one that is read.
pub(super) fn is_misnamed(document: &Node) -> bool {
    document.get("Resources").is_none() && misnamed(document).is_some()
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
        outputs(document, &refusals);
        names(document, &refusals);
    }
    resources(document, macros, &refusals);
}

/// What parameters, resources and outputs may be called.
fn names(document: &Node, refusals: &Refusals<'_>) {
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

/// An output has a value.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html>
fn outputs(document: &Node, refusals: &Refusals<'_>) {
    let outputs = document.get("Outputs").map_or(&[][..], Node::entries);
    // what a macro, a loop or an include makes of them is its own affair
    for output in outputs.iter().filter(|entry| !entry.is_gap() && !entry.key.contains("::")) {
        let is_included = output.value.entries().iter().any(|entry| entry.key.contains("::"));
        let is_open = is_included || !output.value.is_whole() || output.value.tag.is_some();
        if !is_open && output.value.get("Value").is_none() {
            let message =
                format!("output `{}` has no `Value`: CloudFormation refuses the template", output.key);
            refusals.tell(output.key_span, message, "write its `Value`, or take it out");
        }
    }
}

fn resources(document: &Node, macros: Macros, refusals: &Refusals<'_>) {
    let is_transformed = macros.any;
    let Some(resources) = document.entry("Resources") else {
        if let Some(entry) = misnamed(document) {
            let message = format!("`{}` is no section of a template: what it holds is not read", entry.key);
            refusals.tell(entry.key_span, message, "write `Resources`");
        }
        return;
    };
    if !resources.value.items().is_empty() {
        let message = "`Resources` is a list: CloudFormation refuses the template";
        refusals.tell(resources.key_span, message, "write a mapping of logical ids");
    }
    for entry in resources.value.entries() {
        if entry.is_gap() || entry.key.starts_with("Fn::") || entry.value.tag.is_some() {
            continue;
        }
        if &*entry.key == "Type" && entry.value.text().is_some_and(is_resource_type) {
            let message = "`Type` stands where a logical id is read: CloudFormation refuses the template";
            let help = "indent it, and what belongs to it, below a logical id";
            refusals.tell(entry.key_span, message, help);
        } else if entry.value.is_mapping() && entry.value.is_whole() {
            resource(entry, is_transformed, refusals);
        }
    }
}

fn resource(resource: &Entry, is_transformed: bool, refusals: &Refusals<'_>) {
    let (id, node) = (&resource.key, &resource.value);
    let Some(kind) = node.entry("Type") else {
        let alike = node.entries().iter().find(|entry| entry.key.eq_ignore_ascii_case("Type"));
        if let Some(alike) = alike {
            let message = format!("`{}` is not read: resource `{id}` has no `Type`", alike.key);
            refusals.tell(alike.key_span, message, "write `Type`");
        } else if node.get("Properties").is_some() && !is_transformed {
            let message = format!("resource `{id}` has no `Type`: CloudFormation refuses the template");
            refusals.tell(resource.key_span, message, "write its `Type`");
        }
        return;
    };
    let Some(written) = kind.value.text().filter(|_| kind.value.tag.is_none()) else { return };
    if properties::of(written).is_none() {
        if let Some(meant) = properties::misspelt(written) {
            let message = format!("there is no resource type `{written}`: resource `{id}` is not read");
            refusals.tell(kind.value.span, message, format!("did you mean `{meant}`?"));
        }
        return;
    }
    // others are a transform's
    if is_transformed {
        return;
    }
    for entry in node.entries() {
        let key = &*entry.key;
        if entry.is_gap() || key.starts_with("Fn::") {
            continue;
        }
        if ATTRIBUTES.contains(&key) {
            attribute(id, entry, refusals);
            continue;
        }
        let message =
            format!("`{key}` stands beside `Properties` in `{id}`: CloudFormation refuses the template");
        let meant = nearest(key, ATTRIBUTES.iter().copied());
        let help = meant.map_or_else(
            || "indent it below `Properties`, or take it out".to_owned(),
            |meant| format!("did you mean `{meant}`?"),
        );
        refusals.tell(entry.key_span, message, help);
    }
}

/// What becomes of a resource's real thing when it is deleted, or replaced.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html>
const DELETION_POLICIES: &[&str] = &["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"];
const REPLACEMENT_POLICIES: &[&str] = &["Delete", "Retain", "Snapshot"];

/// Those attributes that name something: the names themselves are looked for where they lead.
fn attribute(id: &str, attribute: &Entry, refusals: &Refusals<'_>) {
    let (key, node) = (&*attribute.key, &attribute.value);
    let is_name = |node: &Node| node.tag.is_none() && node.text().is_some();
    let refused = match key {
        "DependsOn" => {
            let is_list = node.tag.is_none() && !node.items().is_empty() && node.items().iter().all(is_name);
            (!is_name(node) && !is_list && node.is_whole() && !is_empty_list(node))
                .then(|| ("is no name and no list of names", "write the logical ids themselves".to_owned()))
        }
        "DeletionPolicy" => policy(node, DELETION_POLICIES),
        "UpdateReplacePolicy" => policy(node, REPLACEMENT_POLICIES),
        _ => None,
    };
    if let Some((wrong, help)) = refused {
        let message = format!("`{key}` of `{id}` {wrong}: CloudFormation refuses the template");
        refusals.tell(attribute.key_span, message, help);
    }
}

fn is_empty_list(node: &Node) -> bool {
    node.tag.is_none() && matches!(node.kind(), NodeKind::Sequence(items) if items.is_empty())
}

/// A policy that there is not; functions choose one of those that there are.
fn policy(node: &Node, policies: &[&str]) -> Option<(&'static str, String)> {
    let written = node.text().filter(|written| node.tag.is_none() && !policies.contains(written))?;
    let help = match nearest(written, policies.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("write `{}`", policies.join("`, `")),
    };
    Some(("is none that there is", help))
}

/// The section that was meant to be `Resources`.
fn misnamed(document: &Node) -> Option<&Entry> {
    let is_typed = |entry: &Entry| entry.value.get("Type").and_then(Node::text).is_some_and(is_resource_type);
    let holds = |entry: &&Entry| entry.value.entries().iter().any(is_typed);
    let is_alike = |entry: &&Entry| nearest(&entry.key, std::iter::once("Resources")).is_some();
    document.entries().iter().filter(is_alike).find(holds)
}
