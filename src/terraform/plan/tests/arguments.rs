//! One argument of one trail: its planned value, the marks beside it and its expression.

use super::{argument, at, plan};

/// What is around the trail: a key and two log groups, two buckets of which one is there already, a module.
const AROUND: &str = r#"
  {"address": "aws_kms_key.k", "mode": "managed", "type": "aws_kms_key", "name": "k", "values": {"description": "key"}},
  {"address": "aws_kms_key.one[0]", "mode": "managed", "type": "aws_kms_key", "name": "one", "index": 0, "values": {}},
  {"address": "aws_kms_key.two[\"a\"]", "mode": "managed", "type": "aws_kms_key", "name": "two", "index": "a", "values": {}},
  {"address": "aws_kms_key.two[\"b\"]", "mode": "managed", "type": "aws_kms_key", "name": "two", "index": "b", "values": {}},
  {"address": "aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket", "name": "b", "values": {"bucket": "audit-logs", "id": "audit-logs", "arn": "arn:aws:s3:::audit-logs"}}"#;

const CHANGES: &str = r#"
  {"address": "aws_kms_key.k", "change": {"actions": ["create"], "after_unknown": {"arn": true, "id": true, "rotation_period_in_days": true}}},
  {"address": "aws_kms_key.one[0]", "change": {"actions": ["create"], "after_unknown": {"arn": true}}},
  {"address": "aws_kms_key.two[\"a\"]", "change": {"actions": ["create"], "after_unknown": {"arn": true}}},
  {"address": "aws_kms_key.two[\"b\"]", "change": {"actions": ["create"], "after_unknown": {"arn": true}}},
  {"address": "aws_s3_bucket.b", "change": {"actions": ["no-op"], "after_unknown": {}}}"#;

/// A plan of one trail.
fn with_trail(values: &str, unknown: &str, sensitive: &str, expressions: &str) -> String {
    format!(
        r#"{{"format_version": "1.2", "terraform_version": "1.11.4",
"planned_values": {{"root_module": {{"resources": [
  {{"address": "aws_cloudtrail.t", "mode": "managed", "type": "aws_cloudtrail", "name": "t",
    "values": {values}, "sensitive_values": {sensitive}}},{AROUND}]}}}},
"resource_changes": [
  {{"address": "aws_cloudtrail.t", "change": {{"actions": ["create"], "before": null,
    "after_unknown": {unknown}, "after_sensitive": {{}}}}}},{CHANGES}],
"configuration": {{"root_module": {{
  "resources": [{{"address": "aws_cloudtrail.t", "type": "aws_cloudtrail", "name": "t", "expressions": {expressions}}}],
  "module_calls": {{"m": {{"source": "./m",
    "expressions": {{"key": {{"references": ["aws_kms_key.k.arn", "aws_kms_key.k"]}}}},
    "module": {{"outputs": {{
      "key": {{"expression": {{"references": ["var.key"]}}}},
      "own": {{"expression": {{"references": ["aws_kms_key.own.arn", "aws_kms_key.own"]}}}}}}}}}}}}}}}}}}"#
    )
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn planned_values_and_what_is_not_known() {
    // argument `a`: planned values, after_unknown, expressions, what is read
    let cases = [
        // known
        (r#"{"a": true}"#, "{}", "{}", "true"),
        (r#"{"a": -1.5e1}"#, "{}", "{}", "-15"),
        (r#"{"a": "x\n"}"#, "{}", "{}", r#""x\n""#),
        (r#"{"a": null}"#, "{}", "{}", "null"),
        (r#"{"b": 1}"#, "{}", "{}", "absent"),
        (r#"{"a": [{"b": ["c", null]}]}"#, "{}", "{}", r#"[{b: ["c", null]}]"#),
        // an unknown whose expression says nothing
        ("{}", r#"{"a": true}"#, "{}", "unknown<Plan aws_cloudtrail.t.a>"),
        ("{}", r#"{"a": false}"#, "{}", "absent"),
        (r#"{"a": null}"#, r#"{"a": true}"#, "{}", "unknown<Plan aws_cloudtrail.t.a>"),
        (
            r#"{"a": {"x": 1}}"#,
            r#"{"a": {"y": true}}"#,
            "{}",
            "{x: 1, y: unknown<Plan aws_cloudtrail.t.a.y>}",
        ),
        (r#"{"a": [null, 1]}"#, r#"{"a": [true, false]}"#, "{}", "[unknown<Plan aws_cloudtrail.t.a[0]>, 1]"),
        ("{}", r#"{"a": [{"b": true}]}"#, "{}", "[{b: unknown<Plan aws_cloudtrail.t.a[0].b>}]"),
        ("{}", r#"{"a": [{}]}"#, "{}", "absent"),
        // one attribute that the provider always sets, of a resource that will be made
        (
            "{}",
            r#"{"a": true}"#,
            r#"{"a": {"references": ["aws_kms_key.k.arn", "aws_kms_key.k"]}}"#,
            "set(aws_kms_key.k#arn)",
        ),
        // a resource that the plan does not show (trap 130)
        (
            "{}",
            r#"{"a": true}"#,
            r#"{"a": {"references": ["aws_kms_key.gone.arn", "aws_kms_key.gone"]}}"#,
            "set(aws_kms_key.gone#arn)",
        ),
        // an attribute that may be null
        (
            "{}",
            r#"{"a": true}"#,
            r#"{"a": {"references": ["aws_kms_key.k.rotation_period_in_days", "aws_kms_key.k"]}}"#,
            "unknown(aws_kms_key.k#rotation_period_in_days)",
        ),
        (
            "{}",
            r#"{"a": true}"#,
            r#"{"a": {"references": ["aws_kms_key.k.arn[0].x", "aws_kms_key.k.arn", "aws_kms_key.k"]}}"#,
            "unknown(aws_kms_key.k#arn)",
        ),
        // data sources are not set for certain
        (
            "{}",
            r#"{"a": true}"#,
            r#"{"a": {"references": ["data.aws_kms_alias.a.target_key_arn", "data.aws_kms_alias.a"]}}"#,
            "unknown(data.aws_kms_alias.a#target_key_arn)",
        ),
        // what is known in the plan does not make anything unknown
        (
            "{}",
            r#"{"a": true}"#,
            r#"{"a": {"references": ["var.on", "aws_s3_bucket.b.arn", "aws_s3_bucket.b", "path.module", "aws_kms_key.k.arn", "aws_kms_key.k"]}}"#,
            "set(aws_kms_key.k#arn)",
        ),
        // two that may: nobody knows which, nor whether the value is null
        (
            "{}",
            r#"{"a": true}"#,
            r#"{"a": {"references": ["data.t.n.on", "data.t.n", "aws_kms_key.k.arn", "aws_kms_key.k"]}}"#,
            "unknown<Plan aws_cloudtrail.t.a>",
        ),
        // a local: the plan does not say what it is
        (
            "{}",
            r#"{"a": true}"#,
            r#"{"a": {"references": ["local.on", "aws_kms_key.k.arn", "aws_kms_key.k"]}}"#,
            "unknown<Plan aws_cloudtrail.t.a>",
        ),
        // keys: written, the only instance, one of several
        (
            "{}",
            r#"{"a": true}"#,
            r#"{"a": {"references": ["aws_kms_key.two[\"b\"].arn", "aws_kms_key.two[\"b\"]", "aws_kms_key.two"]}}"#,
            "set(aws_kms_key.two[\"b\"]#arn)",
        ),
        (
            "{}",
            r#"{"a": true}"#,
            r#"{"a": {"references": ["aws_kms_key.one"]}}"#,
            "unknown(aws_kms_key.one[0]#)",
        ),
        (
            "{}",
            r#"{"a": true}"#,
            r#"{"a": {"references": ["aws_kms_key.two"]}}"#,
            "unknown<Plan aws_cloudtrail.t.a>",
        ),
        // outputs: of the module's own resource, of what is passed to it, whole calls
        (
            "{}",
            r#"{"a": true}"#,
            r#"{"a": {"references": ["module.m.own", "module.m"]}}"#,
            "set(module.m.aws_kms_key.own#arn)",
        ),
        (
            "{}",
            r#"{"a": true}"#,
            r#"{"a": {"references": ["module.m.key", "module.m"]}}"#,
            "set(aws_kms_key.k#arn)",
        ),
        (
            "{}",
            r#"{"a": true}"#,
            r#"{"a": {"references": ["module.m"]}}"#,
            "unknown<Plan aws_cloudtrail.t.a>",
        ),
        (
            "{}",
            r#"{"a": true}"#,
            r#"{"a": {"references": ["module.gone.x", "module.gone"]}}"#,
            "unknown<Plan aws_cloudtrail.t.a>",
        ),
        // known values are linked where the attribute's value is found in them
        (
            r#"{"a": "audit-logs"}"#,
            "{}",
            r#"{"a": {"references": ["aws_s3_bucket.b.id", "aws_s3_bucket.b"]}}"#,
            "\"audit-logs\" from aws_s3_bucket.b",
        ),
        (
            r#"{"a": "arn:aws:s3:::audit-logs/x"}"#,
            "{}",
            r#"{"a": {"references": ["aws_s3_bucket.b.arn", "aws_s3_bucket.b"]}}"#,
            "\"arn:aws:s3:::audit-logs/x\" from aws_s3_bucket.b",
        ),
        (
            r#"{"a": "audit-logs"}"#,
            "{}",
            r#"{"a": {"references": ["aws_s3_bucket.b"]}}"#,
            "\"audit-logs\" from aws_s3_bucket.b",
        ),
        (
            r#"{"a": "other"}"#,
            "{}",
            r#"{"a": {"references": ["var.own", "aws_s3_bucket.b.id", "aws_s3_bucket.b"]}}"#,
            "\"other\"",
        ),
        // nested blocks, in order and not
        (
            r#"{"a": [{"n": "x"}, {"n": "y"}]}"#,
            r#"{"a": [{"v": true}, {}]}"#,
            r#"{"a": [{"n": {"constant_value": "x"}, "v": {"references": ["aws_kms_key.k.arn", "aws_kms_key.k"]}}, {}]}"#,
            "[{n: \"x\", v: set(aws_kms_key.k#arn)}, {n: \"y\"}]",
        ),
        (
            r#"{"a": [{"n": "y"}, {"n": "x"}]}"#,
            r#"{"a": [{}, {"v": true}]}"#,
            r#"{"a": [{"n": {"constant_value": "x"}, "v": {"references": ["aws_kms_key.k.arn", "aws_kms_key.k"]}}, {"n": {"constant_value": "y"}}]}"#,
            "[{n: \"y\"}, {n: \"x\", v: unknown<Plan aws_cloudtrail.t.a[1].v>}]",
        ),
        // neither of two values of one key is believed
        (r#"{"a": 1, "a": 2}"#, "{}", "{}", "unknown<UnreadableText aws_cloudtrail.t.a>"),
        (r#"{"a": {"b": 1, "b": 2}}"#, "{}", "{}", "{b: unknown<UnreadableText aws_cloudtrail.t.a.b>}"),
    ];
    for (values, unknown, expressions, expected) in cases {
        let unit = plan(&with_trail(values, unknown, "{}", expressions)).expect("a plan");
        let trail = at(&unit, "aws_cloudtrail.t");
        assert_eq!(argument(trail, "a"), expected, "{values} {unknown} {expressions}");
        assert!(trail.open.is_none(), "{values}");
    }
}

#[test]
fn sensitive_values_are_marked() {
    let cases = [
        (r#"{"a": "x"}"#, r#"{"a": true}"#, "\"x\" (sensitive)"),
        (r#"{"a": "x"}"#, r#"{"a": false}"#, "\"x\""),
        (r#"{"a": "x"}"#, "true", "\"x\" (sensitive)"),
        (r#"{"a": {"b": "x", "c": 1}}"#, r#"{"a": {"b": true}}"#, "{b: \"x\" (sensitive), c: 1}"),
        (r#"{"a": ["x", "y"]}"#, r#"{"a": [false, true]}"#, "[\"x\", \"y\" (sensitive)]"),
    ];
    for (values, sensitive, expected) in cases {
        let unit = plan(&with_trail(values, "{}", sensitive, "{}")).expect("a plan");
        assert_eq!(argument(at(&unit, "aws_cloudtrail.t"), "a"), expected, "{values} {sensitive}");
    }
}

#[test]
fn many_keys_and_references_cost_their_number() {
    let keys: Vec<String> = (0..20_000).map(|at| format!("\"k{at}\": true")).collect();
    let values: Vec<String> = (0..20_000).map(|at| format!("\"k{at}\": \"v{at}\"")).collect();
    let (keys, values) = (keys.join(", "), values.join(", "));
    let text = with_trail(&format!("{{\"a\": {{{values}}}}}"), "{}", &format!("{{\"a\": {{{keys}}}}}"), "{}");
    let before = std::time::Instant::now();
    let unit = plan(&text).expect("a plan");
    assert!(before.elapsed().as_secs() < 5, "{:?}", before.elapsed());
    let map = at(&unit, "aws_cloudtrail.t").arguments["a"].value();
    assert!(map.as_object().is_some_and(|map| map.entries.values().all(|value| value.sensitive)));
}
