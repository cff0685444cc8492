//! What the policy of a bucket opens and guards, whoever delivers to it.

use super::Fact;
use super::resource_policies::{ResourcePolicy, of_own_policy};
use super::spellings::{key_arns, read, subject, trail_arns};
use crate::expr::logic;
use crate::iam::questions::{
    self, CLOUDTRAIL, KeyGuard, broad_delete, pinned_delivery, public_access, scoped_delivery, tls_only,
};
use crate::model::Entity;
use crate::resource::{Language, Surroundings};
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Cause, CauseKind, Data, Unknown, Value};

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "bucket_policy_is_public",
        signature: "bucket_policy_is_public(bucket)",
        documentation: "whether a bucket's policy allows something to everyone under no condition that limits who",
        answer: bucket_policy_is_public,
    },
    Fact {
        name: "plain_http_is_denied",
        signature: "plain_http_is_denied(bucket)",
        documentation: "whether a bucket's policy denies everyone plain HTTP, on the bucket and on its objects",
        answer: plain_http_is_denied,
    },
    Fact {
        name: "delivery_is_scoped",
        signature: "delivery_is_scoped(bucket)",
        documentation: "whether every grant that lets CloudTrail write asks for a trail, account or organization",
        answer: delivery_is_scoped,
    },
    Fact {
        name: "delivery_is_for_one_account",
        signature: "delivery_is_for_one_account(bucket)",
        documentation: "whether every grant that lets CloudTrail write for whoever asks is about the log files of one account or organization",
        answer: delivery_is_for_one_account,
    },
    Fact {
        name: "others_may_delete_logs",
        signature: "others_may_delete_logs(bucket, parameters.allowed_principals)",
        documentation: "whether a bucket's policy lets others than the account's root and those principals delete logs or change what keeps them",
        answer: others_may_delete_logs,
    },
    Fact {
        name: "default_key_admits_cloudtrail",
        signature: "default_key_admits_cloudtrail(bucket)",
        documentation: "whether the key of a bucket's default encryption lets CloudTrail encrypt with it",
        answer: default_key_admits_cloudtrail,
    },
    Fact {
        name: "logs_go_to_the_bucket_itself",
        signature: "logs_go_to_the_bucket_itself(bucket)",
        documentation: "whether a bucket's access logs go to that same bucket",
        answer: logs_go_to_the_bucket_itself,
    },
    Fact {
        name: "access_logs_go_to_a_locked_bucket",
        signature: "access_logs_go_to_a_locked_bucket(bucket)",
        documentation: "whether the bucket that takes a bucket's access logs has a default retention",
        answer: access_logs_go_to_a_locked_bucket,
    },
    Fact {
        name: "may_be_elsewhere",
        signature: "may_be_elsewhere(\"replication of the bucket\")",
        documentation: "not known: it may be said outside these files; false where they are the whole account",
        answer: may_be_elsewhere,
    },
];

/// The ARN of a bucket, as policies spell it: by its name, and by a reference to its attribute.
pub(super) fn bucket_arns(bucket: &Entity) -> Vec<Value> {
    let address = bucket.resource.key();
    let partition = &bucket.resource.surroundings.partition;
    let reference = |attribute: &str| {
        let cause = Cause::new(CauseKind::Attribute, format!("{}.{attribute}", bucket.resource.address));
        Unknown::because(cause).set().referring(address.clone(), attribute)
    };
    let of_name = |name: &Value| {
        Value::concatenation(&[
            Value::string("arn:"),
            partition.clone(),
            Value::string(":s3:::"),
            name.clone(),
        ])
    };
    let by_name = bucket.field("name").map(|name| match bucket.resource.language {
        // a made-up name begins as the code says, and what refers to it knows: without that it were another text
        Language::Terraform if !name.written => of_name(&beginning(reference("bucket"), bucket).value()),
        _ => name.value.map_leaves(&mut |leaf| of_name(leaf)),
    });
    let by_attribute = match bucket.resource.language {
        Language::CloudFormation => {
            vec![reference("Arn").starting("arn:").value(), of_name(&reference("").value())]
        }
        Language::Terraform | Language::TerraformPlan => vec![reference("arn").starting("arn:").value()],
    };
    by_name.into_iter().chain(by_attribute).collect()
}

fn beginning(name: Unknown, bucket: &Entity) -> Unknown {
    let prefix =
        bucket.resource.arguments.get("bucket_prefix").map(|it| it.value().known_prefix().to_owned());
    match prefix {
        Some(prefix) if !prefix.is_empty() => name.starting(prefix),
        _ => name,
    }
}

/// Asks the policy of a bucket.
fn of_policy(
    view: &View<'_>,
    arguments: &[Value],
    ask: &mut dyn FnMut(&Entity, &ResourcePolicy) -> Value,
) -> Value {
    match subject(view, arguments) {
        Some((handle, bucket)) => of_own_policy(view, handle, &mut |written| ask(bucket, written)),
        None => Value::error("a bucket is needed"),
    }
}

fn bucket_policy_is_public(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    of_policy(view, arguments, &mut |_, written| public_access(&written.policy).value)
}

fn plain_http_is_denied(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    of_policy(view, arguments, &mut |bucket, written| {
        logic::and(&tls_only(&written.policy, &bucket_arns(bucket)).value, &written.accepted)
    })
}

fn delivery_is_scoped(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    of_policy(view, arguments, &mut |_, written| scoped_delivery(&written.policy).value)
}

fn delivery_is_for_one_account(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    of_policy(view, arguments, &mut |_, written| pinned_delivery(&written.policy))
}

fn others_may_delete_logs(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let allowed = arguments.get(1).and_then(Value::as_list).unwrap_or_default();
    of_policy(view, arguments.get(..1).unwrap_or_default(), &mut |bucket, written| {
        let account = &bucket.resource.surroundings.account;
        broad_delete(&written.policy, &bucket_arns(bucket), account, allowed).value
    })
}

/// A default customer key is used for what comes without a key of its own; the services that write need leave to.
fn default_key_admits_cloudtrail(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let Some((handle, bucket)) = subject(view, arguments) else { return Value::error("a bucket is needed") };
    let objects: Vec<Value> = bucket_arns(bucket)
        .iter()
        .map(|arn| Value::concatenation(&[arn.clone(), Value::string("/*")]))
        .collect();
    let spellings: Vec<Value> = bucket_arns(bucket).into_iter().chain(objects).collect();
    let guard = Guard {
        service: CLOUDTRAIL,
        by: "s3",
        around: &bucket.resource.surroundings,
        encryption_context: ("aws:s3:arn", &spellings),
    };
    let key = read(view, handle, "key");
    let actions = ["kms:GenerateDataKey"];
    for_each_trail(view, &read(view, handle, "trails"), &mut |trail| {
        let sources = trail.map(trail_arns).unwrap_or_default();
        key_admits(view, &key, &guard, &sources, &actions)
    })
}

/// Whether it holds for all trails of a list; where there is none, for one that is elsewhere.
pub(super) fn for_each_trail(
    view: &View<'_>,
    trails: &Value,
    holds: &mut dyn FnMut(Option<&Entity>) -> Value,
) -> Value {
    trails.map_leaves(&mut |trails| {
        let trails = trails.as_list().unwrap_or_default().iter().filter_map(|trail| match trail.data {
            Data::Handle(trail) => view.estate().entity(trail),
            _ => None,
        });
        let answers: Vec<Value> = trails.map(|trail| holds(Some(trail))).collect();
        let all = answers.into_iter().reduce(|so_far, answer| logic::and(&so_far, &answer));
        all.unwrap_or_else(|| holds(None))
    })
}

/// What a key is used for by whom.
pub(super) struct Guard<'a> {
    pub service: &'a str,
    pub by: &'a str,
    pub around: &'a Surroundings,
    pub encryption_context: (&'a str, &'a [Value]),
}

/// Whether the policy of a key lets a service do all of that.
pub(super) fn key_admits(
    view: &View<'_>,
    key: &Value,
    guard: &Guard<'_>,
    source_arns: &[Value],
    actions: &[&str],
) -> Value {
    let origin = key.origin.clone();
    key.map_leaves(&mut |key| {
        let found = match key.data {
            Data::Handle(handle) => view.estate().entity(handle).map(|entity| (handle, entity)),
            _ => None,
        };
        let Some((handle, entity)) = found else {
            let absent = key.is_null().then(|| view.estate().elsewhere("the key"));
            return absent.unwrap_or_else(|| key.clone()).at(origin.clone());
        };
        let key_guard = KeyGuard {
            service: guard.service,
            by: guard.by,
            region: &guard.around.region,
            account: &guard.around.account,
            source_arns,
            encryption_context: guard.encryption_context,
            key_arns: &key_arns(entity),
        };
        of_own_policy(view, handle, &mut |written| {
            let admits = questions::key_admits(&written.policy, &key_guard, actions).value;
            logic::and(&admits, &written.accepted)
        })
    })
}

/// A target that is elsewhere is another bucket, unless it may have this one's name.
fn logs_go_to_the_bucket_itself(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let Some((this, bucket)) = subject(view, arguments) else { return Value::error("a bucket is needed") };
    let written = read(view, this, "access_log_bucket");
    let own = bucket.field("name").map_or_else(Value::null, |name| name.value.clone());
    let origin = written.origin.clone();
    read(view, this, "access_log_target")
        .map_leaves(&mut |target| {
            let other = matches!(
                target.cause().map(|cause| cause.kind),
                Some(CauseKind::Import | CauseKind::RemoteState | CauseKind::ModuleNotDownloaded)
            );
            match target.data {
                Data::Handle(target) => Value::bool(target == this),
                Data::Null => Value::bool(false),
                _ if other => Value::bool(false),
                _ if !bucket.field("name").is_some_and(|name| name.written) && written.as_str().is_some() => {
                    // a name that the service makes up is nobody's to write down
                    Value::bool(false)
                }
                _ => own.equals(&written).map_or_else(|| target.clone(), Value::bool),
            }
        })
        .map_leaves(&mut |leaf| leaf.clone().at(origin.clone()))
}

fn access_logs_go_to_a_locked_bucket(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    let Some((this, _)) = subject(view, arguments) else { return Value::error("a bucket is needed") };
    let origin = read(view, this, "access_log_bucket").origin;
    let is_said = |target, name: &str| {
        read(view, target, name).map_leaves(&mut |it| match it.null_test() {
            Some(is_null) => Value::bool(!is_null),
            None => crate::expr::unknown_from(it),
        })
    };
    read(view, this, "access_log_target")
        .map_leaves(&mut |target| match target.data {
            Data::Handle(target) => {
                logic::or(&is_said(target, "object_lock_days"), &is_said(target, "object_lock_years"))
            }
            Data::Null => Value::bool(false),
            _ => target.clone(),
        })
        .map_leaves(&mut |leaf| leaf.clone().at(origin.clone()))
}

fn may_be_elsewhere(view: &View<'_>, arguments: &[Value], _: Span) -> Value {
    match arguments {
        [Value { data: Data::String(what), .. }] => view.estate().elsewhere(what.clone()),
        _ => Value::error("`may_be_elsewhere` takes what may be elsewhere"),
    }
}
