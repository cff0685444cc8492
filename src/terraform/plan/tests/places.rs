//! Where findings point: at the configuration beside the plan, else into the plan.

use super::{Files, at};

const MODULES: &str = include_str!("../../../../tests/data/plans/module_instances.json");

const ROOT: &str = "# the root\nmodule \"trail\" {\n  source = \"./modules/trail\"\n}\n\nresource \"aws_cloudtrail\" \"root\" {\n  is_multi_region_trail = true\n  event_selector {\n    read_write_type = \"All\"\n  }\n}\n";
const INNER: &str = "resource \"aws_cloudtrail\" \"t\" {\n  kms_key_id = var.key\n}\n";

/// Head of the trail, two of its arguments, one nested value, and the call it lies in.
fn places(files: &[(&str, &str)], source_root: Option<&str>) -> Vec<String> {
    let files = Files::of(files);
    let unit = files.resolve(&["aws_cloudtrail"], source_root).expect("a plan");
    let root = at(&unit, "aws_cloudtrail.root");
    let inner = at(&unit, "module.trail[\"eu\"].aws_cloudtrail.t");
    let selector = &root.arguments["event_selector"].value().as_list().expect("blocks")[0];
    let nested = &selector.as_object().expect("a block").entries["read_write_type"];
    let first = |text: String| text.lines().next().unwrap_or_default().to_owned();
    vec![
        first(files.place(root.head)),
        first(files.place(root.arguments["is_multi_region_trail"].span)),
        first(files.place(root.arguments["enable_logging"].span)),
        first(files.place(nested.origin.last().expect("a place").span)),
        first(files.place(inner.head)),
        first(files.place(inner.arguments["kms_key_id"].span)),
        first(files.place(inner.calls[0])),
    ]
}

/// The part behind the line number, which moves with the test data; whether a label's last quote belongs to a head
/// is the parser's business.
fn texts(places: &[String]) -> Vec<&str> {
    let behind = places.iter().filter_map(|place| place.splitn(3, ':').nth(2));
    behind.map(|text| text.trim().trim_end_matches('"')).collect()
}

#[test]
fn in_the_plan_where_nothing_lies_beside() {
    let found = places(&[("p/plan.json", MODULES)], None);
    assert!(found.iter().all(|place| place.starts_with("p/plan.json:")), "{found:?}");
    let expected = [
        "\"aws_cloudtrail.root",
        "\"is_multi_region_trail\": true",
        "\"enable_logging\": true",
        "\"All",
        "\"module.trail[\\\"eu\\\"].aws_cloudtrail.t",
        "\"kms_key_id\": true",
        "\"trail",
    ];
    assert_eq!(texts(&found), expected);
}

#[test]
fn in_the_configuration_beside_the_plan() {
    let beside = [("p/plan.json", MODULES), ("p/main.tf", ROOT), ("p/modules/trail/main.tf", INNER)];
    let elsewhere = [("p/plan.json", MODULES), ("src/main.tf", ROOT), ("src/modules/trail/t.tf", INNER)];
    let expected = [
        "resource \"aws_cloudtrail\" \"root",
        "is_multi_region_trail = true",
        // not written: the head of what would have it
        "resource \"aws_cloudtrail\" \"root",
        "\"All",
        "resource \"aws_cloudtrail\" \"t",
        "kms_key_id = var.key",
        "module \"trail",
    ];
    let found = places(&beside, None);
    assert_eq!(texts(&found), expected);
    assert_eq!(found[1], "p/main.tf:7: is_multi_region_trail = true");
    assert_eq!(found[5], "p/modules/trail/main.tf:2: kms_key_id = var.key");
    let found = places(&elsewhere, Some("src"));
    assert_eq!(texts(&found), expected);
    assert_eq!(found[5], "src/modules/trail/t.tf:2: kms_key_id = var.key");
}

#[test]
fn installed_modules_are_found_by_their_manifest() {
    let plan = MODULES.replace("./modules/trail", "registry.example.com/x/trail/aws");
    let manifest =
        r#"{"Modules": [{"Key": "", "Dir": "."}, {"Key": "trail", "Dir": ".terraform/modules/trail"}]}"#;
    let files = [
        ("p/plan.json", plan.as_str()),
        ("p/.terraform/modules/modules.json", manifest),
        ("p/.terraform/modules/trail/main.tf", INNER),
    ];
    let found = places(&files, None);
    assert_eq!(found[5], "p/.terraform/modules/trail/main.tf:2: kms_key_id = var.key");
}

#[test]
fn configuration_of_something_else_is_left_alone() {
    let other = "resource \"aws_cloudtrail\" \"other\" {\n}\n";
    let found = places(&[("p/plan.json", MODULES), ("p/main.tf", other)], None);
    assert!(found.iter().all(|place| place.starts_with("p/plan.json:")), "{found:?}");
}
