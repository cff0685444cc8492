//! Attributes of resources as references see them: what is written, what is null, what the provider computes.
//!
//! One row a type, from the schema of hashicorp/aws 6.25.0 and the provider's documentation of what `id` is. A type
//! without a row has `id` and `arn` set, and nothing is said of what it does not write.

mod random;

use super::scope::written;
use super::tree::{ResourceInstance, Unit};
use super::{data, dynamic, providers};
use crate::source::Span;
use crate::value::{Cause, CauseKind, Data, Number, Role, Type, Unknown, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is known of a type's attributes.
struct Row {
    kind: &'static str,
    /// The argument that `id` is; empty where the provider makes it up.
    id: &'static str,
    /// Computed and never empty, with the text they start with.
    set: &'static [(&'static str, &'static str)],
    /// Null where they are not written.
    null: &'static [&'static str],
    /// What they are where they are not written.
    defaults: &'static [(&'static str, &'static str)],
}

const ARN: (&str, &str) = ("arn", "arn:");

#[rustfmt::skip]
const ROWS: &[Row] = &[
    Row { kind: "aws_cloudtrail", id: "", set: &[ARN, ("home_region", "")], null: &["cloud_watch_logs_group_arn", "cloud_watch_logs_role_arn", "kms_key_id", "s3_key_prefix", "sns_topic_name", "tags"], defaults: &[("enable_log_file_validation", "false"), ("enable_logging", "true"), ("include_global_service_events", "true"), ("is_multi_region_trail", "false"), ("is_organization_trail", "false")] },
    Row { kind: "aws_cloudtrail_event_data_store", id: "arn", set: &[ARN], null: &["kms_key_id", "tags"], defaults: &[("billing_mode", "EXTENDABLE_RETENTION_PRICING"), ("multi_region_enabled", "true"), ("organization_enabled", "false"), ("retention_period", "2555"), ("termination_protection_enabled", "true")] },
    Row { kind: "aws_cloudwatch_composite_alarm", id: "alarm_name", set: &[ARN], null: &["alarm_actions", "alarm_description", "insufficient_data_actions", "ok_actions", "tags"], defaults: &[("actions_enabled", "true")] },
    Row { kind: "aws_cloudwatch_event_rule", id: "", set: &[ARN, ("name", "")], null: &["description", "event_pattern", "role_arn", "schedule_expression", "tags"], defaults: &[("event_bus_name", "default")] },
    Row { kind: "aws_cloudwatch_event_target", id: "", set: &[("target_id", "")], null: &["input", "input_path", "role_arn"], defaults: &[("event_bus_name", "default")] },
    Row { kind: "aws_cloudwatch_log_group", id: "name", set: &[ARN, ("name", "")], null: &["kms_key_id", "tags"], defaults: &[("retention_in_days", "0"), ("skip_destroy", "false")] },
    Row { kind: "aws_cloudwatch_log_metric_filter", id: "name", set: &[], null: &[], defaults: &[] },
    Row { kind: "aws_cloudwatch_log_resource_policy", id: "policy_name", set: &[], null: &[], defaults: &[] },
    Row { kind: "aws_cloudwatch_log_subscription_filter", id: "", set: &[("role_arn", "")], null: &[], defaults: &[("distribution", "ByLogStream")] },
    Row { kind: "aws_cloudwatch_metric_alarm", id: "alarm_name", set: &[ARN], null: &["alarm_actions", "alarm_description", "datapoints_to_alarm", "dimensions", "extended_statistic", "insufficient_data_actions", "metric_name", "namespace", "ok_actions", "period", "statistic", "tags", "threshold_metric_id", "unit"], defaults: &[("actions_enabled", "true"), ("treat_missing_data", "missing")] },
    Row { kind: "aws_config_config_rule", id: "name", set: &[ARN, ("rule_id", "")], null: &["description", "input_parameters", "maximum_execution_frequency", "tags"], defaults: &[] },
    Row { kind: "aws_config_configuration_aggregator", id: "name", set: &[ARN], null: &["tags"], defaults: &[] },
    Row { kind: "aws_config_configuration_recorder", id: "name", set: &[], null: &[], defaults: &[("name", "default")] },
    Row { kind: "aws_config_configuration_recorder_status", id: "name", set: &[], null: &[], defaults: &[] },
    Row { kind: "aws_config_conformance_pack", id: "name", set: &[ARN], null: &["delivery_s3_bucket", "delivery_s3_key_prefix", "template_body", "template_s3_uri"], defaults: &[] },
    Row { kind: "aws_config_delivery_channel", id: "name", set: &[], null: &["s3_key_prefix", "s3_kms_key_arn", "sns_topic_arn"], defaults: &[("name", "default")] },
    Row { kind: "aws_iam_group", id: "name", set: &[ARN, ("unique_id", "")], null: &[], defaults: &[("path", "/")] },
    Row { kind: "aws_iam_group_policy", id: "", set: &[("name", "")], null: &[], defaults: &[] },
    Row { kind: "aws_iam_group_policy_attachment", id: "", set: &[], null: &[], defaults: &[] },
    Row { kind: "aws_iam_policy", id: "arn", set: &[ARN, ("name", ""), ("policy_id", "")], null: &["description", "tags"], defaults: &[("path", "/")] },
    Row { kind: "aws_iam_role", id: "name", set: &[ARN, ("name", ""), ("unique_id", ""), ("create_date", "")], null: &["description", "permissions_boundary", "tags"], defaults: &[("force_detach_policies", "false"), ("max_session_duration", "3600"), ("path", "/")] },
    Row { kind: "aws_iam_role_policy", id: "", set: &[("name", "")], null: &[], defaults: &[] },
    Row { kind: "aws_iam_role_policy_attachment", id: "", set: &[], null: &[], defaults: &[] },
    Row { kind: "aws_iam_user", id: "name", set: &[ARN, ("unique_id", "")], null: &["permissions_boundary", "tags"], defaults: &[("force_destroy", "false"), ("path", "/")] },
    Row { kind: "aws_iam_user_policy", id: "", set: &[("name", "")], null: &[], defaults: &[] },
    Row { kind: "aws_iam_user_policy_attachment", id: "", set: &[], null: &[], defaults: &[] },
    Row { kind: "aws_kms_alias", id: "name", set: &[ARN, ("name", "alias/"), ("target_key_arn", "arn:")], null: &[], defaults: &[] },
    Row { kind: "aws_kms_external_key", id: "", set: &[ARN], null: &["description", "key_material_base64", "tags", "valid_to"], defaults: &[("deletion_window_in_days", "30")] },
    Row { kind: "aws_kms_key", id: "key_id", set: &[ARN, ("key_id", ""), ("policy", "")], null: &["custom_key_store_id", "deletion_window_in_days", "tags", "xks_key_id"], defaults: &[("bypass_policy_lockout_safety_check", "false"), ("customer_master_key_spec", "SYMMETRIC_DEFAULT"), ("enable_key_rotation", "false"), ("is_enabled", "true"), ("key_usage", "ENCRYPT_DECRYPT")] },
    Row { kind: "aws_kms_key_policy", id: "key_id", set: &[], null: &[], defaults: &[("bypass_policy_lockout_safety_check", "false")] },
    Row { kind: "aws_kms_replica_key", id: "key_id", set: &[ARN, ("key_id", ""), ("policy", "")], null: &["description", "tags"], defaults: &[("deletion_window_in_days", "30"), ("enabled", "true")] },
    Row { kind: "aws_organizations_organization", id: "", set: &[ARN, ("id", "o-"), ("master_account_id", ""), ("master_account_arn", "arn:"), ("master_account_email", "")], null: &["aws_service_access_principals", "enabled_policy_types"], defaults: &[("feature_set", "ALL")] },
    Row { kind: "aws_organizations_policy", id: "", set: &[ARN], null: &["description", "tags"], defaults: &[("type", "SERVICE_CONTROL_POLICY")] },
    Row { kind: "aws_s3_bucket", id: "bucket", set: &[ARN, ("bucket", ""), ("bucket_domain_name", ""), ("bucket_regional_domain_name", ""), ("hosted_zone_id", "")], null: &["tags"], defaults: &[("force_destroy", "false")] },
    Row { kind: "aws_s3_bucket_acl", id: "", set: &[], null: &["acl", "expected_bucket_owner"], defaults: &[] },
    Row { kind: "aws_s3_bucket_logging", id: "", set: &[], null: &["expected_bucket_owner"], defaults: &[] },
    Row { kind: "aws_s3_bucket_ownership_controls", id: "bucket", set: &[], null: &[], defaults: &[] },
    Row { kind: "aws_s3_bucket_policy", id: "bucket", set: &[], null: &[], defaults: &[] },
    Row { kind: "aws_s3_bucket_public_access_block", id: "bucket", set: &[], null: &[], defaults: &[("block_public_acls", "false"), ("block_public_policy", "false"), ("ignore_public_acls", "false"), ("restrict_public_buckets", "false")] },
    Row { kind: "aws_s3_bucket_server_side_encryption_configuration", id: "", set: &[], null: &["expected_bucket_owner"], defaults: &[] },
    Row { kind: "aws_s3_bucket_versioning", id: "", set: &[], null: &["expected_bucket_owner", "mfa"], defaults: &[] },
    Row { kind: "aws_sns_topic", id: "arn", set: &[ARN, ("name", ""), ("owner", ""), ("policy", "")], null: &["archive_policy", "delivery_policy", "display_name", "kms_master_key_id", "tags"], defaults: &[("content_based_deduplication", "false"), ("fifo_topic", "false")] },
    Row { kind: "aws_sns_topic_policy", id: "arn", set: &[("owner", "")], null: &[], defaults: &[] },
    Row { kind: "aws_sns_topic_subscription", id: "arn", set: &[ARN, ("owner_id", "")], null: &["delivery_policy", "filter_policy", "redrive_policy", "replay_policy", "subscription_role_arn"], defaults: &[("endpoint_auto_confirms", "false"), ("raw_message_delivery", "false")] },
];

/// Where a prefix argument starts a name that the provider completes.
const NAME_PREFIXES: &[(&str, &str)] = &[("name", "name_prefix"), ("bucket", "bucket_prefix")];

fn row(kind: &str) -> Option<&'static Row> {
    ROWS.binary_search_by(|row| row.kind.cmp(kind)).ok().map(|at| &ROWS[at])
}

/// `resource.name` as a reference sees it.
pub(super) fn attribute(unit: &Unit<'_>, resource: &ResourceInstance, name: &str, span: Span) -> Value {
    let key: Arc<str> = name.into();
    let value = unit.remembered(&resource.attributes, &key, span, || made(unit, resource, &key, span));
    let refers = |value: Value| value.through(Role::Reference(Arc::clone(&resource.address)), span);
    match value.data {
        // each of its cases is this resource's
        Data::Branches(_) => refers(value.map_leaves(&mut |leaf| refers(leaf.clone()))),
        _ => refers(value),
    }
}

fn made(unit: &Unit<'_>, resource: &ResourceInstance, name: &Arc<str>, span: Span) -> Value {
    if resource.block.twice {
        return Value::error(format!("`{}` is declared twice", resource.address));
    }
    if resource.kind.contains('.') {
        return data::attribute(unit, resource, name);
    }
    match written(unit, resource, name) {
        Some(value) => value.map_leaves(&mut |leaf| match leaf.data {
            Data::Null => unwritten(unit, resource, name, span).at(leaf.origin.clone()),
            _ => leaf.clone(),
        }),
        None => unwritten(unit, resource, name, span),
    }
}

fn unwritten(unit: &Unit<'_>, resource: &ResourceInstance, name: &Arc<str>, span: Span) -> Value {
    if resource.block.block.broken {
        return Value::unknown(Cause::new(CauseKind::UnreadableText, Arc::clone(&resource.address)));
    }
    if let Some(value) = random::attribute(unit, resource, name) {
        return value;
    }
    let Some(row) = row(&resource.kind) else {
        return match &**name {
            "arn" if resource.kind.starts_with("aws_") => {
                computed(resource, name).set().of_type(Type::String).starting("arn:").value()
            }
            "id" | "arn" => computed(resource, name).set().of_type(Type::String).value(),
            _ => computed(resource, name).value(),
        };
    };
    if &**name == "id" && !row.id.is_empty() {
        return attribute(unit, resource, row.id, span);
    }
    if let Some(value) = derived(unit, resource, name, span) {
        return value;
    }
    if row.null.contains(&&**name) {
        return Value::null();
    }
    if let Some((_, default)) = row.defaults.iter().find(|(known, _)| *known == &**name) {
        return literal(default);
    }
    if let Some((_, prefix)) = row.set.iter().find(|(known, _)| *known == &**name) {
        let unknown = computed(resource, name).set().of_type(Type::String);
        let start = name_prefix(unit, resource, name).unwrap_or_else(|| Arc::from(*prefix));
        let mut unknown = if start.is_empty() { unknown } else { unknown.starting(start) };
        unknown.suffix = name_at_the_end(unit, resource, name, span);
        return with_version(unit, resource, name, unknown.value());
    }
    match &**name {
        "id" | "region" => computed(resource, name).set().of_type(Type::String).value(),
        _ => computed(resource, name).value(),
    }
}

/// What an ARN of a log group is hangs on the provider's version: where that is asked for is part of its way.
fn with_version(unit: &Unit<'_>, resource: &ResourceInstance, name: &str, value: Value) -> Value {
    if &*resource.kind != "aws_cloudwatch_log_group" || name != "arn" {
        return value;
    }
    match providers::starting_at(unit, "aws", NO_SUFFIX_FROM) {
        Some(asked) => value.through(Role::Requirement(Arc::clone(&asked.constraint)), asked.span),
        None => value,
    }
}

/// Unknown until apply; the same wherever it is read.
fn computed(resource: &ResourceInstance, name: &str) -> Unknown {
    let path: Arc<str> = format!("{}.{name}", resource.address).into();
    let unknown = Unknown::because(Cause::new(CauseKind::Attribute, Arc::clone(&path)));
    if resource.address.ends_with("[*]") {
        // stands for many instances, which differ
        return unknown;
    }
    unknown.named(path).referring(Arc::clone(&resource.address), name)
}

/// What follows from a written argument.
fn derived(unit: &Unit<'_>, resource: &ResourceInstance, name: &str, span: Span) -> Option<Value> {
    match (&*resource.kind, name) {
        ("aws_s3_bucket", "arn" | "bucket_domain_name") => {
            let bucket = attribute(unit, resource, "bucket", span);
            if !matches!(bucket.data, Data::String(_) | Data::Branches(_)) {
                return None;
            }
            let partition = providers::partition(unit, &resource.instance, &resource.block.block);
            Some(bucket.map_leaves(&mut |bucket| {
                let (text, bucket_name) = (|text: &str| Value::string(text), bucket.clone());
                let made = match name {
                    _ if bucket.as_str().is_none() => {
                        let start = if name == "arn" { "arn:" } else { "" };
                        computed(resource, name).set().of_type(Type::String).starting(start).value()
                    }
                    "arn" => {
                        Value::concatenation(&[text("arn:"), partition.clone(), text(":s3:::"), bucket_name])
                    }
                    _ => Value::concatenation(&[bucket_name, text(".s3.amazonaws.com")]),
                };
                made.at(bucket.origin.clone())
            }))
        }
        _ => None,
    }
}

/// The provider's version from which on a log group's `arn` does not end in `:*`:
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-3-upgrade>
const NO_SUFFIX_FROM: u64 = 3;

/// Types whose ARN ends in their name, with what stands before it.
const NAMED_ARNS: &[(&str, &str)] =
    &[("aws_cloudwatch_log_group", ":log-group:"), ("aws_iam_role", "/"), ("aws_sns_topic", ":")];

fn name_at_the_end(unit: &Unit<'_>, resource: &ResourceInstance, name: &str, span: Span) -> Option<Arc<str>> {
    let (_, before) = NAMED_ARNS.iter().find(|(kind, _)| name == "arn" && *kind == &*resource.kind)?;
    let own = attribute(unit, resource, "name", span);
    let mut end = own.as_str().map_or_else(|| own.known_suffix().to_owned(), |own| format!("{before}{own}"));
    // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-3-upgrade
    if &*resource.kind == "aws_cloudwatch_log_group" && providers::is_before_aws_3(unit) {
        end.push_str(":*");
    }
    (!end.is_empty()).then(|| end.into())
}

fn name_prefix(unit: &Unit<'_>, resource: &ResourceInstance, name: &str) -> Option<Arc<str>> {
    let (_, prefix) = NAME_PREFIXES.iter().find(|(known, _)| *known == name)?;
    let prefix = written(unit, resource, &Arc::from(*prefix))?;
    let known = prefix.known_prefix();
    (!known.is_empty()).then(|| known.into())
}

fn literal(text: &str) -> Value {
    match text {
        "true" => Value::bool(true),
        "false" => Value::bool(false),
        _ => Number::parse(text).map_or_else(|| Value::string(text), Value::number),
    }
}

/// Everything that is known of a resource, as an object: other attributes may be there.
pub(super) fn whole(unit: &Unit<'_>, resource: &ResourceInstance) -> Value {
    let mut entries = BTreeMap::new();
    let body = &resource.block.block.body;
    let mut names = dynamic::names(body);
    names.push("id".into());
    if let Some(row) = row(&resource.kind) {
        names.extend(row.set.iter().map(|(name, _)| Arc::from(*name)));
        names.extend(row.null.iter().map(|name| Arc::from(*name)));
        names.extend(row.defaults.iter().map(|(name, _)| Arc::from(*name)));
    } else {
        names.push("arn".into());
    }
    for name in names {
        let value = attribute(unit, resource, &name, resource.block.block.header);
        entries.insert(name, value);
    }
    let cause = Cause::new(CauseKind::Attribute, Arc::clone(&resource.address));
    Value::object_of(false, entries, Some(Arc::new(Unknown::because(cause))))
}

#[cfg(test)]
mod tests {
    use super::ROWS;

    #[test]
    fn rows_are_sorted() {
        assert!(ROWS.is_sorted_by(|a, b| a.kind < b.kind));
    }
}
