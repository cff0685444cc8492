//! Pseudo parameters: known where the user says so, else the same unknown wherever they are read.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html>

use super::scope::Scope;
use super::stack::Stack;
use crate::resource::Surroundings;
use crate::syntax::node::{Node, NodeKind};
use crate::value::{Cause, CauseKind, Type, Unknown, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// More regions of other partitions than that are not told apart: there are four in GovCloud and in China.
const MOST_REGIONS: usize = 8;

/// More of the conditions than that is not searched for them.
const MOST_NODES: usize = 10_000;

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
        "AWS::Partition" => partition(stack),
        "AWS::URLSuffix" => partition(stack).map_leaves(&mut |partition| {
            Value::string(if partition.as_str() == Some("aws-cn") {
                "amazonaws.com.cn"
            } else {
                "amazonaws.com"
            })
        }),
        "AWS::StackName" => symbol("stack name", &stack.prefix).value(),
        "AWS::StackId" => {
            let named = |name: &str| parameter(stack, name).unwrap_or_else(Value::null);
            Value::concatenation(&[
                Value::string("arn:"),
                named("AWS::Partition"),
                Value::string(":cloudformation:"),
                named("AWS::Region"),
                Value::string(":"),
                named("AWS::AccountId"),
                Value::string(":stack/"),
                named("AWS::StackName"),
                Value::string("/"),
                symbol("stack id", &stack.prefix).value(),
            ])
        }
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

/// The partition that is said, or that of the region that is said.
fn partition(stack: &Stack<'_>) -> Value {
    let inputs = stack.around.inputs;
    match (&inputs.partition, &inputs.region) {
        (Some(partition), _) => Value::string(partition.as_str()),
        (None, Some(region)) => Value::string(partition_of(region)),
        (None, None) => stack.memo.partition.get_or_init(|| by_region(stack)).clone(),
    }
}

fn partition_of(region: &str) -> &'static str {
    match region {
        _ if region.starts_with("cn-") => "aws-cn",
        _ if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

/// `aws`; where conditions ask for regions of other partitions, theirs in the case that the region is one of them.
fn by_region(stack: &Stack<'_>) -> Value {
    let mut regions = BTreeSet::new();
    let mut left = MOST_NODES;
    stack.template.conditions.iter().for_each(|section| foreign_regions(section, &mut left, &mut regions));
    let plain = Value::string("aws");
    // a nested stack may ask what its parent does not: both are in the same partition
    if regions.is_empty() || !stack.prefix.is_empty() || stack.template.has_nested_stacks() {
        return plain;
    }
    let Some(region) = parameter(stack, "AWS::Region") else { return plain };
    regions.into_iter().fold(plain, |otherwise, name| {
        let asked =
            stack.equality_of(&region, &Value::string(name), stack.template.root.span, &Scope::default());
        match asked.formula() {
            Some(formula) => Value::branches(&formula, Value::string(partition_of(name)), otherwise),
            None => otherwise,
        }
    })
}

/// `left` is how many nodes may still be looked at: what aliases share is met again and again.
fn foreign_regions<'n>(node: &'n Node, left: &mut usize, found: &mut BTreeSet<&'n str>) {
    let Some(fewer) = left.checked_sub(1) else { return };
    *left = fewer;
    match node.kind() {
        NodeKind::Mapping(entries) => entries.iter().for_each(|it| foreign_regions(&it.value, left, found)),
        NodeKind::Sequence(items) => items.iter().for_each(|it| foreign_regions(it, left, found)),
        _ => {
            let text = node.text().filter(|text| partition_of(text) != "aws" && found.len() < MOST_REGIONS);
            found.extend(text);
        }
    }
}
