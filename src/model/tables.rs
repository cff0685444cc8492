//! The field tables: one file a model type or family, one row a field.
//!
//! Sources: the provider's schema (hashicorp/aws 6.25.0), the CloudFormation resource schemas and the API
//! references. Defaults are those that the service ends up with.

mod alarm;
mod bucket;
mod bucket_objects;
mod bucket_policy;
mod change;
mod config;
mod event_data_store;
mod event_rule;
mod key;
mod log_group;
mod organization;
mod role;
mod topic;
mod trail;
mod user;

use super::{Default, Field, FieldKind, Link, LinkKind, ModelType, Reading, Side, Source};

/// All model types.
pub static ALL: &[&ModelType] = &[
    &trail::TRAIL,
    &bucket::BUCKET,
    &bucket_policy::BUCKET_POLICY,
    &bucket_policy::ACCOUNT_PUBLIC_ACCESS_BLOCK,
    &key::KEY,
    &key::KEY_ALIAS,
    &log_group::LOG_GROUP,
    &log_group::METRIC_FILTER,
    &role::ROLE,
    &role::ROLE_POLICY,
    &role::MANAGED_POLICY,
    &role::POLICY_ATTACHMENT,
    &user::USER,
    &user::GROUP,
    &topic::TOPIC,
    &topic::TOPIC_POLICY,
    &topic::SUBSCRIPTION,
    &alarm::ALARM,
    &alarm::COMPOSITE_ALARM,
    &event_rule::EVENT_RULE,
    &event_rule::EVENT_TARGET,
    &config::RECORDER,
    &config::RECORDER_STATUS,
    &config::DELIVERY_CHANNEL,
    &config::CONFIG_RULE,
    &config::AGGREGATOR,
    &organization::ORGANIZATION,
    &organization::ORGANIZATION_POLICY,
    &organization::ORGANIZATION_POLICY_ATTACHMENT,
    &organization::DELEGATED_ADMINISTRATOR,
    &event_data_store::EVENT_DATA_STORE,
    &event_data_store::TRAIL_RESOURCE_POLICY,
    &change::CHANGE,
];

/// Fields that every entity has: what surrounds its life.
pub static COMMON: &[Field] = &[
    row(
        "prevent_destroy",
        FieldKind::Bool,
        "lifecycle.prevent_destroy",
        "",
        Default::Bool(false),
        "whether Terraform refuses to destroy it",
    )
    .cloudformation_default(Default::Null),
    row(
        "ignore_changes",
        FieldKind::Strings,
        "lifecycle.ignore_changes",
        "",
        Default::Empty,
        "argument paths whose changes Terraform ignores; `all` for all of them",
    ),
    row(
        "deletion_policy",
        FieldKind::String,
        "",
        "DeletionPolicy",
        Default::Null,
        "what CloudFormation does when it is taken out of the template",
    )
    .cloudformation_default(Default::String("Delete")),
    row(
        "update_replace_policy",
        FieldKind::String,
        "",
        "UpdateReplacePolicy",
        Default::Null,
        "what CloudFormation does with the old one when it is replaced",
    )
    .cloudformation_default(Default::String("Delete")),
    row(
        "depends_on",
        FieldKind::Strings,
        "depends_on",
        "DependsOn",
        Default::Empty,
        "addresses that it waits for explicitly",
    ),
    row(
        "region",
        FieldKind::String,
        "provider.region",
        "",
        Default::Null,
        "its provider's Region, where said",
    ),
    row(
        "account",
        FieldKind::String,
        "provider.account",
        "",
        Default::Null,
        "its provider's account, where said",
    ),
];

/// Resource types that are read only because something may wait by way of them.
pub static WAYPOINTS: &[&str] = &[
    "terraform_data",
    "null_resource",
    "time_sleep",
    "AWS::CloudFormation::WaitCondition",
    "AWS::CloudFormation::WaitConditionHandle",
    "AWS::CloudFormation::Stack",
    "AWS::Serverless::Application",
];

/// A row whose default is the same in both languages.
const fn row(
    name: &'static str,
    kind: FieldKind,
    terraform: &'static str,
    cloudformation: &'static str,
    default: Default,
    documentation: &'static str,
) -> Field {
    Field {
        name,
        kind,
        terraform,
        cloudformation,
        terraform_default: default,
        cloudformation_default: default,
        sources: &[],
        documentation,
    }
}

/// A Terraform resource that says a field of the entity it refers to.
const fn companion(
    resource: &'static str,
    via: &'static str,
    path: &'static str,
    default: Default,
) -> Source {
    Source { side: Side::Terraform, resource, via, path, default, reading: Reading::Plain }
}

/// A CloudFormation resource that does.
const fn beside(resource: &'static str, via: &'static str, path: &'static str) -> Source {
    Source {
        side: Side::CloudFormation,
        resource,
        via,
        path,
        default: Default::Null,
        reading: Reading::Plain,
    }
}

/// Another form in the same Terraform resource.
const fn form(path: &'static str, reading: Reading) -> Source {
    Source { side: Side::Terraform, resource: "", via: "", path, default: Default::Null, reading }
}

/// Another form in the same CloudFormation resource.
const fn property(path: &'static str, reading: Reading) -> Source {
    Source { side: Side::CloudFormation, resource: "", via: "", path, default: Default::Null, reading }
}

/// A link to the one that a field names.
const fn to_one(
    name: &'static str,
    field: &'static str,
    target: &'static str,
    documentation: &'static str,
) -> Link {
    Link { name, kind: LinkKind::One, field, target, carries_scope: true, documentation }
}

/// A link to those that a list names.
const fn to_several(
    name: &'static str,
    field: &'static str,
    target: &'static str,
    documentation: &'static str,
) -> Link {
    Link { name, kind: LinkKind::Several, field, target, carries_scope: true, documentation }
}

/// A link from all whose link leads here.
const fn back(
    name: &'static str,
    target: &'static str,
    forward: &'static str,
    documentation: &'static str,
) -> Link {
    Link { name, kind: LinkKind::Back(forward), field: "", target, carries_scope: true, documentation }
}

impl Link {
    /// The same link, whose ends are not in scope for it.
    #[must_use]
    const fn out_of_scope(mut self) -> Self {
        self.carries_scope = false;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names are read when somebody asks for one, be it before companions have completed the fields or after it.
    #[test]
    fn no_companion_says_a_name() {
        for model_type in ALL {
            for by in model_type.named_by {
                let field = model_type.field(by.field()).expect("the field that names it");
                assert!(
                    field.sources.iter().all(|it| it.resource.is_empty()),
                    "{}.{}",
                    model_type.name,
                    field.name
                );
            }
        }
    }
}
