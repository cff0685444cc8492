//! What CloudFormation takes for an output.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html>

use super::super::form::{self, Form};
use super::Refusals;
use crate::syntax::node::{Node, NodeKind, Scalar};

/// Tells of outputs without a value, or with one that is no text.
pub(super) fn check(document: &Node, refusals: &Refusals<'_>) {
    let section = document.get("Outputs").filter(|section| section.tag.is_none());
    let outputs = section.map_or(&[][..], Node::entries);
    // what a macro, a loop or an include makes of them is its own affair
    for output in outputs.iter().filter(|entry| !entry.is_gap() && !entry.key.contains("::")) {
        let is_included = output.value.entries().iter().any(|entry| entry.key.contains("::"));
        if is_included || !output.value.is_whole() || output.value.tag.is_some() {
            continue;
        }
        match output.value.entry("Value") {
            None => {
                let message =
                    format!("output `{}` has no `Value`: CloudFormation refuses the template", output.key);
                refusals.tell(output.key_span, message, "write its `Value`, or take it out");
            }
            Some(value) if is_no_text(&value.value) => {
                let message = format!(
                    "the value of output `{}` is no text: CloudFormation refuses the template",
                    output.key
                );
                refusals.tell(value.key_span, message, "write a text, or a function that gives one");
            }
            Some(_) => {}
        }
    }
}

/// Whether a value is neither a scalar nor a function.
fn is_no_text(node: &Node) -> bool {
    let is_collection = match node.kind() {
        NodeKind::Sequence(_) => true,
        NodeKind::Mapping(entries) => !entries.iter().any(|entry| entry.key.contains("::")),
        _ => node.scalar() == Some(Scalar::Null),
    };
    is_collection && node.tag.is_none() && node.is_whole() && matches!(form::of(node), Form::Plain)
}
