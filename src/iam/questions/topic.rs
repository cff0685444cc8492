//! What a topic's policy lets CloudTrail, and everyone, do.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html>

use super::super::document::Policy;
use super::limits::{open, open_to_everyone};
use super::{Answer, Counts, ask, cloudtrail, cloudtrail_context, find};
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

/// Whether a statement allows something to everyone under no condition that limits who comes.
pub fn topic_public(policy: &Policy) -> Answer {
    find(policy, &mut open_to_everyone, &open)
}
