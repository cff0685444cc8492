//! What the policy of a topic, and that of its key, let CloudTrail and everyone do.

use super::Fact;
use super::bucket_policies::{Guard, for_each_trail, key_admits};
use super::resource_policies::{self, of_own_policy, of_policy};
use super::spellings::{alarm_arns, elsewhere, read, subject, trail_arns};
use crate::expr::logic;
use crate::iam::questions::{CLOUDTRAIL, publishing_denied, topic_allows, topic_public};
use crate::model::Entity;
use crate::resource::{Language, Surroundings};
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Cause, CauseKind, Data, Handle, Unknown, Value};

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "topic_admits_cloudtrail",
        signature: "topic_admits_cloudtrail(trail)",
        documentation: "whether the policy of a trail's topic lets CloudTrail publish for that trail",
        answer: topic_admits_cloudtrail,
    },
    Fact {
        name: "topic_is_public",
        signature: "topic_is_public(topic)",
        documentation: "whether a topic's policy allows something to everyone under no condition that limits who",
        answer: topic_is_public,
    },
    Fact {
        name: "topic_key_admits_publisher",
        signature: "topic_key_admits_publisher(topic)",
        documentation: "whether the key of a topic lets who publishes use it: CloudTrail, or the alarms",
        answer: topic_key_admits_publisher,
    },
];

/// Who publishes where no trail does.
const CLOUDWATCH: &str = "cloudwatch.amazonaws.com";

/// The ARN of a topic, by name and by reference.
fn topic_arns(topic: &Entity) -> Vec<Value> {
    let Surroundings { account, region, partition, .. } = &*topic.resource.surroundings;
    let address = topic.resource.key();
    let reference = |attribute: &str| {
        let cause = Cause::new(CauseKind::Attribute, format!("{}.{attribute}", topic.resource.address));
        Unknown::because(cause).set().starting("arn:").referring(address.clone(), attribute)
    };
    let by_attribute = match topic.resource.language {
        Language::CloudFormation => vec![reference("").value(), reference("TopicArn").value()],
        Language::Terraform | Language::TerraformPlan => {
            // the end of the ARN is known where the name is, and a spelling without it would be another text
            let name = topic.field("name").map(|name| match name.value.as_str() {
                Some(name) => format!(":{name}"),
                None => name.value.known_suffix().to_owned(),
            });
            let mut arn = reference("arn");
            arn.suffix = name.filter(|end| !end.is_empty()).map(Into::into);
            vec![arn.value()]
        }
    };
    let text = |text: &str| Value::string(text);
    let before = [
        text("arn:"),
        partition.clone(),
        text(":sns:"),
        region.clone(),
        text(":"),
        account.clone(),
        text(":"),
    ];
    let by_name = topic.field("name").map(|name| {
        name.value.map_leaves(&mut |name| {
            let parts: Vec<Value> = before.iter().cloned().chain([name.clone()]).collect();
            Value::concatenation(&parts)
        })
    });
    by_name.into_iter().chain(by_attribute).collect()
}

fn topic_admits_cloudtrail(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let Some((handle, trail)) = subject(view, arguments) else { return Value::error("a trail is needed") };
    let link = read(view, handle, "topic");
    let origin = link.origin.clone();
    let account = &trail.resource.surroundings.account;
    let own_organization = &trail.resource.surroundings.organization;
    link.map_leaves(&mut |leaf| {
        let Data::Handle(topic) = leaf.data else {
            let absent = leaf.is_null().then(|| view.estate().elsewhere("the topic"));
            return absent.unwrap_or_else(|| leaf.clone()).at(origin.clone());
        };
        let Some(entity) = view.estate().entity(topic) else { return elsewhere("the topic") };
        let policy = read(view, topic, "policy");
        policy.map_leaves(&mut |document| {
            if document.is_null() {
                return resource_policies::elsewhere(view, entity, &policy).at(origin.clone());
            }
            let placed = document.clone().at(policy.origin.clone());
            of_policy(view, topic, &placed, &mut |written| {
                let (topic, trail) = (topic_arns(entity), trail_arns(trail));
                let allows = topic_allows(&written.policy, &topic, &trail, account, own_organization).value;
                logic::and(&allows, &written.accepted)
            })
        })
    })
}

/// Whether the policy of a topic denies an alarm to publish to it.
pub(super) fn denies_alarm(view: &View<'_>, topic: Handle, alarm: &Entity) -> Value {
    let Some(entity) = view.estate().entity(topic) else { return Value::bool(false) };
    let account = &alarm.resource.surroundings.account;
    of_own_policy(view, topic, &mut |written| {
        let arns = topic_arns(entity);
        publishing_denied(&written.policy, CLOUDWATCH, &arns, &alarm_arns(alarm), account).value
    })
}

fn topic_is_public(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    match subject(view, arguments) {
        Some((topic, _)) => of_own_policy(view, topic, &mut |written| topic_public(&written.policy).value),
        None => Value::error("a topic is needed"),
    }
}

fn topic_key_admits_publisher(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let Some((topic, entity)) = subject(view, arguments) else { return Value::error("a topic is needed") };
    let trails = read(view, topic, "trails");
    let told_by_trail = trails.as_list().is_some_and(|trails| !trails.is_empty());
    let arns = topic_arns(entity);
    let guard = Guard {
        service: if told_by_trail { CLOUDTRAIL } else { CLOUDWATCH },
        by: "sns",
        around: &entity.resource.surroundings,
        encryption_context: ("aws:sns:topicArn", &arns),
    };
    let key = read(view, topic, "key");
    let actions = ["kms:GenerateDataKey", "kms:Decrypt"];
    for_each_trail(view, &trails, &mut |trail| {
        let sources = trail.map_or_else(|| vec![an_alarm(&entity.resource.surroundings)], trail_arns);
        key_admits(view, &key, &guard, &sources, &actions)
    })
}

/// The ARN of whatever alarm.
fn an_alarm(around: &Surroundings) -> Value {
    let text = |text: &str| Value::string(text);
    let name = Cause::new(CauseKind::Elsewhere, "the name of the alarm");
    Value::concatenation(&[
        text("arn:"),
        around.partition.clone(),
        text(":cloudwatch:"),
        around.region.clone(),
        text(":"),
        around.account.clone(),
        text(":alarm:"),
        Unknown::because(name).set().value(),
    ])
}
