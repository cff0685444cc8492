//! What the roles by which CloudTrail writes to CloudWatch Logs trust and may do.

use super::Fact;
use super::held_policies::held;
use super::spellings::{elsewhere, group_arns, of_document, placed, read, subject, trail_arns};
use crate::expr::logic;
use crate::iam::questions::{CLOUDTRAIL, LogDelivery, least_privilege, may_write_logs, trusts_service};
use crate::iam::{Context, ContextValue, Policy};
use crate::model::Entity;
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Cause, CauseKind, Data, Handle, Unknown, Value};

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "role_trusts_cloudtrail",
        signature: "role_trusts_cloudtrail(trail)",
        documentation: "whether the delivery role of a trail lets CloudTrail take it",
        answer: role_trusts_cloudtrail,
    },
    Fact {
        name: "role_may_write_streams",
        signature: "role_may_write_streams(trail)",
        documentation: "whether the delivery role of a trail may write the account's log streams",
        answer: role_may_write_streams,
    },
    Fact {
        name: "role_may_write_organization_streams",
        signature: "role_may_write_organization_streams(trail)",
        documentation: "whether the delivery role of a trail may write the organization's log streams",
        answer: role_may_write_organization_streams,
    },
    Fact {
        name: "role_does_nothing_else",
        signature: "role_does_nothing_else(trail)",
        documentation: "whether the delivery role of a trail may write to its log group and do no more",
        answer: role_does_nothing_else,
    },
];

fn role_trusts_cloudtrail(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let Some((handle, trail)) = subject(view, arguments) else { return no_trail() };
    let account = trail.resource.surroundings.account.clone();
    let context = Context::new()
        .with("aws:SourceArn", ContextValue::Is(trail_arns(trail)))
        .with("aws:SourceAccount", ContextValue::Is(vec![account]))
        .without(&["sts:ExternalId", "aws:MultiFactorAuthPresent"]);
    over_role(view, handle, &mut |role, _| {
        of_document(&read(view, role, "trust_policy"), &mut |document| {
            trusts_service(&Policy::read(document), CLOUDTRAIL, &context).value
        })
    })
}

fn role_may_write_streams(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    may_write(view, arguments, &|_| None)
}

fn role_may_write_organization_streams(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    may_write(view, arguments, &|trail| Some(organization_ids(view, trail)))
}

/// The organization's id, in all its spellings.
fn organization_ids(view: &View<'_>, trail: &Entity) -> Vec<Value> {
    let by_reference = view.estate().all("organization").flat_map(|(_, organization)| {
        let address = organization.resource.key();
        ["id", "Id", ""].map(|attribute| {
            let cause = Cause::new(CauseKind::Attribute, format!("{}.id", organization.resource.address));
            Unknown::because(cause).set().referring(address.clone(), attribute).value()
        })
    });
    std::iter::once(trail.resource.surroundings.organization.clone()).chain(by_reference).collect()
}

fn may_write(
    view: &View<'_>,
    arguments: &[Value],
    organizations: &dyn Fn(&Entity) -> Option<Vec<Value>>,
) -> Value {
    let Some((handle, trail)) = subject(view, arguments) else { return no_trail() };
    let groups = spellings_of_group(view, handle, trail);
    let around = &trail.resource.surroundings;
    let asked = |policies: &[Policy]| {
        let once = |organization: Option<&Value>| {
            let delivery = LogDelivery {
                group_arns: &groups,
                account: &around.account,
                region: &around.region,
                organization,
            };
            may_write_logs(policies, &delivery).value
        };
        match organizations(trail) {
            None => once(None),
            // all are the same text: where one of them is answered, the others are
            Some(ids) => {
                ids.iter().map(|id| once(Some(id))).fold(Value::bool(false), |a, b| logic::or(&a, &b))
            }
        }
    };
    over_role(view, handle, &mut |role, entity| {
        let held = held(view, role, entity);
        if held.nothing() {
            return no_policies(view, entity).at(held.origin);
        }
        let all = asked(&held.policies(true));
        let answer = if all.as_bool().is_some() {
            all
        } else {
            // what AWS manages denies nothing of this
            let known = asked(&held.policies(false));
            if held.all_is_seen() && known.as_bool() == Some(true) { known } else { all }
        };
        let answer = logic::and(&answer, &held.bounded);
        placed(&answer, &held.origin)
    })
}

fn role_does_nothing_else(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let Some((handle, trail)) = subject(view, arguments) else { return no_trail() };
    let groups = spellings_of_group(view, handle, trail);
    over_role(view, handle, &mut |role, entity| {
        let held = held(view, role, entity);
        if held.nothing() {
            return no_policies(view, entity).at(held.origin);
        }
        let answer = least_privilege(&held.policies(true), &groups).value;
        placed(&answer, &held.origin)
    })
}

/// A role of which no policy is here.
fn no_policies(view: &View<'_>, role: &Entity) -> Value {
    view.estate().elsewhere(format!("a policy of {}", role.resource.address))
}

fn no_trail() -> Value {
    Value::error("a trail is needed")
}

/// The ARN of a trail's log group: as the trail says it, and by what it leads to.
fn spellings_of_group(view: &View<'_>, handle: Handle, trail: &Entity) -> Vec<Value> {
    let written = trail.field("log_group_arn").map(|field| field.value.clone());
    let linked = match read(view, handle, "log_group").data {
        Data::Handle(group) => view.estate().entity(group).map(group_arns),
        _ => None,
    };
    written.into_iter().chain(linked.unwrap_or_default()).collect()
}

fn over_role(view: &View<'_>, trail: Handle, ask: &mut dyn FnMut(Handle, &Entity) -> Value) -> Value {
    let role = read(view, trail, "role");
    let origin = role.origin.clone();
    role.map_leaves(&mut |role| match &role.data {
        Data::Handle(handle) => match view.estate().entity(*handle) {
            Some(entity) if entity.resource.kind.starts_with("data.") => {
                let cause = Cause::new(CauseKind::DataSource, entity.resource.address.clone());
                Value::unknown(cause).at(origin.clone())
            }
            Some(entity) => ask(*handle, entity).map_leaves(&mut |answer| {
                let placed = answer.origin.last().is_some();
                if placed { answer.clone() } else { answer.clone().at(origin.clone()) }
            }),
            None => elsewhere("the role"),
        },
        Data::Null => view.estate().elsewhere("the role").at(origin.clone()),
        _ => role.clone().at(origin.clone()),
    })
}
