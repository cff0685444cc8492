//! The `fix` of a rule file: what would mend a failure, in words of the model.

use super::Reader;
use crate::model::model_type;
use crate::rule::{Action, Example, Fix, Safety, Verdict};
use crate::syntax::hcl::Expr;
use crate::syntax::node::{Node, NodeKind};
use std::sync::Arc;

/// The keys of an action, each naming its kind.
const ACTIONS: &[&str] = &["set", "append_to", "refer_to_arn", "wait_for", "create"];
/// Everything that may stand in an action.
const KEYS: &[&str] = &[
    "set",
    "to",
    "append_to",
    "text",
    "refer_to_arn",
    "wait_for",
    "create",
    "beside",
    "into",
    "or_create",
    "with",
];

impl Reader<'_> {
    /// What an example says that the fix makes of it: there must be a fix, and something to mend.
    pub(super) fn fixed(&mut self, document: &Node, node: &Node, example: &Example) {
        let Some(fixed) = node.get("fixed") else { return };
        if example.verdict != Verdict::Fail {
            self.error(
                fixed.span,
                format!("`fixed` in an example that is `{}`: there is nothing to mend", example.verdict),
            );
        }
        if document.get("fix").is_none() {
            self.error(fixed.span, "`fixed` in a rule without a `fix`");
        }
        if !fixed.is_mapping() {
            self.error(fixed.span, "`fixed` must be a mapping of terraform, cloudformation");
        }
        self.only_known_keys(fixed.entries(), &["terraform", "cloudformation"]);
        for entry in fixed.entries() {
            let (written, becomes) = match &*entry.key {
                "terraform" => (&example.terraform, &example.fixed[0]),
                "cloudformation" => (&example.cloudformation, &example.fixed[1]),
                _ => continue,
            };
            if becomes.is_none() {
                self.error(entry.value.span, format!("`{}` must be text", entry.key));
            }
            if written.is_none() {
                self.error(entry.key_span, format!("the example has no `{}` that could be fixed", entry.key));
            }
            let by_language =
                |fix: &Node| fix.get("terraform").is_some() || fix.get("cloudformation").is_some();
            if document.get("fix").is_some_and(|fix| by_language(fix) && fix.get(&entry.key).is_none()) {
                self.error(entry.key_span, format!("the rule's `fix` does nothing in `{}`", entry.key));
            }
        }
    }

    /// Reads `fix`: one action for both languages, or actions by language.
    pub(super) fn fix(&mut self, document: &Node, node: &Node) -> Option<Fix> {
        let safety = match &*self.required(node, "safety")? {
            "safe" => Safety::Safe,
            "unsafe" => Safety::Unsafe,
            _ => {
                self.error(node.span, "`safety` is safe or unsafe");
                return None;
            }
        };
        let by_language = ["terraform", "cloudformation"].iter().any(|language| node.get(language).is_some());
        if !by_language {
            let keys: Vec<&str> = KEYS.iter().copied().chain(["safety"]).collect();
            self.only_known_keys(node.entries(), &keys);
            let actions: Vec<Action> = self.action(document, node).into_iter().collect();
            return Some(Fix { safety, terraform: actions.clone(), cloudformation: actions });
        }
        self.only_known_keys(node.entries(), &["safety", "terraform", "cloudformation"]);
        let mut actions = |language: &str| match node.get(language) {
            None => Vec::new(),
            Some(list) if matches!(list.kind(), NodeKind::Sequence(_)) => {
                list.items().iter().filter_map(|item| self.checked(document, item)).collect()
            }
            Some(single) => self.checked(document, single).into_iter().collect(),
        };
        Some(Fix { safety, terraform: actions("terraform"), cloudformation: actions("cloudformation") })
    }

    fn checked(&mut self, document: &Node, node: &Node) -> Option<Action> {
        self.only_known_keys(node.entries(), KEYS);
        self.action(document, node)
    }

    fn action(&mut self, document: &Node, node: &Node) -> Option<Action> {
        let named: Vec<&str> = ACTIONS.iter().copied().filter(|kind| node.get(kind).is_some()).collect();
        Some(match named.as_slice() {
            ["set"] => {
                let or_create = node.get("or_create").and_then(|_| self.required(node, "or_create"));
                Action::Set {
                    field: self.field(document, node, "set")?,
                    to: self.required(node, "to")?,
                    or_create,
                }
            }
            ["append_to"] => Action::Append {
                field: self.field(document, node, "append_to")?,
                text: self.required(node, "text")?,
            },
            ["refer_to_arn"] => Action::ReferToArn { field: self.field(document, node, "refer_to_arn")? },
            ["wait_for"] => Action::WaitFor { what: self.entities(node, "wait_for")? },
            ["create"] => {
                let beside = match node.get("beside") {
                    None => None,
                    Some(_) => Some(self.entities(node, "beside")?),
                };
                let into = match node.get("into") {
                    None => None,
                    Some(_) => Some(self.entities(node, "into")?),
                };
                let with = node.get("with").map(Node::entries).unwrap_or_default();
                let with = with.iter().filter_map(|it| Some((Arc::clone(&it.key), it.value.text()?.into())));
                Action::Create { what: self.required(node, "create")?, beside, into, with: with.collect() }
            }
            _ => {
                self.error(node.span, format!("a fix has one of {}", ACTIONS.join(", ")));
                return None;
            }
        })
    }

    /// A field of the rule's subject.
    fn field(&mut self, document: &Node, node: &Node, key: &str) -> Option<Arc<str>> {
        let path = self.required(node, key)?;
        let subject = document.get("subject").and_then(Node::text).unwrap_or_default().trim();
        let known = model_type(subject).is_some_and(|(_, table)| {
            let name = path.strip_prefix(table.name).and_then(|rest| rest.strip_prefix('.'));
            name.is_some_and(|name| table.field(name).is_some())
        });
        if known {
            return Some(path);
        }
        let span = node.get(key).map_or(node.span, |value| value.span);
        self.error(span, format!("`{path}` is no field of `{subject}`"));
        None
    }

    /// An expression that gives an entity or several.
    fn entities(&mut self, node: &Node, key: &str) -> Option<Expr> {
        self.required(node, key)?;
        self.predicate(node, key)
    }
}
