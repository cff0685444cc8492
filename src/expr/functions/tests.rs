//! Functions against the answers of `terraform console`, and what holds of unknowns.

use super::call;
use crate::expr::{Budget, Evaluator, PathStep, Resolved, Scope};
use crate::source::{SourceId, SourceMap, Span};
use crate::syntax::hcl::parse_expression;
use crate::value::{Cause, CauseKind, Data, Handle, ListKind, Type, Unknown, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// A scope with some unknown names.
#[derive(Default)]
struct Console {
    budget: Budget,
}

fn attribute(name: &str) -> Unknown {
    Unknown::because(Cause::new(CauseKind::Attribute, name)).named(name)
}

impl Scope for Console {
    fn resolve(&self, root: &str, _: &[PathStep<'_>], _: Span, _: &mut Evaluator<'_>) -> Option<Resolved> {
        let value = match root {
            // an attribute that the provider computes
            "arn" => attribute("arn").set().of_type(Type::String).starting("arn:").value(),
            "name" => attribute("name").of_type(Type::String).value(),
            "flag" => attribute("flag").of_type(Type::Bool).value(),
            "any" => attribute("any").value(),
            // as tests/data/functions/surroundings.tf has them
            "local" => Value::object(BTreeMap::from([
                ("any".into(), attribute("any").value()),
                ("name".into(), attribute("name").value()),
            ])),
            "var" => Value::object(BTreeMap::from([("null_string".into(), Value::null())])),
            _ => return None,
        };
        Some(Resolved { value, consumed: 0 })
    }

    fn attribute(&self, _: Handle, _: &str, _: Span) -> Value {
        Value::null()
    }

    fn expand(&self, _: Handle) -> Value {
        Value::null()
    }

    fn call(&self, _: &str, _: &[Value], _: Span) -> Option<Value> {
        None
    }

    fn instance(&self) -> &str {
        ""
    }

    fn text(&self, _: Span) -> String {
        String::new()
    }

    fn budget(&self) -> &Budget {
        &self.budget
    }
}

fn evaluated(expression: &str) -> Value {
    let source = SourceMap::new().add(Path::new("console"), expression);
    let (expr, problems) = parse_expression(&source, Span::new(source.id, 0, expression.len()));
    if let Some(problem) = problems.first() {
        return Value::error(problem.message.clone());
    }
    Evaluator::new(&Console::default()).evaluate(&expr)
}

/// As `terraform console` prints a value. Null has no type here, so that `tostring(null)` is `null`.
fn render_like_console(value: &Value, indent: usize) -> String {
    if value.sensitive {
        return "(sensitive value)".to_owned();
    }
    let inner = " ".repeat(indent + 2);
    let outer = " ".repeat(indent);
    match &value.data {
        Data::Null => "null".to_owned(),
        Data::Bool(known) => known.to_string(),
        Data::Number(number) => number.to_string(),
        Data::String(text) if text.contains('\n') && indent == 0 => {
            format!("<<EOT\n{text}\nEOT")
        }
        Data::String(text) => {
            let text = text.replace('\\', "\\\\").replace('"', "\\\"");
            format!("\"{}\"", text.replace('\n', "\\n").replace('\t', "\\t").replace('\r', "\\r"))
        }
        Data::List(list) => {
            let (before, behind) = match list.kind {
                ListKind::Tuple => ("[", "]"),
                ListKind::List => ("tolist([", "])"),
                ListKind::Set => ("toset([", "])"),
            };
            if list.items.is_empty() {
                return format!("{before}{behind}");
            }
            let items: String = list
                .items
                .iter()
                .map(|item| format!("{inner}{},\n", render_like_console(item, indent + 2)))
                .collect();
            format!("{before}\n{items}{outer}{behind}")
        }
        Data::Object(object) => {
            let (before, behind) = if object.is_map { ("tomap({", "})") } else { ("{", "}") };
            if object.entries.is_empty() {
                return format!("{before}{behind}");
            }
            let entries: String = object
                .entries
                .iter()
                .map(|(key, item)| format!("{inner}{key:?} = {}\n", render_like_console(item, indent + 2)))
                .collect();
            format!("{before}\n{entries}{outer}{behind}")
        }
        _ => "(known after apply)".to_owned(),
    }
}

/// Types that Terraform gives to nulls, which have none here.
fn without_types_of_null(answer: &str) -> String {
    let mut answer = answer.replace("(null) /* of dynamic */", "(null)");
    for kind in ["tostring", "tonumber", "tobool", "tolist", "toset", "tomap"] {
        answer = answer.replace(&format!("{kind}(null)"), "null");
    }
    answer
}

fn unescaped(answer: &str) -> String {
    let mut out = String::new();
    let mut characters = answer.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => out.push(if characters.next() == Some('n') { '\n' } else { '\\' }),
            _ => out.push(character),
        }
    }
    out
}

/// Line by line, apart from what Terraform does not know.
fn agrees_where_known(ours: &str, expected: &str) -> bool {
    expected.contains("(known after apply)")
        && ours.lines().count() == expected.lines().count()
        && ours.lines().zip(expected.lines()).all(|(ours, expected)| {
            ours == expected
                || expected
                    .split_once("(known after apply)")
                    .is_some_and(|(before, _)| ours.starts_with(before))
        })
}

/// What Terraform says too early: `local.name` has no type yet, and where it turns out to be a string, the number beside
/// it is one.
const LEFT_OPEN: &[&str] = &["tolist([1,local.name])", "tomap({a=1,b=local.name})"];

/// The lines of a table that we answer otherwise than Terraform.
fn disagreements(table: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for line in table.lines() {
        let (expression, answer) = line.split_once('\t').expect("each line has two columns");
        let expected = without_types_of_null(&unescaped(answer));
        let value = evaluated(expression);
        let ours = match (&value.data, expected.as_str()) {
            (Data::Unknown(_), "!error") if value.is_error() => continue,
            // to decide more is allowed
            (_, "(known after apply)") => continue,
            _ if agrees_where_known(&render_like_console(&value, 0), &expected) => continue,
            // infinity is not known here, and never another number
            (Data::Unknown(unknown), "+Inf" | "-Inf" | "\"+Inf\"")
                if unknown.cause.kind == CauseKind::Bound =>
            {
                continue;
            }
            (Data::Unknown(unknown), _) => format!("unknown: {}", unknown.cause),
            _ => render_like_console(&value, 0),
        };
        if ours != expected && !LEFT_OPEN.contains(&expression) {
            wrong.push(format!("{expression}\n    terraform: {expected}\n    ours:      {ours}"));
        }
    }
    wrong
}

#[test]
fn a_number_beside_what_has_no_type_may_be_a_string() {
    for (expression, item) in
        [("tolist([1, local.name])", "[0]"), ("tomap({a = 1, b = local.name})", "[\"a\"]")]
    {
        let value = evaluated(&format!("{expression}{item}"));
        let unknown = value.as_unknown().expect("not known");
        assert!(unknown.kind.is_none() && unknown.not_null, "{expression}: {unknown:?}");
        assert!(evaluated(&format!("{expression}{item} == 1")).as_unknown().is_some());
    }
    assert_eq!(evaluated("tolist([\"1\", local.name])[0]").as_str(), Some("1"));
}

#[test]
fn answers_are_those_of_the_console() {
    for table in [
        include_str!("../../../tests/data/functions/core.tsv"),
        include_str!("../../../tests/data/functions/numbers.tsv"),
        include_str!("../../../tests/data/functions/with_unknowns.tsv"),
        include_str!("../../../tests/data/functions/encoding_network_dates.tsv"),
    ] {
        let wrong = disagreements(table);
        assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.lines().count(), wrong.join("\n"));
    }
}

#[test]
fn shared_collections_do_not_multiply() {
    let scope = Console::default();
    let span = Span::new(SourceId(0), 0, 1);
    let mut value = Value::tuple(vec![]);
    for _ in 0..200 {
        value = Value::tuple(vec![value.clone(), value]);
    }
    assert_eq!(value.cause().map(|cause| cause.kind), Some(CauseKind::Bound));
    let flat = call(&scope, "flatten", &[Value::tuple(vec![value])], span);
    assert_eq!(flat.cause().map(|cause| cause.kind), Some(CauseKind::Bound));
}

/// What is known of a value, in words of the table below.
fn described(value: &Value) -> String {
    match &value.data {
        Data::Text(text) => text
            .parts
            .iter()
            .map(|part| match part {
                crate::value::TextPart::Literal(text) => text.to_string(),
                crate::value::TextPart::Unknown(value) => format!("${{{}}}", described(value)),
            })
            .collect(),
        Data::Unknown(unknown) if value.is_error() => format!("!error {}", unknown.cause),
        Data::Unknown(unknown) => {
            let mut words = vec![unknown.identity.as_deref().unwrap_or("unknown").to_owned()];
            words.extend(unknown.kind.as_ref().map(ToString::to_string));
            words.extend(unknown.not_null.then(|| "set".to_owned()));
            words.extend(unknown.not_empty.then(|| "not empty".to_owned()));
            let items = value.certain_items();
            let listed = || items.iter().map(described).collect::<Vec<_>>().join(", ");
            words.extend((!items.is_empty()).then(|| format!("with {}", listed())));
            words.join(" ")
        }
        Data::List(list) => {
            format!("[{}]", list.items.iter().map(described).collect::<Vec<_>>().join(", "))
        }
        Data::Object(object) => {
            let mut entries: Vec<String> =
                object.entries.iter().map(|(key, item)| format!("{key} = {}", described(item))).collect();
            entries.extend(object.open.is_some().then(|| "…".to_owned()));
            format!("{{{}}}", entries.join(", "))
        }
        Data::Branches(branches) => {
            format!("({} | {})", described(&branches.then), described(&branches.otherwise))
        }
        _ => render_like_console(value, 0),
    }
}

#[test]
fn what_holds_of_unknowns_is_kept() {
    let cases = include_str!("../../../tests/data/functions/unknown.tsv");
    let mut wrong = Vec::new();
    for line in cases.lines().filter(|line| !line.is_empty()) {
        let (expression, expected) = line.split_once('\t').unwrap_or((line, ""));
        let ours = described(&evaluated(expression));
        if ours != expected {
            wrong.push(format!("{expression}\t{ours}\n    expected: {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn origins_of_picked_parts_are_their_own() {
    let scope = Console::default();
    let span = |at| Span::new(SourceId(0), at, at + 1);
    let at =
        |value: Value, place| value.at(crate::value::Origin::of(crate::value::Role::Literal, span(place)));
    let list = Value::tuple(vec![at(Value::bool(true), 1), at(Value::bool(false), 2)]);
    let picked = call(&scope, "element", &[list, at(Value::number(1_i128), 9)], span(0));
    let steps = picked.origin.steps();
    assert_eq!(steps.iter().map(|step| step.span.start).collect::<Vec<_>>(), [2]);
}

#[test]
fn growth_is_bounded() {
    for expression in [
        "setproduct(range(1000), range(1000))",
        "format(\"%99999s\", join(\"\", [for i in range(1024) : format(\"%9999d\", i)]))",
        "indent(9999999, \"a\\nb\")",
        "join(\"\", [for i in range(1024) : format(\"%99999d\", i)])",
    ] {
        let value = evaluated(expression);
        let cause = value.cause().map(|cause| cause.kind);
        assert!(matches!(cause, Some(CauseKind::Bound | CauseKind::Error)), "{expression}: {cause:?}");
    }
}
