//! Plan files as people use them: made in CI, checked elsewhere, with findings that point into the configuration.

use crate::command::{Scratch, trailguard};
use serde_json::{Value, json};
use std::path::Path;

const MAIN: &str = "resource \"aws_cloudtrail\" \"audit\" {\n  name           = \"audit\"\n  \
s3_bucket_name = \"audit-logs\"\n}\n";

fn plan() -> String {
    let values = json!({
        "name": "audit", "s3_bucket_name": "audit-logs", "is_multi_region_trail": false,
        "enable_log_file_validation": false, "enable_logging": true, "include_global_service_events": true,
    });
    let said = json!({ "name": { "constant_value": "audit" }, "s3_bucket_name": { "constant_value": "audit-logs" } });
    let id = json!({ "address": "aws_cloudtrail.audit", "mode": "managed", "type": "aws_cloudtrail", "name": "audit" });
    let with = |more: &[(&str, Value)]| {
        let mut object = id.clone();
        more.iter().for_each(|(name, value)| object[*name] = value.clone());
        object
    };
    json!({
        "format_version": "1.2", "terraform_version": "1.11.0",
        "planned_values": { "root_module": { "resources": [with(&[("values", values.clone())])] } },
        "resource_changes": [with(&[(
            "change",
            json!({ "actions": ["create"], "before": null, "after": values, "after_unknown": { "arn": true } }),
        )])],
        "configuration": { "root_module": { "resources": [with(&[("expressions", said)])] } },
    })
    .to_string()
}

/// The failures of a rule: file, line, and by what it is silenced.
fn failures(folder: &Path, arguments: &[&str], rule: &str) -> Vec<(String, u64, bool)> {
    let output = trailguard(folder, &[&["check", "--format", "json", "--show", "all"], arguments].concat());
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let results = json["results"].as_array().unwrap().iter();
    let of_rule = results.filter(|it| it["rule"] == rule && it["verdict"] == "fail");
    let place = |it: &Value| {
        let place = &it["location"];
        (
            place["file"].as_str().unwrap_or_default().to_owned(),
            place["start"]["line"].as_u64().unwrap_or_default(),
            !it["suppressed"].is_null(),
        )
    };
    of_rule.map(place).collect()
}

const RULE: &str = "trail/log-file-validation";

#[test]
fn findings_point_into_the_configuration_beside_or_where_it_is_said_to_be() {
    let scratch = Scratch::new("plan-places")
        .with("infra/main.tf", MAIN)
        .with("ci/plan.json", plan())
        .with("infra/plan.json", plan());
    let here = scratch.path();
    assert_eq!(failures(here, &["infra/plan.json"], RULE), [("infra/main.tf".to_owned(), 1, false)]);
    assert_eq!(failures(here, &["ci/plan.json"], RULE), [("ci/plan.json".to_owned(), 1, false)]);
    let pointed = failures(here, &["ci/plan.json", "--source-root", "infra"], RULE);
    assert_eq!(pointed, [("infra/main.tf".to_owned(), 1, false)]);
    let output = trailguard(here, &["check", "ci/plan.json", "--source-root", "nowhere"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("`nowhere`: no such file or directory"));
}

#[test]
fn a_comment_in_the_configuration_silences_what_the_plan_shows() {
    let silenced = format!("# trailguard:ignore {RULE} -- the archive keeps digests of its own\n{MAIN}");
    let scratch = Scratch::new("plan-silenced").with("infra/main.tf", &silenced).with("ci/plan.json", plan());
    let here = scratch.path();
    let found = failures(here, &["ci/plan.json", "--source-root", "infra"], RULE);
    assert_eq!(found, [("infra/main.tf".to_owned(), 2, true)]);
    let multi = failures(here, &["ci/plan.json", "--source-root", "infra"], "trail/multi-region");
    assert_eq!(multi, [("infra/main.tf".to_owned(), 2, false)], "the other rule is not meant");
    // nobody says where the configuration is: what the comment says is not known
    assert_eq!(failures(here, &["ci/plan.json"], RULE), [("ci/plan.json".to_owned(), 1, false)]);
}
