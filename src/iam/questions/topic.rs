//! What a topic's policy lets CloudTrail, and everyone, do, and what it denies the alarms.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html>

use super::super::context::ContextValue;
use super::super::document::Policy;
use super::super::principal::Principal;
use super::limits::{open, open_to_everyone};
use super::{Answer, Counts, ask, cloudtrail, cloudtrail_context, find, service_context};
use crate::value::Value;

/// Whether CloudTrail may publish to the topic for that trail.
pub fn topic_allows(
    policy: &Policy,
    topic_arns: &[Value],
    trail_arns: &[Value],
    account: &Value,
    own_organization: &Value,
) -> Answer {
    let context = cloudtrail_context(trail_arns, account, own_organization);
    let policies = std::slice::from_ref(policy);
    ask(policies, &cloudtrail(), "sns:Publish", Some(topic_arns), &context, Counts::Allowed)
}

/// Whether a statement denies an AWS service to publish to the topic for that source.
pub fn publishing_denied(
    policy: &Policy,
    service: &str,
    topic_arns: &[Value],
    source_arns: &[Value],
    account: &Value,
) -> Answer {
    let context =
        service_context(service, account).with("aws:SourceArn", ContextValue::Is(source_arns.to_vec()));
    let (who, policies) = (Principal::Service(Value::string(service)), std::slice::from_ref(policy));
    ask(policies, &who, "sns:Publish", Some(topic_arns), &context, Counts::Denied)
}

/// Whether a statement allows something to everyone under no condition that limits who comes.
pub fn topic_public(policy: &Policy) -> Answer {
    find(policy, &mut open_to_everyone, &open)
}
