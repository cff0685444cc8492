//! Pseudo parameters: known where the user says so, else the same unknown wherever they are read.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html>

use super::stack::Stack;
use crate::resource::Surroundings;
use crate::value::{Cause, CauseKind, Type, Unknown, Value};
use std::sync::Arc;

/// All of them.
pub(super) const NAMES: &[&str] = &[
    "AWS::AccountId",
    "AWS::NoValue",
    "AWS::NotificationARNs",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
];

/// The value of a pseudo parameter; `None` where there is none of that name.
pub(super) fn parameter(stack: &Stack<'_>, name: &str) -> Option<Value> {
    let inputs = stack.around.inputs;
    // a stack set's instances are deployed to other accounts and regions than the stack set
    let said =
        |value: &Option<String>| value.as_deref().filter(|_| stack.place.is_empty()).map(Value::string);
    let symbol = |what: &str, prefix: &str| {
        let unknown = Unknown::because(Cause::new(CauseKind::Surroundings, what)).set();
        unknown.of_type(Type::String).named(format!("{prefix}{name}"))
    };
    Some(match name {
        "AWS::NoValue" => Value::null(),
        "AWS::Region" => said(&inputs.region).unwrap_or_else(|| symbol("region", &stack.place).value()),
        "AWS::AccountId" => said(&inputs.account).unwrap_or_else(|| symbol("account", &stack.place).value()),
        "AWS::Partition" => Value::string(partition(stack)),
        "AWS::URLSuffix" => {
            Value::string(if partition(stack) == "aws-cn" { "amazonaws.com.cn" } else { "amazonaws.com" })
        }
        "AWS::StackName" => symbol("stack name", &stack.prefix).value(),
        "AWS::StackId" => symbol("stack id", &stack.prefix).starting("arn:").value(),
        "AWS::NotificationARNs" => {
            let mut unknown = symbol("notification topics", &stack.prefix);
            unknown.not_empty = false;
            unknown.of_type(Type::List(Arc::new(Type::String))).value()
        }
        _ => return None,
    })
}

/// Where the stack's resources are deployed to.
pub(super) fn surroundings(stack: &Stack<'_>) -> Surroundings {
    let said = |name| parameter(stack, name).unwrap_or_else(Value::null);
    Surroundings {
        account: said("AWS::AccountId"),
        region: said("AWS::Region"),
        partition: said("AWS::Partition"),
        ..Surroundings::default()
    }
}

fn partition<'s>(stack: &'s Stack<'_>) -> &'s str {
    let inputs = stack.around.inputs;
    match (&inputs.partition, &inputs.region) {
        (Some(partition), _) => partition,
        (None, Some(region)) if region.starts_with("cn-") => "aws-cn",
        (None, Some(region)) if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}
