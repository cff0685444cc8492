//! Whole plans: which resources there are, what is noted, what is broken.

use super::{Files, argument, at, plan};
use crate::fs::Memory;
use crate::resource::Language;
use crate::source::SourceMap;

fn addresses(text: &str) -> Vec<String> {
    let unit = plan(text).expect("a plan");
    unit.resources.iter().map(|it| it.address.to_string()).collect()
}

const TRAIL: &str = r#"{"address": "aws_cloudtrail.t", "mode": "managed", "type": "aws_cloudtrail", "name": "t",
    "values": {"enable_logging": true}}"#;

fn with_actions(actions: &str) -> String {
    format!(
        r#"{{"format_version": "1.2", "planned_values": {{"root_module": {{"resources": [{TRAIL}]}}}},
        "resource_changes": [{{"address": "aws_cloudtrail.t", "type": "aws_cloudtrail", "name": "t", "mode": "managed",
          "change": {{"actions": {actions}, "before": {{"enable_logging": false}}, "after": null, "after_unknown": {{}},
          "before_sensitive": {{"enable_logging": true}}}}}},
          {{"address": "aws_cloudtrail.t", "type": "aws_cloudtrail", "name": "t", "mode": "managed", "deposed": "1f",
          "change": {{"actions": ["delete"]}}}}]}}"#
    )
}

#[test]
fn what_is_no_plan() {
    let cases = [
        "",
        "[]",
        "{}",
        r#"{"planned_values": {}}"#,
        r#"{"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {}}}"#,
        r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {}}"#,
        r#"{"format_version": "#,
    ];
    for text in cases {
        assert!(plan(text).is_none(), "{text}");
    }
}

#[test]
fn actions_decide_what_is_there() {
    let cases = [
        (r#"["create"]"#, true),
        (r#"["update"]"#, true),
        (r#"["no-op"]"#, true),
        (r#"["read"]"#, true),
        (r#"["delete", "create"]"#, true),
        (r#"["create", "delete"]"#, true),
        (r#"["delete"]"#, false),
    ];
    for (actions, there) in cases {
        let text = with_actions(actions);
        assert_eq!(addresses(&text).len(), usize::from(there), "{actions}");
        let removed = Files::of(&[("p/plan.json", &text)]).removed(&["aws_cloudtrail"]);
        assert_eq!(removed.len(), usize::from(!there), "{actions}");
        let unit = plan(&text).expect("a plan");
        for resource in unit.resources.iter().chain(&removed) {
            let change = resource.change.as_ref().expect("a change");
            let listed: Vec<&str> = change.actions.iter().map(|it| &**it).collect();
            assert_eq!(format!("{listed:?}"), actions);
            assert_eq!(super::shown(&change.before), "{enable_logging: false (sensitive)}");
        }
        for resource in &removed {
            assert_eq!(argument(resource, "enable_logging"), "false (sensitive)");
            assert!(resource.open.is_none());
        }
    }
}

#[test]
fn changes_stand_in_for_planned_values() {
    let text = r#"{"format_version": "1.2", "resource_changes": [
        {"address": "aws_cloudtrail.t", "mode": "managed", "type": "aws_cloudtrail", "name": "t",
         "change": {"actions": ["create"], "after": {"name": "x"}, "after_unknown": {"arn": true}, "after_sensitive": {"name": true}}},
        {"address": "aws_cloudtrail.d", "mode": "managed", "type": "aws_cloudtrail", "name": "d",
         "change": {"actions": ["delete"], "before": {"name": "y"}, "after": null}}]}"#;
    assert_eq!(addresses(text), ["aws_cloudtrail.t"]);
    let unit = plan(text).expect("a plan");
    assert_eq!(argument(&unit.resources[0], "name"), "\"x\" (sensitive)");
    assert_eq!(argument(&unit.resources[0], "arn"), "unknown<Plan aws_cloudtrail.t.arn>");
}

#[test]
fn without_marks_absent_arguments_may_be_set() {
    let text = format!(
        r#"{{"format_version": "1.2", "planned_values": {{"root_module": {{"resources": [{TRAIL}]}}}}}}"#
    );
    let unit = plan(&text).expect("a plan");
    let open = unit.resources[0].open.as_ref().map(ToString::to_string);
    assert_eq!(open.as_deref(), Some("`aws_cloudtrail.t` is known after apply"));
}

#[test]
fn incomplete_plans_are_noted() {
    let cases = [
        (r#""errored": false, "complete": true"#, None),
        (
            r#""errored": true, "complete": true"#,
            Some("the plan is not complete: planning ended in an error; what it lacks is not checked"),
        ),
        (
            r#""errored": false, "complete": false"#,
            Some(
                "the plan is not complete: some changes are left to a later plan; what it lacks is not checked",
            ),
        ),
    ];
    for (entries, expected) in cases {
        let unit = plan(&format!(r#"{{"format_version": "1.2", "planned_values": {{}}, {entries}}}"#));
        let notes = unit.expect("a plan").notes;
        assert_eq!(notes.first().map(|note| &*note.message), expected, "{entries}");
        assert!(notes.iter().all(|note| note.kind == "plan-incomplete" && note.span.is_some()));
    }
}

#[test]
fn broken_text_leaves_what_was_read_of_it() {
    let whole = with_actions(r#"["create"]"#);
    let cases = [
        // cut in the values: what is missing may be set
        (whole.find("true}}").expect("the values"), vec!["aws_cloudtrail.t"]),
        // cut in the changes: so it may
        (whole.find("after_unknown").expect("the marks"), vec!["aws_cloudtrail.t"]),
        (whole.find("\"resources\"").expect("the resources"), vec![]),
    ];
    for (end, expected) in cases {
        let unit = plan(&whole[..end]).expect("a plan");
        assert!(!unit.problems.is_empty(), "{end}");
        let found: Vec<&str> = unit.resources.iter().map(|it| &*it.address).collect();
        assert_eq!(found, expected, "{end}");
        assert!(unit.resources.iter().all(|it| it.open.is_some()), "{end}");
    }
    let unit = plan(r#"{"format_version": "1.2", "terraform_version": "1.11.4", "planned"#).expect("a plan");
    assert_eq!((unit.resources.len(), unit.problems.len()), (0, 1));
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let files = Files { memory: Memory::new(), sources: SourceMap::new() };
    let unit = files.resolve(&["aws_cloudtrail"], None).expect("a unit that says so");
    assert_eq!(unit.unreadable.len(), 1);
}

#[test]
fn utf_16_is_read() {
    let text = with_actions(r#"["create"]"#);
    let bytes = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes);
    let memory = Memory::new().with("p/plan.json", bytes.collect::<Vec<u8>>());
    let unit = Files { memory, sources: SourceMap::new() }.resolve(&["aws_cloudtrail"], None);
    let unit = unit.expect("a plan");
    assert_eq!(unit.language, Language::TerraformPlan);
    assert_eq!(argument(at(&unit, "aws_cloudtrail.t"), "enable_logging"), "true");
}

#[test]
fn modules_nest_and_hostile_depth_ends() {
    let mut module = r#"{"resources": []}"#.to_owned();
    for depth in (0..300).rev() {
        let path: Vec<String> = (0..=depth).map(|at| format!("module.m{at}")).collect();
        let address = path.join(".");
        module = format!(
            r#"{{"address": "{address}", "resources": [{{"address": "{address}.aws_cloudtrail.t", "mode": "managed",
            "type": "aws_cloudtrail", "values": {{}}}}], "child_modules": [{module}]}}"#
        );
    }
    let text = format!(
        r#"{{"format_version": "1.2", "planned_values": {{"root_module": {{"child_modules": [{module}]}}}}}}"#
    );
    let unit = plan(&text).expect("a plan");
    assert!(unit.resources.len() > 30 && unit.resources.len() < 300, "{}", unit.resources.len());
    assert!(!unit.problems.is_empty());
}

#[test]
fn references_in_a_ring_end() {
    let text = r#"{"format_version": "1.2", "planned_values": {"root_module": {"resources": [
        {"address": "aws_cloudtrail.t", "mode": "managed", "type": "aws_cloudtrail", "values": {}}]}},
      "resource_changes": [{"address": "aws_cloudtrail.t", "change": {"actions": ["create"], "after_unknown": {"kms_key_id": true}}}],
      "configuration": {"root_module": {
        "resources": [{"address": "aws_cloudtrail.t", "expressions": {"kms_key_id": {"references": ["module.a.x", "module.a"]}}}],
        "module_calls": {"a": {"expressions": {"v": {"references": ["module.a.x", "module.a"]}},
          "module": {"outputs": {"x": {"expression": {"references": ["var.v"]}}}}}}}}}"#;
    let unit = plan(text).expect("a plan");
    assert_eq!(argument(&unit.resources[0], "kms_key_id"), "unknown<Plan aws_cloudtrail.t.kms_key_id>");
}
