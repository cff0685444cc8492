//! The sections of a template: which there are, and how much they hold.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html>

use super::super::form::{self, Form};
use super::super::spelling::nearest;
use super::super::template::is_resource_type;
use super::super::transforms::Macros;
use super::Refusals;
use crate::source::Span;
use crate::syntax::node::{Entry, Node, Scalar};

const SECTIONS: &[&str] = &[
    "AWSTemplateFormatVersion",
    "Conditions",
    "Description",
    "Hooks",
    "Mappings",
    "Metadata",
    "Outputs",
    "Parameters",
    "Resources",
    "Rules",
    "Transform",
];

/// Whether CloudFormation reads a section of that name, itself or through a transform.
pub(in super::super) fn is_section(name: &str) -> bool {
    SECTIONS.contains(&name) || name == "Globals" || name.contains("::")
}

/// Sections of entries by name.
const MAPPINGS: &[&str] = &["Conditions", "Mappings", "Outputs", "Parameters", "Resources", "Rules"];

/// What a section holds at most.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>
const MOST: &[(&str, usize)] =
    &[("Mappings", 200), ("Outputs", 200), ("Parameters", MOST_PARAMETERS), ("Resources", 500)];

/// A template has no more parameters.
pub(super) const MOST_PARAMETERS: usize = 200;

/// The only version of the format that there is.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/format-version-structure.html>
const VERSION: &str = "2010-09-09";

/// Longest description, in bytes.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-description-structure.html>
const MAX_DESCRIPTION: usize = 1024;

/// Tells of sections that there are not, of a format and a description that are not taken, and of too much.
pub(super) fn check(document: &Node, macros: Macros, refusals: &Refusals<'_>) {
    for entry in document.entries().iter().filter(|entry| !entry.is_gap()) {
        if misplaced(entry, refusals) {
            continue;
        }
        match &*entry.key {
            "AWSTemplateFormatVersion" => version(entry, refusals),
            "Description" => description(entry, refusals),
            key if SECTIONS.contains(&key) => {}
            // `Globals` and whatever else a transform reads
            _ if macros.any || entry.key.contains("::") => {}
            _ => unknown(entry, document, refusals),
        }
        if MAPPINGS.contains(&&*entry.key) {
            no_mapping(entry, refusals);
        }
        // more than that of what is written, however much loops add to it
        let most = MOST.iter().find(|(section, _)| *section == &*entry.key);
        let written = entry.value.entries().len();
        if let Some((section, most)) = most.filter(|(_, most)| written > *most) {
            let message =
                format!("`{section}` has {written} entries, and CloudFormation takes {most} in a template");
            refusals.tell(entry.key_span, message, "put some of them into another template");
        }
    }
}

/// Tells of a resource at the top of a template, where nobody reads it.
fn misplaced(entry: &Entry, refusals: &Refusals<'_>) -> bool {
    let kind = entry.value.get("Type").and_then(Node::text);
    let is_misplaced = !is_section(&entry.key) && kind.is_some_and(is_resource_type);
    if is_misplaced {
        let message = format!(
            "resource `{}` stands at the top of the template: CloudFormation refuses it, and it is not read",
            entry.key
        );
        refusals.tell(entry.key_span, message, "indent it below `Resources`");
    }
    is_misplaced
}

/// Whether a format is one that another tool makes a template of: `2010-09-09-OC`.
pub(in super::super) fn is_of_another_tool(version: &str) -> bool {
    version.strip_prefix(VERSION).is_some_and(|rest| rest.starts_with('-'))
}

fn version(entry: &Entry, refusals: &Refusals<'_>) {
    let is_written = |written: &str| written != VERSION;
    if entry.value.tag.is_none() && entry.value.text().is_some_and(is_written) {
        let message =
            format!("there is no format version but `{VERSION}`: CloudFormation refuses the template");
        refusals.tell(span_of(entry), message, format!("write `{VERSION}`"));
    }
}

fn description(entry: &Entry, refusals: &Refusals<'_>) {
    let is_function = matches!(form::of(&entry.value), Form::Call(name, _) if name != "Transform");
    if !is_function && entry.value.tag.is_some() || !entry.value.is_whole() {
        return;
    }
    let wrong = match entry.value.scalar() {
        _ if is_function => "is no text".to_owned(),
        Some(Scalar::Null) | None => "is no text".to_owned(),
        Some(Scalar::String(text)) if text.len() > MAX_DESCRIPTION => {
            format!("has {} bytes, more than {MAX_DESCRIPTION}", text.len())
        }
        Some(_) => return,
    };
    let message = format!("the description of the template {wrong}: CloudFormation refuses the template");
    refusals.tell(entry.key_span, message, "write a short text, or put it into `Metadata`");
}

/// What is none may be of another tool that takes it out; what is spelt wrong is not read where it was meant to be.
fn unknown(entry: &Entry, document: &Node, refusals: &Refusals<'_>) {
    match nearest(&entry.key, SECTIONS.iter().copied()) {
        Some(meant) => {
            let message = format!("`{}` is no section of a template: what it holds is not read", entry.key);
            let help = match document.entry(meant) {
                None => format!("write `{meant}`"),
                Some(_) => format!("put what it holds into `{meant}`, or take it out"),
            };
            refusals.tell(entry.key_span, message, help);
        }
        None => {
            let message = format!(
                "`{}` is no section of a template: CloudFormation refuses it, unless a tool takes it out before",
                entry.key
            );
            refusals.journal.evaluation(entry.key_span, message, None);
        }
    }
}

/// A section of names is a mapping of them.
fn no_mapping(entry: &Entry, refusals: &Refusals<'_>) {
    let value = &entry.value;
    // an empty one is null, and that of resources as a list is told of where they are read
    let is_left = value.is_mapping() || !value.is_whole() || value.tag.is_some();
    let is_told = &*entry.key == "Resources" && !value.items().is_empty();
    if is_left || is_told {
        return;
    }
    let message = format!("`{}` is no mapping of names: CloudFormation refuses the template", entry.key);
    refusals.tell(entry.key_span, message, "write a mapping of names, or take the section out");
}

fn span_of(entry: &Entry) -> Span {
    entry.key_span.to(entry.value.span)
}
