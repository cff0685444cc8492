//! `AWS::SNS::…`: written by `generate.py` from cfn-lint "; not to be edited.

use super::Kind::{self, Any, Boolean, Integer, List, Object, String};
use super::Properties;

/// The types, sorted.
#[rustfmt::skip]
pub(super) static TYPES: &[(&str, Properties)] = &[
    ("AWS::SNS::Subscription", &SUBSCRIPTION),
    ("AWS::SNS::Topic", &TOPIC),
    ("AWS::SNS::TopicPolicy", &TOPIC_POLICY),
];

#[rustfmt::skip]
static SUBSCRIPTION: [(&str, Kind); 12] = [
    ("Arn", String), ("DeliveryPolicy", Any), ("Endpoint", String), ("FilterPolicy", Any),
    ("FilterPolicyScope", String), ("Protocol", String), ("RawMessageDelivery", Boolean),
    ("RedrivePolicy", Any), ("Region", String), ("ReplayPolicy", Any), ("SubscriptionRoleArn", String),
    ("TopicArn", String),
];

#[rustfmt::skip]
static TOPIC: [(&str, Kind); 15] = [
    ("ArchivePolicy", Any), ("ContentBasedDeduplication", Boolean), ("DataProtectionPolicy", Any),
    ("DeliveryStatusLogging", List(&Object(&TOPIC_LOGGING_CONFIG))), ("DisplayName", String),
    ("FifoThroughputScope", String), ("FifoTopic", Boolean), ("KmsMasterKeyId", String),
    ("MaximumMessageSize", Integer), ("SignatureVersion", String),
    ("Subscription", List(&Object(&TOPIC_SUBSCRIPTION))), ("Tags", List(&Object(&TOPIC_TAG))),
    ("TopicArn", String), ("TopicName", String), ("TracingConfig", String),
];

#[rustfmt::skip]
static TOPIC_LOGGING_CONFIG: [(&str, Kind); 4] = [
    ("FailureFeedbackRoleArn", String), ("Protocol", String), ("SuccessFeedbackRoleArn", String),
    ("SuccessFeedbackSampleRate", String),
];

#[rustfmt::skip]
static TOPIC_SUBSCRIPTION: [(&str, Kind); 2] = [
    ("Endpoint", String), ("Protocol", String),
];

#[rustfmt::skip]
static TOPIC_TAG: [(&str, Kind); 2] = [
    ("Key", String), ("Value", String),
];

#[rustfmt::skip]
static TOPIC_POLICY: [(&str, Kind); 3] = [
    ("Id", String), ("PolicyDocument", Any), ("Topics", List(&String)),
];
