//! The policies that a role, user or group holds: inline and managed, in whatever resource they are written. Knows no
//! question.

use super::spellings::{elsewhere, read};
use crate::expr::logic;
use crate::iam::Policy;
use crate::model::Entity;
use crate::rule::view::View;
use crate::value::{Cause, CauseKind, Data, Handle, Origin, Value};
use std::sync::Arc;

/// Policies whose text is AWS's own.
pub(super) const AWS_MANAGED: &str = ":iam::aws:policy/";

/// The policies that an identity has.
pub(super) struct Held {
    /// Texts: null where a policy is not there in a case, unknown in some cases at most.
    pub seen: Vec<Seen>,
    /// Policies of AWS's own, whose text is not here: unknown because of their ARN.
    pub of_aws: Vec<Value>,
    /// Other policies that may grant or deny, and whose text is not here.
    pub unseen: Vec<Value>,
    /// Why there may be policies here that are not known to be this identity's.
    pub perhaps: Vec<Value>,
    /// Whether a permissions boundary lets through what they grant, where its text is not asked.
    pub bounded: Value,
    /// Whether what is written here is all there may be.
    pub exclusive: bool,
    /// Where they are written.
    pub origin: Origin,
}

/// A policy whose text is here.
pub(super) struct Seen {
    pub text: Value,
    /// Where it is written.
    pub place: Origin,
}

impl Held {
    /// Whether there is none here, and no word that there is none.
    pub fn nothing(&self) -> bool {
        self.seen.is_empty() && self.of_aws.is_empty() && self.all_is_seen() && !self.exclusive
    }

    /// Whether nothing but AWS's own policies is unknown.
    pub fn all_is_seen(&self) -> bool {
        self.unseen.is_empty() && self.perhaps.is_empty()
    }

    /// All of them, those of AWS's own where asked for.
    pub fn policies(&self, of_aws: bool) -> Vec<Policy> {
        let seen = self.seen.iter().map(|seen| &seen.text);
        let of_aws = self.of_aws.iter().filter(|_| of_aws);
        seen.chain(of_aws).chain(&self.unseen).chain(&self.perhaps).map(Policy::read).collect()
    }
}

/// What an identity holds.
pub(super) fn held(view: &View<'_>, holder: Handle, entity: &Entity) -> Held {
    let field = |name: &str| match entity.field(name) {
        Some(_) => read(view, holder, name),
        None => Value::null(),
    };
    let is_set = |field: &str| entity.field(field).is_some_and(|it| it.written);
    let mut held = Held {
        seen: Vec::new(),
        of_aws: Vec::new(),
        unseen: Vec::new(),
        perhaps: Vec::new(),
        bounded: if field("permissions_boundary").is_null() {
            Value::bool(true)
        } else {
            elsewhere(format!("permissions boundary of {}", entity.resource.address))
        },
        exclusive: is_set("only_policies") && is_set("only_managed_policies"),
        origin: Origin::none(),
    };
    let inline = read(view, holder, "inline_policies");
    held.take(&inline, &mut |item| logic::field(item, "document").at(inline.origin.clone()));
    for link in ["policies", "attached_policies", "managed_policies"] {
        let members = read(view, holder, link);
        held.take(&members, &mut |member| match member.data {
            Data::Handle(_) => document_of(view, member),
            _ => member.clone().at(members.origin.clone()),
        });
    }
    let attachments = read(view, holder, "attachments");
    held.take(&attachments, &mut |attachment| match attachment.data {
        Data::Handle(handle) => {
            let policy = read(view, handle, "policy");
            let arn = read(view, handle, "policy_arn");
            let place = arn.origin.clone();
            policy.map_leaves(&mut |policy| match policy.data {
                Data::Handle(_) => document_of(view, policy),
                _ => match arn.as_str().filter(|arn| arn.contains(AWS_MANAGED)) {
                    Some(arn) => elsewhere(arn).at(place.clone()),
                    None => policy.clone(),
                },
            })
        }
        _ => attachment.clone(),
    });
    for complete in ["policies_complete", "attached_policies_complete", "attachments_complete"] {
        let complete = read(view, holder, complete);
        if complete.as_bool() != Some(true) && !held.exclusive {
            held.perhaps.push(complete);
        }
    }
    held
}

/// The text of a policy; of one that is looked up, why it is not here.
fn document_of(view: &View<'_>, policy: &Value) -> Value {
    let Data::Handle(handle) = policy.data else { return policy.clone() };
    let resource = view.estate().entity(handle).map(|entity| &entity.resource);
    let Some(resource) = resource.filter(|resource| resource.kind.starts_with("data.")) else {
        return read(view, handle, "document");
    };
    let arn = resource.arguments.get("arn").and_then(|arn| arn.value().as_str());
    match arn.filter(|arn| arn.contains(AWS_MANAGED)) {
        Some(arn) => elsewhere(arn),
        None => Value::unknown(Cause::new(CauseKind::DataSource, Arc::clone(&resource.address))),
    }
}

impl Held {
    /// Takes the items of a list, each in the cases in which it is there.
    fn take(&mut self, list: &Value, document: &mut dyn FnMut(&Value) -> Value) {
        let mut longest = 0;
        list.map_leaves(&mut |leaf| {
            longest = longest.max(leaf.as_list().map_or(0, <[Value]>::len));
            leaf.clone()
        });
        if list.as_list().is_none() && list.cause().is_some() && longest == 0 {
            self.unseen.push(list.clone());
            return;
        }
        for at in 0..longest {
            let mut place = Origin::none();
            let text = list.map_leaves(&mut |leaf| match leaf.as_list() {
                Some(items) => items.get(at).map_or_else(Value::null, |item| {
                    let found = item.map_leaves(document);
                    place = found.origin.clone();
                    found
                }),
                None if leaf.is_null() => Value::null(),
                None => leaf.clone(),
            });
            if managed_by_aws(&text).is_some() {
                self.of_aws.push(text);
            } else if text.as_unknown().is_some() {
                self.unseen.push(text);
            } else {
                // the oldest text first: the newest reading is told
                self.origin = self.origin.and(&place);
                self.seen.push(Seen { text, place });
            }
        }
    }
}

/// The ARN of a policy of AWS's own, of which nothing else is known.
pub(super) fn managed_by_aws(text: &Value) -> Option<&str> {
    let cause = &text.as_unknown()?.cause;
    (cause.kind == CauseKind::Elsewhere && cause.subject.contains(AWS_MANAGED)).then_some(&*cause.subject)
}
