//! SNS topics, their policies and who is told.

use super::{back, beside, companion, row, to_one, to_several};
use crate::model::{
    By,
    Default::{Computed, Empty, Null},
    Field,
    FieldKind::{Document, Objects, String as TEXT, Strings, Tags},
    ModelType,
};

/// A topic.
pub const TOPIC: ModelType = ModelType {
    name: "topic",
    documentation: "an SNS topic",
    terraform: &["aws_sns_topic", "data.aws_sns_topic"],
    cloudformation: &["AWS::SNS::Topic"],
    named_by: &[By::Field("name"), By::ArnLast(":", "name")],
    only_in_scope: true,
    fields: &[
        row("name", TEXT, "name", "TopicName", Computed, "the topic's name"),
        row(
            "kms_key_id",
            TEXT,
            "kms_master_key_id",
            "KmsMasterKeyId",
            Null,
            "the key that messages are encrypted with",
        ),
        row("policy", Document, "policy", "", Null, "the topic's policy; null where none is here").or_in(&[
            companion("aws_sns_topic_policy", "arn", "policy", Null),
            beside("AWS::SNS::TopicPolicy", "Topics", "PolicyDocument"),
            beside("AWS::SNS::TopicInlinePolicy", "TopicArn", "PolicyDocument"),
        ]),
        row(
            "inline_subscriptions",
            Objects(INLINE),
            "",
            "Subscription",
            Empty,
            "subscriptions written in the topic itself; others: the link `subscriptions`",
        ),
        row("tags", Tags, "tags", "Tags", Null, "tags"),
    ],
    links: &[
        to_one("key", "kms_key_id", "key", "the key that messages are encrypted with"),
        back("trails", "trail", "topic", "the trails that tell it of deliveries").out_of_scope(),
        back("policies", "topic_policy", "topics", "its policies as resources of their own"),
        back("subscriptions", "subscription", "topic", "who is told"),
    ],
};

const INLINE: &[Field] = &[
    row("protocol", TEXT, "", "Protocol", Null, "`email`, `https`, `lambda`, …"),
    row("endpoint", TEXT, "", "Endpoint", Null, "who is told"),
];

/// A topic policy.
pub const TOPIC_POLICY: ModelType = ModelType {
    name: "topic_policy",
    documentation: "a policy of SNS topics, as a resource of its own",
    terraform: &["aws_sns_topic_policy"],
    cloudformation: &["AWS::SNS::TopicPolicy", "AWS::SNS::TopicInlinePolicy"],
    named_by: &[],
    only_in_scope: true,
    fields: &[
        row("topic_arns", Strings, "arn", "Topics", Empty, "the topics")
            .or_in(&[super::property("TopicArn", crate::model::Reading::Plain)]),
        row("document", Document, "policy", "PolicyDocument", Null, "the policy"),
    ],
    links: &[to_several("topics", "topic_arns", "topic", "the topics it is for").out_of_scope()],
};

/// A subscription.
pub const SUBSCRIPTION: ModelType = ModelType {
    name: "subscription",
    documentation: "a subscription to an SNS topic",
    terraform: &["aws_sns_topic_subscription"],
    cloudformation: &["AWS::SNS::Subscription"],
    named_by: &[],
    only_in_scope: true,
    fields: &[
        row("topic_arn", TEXT, "topic_arn", "TopicArn", Null, "the topic"),
        row("protocol", TEXT, "protocol", "Protocol", Null, "`email`, `https`, `lambda`, …"),
        row("endpoint", TEXT, "endpoint", "Endpoint", Null, "who is told"),
    ],
    links: &[to_one("topic", "topic_arn", "topic", "the topic").out_of_scope()],
};
