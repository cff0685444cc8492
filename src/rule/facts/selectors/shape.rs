//! Whether selectors are written as the service reads them.

use super::{is_empty, placed, written};
use crate::expr::{Scope, logic, unknown_from};
use crate::model::references;
use crate::rule::facts::Fact;
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{CauseKind, Data, TextPart, Value};

pub(in crate::rule::facts) const FACTS: &[Fact] = &[
    Fact {
        name: "advanced_selectors_are_valid",
        signature: "advanced_selectors_are_valid(trail)",
        documentation: "whether CloudTrail takes a trail's advanced event selectors",
        answer: advanced_selectors_are_valid,
    },
    Fact {
        name: "basic_selectors_are_valid",
        signature: "basic_selectors_are_valid(trail)",
        documentation: "whether CloudTrail takes a trail's basic event selectors",
        answer: basic_selectors_are_valid,
    },
    Fact {
        name: "data_values_match",
        signature: "data_values_match(trail)",
        documentation: "whether the ARNs of a trail's basic data event selectors match what they seem to match",
        answer: data_values_match,
    },
];

/// Which fields a trail's selector may speak of, by category
/// (<https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html>).
const ALLOWED: &[(&str, &[&str])] = &[
    ("Management", &["eventCategory", "eventSource", "readOnly"]),
    (
        "Data",
        &[
            "eventCategory",
            "resources.type",
            "resources.ARN",
            "readOnly",
            "eventName",
            "eventSource",
            "eventType",
            "sessionCredentialFromConsole",
            "userIdentity.arn",
        ],
    ),
    (
        "NetworkActivity",
        &["eventCategory", "eventSource", "eventName", "errorCode", "vpcEndpointId", "userIdentity.arn"],
    ),
];

/// What basic selectors may record of data, and leave out of management events
/// (<https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DataResource.html>,
/// <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html>). Of a trail's management
/// events advanced selectors leave out no others.
const DATA_TYPES: &[&str] = &["AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"];
const LEFT_OUT: &[&str] = &["kms.amazonaws.com", "rdsdata.amazonaws.com"];

const OPERATORS: &[&str] =
    &["equals", "not_equals", "starts_with", "not_starts_with", "ends_with", "not_ends_with"];

/// What holds a selector, and what holds its values, in Terraform and in CloudFormation.
const SELECTORS: [&str; 2] = ["advanced_event_selector", "AdvancedEventSelectors"];
const VALUES: [&str; 2] = ["values", "Values"];

/// Fields that know no other operator than `Equals`.
const EQUALS_ONLY: &[&str] = &["eventCategory", "resources.type", "readOnly"];

/// What holds the types of basic selectors, and the sources that they leave out.
const TYPE: [&str; 2] = ["type", "Type"];
const EXCLUDED: [&str; 2] = ["exclude_management_event_sources", "ExcludeManagementEventSources"];

fn advanced_selectors_are_valid(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let [Value { data: Data::Handle(trail), .. }] = arguments else {
        return Value::error("`advanced_selectors_are_valid` takes a trail");
    };
    let mut wrong = None;
    let answer = logic::all(&view.attribute(*trail, "advanced_selectors", span), &mut |selector| {
        let valid = is_valid(selector);
        if valid.as_bool() == Some(false) && wrong.is_none() {
            let entity = view.estate().entity(*trail);
            wrong = entity.and_then(|it| written(it, SELECTORS, &[selector]));
        }
        valid
    });
    placed(answer, false, wrong)
}

fn is_valid(selector: &Value) -> Value {
    let fields = logic::field(selector, "fields");
    let fits = ALLOWED.iter().fold(Value::bool(false), |so_far, (category, allowed)| {
        let of_category = super::data_events::has(selector, "eventCategory", category);
        let allowed = logic::all(&fields, &mut |field| among(&logic::field(field, "field"), allowed));
        let needed = match *category {
            "Data" => names_one(&fields, "resources.type"),
            "NetworkActivity" => names_one(&fields, "eventSource"),
            _ => leaves_out_what_it_may(&fields),
        };
        logic::or(&so_far, &logic::and(&of_category, &logic::and(&allowed, &needed)))
    });
    let fits = logic::and(&fits, &names_one(&fields, "eventCategory"));
    logic::and(&fits, &logic::all(&fields, &mut is_well_formed))
}

/// Whether `Equals` is written for a field, with one value and nothing else: CloudTrail asks for a selector for each.
fn names_one(fields: &Value, name: &str) -> Value {
    let is_named = |field: &Value| logic::is(&logic::field(field, "field"), name);
    let some = logic::any(fields, &mut |field| {
        let equals = logic::not(&is_empty(&logic::field(field, "equals")));
        logic::and(&is_named(field), &equals)
    });
    let alone = logic::all(fields, &mut |field| {
        let one = logic::and(&is_of_one(&logic::field(field, "equals")), &says_nothing_but_equals(field));
        logic::or(&logic::not(&is_named(field)), &one)
    });
    logic::and(&some, &alone)
}

/// Whether a list has not two items; one whose items are not known may have one.
fn is_of_one(list: &Value) -> Value {
    list.map_leaves(&mut |leaf| Value::bool(leaf.as_list().is_none_or(|items| items.len() <= 1)))
}

/// Whether a selector of management events says of sources only which of two it leaves out.
fn leaves_out_what_it_may(fields: &Value) -> Value {
    logic::all(fields, &mut |field| {
        let others = OPERATORS.iter().filter(|operator| **operator != "not_equals");
        let no_other = others.fold(Value::bool(true), |so_far, operator| {
            logic::and(&so_far, &is_empty(&logic::field(field, operator)))
        });
        let known = logic::all(&logic::field(field, "not_equals"), &mut |value| among(value, LEFT_OUT));
        let of_others = logic::not(&logic::is(&logic::field(field, "field"), "eventSource"));
        logic::or(&of_others, &logic::and(&no_other, &known))
    })
}

fn basic_selectors_are_valid(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let [Value { data: Data::Handle(trail), .. }] = arguments else {
        return Value::error("`basic_selectors_are_valid` takes a trail");
    };
    let mut wrong = None;
    let mut told = |valid: Value, names: [&'static str; 2], places: &[&Value]| {
        if valid.as_bool() == Some(false) && wrong.is_none() {
            wrong = view.estate().entity(*trail).and_then(|it| written(it, names, places));
        }
        valid
    };
    let answer = logic::all(&view.attribute(*trail, "basic_selectors", span), &mut |selector| {
        let types = logic::all(&logic::field(selector, "data"), &mut |data| {
            let kind = logic::field(data, "type");
            told(among(&kind, DATA_TYPES), TYPE, &[&kind, data, selector])
        });
        let sources = logic::all(&logic::field(selector, "exclude_sources"), &mut |source| {
            told(among(source, LEFT_OUT), EXCLUDED, &[source, selector])
        });
        logic::and(&types, &sources)
    });
    placed(answer, false, wrong)
}

fn among(value: &Value, names: &[&str]) -> Value {
    names.iter().fold(Value::bool(false), |so_far, name| logic::or(&so_far, &logic::is(value, name)))
}

/// An operator, no wildcards, `Equals` where nothing else is known, `true` or `false` for `readOnly`.
fn is_well_formed(field: &Value) -> Value {
    let name = logic::field(field, "field");
    let of = |operator: &str| logic::field(field, operator);
    let some = OPERATORS.iter().fold(Value::bool(false), |so_far, operator| {
        logic::or(&so_far, &logic::not(&is_empty(&of(operator))))
    });
    let wildcard = OPERATORS.iter().fold(Value::bool(false), |so_far, operator| {
        logic::or(&so_far, &logic::any(&of(operator), &mut |value| has_star(value)))
    });
    let equals_only = logic::or(&logic::not(&among(&name, EQUALS_ONLY)), &says_nothing_but_equals(field));
    let booleans = logic::all(&of("equals"), &mut |value| among(value, &["true", "false"]));
    let read_only = logic::or(&logic::not(&logic::is(&name, "readOnly")), &booleans);
    let form = logic::and(&some, &logic::not(&wildcard));
    logic::and(&form, &logic::and(&equals_only, &read_only))
}

fn says_nothing_but_equals(field: &Value) -> Value {
    OPERATORS.iter().filter(|operator| **operator != "equals").fold(Value::bool(true), |so_far, operator| {
        logic::and(&so_far, &is_empty(&logic::field(field, operator)))
    })
}

/// Unknown parts of ARNs are account ids, Regions and names: a star in the rest decides, its absence does as well.
fn has_star(value: &Value) -> Value {
    value.map_leaves(&mut |leaf| match &leaf.data {
        Data::String(text) => Value::bool(text.contains('*')),
        Data::Text(text) => Value::bool(
            text.parts.iter().any(|part| matches!(part, TextPart::Literal(text) if text.contains('*'))),
        ),
        _ => unknown_from(leaf),
    })
}

/// Stands for a name, an account id, a Region or a partition that is not known: no `:`, `/` or `*` in it.
const NAME: char = '\u{fffe}';

/// Stands for text of which nothing is known.
const OPEN: char = '\u{ffff}';

fn data_values_match(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let [Value { data: Data::Handle(trail), .. }] = arguments else {
        return Value::error("`data_values_match` takes a trail");
    };
    let basic = view.attribute(*trail, "basic_selectors", span);
    let mut wrong = None;
    let answer = logic::all(&basic, &mut |selector| {
        logic::all(&logic::field(selector, "data"), &mut |data| {
            let kind = logic::field(data, "type");
            let values = logic::field(data, "values");
            logic::all(&values, &mut |value| {
                let matches = value_matches(view, &kind, value);
                if matches.as_bool() == Some(false) && wrong.is_none() {
                    let entity = view.estate().entity(*trail);
                    wrong = entity.and_then(|it| written(it, VALUES, &[value, &values, selector]));
                }
                matches
            })
        })
    });
    placed(answer, false, wrong)
}

fn value_matches(view: &View<'_>, kind: &Value, value: &Value) -> Value {
    let asked = |matches: fn(&str) -> Option<bool>| {
        value.map_leaves(&mut |leaf| {
            let answer = spelled(view, leaf).map_or(Some(false), |text| matches(&text));
            answer.map_or_else(|| unknown_from(leaf), Value::bool)
        })
    };
    let of = |name: &str, matches| logic::or(&logic::not(&logic::is(kind, name)), &asked(matches));
    logic::and(
        &of("AWS::S3::Object", is_prefix_of_objects),
        &logic::and(&of("AWS::Lambda::Function", is_function), &asked(has_no_star)),
    )
}

/// A value with marks in the places of what is not known; none for what is no text.
fn spelled(view: &View<'_>, value: &Value) -> Option<String> {
    match &value.data {
        Data::String(text) => Some(text.to_string()),
        Data::Unknown(_) => Some(mark(view, value)),
        Data::Text(text) => Some(
            text.parts
                .iter()
                .map(|part| match part {
                    TextPart::Literal(text) => text.to_string(),
                    TextPart::Unknown(part) => mark(view, part),
                })
                .collect(),
        ),
        _ => None,
    }
}

/// What an unknown part is known to look like: an ARN of a bucket, a name, or anything.
fn mark(view: &View<'_>, part: &Value) -> String {
    let bucket = references(part).iter().any(|address| {
        let entities =
            view.estate().at_address(view.unit(), address).iter().filter_map(|it| view.estate().entity(*it));
        entities.into_iter().any(|entity| entity.model_type.name == "bucket")
    });
    let reference = part.as_unknown().and_then(|unknown| unknown.reference.as_ref());
    let arn = reference.is_some_and(|reference| matches!(&*reference.attribute, "arn" | "Arn"));
    match part.cause().map(|cause| cause.kind) {
        _ if bucket && arn => format!("arn:{NAME}:s3:::{NAME}"),
        _ if bucket => NAME.to_string(),
        Some(CauseKind::Surroundings) => NAME.to_string(),
        _ => OPEN.to_string(),
    }
}

fn has_no_star(value: &str) -> Option<bool> {
    if value.contains('*') { Some(false) } else { (!value.contains(OPEN)).then_some(true) }
}

/// `arn:<partition>:s3`, `arn:<partition>:s3:::`, or a bucket with a slash behind it.
fn is_prefix_of_objects(value: &str) -> Option<bool> {
    if value.contains('*') {
        return Some(false);
    }
    let open = |text: &str| if text.contains(OPEN) { None } else { Some(false) };
    let Some(rest) = value.strip_prefix("arn:") else {
        return if value.starts_with(OPEN) { None } else { Some(false) };
    };
    let Some((_, rest)) = rest.split_once(":s3") else { return open(rest) };
    match rest.strip_prefix(":::") {
        None if rest.is_empty() => Some(true),
        None | Some("") => {
            if rest == ":::" {
                Some(true)
            } else {
                open(rest)
            }
        }
        Some(path) => match path.split_once('/') {
            Some((bucket, _)) => Some(!bucket.is_empty()),
            None => open(path),
        },
    }
}

/// `arn:<partition>:lambda`, or one function: nothing shorter or longer matches.
fn is_function(value: &str) -> Option<bool> {
    let whole = value.ends_with(":lambda");
    if whole || value.contains(":function:") || value.contains(NAME) {
        return Some(true);
    }
    if value.contains(OPEN) { None } else { Some(false) }
}
