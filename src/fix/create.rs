//! Resources that a fix writes anew: what people otherwise copy from the documentation, named after the resource they
//! are for, without a clash with names that are there.
//!
//! Sources: the CloudTrail user guide's pages on the bucket policy, the key policy, the delivery role and alarms
//! (<https://docs.aws.amazon.com/awscloudtrail/latest/userguide/>).

mod statements;

use super::edit::Edit;
use super::files::Files;
use super::hcl;
use super::lines;
use super::mapping::{self, Notation, Written};
use super::plan::Planned;
use crate::check::module_of;
use crate::check::{Creation, Remedy};
use crate::resource::Language;
use crate::rule::Safety;
use crate::source::{Source, Span};

/// What can be written.
struct Template {
    name: &'static str,
    /// What it is, for people.
    title: &'static str,
    terraform: &'static str,
    /// What the subject gets in Terraform: argument and expression.
    arguments: &'static [(&'static str, &'static str)],
    /// What the subject waits for in Terraform.
    waits: Option<&'static str>,
    /// Empty where CloudFormation says it in the subject itself.
    cloudformation: &'static str,
    /// What the subject gets in CloudFormation: property and intrinsic.
    properties: &'static [(&'static str, &'static str)],
}

const TEMPLATES: &[Template] = &[
    Template {
        name: "customer-key",
        title: "write a customer key with a policy for CloudTrail",
        terraform: include_str!("create/terraform/customer-key.tf"),
        arguments: &[("kms_key_id", "aws_kms_key.@label@.arn")],
        waits: None,
        cloudformation: include_str!("create/cloudformation/customer-key.yaml"),
        properties: &[("KMSKeyId", "!GetAtt @Label@Key.Arn")],
    },
    Template {
        name: "log-group",
        title: "write a log group and the role that CloudTrail writes with",
        terraform: include_str!("create/terraform/log-group.tf"),
        arguments: &[
            ("cloud_watch_logs_group_arn", "\"${aws_cloudwatch_log_group.@label@.arn}:*\""),
            ("cloud_watch_logs_role_arn", "aws_iam_role.@label@.arn"),
        ],
        waits: None,
        cloudformation: include_str!("create/cloudformation/log-group.yaml"),
        properties: &[
            ("CloudWatchLogsLogGroupArn", "!GetAtt @Label@LogGroup.Arn"),
            ("CloudWatchLogsRoleArn", "!GetAtt @Label@LogsRole.Arn"),
        ],
    },
    Template {
        name: "public-access-block",
        title: "write a public access block for the bucket",
        terraform: include_str!("create/terraform/public-access-block.tf"),
        arguments: &[],
        waits: None,
        cloudformation: "",
        properties: &[],
    },
    Template {
        name: "versioning",
        title: "write the versioning of the bucket",
        terraform: include_str!("create/terraform/versioning.tf"),
        arguments: &[],
        waits: None,
        cloudformation: "",
        properties: &[],
    },
    Template {
        name: "recorder-status",
        title: "write the status that starts the recorder",
        terraform: include_str!("create/terraform/recorder-status.tf"),
        arguments: &[],
        waits: None,
        cloudformation: "",
        properties: &[],
    },
    Template {
        name: "bucket-policy",
        title: "write a policy that lets CloudTrail deliver to the bucket",
        terraform: include_str!("create/terraform/bucket-policy.tf"),
        arguments: &[],
        waits: Some("aws_s3_bucket_policy.@label@"),
        cloudformation: include_str!("create/cloudformation/bucket-policy.yaml"),
        properties: &[("DependsOn", "@Label@Policy")],
    },
    Template {
        name: "tls-only",
        title: "write a bucket policy that takes nothing but TLS",
        terraform: include_str!("create/terraform/tls-only.tf"),
        arguments: &[],
        waits: None,
        cloudformation: include_str!("create/cloudformation/tls-only-policy.yaml"),
        properties: &[],
    },
    Template {
        name: "alarm",
        title: "write metric filter, alarm and topic",
        terraform: include_str!("create/terraform/alarm.tf"),
        arguments: &[],
        waits: None,
        cloudformation: include_str!("create/cloudformation/alarm.yaml"),
        properties: &[],
    },
];

/// The edits that write it.
pub(super) fn edits(remedy: &Remedy, creation: &Creation, files: &Files<'_>) -> Option<Planned> {
    if let Some(policy) = &creation.into {
        return statements::edits(remedy, &creation.what, policy, files);
    }
    let template = TEMPLATES.iter().find(|template| template.name == &*creation.what)?;
    let edits = match remedy.language {
        Language::Terraform => in_terraform(template, remedy, creation, files)?,
        Language::CloudFormation => in_cloudformation(template, remedy, creation, files)?,
        Language::TerraformPlan => return None,
    };
    Some((edits, Safety::Unsafe, template.title.to_owned()))
}

/// Address and text of what the template is for: the neighbour where one is named, else the subject.
fn beside<'r>(remedy: &'r Remedy, creation: &'r Creation, separator: char) -> Option<(&'r str, Span)> {
    let own = module_of(&remedy.address, &remedy.kind, separator);
    let (address, span) = match &creation.neighbour {
        None => (remedy.address.strip_prefix(own)?, remedy.block),
        Some((address, kind, span)) => {
            // what lies in another module cannot be named from here
            if module_of(address, kind, separator) != own || span.source != remedy.block.source {
                return None;
            }
            (address.strip_prefix(own)?, *span)
        }
    };
    // one of several that `count` or `for_each` made: so would the new ones have to be
    (!address.contains('[') && !remedy.address.contains('[')).then_some((address, span))
}

fn in_terraform(
    template: &Template,
    remedy: &Remedy,
    creation: &Creation,
    files: &Files<'_>,
) -> Option<Vec<Edit>> {
    let source = files.get(remedy.block.source)?;
    let block = hcl::block_at(&source, remedy.block)?;
    let (address, span) = beside(remedy, creation, '.')?;
    let wanted = match creation.value("control") {
        Some(control) => control.replace('-', "_"),
        None => block.label(1)?.to_owned(),
    };
    let label = free_label(template.terraform, &wanted, &source, files)?;
    let prefix = statements::prefix_in_terraform(remedy, files)?;
    let name = match block.body.attribute("name") {
        Some(attribute) => hcl::inside_template(&source, &attribute.expr)?,
        None => label.clone(),
    };
    let fill = |text: &str| {
        let text = text.replace("@label@", &label).replace("@address@", address).replace("@name@", &name);
        let text = text.replace("@prefix@", &prefix);
        creation.with.iter().fold(text, |text, (key, value)| text.replace(&format!("@{key}@"), value))
    };
    let newline = lines::ending(&source.text);
    let text = fill(template.terraform.trim_end()).replace('\n', newline);
    let mut edits = vec![Edit::insert(&source, span.end as usize, &format!("{newline}{newline}{text}"))];
    let arguments: Vec<(&str, String)> =
        template.arguments.iter().map(|(name, expression)| (*name, fill(expression))).collect();
    edits.extend(hcl::set_all(&source, &block, &arguments)?);
    if let Some(waits) = template.waits {
        edits.extend(hcl::wait_for(&source, &block, &[fill(waits)])?);
    }
    Some(edits)
}

/// A label that none of the template's blocks clashes with in the module.
fn free_label(template: &str, wanted: &str, source: &Source, files: &Files<'_>) -> Option<String> {
    let heads: Vec<&str> = template.lines().filter(|line| line.contains("\"@label@\"")).collect();
    let texts = files.sources().beside(source);
    let free = |label: &String| {
        heads.iter().all(|head| {
            let head = head.replace("@label@", label);
            let head = head.trim_end_matches(['{', '}', ' ']);
            !texts.iter().any(|text| text.text.contains(head))
        })
    };
    std::iter::once(wanted.to_owned()).chain((2..100).map(|n| format!("{wanted}_{n}"))).find(free)
}

fn in_cloudformation(
    template: &Template,
    remedy: &Remedy,
    creation: &Creation,
    files: &Files<'_>,
) -> Option<Vec<Edit>> {
    let source = files.get(remedy.block.source)?;
    if template.cloudformation.is_empty() || Notation::of(&source) == Notation::Json {
        return None;
    }
    let entry = files.entry_at(remedy.block)?;
    let (address, span) = beside(remedy, creation, '/')?;
    let anchor = files.entry_at(span)?;
    let before = &source.text
        [lines::start(&source.text, anchor.key_span.start as usize)..anchor.key_span.start as usize];
    if !before.trim().is_empty() {
        return None;
    }
    let wanted = creation.value("control").map_or_else(|| entry.key.to_string(), pascal);
    let ids: Vec<&str> =
        template.cloudformation.lines().filter_map(|line| line.strip_prefix("@Label@")).collect();
    let taken = |label: &str| ids.iter().any(|id| source.text.contains(&format!("{label}{id}")));
    let label = std::iter::once(wanted.clone())
        .chain((2..100).map(|n| format!("{wanted}{n}")))
        .find(|label| !taken(label))?;
    let prefix = statements::prefix_in_cloudformation(remedy, files)?;
    let fill = |text: &str| {
        let text = text.replace("@Label@", &label).replace("@address@", address).replace("@prefix@", &prefix);
        creation.with.iter().fold(text, |text, (key, value)| text.replace(&format!("@{key}@"), value))
    };
    let text: &str = &source.text;
    let newline = lines::ending(text);
    let indentation = lines::indentation(text, anchor.key_span.start as usize);
    let written: String =
        fill(template.cloudformation).lines().map(|line| format!("{newline}{indentation}{line}")).collect();
    let end = lines::end(text, anchor.value.span.end as usize);
    let mut edits = vec![Edit::insert(&source, end, &written)];
    let properties = entry.value.get("Properties").filter(|node| node.is_mapping());
    let own: Vec<(&str, String)> =
        template.properties.iter().map(|(name, text)| (*name, fill(text))).collect();
    let (beside, inside): (Vec<_>, Vec<_>) = own.iter().partition(|(name, _)| *name == "DependsOn");
    for (node, list) in [(Some(&entry.value), beside), (properties, inside)] {
        if list.is_empty() {
            continue;
        }
        if list.iter().any(|(name, _)| node.is_some_and(|node| node.get(name).is_some())) {
            return None;
        }
        let raw: Vec<(&str, Written<'_>)> =
            list.iter().map(|(name, text)| (*name, Written::Raw(text))).collect();
        edits.push(mapping::insert_all(&source, node?, &raw)?);
    }
    Some(edits)
}

/// `root-usage` as `RootUsage`.
fn pascal(text: &str) -> String {
    text.split('-')
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        })
        .collect()
}
