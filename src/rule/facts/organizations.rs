//! What the organization grants CloudTrail, and what its policies deny everyone.

use super::Fact;
use super::spellings::read;
use crate::expr::logic;
use crate::iam::Policy;
use crate::iam::questions::{CLOUDTRAIL, TRAIL_ACTIONS, scp_denies};
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Cause, CauseKind, Data, Handle, Origin, Value};

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "organization_trail_elsewhere",
        signature: "organization_trail_elsewhere()",
        documentation: "whether the configuration names a trail of the organization that is not in these files",
        answer: organization_trail_elsewhere,
    },
    Fact {
        name: "organization_trusts_cloudtrail",
        signature: "organization_trusts_cloudtrail()",
        documentation: "whether the organization has all features and gives CloudTrail trusted access",
        answer: organization_trusts_cloudtrail,
    },
    Fact {
        name: "service_control_policies_protect_trails",
        signature: "service_control_policies_protect_trails()",
        documentation: "whether attached service control policies deny stopping, deleting and changing trails",
        answer: protect_trails,
    },
    Fact {
        name: "trail_protection_gap",
        signature: "trail_protection_gap()",
        documentation: "what service control policies leave open, in words",
        answer: trail_protection_gap,
    },
];

fn organization_trail_elsewhere(view: &View<'_>, _: &[Value], _: Span) -> Value {
    Value::bool(view.estate().organization_trail_elsewhere)
}

fn organization_trusts_cloudtrail(view: &View<'_>, _: &[Value], _: Span) -> Value {
    let mut looked_up = None;
    for (handle, organization) in view.estate().all("organization") {
        if organization.resource.kind.starts_with("data.") {
            looked_up = Some(Cause::new(CauseKind::DataSource, organization.resource.address.clone()));
            continue;
        }
        let (services, features) = (read(view, handle, "service_access"), read(view, handle, "feature_set"));
        let trusted = logic::any(&services, &mut |service| logic::is(service, CLOUDTRAIL));
        let all = logic::is(&features, "ALL");
        let (trusted, all) = (trusted.at(services.origin), all.at(features.origin));
        return if all.as_bool() == Some(false) {
            all
        } else {
            logic::and(&trusted, &all).at(trusted.origin)
        };
    }
    looked_up.map_or_else(|| view.estate().elsewhere("the organization"), Value::unknown)
}

/// The service control policies here: texts of those attached (null in cases where they are not), and whether each
/// is attached here for certain.
struct Policies {
    attached: Vec<Value>,
    all: Vec<Value>,
    origin: Origin,
}

fn service_control_policies(view: &View<'_>) -> Policies {
    let mut found = Policies { attached: Vec::new(), all: Vec::new(), origin: Origin::none() };
    for (handle, policy) in view.estate().all("organization_policy") {
        let kind = logic::is(&read(view, handle, "type"), "SERVICE_CONTROL_POLICY");
        if kind.as_bool() == Some(false) || policy.resource.not_created.is_some() {
            continue;
        }
        let document = read(view, handle, "document");
        let origin = document.origin.clone();
        let when = logic::and(&kind, &is_attached(view, handle));
        let text = when.map_leaves(&mut |attached| match attached.as_bool() {
            Some(true) => document.clone(),
            Some(false) => Value::null(),
            None => attached.clone(),
        });
        // where it protects nothing of a trail, another one may be what is told of
        found.origin = origin.and(&found.origin);
        found.attached.push(text);
        found.all.push(document);
    }
    found
}

/// Whether something here attaches a policy; false where nothing does.
fn is_attached(view: &View<'_>, policy: Handle) -> Value {
    let some = |list: &Value| {
        list.map_leaves(&mut |leaf| match &leaf.data {
            Data::List(items) => Value::bool(!items.items.is_empty()),
            Data::Null => Value::bool(false),
            _ => leaf.clone(),
        })
    };
    logic::or(&some(&read(view, policy, "attachments")), &some(&read(view, policy, "targets")))
}

fn protect_trails(view: &View<'_>, _: &[Value], _: Span) -> Value {
    let found = service_control_policies(view);
    let read_all = |texts: &[Value]| texts.iter().map(Policy::read).collect::<Vec<_>>();
    let attached = scp_denies(&read_all(&found.attached), TRAIL_ACTIONS, &[]).all.value;
    let here = scp_denies(&read_all(&found.all), TRAIL_ACTIONS, &[]);
    let about_trails = here.missing.len() < TRAIL_ACTIONS.len() || !here.partial.is_empty();
    let answer = match (attached.as_bool(), here.all.value.as_bool()) {
        (Some(true), _) => attached,
        // a policy that guards trails, and leaves a gap even where it is attached
        (_, Some(false)) if about_trails => Value::bool(false),
        (Some(false), Some(true)) => view.estate().elsewhere("the attachment of the service control policy"),
        (Some(false), _) => view.estate().elsewhere("a service control policy that protects trails"),
        (None, _) => attached,
    };
    let origin = found.origin;
    answer.map_leaves(&mut |leaf| leaf.clone().at(origin.clone()))
}

fn trail_protection_gap(view: &View<'_>, _: &[Value], _: Span) -> Value {
    let found = service_control_policies(view);
    let policies: Vec<Policy> = found.all.iter().map(Policy::read).collect();
    let protection = scp_denies(&policies, TRAIL_ACTIONS, &[]);
    let selectors = scp_denies(&policies, &["cloudtrail:PutEventSelectors"], &[]);
    let mut missing = protection.missing;
    missing.extend(selectors.missing);
    let list: Vec<String> = missing.iter().map(|action| format!("`{action}`")).collect();
    let words = match (list.is_empty(), protection.partial.is_empty()) {
        (true, _) => "nobody knows of an attached one".to_owned(),
        (false, true) => format!("{} not denied", list.join(", ")),
        (false, false) => format!("{} not denied to everyone", list.join(", ")),
    };
    Value::string(words)
}
