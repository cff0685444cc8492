//! EventBridge rules and their targets.

use super::{back, form, row, to_one, to_several};
use crate::model::{
    By,
    Default::{self, Computed, Empty, Null},
    Field,
    FieldKind::{Map, Objects, String as TEXT, Strings},
    ModelType, Reading,
};

/// A rule.
pub const EVENT_RULE: ModelType = ModelType {
    name: "event_rule",
    documentation: "an EventBridge rule",
    terraform: &["aws_cloudwatch_event_rule"],
    cloudformation: &["AWS::Events::Rule"],
    named_by: &[By::Field("name"), By::ArnLast("/", "name")],
    only_in_scope: false,
    fields: &[
        row("name", TEXT, "name", "Name", Computed, "its name"),
        row(
            "pattern",
            Map,
            "event_pattern",
            "EventPattern",
            Null,
            "which events it takes: JSON or an object",
        ),
        row(
            "state",
            TEXT,
            "state",
            "State",
            Default::String("ENABLED"),
            "`ENABLED`, `DISABLED` or `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`",
        )
        .or_in(&[form("is_enabled", Reading::UpperEnabled)]),
        row("bus", TEXT, "event_bus_name", "EventBusName", Default::String("default"), "the event bus"),
        row(
            "inline_targets",
            Objects(TARGETS),
            "",
            "Targets",
            Empty,
            "targets written in the rule itself; others: the link `targets`",
        ),
    ],
    links: &[back("targets", "event_target", "rule", "where events go")],
};

const TARGETS: &[Field] = &[row("arn", TEXT, "arn", "Arn", Null, "where events go")];

/// A target of a rule.
pub const EVENT_TARGET: ModelType = ModelType {
    name: "event_target",
    documentation: "a target of an EventBridge rule",
    terraform: &["aws_cloudwatch_event_target"],
    cloudformation: &[],
    named_by: &[],
    only_in_scope: false,
    fields: &[
        row("rule_name", TEXT, "rule", "", Null, "name of the rule"),
        row("arn", TEXT, "arn", "", Null, "where events go"),
        row("arns", Strings, "arn", "", Empty, "the same as a list"),
    ],
    links: &[
        to_one("rule", "rule_name", "event_rule", "the rule"),
        to_several("topics", "arns", "topic", "the topic, where it is one"),
    ],
};
