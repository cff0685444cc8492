//! What the policies of keys grant: to CloudTrail, to CloudWatch Logs, to everyone.

use super::Fact;
use super::resource_policies::{self, ResourcePolicy};
use super::spellings::{elsewhere, group_arns, key_arns, read, subject, trail_arns};
use crate::expr::logic;
use crate::iam::questions::{
    KeyUse, key_allows_cloudtrail, key_allows_logs, key_public, key_scoped as scoped,
};
use crate::model::Entity;
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Data, Handle, Value};

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "key_admits_cloudtrail",
        signature: "key_admits_cloudtrail(trail)",
        documentation: "whether the policy of a trail's key lets CloudTrail encrypt that trail's files",
        answer: key_admits_cloudtrail,
    },
    Fact {
        name: "key_admits_logs",
        signature: "key_admits_logs(log_group)",
        documentation: "whether the policy of a log group's key lets CloudWatch Logs use it for that group",
        answer: key_admits_logs,
    },
    Fact {
        name: "key_grant_is_scoped",
        signature: "key_grant_is_scoped(key)",
        documentation: "whether every grant to CloudTrail asks for a trail, an account or an organization",
        answer: key_grant_is_scoped,
    },
    Fact {
        name: "key_is_public",
        signature: "key_is_public(key)",
        documentation: "whether a key's policy allows something to everyone",
        answer: key_is_public,
    },
];

fn key_admits_cloudtrail(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let Some((handle, trail)) = subject(view, arguments) else {
        return Value::error("`key_admits_cloudtrail` takes a trail");
    };
    let account = &trail.resource.surroundings.account;
    let trail_arns = trail_arns(trail);
    let needs_decrypt = uses_bucket_key(view, handle);
    over_key(view, handle, &mut |key, written| {
        let usage = KeyUse {
            key_arns: &key_arns(key),
            trail_arns: &trail_arns,
            account,
            own_organization: &trail.resource.surroundings.organization,
            region: &key.resource.surroundings.region,
            needs_decrypt: &needs_decrypt,
        };
        logic::and(&key_allows_cloudtrail(&written.policy, &usage).value, &written.accepted)
    })
}

/// Whether the trail's bucket uses an S3 Bucket Key; one that is elsewhere may.
fn uses_bucket_key(view: &View<'_>, trail: Handle) -> Value {
    read(view, trail, "bucket").map_leaves(&mut |bucket| match bucket.data {
        Data::Handle(bucket) => read(view, bucket, "bucket_key").map_leaves(&mut |used| {
            if used.is_null() { Value::bool(false) } else { used.clone() }
        }),
        Data::Null => Value::bool(false),
        _ => bucket.clone(),
    })
}

fn key_admits_logs(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let Some((handle, group)) = subject(view, arguments) else {
        return Value::error("`key_admits_logs` takes a log group");
    };
    let around = &group.resource.surroundings;
    let group_arns = group_arns(group);
    over_key(view, handle, &mut |key, written| {
        let policy = &written.policy;
        let allows = key_allows_logs(policy, &key_arns(key), &around.region, &around.account, &group_arns);
        logic::and(&allows.value, &written.accepted)
    })
}

/// Asks the policy of the key that an entity's `key` link leads to, by way of an alias too.
fn over_key(view: &View<'_>, from: Handle, ask: &mut dyn FnMut(&Entity, &ResourcePolicy) -> Value) -> Value {
    let mut of_key = |key: &Value| match &key.data {
        Data::Handle(handle) => match view.estate().entity(*handle) {
            Some(entity) => {
                resource_policies::of_own_policy(view, *handle, &mut |written| ask(entity, written))
            }
            None => elsewhere("the key"),
        },
        Data::Null => view.estate().elsewhere("the key"),
        _ => key.clone(),
    };
    let direct = read(view, from, "key");
    let origin = direct.origin.clone();
    direct.map_leaves(&mut |key| match key.data {
        Data::Handle(_) => of_key(key),
        _ => {
            let alias = by_alias(view, from);
            match &alias {
                Some(alias) => alias.map_leaves(&mut of_key),
                None => of_key(&key.clone().at(origin.clone())),
            }
        }
    })
}

/// The key behind the alias that a trail names.
fn by_alias(view: &View<'_>, from: Handle) -> Option<Value> {
    view.estate().entity(from)?.model_type.link("key_alias")?;
    let Data::Handle(alias) = read(view, from, "key_alias").data else { return None };
    Some(read(view, alias, "key"))
}

fn key_grant_is_scoped(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    of_own_policy(view, arguments, &mut |written| scoped(&written.policy).value)
}

fn key_is_public(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    of_own_policy(view, arguments, &mut |written| key_public(&written.policy).value)
}

fn of_own_policy(
    view: &View<'_>,
    arguments: &[Value],
    ask: &mut dyn FnMut(&ResourcePolicy) -> Value,
) -> Value {
    match subject(view, arguments) {
        Some((key, _)) => resource_policies::of_own_policy(view, key, ask),
        None => Value::error("a key is needed"),
    }
}
