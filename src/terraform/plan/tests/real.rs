//! Plans that Terraform 1.11.4 made (with a stand-in provider: `tests/data/plans`).

use super::{Files, argument, at};

const MODULES: &str = include_str!("../../../../tests/data/plans/module_instances.json");
const CHANGES: &str = include_str!("../../../../tests/data/plans/update_and_delete.json");

#[test]
fn instances_of_modules() {
    let files = Files::of(&[("p/plan.json", MODULES)]);
    let unit = files.resolve(&["aws_cloudtrail", "aws_kms_key"], None).expect("a plan");
    let addresses: Vec<&str> = unit.resources.iter().map(|it| &*it.address).collect();
    let expected = [
        "aws_cloudtrail.root",
        "aws_kms_key.k[0]",
        "aws_kms_key.k[1]",
        "module.trail[\"eu\"].aws_cloudtrail.t",
        "module.trail[\"eu\"].aws_kms_key.own",
        "module.trail[\"us\"].aws_cloudtrail.t",
        "module.trail[\"us\"].aws_kms_key.own",
    ];
    assert_eq!(addresses, expected);
    let cases = [
        ("aws_cloudtrail.root", "is_multi_region_trail", "true"),
        ("aws_cloudtrail.root", "cloud_watch_logs_group_arn", "null"),
        ("aws_cloudtrail.root", "kms_key_id", "set(module.trail[\"eu\"].aws_kms_key.own#arn)"),
        ("aws_cloudtrail.root", "s3_bucket_name", "set(aws_s3_bucket.audit#id)"),
        ("aws_cloudtrail.root", "sns_topic_name", "set(aws_sns_topic.t#arn)"),
        (
            "aws_cloudtrail.root",
            "event_selector",
            "[{data_resource: [{type: \"AWS::S3::Object\", values: [set(aws_s3_bucket.audit#arn)]}], read_write_type: \"All\"}]",
        ),
        (
            "module.trail[\"us\"].aws_cloudtrail.t",
            "s3_bucket_name",
            "\"audit-logs\" from aws_s3_bucket.audit",
        ),
        ("module.trail[\"us\"].aws_cloudtrail.t", "kms_key_id", "set(aws_kms_key.k[0]#arn)"),
        // `g[each.key].arn`: the plan says neither the key nor the attribute, the call's own key is the group's
        (
            "module.trail[\"us\"].aws_cloudtrail.t",
            "cloud_watch_logs_group_arn",
            "unknown(aws_cloudwatch_log_group.g[\"us\"]#)",
        ),
        (
            "module.trail[\"us\"].aws_cloudtrail.t",
            "cloud_watch_logs_role_arn",
            "unknown<Plan module.trail[\"us\"].aws_cloudtrail.t.cloud_watch_logs_role_arn>",
        ),
        ("module.trail[\"eu\"].aws_cloudtrail.t", "s3_key_prefix", "\"secret\" (sensitive)"),
    ];
    for (address, name, expected) in cases {
        assert_eq!(argument(at(&unit, address), name), expected, "{address} {name}");
    }
    let root = at(&unit, "aws_cloudtrail.root");
    assert_eq!(root.depends_on, ["aws_sns_topic.t".into()]);
    assert_eq!(super::shown(&root.provider), "{region: \"eu-central-1\"}");
    let inner = at(&unit, "module.trail[\"us\"].aws_cloudtrail.t");
    assert_eq!(super::shown(&inner.provider), "{alias: \"west\", region: \"us-west-2\"}");
    assert_eq!(inner.calls.len(), 1);
}

#[test]
fn updates_deletions_and_data_sources() {
    let files = Files::of(&[("p/plan.json", CHANGES)]);
    let unit = files.resolve(&["aws_cloudtrail", "data.aws_kms_alias"], None).expect("a plan");
    let found: Vec<(&str, &str)> = unit.resources.iter().map(|it| (&*it.address, &*it.kind)).collect();
    let expected = [
        ("aws_cloudtrail.by_data", "aws_cloudtrail"),
        ("aws_cloudtrail.kept", "aws_cloudtrail"),
        ("data.aws_kms_alias.a", "data.aws_kms_alias"),
    ];
    assert_eq!(found, expected);
    let cases = [
        ("aws_cloudtrail.kept", "kms_key_id", "set(aws_kms_key.k#arn)"),
        ("aws_cloudtrail.kept", "is_multi_region_trail", "false"),
        ("aws_cloudtrail.kept", "s3_bucket_name", "\"audit-logs\" from aws_s3_bucket.audit"),
        ("aws_cloudtrail.by_data", "kms_key_id", "unknown(data.aws_kms_alias.a#target_key_arn)"),
        ("aws_cloudtrail.by_data", "s3_bucket_name", "\"audit-logs\" from aws_s3_bucket.audit"),
        ("aws_cloudtrail.by_data", "tags", "{Key: set(aws_kms_key.k#key_id), Owner: \"audit\"}"),
        (
            "aws_cloudtrail.by_data",
            "event_selector",
            "[{include_management_events: true, read_write_type: \"All\"}]",
        ),
        ("data.aws_kms_alias.a", "name", "\"alias/trail\""),
        ("data.aws_kms_alias.a", "target_key_arn", "unknown<Plan data.aws_kms_alias.a.target_key_arn>"),
    ];
    for (address, name, expected) in cases {
        assert_eq!(argument(at(&unit, address), name), expected, "{address} {name}");
    }
    let kept = at(&unit, "aws_cloudtrail.kept");
    assert_eq!(super::shown(&kept.provider), "{account: \"111122223333\", region: \"eu-west-1\"}");
    let change = kept.change.as_ref().expect("a change");
    assert_eq!(change.actions, ["update".into()]);
    let before = change.before.as_object().expect("an object");
    assert_eq!(before.entries["is_multi_region_trail"].as_bool(), Some(true));

    let removed = files.removed(&["aws_cloudtrail"]);
    let names: Vec<&str> = removed.iter().map(|it| &*it.address).collect();
    assert_eq!(names, ["aws_cloudtrail.old"]);
    assert_eq!(argument(&removed[0], "is_multi_region_trail"), "true");
}
