//! The entries of a mapping after the transforms: `Fn::ForEach` unrolled, `AWS::Include` of a local file merged in.

use super::form::{self, Form};
use super::journal::MAX_COPIES;
use super::scope::Scope;
use super::stack::{Stack, unreadable};
use super::transforms;
use crate::source::Span;
use crate::syntax::node::{Entry, Node};
use crate::value::{Cause, CauseKind, Data, List, Unknown, Value};
use std::sync::Arc;

/// An entry of a mapping, with the loops around it.
#[derive(Clone, Debug)]
pub(super) struct Expanded {
    pub key: Arc<str>,
    pub key_span: Span,
    pub value: Node,
    pub scope: Scope,
    /// Set where its value is not to be believed (its key stands twice), and why.
    pub doubtful: Option<Cause>,
    /// Set where it stands for any number of entries, and why.
    pub repeated: Option<Cause>,
}

/// Whether an entry is what it says: no loop, no include, no doubt.
pub(super) fn is_plain(entry: &Entry) -> bool {
    !entry.duplicate && !entry.is_gap() && !is_loop(&entry.key) && &*entry.key != INCLUDE
}

/// Whether a key is that of a `Fn::ForEach`.
pub(super) fn is_loop(key: &str) -> bool {
    key.starts_with("Fn::ForEach::")
}

pub(super) const INCLUDE: &str = "Fn::Transform";

/// A macro that is not AWS's own, which only adds.
pub(super) fn own_macro(entry: &Entry) -> Option<Cause> {
    let name = (&*entry.key == INCLUDE).then(|| entry.value.get("Name").and_then(Node::text))?;
    name.filter(|name| *name != "AWS::Include").map(|name| Cause::new(CauseKind::Macro, name))
}

impl Expanded {
    /// An entry that is what it says, outside loops.
    pub(super) fn of(entry: &Entry) -> Self {
        Expanded {
            key: Arc::clone(&entry.key),
            key_span: entry.key_span,
            value: entry.value.clone(),
            scope: Scope::default(),
            doubtful: None,
            repeated: None,
        }
    }
}

impl Stack<'_> {
    /// The entries of a mapping, and why others may be there too.
    pub(super) fn entries(&self, node: &Node, scope: &Scope) -> (Vec<Expanded>, Option<Cause>) {
        let mut found = Vec::with_capacity(node.entries().len());
        let mut open = None;
        match form::of(node) {
            // `!Transform`: what it gives stands in its place
            Form::Call("Transform", call) if node.tag.is_some() => {
                self.include(&call, scope, &mut found, &mut open);
            }
            _ => self.collect(node, scope, None, &mut found, &mut open),
        }
        if let Some(cause) = node.entries().iter().find_map(own_macro) {
            // it is handed what stands beside it, and gives back what it likes
            found.iter_mut().for_each(|entry| entry.doubtful = Some(cause.clone()));
        }
        (found, open)
    }

    fn collect(
        &self,
        node: &Node,
        scope: &Scope,
        repeated: Option<&Cause>,
        found: &mut Vec<Expanded>,
        open: &mut Option<Cause>,
    ) {
        for entry in node.entries() {
            if entry.is_gap() {
                open.get_or_insert_with(|| unreadable("this mapping"));
                continue;
            }
            if is_loop(&entry.key) {
                self.unroll(&entry.value, scope, repeated, found, open);
                continue;
            }
            if &*entry.key == INCLUDE {
                self.include(&entry.value, scope, found, open);
                continue;
            }
            found.push(Expanded {
                key: scope.name(&entry.key),
                key_span: entry.key_span,
                value: entry.value.clone(),
                scope: scope.clone(),
                doubtful: entry.duplicate.then(|| unreadable(&entry.key)),
                repeated: repeated.cloned(),
            });
        }
    }

    fn include(&self, call: &Node, scope: &Scope, found: &mut Vec<Expanded>, open: &mut Option<Cause>) {
        match transforms::included(self, call, scope) {
            Ok(included) => self.collect_included(&included, scope, found, open),
            Err(cause) => {
                open.get_or_insert(cause);
            }
        }
    }

    fn collect_included(
        &self,
        included: &Node,
        scope: &Scope,
        found: &mut Vec<Expanded>,
        open: &mut Option<Cause>,
    ) {
        // an include may hold another, but not without end
        if !self.journal().enter() {
            open.get_or_insert_with(|| Cause::bound("nesting of includes"));
            return;
        }
        let before = found.len();
        self.collect(included, scope, None, found, open);
        self.journal().leave();
        for at in before..found.len() {
            if let Some(written) = found[..before].iter().position(|entry| entry.key == found[at].key) {
                // which of the two counts is not documented
                let doubt = Cause::new(CauseKind::Macro, "AWS::Include");
                found[written].doubtful = Some(doubt.clone());
                found[at].doubtful = Some(doubt);
            }
        }
    }

    /// `Fn::ForEach::Name: [Identifier, Collection, {Key: Body}]`
    fn unroll(
        &self,
        node: &Node,
        scope: &Scope,
        repeated: Option<&Cause>,
        found: &mut Vec<Expanded>,
        open: &mut Option<Cause>,
    ) {
        let [identifier, collection, body] = node.items() else {
            let message = "`Fn::ForEach` takes an identifier, a collection and a mapping".to_owned();
            self.journal().evaluation(node.span, message, None);
            open.get_or_insert_with(|| Cause::new(CauseKind::Function, "Fn::ForEach"));
            return;
        };
        if !self.journal().enter() {
            open.get_or_insert_with(|| Cause::bound("nesting of loops"));
            return;
        }
        let before = found.len();
        let identifier: Arc<str> = identifier.text().unwrap_or("").into();
        for (value, repeated) in self.rounds(collection, scope, &identifier, repeated) {
            if let Some(cause) = &repeated {
                // what the names of all rounds are nobody knows
                open.get_or_insert_with(|| cause.clone());
            }
            if found.len() - before >= MAX_COPIES || !self.journal().instance() {
                let message = "a loop makes more than 1,000 entries: the rest is not looked at";
                self.journal().problem(crate::source::Problem::limit(node.span, message));
                open.get_or_insert_with(|| Cause::bound("instances made by loops"));
                break;
            }
            let inside = scope.inside(Arc::clone(&identifier), value);
            self.collect(body, &inside, repeated.as_ref(), found, open);
        }
        self.journal().leave();
    }

    /// The values of a loop, each with the reason why it stands for any number of them.
    fn rounds(
        &self,
        collection: &Node,
        scope: &Scope,
        identifier: &str,
        repeated: Option<&Cause>,
    ) -> Vec<(Value, Option<Cause>)> {
        let value = self.value(collection, scope);
        let unknown = |cause: &Cause| {
            let repeated = Cause::new(CauseKind::Expansion, format!("Fn::ForEach over {}", cause.subject));
            let identity = format!("{}loop/{identifier}{}", self.prefix, scope.words());
            let round = Unknown::because(cause.clone()).set().named(identity).value();
            vec![(round, Some(repeated))]
        };
        let secret = |list: &List| value.sensitive || list.items.iter().any(|item| item.sensitive);
        match &value.data {
            // logical ids would show it
            Data::List(list) if secret(list) => unknown(&Cause::new(CauseKind::Function, "Fn::ForEach")),
            Data::List(list) => list
                .items
                .iter()
                .map(|item| {
                    let round = crate::value::to_string(item);
                    let certain = round.as_str().is_some();
                    let cause = item.cause().cloned().unwrap_or_else(|| Cause::bound("cases of a loop"));
                    (round, if certain { repeated.cloned() } else { Some(cause) })
                })
                .collect(),
            _ => match value.cause() {
                Some(cause) => unknown(&cause.clone()),
                None => unknown(&Cause::new(CauseKind::Function, "Fn::ForEach")),
            },
        }
    }
}
