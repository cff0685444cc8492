//! `Ref` and `Fn::GetAtt`: parameters, pseudo parameters, resources, outputs of nested stacks.

use super::entries::Expanded;
use super::pseudo;
use super::scope::Scope;
use super::spelling::nearest;
use super::stack::{Entries, Stack};
use crate::source::Span;
use crate::syntax::node::Node;
use crate::value::{Cause, CauseKind, Data, Origin, Role, Type, Unknown, Value};
use std::sync::Arc;

/// Types whose `Ref` is a name, and the property that gives it where it is written.
const NAMES: &[(&str, &str)] = &[
    ("AWS::CloudTrail::Trail", "TrailName"),
    ("AWS::CloudWatch::Alarm", "AlarmName"),
    ("AWS::CloudWatch::CompositeAlarm", "AlarmName"),
    ("AWS::Config::ConfigurationRecorder", "Name"),
    ("AWS::Config::DeliveryChannel", "Name"),
    ("AWS::DynamoDB::Table", "TableName"),
    ("AWS::Events::Rule", "Name"),
    ("AWS::IAM::Group", "GroupName"),
    ("AWS::IAM::InstanceProfile", "InstanceProfileName"),
    ("AWS::IAM::Role", "RoleName"),
    ("AWS::IAM::User", "UserName"),
    ("AWS::KMS::Alias", "AliasName"),
    ("AWS::Kinesis::Stream", "Name"),
    ("AWS::KinesisFirehose::DeliveryStream", "DeliveryStreamName"),
    ("AWS::Lambda::Function", "FunctionName"),
    ("AWS::Logs::LogGroup", "LogGroupName"),
    ("AWS::S3::Bucket", "BucketName"),
    ("AWS::SSM::Parameter", "Name"),
];

/// Types whose `Ref` is an ARN.
const ARNS: &[&str] = &[
    "AWS::CloudFormation::Stack",
    "AWS::CloudTrail::Channel",
    "AWS::CloudTrail::EventDataStore",
    "AWS::ECS::Service",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::IAM::ManagedPolicy",
    "AWS::SNS::Subscription",
    "AWS::SNS::Topic",
    "AWS::SecretsManager::Secret",
    "AWS::Serverless::Application",
];

/// Attributes that are the value of a property.
const PROPERTIES: &[(&str, &str, &str)] = &[
    ("AWS::SSM::Parameter", "Value", "Value"),
    ("AWS::SNS::Topic", "TopicName", "TopicName"),
    ("AWS::SQS::Queue", "QueueName", "QueueName"),
];

/// All attributes of the types that trails are wired with, as their registry schemas have them; a bucket's metadata
/// tables have more.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html>
const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("AWS::CloudTrail::Trail", &["Arn", "SnsTopicArn"]),
    ("AWS::IAM::Role", &["Arn", "RoleId"]),
    ("AWS::KMS::Key", &["Arn", "KeyId"]),
    ("AWS::Logs::LogGroup", &["Arn"]),
    ("AWS::S3::Bucket", &["Arn", "DomainName", "DualStackDomainName", "RegionalDomainName", "WebsiteURL"]),
];

/// Whether references may ask for a property of a resource that nobody else asks for: one that gives a name, or any
/// that a loop or an include may make.
pub fn may_give_name(property: &str) -> bool {
    property.starts_with("Fn::")
        || NAMES.iter().any(|(_, name)| *name == property)
        || PROPERTIES.iter().any(|(.., name)| *name == property)
}

/// `Ref: name`
pub(super) fn reference(stack: &Stack<'_>, argument: &Node, span: Span, scope: &Scope) -> Value {
    let name = match argument.text() {
        Some(text) if argument.tag.is_none() => match scope.get(text) {
            Some(value) => return value.clone(),
            None => scope.name(&text.into()),
        },
        _ => match stack.string(argument, scope) {
            name if name.is_error() => return name,
            name => match name.as_str() {
                Some(text) => text.into(),
                None => return super::intrinsics::made_of(&name, None),
            },
        },
    };
    named(stack, &name, span)
}

/// What a name stands for.
pub(super) fn named(stack: &Stack<'_>, name: &str, span: Span) -> Value {
    if name.starts_with("AWS::") {
        return match pseudo::parameter(stack, name) {
            Some(value) => value.at(Origin::of(Role::Literal, span)),
            None => undeclared_anywhere(stack, name, span),
        };
    }
    if let Some(value) = stack.parameter(name) {
        return value;
    }
    if let Some(entry) = stack.resources().get(name) {
        return resource(stack, entry, span);
    }
    generated(stack, name).unwrap_or_else(|| undeclared_anywhere(stack, name, span))
}

/// Tells of a name that stands for nothing.
pub(super) fn declared(stack: &Stack<'_>, name: &str, span: Span) {
    let is_declared = match name.starts_with("AWS::") {
        true => pseudo::NAMES.contains(&name),
        false => {
            stack.template.parameters.contains_key(name)
                || stack.resources().get(name).is_some()
                || generated(stack, name).is_some()
        }
    };
    if !is_declared {
        undeclared_anywhere(stack, name, span);
    }
}

fn undeclared_anywhere(stack: &Stack<'_>, name: &str, span: Span) -> Value {
    if name.starts_with("AWS::") {
        return undeclared(stack, name, nearest(name, pseudo::NAMES.iter().copied()), span);
    }
    let resources = stack.resources();
    let names = resources.list.iter().map(|entry| &*entry.key);
    let near = nearest(name, stack.template.parameters.keys().map(|key| &**key).chain(names));
    undeclared(stack, name, near, span)
}

/// Tells of a resource that is named and that nothing declares: CloudFormation refuses the template.
pub(super) fn dependency(stack: &Stack<'_>, name: &str, span: Span) {
    let resources = stack.resources();
    if resources.get(name).is_none() && generated(stack, name).is_none() {
        let near = nearest(name, resources.list.iter().map(|entry| &*entry.key));
        undeclared(stack, name, near, span);
    }
}

fn undeclared(stack: &Stack<'_>, name: &str, near: Option<&str>, span: Span) -> Value {
    let help = near.map(|near| format!("did you mean `{near}`?"));
    stack.journal().evaluation(span, format!("`{name}` is not declared"), help);
    Value::unknown(Cause::new(CauseKind::Undeclared, name)).at(Origin::of(Role::Literal, span))
}

/// What a name may stand for that a macro, an include or unread text declares.
fn generated(stack: &Stack<'_>, name: &str) -> Option<Value> {
    let resources = stack.resources();
    let cause = stack.template.more_names.clone().or_else(|| resources.open.clone());
    let cause = cause.or_else(|| of_module(&resources, name))?;
    let mut unknown = Unknown::because(cause).named(format!("{}{name}", stack.prefix));
    unknown.not_null = true;
    Some(unknown.value())
}

/// Why a name may stand for a resource of a module: it begins with the module's.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/module-ref-resources.html>
fn of_module(resources: &Entries, name: &str) -> Option<Cause> {
    let is_module = |entry: &&Expanded| name.starts_with(&*entry.key) && type_of(entry).ends_with("::MODULE");
    resources.list.iter().find(is_module).map(|module| Cause::new(CauseKind::Macro, type_of(module)))
}

/// Tells of a resource that is referred to and not there: CloudFormation refuses such a choice of parameters.
fn complain_if_absent(stack: &Stack<'_>, entry: &Expanded, span: Span) {
    if entry.value.get("Condition").is_some() && super::resources::is_never_made(stack, entry) {
        let message = format!(
            "`{}` is referred to and not there, for its condition does not hold: CloudFormation refuses the template",
            entry.key
        );
        let help = "refer to it by `Fn::If` and the same condition".to_owned();
        stack.journal().evaluation(span, message, Some(help));
    }
}

fn type_of(entry: &Expanded) -> &str {
    entry.value.get("Type").and_then(Node::text).unwrap_or("")
}

/// `Ref` of a resource: its name where that is written, else what is known of it.
fn resource(stack: &Stack<'_>, entry: &Expanded, span: Span) -> Value {
    complain_if_absent(stack, entry, span);
    let address = stack.address(&entry.key);
    let kind = type_of(entry);
    let mut unknown = Unknown::because(Cause::new(CauseKind::Attribute, &*entry.key))
        .set()
        .of_type(Type::String)
        .referring(Arc::clone(&address), "");
    if ARNS.contains(&kind) {
        unknown = unknown.starting("arn:");
    }
    let unknown = unknown.value().at(Origin::of(Role::Literal, entry.key_span));
    let name = NAMES.iter().find(|(name, _)| *name == kind).and_then(|(_, property)| {
        let written = property_of(stack, entry, property)?;
        // what is not text is no name; in the cases where it is left out, it is made up
        Some(written.map_leaves(&mut |leaf| if leaf.is_null() { unknown.clone() } else { leaf.clone() }))
    });
    refers(name.unwrap_or(unknown), &address, span)
}

/// A value that is read off a resource: in each of its cases it is that one's.
fn refers(value: Value, address: &Arc<str>, span: Span) -> Value {
    let through = |value: Value| value.through(Role::Reference(Arc::clone(address)), span);
    match value.data {
        Data::Branches(_) => through(value.map_leaves(&mut |leaf| through(leaf.clone()))),
        _ => through(value),
    }
}

/// `Fn::GetAtt: id.attribute` or `[id, attribute]`
pub(super) fn attribute(stack: &Stack<'_>, argument: &Node, span: Span, scope: &Scope) -> Value {
    let whole = match argument.items() {
        [] => stack.name(argument, scope),
        parts => {
            let mut joined = Vec::new();
            for part in parts {
                if !joined.is_empty() {
                    joined.push(Value::string("."));
                }
                joined.push(stack.name(part, scope));
            }
            super::combine::concatenate(joined)
        }
    };
    if whole.is_error() {
        return whole;
    }
    let Some(text) = whole.as_str() else {
        return super::intrinsics::made_of(&whole, None);
    };
    match text.split_once('.') {
        Some((logical_id, attribute)) => attribute_of(stack, logical_id, attribute, span),
        None => stack.error(span, "`Fn::GetAtt` takes a logical id and an attribute".to_owned(), None),
    }
}

/// An attribute of a resource.
pub(super) fn attribute_of(stack: &Stack<'_>, logical_id: &str, attribute: &str, span: Span) -> Value {
    let resources = stack.resources();
    let Some(entry) = resources.get(logical_id) else {
        if let Some(value) = generated(stack, logical_id) {
            return super::intrinsics::made_of(&value, None);
        }
        let near = nearest(logical_id, resources.list.iter().map(|entry| &*entry.key));
        return undeclared(stack, logical_id, near, span);
    };
    complain_if_absent(stack, entry, span);
    if let Some(output) = attribute.strip_prefix("Outputs.") {
        return stack.nested_output(entry, output, span);
    }
    let address = stack.address(&entry.key);
    let kind = type_of(entry);
    let known = ATTRIBUTES.iter().find(|(name, _)| *name == kind).map(|(_, attributes)| *attributes);
    if let Some(known) = known.filter(|it| !it.contains(&attribute) && !attribute.starts_with("Metadata")) {
        let message =
            format!("`{}` has no attribute `{attribute}`: CloudFormation refuses the template", entry.key);
        let help = match nearest(attribute, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("`{kind}` has `{}`", known.join("`, `")),
        };
        return stack.error(span, message, Some(help));
    }
    let same = PROPERTIES.iter().find(|(name, it, _)| *name == kind && *it == attribute);
    if let Some(written) = same.and_then(|(_, _, property)| property_of(stack, entry, property)) {
        return refers(written, &address, span);
    }
    if let Some(arn) = arn_by_name(stack, entry, attribute) {
        return refers(arn, &address, span);
    }
    let subject = format!("{}.{attribute}", entry.key);
    let mut unknown = Unknown::because(Cause::new(CauseKind::Attribute, subject))
        .referring(Arc::clone(&address), attribute);
    unknown.not_null = true;
    let custom = kind.starts_with("Custom::") || kind == "AWS::CloudFormation::CustomResource";
    if !custom {
        unknown.not_empty = true;
        if attribute == "Arn" || attribute.ends_with("Arn") {
            unknown = unknown.starting("arn:").of_type(Type::String);
        }
        if (kind, attribute) == ("AWS::Logs::LogGroup", "Arn") {
            unknown.suffix = Some(":*".into());
        }
    }
    let origin = Origin::of(Role::Literal, entry.key_span);
    unknown.value().at(origin).through(Role::Reference(address), span)
}

/// The ARN of a bucket whose name is known: it holds neither account nor region.
fn arn_by_name(stack: &Stack<'_>, entry: &Expanded, attribute: &str) -> Option<Value> {
    if (type_of(entry), attribute) != ("AWS::S3::Bucket", "Arn") {
        return None;
    }
    let name = property_of(stack, entry, "BucketName")?;
    name.as_str()?;
    let partition = pseudo::parameter(stack, "AWS::Partition")?;
    let arn = [Value::string("arn:"), partition, Value::string(":s3:::"), name.clone()];
    Some(Value::concatenation(&arn).at(name.origin))
}

/// The value of a property where it is written; `None` too where asking for it asks for itself.
fn property_of(stack: &Stack<'_>, entry: &Expanded, property: &str) -> Option<Value> {
    let key: Arc<str> = format!("{}.{property}", entry.key).into();
    if let Some(known) = stack.memo.references.borrow().get(&key) {
        return known.clone();
    }
    let properties = entry.value.get("Properties")?;
    stack.memo.references.borrow_mut().insert(Arc::clone(&key), None);
    let (entries, _) = stack.entries(properties, &entry.scope);
    let value = entries
        .iter()
        .find(|entry| &*entry.key == property)
        .map(|entry| super::dynamic::resolve(&stack.entry_value(entry)))
        .filter(|value| !value.is_null());
    stack.memo.references.borrow_mut().insert(key, value.clone());
    value
}
