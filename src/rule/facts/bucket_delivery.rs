//! Whether a trail's bucket takes what CloudTrail delivers.

use super::Fact;
use super::bucket_elsewhere::NamedBucket;
use super::bucket_policies::bucket_arns;
use super::resource_policies::{self, of_own_policy, of_policy};
use super::spellings::{elsewhere, key_arns, read, subject, trail_arns};
use crate::expr::{logic, unknown_from};
use crate::iam::Policy;
use crate::iam::questions::{Delivery, cloudtrail_delivery, delivery_denied, prefix_covered};
use crate::model::{Entity, Scope};
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Cause, CauseKind, Data, Decides, DecidesAt, Handle, Origin, Role, Value};
use std::sync::Arc;

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "bucket_allows_delivery",
        signature: "bucket_allows_delivery(trail)",
        documentation: "whether the policy of a trail's bucket lets CloudTrail check its ACL and write the trail's files",
        answer: bucket_allows_delivery,
    },
    Fact {
        name: "bucket_allows_organization_delivery",
        signature: "bucket_allows_organization_delivery(trail)",
        documentation: "whether it lets CloudTrail write under the organization's path",
        answer: bucket_allows_organization_delivery,
    },
    Fact {
        name: "bucket_policy_covers_prefix",
        signature: "bucket_policy_covers_prefix(trail)",
        documentation: "whether a grant to CloudTrail is about the trail's key prefix",
        answer: bucket_policy_covers_prefix,
    },
    Fact {
        name: "delivery_is_denied",
        signature: "delivery_is_denied(bucket)",
        documentation: "whether a bucket's policy denies CloudTrail something that a trail here needs",
        answer: delivery_is_denied,
    },
    Fact {
        name: "waits_for_bucket_policy",
        signature: "waits_for_bucket_policy(trail)",
        documentation: "whether a trail is created after the policy of its bucket",
        answer: waits_for_bucket_policy,
    },
    Fact {
        name: "waits_for_itself",
        signature: "waits_for_itself(trail)",
        documentation: "whether a trail waits for what waits for it, so that neither can be created",
        answer: waits_for_itself,
    },
];

/// The pieces of a delivery, owned.
struct Pieces {
    bucket_arns: Vec<Value>,
    key_prefix: Value,
    account: Value,
    organization: Value,
    trail_arns: Vec<Value>,
    encrypted: Value,
    key_arns: Vec<Value>,
}

impl Pieces {
    fn of(view: &View<'_>, trail: Handle, entity: &Entity, bucket_arns: Vec<Value>) -> Self {
        let key = match read(view, trail, "key").data {
            Data::Handle(key) => view.estate().entity(key),
            _ => None,
        };
        let field = |name: &str| entity.field(name).map_or_else(Value::null, |it| it.value.clone());
        Pieces {
            bucket_arns,
            key_prefix: field("key_prefix"),
            account: entity.resource.surroundings.account.clone(),
            organization: entity.resource.surroundings.organization.clone(),
            trail_arns: trail_arns(entity),
            encrypted: is_set(&field("kms_key_id")),
            key_arns: key.map(key_arns).unwrap_or_default(),
        }
    }

    /// Of a trail that is elsewhere.
    fn unknown(bucket: &Entity) -> Self {
        let trail = || elsewhere("the trail that delivers here");
        Pieces {
            bucket_arns: bucket_arns(bucket),
            key_prefix: trail(),
            account: trail(),
            organization: trail(),
            trail_arns: vec![trail()],
            encrypted: trail(),
            key_arns: Vec::new(),
        }
    }

    fn delivery(&self, to_organization: bool) -> Delivery<'_> {
        Delivery {
            bucket_arns: &self.bucket_arns,
            key_prefix: &self.key_prefix,
            account: &self.account,
            organization: to_organization.then_some(&self.organization),
            own_organization: &self.organization,
            trail_arns: &self.trail_arns,
            encrypted: &self.encrypted,
            key_arns: &self.key_arns,
        }
    }
}

/// Whether a text is there: neither null nor empty.
fn is_set(value: &Value) -> Value {
    value.map_leaves(&mut |leaf| match (leaf.null_test(), leaf.empty_test()) {
        (Some(true), _) | (_, Some(true)) => Value::bool(false),
        (Some(false), Some(false)) => Value::bool(true),
        _ => unknown_from(leaf),
    })
}

/// Asks the policy of the bucket that a trail delivers to; one that is elsewhere is not known.
fn of_delivery(
    view: &View<'_>,
    arguments: &[Value],
    to_organization: bool,
    ask: &mut dyn FnMut(&Policy, &Delivery<'_>) -> Value,
) -> Value {
    let Some((handle, trail)) = subject(view, arguments) else { return Value::error("a trail is needed") };
    let link = read(view, handle, "bucket");
    let origin = link.origin.clone();
    link.map_leaves(&mut |leaf| {
        let Data::Handle(bucket) = leaf.data else {
            let Some(named) = NamedBucket::of(view, trail) else {
                return not_here(view, handle, leaf).at(origin.clone());
            };
            let pieces = Pieces::of(view, handle, trail, named.arns);
            return of_policy(view, named.policy, named.document, &mut |written| {
                let answer = ask(&written.policy, &pieces.delivery(to_organization));
                logic::and(&answer, &written.accepted)
            });
        };
        let Some(entity) = view.estate().entity(bucket) else { return elsewhere("the bucket") };
        let pieces = Pieces::of(view, handle, trail, bucket_arns(entity));
        let policy = read(view, bucket, "policy");
        policy.map_leaves(&mut |document| {
            if document.is_null() {
                return resource_policies::elsewhere(view, entity, &policy).at(origin.clone());
            }
            let placed = document.clone().at(policy.origin.clone());
            of_policy(view, bucket, &placed, &mut |written| {
                let answer = ask(&written.policy, &pieces.delivery(to_organization));
                logic::and(&answer, &written.accepted)
            })
        })
    })
}

/// What a link that leads to nothing here comes to. Without a bucket there is no trail: the engines refuse it.
fn not_here(view: &View<'_>, trail: Handle, bucket: &Value) -> Value {
    if !bucket.is_null() {
        return bucket.clone();
    }
    let entity = view.estate().entity(trail);
    let name = entity.and_then(|it| it.field("bucket_name")).map(|it| it.name);
    match (view.estate().scope(), name) {
        (Scope::Files, Some(name)) => Value::unknown(to_be_given(bucket).unwrap_or_else(|| {
            Cause::new(CauseKind::Error, format!("the trail has no `{name}`, which is required"))
        })),
        _ => view.estate().elsewhere("the bucket"),
    }
}

/// The variable or parameter that whoever deploys has to give: nothing is its default, and all that there is here.
fn to_be_given(bucket: &Value) -> Option<Cause> {
    let mut defaults = bucket.origin.steps().into_iter().filter_map(|step| match step.role {
        Role::VariableDefault(name) => Some(Cause::new(CauseKind::Variable, name)),
        Role::ParameterDefault(name) => Some(Cause::new(CauseKind::Parameter, name)),
        _ => None,
    });
    let only = defaults.next()?;
    defaults.all(|other| other == only).then_some(only)
}

fn bucket_allows_delivery(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    of_delivery(view, arguments, false, &mut |policy, delivery| {
        cloudtrail_delivery(policy, delivery).allowed().value
    })
}

fn bucket_allows_organization_delivery(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    of_delivery(view, arguments, true, &mut |policy, delivery| {
        let write = cloudtrail_delivery(policy, delivery).organization_write;
        write.map_or_else(|| Value::error("no organization"), |answer| answer.value)
    })
}

fn bucket_policy_covers_prefix(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    of_delivery(view, arguments, false, &mut |policy, delivery| prefix_covered(policy, delivery).value)
}

/// For any of the trails that deliver here; of one that is elsewhere nothing is known.
fn delivery_is_denied(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let Some((handle, bucket)) = subject(view, arguments) else { return Value::error("a bucket is needed") };
    let trails = read(view, handle, "trails");
    of_own_policy(view, handle, &mut |written| {
        let policy = &written.policy;
        let refused = logic::not(&written.accepted);
        let denied = trails.map_leaves(&mut |trails| match trails.as_list() {
            Some([]) => delivery_denied(policy, &Pieces::unknown(bucket).delivery(false)).value,
            _ => logic::any(trails, &mut |trail| {
                let Data::Handle(trail) = trail.data else { return unknown_from(trail) };
                let Some(entity) = view.estate().entity(trail) else { return Value::bool(false) };
                let pieces = Pieces::of(view, trail, entity, bucket_arns(bucket));
                let to_organization = read(view, trail, "organization").as_bool() == Some(true);
                delivery_denied(policy, &pieces.delivery(to_organization)).value
            }),
        });
        logic::or(&denied, &refused)
    })
}

/// The trail may be made before a policy that it does not wait for, and is refused then; a policy that is elsewhere
/// may be there long before.
fn waits_for_bucket_policy(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let Some((trail, of)) = subject(view, arguments) else { return Value::error("a trail is needed") };
    let waiting = read(view, trail, "depends_on").origin;
    let link = read(view, trail, "bucket");
    let origin = link.origin.clone();
    link.map_leaves(&mut |leaf| {
        let waits = |other: Handle| match view.estate().waits_for(trail, other) {
            Ok(true) => Value::bool(true).at(waiting.clone()),
            Ok(false) => Value::bool(false).at(not_waited_for(view, trail, other, &waiting)),
            Err(by) => not_all_known(&by).at(waiting.clone()),
        };
        let Data::Handle(bucket) = leaf.data else {
            return match NamedBucket::of(view, of) {
                Some(named) => waits(named.policy),
                None => not_here(view, trail, leaf).at(origin.clone()),
            };
        };
        let Some(entity) = view.estate().entity(bucket) else { return elsewhere("the bucket") };
        let all = read(view, bucket, "policies");
        all.map_leaves(&mut |policies| match policies.as_list() {
            Some([]) if read(view, bucket, "policy").null_test() == Some(false) => waits(bucket),
            Some([]) | None => resource_policies::elsewhere(view, entity, &all).at(origin.clone()),
            Some(policies) => policies.iter().fold(Value::bool(true), |so_far, policy| match policy.data {
                Data::Handle(policy) => logic::and(&so_far, &waits(policy)),
                _ => logic::and(&so_far, &unknown_from(policy)),
            }),
        })
    })
}

fn waits_for_itself(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let Some((trail, _)) = subject(view, arguments) else { return Value::error("a trail is needed") };
    let waiting = read(view, trail, "depends_on").origin;
    match view.estate().waits_for_itself(trail) {
        Ok(waits) => Value::bool(waits).at(waiting),
        Err(by) => not_all_known(&by).at(waiting),
    }
}

/// Where not all is known that something on the way waits for.
pub(super) fn not_all_known(by: &str) -> Value {
    Value::unknown(Cause::new(CauseKind::Error, format!("what `{by}` refers to is not read")))
}

/// The way of the answer that a trail does not wait for something: where it says what it waits for, that is not there.
fn not_waited_for(view: &View<'_>, trail: Handle, other: Handle, waiting: &Origin) -> Origin {
    let entity = |handle| view.estate().entity(handle);
    let (Some(trail), Some(other)) = (entity(trail), entity(other)) else { return waiting.clone() };
    let (Some(field), Some(step)) = (trail.field("depends_on").filter(|it| it.written), waiting.last())
    else {
        return waiting.clone();
    };
    // by its name in the module, which is the same for every call of it
    let (own, address) = (&trail.resource.address, &other.resource.address);
    let module = own.rfind(&format!("{}.", trail.resource.kind)).map_or("", |at| &own[..at]);
    let name = address.strip_prefix(module).unwrap_or(address);
    let words = format!("`{}` does not lead to `{name}`", field.name);
    waiting.then(Role::Decides(Arc::new(Decides { words, at: DecidesAt::Whole })), step.span)
}
