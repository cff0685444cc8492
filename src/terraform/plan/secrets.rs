//! Secrets in a plan file: `terraform show -json` writes them as they are, with marks beside them. No output shows the
//! places that are marked. <https://developer.hashicorp.com/terraform/internals/json-format>

use crate::source::SourceMap;
use crate::syntax::node::{Node, NodeKind, Scalar};
use foldhash::HashMap;

/// The keys of a change: what it was and what it will be, each with its marks.
const SIDES: [(&str, &str); 2] = [("before", "before_sensitive"), ("after", "after_sensitive")];

/// Hides all that is marked in a plan.
pub(super) fn hide(sources: &SourceMap, document: &Node) {
    let prior = document.get("prior_state").and_then(|state| state.get("values"));
    for values in [document.get("planned_values"), prior].into_iter().flatten() {
        for entry in values.get("outputs").map(Node::entries).unwrap_or_default() {
            marked(sources, entry.value.get("value"), entry.value.get("sensitive"));
        }
        let mut pending: Vec<&Node> = values.get("root_module").into_iter().collect();
        while let Some(module) = pending.pop() {
            for resource in module.get("resources").map(Node::items).unwrap_or_default() {
                marked(sources, resource.get("values"), resource.get("sensitive_values"));
            }
            pending.extend(module.get("child_modules").map(Node::items).unwrap_or_default());
        }
    }
    for list in ["resource_changes", "resource_drift"] {
        for change in document.get(list).map(Node::items).unwrap_or_default() {
            sides(sources, change.get("change"));
        }
    }
    for entry in document.get("output_changes").map(Node::entries).unwrap_or_default() {
        sides(sources, Some(&entry.value));
    }
    variables(sources, document);
}

fn sides(sources: &SourceMap, change: Option<&Node>) {
    for (value, marks) in SIDES {
        marked(sources, change.and_then(|it| it.get(value)), change.and_then(|it| it.get(marks)));
    }
}

/// Values of variables have no marks beside them: their declarations say it.
fn variables(sources: &SourceMap, document: &Node) {
    let root = document.get("configuration").and_then(|it| it.get("root_module"));
    let given = document.get("variables").map(Node::entries).unwrap_or_default();
    let given: HashMap<&str, &Node> = given.iter().map(|entry| (&*entry.key, &entry.value)).collect();
    for entry in root.and_then(|root| root.get("variables")).map(Node::entries).unwrap_or_default() {
        let marks = entry.value.get("sensitive");
        let value = given.get(&*entry.key).and_then(|it| it.get("value"));
        marked(sources, value, marks);
    }
    let mut pending: Vec<&Node> = root.into_iter().collect();
    while let Some(module) = pending.pop() {
        for entry in module.get("variables").map(Node::entries).unwrap_or_default() {
            marked(sources, entry.value.get("default"), entry.value.get("sensitive"));
        }
        let calls = module.get("module_calls").map(Node::entries).unwrap_or_default();
        pending.extend(calls.iter().filter_map(|call| call.value.get("module")));
    }
}

/// Hides what of a value is marked. The parser bounds how deep both are.
fn marked(sources: &SourceMap, value: Option<&Node>, marks: Option<&Node>) {
    let (Some(value), Some(marks)) = (value, marks) else { return };
    match marks.kind() {
        NodeKind::Mapping(_) => {
            let values: HashMap<&str, &Node> =
                value.entries().iter().map(|entry| (&*entry.key, &entry.value)).collect();
            for mark in marks.entries() {
                marked(sources, values.get(&*mark.key).copied(), Some(&mark.value));
            }
        }
        NodeKind::Sequence(items) => {
            for (item, mark) in value.items().iter().zip(items.iter()) {
                marked(sources, Some(item), Some(mark));
            }
        }
        _ if marks.scalar() == Some(Scalar::Bool(true)) => sources.hide(value.span),
        _ => {}
    }
}
