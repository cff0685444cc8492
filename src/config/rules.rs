//! Names of rules and values of their parameters in the configuration, held against the rules there are.

use super::error::{ConfigError, Fault};
use crate::linter::RuleSettings;
use crate::rule::{Registry, Settings, Severity, nearest, written_kind};
use crate::syntax::node::Node;
use std::collections::BTreeMap;

/// Names of rules and groups; those that are none are faults.
pub(super) fn names(node: Option<&Node>, registry: &Registry, faults: &mut Vec<Fault>) -> Vec<String> {
    let mut names = Vec::new();
    for item in node.map(Node::items).unwrap_or_default() {
        let Some(name) = item.text() else { continue };
        let name = name.to_owned();
        match registry.unknown_name(std::slice::from_ref(&name)) {
            Some((_, near)) => {
                let error = ConfigError::NoSuchRule { what: "rule or group", name: name.clone() };
                faults.push(Fault::at(item.span, error).meant(near));
            }
            None => names.push(name),
        }
    }
    names
}

/// What rules are told: by id.
pub(super) fn settings(
    node: Option<&Node>,
    registry: &Registry,
    faults: &mut Vec<Fault>,
) -> BTreeMap<String, RuleSettings> {
    let mut settings = BTreeMap::new();
    for entry in node.map(Node::entries).unwrap_or_default() {
        let id = &*entry.key;
        let Some(rule) = registry.get(id) else {
            let error = ConfigError::NoSuchRule { what: "rule", name: id.to_owned() };
            let fault = Fault::at(entry.key_span, error);
            let is_group = registry.groups().contains(&id);
            faults.push(match is_group {
                true => fault.help(format!("`{id}` is a group: name its rules, `{id}/…`")),
                false => fault.meant(nearest(id, registry.summaries().map(|summary| &*summary.id))),
            });
            continue;
        };
        let severity = entry.value.get("severity").and_then(Node::text).and_then(Severity::parse);
        let mut parameters = Settings::new();
        // a broken rule file is told when the rule is to run
        let known = rule.map(|rule| rule.parameters.clone()).unwrap_or_default();
        for written in entry.value.get("parameters").map(Node::entries).unwrap_or_default() {
            let Some(parameter) = known.iter().find(|it| it.name == written.key) else {
                let names = || known.iter().map(|it| &*it.name);
                let name = written.key.to_string();
                let underscored = name.replace('-', "_");
                let near = names().find(|it| *it == underscored).or_else(|| nearest(&written.key, names()));
                let fault =
                    Fault::at(written.key_span, ConfigError::NoSuchParameter { rule: id.to_owned(), name });
                let list: Vec<String> = names().map(|name| format!("`{name}`")).collect();
                faults.push(match (near, list.as_slice()) {
                    (None, []) => fault.help("it has no parameters"),
                    (None, _) => fault.help(format!("it has {}", list.join(", "))),
                    (near, _) => fault.meant(near),
                });
                continue;
            };
            match parameter.kind.read(&written.value) {
                Some(setting) => {
                    parameters.insert(written.key.to_string(), setting);
                }
                None => {
                    let error = ConfigError::WrongKind {
                        key: written.key.to_string(),
                        wanted: format!("a {}", parameter.kind.name()),
                        found: written_kind(&written.value).to_owned(),
                    };
                    faults.push(Fault::at(written.value.span, error));
                }
            }
        }
        settings.insert(id.to_owned(), RuleSettings { severity, parameters });
    }
    settings
}
