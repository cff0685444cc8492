//! Data sources: those that follow from the files are computed, the others are unknown with what is sure of them.

mod policy_document;
mod pure;

use super::providers;
use super::scope::written;
use super::tree::{ResourceInstance, Unit};
use crate::value::{Cause, CauseKind, Type, Unknown, Value};
use std::sync::Arc;

/// Attributes that are never empty, by type, with the text they start with. `id` and `arn` are set everywhere.
#[rustfmt::skip]
const SET: &[(&str, &str, &str)] = &[
    ("data.aws_caller_identity", "user_id", ""),
    ("data.aws_iam_role", "unique_id", ""),
    ("data.aws_iam_session_context", "issuer_arn", "arn:"),
    ("data.aws_iam_session_context", "issuer_name", ""),
    ("data.aws_kms_alias", "target_key_arn", "arn:"),
    ("data.aws_kms_alias", "target_key_id", ""),
    ("data.aws_kms_key", "aws_account_id", ""),
    ("data.aws_organizations_organization", "master_account_arn", "arn:"),
    ("data.aws_organizations_organization", "master_account_email", ""),
    ("data.aws_organizations_organization", "master_account_id", ""),
    ("data.aws_region", "description", ""),
    ("data.aws_region", "endpoint", ""),
    ("data.aws_s3_bucket", "bucket_domain_name", ""),
    ("data.aws_s3_bucket", "bucket_regional_domain_name", ""),
    ("data.aws_ssm_parameter", "value", ""),
];

/// Services' accounts: nothing but their ARN and account.
const ACCOUNTS: &[&str] = &[
    "data.aws_billing_service_account",
    "data.aws_cloudtrail_service_account",
    "data.aws_elb_service_account",
    "data.aws_redshift_service_account",
];

/// `data.type.name.attribute`.
pub(super) fn attribute(unit: &Unit<'_>, resource: &ResourceInstance, name: &Arc<str>) -> Value {
    if let Some(value) = known(unit, resource, name) {
        return value;
    }
    if let Some(value) = written(unit, resource, name).filter(|value| !value.is_null()) {
        return value;
    }
    if resource.block.block.broken {
        return Value::unknown(Cause::new(CauseKind::UnreadableText, Arc::clone(&resource.address)));
    }
    unknown(resource, name)
}

/// Where it follows from the files.
fn known(unit: &Unit<'_>, resource: &ResourceInstance, name: &str) -> Option<Value> {
    let provider = || providers::of(&resource.instance, &resource.block.block);
    let text = |argument: &str| written(unit, resource, &argument.into()).filter(|value| !value.is_null());
    Some(match (&*resource.kind, name) {
        ("data.aws_caller_identity", "account_id" | "id") => provider().account_symbol(unit),
        ("data.aws_region", "name" | "id" | "region") => {
            text("name").or_else(|| text("region")).unwrap_or_else(|| provider().region_symbol(unit))
        }
        ("data.aws_partition", "partition" | "id") => provider().partition(unit),
        ("data.aws_partition", "dns_suffix") => {
            let partition = provider().partition(unit);
            Value::string(if partition.as_str() == Some("aws-cn") {
                "amazonaws.com.cn"
            } else {
                "amazonaws.com"
            })
        }
        ("data.aws_organizations_organization", "id") => provider().organization_symbol(),
        ("data.aws_iam_policy_document", "json" | "minified_json") => policy_document::json(unit, resource),
        ("data.aws_s3_bucket", "id") => text("bucket")?,
        ("data.aws_cloudwatch_log_group" | "data.aws_iam_role", "id") => text("name")?,
        ("data.aws_s3_bucket", "arn") => {
            let bucket = text("bucket").filter(|bucket| bucket.as_str().is_some())?;
            let origin = bucket.origin.clone();
            let parts = [Value::string("arn:"), provider().partition(unit), Value::string(":s3:::"), bucket];
            Value::concatenation(&parts).at(origin)
        }
        ("data.aws_kms_key", "arn") => text("key_id")
            .filter(|key| key.as_str().is_some_and(|key| key.starts_with("arn:") && key.contains(":key/")))?,
        ("data.terraform_remote_state", _) => {
            let path: Arc<str> = format!("{}.{name}", resource.address).into();
            Unknown::because(Cause::new(CauseKind::RemoteState, Arc::clone(&resource.address)))
                .named(path)
                .value()
        }
        (kind, "id") if ACCOUNTS.contains(&kind) => set(resource, name, ""),
        _ => return pure::attribute(unit, resource, name),
    })
}

fn unknown(resource: &ResourceInstance, name: &str) -> Value {
    let sure = SET.iter().find(|(kind, known, _)| *kind == &*resource.kind && *known == name);
    match (sure, name) {
        (Some((_, _, prefix)), _) => set(resource, name, prefix),
        (None, "arn") if resource.kind.starts_with("data.aws_") => set(resource, name, "arn:"),
        (None, "id" | "arn") => set(resource, name, ""),
        _ => computed(resource, name).value(),
    }
}

fn computed(resource: &ResourceInstance, name: &str) -> Unknown {
    let cause = Cause::new(CauseKind::DataSource, Arc::clone(&resource.address));
    let unknown = Unknown::because(cause);
    if resource.address.ends_with("[*]") {
        return unknown;
    }
    unknown.named(format!("{}.{name}", resource.address)).referring(Arc::clone(&resource.address), name)
}

fn set(resource: &ResourceInstance, name: &str, prefix: &str) -> Value {
    let unknown = computed(resource, name).set().of_type(Type::String);
    if prefix.is_empty() { unknown.value() } else { unknown.starting(prefix).value() }
}
