//! How recorders of AWS Config are wired.

use super::Fact;
use super::bucket_delivery::not_all_known;
use crate::expr::{Scope, logic, unknown_from};
use crate::model::{model_type, references};
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Data, Value};

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "elsewhere",
        signature: "elsewhere(\"the recorder\")",
        documentation: "not known: what is not here may live outside these files; false where they are the whole account",
        answer: elsewhere,
    },
    Fact {
        name: "waits_for_delivery_channel",
        signature: "waits_for_delivery_channel(recorder_status)",
        documentation: "whether what starts a recorder waits for a delivery channel, by whatever way",
        answer: waits_for_delivery_channel,
    },
    Fact {
        name: "uses_service_linked_role",
        signature: "uses_service_linked_role(recorder)",
        documentation: "whether a recorder works with the role that AWS Config keeps itself",
        answer: uses_service_linked_role,
    },
];

/// The path that service-linked roles of AWS Config have
/// (<https://docs.aws.amazon.com/config/latest/developerguide/using-service-linked-roles.html>).
const SERVICE_LINKED: &str = "aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig";

fn elsewhere(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    match arguments.first().and_then(Value::as_str) {
        Some(what) => view.estate().elsewhere(what),
        None => Value::error("`elsewhere` takes a text"),
    }
}

fn waits_for_delivery_channel(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let [Value { data: Data::Handle(status), .. }] = arguments else {
        return Value::error("`waits_for_delivery_channel` takes a recorder status");
    };
    let depends_on = view.attribute(*status, "depends_on", span).origin;
    let Some((_, channel)) = model_type("delivery_channel") else { return Value::bool(false) };
    view.estate()
        .listed(channel)
        .map_leaves(&mut |channels| {
            if channels.empty_test() == Some(true) {
                return view.estate().elsewhere("the delivery channel");
            }
            logic::any(channels, &mut |channel| match channel.data {
                Data::Handle(channel) => match view.estate().waits_for(*status, channel) {
                    Ok(waits) => Value::bool(waits),
                    Err(by) => not_all_known(&by),
                },
                _ => unknown_from(channel),
            })
        })
        .at(depends_on)
}

fn uses_service_linked_role(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let [Value { data: Data::Handle(recorder), .. }] = arguments else {
        return Value::error("`uses_service_linked_role` takes a recorder");
    };
    let role = view.attribute(*recorder, "role_arn", span);
    let own = view.attribute(*recorder, "role", span);
    let origin = role.origin.clone();
    role.map_leaves(&mut |leaf| {
        if leaf.is_null() {
            return Value::bool(false);
        }
        match leaf.ends_with(SERVICE_LINKED) {
            Some(answer) => Value::bool(answer),
            // AWS refuses to create roles under that path otherwise than as service-linked ones
            None if matches!(own.data, Data::Handle(_)) => Value::bool(false),
            None if references(leaf).iter().any(|address| linked(address)) => Value::bool(true),
            None => unknown_from(leaf),
        }
    })
    .at(origin)
}

/// A recorder takes only the service-linked role of AWS Config itself.
fn linked(address: &str) -> bool {
    address.split('.').any(|part| part == "aws_iam_service_linked_role")
}
