//! What roles, users and groups here may do to log files, to what keeps them, and to the trails.

mod of_aws;
mod target;

use super::Fact;
use super::bucket_policies::bucket_arns;
use super::held_policies::{Held, held, managed_by_aws};
use super::spellings::{identity_arns, read, trail_arns};
use crate::expr::{logic, unknown_from};
use crate::iam::Policy;
use crate::iam::questions::{Deed, Identity, Tampered, is_named, may_tamper, touches};
use crate::model::Entity;
use crate::resource::Presence;
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Cause, CauseKind, Data, Handle, Origin, Value};
use std::sync::Arc;
use target::{log_keys, names_another, trails_of};

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "identities_are_here",
        signature: "identities_are_here()",
        documentation: "whether a role, user or group, or a policy of one, is in these files",
        answer: identities_are_here,
    },
    Fact {
        name: "identities_may_tamper",
        signature: "identities_may_tamper(bucket, parameters.allowed_identities)",
        documentation: "whether a role, user or group here, other than those, may delete the logs in a bucket, change what keeps them, or stop its trails",
        answer: identities_may_tamper,
    },
    Fact {
        name: "identity_that_may_tamper",
        signature: "identity_that_may_tamper(bucket, parameters.allowed_identities)",
        documentation: "for messages: which one may do what",
        answer: identity_that_may_tamper,
    },
];

/// Who holds policies.
const HOLDERS: &[&str] = &["role", "user", "group"];

/// Policies that are resources of their own.
const POLICIES: &[&str] = &["role_policy", "managed_policy"];

/// Most identities asked about, all buckets taken together: it grows with the one and the other.
const MOST_PAIRS: usize = 1 << 13;

/// What somebody may do, as far as it is known.
struct Found {
    value: Value,
    /// Who may do what.
    words: String,
}

fn identities_are_here(view: &View<'_>, _: &[Value], _: Span) -> Value {
    let kinds = HOLDERS.iter().chain(POLICIES).chain(&["policy_attachment"]);
    Value::bool(kinds.into_iter().any(|kind| view.estate().all(kind).any(|(_, it)| is_made_here(it))))
}

/// Whether these files make it, and do not look it up.
fn is_made_here(entity: &Entity) -> bool {
    !entity.resource.kind.starts_with("data.") && entity.resource.not_created.is_none()
}

fn identities_may_tamper(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    search(view, arguments).map_or_else(|| Value::error("a bucket is needed"), |found| found.value)
}

fn identity_that_may_tamper(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    search(view, arguments).map_or_else(|| Value::error("a bucket is needed"), |it| Value::string(it.words))
}

/// All that is asked about.
struct Search<'v, 'e> {
    view: &'v View<'e>,
    bucket: &'e Entity,
    target: &'v Tampered<'v>,
    allowed: &'v [Value],
}

fn search(view: &View<'_>, arguments: &[Value]) -> Option<Found> {
    let [Value { data: Data::Handle(handle), .. }, allowed] = arguments else { return None };
    let bucket = view.estate().entity(*handle)?;
    let trails = trails_of(view, *handle);
    let policy = Policy::read(&read(view, *handle, "policy"));
    let (bucket_arns, is_other) = (bucket_arns(bucket), |item: &Value| names_another(view, *handle, item));
    let target = Tampered {
        bucket_arns: &bucket_arns,
        log_keys: &log_keys(view, &trails),
        trails: &trails.iter().map(|(_, trail)| trail_arns(trail)).collect::<Vec<_>>(),
        account: &bucket.resource.surroundings.account,
        policy: &policy,
        is_other: &is_other,
    };
    let search = Search { view, bucket, target: &target, allowed: allowed.as_list().unwrap_or_default() };
    let mut so_far = Found { value: Value::bool(false), words: String::new() };
    search.everybody(&mut so_far);
    Some(so_far)
}

/// Identities, and policies, that grant something of the kind on whatever resource: found once for all buckets.
fn able(view: &View<'_>) -> Arc<Vec<Handle>> {
    let estate = view.estate();
    estate.remembered("identities that may touch a bucket or a trail", None, &|| {
        let made = |kind: &&'static str| estate.all(kind).filter(|(_, entity)| is_made_here(entity));
        let holders = HOLDERS.iter().flat_map(made).filter(|(handle, entity)| {
            let held = held(view, *handle, entity);
            let by_text = held.seen.iter().any(|seen| touches(&Policy::read(&seen.text)));
            by_text || not_here(&held).any(|deed| deed.value.as_bool() != Some(false))
        });
        let policies = POLICIES
            .iter()
            .flat_map(made)
            .filter(|(handle, _)| touches(&Policy::read(&read(view, *handle, "document"))));
        holders.chain(policies).map(|(handle, _)| handle).collect()
    })
}

/// What policies grant whose text is not here.
fn not_here(held: &Held) -> impl Iterator<Item = Deed> {
    let of_aws = held.of_aws.iter().map(|policy| {
        let known = managed_by_aws(policy).and_then(of_aws::deed);
        let value = known.map_or_else(|| unknown_from(policy), |deed| Value::bool(deed.is_some()));
        let action = known.flatten().unwrap_or_default();
        Deed { value: value.at(policy.origin.clone()), action }
    });
    let unseen = held.unseen.iter().map(|policy| Deed { value: unknown_from(policy), action: "" });
    of_aws.chain(unseen)
}

impl Search<'_, '_> {
    /// Everybody here who may do anything of the kind, and policies of others, until one certainly does it.
    fn everybody(&self, so_far: &mut Found) {
        let estate = self.view.estate();
        let able = able(self.view);
        let buckets: Arc<Vec<Handle>> = estate.remembered("log buckets", None, &|| {
            estate.all("bucket").map(|(handle, _)| handle).filter(|it| estate.in_scope(*it)).collect()
        });
        let most = MOST_PAIRS / buckets.len().max(1);
        for handle in able.iter().take(most) {
            let Some(entity) = estate.entity(*handle) else { continue };
            match HOLDERS.contains(&entity.model_type.name) {
                true => self.identity(*handle, entity, so_far),
                false => self.stray(*handle, entity, so_far),
            }
            if so_far.value.as_bool() == Some(true) {
                return;
            }
        }
        if able.len() > most {
            let rest = Value::unknown(Cause::bound("identities and log buckets"));
            so_far.take(rest, || "there are too many to be asked about".to_owned());
        }
    }

    fn identity(&self, handle: Handle, entity: &Entity, so_far: &mut Found) {
        let held = held(self.view, handle, entity);
        let arns = identity_arns(entity);
        let may_deny = |policy: &Value| managed_by_aws(policy).is_some_and(of_aws::may_deny);
        let denying = held.policies(held.of_aws.iter().any(may_deny));
        let boundary = self.boundary(handle, entity);
        let identity = Identity { arns: &arns, held: &denying, boundary: boundary.as_ref() };
        let bounded = if boundary.is_some() { Value::bool(true) } else { held.bounded.clone() };
        let may = self.account(entity, &logic::and(&bounded, &self.unless_allowed(entity)));
        if may.as_bool() == Some(false) {
            return;
        }
        let mut take = |deed: Deed| {
            let value = in_its_cases(entity, &logic::and(&deed.value, &may)).at(deed.value.origin.clone());
            so_far.take(value, || words(&format!("`{}`", entity.resource.address), deed.action));
        };
        for seen in &held.seen {
            take(placed(&may_tamper(&Policy::read(&seen.text), &identity, self.target), &seen.place));
        }
        not_here(&held).for_each(take);
    }

    /// The policy that bounds what an identity may do, where it is here.
    fn boundary(&self, handle: Handle, entity: &Entity) -> Option<Policy> {
        entity.field("permissions_boundary")?;
        match read(self.view, handle, "boundary").data {
            Data::Handle(policy) => Some(Policy::read(&read(self.view, policy, "document"))),
            _ => None,
        }
    }

    /// A policy here, of holders who are not.
    fn stray(&self, handle: Handle, entity: &Entity, so_far: &mut Found) {
        let held = self.held_elsewhere(handle, entity);
        if held.as_bool() == Some(false) {
            return;
        }
        let document = read(self.view, handle, "document");
        let policies = [Policy::read(&document)];
        let identity = Identity { arns: &[], held: &policies, boundary: None };
        let deed = placed(&may_tamper(&policies[0], &identity, self.target), &document.origin);
        let value = in_its_cases(entity, &self.account(entity, &logic::and(&deed.value, &held)));
        let holder = format!("who holds `{}`", entity.resource.address);
        so_far.take(value.at(deed.value.origin.clone()), || words(&holder, deed.action));
    }

    /// Whether somebody who is not here holds a policy: those who are here are asked themselves.
    fn held_elsewhere(&self, handle: Handle, entity: &Entity) -> Value {
        let mut holders = self.elsewhere(handle);
        if entity.model_type.name == "managed_policy" {
            let none = |links: &[&str]| {
                let is_none = |link| read(self.view, handle, link).as_list().is_some_and(<[Value]>::is_empty);
                links.iter().all(|link| is_none(link))
            };
            let named_by = ["naming_roles", "naming_users", "naming_groups", "attachments"];
            if none(&["roles", "users", "groups"]) && none(&named_by) {
                // a boundary grants nothing
                return match none(&["bounded_roles", "bounded_users"]) {
                    true => {
                        self.view.estate().elsewhere(format!("the attachment of {}", entity.resource.address))
                    }
                    false => Value::bool(false),
                };
            }
            for attachment in read(self.view, handle, "attachments").as_list().unwrap_or_default() {
                if let Data::Handle(attachment) = attachment.data {
                    holders.extend(self.elsewhere(attachment));
                }
            }
        }
        holders.iter().fold(Value::bool(false), |so_far, name| {
            logic::or(&so_far, &logic::not(&is_named(name, self.allowed)))
        })
    }

    /// Names of identities that are not here, in what attaches or holds a policy.
    fn elsewhere(&self, policy: Handle) -> Vec<Value> {
        let mut names = Vec::new();
        for (link, field) in [("roles", "role_names"), ("users", "user_names"), ("groups", "group_names")] {
            let holders = read(self.view, policy, link);
            let written = read(self.view, policy, field);
            let known = written.as_list().unwrap_or_default();
            match holders.as_list() {
                Some(holders) => {
                    let known = if known.len() == holders.len() { known } else { holders };
                    let pairs = holders.iter().zip(known).filter(|(holder, _)| self.is_away(holder));
                    names.extend(pairs.map(|(_, name)| name.clone()));
                }
                None => names.push(holders),
            }
        }
        names
    }

    /// Whether what a link leads to is not made here.
    fn is_away(&self, holder: &Value) -> bool {
        match holder.data {
            Data::Handle(handle) => self.view.estate().entity(handle).is_some_and(|it| !is_made_here(it)),
            _ => true,
        }
    }

    /// The same where an identity is of the bucket's account: others need leave of the bucket, too.
    fn account(&self, entity: &Entity, may: &Value) -> Value {
        let (own, other) =
            (&self.bucket.resource.surroundings.account, &entity.resource.surroundings.account);
        let same = own
            .equals(other)
            .map_or_else(|| Value::unknown(Cause::new(CauseKind::Surroundings, "account")), Value::bool);
        logic::and(may, &same)
    }

    /// Whether an identity is none of those that may, by name or address.
    fn unless_allowed(&self, entity: &Entity) -> Value {
        let name = entity.field("name").filter(|name| name.written);
        let by_name = name.map_or_else(|| Value::bool(false), |name| is_named(&name.value, self.allowed));
        let by_address = is_named(&Value::string(&*entity.resource.address), self.allowed);
        logic::not(&logic::or(&by_address, &by_name))
    }
}

/// "`aws_iam_role.ops` may `s3:DeleteObject`"
fn words(who: &str, action: &str) -> String {
    if action.is_empty() {
        return format!("what {who} may do is not known");
    }
    format!("{who} may `{action}`")
}

/// An answer in the cases in which what it is about is there.
fn in_its_cases(entity: &Entity, value: &Value) -> Value {
    match &entity.resource.presence {
        Presence::Always => value.clone(),
        Presence::When(formula) => Value::branches(formula, value.clone(), Value::bool(false)),
        Presence::Unknown(cause) => logic::and(value, &Value::unknown(cause.clone())),
    }
}

fn placed(deed: &Deed, place: &Origin) -> Deed {
    let value = deed.value.map_leaves(&mut |leaf| leaf.clone().at(place.clone())).at(place.clone());
    Deed { value, action: deed.action }
}

impl Found {
    fn take(&mut self, value: Value, words: impl FnOnce() -> String) {
        match value.as_bool() {
            Some(false) => {}
            Some(true) => *self = Found { value, words: words() },
            None => {
                if self.words.is_empty() {
                    self.words = words();
                }
                self.value = match self.value.as_bool() {
                    Some(_) => value,
                    None => logic::or(&self.value, &value),
                };
            }
        }
    }
}
